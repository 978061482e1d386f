/* Friction factors (Darcy-Weisbach lambda) with their derivative.
 *
 * Turbulent, Re > 4000: Colebrook, J. Inst. Civ. Eng. 11 (1939) 133, eq. (3):
 *     1/sqrt(lambda) = -2 log10( k/(3.71 D) + 2.51/(Re sqrt(lambda)) )
 *   solved for x = 1/sqrt(lambda) by Newton; from x = 9 inside the logarithm, two to four steps reach rounding for any
 *   Re and k/D < 0.1, since the function is nearly linear in x.
 * Laminar, Re < 2000: lambda = 64/Re (Hagen-Poiseuille).
 * Between: the cubic in ln(lambda) over ln(Re) that meets both ends with value and slope (C1), so that Newton's method
 *   sees no jump. No physical claim is made there: the flow is intermittent.
 * Weymouth, Trans. ASME 34 (1912) 185: lambda = 0.032 / d^(1/3), d in inch; fully rough, no Reynolds number.
 */
#include "elem/tli_elem.h"

static const double laminar_end = 2000.0, turbulent_start = 4000.0;

static double colebrook(double re, double roughness, double *dln_dln) {
  const double a = roughness / 3.71, b = 2.51 / re;
  const double c = 2.0 / log(10.0);
  double x = -c * log(a + 9.0 * b); /* lambda 0.008 .. 0.05 is x 11 .. 4.5, and x hardly answers to itself */
  for (int step = 0; step < 4; step++) {
    const double inside = a + b * x;
    const double change = (x + c * log(inside)) / (1.0 + c * b / inside);
    x -= change;
    if (fabs(change) < 1e-7 * x) break; /* quadratic: what is left is below rounding */
  }
  /* x + c ln(a + b x) = 0 with b ~ 1/Re:  dx/dlnRe = c b x/(inside + c b); lambda = x^-2 */
  double inside = a + b * x;
  *dln_dln = -2.0 * c * b / (inside + c * b);
  return 1.0 / (x * x);
}

double tli_friction_colebrook(double re, double roughness, double *dln_dln) {
  if (re >= turbulent_start) return colebrook(re, roughness, dln_dln);
  if (re <= laminar_end) {
    *dln_dln = -1.0;
    return 64.0 / re;
  }
  double slope1;
  const double y0 = log(64.0 / laminar_end), slope0 = -1.0;
  const double y1 = log(colebrook(turbulent_start, roughness, &slope1));
  const double width = log(turbulent_start / laminar_end);
  const double s = log(re / laminar_end) / width, s2 = s * s, s3 = s2 * s;
  double y = (2 * s3 - 3 * s2 + 1) * y0 + (s3 - 2 * s2 + s) * width * slope0 + (-2 * s3 + 3 * s2) * y1 +
             (s3 - s2) * width * slope1; /* Hermite */
  *dln_dln = ((6 * s2 - 6 * s) * (y0 - y1)) / width + (3 * s2 - 4 * s + 1) * slope0 + (3 * s2 - 2 * s) * slope1;
  return exp(y);
}

double tli_friction_weymouth(double diameter_m) { return 0.032 / cbrt(diameter_m / 0.0254); }
