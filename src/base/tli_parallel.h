/* base/tli_parallel.h - the same work for many cases, on several threads, with answers that do not depend on them. */
#ifndef TLI_PARALLEL_H
#define TLI_PARALLEL_H

#include "base/tli_base.h"

/* Does case `index`. Writes only what belongs to that case; what must outlive the call lives in the arena, which is the
 * thread's own and the study's afterwards. A failure is kept with the case, not handed back. */
typedef void (*tli_task)(void *context, size_t index, tli_arena *arena);

/* What the workers allocate from; freed with the study. */
typedef struct tli_worker_arenas {
  tli_arena **arenas;
  size_t count, room;
} tli_worker_arenas;
void tli_worker_arenas_free(tli_worker_arenas *arenas);

/* All cases 0 .. count-1. threads 0: as many as the machine has. `step` names the work to the progress callback (may be
 * NULL); when that asks to stop, TL_ERR_USAGE, and some cases have not been done. `arena` owns the list of arenas. */
TL_MUST_USE tl_code tli_for_each(const char *step, size_t count, tli_task task, void *context, int threads,
                                 const tl_progress *progress, tli_worker_arenas *arenas, tli_arena *arena,
                                 tl_error *error);

#endif
