/* Energies beside heat.c: memory, the state at the start, rates of a stage, what a step may be wrong by, sums. */
#include "transient/tli_transient.h"

#include <string.h>

#define NEED(pointer, type, count) \
  if (((pointer) = TLI_NEW_N(x->arena, type, (count) + 1)) == NULL) return TLI_NO_MEMORY(error, "the energies")

static tl_code check_boundary(const tl_transient *x, tl_error *error) {
  for (size_t i = 0; i < x->network->node_count; i++) {
    const tl_boundary *b = &x->boundary[i];
    const bool enters = b->kind == TL_GIVEN_PRESSURE || b->withdrawal_kg_s < 0.0;
    if (enters && !(b->t_k > 150.0 && b->t_k < 600.0))
      return tl_fail(error, TL_ERR_INPUT,
                     "node \"%s\": gas may enter there and its temperature is given as %g K; state one in 150 .. 600 K",
                     x->network->nodes[i].id, b->t_k);
  }
  return TL_OK;
}

static tl_code list_parts(tl_transient *x, tl_error *error) {
  tli_warmth *w = x->warmth;
  NEED(w->part_start, size_t, x->junction_count + 1);
  NEED(w->part_list, size_t, 2 * x->part_count);
  for (size_t i = 0; i < x->part_count; i++) {
    w->part_start[x->parts[i].from + 1]++;
    w->part_start[x->parts[i].to + 1]++;
  }
  for (size_t j = 0; j < x->junction_count; j++) w->part_start[j + 1] += w->part_start[j];
  for (size_t i = 0; i < x->junction_count; i++) w->waiting[i] = w->part_start[i];
  for (size_t i = 0; i < x->part_count; i++) {
    w->part_list[w->waiting[x->parts[i].from]++] = i;
    w->part_list[w->waiting[x->parts[i].to]++] = i;
  }
  return TL_OK;
}

static tl_code allocate(tl_transient *x, tl_error *error) {
  tli_warmth *w = x->warmth;
  double **by_point[] = {&w->ground, &w->rho_p, &w->rho_t,  &w->h,       &w->h_p,      &w->h_t,
                         &w->p_at,   &w->pace,  &w->upwind, &w->by_left, &w->by_right, &w->next_h,
                         &w->dt,     &w->lag,   &w->k1,     &w->k2,      &w->k0,       &w->slope_t};
  double **by_junction[] = {&w->jrho_p, &w->jrho_t, &w->jh,     &w->jh_p, &w->jh_t, &w->jp_at, &w->jnext_h, &w->jdt,
                            &w->jlag,   &w->jout,   &w->jslope, &w->k1_j, &w->k2_j, &w->k0_j,  &w->slope_jt};
  double **by_face[] = {&w->limiter, &w->kinetic, &w->flux};
  double **by_shell[] = {&w->shells, &w->k1_soil, &w->k2_soil};
  tli_state *states[] = {&x->now, &x->start, &x->stage_base};
  for (size_t i = 0; i < TLI_COUNT(by_point); i++) NEED(*by_point[i], double, x->points);
  for (size_t i = 0; i < TLI_COUNT(by_junction); i++) NEED(*by_junction[i], double, x->junction_count);
  for (size_t i = 0; i < TLI_COUNT(by_face); i++) NEED(*by_face[i], double, x->faces);
  for (size_t i = 0; i < TLI_COUNT(by_shell); i++) NEED(*by_shell[i], double, x->points *TLI_SHELLS);
  for (size_t i = 0; i < TLI_COUNT(states); i++) {
    NEED(states[i]->energy, double, x->points);
    NEED(states[i]->jenergy, double, x->junction_count);
    NEED(states[i]->soil, double, x->points *TLI_SHELLS);
  }
  w->leave_h = w->jh;
  w->leave_hp = w->jh_p;
  w->leave_ht = w->jh_t;
  w->next_leave = w->jnext_h;
  NEED(w->order, size_t, x->junction_count + x->piece_count);
  NEED(w->waiting, size_t, x->junction_count + x->piece_count);
  NEED(w->soils, tli_soil, x->piece_count);
  x->warm_points = x->points;
  x->warm_junctions = x->junction_count;
  x->warm_shells = x->points * TLI_SHELLS;
  return TL_OK;
}

tl_code tli_heat_build(tl_transient *x, tl_error *error) {
  TLI_TRY(check_boundary(x, error));
  if ((x->warmth = TLI_NEW(x->arena, tli_warmth)) == NULL) return TLI_NO_MEMORY(error, "the energies");
  TLI_TRY(allocate(x, error));
  TLI_TRY(list_parts(x, error));
  tli_warmth *w = x->warmth;
  w->tolerance_k = 5e-5 * x->options.newton_tolerance_pa; /* moves a pressure of 60 bar as much */
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    const tl_pipe *pipe = x->network->links[s->link].params;
    tli_soil_build(&w->soils[k], pipe, x->options.soil_conductivity_w_m_k, x->options.soil_heat_capacity_j_m3_k);
    for (size_t i = 0; i <= s->cells; i++) {
      const double share = (s->start_m + s->cell_m * (double)i) / pipe->length_m;
      w->ground[s->point + i] = pipe->ground_t_from_k + share * (pipe->ground_t_to_k - pipe->ground_t_from_k);
    }
  }
  return TL_OK;
}

/* ---- the state at the start ---------------------------------------------------------------------------------- */

void tli_heat_take_state(tl_transient *x) {
  tli_warmth *w = x->warmth;
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    const double volume = s->strings * s->area_m2 * s->cell_m;
    for (size_t c = 0; c <= s->cells; c++) {
      const size_t i = s->point + c;
      tli_soil_steady(&w->soils[k], x->now.t[i] - w->ground[i], x->now.soil + i * TLI_SHELLS);
      if (c == 0 || c == s->cells) continue;
      const double *q = x->now.q + s->face + c, per = 2.0 / (s->strings * s->area_m2);
      const double vl = q[-1] * per / (x->rho[i - 1] + x->rho[i]), vr = q[0] * per / (x->rho[i] + x->rho[i + 1]);
      const double high = TLI_GRAVITY * s->height_from_m + s->lift_m2_s2 * (double)c;
      x->now.energy[i] = volume * (x->rho[i] * (w->h[i] + 0.25 * (vl * vl + vr * vr) + high) - x->now.p[i]);
    }
  }
  for (size_t j = 0; j < x->junction_count; j++) {
    const tli_junction *node = &x->junctions[j];
    x->now.jenergy[j] = node->volume_m3 * (x->jrho[j] * (w->jh[j] + TLI_GRAVITY * node->height_m) - x->now.jp[j]);
  }
  memcpy(x->start.energy, x->now.energy, x->warm_points * sizeof(double));
  memcpy(x->start.jenergy, x->now.jenergy, x->warm_junctions * sizeof(double));
  memcpy(x->start.soil, x->now.soil, x->warm_shells * sizeof(double));
}

/* ---- rates ----------------------------------------------------------------------------------------------------- */

/* Energy that crosses each face [W]: one number for both neighbours. */
static void face_fluxes(const tl_transient *x, const tli_piece *s) {
  tli_warmth *w = x->warmth;
  const double *q = x->now.q + s->face, *rho = x->rho + s->point, per = 2.0 / (s->strings * s->area_m2);
  for (size_t k = 0; k < s->cells; k++) {
    const double v = q[k] * per / (rho[k] + rho[k + 1]);
    const double high = TLI_GRAVITY * s->height_from_m + s->lift_m2_s2 * ((double)k + 0.5);
    w->flux[s->face + k] = tli_heat_enthalpy_w(x, s, k) + q[k] * (0.5 * v * v + high);
  }
}

static double piece_rates(const tl_transient *x, size_t piece, double *k, double *k_j, double *k_soil) {
  tli_warmth *w = x->warmth;
  const tli_piece *s = &x->pieces[piece];
  const double *flux = w->flux + s->face;
  double into_ground = 0.0;
  face_fluxes(x, s);
  k_j[s->from] -= flux[0];
  k_j[s->to] += flux[s->cells - 1];
  for (size_t c = 0; c <= s->cells; c++) {
    const size_t i = s->point + c;
    const bool end = c == 0 || c == s->cells;
    const double length = end ? 0.5 * s->cell_m : s->cell_m;
    double far;
    const double lost = length * tli_soil_rates(&w->soils[piece], x->now.t[i] - w->ground[i],
                                                w->shells + i * TLI_SHELLS, k_soil + i * TLI_SHELLS, &far);
    into_ground += length * far;
    if (end)
      k_j[c == 0 ? s->from : s->to] -= lost;
    else
      k[i] = flux[c - 1] - flux[c] - lost;
  }
  return into_ground;
}

void tli_heat_rates(tl_transient *x, int stage) {
  tli_warmth *w = x->warmth;
  double *k = stage == 0 ? w->k1 : w->k2, *k_j = stage == 0 ? w->k1_j : w->k2_j;
  double *k_soil = stage == 0 ? w->k1_soil : w->k2_soil;
  double power = 0.0;
  for (size_t j = 0; j < x->junction_count; j++) k_j[j] = 0.0;
  for (size_t i = 0; i < x->piece_count; i++) power -= piece_rates(x, i, k, k_j, k_soil);
  for (size_t i = 0; i < x->part_count; i++) {
    const tli_part *part = &x->parts[i];
    double arriving;
    const double leaving = tli_heat_part_flux(x, i, w->leave_h, NULL, &arriving);
    const double burnt = part->draw * (w->leave_h[part->from] + TLI_GRAVITY * x->junctions[part->from].height_m);
    k_j[part->from] -= leaving + burnt;
    k_j[part->to] += arriving;
    power += arriving - leaving - burnt;
  }
  for (size_t h = 0; h < x->hole_count; h++) {
    const tli_hole *hole = &x->holes[h];
    const size_t j = hole->junction;
    const double out = hole->flow * (tli_heat_hole_h(x, hole, w->leave_h[j]) + TLI_GRAVITY * x->junctions[j].height_m);
    k_j[j] -= out;
    power -= out;
  }
  for (size_t j = 0; j < x->junction_count; j++) {
    const double out = x->now.jw[j], high = TLI_GRAVITY * x->junctions[j].height_m;
    if (out == 0.0) continue;
    const double taken = out * ((out > 0.0 ? w->leave_h[j] : tli_heat_boundary_h(x, j, w->jh[j])) + high);
    k_j[j] -= taken;
    power -= taken;
  }
  w->power[stage] = power;
}

/* ---- what a step may be wrong by ------------------------------------------------------------------------------- */

/* As for masses in run.c, the root mean square over a piece [K]; scale: error constant times step. */
double tli_heat_error(const tl_transient *x, double scale) {
  const tli_warmth *w = x->warmth;
  double largest = 0.0;
  for (size_t p = 0; p < x->piece_count; p++) {
    const tli_piece *s = &x->pieces[p];
    double sum = 0.0;
    for (size_t c = 1; c < s->cells; c++) {
      const size_t i = s->point + c;
      if (x->lading != NULL && (tli_cargo_front(x, i - 1) || tli_cargo_front(x, i) || tli_cargo_front(x, i + 1)))
        continue; /* a front moves energy without moving temperatures */
      const double e = tli_third_rate(x, w->k0[i], w->k1[i], w->k2[i]) -
                       w->h[i] * tli_third_rate(x, x->k0_mass[i], x->k1_mass[i], x->k2_mass[i]);
      const double k = scale * e / (s->strings * s->area_m2 * s->cell_m * x->rho[i] * w->h_t[i]);
      sum += k * k;
    }
    if (s->cells > 1) largest = tli_max(largest, sqrt(sum / (double)(s->cells - 1)));
  }
  return largest;
}

/* ---- sums ------------------------------------------------------------------------------------------------------ */

double tli_heat_gas_j(const tl_transient *x) {
  double sum = 0.0;
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    double piece = 0.0;
    for (size_t c = 1; c < s->cells; c++) piece += x->now.energy[s->point + c];
    sum += piece;
  }
  for (size_t j = 0; j < x->junction_count; j++) sum += x->now.jenergy[j];
  return sum;
}

double tli_heat_held_j(const tl_transient *x) {
  double sum = tli_heat_gas_j(x);
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    double piece = 0.0;
    for (size_t c = 0; c <= s->cells; c++)
      piece += (c == 0 || c == s->cells ? 0.5 : 1.0) *
               tli_soil_held(&x->warmth->soils[k], x->now.soil + (s->point + c) * TLI_SHELLS);
    sum += s->cell_m * piece;
  }
  return sum;
}

void tli_heat_account(tl_transient *x, double second_share, double step_s) {
  tli_warmth *w = x->warmth;
  tli_add_exactly(step_s * ((1.0 - second_share) * w->power[0] + second_share * w->power[1]), &w->in_j, &w->in_rest_j);
  const double held = tli_heat_held_j(x);
  const double error = fabs((held - w->held_start_j) - w->in_j - w->in_rest_j) / tli_max(fabs(tli_heat_gas_j(x)), 1.0);
  x->work.largest_energy_error = tli_max(x->work.largest_energy_error, error);
  for (size_t j = 0; j < x->junction_count; j++)
    x->work.states_outside += !tli_caloric_covers(&w->caloric, x->now.jp[j], x->now.jt[j]);
}
