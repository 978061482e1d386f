/* Arenas: memory by lifetime. A handle owns one arena; everything the handle hands out lives in it.
 * Blocks form a list, newest first. */
#define _DEFAULT_SOURCE /* madvise */
#include "base/tli_base.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static void *libc_resize(void *context, void *block, size_t old_bytes, size_t bytes) {
  (void)context;
  (void)old_bytes;
  if (bytes == 0) {
    free(block);
    return NULL;
  }
  return realloc(block, bytes);
}

static const tl_allocator libc_allocator = {libc_resize, NULL};

const tl_allocator *tli_allocator_or_default(const tl_allocator *allocator) {
  return allocator != NULL ? allocator : &libc_allocator;
}

/* Large blocks come zeroed and untouched. The system may give them in large pages, so that the first touch of each
 * 4 kB is no call of the system: those took a quarter of the time to set up a network of 1e5 pipes. */
static void *libc_zeroed(size_t bytes) {
  void *block = calloc(1, bytes);
#ifdef MADV_HUGEPAGE
  enum { PAGE = 4096, LARGE = 2 << 20 };
  if (block != NULL && bytes >= LARGE) {
    const size_t skip = (PAGE - (uintptr_t)block % PAGE) % PAGE;
    (void)madvise((unsigned char *)block + skip, (bytes - skip) / PAGE * PAGE, MADV_HUGEPAGE); /* a wish: may fail */
  }
#endif
  return block;
}

void *tli_alloc(const tl_allocator *allocator, size_t bytes) {
  const tl_allocator *a = tli_allocator_or_default(allocator);
  if (bytes == 0) bytes = 1;
  if (a == &libc_allocator) return libc_zeroed(bytes);
  void *block = a->resize(a->context, NULL, 0, bytes);
  if (block != NULL) memset(block, 0, bytes);
  return block;
}

void tli_free(const tl_allocator *allocator, void *block, size_t bytes) {
  if (block == NULL) return;
  const tl_allocator *a = tli_allocator_or_default(allocator);
  (void)a->resize(a->context, block, bytes == 0 ? 1 : bytes, 0);
}

typedef union sized {
  size_t bytes;
  long double alignment;
} sized;

void *tli_alloc_sized(void *context, unsigned count, unsigned size) {
  const size_t bytes = (size_t)count * size + sizeof(sized);
  sized *block = tli_alloc(context, bytes);
  if (block == NULL) return NULL;
  block->bytes = bytes;
  return block + 1;
}

void tli_free_sized(void *context, void *memory) {
  if (memory == NULL) return;
  sized *block = (sized *)memory - 1;
  tli_free(context, block, block->bytes);
}

typedef struct block {
  struct block *next;
  size_t room, used; /* bytes after the header */
  alignas(max_align_t) unsigned char bytes[];
} block;

struct tli_arena {
  const tl_allocator *allocator;
  block *newest;
  size_t next_room, expected; /* expected: of the next block alone; 0: nothing is */
};

enum { FIRST_BLOCK_BYTES = 4096, LARGEST_BLOCK_BYTES = 16 << 20 };

tli_arena *tli_arena_create(const tl_allocator *allocator) {
  const tl_allocator *a = tli_allocator_or_default(allocator);
  tli_arena *arena = tli_alloc(a, sizeof *arena);
  if (arena == NULL) return NULL;
  arena->allocator = a;
  arena->next_room = FIRST_BLOCK_BYTES;
  return arena;
}

void tli_arena_expect(tli_arena *arena, size_t bytes) {
  const size_t most = (size_t)4 * LARGEST_BLOCK_BYTES;
  arena->expected = bytes < most ? bytes : most;
  if (arena->expected / 8 > arena->next_room) arena->next_room = arena->expected / 8; /* should it not be enough */
}

void tli_arena_destroy(tli_arena *arena) {
  if (arena == NULL) return;
  const tl_allocator *a = arena->allocator;
  for (block *b = arena->newest; b != NULL;) {
    block *next = b->next;
    tli_free(a, b, sizeof *b + b->room);
    b = next;
  }
  tli_free(a, arena, sizeof *arena);
}

const tl_allocator *tli_arena_allocator(const tli_arena *arena) { return arena->allocator; }

static block *add_block(tli_arena *arena, size_t at_least) {
#ifdef TLI_ONE_BLOCK_PER_REQUEST
  const size_t room = at_least;
#else
  const size_t usual = arena->expected > arena->next_room ? arena->expected : arena->next_room;
  const size_t room = at_least > usual ? at_least : usual;
  if (arena->expected == 0 && arena->next_room < LARGEST_BLOCK_BYTES) arena->next_room *= 2;
  arena->expected = 0;
#endif
  block *b = tli_alloc(arena->allocator, sizeof *b + room);
  if (b == NULL) return NULL;
  b->room = room;
  b->next = arena->newest;
  arena->newest = b;
  return b;
}

void *tli_arena_alloc(tli_arena *arena, size_t count, size_t size) {
  const size_t align = alignof(max_align_t);
  if (size != 0 && count > (SIZE_MAX / 2) / size) return NULL;
  size_t bytes = count * size;
  bytes = bytes == 0 ? align : (bytes + align - 1) / align * align;
  block *b = arena->newest;
  if (b == NULL || b->room - b->used < bytes) b = add_block(arena, bytes);
  if (b == NULL) return NULL;
  void *memory = b->bytes + b->used;
  b->used += bytes;
  return memory;
}

char *tli_arena_strndup(tli_arena *arena, const char *text, size_t bytes) {
  if (text == NULL) return NULL;
  char *copy = tli_arena_alloc(arena, bytes + 1, 1);
  if (copy != NULL) memcpy(copy, text, bytes);
  return copy;
}

char *tli_arena_strdup(tli_arena *arena, const char *text) {
  return text == NULL ? NULL : tli_arena_strndup(arena, text, strlen(text));
}

char *tli_arena_vprintf(tli_arena *arena, const char *format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  char *text = length < 0 ? NULL : tli_arena_alloc(arena, (size_t)length + 1, 1);
  if (text != NULL) (void)vsnprintf(text, (size_t)length + 1, format, again);
  va_end(again);
  return text;
}

char *tli_arena_printf(tli_arena *arena, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  char *text = tli_arena_vprintf(arena, format, arguments);
  va_end(arguments);
  return text;
}

bool tli_grow(tli_arena *arena, void **items, size_t *room, size_t count, size_t item_bytes) {
  if (count < *room) return true;
  size_t wanted = *room == 0 ? 8 : *room * 2;
  void *grown = tli_arena_alloc(arena, wanted, item_bytes);
  if (grown == NULL) return false;
  if (count > 0) memcpy(grown, *items, count * item_bytes);
  *items = grown;
  *room = wanted;
  return true;
}
