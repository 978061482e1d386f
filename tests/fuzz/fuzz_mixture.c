/* Any text as a composition: what is accepted sums to one and has no negative part; what is refused has a reason. */
#include "fuzz.h"
#include "trunkline/gas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = malloc(size + 1);
  tl_findings *findings = tl_findings_create(NULL);
  if (text != NULL && findings != NULL) {
    if (size > 0) memcpy(text, data, size);
    text[size] = '\0';
    tl_mixture mixture;
    tl_error error;
    tl_code code = tl_mixture_read(text, &mixture, findings, &error);
    if (code == TL_OK) {
      double sum = 0;
      for (int i = 0; i < TL_COMPONENTS; i++) {
        if (!(mixture.x[i] >= 0 && mixture.x[i] <= 1)) abort();
        sum += mixture.x[i];
      }
      if (!(fabs(sum - 1) < 1e-12)) abort();
    } else if (code == TL_ERR_INPUT && tl_findings_total(findings, TL_ERROR) == 0) {
      abort();
    }
  }
  tl_findings_destroy(findings);
  free(text);
  return 0;
}
