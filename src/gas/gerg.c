/* GERG-2008 as a gas law: its validity, and the choice of the widest vector path.
 *
 * Normal range 90..450 K up to 35 MPa, extended range 60..700 K up to 70 MPa (Kunz and Wagner 2012, section 5.2).
 */
#include "gas/tli_table.h"

#include <math.h>

typedef struct vector_path {
  const char *name;
  tli_gerg_run *run;
} vector_path;
static const vector_path paths[] = {{"scalar", tli_gerg_run_scalar},
                                    {"sse2", tli_gerg_run_sse2},
                                    {"avx2", tli_gerg_run_avx2},
                                    {"avx512", tli_gerg_run_avx512}};

/* Index of the widest path that processor and system support. */
static size_t widest(void) {
#if defined(__x86_64__)
  if (!__builtin_cpu_supports("avx2")) return 1;
  bool wide =
      __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  return wide ? 3 : 2;
#else
  return 0;
#endif
}

tli_gerg_run *tli_gerg_path(const char *name, const char **taken) {
  size_t best = widest(), chosen = best;
  if (name != NULL) {
    for (chosen = 0; chosen <= best && !tli_text_equal(name, paths[chosen].name); chosen++) continue;
    if (chosen > best) return NULL;
  }
  if (taken != NULL) *taken = paths[chosen].name;
  return paths[chosen].run;
}

tli_table_run *tli_table_path(void) {
  static tli_table_run *const runs[] = {tli_table_run_scalar, tli_table_run_sse2, tli_table_run_avx2,
                                        tli_table_run_avx512};
  return runs[widest()];
}

const char *tl_gas_vector_path(void) { return paths[widest()].name; }

static tl_validity gerg_validity(const tl_gas *gas, double p_pa, double t_k) {
  (void)gas;
  if (t_k < 60.0 || t_k > 700.0 || p_pa > 70e6) return TL_VALID_OUTSIDE;
  return t_k >= 90.0 && t_k <= 450.0 && p_pa <= 35e6 ? TL_VALID_NORMAL : TL_VALID_EXTENDED;
}

const tli_law tli_law_gerg2008 = {
    .name = "gerg2008",
    .sentence =
        "GERG-2008: reference equation for natural gases and blends of 21 components, 0.1 % in density of pipeline gas",
    .source =
        "Kunz and Wagner, J. Chem. Eng. Data 57 (2012) 3032-3091, doi 10.1021/je300655b; ISO 20765-2; AGA8 Part 2",
    .gas_constant = TLI_GERG_R,
    .ideal_scale = TLI_GERG_R_OLD / TLI_GERG_R,
    .compile = tli_gerg_compile,
    .helmholtz = tli_gerg_alpha,
    .validity = gerg_validity};
