/* What a design costs: capital of line and stations, and a year of it. See docs/theory/design.md.
 *
 * annual cost = capital (annuity + operating share) + fuel, the capital with engineering and contingency on top.
 */
#include "optimise/tli_design.h"

#include "trunkline/econ.h"

tl_code tli_money_of(const tl_design_problem *problem, tli_money *money, tl_error *error) {
  const tl_design_prices *p = &problem->prices;
  double present;
  TLI_TRY(tl_econ_annuity(p->rate_1_a, p->life_a, &present, error));
  const double load = problem->corridor.load_factor > 0.0 ? problem->corridor.load_factor : 1.0;
  money->markup = (1.0 + p->engineering) * (1.0 + p->contingency);
  money->recovery_1_a = 1.0 / present;
  money->line_annual_1_a = money->recovery_1_a + p->line_operation_1_a;
  money->station_annual_1_a = money->recovery_1_a + p->station_operation_1_a;
  money->fuel_per_kg_s = p->fuel_per_kg * TLI_DESIGN_YEAR_S * load;
  money->power_per_w = p->power_per_j * TLI_DESIGN_YEAR_S * load;
  return TL_OK;
}

/* Metres of a stretch, counted once for each string, loops included. */
static double strings_m(const tli_made *made, size_t stretch) {
  const tl_design *d = made->design;
  const tl_design_corridor *c = &made->problem->corridor;
  const double begin = stretch > 0 ? c->stretches[stretch - 1].to_m : 0.0,
               end = tli_min(c->stretches[stretch].to_m, made->length_m);
  double metres = (end - begin) * (double)d->strings;
  double from = 0.0;
  for (size_t i = 0; i <= d->stations; i++) {
    const double to = i < d->stations ? d->station_m[i] : made->length_m;
    const double share = tl_design_loop_share(made->problem, d, i);
    const double loop_from = to - share * (to - from);
    metres += tli_max(tli_min(to, end) - tli_max(loop_from, begin), 0.0);
    from = to;
  }
  return metres;
}

static double steel_kg_m(const tli_made *made, size_t stretch) {
  return tl_econ_steel_kg_m(made->problem->catalogue->pipes[made->design->pipe].outside_diameter_m,
                            made->wall_m[stretch]);
}

/* A metre of one string in a stretch. */
static double metre_cost(const tli_made *made, size_t stretch) {
  const tl_design_problem *problem = made->problem;
  const tl_design_stretch *at = &problem->corridor.stretches[stretch];
  const double outside = problem->catalogue->pipes[made->design->pipe].outside_diameter_m;
  return steel_kg_m(made, stretch) * problem->catalogue->steels[made->design->steel].price_per_kg +
         TLI_PI * outside * problem->prices.coating_per_m2 + at->laying_fixed + at->laying_per_m * outside;
}

double tli_design_capital_of_stretch(const tli_made *made, const tli_money *money, size_t stretch) {
  return metre_cost(made, stretch) * strings_m(made, stretch) * money->markup;
}

void tli_design_line_capital(const tli_made *made, const tli_money *money, tl_design_state *s) {
  s->steel_kg = s->line_capital = s->looped_m = 0.0;
  for (size_t i = 0; i < made->problem->corridor.stretch_count; i++) {
    const double metres = strings_m(made, i);
    s->steel_kg += steel_kg_m(made, i) * metres;
    s->looped_m += metres;
    s->line_capital += metre_cost(made, i) * metres;
  }
  s->line_capital *= money->markup;
  s->looped_m -= (double)made->design->strings * made->length_m;
  if (s->looped_m < TLI_SAME_PLACE_M) s->looped_m = 0.0; /* rounding */
}

double tli_design_least_line_capital(const tli_made *made, const tli_money *money) {
  const tl_design_problem *problem = made->problem;
  const tl_design_catalogue *k = problem->catalogue;
  const double share = k->loop_count > 0 ? k->loop_shares[made->design->loop] : 0.0;
  double begin = 0.0, sum = 0.0, cheapest = INFINITY;
  for (size_t i = 0; i < problem->corridor.stretch_count; i++) {
    const double end = tli_min(problem->corridor.stretches[i].to_m, made->length_m), metre = metre_cost(made, i);
    sum += metre * (end - begin) * (double)made->design->strings;
    cheapest = tli_min(cheapest, metre);
    begin = end;
  }
  return (sum + share * made->length_m * cheapest) * money->markup;
}

static double station_factor(const tl_design_corridor *c, double at_m) {
  const double factor = c->stretches[tli_design_stretch(c, at_m + TLI_SAME_PLACE_M)].station_factor;
  return factor > 0.0 ? factor : 1.0;
}

/* A station as it is equipped, without engineering and contingency. */
static double station_cost(const tli_made *made, const tl_design_station *at) {
  const tl_design_machine *machine = &made->problem->catalogue->machines[made->design->machine];
  return (made->problem->prices.station_fixed + at->installed_w * machine->price_per_w) *
         station_factor(&made->problem->corridor, at->at_m);
}

/* That may run in one station. */
static double most_units_of(const tl_design_catalogue *k, const tl_design_machine *machine) {
  const double most = (double)k->most_units;
  return k->most_station_w > 0.0 ? tli_min(most, floor(k->most_station_w / machine->power_w)) : most;
}

void tli_design_price(const tli_made *made, const tli_money *money, tl_design_state *s) {
  const tl_design_problem *problem = made->problem;
  const tl_design *d = made->design;
  const tl_design_machine *machine = &problem->catalogue->machines[d->machine];
  const double rounding = 1e-9;
  s->station_capital = s->installed_w = 0.0;
  for (size_t i = 0; i < d->stations; i++) {
    tl_design_station *at = &s->stations[i];
    const double units = tli_max(ceil(at->power_w / machine->power_w - rounding), 1.0);
    at->units = (size_t)units;
    at->installed_w = (units + (double)d->spares) * machine->power_w;
    s->installed_w += at->installed_w;
    s->station_capital += station_cost(made, at);
    const double most_units = most_units_of(problem->catalogue, machine);
    const bool too_strong =
        problem->catalogue->most_station_w > 0.0 && at->power_w > problem->catalogue->most_station_w * (1.0 + rounding);
    if ((units > (double)problem->catalogue->most_units || too_strong) && s->limit == TL_DESIGN_FITS) {
      s->limit = TL_DESIGN_UNITS;
      s->value = units;
      s->allowed = most_units;
      s->at_m = at->at_m;
    }
  }
  s->station_capital *= money->markup;
  s->annual_capital = (s->line_capital + s->station_capital) * money->recovery_1_a;
  s->annual_operation =
      s->line_capital * problem->prices.line_operation_1_a + s->station_capital * problem->prices.station_operation_1_a;
  s->annual_fuel =
      machine->drive_efficiency > 0.0 ? s->fuel_kg_s * money->fuel_per_kg_s : s->power_w * money->power_per_w;
  s->annual_cost = s->annual_capital + s->annual_operation + s->annual_fuel;
  const double load = problem->corridor.load_factor > 0.0 ? problem->corridor.load_factor : 1.0;
  s->cost_per_kg = s->annual_cost / (problem->corridor.q_kg_s * load * TLI_DESIGN_YEAR_S);
}

tl_code tl_design_stretch_capital(const tl_design_problem *problem, const tl_design *design,
                                  const tl_design_state *state, double *line, double *stations, tl_error *error) {
  tli_march march;
  tli_made made;
  tli_money money;
  tl_design_state walls;
  if (state->limit != TL_DESIGN_FITS)
    return tl_fail(error, TL_ERR_USAGE, "only a design that fits has a capital in each stretch");
  TLI_TRY(tli_march_start(problem->gas, 0.0, &march, error));
  TLI_TRY(tli_money_of(problem, &money, error));
  TLI_TRY(tli_design_make(problem, &march, design, &made, &walls, error));
  const tl_design_corridor *c = &problem->corridor;
  for (size_t i = 0; i < c->stretch_count; i++) {
    line[i] = tli_design_capital_of_stretch(&made, &money, i);
    stations[i] = 0.0;
  }
  for (size_t i = 0; i < design->stations; i++)
    stations[tli_design_stretch(c, state->stations[i].at_m + TLI_SAME_PLACE_M)] +=
        station_cost(&made, &state->stations[i]) * money.markup;
  return TL_OK;
}

/* Nothing is known behind a broken limit. */
static void forget(tl_design_state *s) {
  s->annual_cost = s->cost_per_kg = s->annual_fuel = s->annual_capital = s->annual_operation = NAN;
  s->q_in_kg_s = s->fuel_kg_s = s->power_w = s->installed_w = s->delivery_p_pa = s->delivery_t_k = NAN;
  s->most_ratio = s->most_velocity_m_s = s->station_capital = NAN;
}

tl_code tl_design_evaluate(const tl_design_problem *problem, const tl_design *design, tl_design_state *state,
                           tl_error *error) {
  const tl_design_catalogue *k = problem->catalogue;
  const bool there = design->pipe < k->pipe_count && design->steel < k->steel_count &&
                     design->pressure < k->pressure_count && design->machine < k->machine_count &&
                     (design->loop < k->loop_count || (design->loop == 0 && k->loop_count == 0)) &&
                     design->strings >= 1 && design->stations <= TL_DESIGN_STATIONS;
  if (!there)
    return tl_fail(error, TL_ERR_USAGE,
                   "the design names a row that its catalogue does not have, no string, or more "
                   "than %d stations",
                   TL_DESIGN_STATIONS);
  const double length_m = problem->corridor.points[problem->corridor.point_count - 1].distance_m;
  for (size_t i = 0; i < design->stations; i++)
    if (!(design->station_m[i] >= 0.0 && design->station_m[i] < length_m - TLI_SAME_PLACE_M) ||
        (i > 0 && !(design->station_m[i] > design->station_m[i - 1] + TLI_SAME_PLACE_M)))
      return tl_fail(error, TL_ERR_USAGE, "station %zu of the design at %g km: places must rise within 0 .. %g km",
                     i + 1, design->station_m[i] * 1e-3, length_m * 1e-3);
  tli_march march;
  tli_made made;
  tli_money money;
  TLI_TRY(tli_march_start(problem->gas, 0.0, &march, error));
  TLI_TRY(tli_money_of(problem, &money, error));
  TLI_TRY(tli_design_make(problem, &march, design, &made, state, error));
  if (state->limit == TL_DESIGN_FITS) {
    tli_design_line_capital(&made, &money, state);
    tli_design_run(&made, state);
  }
  const bool has_state =
      state->limit == TL_DESIGN_FITS || state->limit == TL_DESIGN_RATIO || state->limit == TL_DESIGN_VELOCITY;
  if (has_state) tli_design_price(&made, &money, state);
  if (state->limit != TL_DESIGN_FITS) forget(state);
  return TL_OK;
}
