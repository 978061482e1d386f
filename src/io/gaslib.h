/* io/gaslib.h - the four files of GasLib (Schmidt et al., "GasLib - A Library of Gas Network Instances", Data 2(4):40,
 * 2017): network, scenario, compressor stations, combined decisions. Read from the bytes of the file (not gzipped).
 * Mistakes go to the builder's findings; only want of memory is a failure. */
#ifndef TLI_GASLIB_H
#define TLI_GASLIB_H

#include "io/case_build.h"

TL_MUST_USE tl_code tli_gaslib_net_read(const tli_file *file, tli_case_builder *b);
/* These three complete a case whose network was read, or stand alone in one without nodes. */
TL_MUST_USE tl_code tli_gaslib_scn_read(const tli_file *file, tli_case_builder *b);
TL_MUST_USE tl_code tli_gaslib_cs_read(const tli_file *file, tli_case_builder *b);
TL_MUST_USE tl_code tli_gaslib_cdf_read(const tli_file *file, tli_case_builder *b);

/* The same for trees that came another way; the station tree becomes the machines of the case, too. */
TL_MUST_USE tl_code tli_gaslib_cs_take(const tli_case_builder *b, const tli_xml *root);
void tli_gaslib_cdf_check(const tli_case_builder *b, const tli_xml *root);

void tli_gaslib_net_write(const tli_case *c, tli_text *out, tl_findings *lost);
void tli_gaslib_scn_write(const tli_case *c, tli_text *out, tl_findings *lost);
void tli_gaslib_cs_write(const tli_case *c, tli_text *out, tl_findings *lost);
void tli_gaslib_cdf_write(const tli_case *c, tli_text *out, tl_findings *lost);

/* GasLib's element for one of our roles or kinds and back; NULL if there is none. */
const char *tli_gaslib_role(const char *gaslib);
const char *tli_gaslib_kind(const char *gaslib);
const char *tli_gaslib_element(const char *role_or_kind);

#endif
