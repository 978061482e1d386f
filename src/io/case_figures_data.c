/* The figures and units of network files. Factors are exact: powers of ten of the SI prefixes (SI Brochure, 9th ed.),
 * 0 degC = 273.15 K, and 1.01325 bar between gauge and absolute pressure (GasLib-40's scenario; as tl_value_read).
 * A norm volume is taken at 0 degC and 1.01325 bar (DIN 1343; GasLib: Schmidt et al., Data 2(4):40, 2017, section 2).
 * Ranges: what no pipeline of this world leaves; they catch a wrong unit, not a bold design. */
#include "io/case_build.h"

#include <math.h>
#include <string.h>

static const tli_case_unit units[] = {
    {"bar", "bar", "pressure", 1e5, 0},
    {"bar(g)", "barg", "pressure", 1e5, 101325},
    {"Pa", "Pa|pa", "pressure", 1, 0},
    {"kPa", "kPa", "pressure", 1e3, 0},
    {"MPa", "MPa", "pressure", 1e6, 0},
    {"bar2", "bar_square", "pressure squared", 1e10, 0},
    {"m", "m|meter|metre", "length", 1, 0},
    {"km", "km", "length", 1e3, 0},
    {"mm", "mm", "length", 1e-3, 0},
    {"cm", "cm", "length", 1e-2, 0},
    {"deg", "deg", "angle", 1, 0},
    {"1000 Nm3/h", "1000m_cube_per_hour", "flow", 1000.0 / 3600.0, 0},
    {"Nm3/h", "m_cube_per_hour", "flow", 1.0 / 3600.0, 0},
    {"Nm3/s", "norm_m_cube_per_s", "flow", 1, 0},
    {"kg/s", "kg_per_s", "mass flow", 1, 0},
    {"K", "K|Kelvin", "temperature", 1, 0},
    {"degC", "Celsius|C", "temperature", 1, 273.15},
    {"MJ/m3", "MJ_per_m_cube", "heating value", 1e6, 0},
    {"kg/m3", "kg_per_m_cube", "density", 1, 0},
    {"kg/kmol", "kg_per_kmol", "molar mass", 1e-3, 0},
    {"kg/mol", "kg_per_mol", "molar mass", 1, 0},
    {"W/m2/K", "W_per_m_square_per_K", "heat transfer", 1, 0},
    {"1/min", "per_min", "speed", 1.0 / 60.0, 0},
    {"kJ/kg", "kJ_per_kg", "specific energy", 1e3, 0},
    {"m3/s", "m_cube_per_s", "volume flow", 1, 0},
    {"m3", "m_cube", "volume", 1, 0},
    {"kN m", "kNm", "torque", 1e3, 0},
    {"kW", "kW", "power", 1e3, 0},
    {"W", "W", "power", 1, 0},
};

#define ANY (-INFINITY), INFINITY
#define POSITIVE 0.0, INFINITY

static const tli_case_figure figures[] = {
    {"height_m", "height", "height", "length", "m", false, -12000, 9000},
    {"p_min_pa", "p_min", "pressureMin", "pressure", "", false, 0, 1e9},
    {"p_max_pa", "p_max", "pressureMax", "pressure", "", false, 0, 1e9},
    {"flow_min_kg_s", "flow_min", "flowMin", "flow", "", false, ANY},
    {"flow_max_kg_s", "flow_max", "flowMax", "flow", "", false, ANY},
    {"length_m", "length", "length", "length", "", false, 0, 2e7},
    {"diameter_m", "diameter", "diameter", "length", "", false, 1e-4, 10},
    {"roughness_m", "roughness", "roughness", "length", "", false, 0, 0.1},
    {"heat_transfer_w_m2_k", "heat_transfer", "heatTransferCoefficient", "heat transfer", "", false, 0, 1e4},
    {"gas_t_k", "gas_t", "gasTemperature", "temperature", "", false, 100, 1000},
    {"gross_j_m3", "gross", "calorificValue", "heating value", "", false, 0, 2e8},
    {"norm_density_kg_m3", "norm_density", "normDensity", "density", "", false, 0.01, 20},
    {"heat_capacity_a", "heat_capacity_a", "coefficient-A-heatCapacity", "", "", false, ANY},
    {"heat_capacity_b", "heat_capacity_b", "coefficient-B-heatCapacity", "", "", false, ANY},
    {"heat_capacity_c", "heat_capacity_c", "coefficient-C-heatCapacity", "", "", false, ANY},
    {"molar_mass_kg_mol", "molar_mass", "molarMass", "molar mass", "", false, 1e-3, 0.5},
    {"pseudocritical_p_pa", "pseudocritical_p", "pseudocriticalPressure", "pressure", "", false, 1e4, 1e8},
    {"pseudocritical_t_k", "pseudocritical_t", "pseudocriticalTemperature", "temperature", "", false, 1, 2000},
    {"ground_t_k", "ground_t", "soilTemperature", "temperature", "", false, 150, 400},
    {"drag_factor", "drag_factor", "dragFactor", "", "", false, POSITIVE},
    {"loss_pa", "loss", "pressureLoss", "pressure", "", false, 0, 1e9},
    {"drag_factor_in", "drag_factor_in", "dragFactorIn", "", "", false, POSITIVE},
    {"drag_factor_out", "drag_factor_out", "dragFactorOut", "", "", false, POSITIVE},
    {"diameter_in_m", "diameter_in", "diameterIn", "length", "", false, 1e-4, 10},
    {"diameter_out_m", "diameter_out", "diameterOut", "length", "", false, 1e-4, 10},
    {"loss_in_pa", "loss_in", "pressureLossIn", "pressure", "", false, 0, 1e9},
    {"loss_out_pa", "loss_out", "pressureLossOut", "pressure", "", false, 0, 1e9},
    {"p_in_min_pa", "p_in_min", "pressureInMin", "pressure", "", false, 0, 1e9},
    {"p_out_max_pa", "p_out_max", "pressureOutMax", "pressure", "", false, 0, 1e9},
    {"dp_min_pa", "dp_min", "pressureDifferentialMin", "pressure", "", false, -1e9, 1e9},
    {"dp_max_pa", "dp_max", "pressureDifferentialMax", "pressure", "", false, -1e9, 1e9},
    {"geo_lon_deg", "geo_lon", "geoWGS84Long", "", "", true, -360, 360},
    {"geo_lat_deg", "geo_lat", "geoWGS84Lat", "", "", true, -90, 90},
    {"alias", "alias", "alias", "text", "", true, ANY},
    {"fuel_node", "fuel_node", "fuelGasVertex", "text", "", true, ANY},
    {"has_cooler", "has_cooler", "gasCoolerExisting", "text", "", true, ANY},
    {"has_preheater", "has_preheater", "gasPreheaterExisting", "text", "", true, ANY},
    {"needs_bypass", "needs_bypass", "internalBypassRequired", "text", "", true, ANY},
    {"probability", "probability", "scenarioProbability", "", "", false, 0, 1},
    {"p_contract_max_pa", "p_contract_max", "contractPressureMax", "pressure", "", false, 0, 1e9},
    {"flow:both", "flow", "flow both", "flow", "", false, ANY},
    {"flow:lower", "flow_lower", "flow lower", "flow", "", false, ANY},
    {"flow:upper", "flow_upper", "flow upper", "flow", "", false, ANY},
    {"p:both", "p", "pressure both", "pressure", "", false, 0, 1e9},
    {"p:lower", "p_lower", "pressure lower", "pressure", "", false, 0, 1e9},
    {"p:upper", "p_upper", "pressure upper", "pressure", "", false, 0, 1e9},
    {"ratio_min", "ratio_min", "", "", "", false, POSITIVE},
    {"ratio_max", "ratio_max", "", "", "", false, POSITIVE},
    {"max_power_w", "max_power", "", "power", "W", false, POSITIVE},
    {"friction_factor", "friction_factor", "", "", "", false, POSITIVE},
    {"height_difference_m", "height_difference", "", "length", "m", false, -12000, 12000},
    {"p_nominal_pa", "p_nominal", "", "pressure", "Pa", false, 0, 1e9},
    {"p_in_max_pa", "p_in_max", "", "pressure", "Pa", false, 0, 1e9},
    {"p_out_min_pa", "p_out_min", "", "pressure", "Pa", false, 0, 1e9},
    {"discharge_p_pa", "discharge_p", "", "pressure", "", false, 0, 1e9},
    {"status", "status", "", "", "", false, ANY},
    /* fields of elements that no other format names so: src/elem checks their ranges */
    {"friction", "friction", "", "text", "", false, ANY},
    {"composition", "composition", "", "text", "", false, ANY},
    {"fitting_loss", "fitting_loss", "", "", "", false, ANY},
    {"efficiency", "efficiency", "", "", "", false, ANY},
    {"strings", "strings", "", "", "", false, ANY},
    {"heat_diameter_m", "heat_diameter", "", "length", "m", false, ANY},
    {"ground_t_from_k", "ground_t_from", "", "temperature", "K", false, ANY},
    {"ground_t_to_k", "ground_t_to", "", "temperature", "K", false, ANY},
    {"open", "open", "", "", "", false, ANY},
    {"drag", "drag", "", "", "", false, ANY},
    {"smooth_kg_s", "smooth", "", "mass flow", "kg/s", false, ANY},
    {"control", "control", "", "", "", false, ANY},
    {"ratio", "ratio", "", "", "", false, ANY},
    {"outlet_p_pa", "outlet_p", "", "pressure", "Pa", false, ANY},
    {"inlet_p_pa", "inlet_p", "", "pressure", "Pa", false, ANY},
    {"flow_kg_s", "held_flow", "", "mass flow", "kg/s", false, ANY},
    {"lift_pa", "lift", "", "pressure", "Pa", false, ANY},
    {"lift_1_pa_s_m3", "lift_1", "", "", "", false, ANY},
    {"lift_2_pa_s2_m6", "lift_2", "", "", "", false, ANY},
    {"max_ratio", "max_ratio", "", "", "", false, ANY},
    {"max_outlet_p_pa", "max_outlet_p", "", "pressure", "Pa", false, ANY},
    {"min_inlet_p_pa", "min_inlet_p", "", "pressure", "Pa", false, ANY},
    {"max_flow_kg_s", "max_flow", "", "mass flow", "kg/s", false, ANY},
    {"driver_efficiency", "driver_efficiency", "", "", "", false, ANY},
    {"kappa", "kappa", "", "", "", false, ANY},
    {"cooler_t_k", "cooler_t", "", "temperature", "K", false, ANY},
    {"max_outlet_t_k", "max_outlet_t", "", "temperature", "K", false, ANY},
    {"path", "path", "", "", "", false, ANY},
    {"ambient_k", "ambient_t", "", "temperature", "K", false, ANY},
    {"altitude_m", "altitude", "", "length", "m", false, ANY},
    {"duct_in_pa", "duct_in", "", "pressure", "Pa", false, ANY},
    {"duct_out_pa", "duct_out", "", "pressure", "Pa", false, ANY},
    {"degradation", "degradation", "", "", "", false, ANY},
    {"burns", "burns", "", "", "", false, ANY},
    {"cooler_approach_k", "cooler_approach", "", "", "", false, ANY},
    {"cooler_power_share", "cooler_power_share", "", "", "", false, ANY},
    {"chiller_t_k", "chiller_t", "", "temperature", "K", false, ANY},
    {"chiller_cop", "chiller_cop", "", "", "", false, ANY},
    {"chiller_driver_efficiency", "chiller_driver_efficiency", "", "", "", false, ANY},
    {"bypass", "bypass", "", "", "", false, ANY},
    {"configuration", "configuration", "", "", "", false, ANY},
    {"heated_t_k", "heated_t", "", "temperature", "K", false, ANY},
    {"heater_efficiency", "heater_efficiency", "", "", "", false, ANY},
    {"min_drop_pa", "min_drop", "", "pressure", "Pa", false, ANY},
    {"state", "state", "", "", "", false, ANY},
    {"area_m2", "area_m2", "", "", "", false, ANY},
    {"discharge_coefficient", "discharge_coefficient", "", "", "", false, ANY},
    {"full_p_pa", "full_p", "", "pressure", "Pa", false, ANY},
    {"no_p_pa", "no_p", "", "pressure", "Pa", false, ANY},
    {"demand_kg_s", "demand", "", "mass flow", "kg/s", false, ANY},
    {"held_p_pa", "held_p", "", "pressure", "Pa", false, ANY},
    {"max_injection_kg_s", "max_injection", "", "mass flow", "kg/s", false, ANY},
    {"max_withdrawal_kg_s", "max_withdrawal", "", "mass flow", "kg/s", false, ANY},
    {"well_coefficient", "well_coefficient", "", "", "", false, ANY},
    {"fill", "fill", "", "", "", false, ANY},
    {"full_share", "full_share", "", "", "", false, ANY},
    {"empty_share", "empty_share", "", "", "", false, ANY},
};

const tli_case_figure *tli_case_figure_at(size_t index) { return index < TLI_COUNT(figures) ? &figures[index] : NULL; }

const tli_case_unit *tli_case_unit_at(size_t index) { return index < TLI_COUNT(units) ? &units[index] : NULL; }

const tli_case_figure *tli_case_figure_by_name(const char *name) {
  for (size_t i = 0; i < TLI_COUNT(figures); i++)
    if (strcmp(figures[i].name, name) == 0) return &figures[i];
  return NULL;
}

const tli_case_figure *tli_case_figure_by_key(const char *key) {
  for (size_t i = 0; i < TLI_COUNT(figures); i++)
    if (strcmp(figures[i].key, key) == 0) return &figures[i];
  return NULL;
}

const tli_case_figure *tli_case_figure_by_gaslib(const char *gaslib, bool attribute) {
  for (size_t i = 0; i < TLI_COUNT(figures); i++)
    if (figures[i].attribute == attribute && figures[i].gaslib[0] != '\0' && strcmp(figures[i].gaslib, gaslib) == 0)
      return &figures[i];
  return NULL;
}

static bool spelled(const char *list, const char *spelling) {
  const size_t n = strlen(spelling);
  for (const char *p = list; p != NULL; p = strchr(p, '|')) {
    if (*p == '|') p++;
    if (strncmp(p, spelling, n) == 0 && (p[n] == '|' || p[n] == '\0')) return true;
  }
  return false;
}

const tli_case_unit *tli_case_unit_find(const char *spelling, const char *kind) {
  if (spelling[0] == '\0') return NULL;
  for (size_t i = 0; i < TLI_COUNT(units); i++)
    if ((kind == NULL || strcmp(units[i].kind, kind) == 0) &&
        (strcmp(units[i].spelling, spelling) == 0 || spelled(units[i].gaslib, spelling)))
      return &units[i];
  return NULL;
}

const tli_case_unit *tli_case_unit_si(const char *kind) {
  for (size_t i = 0; i < TLI_COUNT(units); i++)
    if (units[i].factor == 1 && units[i].offset == 0 && strcmp(units[i].kind, kind) == 0) return &units[i];
  return NULL;
}

const tli_case_unit *tli_case_unit_of(const tli_case_value *v) {
  if (v->unit != NULL || v->text != NULL) return v->unit;
  const tli_case_figure *figure = tli_case_figure_by_name(v->name);
  if (figure == NULL || figure->kind[0] == '\0' || figure->unit[0] != '\0') return NULL;
  return tli_case_unit_si(strcmp(figure->kind, "flow") == 0 ? "mass flow" : figure->kind);
}
