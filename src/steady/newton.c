/* The iteration: starting values, residuals, line search, Newton with a temperature sweep; see docs/theory/steady.md.
 */
#include <float.h>
#include <stdio.h>
#include <string.h>

#include "steady/tli_steady.h"

tl_code tli_steady_check_boundary(const tl_steady *s, const tl_boundary *boundary, tl_error *error) {
  for (size_t i = 0; i < s->network_nodes; i++) {
    const tl_boundary *b = &boundary[i];
    const char *id = s->network->nodes[i].id;
    if (b->t_k != 0.0 && !(b->t_k > 150.0 && b->t_k < 600.0))
      return tl_fail(error, TL_ERR_INPUT, "node \"%s\": t = %g K is outside 150 .. 600", id, b->t_k);
    if (!isfinite(b->withdrawal_kg_s))
      return tl_fail(error, TL_ERR_INPUT, "node \"%s\": the withdrawal is not a number", id);
    if (fabs(b->withdrawal_kg_s) > 1e9)
      return tl_fail(error, TL_ERR_INPUT, "node \"%s\": a withdrawal of %g kg/s is outside -1e9 .. 1e9", id,
                     b->withdrawal_kg_s);
    if (b->kind == TL_GIVEN_PRESSURE && !(b->p_pa > 0.0 && b->p_pa < 1e9))
      return tl_fail(error, TL_ERR_INPUT, "node \"%s\": p = %g Pa is outside 0 .. 1e9", id, b->p_pa);
    if (b->kind == TL_METERED_WITHDRAWAL && b->link >= s->network->link_count)
      return tl_fail(error, TL_ERR_INPUT, "node \"%s\" is metered by link %zu, which does not exist", id, b->link);
    if (b->kind == TL_METERED_WITHDRAWAL && tli_steady_is_joined(s->network, b->link))
      return tl_fail(error, TL_ERR_INPUT, "node \"%s\" is metered by \"%s\", which has no resistance: meter at a pipe",
                     id, s->network->links[b->link].id);
  }
  return TL_OK;
}

/* share: of the withdrawals, 1 but for the climb. */
void tli_steady_take_boundary(tl_steady *s, const tl_boundary *boundary, double share) {
  for (size_t i = 0; i < s->network_nodes; i++) {
    const tl_boundary *b = &boundary[i];
    const double t = b->t_k == 0.0 ? 288.15 : b->t_k;
    s->boundary[i] = (tli_graph_boundary){b->kind, share * b->withdrawal_kg_s, t, 0, 0.0};
    s->own[i] = *b;
    if (b->kind == TL_METERED_WITHDRAWAL)
      s->boundary[i].metered_link = s->first_part[b->link] + s->part_count[b->link] - 1;
    if (b->kind == TL_GIVEN_PRESSURE) s->u[i] = b->p_pa * b->p_pa;
  }
  s->share = share;
}

/* Starting values: the highest pressure that anything holds, the mean boundary temperature, a usual speed. */
void tli_steady_first_state(tl_steady *s) {
  double u_start = 0.0;
  for (size_t i = 0; i < s->network_nodes; i++)
    if (s->boundary[i].kind == TL_GIVEN_PRESSURE) u_start = tli_max(u_start, s->u[i]);
  if (u_start == 0.0) u_start = 5e6 * 5e6;
  for (size_t i = 0; i < s->nodes; i++) {
    if (i >= s->network_nodes) s->boundary[i] = (tli_graph_boundary){.kind = TL_GIVEN_WITHDRAWAL, .t_k = 288.15};
    if (s->boundary[i].kind != TL_GIVEN_PRESSURE) s->u[i] = u_start;
    s->t[i] = s->boundary[i].t_k;
    s->withdrawal[i] = 0.0;
  }
  for (size_t g = 0; g < s->group_count; g++)
    for (size_t i = 0; i < s->groups[g].n; i++) {
      const tli_group *group = &s->groups[g];
      const void *params = (const char *)group->params + i * group->kind->param_bytes;
      s->q[group->first + i] = group->kind->typical_flow(params, sqrt(u_start), s->molar_mass);
      s->t_mean[group->first + i] = s->t_behind[group->first + i] = 288.15;
    }
}

/* How far the present laws and balances are from zero, each link in the measure in which it is mildest. */
tli_residual tli_steady_measure(tl_steady *s) {
  tli_residual r = {.imbalance = tli_steady_imbalance(s)};
  double u_largest = 1.0;
  s->flow_rounding = 0.0;
  for (size_t i = 0; i < s->nodes; i++) u_largest = tli_max(u_largest, fabs(s->u[i]));
  for (size_t k = 0; k < s->links; k++) r.largest_flow = tli_max(r.largest_flow, fabs(s->q[k]));
  for (size_t k = 0; k < s->links; k++)
    if (s->link_unknown[k] < 0)
      s->flow_rounding = tli_max(s->flow_rounding, 16.0 * DBL_EPSILON * u_largest *
                                                       tli_max(s->law.f_u_in[k], -s->law.f_u_out[k]) / -s->law.f_q[k]);
  const double flow_scale = tli_max(tli_max(r.largest_flow, 1e3 * s->flow_rounding), 1e-9);
  r.merit = tli_max(r.imbalance - s->flow_rounding, 0.0) / flow_scale;
  for (size_t k = 0; k < s->links; k++) {
    const double slope = tli_max(s->law.f_u_in[k], -s->law.f_u_out[k]);
    const double as_u = slope > 0.0 ? fabs(s->law.f[k]) / slope : INFINITY;
    const double as_q = s->law.f_q[k] < 0.0 ? fabs(s->law.f[k] / s->law.f_q[k]) : INFINITY;
    r.merit = tli_max(r.merit, tli_min(as_u / u_largest, as_q / flow_scale));
    if (isfinite(as_u)) {
      const double p = tli_max(sqrt(fabs(tli_max(s->u_in[k], s->u_out[k]))), 1e4);
      r.pressure_pa = tli_max(r.pressure_pa, as_u / (2.0 * p));
    } else {
      r.imbalance = tli_max(r.imbalance, as_q);
    }
  }
  return r;
}

bool tli_steady_small_enough(const tl_steady *s, const tli_residual *r, double t_change) {
  return r->imbalance <= s->options.mass_tolerance * r->largest_flow + s->flow_rounding &&
         r->pressure_pa <= s->options.pressure_tolerance_pa && t_change <= s->options.temperature_tolerance_k;
}

/* One evaluation at a share of the step. frozen: temperatures stay as they are. */
static tli_residual evaluate(tl_steady *s, double fraction, bool frozen, double *t_change) {
  tli_steady_apply(s, fraction);
  (void)tli_steady_imbalance(s); /* withdrawals at pressure nodes: what enters there brings its temperature */
  *t_change = frozen ? 0.0 : tli_steady_heat(s);
  tli_steady_law(s);
  return tli_steady_measure(s);
}

static const double close_enough = 1e-3;
/* A state that has run dry a hundred times deeper than the residual need not be known to the last digit. */
static const double clear_enough = 1e-3;

enum {
  MEMORY = 6, /* of the nonmonotone line search: Grippo, Lampariello and Lucidi 1986 */
  HALVINGS = 8,
  SWEEPS = 4,        /* iterations before the full Newton may be asked */
  MOST_COUPLED = 2,  /* how often it is asked in one solve */
  FREEZE_AFTER = 12, /* iterations with temperatures, then as many without, then with again */
  THAW_AFTER = 36
};

/* An iteration of the sweep gains a digit where gas only warms and cools on its way, and next to nothing where most of
 * it goes round. Then, and once before the temperatures are frozen, the full Newton is asked (coupled.c). */
static bool sweep_is_slow(const tl_steady *s, int it, const tli_residual *r, double before, double now) {
  if (s->options.isothermal_t_k > 0.0 || s->heat_way == TLI_HEAT_SWEEP || it < SWEEPS || it >= FREEZE_AFTER)
    return false;
  if (s->heat_way == TLI_HEAT_COUPLED) return true;
  if (!(now > s->options.temperature_tolerance_k) || tli_steady_has_collapsed(s, 0.0)) return false;
  return it == FREEZE_AFTER - 1 || (r->merit < close_enough && now > 0.1 * before);
}

/* Shortens the step while the residual rises above the worst of the last few. */
static tli_residual search_line(tl_steady *s, const double *merits, bool full, bool frozen, double *t_change) {
  double before = 0.0;
  for (int k = 0; k < MEMORY; k++) before = tli_max(before, merits[k]);
  tli_residual r = evaluate(s, 1.0, frozen, t_change);
  double fraction = 1.0, best_fraction = 1.0, best_merit = r.merit;
  for (int halving = 0; halving < HALVINGS && !full; halving++) {
    if (r.merit < before * (1.0 - 1e-4 * fraction) || r.merit < 1e-9) return r;
    fraction *= 0.5;
    r = evaluate(s, fraction, frozen, t_change);
    if (r.merit < best_merit) {
      best_merit = r.merit;
      best_fraction = fraction;
    }
  }
  return full || best_fraction == fraction ? r : evaluate(s, best_fraction, frozen, t_change);
}

static void say_singular(tl_steady *s) {
  s->reason.code = "singular";
  s->reason.where_kind = s->reason.where_id[0] != '\0' ? "node" : "";
  (void)snprintf(
      s->reason.sentence, sizeof s->reason.sentence,
      "The equations have no unique solution%s%s: is a part of the network cut off from every given pressure?",
      s->reason.where_id[0] != '\0' ? " near node " : "", s->reason.where_id);
}

/* Low suction burns more fuel, more fuel draws more flow, more flow lowers the suction: beyond some point that feedback
 * turns the Newton step round. It shows as a leap of the flows; then the matrix does without the feedback. */
static bool leaps(const tl_steady *s, const tli_residual *r) {
  double largest = 0.0;
  for (size_t k = 0; k < s->links; k++) largest = tli_max(largest, fabs(s->dq[k]));
  return largest > 0.5 * r->largest_flow + s->flow_rounding;
}

/* Newton. Where a line runs dry the temperatures answer the pressures without end (dp/du is infinite at p = 0) and the
 * two chase each other: so for a while the temperatures are frozen. If the answer with them has plainly collapsed, a
 * few kelvin will not mend it; if not, they are let go again. */
static tl_code iterate(tl_steady *s, bool starting, tl_error *error) {
  double t_change = tli_steady_heat(s), merits[MEMORY] = {0}, t_before = INFINITY;
  int coupled = 0;
  tli_steady_law(s);
  tli_residual r = tli_steady_measure(s);
  bool frozen = false;
  s->lag_fuel = false;
  s->prop = 0.0;
  if (s->system != NULL) tli_system_forget_pivots(s->system); /* an answer must not depend on what was solved before */
  for (int it = 0; it < s->options.max_iterations; it++) {
    const bool collapsed = r.merit < clear_enough && tli_steady_has_collapsed(s, 100.0 * r.merit);
    if (it > 0 && (collapsed || (!frozen && tli_steady_small_enough(s, &r, t_change)))) {
      s->outcome = TL_SOLVED;
      /* not the only state: it proves nothing, and the core may tell */
      if (s->prop != 0.0 && tli_steady_has_collapsed(s, 0.0) &&
          (s->options.isothermal_t_k > 0.0 || tli_steady_core_may_start(s, s->own))) {
        s->outcome = TL_NOT_SOLVED;
        say_singular(s);
      }
      return TL_OK;
    }
    if (coupled < MOST_COUPLED && sweep_is_slow(s, it, &r, t_before, t_change)) {
      bool found;
      coupled++;
      TLI_TRY(tli_steady_couple(s, &found, error));
      if (found) {
        s->certificate.rung = "coupled";
        s->outcome = TL_SOLVED;
        return TL_OK;
      }
      t_change = tli_steady_heat(s);
      tli_steady_law(s);
      r = tli_steady_measure(s);
    }
    t_before = t_change;
    frozen = it >= FREEZE_AFTER && it < THAW_AFTER && !(frozen && tli_steady_small_enough(s, &r, t_change));
    s->certificate.iterations = it + 1;
    const bool first = starting && it == 0;
    if (s->lag_fuel && r.merit < close_enough && it % 4 == 0) s->lag_fuel = false; /* near the answer, Newton again */
    tl_code code = tli_steady_newton_step(s, first, error);
    if ((code == TL_ERR_NO_ANSWER || (code == TL_OK && it > 0 && leaps(s, &r))) && !s->lag_fuel) {
      s->lag_fuel = true;
      code = tli_steady_newton_step(s, first, error);
    }
    if (code == TL_ERR_NO_ANSWER && s->prop == 0.0) { /* a part that shut elements cut off has any pressure */
      s->prop = 1e-8;
      code = tli_steady_newton_step(s, first, error);
    }
    if (code == TL_ERR_NO_ANSWER) {
      say_singular(s);
      return TL_OK;
    }
    TLI_TRY(code);
    memcpy(s->u_saved, s->u, s->nodes * sizeof *s->u);
    memcpy(s->q_saved, s->q, s->links * sizeof *s->q);
    memmove(merits + 1, merits, (MEMORY - 1) * sizeof *merits);
    merits[0] = r.merit;
    r = search_line(s, merits, first, frozen, &t_change);
  }
  if (t_change > s->options.temperature_tolerance_k && tli_steady_say_no_temperature(s, r.merit < 1e-9, t_change))
    return TL_OK;
  s->reason.code = "iteration_limit";
  s->reason.value = r.merit;
  s->reason.unit = "1";
  (void)snprintf(s->reason.sentence, sizeof s->reason.sentence,
                 "No answer after %d iterations: relative residual %s, pressure residual %s Pa.",
                 s->options.max_iterations, tli_digits(r.merit, 3).words, tli_digits(r.pressure_pa, 3).words);
  return TL_OK;
}

void tli_steady_no_outcome(tl_steady *s) {
  s->outcome = TL_NOT_SOLVED;
  s->reason = (tl_reason){
      .code = "", .where_kind = "", .where_id = "", .unit = "", .proof = "", .possible_kg_s = NAN, .asked_kg_s = NAN};
}

tl_code tli_steady_iterate_from(tl_steady *s, bool starting, tl_error *error) {
  tli_steady_no_outcome(s);
  if (!tli_steady_find_references(s) || !tli_steady_merge_boundary(s)) return TL_OK;
  if (starting) tli_steady_first_state(s);
  TLI_TRY(tli_steady_pattern(s, error));
  TLI_TRY(iterate(s, starting, error));
  tli_steady_spread(s);
  return TL_OK;
}
