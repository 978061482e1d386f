/* Pieces of JSON documents: see json.h. */
#include "json.h"

#include <math.h>

json_t *cli_json_number(double value) { return isfinite(value) ? json_real(value) : json_null(); }

json_t *cli_json_words(const char *text) {
  json_t *s = json_string(text != NULL ? text : "");
  return s != NULL ? s : json_string("(not UTF-8)");
}

json_t *cli_json_findings(const tl_findings *findings) {
  static const char *const severities[] = {"note", "warning", "error"};
  json_t *list = json_array();
  for (size_t i = 0; findings != NULL && i < tl_findings_count(findings); i++) {
    const tl_finding *f = tl_findings_at(findings, i);
    (void)json_array_append_new(
        list, json_pack("{s:s,s:o,s:i,s:o,s:o,s:o}", "severity", severities[f->severity], "file",
                        cli_json_words(f->file), "line", f->line, "id", cli_json_words(f->id), "field",
                        cli_json_words(f->field), "sentence", cli_json_words(f->sentence)));
  }
  return list;
}

json_t *cli_json_reason(const char *code, const char *kind, const char *id, double value, const char *unit,
                        const char *sentence) {
  return json_pack("{s:s,s:{s:s,s:o},s:o,s:s,s:o,s:[]}", "code", code, "where", "kind", kind, "id", cli_json_words(id),
                   "value", cli_json_number(value), "unit", unit, "sentence", cli_json_words(sentence), "cures");
}

void cli_json_add(json_t *object, const char *key, double value) {
  (void)json_object_set_new(object, key, cli_json_number(value));
}

void cli_json_add_pipe(json_t *link, const tl_pipe_state *s, double velocity_limit_m_s) {
  cli_json_add(link, "velocity_m_s", s->velocity_m_s);
  (void)json_object_set_new(link, "over_velocity_limit", json_boolean(fabs(s->velocity_m_s) > velocity_limit_m_s));
  cli_json_add(link, "api_14e_velocity_m_s", s->api_14e_m_s);
  cli_json_add(link, "mach", s->mach);
  cli_json_add(link, "reynolds", s->reynolds);
  cli_json_add(link, "friction_factor", s->friction_factor);
  cli_json_add(link, "linepack_kg", s->linepack_kg);
}

bool cli_json_print(json_t *document) {
  const bool done = document != NULL && json_dumpf(document, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(17)) == 0 &&
                    putchar('\n') != EOF;
  json_decref(document);
  return done;
}
