/* Files of kept answers. Four lines of head, then the answer:
 *   trunkline cache 1
 *   step NAME
 *   key 16 hexadecimal digits
 *   bytes LENGTH fnv1a64 16 hexadecimal digits of what follows
 * The answer is a row of pieces: whole numbers "12;", texts "5:words" by length in bytes, doubles "x" and the 16
 * hexadecimal digits of their bits, so that what is read back is what was written. A reader takes nothing on trust: it
 * looks at length and hash first, then at every piece, and gives up as a whole. */
#include "study/cache.h"

#include "base/tli_file.h"
#include "io/file.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char first_line[] = "trunkline cache 1\n";

static uint64_t hash_of(const char *bytes, size_t length) {
  uint64_t hash = 14695981039346656037u;
  for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)bytes[i]) * 1099511628211u;
  return hash;
}

/* ---- writing --------------------------------------------------------------------------------------------------- */

static void put_whole(tli_text *out, size_t number) { tli_text_printf(out, "%zu;", number); }

static void put_text(tli_text *out, const char *text) {
  const char *words = text != NULL ? text : "";
  tli_text_printf(out, "%zu:", strlen(words));
  tli_text_add(out, words);
}

static void put_number(tli_text *out, double number) {
  uint64_t bits;
  memcpy(&bits, &number, sizeof bits);
  tli_text_printf(out, "x%016" PRIx64, bits);
}

static void put_column(tli_text *out, const tl_column *c) {
  put_text(out, c->name);
  put_text(out, c->label);
  put_whole(out, (size_t)c->quantity);
  put_text(out, c->si_unit);
  put_text(out, c->show_unit);
  put_number(out, c->show_factor);
  put_number(out, c->show_offset);
  put_whole(out, (size_t)(c->digits > 0 ? c->digits : 0));
  put_text(out, c->origin.step);
  put_text(out, c->origin.formula);
  put_text(out, c->origin.theory);
  put_text(out, c->origin.input_ids);
}

static void put_table(tli_text *out, const tl_table *table) {
  put_text(out, tl_table_id(table));
  put_text(out, tl_table_title(table));
  put_text(out, tl_table_sentence(table));
  put_whole(out, tl_table_columns(table));
  for (size_t c = 0; c < tl_table_columns(table); c++) put_column(out, tl_table_column(table, c));
  put_whole(out, tl_table_rows(table));
  for (size_t r = 0; r < tl_table_rows(table); r++)
    for (size_t c = 0; c < tl_table_columns(table); c++)
      if (tl_table_column(table, c)->quantity == TL_TEXT)
        put_text(out, tl_table_text(table, r, c));
      else
        put_number(out, tl_table_number(table, r, c));
}

typedef bool (*named_walk)(const tl_results *results, size_t index, const char **key, const char **value);

static void put_named(tli_text *out, const tl_results *results, named_walk walk) {
  const char *key, *value;
  size_t count = 0;
  while (walk(results, count, &key, &value)) count++;
  put_whole(out, count);
  for (size_t i = 0; walk(results, i, &key, &value); i++) {
    put_text(out, key);
    put_text(out, value);
  }
}

static void put_findings(tli_text *out, const tl_findings *findings) {
  put_whole(out, tl_findings_count(findings));
  for (size_t i = 0; i < tl_findings_count(findings); i++) {
    const tl_finding *f = tl_findings_at(findings, i);
    put_whole(out, (size_t)f->severity);
    put_text(out, f->file);
    put_whole(out, (size_t)(f->line > 0 ? f->line : 0));
    put_text(out, f->id);
    put_text(out, f->field);
    put_text(out, f->sentence);
  }
}

void tli_cache_write(const char *step, uint64_t key, const tl_results *results, const tl_findings *findings,
                     tli_text *out) {
  tli_text answer;
  tli_text_init(&answer, out->allocator);
  put_whole(&answer, tl_results_tables(results));
  for (size_t i = 0; i < tl_results_tables(results); i++) put_table(&answer, tl_results_table_at(results, i));
  put_named(&answer, results, tl_results_text_at);
  put_named(&answer, results, tl_results_json_at);
  put_findings(&answer, findings);
  if (answer.failed) out->failed = true;
  if (!out->failed) {
    tli_text_printf(out, "%sstep %s\nkey %016" PRIx64 "\nbytes %zu fnv1a64 %016" PRIx64 "\n", first_line, step, key,
                    answer.length, hash_of(answer.bytes, answer.length));
    tli_text_add_n(out, answer.bytes, answer.length);
  }
  tli_text_free(&answer);
}

/* ---- reading --------------------------------------------------------------------------------------------------- */

/* What is still to be read. After the first piece that is not as it should be, `good` stays false and every piece is
 * nothing. */
typedef struct cursor {
  const char *at, *end;
  tli_arena *arena; /* of the texts */
  bool good;
} cursor;

static size_t take_digits(cursor *c, char closing) {
  size_t number = 0, digits = 0;
  while (c->good && c->at < c->end && *c->at >= '0' && *c->at <= '9' && digits < 9) {
    number = number * 10 + (size_t)(*c->at++ - '0');
    digits++;
  }
  c->good = c->good && digits > 0 && c->at < c->end && *c->at == closing;
  if (c->good) c->at++;
  return c->good ? number : 0;
}

static size_t take_whole(cursor *c, size_t largest) {
  const size_t number = take_digits(c, ';');
  c->good = c->good && number <= largest;
  return c->good ? number : 0;
}

/* A number of things that follow: each takes a letter at least. */
static size_t take_count(cursor *c) { return take_whole(c, (size_t)(c->end - c->at)); }

static const char *take_text(cursor *c) {
  const size_t length = take_digits(c, ':');
  c->good = c->good && length <= (size_t)(c->end - c->at) && memchr(c->at, '\0', length) == NULL;
  if (!c->good) return "";
  const char *copy = tli_arena_strndup(c->arena, c->at, length);
  c->at += length;
  c->good = copy != NULL;
  return copy != NULL ? copy : "";
}

static uint64_t take_hex(cursor *c) {
  uint64_t bits = 0;
  for (int i = 0; i < 16; i++) {
    const char letter = c->good && c->at < c->end ? *c->at++ : '\0';
    const bool figure = letter >= '0' && letter <= '9', small = letter >= 'a' && letter <= 'f';
    c->good = c->good && (figure || small);
    bits = bits * 16 + (uint64_t)(figure ? letter - '0' : small ? letter - 'a' + 10 : 0);
  }
  return bits;
}

static bool take_words(cursor *c, const char *words) {
  const size_t length = strlen(words);
  c->good = c->good && length <= (size_t)(c->end - c->at) && memcmp(c->at, words, length) == 0;
  if (c->good) c->at += length;
  return c->good;
}

static double take_number(cursor *c) {
  double number = NAN;
  if (!take_words(c, "x")) return number;
  const uint64_t bits = take_hex(c);
  if (c->good) memcpy(&number, &bits, sizeof number);
  return number;
}

static tl_column take_column(cursor *c) {
  tl_column column = {.name = take_text(c)};
  column.label = take_text(c);
  column.quantity = (tl_quantity)take_whole(c, TL_QUANTITIES - 1);
  column.si_unit = take_text(c);
  column.show_unit = take_text(c);
  column.show_factor = take_number(c);
  column.show_offset = take_number(c);
  column.digits = (int)take_whole(c, 20);
  column.origin.step = take_text(c);
  column.origin.formula = take_text(c);
  column.origin.theory = take_text(c);
  column.origin.input_ids = take_text(c);
  return column;
}

static void take_table(cursor *c, tl_results *results) {
  const char *id = take_text(c), *title = take_text(c), *sentence = take_text(c);
  const size_t columns = take_count(c);
  if (!c->good) return;
  tl_table *table = tl_results_add_table(results, id, title, sentence);
  for (size_t i = 0; i < columns && c->good && table != NULL; i++) {
    const tl_column column = take_column(c);
    if (c->good) tl_table_add_column(table, &column);
  }
  const size_t rows = take_count(c);
  tl_cell *cells = c->good ? TLI_NEW_N(c->arena, tl_cell, columns + 1) : NULL;
  c->good =
      c->good && table != NULL && cells != NULL && tl_table_columns(table) == columns && (columns > 0 || rows == 0);
  for (size_t r = 0; r < rows && c->good; r++) {
    for (size_t i = 0; i < columns && c->good; i++)
      if (tl_table_column(table, i)->quantity == TL_TEXT)
        cells[i] = (tl_cell){NAN, take_text(c)};
      else
        cells[i] = (tl_cell){take_number(c), NULL};
    if (c->good) tl_table_add_row(table, cells);
  }
}

typedef void (*named_set)(tl_results *results, const char *key, const char *value);

static void take_named(cursor *c, tl_results *results, named_set set) {
  const size_t count = take_count(c);
  for (size_t i = 0; i < count && c->good; i++) {
    const char *key = take_text(c), *value = take_text(c);
    if (c->good) set(results, key, value);
  }
}

static void take_findings(cursor *c, tl_findings *findings) {
  const size_t count = take_count(c);
  for (size_t i = 0; i < count && c->good; i++) {
    const tl_severity severity = (tl_severity)take_whole(c, TL_ERROR);
    const char *file = take_text(c);
    const int line = (int)take_whole(c, 100000000);
    const char *id = take_text(c), *field = take_text(c), *sentence = take_text(c);
    if (c->good) tl_findings_add(findings, severity, file, line, id, field, "%s", sentence);
  }
}

/* The head. Good afterwards: the file is ours and whole; *same tells whether it has the step and key asked for. */
static void take_head(cursor *c, const char *step, uint64_t key, bool *same) {
  *same = true;
  if (!take_words(c, first_line) || !take_words(c, "step ")) return;
  const char *line_end = memchr(c->at, '\n', (size_t)(c->end - c->at));
  c->good = line_end != NULL;
  if (!c->good) return;
  *same = (size_t)(line_end - c->at) == strlen(step) && memcmp(c->at, step, strlen(step)) == 0;
  c->at = line_end;
  (void)take_words(c, "\nkey ");
  *same = take_hex(c) == key && *same;
  (void)take_words(c, "\nbytes ");
  const size_t length = take_digits(c, ' ');
  (void)take_words(c, "fnv1a64 ");
  const uint64_t hash = take_hex(c);
  (void)take_words(c, "\n");
  c->good = c->good && length == (size_t)(c->end - c->at) && hash == hash_of(c->at, length);
}

tli_cache_state tli_cache_read(const char *bytes, size_t length, const char *step, uint64_t key, tl_results *results,
                               tl_findings *findings) {
  cursor c = {bytes, bytes + length, tli_arena_create(NULL), true};
  c.good = c.arena != NULL;
  bool same;
  take_head(&c, step, key, &same);
  if (c.good && same) {
    const size_t tables = take_count(&c);
    for (size_t i = 0; i < tables && c.good; i++) take_table(&c, results);
    take_named(&c, results, tl_results_set_text);
    take_named(&c, results, tl_results_set_json);
    take_findings(&c, findings);
    c.good = c.good && c.at == c.end && !tl_results_lost(results) && !tl_findings_lost(findings);
  }
  tli_arena_destroy(c.arena);
  return !c.good ? TLI_CACHE_DAMAGED : same ? TLI_CACHE_VALID : TLI_CACHE_OTHER;
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

tl_code tli_cache_store(const char *folder, const char *step, uint64_t key, const tl_results *results,
                        const tl_findings *findings, const tl_allocator *allocator, tl_error *error) {
  TLI_TRY(tli_make_folders(folder, allocator, error));
  tli_text path, text;
  tli_text_init(&path, allocator);
  tli_text_init(&text, allocator);
  tli_text_printf(&path, "%s/%s.cache", folder, step);
  tli_cache_write(step, key, results, findings, &text);
  const tl_code code = path.failed || text.failed
                           ? TLI_NO_MEMORY(error, "an answer to keep")
                           : tli_write_file_atomically(path.bytes, text.bytes, text.length, allocator, error);
  tli_text_free(&text);
  tli_text_free(&path);
  return code;
}

static bool is_there(const char *path) {
  FILE *file = fopen(path, "rb");
  const bool missing = file == NULL && (errno == ENOENT || errno == ENOTDIR);
  if (file != NULL) (void)fclose(file);
  return !missing;
}

tl_code tli_cache_load(const char *folder, const char *step, uint64_t key, const tl_allocator *allocator,
                       tli_cache_state *state, tl_results *results, tl_findings *findings, tl_error *error) {
  *state = TLI_CACHE_NONE;
  tli_arena *arena = tli_arena_create(allocator);
  const char *path = arena != NULL ? tli_arena_printf(arena, "%s/%s.cache", folder, step) : NULL;
  tl_code code = path != NULL ? TL_OK : TLI_NO_MEMORY(error, "a kept answer");
  if (code == TL_OK && is_there(path)) {
    tli_file file;
    tl_error why;
    code = tli_file_read(path, arena, &file, &why);
    if (code == TL_ERR_MACHINE)
      (void)tl_fail(error, code, "%s", why.sentence);
    else if (code != TL_OK)
      *state = TLI_CACHE_DAMAGED; /* a folder, or a file that may not be read */
    else
      *state = tli_cache_read(file.bytes, file.length, step, key, results, findings);
    if (code != TL_ERR_MACHINE) code = TL_OK;
    if (code == TL_OK && (tl_results_lost(results) || tl_findings_lost(findings)))
      code = TLI_NO_MEMORY(error, "a kept answer");
  }
  tli_arena_destroy(arena);
  return code;
}

/* ---- from set to set --------------------------------------------------------------------------------------------- */

static bool take_over_table(tl_results *to, const tl_table *table) {
  tl_table *copy = tl_results_add_table(to, tl_table_id(table), tl_table_title(table), tl_table_sentence(table));
  const size_t columns = tl_table_columns(table), bytes = (columns + 1) * sizeof(tl_cell);
  tl_cell *cells = tli_alloc(NULL, bytes);
  if (copy == NULL || cells == NULL) {
    tli_free(NULL, cells, bytes);
    return false;
  }
  for (size_t c = 0; c < columns; c++) tl_table_add_column(copy, tl_table_column(table, c));
  for (size_t r = 0; r < tl_table_rows(table); r++) {
    for (size_t c = 0; c < columns; c++)
      cells[c] = tl_table_column(table, c)->quantity == TL_TEXT ? (tl_cell){NAN, tl_table_text(table, r, c)}
                                                                : (tl_cell){tl_table_number(table, r, c), NULL};
    tl_table_add_row(copy, cells);
  }
  tli_free(NULL, cells, bytes);
  return true;
}

bool tli_results_take_over(tl_results *to, const tl_results *from) {
  const char *key, *value;
  bool whole = true;
  for (size_t i = 0; i < tl_results_tables(from); i++)
    whole = take_over_table(to, tl_results_table_at(from, i)) && whole;
  for (size_t i = 0; tl_results_text_at(from, i, &key, &value); i++) tl_results_set_text(to, key, value);
  for (size_t i = 0; tl_results_json_at(from, i, &key, &value); i++) tl_results_set_json(to, key, value);
  return whole && !tl_results_lost(to);
}

void tli_findings_take_over(tl_findings *to, const tl_findings *from) {
  for (size_t i = 0; i < tl_findings_count(from); i++) {
    const tl_finding *f = tl_findings_at(from, i);
    tl_findings_add(to, f->severity, f->file, f->line, f->id, f->field, "%s", f->sentence);
  }
}
