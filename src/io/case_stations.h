/* io/case_stations.h - from the machines of a case to units and configurations that can be run. */
#ifndef TLI_CASE_STATIONS_H
#define TLI_CASE_STATIONS_H

#include "io/case_build.h"

/* Fills the runnable part of every station of b->c->machines; what cannot be used is left out. */
TL_MUST_USE tl_code tli_case_take_stations(const tli_case_builder *b);
/* Whether a value is there and not "0". */
bool tli_case_is_set(const tli_case_values *values, const char *name);

#endif
