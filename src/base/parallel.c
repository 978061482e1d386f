/* Threads that take the next case nobody has taken yet, until none is left. Cases share nothing that is written, so
 * that neither the number of threads nor their order reaches the answers. POSIX threads; where none is to be had, the
 * calling thread does the work alone. */
#define _POSIX_C_SOURCE 200809L
#include "base/tli_parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { MOST_THREADS = 64 };

typedef struct worker {
  const char *step;
  size_t count;
  tli_task task;
  void *context;
  const tl_progress *progress; /* NULL for all but the first */
  tli_arena *arena;
  atomic_size_t *next;
  bool stopped;
} worker;

/* Only the first worker reports, once before its first case too: the others may leave it none. */
static void report(worker *w, size_t done) {
  if (w->progress == NULL || w->progress->report == NULL || w->stopped) return;
  if (w->progress->report(w->progress->context, w->step, (double)done / (double)w->count)) return;
  w->stopped = true;
  atomic_store(w->next, w->count); /* nobody takes another */
}

static void *work(void *argument) {
  worker *w = argument;
  report(w, 0);
  for (size_t i = atomic_fetch_add(w->next, 1); i < w->count; i = atomic_fetch_add(w->next, 1)) {
    w->task(w->context, i, w->arena);
    report(w, i + 1);
  }
  return NULL;
}

static size_t thread_count(int wanted, size_t cases) {
  long count = wanted > 0 ? wanted : sysconf(_SC_NPROCESSORS_ONLN);
  if (count < 1) count = 1;
  if (count > MOST_THREADS) count = MOST_THREADS;
  return (size_t)count < cases ? (size_t)count : cases;
}

void tli_worker_arenas_free(tli_worker_arenas *arenas) {
  for (size_t i = 0; i < arenas->count; i++) tli_arena_destroy(arenas->arenas[i]);
  arenas->count = 0;
}

static tli_arena *new_arena(tli_worker_arenas *arenas, tli_arena *arena) {
  if (!TLI_PUSH_ROOM(arena, arenas->arenas, arenas->room, arenas->count)) return NULL;
  tli_arena *made = tli_arena_create(NULL);
  if (made != NULL) arenas->arenas[arenas->count++] = made;
  return made;
}

tl_code tli_for_each(const char *step, size_t count, tli_task task, void *context, int wanted,
                     const tl_progress *progress, tli_worker_arenas *arenas, tli_arena *arena, tl_error *error) {
  const size_t threads = thread_count(wanted, count);
  if (threads == 0) return TL_OK; /* no case, nothing to do */
  worker workers[MOST_THREADS];
  pthread_t ids[MOST_THREADS];
  bool started[MOST_THREADS] = {false};
  atomic_size_t next = 0;
  for (size_t t = 0; t < threads; t++) {
    tli_arena *own = new_arena(arenas, arena);
    if (own == NULL) return TLI_NO_MEMORY(error, step);
    workers[t] = (worker){step, count, task, context, t == 0 ? progress : NULL, own, &next, false};
  }
  for (size_t t = 1; t < threads; t++) started[t] = pthread_create(&ids[t], NULL, work, &workers[t]) == 0;
  (void)work(&workers[0]);
  for (size_t t = 1; t < threads; t++) {
    if (started[t])
      (void)pthread_join(ids[t], NULL);
    else
      (void)work(&workers[t]); /* no thread to be had: do its share here */
  }
  if (!workers[0].stopped) return TL_OK;
  return tl_fail(error, TL_ERR_USAGE, "the study was stopped in the step \"%s\"", step);
}
