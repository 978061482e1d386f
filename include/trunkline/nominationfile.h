/* trunkline/nominationfile.h - a nomination (optimise.h) from the files of a network.
 */
#ifndef TRUNKLINE_NOMINATIONFILE_H
#define TRUNKLINE_NOMINATIONFILE_H

#include "trunkline/optimise.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tl_nomination_files {
  const char *scenario, *decisions, *stations; /* NULL: the file of the same stem beside the network; "": none */
  bool free_stations;                          /* leave stations free within their limits, machines or not */
  double ambient_k;                            /* for gas turbines; 0: 288.15 K, the ISO condition */
} tl_nomination_files;

/* Reads a network file of a format that knows limits (GasLib) with its scenario, decisions and machines; files NULL:
 * all zeros. Findings of the files go to `findings`; with an error among them the result is TL_ERR_INPUT.
 * *gas is made for the nomination and must be destroyed after it: of the file's mean molar mass, with the
 * compressibility z = 1 + 0.257 p/pc - 0.533 (p/pc)/(T/Tc) of its pseudocritical point (docs/theory/nomination.md). */
TL_API TL_MUST_USE tl_code tl_nomination_open(const char *path, const tl_nomination_files *files,
                                              const tl_allocator *allocator, tl_nomination **nomination, tl_gas **gas,
                                              tl_findings *findings, tl_error *error);

#ifdef __cplusplus
}
#endif
#endif
