/* The ideal gas: Helmholtz energy and its temperature derivatives, Jaeschke and Schley (1995) as in GERG-2008.
 *
 *   alpha0 = ln(rho) + sum_i x_i [ln x_i + n1 + n2/T - n3 ln T + sum_k n_k ln|sinh(theta_k/T)| - n_k ln
 * cosh(theta_k/T)] (Kunz and Wagner 2012, eqs 13-14; k = 4, 6 are sinh terms, k = 5, 7 cosh terms)
 *
 * The two integration constants make h = 0 and s = 0 for each pure ideal gas at 298.15 K and 101.325 kPa. They are
 * arranged as in NIST's AGA8 code, which published values rest on. Validity: 60..1000 K.
 */
#include "gas/tli_gas.h"

#include <math.h>
#include <string.h>

#define REFERENCE_T_K 298.15

void tli_ideal_compile(const tl_mixture *mixture, double gas_constant, double scale, tli_ideal_gas *ideal) {
  memset(ideal, 0, sizeof *ideal);
  double reference_density_mol_m3 = TLI_ATMOSPHERE_PA / (gas_constant * REFERENCE_T_K);
  double constant = 0.0;
  for (size_t i = 0; i < TL_COMPONENTS; i++) {
    double x = mixture->x[i];
    if (x <= 0.0) continue;
    const tli_component_data *c = &tli_components[i];
    /* With scale != 1 the published constants refer to the old gas constant; n2 carries the reference temperature
     * so that the enthalpy stays zero there (NIST AGA8, SetupGERG). */
    constant += x * (log(x) + scale * c->n1 - log(reference_density_mol_m3));
    ideal->n2 += x * (scale * (c->n2 + REFERENCE_T_K) - REFERENCE_T_K);
    ideal->n3 += x * scale * (c->n3 - 1.0);
    for (size_t k = 0; k < 4; k++) {
      if (c->theta_k[k] <= 0.0) continue;
      ideal->n[ideal->count] = x * scale * c->n[k];
      ideal->theta_k[ideal->count] = c->theta_k[k];
      ideal->hyperbolic_cosine[ideal->count] = k % 2 == 1;
      ideal->count++;
    }
  }
  ideal->constant = constant;
}

void tli_ideal_at(const tli_ideal_gas *ideal, double t_k, tli_ideal *out) {
  double s0 = 0.0, s1 = 0.0, s2 = 0.0;
  for (size_t k = 0; k < ideal->count; k++) {
    double u = ideal->theta_k[k] / t_k, n = ideal->n[k];
    /* ln sinh u = u - ln 2 + ln(1 - e^-2u); cosh likewise: no overflow at low temperature. */
    double e = exp(-2.0 * u);
    if (ideal->hyperbolic_cosine[k]) {
      double tangent = (1.0 - e) / (1.0 + e);
      s0 -= n * (u - TLI_LN2 + log1p(e));
      s1 -= n * u * tangent;
      s2 += n * u * u * (1.0 - tangent) * (1.0 + tangent);
    } else {
      double decay = -expm1(-2.0 * u); /* 1 - e^-2u */
      s0 += n * (u - TLI_LN2 + log(decay));
      s1 += n * u * (1.0 + e) / decay;
      s2 += n * u * u * 4.0 * e / (decay * decay);
    }
  }
  out->a0 = ideal->constant + ideal->n2 / t_k - ideal->n3 * log(t_k) + s0;
  out->a1 = ideal->n3 + ideal->n2 / t_k + s1;
  out->a2 = -(ideal->n3 + s2);
}

/* cos(pi k (j + 1/2)/N), the same for every cell. */
typedef struct chebyshev {
  double cosine[TLI_IDEAL_TERMS][TLI_IDEAL_TERMS];
} chebyshev;

/* Chebyshev interpolation on one cell, rewritten as a polynomial in -1..1. */
static void fit_cell(const chebyshev *t, double centre_k, double half_k, const tli_ideal_gas *ideal,
                     double c[3][TLI_IDEAL_TERMS]) {
  enum { N = TLI_IDEAL_TERMS };
  double value[3][N];
  for (int j = 0; j < N; j++) {
    tli_ideal v;
    tli_ideal_at(ideal, centre_k + half_k * t->cosine[1][j], &v);
    value[0][j] = v.a0;
    value[1][j] = v.a1;
    value[2][j] = v.a2;
  }
  for (int f = 0; f < 3; f++) {
    /* T_k by recurrence on its monomials. */
    double previous[N] = {1.0}, current[N] = {0.0, 1.0};
    memset(c[f], 0, sizeof c[f]);
    for (int k = 0; k < N; k++) {
      double sum = 0.0;
      for (int j = 0; j < N; j++) sum += value[f][j] * t->cosine[k][j];
      double coefficient = (k == 0 ? 1.0 : 2.0) / N * sum;
      const double *term = k == 0 ? previous : current;
      for (int m = 0; m < N; m++) c[f][m] += coefficient * term[m];
      if (k == 0) continue;
      double next[N];
      for (int m = 0; m < N; m++) next[m] = (m > 0 ? 2.0 * current[m - 1] : 0.0) - previous[m];
      memcpy(previous, current, sizeof previous);
      memcpy(current, next, sizeof current);
    }
  }
}

void tli_ideal_tabulate(const tli_ideal_gas *ideal, tli_ideal_table *table) {
  chebyshev t;
  for (int k = 0; k < TLI_IDEAL_TERMS; k++)
    for (int j = 0; j < TLI_IDEAL_TERMS; j++) t.cosine[k][j] = cos(TLI_PI * k * (j + 0.5) / TLI_IDEAL_TERMS);
  for (int cell = 0; cell < TLI_IDEAL_CELLS; cell++)
    fit_cell(&t, TLI_IDEAL_T_MIN_K + (cell + 0.5) * TLI_IDEAL_CELL_K, 0.5 * TLI_IDEAL_CELL_K, ideal, table->c[cell]);
}

void tli_ideal_fast(const tli_ideal_table *table, const tli_ideal_gas *ideal, double t_k, tli_ideal *out) {
  double place = (t_k - TLI_IDEAL_T_MIN_K) * (1.0 / TLI_IDEAL_CELL_K);
  if (!(place >= 0.0 && place < TLI_IDEAL_CELLS)) {
    tli_ideal_at(ideal, t_k, out);
    return;
  }
  int cell = (int)place;
  double y = 2.0 * (place - cell) - 1.0;
  double v[3];
  for (int f = 0; f < 3; f++) {
    const double *c = table->c[cell][f];
    double sum = c[TLI_IDEAL_TERMS - 1];
    for (int m = TLI_IDEAL_TERMS - 2; m >= 0; m--) sum = sum * y + c[m];
    v[f] = sum;
  }
  out->a0 = v[0];
  out->a1 = v[1];
  out->a2 = v[2];
}
