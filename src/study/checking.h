/* study/checking.h - how cross-checks of a study complain; shared by check.c, check_money.c, check_shares.c. */
#ifndef TLI_STUDY_CHECKING_H
#define TLI_STUDY_CHECKING_H

#include "study/fields.h"

typedef struct tli_checking {
  const tli_study *study;
  tl_findings *findings;
} tli_checking;

static inline bool tli_given(const char *text) { return text != NULL && text[0] != '\0'; }

/* A finding at the line of that field, or of its item. Nothing where the field itself was already found broken. */
void tli_complain(const tli_checking *c, const char *item, const char *field, const char *format, ...) TL_PRINTF(4, 5);

/* The same as a warning: the study can be computed, but not all that it asks for. */
void tli_warn(const tli_checking *c, const char *item, const char *field, const char *format, ...) TL_PRINTF(4, 5);

typedef struct tli_item_name {
  char path[200];
} tli_item_name;
tli_item_name tli_item_path(const char *group, const char *id); /* "pipes.trunk" */

/* Is `id` an item of that group? If not: a finding with the nearest one. */
bool tli_known_id(const tli_checking *c, const char *item, const char *field, const char *group_name, const char *id);
/* Is the money in the study's currency? If not: a finding. */
bool tli_currency_fits(const tli_checking *c, const char *item, const char *field, const tl_value *value);

void tli_check_catalogue(const tli_study *study, tl_findings *findings);
void tli_check_shares(const tli_study *study, tl_findings *findings);
void tli_check_machines(const tli_study *study, tl_findings *findings); /* check_machines.c */

#endif
