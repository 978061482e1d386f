/* Low / likely / high: the little arithmetic that estimates need. Ends meet ends, as in a worst and a best case; a
 * distribution of the sum needs samples and correlations and is not made up here. */
#include <math.h>

#include "base/tli_base.h"
#include "trunkline/econ.h"

tl_range tl_econ_range(double value) { return (tl_range){value, value, value}; }

tl_range tl_econ_range_add(tl_range a, tl_range b) {
  return (tl_range){a.low + b.low, a.likely + b.likely, a.high + b.high};
}

tl_range tl_econ_range_times(tl_range a, tl_range b) {
  return (tl_range){a.low * b.low, a.likely * b.likely, a.high * b.high};
}

tl_range tl_econ_range_scale(tl_range a, double factor) {
  tl_range scaled = {a.low * factor, a.likely * factor, a.high * factor};
  if (factor < 0) scaled = (tl_range){scaled.high, scaled.likely, scaled.low};
  return scaled;
}

tl_code tl_econ_range_check(tl_range range, const char *what, tl_error *error) {
  if (!isfinite(range.low) || !isfinite(range.likely) || !isfinite(range.high))
    return tl_fail(error, TL_ERR_INPUT, "%s: low %g, likely %g, high %g must all be finite numbers", what, range.low,
                   range.likely, range.high);
  if (!(range.low <= range.likely && range.likely <= range.high))
    return tl_fail(error, TL_ERR_INPUT, "%s: low %g, likely %g, high %g must not fall from left to right", what,
                   range.low, range.likely, range.high);
  return TL_OK;
}
