/* A line made ready, its spans, and one operation of it with the slopes of its cost.
 *
 * The slopes come from one sweep upstream (discrete adjoint): the cost's slope to the pressure before a station is that
 * of its own energy, or, where it is by-passed, that to the pressure behind it; behind a station it is the slope of
 * what the span makes of it. Chain rule over the same derivatives that the laws give: no differences.
 */
#include "optimise/tli_line.h"

/* ---- the line ---------------------------------------------------------------------------------------------------- */

static tl_code check_station(const tl_line_problem *p, size_t i, tl_error *error) {
  const tl_line_station *s = &p->stations[i];
  if (s->turbo == NULL || s->drive == NULL || s->units < 1 || s->units > TL_STAGE_UNITS)
    return tl_fail(error, TL_ERR_INPUT, "station %zu needs a compressor map, a drive and 1 .. %d units", i + 1,
                   TL_STAGE_UNITS);
  const char *fault = tl_turbo_fault(s->turbo);
  if (fault != NULL) return tl_fail(error, TL_ERR_INPUT, "station %zu: its compressor map: %s", i + 1, fault);
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
  if (!(s->drive->energy[1] >= 0.0 && s->drive->energy[2] >= 0.0))
    return tl_fail(error, TL_ERR_INPUT, "station %zu: the drive's energy must not fall with its power", i + 1);
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
  double q = p->q_kg_s;
  for (size_t i = 0; i < p->count; i++) {
    if (!(q > 0.0)) return tl_fail(error, TL_ERR_INPUT, "no gas is left before station %zu: %g kg/s", i + 1, q);
    line->q_kg_s[i] = q;
    line->t_k[i] = p->stations[i].t_k > 0.0 ? p->stations[i].t_k : p->t_k;
    line->heat_j_kg[i] = r_m * line->t_k[i];
    q -= p->spans[i].offtake_kg_s;
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
  double span_by_p[TL_LINE_STATIONS], span_by_q[TL_LINE_STATIONS];
} sweep;

/* Downstream. false: there is no state at all from some place on. */
static bool run_down(const tli_line_made *line, const tl_line_operation *o, tl_line_state *s, sweep *w) {
  const tl_line_problem *p = line->problem;
  double at = p->p_in_pa;
  for (size_t i = 0; i < p->count; i++) {
    const double rounding = 1.0 + 1e-12;
    s->p_in_pa[i] = at;
    if (o->units[i] > 0) {
      const tli_suction from = tli_line_suction(line, i, at);
      const tli_lift l = tli_line_lift(line, i, o->units[i], &from, o->p_out_pa[i]);
      if (isnan(l.energy_w)) {
        breaks(s, i, l.stop);
        return false;
      }
      if (l.stop != NULL) breaks(s, i, l.stop);
      s->speed_1_min[i] = l.speed_1_min;
      s->power_w[i] = l.power_w;
      s->energy_w[i] = l.energy_w;
      w->cost_by_in[i] = p->stations[i].price * l.by_suction;
      w->cost_by_out[i] = p->stations[i].price * l.by_discharge;
      w->cost_by_q[i] = p->stations[i].price * l.by_flow;
      at = o->p_out_pa[i];
    }
    if (at > p->stations[i].p_most_pa * rounding) breaks(s, i, "pressure");
    s->power_all_w += s->power_w[i];
    s->energy_all_w += s->energy_w[i];
    s->cost += p->stations[i].price * s->energy_w[i];
    at = tli_line_span(line, i, at, &w->span_by_p[i], &w->span_by_q[i]);
    if (isnan(at)) {
      breaks(s, i, "pressure");
      return false;
    }
  }
  s->p_end_pa = at;
  if (at < p->p_out_pa * (1.0 - 1e-10)) breaks(s, p->count, "delivery");
  return true;
}

static void run_up(const tli_line_made *line, const tl_line_operation *o, const sweep *w, tl_line_state *s) {
  double by_p = 0.0; /* cost's slope to the pressure before station i+1 */
  for (size_t i = line->problem->count; i-- > 0;) {
    s->by_q_kg_s += by_p * w->span_by_q[i]; /* take-offs are fixed: every flow rises by what more comes in */
    by_p *= w->span_by_p[i];                /* to the pressure behind station i */
    if (o->units[i] == 0) continue;
    s->by_p_out_pa[i] = by_p + w->cost_by_out[i];
    s->by_q_kg_s += w->cost_by_q[i];
    by_p = w->cost_by_in[i];
  }
  s->by_p_in_pa = by_p;
}

tl_code tl_line_run(const tl_line_problem *problem, const tl_line_operation *operation, tl_line_state *state,
                    tl_error *error) {
  tli_line_made line;
  sweep w = {{0.0}, {0.0}, {0.0}, {0.0}, {0.0}};
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
