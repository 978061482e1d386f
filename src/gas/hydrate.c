/* Water in gas, and hydrates: correlations for a first look.
 *
 * Water content of saturated gas: Bukacek, R. F., Equilibrium Moisture Content of Natural Gases, IGT Research Bulletin
 * 8 (1955):  W = 47484 p_w/p + B,  log10 B = 6.69449 - 3083.87/(459.6 + t)   [lb per 10^6 ft3 at 60 degF, 14.7 psia; t
 * in degF] with the vapour pressure of water by Wagner and Pruss (J. Phys. Chem. Ref. Data 22 (1993) 783, eq. 1),
 * continued below 0 degC as subcooled water, as dew points of gas norms are meant. Sweet gas, 15..240 degC, up to 69
 * MPa; 5 %.
 *
 * Hydrate temperature with free water: Towler, B. F., Mokhatab, S., Hydrocarbon Processing 84 (April 2005) 61:
 *   t = 13.47 ln p + 34.27 ln G - 1.675 ln p ln G - 20.35   [degF, psia]
 * for sweet natural gas of relative density 0.55..1 and 260..298 K, 1.2..40 MPa; unproven: no published check values
 * beside the authors' plots.
 *
 * Hydrate needs water: in a gas drier than saturated, water can only drop out below the water dew point that belongs to
 * its content, so the temperature at risk is the lower of the two.
 */
#include "gas/tli_gas.h"

#include <math.h>

#define PSI_PA 6894.757293168361
#define POUNDS_PER_MMSCF_TO_FRACTION (1.0 / 47484.0) /* W of an ideal gas of pure water: 47484 lb per 10^6 ft3 */
#define MOST_T_K 510.0
#define LEAST_T_K 200.0

/* Saturation pressure of water [Pa]. */
static double water_pressure(double t_k) {
  const double tc = 647.096, pc = 22.064e6;
  double tau = 1.0 - t_k / tc;
  double sum = -7.85951783 * tau + 1.84408259 * pow(tau, 1.5) - 11.7866497 * pow(tau, 3.0) +
               22.6807411 * pow(tau, 3.5) - 15.9618719 * pow(tau, 4.0) + 1.80122502 * pow(tau, 7.5);
  return pc * exp(tc / t_k * sum);
}

/* Mole fraction of water in saturated gas. */
static double saturation(double p_pa, double t_k) {
  double t_f = 1.8 * t_k - 459.67;
  double b = pow(10.0, 6.69449 - 3083.87 / (459.6 + t_f));
  return (47484.0 * water_pressure(t_k) / p_pa + b) * POUNDS_PER_MMSCF_TO_FRACTION;
}

static tl_code check(double p_pa, double t_k, tl_error *error) {
  if (!(isfinite(p_pa) && p_pa >= 1e4 && p_pa <= 70e6))
    return tl_fail(error, TL_ERR_USAGE,
                   "pressure = %g Pa is outside 10 kPa .. 70 MPa, where the water content of gas is known", p_pa);
  if (!(isfinite(t_k) && t_k >= LEAST_T_K && t_k <= MOST_T_K))
    return tl_fail(error, TL_ERR_USAGE,
                   "temperature = %g K is outside %g .. %g K, where the water content of gas is known", t_k, LEAST_T_K,
                   MOST_T_K);
  return TL_OK;
}

tl_code tl_gas_water_content(double p_pa, double dew_point_t_k, double *mole_fraction, tl_error *error) {
  if (mole_fraction == NULL) return tl_fail(error, TL_ERR_USAGE, "tl_gas_water_content needs a place for the answer");
  TLI_TRY(check(p_pa, dew_point_t_k, error));
  *mole_fraction = saturation(p_pa, dew_point_t_k);
  return TL_OK;
}

tl_code tl_gas_water_dew_point(double p_pa, double mole_fraction, double *t_k, tl_error *error) {
  if (t_k == NULL) return tl_fail(error, TL_ERR_USAGE, "tl_gas_water_dew_point needs a place for the answer");
  TLI_TRY(check(p_pa, 300.0, error));
  double low = LEAST_T_K, high = MOST_T_K; /* saturation rises with temperature */
  if (!(mole_fraction >= saturation(p_pa, low) && mole_fraction <= saturation(p_pa, high)))
    return tl_fail(error, TL_ERR_NO_ANSWER, "water content %g at %g Pa has no dew point between %g and %g K",
                   mole_fraction, p_pa, low, high);
  for (int step = 0; step < 100 && high - low > 1e-9; step++) {
    double middle = 0.5 * (low + high);
    if (saturation(p_pa, middle) < mole_fraction)
      low = middle;
    else
      high = middle;
  }
  *t_k = 0.5 * (low + high);
  return TL_OK;
}

tl_code tl_gas_hydrate_at(const tl_mixture *mixture, double p_pa, double water_mole_fraction, tl_gas_hydrate *hydrate,
                          tl_error *error) {
  if (mixture == NULL || hydrate == NULL)
    return tl_fail(error, TL_ERR_USAGE, "tl_gas_hydrate_at needs a mixture and a place for the answer");
  tl_gas_quality quality;
  TLI_TRY(tl_mixture_quality(mixture, 298.15, 288.15, &quality, error));
  TLI_TRY(check(p_pa, 300.0, error));
  double log_p = log(p_pa / PSI_PA), log_g = log(quality.relative_density);
  double t_f = 13.47 * log_p + 34.27 * log_g - 1.675 * log_p * log_g - 20.35;
  hydrate->free_water_t_k = (t_f + 459.67) / 1.8;
  const double *x = mixture->x;
  const bool sweet_natural_gas = x[TL_METHANE] >= 0.5 && x[TL_HYDROGEN] + x[TL_HYDROGEN_SULFIDE] <= 0.05;
  hydrate->in_range = sweet_natural_gas && quality.relative_density >= 0.55 && quality.relative_density <= 1.0 &&
                      p_pa >= 1.2e6 && p_pa <= 40e6 && hydrate->free_water_t_k >= 260.0 &&
                      hydrate->free_water_t_k <= 298.0;
  TLI_TRY(tl_gas_water_dew_point(p_pa, water_mole_fraction, &hydrate->water_dew_point_t_k, error));
  hydrate->risk_t_k = fmin(hydrate->free_water_t_k, hydrate->water_dew_point_t_k);
  return TL_OK;
}
