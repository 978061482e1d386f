/* io/case_decide.h - decisions of a .cdf file taken in a case that is to be simulated. */
#ifndef TLI_CASE_DECIDE_H
#define TLI_CASE_DECIDE_H

#include "io/case_build.h"
#include "io/netfile.h"

/* Values that a decision leaves at a link: shut whatever its kind; 1 or -1, the direction that its flow must have. */
#define TLI_CASE_SHUT "x:shut by decision"
#define TLI_CASE_WAY "x:way by decision"

/* Takes "GROUP=DECISION". TL_ERR_USAGE if there is none. */
TL_MUST_USE tl_code tli_case_decide(tli_case_builder *b, const char *text);

#endif
