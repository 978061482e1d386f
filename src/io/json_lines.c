/* Where things stand in a JSON file that a library has already read: the line of each member of each table.
 *
 * {"table": {"key": ...}} and {"table": [..., ...]} are the two shapes of network files. One pass over the bytes, which
 * are known to be sound JSON, notes the line of every table (key "") and of every member at the second level; entries
 * of a list have the keys "#0", "#1", ... Keys are compared as written, without unfolding escapes. */
#include "io/json_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct place {
  const char *table, *key;
  size_t table_length, key_length;
  int line;
} place;

struct tli_json_lines {
  place *at;
  size_t count, room;
};

static int compare(const place *a, const char *table, size_t table_length, const char *key, size_t key_length) {
  const size_t t = a->table_length < table_length ? a->table_length : table_length;
  const size_t k = a->key_length < key_length ? a->key_length : key_length;
  int order = t > 0 ? memcmp(a->table, table, t) : 0;
  if (order == 0) order = a->table_length < table_length ? -1 : a->table_length > table_length;
  if (order == 0 && k > 0) order = memcmp(a->key, key, k);
  if (order == 0) order = a->key_length < key_length ? -1 : a->key_length > key_length;
  return order;
}

static int by_place(const void *a, const void *b) {
  const place *y = b;
  return compare(a, y->table, y->table_length, y->key, y->key_length);
}

/* The scanner's state: how deep it is, whether the second level is a list, and the last key of each of two levels. */
typedef struct scan {
  const char *p, *end;
  int line, depth;
  bool list;
  size_t position; /* in the list */
  place now;
} scan;

static void skip_text(scan *s) { /* from behind the opening quote to behind the closing one */
  while (s->p < s->end && *s->p != '"') {
    if (*s->p == '\\') s->p++;
    if (s->p < s->end && *s->p == '\n') s->line++;
    s->p++;
  }
  if (s->p < s->end) s->p++;
}

static bool is_key(const scan *s) {
  const char *p = s->p;
  while (p < s->end && strchr(" \t\r\n", *p) != NULL) p++;
  return p < s->end && *p == ':';
}

static tl_code note(tli_case_builder *b, tli_json_lines *lines, const scan *s) {
  if (!TLI_PUSH_ROOM(b->c->arena, lines->at, lines->room, lines->count)) return TLI_NO_MEMORY(b->error, b->file);
  place one = s->now;
  one.line = s->line;
  if (s->list) {
    char *key = tli_arena_printf(b->c->arena, "#%zu", s->position);
    if (key == NULL) return TLI_NO_MEMORY(b->error, b->file);
    one.key = key;
    one.key_length = strlen(key);
  }
  lines->at[lines->count++] = one;
  return TL_OK;
}

static tl_code take_text(tli_case_builder *b, tli_json_lines *lines, scan *s) {
  const char *begin = s->p;
  const scan before = *s;
  skip_text(s);
  if (s->depth > 2 || !is_key(s)) return TL_OK;
  const size_t length = (size_t)(s->p - begin) - 1;
  if (s->depth == 1) {
    s->now = (place){.table = begin, .table_length = length, .key = ""};
    scan at = before;
    at.now = s->now;
    at.list = false;
    return note(b, lines, &at);
  } else if (s->depth == 2 && !s->list) {
    s->now.key = begin;
    s->now.key_length = length;
    scan at = before;
    at.now = s->now;
    return note(b, lines, &at);
  }
  return TL_OK;
}

static tl_code walk(tli_case_builder *b, tli_json_lines *lines, scan *s) {
  while (s->p < s->end) {
    const char c = *s->p++;
    if (c == '\n') s->line++;
    if (c == '"') TLI_TRY(take_text(b, lines, s));
    if (c == '{' || c == '[') {
      if (s->depth == 2 && s->list) TLI_TRY(note(b, lines, s));
      s->depth++;
      if (s->depth == 2) {
        s->list = c == '[';
        s->position = 0;
      }
    }
    if (c == '}' || c == ']') s->depth--;
    if (c == ',' && s->depth == 2) s->position++;
  }
  return TL_OK;
}

tl_code tli_json_find_lines(tli_case_builder *b, const tli_file *file, tli_json_lines **found) {
  tli_json_lines *lines = TLI_NEW(b->c->arena, tli_json_lines);
  if (lines == NULL) return TLI_NO_MEMORY(b->error, b->file);
  scan s = {.p = file->bytes, .end = file->bytes + file->length, .line = 1};
  TLI_TRY(walk(b, lines, &s));
  if (lines->count > 0) qsort(lines->at, lines->count, sizeof *lines->at, by_place);
  *found = lines;
  return TL_OK;
}

int tli_json_line(const tli_json_lines *lines, const char *table, const char *key) {
  size_t low = 0, high = lines != NULL ? lines->count : 0;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    const int order = compare(&lines->at[middle], table, strlen(table), key, strlen(key));
    if (order == 0) return lines->at[middle].line;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return 0;
}

int tli_json_row_line(const tli_json_lines *lines, const char *table, size_t row) {
  char key[32];
  (void)snprintf(key, sizeof key, "#%zu", row);
  return tli_json_line(lines, table, key);
}
