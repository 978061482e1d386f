/* Mean delivery over all states of units that fail; docs/theory/design-year.md.
 *
 * Units of a station are alike and independent: k of n are up in C(n, k) a^k (1 - a)^(n - k) of the time. States are
 * the products over stations, those with more units up than matter taken together. Few states are all computed; of
 * many, those with a unit missing are drawn (the state with all that matters is known, its share is exact).
 */
#include "optimise/tli_design.h"
#include "trunkline/design_year.h"

#include <string.h>

typedef struct states {
  const tl_availability_problem *p;
  size_t most[TL_AVAILABILITY_STATIONS];   /* units that matter */
  double *share[TL_AVAILABILITY_STATIONS]; /* of time, by units up 0 .. most */
  double count;                            /* of states */
  double full_share;
} states;

static double choose(size_t n, size_t k) {
  double c = 1.0;
  for (size_t i = 1; i <= k; i++) c *= (double)(n - k + i) / (double)i;
  return c;
}

static tl_code check(const tl_availability_problem *p, tl_error *error) {
  if (p->station_count > TL_AVAILABILITY_STATIONS)
    return tl_fail(error, TL_ERR_INPUT, "availability: %zu stations are more than %d", p->station_count,
                   TL_AVAILABILITY_STATIONS);
  if (!(p->unit >= 0.0 && p->unit <= 1.0) || !(p->line >= 0.0 && p->line <= 1.0))
    return tl_fail(error, TL_ERR_INPUT, "availability of units %g and of the line %g: each is a share of time, 0 .. 1",
                   p->unit, p->line);
  for (size_t i = 0; i < p->station_count; i++)
    if (p->units[i] > 100)
      return tl_fail(error, TL_ERR_INPUT, "availability: %zu units in one station are more than 100", p->units[i]);
  if (!(p->least >= 0.0 && p->least < 1.0) || (p->most_states == 0 && p->samples < 2))
    return tl_fail(error, TL_ERR_INPUT,
                   "availability: states below a share of 0 .. 1 are left out, and a sample has at "
                   "least 2 states");
  return TL_OK;
}

static tl_code list_states(states *s, tli_arena *arena, tl_error *error) {
  const tl_availability_problem *p = s->p;
  s->count = s->full_share = 1.0;
  for (size_t i = 0; i < p->station_count; i++) {
    const size_t n = p->units[i];
    s->most[i] = p->enough != NULL && p->enough[i] < n ? p->enough[i] : n;
    s->share[i] = TLI_NEW_N(arena, double, s->most[i] + 1);
    if (s->share[i] == NULL) return TLI_NO_MEMORY(error, "availability");
    for (size_t k = 0; k <= n; k++)
      s->share[i][k < s->most[i] ? k : s->most[i]] +=
          choose(n, k) * pow(p->unit, (double)k) * pow(1.0 - p->unit, (double)(n - k));
    s->count *= (double)(s->most[i] + 1);
    s->full_share *= s->share[i][s->most[i]];
  }
  return TL_OK;
}

/* ---- all of them ------------------------------------------------------------------------------------------------- */

static bool next_state(const states *s, size_t *up) {
  for (size_t i = 0; i < s->p->station_count; i++) {
    if (up[i] > 0) {
      up[i]--;
      return true;
    }
    up[i] = s->most[i];
  }
  return false;
}

static tl_code enumerate(const states *s, tl_availability_answer *a, tl_error *error) {
  const tl_availability_problem *p = s->p;
  size_t up[TL_AVAILABILITY_STATIONS];
  double sum = 0.0, seen = 0.0;
  memcpy(up, s->most, sizeof up);
  do {
    double share = 1.0, value;
    for (size_t i = 0; i < p->station_count; i++) share *= s->share[i][up[i]];
    if (share < p->least || share == 0.0) continue;
    TLI_TRY(p->delivered(p->context, up, &value, error));
    sum += share * value;
    seen += share;
    a->states++;
  } while (next_state(s, up));
  a->enumerated = true;
  a->unseen = tli_max(1.0 - seen, 0.0);
  if (a->unseen < 1e-12) a->unseen = 0.0; /* rounding */
  a->low = p->line * sum;
  a->high = p->line * (sum + a->unseen * a->full);
  a->mean = 0.5 * (a->low + a->high);
  return TL_OK;
}

/* ---- a sample ---------------------------------------------------------------------------------------------------- */

/* splitmix64 (Steele, Lea, Flood 2014): 0 .. 1. */
static double draw(uint64_t *seed) {
  uint64_t z = *seed += 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

/* A state with at least one unit missing: the first station that misses one by its chance, those before it whole. */
static void draw_state(const states *s, uint64_t *seed, size_t *up) {
  double left = draw(seed) * (1.0 - s->full_share), whole = 1.0;
  size_t first = 0;
  for (; first + 1 < s->p->station_count; first++) {
    const double missing = whole * (1.0 - s->share[first][s->most[first]]);
    if (left < missing) break;
    left -= missing;
    whole *= s->share[first][s->most[first]];
  }
  for (size_t i = 0; i < s->p->station_count; i++) {
    up[i] = s->most[i];
    if (i < first) continue;
    const double below = i == first ? 1.0 - s->share[i][s->most[i]] : 1.0;
    double at = draw(seed) * below;
    size_t k = 0;
    const size_t last = i == first && s->most[i] > 0 ? s->most[i] - 1 : s->most[i];
    while (k < last && at >= s->share[i][k]) at -= s->share[i][k++];
    up[i] = k;
  }
}

static tl_code sample(const states *s, tl_availability_answer *a, tl_error *error) {
  const tl_availability_problem *p = s->p;
  uint64_t seed = p->seed;
  double mean = 0.0, squares = 0.0;
  for (size_t n = 0; n < p->samples; n++) {
    size_t up[TL_AVAILABILITY_STATIONS];
    double value;
    draw_state(s, &seed, up);
    TLI_TRY(p->delivered(p->context, up, &value, error));
    const double before = mean;
    mean += (value - mean) / (double)(n + 1);
    squares += (value - before) * (value - mean);
  }
  const double rest = 1.0 - s->full_share;
  a->states = p->samples + 1;
  a->standard_error = p->line * rest * sqrt(squares / ((double)p->samples * (double)(p->samples - 1)));
  a->mean = p->line * (s->full_share * a->full + rest * mean);
  a->low = tli_max(a->mean - 2.0 * a->standard_error, 0.0);
  a->high = tli_min(a->mean + 2.0 * a->standard_error, p->line * a->full);
  return TL_OK;
}

tl_code tl_availability(const tl_availability_problem *problem, tl_availability_answer *answer, tl_error *error) {
  *answer = (tl_availability_answer){0};
  TLI_TRY(check(problem, error));
  tli_arena *arena = tli_arena_create(NULL);
  if (arena == NULL) return TLI_NO_MEMORY(error, "availability");
  states s = {.p = problem};
  tl_code code = list_states(&s, arena, error);
  if (code == TL_OK) code = problem->delivered(problem->context, s.most, &answer->full, error);
  const bool few = s.count <= (double)problem->most_states || !(s.full_share < 1.0);
  if (code == TL_OK && !few && problem->samples < 2)
    code = tl_fail(error, TL_ERR_INPUT, "availability: %g states are more than %zu, and a sample needs at least 2",
                   s.count, problem->most_states);
  if (code == TL_OK) code = few ? enumerate(&s, answer, error) : sample(&s, answer, error);
  tli_arena_destroy(arena);
  return code;
}
