/* Does the mixture split here? Michelsen's tangent plane test with Peng-Robinson, and the region where it says yes.
 *
 * Michelsen, M. L.: The isothermal flash problem. Part I: stability. Fluid Phase Equilibria 9 (1982) 1-19. A trial
 * phase W lowers the Gibbs energy if the iteration ln W_i = ln z_i + ln phi_i(z) - ln phi_i(W) ends at sum W > 1. Two
 * starts, one like a liquid and one like a vapour, from Wilson's K. The region is stored for quick look-up: it warns,
 * it is not a flash. Peng-Robinson's dew points of natural gas are within a few kelvin; heavy ends that an analysis
 * lumps matter more.
 */
#include "gas/tli_cubic.h"

#include <math.h>

enum { TRIAL_STEPS = 60, SCAN_POINTS = 12, BISECTIONS = 6 };
#define SCAN_LEAST_PA 0.1e6
#define SCAN_MOST_PA 25e6

/* Largest or smallest real root above B of the cubic in Z, or the one of lower Gibbs energy. */
static double best_root(const tli_cubic *c, double a, double b) {
  double u = c->d1 + c->d2, w = c->d1 * c->d2;
  double p2 = (u - 1.0) * b - 1.0, p1 = a + w * b * b - u * b * (b + 1.0), p0 = -(a * b + w * b * b * (b + 1.0));
  double q = (p2 * p2 - 3.0 * p1) / 9.0, r = (2.0 * p2 * p2 * p2 - 9.0 * p2 * p1 + 27.0 * p0) / 54.0;
  if (r * r >= q * q * q) {
    double s = -copysign(cbrt(fabs(r) + sqrt(fmax(0.0, r * r - q * q * q))), r);
    return s + (s != 0.0 ? q / s : 0.0) - p2 / 3.0;
  }
  double angle = acos(r / sqrt(q * q * q)), scale = -2.0 * sqrt(q);
  double low = INFINITY, high = -INFINITY;
  for (int k = -1; k <= 1; k++) {
    double z = scale * cos((angle + 2.0 * TLI_PI * k) / 3.0) - p2 / 3.0;
    if (z > high) high = z;
    if (z > b && z < low) low = z;
  }
  if (!(low < high)) return high;
  /* Gibbs energy of the denser minus that of the lighter root */
  double log_ratio = log((high + c->d1 * b) * (low + c->d2 * b) / ((high + c->d2 * b) * (low + c->d1 * b)));
  double difference = (low - high) - log((low - b) / (high - b)) + a / (b * (c->d1 - c->d2)) * log_ratio;
  return difference < 0.0 ? low : high;
}

/* ln of the fugacity coefficients of a phase x (over the components present). */
static void fugacity(const tli_cubic *c, const double root_a[], const double x[], double p_pa, double t_k,
                     double out[]) {
  double rt = c->r * t_k, b = 0.0, a = 0.0, sums[TL_COMPONENTS];
  for (size_t i = 0; i < c->count; i++) {
    double sum = 0.0;
    for (size_t j = 0; j < c->count; j++) sum += x[j] * root_a[j] * c->one_minus_k[i][j];
    sums[i] = sum * root_a[i];
    a += x[i] * sums[i];
    b += x[i] * c->b_i[i];
  }
  double big_a = a * p_pa / (rt * rt), big_b = b * p_pa / rt, z = best_root(c, big_a, big_b);
  double factor = big_a / (big_b * (c->d1 - c->d2)) * log((z + c->d1 * big_b) / (z + c->d2 * big_b));
  double free_volume = log(fmax(z - big_b, 1e-300));
  for (size_t i = 0; i < c->count; i++) {
    double share = c->b_i[i] / b;
    out[i] = share * (z - 1.0) - free_volume - factor * (2.0 * sums[i] / a - share);
  }
}

bool tli_cubic_unstable(const tli_cubic *c, double p_pa, double t_k) {
  if (c->count < 2) return false;
  double root_a[TL_COMPONENTS], feed[TL_COMPONENTS], w[TL_COMPONENTS], x[TL_COMPONENTS], phi[TL_COMPONENTS];
  for (size_t i = 0; i < c->count; i++)
    root_a[i] = sqrt(c->ac_i[i]) * (1.0 + c->m_i[i] * (1.0 - sqrt(t_k / c->tc_i[i])));
  fugacity(c, root_a, c->x, p_pa, t_k, feed);
  for (size_t i = 0; i < c->count; i++) feed[i] += log(c->x[i]);
  for (int start = 0; start < 2; start++) {
    for (size_t i = 0; i < c->count; i++) {
      double log_k = log(c->pc_i[i] / p_pa) + 5.373 * (1.0 + c->acentric_i[i]) * (1.0 - c->tc_i[i] / t_k);
      w[i] = c->x[i] * exp(start == 0 ? -log_k : log_k);
    }
    for (int step = 0; step < TRIAL_STEPS; step++) {
      double sum = 0.0, change = 0.0, distance = 0.0;
      for (size_t i = 0; i < c->count; i++) sum += w[i];
      for (size_t i = 0; i < c->count; i++) x[i] = w[i] / sum;
      fugacity(c, root_a, x, p_pa, t_k, phi);
      sum = 0.0;
      for (size_t i = 0; i < c->count; i++) {
        double next = exp(feed[i] - phi[i]), ratio = log(next / c->x[i]);
        change += fabs(next - w[i]);
        distance += ratio * ratio;
        w[i] = next;
        sum += next;
      }
      if (distance < 1e-4) break; /* it has come back to the feed itself */
      if (change < 1e-7 * sum || step == TRIAL_STEPS - 1) {
        if (sum > 1.0 + 1e-6) return true;
        break;
      }
    }
  }
  return false;
}

static double scan_pressure(int k) {
  return SCAN_LEAST_PA * pow(SCAN_MOST_PA / SCAN_LEAST_PA, (double)k / (SCAN_POINTS - 1));
}

/* Edge between a stable and an unstable pressure. */
static double edge(const tli_cubic *c, double stable_pa, double unstable_pa, double t_k) {
  for (int step = 0; step < BISECTIONS; step++) {
    double middle = sqrt(stable_pa * unstable_pa);
    if (tli_cubic_unstable(c, middle, t_k))
      unstable_pa = middle;
    else
      stable_pa = middle;
  }
  return stable_pa;
}

static bool range_at(const tli_cubic *c, double t_k, double *low_pa, double *high_pa) {
  int first = -1, last = -1;
  for (int k = 0; k < SCAN_POINTS; k++) {
    if (!tli_cubic_unstable(c, scan_pressure(k), t_k)) continue;
    if (first < 0) first = k;
    last = k;
  }
  if (first < 0) return false;
  *low_pa = first == 0 ? 0.0 : edge(c, scan_pressure(first - 1), scan_pressure(first), t_k);
  *high_pa = last == SCAN_POINTS - 1 ? INFINITY : edge(c, scan_pressure(last + 1), scan_pressure(last), t_k);
  return true;
}

static double envelope_temperature(const tli_envelope *e, int k) {
  return e->t_min_k + (e->cricondentherm_k - e->t_min_k) * sin(0.5 * TLI_PI * k / (TLI_ENVELOPE_POINTS - 1));
}

void tli_envelope_find(const tli_cubic *c, tli_envelope *e) {
  *e = (tli_envelope){0};
  if (c->count < 2) return;
  double low_pa, high_pa, hot = 700.0, cold = hot; /* hot: stable everywhere, cold: splits somewhere */
  while (cold > 60.0 && !range_at(c, cold, &low_pa, &high_pa)) {
    hot = cold;
    cold *= 0.93;
  }
  if (cold <= 60.0) return;
  for (int step = 0; step < BISECTIONS; step++) {
    double middle = 0.5 * (hot + cold);
    if (range_at(c, middle, &low_pa, &high_pa))
      cold = middle;
    else
      hot = middle;
  }
  e->cricondentherm_k = cold;
  e->t_min_k = 0.6 * cold;
  for (int k = 0; k < TLI_ENVELOPE_POINTS; k++) {
    /* at the last point, and where the scan slips between two pressures, the range of the point before */
    if (!range_at(c, envelope_temperature(e, k), &low_pa, &high_pa) && k > 0) {
      low_pa = e->p_low_pa[k - 1];
      high_pa = e->p_high_pa[k - 1];
    }
    e->p_low_pa[k] = low_pa;
    e->p_high_pa[k] = high_pa;
  }
}

bool tli_envelope_inside(const tli_envelope *e, const tli_cubic *c, double p_pa, double t_k) {
  if (!(t_k < e->cricondentherm_k)) return false;
  if (t_k <= e->t_min_k) return tli_cubic_unstable(c, p_pa, t_k);
  double place =
      asin((t_k - e->t_min_k) / (e->cricondentherm_k - e->t_min_k)) * (TLI_ENVELOPE_POINTS - 1) / (0.5 * TLI_PI);
  int k = (int)place < TLI_ENVELOPE_POINTS - 2 ? (int)place : TLI_ENVELOPE_POINTS - 2;
  double part = place - k;
  double low = e->p_low_pa[k] + part * (e->p_low_pa[k + 1] - e->p_low_pa[k]);
  double high = e->p_high_pa[k] + part * (e->p_high_pa[k + 1] - e->p_high_pa[k]);
  return p_pa >= low && !(p_pa > high);
}

/* Liquid water: more of it than saturated gas holds, beyond the 5 % of that correlation. (The cubic has no binary
 * parameters for water.) Where water itself is most of the fluid, it is no gas that water drops out of. */
static bool sheds_water(const tl_gas *gas, double p_pa, double t_k) {
  const double water = gas->mixture.x[TL_WATER];
  double saturated = 0.0;
  return water > 0.0 && water < 0.5 && tl_gas_water_content(p_pa, t_k, &saturated, NULL) == TL_OK &&
         water > 1.05 * saturated;
}

tl_validity tli_validity(const tl_gas *gas, double p_pa, double t_k) {
  if (gas->envelope != NULL && sheds_water(gas, p_pa, t_k)) return TL_VALID_TWO_PHASE;
  if (gas->envelope != NULL && t_k < gas->envelope->cricondentherm_k &&
      tli_envelope_inside(gas->envelope, gas->phase_cubic, p_pa, t_k))
    return TL_VALID_TWO_PHASE;
  return gas->law->validity(gas, p_pa, t_k);
}

double tl_gas_cricondentherm_k(const tl_gas *gas) {
  return gas->envelope != NULL ? gas->envelope->cricondentherm_k : NAN;
}
