/* Capital cost of a line without stations by regressions on built lines, as a cross-check of the bill. Each component
 * is a polynomial or a product of powers; coefficients as printed, in the units of their authors.
 *
 *   Parker (2004)           (a D^2 + b D + c) L + d            D inch, L mile, USD of 2000
 *   McCoy and Rubin (2008)  10^a L^b D^c                       D inch, L km,   USD of 2004
 *   Rui et al. (2011)       exp(a) (pi D^2/4)^c L^b            D foot, L foot, USD of 2008
 *   Brown et al. (2022)     a D^(1+c) L^(1+b)                  D inch, L mile, USD of 2018
 * docs/theory/cost-regressions.md */
#include <math.h>

#include "econ/tli_econ.h"

#define METRE_PER_INCH 0.0254
#define METRE_PER_FOOT 0.3048
#define METRE_PER_MILE 1609.344
#define PI 3.14159265358979323846

enum { MATERIAL, LABOUR, OTHER, LAND, COMPONENTS };

typedef enum shape { POLYNOMIAL, POWERS_OF_TEN, POWERS_OF_AREA, PER_INCH_MILE } shape;

typedef struct regression {
  const char *name, *where, *source;
  shape form;
  int year;
  double least_inch, most_inch; /* of the lines it rests on */
  double terms[COMPONENTS][4];  /* as the form above names them */
} regression;

static const regression list[] = {
    {"Parker 2004",
     "United States, 1991 to 2003",
     "N. Parker, Using natural gas transmission pipeline costs to estimate hydrogen pipeline costs, UC Davis, "
     "UCD-ITS-RR-04-35, 2004",
     POLYNOMIAL,
     2000,
     4,
     42,
     {{330.5, 687, 26960, 35000}, {343, 2074, 170013, 185000}, {0, 8417, 7324, 95000}, {0, 577, 29788, 40000}}},
    {"McCoy and Rubin 2008",
     "United States, Midwest, 1995 to 2005",
     "S. McCoy, E. Rubin, An engineering-economic model of pipeline transport of CO2, Int. J. Greenhouse Gas Control 2 "
     "(2008) 219-229",
     POWERS_OF_TEN,
     2004,
     4,
     42,
     {{3.112, 0.901, 1.590}, {4.487, 0.820, 0.940}, {4.390, 0.783, 0.791}, {3.950, 1.049, 0.403}}},
    {"Rui et al. 2011",
     "Canada, 1992 to 2008",
     "Z. Rui and others, Regression models estimate pipeline construction costs, Oil & Gas Journal, 4 July 2011",
     POWERS_OF_AREA,
     2008,
     4,
     48,
     {{4.814 - 0.196, 0.873, 0.734}, {5.697, 0.808, 0.459}, {5.580, 0.765, 0.458}, {1.259 - 0.830, 1.027, 0.191}}},
    {"Brown et al. 2022",
     "United States, Great Plains and Rocky Mountains",
     "D. Brown, K. Reddi, A. Elgowainy, The development of natural gas and hydrogen pipeline capital cost estimating "
     "equations, Int. J. Hydrogen Energy 47 (2022) 33813-33826",
     PER_INCH_MILE,
     2018,
     4,
     42,
     {{5813, -0.00376, 0.31599}, {10406, -0.08419, 0.20953}, {4944, -0.07621, 0.17351}, {2751, 0.00731, -0.28294}}}};

size_t tl_econ_regression_count(void) { return sizeof list / sizeof list[0]; }

static double component(shape form, const double *t, double diameter_m, double length_m) {
  const double inch = diameter_m / METRE_PER_INCH, mile = length_m / METRE_PER_MILE;
  const double radius_foot = diameter_m / METRE_PER_FOOT / 2;
  switch (form) {
    case POLYNOMIAL:
      return (t[0] * inch * inch + t[1] * inch + t[2]) * mile + t[3];
    case POWERS_OF_TEN:
      return pow(10, t[0]) * pow(length_m / 1000, t[1]) * pow(inch, t[2]);
    case POWERS_OF_AREA:
      return exp(t[0]) * pow(length_m / METRE_PER_FOOT, t[1]) * pow(PI * radius_foot * radius_foot, t[2]);
    case PER_INCH_MILE:
      break;
  }
  return t[0] * pow(inch, 1 + t[2]) * pow(mile, 1 + t[1]);
}

tl_code tl_econ_regression(size_t which, double diameter_m, double length_m, tl_econ_regressed *cost, tl_error *error) {
  *cost = (tl_econ_regressed){0};
  if (which >= tl_econ_regression_count())
    return tl_fail(error, TL_ERR_USAGE, "regression %zu does not exist; there are %zu", which,
                   tl_econ_regression_count());
  if (!(diameter_m > 0) || !isfinite(diameter_m) || !(length_m > 0) || !isfinite(length_m))
    return tl_fail(error, TL_ERR_INPUT, "diameter = %g m and length = %g m must be above 0 and finite", diameter_m,
                   length_m);
  const regression *r = &list[which];
  const double inch = diameter_m / METRE_PER_INCH;
  *cost = (tl_econ_regressed){.name = r->name,
                              .where = r->where,
                              .source = r->source,
                              .basis = {"USD", r->year},
                              .material = component(r->form, r->terms[MATERIAL], diameter_m, length_m),
                              .labour = component(r->form, r->terms[LABOUR], diameter_m, length_m),
                              .other = component(r->form, r->terms[OTHER], diameter_m, length_m),
                              .land = component(r->form, r->terms[LAND], diameter_m, length_m),
                              .largest_m = r->most_inch * METRE_PER_INCH,
                              .extrapolated = inch < r->least_inch - 1e-9 || inch > r->most_inch + 1e-9};
  cost->total = cost->material + cost->labour + cost->other + cost->land;
  return TL_OK;
}
