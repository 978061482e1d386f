/* The answers of `trunkline transient`: JSON, text, NetCDF. */
#include "transient_answer.h"

#include "json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef double reading(const tl_transient *run, size_t record, size_t index);

static json_t *series(const tl_transient *run, reading *read, size_t index) {
  json_t *list = json_array();
  for (size_t r = 0; r < tl_transient_records(run); r++)
    (void)json_array_append_new(list, cli_json_number(read(run, r, index)));
  return list;
}

static json_t *times(const tl_transient *run) {
  json_t *list = json_array();
  for (size_t r = 0; r < tl_transient_records(run); r++)
    (void)json_array_append_new(list, cli_json_number(tl_transient_record_time_s(run, r)));
  return list;
}

static json_t *nodes_json(const tl_network *network, const tl_transient *run) {
  json_t *list = json_array();
  for (size_t i = 0; i < tl_network_nodes(network); i++) {
    json_t *node = json_pack("{s:o,s:o,s:o,s:o}", "id", cli_json_words(tl_network_node_id(network, i)), "p_pa",
                             series(run, tl_transient_record_p_pa, i), "t_k", series(run, tl_transient_record_t_k, i),
                             "withdrawal_kg_s", series(run, tl_transient_record_withdrawal_kg_s, i));
    if (tl_transient_follows_gases(run)) {
      (void)json_object_set_new(node, "gross_j_m3", series(run, tl_transient_record_gross_j_m3, i));
      (void)json_object_set_new(node, "molar_mass_kg_mol", series(run, tl_transient_record_molar_mass_kg_mol, i));
      (void)json_object_set_new(node, "hydrogen", series(run, tl_transient_record_hydrogen, i));
    }
    (void)json_array_append_new(list, node);
  }
  return list;
}

static json_t *links_json(const tl_case *opened, const tl_transient *run) {
  const tl_network *network = tl_case_network(opened);
  json_t *list = json_array();
  for (size_t l = 0; l < tl_network_links(network); l++) {
    tl_transient_link_state s;
    tl_error error;
    size_t from, to;
    if (tl_transient_link(run, l, &s, &error) != TL_OK || !tl_network_link_ends(network, l, &from, &to)) continue;
    json_t *link = json_pack(
        "{s:o,s:s,s:o,s:o,s:o,s:o,s:s}", "id", cli_json_words(tl_network_link_id(network, l)), "kind",
        tl_case_link_kind(opened, l), "from", cli_json_words(tl_network_node_id(network, from)), "to",
        cli_json_words(tl_network_node_id(network, to)), "q_from_kg_s", series(run, tl_transient_record_q_from_kg_s, l),
        "q_to_kg_s", series(run, tl_transient_record_q_to_kg_s, l), "mode", s.mode);
    if (strcmp(tl_case_link_kind(opened, l), "pipe") == 0)
      (void)json_object_set_new(link, "linepack_kg", series(run, tl_transient_record_linepack_kg, l));
    (void)json_array_append_new(list, link);
  }
  return list;
}

static json_t *deliveries_json(const tl_network *network, const tl_transient *run) {
  json_t *list = json_array();
  for (size_t i = 0; i < tl_network_nodes(network); i++) {
    tl_delivered d;
    tl_error error;
    if (tl_transient_delivery(run, i, &d, &error) != TL_OK) continue;
    if (d.asked_kg == 0.0 && d.below_s == 0.0) continue;
    (void)json_array_append_new(
        list,
        json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "id", cli_json_words(tl_network_node_id(network, i)),
                  "asked_kg", cli_json_number(d.asked_kg), "served_kg", cli_json_number(d.served_kg), "unserved_kg",
                  cli_json_number(d.unserved_kg), "survival_s", cli_json_number(d.survival_s), "lowest_p_pa",
                  cli_json_number(d.lowest_p_pa), "lowest_p_at_s", cli_json_number(d.lowest_p_at_s), "below_s",
                  cli_json_number(d.below_s), "below_from_s", cli_json_number(d.below_from_s)));
  }
  return list;
}

static json_t *events_json(const tl_transient *run) {
  json_t *list = json_array();
  tl_happening h;
  for (size_t i = 0; tl_transient_happening_at(run, i, &h); i++)
    (void)json_array_append_new(
        list, json_pack("{s:o,s:s,s:s,s:o,s:o,s:o,s:s}", "at_s", cli_json_number(h.at_s), "what", h.what, "where_kind",
                        h.where_kind, "where_id", cli_json_words(h.where_id), "machine",
                        h.machine != NULL ? cli_json_words(h.machine) : json_null(), "value", cli_json_number(h.value),
                        "unit", h.unit));
  return list;
}

static json_t *certificate_json(const tl_transient *run) {
  const tl_transient_work w = tl_transient_effort(run);
  return json_pack("{s:o,s:o,s:i,s:i,s:i,s:i,s:i}", "mass_drift_rel", cli_json_number(w.largest_mass_error),
                   "energy_drift_rel", cli_json_number(w.largest_energy_error), "cells", (int)w.cells, "steps",
                   (int)w.steps, "rejected", (int)w.rejected, "iterations", (int)w.iterations, "states_outside",
                   (int)w.states_outside);
}

json_t *cli_transient_json(const tl_case *opened, const tl_transient *run, json_t *settings,
                           const tl_findings *findings) {
  const tl_network *network = tl_case_network(opened);
  const bool solved = tl_transient_outcome(run) == TL_SOLVED;
  const tl_reason *r = tl_transient_reason(run);
  const bool any = tl_transient_records(run) > 0;
  json_t *none = json_array();
  return json_pack(
      "{s:s,s:s,s:s,s:o,s:b,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:O,s:o}", "trunkline", tl_version(), "command",
      "transient", "outcome", tl_outcome_name(tl_transient_outcome(run)), "reason",
      solved ? json_null() : cli_json_reason(r->code, r->where_kind, r->where_id, r->value, r->unit, r->sentence),
      "stopped", (int)tl_transient_stopped(run), "time_s", cli_json_number(tl_transient_time_s(run)), "certificate",
      certificate_json(run), "times_s", times(run), "nodes", any ? nodes_json(network, run) : json_array(), "links",
      any ? links_json(opened, run) : json_array(), "deliveries", any ? deliveries_json(network, run) : json_array(),
      "events", events_json(run), "linepack_kg", cli_json_number(tl_transient_linepack_kg(run)), "lost_kg",
      cli_json_number(tl_transient_lost_kg(run)), "settings", settings != NULL ? settings : none, "findings",
      cli_json_findings(findings));
}

/* ---- text ------------------------------------------------------------------------------------------------------ */

typedef struct range {
  double low, high, end;
} range;

static range over_time(const tl_transient *run, reading *read, size_t index) {
  range r = {INFINITY, -INFINITY, NAN};
  for (size_t k = 0; k < tl_transient_records(run); k++) {
    r.end = read(run, k, index);
    r.low = fmin(r.low, r.end);
    r.high = fmax(r.high, r.end);
  }
  return r;
}

static void gases_text(const tl_network *network, const tl_transient *run) {
  if (!tl_transient_follows_gases(run)) return;
  (void)printf("\n%-24s %30s %22s %24s\n%-24s %10s %9s %9s %12s %9s %14s %9s\n", "gas delivered", "gross MJ/m3 *",
               "molar mass g/mol", "hydrogen mol-%", "", "lowest", "highest", "end", "start", "end", "highest", "end");
  for (size_t i = 0; i < tl_network_nodes(network); i++) {
    tl_delivered d;
    tl_error error;
    if (tl_transient_delivery(run, i, &d, &error) != TL_OK || !(d.asked_kg > 0.0)) continue;
    const range gross = over_time(run, tl_transient_record_gross_j_m3, i);
    const range hydrogen = over_time(run, tl_transient_record_hydrogen, i);
    const range molar = over_time(run, tl_transient_record_molar_mass_kg_mol, i);
    (void)printf("%-24s %10.3f %9.3f %9.3f %12.3f %9.3f %14.3f %9.3f\n", tl_network_node_id(network, i),
                 gross.low * 1e-6, gross.high * 1e-6, gross.end * 1e-6,
                 tl_transient_record_molar_mass_kg_mol(run, 0, i) * 1e3, molar.end * 1e3, hydrogen.high * 100.0,
                 hydrogen.end * 100.0);
  }
  (void)printf("* combustion at 25 degC, volume at 20 degC and 101.325 kPa\n");
}

void cli_transient_text(const tl_case *opened, const tl_transient *run) {
  const tl_network *network = tl_case_network(opened);
  const tl_transient_work w = tl_transient_effort(run);
  const size_t records = tl_transient_records(run);
  if (records == 0) return;
  (void)printf("%.4g h in %zu steps, %zu cells; mass balance to %.1g of the gas held\n",
               tl_transient_time_s(run) / 3600.0, w.steps, w.cells, w.largest_mass_error);
  (void)printf("gas held %.6g t; lost through breaks and holes %.6g t\n\n", tl_transient_linepack_kg(run) / 1000.0,
               tl_transient_lost_kg(run) / 1000.0);
  (void)printf("%-24s %12s %12s %12s %10s %12s\n", "node", "start bar", "end bar", "lowest bar", "at h", "out kg/s");
  for (size_t i = 0; i < tl_network_nodes(network); i++) {
    tl_delivered d;
    tl_error error;
    if (tl_transient_delivery(run, i, &d, &error) != TL_OK) continue;
    (void)printf("%-24s %12.4f %12.4f %12.4f %10.3f %12.5g\n", tl_network_node_id(network, i),
                 tl_transient_record_p_pa(run, 0, i) * 1e-5, tl_transient_record_p_pa(run, records - 1, i) * 1e-5,
                 d.lowest_p_pa * 1e-5, d.lowest_p_at_s / 3600.0,
                 tl_transient_record_withdrawal_kg_s(run, records - 1, i) + 0.0);
  }
  bool heading = false;
  for (size_t i = 0; i < tl_network_nodes(network); i++) {
    tl_delivered d;
    tl_error error;
    if (tl_transient_delivery(run, i, &d, &error) != TL_OK || isnan(d.survival_s)) continue;
    if (!heading) (void)printf("\n%-24s %16s %14s\n", "not served in full", "first at h", "unserved t");
    heading = true;
    (void)printf("%-24s %16.3f %14.5g\n", tl_network_node_id(network, i), d.survival_s / 3600.0,
                 d.unserved_kg / 1000.0);
  }
  gases_text(network, run);
  if (tl_transient_happenings(run) > 0) (void)printf("\n%10s  %s\n", "h", "what happened");
  tl_happening h;
  for (size_t i = 0; tl_transient_happening_at(run, i, &h); i++) {
    (void)printf("%10.4f  %s, %s %s", h.at_s / 3600.0, h.what, h.where_kind, h.where_id);
    if (h.machine != NULL) (void)printf(", its machine %s", h.machine);
    if (isfinite(h.value)) (void)printf(" (%.5g%s%s)", h.value, h.unit[0] != '\0' ? " " : "", h.unit);
    (void)printf("\n");
  }
}

/* ---- NetCDF ---------------------------------------------------------------------------------------------------- */

tl_code cli_transient_netcdf(const char *path, const tl_network *network, const tl_transient *run, tl_error *error) {
  static const struct {
    const char *name, *long_name, *units;
    tl_series_place place;
    reading *read;
  } kinds[] = {
      {"p", "absolute pressure", "Pa", TL_SERIES_NODE, tl_transient_record_p_pa},
      {"t", "temperature", "K", TL_SERIES_NODE, tl_transient_record_t_k},
      {"withdrawal", "mass flow out of the network", "kg s-1", TL_SERIES_NODE, tl_transient_record_withdrawal_kg_s},
      {"q_from", "mass flow in at the from end", "kg s-1", TL_SERIES_LINK, tl_transient_record_q_from_kg_s},
      {"q_to", "mass flow out at the to end", "kg s-1", TL_SERIES_LINK, tl_transient_record_q_to_kg_s},
      {"linepack", "mass of gas held", "kg", TL_SERIES_LINK, tl_transient_record_linepack_kg},
      {"gross", "gross heating value of the gas that leaves the node (25 degC; 20 degC, 101.325 kPa)", "J m-3",
       TL_SERIES_NODE, tl_transient_record_gross_j_m3},
      {"molar_mass", "molar mass of the gas that leaves the node", "kg mol-1", TL_SERIES_NODE,
       tl_transient_record_molar_mass_kg_mol},
      {"hydrogen", "mole fraction of hydrogen in the gas that leaves the node", "1", TL_SERIES_NODE,
       tl_transient_record_hydrogen}};
  enum { KINDS = sizeof kinds / sizeof *kinds, OF_GASES = 3 };
  const size_t count = tl_transient_follows_gases(run) ? KINDS : KINDS - OF_GASES;
  const size_t records = tl_transient_records(run), nodes = tl_network_nodes(network),
               links = tl_network_links(network);
  const size_t width = nodes > links ? nodes : links;
  double *values = calloc(count * records * width + records, sizeof *values);
  const char **ids = calloc(nodes + links + 1, sizeof *ids);
  tl_code code = tl_fail(error, TL_ERR_MACHINE, "not enough memory");
  if (values != NULL && ids != NULL) {
    tl_series list[KINDS];
    double *time_s = values + count * records * width;
    for (size_t r = 0; r < records; r++) time_s[r] = tl_transient_record_time_s(run, r);
    for (size_t k = 0; k < count; k++) {
      double *block = values + k * records * width;
      const size_t n = kinds[k].place == TL_SERIES_NODE ? nodes : links;
      for (size_t r = 0; r < records; r++)
        for (size_t i = 0; i < n; i++) block[r * n + i] = kinds[k].read(run, r, i);
      list[k] = (tl_series){kinds[k].name, kinds[k].long_name, kinds[k].units, kinds[k].place, block};
    }
    for (size_t i = 0; i < nodes; i++) ids[i] = tl_network_node_id(network, i);
    for (size_t l = 0; l < links; l++) ids[nodes + l] = tl_network_link_id(network, l);
    const tl_series_file file = {.title = "Gas network in time",
                                 .source = "Trunkline",
                                 .times = records,
                                 .nodes = nodes,
                                 .links = links,
                                 .count = count,
                                 .times_s = time_s,
                                 .node_ids = ids,
                                 .link_ids = ids + nodes,
                                 .series = list};
    code = tl_netcdf_write(path, &file, error);
  }
  free(ids);
  free(values);
  return code;
}

/* ---- outages --------------------------------------------------------------------------------------------------- */

static json_t *row_json(const tl_table *table, size_t row) {
  json_t *object = json_object();
  for (size_t c = 0; c < tl_table_columns(table); c++) {
    const tl_column *column = tl_table_column(table, c);
    const bool text = column->quantity == TL_TEXT;
    (void)json_object_set_new(
        object, column->name,
        text ? cli_json_words(tl_table_text(table, row, c)) : cli_json_number(tl_table_number(table, row, c)));
  }
  return object;
}

bool cli_outages_answer(const tl_results *results, const tl_findings *findings, bool json, bool quiet) {
  const tl_table *table = tl_results_table(results, "outages");
  const size_t rows = table != NULL ? tl_table_rows(table) : 0;
  if (json) {
    json_t *list = json_array();
    for (size_t r = 0; r < rows; r++) (void)json_array_append_new(list, row_json(table, r));
    return cli_json_print(json_pack("{s:s,s:s,s:s,s:n,s:o,s:o}", "trunkline", tl_version(), "command", "transient",
                                    "outcome", "solved", "reason", "outages", list, "findings",
                                    cli_json_findings(findings)));
  }
  if (quiet) return true;
  (void)printf("%-24s %-24s %14s %14s %12s %10s\n", "outage: machine", "delivery", "served for h", "unserved t",
               "lowest bar", "run to h");
  for (size_t r = 0; r < rows; r++) {
    const double survival = tl_table_number(table, r, 4) / 3600.0;
    const char *unit = tl_table_text(table, r, 1);
    char until[32] = "all", outage[160];
    if (isfinite(survival)) (void)snprintf(until, sizeof until, "%.3f", survival);
    (void)snprintf(outage, sizeof outage, "%s%s%s", tl_table_text(table, r, 0), unit[0] != '\0' ? ": " : "", unit);
    (void)printf("%-24s %-24s %14s %14.5g %12.4f %10.3f\n", outage, tl_table_text(table, r, 2), until,
                 tl_table_number(table, r, 6) / 1000.0, tl_table_number(table, r, 7) * 1e-5,
                 tl_table_number(table, r, 8) / 3600.0);
  }
  return true;
}
