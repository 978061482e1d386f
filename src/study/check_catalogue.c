/* Cross-checks of the year of the line and of the catalogue of pipes and steels. */
#include "study/checking.h"
#include "study/design.h"

static void check_operation(const tli_checking *c) {
  const tli_study_operation *o = &c->study->operation;
  const double close = 0.01, mean = tli_mean_demand(o);
  if (fabs(mean - 1.0) > close)
    tli_complain(c, "operation", "january", "the twelve months average %.4g of the mean day; they must average 1",
                 mean);
  double largest = 0.0;
  for (size_t m = 0; m < TL_YEAR_MONTHS; m++) largest = fmax(largest, tli_month_demand(o, m));
  if (o->peak_day.si > 0.0 && o->peak_day.si < largest)
    tli_complain(c, "operation", "peak_day", "peak_day = %g is below the largest month, %g", o->peak_day.si, largest);
}

void tli_check_catalogue(const tli_study *s, tl_findings *findings) {
  const tli_checking checking = {s, findings}, *c = &checking;
  const double mm = 1e3, mpa = 1e-6, thickest_share = 0.25;
  check_operation(c);
  for (size_t i = 0; i < s->pipe_class_count; i++) {
    const tli_study_pipe_class *p = &s->pipe_classes[i];
    const tli_item_name at = tli_item_path("pipe_classes", p->id);
    if (p->wall_most.si < p->wall_least.si)
      tli_complain(c, at.path, "wall_most", "wall_most = %g mm is below wall_least = %g mm", mm * p->wall_most.si,
                   mm * p->wall_least.si);
    if (p->wall_most.si > thickest_share * p->outside_diameter.si)
      tli_complain(c, at.path, "wall_most", "wall_most = %g mm is above a quarter of the outside diameter %g mm",
                   mm * p->wall_most.si, mm * p->outside_diameter.si);
  }
  for (size_t i = 0; i < s->steel_count; i++) {
    const tli_study_steel *steel = &s->steels[i];
    const tli_item_name at = tli_item_path("steels", steel->id);
    if (steel->tensile.si < steel->yield.si)
      tli_complain(c, at.path, "tensile", "tensile = %g MPa is below yield = %g MPa", mpa * steel->tensile.si,
                   mpa * steel->yield.si);
  }
}
