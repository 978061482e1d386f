/* out_of_memory.h - the sweep that makes each request for memory fail in turn.
 *
 * The attempt is run with an allocator that refuses request number 0, then 1, then 2, ... until a run meets no refusal.
 * Two ways: refusing that request alone (code that does not look at the answer goes on and is caught by the
 * sanitizers), and refusing it and all later ones. A refused attempt must say so, and whatever its outcome it must have
 * given all memory back. In builds with TLI_ONE_BLOCK_PER_REQUEST every request of an arena is one of these. */
#ifndef OUT_OF_MEMORY_H
#define OUT_OF_MEMORY_H

#include "testing.h"
#include "trunkline/base.h"

/* Does the work and undoes it. TL_OK: all done. TL_ERR_MACHINE: there was not enough memory. */
typedef tl_code (*oom_attempt)(const tl_allocator *allocator, void *context);

typedef struct oom_miser {
  size_t requests; /* so far */
  size_t refuse_at;
  bool refuse_later_too;
  size_t held_bytes;
} oom_miser;

static inline void *oom_resize(void *context, void *block, size_t old_bytes, size_t bytes) {
  oom_miser *miser = context;
  if (bytes == 0) {
    if (block != NULL) miser->held_bytes -= old_bytes;
    free(block);
    return NULL;
  }
  size_t request = miser->requests++;
  if (request == miser->refuse_at || (miser->refuse_later_too && request > miser->refuse_at)) return NULL;
  void *grown = realloc(block, bytes);
  if (grown != NULL) miser->held_bytes += bytes - (block != NULL ? old_bytes : 0);
  return grown;
}

/* Gives the number of requests met; at most `limit` are tried, and needing more is a failure of the test. */
static inline size_t oom_sweep(oom_attempt attempt, void *context, size_t limit) {
  size_t requests = 0;
  for (int later_too = 0; later_too <= 1; later_too++) {
    for (size_t refuse_at = 0;; refuse_at++) {
      oom_miser miser = {.refuse_at = refuse_at, .refuse_later_too = later_too != 0};
      tl_code code = attempt(&(tl_allocator){oom_resize, &miser}, context);
      assert_int_equal(miser.held_bytes, 0);
      if (miser.requests <= refuse_at) { /* no refusal: this was the whole work */
        assert_int_equal(code, TL_OK);
        requests = miser.requests;
        break;
      }
      if (code != TL_ERR_MACHINE) print_error("request %zu was refused, and nobody said so\n", refuse_at);
      assert_int_equal(code, TL_ERR_MACHINE);
      assert_true(refuse_at < limit);
    }
  }
  assert_true(requests > 0); /* the allocator was used at all */
  return requests;
}

#endif
