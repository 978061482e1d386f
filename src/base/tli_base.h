/* base/tli_base.h - arenas, strings, near-miss search: the shared internals every room may use. No physics. */
#ifndef TLI_BASE_H
#define TLI_BASE_H

#include "trunkline/base.h"

#include <stdarg.h>

/* The default allocator when the caller gave none; never NULL. */
const tl_allocator *tli_allocator_or_default(const tl_allocator *allocator);
void *tli_alloc(const tl_allocator *allocator, size_t bytes); /* zeroed; NULL if no memory */
void tli_free(const tl_allocator *allocator, void *block, size_t bytes);

/* The same for libraries that give no size when they free (zlib): a header before each block keeps it. context is the
 * tl_allocator; count times size bytes. */
void *tli_alloc_sized(void *context, unsigned count, unsigned size);
void tli_free_sized(void *context, void *memory);

/* An arena hands out zeroed memory that all dies at once. Nothing is freed singly.
 * Owned by one handle; tli_arena_destroy(NULL) is fine. Built with TLI_ONE_BLOCK_PER_REQUEST (test builds)
 * each request is a block of its own, so that the out-of-memory sweep reaches every place. */
typedef struct tli_arena tli_arena;
tli_arena *tli_arena_create(const tl_allocator *allocator);
/* About so many bytes will be asked for: the next block is made for them. */
void tli_arena_expect(tli_arena *arena, size_t bytes);
void tli_arena_destroy(tli_arena *arena);
void *tli_arena_alloc(tli_arena *arena, size_t count, size_t size); /* NULL if no memory or count*size overflows */
char *tli_arena_strdup(tli_arena *arena, const char *text);         /* NULL if no memory or text is NULL */
char *tli_arena_strndup(tli_arena *arena, const char *text, size_t bytes);
char *tli_arena_printf(tli_arena *arena, const char *format, ...) TL_PRINTF(2, 3);
char *tli_arena_vprintf(tli_arena *arena, const char *format, va_list arguments);
const tl_allocator *tli_arena_allocator(const tli_arena *arena);

#define TLI_NEW(arena, type) ((type *)tli_arena_alloc((arena), 1, sizeof(type)))
#define TLI_NEW_N(arena, type, count) ((type *)tli_arena_alloc((arena), (count), sizeof(type)))

/* A growing array inside an arena: doubles its room (the old room stays until the arena dies).
 * items must be a T*, count and room size_t lvalues; false means no memory and nothing has changed. */
bool tli_grow(tli_arena *arena, void **items, size_t *room, size_t count, size_t item_bytes);
#define TLI_PUSH_ROOM(arena, items, room, count) tli_grow((arena), (void **)&(items), &(room), (count), sizeof *(items))

/* A growing text, for writers. After a failed append `failed` stays true and text is NULL-safe to destroy. */
typedef struct tli_text {
  const tl_allocator *allocator;
  char *bytes; /* ends in NUL once anything was appended */
  size_t length, room;
  bool failed;
} tli_text;
void tli_text_init(tli_text *text, const tl_allocator *allocator);
void tli_text_free(tli_text *text);
void tli_text_add(tli_text *text, const char *string);
void tli_text_add_n(tli_text *text, const char *bytes, size_t length);
void tli_text_printf(tli_text *text, const char *format, ...) TL_PRINTF(2, 3);
/* Shortest decimal that reads back to the same double ("0.1", "1e+300"); NaN and infinities give "null". */
void tli_text_add_number(tli_text *text, double value);
/* As a JSON string; control characters are left out. */
void tli_text_add_quoted(tli_text *text, const char *words);

/* A number for a sentence: `digits` significant digits (1 .. 15), without trailing zeros, and without an exponent for
 * sizes from 1e-4 to below 1e7 (1234.5 with 3 digits is "1230"). Infinities and NaN are "no number". By value, so that
 * it can stand in a list of arguments: printf("%s MPa", tli_digits(p, 3).words). The decimal sign is a point. */
typedef struct tli_shown {
  char words[48];
} tli_shown;
tli_shown tli_digits(double value, int digits);

/* The candidate closest to `word` (restricted Damerau-Levenshtein, case and _ - ignored), or NULL if none is near. */
const char *tli_did_you_mean(const char *word, const char *const *candidates, size_t count);

bool tli_text_equal(const char *a, const char *b);       /* strcmp == 0, NULL equals NULL only */
bool tli_text_equal_loose(const char *a, const char *b); /* ignores ASCII case, and - _ space are one letter */
bool tli_starts_with(const char *text, const char *prefix);

/* Locale-independent strtod for plain decimal numbers of at most 125 letters (no hex, no "inf", no "nan"); *end as
 * strtod. */
double tli_parse_double(const char *text, const char **end);

/* Early return on failure. */
#define TLI_TRY(call)                         \
  do {                                        \
    tl_code tli_code_ = (call);               \
    if (tli_code_ != TL_OK) return tli_code_; \
  } while (0)

#define TLI_NO_MEMORY(error, what) tl_fail((error), TL_ERR_MACHINE, "not enough memory for %s", (what))
#define TLI_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#if defined(__FAST_MATH__)
#error "Trunkline's numbers need IEEE arithmetic: do not build with -ffast-math"
#endif

#endif
