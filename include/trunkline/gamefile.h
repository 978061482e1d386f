/* trunkline/gamefile.h - a cooperative game out of a CSV table `coalition,value` (gains) or `coalition,cost`.
 *
 * A coalition is written Russia+Mongolia. The players are those with a row of their own, in the order of these rows;
 * every coalition must be there once, the empty one not at all. */
#ifndef TRUNKLINE_GAMEFILE_H
#define TRUNKLINE_GAMEFILE_H

#include "trunkline/game.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What is wrong goes to findings (owned by the caller) under `path`; with an error among them TL_ERR_INPUT and no game.
 */
TL_API TL_MUST_USE tl_code tl_gamefile_open(const char *path, const tl_allocator *allocator, tl_game **game,
                                            tl_findings *findings, tl_error *error);
/* The same from bytes in memory, which `name` stands for. */
TL_API TL_MUST_USE tl_code tl_gamefile_read(const char *bytes, size_t length, const char *name,
                                            const tl_allocator *allocator, tl_game **game, tl_findings *findings,
                                            tl_error *error);

#ifdef __cplusplus
}
#endif
#endif
