/* Where a run begins: a steady state, gas at rest, or pipes as given. */
#include "transient/tli_transient.h"

#include <stdio.h>
#include <string.h>

static void take_state(tl_transient *x) { /* masses from the pressures */
  tli_transient_refresh(x);
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    for (size_t i = 1; i < s->cells; i++)
      x->start.mass[s->point + i] = x->now.mass[s->point + i] =
          s->strings * s->area_m2 * s->cell_m * x->rho[s->point + i];
  }
  for (size_t j = 0; j < x->junction_count; j++)
    x->start.jmass[j] = x->now.jmass[j] = x->junctions[j].volume_m3 * x->jrho[j];
  if (x->warmth != NULL) tli_heat_take_state(x);
}

static tl_code begin(tl_transient *x, tl_error *error) {
  if (x->cargo != NULL) x->cargo->standing = true;
  take_state(x);
  if (x->cargo != NULL) tli_cargo_start(x);
  x->time_s = 0.0;
  x->event_next = x->ramp_count = 0;
  x->step_s = x->step_before_s = 0.0;
  x->have_rates = x->stopped = x->after_jump = false;
  x->work = (tl_transient_work){.cells = x->inner + x->piece_count};
  x->in_kg = x->out_kg = x->in_rest_kg = x->out_rest_kg = 0.0;
  x->held_start_kg = tli_held_kg(x);
  if (x->warmth != NULL) {
    x->warmth->in_j = x->warmth->in_rest_j = 0.0;
    x->warmth->held_start_j = tli_heat_held_j(x);
  }
  x->happening_count = x->history.count = 0;
  for (size_t i = 0; i < x->network->node_count; i++)
    x->deliveries[i] =
        (tl_delivered){.survival_s = NAN, .below_from_s = NAN, .lowest_p_pa = x->now.jp[i], .lowest_p_at_s = 0.0};
  for (size_t h = 0; h < x->hole_count; h++) x->holes[h].lost_kg = 0.0;
  x->started = true;
  x->outcome = TL_SOLVED;
  x->reason =
      (tl_reason){.code = "", .where_kind = "", .where_id = "", .unit = "", .possible_kg_s = NAN, .asked_kg_s = NAN};
  for (size_t i = 0; i < x->part_count; i++) {
    tli_part_law(x, &x->parts[i]);
    x->parts[i].mode = tli_part_mode(x, &x->parts[i]);
  }
  return tli_record(x, error);
}

/* Gas that has long stood has the temperature of the ground, where any heat passes to it. */
static void take_ground(tl_transient *x) {
  for (size_t k = 0; x->warmth != NULL && k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    if (!(x->warmth->soils[k].total > 0.0)) continue;
    for (size_t i = s->point; i <= s->point + s->cells; i++) x->now.t[i] = x->warmth->ground[i];
    x->now.jt[s->from] = x->now.t[s->point];
    x->now.jt[s->to] = x->now.t[s->point + s->cells];
  }
}

/* Which gas enters where at time 0, events of that time included; all pipes hold the gas of the run. */
static void enter_at_start(tl_transient *x, bool flood) {
  tli_cargo *c = x->cargo;
  const tl_schedule *s = x->schedule;
  memcpy(c->entering, c->entering_at_start, x->junction_count * sizeof *c->entering);
  for (size_t e = 0; s != NULL && e < s->event_count; e++)
    if (s->events[e].kind == TL_EVENT_GAS && s->events[e].at_s <= 0.0)
      tli_cargo_enter(x, s->events[e].target, s->events[e].gas);
  for (size_t j = 0; j < x->junction_count; j++) c->at[j] = 0;
  for (size_t i = 0; i < x->part_count && flood; i++) x->now.pq[i] = 0.0;
  for (size_t i = 0; i < x->faces && flood; i++) x->now.q[i] = 0.0;
  if (flood) (void)tli_cargo_flood(x);
}

tl_code tl_transient_start_at_rest(tl_transient *x, double p_pa, tl_error *error) {
  if (x->warmth != NULL) x->warmth->no_memory = false;
  if (!(p_pa > 0.0 && p_pa < 60e6)) return tl_fail(error, TL_ERR_USAGE, "p = %g Pa is outside 0 .. 60 MPa", p_pa);
  const double t = x->uniform_t_k > 0.0 ? x->uniform_t_k : 288.15;
  tli_drive_to(x, 0.0, true);
  for (size_t j = 0; j < x->junction_count; j++) {
    x->now.jp[j] = p_pa;
    x->now.jw[j] = 0.0;
    x->now.jt[j] = t;
  }
  for (size_t i = 0; i < x->points; i++) {
    x->now.p[i] = p_pa;
    x->now.t[i] = t;
  }
  take_ground(x);
  if (x->cargo != NULL) enter_at_start(x, true);
  for (size_t i = 0; i < x->faces; i++) x->now.q[i] = 0.0;
  for (size_t i = 0; i < x->part_count; i++) x->now.pq[i] = 0.0;
  return begin(x, error);
}

tl_code tl_transient_set_pipe(tl_transient *x, size_t link, size_t count, const double *p_pa, const double *q_kg_s,
                              tl_error *error) {
  if (!x->started) return tl_fail(error, TL_ERR_USAGE, "start before the state of a pipe is set");
  if (link >= x->network->link_count || x->pieces_of[link] != 1 || x->pieces[x->first_piece[link]].cells + 1 != count)
    return tl_fail(error, TL_ERR_USAGE, "link %zu is no undivided pipe of %zu points", link, count);
  const tli_piece *s = &x->pieces[x->first_piece[link]];
  for (size_t i = 0; i < count; i++)
    if (!(p_pa[i] > 0.0 && p_pa[i] < 60e6))
      return tl_fail(error, TL_ERR_USAGE, "p = %g Pa at point %zu is outside 0 .. 60 MPa", p_pa[i], i);
  memcpy(x->now.p + s->point, p_pa, count * sizeof *p_pa);
  memcpy(x->now.q + s->face, q_kg_s, (count - 1) * sizeof *q_kg_s);
  x->now.jp[s->from] = p_pa[0];
  x->now.jp[s->to] = p_pa[count - 1];
  return begin(x, error);
}

/* ---- steady ------------------------------------------------------------------------------------------------ */

typedef struct spot {
  double u, t;
} spot;

/* The steady solver's profile at a distance, linear in u. */
static tl_code spot_at(const tl_steady *steady, size_t link, double at_m, spot *found, tl_error *error) {
  const size_t points = tl_steady_profile_points(steady, link);
  tl_profile_point a = {0}, b = {0};
  TLI_TRY(tl_steady_profile(steady, link, points - 1, &b, error));
  const double share = b.distance_m > 0.0 ? at_m / b.distance_m * (double)(points - 1) : 0.0;
  size_t i = share > 0.0 ? (size_t)share : 0;
  if (i > points - 2) i = points - 2;
  TLI_TRY(tl_steady_profile(steady, link, i, &a, error));
  TLI_TRY(tl_steady_profile(steady, link, i + 1, &b, error));
  const double w = tli_min(share - (double)i, 1.0);
  *found = (spot){(1.0 - w) * a.p_pa * a.p_pa + w * b.p_pa * b.p_pa, (1.0 - w) * a.t_k + w * b.t_k};
  return TL_OK;
}

static tl_code take_piece(tl_transient *x, const tl_steady *steady, const tli_piece *s, tl_error *error) {
  tl_link_state link;
  TLI_TRY(tl_steady_link(steady, s->link, &link, error));
  for (size_t i = 0; i <= s->cells; i++) {
    spot at;
    TLI_TRY(spot_at(steady, s->link, s->start_m + s->cell_m * (double)i, &at, error));
    x->now.p[s->point + i] = sqrt(at.u);
    x->now.t[s->point + i] = x->uniform_t_k > 0.0 ? x->uniform_t_k : at.t;
    const size_t junction = i == 0 ? s->from : s->to;
    if ((i == 0 || i == s->cells) && x->junctions[junction].node == SIZE_MAX) {
      x->now.jp[junction] = sqrt(at.u);
      x->now.jt[junction] = x->now.t[s->point + i];
    }
  }
  for (size_t i = 0; i < s->cells; i++) x->now.q[s->face + i] = link.q_kg_s;
  return TL_OK;
}

static tl_code take_steady(tl_transient *x, const tl_steady *steady, tl_error *error) {
  for (size_t i = 0; i < x->network->node_count; i++) {
    tl_node_state node;
    TLI_TRY(tl_steady_node(steady, i, &node, error));
    x->now.jp[i] = node.p_pa;
    x->now.jw[i] = node.withdrawal_kg_s;
    x->now.jt[i] = x->uniform_t_k > 0.0 ? x->uniform_t_k : node.t_k;
  }
  for (size_t k = 0; k < x->piece_count; k++) TLI_TRY(take_piece(x, steady, &x->pieces[k], error));
  for (size_t i = 0; i < x->part_count; i++) {
    tl_link_state link;
    const size_t of = x->parts[i].link != SIZE_MAX ? x->parts[i].link : x->parts[i].of_pipe;
    TLI_TRY(tl_steady_link(steady, of, &link, error));
    x->now.pq[i] = link.q_kg_s;
  }
  return TL_OK;
}

/* The pressures of a pipe's ends are those of its junctions. */
static void join_ends(tl_transient *x) {
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    x->now.t[s->point] = x->now.jt[s->from];
    x->now.t[s->point + s->cells] = x->now.jt[s->to];
  }
}

/* The steady equations of this grid, from the steady solver's answer; where Newton does not get there at once, long
 * implicit Euler steps lead to it. */
static tl_code settle(tl_transient *x, bool *settled, tl_error *error) {
  const double tolerance = x->options.newton_tolerance_pa;
  const double tolerance_k = x->warmth != NULL ? x->warmth->tolerance_k : 0.0;
  x->options.newton_tolerance_pa = tli_min(tolerance, 1e-3);
  if (x->warmth != NULL) x->warmth->tolerance_k = tli_min(tolerance_k, 1e-10);
  tli_transient_copy_state(x, &x->start, &x->now);
  x->steady = true;
  x->cm = 0.0;
  tl_code code = tli_stage_solve(x, 1.0, 0.0, settled, error);
  for (double h = 1.0; code == TL_OK && !*settled && h < 1e9; h *= 3.0) {
    x->steady = false;
    x->cm = 1.0;
    if (h == 1.0) tli_transient_copy_state(x, &x->now, &x->start);
    take_state(x);
    tli_transient_copy_state(x, &x->stage_base, &x->now);
    code = tli_stage_solve(x, h, 0.0, settled, error);
    if (code == TL_OK && h < 1e8) *settled = false;
  }
  if (code == TL_OK && !x->steady && *settled) {
    x->steady = true;
    x->cm = 0.0;
    code = tli_stage_solve(x, 1.0, 0.0, settled, error);
  }
  /* with heat: each solution takes its limiter from the one before; done when that changes nothing more */
  for (int again = 0; x->warmth != NULL && again < 40 && code == TL_OK && *settled; again++) {
    const size_t before = x->work.iterations;
    code = tli_stage_solve(x, 1.0, 0.0, settled, error);
    if (x->work.iterations - before <= 1) break;
  }
  x->steady = false;
  x->cm = 1.0;
  for (size_t k = 0; k < x->piece_count; k++) x->pieces[k].factored = false;
  x->options.newton_tolerance_pa = tolerance;
  if (x->warmth != NULL) x->warmth->tolerance_k = tolerance_k;
  return code;
}

/* Without a steady state on the cells: gas that goes round through machines and is cooled nowhere has none. */
static void say_unsettled(tl_transient *x) {
  const double hot_k = 600.0; /* beyond what any machine delivers */
  size_t worst = x->worst_point < x->network->node_count ? x->worst_point : 0;
  x->outcome = TL_NOT_SOLVED;
  x->reason = (tl_reason){
      .code = "no_steady_start", .where_kind = "node", .unit = "Pa", .possible_kg_s = NAN, .asked_kg_s = NAN};
  for (size_t i = 0; x->warmth != NULL && i < x->network->node_count; i++)
    if (x->now.jt[i] > tli_max(x->now.jt[worst], hot_k)) worst = i;
  x->reason.where_id = x->network->nodes[worst].id;
  x->reason.value = x->now.jp[worst];
  if (x->warmth != NULL && x->now.jt[worst] > hot_k) {
    x->reason.code = "no_steady_temperature";
    x->reason.value = x->now.jt[worst];
    x->reason.unit = "K";
    (void)snprintf(
        x->reason.sentence, sizeof x->reason.sentence,
        "There is no steady temperature near node \"%s\" (%.0f K and rising): gas goes round through machines "
        "and is cooled nowhere; give them coolers, or pipes a heat transfer coefficient.",
        x->reason.where_id, x->reason.value);
    return;
  }
  (void)snprintf(x->reason.sentence, sizeof x->reason.sentence,
                 "The steady state that the run would start from was not found on its cells; the iteration sticks near "
                 "node \"%s\".",
                 x->reason.where_id);
}

static tl_code ask_steady(tl_transient *x, tl_steady *steady, const tl_boundary *at_start, tl_error *error) {
  if (x->cargo == NULL) return tl_steady_solve(steady, at_start, error);
  tl_mixture *entering = TLI_NEW_N(x->arena, tl_mixture, x->network->node_count + 1);
  if (entering == NULL) return TLI_NO_MEMORY(error, "the start");
  enter_at_start(x, false);
  for (size_t i = 0; i < x->network->node_count; i++) entering[i] = x->cargo->origins[x->cargo->entering[i]];
  return tl_steady_solve_mixing(steady, at_start, entering, error);
}

/* Compositions and flows in turn until neither moves; at last to rounding. */
static tl_code settle_gases(tl_transient *x, bool *settled, tl_error *error) {
  tli_cargo *c = x->cargo;
  if (c == NULL) return settle(x, settled, error);
  c->exact = false;
  (void)tli_cargo_flood(x);
  for (int again = 0; again < 30; again++) {
    TLI_TRY(settle(x, settled, error));
    if (c->lost) return TLI_NO_MEMORY(error, "the compositions at the start");
    const double moved = *settled ? tli_cargo_flood(x) : 0.0;
    if (moved <= (c->exact ? 1e-13 : 0.0) || !*settled) break;
    c->exact = moved <= 1e-7;
  }
  c->exact = false;
  return TL_OK;
}

static tl_code settle_plainly(tl_transient *x, const tl_steady *steady, bool *settled, tl_error *error) {
  for (size_t k = 0; k < x->piece_count; k++) x->pieces[k].convects = x->options.convection == TL_CONVECTION_ALWAYS;
  TLI_TRY(take_steady(x, steady, error));
  join_ends(x);
  return settle_gases(x, settled, error);
}

/* On the cells, with convection where it matters there; where no such state is found, without, and the run goes on from
 * there to what convection makes of it. */
static tl_code settle_on_cells(tl_transient *x, const tl_steady *steady, bool *settled, tl_error *error) {
  enum { MOST_TURNS = 4 };
  TLI_TRY(settle_plainly(x, steady, settled, error));
  bool turned = false;
  for (int again = 0; again < MOST_TURNS && *settled && tli_choose_convection(x); again++) {
    turned = true;
    TLI_TRY(settle_gases(x, settled, error));
  }
  return *settled || !turned ? TL_OK : settle_plainly(x, steady, settled, error);
}

static tl_code solve_steady(tl_transient *x, tl_steady *steady, tl_error *error) {
  tl_boundary *at_start = TLI_NEW_N(x->arena, tl_boundary, x->network->node_count + 1);
  if (at_start == NULL) return TLI_NO_MEMORY(error, "the start");
  memcpy(at_start, x->boundary, x->network->node_count * sizeof *at_start);
  tli_drive_to(x, 0.0, true);
  for (size_t i = 0; i < x->network->node_count; i++) {
    if (x->junctions[i].given_p)
      at_start[i].p_pa = x->junctions[i].p_given;
    else
      at_start[i].withdrawal_kg_s = x->junctions[i].asked;
  }
  TLI_TRY(ask_steady(x, steady, at_start, error));
  x->outcome = tl_steady_outcome(steady);
  x->reason = *tl_steady_reason(steady);
  if (x->outcome != TL_SOLVED) return TL_OK;
  bool settled;
  TLI_TRY(settle_on_cells(x, steady, &settled, error));
  if (x->warmth != NULL && x->warmth->no_memory) return TLI_NO_MEMORY(error, "the table of enthalpies");
  if (!settled) {
    say_unsettled(x);
    return TL_OK;
  }
  tli_transient_copy_state(x, &x->stage_base, &x->now);
  x->stage_gh = 1.0;
  x->cm = 0.0;
  tli_stage_rates(x, x->k2_mass, x->k2_q, x->k2_jmass, x->stage_w[0], x->hole_k[0], x->stage_draw[0]);
  x->cm = 1.0;
  return begin(x, error);
}

/* The network with the set points of time 0. Everything else stays the caller's. */
static tl_code network_at_start(tl_transient *x, tl_network *shadow, tl_error *error) {
  *shadow = *x->network;
  shadow->links = TLI_NEW_N(x->arena, tli_link, x->network->link_count + 1);
  if (shadow->links == NULL) return TLI_NO_MEMORY(error, "the start");
  tli_drive_to(x, 0.0, true);
  for (size_t l = 0; l < x->network->link_count; l++) {
    shadow->links[l] = x->network->links[l];
    if (x->part_of[l] != SIZE_MAX) shadow->links[l].params = x->parts[x->part_of[l]].params;
  }
  return TL_OK;
}

tl_code tl_transient_start_steady(tl_transient *x, tl_error *error) {
  tl_steady_options options;
  tl_steady_options_default(&options);
  options.isothermal_t_k = x->uniform_t_k;
  options.part_length_m = tli_max(x->options.cell_length_m, 2000.0);
  options.allocator = x->options.allocator;
  tl_steady *steady;
  tl_network shadow;
  x->started = false;
  if (x->warmth != NULL) x->warmth->no_memory = false;
  TLI_TRY(network_at_start(x, &shadow, error));
  TLI_TRY(tl_steady_create(&shadow, x->gas, &options, &steady, error));
  const tl_code code = solve_steady(x, steady, error);
  /* the reason's names belong to the network */
  tl_steady_destroy(steady);
  return code;
}
