/* Compositions: reading "methane=0.965,ethane=0.018,..." and the library of named gases. */
#include "gas/tli_gas.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define SUM_TOLERANCE 1e-6 /* a larger gap from 1 is refused */

typedef struct library_gas {
  const char *name, *source, *composition;
} library_gas;

static const library_gas library[] = {
    {"west-siberia-dry",
     "Western Siberia, Cenomanian dry gas: typical analysis within CH4 97-98.5, N2 0.7-1.5, C2 0.1-1, C3+ < 0.5, CO2 < "
     "0.2 "
     "mol-%; the composition that Trunkline's study of Power of Siberia 2 assumes (assumption, not a published "
     "analysis)",
     "methane=0.9797, nitrogen=0.0084, carbon_dioxide=0.0006, ethane=0.0080, propane=0.0022, n_butane=0.0011"},
};

const char *tl_mixture_library_name(size_t index) { return index < TLI_COUNT(library) ? library[index].name : NULL; }
const char *tl_mixture_library_source(size_t index) {
  return index < TLI_COUNT(library) ? library[index].source : NULL;
}

typedef struct reader {
  tl_mixture *mixture;
  tl_findings *findings;
  const char *file;
  int line;
  bool seen[TL_COMPONENTS];
  size_t errors, entries;
} reader;

static const char *skip_blanks(const char *at) {
  while (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n') at++;
  return at;
}

/* Reads one "name=value" or, from a CSV file, "name,value". */
static void read_entry(reader *r, char separator, const char *begin, const char *end) {
  char name[64];
  const char *equals = memchr(begin, separator, (size_t)(end - begin));
  if (equals == NULL) {
    tl_findings_add(r->findings, TL_ERROR, r->file, r->line, "composition", "",
                    "\"%.*s\" is not of the form component%cfraction", (int)(end - begin > 60 ? 60 : end - begin),
                    begin, separator);
    r->errors++;
    return;
  }
  const char *name_end = equals;
  while (name_end > begin && (name_end[-1] == ' ' || name_end[-1] == '\t')) name_end--;
  size_t length = (size_t)(name_end - begin);
  if (length >= sizeof name) length = sizeof name - 1;
  memcpy(name, begin, length);
  name[length] = '\0';

  tl_component component;
  const char *near;
  if (!tl_component_find(name, &component, &near)) {
    if (near != NULL)
      tl_findings_add(r->findings, TL_ERROR, r->file, r->line, "composition", name,
                      "unknown component \"%s\"; did you mean \"%s\"?", name, near);
    else
      tl_findings_add(r->findings, TL_ERROR, r->file, r->line, "composition", name,
                      "unknown component \"%s\"; known are the 21 of GERG-2008, methane to argon", name);
    r->errors++;
    return;
  }
  const char *canonical = tl_component_name(component);
  const char *after;
  const char *number = skip_blanks(equals + 1);
  double value = tli_parse_double(number, &after);
  bool percent = false;
  const char *rest = skip_blanks(after);
  if (rest < end && *rest == '%') {
    percent = true;
    rest = skip_blanks(rest + 1);
  }
  if (after == number || rest < end || number >= end) {
    tl_findings_add(r->findings, TL_ERROR, r->file, r->line, "composition", canonical,
                    "%s = \"%.*s\" is not a number between 0 and 1", canonical,
                    (int)(end - equals - 1 > 40 ? 40 : end - equals - 1), equals + 1);
    r->errors++;
    return;
  }
  if (percent) value /= 100.0;
  if (!isfinite(value) || value < 0.0 || value > 1.0 + SUM_TOLERANCE) {
    tl_findings_add(r->findings, TL_ERROR, r->file, r->line, "composition", canonical,
                    "%s = %g is outside 0 .. 1 (mole fraction)%s", canonical, value,
                    value > 1.0 && value <= 100.0 ? "; did you mean percent? Then write it with a % sign" : "");
    r->errors++;
    return;
  }
  if (r->seen[component]) {
    tl_findings_add(r->findings, TL_ERROR, r->file, r->line, "composition", canonical, "%s is given twice", canonical);
    r->errors++;
    return;
  }
  r->seen[component] = true;
  r->mixture->x[component] = value;
  r->entries++;
}

static double sum_of(const tl_mixture *mixture) {
  double sum = 0.0;
  for (size_t i = 0; i < TL_COMPONENTS; i++) sum += mixture->x[i];
  return sum;
}

static void normalise(tl_mixture *mixture, double sum) {
  for (size_t i = 0; i < TL_COMPONENTS; i++) mixture->x[i] /= sum;
}

static tl_code finish(reader *r, tl_error *error) {
  if (tl_findings_lost(r->findings)) return TLI_NO_MEMORY(error, "the findings about the composition");
  if (r->errors > 0)
    return tl_fail(error, TL_ERR_INPUT, "the composition has %zu mistake%s", r->errors, r->errors == 1 ? "" : "s");
  double sum = sum_of(r->mixture);
  if (fabs(sum - 1.0) > SUM_TOLERANCE) {
    tl_findings_add(r->findings, TL_ERROR, r->file, r->line, "composition", "",
                    "the fractions sum to %.9g instead of 1 (off by %+.3g); to accept that, divide each by %.9g", sum,
                    sum - 1.0, sum);
    if (tl_findings_lost(r->findings)) return TLI_NO_MEMORY(error, "the findings about the composition");
    return tl_fail(
        error, TL_ERR_INPUT,
        "the composition's fractions sum to %.9g instead of 1 (off by %+.3g); to normalise, divide each by %.9g", sum,
        sum - 1.0, sum);
  }
  if (sum != 1.0) normalise(r->mixture, sum);
  return TL_OK;
}

tl_code tl_mixture_read(const char *text, tl_mixture *mixture, tl_findings *findings, tl_error *error) {
  if (text == NULL || mixture == NULL || findings == NULL)
    return tl_fail(error, TL_ERR_USAGE, "tl_mixture_read needs a text, a mixture and a list of findings");
  memset(mixture, 0, sizeof *mixture);
  reader r = {.mixture = mixture, .findings = findings, .file = ""};
  const char *at = skip_blanks(text);
  while (*at != '\0') {
    const char *end = at + strcspn(at, ",;\n");
    const char *last = end;
    while (last > at && (last[-1] == ' ' || last[-1] == '\t' || last[-1] == '\r')) last--;
    if (last > at) read_entry(&r, '=', at, last);
    at = *end == '\0' ? end : skip_blanks(end + 1);
  }
  if (r.entries == 0 && r.errors == 0) {
    tl_findings_add(findings, TL_ERROR, "", 0, "composition", "",
                    "the composition is empty; write for example methane=0.97,ethane=0.03");
    r.errors++;
  }
  return finish(&r, error);
}

tl_code tl_mixture_read_csv(const char *text, const char *file_name, tl_mixture *mixture, tl_findings *findings,
                            tl_error *error) {
  if (text == NULL || file_name == NULL || mixture == NULL || findings == NULL)
    return tl_fail(error, TL_ERR_USAGE,
                   "tl_mixture_read_csv needs a text, a file name, a mixture and a list of findings");
  memset(mixture, 0, sizeof *mixture);
  reader r = {.mixture = mixture, .findings = findings, .file = file_name};
  if (strncmp(text, "\xef\xbb\xbf", 3) == 0) text += 3; /* byte order mark */
  for (const char *at = text; *at != '\0';) {
    const char *end = at + strcspn(at, "\n"), *last = end;
    const char *begin = at;
    r.line++;
    at = *end == '\0' ? end : end + 1;
    while (begin < last && (*begin == ' ' || *begin == '\t')) begin++;
    while (last > begin && (last[-1] == ' ' || last[-1] == '\t' || last[-1] == '\r')) last--;
    if (last == begin || *begin == '#') continue;
    bool heading =
        r.entries == 0 && r.errors == 0 && (size_t)(last - begin) >= 9 && strncmp(begin, "component", 9) == 0;
    if (!heading) read_entry(&r, ',', begin, last);
  }
  r.line = 0;
  if (r.entries == 0 && r.errors == 0) {
    tl_findings_add(findings, TL_ERROR, file_name, 0, "composition", "",
                    "no line of the form component,mole_fraction in this file");
    r.errors++;
  }
  return finish(&r, error);
}

bool tl_mixture_library_get(const char *name, tl_mixture *mixture) {
  if (name == NULL || mixture == NULL) return false;
  for (size_t i = 0; i < TLI_COUNT(library); i++) {
    if (!tli_text_equal_loose(name, library[i].name)) continue;
    const char *at = library[i].composition;
    memset(mixture, 0, sizeof *mixture);
    while (*at != '\0') {
      char component_name[64];
      size_t length = strcspn(at, "=");
      memcpy(component_name, at, length);
      component_name[length] = '\0';
      tl_component component;
      const char *after;
      if (!tl_component_find(component_name, &component, NULL)) return false;
      mixture->x[component] = tli_parse_double(at + length + 1, &after);
      at = *after == ',' ? skip_blanks(after + 1) : after;
    }
    normalise(mixture, sum_of(mixture)); /* printed percentages are rounded */
    return true;
  }
  return false;
}
