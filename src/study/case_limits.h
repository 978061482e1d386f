/* study/case_limits.h - limits that a network file sets, for those who search for settings within them. */
#ifndef TLI_CASE_LIMITS_H
#define TLI_CASE_LIMITS_H

#include "io/netfile.h"

/* internalBypassRequired: a station or control valve of GasLib has a bypass where the attribute is 1 or missing. */
bool tli_has_bypass(const tli_case_values *values);
/* Least and largest pressures [Pa], one a node, narrowed by what the scenario allows there. */
void tli_narrow_by_scenario(const tli_case *c, double *low, double *high);
/* The same by the pipes of GasLib: pressureMax holds at both ends. */
void tli_narrow_by_pipes(const tli_case *c, double *high);

#endif
