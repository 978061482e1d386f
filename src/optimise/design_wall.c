/* Least wall of a pipe for inner pressure, by two norms; see docs/theory/design.md.
 *
 * ASME B31.8-2018, 841.1.1:  t = P D/(2 S F E T), S the yield strength, F by location class (table 841.1.6-1, the same
 *     in B31.8-2012; 49 CFR 192.105 and 192.111 have the same formula and F = 0.72 .. 0.40), E = T = 1 (seam of full
 *     value, below 120 degC); table 841.3.2-1: strength test at 1.25 P in classes 1 and 2, 1.5 P in 3 and 4.
 * SP 36.13330.2012, 12.2.1:  t = n P D/(2 (R1 + n P)), R1 = R m/(k1 kn), R the tensile strength, n = 1.10 (table 13),
 *     m by category (table 1), k1 = 1.34 (table 10: controlled rolling, all seams tested), kn by nominal diameter and
 *     pressure (table 12: the coefficients of SNiP 2.05.06-85*, table 11, times 1.1); at least D/140 and 4 mm; test at
 *     1.25 P in the categories V, I, II and 1.1 P in III, IV (SP 86.13330). Of this norm no print was compared: m and
 * kn agree with one public program (its rows break at 1.02 m and at 5.5, 7.5, 10 MPa), n, k1, D/140 and the tests rest
 *     on no document seen; nor do the test factors of B31.8. Where the axial stress of the laid pipe is
 *     compressive the norm has a further factor, which is left out here.
 */
#include "optimise/tli_design.h"

static const char *const norm_names[] = {"ASME B31.8", "SP 36.13330"};

typedef struct location {
  const char *name;
  double factor;      /* F of B31.8, m of SP 36.13330 */
  double test_factor; /* test over working pressure */
} location;
static const location b31_8[] = {{"1, division 1", 0.80, 1.25},
                                 {"1, division 2", 0.72, 1.25},
                                 {"2", 0.60, 1.25},
                                 {"3", 0.50, 1.5},
                                 {"4", 0.40, 1.5}};
static const location sp36[] = {
    {"V", 0.660, 1.25}, {"I", 0.825, 1.25}, {"II", 0.825, 1.25}, {"III", 0.990, 1.1}, {"IV", 0.990, 1.1}};

const char *tl_wall_norm_name(size_t norm) { return norm < TL_WALL_NORMS ? norm_names[norm] : NULL; }

static const location *location_of(tl_wall_norm norm, size_t index) {
  if (norm == TL_WALL_B31_8) return index < TLI_COUNT(b31_8) ? &b31_8[index] : NULL;
  return norm == TL_WALL_SP36 && index < TLI_COUNT(sp36) ? &sp36[index] : NULL;
}

const char *tl_wall_location_name(tl_wall_norm norm, size_t index) {
  const location *l = location_of(norm, index);
  return l != NULL ? l->name : NULL;
}

/* kn of SP 36.13330.2012, table 12: rows by nominal diameter, columns by pressure up to 5.4, 7.4 and 9.8 MPa. */
static double purpose_factor(double outside_diameter_m, double pressure_pa) {
  static const double rows[4][3] = {
      {1.100, 1.100, 1.100}, {1.100, 1.100, 1.155}, {1.155, 1.155, 1.210}, {1.155, 1.210, 1.265}};
  const size_t row = outside_diameter_m <= 0.55   ? 0
                     : outside_diameter_m <= 1.10 ? 1
                     : outside_diameter_m <= 1.25 ? 2
                                                  : 3;
  return rows[row][pressure_pa <= 5.4e6 ? 0 : pressure_pa <= 7.4e6 ? 1 : 2];
}

static double least_wall(const tl_wall_duty *d, const location *l) {
  if (d->norm == TL_WALL_B31_8) return d->pressure_pa * d->outside_diameter_m / (2.0 * d->yield_pa * l->factor);
  const double n = 1.10, k1 = 1.34;
  const double r1 = d->tensile_pa * l->factor / (k1 * purpose_factor(d->outside_diameter_m, d->pressure_pa));
  const double t = n * d->pressure_pa * d->outside_diameter_m / (2.0 * (r1 + n * d->pressure_pa));
  const double least_share = 1.0 / 140.0, least_m = 4e-3;
  return tli_max(t, tli_max(d->outside_diameter_m * least_share, least_m));
}

tl_code tl_wall_least(const tl_wall_duty *d, tl_wall *wall, tl_error *error) {
  const location *l = location_of(d->norm, d->location);
  if (l == NULL)
    return tl_fail(error, TL_ERR_INPUT,
                   "wall: norm %d has no location class number %zu; tl_wall_location_name names "
                   "them",
                   (int)d->norm, d->location);
  if (!(d->outside_diameter_m >= 0.1 && d->outside_diameter_m <= 2.0))
    return tl_fail(error, TL_ERR_INPUT, "wall: outside diameter %g m is outside 0.1 .. 2 m", d->outside_diameter_m);
  if (!(d->pressure_pa >= 1e5 && d->pressure_pa <= 25e6))
    return tl_fail(error, TL_ERR_INPUT, "wall: working pressure %g MPa is outside 0.1 .. 25 MPa",
                   d->pressure_pa * 1e-6);
  if (!(d->yield_pa >= 1.5e8 && d->yield_pa <= d->tensile_pa && d->tensile_pa <= 1.2e9))
    return tl_fail(error, TL_ERR_INPUT,
                   "wall: yield strength %g MPa and tensile strength %g MPa must rise within 150 .. 1200 MPa",
                   d->yield_pa * 1e-6, d->tensile_pa * 1e-6);
  const double test = l->test_factor * d->pressure_pa;
  wall->least_m = least_wall(d, l);
  wall->test_pressure_pa = test;
  wall->test_hoop_share = test * (d->outside_diameter_m - 2.0 * wall->least_m) / (2.0 * wall->least_m) / d->yield_pa;
  wall->outside_norm = d->norm == TL_WALL_SP36 && d->pressure_pa > 10e6;
  return TL_OK;
}
