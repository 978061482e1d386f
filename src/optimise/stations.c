/* Stations with machines: what each working one would do at a state, and the fuel that leaves the line for it.
 *
 * The flow of a nomination is isothermal: gas comes to every station at the temperature of the nomination. Fuel leaves
 * at the node that the file names (fuelGasVertex in GasLib); as much more enters, shared among the entries as the
 * nomination shares its supply. */
#include <math.h>
#include <string.h>

#include "optimise/tli_stations.h"

tl_code tli_stations_make(const tli_model *m, tli_arena *arena, tli_stations *s, tl_error *error) {
  size_t count = 0;
  for (size_t k = 0; k < m->arc_count; k++) count += m->arcs[k].machines != NULL;
  *s = (tli_stations){.at = TLI_NEW_N(arena, tl_nominated_station, count + 1),
                      .states = TLI_NEW_N(arena, tl_station_answer, count + 1),
                      .fuel = TLI_NEW_N(arena, double, m->node_count)};
  return s->at != NULL && s->states != NULL && s->fuel != NULL ? TL_OK : TLI_NO_MEMORY(error, "the stations");
}

tl_station_duty tli_station_duty(const tl_nomination *n, const tli_arc *arc, double p_from, double p_to, double q) {
  const tl_nominated_machines *g = &arc->machines->given;
  return (tl_station_duty){.gas = n->gas,
                           .path = g->path,
                           .kappa = g->kappa,
                           .p_in_pa = 1e5 * p_from,
                           .p_out_pa = 1e5 * p_to,
                           .q_kg_s = tli_bigger(q, 0.0),
                           .t_in_k = n->t_k,
                           .loss_in_pa = 1e5 * arc->loss_in,
                           .loss_out_pa = 1e5 * arc->loss_out,
                           .cooler_approach_k = g->cooler_approach_k,
                           .site = g->site,
                           .net_heat_j_kg = g->net_heat_j_kg,
                           .co2_kg_per_kg = g->co2_kg_per_kg,
                           .within_maps = true};
}

tl_code tli_stations_run(const tl_nomination *n, const tli_model *m, const int *mode, const tli_simulated *state,
                         tli_stations *out, tl_error *error) {
  out->count = 0;
  out->all_run = true;
  out->worst = INFINITY;
  memset(out->fuel, 0, m->node_count * sizeof *out->fuel);
  for (size_t k = 0; k < m->arc_count; k++) {
    const tli_arc *a = &m->arcs[k];
    if (a->machines == NULL || mode[k] != TLI_WORKING) continue;
    const tl_nominated_machines *g = &a->machines->given;
    const tl_station_duty duty = tli_station_duty(n, a, state->p[a->from], state->p[a->to], state->q[k]);
    tl_station_answer *answer = &out->states[out->count];
    tl_nominated_station *at = &out->at[out->count++];
    TLI_TRY(tl_station_choose(g->configurations, g->count, &duty, &at->configuration, answer, error));
    at->link = k;
    at->units = &g->configurations[at->configuration];
    at->state = answer;
    if (a->machines->fuel_node != SIZE_MAX) out->fuel[a->machines->fuel_node] += answer->fuel_kg_s;
    if (answer->limit != TL_STATION_FREE) out->all_run = false;
    if (!(answer->margin < out->worst)) continue;
    out->worst = answer->margin;
    out->worst_at = out->count - 1;
  }
  return TL_OK;
}

void tli_draw_fuel(const tli_model *given, const double *fuel, tli_model *m) {
  double sum = 0.0;
  for (size_t i = 0; i < m->node_count; i++) sum += fuel[i];
  for (size_t i = 0; i < m->node_count; i++) {
    const double w = given->nodes[i].withdrawal;
    m->nodes[i].withdrawal = w + fuel[i] + (w < 0.0 && given->total > 0.0 ? sum * w / given->total : 0.0);
  }
}
