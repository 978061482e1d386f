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

#define HYDRAULIC_INPUTS "gas.* flow.* inlet.* pipes.* stations.* sections.* waypoints.* offtakes.*"

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
    tli_row(&t, (tl_cell[]){TLI_W(at->id), TLI_W(tli_country_name(s->sections[at->section].country)),
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

static void gas_table(tl_study *study) {
  const tl_gas_quality *q = &study->quality;
  tli_columns t = tli_table_begin(study->results, "gas_properties", "The gas",
                                  "Properties that do not depend on the state in the pipe.", "flow", "gas-quality");
  tli_words(&t, "model", "Gas law", "as the study gives it", "gas.*");
  tli_column(&t, "molar_mass_kg_mol", "Molar mass", TL_NUMBER, "", 5, "kg/mol, from the composition", "gas.*");
  tli_column(&t, "density_kg_m3", "Density at 20 degC, 101.325 kPa", TL_DENSITY, "", 4, "ISO 6976", "gas.*");
  tli_column(&t, "relative_density", "Relative density", TL_NUMBER, "", 4, "against dry air", "gas.*");
  tli_column(&t, "gross_j_m3", "Gross heating value, 25/20 degC", TL_HEATING_VALUE, "MJ/m3 gross at 25/20 degC", 4,
             "ISO 6976", "gas.*");
  tli_column(&t, "net_j_m3", "Net heating value, 25/20 degC", TL_HEATING_VALUE, "MJ/m3 net at 25/20 degC", 4,
             "ISO 6976", "gas.*");
  tli_row(&t,
          (tl_cell[]){TLI_W(study->reference->gas.model), TLI_N(tl_gas_molar_mass_kg_mol(study->gas)),
                      TLI_N(q->density_kg_m3), TLI_N(q->relative_density), TLI_N(q->gross_j_m3), TLI_N(q->net_j_m3)});
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
      "Nothing flows to the end of section %s: its pressure of %.4g MPa is not below what the %.4g MPa at the start of "
      "the line give at rest. Cure: ask for less at the end (delivery.min_pressure) or give more at the start "
      "(inlet.pressure).",
      s->sections[study->line->counted_section].id, s->delivery.min_pressure.si / 1e6, s->inlet.pressure.si / 1e6);
  if (study->no_answer == NULL) return TLI_NO_MEMORY(error, "the diagnosis");
  tl_results_set_text(study->results, "no_answer.where", study->no_answer);
  return TL_OK;
}

tl_code tli_step_flow(tl_study *study, tl_error *error) {
  TLI_TRY(choose_segmentation(study, error));
  tl_steady_options options;
  tl_steady_options_default(&options);
  options.part_length_m = study->part_length_m;
  TLI_TRY(tl_steady_create(study->line->network, study->gas, &options, &study->steady, error));
  TLI_TRY(tli_evaluate(study->line, study->steady, study->arena, &study->evaluation, error));
  TLI_TRY(tli_find_capacity(study->line, study->steady, study->arena, &study->evaluation, error));
  gas_table(study);
  limits_json(study);
  const tli_criterion *delivery = &study->evaluation.whole[TLI_DELIVERY_PRESSURE];
  study->answered = study->evaluation.outcome == TL_SOLVED && !(delivery->where != NULL && delivery->excess > 1e-6);
  if (study->answered && !tli_line_flow_is_given(study->line) && !(study->evaluation.flow_kg_s > 0.0))
    return nothing_flows(study, error);
  if (!study->answered) return tli_find_cures(study, error);
  TLI_TRY(tli_evaluate(study->line, study->steady, study->arena, &study->evaluation,
                       error)); /* back from the capacity search */
  TLI_TRY(profile_table(study, error));
  TLI_TRY(stations_table(study, error));
  balance_table(study);
  return TL_OK;
}

/* ---- step "gas_laws": the same line with every gas law at hand ---------------------------------------------- */

tl_code tli_step_gas_laws(tl_study *study, tl_error *error) {
  if (!study->answered) return TL_OK;
  tli_columns t = tli_table_begin(study->results, "gas_laws", "Gas laws side by side",
                                  "How much the choice of gas law, and the Weymouth friction formula, move the answer.",
                                  "gas_laws", "gas-laws");
  tli_words(&t, "model", "Gas law", "the same study with another law", "");
  tli_words(&t, "friction", "Friction", "the same study with another friction law", "");
  tli_column(&t, "flow_m3_s", "Flow", TL_GAS_VOLUME_FLOW, "bcm/a at 20 degC", 4, "at the counting point",
             HYDRAULIC_INPUTS);
  tli_column(&t, "capacity_m3_s", "Largest flow within the limits", TL_GAS_VOLUME_FLOW, "bcm/a at 20 degC", 4,
             "root of the largest excess over the limits", HYDRAULIC_INPUTS " limits.*");
  tli_column(&t, "delivery_p_pa", "Delivery pressure", TL_PRESSURE, "MPa", 3, "where the flow is counted",
             HYDRAULIC_INPUTS);
  tli_column(&t, "max_ratio", "Largest compression ratio", TL_NUMBER, "", 4, "over all stations", HYDRAULIC_INPUTS);
  tli_column(&t, "max_power_w", "Largest station power", TL_POWER, "MW", 4, "over all stations", HYDRAULIC_INPUTS);
  tli_column(&t, "misfit", "Against the study's law", TL_NUMBER, "%", 2,
             "flow or largest flow against the study's own choice, less one", "");
  const double kg_per_m3_20 = study->quality.density_kg_m3;
  const tli_study *own = study->reference;
  const bool by_capacity = tli_line_flow_is_given(study->line);
  double own_flow = by_capacity ? study->evaluation.capacity_kg_s : study->evaluation.flow_kg_s;
  static const char *const models[] = {"gerg2008", "sgerg88", "papay", "cnga", "ideal"};
  for (size_t i = 0; i <= TLI_COUNT(models); i++) {
    const bool weymouth = i == TLI_COUNT(models); /* last row: the study's gas law with Weymouth's friction */
    tli_study *variant = tli_study_copy(own, tli_arena_allocator(study->arena));
    if (variant == NULL) return TLI_NO_MEMORY(error, "a variant");
    if (!weymouth) variant->gas.model = models[i];
    for (size_t k = 0; weymouth && k < variant->pipe_count; k++) variant->pipes[k].friction = "weymouth";
    tl_gas *gas = NULL;
    tli_evaluation e = {0};
    tl_error reason;
    tl_code code = tli_study_gas_create(variant, tli_arena_allocator(study->arena), &gas, &reason);
    if (code == TL_OK)
      code = tli_solve_variant(variant, gas, study->part_length_m, TLI_WHOLE_LINE, true, study->arena, &e, &reason);
    if (code == TL_OK && e.outcome == TL_SOLVED) {
      const double flow = by_capacity ? e.capacity_kg_s : e.flow_kg_s;
      tli_row(&t, (tl_cell[]){TLI_W(variant->gas.model), TLI_W(weymouth ? "weymouth" : variant->pipes[0].friction),
                              TLI_N(e.flow_kg_s / kg_per_m3_20), TLI_N(e.capacity_kg_s / kg_per_m3_20),
                              TLI_N(e.delivery_p_pa),
                              TLI_N(e.whole[TLI_STATION_RATIO].where ? e.whole[TLI_STATION_RATIO].value : NAN),
                              TLI_N(e.whole[TLI_STATION_POWER].where ? e.whole[TLI_STATION_POWER].value : NAN),
                              TLI_N(flow / own_flow - 1.0)});
    }
    tl_gas_destroy(gas);
    tli_study_destroy(variant);
    if (code == TL_ERR_MACHINE) return tl_fail(error, code, "%s", reason.sentence);
  }
  return TL_OK;
}
