/* trunkline steady on a network with free controls: settings that carry the nomination, or why there are none. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "nominate.h"

typedef struct asked {
  tl_nomination *nomination;
  tl_gas *gas;
  tl_nominate_answer *answer;
  tl_findings *findings;
  double velocity_limit_m_s;
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
  return json_pack("{s:o,s:o,s:s,s:o}", "sentence", cli_json_words(tl_nominate_cure_sentence(a, cure)), "size",
                   cli_json_number(size), "unit", unit, "changes", changes);
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

static json_t *nodes_json(const asked *q) {
  json_t *list = json_array();
  tl_error error;
  double p;
  for (size_t i = 0; tl_nominate_node(q->answer, i, &p, &error) == TL_OK; i++)
    (void)json_array_append_new(
        list, json_pack("{s:o,s:o,s:f,s:o}", "id", cli_json_words(tl_nomination_node_id(q->nomination, i)), "p_pa",
                        cli_json_number(p), "t_k", tl_nomination_t_k(q->nomination), "injection_kg_s",
                        cli_json_number(0.0 - tl_nomination_withdrawal_kg_s(q->nomination, i))));
  return list;
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
  return cli_json_print(
      json_pack("{s:s,s:s,s:s,s:o,s:o,s:s,s:f,s:o,s:o,s:o,s:o}", "trunkline", tl_version(), "command", "steady",
                "outcome", tl_outcome_name(outcome), "reason", solved ? json_null() : reason_json(q->answer),
                "certificate", certificate_json(q->answer, solved), "model", tl_gas_model(q->gas), "velocity_limit_m_s",
                q->velocity_limit_m_s, "linepack_kg", solved ? json_real(linepack_kg) : json_null(), "nodes",
                nodes_json(q), "links", links, "findings", cli_json_findings(q->findings)));
}

static void print_controls(const asked *q) {
  tl_error error;
  tl_nominated_state s;
  (void)printf("%-28s %-8s %12s %12s %12s\n", "control", "mode", "kg/s", "bar in", "bar out");
  for (size_t k = 0; tl_nominate_link(q->answer, k, &s, &error) == TL_OK; k++)
    if (s.mode[0] != '\0')
      (void)printf("%-28s %-8s %12.5g %12.5f %12.5f\n", tl_nomination_link_id(q->nomination, k), s.mode, s.q_kg_s + 0.0,
                   s.p_from_pa * 1e-5, s.p_to_pa * 1e-5);
  (void)printf("\n%-28s %12s %12s\n", "node", "bar absolute", "in kg/s");
  double p;
  for (size_t i = 0; tl_nominate_node(q->answer, i, &p, &error) == TL_OK; i++)
    (void)printf("%-28s %12.5f %12.5g\n", tl_nomination_node_id(q->nomination, i), p * 1e-5,
                 -tl_nomination_withdrawal_kg_s(q->nomination, i) + 0.0);
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
    return;
  }
  (void)fprintf(stderr, "%s: %s\n", tl_outcome_name(outcome), tl_nominate_reason(q->answer)->sentence);
  for (size_t k = 0; k < tl_nominate_cures(q->answer); k++)
    (void)fprintf(stderr, "cure %zu: %s\n", k + 1, tl_nominate_cure_sentence(q->answer, k));
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

int cli_nominate(const char *path, const char *scenario, double velocity_limit_m_s, bool json, bool quiet) {
  asked q = {.findings = tl_findings_create(NULL), .velocity_limit_m_s = velocity_limit_m_s};
  tl_error error = {0};
  if (q.findings == NULL) {
    (void)fputs("trunkline: not enough memory\n", stderr);
    return TL_ERR_MACHINE;
  }
  tl_code code = tl_nomination_open(path, scenario, NULL, NULL, &q.nomination, &q.gas, q.findings, &error);
  if (code == TL_OK) code = tl_nominate(q.nomination, NULL, &q.answer, &error);
  int result = (int)code;
  if (code == TL_OK) {
    result = tl_nominate_outcome(q.answer) == TL_SOLVED ? 0 : TL_ERR_NO_ANSWER;
    if (!json) print_text(&q, quiet);
    if (json && !print_json(&q)) result = TL_ERR_MACHINE;
  } else if (json) {
    cli_print_json_failure("steady", NULL, &error, q.findings);
  } else {
    cli_print_findings(stderr, q.findings, TL_WARNING);
    (void)cli_say_error(&error);
  }
  tl_nominate_answer_destroy(q.answer);
  tl_nomination_destroy(q.nomination);
  tl_gas_destroy(q.gas);
  tl_findings_destroy(q.findings);
  return result;
}
