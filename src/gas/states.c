/* States from (p,h) and (p,s): the temperature at which the law gives the wanted enthalpy or entropy.
 *
 * At constant pressure both rise with temperature (dh/dT = cp, ds/dT = cp/T > 0), so that Newton inside a bracket is
 * safe. Sought between 40 and 2000 K.
 */
#include "gas/tli_gas.h"

#include <math.h>

#define LEAST_T_K 40.0
#define MOST_T_K 2000.0
enum { MOST_STEPS = 200 };

typedef enum target { TARGET_ENTHALPY, TARGET_ENTROPY } target;

static double value_of(const tl_gas_state *s, target what) {
  return what == TARGET_ENTHALPY ? s->enthalpy_j_mol : s->entropy_j_mol_k;
}
static double slope_of(const tl_gas_state *s, target what) {
  return what == TARGET_ENTHALPY ? s->cp_j_mol_k : s->cp_j_mol_k / s->t_k;
}

static tl_code solve(const tl_gas *gas, double p_pa, double wanted, target what, tl_gas_state *state, tl_error *error) {
  const char *name = what == TARGET_ENTHALPY ? "enthalpy" : "entropy",
             *unit = what == TARGET_ENTHALPY ? "J/mol" : "J/(mol K)";
  if (gas == NULL || state == NULL) return tl_fail(error, TL_ERR_USAGE, "a state needs a gas and a place to go to");
  if (!isfinite(p_pa) || p_pa <= 0.0)
    return tl_fail(error, TL_ERR_USAGE, "pressure = %g Pa must be a finite number above 0", p_pa);
  if (!isfinite(wanted)) return tl_fail(error, TL_ERR_USAGE, "%s = %g %s must be finite", name, wanted, unit);

  double low = LEAST_T_K, high = MOST_T_K, t = 300.0;
  for (int step = 0; step < MOST_STEPS; step++) {
    double next = NAN;
    if (tl_gas_state_pt(gas, p_pa, t, state, NULL) == TL_OK && state->cp_j_mol_k > 0.0) {
      double miss = value_of(state, what) - wanted;
      next = t - miss / slope_of(state, what);
      if (fabs(next - t) <= 1e-13 * t) return TL_OK;
      if (miss > 0.0)
        high = t;
      else
        low = t;
    } else {
      low = t; /* no gas state: too cold */
    }
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    if (fabs(next - t) <= 4e-16 * t || high - low < 1e-12 * high) break;
    t = next;
  }
  /* A bracket that has closed on a temperature whose value is the wanted one to rounding is an answer. */
  if (tl_gas_state_pt(gas, p_pa, t, state, NULL) == TL_OK &&
      fabs(value_of(state, what) - wanted) <= 1e-9 * (fabs(wanted) + slope_of(state, what) * t))
    return TL_OK;
  return tl_fail(error, TL_ERR_NO_ANSWER, "%s has no gas state of %s = %.9g %s at p = %.6g Pa between %g and %g K",
                 tl_gas_model(gas), name, wanted, unit, p_pa, LEAST_T_K, MOST_T_K);
}

tl_code tl_gas_state_ph(const tl_gas *gas, double p_pa, double enthalpy_j_mol, tl_gas_state *state, tl_error *error) {
  return solve(gas, p_pa, enthalpy_j_mol, TARGET_ENTHALPY, state, error);
}

tl_code tl_gas_state_ps(const tl_gas *gas, double p_pa, double entropy_j_mol_k, tl_gas_state *state, tl_error *error) {
  return solve(gas, p_pa, entropy_j_mol_k, TARGET_ENTROPY, state, error);
}
