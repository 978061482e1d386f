/* morgen's scenarios (.ini) as a schedule: up supply pressures [bar], uq demands [kg/s], cp outlet pressures of the
 * compressors [bar], each a list over the nodes (;) for each of the times ut [s] (|); a value holds until the next
 * time. Supplies and demands are the nodes with one link, by its direction, in the order of the network. */
#include "io/schedule_morgen.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "elem/tli_elem.h"
#include "io/csv.h"

typedef struct ini {
  tl_schedule *schedule;
  const char *name;
  tli_arena *arena;
  tl_findings *findings;
  double *times;
  size_t time_count;
} ini;

bool tli_schedule_is_morgen(const tli_file *file) {
  const char *at = file->bytes;
  while (at != NULL && *at != '\0') { /* a line "ut = ..." is in each of them */
    at += strspn(at, " \t\r\n");
    if (strncmp(at, "ut", 2) == 0 && at[2 + strspn(at + 2, " \t")] == '=') return true;
    at = strchr(at, '\n');
  }
  return false;
}

static void say(const ini *f, int line, const char *key, const char *sentence) {
  tl_findings_add(f->findings, TL_ERROR, f->name, line, "", key, "%s: %s", key, sentence);
}

/* The numbers between bars and semicolons, row by row; each row must have `width` of them. NULL: said. */
static double *read_rows(const ini *f, int line, const char *key, const char *text, size_t width, size_t *rows) {
  size_t most = 1;
  for (const char *p = text; *p != '\0'; p++) most += *p == ';' || *p == '|';
  double *values = TLI_NEW_N(f->arena, double, most);
  size_t count = 0, in_row = 0;
  *rows = 0;
  for (const char *p = text; values != NULL;) {
    char number[64];
    const size_t n = strcspn(p, ";|");
    (void)snprintf(number, sizeof number, "%.*s", (int)(n < 63 ? n : 63), p);
    char *end = number + strlen(number);
    while (end > number && isspace((unsigned char)end[-1])) *--end = '\0';
    const char *rest = NULL;
    const char *begin = number + strspn(number, " \t");
    values[count] = tli_parse_double(begin, &rest);
    if (*begin == '\0' || rest == NULL || *rest != '\0' || !isfinite(values[count])) {
      say(f, line, key, "a value is no number");
      return NULL;
    }
    count++;
    in_row++;
    if (p[n] != ';') {
      if (in_row != width) {
        say(f, line, key, "a time names more or fewer values than the network has places for it");
        return NULL;
      }
      in_row = 0;
      ++*rows;
    }
    if (p[n] == '\0') return values;
    p += n + 1;
  }
  return NULL;
}

/* The single link of a node and whether it leads away from it. */
static bool is_end(const tl_network *network, size_t node, bool *leads_away) {
  size_t degree = 0;
  for (size_t l = 0; l < network->link_count; l++) {
    if (network->links[l].from != node && network->links[l].to != node) continue;
    degree++;
    *leads_away = network->links[l].from == node;
  }
  return degree == 1;
}

/* What a key drives: nodes or compressors, in order. */
static size_t *targets_of(const ini *f, const char *key, size_t *count) {
  const tl_network *network = f->schedule->network;
  const bool machines = strcmp(key, "cp") == 0;
  const size_t all = machines ? network->link_count : network->node_count;
  size_t *targets = TLI_NEW_N(f->arena, size_t, all + 1);
  *count = 0;
  for (size_t i = 0; targets != NULL && i < all; i++) {
    bool away = false;
    if (machines ? strcmp(tli_kind_get((size_t)network->links[i].kind)->name, "compressor") == 0
                 : is_end(network, i, &away) && away == (strcmp(key, "up") == 0))
      targets[(*count)++] = i;
  }
  return targets;
}

static tl_code add_profiles(const ini *f, int line, const char *key, const char *text, tl_error *error) {
  size_t width, rows;
  const size_t *targets = targets_of(f, key, &width);
  if (targets == NULL) return TLI_NO_MEMORY(error, "a schedule");
  const double *values = read_rows(f, line, key, text, width, &rows);
  if (values == NULL) return TL_OK;
  if (rows != f->time_count && rows != 1) { /* one list holds all the time */
    say(f, line, key, "there are more or fewer lists than times (ut)");
    return TL_OK;
  }
  const bool flow = strcmp(key, "uq") == 0, machine = strcmp(key, "cp") == 0;
  double *series = TLI_NEW_N(f->arena, double, rows);
  if (series == NULL) return TLI_NO_MEMORY(error, "a schedule");
  for (size_t i = 0; i < width; i++) {
    for (size_t r = 0; r < rows; r++) series[r] = values[r * width + i] * (flow ? 1.0 : 1e5);
    const tl_profile profile = {.what = flow      ? TL_DRIVE_WITHDRAWAL
                                        : machine ? TL_DRIVE_FIELD
                                                  : TL_DRIVE_PRESSURE,
                                .target = targets[i],
                                .field = machine ? "outlet_p_pa" : NULL,
                                .count = rows,
                                .times_s = f->times,
                                .values = series,
                                .hold = true};
    tl_error why;
    const tl_code code = tl_schedule_add_profile(f->schedule, &profile, &why);
    if (code == TL_ERR_MACHINE) return tl_fail(error, code, "%s", why.sentence);
    if (code != TL_OK) say(f, line, key, why.sentence);
  }
  return TL_OK;
}

/* The text behind "key =" up to the end of its line, copied; NULL if there is none. */
static const char *value_of(const ini *f, const tli_file *file, const char *key, int *line) {
  const size_t n = strlen(key);
  *line = 1;
  for (const char *at = file->bytes; at != NULL && *at != '\0'; ++*line) {
    const char *p = at + strspn(at, " \t");
    if (strncmp(p, key, n) == 0 && p[n + strspn(p + n, " \t")] == '=') {
      p += n + strspn(p + n, " \t") + 1;
      return tli_arena_strndup(f->arena, p, strcspn(p, "\r\n"));
    }
    at = strchr(at, '\n');
    if (at != NULL) at++;
  }
  return NULL;
}

tl_code tli_schedule_read_morgen(tl_schedule *schedule, const tli_file *file, const char *name, tli_arena *arena,
                                 tl_schedule_run *run, tl_findings *findings, tl_error *error) {
  static const char *const keys[] = {"up", "uq", "cp"};
  ini f = {schedule, name, arena, findings, NULL, 0};
  int line;
  const char *text = value_of(&f, file, "ut", &line);
  if (text == NULL) return TLI_NO_MEMORY(error, "a schedule");
  f.times = read_rows(&f, line, "ut", text, 1, &f.time_count);
  if (f.times == NULL) return TL_OK;
  text = value_of(&f, file, "tH", &line);
  size_t one = 0;
  const double *until = text != NULL ? read_rows(&f, line, "tH", text, 1, &one) : NULL;
  if (until != NULL && one == 1 && run != NULL && until[0] > 0.0) run->until_s = until[0];
  for (size_t k = 0; k < TLI_COUNT(keys); k++) {
    text = value_of(&f, file, keys[k], &line);
    if (text != NULL) TLI_TRY(add_profiles(&f, line, keys[k], text, error));
  }
  return TL_OK;
}
