// A stranger's C++ program: the same through a unique_ptr.
#include <iostream>
#include <memory>
#include <trunkline/base.h>

int main() {
  std::unique_ptr<tl_findings, decltype(&tl_findings_destroy)> findings(tl_findings_create(nullptr), tl_findings_destroy);
  if (!findings) return 4;
  tl_findings_add(findings.get(), TL_WARNING, "line.csv", 3, "P1", "length", "%d is long", 7);
  if (tl_findings_count(findings.get()) != 1) return 1;
  std::cout << "trunkline " << tl_version() << "\n";
}
