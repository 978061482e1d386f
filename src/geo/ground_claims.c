/* Claims about the ground against what layers give: see trunkline/ground.h. The words are chosen so that a layer that
 * cannot decide a claim never calls it wrong. */
#include "base/tli_base.h"
#include "trunkline/ground.h"

#include <math.h>

enum { MOST_MEASURES = 64 };

const char *tl_ground_verdict_name(tl_ground_verdict verdict) {
  switch (verdict) {
    case TL_GROUND_AGREES:
      return "agrees with these layers";
    case TL_GROUND_NOT_DECIDED:
      return "not decided by these layers";
    case TL_GROUND_DIFFERS:
      return "differs from what these layers give";
    case TL_GROUND_NOT_COMPUTED:
      break;
  }
  return "not computed";
}

/* Least squares of log length over log scale; scales that are all one give no slope. */
static void fit(const tl_ground_measure *m, size_t count, double claimed_m, tl_ground_trend *t) {
  double x = 0, y = 0, xx = 0, xy = 0;
  for (size_t i = 0; i < count; i++) {
    x += log(m[i].scale) / (double)count;
    y += log(m[i].length_m) / (double)count;
  }
  for (size_t i = 0; i < count; i++) {
    xx += (log(m[i].scale) - x) * (log(m[i].scale) - x);
    xy += (log(m[i].scale) - x) * (log(m[i].length_m) - y);
  }
  if (!(xx > 0)) return;
  const double slope = xy / xx;
  t->dimension = 1 - slope;
  if (slope != 0) t->scale_of_claim = exp(x + (log(claimed_m) - y) / slope);
}

tl_code tl_ground_length_claim(const tl_ground_measure *measures, size_t count, double claimed_m, double claimed_spread,
                               tl_ground_trend *trend, tl_error *error) {
  *trend = (tl_ground_trend){NAN, NAN, NAN, NAN, false, TL_GROUND_NOT_COMPUTED};
  if (!(claimed_m > 0) || !(claimed_spread >= 0))
    return tl_fail(error, TL_ERR_INPUT, "a claimed length of %g m with a spread of %g; both must be positive",
                   claimed_m, claimed_spread);
  if (count > MOST_MEASURES)
    return tl_fail(error, TL_ERR_INPUT, "%zu measurements; at most %d", count, (int)MOST_MEASURES);
  for (size_t i = 0; i < count; i++)
    if (!(measures[i].scale > 0) || !(measures[i].length_m > 0))
      return tl_fail(error, TL_ERR_INPUT, "measurement %zu: scale %g and length %g m must be positive", i + 1,
                     measures[i].scale, measures[i].length_m);
  if (count == 0) return TL_OK;
  size_t finest = 0, coarsest = 0;
  trend->rises = count > 1;
  trend->least_m = trend->most_m = measures[0].length_m;
  for (size_t i = 0; i < count; i++) {
    trend->least_m = fmin(trend->least_m, measures[i].length_m);
    trend->most_m = fmax(trend->most_m, measures[i].length_m);
    if (measures[i].scale < measures[finest].scale) finest = i;
    if (measures[i].scale > measures[coarsest].scale) coarsest = i;
    for (size_t k = 0; k < count; k++)
      if (measures[k].scale < measures[i].scale && !(measures[k].length_m > measures[i].length_m)) trend->rises = false;
  }
  if (finest == coarsest) trend->rises = false;
  fit(measures, count, claimed_m, trend);
  const double low = claimed_m * (1 - claimed_spread), high = claimed_m * (1 + claimed_spread);
  if (high >= trend->least_m && low <= trend->most_m)
    trend->verdict = TL_GROUND_AGREES;
  else if (low > trend->most_m &&
           (trend->rises || count == 1)) /* one scale tells no trend, and a finer one is longer */
    trend->verdict = TL_GROUND_NOT_DECIDED;
  else
    trend->verdict = TL_GROUND_DIFFERS;
  if (trend->scale_of_claim > measures[finest].scale && trend->verdict == TL_GROUND_NOT_DECIDED)
    trend->scale_of_claim = NAN;
  return TL_OK;
}

tl_ground_verdict tl_ground_claim(double claimed, double claimed_spread, double computed, double computed_spread) {
  if (!isfinite(computed) || !isfinite(claimed)) return TL_GROUND_NOT_COMPUTED;
  const double low = claimed - fabs(claimed) * claimed_spread, high = claimed + fabs(claimed) * claimed_spread;
  const double least = computed - fabs(computed) * computed_spread, most = computed + fabs(computed) * computed_spread;
  return high >= least && low <= most ? TL_GROUND_AGREES : TL_GROUND_DIFFERS;
}
