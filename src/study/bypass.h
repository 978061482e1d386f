/* study/bypass.h - whether a station or control valve of GasLib has a bypass. */
#ifndef TLI_BYPASS_FILE_H
#define TLI_BYPASS_FILE_H

#include "io/netfile.h"

#include <string.h>

/* internalBypassRequired: a bypass is there where the attribute is 1 or missing. */
static inline bool tli_has_bypass(const tli_case_values *values) {
  const tli_case_value *v = tli_case_value_find(values, "needs_bypass");
  return v == NULL || v->text == NULL || strcmp(v->text, "1") == 0;
}

#endif
