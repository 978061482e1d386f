/* Capital cost by a regression on built lines, as a cross-check of the bill.
 *
 *   material  (330.5 D^2 +   687 D +  26,960) L +  35,000        D in inch, L in mile, USD of 2000
 *   labour    (  343 D^2 + 2,074 D + 170,013) L + 185,000
 *   other     (            8,417 D +   7,324) L +  95,000
 *   land      (              577 D +  29,788) L +  40,000
 * Parker, Using natural gas transmission pipeline costs to estimate hydrogen pipeline costs, UC Davis, 2004: natural
 * gas lines in the United States, 1991 to 2003, 4 to 42 inch. No stations. Coefficients as quoted in secondary sources.
 */
#include <math.h>

#include "econ/tli_econ.h"

#define METRE_PER_INCH 0.0254
#define METRE_PER_MILE 1609.344

tl_code tl_econ_parker_2004(double diameter_m, double length_m, tl_econ_parker *cost, tl_error *error) {
  double d = diameter_m / METRE_PER_INCH, l = length_m / METRE_PER_MILE;
  *cost = (tl_econ_parker){.basis = {"USD", 2000}};
  if (!(d > 0) || !isfinite(d) || !(l > 0) || !isfinite(l))
    return tl_fail(error, TL_ERR_INPUT, "diameter = %g m and length = %g m must be above 0 and finite", diameter_m,
                   length_m);
  cost->material = (330.5 * d * d + 687 * d + 26960) * l + 35000;
  cost->labour = (343 * d * d + 2074 * d + 170013) * l + 185000;
  cost->other = (8417 * d + 7324) * l + 95000;
  cost->land = (577 * d + 29788) * l + 40000;
  cost->total = cost->material + cost->labour + cost->other + cost->land;
  cost->extrapolated = d < 4 - 1e-9 || d > 42 + 1e-9;
  return TL_OK;
}
