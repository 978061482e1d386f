/* The setting that was found, as words for `trunkline steady --set`: typed back they lead to the same state, without a
 * search; and as a table for readers.
 *
 * Each part of the network that bypasses, open valves and held ratios join needs one pressure: that behind a control
 * that holds its outlet, else the one at its largest entry is given. What raises pressure holds its ratio; a regulator,
 * and a station whose piping loses more than it raises, hold their outlet. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "nominate.h"

typedef struct found {
  const tl_nomination *nomination;
  const tl_nominate_answer *answer;
  json_t *words;
  size_t nodes, links, file_nodes; /* the nodes of the file come first, then those inside stations */
  size_t *part, *whole;            /* what one pressure settles; what hangs together: parents, by node */
  bool *settled, *given; /* one a root of a part: a control settles it; of a whole: a pressure in it is given */
} found;

static size_t root_of(size_t *parent, size_t i) {
  while (parent[i] != i) i = parent[i] = parent[parent[i]];
  return i;
}

static void say(const found *f, const char *id, const char *field, double value) {
  (void)json_array_append_new(f->words, json_sprintf("%s.%s=%.17g", id, field, value));
}

static bool link_at(const found *f, size_t k, tl_nominated_state *s) {
  tl_error error;
  return tl_nominate_link(f->answer, k, s, &error) == TL_OK;
}

static double pressure_at(const found *f, size_t node) {
  tl_error error;
  double p = NAN;
  return tl_nominate_node(f->answer, node, &p, &error) == TL_OK ? p : NAN;
}

/* Nodes of the file at the ends of a control: behind the piping that the nomination has as links of its own before it.
 */
static void outer_ends(found *f, size_t k, tl_nominated_state *s) {
  const char *id = tl_nomination_link_id(f->nomination, k);
  const size_t n = strlen(id);
  for (size_t back = 1; back <= 2 && back <= k; back++) {
    tl_nominated_state piping;
    const char *other = tl_nomination_link_id(f->nomination, k - back);
    if (strncmp(other, id, n) != 0 || other[n] != '/' || !link_at(f, k - back, &piping)) continue;
    const bool in = strcmp(other + n, "/in") == 0;
    const size_t inner = in ? piping.to : piping.from;
    *(in ? &s->from : &s->to) = in ? piping.from : piping.to;
    f->file_nodes = inner < f->file_nodes ? inner : f->file_nodes;
  }
  s->p_from_pa = pressure_at(f, s->from);
  s->p_to_pa = pressure_at(f, s->to);
}

/* Whether a working control holds the pressure behind it, not a ratio. */
static bool holds_outlet(const tl_nominated_state *s) {
  if (strcmp(s->mode, "working") != 0) return false;
  return strcmp(s->kind, "control_valve") == 0 || s->p_to_pa < s->p_from_pa;
}

static void say_control(const found *f, size_t k, const tl_nominated_state *s) {
  const char *id = tl_nomination_link_id(f->nomination, k);
  const bool station = strcmp(s->kind, "station") == 0, closed = strcmp(s->mode, "closed") == 0;
  if (strcmp(s->kind, "valve") == 0)
    say(f, id, "open", closed ? 0.0 : 1.0);
  else if (strcmp(s->mode, "working") != 0)
    say(f, id, "state", closed ? 2.0 : 1.0);
  else if (holds_outlet(s))
    say(f, id, "outlet_p_pa", s->p_to_pa);
  else
    say(f, id, "ratio", s->p_to_pa / s->p_from_pa);
  if (station && holds_outlet(s) && s->p_to_pa < s->p_from_pa) say(f, id, "bypass", 0.0);
}

static void join(size_t *parent, size_t i, size_t k) { parent[root_of(parent, i)] = root_of(parent, k); }

/* Controls, and which nodes one pressure settles. */
static void take_controls(found *f) {
  tl_nominated_state s;
  for (size_t k = 0; k < f->links; k++) {
    if (!link_at(f, k, &s)) continue;
    if (s.mode[0] != '\0') {
      outer_ends(f, k, &s);
      say_control(f, k, &s);
    }
    if (strcmp(s.mode, "closed") == 0) continue;
    join(f->whole, s.from, s.to);
    if (!holds_outlet(&s)) join(f->part, s.from, s.to);
  }
}

/* A control that gas reaches from another part settles the one behind it. */
static void find_settled(found *f) {
  tl_nominated_state s;
  for (size_t k = 0; k < f->links; k++) {
    if (!link_at(f, k, &s)) continue;
    if (s.mode[0] != '\0') outer_ends(f, k, &s);
    const size_t to = root_of(f->part, s.to);
    if (holds_outlet(&s) && root_of(f->part, s.from) != to) f->settled[to] = true;
  }
}

/* The node of the file at which most enters, of those whose root in `parent` is `root`; SIZE_MAX: there is none. */
static size_t largest_entry(const found *f, size_t *parent, size_t root) {
  size_t best = SIZE_MAX;
  for (size_t i = 0; i < f->file_nodes; i++)
    if (root_of(parent, i) == root &&
        (best == SIZE_MAX || tl_nominate_withdrawal_kg_s(f->answer, i) < tl_nominate_withdrawal_kg_s(f->answer, best)))
      best = i;
  return best;
}

static void say_pressure(const found *f, size_t node) {
  if (node < f->file_nodes) say(f, tl_nomination_node_id(f->nomination, node), "p_pa", pressure_at(f, node));
}

/* One pressure in each part that no control settles, and at least one in what hangs together. */
static void take_pressures(found *f) {
  find_settled(f);
  for (size_t root = 0; root < f->nodes; root++) {
    if (root_of(f->part, root) != root || f->settled[root]) continue;
    say_pressure(f, largest_entry(f, f->part, root));
    f->given[root_of(f->whole, root)] = true;
  }
  for (size_t root = 0; root < f->nodes; root++)
    if (root_of(f->whole, root) == root && !f->given[root]) say_pressure(f, largest_entry(f, f->whole, root));
}

/* Where fuel changes what leaves or enters by more than the rounding of a balance. */
static void take_withdrawals(const found *f) {
  for (size_t i = 0; i < f->file_nodes; i++) {
    const double w = tl_nominate_withdrawal_kg_s(f->answer, i), given = tl_nomination_withdrawal_kg_s(f->nomination, i);
    if (fabs(w - given) > 1e-9 * (1.0 + fabs(given)))
      say(f, tl_nomination_node_id(f->nomination, i), "withdrawal_kg_s", w);
  }
}

json_t *cli_nomination_settings(const tl_nomination *nomination, const tl_nominate_answer *answer) {
  const size_t nodes = tl_nomination_nodes(nomination);
  found f = {nomination, answer, json_array(), nodes, tl_nomination_links(nomination), nodes, NULL, NULL, NULL, NULL};
  f.part = calloc(2 * nodes + 1, sizeof *f.part);
  f.settled = calloc(2 * nodes + 1, sizeof *f.settled);
  if (f.part != NULL && f.settled != NULL && f.words != NULL) {
    f.whole = f.part + nodes;
    f.given = f.settled + nodes;
    for (size_t i = 0; i < nodes; i++) f.part[i] = f.whole[i] = i;
    take_controls(&f);
    take_withdrawals(&f);
    take_pressures(&f);
  } else {
    json_decref(f.words);
    f.words = NULL;
  }
  free(f.part);
  free(f.settled);
  return f.words;
}

tl_code cli_nomination_find(const char *path, const tl_nomination_files *files, json_t **words, tl_findings *findings,
                            tl_error *error) {
  tl_nomination *nomination = NULL;
  tl_nominate_answer *answer = NULL;
  tl_gas *gas = NULL;
  *words = NULL;
  tl_code code = tl_nomination_open(path, files, NULL, &nomination, &gas, findings, error);
  if (code == TL_OK) code = tl_nominate(nomination, NULL, &answer, error);
  if (code == TL_OK && tl_nominate_outcome(answer) != TL_SOLVED)
    code = tl_fail(error, TL_ERR_NO_ANSWER, "no setting of the controls was found to start from: %s",
                   tl_nominate_reason(answer)->sentence);
  if (code == TL_OK && (*words = cli_nomination_settings(nomination, answer)) == NULL)
    code = tl_fail(error, TL_ERR_MACHINE, "not enough memory");
  tl_nominate_answer_destroy(answer);
  tl_nomination_destroy(nomination);
  tl_gas_destroy(gas);
  return code;
}

tl_code cli_nomination_take(const json_t *words, const char **settings, size_t room, tl_error *error) {
  const size_t count = json_array_size(words);
  if (count > room) return tl_fail(error, TL_ERR_USAGE, "%zu controls are free; %zu can be set at most", count, room);
  for (size_t i = 0; i < count; i++) settings[i] = json_string_value(json_array_get(words, i));
  settings[count] = NULL;
  return TL_OK;
}

/* ---- text -------------------------------------------------------------------------------------------------------- */

enum { MOST_SHOWN = 40 };

/* The field of a word, and its value: ids may hold any sign, fields neither '.' nor '=', values no '='. */
static const char *field_of(const char *word, double *value) {
  const char *at = strrchr(word, '=');
  *value = strtod(at + 1, NULL);
  while (at[-1] != '.') at--;
  return at;
}

static bool is_field(const char *field, const char *name) {
  const size_t n = strlen(name);
  return strncmp(field, name, n) == 0 && field[n] == '=';
}

static bool only_stands(const char *word) {
  double value;
  const char *field = field_of(word, &value);
  return is_field(field, "open") || is_field(field, "state") || is_field(field, "bypass");
}

static void say_meaning(char *out, size_t room, const char *field, double value) {
  if (is_field(field, "open"))
    (void)snprintf(out, room, value == 1.0 ? "open" : "shut");
  else if (is_field(field, "state"))
    (void)snprintf(out, room, value == 1.0 ? "in bypass" : "shut");
  else if (is_field(field, "bypass"))
    (void)snprintf(out, room, "never passed by");
  else if (is_field(field, "ratio"))
    (void)snprintf(out, room, "raises pressure %.5f times", value);
  else if (is_field(field, "outlet_p_pa"))
    (void)snprintf(out, room, "holds %.5f bar behind it", value * 1e-5);
  else if (is_field(field, "p_pa"))
    (void)snprintf(out, room, "is given %.5f bar", value * 1e-5);
  else
    (void)snprintf(out, room, "%s %.5g kg/s", value < 0.0 ? "brings" : "takes", fabs(value));
}

/* In quotes where a shell would take it for something else. */
static void print_shell_word(const char *word) {
  static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.=+-/:,%@";
  if (strspn(word, plain) == strlen(word)) {
    (void)puts(word);
    return;
  }
  (void)putchar('\'');
  for (const char *c = word; *c != '\0'; c++) (void)(*c == '\'' ? fputs("'\\''", stdout) : putchar(*c));
  (void)puts("'");
}

static void print_setting(const char *word) {
  double value;
  char meaning[80];
  const char *field = field_of(word, &value);
  say_meaning(meaning, sizeof meaning, field, value);
  (void)printf("%-28.*s %-32s ", (int)(field - 1 - word), word, meaning);
  print_shell_word(word);
}

void cli_nomination_print_settings(const json_t *words) {
  const size_t count = json_array_size(words);
  size_t shown = 0;
  if (count == 0) return;
  (void)printf("\n%-28s %-32s behind --set leads here without a search\n", "setting", "is");
  for (int stands = 0; stands < 2; stands++) /* those with figures first */
    for (size_t i = 0; i < count && shown < MOST_SHOWN; i++) {
      const char *word = json_string_value(json_array_get(words, i));
      if (only_stands(word) != (stands == 1)) continue;
      print_setting(word);
      shown++;
    }
  if (shown < count) (void)printf("and %zu more: --json has all %zu as \"settings\"\n", count - shown, count);
}
