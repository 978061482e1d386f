/* Any bytes as a measured compressor map: what is taken answers at every point with finite figures. */
#include "fuzz.h"

#include "io/mapfile.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  tl_findings *findings = tl_findings_create(NULL);
  tl_measured_map *map = NULL;
  tl_compression kind;
  tl_error error;
  char *copy = malloc(size + 1);
  if (findings == NULL || copy == NULL) abort();
  for (size_t i = 0; i < size; i++) copy[i] = (char)data[i];
  copy[size] = '\0';
  const tli_file file = tli_file_of_bytes(copy, size);
  const tl_code code = tli_map_of_bytes(&file, "fuzz.csv", NULL, NULL, &map, &kind, findings, &error);
  if ((code == TL_OK) != (map != NULL)) abort();
  if (map != NULL) {
    double low, high;
    (void)tl_measured_map_lines(map, &low, &high);
    const double head = tl_measured_map_head(map, 1.0, low, NULL, NULL);
    if (isnan(head)) abort();
    (void)tl_measured_map_at(map, 1.0, fabs(head));
  }
  tl_measured_map_destroy(map);
  tl_findings_destroy(findings);
  free(copy);
  return 0;
}
