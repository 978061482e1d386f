/* trunkline/mapfile.h - measured compressor maps in CSV: one point a row, columns for speed, flow, head, efficiency.
 *
 * Columns are told by their names (speed, n, rpm; flow, q; head, h; efficiency, eta, polyEff; any order, others are
 * left alone), units by what stands in brackets behind them: "flow [m3/h]". Separated by commas or semicolons.
 */
#ifndef TRUNKLINE_MAPFILE_H
#define TRUNKLINE_MAPFILE_H

#include "trunkline/machine.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Units of a file whose head line names none; NULL: taken from the size of the figures, with a warning that says so. */
typedef struct tl_map_units {
  const char *speed;      /* "1/min" or "rpm", "1/s" */
  const char *flow;       /* "m3/h", "m3/min", "m3/s", "ft3/min" */
  const char *head;       /* "kJ/kg", "J/kg", "m" of gas column, "ft lbf/lb" */
  const char *efficiency; /* "%", "1" */
} tl_map_units;

/* true if the head line of the file has a column for each of the four. */
TL_API bool tl_map_file_knows(const char *path);

/* Reads the map. *path_of_head is what the columns' names say: polytropic ("poly..."), isentropic ("isen...",
 * "adia..."), polytropic with a warning if they say nothing. What is wrong goes to findings with its line; TL_ERR_INPUT
 * then, and no map. units may be NULL. The caller destroys the map. */
TL_API TL_MUST_USE tl_code tl_map_file_open(const char *path, const tl_map_units *units, const tl_allocator *allocator,
                                            tl_measured_map **map, tl_compression *path_of_head, tl_findings *findings,
                                            tl_error *error);

#ifdef __cplusplus
}
#endif
#endif
