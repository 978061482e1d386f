/* trunkline steady on a network with free controls: settings that carry the nomination, or why there are none. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "heating.h"
#include "json.h"
#include "nominate.h"

typedef struct asked {
  tl_nomination *nomination;
  tl_gas *gas;
  tl_nominate_answer *answer;
  tl_findings *findings;
  double velocity_limit_m_s;
  cli_heating heating;
  const double *gross_j_m3; /* heating value at each node; NULL: not known */
} asked;

static json_t *cure_json(const tl_nominate_answer *a, size_t cure) {
  json_t *changes = json_array();
  tl_cure_change c;
  for (size_t k = 0; tl_nominate_cure_change(a, cure, k, &c); k++) {
    const char *unit = strncmp(c.what, "p_", 2) == 0 ? "Pa" : "kg/s";
    (void)json_array_append_new(
        changes, json_pack("{s:s,s:o,s:o,s:o,s:s}", "what", c.what, "where", cli_json_words(c.where_id), "from",
                           cli_json_number(c.from), "to", cli_json_number(c.to), "unit", unit));
  }
  const char *unit;
  const double size = tl_nominate_cure_size(a, cure, &unit);
  return json_pack("{s:o,s:o,s:o,s:s,s:o}", "sentence", cli_json_words(tl_nominate_cure_sentence(a, cure)), "size",
                   cli_json_number(size), "at_least", cli_json_number(tl_nominate_cure_at_least(a, cure)), "unit", unit,
                   "changes", changes);
}

static json_t *reason_json(const tl_nominate_answer *a) {
  const tl_reason *r = tl_nominate_reason(a);
  json_t *cures = json_array();
  for (size_t k = 0; k < tl_nominate_cures(a); k++) (void)json_array_append_new(cures, cure_json(a, k));
  return json_pack("{s:s,s:{s:s,s:o},s:o,s:s,s:o,s:o}", "code", r->code, "where", "kind", r->where_kind, "id",
                   cli_json_words(r->where_id), "value", cli_json_number(r->value), "unit", r->unit, "sentence",
                   cli_json_words(r->sentence), "cures", cures);
}

static json_t *certificate_json(const tl_nominate_answer *a, bool solved) {
  const tl_certificate *c = tl_nominate_certificate(a);
  const tl_nominate_effort *e = tl_nominate_effort_of(a);
  return json_pack("{s:o,s:o,s:i,s:[s],s:I,s:I,s:I}", "mass_residual_kg_s",
                   cli_json_number(solved ? c->mass_residual_kg_s : NAN), "pressure_residual_pa",
                   cli_json_number(solved ? c->pressure_residual_pa : NAN), "iterations", c->iterations, "rungs",
                   solved ? "nomination" : "proof", "proof_steps", (json_int_t)e->proof_steps, "boxes",
                   (json_int_t)e->branches, "programs", (json_int_t)e->programs + (json_int_t)e->linear_programs);
}

/* Heating values at the nodes, from those of the entries in the network's file. */
static void carry_heat(asked *q, const char *path) {
  cli_heating *h = &q->heating;
  tl_netfile *file = NULL;
  tl_error error;
  tl_nominated_state s;
  size_t links = 0;
  const tl_netfile_options none = {"", "", ""};
  while (tl_nominate_link(q->answer, links, &s, &error) == TL_OK) links++;
  double p;
  size_t nodes = 0;
  while (tl_nominate_node(q->answer, nodes, &p, &error) == TL_OK) nodes++; /* those of the file first, then of piping */
  const tl_code code = tl_netfile_open(path, &none, NULL, &file, &error);
  bool known = code == TL_OK && cli_heating_make(h, nodes, links);
  tl_netfile_node node;
  for (size_t i = 0; known && i < nodes; i++) {
    h->entering_kg_s[i] = -tl_nominate_withdrawal_kg_s(q->answer, i);
    if (!tl_netfile_node_at(file, i, &node)) continue;
    known = strcmp(node.id, tl_nomination_node_id(q->nomination, i)) == 0;
    h->gross_j_m3[i] = tl_netfile_node_number(file, i, "gross_j_m3");
    h->norm_kg_m3[i] = tl_netfile_node_number(file, i, "norm_density_kg_m3");
  }
  for (size_t l = 0; known && l < links; l++) {
    known = tl_nominate_link(q->answer, l, &s, &error) == TL_OK;
    h->from[l] = s.from;
    h->to[l] = s.to;
    h->q_kg_s[l] = s.q_kg_s;
  }
  if (known && cli_heating_solve(h)) q->gross_j_m3 = h->at_node_j_m3;
  tl_netfile_close(file);
}

static json_t *node_json(const asked *q, size_t i, double p) {
  json_t *node = json_pack("{s:o,s:o,s:f,s:o}", "id", cli_json_words(tl_nomination_node_id(q->nomination, i)), "p_pa",
                           cli_json_number(p), "t_k", tl_nomination_t_k(q->nomination), "injection_kg_s",
                           cli_json_number(0.0 - tl_nominate_withdrawal_kg_s(q->answer, i)));
  if (q->gross_j_m3 != NULL && isfinite(q->gross_j_m3[i])) cli_json_add(node, "gcv_norm_j_m3", q->gross_j_m3[i]);
  return node;
}

static json_t *nodes_json(const asked *q) {
  json_t *list = json_array();
  tl_error error;
  double p;
  for (size_t i = 0; tl_nominate_node(q->answer, i, &p, &error) == TL_OK; i++)
    (void)json_array_append_new(list, node_json(q, i, p));
  return list;
}

static const tl_nominated_station *station_at(const asked *q, size_t link, tl_nominated_station *found) {
  tl_error error;
  for (size_t i = 0; tl_nominate_station(q->answer, i, found, &error) == TL_OK; i++)
    if (found->link == link) return found;
  return NULL;
}

static json_t *unit_json(size_t stage, const tl_unit_state *u) {
  const tl_machine_point *at = &u->point;
  return json_pack("{s:I,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:{s:o,s:o,s:o,s:o,s:o}}", "stage", (json_int_t)stage + 1,
                   "q_kg_s", cli_json_number(u->q_kg_s), "recycle_kg_s", cli_json_number(u->recycle_kg_s), "flow_m3_s",
                   cli_json_number(u->flow_m3_s), "head_j_kg", cli_json_number(u->head_j_kg), "speed_1_min",
                   cli_json_number(at->speed_1_min), "efficiency", cli_json_number(at->efficiency), "power_w",
                   cli_json_number(u->power_w), "power_max_w", cli_json_number(u->power_max_w), "energy_w",
                   cli_json_number(u->energy_w), "margins", "surge", cli_json_number(at->surge_margin), "choke",
                   cli_json_number(at->choke_margin), "least_speed", cli_json_number(at->slow_margin), "largest_speed",
                   cli_json_number(at->fast_margin), "power", cli_json_number(u->power_margin));
}

/* What the machines of a working station do. */
static void add_station(json_t *link, const tl_nominated_station *s) {
  json_t *units = json_array();
  for (size_t i = 0; i < s->units->stage_count; i++)
    for (size_t k = 0; k < s->units->stages[i].unit_count; k++)
      (void)json_array_append_new(units, unit_json(i, &s->state->units[i][k]));
  (void)json_object_set_new(link, "fuel_kg_s", cli_json_number(s->state->fuel_kg_s));
  (void)json_object_set_new(link, "power_w", cli_json_number(s->state->shaft_w));
  (void)json_object_set_new(link, "discharge_t_k", cli_json_number(s->state->t_out_k));
  (void)json_object_set_new(link, "configuration", cli_json_words(s->units->id));
  (void)json_object_set_new(link, "efficiency", cli_json_number(s->state->efficiency));
  (void)json_object_set_new(link, "co2_kg_s", cli_json_number(s->state->co2_kg_s));
  (void)json_object_set_new(link, "least_margin", cli_json_number(s->state->margin));
  (void)json_object_set_new(link, "units", units);
}

static json_t *link_json(const asked *q, size_t k, const tl_nominated_state *s) {
  const tl_nomination *n = q->nomination;
  const double t_k = tl_nomination_t_k(n);
  json_t *link =
      json_pack("{s:o,s:s,s:o,s:o,s:o,s:o,s:o,s:f,s:f,s:f,s:s}", "id", cli_json_words(tl_nomination_link_id(n, k)),
                "kind", s->kind, "from", cli_json_words(tl_nomination_node_id(n, s->from)), "to",
                cli_json_words(tl_nomination_node_id(n, s->to)), "q_kg_s", cli_json_number(s->q_kg_s), "p_from_pa",
                cli_json_number(s->p_from_pa), "p_to_pa", cli_json_number(s->p_to_pa), "t_from_k", t_k, "t_to_k", t_k,
                "fuel_kg_s", 0.0, "mode", s->mode);
  tl_nominated_station station;
  if (station_at(q, k, &station) != NULL) add_station(link, &station);
  if (strcmp(s->kind, "pipe") == 0) cli_json_add_pipe(link, &s->pipe, q->velocity_limit_m_s);
  return link;
}

static json_t *links_json(const asked *q, double *linepack_kg) {
  json_t *list = json_array();
  tl_error error;
  tl_nominated_state s;
  *linepack_kg = 0.0;
  for (size_t k = 0; tl_nominate_link(q->answer, k, &s, &error) == TL_OK; k++) {
    *linepack_kg += s.pipe.linepack_kg;
    (void)json_array_append_new(list, link_json(q, k, &s));
  }
  return list;
}

static bool print_json(const asked *q) {
  const tl_outcome outcome = tl_nominate_outcome(q->answer);
  const bool solved = outcome == TL_SOLVED;
  double linepack_kg;
  json_t *links = links_json(q, &linepack_kg);
  json_t *settings = solved ? cli_nomination_settings(q->nomination, q->answer) : json_array();
  return cli_json_print(
      json_pack("{s:s,s:s,s:s,s:o,s:o,s:s,s:f,s:o,s:o,s:o,s:o,s:o}", "trunkline", tl_version(), "command", "steady",
                "outcome", tl_outcome_name(outcome), "reason", solved ? json_null() : reason_json(q->answer),
                "certificate", certificate_json(q->answer, solved), "model", tl_gas_model(q->gas), "velocity_limit_m_s",
                q->velocity_limit_m_s, "linepack_kg", solved ? json_real(linepack_kg) : json_null(), "nodes",
                nodes_json(q), "links", links, "settings", settings, "findings", cli_json_findings(q->findings)));
}

static double percent(double share) { return 100.0 * share; }

/* One working station: what it does, and each unit with its margins. A margin that is not there prints as "-". */
static void print_station(const asked *q, const tl_nominated_station *s) {
  const tl_station_answer *a = s->state;
  (void)printf(
      "\n%s runs configuration %s: %.4g MW at the shafts, efficiency %.3f, fuel %.4g kg/s, CO2 %.4g kg/s\n"
      "  %-10s %8s %8s %8s %6s %9s %9s %8s   margins in %%: surge, choke, least speed, largest speed, power\n",
      tl_nomination_link_id(q->nomination, s->link), s->units->id, a->shaft_w * 1e-6, a->efficiency, a->fuel_kg_s,
      a->co2_kg_s, "unit", "1/min", "m3/s", "kJ/kg", "eta", "MW", "of MW", "recycled");
  for (size_t i = 0; i < s->units->stage_count; i++)
    for (size_t k = 0; k < s->units->stages[i].unit_count; k++) {
      const tl_unit_state *u = &a->units[i][k];
      const double margins[] = {u->point.surge_margin, u->point.choke_margin, u->point.slow_margin,
                                u->point.fast_margin, u->power_margin};
      (void)printf("  stage %zu, %zu %8.0f %8.4f %8.3f %6.3f %9.4f %9.4f %8.3f  ", i + 1, k + 1, u->point.speed_1_min,
                   u->flow_m3_s, u->head_j_kg * 1e-3, u->point.efficiency, u->power_w * 1e-6, u->power_max_w * 1e-6,
                   u->recycle_kg_s);
      for (size_t m = 0; m < sizeof margins / sizeof *margins; m++) {
        if (isfinite(margins[m]))
          (void)printf(" %6.1f", percent(margins[m]));
        else
          (void)printf(" %6s", "-");
      }
      (void)puts("");
    }
}

static void print_stations(const asked *q) {
  tl_error error;
  tl_nominated_station s;
  const size_t all = tl_nomination_machine_stations(q->nomination), working = tl_nominate_stations(q->answer);
  if (all == 0) {
    (void)puts("\nstations are as strong as their limits let them be: no machines are counted");
    return;
  }
  (void)printf("\n%zu of %zu stations with machines work%s\n", working, all,
               working == 0 ? ": pressure at the entries is enough" : "");
  for (size_t i = 0; tl_nominate_station(q->answer, i, &s, &error) == TL_OK; i++) print_station(q, &s);
}

static void print_controls(const asked *q) {
  tl_error error;
  tl_nominated_state s;
  (void)printf("%-28s %-8s %12s %12s %12s\n", "control", "mode", "kg/s", "bar in", "bar out");
  for (size_t k = 0; tl_nominate_link(q->answer, k, &s, &error) == TL_OK; k++)
    if (s.mode[0] != '\0')
      (void)printf("%-28s %-8s %12.5g %12.5f %12.5f\n", tl_nomination_link_id(q->nomination, k), s.mode, s.q_kg_s + 0.0,
                   s.p_from_pa * 1e-5, s.p_to_pa * 1e-5);
  (void)printf("\n%-28s %12s %12s%s\n", "node", "bar absolute", "in kg/s",
               q->gross_j_m3 != NULL ? "   MJ/m3 (gross, norm volume)" : "");
  double p;
  for (size_t i = 0; tl_nominate_node(q->answer, i, &p, &error) == TL_OK; i++) {
    (void)printf("%-28s %12.5f %12.5g", tl_nomination_node_id(q->nomination, i), p * 1e-5,
                 -tl_nominate_withdrawal_kg_s(q->answer, i) + 0.0);
    if (q->gross_j_m3 != NULL && isfinite(q->gross_j_m3[i])) (void)printf(" %10.4f", q->gross_j_m3[i] / 1e6);
    (void)putchar('\n');
  }
}

static void print_text(const asked *q, bool quiet) {
  const tl_outcome outcome = tl_nominate_outcome(q->answer);
  const tl_nominate_effort *e = tl_nominate_effort_of(q->answer);
  cli_print_findings(stderr, q->findings, quiet ? TL_ERROR : TL_WARNING);
  if (outcome == TL_SOLVED) {
    if (quiet) return;
    (void)printf(
        "a setting of the controls within all limits, run through the simulator (%zu nonlinear and %zu linear "
        "programs)\n\n",
        e->programs, e->linear_programs);
    print_controls(q);
    print_stations(q);
    json_t *settings = cli_nomination_settings(q->nomination, q->answer);
    cli_nomination_print_settings(settings);
    json_decref(settings);
    return;
  }
  (void)fprintf(stderr, "%s: %s\n", tl_outcome_name(outcome), tl_nominate_reason(q->answer)->sentence);
  for (size_t k = 0; k < tl_nominate_cures(q->answer); k++) {
    const double at_least = tl_nominate_cure_at_least(q->answer, k);
    (void)fprintf(stderr, "cure %zu: %s", k + 1, tl_nominate_cure_sentence(q->answer, k));
    if (isfinite(at_least))
      (void)fprintf(stderr, " (no setting needs less than %.4g kg/s cut: a lower bound by relaxation)\n", at_least);
    else
      (void)fputs(" (not shown to be the smallest)\n", stderr);
  }
}

bool cli_has_free_controls(const char *path) {
  tl_netfile *file = NULL;
  tl_error error;
  const tl_netfile_options none = {"", "", ""};
  const tl_code code = tl_netfile_open(path, &none, NULL, &file, &error);
  const bool free_controls = code == TL_OK && strcmp(tl_netfile_format(file), "gaslib") == 0;
  tl_netfile_close(file);
  return free_controls;
}

int cli_nominate(const cli_nominate_request *r) {
  asked q = {.findings = tl_findings_create(NULL), .velocity_limit_m_s = r->velocity_limit_m_s};
  tl_error error = {0};
  if (q.findings == NULL) {
    (void)fputs("trunkline: not enough memory\n", stderr);
    return TL_ERR_MACHINE;
  }
  tl_code code = tl_nomination_open(r->path, &r->files, NULL, &q.nomination, &q.gas, q.findings, &error);
  if (code == TL_OK) code = tl_nominate(q.nomination, NULL, &q.answer, &error);
  int result = (int)code;
  if (code == TL_OK) {
    result = tl_nominate_outcome(q.answer) == TL_SOLVED ? 0 : TL_ERR_NO_ANSWER;
    if (result == 0) carry_heat(&q, r->path);
    if (!r->json) print_text(&q, r->quiet);
    if (r->json && !print_json(&q)) result = TL_ERR_MACHINE;
  } else if (r->json) {
    cli_print_json_failure("steady", NULL, &error, q.findings);
  } else {
    cli_print_findings(stderr, q.findings, TL_WARNING);
    (void)cli_say_error(&error);
  }
  cli_heating_free(&q.heating);
  tl_nominate_answer_destroy(q.answer);
  tl_nomination_destroy(q.nomination);
  tl_gas_destroy(q.gas);
  tl_findings_destroy(q.findings);
  return result;
}
