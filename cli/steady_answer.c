/* What `trunkline steady` prints: JSON by docs/schema/steady.schema.json, and text. */
#include "steady.h"

#include "json.h"
#include <math.h>
#include <string.h>

/* The configuration that runs at a link; NULL: none. */
static const tl_configuration *configuration_of(const cli_steady_case *c, size_t link, size_t configuration) {
  tl_netfile_station station;
  for (size_t i = 0; tl_case_station_at(c->opened, i, &station); i++)
    if (station.link == link && configuration < station.configuration_count)
      return &station.configurations[configuration];
  return NULL;
}

static json_t *certificate_json(const tl_steady *steady) {
  const tl_certificate *c = tl_steady_certificate(steady);
  const bool solved = tl_steady_outcome(steady) == TL_SOLVED;
  json_t *rungs = json_pack("[s]", c->rung != NULL ? c->rung : "general");
  return json_pack("{s:o,s:o,s:o,s:i,s:o}", "mass_residual_kg_s", cli_json_number(solved ? c->mass_residual_kg_s : NAN),
                   "pressure_residual_pa", cli_json_number(solved ? c->pressure_residual_pa : NAN), "march_residual_pa",
                   cli_json_number(solved ? c->march_residual_pa : NAN), "iterations", c->iterations, "rungs", rungs);
}

/* Composition and quality, where the gas has a composition. Quality at 25/20 degC. */
static void add_quality(json_t *object, const cli_steady_case *c, size_t node, double withdrawal_kg_s) {
  tl_mixture x;
  tl_gas_quality quality;
  if (!tl_case_has_composition(c->opened) || tl_steady_node_mixture(c->steady, node, &x, NULL) != TL_OK) return;
  if (tl_case_entering(c->opened) != NULL) {
    json_t *fractions = json_object();
    for (int k = 0; k < TL_COMPONENTS; k++)
      if (x.x[k] > 0.0) cli_json_add(fractions, tl_component_name((tl_component)k), x.x[k]);
    (void)json_object_set_new(object, "mole_fractions", fractions);
  }
  if (withdrawal_kg_s <= 0.0 || tl_mixture_quality(&x, 298.15, 293.15, &quality, NULL) != TL_OK) return;
  cli_json_add(object, "gcv_j_m3", quality.gross_j_m3);
  cli_json_add(object, "wobbe_j_m3", quality.wobbe_gross_j_m3);
}

static json_t *node_json(const cli_steady_case *c, size_t i) {
  tl_node_state s;
  if (tl_steady_node(c->steady, i, &s, NULL) != TL_OK) return NULL;
  json_t *node = json_pack("{s:o,s:o,s:o,s:o}", "id", cli_json_words(tl_network_node_id(tl_case_network(c->opened), i)),
                           "p_pa", cli_json_number(s.p_pa), "t_k", cli_json_number(s.t_k), "injection_kg_s",
                           cli_json_number(0.0 - s.withdrawal_kg_s));
  add_quality(node, c, i, s.withdrawal_kg_s);
  if (c->gross_j_m3 != NULL && isfinite(c->gross_j_m3[i])) cli_json_add(node, "gcv_norm_j_m3", c->gross_j_m3[i]);
  return node;
}

static void add_pipe(json_t *link, const cli_steady_case *c, size_t l) {
  tl_pipe_state s;
  if (tl_steady_pipe(c->steady, l, &s, NULL) != TL_OK) return;
  cli_json_add_pipe(link, &s, c->velocity_limit_m_s);
}

static void add_machine(json_t *link, const cli_steady_case *c, size_t l) {
  tl_station_state s;
  if (tl_steady_station(c->steady, l, &s, NULL) != TL_OK) return;
  (void)json_object_set_new(link, "mode", cli_json_words(s.mode));
  cli_json_add(link, "ratio", s.ratio);
  cli_json_add(link, "power_w", s.power_w);
  cli_json_add(link, "head_j_kg", s.head_j_kg);
  cli_json_add(link, "discharge_t_k", s.discharge_t_k);
}

static json_t *unit_json(const tl_unit_state *u, size_t stage, size_t unit) {
  json_t *o = json_pack("{s:i,s:i}", "stage", (int)stage, "unit", (int)unit);
  cli_json_add(o, "q_kg_s", u->q_kg_s);
  cli_json_add(o, "recycle_kg_s", u->recycle_kg_s);
  cli_json_add(o, "flow_m3_s", u->flow_m3_s);
  cli_json_add(o, "head_j_kg", u->head_j_kg);
  cli_json_add(o, "throttle_j_kg", u->throttle_j_kg);
  cli_json_add(o, "speed_1_min", u->point.speed_1_min);
  cli_json_add(o, "efficiency", u->point.efficiency);
  cli_json_add(o, "power_w", u->power_w);
  cli_json_add(o, "power_max_w", u->power_max_w);
  cli_json_add(o, "energy_w", u->energy_w);
  cli_json_add(o, "power_margin", u->power_margin);
  cli_json_add(o, "surge_margin", u->point.surge_margin);
  cli_json_add(o, "choke_margin", u->point.choke_margin);
  cli_json_add(o, "slow_margin", u->point.slow_margin);
  cli_json_add(o, "fast_margin", u->point.fast_margin);
  return o;
}

/* A station of machines: the point of each unit on its map, what is used and what is installed. */
static void add_machines(json_t *link, const cli_steady_case *c, size_t l) {
  tl_machines_state s;
  if (tl_steady_machines(c->steady, l, &s, NULL) != TL_OK) return;
  json_t *units = json_array();
  const tl_configuration *run = configuration_of(c, l, s.configuration);
  for (size_t k = 0; run != NULL && k < run->stage_count; k++)
    for (size_t i = 0; i < run->stages[k].unit_count; i++)
      (void)json_array_append_new(units, unit_json(&s.answer.units[k][i], k, i));
  (void)json_object_set_new(link, "mode", cli_json_words(s.mode));
  cli_json_add(link, "ratio", s.ratio);
  cli_json_add(link, "power_w", s.shaft_w);
  cli_json_add(link, "discharge_t_k", s.t_hot_k);
  (void)json_object_set_new(link, "configuration", run != NULL ? cli_json_words(run->id) : json_null());
  cli_json_add(link, "burnt_kg_s", s.fuel_kg_s);
  cli_json_add(link, "co2_kg_s", s.co2_kg_s);
  cli_json_add(link, "efficiency", s.answer.efficiency);
  cli_json_add(link, "least_margin", s.runs ? s.answer.margin : NAN);
  cli_json_add(link, "installed_w", s.installed_w);
  cli_json_add(link, "running_w", s.running_w);
  cli_json_add(link, "units_installed", (double)s.units_installed);
  cli_json_add(link, "units_running", (double)s.units_running);
  cli_json_add(link, "cooler_w", s.cooler_w);
  cli_json_add(link, "fan_w", s.fan_w);
  cli_json_add(link, "chilled_w", s.chilled_w);
  cli_json_add(link, "chiller_w", s.chiller_w);
  (void)json_object_set_new(link, "units", units);
}

static void add_regulator(json_t *link, const cli_steady_case *c, size_t l) {
  tl_regulator_state s;
  if (tl_steady_regulator(c->steady, l, &s, NULL) != TL_OK) return;
  (void)json_object_set_new(link, "mode", cli_json_words(s.mode));
  cli_json_add(link, "heater_w", s.heat_w);
}

static json_t *link_json(const cli_steady_case *c, size_t l) {
  const tl_network *network = tl_case_network(c->opened);
  tl_link_state s;
  size_t from, to;
  if (tl_steady_link(c->steady, l, &s, NULL) != TL_OK || !tl_network_link_ends(network, l, &from, &to)) return NULL;
  json_t *link = json_pack(
      "{s:o,s:s,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "id", cli_json_words(tl_network_link_id(network, l)), "kind",
      tl_case_link_kind(c->opened, l), "from", cli_json_words(tl_network_node_id(network, from)), "to",
      cli_json_words(tl_network_node_id(network, to)), "q_kg_s", cli_json_number(s.q_kg_s), "p_from_pa",
      cli_json_number(s.p_from_pa), "p_to_pa", cli_json_number(s.p_to_pa), "t_from_k", cli_json_number(s.t_from_k),
      "t_to_k", cli_json_number(s.t_to_k), "fuel_kg_s", cli_json_number(s.fuel_kg_s));
  add_pipe(link, c, l);
  add_machine(link, c, l);
  add_machines(link, c, l);
  add_regulator(link, c, l);
  return link;
}

/* What became of each combination of decisions. */
static json_t *decisions_json(const cli_decisions *tried) {
  json_t *list = json_array();
  for (size_t k = 0; k < tried->count; k++) {
    const cli_decided *d = &tried->all[k];
    json_t *taken = json_array();
    for (size_t i = 0; d->taken[i] != NULL; i++) (void)json_array_append_new(taken, cli_json_words(d->taken[i]));
    (void)json_array_append_new(
        list, json_pack("{s:o,s:b,s:s,s:I,s:o}", "taken", taken, "holds", d->holds, "outcome", d->outcome,
                        "bounds_broken", (json_int_t)d->bounds_broken, "sentence", cli_json_words(d->sentence)));
  }
  return list;
}

static void print_decisions(const cli_decisions *tried) {
  for (size_t k = 0; k < tried->count; k++) {
    const cli_decided *d = &tried->all[k];
    for (size_t i = 0; d->taken[i] != NULL; i++) (void)printf("%s%s", i > 0 ? " " : "", d->taken[i]);
    if (d->holds)
      (void)printf(": holds, %zu bounds broken%s\n", d->bounds_broken, k == tried->best ? "; shown below" : "");
    else
      (void)printf(": %s: %s\n", d->outcome, d->sentence);
  }
  if (tried->count > 0) (void)putchar('\n');
}

const char *cli_steady_outcome(const tl_steady *steady) {
  const tl_reason *why = tl_steady_reason(steady);
  const bool proven = why->proof != NULL && why->proof[0] != '\0';
  const tl_outcome outcome = tl_steady_outcome(steady);
  return tl_outcome_name(outcome == TL_INFEASIBLE && !proven ? TL_NOT_SOLVED : outcome);
}

bool cli_steady_print_json(const cli_steady_case *c) {
  const tl_outcome outcome = tl_steady_outcome(c->steady);
  const tl_reason *r = tl_steady_reason(c->steady);
  json_t *nodes = json_array(), *links = json_array();
  for (size_t i = 0; outcome == TL_SOLVED && i < tl_network_nodes(tl_case_network(c->opened)); i++)
    (void)json_array_append_new(nodes, node_json(c, i));
  for (size_t l = 0; outcome == TL_SOLVED && l < tl_network_links(tl_case_network(c->opened)); l++)
    (void)json_array_append_new(links, link_json(c, l));
  double linepack = NAN;
  if (tl_steady_linepack(c->steady, &linepack, NULL) != TL_OK) linepack = NAN;
  json_t *document = json_pack(
      "{s:s,s:s,s:s,s:o,s:o,s:s,s:o,s:o,s:o,s:o,s:o}", "trunkline", tl_version(), "command", "steady", "outcome",
      cli_steady_outcome(c->steady), "reason",
      outcome == TL_SOLVED ? json_null()
                           : cli_json_reason(r->code, r->where_kind, r->where_id, r->value, r->unit, r->sentence),
      "certificate", certificate_json(c->steady), "model", tl_case_model(c->opened), "velocity_limit_m_s",
      cli_json_number(c->velocity_limit_m_s), "linepack_kg", cli_json_number(linepack), "nodes", nodes, "links", links,
      "findings", cli_json_findings(c->findings));
  if (document != NULL && c->tried->count > 0)
    (void)json_object_set_new(document, "decisions", decisions_json(c->tried));
  return cli_json_print(document);
}

bool cli_steady_print_failure(const char *path, tl_code code, const char *reason, const tl_error *error,
                              const tl_findings *findings) {
  static const char *const codes[] = {"ok", "usage", "input", "no_answer", "machine"};
  return cli_json_print(json_pack(
      "{s:s,s:s,s:s,s:o,s:n,s:[],s:[],s:o}", "trunkline", tl_version(), "command", "steady", "outcome", "not_solved",
      "reason", cli_json_reason(reason != NULL ? reason : codes[code], "file", path, NAN, "", error->sentence),
      "certificate", "nodes", "links", "findings", cli_json_findings(findings)));
}

/* ---- text ------------------------------------------------------------------------------------------------------ */

/* A column of a table: with decimals where the figure fits, else with as many digits and a power of ten as fit; "-"
 * where there is none, such as the friction factor of gas at rest. */
static void print_figure(int width, int decimals, double value) {
  char cell[400];
  int digits = 5, length = snprintf(cell, sizeof cell, "%.*f", decimals, value);
  if (!isfinite(value)) length = snprintf(cell, sizeof cell, "-");
  while (length > width && digits > 0) length = snprintf(cell, sizeof cell, "%.*e", --digits, value);
  (void)printf(" %*s", width, cell);
}

static void print_pipe(const cli_steady_case *c, size_t l) {
  tl_pipe_state s;
  if (tl_steady_pipe(c->steady, l, &s, NULL) != TL_OK) return;
  print_figure(9, 3, s.velocity_m_s);
  (void)printf(" %9.3g", s.reynolds);
  print_figure(8, 5, s.friction_factor);
  print_figure(7, 4, s.mach);
  (void)printf(" %11.5g%s", s.linepack_kg / 1e3,
               fabs(s.velocity_m_s) > c->velocity_limit_m_s ? "  over the velocity limit" : "");
}

static void print_machine(const cli_steady_case *c, size_t l) {
  tl_station_state s;
  if (tl_steady_station(c->steady, l, &s, NULL) != TL_OK) return;
  (void)printf("  %s, ratio %.4f, %.4g MW", s.mode, s.ratio, s.power_w / 1e6);
}

static void print_machines(const cli_steady_case *c, size_t l) {
  tl_machines_state s;
  if (tl_steady_machines(c->steady, l, &s, NULL) != TL_OK) return;
  const tl_configuration *run = configuration_of(c, l, s.configuration);
  (void)printf("  %s, ratio %.4f", s.mode, s.ratio);
  if (run == NULL) return;
  (void)printf(", %.4g of %.4g MW, %zu of %zu units (%s), least margin %.1f %%", s.shaft_w / 1e6, s.installed_w / 1e6,
               s.units_running, s.units_installed, run->id, 100.0 * s.answer.margin);
  for (size_t k = 0; k < run->stage_count; k++)
    for (size_t i = 0; i < run->stages[k].unit_count; i++) {
      const tl_unit_state *u = &s.answer.units[k][i];
      (void)printf(
          "\n%-24s   stage %zu unit %zu: %.0f/min, %.4g m3/s, %.4g kJ/kg, efficiency %.3f, %.4g MW, surge %.1f %%", "",
          k + 1, i + 1, u->point.speed_1_min, u->flow_m3_s, u->head_j_kg / 1e3, u->point.efficiency, u->power_w / 1e6,
          100.0 * u->point.surge_margin);
      if (u->recycle_kg_s > 0.0) (void)printf(", %.4g kg/s led back", u->recycle_kg_s);
      if (u->throttle_j_kg > 0.0) (void)printf(", %.4g kJ/kg throttled", u->throttle_j_kg / 1e3);
    }
}

static void print_regulator(const cli_steady_case *c, size_t l) {
  tl_regulator_state s;
  if (tl_steady_regulator(c->steady, l, &s, NULL) != TL_OK) return;
  (void)printf("  %s, drop %.4f bar", s.mode, s.drop_pa / 1e5);
  if (s.heat_w > 0.0) (void)printf(", heated by %.4g kW", s.heat_w / 1e3);
}

void cli_steady_print_text(const cli_steady_case *c) {
  const tl_network *network = tl_case_network(c->opened);
  const tl_certificate *certificate = tl_steady_certificate(c->steady);
  double linepack = 0.0;
  print_decisions(c->tried);
  (void)printf("solved in %d iterations; imbalance %.2g kg/s, pressure residual %.2g Pa; gas law %s\n\n",
               certificate->iterations, certificate->mass_residual_kg_s, certificate->pressure_residual_pa,
               tl_case_model(c->opened));
  (void)printf("%-24s %14s %10s %14s%s\n", "node", "bar absolute", "degC", "in kg/s",
               c->gross_j_m3 != NULL ? "   MJ/m3 (gross, norm volume)" : "");
  for (size_t i = 0; i < tl_network_nodes(network); i++) {
    tl_node_state s;
    if (tl_steady_node(c->steady, i, &s, NULL) != TL_OK) continue;
    (void)printf("%-24s %14.5f %10.2f %14.5g", tl_network_node_id(network, i), s.p_pa * 1e-5, s.t_k - 273.15,
                 0.0 - s.withdrawal_kg_s);
    if (c->gross_j_m3 != NULL && isfinite(c->gross_j_m3[i])) (void)printf(" %10.4f", c->gross_j_m3[i] / 1e6);
    (void)putchar('\n');
  }
  (void)printf("\n%-24s %-14s %14s %9s %9s %8s %7s %11s\n", "link", "kind", "kg/s", "m/s", "Reynolds", "friction",
               "Mach", "linepack t");
  for (size_t l = 0; l < tl_network_links(network); l++) {
    tl_link_state s;
    if (tl_steady_link(c->steady, l, &s, NULL) != TL_OK) continue;
    (void)printf("%-24s %-14s %14.5g", tl_network_link_id(network, l), tl_case_link_kind(c->opened, l), s.q_kg_s + 0.0);
    print_pipe(c, l);
    print_machine(c, l);
    print_machines(c, l);
    print_regulator(c, l);
    (void)putchar('\n');
  }
  if (tl_steady_linepack(c->steady, &linepack, NULL) == TL_OK)
    (void)printf("\ngas held in all pipes: %.6g t; velocity limit %.3g m/s\n", linepack / 1e3, c->velocity_limit_m_s);
}
