/* A stranger's C program: makes a handle, uses it, lets it go, and prints the version. */
#include <stdio.h>
#include <trunkline/base.h>

int main(void) {
  tl_findings *findings = tl_findings_create(NULL);
  if (findings == NULL) return 4;
  tl_findings_add(findings, TL_WARNING, "line.csv", 3, "P1", "length", "%d is long", 7);
  size_t count = tl_findings_count(findings);
  tl_findings_destroy(findings);
  return count == 1 && printf("trunkline %s\n", tl_version()) > 0 ? 0 : 1;
}
