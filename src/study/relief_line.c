/* Values along a line from samples of rasters and what waypoints give; and fewer points for the pipes. The formulas are
 * in docs/theory/study-relief.md. */
#include "study/relief.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- settling ------------------------------------------------------------------------------------------------- */

/* The value of a sample in the month asked for (-1: the mean of the months). */
static double month_of(const tli_relief_samples *s, size_t n, int month) {
  if (s->months == 1) return s->values[n];
  if (month >= 0) return s->values[(size_t)month * s->count + n];
  double sum = 0.0;
  for (size_t m = 0; m < s->months; m++) sum += s->values[m * s->count + n];
  return sum / (double)s->months;
}

double tli_relief_year(const tli_relief_samples *samples, size_t sample) { return month_of(samples, sample, -1); }

/* Places where a waypoint and a raster both know: their difference, from the mean of the year. It runs out over one
 * cell to each side, for further away the raster knows more than the waypoint. */
typedef struct anchors {
  size_t count;
  double *at_m, *shift;
  double reach_m;
} anchors;

static const double least_reach_m =
    1000.0; /* no cliff of a few metres' length where a fine raster and a waypoint differ */

static double tent(const anchors *a, size_t i, double at_m, double room_m) {
  const double reach = fmin(a->reach_m, room_m), away = fabs(at_m - a->at_m[i]);
  return away < reach ? a->shift[i] * (1.0 - away / reach) : 0.0;
}

/* Between two anchors nearer than a cell the difference is linear. */
static double shift_at(const anchors *a, double at_m) {
  size_t next = 0;
  while (next < a->count && a->at_m[next] < at_m) next++;
  const bool before = next > 0, behind = next < a->count;
  const double room = before && behind ? a->at_m[next] - a->at_m[next - 1] : INFINITY;
  return (before ? tent(a, next - 1, at_m, room) : 0.0) + (behind ? tent(a, next, at_m, room) : 0.0);
}

/* Unknown values: linear between known neighbours, the nearest one at the ends. */
static void fill_gaps(tli_relief_line *line) {
  size_t before = SIZE_MAX;
  for (size_t i = 0; i <= line->count; i++) {
    if (i < line->count && isnan(line->value[i])) continue;
    const size_t first = before == SIZE_MAX ? 0 : before + 1;
    const bool behind = i < line->count;
    if (first < i) {
      const double from = before == SIZE_MAX ? line->at_m[0] : line->at_m[before];
      line->unknown_m += (behind ? line->at_m[i] : line->at_m[line->count - 1]) - from;
    }
    for (size_t k = first; k < i; k++) {
      if (before == SIZE_MAX || !behind)
        line->value[k] = behind ? line->value[i] : before != SIZE_MAX ? line->value[before] : NAN;
      else
        line->value[k] = line->value[before] + (line->value[i] - line->value[before]) *
                                                   (line->at_m[k] - line->at_m[before]) /
                                                   (line->at_m[i] - line->at_m[before]);
    }
    before = i;
  }
}

tl_code tli_relief_settle(const tli_relief_samples *samples, const tli_study *study, const double *given,
                          size_t positions, tli_arena *arena, tli_relief_line *line, tl_error *error) {
  *line = (tli_relief_line){0};
  if (samples->count == 0) return TL_OK;
  const int month = tli_relief_month(study);
  const bool given_stands = !tli_text_equal(study->relief.at_waypoints, "raster");
  anchors a = {0, TLI_NEW_N(arena, double, positions), TLI_NEW_N(arena, double, positions),
               fmax(samples->cell_m, least_reach_m)};
  line->at_m = TLI_NEW_N(arena, double, samples->count);
  line->value = TLI_NEW_N(arena, double, samples->count);
  if (a.at_m == NULL || a.shift == NULL || line->at_m == NULL || line->value == NULL)
    return TLI_NO_MEMORY(error, "heights along the line");
  memcpy(line->at_m, samples->at_m, samples->count * sizeof *line->at_m);
  bool any = false;
  for (size_t k = 0; k < positions && given_stands; k++) {
    const double year = month_of(samples, samples->of_position[k], -1);
    if (isnan(given[k]) || isnan(year)) continue;
    a.at_m[a.count] = samples->at_m[samples->of_position[k]];
    a.shift[a.count++] = given[k] - year;
  }
  for (size_t n = 0; n < samples->count; n++) {
    line->value[n] = month_of(samples, n, month) + shift_at(&a, samples->at_m[n]);
    any = any || !isnan(line->value[n]);
  }
  for (size_t k = 0; k < positions; k++) { /* exact, not to the last bit of a sum; and alone where no raster knows */
    const size_t n = samples->of_position[k];
    const bool year = month < 0 || samples->months == 1;
    if (isnan(given[k]) || !(isnan(line->value[n]) || (given_stands && year))) continue;
    line->value[n] = given[k];
    any = true;
  }
  if (!any) return TL_OK;
  line->count = samples->count;
  fill_gaps(line);
  return TL_OK;
}

/* ---- looking up ----------------------------------------------------------------------------------------------- */

double tli_relief_at(const tli_relief_line *line, double at_m) {
  if (line->count == 0) return NAN;
  if (line->count == 1 || at_m <= line->at_m[0]) return line->value[0];
  if (at_m >= line->at_m[line->count - 1]) return line->value[line->count - 1];
  size_t low = 0, high = line->count - 1;
  while (high - low > 1) {
    const size_t middle = low + (high - low) / 2;
    if (line->at_m[middle] <= at_m)
      low = middle;
    else
      high = middle;
  }
  const double run = line->at_m[high] - line->at_m[low], share = run > 0.0 ? (at_m - line->at_m[low]) / run : 0.0;
  return line->value[low] + share * (line->value[high] - line->value[low]);
}

tli_relief_sums tli_relief_sum(const tli_relief_line *line) {
  tli_relief_sums s = {NAN, NAN, NAN, 0.0, 0.0, 0.0, 0.0};
  if (line->count == 0) return s;
  double area = 0.0;
  s.least = s.most = line->value[0];
  for (size_t i = 1; i < line->count; i++) {
    const double run = line->at_m[i] - line->at_m[i - 1], up = line->value[i] - line->value[i - 1];
    *(up > 0.0 ? &s.rise : &s.fall) += fabs(up);
    s.slope_m += hypot(run, up);
    s.length_m += run;
    area += run * 0.5 * (line->value[i] + line->value[i - 1]);
    s.least = fmin(s.least, line->value[i]);
    s.most = fmax(s.most, line->value[i]);
  }
  s.mean = s.length_m > 0.0 ? area / s.length_m : line->value[0];
  return s;
}

/* ---- thinning ------------------------------------------------------------------------------------------------- */

typedef struct stretch {
  size_t from, to, worst; /* points of the line */
  double error;           /* at worst */
} stretch;

static stretch look_at(const tli_relief_line *line, size_t from, size_t to) {
  stretch s = {from, to, from, 0.0};
  const double run = line->at_m[to] - line->at_m[from];
  for (size_t i = from + 1; i < to; i++) {
    const double share = run > 0.0 ? (line->at_m[i] - line->at_m[from]) / run : 0.0;
    const double off = fabs(line->value[i] - line->value[from] - share * (line->value[to] - line->value[from]));
    if (off <= s.error) continue;
    s.error = off;
    s.worst = i;
  }
  return s;
}

static int by_start(const void *a, const void *b) {
  const stretch *x = a, *y = b;
  return (x->from > y->from) - (x->from < y->from);
}

tl_code tli_relief_thin(const tli_relief_line *line, const size_t *keep, size_t keep_count, size_t most, double enough,
                        tli_arena *arena, tli_relief_line *thin, double *error_left, tl_error *error) {
  *thin = (tli_relief_line){0};
  *error_left = 0.0;
  if (line->count < 2) return TL_OK;
  stretch *stretches = TLI_NEW_N(arena, stretch, keep_count + most + 2);
  if (stretches == NULL) return TLI_NO_MEMORY(error, "heights along the line");
  size_t count = 0, at = 0;
  for (size_t k = 0; k <= keep_count; k++) {
    const size_t next = k < keep_count ? keep[k] : line->count - 1;
    if (next <= at) continue;
    stretches[count++] = look_at(line, at, next);
    at = next;
  }
  for (size_t added = 0;; added++) {
    size_t worst = 0;
    for (size_t i = 1; i < count; i++)
      if (stretches[i].error > stretches[worst].error) worst = i;
    *error_left = stretches[worst].error;
    if (*error_left <= enough || added == most) break;
    const stretch split = stretches[worst];
    stretches[worst] = look_at(line, split.from, split.worst);
    stretches[count++] = look_at(line, split.worst, split.to);
  }
  qsort(stretches, count, sizeof *stretches, by_start);
  thin->at_m = TLI_NEW_N(arena, double, count + 1);
  thin->value = TLI_NEW_N(arena, double, count + 1);
  if (thin->at_m == NULL || thin->value == NULL) return TLI_NO_MEMORY(error, "heights along the line");
  for (size_t i = 0; i <= count; i++) {
    const size_t n = i < count ? stretches[i].from : stretches[count - 1].to;
    thin->at_m[i] = line->at_m[n];
    thin->value[i] = line->value[n];
  }
  thin->count = count + 1;
  thin->unknown_m = line->unknown_m;
  return TL_OK;
}
