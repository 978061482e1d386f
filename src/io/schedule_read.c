/* What happens in time, from a YAML file: docs/transient.md describes it. Every mistake becomes a finding with its
 * line; what is sound goes into the schedule. */
#include "elem/tli_machines.h"
#include "io/gzip.h"
#include "io/schedule_json.h"
#include "io/schedule_morgen.h"
#include "io/yaml_document.h"

#include <string.h>

typedef struct reader {
  tl_schedule *schedule;
  const tl_network *network;
  const char *file;
  tli_arena *arena;
  tl_findings *findings;
  tl_error *error;
  tl_schedule_run *run;
} reader;

#define SAY(line, id, field, ...) tl_findings_add(r->findings, TL_ERROR, r->file, (line), (id), (field), __VA_ARGS__)

static const tli_yaml *scalar(const reader *r, const tli_yaml *m, const char *key, bool needed) {
  const tli_yaml *found = tli_yaml_member(m, key);
  if (found == NULL) {
    if (needed) SAY(m->line, "", key, "%s is missing here", key);
    return NULL;
  }
  if (found->kind == TLI_YAML_SCALAR) return found;
  SAY(found->line, "", key, "%s is %s; wanted is one value", key, tli_yaml_kind_name(found));
  return NULL;
}

static bool value_of(const reader *r, const tli_yaml *at, const char *key, tl_quantity quantity, double *si) {
  tl_value value;
  tl_error why;
  if (tl_value_read(at->text, quantity, &value, &why) == TL_OK) {
    *si = value.si;
    return true;
  }
  SAY(at->line, "", key, "%s: %s", key, why.sentence);
  return false;
}

/* A quantity under a key; left alone where it is absent and not needed. false after a finding. */
static bool quantity(const reader *r, const tli_yaml *m, const char *key, tl_quantity kind, bool needed, double *si) {
  if (tli_yaml_member(m, key) == NULL && !needed) return true;
  const tli_yaml *at = scalar(r, m, key, true);
  return at != NULL && value_of(r, at, key, kind, si);
}

static bool find_id(const reader *r, const tli_yaml *m, const char *key, bool node, size_t *index) {
  const tli_yaml *at = scalar(r, m, key, true);
  if (at == NULL) return false;
  if (node ? tl_network_find_node(r->network, at->text, index) : tl_network_find_link(r->network, at->text, index))
    return true;
  const size_t count = node ? r->network->node_count : r->network->link_count;
  const char **ids = TLI_NEW_N(r->arena, const char *, count + 1);
  for (size_t i = 0; ids != NULL && i < count; i++) ids[i] = node ? r->network->nodes[i].id : r->network->links[i].id;
  const char *near = ids != NULL ? tli_did_you_mean(at->text, ids, count) : NULL;
  SAY(at->line, at->text, key, "the network has no %s \"%s\"%s%s", node ? "node" : "element", at->text,
      near != NULL ? "; did you mean " : "", near != NULL ? near : "");
  return false;
}

static bool known_keys(const reader *r, const tli_yaml *m, const char *const *keys, size_t count) {
  bool good = true;
  for (const tli_yaml *k = m->first; k != NULL; k = k->next) {
    bool known = false;
    for (size_t i = 0; i < count; i++) known = known || strcmp(k->key, keys[i]) == 0;
    if (known) continue;
    const char *near = tli_did_you_mean(k->key, keys, count);
    SAY(k->line, "", k->key, "\"%s\" is no known key here%s%s", k->key, near != NULL ? "; did you mean " : "",
        near != NULL ? near : "");
    good = false;
  }
  return good;
}

/* What the schedule itself refuses becomes a finding at the line, too; only the machine's failures go up. */
static tl_code kept(const reader *r, int line, const char *id, tl_code code, const tl_error *why) {
  if (code == TL_OK) return TL_OK;
  if (code == TL_ERR_MACHINE) {
    *r->error = *why;
    return code;
  }
  SAY(line, id, "", "%s", why->sentence);
  return TL_OK;
}

/* ---- what is driven ---------------------------------------------------------------------------------------- */

static bool field_quantity(const reader *r, int line, size_t link, const char *name, tl_quantity *kind) {
  const tli_kind *k = tli_kind_get((size_t)r->network->links[link].kind);
  const char *names[64];
  size_t count = 0;
  for (size_t f = 0; f < k->field_count; f++) {
    if (count < TLI_COUNT(names)) names[count++] = k->fields[f].name;
    if (strcmp(k->fields[f].name, name) != 0) continue;
    *kind = k->fields[f].quantity;
    return true;
  }
  const char *near = tli_did_you_mean(name, names, count);
  SAY(line, r->network->links[link].id, "field", "a %s has no field \"%s\"%s%s; see trunkline describe %s", k->name,
      name, near != NULL ? "; did you mean " : "", near != NULL ? near : "", k->name);
  return false;
}

/* A list of values of one quantity. NULL after a finding. */
static double *list_of(const reader *r, const tli_yaml *m, const char *key, tl_quantity kind, size_t *count) {
  const tli_yaml *list = tli_yaml_member(m, key);
  *count = 0;
  if (list == NULL || list->kind != TLI_YAML_SEQUENCE || list->count == 0) {
    SAY(list != NULL ? list->line : m->line, "", key, "%s must be a list of values", key);
    return NULL;
  }
  double *values = TLI_NEW_N(r->arena, double, list->count);
  if (values == NULL) return NULL;
  bool good = true;
  for (const tli_yaml *v = list->first; v != NULL; v = v->next) {
    if (v->kind != TLI_YAML_SCALAR) {
      SAY(v->line, "", key, "%s holds %s; wanted are values", key, tli_yaml_kind_name(v));
      good = false;
    } else {
      good = value_of(r, v, key, kind, &values[(*count)++]) && good;
    }
  }
  return good ? values : NULL;
}

static bool times_rise(const reader *r, const tli_yaml *m, const double *times, size_t count) {
  const tli_yaml *at = tli_yaml_member(m, "times")->first;
  bool good = true;
  for (size_t i = 0; i < count; i++, at = at->next) {
    if (times[i] < 0.0) {
      SAY(at->line, "", "times", "time %s lies before the start of the run", at->text);
      good = false;
    } else if (i > 0 && !(times[i] > times[i - 1])) {
      SAY(at->line, "", "times", "times must rise: %s does not come after %g s", at->text, times[i - 1]);
      good = false;
    }
  }
  if (good && r->run->step_s > 0.0)
    for (size_t i = 1; i < count; i++)
      if (times[i] - times[i - 1] < r->run->step_s) {
        SAY(m->line, "", "times", "points %g s apart are finer than the step of %g s: shorten the step or leave it out",
            times[i] - times[i - 1], r->run->step_s);
        return false;
      }
  return good;
}

static tl_code read_profile(const reader *r, const tli_yaml *m) {
  static const char *const keys[] = {"node",     "element", "field", "withdrawal",
                                     "pressure", "values",  "times", "between"};
  if (!known_keys(r, m, keys, TLI_COUNT(keys))) return TL_OK;
  tl_profile p = {0};
  const bool node = tli_yaml_member(m, "node") != NULL, flow = tli_yaml_member(m, "withdrawal") != NULL;
  if (!find_id(r, m, node ? "node" : "element", node, &p.target)) return TL_OK;
  tl_quantity kind = flow ? TL_MASS_FLOW : TL_PRESSURE;
  const char *key = flow ? "withdrawal" : "pressure";
  if (node) {
    p.what = flow ? TL_DRIVE_WITHDRAWAL : TL_DRIVE_PRESSURE;
  } else {
    const tli_yaml *field = scalar(r, m, "field", true);
    p.what = TL_DRIVE_FIELD;
    key = "values";
    if (field == NULL || !field_quantity(r, field->line, p.target, field->text, &kind)) return TL_OK;
    p.field = field->text;
  }
  size_t times, values;
  double *t = list_of(r, m, "times", TL_TIME, &times), *v = list_of(r, m, key, kind, &values);
  if (t == NULL || v == NULL || !times_rise(r, m, t, times)) return TL_OK;
  if (times != values) {
    SAY(m->line, "", key, "%zu times but %zu values", times, values);
    return TL_OK;
  }
  const tli_yaml *between = scalar(r, m, "between", false);
  if (between != NULL && strcmp(between->text, "steps") != 0 && strcmp(between->text, "lines") != 0) {
    SAY(between->line, "", "between", "between is lines or steps, not \"%s\"", between->text);
    return TL_OK;
  }
  p.hold = between != NULL && strcmp(between->text, "steps") == 0;
  p.count = times;
  p.times_s = t;
  p.values = v;
  tl_error why;
  return kept(r, m->line, "", tl_schedule_add_profile(r->schedule, &p, &why), &why);
}

/* ---- events ------------------------------------------------------------------------------------------------ */

static const struct {
  const char *key;
  tl_event_kind kind;
} verbs[] = {{"trip", TL_EVENT_TRIP},   {"start", TL_EVENT_START},         {"shut", TL_EVENT_SHUT},
             {"close", TL_EVENT_CLOSE}, {"open", TL_EVENT_OPEN},           {"rupture", TL_EVENT_RUPTURE},
             {"leak", TL_EVENT_LEAK},   {"shut_leak", TL_EVENT_LEAK_SHUT}, {"set", TL_EVENT_CHANGE},
             {"node", TL_EVENT_CHANGE}};

/* A gas by its name in the library or by its mole fractions. */
static bool read_gas(const reader *r, const tli_yaml *m, tl_event *e, tl_mixture *gas) {
  const tli_yaml *at = scalar(r, m, "gas", true);
  e->kind = TL_EVENT_GAS;
  e->target = e->link;
  e->gas = gas;
  if (at == NULL) return false;
  if (tl_mixture_library_get(at->text, gas)) return true;
  tl_error why = {0};
  tl_findings *found = tl_findings_create(NULL);
  if (found == NULL) return false;
  const bool good = tl_mixture_read(at->text, gas, found, &why) == TL_OK;
  for (size_t i = 0; i < tl_findings_count(found); i++)
    SAY(at->line, "", "gas", "gas: %s", tl_findings_at(found, i)->sentence);
  if (!good && tl_findings_count(found) == 0) SAY(at->line, "", "gas", "gas: %s", why.sentence);
  tl_findings_destroy(found);
  return good;
}

static bool read_change(const reader *r, const tli_yaml *m, bool node, tl_event *e) {
  tl_quantity kind = TL_MASS_FLOW;
  e->target = e->link;
  if (node) {
    const bool flow = tli_yaml_member(m, "withdrawal") != NULL;
    e->what = flow ? TL_DRIVE_WITHDRAWAL : TL_DRIVE_PRESSURE;
    return quantity(r, m, flow ? "withdrawal" : "pressure", flow ? TL_MASS_FLOW : TL_PRESSURE, true, &e->value);
  }
  const tli_yaml *field = scalar(r, m, "field", true);
  if (field == NULL || !field_quantity(r, field->line, e->target, field->text, &kind)) return false;
  e->what = TL_DRIVE_FIELD;
  e->field = field->text;
  return quantity(r, m, "to", kind, true, &e->value);
}

static bool is_pipe(const reader *r, const tli_yaml *m, size_t link, const char *what) {
  const char *kind = tli_kind_get((size_t)r->network->links[link].kind)->name;
  if (strcmp(kind, "pipe") == 0) return true;
  SAY(m->line, r->network->links[link].id, what, "%s: \"%s\" is a %s; wanted is a pipe", what,
      r->network->links[link].id, kind);
  return false;
}

/* A place strictly inside a pipe. */
static bool read_place(const reader *r, const tli_yaml *m, size_t link, const char *what, double *position_m) {
  if (!is_pipe(r, m, link, what) || !quantity(r, m, "position", TL_LENGTH, true, position_m)) return false;
  const double length = ((const tl_pipe *)r->network->links[link].params)->length_m, least = fmin(1.0, 0.01 * length);
  if (*position_m >= least && *position_m <= length - least) return true;
  SAY(m->line, r->network->links[link].id, "position",
      "position %g m is not inside the pipe of %g m (%g m from its ends)", *position_m, length, least);
  return false;
}

static tl_code read_event(const reader *r, const tli_yaml *m) {
  static const char *const keys[] = {"at",         "over",     "trip",      "start",    "shut", "close", "open",
                                     "rupture",    "leak",     "shut_leak", "set",      "node", "field", "to",
                                     "withdrawal", "pressure", "position",  "diameter", "gas",  "unit"};
  if (!known_keys(r, m, keys, TLI_COUNT(keys))) return TL_OK;
  size_t verb = TLI_COUNT(verbs);
  for (size_t v = 0; v < TLI_COUNT(verbs); v++) {
    if (tli_yaml_member(m, verbs[v].key) == NULL) continue;
    if (verb < TLI_COUNT(verbs)) {
      SAY(m->line, "", verbs[v].key, "one event does one thing: %s and %s", verbs[verb].key, verbs[v].key);
      return TL_OK;
    }
    verb = v;
  }
  if (verb == TLI_COUNT(verbs)) {
    SAY(m->line, "", "", "an event is one of trip, start, shut, close, open, rupture, leak, shut_leak, set, node");
    return TL_OK;
  }
  tl_event e = {.kind = verbs[verb].kind};
  const bool node = strcmp(verbs[verb].key, "node") == 0;
  bool good = quantity(r, m, "at", TL_TIME, true, &e.at_s) && quantity(r, m, "over", TL_TIME, false, &e.over_s);
  if (good && e.at_s < 0.0) {
    SAY(m->line, "", "at", "an event at %g s lies before the start of the run", e.at_s);
    good = false;
  }
  if (good && r->run->step_s > 0.0 && e.over_s > 0.0 && e.over_s < r->run->step_s) {
    SAY(m->line, "", "over", "%g s is shorter than the step of %g s: shorten the step or leave it out", e.over_s,
        r->run->step_s);
    good = false;
  }
  if (!find_id(r, m, verbs[verb].key, node, &e.link)) return TL_OK;
  tl_mixture gas;
  if (node && tli_yaml_member(m, "gas") != NULL)
    good = read_gas(r, m, &e, &gas) && good;
  else if (e.kind == TL_EVENT_CHANGE)
    good = read_change(r, m, node, &e) && good;
  if (e.kind == TL_EVENT_RUPTURE || e.kind == TL_EVENT_LEAK || e.kind == TL_EVENT_LEAK_SHUT)
    good = read_place(r, m, e.link, verbs[verb].key, &e.position_m) && good;
  if (e.kind == TL_EVENT_LEAK) good = quantity(r, m, "diameter", TL_LENGTH, true, &e.diameter_m) && good;
  tl_error why;
  if (tli_yaml_member(m, "unit") != NULL) {
    const tli_yaml *unit = scalar(r, m, "unit", true);
    if (unit == NULL) return TL_OK;
    e.unit = unit->text;
    if (e.kind == TL_EVENT_TRIP || e.kind == TL_EVENT_START) {
      const tl_code found = tli_unit_check(r->network, e.link, e.unit, r->arena, &why);
      if (found != TL_OK) return kept(r, unit->line, r->network->links[e.link].id, found, &why);
    }
  }
  if (!good) return TL_OK;
  return kept(r, m->line, "", tl_schedule_add_event(r->schedule, &e, &why), &why);
}

static tl_code read_break_valve(const reader *r, const tli_yaml *m) {
  static const char *const keys[] = {"pipe", "valve", "position", "fall", "within", "confirm", "closing"};
  if (!known_keys(r, m, keys, TLI_COUNT(keys))) return TL_OK;
  tl_break_valve v = {0};
  const bool pipe = tli_yaml_member(m, "pipe") != NULL;
  double fall = 0.0, within = 60.0;
  if (!find_id(r, m, pipe ? "pipe" : "valve", false, &v.link)) return TL_OK;
  bool good = !pipe || read_place(r, m, v.link, "line-break valve", &v.position_m);
  good = quantity(r, m, "fall", TL_PRESSURE_DIFFERENCE, true, &fall) && good;
  good = quantity(r, m, "within", TL_TIME, true, &within) && good;
  good = quantity(r, m, "confirm", TL_TIME, false, &v.confirm_s) && good;
  good = quantity(r, m, "closing", TL_TIME, true, &v.closing_s) && good;
  if (good && !(within > 0.0)) SAY(m->line, "", "within", "within must be above 0");
  if (!good || !(within > 0.0)) return TL_OK;
  v.rate_pa_s = fall / within;
  tl_error why;
  return kept(r, m->line, "", tl_schedule_add_break_valve(r->schedule, &v, &why), &why);
}

static tl_code read_limit(const reader *r, const tli_yaml *m) {
  static const char *const keys[] = {"node", "least_delivery", "highest_injection", "watch"};
  if (!known_keys(r, m, keys, TLI_COUNT(keys))) return TL_OK;
  tl_limit l = {0};
  if (!find_id(r, m, "node", true, &l.node)) return TL_OK;
  bool good = quantity(r, m, "least_delivery", TL_PRESSURE, false, &l.p_min_pa);
  good = quantity(r, m, "highest_injection", TL_PRESSURE, false, &l.p_max_pa) && good;
  good = quantity(r, m, "watch", TL_PRESSURE, false, &l.p_watch_pa) && good;
  if (!good) return TL_OK;
  tl_error why;
  return kept(r, m->line, "", tl_schedule_add_limit(r->schedule, &l, &why), &why);
}

/* ---- the file ---------------------------------------------------------------------------------------------- */

static tl_code each(const reader *r, const tli_yaml *root, const char *key,
                    tl_code (*read)(const reader *r, const tli_yaml *m)) {
  const tli_yaml *list = tli_yaml_member(root, key);
  if (list == NULL) return TL_OK;
  if (list->kind != TLI_YAML_SEQUENCE) {
    SAY(list->line, "", key, "%s is %s; wanted is a list", key, tli_yaml_kind_name(list));
    return TL_OK;
  }
  for (const tli_yaml *m = list->first; m != NULL; m = m->next) {
    if (m->kind != TLI_YAML_MAPPING)
      SAY(m->line, "", key, "an entry of %s is %s; wanted are keys with values", key, tli_yaml_kind_name(m));
    else
      TLI_TRY(read(r, m));
  }
  return TL_OK;
}

static tl_code read_root(const reader *r, const tli_yaml *root) {
  static const char *const keys[] = {"until", "step", "cell", "profiles", "events", "line_break_valves", "limits"};
  if (root->kind != TLI_YAML_MAPPING) {
    SAY(root->line, "", "", "the file is %s; wanted are keys: until, profiles, events, limits",
        tli_yaml_kind_name(root));
    return TL_OK;
  }
  (void)known_keys(r, root, keys, TLI_COUNT(keys));
  (void)quantity(r, root, "until", TL_TIME, false, &r->run->until_s);
  (void)quantity(r, root, "step", TL_TIME, false, &r->run->step_s);
  (void)quantity(r, root, "cell", TL_LENGTH, false, &r->run->cell_m);
  if (r->run->until_s < 0.0 || r->run->step_s < 0.0 || r->run->cell_m < 0.0)
    SAY(root->line, "", "", "until, step and cell must be above 0");
  TLI_TRY(each(r, root, "profiles", read_profile));
  TLI_TRY(each(r, root, "events", read_event));
  TLI_TRY(each(r, root, "line_break_valves", read_break_valve));
  return each(r, root, "limits", read_limit);
}

static tl_code read_file(tl_schedule *schedule, const tli_file *file, const char *name, tli_arena *arena,
                         tl_schedule_run *run, tl_findings *findings, tl_error *error) {
  const size_t before = tl_findings_total(findings, TL_ERROR);
  const reader r = {schedule, schedule->network, name, arena, findings, error, run};
  const tli_yaml *root = NULL;
  *run = (tl_schedule_run){0};
  if (tli_schedule_is_json(file)) {
    TLI_TRY(tli_schedule_read_json(schedule, file, name, arena, findings, error));
  } else if (tli_schedule_is_morgen(file)) {
    TLI_TRY(tli_schedule_read_morgen(schedule, file, name, arena, run, findings, error));
  } else {
    TLI_TRY(tli_yaml_parse(file, name, arena, &root, findings, error));
    if (root != NULL) TLI_TRY(read_root(&r, root));
  }
  if (tl_findings_lost(findings)) return TLI_NO_MEMORY(error, "the findings");
  const size_t errors = tl_findings_total(findings, TL_ERROR) - before;
  if (errors > 0) return tl_fail(error, TL_ERR_INPUT, "%s has %zu error%s", name, errors, errors == 1 ? "" : "s");
  return TL_OK;
}

tl_code tl_schedule_read_text(tl_schedule *schedule, const char *text, size_t bytes, const char *file_name,
                              tl_schedule_run *run, tl_findings *findings, tl_error *error) {
  tli_arena *arena = tli_arena_create(tli_arena_allocator(schedule->arena));
  char *copy = arena != NULL ? tli_arena_strndup(arena, text, bytes) : NULL;
  tl_code code = TLI_NO_MEMORY(error, "a schedule");
  if (copy != NULL) {
    const tli_file file = tli_file_of_bytes(copy, bytes);
    code = read_file(schedule, &file, file_name, arena, run, findings, error);
  }
  tli_arena_destroy(arena);
  return code;
}

tl_code tl_schedule_read(tl_schedule *schedule, const char *path, tl_schedule_run *run, tl_findings *findings,
                         tl_error *error) {
  tli_arena *arena = tli_arena_create(tli_arena_allocator(schedule->arena));
  if (arena == NULL) return TLI_NO_MEMORY(error, "a schedule");
  tli_file file;
  tl_code code = tli_file_read(path, arena, &file, error);
  if (code == TL_OK) code = tli_gzip_unpack(&file, path, arena, findings, error);
  if (code == TL_OK) code = read_file(schedule, &file, path, arena, run, findings, error);
  tli_arena_destroy(arena);
  return code;
}
