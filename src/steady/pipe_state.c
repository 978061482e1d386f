/* What moves in a pipe at a solved state: velocity, Mach number, Reynolds number, friction factor, gas held. */
#include "steady/tli_core.h"

double tli_steady_part_mass(const tl_steady *s, const tli_group *group, size_t i) {
  if (group->kind->storage == NULL) return 0.0;
  tli_group one = {group->kind, group->first + i, 1, (char *)group->params + i * group->kind->param_bytes};
  double in, in_u, out, out_u;
  tli_batch batch = tli_steady_batch(s, &one);
  group->kind->storage(&batch, &(tli_storage){&in, &in_u, &out, &out_u});
  return in + out;
}

static double linepack(const tl_steady *s, size_t link) {
  if (s->by_core) return tli_core_pipe_linepack(s, link);
  const size_t first = s->first_part[link];
  double mass = 0.0;
  for (size_t g = 0; g < s->group_count; g++) {
    const tli_group *group = &s->groups[g];
    if (first < group->first || first >= group->first + group->n) continue;
    for (size_t k = 0; k < s->part_count[link]; k++) mass += tli_steady_part_mass(s, group, first - group->first + k);
  }
  return mass;
}

/* The fastest of the ends of all parts. */
static tl_code fastest(const tl_steady *s, size_t link, tl_profile_point *point, tl_error *error) {
  *point = (tl_profile_point){0};
  for (size_t i = 0; i < tl_steady_profile_points(s, link); i++) {
    tl_profile_point at;
    TLI_TRY(tl_steady_profile(s, link, i, &at, error));
    if (i == 0 || fabs(at.velocity_m_s) > fabs(point->velocity_m_s)) *point = at;
  }
  return TL_OK;
}

tl_code tl_steady_pipe(const tl_steady *s, size_t l, tl_pipe_state *state, tl_error *error) {
  tl_link_state ends;
  TLI_TRY(tl_steady_link(s, l, &ends, error));
  const tli_link *link = &s->network->links[l];
  if (link->kind != tli_kind_find("pipe")) return tl_fail(error, TL_ERR_USAGE, "link \"%s\" is not a pipe", link->id);
  const tl_pipe *pipe = link->params;
  tl_profile_point at;
  TLI_TRY(fastest(s, l, &at, error));
  const size_t middle = s->by_core ? 0 : s->first_part[l] + s->part_count[l] / 2;
  const tl_gas *filling = s->by_core ? s->gas : tli_steady_gas_in(s, middle);
  const double viscosity = s->by_core ? tli_core_viscosity(s, l) : s->viscosity[middle];
  *state = (tl_pipe_state){.velocity_m_s = at.velocity_m_s, .mach = NAN, .linepack_kg = linepack(s, l)};
  const double api_14e = 122.0; /* 100 ft/s sqrt(lb/ft3) */
  state->api_14e_m_s = at.density_kg_m3 > 0.0 ? api_14e / sqrt(at.density_kg_m3) : NAN;
  tl_gas_state gas;
  if (at.p_pa > 0.0 && tl_gas_state_pt(filling, at.p_pa, at.t_k, &gas, NULL) == TL_OK)
    state->mach = fabs(at.velocity_m_s) / gas.speed_of_sound_m_s;
  state->friction_factor = tli_pipe_friction(pipe, ends.q_kg_s / pipe->strings, viscosity,
                                             tl_gas_molar_mass_kg_mol(filling), &state->reynolds);
  return TL_OK;
}
