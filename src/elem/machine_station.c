/* A station of machines: stages in series, units in parallel; see docs/theory/machine.md. */
#include "trunkline/machine_station.h"

#include "base/tli_base.h"
#include "elem/tli_reach.h"

#include <math.h>

static const double on_limit = -1e-9; /* rounding, not a breach */

/* Inlet of a stage and what it asks. */
typedef struct task {
  const tl_station_duty *duty;
  double density_kg_m3, p_in_pa, t_in_k, p_out_pa, efficiency_guess;
  double zrt_j_kg, kappa; /* Z R T/M at the inlet, for the kappa formula */
} task;

static tl_machine_point point_of(const tl_unit *u, const task *t, double flow, double head) {
  if (u->turbo != NULL) return tl_turbo_at(u->turbo, flow, head);
  if (u->map != NULL) return tl_measured_map_at(u->map, flow, head);
  return tl_piston_at(u->piston, flow, head, t->density_kg_m3, t->p_out_pa / t->p_in_pa);
}

static tl_code compress(const task *t, double efficiency, tl_compressed *gas, tl_error *error) {
  const tl_station_duty *d = t->duty;
  if (d->path != TL_COMPRESSION_KAPPA)
    return tl_compress(d->gas, d->path, d->kappa, t->p_in_pa, t->t_in_k, t->p_out_pa, efficiency, gas, error);
  const double m = (t->kappa - 1.0) / t->kappa, rise = expm1(m * log(t->p_out_pa / t->p_in_pa));
  *gas = (tl_compressed){t->zrt_j_kg / m * rise, t->t_in_k * (1.0 + rise / efficiency)};
  return TL_OK;
}

/* Where the unit stands within its map: only surge leads gas back. */
static tli_stand within_map(const tl_unit *u, const task *t, double flow, double head) {
  tli_stand s = {flow, head, NAN, NAN};
  if (u->piston != NULL) return s;
  const tl_machine_point at = point_of(u, t, flow, head);
  if (!isnan(at.surge_margin)) s.flow_m3_s = fmax(flow, flow * (1.0 - at.surge_margin));
  return s;
}

/* One unit with its share of the line's flow; the head depends on its efficiency only on the polytropic path. What it
 * makes of head beyond the line's is throttled behind it, and heats the gas in proportion. */
static tl_code run_unit(const tl_unit *u, const task *t, double q, tl_unit_state *s, tl_compressed *gas,
                        tl_error *error) {
  const tl_station_duty *d = t->duty;
  double eta = t->efficiency_guess;
  *s = (tl_unit_state){.q_kg_s = q};
  for (int i = 0; i < (d->path == TL_COMPRESSION_KAPPA ? 1 : 4); i++) {
    TLI_TRY(compress(t, eta, gas, error));
    const double flow = fmax(q, 1e-9) / t->density_kg_m3;
    const tli_stand stand =
        d->within_maps ? within_map(u, t, flow, gas->head_j_kg) : tli_unit_stand(u, flow, gas->head_j_kg);
    s->head_j_kg = stand.head_j_kg;
    s->throttle_j_kg = fmax(stand.head_j_kg - gas->head_j_kg, 0.0);
    s->flow_m3_s = stand.flow_m3_s;
    s->point = point_of(u, t, s->flow_m3_s, s->head_j_kg);
    eta = fmin(fmax(s->point.efficiency, 0.05), 1.0);
  }
  TLI_TRY(compress(t, eta, gas, error));
  if (s->throttle_j_kg > 0.0 && gas->head_j_kg > 0.0 && !isnan(s->point.speed_1_min))
    gas->t_out_k = t->t_in_k + (gas->t_out_k - t->t_in_k) * s->head_j_kg / gas->head_j_kg;
  const double m = s->flow_m3_s * t->density_kg_m3;
  s->recycle_kg_s = fmax(m - q, 0.0);
  s->power_w = m * s->head_j_kg / eta;
  const bool reached =
      !isnan(s->point.speed_1_min); /* else no speed gives the head: the machine's limit, not the drive's */
  s->power_max_w = reached ? tl_drive_power_max(u->drive, s->point.speed_1_min, &d->site, NULL) : NAN;
  s->power_margin = !reached ? INFINITY : s->power_max_w > 0.0 ? (s->power_max_w - s->power_w) / s->power_max_w : -1.0;
  s->energy_w = tl_drive_energy(u->drive, s->power_w, NULL);
  return TL_OK;
}

/* The least of a unit's margins, and which it is. Recycle keeps it on the surge line, a throttle on the choke line:
 * these are no breaches, but where the throttled head asks for more than the largest speed, choke is what stops it.
 * Beyond the map its power means nothing. */
static double least_margin(const tl_unit_state *s, tl_station_limit *limit, tl_machine_limit *machine) {
  const double slow = s->point.slow_margin, fast = s->point.fast_margin;
  const bool throttled = s->throttle_j_kg > 0.0;
  double least = INFINITY;
  *limit = TL_STATION_MACHINE;
  *machine = TL_MACHINE_FREE;
  const double margins[] = {throttled ? INFINITY : s->point.choke_margin, slow, fast};
  const tl_machine_limit names[] = {TL_MACHINE_CHOKE, TL_MACHINE_SLOW, throttled ? TL_MACHINE_CHOKE : TL_MACHINE_FAST};
  for (size_t i = 0; i < TLI_COUNT(margins); i++)
    if (margins[i] < least) {
      least = margins[i];
      *machine = names[i];
    }
  if (s->point.limit == TL_MACHINE_TORQUE || s->point.limit == TL_MACHINE_RATIO) {
    *machine = s->point.limit;
    least = fmin(least, -1e-6);
  }
  if (least < on_limit || !(s->power_margin < least)) return least;
  *limit = TL_STATION_POWER;
  *machine = TL_MACHINE_FREE;
  return s->power_margin;
}

/* Energy, with what is beyond a limit charged by far more than it could save. */
static tl_code cost_of(const tl_unit *u, const task *t, double q, double *cost, tl_error *error) {
  tl_unit_state s;
  tl_compressed gas;
  tl_station_limit limit;
  tl_machine_limit machine;
  TLI_TRY(run_unit(u, t, q, &s, &gas, error));
  const double margin = least_margin(&s, &limit, &machine);
  *cost = s.energy_w + (margin < 0.0 ? -1e3 * margin * fmax(s.energy_w, 1e6) : 0.0);
  return TL_OK;
}

static bool same_unit(const tl_unit *a, const tl_unit *b) {
  return a->turbo == b->turbo && a->piston == b->piston && a->map == b->map && a->drive == b->drive;
}

/* Moves flow between two units by golden section until their energy is least. */
static tl_code trade(const tl_unit *a, const tl_unit *b, const task *t, double *qa, double *qb, tl_error *error) {
  const double golden = 0.6180339887498949, sum = *qa + *qb;
  double low = 0.0, high = sum, c1, c2, d1, d2;
  for (int i = 0; i < 32; i++) {
    const double x1 = high - golden * (high - low), x2 = low + golden * (high - low);
    TLI_TRY(cost_of(a, t, x1, &c1, error));
    TLI_TRY(cost_of(b, t, sum - x1, &d1, error));
    TLI_TRY(cost_of(a, t, x2, &c2, error));
    TLI_TRY(cost_of(b, t, sum - x2, &d2, error));
    if (c1 + d1 <= c2 + d2) {
      high = x2;
    } else {
      low = x1;
    }
  }
  double before_a, before_b;
  TLI_TRY(cost_of(a, t, *qa, &before_a, error));
  TLI_TRY(cost_of(b, t, *qb, &before_b, error));
  TLI_TRY(cost_of(a, t, 0.5 * (low + high), &c1, error));
  TLI_TRY(cost_of(b, t, sum - 0.5 * (low + high), &d1, error));
  if (c1 + d1 >= before_a + before_b) return TL_OK; /* a valley that is not convex: the better one stays */
  *qa = 0.5 * (low + high);
  *qb = sum - *qa;
  return TL_OK;
}

static tl_code share(const tl_unit_stage *stage, const task *t, double *q, tl_error *error) {
  bool equal = true;
  for (size_t i = 0; i < stage->unit_count; i++) {
    q[i] = t->duty->q_kg_s / (double)stage->unit_count;
    equal = equal && same_unit(&stage->units[i], &stage->units[0]);
  }
  for (int sweep = 0; sweep < 3 && !equal; sweep++)
    for (size_t i = 0; i < stage->unit_count; i++)
      for (size_t k = i + 1; k < stage->unit_count; k++)
        if (!same_unit(&stage->units[i], &stage->units[k]))
          TLI_TRY(trade(&stage->units[i], &stage->units[k], t, &q[i], &q[k], error));
  return TL_OK;
}

static double drag_loss(double drag, double diameter, double q, double density) {
  if (!(drag > 0.0) || !(diameter > 0.0)) return 0.0;
  const double area = 0.25 * 3.14159265358979323846 * diameter * diameter, v = q / (density * area);
  return 0.5 * drag * density * v * v;
}

/* Behind a stage; it cools and never heats. */
static void cool(task *t, tl_station_answer *state) {
  const tl_station_duty *d = t->duty;
  const double least = fmax(d->site.ambient_k + d->cooler_approach_k, 0.0);
  if (!(d->cooler_approach_k >= 0.0) || t->t_in_k <= least) return;
  const double mean = 0.5 * (t->t_in_k + least);
  double cp;
  (void)tl_gas_flow_pt(d->gas, 1, &t->p_out_pa, &mean, &(tl_gas_flow){.cp_j_kg_k = &cp});
  state->cooled_w += d->q_kg_s * cp * (t->t_in_k - least);
  t->t_in_k = least;
}

static tl_code run_stage(const tl_unit_stage *stage, size_t number, task *t, tl_station_answer *state, double *least_w,
                         tl_error *error) {
  double q[TL_STAGE_UNITS], heat = 0.0, through = 0.0;
  TLI_TRY(share(stage, t, q, error));
  for (size_t i = 0; i < stage->unit_count; i++) {
    tl_unit_state *s = &state->units[number][i];
    tl_compressed gas;
    tl_station_limit limit;
    tl_machine_limit machine;
    TLI_TRY(run_unit(&stage->units[i], t, q[i], s, &gas, error));
    const double margin = least_margin(s, &limit, &machine);
    if (margin < state->margin) {
      state->margin = margin;
      state->limit = margin < on_limit ? limit : TL_STATION_FREE;
      state->machine = margin < on_limit ? machine : TL_MACHINE_FREE;
      state->stage = number;
      state->unit = i;
    }
    state->shaft_w += s->power_w;
    state->energy_w += s->energy_w;
    if (stage->units[i].drive->kind != TL_DRIVE_ELECTRIC && t->duty->net_heat_j_kg > 0.0)
      state->fuel_kg_s += s->energy_w / t->duty->net_heat_j_kg;
    *least_w += q[i] * s->head_j_kg;
    heat += q[i] * gas.t_out_k;
    through += q[i];
  }
  if (through > 0.0) t->t_in_k = heat / through;
  state->t_hot_k = t->t_in_k;
  cool(t, state);
  return TL_OK;
}

static tl_code check_configuration(const tl_configuration *c, const tl_station_duty *d, tl_error *error) {
  if (c->stage_count == 0 || c->stage_count > TL_STAGES)
    return tl_fail(error, TL_ERR_USAGE, "configuration of %zu stages; 1 .. %d can be run", c->stage_count, TL_STAGES);
  for (size_t i = 0; i < c->stage_count; i++) {
    const tl_unit_stage *s = &c->stages[i];
    if (s->unit_count == 0 || s->unit_count > TL_STAGE_UNITS)
      return tl_fail(error, TL_ERR_USAGE, "stage of %zu units; 1 .. %d can be run", s->unit_count, TL_STAGE_UNITS);
    for (size_t k = 0; k < s->unit_count; k++)
      if (s->units[k].drive == NULL ||
          (s->units[k].turbo != NULL) + (s->units[k].piston != NULL) + (s->units[k].map != NULL) != 1)
        return tl_fail(error, TL_ERR_USAGE, "a unit needs one machine and a drive");
  }
  if (!(d->q_kg_s >= 0.0) || !(d->p_in_pa > 0.0) || !(d->p_out_pa > 0.0) || d->gas == NULL)
    return tl_fail(error, TL_ERR_USAGE, "a duty needs a gas, pressures above 0 and no flow below 0");
  return TL_OK;
}

tl_code tl_station_run(const tl_configuration *configuration, const tl_station_duty *duty, tl_station_answer *state,
                       tl_error *error) {
  *state = (tl_station_answer){.margin = INFINITY};
  TLI_TRY(check_configuration(configuration, duty, error));
  tl_gas_state gas;
  TLI_TRY(tl_gas_state_pt(duty->gas, duty->p_in_pa, duty->t_in_k, &gas, error));
  const double in =
      duty->p_in_pa - duty->loss_in_pa - drag_loss(duty->drag_in, duty->diameter_in_m, duty->q_kg_s, gas.density_kg_m3);
  TLI_TRY(tl_gas_state_pt(duty->gas, duty->p_out_pa, duty->t_in_k, &gas, error));
  const double out = duty->p_out_pa + duty->loss_out_pa +
                     drag_loss(duty->drag_out, duty->diameter_out_m, duty->q_kg_s, gas.density_kg_m3);
  if (!(in > 0.0)) {
    state->limit = TL_STATION_SUCTION;
    state->margin = in / duty->p_in_pa;
    return TL_OK;
  }
  task t = {.duty = duty, .p_in_pa = in, .t_in_k = duty->t_in_k, .efficiency_guess = 0.8};
  const double ratio = pow(fmax(out / in, 1.0), 1.0 / (double)configuration->stage_count);
  double least_w = 0.0;
  for (size_t i = 0; i < configuration->stage_count; i++) {
    TLI_TRY(tl_gas_state_pt(duty->gas, t.p_in_pa, t.t_in_k, &gas, error));
    t.density_kg_m3 = gas.density_kg_m3;
    t.kappa = duty->kappa > 0.0 ? duty->kappa : gas.isentropic_exponent;
    t.zrt_j_kg = t.p_in_pa / gas.density_kg_m3;
    t.p_out_pa = t.p_in_pa * ratio;
    TLI_TRY(run_stage(&configuration->stages[i], i, &t, state, &least_w, error));
    t.p_in_pa = t.p_out_pa;
  }
  state->t_out_k = t.t_in_k;
  state->co2_kg_s = state->fuel_kg_s * duty->co2_kg_per_kg;
  state->efficiency = state->shaft_w > 0.0 ? least_w / state->shaft_w : 0.0;
  return TL_OK;
}

tl_code tl_station_choose(const tl_configuration *configurations, size_t count, const tl_station_duty *duty,
                          size_t *chosen, tl_station_answer *state, tl_error *error) {
  if (count == 0) return tl_fail(error, TL_ERR_USAGE, "a station without a configuration cannot run");
  for (size_t i = 0; i < count; i++) {
    tl_station_answer other;
    TLI_TRY(tl_station_run(&configurations[i], duty, &other, error));
    const bool fits = other.limit == TL_STATION_FREE, fitted = i > 0 && state->limit == TL_STATION_FREE;
    const bool better = i == 0 || (fits && (!fitted || other.energy_w < state->energy_w)) ||
                        (!fits && !fitted && other.margin > state->margin);
    if (!better) continue;
    *chosen = i;
    *state = other;
  }
  return TL_OK;
}
