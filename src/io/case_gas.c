/* The figures of a case's gas, each with the range that every reader keeps and our own format holds. */
#include "io/case_build.h"

#include <stddef.h>
#include <string.h>

typedef struct gas_figure {
  const char *name;
  size_t at;       /* in tli_case_gas */
  double min, max; /* SI; what no gas of a pipeline leaves */
} gas_figure;

#define MEMBER(name) #name, offsetof(tli_case_gas, name)

/* As in the figures of sources where these have them; relative density is molar mass over that of air, 0.02896. */
static const gas_figure gas_figures[] = {{MEMBER(molar_mass_kg_mol), 1e-3, 0.5},
                                         {MEMBER(norm_density_kg_m3), 0.01, 20},
                                         {MEMBER(t_k), 100, 1000},
                                         {MEMBER(viscosity_pa_s), 1e-8, 1},
                                         {MEMBER(z), 0.01, 10},
                                         {MEMBER(z_slope_1_pa), -1e-5, 1e-5},
                                         {MEMBER(relative_density), 0.03, 20},
                                         {MEMBER(pseudocritical_p_pa), 1e4, 1e8},
                                         {MEMBER(pseudocritical_t_k), 1, 2000},
                                         {MEMBER(gross_j_m3), 0, 2e8}};

bool tli_case_set_gas(const tli_case_builder *b, const char *name, double number, const char *field, int line) {
  for (size_t i = 0; i < TLI_COUNT(gas_figures); i++) {
    const gas_figure *f = &gas_figures[i];
    if (strcmp(f->name, name) != 0) continue;
    if (number >= f->min && number <= f->max)
      memcpy((char *)&b->c->gas + f->at, &number, sizeof number);
    else
      tl_findings_add(b->findings, TL_ERROR, b->file, line, "gas", field,
                      "gas: %s gives %s = %g in SI, outside %g .. %g; is the unit right?", field, name, number, f->min,
                      f->max);
    return true;
  }
  return false;
}
