/* Text: growing strings, numbers that read back to the same bits, and the search for near misses. */
#include "base/tli_base.h"

#include <ctype.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tli_text_init(tli_text *text, const tl_allocator *allocator) {
  *text = (tli_text){.allocator = tli_allocator_or_default(allocator)};
}

void tli_text_free(tli_text *text) {
  tli_free(text->allocator, text->bytes, text->room);
  text->bytes = NULL;
  text->length = text->room = 0;
}

static bool reserve(tli_text *text, size_t more) {
  if (text->failed) return false;
  size_t needed = text->length + more + 1;
  if (needed <= text->room) return true;
  size_t room = text->room < 256 ? 256 : text->room;
  while (room < needed) room *= 2;
  char *grown = text->allocator->resize(text->allocator->context, text->bytes, text->room, room);
  if (grown == NULL) {
    text->failed = true;
    return false;
  }
  text->bytes = grown;
  text->room = room;
  return true;
}

void tli_text_add_n(tli_text *text, const char *bytes, size_t length) {
  if (!reserve(text, length)) return;
  if (length > 0) memcpy(text->bytes + text->length, bytes, length);
  text->length += length;
  text->bytes[text->length] = '\0';
}

void tli_text_add(tli_text *text, const char *string) { tli_text_add_n(text, string, strlen(string)); }

void tli_text_printf(tli_text *text, const char *format, ...) {
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  if (length < 0) {
    text->failed = true;
  } else if (reserve(text, (size_t)length)) {
    (void)vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
    text->length += (size_t)length;
  }
  va_end(again);
}

static void decimal_point(char *digits) {
  for (char *c = digits; *c != '\0'; c++)
    if (*c == ',') *c = '.'; /* a locale with decimal commas must not reach a file */
}

void tli_text_add_quoted(tli_text *text, const char *words) {
  tli_text_add(text, "\"");
  for (; *words != '\0'; words++) {
    if (*words == '"' || *words == '\\') tli_text_add(text, "\\");
    if ((unsigned char)*words >= 0x20) tli_text_add_n(text, words, 1);
  }
  tli_text_add(text, "\"");
}

void tli_text_add_number(tli_text *text, double value) {
  if (!isfinite(value)) {
    tli_text_add(text, "null");
    return;
  }
  if (value == 0.0) value = 0.0; /* no "-0" in output */
  char digits[40];
  for (int precision = 15; precision <= 17; precision++) {
    (void)snprintf(digits, sizeof digits, "%.*g", precision, value);
    if (strtod(digits, NULL) == value) break;
  }
  decimal_point(digits);
  tli_text_add(text, digits);
}

static void cut_trailing_zeros(char *digits) {
  if (strchr(digits, '.') == NULL) return;
  size_t end = strlen(digits);
  while (digits[end - 1] == '0') end--;
  if (digits[end - 1] == '.') end--;
  digits[end] = '\0';
}

tli_shown tli_digits(double value, int digits) {
  const double plain_from = 1e-4, plain_below = 1e7;
  const int wanted = digits < 1 ? 1 : digits > 15 ? 15 : digits;
  tli_shown shown;
  if (!isfinite(value)) {
    (void)snprintf(shown.words, sizeof shown.words, "no number");
    return shown;
  }
  if (value == 0.0) value = 0.0; /* no "-0" */
  const double size = fabs(value);
  (void)snprintf(shown.words, sizeof shown.words, "%.*e", wanted - 1, value); /* rounded once, at the wanted digit */
  if (size != 0.0 && (size < plain_from || size >= plain_below)) {
    (void)snprintf(shown.words, sizeof shown.words, "%.*g", wanted, value);
    decimal_point(shown.words);
    return shown;
  }
  const int exponent = (int)strtol(strchr(shown.words, 'e') + 1, NULL, 10);
  const double rounded = strtod(shown.words, NULL);
  (void)snprintf(shown.words, sizeof shown.words, "%.*f", exponent < wanted - 1 ? wanted - 1 - exponent : 0, rounded);
  decimal_point(shown.words);
  cut_trailing_zeros(shown.words);
  return shown;
}

bool tli_text_equal(const char *a, const char *b) {
  if (a == NULL || b == NULL) return a == b;
  return strcmp(a, b) == 0;
}

static int loose_letter(char c) {
  if (c == '-' || c == ' ') return '_';
  return tolower((unsigned char)c);
}

bool tli_text_equal_loose(const char *a, const char *b) {
  if (a == NULL || b == NULL) return a == b;
  for (; *a != '\0' && *b != '\0'; a++, b++)
    if (loose_letter(*a) != loose_letter(*b)) return false;
  return *a == *b;
}

bool tli_starts_with(const char *text, const char *prefix) { return strncmp(text, prefix, strlen(prefix)) == 0; }

/* Edit distance with swaps of neighbours (restricted Damerau-Levenshtein), words of at most MAX_WORD letters. */
enum { MAX_WORD = 48 };
static int edit_distance(const char *a, const char *b) {
  size_t n = strlen(a), m = strlen(b);
  if (n > MAX_WORD || m > MAX_WORD) return MAX_WORD;
  int row[3][MAX_WORD + 1];
  for (size_t j = 0; j <= m; j++) row[0][j] = (int)j;
  int *before = row[2], *previous = row[0], *current = row[1];
  for (size_t i = 1; i <= n; i++) {
    current[0] = (int)i;
    for (size_t j = 1; j <= m; j++) {
      int cost = loose_letter(a[i - 1]) == loose_letter(b[j - 1]) ? 0 : 1;
      int best = previous[j - 1] + cost;
      if (previous[j] + 1 < best) best = previous[j] + 1;
      if (current[j - 1] + 1 < best) best = current[j - 1] + 1;
      bool swapped = i > 1 && j > 1 && loose_letter(a[i - 1]) == loose_letter(b[j - 2]) &&
                     loose_letter(a[i - 2]) == loose_letter(b[j - 1]);
      if (swapped && before[j - 2] + 1 < best) best = before[j - 2] + 1;
      current[j] = best;
    }
    int *spare = before;
    before = previous;
    previous = current;
    current = spare;
  }
  return previous[m];
}

/* The shortest candidate in which the word stands, from the beginning or behind an underscore; NULL: none. */
static const char *shortest_with(const char *word, const char *const *candidates, size_t count) {
  const char *found = NULL;
  if (strlen(word) < 3) return NULL;
  for (size_t i = 0; i < count; i++) {
    const char *at = strstr(candidates[i], word);
    const bool whole = at != NULL && (at == candidates[i] || at[-1] == '_');
    if (whole && (found == NULL || strlen(candidates[i]) < strlen(found))) found = candidates[i];
  }
  return found;
}

const char *tli_did_you_mean(const char *word, const char *const *candidates, size_t count) {
  const char *nearest = NULL;
  int nearest_distance = MAX_WORD;
  for (size_t i = 0; i < count; i++) {
    int distance = edit_distance(word, candidates[i]);
    if (distance < nearest_distance) {
      nearest = candidates[i];
      nearest_distance = distance;
    }
  }
  int allowed = (int)(strlen(word) + 2) / 3; /* about one slip in three letters */
  return nearest_distance <= allowed ? nearest : shortest_with(word, candidates, count);
}

double tli_parse_double(const char *text, const char **end) {
  /* Copy the plain decimal shape first: strtod alone would take hex, "nan" and the locale's comma. */
  const char *p = text;
  char shape[128]; /* a number with more letters is refused: cut short it would be another number */
  size_t length = 0;
  const char *accepted = p;
  bool digits = false, dot = false, exponent = false;
  if (end != NULL) *end = text;
  if (*p == '+' || *p == '-') shape[length++] = *p++;
  for (;; p++) {
    if (length + 2 >= sizeof shape) return 0.0; /* room for the longest step below, "e+", and the final NUL */
    if (isdigit((unsigned char)*p)) {
      digits = true;
      shape[length++] = *p;
      accepted = p + 1;
    } else if (*p == '.' && !dot && !exponent) {
      dot = true;
      shape[length++] = *localeconv()->decimal_point; /* strtod below obeys the caller's locale */
      if (digits) accepted = p + 1;
    } else if ((*p == 'e' || *p == 'E') && digits && !exponent &&
               (isdigit((unsigned char)p[1]) || ((p[1] == '+' || p[1] == '-') && isdigit((unsigned char)p[2])))) {
      exponent = true;
      shape[length++] = *p++;
      shape[length++] = *p;
      if (isdigit((unsigned char)*p)) accepted = p + 1;
    } else {
      break;
    }
  }
  if (!digits) return 0.0;
  shape[length] = '\0';
  if (end != NULL) *end = accepted;
  return strtod(shape, NULL);
}
