/* The twelve months of a line with real units. Each month is the line of the reference scenario with the ground and the
 * coolers of that month; its stations then work with the efficiency that their units have at that point, found by
 * going to and fro between the line and the units until the fuel stands still. docs/theory/study-stations.md */
#include "net/tli_net.h"
#include "study/months.h"

#include <string.h>

enum { ROUNDS = 8, MOST_UNITS = TL_STAGE_UNITS };
static const double fuel_stands_still = 1e-6;

static const tli_study_machine *machine_of(const tli_study *s, const char *id) {
  for (size_t i = 0; i < s->machine_count; i++)
    if (tli_text_equal(s->machines[i].id, id)) return &s->machines[i];
  return NULL;
}

/* ---- who stands at a station ----------------------------------------------------------------------------------- */

/* The duty of a station in the reference scenario: whole volume flow at its inlet flange, and head. */
static tl_code duty_of_reference(const tl_study *study, const tli_crew *c, double *flow_m3_s, double *head_j_kg,
                                 double *power_w, tl_error *error) {
  tl_station_state cs;
  tl_link_state link;
  tl_gas_state gas;
  TLI_TRY(tl_steady_station(study->steady, c->at->link, &cs, error));
  TLI_TRY(tl_steady_link(study->steady, c->at->link, &link, error));
  TLI_TRY(tl_gas_state_pt(study->gas, cs.suction_p_pa, link.t_from_k, &gas, error));
  *flow_m3_s = link.q_kg_s / gas.density_kg_m3;
  *head_j_kg = cs.head_j_kg;
  *power_w = cs.power_w;
  return TL_OK;
}

/* Least number of units whose power in every month is what the reference needs. */
static size_t units_needed(const tl_study *study, const tli_crew *c, double power_w) {
  double least_w = INFINITY;
  for (size_t m = 0; m < TLI_YEAR_MONTHS; m++)
    least_w = fmin(least_w, tli_unit_power(&c->model, tli_air_k(study, c->at->chainage_m, m), c->at->height_m));
  const double units = least_w > 0.0 ? ceil(power_w / least_w) : MOST_UNITS;
  return (size_t)fmin(fmax(units, 1.0), MOST_UNITS);
}

/* What a station asks of its units in the reference scenario. */
typedef struct asked {
  double flow_m3_s, head_j_kg, power_w;
} asked;

/* Compressors of the same kind of station and number of units are alike: laid out for the largest head among them and
 * their mean flow, at the rated speed. */
static tl_code lay_out(tli_year *year, const asked *duties, tl_error *error) {
  tl_study *study = year->study;
  const size_t count = study->line->station_count;
  for (size_t i = 0; i < count; i++) {
    tli_crew *c = &year->crews[i];
    if (!c->has_units) continue;
    double head = 0.0, flow = 0.0, alike = 0.0;
    for (size_t k = 0; k < count; k++) {
      const tli_crew *other = &year->crews[k];
      if (!other->has_units || other->kind != c->kind || other->running != c->running) continue;
      head = fmax(head, duties[k].head_j_kg);
      flow += duties[k].flow_m3_s / (double)other->running;
      alike += 1.0;
    }
    tl_measured_map_destroy(c->model.map);
    c->model.map = NULL;
    TLI_TRY(tli_unit_make(study->reference, c->model.machine, flow / alike, head, study->arena, &c->model, error));
  }
  return TL_OK;
}

static tl_code make_crews(tli_year *year, asked *duties, tl_error *error) {
  tl_study *study = year->study;
  const tli_line *line = study->line;
  for (size_t i = 0; i < line->station_count; i++) {
    tli_crew *c = &year->crews[i];
    asked *d = &duties[i];
    c->at = &line->stations[i];
    c->kind = c->at->station;
    c->spares = (size_t)(c->kind->spares.si + 0.5);
    c->chosen = !(c->kind->units.si > 0.0);
    const tli_study_machine *machine = machine_of(study->reference, c->kind->unit);
    TLI_TRY(duty_of_reference(study, c, &d->flow_m3_s, &d->head_j_kg, &d->power_w, error));
    c->has_units = machine != NULL && d->flow_m3_s > 0.0 && d->head_j_kg > 100.0; /* one that is by-passed has none */
    if (!c->has_units) continue;
    TLI_TRY(tli_unit_make(study->reference, machine, d->flow_m3_s, d->head_j_kg, study->arena, &c->model, error));
    c->running = c->chosen ? units_needed(study, c, d->power_w) : (size_t)(c->kind->units.si + 0.5) - c->spares;
  }
  return TL_OK;
}

/* ---- one month ------------------------------------------------------------------------------------------------- */

typedef struct month_line {
  const tli_year *year;
  size_t month;
  tl_network network; /* the line's, with pipes and stations of this month */
  tl_station *stations;
  tl_pipe *pipes;
  tli_month *answer;
} month_line;

static double ground_at(const month_line *x, double chainage_m, double mean_k, bool frozen) {
  return frozen ? mean_k : mean_k + tli_ground_offset_k(x->year->study, chainage_m, x->month);
}

static tl_code copy_line(month_line *x, tli_arena *arena, tl_error *error) {
  const tl_study *study = x->year->study;
  const tli_line *line = study->line;
  TLI_TRY(tli_line_own_stations(line, arena, &x->network, &x->stations, error));
  x->pipes = TLI_NEW_N(arena, tl_pipe, line->pipe_count + 1);
  if (x->pipes == NULL) return TLI_NO_MEMORY(error, "a month");
  for (size_t i = 0; i < line->pipe_count; i++) {
    const tli_line_pipe *at = &line->pipes[i];
    tl_pipe *pipe = &x->pipes[i];
    *pipe = *(const tl_pipe *)line->network->links[at->link].params;
    const tli_study_frozen *frozen = tli_frozen_at(study, at->chainage_m + 0.5 * pipe->length_m);
    const double from_k = frozen != NULL ? frozen->temperature.si : pipe->ground_t_from_k;
    const double to_k = frozen != NULL ? frozen->temperature.si : pipe->ground_t_to_k;
    pipe->ground_t_from_k = ground_at(x, at->chainage_m, from_k, frozen != NULL);
    pipe->ground_t_to_k = ground_at(x, at->chainage_m + pipe->length_m, to_k, frozen != NULL);
    x->network.links[at->link].params = pipe;
  }
  return TL_OK;
}

/* What the coolers reach in this month's air, and the chiller behind them. */
static void set_coolers(month_line *x) {
  const tli_year *year = x->year;
  for (size_t i = 0; i < year->study->line->station_count; i++) {
    const tli_crew *c = &year->crews[i];
    tli_month_station *m = &x->answer->stations[i];
    m->air_k = tli_air_k(year->study, c->at->chainage_m, x->month);
    m->cooler_k = fmax(c->kind->cooler_outlet.si, m->air_k + c->kind->cooler_approach.si);
    m->limit_k = tli_warmth_limit(year->study, c->at->section, x->month, &m->limit_why);
    const bool chilled = c->kind->chiller && m->limit_k > 0.0 && m->limit_k < m->cooler_k;
    x->stations[i].cooler_t_k = chilled ? m->limit_k : m->cooler_k;
  }
}

/* The units of a station at the state of the line: all numbers that can run are tried. */
static tl_code ask_units(const tl_study *study, const tli_crew *c, const tl_station *station, tli_month_station *m,
                         tl_error *error) {
  tl_unit units[MOST_UNITS];
  tl_unit_stage stages[MOST_UNITS];
  tl_configuration ways[MOST_UNITS];
  for (size_t n = 0; n < c->running; n++) {
    units[n] = c->model.unit;
    stages[n] = (tl_unit_stage){units, n + 1};
    ways[n] = (tl_configuration){"", &stages[n], 1};
  }
  const tl_gas_quality *q = &study->quality;
  const tl_station_duty duty = {.gas = study->gas,
                                .path = TL_COMPRESSION_KAPPA,
                                .kappa = station->kappa,
                                .p_in_pa = m->p_in_pa,
                                .p_out_pa = m->p_out_pa,
                                .q_kg_s = m->q_kg_s,
                                .t_in_k = m->t_in_k,
                                .loss_in_pa = station->loss_in_pa,
                                .loss_out_pa = station->loss_out_pa,
                                .cooler_approach_k = -1.0,
                                .site = tli_unit_site(c->model.machine, m->air_k, c->at->height_m),
                                .net_heat_j_kg = q->net_j_kg,
                                .co2_kg_per_kg = q->co2_kg_per_j_net * q->net_j_kg};
  size_t chosen;
  tl_station_answer a;
  TLI_TRY(tl_station_choose(ways, c->running, &duty, &chosen, &a, error));
  const bool gas = c->model.drive.kind == TL_DRIVE_GAS_TURBINE;
  m->units = chosen + 1;
  m->unit = a.units[0][0];
  m->stopped = a.limit;
  m->machine = a.machine;
  m->margin = a.margin;
  m->used_w = a.shaft_w;
  m->efficiency = a.efficiency;
  m->fuel_kg_s = gas ? a.fuel_kg_s : 0.0;
  m->co2_kg_s = gas ? a.co2_kg_s : 0.0;
  return TL_OK;
}

/* One look at all stations; they take over the efficiency of their units. *fuel: of all. */
static tl_code look_at_stations(month_line *x, tl_steady *steady, double *fuel_kg_s, tl_error *error) {
  const tli_year *year = x->year;
  const tl_study *study = year->study;
  *fuel_kg_s = 0.0;
  for (size_t i = 0; i < study->line->station_count; i++) {
    const tli_crew *c = &year->crews[i];
    tli_month_station *m = &x->answer->stations[i];
    tl_station *station = &x->stations[i];
    tl_station_state cs;
    tl_link_state link;
    TLI_TRY(tl_steady_station(steady, c->at->link, &cs, error));
    TLI_TRY(tl_steady_link(steady, c->at->link, &link, error));
    m->q_kg_s = link.q_kg_s;
    m->p_in_pa = link.p_from_pa;
    m->p_out_pa = link.p_to_pa;
    m->t_in_k = link.t_from_k;
    m->used_w = cs.power_w;
    m->fuel_kg_s = cs.fuel_kg_s;
    m->co2_kg_s = cs.fuel_kg_s * study->quality.co2_kg_per_j_net * study->quality.net_j_kg;
    m->efficiency = station->efficiency;
    m->available_w = NAN;
    m->margin = NAN;
    if (c->has_units) m->available_w = (double)c->running * tli_unit_power(&c->model, m->air_k, c->at->height_m);
    const bool works = strcmp(cs.mode, "bypass") != 0 && strcmp(cs.mode, "shut") != 0 && cs.ratio > 1.0 + 1e-6;
    m->units = 0;
    if (c->has_units && works) {
      TLI_TRY(ask_units(study, c, station, m, error));
      station->efficiency = fmin(fmax(m->efficiency, 0.3), 0.95);
      const double burnt_w = m->fuel_kg_s * study->quality.net_j_kg;
      station->driver_efficiency = burnt_w > 0.0 ? m->used_w / burnt_w : 0.0;
    }
    m->t_out_k = link.t_to_k;
    m->chilled_w = m->chiller_w = 0.0;
    const double before_k = fmin(cs.discharge_t_k, m->cooler_k);
    if (station->cooler_t_k < m->cooler_k && before_k > station->cooler_t_k) {
      const double mean_k = 0.5 * (before_k + station->cooler_t_k);
      double cp;
      (void)tl_gas_flow_pt(study->gas, 1, &m->p_out_pa, &mean_k, &(tl_gas_flow){.cp_j_kg_k = &cp});
      m->chilled_w = m->q_kg_s * cp * (before_k - station->cooler_t_k);
      m->chiller_w = m->chilled_w / c->kind->chiller_cop.si;
    }
    *fuel_kg_s += m->fuel_kg_s;
  }
  return TL_OK;
}

static tl_code take_profile(month_line *x, tl_steady *steady, tli_arena *arena, tl_error *error) {
  const tli_line *line = x->year->study->line;
  size_t room = 0;
  for (size_t i = 0; i < line->pipe_count; i++) room += tl_steady_profile_points(steady, line->pipes[i].link);
  x->answer->points = TLI_NEW_N(arena, tli_month_point, room + 1);
  if (x->answer->points == NULL) return TLI_NO_MEMORY(error, "a month");
  for (size_t i = 0; i < line->pipe_count; i++)
    for (size_t k = 0; k < tl_steady_profile_points(steady, line->pipes[i].link); k++) {
      tl_profile_point at;
      TLI_TRY(tl_steady_profile(steady, line->pipes[i].link, k, &at, error));
      x->answer->points[x->answer->point_count++] =
          (tli_month_point){line->pipes[i].chainage_m + at.distance_m, at.t_k, at.ground_t_k};
    }
  return TL_OK;
}

static tl_code solve(month_line *x, tli_arena *arena, tl_error *error) {
  const tl_study *study = x->year->study;
  tl_steady *steady = NULL;
  tl_steady_options options;
  tl_steady_options_default(&options);
  options.part_length_m = study->part_length_m;
  options.from_last = true;
  options.allocator = tli_arena_allocator(arena);
  tl_code code = tl_steady_create(&x->network, study->gas, &options, &steady, error);
  double before = NAN, fuel = 0.0;
  for (int round = 0; round < ROUNDS && code == TL_OK; round++) {
    code = tl_steady_solve(steady, study->line->boundary, error);
    if (code != TL_OK) break;
    x->answer->outcome = tl_steady_outcome(steady);
    x->answer->reason = *tl_steady_reason(steady);
    if (x->answer->outcome != TL_SOLVED) break;
    code = look_at_stations(x, steady, &fuel, error);
    if (fabs(fuel - before) <= fuel_stands_still * fuel) break;
    before = fuel;
    if (code == TL_OK && round + 1 < ROUNDS) { /* the stations have changed: the solver reads them when it is made */
      tl_steady_destroy(steady);
      steady = NULL;
      code = tl_steady_create(&x->network, study->gas, &options, &steady, error);
    }
  }
  if (code == TL_OK && x->answer->outcome == TL_SOLVED) code = take_profile(x, steady, arena, error);
  tl_steady_destroy(steady);
  return code;
}

static tl_code one_month(const tli_year *year, size_t month, tli_month *answer, tli_arena *arena, tl_error *error) {
  month_line x = {.year = year, .month = month, .answer = answer};
  answer->stations = TLI_NEW_N(arena, tli_month_station, year->study->line->station_count + 1);
  if (answer->stations == NULL) return TLI_NO_MEMORY(error, "a month");
  TLI_TRY(copy_line(&x, arena, error));
  set_coolers(&x);
  return solve(&x, arena, error);
}

static void month_task(void *context, size_t index, tli_arena *arena) {
  tli_year *year = context;
  tli_month *answer = &year->months[index];
  *answer = (tli_month){.outcome = TL_NOT_SOLVED};
  answer->code = one_month(year, index, answer, arena, &answer->error);
}

/* ---- the year --------------------------------------------------------------------------------------------------- */

static tl_code all_months(tli_year *year, tl_error *error) {
  tl_study *study = year->study;
  TLI_TRY(tli_for_each("stations", TLI_YEAR_MONTHS, month_task, year, study->options.threads, study->options.progress,
                       &study->worker_arenas, study->arena, error));
  for (size_t m = 0; m < TLI_YEAR_MONTHS; m++)
    if (year->months[m].code != TL_OK)
      return tl_fail(error, year->months[m].code, "%s", year->months[m].error.sentence);
  return TL_OK;
}

/* One more unit where the number was chosen and some month lacks power. */
static bool add_units(tli_year *year) {
  bool added = false;
  for (size_t i = 0; i < year->study->line->station_count; i++) {
    tli_crew *c = &year->crews[i];
    bool short_of_power = false;
    for (size_t m = 0; m < TLI_YEAR_MONTHS; m++)
      short_of_power = short_of_power || (year->months[m].outcome == TL_SOLVED &&
                                          year->months[m].stations[i].stopped == TL_STATION_POWER);
    if (!c->has_units || !c->chosen || !short_of_power || c->running == MOST_UNITS) continue;
    c->running++;
    added = true;
  }
  return added;
}

tl_code tli_year_make(tl_study *study, tli_year *year, tl_error *error) {
  enum { MOST_TRIES = 4 };
  *year = (tli_year){.study = study};
  year->crews = TLI_NEW_N(study->arena, tli_crew, study->line->station_count + 1);
  asked *duties = TLI_NEW_N(study->arena, asked, study->line->station_count + 1);
  if (year->crews == NULL || duties == NULL) return TLI_NO_MEMORY(error, "the stations");
  TLI_TRY(make_crews(year, duties, error));
  for (int i = 0; i < MOST_TRIES; i++) {
    TLI_TRY(lay_out(year, duties, error));
    TLI_TRY(all_months(year, error));
    if (!add_units(year)) break;
  }
  return TL_OK;
}

void tli_year_free(tli_year *year) {
  for (size_t i = 0; year->crews != NULL && i < year->study->line->station_count; i++)
    tl_measured_map_destroy(year->crews[i].model.map);
}

static double between(const tli_month_point *a, const tli_month_point *b, double at_m) {
  const double span = b->chainage_m - a->chainage_m;
  return span > 0.0 ? a->gas_k + (b->gas_k - a->gas_k) * (at_m - a->chainage_m) / span : b->gas_k;
}

double tli_gas_between(const tli_month *month, double from_m, double to_m, int sign) {
  double most = NAN;
  for (size_t i = 0; i + 1 < month->point_count; i++) {
    const tli_month_point *a = &month->points[i], *b = &month->points[i + 1];
    if (b->chainage_m <= from_m || a->chainage_m >= to_m || b->chainage_m <= a->chainage_m) continue;
    const double ends[2] = {between(a, b, fmax(from_m, a->chainage_m)), between(a, b, fmin(to_m, b->chainage_m))};
    for (int k = 0; k < 2; k++)
      if (isnan(most) || (ends[k] - most) * sign > 0.0) most = ends[k];
  }
  return most;
}

double tli_ground_between(const tli_month *month, double from_m, double to_m) {
  double sum = 0.0, weight = 0.0;
  for (size_t i = 0; i + 1 < month->point_count; i++) {
    const tli_month_point *a = &month->points[i], *b = &month->points[i + 1];
    const double length = fmin(to_m, b->chainage_m) - fmax(from_m, a->chainage_m);
    if (!(length > 0.0)) continue;
    sum += length * 0.5 * (a->ground_k + b->ground_k);
    weight += length;
  }
  return sum / weight;
}
