/* Any bytes as a NetCDF grid in the classic format. NetCDF-4 files go through the HDF5 library, which makes no promise
 * about hostile input; they are left out here. */
#include "fuzz_ground.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 4 || memcmp(data, "CDF", 3) != 0) return 0;
  return fuzz_ground(&(fuzz_files){{"a.nc"}, {(const char *)data}, {size}});
}
