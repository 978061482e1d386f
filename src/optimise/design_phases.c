/* What to build when: the cheapest order of strings, stations, loops and units for flows that grow;
 * docs/theory/design-year.md.
 *
 * A stage is a part of the final design: so many of its strings, stations at every place, every second, every fourth
 * ... of its places, its loops or none. Stages only grow. Dynamic programming over the years, exact over all such
 * orders; units are bought when a station first needs them, a station that is relieved gives none back.
 */
#include "optimise/tli_design.h"
#include "trunkline/design_year.h"

enum { MOST_STAGES = 200 };

typedef struct stage {
  size_t strings, level; /* every 2^level-th station */
  bool loops;
  tl_design design;
  double line_capital;
  tl_design_state *states; /* by year */
} stage;

typedef struct planning {
  const tl_design_problem *problem;
  const tl_design *design;
  const double *q_kg_s;
  size_t years, stage_count;
  tli_money money;
  stage stages[MOST_STAGES];
  double *least;  /* present value up to year y that ends in stage s: [y * MOST_STAGES + s] */
  size_t *before; /* the stage of the year before */
} planning;

static bool has_own_loops(const tl_design_problem *problem, const tl_design *d) {
  for (size_t i = 0; i <= d->stations; i++)
    if (tl_design_loop_share(problem, d, i) > 0.0) return true;
  return false;
}

static tl_design stage_design(const tl_design *whole, const stage *s) {
  tl_design d = *whole;
  const size_t step = (size_t)1 << s->level;
  d.strings = s->strings;
  d.stations = 0;
  for (size_t i = 0; i < whole->stations; i += step) d.station_m[d.stations++] = whole->station_m[i];
  if (s->loops) return d;
  d.own_loops = true;
  for (size_t i = 0; i <= d.stations; i++) d.loop_share[i] = 0.0;
  return d;
}

static void list_stages(planning *p) {
  const tl_design *whole = p->design;
  const bool loops = has_own_loops(p->problem, whole);
  for (size_t strings = 1; strings <= whole->strings; strings++)
    for (size_t level = 0; level == 0 || (whole->stations + ((size_t)1 << (level - 1)) - 1) >> (level - 1) > 1; level++)
      for (int with = 0; with <= (loops && level == 0 && strings == whole->strings ? 1 : 0); with++)
        if (p->stage_count < MOST_STAGES) {
          stage *s = &p->stages[p->stage_count++];
          *s = (stage){.strings = strings, .level = level, .loops = with == 1};
          s->design = stage_design(whole, s);
        }
}

static tl_code evaluate(planning *p, tli_arena *arena, tl_error *error) {
  tl_design_problem year = *p->problem;
  for (size_t i = 0; i < p->stage_count; i++) {
    stage *s = &p->stages[i];
    s->states = TLI_NEW_N(arena, tl_design_state, p->years);
    if (s->states == NULL) return TLI_NO_MEMORY(error, "the plan");
    for (size_t y = 0; y < p->years; y++) {
      year.corridor.q_kg_s = p->q_kg_s[y];
      TLI_TRY(tl_design_evaluate(&year, &s->design, &s->states[y], error));
      if (s->states[y].limit == TL_DESIGN_FITS) s->line_capital = s->states[y].line_capital;
    }
  }
  return TL_OK;
}

/* ---- money ------------------------------------------------------------------------------------------------------- */

/* The station of a stage that stands at a place; NULL: none yet. */
static const tl_design_station *standing(const stage *s, size_t year, double at_m) {
  for (size_t i = 0; s != NULL && i < s->design.stations; i++)
    if (fabs(s->design.station_m[i] - at_m) < TLI_SAME_PLACE_M) return &s->states[year].stations[i];
  return NULL;
}

static double of_station(const planning *p, const tl_design_station *at) {
  const tl_design_corridor *c = &p->problem->corridor;
  const double factor = c->stretches[tli_design_stretch(c, at->at_m + TLI_SAME_PLACE_M)].station_factor;
  const double price = p->problem->catalogue->machines[p->design->machine].price_per_w;
  return (p->problem->prices.station_fixed + at->installed_w * price) * (factor > 0.0 ? factor : 1.0) * p->money.markup;
}

/* What a year spends in stage s after stage `from` (NULL: nothing stands). */
static void spend(const planning *p, const stage *from, const stage *s, size_t year, tl_design_phase *phase) {
  const tl_design_state *state = &s->states[year];
  const tl_design_prices *prices = &p->problem->prices;
  *phase = (tl_design_phase){.q_kg_s = p->q_kg_s[year],
                             .strings = s->strings,
                             .stations = s->design.stations,
                             .loops = s->loops,
                             .power_w = state->power_w};
  phase->line_capital = s->line_capital - (from != NULL ? from->line_capital : 0.0);
  for (size_t i = 0; i < s->design.stations; i++) {
    const tl_design_station *now = &state->stations[i], *was = standing(from, year - 1, now->at_m);
    phase->station_capital += tli_max(of_station(p, now) - (was != NULL ? of_station(p, was) : 0.0), 0.0);
    phase->units += now->units + s->design.spares;
  }
  phase->operation =
      s->line_capital * prices->line_operation_1_a + state->station_capital * prices->station_operation_1_a;
  phase->fuel = state->annual_fuel;
}

/* At the start of the first year; the last year's running costs go on till the life ends. */
static double present(const planning *p, const tl_design_phase *phase, size_t year) {
  const double r = p->problem->prices.rate_1_a, growth = log1p(r), life = p->problem->prices.life_a;
  double running = exp(-growth * ((double)year + 0.5));
  if (year + 1 == p->years)
    for (double t = (double)year + 1.0; t < life - 0.5; t += 1.0) running += exp(-growth * (t + 0.5));
  return exp(-growth * (double)year) * (phase->line_capital + phase->station_capital) +
         running * (phase->operation + phase->fuel);
}

/* ---- the cheapest order ------------------------------------------------------------------------------------------ */

static bool grows(const stage *from, const stage *to) {
  return to->strings >= from->strings && to->level <= from->level && (to->loops || !from->loops);
}

static bool fits(const stage *s, size_t year) { return s->states[year].limit == TL_DESIGN_FITS; }

static void forward(planning *p) {
  for (size_t y = 0; y < p->years; y++)
    for (size_t s = 0; s < p->stage_count; s++) {
      double *least = &p->least[y * MOST_STAGES + s];
      tl_design_phase phase;
      *least = INFINITY;
      if (!fits(&p->stages[s], y)) continue;
      if (y == 0) {
        spend(p, NULL, &p->stages[s], 0, &phase);
        *least = present(p, &phase, 0);
        continue;
      }
      for (size_t f = 0; f < p->stage_count; f++) {
        const double till = p->least[(y - 1) * MOST_STAGES + f];
        if (!isfinite(till) || !grows(&p->stages[f], &p->stages[s])) continue;
        spend(p, &p->stages[f], &p->stages[s], y, &phase);
        const double value = till + present(p, &phase, y);
        if (value >= *least) continue;
        *least = value;
        p->before[y * MOST_STAGES + s] = f;
      }
    }
}

static void backward(const planning *p, tl_design_plan *plan) {
  size_t stages[TL_DESIGN_YEARS], best = 0;
  const double *last = &p->least[(p->years - 1) * MOST_STAGES];
  for (size_t s = 1; s < p->stage_count; s++)
    if (last[s] < last[best]) best = s;
  plan->present_value = last[best];
  plan->fits = isfinite(last[best]);
  if (!plan->fits) {
    for (size_t y = p->years; y-- > 0;)
      for (size_t s = 0, any = 0; s < p->stage_count && any == 0; s++) {
        any = isfinite(p->least[y * MOST_STAGES + s]);
        if (s + 1 == p->stage_count && any == 0) plan->year_in_the_way = y;
      }
    return;
  }
  stages[p->years - 1] = best;
  for (size_t y = p->years; y-- > 1;) stages[y - 1] = p->before[y * MOST_STAGES + stages[y]];
  for (size_t y = 0; y < p->years; y++)
    spend(p, y > 0 ? &p->stages[stages[y - 1]] : NULL, &p->stages[stages[y]], y, &plan->phases[y]);
}

/* The stage that the plan ends with, built in the first year for the flow of the last one. */
static double at_once(const planning *p, const stage *s) {
  double sum = 0.0;
  for (size_t y = 0; y < p->years; y++) {
    tl_design_phase phase;
    if (!fits(s, y)) return NAN;
    spend(p, NULL, s, p->years - 1, &phase);
    if (y > 0) phase.line_capital = phase.station_capital = 0.0;
    phase.fuel = s->states[y].annual_fuel;
    sum += present(p, &phase, y);
  }
  return sum;
}

static void cheapest_at_once(const planning *p, tl_design_plan *plan) {
  plan->at_once = NAN;
  for (size_t s = 0; s < p->stage_count; s++) {
    const double value = at_once(p, &p->stages[s]);
    if (isnan(value) || (!isnan(plan->at_once) && value >= plan->at_once)) continue;
    plan->at_once = value;
    plan->at_once_strings = p->stages[s].strings;
    plan->at_once_stations = p->stages[s].design.stations;
  }
}

static tl_code make_plan(planning *p, tl_design_plan *plan, tli_arena *arena, tl_error *error) {
  p->least = TLI_NEW_N(arena, double, p->years *MOST_STAGES);
  p->before = TLI_NEW_N(arena, size_t, p->years * MOST_STAGES);
  if (p->least == NULL || p->before == NULL) return TLI_NO_MEMORY(error, "the plan");
  TLI_TRY(tli_money_of(p->problem, &p->money, error));
  list_stages(p);
  TLI_TRY(evaluate(p, arena, error));
  forward(p);
  backward(p, plan);
  cheapest_at_once(p, plan);
  return TL_OK;
}

tl_code tl_design_phases(const tl_design_problem *problem, const tl_design *design, const double *q_kg_s, size_t years,
                         tl_design_plan *plan, tl_error *error) {
  *plan = (tl_design_plan){.years = years};
  if (years < 1 || years > TL_DESIGN_YEARS)
    return tl_fail(error, TL_ERR_INPUT, "a plan has 1 .. %d years, not %zu", TL_DESIGN_YEARS, years);
  for (size_t y = 0; y < years; y++)
    if (!(q_kg_s[y] > 0.0 && q_kg_s[y] <= 1e5) || (y > 0 && q_kg_s[y] < q_kg_s[y - 1]))
      return tl_fail(error, TL_ERR_INPUT, "year %zu of the plan: %g kg/s after %g; flows are above 0 and never fall",
                     y + 1, q_kg_s[y], y > 0 ? q_kg_s[y - 1] : 0.0);
  tl_design_state state;
  TLI_TRY(tl_design_evaluate(problem, design, &state, error)); /* looks the design through */
  tli_arena *arena = tli_arena_create(NULL);
  planning *p = arena != NULL ? TLI_NEW(arena, planning) : NULL;
  tl_code code = TL_OK;
  if (p == NULL) {
    code = TLI_NO_MEMORY(error, "the plan");
  } else {
    *p = (planning){.problem = problem, .design = design, .q_kg_s = q_kg_s, .years = years};
    code = make_plan(p, plan, arena, error);
  }
  tli_arena_destroy(arena);
  return code;
}
