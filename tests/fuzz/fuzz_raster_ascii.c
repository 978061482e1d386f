/* Any bytes as an ESRI ASCII grid. */
#include "fuzz_ground.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  return fuzz_ground(&(fuzz_files){{"a.asc"}, {(const char *)data}, {size}});
}
