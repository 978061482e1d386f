/* study/cache.h - what slow steps found, kept between runs: docs/theory/cache.md.
 *
 * A slow step fills a set of results of its own (tables, texts, JSON values, findings). That set is written to
 * FOLDER/STEP.cache under a key that changes with every input, every setting and the program itself; a later run that
 * makes the same key may read it back, to the same bits. A file that is damaged, cut short or somebody else's is never
 * used in part. */
#ifndef TLI_STUDY_CACHE_H
#define TLI_STUDY_CACHE_H

#include "base/tli_base.h"
#include "trunkline/study.h"

extern const char tli_source_stamp[]; /* made by the build: changes with any source file of the library */

/* What an answer of `step` rests on. Not in it: number of threads, folders, lines of a file, comments. */
uint64_t tli_study_key(const tl_study *study, const char *step);

typedef enum tli_cache_state {
  TLI_CACHE_VALID,   /* read whole */
  TLI_CACHE_NONE,    /* there is no file */
  TLI_CACHE_OTHER,   /* of other inputs, settings, or another program */
  TLI_CACHE_DAMAGED, /* not one of our files, cut short, changed, or unreadable */
} tli_cache_state;

/* The whole file as text. `out` fails without memory only. */
void tli_cache_write(const char *step, uint64_t key, const tl_results *results, const tl_findings *findings,
                     tli_text *out);
/* Fills empty sets; after anything but TLI_CACHE_VALID they are to be thrown away. */
tli_cache_state tli_cache_read(const char *bytes, size_t length, const char *step, uint64_t key, tl_results *results,
                               tl_findings *findings);

/* FOLDER/STEP.cache. Storing makes the folder and replaces the file in one step. */
TL_MUST_USE tl_code tli_cache_store(const char *folder, const char *step, uint64_t key, const tl_results *results,
                                    const tl_findings *findings, const tl_allocator *allocator, tl_error *error);
TL_MUST_USE tl_code tli_cache_load(const char *folder, const char *step, uint64_t key, const tl_allocator *allocator,
                                   tli_cache_state *state, tl_results *results, tl_findings *findings, tl_error *error);

/* Adds all tables, texts, JSON values (findings) of one set to another; what has the same name there is replaced. False
 * without memory. */
TL_MUST_USE bool tli_results_take_over(tl_results *to, const tl_results *from);
void tli_findings_take_over(tl_findings *to, const tl_findings *from);

#endif
