/* One alphabet for unit texts: micro and degree signs, superscripts, odd blanks and dashes each get one spelling; and
 * quoting of what the user wrote. */
#include "units/tli_expression.h"

#include <ctype.h>
#include <string.h>

const char *tli_quoted(const char *text, char buffer[TLI_QUOTED_BYTES]) {
  size_t n = 0;
  buffer[n++] = '"';
  const char *p = text;
  for (; *p != '\0' && n < TLI_QUOTED_BYTES - 5; p++) buffer[n++] = (unsigned char)*p < 32 || *p == 127 ? '?' : *p;
  if (*p != '\0') {
    while (n > 1 && ((unsigned char)*p & 0xC0) == 0x80) { /* do not cut a letter of several bytes in two */
      p--;
      n--;
    }
    memcpy(buffer + n, "...", 3);
    n += 3;
  }
  buffer[n++] = '"';
  buffer[n] = '\0';
  return buffer;
}

static const struct {
  const char *from, *to;
} letters[] = {
    {"\xC2\xA0", " "},
    {"\xE2\x80\x89", " "},
    {"\xE2\x80\xAF", " "},
    {"\xC2\xB5", "u"},
    {"\xCE\xBC", "u"},
    {"\xC2\xB2", "2"},
    {"\xC2\xB3", "3"},
    {"\xC2\xB7", " "},
    {"\xE2\x8B\x85", " "},
    {"\xC2\xB0", "deg"},
    {"\xC2\xBA", "deg"},
    {"\xE2\x84\x83", "degC"},
    {"\xE2\x84\x89", "degF"},
    {"*", " "},
    {"\t", " "},
    {"@", " at "},
    {"[", "("},
    {"]", ")"},
};

/* Signs left out of a unit: the power of m^3, the points of Pa.s and in., the dash of kW-h and W/m2-K. */
static bool says_nothing(const char *text, char before) {
  bool after_letter = isalpha((unsigned char)before), before_letter = isalpha((unsigned char)text[1]);
  if (*text == '^') return after_letter;
  if (*text == '.') return after_letter || (isdigit((unsigned char)before) && before_letter);
  return *text == '-' && isalnum((unsigned char)before) && before_letter;
}

/* Copies `text` with one spelling per sign; false if it does not fit. Blanks at both ends are dropped. */
bool tli_one_alphabet(const char *text, char out[TLI_UNIT_BYTES]) {
  size_t n = 0;
  while (*text != '\0') {
    const char *add = NULL;
    size_t taken = 1, length = 1;
    for (size_t i = 0; i < TLI_COUNT(letters) && add == NULL; i++) {
      if (!tli_starts_with(text, letters[i].from)) continue;
      add = letters[i].to;
      taken = strlen(letters[i].from);
      length = strlen(add);
    }
    if (add == NULL && tli_starts_with(text, " per ")) {
      add = "/";
      taken = 5;
    } else if (add == NULL && tli_starts_with(text, "p.a.") && (n == 0 || !isalpha((unsigned char)out[n - 1]))) {
      add = "/a";
      length = 2;
      taken = 4;
    } else if (add == NULL && says_nothing(text, n > 0 ? out[n - 1] : ' ')) {
      length = 0;
    }
    if (n + length >= TLI_UNIT_BYTES) return false;
    memcpy(out + n, add != NULL ? add : text, length);
    n += length;
    text += taken;
  }
  while (n > 0 && out[n - 1] == ' ') n--;
  out[n] = '\0';
  size_t blanks = strspn(out, " ");
  memmove(out, out + blanks, n - blanks + 1);
  return true;
}

void tli_squeeze(char *text) {
  char *to = text;
  for (const char *from = text; *from != '\0'; from++)
    if (*from != ' ') *to++ = *from;
  *to = '\0';
}

void tli_trim(char *text) {
  size_t n = strlen(text);
  while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == ',')) text[--n] = '\0';
  size_t blanks = strspn(text, " ");
  memmove(text, text + blanks, n - blanks + 1);
}
