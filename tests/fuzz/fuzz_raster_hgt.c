/* Any bytes as an SRTM tile. */
#include "fuzz_ground.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  return fuzz_ground(&(fuzz_files){{"N10E020.hgt"}, {(const char *)data}, {size}});
}
