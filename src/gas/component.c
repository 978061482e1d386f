/* Components by name: the canonical names and the spellings people use. */
#include "gas/tli_gas.h"

#include <string.h>

typedef struct spelling {
  const char *text;
  tl_component component;
} spelling;

static const spelling spellings[] = {
    {"CH4", TL_METHANE},
    {"C1", TL_METHANE},
    {"N2", TL_NITROGEN},
    {"CO2", TL_CARBON_DIOXIDE},
    {"C2H6", TL_ETHANE},
    {"C2", TL_ETHANE},
    {"C3H8", TL_PROPANE},
    {"C3", TL_PROPANE},
    {"iC4", TL_ISOBUTANE},
    {"i-C4", TL_ISOBUTANE},
    {"i-butane", TL_ISOBUTANE},
    {"iC4H10", TL_ISOBUTANE},
    {"nC4", TL_N_BUTANE},
    {"n-C4", TL_N_BUTANE},
    {"butane", TL_N_BUTANE},
    {"C4H10", TL_N_BUTANE},
    {"nC4H10", TL_N_BUTANE},
    {"iC5", TL_ISOPENTANE},
    {"i-C5", TL_ISOPENTANE},
    {"i-pentane", TL_ISOPENTANE},
    {"iC5H12", TL_ISOPENTANE},
    {"nC5", TL_N_PENTANE},
    {"n-C5", TL_N_PENTANE},
    {"pentane", TL_N_PENTANE},
    {"C5H12", TL_N_PENTANE},
    {"nC5H12", TL_N_PENTANE},
    {"nC6", TL_N_HEXANE},
    {"C6", TL_N_HEXANE},
    {"hexane", TL_N_HEXANE},
    {"C6H14", TL_N_HEXANE},
    {"nC7", TL_N_HEPTANE},
    {"C7", TL_N_HEPTANE},
    {"heptane", TL_N_HEPTANE},
    {"C7H16", TL_N_HEPTANE},
    {"nC8", TL_N_OCTANE},
    {"C8", TL_N_OCTANE},
    {"octane", TL_N_OCTANE},
    {"C8H18", TL_N_OCTANE},
    {"nC9", TL_N_NONANE},
    {"C9", TL_N_NONANE},
    {"nonane", TL_N_NONANE},
    {"C9H20", TL_N_NONANE},
    {"nC10", TL_N_DECANE},
    {"C10", TL_N_DECANE},
    {"decane", TL_N_DECANE},
    {"C10H22", TL_N_DECANE},
    {"H2", TL_HYDROGEN},
    {"O2", TL_OXYGEN},
    {"CO", TL_CARBON_MONOXIDE},
    {"H2O", TL_WATER},
    {"H2S", TL_HYDROGEN_SULFIDE},
    {"hydrogen sulphide", TL_HYDROGEN_SULFIDE},
    {"He", TL_HELIUM},
    {"Ar", TL_ARGON},
};

const char *tl_component_name(tl_component component) {
  return (unsigned)component < TL_COMPONENTS ? tli_components[component].name : NULL;
}

double tl_component_molar_mass_kg_mol(tl_component component) {
  return (unsigned)component < TL_COMPONENTS ? tli_components[component].molar_mass * 1e-3 : 0.0;
}

bool tl_component_find(const char *name, tl_component *component, const char **near) {
  if (near != NULL) *near = NULL;
  if (name == NULL) return false;
  for (size_t i = 0; i < TL_COMPONENTS; i++) {
    if (!tli_text_equal_loose(name, tli_components[i].name)) continue;
    if (component != NULL) *component = (tl_component)i;
    return true;
  }
  for (size_t i = 0; i < TLI_COUNT(spellings); i++) {
    if (!tli_text_equal_loose(name, spellings[i].text)) continue;
    if (component != NULL) *component = spellings[i].component;
    return true;
  }
  if (near != NULL) {
    const char *names[TL_COMPONENTS + TLI_COUNT(spellings)];
    for (size_t i = 0; i < TL_COMPONENTS; i++) names[i] = tli_components[i].name;
    for (size_t i = 0; i < TLI_COUNT(spellings); i++) names[TL_COMPONENTS + i] = spellings[i].text;
    *near = tli_did_you_mean(name, names, TLI_COUNT(names));
  }
  return false;
}

void tli_kay(const tl_mixture *mixture, double *pc_pa, double *tc_k) {
  double pc = 0.0, tc = 0.0;
  for (size_t i = 0; i < TL_COMPONENTS; i++) {
    pc += mixture->x[i] * tli_components[i].pc_mpa * 1e6;
    tc += mixture->x[i] * tli_components[i].tc_k;
  }
  *pc_pa = pc;
  *tc_k = tc;
}
