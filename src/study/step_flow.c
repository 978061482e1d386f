/* Step "flow": the reference scenario in full. Chooses how finely pipes are cut by halving until the answer stands
 * still, solves, finds the largest flow, and lays out profile, stations, balance and the error of the cutting. */
#include "study/run.h"

#include <string.h>

/* ---- segmentation ------------------------------------------------------------------------------------------ */

static const double coarsest_m = 40e3, finest_m = 625.0;
static const double wanted_pa = 1000.0; /* 0.01 bar: below what a line meter resolves */

/* Largest change of any station's or the delivery's pressure between two cuttings. */
static tl_code pressures_of(const tli_line *line, const tl_gas *gas, double part_m, double *p, size_t *count,
                            bool *solved, tl_error *error) {
  tl_steady_options options;
  tl_steady_options_default(&options);
  options.part_length_m = part_m;
  tl_steady *steady;
  TLI_TRY(tl_steady_create(line->network, gas, &options, &steady, error));
  tl_code code = tl_steady_solve(steady, line->boundary, error);
  *solved = code == TL_OK && tl_steady_outcome(steady) == TL_SOLVED;
  *count = 0;
  for (size_t i = 0; *solved && code == TL_OK && i < tl_network_nodes(line->network); i++) {
    tl_node_state node;
    code = tl_steady_node(steady, i, &node, error);
    p[(*count)++] = node.p_pa;
  }
  tl_steady_destroy(steady);
  return code;
}

static tl_code choose_segmentation(tl_study *study, tl_error *error) {
  const size_t nodes = tl_network_nodes(study->line->network);
  double *coarse = TLI_NEW_N(study->arena, double, nodes), *fine = TLI_NEW_N(study->arena, double, nodes);
  if (coarse == NULL || fine == NULL) return TLI_NO_MEMORY(error, "the segmentation");
  tli_columns t =
      tli_table_begin(study->results, "segmentation", "Error of cutting the pipes into parts",
                      "Halving the parts changes the pressures by less and less; the method is of second order, so the "
                      "error left is a third of the last change.",
                      "flow", "steady");
  tli_column(&t, "part_m", "Longest part", TL_LENGTH, "km", 3, "all pipes are cut into equal parts no longer than this",
             "");
  tli_column(&t, "change_pa", "Largest change of a pressure on halving", TL_PRESSURE_DIFFERENCE, "kPa", 2,
             "over all nodes, against parts half as long", "");
  tli_column(&t, "error_pa", "Error left", TL_PRESSURE_DIFFERENCE, "kPa", 2,
             "a third of the change, as of a method of second order", "");
  double part = coarsest_m;
  size_t n;
  bool solved, solved_fine;
  study->part_length_m = 10e3;
  study->segmentation_error_pa = NAN;
  TLI_TRY(pressures_of(study->line, study->gas, part, coarse, &n, &solved, error));
  while (part > finest_m) {
    TLI_TRY(pressures_of(study->line, study->gas, part / 2.0, fine, &n, &solved_fine, error));
    if (!solved || !solved_fine) return TL_OK; /* no answer to refine: the default stands, the diagnosis follows */
    double change = 0.0;
    for (size_t i = 0; i < n; i++) change = fmax(change, fabs(fine[i] - coarse[i]));
    tli_row(&t, (tl_cell[]){TLI_N(part / 2.0), TLI_N(change), TLI_N(change / 3.0)});
    part /= 2.0;
    study->part_length_m = part;
    study->segmentation_error_pa = change / 3.0;
    if (change / 3.0 <= wanted_pa) return TL_OK;
    memcpy(coarse, fine, n * sizeof *fine);
  }
  return TL_OK;
}

/* ---- tables ------------------------------------------------------------------------------------------------ */

static tl_code profile_table(tl_study *study, tl_error *error) {
  const tli_line *line = study->line;
  const tli_study *s = study->reference;
  tli_columns t =
      tli_table_begin(study->results, "profile", "Along the line",
                      "Pressure falls between stations and is raised again at each of them.", "flow", "pipe");
  tli_column(&t, "chainage_m", "Distance along the line", TL_LENGTH, "km", 4,
             "distance scaled to each section's length", "sections.* waypoints.*");
  tli_column(&t, "height_m", "Height above sea level", TL_LENGTH, "m", 3, "linear between the waypoints' heights",
             "waypoints.*");
  tli_column(&t, "ground_t_k", "Ground temperature", TL_TEMPERATURE, "degC", 2,
             "linear between the waypoints' ground temperatures", "waypoints.* sections.*");
  tli_column(&t, "p_pa", "Pressure", TL_PRESSURE, "MPa", 3, "momentum balance with friction and height",
             HYDRAULIC_INPUTS);
  tli_column(&t, "t_k", "Gas temperature", TL_TEMPERATURE, "degC", 3,
             "heat exchange with the ground and Joule-Thomson cooling", HYDRAULIC_INPUTS);
  tli_column(&t, "velocity_m_s", "Gas velocity", TL_VELOCITY, "m/s", 3, "mass flow over density and bore",
             HYDRAULIC_INPUTS);
  tli_words(&t, "section", "Section", "as the study names it", "sections.*");
  tli_words(&t, "country", "Country", "as the study gives it", "sections.*");
  size_t station = 0;
  for (size_t i = 0; i < line->pipe_count; i++) {
    const tli_line_pipe *pipe = &line->pipes[i];
    bool behind_station = i == 0;
    while (station < line->station_count && line->stations[station].link < pipe->link) {
      behind_station = true;
      station++;
    }
    const size_t points = tl_steady_profile_points(study->steady, pipe->link);
    for (size_t k = behind_station ? 0 : 1; k < points; k++) {
      tl_profile_point at;
      TLI_TRY(tl_steady_profile(study->steady, pipe->link, k, &at, error));
      const tli_study_section *section = &s->sections[pipe->section];
      tli_row(&t, (tl_cell[]){TLI_N(pipe->chainage_m + at.distance_m), TLI_N(at.height_m), TLI_N(at.ground_t_k),
                              TLI_N(at.p_pa), TLI_N(at.t_k), TLI_N(at.velocity_m_s), TLI_W(section->title),
                              TLI_W(tli_country_name(section->country))});
    }
  }
  return TL_OK;
}

/* The limit of this station that is nearest, or "none". */
static const char *nearest_limit(const tli_study *s, const tli_line_station *at, const tl_station_state *cs) {
  if (strcmp(cs->mode, "bypass") == 0 || strcmp(cs->mode, "shut") == 0) return cs->mode;
  if (s->limits.max_ratio.si > 0.0 && cs->ratio > s->limits.max_ratio.si) return "beyond the ratio limit";
  if (at->station->installed_power.si > 0.0 && cs->power_w > at->station->installed_power.si)
    return "beyond the installed power";
  if (s->limits.max_station_power.si > 0.0 && cs->power_w > s->limits.max_station_power.si)
    return "beyond the power limit";
  if (s->limits.max_discharge_temperature.si > 0.0 && cs->cooled_t_k > s->limits.max_discharge_temperature.si)
    return "beyond the temperature limit";
  return "within limits";
}

static tl_code stations_table(tl_study *study, tl_error *error) {
  const tli_line *line = study->line;
  const tli_study *s = study->reference;
  if (line->station_count == 0) return TL_OK;
  tli_columns t =
      tli_table_begin(study->results, "stations", "Compressor stations",
                      "Each station raises the pressure again and burns gas of the line for it.", "flow", "station");
  tli_words(&t, "name", "Station", "section and number along the flow", "sections.*");
  tli_words(&t, "country", "Country", "as the study gives it", "sections.*");
  tli_words(&t, "section", "Section", "as the study names it", "sections.*");
  tli_column(&t, "chainage_m", "Distance along the line", TL_LENGTH, "km", 4, "from the station layout of the section",
             "sections.*");
  tli_column(&t, "height_m", "Height above sea level", TL_LENGTH, "m", 3, "linear between the waypoints' heights",
             "waypoints.*");
  tli_column(&t, "inlet_p_pa", "Suction pressure", TL_PRESSURE, "MPa", 3,
             "arriving pressure less the loss in the inlet piping", HYDRAULIC_INPUTS);
  tli_column(&t, "outlet_p_pa", "Discharge pressure", TL_PRESSURE, "MPa", 3,
             "set point of the pipe behind plus the loss in the outlet piping", "pipes.* stations.*");
  tli_column(&t, "ratio", "Compression ratio", TL_NUMBER, "", 3, "discharge over suction pressure, both absolute",
             HYDRAULIC_INPUTS);
  tli_column(&t, "power_w", "Shaft power used", TL_POWER, "MW", 3, "adiabatic work over efficiency", HYDRAULIC_INPUTS);
  tli_column(&t, "installed_w", "Power installed", TL_POWER, "MW", 3, "as published; empty if not", "stations.*");
  tli_column(&t, "fuel_kg_s", "Fuel gas", TL_MASS_FLOW, "t/h", 3,
             "shaft power over driver efficiency and net heating value", "stations.* gas.*");
  tli_column(&t, "discharge_t_k", "Temperature before the cooler", TL_TEMPERATURE, "degC", 3,
             "adiabatic temperature rise over efficiency", HYDRAULIC_INPUTS);
  tli_column(&t, "cooled_t_k", "Temperature behind the cooler", TL_TEMPERATURE, "degC", 3,
             "the cooler's set point where the gas is hotter", "stations.*");
  tli_column(&t, "flow_kg_s", "Flow", TL_MASS_FLOW, "kg/s", 4, "mass balance", HYDRAULIC_INPUTS);
  tli_words(&t, "binding", "Held against the limits", "nearest limit of the study", "limits.*");
  for (size_t i = 0; i < line->station_count; i++) {
    const tli_line_station *at = &line->stations[i];
    tl_station_state cs;
    tl_link_state link;
    TLI_TRY(tl_steady_station(study->steady, at->link, &cs, error));
    TLI_TRY(tl_steady_link(study->steady, at->link, &link, error));
    const double installed = at->station->installed_power.si;
    tli_row(&t, (tl_cell[]){TLI_W(at->name), TLI_W(tli_country_name(s->sections[at->section].country)),
                            TLI_W(s->sections[at->section].title), TLI_N(at->chainage_m), TLI_N(at->height_m),
                            TLI_N(cs.suction_p_pa), TLI_N(cs.discharge_p_pa), TLI_N(cs.ratio), TLI_N(cs.power_w),
                            TLI_N(installed > 0.0 ? installed : NAN), TLI_N(cs.fuel_kg_s), TLI_N(cs.discharge_t_k),
                            TLI_N(cs.cooled_t_k), TLI_N(link.q_kg_s), TLI_W(nearest_limit(s, at, &cs))});
  }
  return TL_OK;
}

static void balance_table(tl_study *study) {
  const tli_evaluation *e = &study->evaluation;
  tli_columns t =
      tli_table_begin(study->results, "balance", "Gas in, gas out",
                      "What enters is delivered, taken off on the way, or burnt as fuel.", "flow", "steady");
  tli_words(&t, "what", "Balance of", "the whole computed line", "");
  tli_column(&t, "in_kg_s", "Gas in", TL_MASS_FLOW, "kg/s", 6, "what enters at the start", HYDRAULIC_INPUTS);
  tli_column(&t, "out_kg_s", "Gas out", TL_MASS_FLOW, "kg/s", 6, "delivered at the end and taken off on the way",
             HYDRAULIC_INPUTS);
  tli_column(&t, "fuel_kg_s", "Fuel", TL_MASS_FLOW, "kg/s", 4, "sum over the stations", "stations.*");
  tli_column(&t, "fuel_share", "Fuel share", TL_NUMBER, "%", 3, "fuel over gas in", "stations.*");
  tli_column(&t, "relative_error", "In less out less fuel, relative", TL_NUMBER, "", 2,
             "difference over gas in; allowed 1e-9", "");
  tli_row(&t, (tl_cell[]){TLI_W("the computed line, reference scenario"), TLI_N(e->in_kg_s), TLI_N(e->out_kg_s),
                          TLI_N(e->fuel_kg_s), TLI_N(e->fuel_kg_s / e->in_kg_s), TLI_N(e->balance_error)});
}

/* Stations by their name for the reader, other places as they are. */
static const char *place_name(const tli_line *line, const char *where) {
  for (size_t i = 0; i < line->station_count; i++)
    if (tli_text_equal(line->stations[i].id, where)) return line->stations[i].name;
  return where;
}

/* The limit that is nearest, for the picture that shows it. */
static void binding_json(tl_study *study) {
  static const char *const columns[TLI_LIMITS] = {
      [TLI_DELIVERY_PRESSURE] = "p_pa", [TLI_STATION_RATIO] = "p_pa",        [TLI_STATION_POWER] = "p_pa",
      [TLI_VELOCITY] = "velocity_m_s",  [TLI_DISCHARGE_TEMPERATURE] = "t_k", [TLI_GAS_TEMPERATURE] = "t_k",
      [TLI_LINE_PRESSURE] = "p_pa",     [TLI_WORKING_PRESSURE] = "p_pa"};
  int nearest = -1;
  for (int l = 0; l < TLI_LIMITS; l++) {
    const tli_criterion *c = &study->evaluation.whole[l];
    if (l == TLI_WORKING_PRESSURE && c->excess <= 0.0) continue; /* every station's set point lies on it */
    if (c->where != NULL && c->allowed > 0.0 && (nearest < 0 || c->excess > study->evaluation.whole[nearest].excess))
      nearest = l;
  }
  if (nearest < 0) return;
  const tli_criterion *c = &study->evaluation.whole[nearest];
  const char *unit = tli_limit_unit((tli_limit)nearest);
  const char *json = tli_arena_printf(
      study->arena, "{\"chainage_m\":%.9g,\"column\":\"%s\",\"sentence\":\"%s limit: %s %s%s%s at %s (limit %s)\"}",
      c->chainage_m, columns[nearest], c->excess > 1e-6 ? "Beyond the" : "Nearest", tli_limit_words((tli_limit)nearest),
      tli_digits(tli_limit_shown((tli_limit)nearest, c->value), 3).words, unit[0] != '\0' ? " " : "", unit,
      place_name(study->line, c->where), tli_digits(tli_limit_shown((tli_limit)nearest, c->allowed), 3).words);
  study->lost = study->lost || json == NULL;
  if (json != NULL) tl_results_set_json(study->results, "binding", json);
}

/* The working pressure of the chain: once where all sections have the same, else section by section. */
static void working_pressures(const tl_study *study, tli_text *j, bool *first) {
  const tli_study *s = study->reference;
  const tli_line *line = study->line;
  bool same = true;
  for (size_t i = 1; i < line->pipe_count; i++)
    same = same && line->pipes[i].max_pressure_pa == line->pipes[0].max_pressure_pa;
  for (size_t i = 0; i < line->pipe_count; i++) {
    const tli_line_pipe *pipe = &line->pipes[i];
    if (i > 0 && (same || line->pipes[i - 1].section == pipe->section)) continue;
    tli_text_printf(j,
                    "%s{\"column\":\"p_pa\",\"section\":\"%s\",\"max\":%.10g,\"label\":\"working "
                    "pressure\",\"input\":\"pipes.%s.max_pressure\"}",
                    *first ? "" : ",", same ? "" : s->sections[pipe->section].title, pipe->max_pressure_pa,
                    s->sections[pipe->section].pipe);
    *first = false;
  }
}

/* Limits for the shaded parts of the pictures, and the place to call out. */
static void limits_json(tl_study *study) {
  const tli_study_limits *l = &study->reference->limits;
  tli_text j;
  tli_text_init(&j, tli_arena_allocator(study->arena));
  tli_text_add(&j, "[");
  const struct {
    double si;
    const char *column, *side, *label, *input;
  } rows[] = {{l->max_velocity.si, "velocity_m_s", "max", "velocity limit", "limits.max_velocity"},
              {l->min_gas_temperature.si, "t_k", "min", "lowest temperature allowed", "limits.min_gas_temperature"},
              {l->max_discharge_temperature.si, "t_k", "max", "highest temperature allowed",
               "limits.max_discharge_temperature"},
              {l->min_pressure.si, "p_pa", "min", "lowest pressure allowed", "limits.min_pressure"}};
  bool first = true;
  for (size_t i = 0; i < TLI_COUNT(rows); i++) {
    if (!(rows[i].si > 0.0)) continue;
    tli_text_printf(&j, "%s{\"column\":\"%s\",\"%s\":%.10g,\"label\":\"%s\",\"input\":\"%s\"}", first ? "" : ",",
                    rows[i].column, rows[i].side, rows[i].si, rows[i].label, rows[i].input);
    first = false;
  }
  working_pressures(study, &j, &first);
  tli_text_add(&j, "]");
  if (!j.failed) tl_results_set_json(study->results, "limits", j.bytes);
  study->lost = study->lost || j.failed;
  tli_text_free(&j);
}

/* Both pressures are given, and the one at the end holds the gas back. */
static tl_code nothing_flows(tl_study *study, tl_error *error) {
  const tli_study *s = study->reference;
  study->answered = false;
  study->no_answer = tli_arena_printf(
      study->arena,
      "Nothing flows to the end of section %s: its pressure of %s MPa is not below what the %s MPa at the start of "
      "the line give at rest. Cure: ask for less at the end (delivery.min_pressure) or give more at the start "
      "(inlet.pressure).",
      s->sections[study->line->counted_section].id, tli_digits(s->delivery.min_pressure.si / 1e6, 4).words,
      tli_digits(s->inlet.pressure.si / 1e6, 4).words);
  if (study->no_answer == NULL) return TLI_NO_MEMORY(error, "the diagnosis");
  tl_results_set_text(study->results, "no_answer.where", study->no_answer);
  return TL_OK;
}

/* Below the highest temperature at which the gas can split into two phases a single-phase answer may be wrong. */
static void warn_of_condensation(tl_study *study) {
  const tli_criterion *coldest = &study->evaluation.whole[TLI_GAS_TEMPERATURE];
  const double highest_k = tl_gas_cricondentherm_k(study->gas);
  if (coldest->where == NULL || !(highest_k > 0.0) || coldest->value >= highest_k) return;
  tl_findings_add(study->findings, TL_WARNING, study->input->file, 0, "gas", "composition",
                  "the gas cools to %.1f degC at %s; below %.1f degC (its cricondentherm by Peng-Robinson) liquid can "
                  "form, which is not "
                  "computed",
                  coldest->value - 273.15, coldest->where, highest_k - 273.15);
}

tl_code tli_step_flow(tl_study *study, tl_error *error) {
  TLI_TRY(choose_segmentation(study, error));
  tl_steady_options options;
  tl_steady_options_default(&options);
  options.part_length_m = study->part_length_m;
  options.from_last = true; /* the search for the largest flow asks much the same again and again */
  TLI_TRY(tl_steady_create(study->line->network, study->gas, &options, &study->steady, error));
  TLI_TRY(tli_evaluate(study->line, study->steady, study->arena, &study->evaluation, error));
  TLI_TRY(tli_find_capacity(study->line, study->steady, study->arena, &study->evaluation, error));
  tli_gas_table(study);
  limits_json(study);
  const tli_criterion *delivery = &study->evaluation.whole[TLI_DELIVERY_PRESSURE];
  study->answered = study->evaluation.outcome == TL_SOLVED && !(delivery->where != NULL && delivery->excess > 1e-6);
  if (study->answered && !tli_line_flow_is_given(study->line) && !(study->evaluation.flow_kg_s > 0.0))
    return nothing_flows(study, error);
  if (!study->answered) return tli_find_cures(study, error);
  TLI_TRY(tli_find_cures_of_limits(study, error));
  TLI_TRY(tli_evaluate(study->line, study->steady, study->arena, &study->evaluation,
                       error)); /* back from the capacity search */
  TLI_TRY(profile_table(study, error));
  TLI_TRY(stations_table(study, error));
  warn_of_condensation(study);
  TLI_TRY(tli_hydrate_table(study, error));
  balance_table(study);
  binding_json(study);
  return TL_OK;
}
