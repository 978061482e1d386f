/* What no design of a group can go below, without marching: the line is known, and friction has a least value.
 *
 * With c the largest density over pressure that gas can have on the way, momentum gives for u = p^2
 *     du <= -(2/c) (F' dx + rho^2 g dh),  F' = lambda q^2/(2 D A^2 E^2)
 * and so for the sum of what n stations lift, in shares of the working pressure squared,
 *     X = sum (u_out - u_in)/p^2 >= ((2/c) (F' L - rho_most^2 g descents + rho_least^2 g ascents) + p_end^2 -
 * p_start^2)/p^2 The work per kg of one lift is at least the integral of v dp >= -ln(1 - x)/(2 c), convex in x: n equal
 * lifts are the least. A lift of x is a ratio of (1 - x)^(-1/2) at least. docs/theory/design.md has the derivation of
 * each step.
 */
#include "optimise/tli_design.h"

/* The least flow anywhere behind the inlet, fuel apart. */
static double least_flow(const tl_design_corridor *c) {
  double q = c->q_kg_s, least = q;
  for (size_t i = c->offtake_count; i-- > 0;) {
    if (c->offtakes[i].at_m < TLI_SAME_PLACE_M) continue;
    q += c->offtakes[i].q_kg_s;
    least = tli_min(least, q);
  }
  return tli_max(least, 0.0);
}

/* Largest and least density over pressure on the way. A station warms gas by more than the same fall of pressure cools
 * it (isentropic against isenthalpic), so that between stations it is never colder than inlet, cooler or ground less
 * the Joule-Thomson effect of the fall since the last station. */
static void density_over_pressure(const tli_made *made, double *most, double *least) {
  enum { POINTS = 9 };
  const tl_design_corridor *c = &made->problem->corridor;
  const double joule_thomson_k_pa = 5.5e-6, warmest_k = 340.0; /* above that of natural gas from 260 K, 3 MPa on */
  const double margin = 1.01;                                  /* for what lies between the points */
  double coldest = c->inlet_as_next ? INFINITY : c->inlet_t_k, p[2 * POINTS], t[2 * POINTS], z[2 * POINTS];
  if (made->problem->catalogue->cooler_t_k > 0.0) coldest = tli_min(coldest, made->problem->catalogue->cooler_t_k);
  for (size_t i = 0; i < c->point_count; i++) coldest = tli_min(coldest, c->points[i].ground_t_k);
  double low = tli_min(made->p_pa / made->problem->catalogue->most_ratio, c->delivery_p_pa);
  if (!c->inlet_as_next) low = tli_min(low, c->inlet_p_pa);
  for (size_t i = 0; i < POINTS; i++) {
    p[i] = p[POINTS + i] = low + (made->p_pa - low) * (double)i / (POINTS - 1.0);
    t[i] = tli_max(coldest - joule_thomson_k_pa * (made->p_pa - p[i]), 200.0);
    t[POINTS + i] = warmest_k;
  }
  (void)tl_gas_flow_pt(made->march.gas, TLI_COUNT(p), p, t, &(tl_gas_flow){.z = z});
  *most = 0.0;
  *least = INFINITY;
  for (size_t i = 0; i < TLI_COUNT(p); i++) {
    const double c_i = made->march.molar_mass_kg_mol / (z[i] * TLI_GAS_CONSTANT * t[i]);
    *most = tli_max(*most, margin * c_i);
    *least = tli_min(*least, c_i / margin);
  }
}

/* F' L of the widest pipe of the design at the flow q. */
static double least_friction(const tli_made *made, double q) {
  const tl_design_catalogue *k = made->problem->catalogue;
  const double thin_viscosity_pa_s = 8e-6; /* below that of natural gas: the Reynolds number is not too small */
  const double share = k->loop_count > 0 ? k->loop_shares[made->design->loop] : 0.0;
  tl_pipe pipe = tli_design_pipe(made, 0, false);
  for (size_t s = 1; s < made->problem->corridor.stretch_count; s++)
    pipe.diameter_m = tli_max(pipe.diameter_m, tli_design_pipe(made, s, false).diameter_m);
  pipe.length_m = made->length_m;
  double sum = 0.0;
  for (int looped = 0; looped < 2; looped++) {
    const double of_line = looped ? share : 1.0 - share, one = q / (pipe.strings + (double)looped);
    double reynolds;
    if (!(of_line > 0.0) || !(one > 0.0)) continue;
    const double lambda = tli_pipe_friction(&pipe, one, thin_viscosity_pa_s, made->march.molar_mass_kg_mol, &reynolds);
    const double area = 0.25 * TLI_PI * pipe.diameter_m * pipe.diameter_m, e = pipe.efficiency;
    sum += of_line * made->length_m * lambda * one * one / (2.0 * pipe.diameter_m * area * area * e * e);
  }
  return sum;
}

tli_bound tli_design_bound(const tli_made *made, const tli_money *money, bool at_start) {
  const tl_design_corridor *c = &made->problem->corridor;
  const double p = made->p_pa, q = least_flow(c), g = TLI_GRAVITY;
  double most, least, up = 0.0, down = 0.0;
  density_over_pressure(made, &most, &least);
  for (size_t i = 1; i < c->point_count; i++) {
    const double rise = c->points[i].height_m - c->points[i - 1].height_m;
    up += tli_max(rise, 0.0);
    down += tli_max(-rise, 0.0);
  }
  const double dense = most * p, thin = least * tli_min(p / made->problem->catalogue->most_ratio, c->delivery_p_pa);
  const double friction = least_friction(made, q) + g * (thin * thin * up - dense * dense * down);
  const double start = c->inlet_as_next ? p : tli_min(c->inlet_p_pa, p), end = c->delivery_p_pa;
  return (tli_bound){.line_annual = tli_design_least_line_capital(made, money) * money->line_annual_1_a,
                     .lifts = tli_max((2.0 / most * friction + end * end - start * start) / (p * p), 0.0),
                     .work_w = q / (2.0 * most),
                     .first_lift_counts = !(c->inlet_as_next && at_start),
                     .most_ratio = made->problem->catalogue->most_ratio};
}

double tli_design_power_bound(const tli_bound *b, size_t stations) {
  /* where the first station stands for the one before the line, the others make up for the whole line */
  const double n = (double)stations - (b->first_lift_counts || stations == 0 ? 0.0 : 1.0);
  if (!(b->lifts > 0.0)) return 0.0;
  if (n < 1.0) return INFINITY;
  const double x = b->lifts / n;
  if (!(x < 1.0) || 1.0 / sqrt(1.0 - x) > b->most_ratio * (1.0 + 1e-6)) return INFINITY;
  return -b->work_w * n * log1p(-x);
}

double tli_design_station_bound(const tl_design_problem *problem, const tli_money *money, double net_heat_j_kg,
                                size_t stations, size_t machine, size_t spares, double power_w) {
  const tl_design_catalogue *k = problem->catalogue;
  double cheapest = INFINITY, factor = INFINITY;
  for (size_t s = 0; s < problem->corridor.stretch_count; s++) {
    const double f = problem->corridor.stretches[s].station_factor;
    factor = tli_min(factor, f > 0.0 ? f : 1.0);
  }
  for (size_t m = 0; m < k->machine_count; m++) {
    if (machine != SIZE_MAX && m != machine) continue;
    const tl_design_machine *at = &k->machines[m];
    const double shaft = power_w / at->efficiency, n = (double)stations;
    const double installed = tli_max(shaft, n * at->power_w) + n * (double)spares * at->power_w;
    const double capital = (n * problem->prices.station_fixed + installed * at->price_per_w) * factor * money->markup;
    const double energy = at->drive_efficiency > 0.0
                              ? shaft / (at->drive_efficiency * net_heat_j_kg) * money->fuel_per_kg_s
                              : shaft * money->power_per_w;
    cheapest = tli_min(cheapest, capital * money->station_annual_1_a + energy);
  }
  return stations == 0 ? 0.0 : cheapest;
}

double tli_design_machine_bound(const tli_made *made, const tli_money *money, const tl_design_state *state,
                                double efficiency, size_t m) {
  const tl_design_problem *problem = made->problem;
  const tl_design_machine *machine = &problem->catalogue->machines[m];
  tl_design design = *made->design;
  tl_design_state as_if = *state;
  tli_made other = *made;
  design.machine = m;
  design.spares = problem->catalogue->least_spares;
  other.design = &design;
  const double more = efficiency / machine->efficiency;
  as_if.power_w = as_if.fuel_kg_s = 0.0;
  for (size_t i = 0; i < design.stations; i++) {
    as_if.stations[i].power_w *= more;
    as_if.power_w += as_if.stations[i].power_w;
  }
  if (machine->drive_efficiency > 0.0)
    as_if.fuel_kg_s = as_if.power_w / (machine->drive_efficiency * made->march.net_heat_j_kg);
  tli_design_price(&other, money, &as_if);
  return as_if.annual_cost;
}
