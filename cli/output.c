/* Messages and findings, for people and as JSON. */
#include "cli.h"

#include <ctype.h>
#include <string.h>

int cli_say_error(const tl_error *error) {
  (void)fprintf(stderr, "trunkline: %s\n", error->sentence);
  return (int)error->code;
}

static bool can_be_read(const char *path) {
  FILE *stream = fopen(path, "rb");
  if (stream != NULL) (void)fclose(stream);
  return stream != NULL;
}

tl_code cli_refuse_study(const char *path, tl_error *error) {
  static const char name[] = "study.yml";
  char inside[4096];
  const size_t length = strlen(path), own = sizeof name - 1;
  const bool file = length >= own && strcmp(path + length - own, name) == 0 &&
                    (length == own || path[length - own - 1] == '/') && can_be_read(path);
  const int folder = !file ? (int)length : length > own ? (int)(length - own - 1) : 0;
  if (length + sizeof name + 1 > sizeof inside) return TL_OK;
  (void)snprintf(inside, sizeof inside, "%s/%s", path, name);
  if (!file && !can_be_read(inside)) return TL_OK;
  const char *shown = folder > 0 ? path : ".";
  const int digits = folder > 0 ? folder : 1;
  return tl_fail(
      error, TL_ERR_USAGE,
      "%.*s is a study, not a network: `trunkline study %.*s` runs it, `trunkline design %.*s` looks for the "
      "best line of a section",
      digits, shown, digits, shown, digits, shown);
}

tl_code cli_write_file(const char *path, const char *what, const void *bytes, size_t length, tl_error *error) {
  char part[4096];
  const int size = snprintf(part, sizeof part, "%s.part", path);
  FILE *out = size > 0 && (size_t)size < sizeof part ? fopen(part, "wb") : NULL;
  if (out == NULL)
    return tl_fail(error, TL_ERR_MACHINE, "cannot write %s%s: no such folder, or no right to write there", what, path);
  bool good = fwrite(bytes, 1, length, out) == length;
  good = fclose(out) == 0 && good;
  if (good && rename(part, path) == 0) return TL_OK;
  (void)remove(part);
  return tl_fail(error, TL_ERR_MACHINE, "cannot write %s%s: the disk is full, or it is a folder", what, path);
}

void cli_print_findings(FILE *out, const tl_findings *findings, tl_severity at_least) {
  static const char *const words[] = {"note", "warning", "error"};
  for (size_t i = 0; i < tl_findings_count(findings); i++) {
    const tl_finding *f = tl_findings_at(findings, i);
    if (f->severity < at_least) continue;
    if (f->line > 0)
      (void)fprintf(out, "%s:%d: %s: %s\n", f->file, f->line, words[f->severity], f->sentence);
    else
      (void)fprintf(out, "%s%s%s: %s\n", f->file, f->file[0] != '\0' ? ": " : "", words[f->severity], f->sentence);
  }
  const size_t kept = tl_findings_count(findings), total = tl_findings_total(findings, TL_NOTE);
  if (total > kept) (void)fprintf(out, "... and %zu more\n", total - kept);
}

void cli_print_json_text(FILE *out, const char *words) {
  (void)fputc('"', out);
  for (const unsigned char *c = (const unsigned char *)(words != NULL ? words : ""); *c != '\0'; c++) {
    if (*c == '"' || *c == '\\')
      (void)fprintf(out, "\\%c", *c);
    else if (*c < 0x20)
      (void)fprintf(out, "\\u%04x", *c);
    else
      (void)fputc(*c, out);
  }
  (void)fputc('"', out);
}

void cli_print_json_finding(const char *severity, const char *file, int line, const char *id, const char *field,
                            const char *sentence, size_t *printed) {
  (void)printf("%s{\"severity\":\"%s\",\"file\":", (*printed)++ > 0 ? ",\n" : "\n", severity);
  cli_print_json_text(stdout, file);
  (void)printf(",\"line\":%d,\"id\":", line);
  cli_print_json_text(stdout, id);
  (void)printf(",\"field\":");
  cli_print_json_text(stdout, field);
  (void)printf(",\"sentence\":");
  cli_print_json_text(stdout, sentence);
  (void)printf("}");
}

void cli_print_json_findings(const tl_findings *findings, size_t *printed) {
  static const char *const words[] = {"note", "warning", "error"};
  for (size_t i = 0; findings != NULL && i < tl_findings_count(findings); i++) {
    const tl_finding *f = tl_findings_at(findings, i);
    cli_print_json_finding(words[f->severity], f->file, f->line, f->id, f->field, f->sentence, printed);
  }
}

void cli_print_json_failure(const char *command, const char *study, const tl_error *error,
                            const tl_findings *findings) {
  static const char *const codes[] = {"ok", "usage", "input", "no_answer", "machine"};
  size_t printed = 0;
  (void)printf(
      "{\"trunkline\":\"%s\",\"command\":\"%s\",\"outcome\":\"not_solved\",\"reason\":{\"code\":\"%s\",\"sentence\":",
      tl_version(), command, codes[error->code]);
  cli_print_json_text(stdout, error->sentence);
  (void)printf("},\"findings\":[");
  cli_print_json_findings(findings, &printed);
  (void)printf("]");
  if (study != NULL) { /* the document of a study with nothing in it */
    (void)printf(",\n\"study\":");
    cli_print_json_text(stdout, study);
    (void)printf(",\"title\":\"\",\"steps\":{\"run\":[],\"cached\":[],\"left_out\":[]},\"scenarios\":[],\"claims\":[]");
  }
  (void)printf("}\n");
}

void cli_print_json_outcome(const char *command, const tl_error *error, const tl_findings *findings) {
  size_t printed = 0;
  if (error->code != TL_OK) {
    cli_print_json_failure(command, NULL, error, findings);
    return;
  }
  (void)printf("{\"trunkline\":\"%s\",\"command\":\"%s\",\"outcome\":\"ok\",\"reason\":null,\"findings\":[",
               tl_version(), command);
  cli_print_json_findings(findings, &printed);
  (void)printf("]}\n");
}

/* Levenshtein distance, at most 40 letters: enough for a mistyped command or option. */
static size_t distance(const char *a, const char *b) {
  enum { MOST = 40 };
  const size_t n = strlen(a), m = strlen(b);
  if (n > MOST || m > MOST) return MOST;
  size_t row[MOST + 1];
  for (size_t j = 0; j <= m; j++) row[j] = j;
  for (size_t i = 1; i <= n; i++) {
    size_t corner = row[0];
    row[0] = i;
    for (size_t j = 1; j <= m; j++) {
      const size_t keep = row[j],
                   swap = corner + (tolower((unsigned char)a[i - 1]) != tolower((unsigned char)b[j - 1]));
      size_t best = row[j - 1] < keep ? row[j - 1] + 1 : keep + 1;
      row[j] = swap < best ? swap : best;
      corner = keep;
    }
  }
  return row[m];
}

const char *cli_near(const char *word, const char *const *words, size_t count) {
  const char *nearest = NULL;
  size_t least = (strlen(word) + 2) / 3 + 1;
  for (size_t i = 0; i < count; i++) {
    const size_t d = distance(word, words[i]);
    if (d < least) {
      least = d;
      nearest = words[i];
    }
  }
  return nearest;
}
