/* A transient's creation: options, memory, tables; and its starts. */
#include "transient/tli_transient.h"

#include <stdio.h>
#include <string.h>

void tl_transient_options_default(tl_transient_options *options) {
  *options = (tl_transient_options){.cell_length_m = 1000.0,
                                    .pressure_tolerance_pa = 20.0,
                                    .newton_tolerance_pa = 0.1,
                                    .max_step_s = 3600.0,
                                    .output_every_s = 300.0,
                                    .least_delivery_p_pa = 2e5,
                                    .highest_injection_p_pa = 20e6,
                                    .soil_conductivity_w_m_k = 1.5,
                                    .soil_heat_capacity_j_m3_k = 2e6,
                                    .temperature_tolerance_k = 0.05};
}

static tl_code check_options(const tl_transient_options *o, tl_error *error) {
  if (!(o->cell_length_m > 0.0 && isfinite(o->cell_length_m)))
    return tl_fail(error, TL_ERR_USAGE, "cell_length_m = %g must be above 0", o->cell_length_m);
  if (!(o->pressure_tolerance_pa > 0.0 && o->newton_tolerance_pa > 0.0))
    return tl_fail(error, TL_ERR_USAGE, "tolerances must be above 0 Pa");
  if (!(o->fixed_step_s >= 0.0 && o->max_step_s > 0.0 && o->output_every_s >= 0.0))
    return tl_fail(error, TL_ERR_USAGE, "steps and times of output must not be negative, max_step_s above 0");
  if (o->isothermal_t_k != 0.0 && !(o->isothermal_t_k > 150.0 && o->isothermal_t_k < 600.0))
    return tl_fail(error, TL_ERR_USAGE, "isothermal_t_k = %g is outside 150 .. 600 (0: temperatures of the start)",
                   o->isothermal_t_k);
  if (!(o->least_delivery_p_pa > 0.0 && o->highest_injection_p_pa > o->least_delivery_p_pa))
    return tl_fail(error, TL_ERR_USAGE, "deliveries from %g Pa and injections up to %g Pa do not go together",
                   o->least_delivery_p_pa, o->highest_injection_p_pa);
  if (o->follow_heat && o->isothermal_t_k != 0.0)
    return tl_fail(error, TL_ERR_USAGE,
                   "one temperature for all gas (isothermal_t_k = %g) and heat in time exclude "
                   "each other: give one of them",
                   o->isothermal_t_k);
  if (o->follow_heat && o->general_sparse)
    return tl_fail(error, TL_ERR_USAGE, "the general sparse yardstick is made for runs without heat");
  if (!(o->soil_conductivity_w_m_k >= 0.0 && o->soil_conductivity_w_m_k <= 100.0 &&
        o->soil_heat_capacity_j_m3_k >= 1e3 && o->soil_heat_capacity_j_m3_k <= 1e8))
    return tl_fail(error, TL_ERR_USAGE, "soil of %g W/(m K) and %g J/(m3 K): 0 .. 100 and 1e3 .. 1e8 are possible",
                   o->soil_conductivity_w_m_k, o->soil_heat_capacity_j_m3_k);
  if (!(o->temperature_tolerance_k > 0.0)) return tl_fail(error, TL_ERR_USAGE, "tolerances must be above 0 K");
  return TL_OK;
}

#define NEED(pointer, type, count) \
  if (((pointer) = TLI_NEW_N(x->arena, type, (count) + 1)) == NULL) return TLI_NO_MEMORY(error, "the transient")

static tl_code allocate_state(tl_transient *x, tli_state *s, tl_error *error) {
  NEED(s->p, double, x->points);
  NEED(s->q, double, x->faces);
  NEED(s->mass, double, x->points);
  NEED(s->jp, double, x->junction_count);
  NEED(s->jmass, double, x->junction_count);
  NEED(s->jw, double, x->junction_count);
  NEED(s->pq, double, x->part_count);
  NEED(s->t, double, x->points);
  NEED(s->jt, double, x->junction_count);
  return TL_OK;
}

static tl_code allocate(tl_transient *x, tl_error *error) {
  double **by_point[] = {&x->rho,           &x->drho, &x->mu,   &x->volume,  &x->lower,   &x->left,   &x->upper,
                         &x->inverse_pivot, &x->rhs,  &x->fall, &x->k1_mass, &x->k2_mass, &x->k0_mass};
  double **by_face[] = {&x->s_a, &x->s_b, &x->residual_q, &x->inverse_d, &x->k1_q, &x->k2_q};
  double **by_junction[] = {&x->jrho,       &x->jdrho,      &x->k1_jmass, &x->k2_jmass, &x->k0_jmass,
                            &x->stage_w[0], &x->stage_w[1], &x->in_k[0],  &x->in_k[1]};
  for (size_t i = 0; i < TLI_COUNT(by_point); i++) NEED(*by_point[i], double, x->points);
  for (size_t i = 0; i < TLI_COUNT(by_face); i++) NEED(*by_face[i], double, x->faces);
  for (size_t i = 0; i < TLI_COUNT(by_junction); i++) NEED(*by_junction[i], double, x->junction_count);
  for (size_t i = 0; i < 2; i++) {
    NEED(x->hole_k[i], double, x->hole_count);
    NEED(x->stage_draw[i], double, x->part_count);
  }
  const size_t most = tli_max((double)x->points, (double)x->junction_count) > 0.0
                          ? (x->points > x->junction_count ? x->points : x->junction_count)
                          : 1;
  NEED(x->work_z, double, most);
  NEED(x->work_dz, double, most);
  TLI_TRY(allocate_state(x, &x->now, error));
  TLI_TRY(allocate_state(x, &x->start, error));
  TLI_TRY(allocate_state(x, &x->stage_base, error));
  NEED(x->deliveries, tl_delivered, x->network->node_count);
  NEED(x->short_now, bool, x->network->node_count);
  NEED(x->frictions, tli_friction_table *, x->piece_count);
  const size_t events = x->schedule != NULL ? x->schedule->event_count : 0;
  NEED(x->ramps, tli_ramp, events);
  NEED(x->event_done, bool, events);
  return TL_OK;
}

static tl_code share_friction(tl_transient *x, tli_piece *piece, tl_error *error) {
  const tl_pipe *pipe = x->network->links[piece->link].params;
  for (size_t i = 0; i < x->friction_count; i++) {
    const tli_friction_table *t = x->frictions[i];
    /* lambda of these is one of the diameter */
    const bool same_size = t->law != TL_FRICTION_WEYMOUTH && t->law != TL_FRICTION_PANHANDLE_A &&
                           t->law != TL_FRICTION_PANHANDLE_B && t->law != TL_FRICTION_IGT;
    if (t->law == (tl_friction)pipe->friction && t->relative_roughness == pipe->roughness_m / pipe->diameter_m &&
        same_size && (t->law != TL_FRICTION_FIXED || t->fixed == pipe->friction_factor)) {
      piece->friction = t;
      return TL_OK;
    }
  }
  tli_friction_table *made = TLI_NEW(x->arena, tli_friction_table);
  if (made == NULL) return TLI_NO_MEMORY(error, "a friction table");
  TLI_TRY(tli_friction_build(x, pipe, made, error));
  x->frictions[x->friction_count++] = made;
  piece->friction = made;
  return TL_OK;
}

static tl_code prepare_parts(tl_transient *x, tl_error *error) {
  for (size_t i = 0; i < x->part_count; i++) {
    tli_part *part = &x->parts[i];
    if (part->link == SIZE_MAX) continue;
    part->params = tli_arena_alloc(x->arena, 1, part->kind->param_bytes);
    if (part->params == NULL) return TLI_NO_MEMORY(error, "the transient");
    memcpy(part->params, x->network->links[part->link].params, part->kind->param_bytes);
    TLI_TRY(tli_units_create(x, part, error));
  }
  return TL_OK;
}

static bool is_driven(const tl_schedule *s, tl_driven what, size_t target) {
  for (size_t i = 0; s != NULL && i < s->profile_count; i++)
    if (s->profiles[i].what == what && s->profiles[i].target == target) return true;
  for (size_t i = 0; s != NULL && i < s->event_count; i++)
    if (s->events[i].kind == TL_EVENT_CHANGE && s->events[i].what == what && s->events[i].target == target) return true;
  return false;
}

static tl_code prepare_junctions(tl_transient *x, tl_error *error) {
  for (size_t i = 0; i < x->network->node_count; i++) {
    tli_junction *j = &x->junctions[i];
    const tl_boundary *b = &x->boundary[i];
    const char *id = x->network->nodes[i].id;
    if (b->kind == TL_METERED_WITHDRAWAL)
      return tl_fail(error, TL_ERR_INPUT, "node \"%s\": metered withdrawals are not available in time; give the flow",
                     id);
    j->given_p = b->kind == TL_GIVEN_PRESSURE;
    if (j->given_p && is_driven(x->schedule, TL_DRIVE_WITHDRAWAL, i))
      return tl_fail(error, TL_ERR_INPUT, "node \"%s\" has a given pressure and a profile of its flow: one of them",
                     id);
    if (!j->given_p && is_driven(x->schedule, TL_DRIVE_PRESSURE, i))
      return tl_fail(error, TL_ERR_INPUT, "node \"%s\": a change of its pressure needs a boundary with given pressure",
                     id);
    j->limited = !j->given_p && (b->withdrawal_kg_s != 0.0 || is_driven(x->schedule, TL_DRIVE_WITHDRAWAL, i));
    j->p_min = x->options.least_delivery_p_pa;
    j->p_max = x->options.highest_injection_p_pa;
  }
  for (size_t i = 0; x->schedule != NULL && i < x->schedule->limit_count; i++) {
    const tl_limit *limit = &x->schedule->limits[i];
    tli_junction *j = &x->junctions[limit->node];
    if (limit->p_min_pa > 0.0) j->p_min = limit->p_min_pa;
    if (limit->p_max_pa > 0.0) j->p_max = limit->p_max_pa;
    j->p_watch = limit->p_watch_pa;
  }
  return TL_OK;
}

static double highest_pressure(const tl_transient *x) {
  double highest = x->options.highest_injection_p_pa;
  for (size_t i = 0; i < x->network->node_count; i++)
    if (x->boundary[i].kind == TL_GIVEN_PRESSURE) highest = tli_max(highest, 1.5 * x->boundary[i].p_pa);
  return tli_min(1.25 * highest, 60e6);
}

/* With temperatures that differ, the solver's gas is one with a table, unless the law is cheap as it is. */
static tl_code prepare_gas(tl_transient *x, tl_error *error) {
  if (x->warmth != NULL) {
    TLI_TRY(tli_caloric_build(&x->warmth->caloric, x->gas, highest_pressure(x), NAN, x->options.allocator, error));
    x->warmth->caloric.lost = &x->warmth->no_memory;
  }
  x->uniform_t_k = x->options.isothermal_t_k;
  if (x->uniform_t_k > 0.0)
    return tli_isotherm_build(&x->isotherm, x->gas, x->uniform_t_k, highest_pressure(x), x->arena, error);
  static const char *const dear[] = {"gerg2008", "aga8-detail"};
  bool tables = false;
  for (size_t i = 0; i < TLI_COUNT(dear); i++) tables = tables || strcmp(tl_gas_model(x->gas), dear[i]) == 0;
  if (!tables || tl_gas_table(x->gas, NULL)) return TL_OK;
  tl_gas_options options;
  tl_gas_options_default(&options);
  options.model = tl_gas_model(x->gas);
  options.table = true;
  options.phase_check = false;
  options.table_p_max_pa = tli_min(highest_pressure(x), 30e6);
  options.allocator = x->options.allocator;
  TLI_TRY(tl_gas_create(tl_gas_mixture(x->gas), &options, &x->own_gas, error));
  x->gas = x->own_gas;
  return TL_OK;
}

/* The caller's, but a node whose pressure has a profile is one of given pressure. */
static tl_code take_boundary(tl_transient *x, tl_error *error) {
  tl_boundary *own;
  NEED(own, tl_boundary, x->network->node_count);
  memcpy(own, x->boundary, x->network->node_count * sizeof *own);
  for (size_t i = 0; x->schedule != NULL && i < x->schedule->profile_count; i++) {
    const tl_profile *p = &x->schedule->profiles[i];
    if (p->what != TL_DRIVE_PRESSURE || own[p->target].kind == TL_GIVEN_PRESSURE) continue;
    own[p->target].kind = TL_GIVEN_PRESSURE;
    own[p->target].p_pa = tli_profile_at(p, 0.0, true);
  }
  x->boundary = own;
  return TL_OK;
}

tl_code tli_transient_build(tl_transient *x, tl_error *error) {
  TLI_TRY(take_boundary(x, error));
  TLI_TRY(tli_transient_layout(x, error));
  TLI_TRY(allocate(x, error));
  const double usual_p_pa = 5e6, usual_t_k = x->options.isothermal_t_k > 0.0 ? x->options.isothermal_t_k : 288.15;
  (void)tl_gas_flow_pt(x->gas, 1, &usual_p_pa, &usual_t_k, &(tl_gas_flow){.viscosity_pa_s = &x->usual_viscosity_pa_s});
  for (size_t k = 0; k < x->piece_count; k++) {
    TLI_TRY(share_friction(x, &x->pieces[k], error));
    x->pieces[k].convects = x->options.convection == TL_CONVECTION_ALWAYS;
  }
  if (x->options.follow_heat) TLI_TRY(tli_heat_build(x, error));
  TLI_TRY(prepare_parts(x, error));
  TLI_TRY(prepare_junctions(x, error));
  TLI_TRY(tli_drive_check(x, error));
  TLI_TRY(tli_cargo_build(x, error));
  TLI_TRY(prepare_gas(x, error));
  TLI_TRY(tli_cargo_gases(x, highest_pressure(x), error));
  return tli_junction_pattern(x, error);
}

tl_code tl_transient_create(const tl_network *network, const tl_gas *gas, const tl_boundary *boundary,
                            const tl_schedule *schedule, const tl_transient_options *options, tl_transient **transient,
                            tl_error *error) {
  *transient = NULL;
  tl_transient_options defaults;
  tl_transient_options_default(&defaults);
  if (options == NULL) options = &defaults;
  TLI_TRY(check_options(options, error));
  if (network == NULL || gas == NULL || boundary == NULL || !network->frozen)
    return tl_fail(error, TL_ERR_USAGE, "a transient needs a frozen network, a gas and a boundary");
  if (schedule != NULL && schedule->network != network)
    return tl_fail(error, TL_ERR_USAGE, "the schedule was made for another network");
  tl_gas_quality quality;
  TLI_TRY(tl_mixture_quality(tl_gas_mixture(gas), 298.15, 293.15, &quality, error));
  tli_arena *arena = tli_arena_create(options->allocator);
  tl_transient *x = arena != NULL ? TLI_NEW(arena, tl_transient) : NULL;
  if (x == NULL) {
    tli_arena_destroy(arena);
    return TLI_NO_MEMORY(error, "the transient");
  }
  x->arena = arena;
  x->network = network;
  x->gas = gas;
  x->boundary = boundary;
  x->schedule = schedule;
  x->options = *options;
  x->molar_mass = tl_gas_molar_mass_kg_mol(gas);
  x->net_heat_j_kg = quality.net_j_kg;
  x->gross_heat_j_kg = quality.gross_j_kg;
  x->cm = x->damping = 1.0;
  x->outcome = TL_NOT_SOLVED;
  x->reason = (tl_reason){.code = "not_started", .where_kind = "", .where_id = "", .unit = ""};
  const tl_code code = tli_transient_build(x, error);
  if (code != TL_OK) {
    tl_transient_destroy(x);
    return code;
  }
  *transient = x;
  return TL_OK;
}

void tl_transient_destroy(tl_transient *x) {
  if (x == NULL) return;
  tli_system_destroy(x->system);
  tli_arena_destroy(x->system_arena);
  tli_cargo_destroy(x);
  if (x->warmth != NULL) tli_caloric_destroy(&x->warmth->caloric);
  tl_gas_destroy(x->own_gas);
  tli_arena_destroy(x->arena);
}
