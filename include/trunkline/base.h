/* trunkline/base.h - errors, findings, allocators: what every other header leans on.
 *
 * Three kinds of bad news are kept apart:
 *   1. the status of a call      tl_code (must be used) plus a tl_error in the caller's frame;
 *   2. the outcome of physics    a named reason with place and size, see steady.h;
 *   3. findings about the input  a tl_findings list, all of them in one pass.
 * The library never prints, exits or aborts. Strings are UTF-8 and end in NUL.
 */
#ifndef TRUNKLINE_BASE_H
#define TRUNKLINE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define TL_API __attribute__((visibility("default")))
#define TL_MUST_USE __attribute__((warn_unused_result))
#define TL_PRINTF(format_at, first_at) __attribute__((format(printf, format_at, first_at)))
#else
#define TL_API
#define TL_MUST_USE
#define TL_PRINTF(format_at, first_at)
#endif

/* Status of a call. The values are the exit codes of the command line. */
typedef enum tl_code {
  TL_OK = 0,
  TL_ERR_USAGE = 1,     /* the caller broke the contract of the function */
  TL_ERR_INPUT = 2,     /* the input has errors; findings list them */
  TL_ERR_NO_ANSWER = 3, /* the physics or the optimisation has no answer */
  TL_ERR_MACHINE = 4    /* memory, disk */
} tl_code;

enum { TL_ERROR_SENTENCE_BYTES = 512 };

/* An error is a sentence for the person who can fix it: thing, value, unit, allowed range, next step. */
typedef struct tl_error {
  tl_code code;
  char sentence[TL_ERROR_SENTENCE_BYTES];
} tl_error;

/* Fills *error (which may be NULL) and returns code, so that `return tl_fail(error, ...)` reads well. */
TL_API tl_code tl_fail(tl_error *error, tl_code code, const char *format, ...) TL_PRINTF(3, 4);

/* Memory. A NULL allocator means the C library's. resize(context, NULL, 0, n) allocates,
 * resize(context, block, n, 0) frees and returns NULL, otherwise it resizes; NULL on n > 0 means no memory. */
typedef struct tl_allocator {
  void *(*resize)(void *context, void *block, size_t old_bytes, size_t bytes);
  void *context;
} tl_allocator;

typedef enum tl_severity { TL_NOTE = 0, TL_WARNING = 1, TL_ERROR = 2 } tl_severity;

/* One thing to say about the input. Strings are owned by the list. line is 0 where there is none. */
typedef struct tl_finding {
  tl_severity severity;
  const char *file;     /* as the user named it; "" if none */
  int line;             /* 1-based */
  const char *id;       /* the element or section it concerns; "" if none */
  const char *field;    /* the field; "" if none */
  const char *sentence; /* what is wrong, what is allowed, what was perhaps meant */
} tl_finding;

/* A growing list of findings. At most TL_FINDINGS_KEPT are kept; the rest is counted. */
typedef struct tl_findings tl_findings;
enum { TL_FINDINGS_KEPT = 1000 };

TL_API TL_MUST_USE tl_findings *tl_findings_create(const tl_allocator *allocator);
TL_API void tl_findings_destroy(tl_findings *findings);
TL_API size_t tl_findings_count(const tl_findings *findings);                       /* kept ones */
TL_API size_t tl_findings_total(const tl_findings *findings, tl_severity at_least); /* kept or not */
TL_API const tl_finding *tl_findings_at(const tl_findings *findings, size_t index);
TL_API void tl_findings_add(tl_findings *findings, tl_severity severity, const char *file, int line, const char *id,
                            const char *field, const char *format, ...) TL_PRINTF(7, 8);
/* True when memory ran out while adding: the list is then incomplete and the caller must fail with TL_ERR_MACHINE. */
TL_API bool tl_findings_lost(const tl_findings *findings);

/* Called now and then by long computations; return false to stop them (they hand back what they have). */
typedef struct tl_progress {
  bool (*report)(void *context, const char *step, double done_fraction);
  void *context;
} tl_progress;

TL_API const char *tl_version(void);

#ifdef __cplusplus
}
#endif
#endif
