/* A line made ready, its spans, and one operation of it with the slopes of its cost.
 *
 * The slopes come from one sweep upstream (discrete adjoint): the cost's slope to the pressure before a station is that
 * of its own energy, or, where it is by-passed, that to the pressure behind it; behind a station it is the slope of
 * what the span makes of it; where lines branch the slopes of all that leave are added. Chain rule over the same
 * derivatives that the laws give: no differences.
 */
#include "optimise/tli_line.h"

/* ---- the line ---------------------------------------------------------------------------------------------------- */

static tl_code check_machines(const tl_line_station *s, size_t i, tl_error *error) {
  if (s->units == 0) return TL_OK;
  if (s->turbo == NULL || s->drive == NULL || s->units > TL_STAGE_UNITS)
    return tl_fail(error, TL_ERR_INPUT,
                   "station %zu needs a compressor map, a drive and 1 .. %d units (0: no machines)", i + 1,
                   TL_STAGE_UNITS);
  const char *fault = tl_turbo_fault(s->turbo);
  if (fault != NULL) return tl_fail(error, TL_ERR_INPUT, "station %zu: its compressor map: %s", i + 1, fault);
  if (!(s->drive->energy[1] >= 0.0 && s->drive->energy[2] >= 0.0))
    return tl_fail(error, TL_ERR_INPUT, "station %zu: the drive's energy must not fall with its power", i + 1);
  return TL_OK;
}

static tl_code check_station(const tl_line_problem *p, size_t i, tl_error *error) {
  const tl_line_station *s = &p->stations[i];
  TLI_TRY(check_machines(s, i, error));
  if (!(s->p_most_pa >= 1e5 && s->p_most_pa <= 25e6))
    return tl_fail(error, TL_ERR_INPUT, "station %zu: largest pressure %g bar is outside 1 .. 250 bar", i + 1,
                   s->p_most_pa * 1e-5);
  if (!(s->loss_in_pa >= 0.0 && s->loss_in_pa <= 5e6 && s->loss_out_pa >= 0.0 && s->loss_out_pa <= 5e6))
    return tl_fail(error, TL_ERR_INPUT, "station %zu: losses of its piping, %g and %g bar, are outside 0 .. 50 bar",
                   i + 1, s->loss_in_pa * 1e-5, s->loss_out_pa * 1e-5);
  if (s->t_k != 0.0 && !(s->t_k >= 200.0 && s->t_k <= 400.0))
    return tl_fail(error, TL_ERR_INPUT, "station %zu: temperature %g K is outside 200 .. 400 (0: that of the line)",
                   i + 1, s->t_k);
  if (!(s->price >= 0.0))
    return tl_fail(error, TL_ERR_INPUT, "station %zu: the price of energy %g must not be negative", i + 1, s->price);
  return TL_OK;
}

static tl_code check_branches(const tl_line_problem *p, tl_error *error) {
  if (p->branch_count > 0 && p->branches == NULL)
    return tl_fail(error, TL_ERR_INPUT, "%zu branches are named, but none is given", p->branch_count);
  for (size_t b = 0; b < p->branch_count; b++) {
    const tl_line_branch *at = &p->branches[b];
    const size_t above = b == 0 ? 0 : p->branches[b - 1].first;
    if (at->first <= above || at->first >= p->count || at->from >= at->first)
      return tl_fail(
          error, TL_ERR_INPUT,
          "branch %zu begins at station %zu and leaves at the end of span %zu: branches begin one behind the "
          "other, leave a span that stands before, and have stations of their own",
          b + 1, at->first + 1, at->from + 1);
    if (!(at->q_kg_s > 0.0 && at->q_kg_s <= 1e5) || !(at->p_out_pa >= 1e5 && at->p_out_pa <= 25e6))
      return tl_fail(
          error, TL_ERR_INPUT,
          "branch %zu: flow %g kg/s (above 0, to 1e5) or pressure at the end %g bar (1 .. 250) is out of range", b + 1,
          at->q_kg_s, at->p_out_pa * 1e-5);
  }
  return TL_OK;
}

static tl_code check_problem(const tl_line_problem *p, tl_error *error) {
  if (p->count < 1 || p->count > TL_LINE_STATIONS || p->stations == NULL || p->spans == NULL || p->gas == NULL)
    return tl_fail(error, TL_ERR_INPUT, "a line needs a gas and 1 .. %d stations, each with the span behind it",
                   TL_LINE_STATIONS);
  if (!(p->t_k >= 200.0 && p->t_k <= 400.0) || !(p->kappa >= 1.01 && p->kappa <= 3.0))
    return tl_fail(error, TL_ERR_INPUT, "temperature %g K (200 .. 400) or kappa %g (1.01 .. 3) is out of range", p->t_k,
                   p->kappa);
  if (!(p->q_kg_s > 0.0 && p->q_kg_s <= 1e5) || !(p->p_in_pa >= 1e5 && p->p_in_pa <= 25e6) ||
      !(p->p_out_pa >= 1e5 && p->p_out_pa <= 25e6) || !(p->part_length_m >= 0.0))
    return tl_fail(
        error, TL_ERR_INPUT,
        "flow %g kg/s (above 0, to 1e5), pressure at the start %g bar or at the end %g bar (1 .. 250) is out "
        "of range",
        p->q_kg_s, p->p_in_pa * 1e-5, p->p_out_pa * 1e-5);
  TLI_TRY(check_branches(p, error));
  for (size_t i = 0; i < p->count; i++) {
    TLI_TRY(check_station(p, i, error));
    if (p->spans[i].piece_count < 1 || p->spans[i].pieces == NULL)
      return tl_fail(error, TL_ERR_INPUT, "span %zu needs at least one piece of pipe", i + 1);
    for (size_t k = 0; k < p->spans[i].piece_count; k++)
      TLI_TRY(tli_check_params(tli_kind_get((size_t)tli_kind_find("pipe")), "of the line", &p->spans[i].pieces[k].pipe,
                               error));
  }
  return TL_OK;
}

/* What stands before each station, and where the lines end. */
static void join(tli_line_made *line) {
  const tl_line_problem *p = line->problem;
  for (size_t i = 0; i < p->count; i++) {
    line->before[i] = i > 0 ? i - 1 : TLI_LINE_NONE;
    line->end[i] = TLI_LINE_NONE;
    line->end_pa[i] = 0.0;
  }
  for (size_t b = 0; b <= p->branch_count; b++) {
    const size_t last = b < p->branch_count ? p->branches[b].first - 1 : p->count - 1;
    line->end[last] = b;
    line->end_pa[last] = b == 0 ? p->p_out_pa : p->branches[b - 1].p_out_pa;
    if (b < p->branch_count) line->before[p->branches[b].first] = p->branches[b].from;
  }
}

/* Pipes meet where they join. */
static tl_code check_heights(const tli_line_made *line, tl_error *error) {
  const double some_m = 0.5;
  for (size_t i = 0; i < line->problem->count; i++) {
    const tl_line_span *s = &line->problem->spans[i], *before = i > 0 ? &line->problem->spans[line->before[i]] : NULL;
    double at = before != NULL ? before->pieces[before->piece_count - 1].height_to_m : s->pieces[0].height_from_m;
    for (size_t k = 0; k < s->piece_count; at = s->pieces[k++].height_to_m)
      if (!(fabs(s->pieces[k].height_from_m - at) <= some_m))
        return tl_fail(error, TL_ERR_INPUT,
                       "%sspan %zu begins at a height of %g m, where the %s before it ends at %g m",
                       k > 0 ? "a piece of " : "", i + 1, s->pieces[k].height_from_m, k > 0 ? "one" : "span", at);
  }
  return TL_OK;
}

/* Flows through the spans: what enters each line, less what leaves on the way. */
static tl_code share_flow(tli_line_made *line, tl_error *error) {
  const tl_line_problem *p = line->problem;
  double left[TL_LINE_STATIONS]; /* at the end of each span */
  size_t b = 0;
  for (size_t i = 0; i < p->count; i++) {
    const bool begins = b < p->branch_count && p->branches[b].first == i;
    const double q = begins ? p->branches[b++].q_kg_s : i == 0 ? p->q_kg_s : left[i - 1];
    if (!(q > 0.0)) return tl_fail(error, TL_ERR_INPUT, "no gas is left before station %zu: %g kg/s", i + 1, q);
    line->q_kg_s[i] = q;
    left[i] = q - p->spans[i].offtake_kg_s;
    for (size_t c = 0; c < p->branch_count; c++)
      if (p->branches[c].from == i) left[i] -= p->branches[c].q_kg_s;
    if (line->end[i] != TLI_LINE_NONE && !(left[i] >= -1e-9 * q))
      return tl_fail(error, TL_ERR_INPUT, "more gas leaves at the end of span %zu than comes there: %g kg/s are short",
                     i + 1, -left[i]);
  }
  return TL_OK;
}

tl_code tli_line_make(const tl_line_problem *p, tli_line_made *line, tl_error *error) {
  TLI_TRY(check_problem(p, error));
  line->problem = p;
  TLI_TRY(tli_march_start(p->gas, p->t_k, &line->march, error));
  tl_gas_state in; /* R T/M with the gas constant that the z of the march belongs to */
  double z;
  TLI_TRY(tl_gas_state_pt(p->gas, p->p_in_pa, p->t_k, &in, error));
  (void)tl_gas_flow_pt(p->gas, 1, &p->p_in_pa, &p->t_k, &(tl_gas_flow){.z = &z});
  const double r_m = in.p_pa / (in.density_kg_m3 * z * p->t_k);
  line->exponent = (p->kappa - 1.0) / p->kappa;
  join(line);
  TLI_TRY(check_heights(line, error));
  TLI_TRY(share_flow(line, error));
  for (size_t i = 0; i < p->count; i++) {
    line->t_k[i] = p->stations[i].t_k > 0.0 ? p->stations[i].t_k : p->t_k;
    line->heat_j_kg[i] = r_m * line->t_k[i];
  }
  return TL_OK;
}

double tli_line_span(const tli_line_made *line, size_t span, double p_pa, double *by_p, double *by_q) {
  const tl_line_span *s = &line->problem->spans[span];
  const double part_m = line->problem->part_length_m > 0.0 ? line->problem->part_length_m : 1e4;
  const tli_kind *kind = tli_kind_get((size_t)tli_kind_find("pipe"));
  tli_on_the_way gas = {.p_pa = p_pa, .t_k = line->problem->t_k, .q_kg_s = line->q_kg_s[span], .p_slope = 1.0};
  for (size_t i = 0; i < s->piece_count; i++) {
    const tl_line_piece *piece = &s->pieces[i];
    const size_t parts = kind->parts(&piece->pipe, part_m);
    const double rise = (piece->height_to_m - piece->height_from_m) / (double)parts;
    for (size_t k = 0; k < parts; k++) {
      tl_pipe part;
      kind->split(&piece->pipe, k, parts, &part);
      const double height = piece->height_from_m + (double)k * rise;
      if (!tli_march_part(&line->march, &part, height, height + rise, &gas)) return NAN;
    }
  }
  *by_p = gas.p_slope;
  *by_q = gas.q_slope;
  return gas.p_pa;
}

/* ---- one operation ----------------------------------------------------------------------------------------------- */

static void breaks(tl_line_state *s, size_t where, const char *what) {
  if (!s->fits) return;
  s->fits = false;
  s->where = where;
  s->what = what;
}

typedef struct sweep {
  double cost_by_in[TL_LINE_STATIONS], cost_by_out[TL_LINE_STATIONS], cost_by_q[TL_LINE_STATIONS];
  double bypass_by_in[TL_LINE_STATIONS];
  double span_by_p[TL_LINE_STATIONS], span_by_q[TL_LINE_STATIONS];
} sweep;

/* One station and its span. false: there is no state behind it. */
static bool run_one(const tli_line_made *line, const tl_line_operation *o, size_t i, tl_line_state *s, sweep *w) {
  const tl_line_station *station = &line->problem->stations[i];
  const double rounding = 1.0 + 1e-12, before = tli_line_before(line, i, s->p_behind_pa);
  double at = tli_line_bypass(line, i, before);
  s->p_in_pa[i] = before;
  w->bypass_by_in[i] = at < before ? 0.0 : 1.0;
  if (o->units[i] > 0) {
    const tli_suction from = tli_line_suction(line, i, before);
    const tli_lift l = tli_line_lift(line, i, o->units[i], &from, o->p_out_pa[i]);
    if (isnan(l.energy_w)) {
      breaks(s, i, l.stop);
      return false;
    }
    if (l.stop != NULL) breaks(s, i, l.stop);
    s->speed_1_min[i] = l.speed_1_min;
    s->power_w[i] = l.power_w;
    s->energy_w[i] = l.energy_w;
    w->cost_by_in[i] = station->price * l.by_suction;
    w->cost_by_out[i] = station->price * l.by_discharge;
    w->cost_by_q[i] = station->price * l.by_flow;
    at = o->p_out_pa[i];
  }
  if (at > station->p_most_pa * rounding) breaks(s, i, "pressure");
  s->power_all_w += s->power_w[i];
  s->energy_all_w += s->energy_w[i];
  s->cost += station->price * s->energy_w[i];
  s->p_behind_pa[i] = tli_line_span(line, i, at, &w->span_by_p[i], &w->span_by_q[i]);
  if (isnan(s->p_behind_pa[i])) breaks(s, i, "pressure");
  return !isnan(s->p_behind_pa[i]);
}

/* Downstream. false: there is no state at all from some place on. */
static bool run_down(const tli_line_made *line, const tl_line_operation *o, tl_line_state *s, sweep *w) {
  const tl_line_problem *p = line->problem;
  for (size_t i = 0; i < p->count; i++) {
    if (!run_one(line, o, i, s, w)) return false;
    if (line->end[i] == TLI_LINE_NONE) continue;
    if (line->end[i] == 0) s->p_end_pa = s->p_behind_pa[i];
    if (s->p_behind_pa[i] < line->end_pa[i] * (1.0 - 1e-10)) breaks(s, p->count + line->end[i], "delivery");
  }
  return true;
}

static void run_up(const tli_line_made *line, const tl_line_operation *o, const sweep *w, tl_line_state *s) {
  double by_end[TL_LINE_STATIONS] = {0.0}; /* cost's slope to the pressure at the end of each span */
  bool main_line = line->problem->branch_count == 0;
  for (size_t i = line->problem->count; i-- > 0;) {
    main_line = main_line || line->end[i] == 0;
    /* what leaves on the way is fixed: what more comes in goes to the end of the main line */
    if (main_line) s->by_q_kg_s += by_end[i] * w->span_by_q[i] + (o->units[i] > 0 ? w->cost_by_q[i] : 0.0);
    const double by_out = by_end[i] * w->span_by_p[i];
    if (o->units[i] > 0) s->by_p_out_pa[i] = by_out + w->cost_by_out[i];
    const double by_in = o->units[i] > 0 ? w->cost_by_in[i] : by_out * w->bypass_by_in[i];
    if (i == 0)
      s->by_p_in_pa = by_in;
    else
      by_end[line->before[i]] += by_in;
  }
}

tl_code tl_line_run(const tl_line_problem *problem, const tl_line_operation *operation, tl_line_state *state,
                    tl_error *error) {
  tli_line_made line;
  sweep w = {.cost_by_in = {0.0}};
  TLI_TRY(tli_line_make(problem, &line, error));
  *state = (tl_line_state){.fits = true, .what = ""};
  for (size_t i = 0; i < problem->count; i++)
    if (operation->units[i] > problem->stations[i].units)
      return tl_fail(error, TL_ERR_USAGE, "station %zu has %zu units, not %zu", i + 1, problem->stations[i].units,
                     operation->units[i]);
  if (run_down(&line, operation, state, &w))
    run_up(&line, operation, &w, state);
  else
    state->cost = state->energy_all_w = state->power_all_w = state->p_end_pa = NAN;
  return TL_OK;
}
