/* A start for networks with heat, from the core: where the general solver finds nothing from scratch, the same network
 * is solved at one temperature, the mean of what enters it, and that state is its next start. Which valves shut and
 * which machines run hardly depends on a few kelvin, and the core decides it by homotopy and path
 * (docs/theory/steady.md). */
#include "steady/tli_core.h"

#include <stdio.h>
#include <string.h>

/* Mean temperature of what may enter: by its amount where that is given, else of the given pressures. */
static double mean_temperature(const tl_steady *s) {
  double sum = 0.0, weight = 0.0, held = 0.0, count = 0.0;
  for (size_t i = 0; i < s->network_nodes; i++) {
    const tl_boundary *b = &s->own[i];
    const double t = b->t_k == 0.0 ? 288.15 : b->t_k, in = tli_max(-b->withdrawal_kg_s, 0.0);
    if (b->kind == TL_GIVEN_PRESSURE) {
      held += t;
      count += 1.0;
    } else {
      sum += in * t;
      weight += in;
    }
  }
  if (count > 0.0) return held / count;
  return weight > 0.0 ? sum / weight : 288.15;
}

bool tli_steady_core_may_start(const tl_steady *s, const tl_boundary *boundary) {
  if (s->options.isothermal_t_k > 0.0 || s->mixing != NULL || s->without_core) return false;
  for (size_t i = 0; i < s->network_nodes; i++)
    if (boundary[i].kind == TL_METERED_WITHDRAWAL) return false;
  for (size_t l = 0; l < s->network->link_count; l++)
    if (tli_core_draws(s, l)) return false;
  return true;
}

static void take_state(tl_steady *s, const tl_steady *cold) {
  for (size_t i = 0; i < s->network_nodes; i++)
    if (s->boundary[i].kind != TL_GIVEN_PRESSURE) s->u[i] = tli_u_from_p(cold->core->p[i]);
  for (size_t l = 0; l < s->network->link_count; l++) {
    const size_t first = s->first_part[l], parts = s->part_count[l];
    if (parts == 0) continue;
    const double from = s->u[s->from[first]], to = s->u[s->to[first + parts - 1]];
    const double q = cold->core->slot[l] < 0 ? cold->joined_q[l] : cold->core->q[cold->core->slot[l]];
    for (size_t k = 0; k < parts; k++) {
      s->q[first + k] = q;
      if (k + 1 < parts) s->u[s->to[first + k]] = from + (to - from) * (double)(k + 1) / (double)parts;
    }
  }
}

/* What has no state at one temperature is taken to have none with heat either; nothing proves it. */
static void take_refusal(tl_steady *s, const tl_steady *cold) {
  s->outcome = TL_INFEASIBLE;
  s->reason = cold->reason;
  s->reason.proof = "";
  (void)snprintf(s->reason.sentence, sizeof s->reason.sentence, "At one temperature, %.1f K: %.*s",
                 cold->options.isothermal_t_k, (int)sizeof s->reason.sentence - 40, cold->reason.sentence);
}

tl_code tli_steady_start_by_core(tl_steady *s, const tl_boundary *boundary, tl_error *error) {
  tl_steady_options options = s->options;
  options.isothermal_t_k = mean_temperature(s);
  options.allocator = tli_arena_allocator(s->arena);
  tl_steady *cold;
  TLI_TRY(tl_steady_create(s->network, s->gas, &options, &cold, error));
  cold->own_params = s->own_params;
  tl_code code = tl_steady_solve(cold, boundary, error);
  if (code == TL_OK && cold->outcome == TL_SOLVED && cold->by_core) {
    tli_steady_take_boundary(s, boundary, 1.0);
    if (tli_steady_merge_boundary(s)) tli_steady_first_state(s);
    take_state(s, cold);
    tli_steady_take_boundary(s, boundary, 1.0); /* merging adds up: once more */
    s->certificate.rung = "core start";
    code = tli_steady_iterate_from(s, false, error);
  } else if (code == TL_OK && cold->outcome == TL_INFEASIBLE) {
    take_refusal(s, cold);
  }
  tl_steady_destroy(cold);
  return code;
}
