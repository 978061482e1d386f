/* Any bytes as a value of any quantity: never a crash, and what is accepted is finite and comes back. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "trunkline/units.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1) return 0;
  char *text = malloc(size);
  if (text == NULL) return 0;
  memcpy(text, data + 1, size - 1);
  text[size - 1] = '\0';
  tl_quantity quantity = (tl_quantity)(data[0] % TL_QUANTITIES);
  tl_value value;
  tl_error error;
  tl_code code = tl_value_read(text, quantity, &value, &error);
  if (code == TL_OK && !isfinite(value.si)) abort();
  if (code != TL_OK && strlen(error.sentence) == 0) abort();
  double factor, offset;
  if (tl_unit_factor(quantity, text, &factor, &offset, &error) == TL_OK && !(factor > 0 && isfinite(offset))) abort();
  free(text);
  return 0;
}
