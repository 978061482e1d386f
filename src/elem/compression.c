/* The work of compressing a kilogram of real gas, by three paths; see docs/theory/machine.md. */
#include "base/tli_base.h"
#include "trunkline/machine.h"

#include <math.h>
#include <string.h>

static const char *const path_names[] = {"kappa", "isentropic", "polytropic"};

const char *tl_compression_name(size_t index) { return index < TLI_COUNT(path_names) ? path_names[index] : NULL; }

bool tl_compression_find(const char *name, tl_compression *path) {
  for (size_t i = 0; i < TLI_COUNT(path_names); i++)
    if (strcmp(name, path_names[i]) == 0) {
      *path = (tl_compression)i;
      return true;
    }
  return false;
}

static tl_code by_kappa(const tl_gas_state *in, double kappa, double p_out_pa, double efficiency, tl_compressed *out) {
  const double k = kappa > 0.0 ? kappa : in->isentropic_exponent;
  const double m = (k - 1.0) / k, rise = expm1(m * log(p_out_pa / in->p_pa));
  out->head_j_kg = in->p_pa / in->density_kg_m3 / m * rise; /* p/rho = z R T/M, with the law's own R */
  out->t_out_k = in->t_k * (1.0 + rise / efficiency);
  return TL_OK;
}

static tl_code by_entropy(const tl_gas *gas, const tl_gas_state *in, double p_out_pa, double efficiency,
                          tl_compressed *out, tl_error *error) {
  tl_gas_state ideal, real;
  TLI_TRY(tl_gas_state_ps(gas, p_out_pa, in->entropy_j_mol_k, &ideal, error));
  const double rise = ideal.enthalpy_j_mol - in->enthalpy_j_mol;
  TLI_TRY(tl_gas_state_ph(gas, p_out_pa, in->enthalpy_j_mol + rise / efficiency, &real, error));
  out->head_j_kg = rise / in->molar_mass_kg_mol;
  out->t_out_k = real.t_k;
  return TL_OK;
}

/* Small isentropic steps, each with the efficiency: the head is the sum of v dp along the real path. */
static tl_code by_steps(const tl_gas *gas, const tl_gas_state *in, double p_out_pa, double efficiency,
                        tl_compressed *out, tl_error *error) {
  enum { STEPS = 40 };
  tl_gas_state at = *in;
  *out = (tl_compressed){0.0, in->t_k};
  for (int i = 1; i <= STEPS; i++) {
    tl_compressed step;
    TLI_TRY(by_entropy(gas, &at, in->p_pa * pow(p_out_pa / in->p_pa, (double)i / STEPS), efficiency, &step, error));
    out->head_j_kg += step.head_j_kg;
    TLI_TRY(tl_gas_state_pt(gas, in->p_pa * pow(p_out_pa / in->p_pa, (double)i / STEPS), step.t_out_k, &at, error));
  }
  out->t_out_k = at.t_k;
  return TL_OK;
}

tl_code tl_compress(const tl_gas *gas, tl_compression path, double kappa, double p_in_pa, double t_in_k,
                    double p_out_pa, double efficiency, tl_compressed *out, tl_error *error) {
  *out = (tl_compressed){0.0, t_in_k};
  if (!(p_out_pa >= p_in_pa) || !(p_in_pa > 0.0) || !(efficiency > 0.0 && efficiency <= 1.0))
    return tl_fail(error, TL_ERR_USAGE, "compression from %g to %g Pa at an efficiency of %g", p_in_pa, p_out_pa,
                   efficiency);
  tl_gas_state in;
  TLI_TRY(tl_gas_state_pt(gas, p_in_pa, t_in_k, &in, error));
  if (path == TL_COMPRESSION_KAPPA) return by_kappa(&in, kappa, p_out_pa, efficiency, out);
  if (path == TL_COMPRESSION_ISENTROPIC) return by_entropy(gas, &in, p_out_pa, efficiency, out, error);
  return by_steps(gas, &in, p_out_pa, efficiency, out, error);
}
