/* Any bytes as a header in JSON and, behind the first NUL, the grid it describes. */
#include "fuzz_ground.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const char *bytes = (const char *)data;
  size_t n = 0;
  while (n < size && bytes[n] != '\0') n++;
  const size_t rest = n < size ? n + 1 : n;
  return fuzz_ground(&(fuzz_files){{"a.json", "a.bin"}, {bytes, bytes + rest}, {n, size - rest}});
}
