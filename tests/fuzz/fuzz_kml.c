/* Any bytes as KML. */
#include "fuzz_ground.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  return fuzz_ground(&(fuzz_files){{"a.kml"}, {(const char *)data}, {size}});
}
