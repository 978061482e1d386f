/* trunkline/nominationfile.h - a nomination (optimise.h) from the files of a network.
 */
#ifndef TRUNKLINE_NOMINATIONFILE_H
#define TRUNKLINE_NOMINATIONFILE_H

#include "trunkline/optimise.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Reads a network file of a format that knows limits (GasLib) with its scenario and decisions; NULL: the files of the
 * same stem beside it. Findings of the files go to `findings`; with an error among them the result is TL_ERR_INPUT.
 * *gas is made for the nomination and must be destroyed after it: of the file's mean molar mass, with the
 * compressibility z = 1 + 0.257 p/pc - 0.533 (p/pc)/(T/Tc) of its pseudocritical point (docs/theory/nomination.md). */
TL_API TL_MUST_USE tl_code tl_nomination_open(const char *path, const char *scenario, const char *decisions,
                                              const tl_allocator *allocator, tl_nomination **nomination, tl_gas **gas,
                                              tl_findings *findings, tl_error *error);

#ifdef __cplusplus
}
#endif
#endif
