/* All internal rates of return, none invented.
 *
 * With u = step log(1 + r), the value times a power of the discount factor is g(u) = sum_k f_k exp(-u (k - c)), with
 * the same zeros. Each term is monotone in u, so that the sums of the terms' ends enclose g and g' on an interval. An
 * interval whose enclosure of g is clear of 0 holds no zero; one whose enclosure of g' is clear of 0 holds one exactly
 * where the ends differ in sign; others are halved (Moore, Interval Analysis, 1966). What is left at the resolution of
 * u touches 0 without crossing, within rounding. */
#include <float.h>
#include <math.h>

#include "econ/tli_econ.h"

#define LOWEST_RATE (-0.9)
#define HIGHEST_RATE 10.0
#define LONGEST_A 100.0

typedef struct search {
  const double *flows;
  size_t count;
  double centre, step_a;
  double *rates;
  size_t room, found;
  double first_u, last_u; /* of the last cluster of zeros */
} search;

typedef struct enclosure {
  double low, high, slope_low, slope_high;
} enclosure;

static enclosure enclose(const search *s, double a, double b) {
  enclosure e = {0, 0, 0, 0};
  double size = 0, slope_size = 0;
  for (size_t k = 0; k < s->count; k++) {
    if (s->flows[k] == 0.0) continue;
    double power = (double)k - s->centre;
    double at_a = s->flows[k] * exp(-a * power), at_b = s->flows[k] * exp(-b * power);
    e.low += fmin(at_a, at_b);
    e.high += fmax(at_a, at_b);
    e.slope_low += fmin(-power * at_a, -power * at_b);
    e.slope_high += fmax(-power * at_a, -power * at_b);
    double largest = fmax(fabs(at_a), fabs(at_b));
    size += largest;
    slope_size += fabs(power) * largest;
  }
  double slack = ((double)s->count + 8) * DBL_EPSILON;
  e.low -= slack * size;
  e.high += slack * size;
  e.slope_low -= slack * slope_size;
  e.slope_high += slack * slope_size;
  return e;
}

static double value_at(const search *s, double u) {
  double sum = 0;
  for (size_t k = 0; k < s->count; k++)
    if (s->flows[k] != 0.0) sum += s->flows[k] * exp(-u * ((double)k - s->centre));
  return sum;
}

/* Sum of the sizes of the terms: what rounding of g is measured by. */
static double size_at(const search *s, double u) {
  double size = 0;
  for (size_t k = 0; k < s->count; k++) size += fabs(s->flows[k]) * exp(-u * ((double)k - s->centre));
  return size;
}

/* Two zeros are one, in the middle of them, where g half-way between cannot be told from 0. */
static void keep(search *s, double u) {
  double between = 0.5 * (s->last_u + u);
  double noise = 64 * ((double)s->count + 8) * DBL_EPSILON;
  if (s->found == 0 || fabs(value_at(s, between)) > noise * size_at(s, between)) {
    s->first_u = u;
    s->found++;
  }
  s->last_u = u;
  if (s->found <= s->room) s->rates[s->found - 1] = expm1(0.5 * (s->first_u + u) / s->step_a);
}

/* The mean-value form: g lies within half the width times the largest slope of its value in the middle. */
static bool is_clear(const search *s, double a, double b, const enclosure *e) {
  double middle = a + 0.5 * (b - a);
  double reach = 0.5 * (b - a) * fmax(fabs(e->slope_low), fabs(e->slope_high));
  return fabs(value_at(s, middle)) > reach * (1 + 1e-12) + ((double)s->count + 8) * DBL_EPSILON * size_at(s, middle);
}

static double halve(const search *s, double a, double b, double at_a) {
  for (;;) {
    double middle = a + 0.5 * (b - a);
    if (middle <= a || middle >= b) return b;
    double at = value_at(s, middle);
    if (at == 0.0) return middle;
    if ((at > 0) == (at_a > 0))
      a = middle;
    else
      b = middle;
  }
}

/* Finds the zeros in (a, b]. Depth is bounded by the resolution: at most about 50. */
static void find(search *s, double a, double b) {
  enclosure e = enclose(s, a, b);
  if (e.low > 0 || e.high < 0 || is_clear(s, a, b, &e)) return;
  double at_a = value_at(s, a), at_b = value_at(s, b);
  double resolution = 1e-9 * s->step_a;
  if (e.slope_low > 0 || e.slope_high < 0) {
    if (at_b == 0.0)
      keep(s, b);
    else if (at_a != 0.0 && (at_a > 0) != (at_b > 0))
      keep(s, halve(s, a, b, at_a));
    return;
  }
  if (b - a <= resolution) {
    keep(s, a + 0.5 * (b - a));
    return;
  }
  find(s, a, a + 0.5 * (b - a));
  find(s, a + 0.5 * (b - a), b);
}

tl_code tl_econ_irr(const double *flows, size_t count, const tl_econ_calendar *calendar, double *rates_1_a, size_t room,
                    size_t *found, tl_error *error) {
  *found = 0;
  TLI_TRY(tli_econ_check_flows(flows, count, calendar, "the cash flow", error));
  if ((double)count * calendar->step_a > LONGEST_A + 1e-9)
    return tl_fail(error, TL_ERR_INPUT, "the cash flow lasts %g years; rates of return are found up to %g years",
                   (double)count * calendar->step_a, LONGEST_A);
  double changes_at = 0, previous = 0, sum = 0;
  size_t changes = 0;
  bool gain = false, loss = false;
  for (size_t k = 0; k < count; k++) {
    sum += flows[k];
    if (flows[k] == 0.0) continue;
    gain = gain || flows[k] > 0;
    loss = loss || flows[k] < 0;
    if ((previous > 0 && flows[k] < 0) || (previous < 0 && flows[k] > 0)) {
      changes++;
      changes_at += (double)k - 0.5;
    }
    previous = flows[k];
  }
  if (!gain || !loss)
    return tl_fail(error, TL_ERR_NO_ANSWER, "%s, so there is no rate of return",
                   gain   ? "nothing is ever spent"
                   : loss ? "the project never pays back: nothing is ever earned"
                          : "nothing is ever spent or earned");
  search s = {flows, count, changes_at / (double)changes, calendar->step_a, rates_1_a, room, 0, 0, 0};
  find(&s, calendar->step_a * log1p(LOWEST_RATE), calendar->step_a * log1p(HIGHEST_RATE));
  *found = s.found;
  if (s.found > 0) return TL_OK;
  return tl_fail(error, TL_ERR_NO_ANSWER,
                 "no rate of return from %g to %g a year: %s (flows sum to %g, sign changes %zu)", LOWEST_RATE,
                 HIGHEST_RATE, sum < 0 ? "the project never pays back" : "its value is 0 at none", sum, changes);
}
