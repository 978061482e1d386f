/* One scenario held against its limits. Every limit is turned into an excess that grows with the flow and is zero where
 * it just holds; the largest flow within all of them is the root of the largest excess. */
#include "study/evaluate.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct limit_row {
  const char *name, *words, *unit;
  tl_quantity quantity;
  double factor, offset; /* SI = shown * factor + offset */
} limit_row;

static const limit_row limit_rows[TLI_LIMITS] = {
    [TLI_DELIVERY_PRESSURE] = {"delivery_pressure", "delivery pressure", "MPa", TL_PRESSURE, 1e6, 0.0},
    [TLI_STATION_RATIO] = {"station_ratio", "compression ratio", "", TL_NUMBER, 1.0, 0.0},
    [TLI_STATION_POWER] = {"station_power", "station power", "MW", TL_POWER, 1e6, 0.0},
    [TLI_VELOCITY] = {"velocity", "gas velocity", "m/s", TL_VELOCITY, 1.0, 0.0},
    [TLI_DISCHARGE_TEMPERATURE] = {"discharge_temperature", "temperature behind the station", "degC", TL_TEMPERATURE,
                                   1.0, 273.15},
    [TLI_GAS_TEMPERATURE] = {"gas_temperature", "lowest gas temperature", "degC", TL_TEMPERATURE, 1.0, 273.15},
    [TLI_LINE_PRESSURE] = {"line_pressure", "lowest pressure", "MPa", TL_PRESSURE, 1e6, 0.0},
    [TLI_WORKING_PRESSURE] = {"working_pressure", "highest pressure", "MPa", TL_PRESSURE, 1e6, 0.0},
};

const char *tli_limit_name(tli_limit limit) { return limit_rows[limit].name; }
const char *tli_limit_words(tli_limit limit) { return limit_rows[limit].words; }
tl_quantity tli_limit_quantity(tli_limit limit) { return limit_rows[limit].quantity; }
const char *tli_limit_unit(tli_limit limit) { return limit_rows[limit].unit; }
double tli_limit_shown(tli_limit limit, double si) {
  return (si - limit_rows[limit].offset) / limit_rows[limit].factor;
}

static bool is_floor(tli_limit limit) {
  return limit == TLI_DELIVERY_PRESSURE || limit == TLI_GAS_TEMPERATURE || limit == TLI_LINE_PRESSURE;
}

/* A station's set point at the working pressure is met to rounding, not beyond it. */
static const double set_point_rounding = 1e-6;

/* Keeps the worse of what is there and the new value. allowed 0 keeps the value for the reader, without a judgement. */
static void note(tli_criterion *criterion, tli_limit limit, double value, double allowed, const char *where,
                 double chainage_m) {
  const double distance = is_floor(limit) ? allowed - value : value - allowed;
  const double slack = limit == TLI_WORKING_PRESSURE ? set_point_rounding : 0.0;
  const double excess = allowed > 0.0 ? distance / allowed - slack : -INFINITY;
  const bool first = criterion->where == NULL;
  const bool worse =
      excess > criterion->excess ||
      (excess == criterion->excess && (is_floor(limit) ? value < criterion->value : value > criterion->value));
  if (first || worse) *criterion = (tli_criterion){value, allowed, excess, where, chainage_m};
}

static void note_both(tli_evaluation *e, size_t section, tli_limit limit, double value, double allowed,
                      const char *where, double chainage_m) {
  note(&e->whole[limit], limit, value, allowed, where, chainage_m);
  note(&e->by_section[section][limit], limit, value, allowed, where, chainage_m);
}

static double tighter(double a, double b) { return a <= 0.0 ? b : b <= 0.0 ? a : fmin(a, b); }

static tl_code look_at_stations(const tli_line *line, tl_steady *steady, tli_evaluation *e, tl_error *error) {
  const tli_study_limits *limits = &line->study->limits;
  for (size_t i = 0; i < line->station_count; i++) {
    const tli_line_station *at = &line->stations[i];
    tl_station_state cs;
    TLI_TRY(tl_steady_station(steady, at->link, &cs, error));
    const double max_power =
        tighter(tighter(limits->max_station_power.si, at->station->max_power.si), at->station->installed_power.si);
    note_both(e, at->section, TLI_STATION_RATIO, cs.ratio, tighter(limits->max_ratio.si, at->station->max_ratio.si),
              at->id, at->chainage_m);
    note_both(e, at->section, TLI_STATION_POWER, cs.power_w, max_power, at->id, at->chainage_m);
    note_both(e, at->section, TLI_DISCHARGE_TEMPERATURE, cs.cooled_t_k, limits->max_discharge_temperature.si, at->id,
              at->chainage_m);
    e->fuel_kg_s += cs.fuel_kg_s;
    e->total_power_w += cs.power_w;
    e->section_power_w[at->section] += cs.power_w;
    e->section_fuel_kg_s[at->section] += cs.fuel_kg_s;
  }
  return TL_OK;
}

/* Of one string of a section. */
static double bore_area_m2(const tli_study *s, size_t section) {
  const double quarter_pi = 0.78539816339744830962;
  for (size_t i = 0; i < s->pipe_count; i++) {
    const tli_study_pipe *pipe = &s->pipes[i];
    if (!tli_text_equal(pipe->id, s->sections[section].pipe)) continue;
    const double bore =
        pipe->inside_diameter.si > 0.0 ? pipe->inside_diameter.si : pipe->outside_diameter.si - 2.0 * pipe->wall.si;
    return quarter_pi * bore * bore;
  }
  return 0.0;
}

static tl_code look_at_pipes(const tli_line *line, tl_steady *steady, tli_evaluation *e, tl_error *error) {
  const tli_study_limits *limits = &line->study->limits;
  for (size_t i = 0; i < line->pipe_count; i++) {
    const tli_line_pipe *pipe = &line->pipes[i];
    const char *id = tl_network_link_id(line->network, pipe->link);
    const double area = pipe->strings * bore_area_m2(line->study, pipe->section);
    tl_profile_point before = {0};
    for (size_t k = 0; k < tl_steady_profile_points(steady, pipe->link); k++) {
      tl_profile_point at;
      TLI_TRY(tl_steady_profile(steady, pipe->link, k, &at, error));
      const double chainage = pipe->chainage_m + at.distance_m;
      if (k > 0)
        e->section_linepack_kg[pipe->section] +=
            area * 0.5 * (at.density_kg_m3 + before.density_kg_m3) * (at.distance_m - before.distance_m);
      before = at;
      note_both(e, pipe->section, TLI_VELOCITY, fabs(at.velocity_m_s), limits->max_velocity.si, id, chainage);
      note_both(e, pipe->section, TLI_GAS_TEMPERATURE, at.t_k, limits->min_gas_temperature.si, id, chainage);
      note_both(e, pipe->section, TLI_LINE_PRESSURE, at.p_pa, limits->min_pressure.si, id, chainage);
      note_both(e, pipe->section, TLI_WORKING_PRESSURE, at.p_pa, pipe->max_pressure_pa, id, chainage);
    }
  }
  return TL_OK;
}

static tl_code look_at_balance(const tli_line *line, tl_steady *steady, tli_evaluation *e, tl_error *error) {
  for (size_t i = 0; i < tl_network_nodes(line->network); i++) {
    tl_node_state node;
    TLI_TRY(tl_steady_node(steady, i, &node, error));
    if (node.withdrawal_kg_s < 0.0)
      e->in_kg_s -= node.withdrawal_kg_s;
    else
      e->out_kg_s += node.withdrawal_kg_s;
  }
  e->balance_error = e->in_kg_s > 0.0 ? fabs(e->in_kg_s - e->out_kg_s - e->fuel_kg_s) / e->in_kg_s : 0.0;
  size_t last = 0;
  for (size_t i = 0; i < line->pipe_count; i++)
    if (line->pipes[i].section == line->counted_section) last = i;
  tl_link_state counted;
  TLI_TRY(tl_steady_link(steady, line->pipes[last].link, &counted, error));
  e->flow_kg_s = counted.q_kg_s;
  e->delivery_p_pa = counted.p_to_pa;
  if (tli_line_flow_is_given(line))
    note_both(e, line->counted_section, TLI_DELIVERY_PRESSURE, counted.p_to_pa, line->study->delivery.min_pressure.si,
              tl_network_node_id(line->network, line->section_end[line->counted_section]),
              line->pipes[last].chainage_m);
  return TL_OK;
}

/* How much further a value goes that moved by `before` and then by `now` (Aitken's extrapolation). */
static double still_to_go(double now, double before) {
  const double rate = before != 0.0 ? now / before : 0.0;
  return fabs(rate) < 0.9 ? now * rate / (1.0 - rate) : 0.0;
}

/* What lies before the next station, or at the end where there is none. */
static tl_code before_next(const tli_line *line, const tl_steady *steady, double *p, double *t, tl_error *error) {
  if (line->station_count > 1) {
    tl_link_state next;
    TLI_TRY(tl_steady_link(steady, line->stations[1].link, &next, error));
    *p = next.p_from_pa;
    *t = next.t_from_k;
  } else {
    tl_node_state end;
    TLI_TRY(tl_steady_node(steady, line->end_node, &end, error));
    *p = end.p_pa;
    *t = end.t_k;
  }
  return TL_OK;
}

/* Solves; where the inlet is to be as before the next station (or as at the end, with one station), repeats until it
 * is. A station that cools sets what lies behind it; one that need not cool hands its inlet temperature on, and the
 * rounds then come nearer by a fixed share, which is extrapolated. */
static tl_code solve(tli_line *line, tl_steady *steady, tl_error *error) {
  enum { MOST_ROUNDS = 30 };
  const double close_pa = 1.0, close_k = 1e-4;
  double moved_pa = 0.0, moved_k = 0.0;
  for (int round = 0; round < MOST_ROUNDS; round++) {
    TLI_TRY(tl_steady_solve(steady, line->boundary, error));
    if (!line->inlet_as_next || tl_steady_outcome(steady) != TL_SOLVED) return TL_OK;
    double p, t;
    TLI_TRY(before_next(line, steady, &p, &t, error));
    tl_boundary *inlet = &line->boundary[line->start_node];
    const double change_pa = p - inlet->p_pa, change_k = t - inlet->t_k;
    if (fabs(change_pa) < close_pa && fabs(change_k) < close_k) return TL_OK;
    const bool extrapolate = moved_pa != 0.0;
    inlet->p_pa = p + (extrapolate ? still_to_go(change_pa, moved_pa) : 0.0);
    inlet->t_k = t + (extrapolate ? still_to_go(change_k, moved_k) : 0.0);
    moved_pa = extrapolate ? 0.0 : change_pa;
    moved_k = extrapolate ? 0.0 : change_k;
  }
  return TL_OK;
}

/* Empties an evaluation, but for its largest flow; the arrays by section are made once and used again. */
static tl_code start_anew(tli_evaluation *e, size_t sections, tli_arena *arena, tl_error *error) {
  tli_evaluation empty = {.by_section = e->by_section,
                          .section_power_w = e->section_power_w,
                          .section_fuel_kg_s = e->section_fuel_kg_s,
                          .section_linepack_kg = e->section_linepack_kg,
                          .capacity_kg_s = e->capacity_kg_s,
                          .capacity_limit = e->capacity_limit,
                          .capacity_where = e->capacity_where};
  if (empty.by_section == NULL) {
    empty.by_section = tli_arena_alloc(arena, sections, sizeof *empty.by_section);
    empty.section_power_w = TLI_NEW_N(arena, double, sections);
    empty.section_fuel_kg_s = TLI_NEW_N(arena, double, sections);
    empty.section_linepack_kg = TLI_NEW_N(arena, double, sections);
  }
  if (empty.by_section == NULL || empty.section_power_w == NULL || empty.section_fuel_kg_s == NULL ||
      empty.section_linepack_kg == NULL)
    return TLI_NO_MEMORY(error, "an evaluation");
  memset(empty.by_section, 0, sections * sizeof *empty.by_section);
  memset(empty.section_power_w, 0, sections * sizeof *empty.section_power_w);
  memset(empty.section_fuel_kg_s, 0, sections * sizeof *empty.section_fuel_kg_s);
  memset(empty.section_linepack_kg, 0, sections * sizeof *empty.section_linepack_kg);
  *e = empty;
  return TL_OK;
}

tl_code tli_evaluate(tli_line *line, tl_steady *steady, tli_arena *arena, tli_evaluation *e, tl_error *error) {
  TLI_TRY(start_anew(e, line->study->section_count, arena, error));
  TLI_TRY(solve(line, steady, error));
  e->outcome = tl_steady_outcome(steady);
  e->reason = *tl_steady_reason(steady);
  e->certificate = *tl_steady_certificate(steady);
  if (e->outcome != TL_SOLVED) return TL_OK;
  TLI_TRY(look_at_stations(line, steady, e, error));
  TLI_TRY(look_at_pipes(line, steady, e, error));
  return look_at_balance(line, steady, e, error);
}

/* ---- capacity ---------------------------------------------------------------------------------------------- */

/* A limit that is met to the last digits whatever the flow (a first station of just the ratio allowed) ends nothing. */
static const double equal_excess = 1e-9;

static double largest_excess(const tli_evaluation *e, int *limit) {
  if (limit != NULL) *limit = -1;
  if (e->outcome != TL_SOLVED) return 1.0; /* counts as broken; the root is then found by halving */
  double largest = -INFINITY;
  for (int l = 0; l < TLI_LIMITS; l++)
    if (e->whole[l].where != NULL && e->whole[l].excess > largest) {
      largest = e->whole[l].excess;
      if (limit != NULL) *limit = l;
    }
  return largest - equal_excess;
}

static tl_code excess_at(tli_line *line, tl_steady *steady, tli_arena *arena, tli_evaluation *e, double flow,
                         double *excess, tl_error *error) {
  tli_line_set_flow(line, flow);
  TLI_TRY(tli_evaluate(line, steady, arena, e, error)); /* no answer counts as a broken limit */
  *excess = largest_excess(e, NULL);
  return TL_OK;
}

typedef struct bracket {
  double low, high, low_excess, high_excess; /* low fits, high does not */
  int limit;                                 /* what is broken at high, and where */
  const char *where;
  bool found;
} bracket;

static void remember_what_breaks(bracket *b, const tli_evaluation *e) {
  (void)largest_excess(e, &b->limit);
  b->where = b->limit >= 0 ? e->whole[b->limit].where : e->reason.where_id;
}

/* Steps away from the asked flow until one side fits and the other does not. */
static tl_code find_bracket(tli_line *line, tl_steady *steady, tli_arena *arena, tli_evaluation *trial, bracket *b,
                            tl_error *error) {
  double flow = line->asked_kg_s, excess = largest_excess(trial, NULL), step = 1.06;
  remember_what_breaks(b, trial);
  const bool upwards = excess <= 0.0;
  for (int i = 0; i < 60; i++) {
    double next = upwards ? flow * step : flow / step, next_excess;
    TLI_TRY(excess_at(line, steady, arena, trial, next, &next_excess, error));
    if (upwards ? next_excess > 0.0 : next_excess <= 0.0) {
      b->low = upwards ? flow : next;
      b->high = upwards ? next : flow;
      b->low_excess = upwards ? excess : next_excess;
      b->high_excess = upwards ? next_excess : excess;
      if (upwards) remember_what_breaks(b, trial);
      b->found = true;
      return TL_OK;
    }
    flow = next;
    excess = next_excess;
    if (!upwards) remember_what_breaks(b, trial);
    step = fmin(step * step, 3.0);
    if (flow < 1e-6 * line->asked_kg_s || flow > 1e3 * line->asked_kg_s) break;
  }
  b->found = false;
  return TL_OK;
}

static const double flow_precision = 1e-6; /* relative width at which the search ends */

static tl_code narrow(tli_line *line, tl_steady *steady, tli_arena *arena, tli_evaluation *trial, bracket *b,
                      tl_error *error) {
  int kept = 0; /* Illinois: halve the weight of an end that stays */
  for (int i = 0; i < 60 && b->high - b->low > flow_precision * b->high; i++) {
    double share = b->low_excess / (b->low_excess - b->high_excess);
    if (!(share > 0.02 && share < 0.98) || i > 12) share = 0.5;
    const double flow = b->low + share * (b->high - b->low);
    double excess;
    TLI_TRY(excess_at(line, steady, arena, trial, flow, &excess, error));
    if (excess <= 0.0) {
      b->low = flow;
      b->low_excess = excess;
      if (kept < 0) b->high_excess *= 0.5;
      kept = -1;
    } else {
      b->high = flow;
      b->high_excess = excess;
      remember_what_breaks(b, trial);
      if (kept > 0) b->low_excess *= 0.5;
      kept = 1;
    }
  }
  return TL_OK;
}

tl_code tli_find_capacity(tli_line *line, tl_steady *steady, tli_arena *arena, tli_evaluation *e, tl_error *error) {
  e->capacity_kg_s = NAN;
  e->capacity_limit = -1;
  e->capacity_where = "";
  if (!tli_line_flow_is_given(line)) {
    e->capacity_kg_s = e->flow_kg_s * line->study->flow.load_factor.si;
    return TL_OK;
  }
  const bool answer_at_capacity = tli_text_equal(line->study->flow.mode, "capacity");
  tli_evaluation trial = *e; /* the asked flow is solved already */
  trial.by_section = NULL;   /* arrays of its own */
  bracket b = {0};
  TLI_TRY(find_bracket(line, steady, arena, &trial, &b, error));
  if (b.found) {
    TLI_TRY(narrow(line, steady, arena, &trial, &b, error));
    e->capacity_kg_s = b.low * line->study->flow.load_factor.si;
    e->capacity_limit = b.limit;
    e->capacity_where = b.where;
  }
  if (answer_at_capacity && b.found) {
    tli_line_set_flow(line, b.low);
    return tli_evaluate(line, steady, arena, e, error);
  }
  tli_line_set_flow(line, line->asked_kg_s);
  return TL_OK;
}

/* ---- verdicts ---------------------------------------------------------------------------------------------- */

static const double rounding_excess = 1e-6; /* a limit met within one millionth is met */

const char *tli_verdict(const tli_evaluation *e, const tli_criterion *criteria) {
  if (e->outcome != TL_SOLVED) return "does not fit";
  for (int l = 0; l < TLI_LIMITS; l++)
    if (criteria[l].where != NULL && criteria[l].excess > rounding_excess) return "fits only if";
  return "fits";
}

const char *tli_conditions(const tli_evaluation *e, const tli_criterion *criteria, tli_arena *arena) {
  if (e->outcome != TL_SOLVED) return e->reason.sentence;
  tli_text text;
  tli_text_init(&text, tli_arena_allocator(arena));
  for (int l = 0; l < TLI_LIMITS; l++) {
    const tli_criterion *c = &criteria[l];
    if (c->where == NULL || !(c->excess > rounding_excess)) continue;
    const char *unit = tli_limit_unit((tli_limit)l);
    tli_text_printf(&text, "%s%s %s%s%s allowed (limit %s)", text.length > 0 ? "; " : "", tli_limit_words((tli_limit)l),
                    tli_digits(tli_limit_shown((tli_limit)l, c->value), 3).words, unit[0] != '\0' ? " " : "", unit,
                    tli_digits(tli_limit_shown((tli_limit)l, c->allowed), 3).words);
  }
  const char *copy = text.failed ? NULL : tli_arena_strdup(arena, text.bytes != NULL ? text.bytes : "");
  tli_text_free(&text);
  return copy;
}
