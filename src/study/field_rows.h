/* study/field_rows.h - how the field tables of a study file are written. For fields.c and field_money.h. */
#ifndef TLI_STUDY_FIELD_ROWS_H
#define TLI_STUDY_FIELD_ROWS_H

#include <float.h>
#include <stddef.h>

#define REQUIRED NULL
#define OPTIONAL ""
#define MOST DBL_MAX
#define BCM_A (1e9 / (365 * 86400.0)) /* m3/s */
#define YEAR (365 * 86400.0)
#define T0 273.15

#define VALUE(owner, member, quantity, sentence, fallback, low, high) \
  { #member, quantity, sentence, fallback, low, high, NULL, offsetof(owner, member) }
#define WORDS(owner, member, sentence, fallback) \
  { #member, TL_TEXT, sentence, fallback, 0, 0, NULL, offsetof(owner, member) }
#define CHOICE(owner, member, sentence, fallback, choices) \
  { #member, TL_TEXT, sentence, fallback, 0, 0, choices, offsetof(owner, member) }

#endif
