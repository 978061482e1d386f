/* A gas of which only molar mass, compressibility and viscosity are given, as in network files of other programs:
 *     z = z0 + z1 p   or   1/z = z0 + z1 p
 * at every temperature. Heat capacities are those of methane as an ideal gas, so such a gas is for isothermal work; the
 * law has no Joule-Thomson effect since z does not answer to T. Not one of the named models: it has no composition. */
#include "gas/tli_gas.h"

#include <math.h>

static void given_z(const void *law_data, double p_pa, double t_k, tli_explicit *out) {
  const tl_plain_gas *g = law_data;
  (void)t_k;
  const double value = g->z0 + g->z1_1_pa * p_pa, change = g->z1_1_pa * p_pa;
  *out = (tli_explicit){.z = value, .p_zp = change};
  if (!g->inverse) return;
  const double z = 1.0 / value;
  *out = (tli_explicit){.z = z, .p_zp = -z * z * change, .pp_zpp = 2.0 * z * z * z * change * change};
}

static tl_validity never_known(const tl_gas *gas, double p_pa, double t_k) {
  (void)gas;
  (void)p_pa;
  (void)t_k;
  return TL_VALID_EXTENDED;
}

static const tli_law given_law = {.name = "given-z",
                                  .sentence = "compressibility as given, a line in pressure",
                                  .source = "the user's",
                                  .gas_constant = TLI_GAS_CONSTANT,
                                  .ideal_scale = 1.0,
                                  .explicit_z = given_z,
                                  .validity = never_known};

tl_code tl_gas_create_plain(const tl_plain_gas *plain, const tl_allocator *allocator, tl_gas **gas_out,
                            tl_error *error) {
  *gas_out = NULL;
  if (!(plain->molar_mass_kg_mol > 1e-3 && plain->molar_mass_kg_mol < 1.0))
    return tl_fail(error, TL_ERR_INPUT, "molar mass = %g kg/mol is outside 0.001 .. 1", plain->molar_mass_kg_mol);
  if (!(plain->z0 > 0.1 && plain->z0 < 10.0 && fabs(plain->z1_1_pa) < 1e-6))
    return tl_fail(error, TL_ERR_INPUT, "compressibility %g + %g 1/Pa p: outside 0.1 .. 10 and 1e-6 1/Pa", plain->z0,
                   plain->z1_1_pa);
  if (plain->viscosity_pa_s != 0.0 && !(plain->viscosity_pa_s > 1e-7 && plain->viscosity_pa_s < 1e-3))
    return tl_fail(error, TL_ERR_INPUT, "viscosity = %g Pa s is outside 1e-7 .. 1e-3 (0: from a correlation)",
                   plain->viscosity_pa_s);
  tli_arena *arena = tli_arena_create(allocator);
  tl_gas *gas = arena != NULL ? TLI_NEW(arena, tl_gas) : NULL;
  tl_plain_gas *data = gas != NULL ? TLI_NEW(arena, tl_plain_gas) : NULL;
  if (data == NULL) {
    tli_arena_destroy(arena);
    return TLI_NO_MEMORY(error, "the gas");
  }
  *data = *plain;
  gas->arena = arena;
  gas->law = &given_law;
  gas->law_data = data;
  gas->mixture.x[TL_METHANE] = 1.0;
  gas->r = TLI_GAS_CONSTANT;
  gas->molar_mass_kg_mol = plain->molar_mass_kg_mol;
  gas->fixed_viscosity_pa_s = plain->viscosity_pa_s;
  tli_kay(&gas->mixture, &gas->pseudo_pc_pa, &gas->pseudo_tc_k);
  tli_ideal_compile(&gas->mixture, gas->r, 1.0, &gas->ideal);
  tli_ideal_tabulate(&gas->ideal, &gas->ideal_table);
  tli_chung_compile(&gas->mixture, &gas->chung);
  *gas_out = gas;
  return TL_OK;
}
