/* Any text given to tli_parse_double: it stops inside the text, a number it took reads back to the same bits after
 * writing, and the search for near misses bears every word. */
#include "base/tli_base.h"
#include "fuzz.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = malloc(size + 1);
  if (text == NULL) return 0;
  if (size > 0) memcpy(text, data, size);
  text[size] = '\0';

  const char *end = NULL;
  double value = tli_parse_double(text, &end);
  if (end < text || end > text + size) abort();
  if (end == text && value != 0.0) abort();
  if (isfinite(value)) {
    tli_text written;
    tli_text_init(&written, NULL);
    tli_text_add_number(&written, value);
    if (!written.failed && tli_parse_double(written.bytes, &end) != value) abort();
    tli_text_free(&written);
  }
  static const char *const words[] = {"methane", "n_butane", "roughness", "wall thickness", ""};
  (void)tli_did_you_mean(text, words, TLI_COUNT(words));
  free(text);
  return 0;
}
