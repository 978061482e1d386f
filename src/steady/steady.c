/* Steady state: Newton on squared pressures with a temperature sweep in every iteration; see docs/theory/steady.md.
 *
 *   start:  linearised resistances at a usual gas speed -> flows that satisfy every mass balance
 *   repeat: Newton step, shortened while the residual does not fall; temperatures; laws
 *   end:    residuals small -> physical? (u >= 0) -> certificate
 */
#include "elem/tli_machines.h"
#include "steady/tli_core.h"

#include <string.h>

void tl_steady_options_default(tl_steady_options *options) {
  *options = (tl_steady_options){.part_length_m = 10e3,
                                 .mass_tolerance = 1e-11,
                                 .pressure_tolerance_pa = 0.1,
                                 .march_tolerance = 1e-3,
                                 .temperature_tolerance_k = 1e-6,
                                 .max_iterations = 60};
}

static tl_code check_options(const tl_steady_options *o, tl_error *error) {
  if (!(o->part_length_m > 0.0 && isfinite(o->part_length_m)))
    return tl_fail(error, TL_ERR_USAGE, "part_length_m = %g must be above 0", o->part_length_m);
  if (!(o->mass_tolerance > 0.0 && o->pressure_tolerance_pa > 0.0 && o->temperature_tolerance_k > 0.0))
    return tl_fail(error, TL_ERR_USAGE, "tolerances must be above 0");
  if (o->max_iterations < 1 || o->max_iterations > 10000)
    return tl_fail(error, TL_ERR_USAGE, "max_iterations = %d is outside 1 .. 10000", o->max_iterations);
  return TL_OK;
}

tl_code tl_steady_create(const tl_network *network, const tl_gas *gas, const tl_steady_options *options,
                         tl_steady **steady, tl_error *error) {
  *steady = NULL;
  tl_steady_options defaults;
  tl_steady_options_default(&defaults);
  if (options == NULL) options = &defaults;
  TLI_TRY(check_options(options, error));
  if (!network->frozen) return tl_fail(error, TL_ERR_USAGE, "freeze the network before solving it");
  tl_gas_quality quality;
  TLI_TRY(tl_mixture_quality(tl_gas_mixture(gas), 298.15, 293.15, &quality, error));

  tli_arena *arena = tli_arena_create(options->allocator);
  tl_steady *s = arena == NULL ? NULL : TLI_NEW(arena, tl_steady);
  if (s == NULL) {
    tli_arena_destroy(arena);
    return TLI_NO_MEMORY(error, "a steady state");
  }
  s->arena = arena;
  s->network = network;
  s->gas = gas;
  s->options = *options;
  s->molar_mass = tl_gas_molar_mass_kg_mol(gas);
  s->net_heat_j_kg = quality.net_j_kg;
  s->outcome = TL_NOT_SOLVED;
  s->reason.code = "not_run";
  s->reason.where_kind = s->reason.where_id = s->reason.unit = s->reason.proof = "";
  tl_code code = tli_steady_presolve(s, error);
  if (code == TL_OK && options->isothermal_t_k > 0.0)
    code = tli_potential_create(arena, gas, options->isothermal_t_k, &s->potential, error);
  else if (code == TL_OK)
    code = tli_steady_build(s, error);
  if (code != TL_OK) {
    tl_steady_destroy(s);
    return code;
  }
  *steady = s;
  return TL_OK;
}

void tl_steady_destroy(tl_steady *steady) {
  if (steady == NULL) return;
  tli_steady_forget_mixing(steady);
  tli_steady_forget_coupled(steady);
  tli_core_destroy(steady->core);
  tli_system_destroy(steady->system);
  tli_arena_destroy(steady->system_arena);
  tli_arena_destroy(steady->arena);
}

/* With one temperature and nothing drawn by the way the slopes of all laws have their signs, which makes the state the
 * only one. */
static bool state_is_unique(const tl_steady *s) {
  if (!(s->options.isothermal_t_k > 0.0) || s->mixing != NULL) return false;
  for (size_t l = 0; l < s->network->link_count; l++)
    if (tli_core_draws(s, l)) return false;
  return true;
}

/* It is the iteration that found nothing: the question itself has no fault. */
static bool is_of_iteration(const tl_steady *s) {
  return strcmp(s->reason.code, "iteration_limit") == 0 || strcmp(s->reason.code, "singular") == 0 ||
         strcmp(s->reason.code, "no_steady_temperature") == 0;
}

/* The general solver: temperatures, heat, and all that the core leaves. */
static tl_code solve_general(tl_steady *s, const tl_boundary *boundary, tl_error *error) {
  const bool warm = s->warm;
  s->warm = false;
  TLI_TRY(tli_steady_build(s, error));
  tli_steady_take_boundary(s, boundary, 1.0);
  TLI_TRY(tli_steady_iterate_from(s, !warm, error));
  if (s->outcome != TL_SOLVED && warm) { /* a warm start may mislead: once more from scratch */
    tli_steady_take_boundary(s, boundary, 1.0);
    TLI_TRY(tli_steady_iterate_from(s, true, error));
  }
  if (s->outcome == TL_NOT_SOLVED && is_of_iteration(s) && tli_steady_core_may_start(s, boundary))
    TLI_TRY(tli_steady_start_by_core(s, boundary, error));
  if (s->outcome == TL_NOT_SOLVED && strcmp(s->reason.code, "iteration_limit") == 0) {
    s->certificate.rung = "climb";
    return tli_steady_climb(s, boundary, error);
  }
  if (s->outcome != TL_SOLVED) return TL_OK;
  tli_steady_explain_collapse(s);
  if (s->outcome == TL_SOLVED) tli_steady_explain_absurd(s);
  if (s->outcome == TL_INFEASIBLE && state_is_unique(s)) s->reason.proof = "unique_state";
  if (s->outcome == TL_SOLVED) {
    (void)tli_steady_imbalance(s); /* what leaves at given pressures */
    tli_steady_recover_joined(s);
    tli_steady_certify(s);
  }
  s->warm = s->outcome == TL_SOLVED;
  return TL_OK;
}

static tl_code begin(tl_steady *s, const tl_boundary *boundary, const char *rung, tl_error *error) {
  s->certificate = (tl_certificate){.rung = rung};
  s->by_core = false;
  TLI_TRY(tli_steady_check_boundary(s, boundary, error));
  memcpy(s->own, boundary, s->network_nodes * sizeof *boundary);
  s->share = 1.0;
  tli_steady_no_outcome(s);
  return TL_OK;
}

tl_code tli_steady_run(tl_steady *s, const tl_boundary *boundary, tl_error *error) {
  TLI_TRY(begin(s, boundary, "general", error));
  TLI_TRY(solve_general(s, boundary, error));
  tli_steady_explain_unresisted(s);
  return TL_OK;
}

tl_code tl_steady_solve(tl_steady *s, const tl_boundary *boundary, tl_error *error) {
  bool taken = false;
  tli_steady_forget_mixing(s); /* one gas everywhere */
  s->warm = s->warm && s->options.from_last;
  TLI_TRY(begin(s, boundary, "core", error));
  if (s->potential != NULL && !s->without_core && (tli_core_fits(s, boundary) || tli_steady_find_references(s)))
    TLI_TRY(tli_core_solve(s, boundary, &taken, error));
  if (!taken || s->outcome == TL_NOT_SOLVED) {
    s->by_core = false;
    s->certificate.rung = "general";
    TLI_TRY(solve_general(s, boundary, error));
  }
  tli_steady_explain_unresisted(s);
  return TL_OK;
}

tl_code tl_steady_prepare(tl_steady *s, const tl_boundary *boundary, tl_error *error) {
  bool taken = false;
  TLI_TRY(tli_steady_check_boundary(s, boundary, error));
  if (s->potential != NULL) TLI_TRY(tli_core_prepare(s, boundary, &taken, error));
  return taken ? TL_OK : tli_steady_build(s, error);
}

tl_code tl_steady_repeat_linear(tl_steady *s, bool scaled, tl_error *error) {
  if (s->core == NULL || s->core->system == NULL)
    return tl_fail(error, TL_ERR_USAGE, "there is no matrix of the core to factor again");
  return tli_system_repeat(s->core->system, scaled, s->core->next, error);
}

void tl_steady_size(const tl_steady *s, size_t *unknowns, size_t *nonzeros) {
  const tli_system *system = s->core != NULL ? s->core->system : s->system;
  *unknowns = s->core != NULL ? s->core->unknowns : s->unknowns;
  *nonzeros = system != NULL ? tli_system_nonzeros(system) : 0;
}

tl_outcome tl_steady_outcome(const tl_steady *s) { return s->outcome; }
const tl_reason *tl_steady_reason(const tl_steady *s) { return &s->reason; }
const tl_certificate *tl_steady_certificate(const tl_steady *s) { return &s->certificate; }

/* ---- set points ----------------------------------------------------------------------------------------------------
 */

const void *tli_steady_params(const tl_steady *s, size_t link) {
  return s->own_params != NULL && s->own_params[link] != NULL ? s->own_params[link] : s->network->links[link].params;
}

/* Keeps a copy and hands it to those parts of the solver that have made theirs already. */
static tl_code set_params(tl_steady *s, size_t l, const char *kind_name, const void *params, tl_error *error) {
  if (l >= s->network->link_count || s->network->links[l].kind != tli_kind_find(kind_name))
    return tl_fail(error, TL_ERR_USAGE, "link %zu is not a %s", l, kind_name);
  const tli_kind *kind = tli_kind_get((size_t)s->network->links[l].kind);
  if (s->own_params == NULL) s->own_params = TLI_NEW_N(s->arena, void *, s->network->link_count);
  if (s->own_params == NULL) return TLI_NO_MEMORY(error, "a set point");
  void *copy = s->own_params[l] == NULL ? tli_arena_alloc(s->arena, 1, kind->param_bytes) : s->own_params[l];
  if (copy == NULL) return TLI_NO_MEMORY(error, "a set point");
  memcpy(copy, params, kind->param_bytes);
  s->own_params[l] = copy;
  if (s->core != NULL) tli_core_set_params(s->core, l, kind, copy);
  for (size_t g = 0; s->has_graph && g < s->group_count; g++)
    if (s->groups[g].kind == kind)
      memcpy((char *)s->groups[g].params + (s->first_part[l] - s->groups[g].first) * kind->param_bytes, copy,
             kind->param_bytes);
  s->warm = false;
  return TL_OK;
}

tl_code tl_steady_set_compressor(tl_steady *s, size_t link, const tl_compressor *compressor, tl_error *error) {
  TLI_TRY(tli_compressor_check("", compressor, error));
  return set_params(s, link, "compressor", compressor, error);
}

tl_code tl_steady_set_control_valve(tl_steady *s, size_t link, const tl_control_valve *valve, tl_error *error) {
  TLI_TRY(tli_control_valve_check("", valve, error));
  return set_params(s, link, "control_valve", valve, error);
}

tl_code tl_steady_set_machine_station(tl_steady *s, size_t link, const tl_machine_station *station, tl_error *error) {
  TLI_TRY(tli_machine_station_check("", station, error));
  return set_params(s, link, "machine_station", station, error);
}
