/* Any bytes as a Shapefile: two lengths of two bytes each (of .shp and .shx), then .shp, .shx, .dbf. */
#include "fuzz_ground.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 4) return 0;
  size_t left = size - 4, shp = (size_t)data[0] | (size_t)data[1] << 8, shx = (size_t)data[2] | (size_t)data[3] << 8;
  if (shp > left) shp = left;
  if (shx > left - shp) shx = left - shp;
  const char *bytes = (const char *)data + 4;
  return fuzz_ground(&(fuzz_files){
      {"a.shp", "a.shx", "a.dbf"}, {bytes, bytes + shp, bytes + shp + shx}, {shp, shx, left - shp - shx}});
}
