/* What a station of machines takes at one state: the configuration of least energy, its power, fuel, heat; see
 * docs/theory/machine_station.md. */
#include "elem/tli_machines.h"

#include <math.h>

static tl_station_duty duty_of(const tl_machine_station *m, const tl_gas *gas, double net_heat_j_kg,
                               const tli_element_state *at) {
  return (tl_station_duty){.gas = gas,
                           .path = (tl_compression)(int)m->path,
                           .kappa = m->kappa,
                           .p_in_pa = at->p_in_pa,
                           .p_out_pa = at->p_out_pa,
                           .q_kg_s = at->q_kg_s,
                           .t_in_k = at->t_in_k,
                           .loss_in_pa = m->loss_in_pa,
                           .loss_out_pa = m->loss_out_pa,
                           .drag_in = m->drag_in,
                           .diameter_in_m = m->diameter_in_m,
                           .drag_out = m->drag_out,
                           .diameter_out_m = m->diameter_out_m,
                           .cooler_approach_k = m->cooler_approach_k,
                           .site = {m->ambient_k, m->altitude_m, m->duct_in_pa, m->duct_out_pa, m->degradation},
                           .net_heat_j_kg = net_heat_j_kg,
                           .co2_kg_per_kg = 0.0};
}

/* Energy, with what lies beyond a limit charged so that the choice changes without a jump where a configuration reaches
 * its end: at a margin of 0 the charge is 0. */
static double charged(const tl_station_answer *a) {
  const double energy = tli_max(a->energy_w, 1.0);
  return energy * (1.0 + 1e3 * tli_max(-a->margin, 0.0));
}

static tl_code choose(const tl_machine_station *m, const tl_station_duty *duty, tli_station_work *w, tl_error *error) {
  const size_t first = m->configuration >= 0.0 ? (size_t)m->configuration : 0;
  const size_t last = m->configuration >= 0.0 ? first + 1 : m->configuration_count;
  double least = INFINITY;
  for (size_t i = first; i < last; i++) {
    tl_station_answer a;
    TLI_TRY(tl_station_run(&m->configurations[i], duty, &a, error));
    const double cost = charged(&a);
    if (w->configuration != SIZE_MAX && !(cost < least)) continue;
    least = cost;
    w->configuration = i;
    w->answer = a;
  }
  return TL_OK;
}

/* A machine that barely raises the pressure, or barely passes gas, would burn its idling fuel at once: over the first
 * half percent of ratio, and the first kg/s, what it takes grows from 0, so that starting is no jump. */
static double started(const tli_element_state *at) {
  const double by_ratio = (at->p_out_pa / at->p_in_pa - 1.0) / 5e-3, by_flow = at->q_kg_s;
  const double x = tli_min(tli_max(tli_min(by_ratio, by_flow), 0.0), 1.0);
  return x * x * (3.0 - 2.0 * x);
}

static void chill(const tl_machine_station *m, const tl_gas *gas, double net_heat_j_kg, const tli_element_state *at,
                  tli_station_work *w) {
  if (!(m->chiller_t_k > 0.0) || !(w->t_out_k > m->chiller_t_k)) return;
  const double mean = 0.5 * (w->t_out_k + m->chiller_t_k);
  double cp;
  (void)tl_gas_flow_pt(gas, 1, &at->p_out_pa, &mean, &(tl_gas_flow){.cp_j_kg_k = &cp});
  w->chilled_w = at->q_kg_s * cp * (w->t_out_k - m->chiller_t_k);
  w->chiller_w = w->chilled_w / m->chiller_cop;
  w->t_out_k = m->chiller_t_k;
  if (m->chiller_driver_efficiency > 0.0 && net_heat_j_kg > 0.0)
    w->chiller_fuel_kg_s = w->chiller_w / (m->chiller_driver_efficiency * net_heat_j_kg);
  w->fuel_kg_s += w->chiller_fuel_kg_s;
}

tl_code tli_station_work_at(const tl_machine_station *m, const tl_gas *gas, double net_heat_j_kg,
                            const tli_element_state *at, tli_station_work *w, tl_error *error) {
  *w = (tli_station_work){.configuration = SIZE_MAX, .t_hot_k = at->t_in_k, .t_out_k = at->t_in_k};
  const double share = started(at);
  if (!(share > 0.0) || m->configuration_count == 0) return TL_OK;
  const tl_station_duty duty = duty_of(m, gas, net_heat_j_kg, at);
  TLI_TRY(choose(m, &duty, w, error));
  const tl_station_answer *a = &w->answer;
  w->shaft_w = share * a->shaft_w;
  w->fuel_kg_s = m->burns > 0.0 ? share * a->fuel_kg_s : 0.0;
  w->t_hot_k = at->t_in_k + share * (a->t_hot_k - at->t_in_k);
  w->t_out_k = at->t_in_k + share * (a->t_out_k - at->t_in_k);
  w->cooler_w = share * a->cooled_w;
  w->fan_w = m->cooler_power_share * w->cooler_w;
  chill(m, gas, net_heat_j_kg, at, w);
  return TL_OK;
}
