/* Any gas at any state by any law: an answer has a finite density that belongs to its pressure, a refusal has a
 * sentence, and the paths for many states and for flow neither crash nor hand out what is not finite. Bytes: law, kind
 * of state, 21 amounts, then two numbers as they lie in memory (any bits, so NaN and infinity, too). */
#include "fuzz.h"
#include "trunkline/gas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { KINDS = 4, HEAD = 2, NUMBERS = 2 * sizeof(double) };

static void check(bool good) {
  if (!good) abort();
}

static void check_state(tl_code code, const tl_gas_state *s, const tl_error *error) {
  if (code != TL_OK) {
    check((code == TL_ERR_USAGE || code == TL_ERR_NO_ANSWER) && strlen(error->sentence) > 20);
    return;
  }
  check(s->t_k > 0.0 && isfinite(s->t_k) && isfinite(s->p_pa));
  check(s->density_mol_m3 > 0.0 && isfinite(s->density_mol_m3));
  const double z = s->p_pa / (s->density_mol_m3 * 8.3145 * s->t_k);
  check(fabs(z - s->z) <= 1e-4 * (fabs(z) + 1e-3) || !isfinite(z));
  check(s->validity >= TL_VALID_NORMAL && s->validity <= TL_VALID_TWO_ROOTS);
}

static void try_paths(const tl_gas *gas, double p_pa, double t_k) {
  tl_gas_state state;
  tl_error error = {0};
  tl_gas_state many[3];
  const double p[3] = {p_pa, 5e6, p_pa}, t[3] = {t_k, 300.0, 300.0};
  const tl_code code = tl_gas_state_pt(gas, p_pa, t_k, &state, &error);
  (void)tl_gas_states_pt(gas, 3, p, t, many);
  check(code == TL_OK ? many[0].density_mol_m3 == state.density_mol_m3 : isnan(many[0].density_mol_m3));
  double z[3], viscosity[3];
  if (!isfinite(p_pa) || !(t_k > 50.0 && t_k < 2000.0)) return;
  (void)tl_gas_flow_pt(gas, 3, p, t, &(tl_gas_flow){.z = z, .viscosity_pa_s = viscosity});
  for (int i = 0; i < 3; i++) check(isfinite(z[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < HEAD + TL_COMPONENTS + NUMBERS) return 0;
  size_t laws = 0;
  while (tl_gas_model_name(laws) != NULL) laws++;
  tl_mixture mixture;
  double sum = 0.0, a, b;
  for (int i = 0; i < TL_COMPONENTS; i++) sum += data[HEAD + i];
  for (int i = 0; i < TL_COMPONENTS; i++) mixture.x[i] = sum > 0.0 ? data[HEAD + i] / sum : (i == 0 ? 1.0 : 0.0);
  memcpy(&a, data + HEAD + TL_COMPONENTS, sizeof a);
  memcpy(&b, data + HEAD + TL_COMPONENTS + sizeof a, sizeof b);

  tl_gas_options options;
  tl_gas_options_default(&options);
  options.model = tl_gas_model_name(data[0] % laws);
  options.phase_check = (data[1] & 0x80) != 0;
  tl_gas *gas = NULL;
  tl_error error = {0};
  tl_gas_state state;
  if (tl_gas_create(&mixture, &options, &gas, &error) != TL_OK) {
    check(strlen(error.sentence) > 20);
    return 0;
  }
  switch (data[1] % KINDS) {
    case 0:
      check_state(tl_gas_state_pt(gas, a, b, &state, &error), &state, &error);
      try_paths(gas, a, b);
      break;
    case 1:
      check_state(tl_gas_state_dt(gas, a, b, &state, &error), &state, &error);
      break;
    case 2:
      check_state(tl_gas_state_ph(gas, a, b, &state, &error), &state, &error);
      break;
    default:
      check_state(tl_gas_state_ps(gas, a, b, &state, &error), &state, &error);
  }
  tl_gas_quality quality;
  check(tl_mixture_quality(&mixture, 298.15, 288.15, &quality, &error) == TL_OK);
  check(quality.gross_j_mol >= 0.0 && quality.z > 0.0 && quality.z <= 1.0);
  tl_gas_hydrate hydrate;
  if (tl_gas_hydrate_at(&mixture, a, b, &hydrate, &error) == TL_OK)
    check(isfinite(hydrate.risk_t_k) && hydrate.risk_t_k <= hydrate.free_water_t_k);
  tl_gas_destroy(gas);
  return 0;
}
