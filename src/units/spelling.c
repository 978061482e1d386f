/* Spellings: a row of the table, a quotient of two, a pressure with its gauge suffix; and what is said of a spelling
 * that is none of these. */
#include "units/tli_expression.h"

#include <string.h>

bool tli_spelled(tl_quantity quantity, const char *text, size_t length, tli_scale *found) {
  size_t count;
  const tli_unit_row *rows = tli_unit_rows(&count);
  if (length >= 2 && text[0] == '(' && text[length - 1] == ')') { /* USD/(1000 m3) */
    text++;
    length -= 2;
  }
  for (size_t i = 0; i < count; i++) {
    if (rows[i].quantity != quantity) continue;
    if (!tli_unit_spelled(rows[i].unit, text, length) && !tli_unit_spelled(rows[i].also, text, length)) continue;
    *found = (tli_scale){rows[i].factor, rows[i].offset, rows[i].reference_t_k};
    return true;
  }
  return false;
}

/* Quantities that are a quotient of two others; RATE is a number per year. */
static bool parts_of(tl_quantity quantity, tl_quantity *above, tl_quantity *below) {
  switch (quantity) {
    case TL_MASS_FLOW:
      *above = TL_MASS, *below = TL_TIME;
      return true;
    case TL_GAS_VOLUME_FLOW:
      *above = TL_GAS_VOLUME, *below = TL_TIME;
      return true;
    case TL_VELOCITY:
      *above = TL_LENGTH, *below = TL_TIME;
      return true;
    case TL_POWER:
      *above = TL_ENERGY, *below = TL_TIME;
      return true;
    case TL_HEATING_VALUE:
      *above = TL_ENERGY, *below = TL_GAS_VOLUME;
      return true;
    case TL_RATE:
      *above = TL_NUMBER, *below = TL_TIME;
      return true;
    default:
      return false;
  }
}

static bool quotient(tl_quantity quantity, const char *text, tli_scale *found) {
  tl_quantity above = TL_NUMBER, below = TL_NUMBER;
  if (!parts_of(quantity, &above, &below)) return false;
  for (const char *bar = strchr(text, '/'); bar != NULL; bar = strchr(bar + 1, '/')) {
    tli_scale top, bottom;
    if (!tli_spelled(above, text, (size_t)(bar - text), &top) || !tli_spelled(below, bar + 1, strlen(bar + 1), &bottom))
      continue;
    *found =
        (tli_scale){top.factor / bottom.factor, 0, top.reference_t_k > 0 ? top.reference_t_k : bottom.reference_t_k};
    if (quantity == TL_RATE) found->factor *= TLI_CONTRACT_YEAR_S;
    return true;
  }
  return false;
}

/* "bar(g)", "barg", "psig", "bar gauge", ...: the unit without its suffix, and what the suffix said. */
tli_gauge tli_gauge_unit(const char *text, tli_scale *found) {
  static const struct {
    const char *suffix;
    tli_gauge says;
  } suffixes[] = {{"(g)", TLI_GAUGE},    {"(G)", TLI_GAUGE},      {"(gauge)", TLI_GAUGE},
                  {"gauge", TLI_GAUGE},  {"_g", TLI_GAUGE},       {"g", TLI_GAUGE},
                  {"(a)", TLI_ABSOLUTE}, {"(abs)", TLI_ABSOLUTE}, {"absolute", TLI_ABSOLUTE},
                  {"abs", TLI_ABSOLUTE}, {"_a", TLI_ABSOLUTE},    {"(absolute)", TLI_ABSOLUTE},
                  {"a", TLI_ABSOLUTE}};
  size_t length = strlen(text);
  for (size_t i = 0; i < TLI_COUNT(suffixes); i++) {
    size_t tail = strlen(suffixes[i].suffix);
    if (length > tail && strcmp(text + length - tail, suffixes[i].suffix) == 0 &&
        tli_spelled(TL_PRESSURE, text, length - tail, found))
      return suffixes[i].says;
  }
  return TLI_PLAIN;
}

bool tli_plain_unit(tl_quantity quantity, const char *squeezed, tli_scale *found) {
  tl_quantity rows_of = quantity == TL_PRESSURE_DIFFERENCE ? TL_PRESSURE : quantity;
  return tli_spelled(rows_of, squeezed, strlen(squeezed), found) || quotient(quantity, squeezed, found);
}

/* --- refusals ----------------------------------------------------------------------------------------------- */

/* The spelling of the quantity closest to `shown`, NULL if none is near. Lives in `buffer` or in the table. */
enum { NEAR_BYTES = 2048, NEAR_MOST = 160 };
static const char *nearest_spelling(tl_quantity quantity, const char *shown, char buffer[NEAR_BYTES]) {
  const char *candidates[NEAR_MOST];
  size_t count = 0, row_count, used = 0;
  const tli_unit_row *rows = tli_unit_rows(&row_count);
  tl_quantity rows_of = quantity == TL_PRESSURE_DIFFERENCE ? TL_PRESSURE : quantity;
  for (size_t i = 0; i < row_count; i++)
    if (rows[i].quantity == rows_of && count < NEAR_MOST) candidates[count++] = rows[i].unit;
  for (const char *const *common = tli_unit_common(quantity); *common != NULL && count < NEAR_MOST; common++)
    candidates[count++] = *common;
  for (size_t i = 0; i < row_count; i++) {
    if (rows[i].quantity != rows_of) continue;
    for (const char *p = rows[i].also; *p != '\0';) {
      size_t length = strcspn(p, "|");
      if (used + length + 1 > NEAR_BYTES || count == NEAR_MOST) break;
      memcpy(buffer + used, p, length);
      buffer[used + length] = '\0';
      candidates[count++] = buffer + used;
      used += length + 1;
      p += length + (p[length] == '|' ? 1 : 0);
    }
  }
  return tli_did_you_mean(shown, candidates, count);
}

/* Any part of a quotient may be the ambiguous one: why it is, and which one; NULL if none. */
static const char *ambiguous_part(const char *squeezed, char part[TLI_UNIT_BYTES]) {
  const char *why = NULL;
  for (size_t from = 0, length; why == NULL && squeezed[from] != '\0';
       from += length + (squeezed[from + length] != '\0')) {
    length = strcspn(squeezed + from, "/");
    if (length >= TLI_UNIT_BYTES) break;
    memcpy(part, squeezed + from, length);
    part[length] = '\0';
    why = tli_unit_ambiguous(part);
  }
  return why;
}

tl_code tli_unknown_unit(tl_quantity quantity, const char *squeezed, const char *shown, const char *quoted,
                         tl_error *error) {
  char q[TLI_QUOTED_BYTES], u[TLI_QUOTED_BYTES], near_buffer[NEAR_BYTES], part[TLI_UNIT_BYTES];
  tli_quoted(quoted, q);
  tli_quoted(shown, u);
  const char *why = ambiguous_part(squeezed, part);
  if (why != NULL) return tl_fail(error, TL_ERR_INPUT, "%s: %s %s", q, part, why);
  tli_scale found;
  if (quantity == TL_PRESSURE_DIFFERENCE && tli_gauge_unit(squeezed, &found) != TLI_PLAIN)
    return tl_fail(error, TL_ERR_INPUT, "%s: a pressure difference is neither gauge nor absolute; write for example %s",
                   q, tl_quantity_example(quantity));
  for (int other = 0; other < TL_QUANTITIES; other++)
    if ((tl_quantity)other != quantity && tli_plain_unit((tl_quantity)other, squeezed, &found))
      return tl_fail(error, TL_ERR_INPUT, "%s: %s is a unit of %s, not of %s; write for example %s", q, u,
                     tl_quantity_name((tl_quantity)other), tl_quantity_name(quantity), tl_quantity_example(quantity));
  const char *near = nearest_spelling(quantity, shown, near_buffer);
  if (near != NULL)
    return tl_fail(error, TL_ERR_INPUT, "%s: %s is not a known unit of %s; did you mean %s?", q, u,
                   tl_quantity_name(quantity), near);
  return tl_fail(error, TL_ERR_INPUT, "%s: %s is not a known unit of %s; write for example %s", q, u,
                 tl_quantity_name(quantity), tl_quantity_example(quantity));
}
