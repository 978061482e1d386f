/* Soil around a pipe as shells that store heat; see docs/theory/transient-heat.md.
 *
 * Per metre of pipe, with the excess e of a shell over the temperature far away, conductances G and capacities C:
 *     C_l de_l/dt = G_l (e_{l-1} - e_l) - G_{l+1} (e_l - e_{l+1}),    e_{-1}: the gas, e_L = 0.
 * An implicit stage e = e* + gh de/dt leaves, from the outside inwards, e_l = a_l + b_l e_{l-1}; b belongs to the
 * piece, a to the place. The gas then loses Q = slope (T - T_far) - G_0 a_0. */
#include "transient/tli_transient.h"

static const double most_soil = 2.5; /* ln(r_out/r): twelve radii */

void tli_soil_build(tli_soil *soil, const tl_pipe *pipe, double conductivity_w_m_k, double capacity_j_m3_k) {
  const double d = pipe->heat_diameter_m > 0.0 ? pipe->heat_diameter_m : pipe->diameter_m;
  const double k2pi = 2.0 * TLI_PI * conductivity_w_m_k, r = 0.5 * d;
  *soil = (tli_soil){.gh = NAN, .total = TLI_PI * d * pipe->heat_transfer_w_m2_k * pipe->strings};
  if (!(soil->total > 0.0 && conductivity_w_m_k > 0.0)) return;
  const double all = 2.0 * conductivity_w_m_k / (d * pipe->heat_transfer_w_m2_k), width = tli_min(all, most_soil);
  soil->shells = TLI_SHELLS;
  double at = all - width; /* coating: no storage */
  for (int l = 0; l < TLI_SHELLS; l++) {
    const double in = width * l * l / (TLI_SHELLS * TLI_SHELLS),
                 out = width * (l + 1) * (l + 1) / (TLI_SHELLS * TLI_SHELLS), half = 0.5 * (out - in);
    soil->conductance[l] = pipe->strings * k2pi / (at + half);
    soil->capacity[l] = pipe->strings * capacity_j_m3_k * TLI_PI * r * r * (exp(2.0 * out) - exp(2.0 * in));
    soil->per_capacity[l] = 1.0 / soil->capacity[l];
    at = half;
  }
  soil->conductance[TLI_SHELLS] = pipe->strings * k2pi / at;
}

/* gh = 0: the steady state. */
void tli_soil_factor(tli_soil *soil, double gh) {
  if (soil->gh == gh) return;
  soil->gh = gh;
  soil->slope = soil->total;
  if (gh == 0.0 || soil->shells == 0) return;
  double b = 0.0;
  for (int l = soil->shells - 1; l >= 0; l--) {
    soil->inverse[l] = 1.0 / (soil->capacity[l] + gh * (soil->conductance[l] + soil->conductance[l + 1] * (1.0 - b)));
    b = soil->b[l] = gh * soil->conductance[l] * soil->inverse[l];
  }
  soil->slope = soil->conductance[0] * (1.0 - b);
}

/* a of each shell from e*; gives G_0 a_0 [W/m]. */
double tli_soil_lag(const tli_soil *soil, const double *base, double *a) {
  if (soil->gh == 0.0 || soil->shells == 0) return 0.0;
  double outer = 0.0;
  for (int l = soil->shells - 1; l >= 0; l--)
    outer = a[l] = (soil->capacity[l] * base[l] + soil->gh * soil->conductance[l + 1] * outer) * soil->inverse[l];
  return soil->conductance[0] * outer;
}

/* Rates of the shells [K/s] from the gas's excess and a; gives what leaves the gas, *far what leaves the last shell
 * [W/m]. */
double tli_soil_rates(const tli_soil *soil, double gas_excess_k, const double *a, double *rate, double *far_w_m) {
  if (soil->shells == 0 || soil->gh == 0.0) return *far_w_m = soil->total * gas_excess_k;
  double e = soil->b[0] * gas_excess_k + a[0], flux = soil->conductance[0] * (gas_excess_k - e);
  const double lost = flux;
  for (int l = 0; l < soil->shells; l++) {
    const double next = l + 1 < soil->shells ? a[l + 1] + soil->b[l + 1] * e : 0.0;
    const double on = soil->conductance[l + 1] * (e - next);
    rate[l] = (flux - on) * soil->per_capacity[l];
    flux = on;
    e = next;
  }
  *far_w_m = flux;
  return lost;
}

/* Excess of each shell where the gas has stood long at its own. */
void tli_soil_steady(const tli_soil *soil, double gas_excess_k, double *excess) {
  const double flux = soil->total * gas_excess_k;
  double e = gas_excess_k;
  for (int l = 0; l < soil->shells; l++) {
    e -= flux / soil->conductance[l];
    excess[l] = e;
  }
}

/* Heat above the far temperature [J/m]. */
double tli_soil_held(const tli_soil *soil, const double *excess) {
  double sum = 0.0;
  for (int l = 0; l < soil->shells; l++) sum += soil->capacity[l] * excess[l];
  return sum;
}
