/* Piping of stations and control valves in optimal flow: drag at inlet and outlet is a pipe of its own, behind a node
 * of its own (named after the element with "/in" and "/out"), as in nominations:
 *
 *     p^2 before - p^2 behind = zeta z R T / (M A^2) q|q|
 *
 * It stands in series with a bypass, too. Fixed losses and limits of the difference of pressures are left out, with a
 * warning. */
#include <math.h>
#include <string.h>

#include "study/flow_file.h"

static tl_code add_piping(tl_flow_file *f, const tli_case_link *l, bool in, size_t *end, tl_findings *findings,
                          tl_error *error) {
  const double zeta = tli_case_number(&l->values, in ? "drag_factor_in" : "drag_factor_out");
  const double diameter = tli_case_number(&l->values, in ? "diameter_in_m" : "diameter_out_m");
  if (!(zeta > 0.0)) return TL_OK;
  if (!(diameter > 0.0)) {
    tl_findings_add(findings, TL_ERROR, f->path, l->line, l->id, in ? "diameter_in" : "diameter_out",
                    "%s: its piping has drag (zeta = %g), and no diameter", l->id, zeta);
    return TL_OK;
  }
  static const double none_pa = 2e7; /* as for nodes without a limit */
  size_t inner;
  TLI_TRY(tli_flow_file_node(f, l->id, in ? "in" : "out", *end, 0.0, none_pa, &inner, error));
  const tl_flow_arc piping = {.id = f->nodes[inner].id,
                              .kind = TL_FLOW_PIPE,
                              .from = in ? *end : inner,
                              .to = in ? inner : *end,
                              .q_min_kg_s = -INFINITY,
                              .q_max_kg_s = INFINITY,
                              .resistance = tli_flow_file_drag(f, zeta, diameter),
                              .power_max_w = INFINITY,
                              .ratio_min = 1.0,
                              .ratio_max = 1.0};
  *end = inner;
  return tli_flow_file_arc(f, &piping, error);
}

tl_code tli_flow_file_piping(tl_flow_file *f, const tli_case_link *l, tl_flow_arc *arc, tl_findings *findings,
                             tl_error *error) {
  const tli_case_values *v = &l->values;
  const bool fixed = tli_flow_or(tli_case_number(v, "loss_in_pa"), 0.0) > 0.0 ||
                     tli_flow_or(tli_case_number(v, "loss_out_pa"), 0.0) > 0.0;
  if (fixed) tli_flow_file_count(&f->with_loss, l->id);
  const double most = f->nodes[l->from].p_max_pa - f->nodes[l->to].p_min_pa; /* the largest fall there can be */
  const bool bounded = tli_flow_or(tli_case_number(v, "dp_min_pa"), 0.0) > 0.0 ||
                       tli_flow_or(tli_case_number(v, "dp_max_pa"), INFINITY) < most;
  if (bounded && strcmp(l->kind, "control_valve") == 0) tli_flow_file_count(&f->with_difference, l->id);
  TLI_TRY(add_piping(f, l, true, &arc->from, findings, error));
  return add_piping(f, l, false, &arc->to, findings, error);
}

void tli_flow_file_fixed_loss(tl_flow_file *f, const tli_case_link *l) {
  if (tli_flow_or(tli_case_number(&l->values, "loss_pa"), 0.0) > 0.0) tli_flow_file_count(&f->with_loss, l->id);
}

void tli_flow_file_warn_of_piping(const tl_flow_file *f, tl_findings *findings) {
  if (f->with_loss.count > 0)
    tl_findings_add(findings, TL_WARNING, f->path, 0, f->with_loss.first, "loss",
                    "%s%s: fixed losses of pressure are left out of the optimum; `trunkline steady` has them",
                    f->with_loss.first, f->with_loss.count > 1 ? " and others" : "");
  if (f->with_difference.count > 0)
    tl_findings_add(findings, TL_WARNING, f->path, 0, f->with_difference.first, "dp_max",
                    "%s%s: limits of the difference of pressures are left out of the optimum", f->with_difference.first,
                    f->with_difference.count > 1 ? " and others" : "");
}
