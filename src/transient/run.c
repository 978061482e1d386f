/* Time: SDIRK2 with gamma = 1 - 1/sqrt 2 (L-stable, order 2; Alexander, SIAM J. Numer. Anal. 14, 1977), its error
 * estimated from the rates at the end of the step before and at the two stages, and a PI controller (Hairer and Wanner,
 * Solving ODEs II, IV.2). Steps land on events and on the times of output. A step in which an element changes its mode
 * is taken again, shorter, until the change is known to half a minute. */
#include "transient/tli_transient.h"

#include <stdio.h>
#include <string.h>

#define GAMMA 0.29289321881345247560
/* |1/6 - 3 gamma^2 + 2 gamma^3|: what the stability function misses of z^3 */
#define ERROR_CONSTANT 0.04044
static const double least_step_s = 1e-4;
static const double mode_time_s = 30.0;
static const double jump_step_s = 1.0;
static const double front_step_s =
    10.0; /* fronts make pressures jitter from cell to cell: no shorter step mends that */

void tli_transient_copy_state(const tl_transient *x, tli_state *to, const tli_state *from) {
  memcpy(to->p, from->p, x->points * sizeof(double));
  memcpy(to->q, from->q, x->faces * sizeof(double));
  memcpy(to->mass, from->mass, x->points * sizeof(double));
  memcpy(to->jp, from->jp, x->junction_count * sizeof(double));
  memcpy(to->jmass, from->jmass, x->junction_count * sizeof(double));
  memcpy(to->jw, from->jw, x->junction_count * sizeof(double));
  memcpy(to->pq, from->pq, x->part_count * sizeof(double));
  memcpy(to->t, from->t, x->points * sizeof(double));
  memcpy(to->jt, from->jt, x->junction_count * sizeof(double));
  if (x->warmth == NULL) return;
  memcpy(to->energy, from->energy, x->warm_points * sizeof(double));
  memcpy(to->jenergy, from->jenergy, x->warm_junctions * sizeof(double));
  memcpy(to->soil, from->soil, x->warm_shells * sizeof(double));
}

/* y* + weight k of what heat adds, onto the base of a stage or the end of a step. */
static void add_heat(tl_transient *x, tli_state *to, const tli_state *from, double weight, int stage) {
  const tli_warmth *w = x->warmth;
  if (w == NULL) return;
  const double *k = stage == 0 ? w->k1 : w->k2, *k_j = stage == 0 ? w->k1_j : w->k2_j;
  const double *k_soil = stage == 0 ? w->k1_soil : w->k2_soil;
  for (size_t i = 0; i < x->warm_points; i++) to->energy[i] = from->energy[i] + weight * k[i];
  for (size_t j = 0; j < x->warm_junctions; j++) to->jenergy[j] = from->jenergy[j] + weight * k_j[j];
  for (size_t i = 0; i < x->warm_shells; i++) to->soil[i] = from->soil[i] + weight * k_soil[i];
}

static void set_base(tl_transient *x, double weight, const double *k_mass, const double *k_q, const double *k_jmass) {
  for (size_t i = 0; i < x->points; i++) x->stage_base.mass[i] = x->start.mass[i] + weight * k_mass[i];
  for (size_t i = 0; i < x->faces; i++) x->stage_base.q[i] = x->start.q[i] + weight * k_q[i];
  for (size_t j = 0; j < x->junction_count; j++) x->stage_base.jmass[j] = x->start.jmass[j] + weight * k_jmass[j];
  add_heat(x, &x->stage_base, &x->start, weight, 0);
}

/* Starting values of the iteration: p and q go on as they went since `from`. */
static void extrapolate(const double *from, double *now, size_t n, double factor) {
  for (size_t i = 0; i < n; i++) now[i] += factor * (now[i] - from[i]);
}

static void guess_second(tl_transient *x) {
  const double on = (1.0 - GAMMA) / GAMMA;
  for (size_t i = 0; i < x->points; i++) {
    const double p = x->now.p[i] + on * (x->now.p[i] - x->start.p[i]);
    x->now.p[i] = tli_max(p, 0.5 * x->now.p[i]);
  }
  extrapolate(x->start.q, x->now.q, x->faces, on);
  if (x->warmth != NULL) {
    extrapolate(x->start.t, x->now.t, x->points, on);
    extrapolate(x->start.jt, x->now.jt, x->junction_count, on);
  }
  for (size_t j = 0; j < x->junction_count; j++) {
    const double p = x->now.jp[j] + on * (x->now.jp[j] - x->start.jp[j]);
    x->now.jp[j] = tli_max(p, 0.5 * x->now.jp[j]);
  }
}

/* The first stage starts from the slopes of the step before: x->fall holds dp/dt. */
static void guess_first(tl_transient *x, double h) {
  if (!x->have_rates) return;
  if (x->warmth != NULL) {
    for (size_t i = 0; i < x->points; i++) x->now.t[i] += GAMMA * h * x->warmth->slope_t[i];
    for (size_t j = 0; j < x->junction_count; j++) x->now.jt[j] += GAMMA * h * x->warmth->slope_jt[j];
  }
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    const double per = 1.0 / (s->strings * s->area_m2 * s->cell_m);
    for (size_t i = s->point + 1; i < s->point + s->cells; i++) {
      const double rate = x->cargo != NULL ? x->cargo->k0_p[i] : x->k0_mass[i] * per / x->drho[i];
      const double p = x->now.p[i] + GAMMA * h * rate;
      x->now.p[i] = tli_max(p, 0.5 * x->now.p[i]);
    }
    for (size_t i = s->face; i < s->face + s->cells; i++) x->now.q[i] += GAMMA * h * x->k2_q[i];
  }
  for (size_t j = 0; j < x->junction_count; j++) {
    if (x->junctions[j].bare) continue;
    const double rate =
        x->cargo != NULL ? x->cargo->k0_jp[j] : x->k0_jmass[j] / (x->junctions[j].volume_m3 * x->jdrho[j]);
    const double p = x->now.jp[j] + GAMMA * h * rate;
    x->now.jp[j] = tli_max(p, 0.5 * x->now.jp[j]);
  }
}

/* One implicit Euler step. After a jump the flows through machines and valves are those of an impulse for a moment: two
 * stages would take the impulse twice, one takes it once. */
static tl_code try_euler(tl_transient *x, double h, bool *solved, tl_error *error) {
  x->work.stages++;
  tli_drive_to(x, x->time_s + h, false);
  set_base(x, 0.0, x->k1_mass, x->k1_q, x->k1_jmass);
  tli_cargo_stage(x, 0.0, h);
  TLI_TRY(tli_stage_solve(x, h, x->time_s + h, solved, error));
  if (!*solved) return TL_OK;
  tli_stage_rates(x, x->k2_mass, x->k2_q, x->k2_jmass, x->stage_w[1], x->hole_k[1], x->stage_draw[1]);
  memcpy(x->stage_w[0], x->stage_w[1], x->junction_count * sizeof(double));
  memcpy(x->hole_k[0], x->hole_k[1], x->hole_count * sizeof(double));
  memcpy(x->stage_draw[0], x->stage_draw[1], x->part_count * sizeof(double));
  if (x->warmth != NULL) {
    tli_heat_rates(x, 1);
    x->warmth->power[0] = x->warmth->power[1];
    add_heat(x, &x->now, &x->stage_base, h, 1);
  }
  for (size_t i = 0; i < x->network->node_count; i++) x->in_k[0][i] = x->in_k[1][i] = x->junctions[i].asked;
  for (size_t i = 0; i < x->points; i++) x->now.mass[i] = x->stage_base.mass[i] + h * x->k2_mass[i];
  for (size_t j = 0; j < x->junction_count; j++) x->now.jmass[j] = x->stage_base.jmass[j] + h * x->k2_jmass[j];
  tli_cargo_rates(x, h, h);
  return TL_OK;
}

/* Both stages; on success `now` holds the end of the step, masses by their own sums. */
static tl_code try_step(tl_transient *x, double h, bool *solved, tl_error *error) {
  const double gh = GAMMA * h;
  x->work.stages += 2;
  tli_drive_to(x, x->time_s + gh, false);
  set_base(x, 0.0, x->k1_mass, x->k1_q, x->k1_jmass);
  tli_cargo_stage(x, 0.0, gh);
  guess_first(x, h);
  TLI_TRY(tli_stage_solve(x, gh, x->time_s + gh, solved, error));
  if (!*solved) return TL_OK;
  tli_stage_rates(x, x->k1_mass, x->k1_q, x->k1_jmass, x->stage_w[0], x->hole_k[0], x->stage_draw[0]);
  if (x->warmth != NULL) tli_heat_rates(x, 0);
  tli_cargo_keep_first(x, gh);
  tli_cargo_stage(x, h - gh, gh);
  for (size_t i = 0; i < x->network->node_count; i++) x->in_k[0][i] = x->junctions[i].asked;
  tli_drive_to(x, x->time_s + h, false);
  set_base(x, (1.0 - GAMMA) * h, x->k1_mass, x->k1_q, x->k1_jmass);
  guess_second(x);
  TLI_TRY(tli_stage_solve(x, gh, x->time_s + h, solved, error));
  if (!*solved) return TL_OK;
  tli_stage_rates(x, x->k2_mass, x->k2_q, x->k2_jmass, x->stage_w[1], x->hole_k[1], x->stage_draw[1]);
  if (x->warmth != NULL) {
    tli_heat_rates(x, 1);
    add_heat(x, &x->now, &x->stage_base, gh, 1);
  }
  for (size_t i = 0; i < x->network->node_count; i++) x->in_k[1][i] = x->junctions[i].asked;
  for (size_t i = 0; i < x->points; i++) x->now.mass[i] = x->stage_base.mass[i] + gh * x->k2_mass[i];
  for (size_t j = 0; j < x->junction_count; j++) x->now.jmass[j] = x->stage_base.jmass[j] + gh * x->k2_jmass[j];
  tli_cargo_rates(x, h, gh);
  return TL_OK;
}

/* Second difference of the rates over one step of length h, halved third derivative; without the rates of the step
 * before, what one order less would miss. */
double tli_third_rate(const tl_transient *x, double k0, double k1, double k2) {
  if (!x->have_rates) return (k2 - k1) / (1.0 - GAMMA);
  return (k2 - k1) / (1.0 - GAMMA) - (k1 - k0) / GAMMA;
}

/* Largest error of a junction's pressure or, in the mean square, of a piece's, or of a temperature likewise; as
 * shares of what a step may be wrong by. */
static double error_of(const tl_transient *x, double h) {
  const double scale = 2.0 * ERROR_CONSTANT * h;
  const bool with_cargo = x->cargo != NULL; /* a front moves mass without moving pressures */
  double largest = 0.0;
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    const double per = scale / (s->strings * s->area_m2 * s->cell_m);
    double sum = 0.0;
    for (size_t i = s->point + 1; i < s->point + s->cells; i++) {
      if (with_cargo && (tli_cargo_front(x, i - 1) || tli_cargo_front(x, i) || tli_cargo_front(x, i + 1))) continue;
      const double e = with_cargo ? scale * tli_third_rate(x, x->cargo->k0_p[i], x->cargo->k1_p[i], x->cargo->k2_p[i])
                                  : per * tli_third_rate(x, x->k0_mass[i], x->k1_mass[i], x->k2_mass[i]) / x->drho[i];
      sum += e * e;
    }
    if (s->cells > 1) largest = tli_max(largest, sqrt(sum / (double)(s->cells - 1)));
  }
  for (size_t j = 0; j < x->junction_count; j++) {
    const tli_junction *node = &x->junctions[j];
    if (node->given_p || node->bare || (with_cargo && tli_cargo_front_at(x, j))) continue;
    const double e = with_cargo ? scale * tli_third_rate(x, x->cargo->k0_jp[j], x->cargo->k1_jp[j], x->cargo->k2_jp[j])
                                : scale * tli_third_rate(x, x->k0_jmass[j], x->k1_jmass[j], x->k2_jmass[j]) /
                                      (node->volume_m3 * x->jdrho[j]);
    largest = tli_max(largest, 0.3 * fabs(e));
  }
  largest /= x->options.pressure_tolerance_pa;
  if (x->warmth != NULL) largest = tli_max(largest, tli_heat_error(x, scale) / x->options.temperature_tolerance_k);
  return largest;
}

bool tli_choose_convection(tl_transient *x) {
  bool any = false;
  if (x->options.convection != TL_CONVECTION_AUTO) return false;
  for (size_t k = 0; k < x->piece_count; k++) {
    tli_piece *s = &x->pieces[k];
    double lowest;
    const double mach = tli_largest_mach(x, s, &lowest);
    const bool fast = mach > (s->convects ? 0.05 : 0.1) || lowest < (s->convects ? 20e5 : 10e5);
    if (fast == s->convects) continue;
    s->factored = false;
    s->convects = fast;
    any = true;
  }
  return any;
}

/* Changes of mode in the step just made. */
static bool mode_changed(const tl_transient *x) {
  for (size_t i = 0; i < x->part_count; i++)
    if (tli_part_mode(x, &x->parts[i]) != x->parts[i].mode) return true;
  for (size_t i = 0; i < x->network->node_count; i++) {
    const tli_junction *j = &x->junctions[i];
    const bool lacking = j->limited && fabs(x->now.jw[i]) < fabs(j->asked) * (1.0 - 1e-6) - 1e-9;
    if (lacking != x->short_now[i]) return true;
  }
  return false;
}

static void note_modes(tl_transient *x) {
  for (size_t i = 0; i < x->part_count; i++) {
    tli_part *part = &x->parts[i];
    const int mode = tli_part_mode(x, part);
    if (mode == part->mode) continue;
    part->mode = mode;
    const char *turn = part->link != SIZE_MAX ? tli_part_turn(x, part) : NULL;
    if (turn != NULL) (void)tli_happen(x, x->time_s, turn, part->kind->name, x->network->links[part->link].id, NAN, "");
  }
}

/* Machines are protected against low suction: beyond the ratio that no station reaches, or below the pressure at which
 * nothing is delivered, a machine trips by itself. Without this a set point would pull its suction to nothing. */
static void protect_machines(tl_transient *x) {
  for (size_t i = 0; i < x->part_count; i++) {
    tli_part *part = &x->parts[i];
    const double p_in = x->now.jp[part->from], p_out = x->now.jp[part->to];
    if (!part->is_machine || !tli_part_runs(part) || !(x->now.pq[i] > 0.0)) continue;
    const bool starved = p_out > TLI_STATION_RATIO_END * p_in || p_in < 0.5 * x->options.least_delivery_p_pa;
    if (!starved) continue;
    part->running = TLI_TRIPPED;
    (void)tli_happen(x, x->time_s, "trips on low suction", part->kind->name, x->network->links[part->link].id, p_in,
                     "Pa");
    x->after_jump = true;
  }
}

static void accept(tl_transient *x, double h) {
  x->time_s += h;
  x->work.steps++;
  if (x->cargo != NULL) tli_cargo_accept(x);
  tli_account(x, h);
  note_modes(x);
  memcpy(x->k0_mass, x->k2_mass, x->points * sizeof(double));
  memcpy(x->k0_jmass, x->k2_jmass, x->junction_count * sizeof(double));
  if (x->warmth != NULL) {
    tli_warmth *w = x->warmth;
    memcpy(w->k0, w->k2, x->points * sizeof(double));
    for (size_t i = 0; i < x->points; i++) w->slope_t[i] = (x->now.t[i] - x->start.t[i]) / h;
    for (size_t j = 0; j < x->junction_count; j++) w->slope_jt[j] = (x->now.jt[j] - x->start.jt[j]) / h;
  }
  x->have_rates = true;
  x->step_before_s = h;
  protect_machines(x);
}

static void say_stuck(tl_transient *x, double h) {
  const size_t j = x->worst_point < x->junction_count ? x->worst_point : 0;
  const size_t node = x->junctions[j].node;
  x->outcome = TL_NOT_SOLVED;
  x->reason = (tl_reason){.code = "step_limit",
                          .where_kind = node != SIZE_MAX ? "node" : "break",
                          .where_id = node != SIZE_MAX ? x->network->nodes[node].id : "",
                          .value = x->time_s,
                          .unit = "s",
                          .possible_kg_s = NAN,
                          .asked_kg_s = NAN};
  (void)snprintf(x->reason.sentence, sizeof x->reason.sentence,
                 "At %.6g s no step down to %.3g s has a solution; the iteration sticks near %s \"%s\" at %.6g bar.",
                 x->time_s, h, x->reason.where_kind, x->reason.where_id, x->now.jp[j] * 1e-5);
}

static void drop_factors(tl_transient *x) {
  for (size_t k = 0; k < x->piece_count; k++) x->pieces[k].factored = false;
}

/* A step, and its gas on the way. Where what leaves a junction turns out to be other gas than was foreseen, the step is
 * made again with that. */
static tl_code try_with_cargo(tl_transient *x, double h, bool *solved, tl_error *error) {
  for (int again = 0;; again++) {
    TLI_TRY(x->after_jump ? try_euler(x, h, solved, error) : try_step(x, h, solved, error));
    if (!*solved || x->cargo == NULL || !tli_cargo_move(x) || again == 3 || x->cargo->lost) return TL_OK;
    tli_cargo_undo(x);
    tli_transient_copy_state(x, &x->now, &x->start);
  }
}

static tl_code say_no_gas(tl_error *error) {
  return tl_fail(error, TL_ERR_NO_ANSWER,
                 "a mixture that forms in this network has no state by this equation of state: take another model");
}

/* One accepted step of at most `most` seconds, or the reason why there is none. */
static tl_code advance(tl_transient *x, double most, tl_error *error) {
  const bool fixed = x->options.fixed_step_s > 0.0;
  double h = fixed ? x->options.fixed_step_s : x->step_s > 0.0 ? x->step_s : 10.0;
  h = tli_min(h, x->options.max_step_s);
  if (x->after_jump) h = tli_min(h, jump_step_s);
  tli_transient_copy_state(x, &x->start, &x->now);
  (void)tli_choose_convection(x);
  for (int tries = 0;; tries++) {
    bool landing = false;
    if (h >= most * (1.0 - 1e-9)) {
      h = most;
      landing = true;
    } else if (!fixed && h > 0.5 * most) {
      h = 0.5 * most; /* two equal steps rather than a long and a tiny one */
    }
    bool solved;
    TLI_TRY(try_with_cargo(x, h, &solved, error));
    if (x->cargo != NULL && x->cargo->lost)
      return x->cargo->no_memory ? TLI_NO_MEMORY(error, "the compositions") : say_no_gas(error);
    if (x->warmth != NULL && x->warmth->no_memory) return TLI_NO_MEMORY(error, "the table of enthalpies");
    const double missed = solved && !fixed && !x->after_jump ? error_of(x, h) : 0.0;
    const bool locate = solved && !fixed && h > mode_time_s && missed <= 1.0 && mode_changed(x);
    /* A set point that jumps makes pressures of small volumes jump with it: no step is short enough to follow that, and
     * none need be, the method being L-stable. */
    const bool short_enough = solved && h <= (x->cargo != NULL ? front_step_s : x->have_rates ? 0.02 : 1.0);
    if (solved && (missed <= 1.0 || short_enough) && !locate) {
      const bool euler = x->after_jump;
      x->after_jump = false;
      accept(x, h);
      if (x->after_jump) drop_factors(x);
      if (euler || x->after_jump) { /* the rates of a jump hold its impulse: the next step begins without */
        x->have_rates = false;
        if (!fixed) x->step_s = tli_min(h, jump_step_s);
        return TL_OK;
      }
      if (!fixed) {
        const double e = tli_max(missed, 1e-4);
        /* Where the error stays equal and small the controller creeps: the plain rule of order 3 lifts it. */
        const double plain = 0.9 * pow(e, -1.0 / 3.0);
        double factor = 0.9 * pow(e, -0.7 / 3.0) * pow(tli_max(x->error_before, 1e-4), 0.4 / 3.0);
        if (plain > 1.3) factor = tli_max(factor, tli_min(plain, 1.6));
        if (!x->have_rates) factor = tli_min(factor, 2.0);
        factor = tli_min(tli_max(factor, 0.3), 4.0);
        x->error_before = e;
        /* the same length keeps the factors; a step cut short to land says nothing against the longer one */
        const double next = h * factor;
        if (short_enough && missed > 1.0)
          x->step_s = h;
        else if (landing)
          x->step_s = tli_max(next, x->step_s > 0.0 ? tli_min(x->step_s, 4.0 * h) : 0.0);
        else
          x->step_s = factor > 1.0 && factor < 1.3 ? h : next;
        if (x->cargo != NULL) x->step_s = tli_max(x->step_s, tli_min(front_step_s, 2.0 * h));
      }
      return TL_OK;
    }
    x->work.rejected++;
    tli_transient_copy_state(x, &x->now, &x->start);
    if (x->cargo != NULL && solved) tli_cargo_undo(x);
    tli_cargo_stage(x, 0.0, 0.0);
    tli_transient_refresh(x);
    drop_factors(x);
    if (locate)
      h = tli_max(0.25 * h, mode_time_s);
    else if (solved)
      h *= tli_max(0.9 * pow(missed, -1.0 / 3.0), 0.1);
    else
      h *= 0.25;
    if (!solved && tries > 1) x->have_rates = false; /* old slopes may mislead */
    if (h < least_step_s) {
      say_stuck(x, h);
      return TL_OK;
    }
  }
}

static bool report(tl_transient *x, double until_s) {
  const tl_progress *p = &x->options.progress;
  return p->report == NULL || p->report(p->context, "transient", until_s > 0.0 ? x->time_s / until_s : 1.0);
}

tl_code tl_transient_run(tl_transient *x, double until_s, tl_error *error) {
  if (!x->started) return tl_fail(error, TL_ERR_USAGE, "start the transient before running it");
  if (!(until_s >= x->time_s && isfinite(until_s)))
    return tl_fail(error, TL_ERR_USAGE, "the run stands at %g s and cannot go to %g s", x->time_s, until_s);
  x->stopped = false;
  while (x->outcome == TL_SOLVED) {
    bool jumped = false;
    TLI_TRY(tli_drive_fire(x, &jumped, error));
    if (tli_drive_watch(x, 0.0)) jumped = true;
    if (jumped) {
      x->have_rates = false;
      x->after_jump = true;
      x->step_s = x->options.fixed_step_s > 0.0 ? 0.0 : 1.0;
      drop_factors(x);
    }
    if (x->happening_lost) return TLI_NO_MEMORY(error, "what happened");
    if (x->time_s >= until_s) break;
    if (!report(x, until_s)) {
      x->stopped = true;
      break;
    }
    const double before = x->time_s, stop = tli_drive_next_stop(x, until_s);
    TLI_TRY(advance(x, stop - x->time_s, error));
    if (x->happening_lost) return TLI_NO_MEMORY(error, "what happened");
    if (x->outcome != TL_SOLVED) break;
    if (x->time_s > stop * (1.0 - 1e-14)) x->time_s = stop; /* lands exactly */
    if (tli_drive_watch(x, x->time_s - before)) x->have_rates = false;
    const double every = x->options.output_every_s;
    const bool due = every > 0.0 && floor(x->time_s / every * (1.0 + 1e-14)) > floor(before / every * (1.0 + 1e-14));
    if (due || x->time_s >= until_s) TLI_TRY(tli_record(x, error));
  }
  if (x->outcome != TL_SOLVED) TLI_TRY(tli_record(x, error));
  return TL_OK;
}
