/* Levelised cost of transport: the constant real price per m3 delivered whose present value pays for everything.
 *
 *   c = ( sum_t I_t d_t + sum_t F_t d_t ) / ( sum_t V_t d_t ) + v,   d_t = (1 + r)^-(t + timing)
 *
 * I capital, F fixed cost, V volume delivered in year t, v variable cost per m3 (IEA/NEA, Projected Costs of Generating
 * Electricity, 2020 edition, chapter 8, with volume in the place of electricity). Real money, real rate, before tax.
 * The origin of time drops out of c. */
#include <math.h>

#include "econ/tli_econ.h"

#define JOULE_PER_MMBTU 1055.05585262e6 /* exact: ISO 80000-5, Btu_IT */

static tl_code check_life(const tl_econ_life *life, tl_error *error) {
  TLI_TRY(tli_econ_check_rate(life->rate_1_a, "discount rate", error));
  if (!(life->timing >= 0 && life->timing <= 1))
    return tl_fail(error, TL_ERR_INPUT, "timing = %g is outside 0 (start of the year) .. 1 (end)", life->timing);
  if (life->operating_years == 0 || life->operating_years > 200 || life->construction_years > 50)
    return tl_fail(error, TL_ERR_INPUT, "%zu years of construction and %zu of operation; allowed 0 .. 50 and 1 .. 200",
                   life->construction_years, life->operating_years);
  if (!(life->volume_m3_a > 0) || !isfinite(life->volume_m3_a))
    return tl_fail(error, TL_ERR_INPUT, "volume = %g m3/a: nothing is delivered, so nothing can bear the cost",
                   life->volume_m3_a);
  if (life->ramp_years > life->operating_years)
    return tl_fail(error, TL_ERR_INPUT, "the ramp-up has %zu years, the operation only %zu", life->ramp_years,
                   life->operating_years);
  TLI_TRY(tli_econ_check_ramp(life->ramp, life->ramp_years, error));
  if (life->construction_years > 0)
    TLI_TRY(tli_econ_check_shares(life->construction_shares, life->construction_years, error));
  TLI_TRY(tl_econ_range_check(life->capital, "capital cost", error));
  TLI_TRY(tl_econ_range_check(life->fixed_1_a, "fixed cost a year", error));
  return tl_econ_range_check(life->variable_per_m3, "variable cost per m3", error);
}

/* Without construction years the capital is paid at the start of operation. */
static double discount_capital(const tl_econ_life *life) {
  double discounted = life->construction_years == 0 ? 1 : 0;
  for (size_t k = 0; k < life->construction_years; k++)
    discounted += life->construction_shares[k] * pow(1 + life->rate_1_a, -((double)k + life->timing));
  return discounted;
}

tl_code tl_econ_levelise(const tl_econ_life *life, tl_econ_levelised *result, tl_error *error) {
  *result = (tl_econ_levelised){0};
  TLI_TRY(check_life(life, error));
  result->discount_capital = discount_capital(life);
  for (size_t k = 0; k < life->operating_years; k++) {
    double discount = pow(1 + life->rate_1_a, -((double)(life->construction_years + k) + life->timing));
    double share = k < life->ramp_years ? life->ramp[k] : 1;
    result->discount_fixed_a += discount;
    result->discounted_volume_m3 += share * life->volume_m3_a * discount;
  }
  if (!(result->discounted_volume_m3 > 0) || !isfinite(result->discounted_volume_m3))
    return tl_fail(error, TL_ERR_INPUT,
                   "the ramp-up delivers nothing over the whole life, so nothing can bear the cost");
  result->capital = tl_econ_range_scale(life->capital, result->discount_capital / result->discounted_volume_m3);
  result->fixed = tl_econ_range_scale(life->fixed_1_a, result->discount_fixed_a / result->discounted_volume_m3);
  result->variable = life->variable_per_m3;
  result->total = tl_econ_range_add(tl_econ_range_add(result->capital, result->fixed), result->variable);
  return TL_OK;
}

tl_range tl_econ_operating_cost(tl_range line_capital, tl_range line_fraction_1_a, tl_range station_capital,
                                tl_range station_fraction_1_a) {
  return tl_econ_range_add(tl_econ_range_times(line_capital, line_fraction_1_a),
                           tl_econ_range_times(station_capital, station_fraction_1_a));
}

static tl_code fuel_cost(double fuel, const char *unit, double delivered_m3_s, tl_range value, tl_range *per_m3,
                         tl_error *error) {
  if (!(fuel >= 0) || !isfinite(fuel))
    return tl_fail(error, TL_ERR_INPUT, "fuel = %g %s must be finite and not negative", fuel, unit);
  if (!(delivered_m3_s > 0) || !isfinite(delivered_m3_s))
    return tl_fail(error, TL_ERR_INPUT, "delivered volume = %g m3/s: nothing can bear the cost of the fuel",
                   delivered_m3_s);
  TLI_TRY(tl_econ_range_check(value, "value of the fuel", error));
  *per_m3 = tl_econ_range_scale(value, fuel / delivered_m3_s);
  return TL_OK;
}

tl_code tl_econ_fuel_cost(double fuel_m3_s, double delivered_m3_s, tl_range value_per_m3, tl_range *per_m3,
                          tl_error *error) {
  return fuel_cost(fuel_m3_s, "m3/s", delivered_m3_s, value_per_m3, per_m3, error);
}

tl_code tl_econ_fuel_cost_energy(double fuel_w, double delivered_m3_s, tl_range value_per_j, tl_range *per_m3,
                                 tl_error *error) {
  return fuel_cost(fuel_w, "W", delivered_m3_s, value_per_j, per_m3, error);
}

tl_code tl_econ_tariff_of(tl_range per_m3, double reference_t_k, const tl_value *gross, tl_econ_tariff *tariff,
                          tl_error *error) {
  if (gross->quantity != TL_HEATING_VALUE || gross->basis != TL_GROSS || !(gross->si > 0))
    return tl_fail(error, TL_ERR_INPUT,
                   "cost per MMBtu needs a gross heating value, as in 37.5 MJ/m3 gross at 25/20 degC");
  if (fabs(gross->reference_t_k - reference_t_k) > 1e-6)
    return tl_fail(error, TL_ERR_INPUT,
                   "cost is per m3 at %g degC, the heating value per m3 at %g degC; bring both to one reference first",
                   reference_t_k - 273.15, gross->reference_t_k - 273.15);
  *tariff = (tl_econ_tariff){reference_t_k, tl_econ_range_scale(per_m3, 1000),
                             tl_econ_range_scale(per_m3, JOULE_PER_MMBTU / gross->si)};
  return TL_OK;
}
