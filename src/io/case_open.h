/* io/case_open.h - what is behind a tl_case. */
#ifndef TLI_CASE_OPEN_H
#define TLI_CASE_OPEN_H

#include "io/case.h"
#include "trunkline/case.h"

const tli_case *tli_case_of(const tl_case *opened);
const char *tli_case_path(const tl_case *opened); /* as it was opened */

#endif
