/* What stations of machines and regulators do at a solved state: configuration, points of units, what holds them. */
#include "elem/tli_machines.h"
#include "elem/tli_reach.h"
#include "steady/tli_core.h"

#include <string.h>

/* Largest power of a drive within the speeds of its machine. */
static double most_power(const tl_unit *unit, const tl_site *site) {
  enum { STEPS = 8 };
  double low, high, most = 0.0;
  tli_unit_speeds(unit, &low, &high);
  for (int k = 0; k <= STEPS; k++)
    most = tli_max(most, tl_drive_power_max(unit->drive, low + (high - low) * k / STEPS, site, NULL));
  return most;
}

static void count_installed(const tl_machine_station *m, const tl_site *site, tl_machines_state *out) {
  for (size_t i = 0; i < m->unit_count && m->units != NULL; i++) {
    if (m->units[i].drive == NULL) continue;
    out->units_installed++;
    out->installed_w += most_power(&m->units[i], site);
  }
  if (m->units != NULL) return;
  for (size_t c = 0; c < m->configuration_count; c++) { /* at least those of the largest configuration */
    size_t units = 0;
    double power = 0.0;
    for (size_t k = 0; k < m->configurations[c].stage_count; k++)
      for (size_t i = 0; i < m->configurations[c].stages[k].unit_count; i++, units++)
        power += most_power(&m->configurations[c].stages[k].units[i], site);
    if (units < out->units_installed || (units == out->units_installed && !(power > out->installed_w))) continue;
    out->units_installed = units;
    out->installed_w = power;
  }
}

static void count_running(const tl_configuration *c, tl_machines_state *out) {
  for (size_t k = 0; k < c->stage_count; k++)
    for (size_t i = 0; i < c->stages[k].unit_count; i++, out->units_running++)
      if (out->answer.units[k][i].power_max_w > 0.0) out->running_w += out->answer.units[k][i].power_max_w;
}

/* Kilograms of CO2 from a kilogram of gas burnt whole: its carbon, counted by the gas (ISO 6976 quality). */
static double co2_per_kg(const tl_gas *gas) {
  tl_gas_quality quality;
  tl_error unused;
  if (tl_mixture_quality(tl_gas_mixture(gas), 298.15, 293.15, &quality, &unused) != TL_OK) return NAN;
  return quality.co2_kg_per_j_net * quality.net_j_kg;
}

/* A link of that kind at its solved state, with its gas. */
typedef struct reading {
  tl_link_state at;
  tli_element_state element;
  const void *params;
  const tl_gas *gas;
  double net_heat_j_kg;
} reading;

static tl_code read_link(const tl_steady *s, size_t l, const char *kind, reading *r, tl_error *error) {
  TLI_TRY(tl_steady_link(s, l, &r->at, error));
  const tli_link *link = &s->network->links[l];
  if (link->kind != tli_kind_find(kind)) return tl_fail(error, TL_ERR_USAGE, "link \"%s\" is no %s", link->id, kind);
  const tl_link_state *at = &r->at;
  r->params = tli_steady_params(s, l);
  r->gas = s->by_core ? s->gas : tli_steady_gas_in(s, s->first_part[l]);
  r->net_heat_j_kg = s->by_core ? s->net_heat_j_kg : tli_steady_net_heat_in(s, s->first_part[l]);
  r->element = (tli_element_state){at->p_from_pa, at->p_to_pa, at->q_kg_s, at->t_from_k, at->t_to_k, at->t_from_k, 0.0};
  return TL_OK;
}

tl_code tl_steady_regulator(const tl_steady *s, size_t l, tl_regulator_state *state, tl_error *error) {
  reading r;
  tli_regulator_report report;
  *state = (tl_regulator_state){.mode = ""};
  TLI_TRY(read_link(s, l, "control_valve", &r, error));
  tli_control_valve_report_at(r.params, r.gas, r.net_heat_j_kg, &r.element, &report);
  *state = (tl_regulator_state){report.mode, r.at.p_from_pa - r.at.p_to_pa, report.heat_w, report.fuel_kg_s};
  return TL_OK;
}

tl_code tl_steady_machines(const tl_steady *s, size_t l, tl_machines_state *state, tl_error *error) {
  reading r;
  *state = (tl_machines_state){.configuration = SIZE_MAX};
  TLI_TRY(read_link(s, l, "machine_station", &r, error));
  const tl_machine_station *m = r.params;
  const tl_gas *gas = r.gas;
  const tl_site site = {m->ambient_k, m->altitude_m, m->duct_in_pa, m->duct_out_pa, m->degradation};
  tli_station_work w;
  TLI_TRY(tli_station_work_at(m, gas, r.net_heat_j_kg, &r.element, &w, error));
  const tli_hold hold = tli_station_hold_at(m, gas, r.net_heat_j_kg, &r.element);
  state->mode = tli_hold_name(hold);
  state->ratio = r.at.p_to_pa / r.at.p_from_pa;
  state->t_hot_k = w.t_hot_k;
  state->t_out_k = w.t_out_k;
  count_installed(m, &site, state);
  state->runs = w.configuration != SIZE_MAX && hold != TLI_HOLD_BYPASS && hold != TLI_HOLD_SHUT;
  if (!state->runs) return TL_OK;
  state->configuration = w.configuration;
  state->answer = w.answer;
  state->shaft_w = w.shaft_w;
  state->fuel_kg_s = w.answer.fuel_kg_s + w.chiller_fuel_kg_s;
  state->co2_kg_s = state->fuel_kg_s * co2_per_kg(gas);
  state->answer.co2_kg_s = w.answer.fuel_kg_s * co2_per_kg(gas);
  state->cooler_w = w.cooler_w;
  state->fan_w = w.fan_w;
  state->chilled_w = w.chilled_w;
  state->chiller_w = w.chiller_w;
  count_running(&m->configurations[w.configuration], state);
  return TL_OK;
}
