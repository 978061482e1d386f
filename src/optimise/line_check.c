/* An operation of a line through the plain simulator and through the machines' own function, by separate code. */
#include "optimise/tli_line.h"

#include <stdio.h>
#include <string.h>

typedef struct chain {
  const tli_line_made *line;
  tl_network *network;
  tl_boundary *boundary;
  size_t room, at, end[TL_LINE_STATIONS], stations[TL_LINE_STATIONS]; /* ends of spans are nodes, stations links */
  tli_arena *arena;
} chain;

static tl_code add_node(chain *n, double height_m, size_t *node, tl_error *error) {
  char id[32];
  const size_t count = tl_network_nodes(n->network);
  (void)snprintf(id, sizeof id, "N%zu", count);
  TLI_TRY(tl_network_add_node(n->network, id, height_m, node, error));
  if (!TLI_PUSH_ROOM(n->arena, n->boundary, n->room, count)) return TLI_NO_MEMORY(error, "the check of a line");
  n->boundary[count] = (tl_boundary){0};
  return TL_OK;
}

/* A station is a compressor that holds its outlet pressure, a regulator where it lets gas down, or a joint without
 * resistance. */
static tl_code add_station(chain *n, const tl_line_operation *o, const tl_line_state *s, size_t i, double height_m,
                           tl_error *error) {
  size_t behind;
  char id[32];
  (void)snprintf(id, sizeof id, "S%zu", i + 1);
  TLI_TRY(add_node(n, height_m, &behind, error));
  if (o->units[i] > 0) {
    tl_compressor c;
    tl_compressor_default(&c);
    c.control = TL_HOLD_OUTLET;
    c.outlet_p_pa = o->p_out_pa[i];
    c.driver_efficiency = 0.0;
    TLI_TRY(tl_network_add_compressor(n->network, id, n->at, behind, &c, &n->stations[i], error));
  } else if (o->p_out_pa[i] < s->p_in_pa[i]) {
    tl_control_valve v;
    tl_control_valve_default(&v);
    v.outlet_p_pa = o->p_out_pa[i];
    TLI_TRY(tl_network_add_control_valve(n->network, id, n->at, behind, &v, &n->stations[i], error));
  } else {
    TLI_TRY(tl_network_add_short_pipe(n->network, id, n->at, behind, &n->stations[i], error));
  }
  n->at = behind;
  return TL_OK;
}

static tl_code build(chain *n, const tl_line_problem *p, const tl_line_operation *o, const tl_line_state *s,
                     tl_error *error) {
  size_t start;
  TLI_TRY(add_node(n, p->spans[0].pieces[0].height_from_m, &start, error));
  n->boundary[start].kind = TL_GIVEN_PRESSURE;
  n->boundary[start].p_pa = p->p_in_pa;
  n->boundary[start].t_k = p->t_k;
  for (size_t i = 0; i < p->count; i++) {
    n->at = i == 0 ? start : n->end[n->line->before[i]];
    TLI_TRY(add_station(n, o, s, i, p->spans[i].pieces[0].height_from_m, error));
    for (size_t k = 0; k < p->spans[i].piece_count; k++) {
      size_t next;
      char id[48];
      (void)snprintf(id, sizeof id, "P%zu-%zu", i + 1, k + 1);
      TLI_TRY(add_node(n, p->spans[i].pieces[k].height_to_m, &next, error));
      TLI_TRY(tl_network_add_pipe(n->network, id, n->at, next, &p->spans[i].pieces[k].pipe, NULL, error));
      n->at = next;
    }
    n->end[i] = n->at; /* where what does not go on is taken */
    n->boundary[n->at].withdrawal_kg_s = n->line->q_kg_s[i];
    if (i > 0) n->boundary[n->end[n->line->before[i]]].withdrawal_kg_s -= n->line->q_kg_s[i];
  }
  return tl_network_freeze(n->network, error);
}

static tl_code compare(const chain *n, tl_steady *steady, const tl_line_problem *p, const tl_line_state *s,
                       double *pressure_pa, tl_error *error) {
  for (size_t i = 0; i < p->count; i++) {
    tl_link_state at;
    tl_node_state end;
    TLI_TRY(tl_steady_link(steady, n->stations[i], &at, error));
    TLI_TRY(tl_steady_node(steady, n->end[i], &end, error));
    *pressure_pa = fmax(*pressure_pa, fabs(at.p_from_pa - s->p_in_pa[i]));
    *pressure_pa = fmax(*pressure_pa, fabs(end.p_pa - s->p_behind_pa[i]));
  }
  return TL_OK;
}

static tl_code simulate(chain *n, const tl_line_problem *p, const tl_line_operation *o, const tl_line_state *s,
                        double *pressure_pa, tl_error *error) {
  tl_steady *steady = NULL;
  tl_steady_options options;
  tl_steady_options_default(&options);
  options.isothermal_t_k = p->t_k;
  if (p->part_length_m > 0.0) options.part_length_m = p->part_length_m;
  TLI_TRY(build(n, p, o, s, error));
  TLI_TRY(tl_steady_create(n->network, p->gas, &options, &steady, error));
  tl_code code = tl_steady_solve(steady, n->boundary, error);
  if (code == TL_OK && tl_steady_outcome(steady) != TL_SOLVED)
    code = tl_fail(error, TL_ERR_NO_ANSWER, "the simulator does not confirm the operation: %s",
                   tl_steady_reason(steady)->sentence);
  if (code == TL_OK) code = compare(n, steady, p, s, pressure_pa, error);
  tl_steady_destroy(steady);
  return code;
}

static tl_code run_machines(const tli_line_made *line, const tl_line_operation *o, const tl_line_state *s,
                            double *energy, tl_error *error) {
  const tl_line_problem *p = line->problem;
  double sum = 0.0;
  for (size_t i = 0; i < p->count; i++) {
    tl_unit units[TL_STAGE_UNITS];
    for (size_t k = 0; k < o->units[i]; k++)
      units[k] = (tl_unit){.turbo = p->stations[i].turbo, .drive = p->stations[i].drive};
    const tl_unit_stage stage = {units, o->units[i]};
    const tl_configuration configuration = {"", &stage, 1};
    const tl_station_duty duty = {.gas = p->gas,
                                  .path = TL_COMPRESSION_KAPPA,
                                  .kappa = p->kappa,
                                  .p_in_pa = s->p_in_pa[i],
                                  .p_out_pa = o->p_out_pa[i],
                                  .q_kg_s = line->q_kg_s[i],
                                  .t_in_k = p->stations[i].t_k > 0.0 ? p->stations[i].t_k : p->t_k,
                                  .loss_in_pa = p->stations[i].loss_in_pa,
                                  .loss_out_pa = p->stations[i].loss_out_pa,
                                  .cooler_approach_k = -1.0,
                                  .site = p->stations[i].site,
                                  .within_maps = true};
    tl_station_answer answer = {.energy_w = 0.0};
    if (o->units[i] > 0) TLI_TRY(tl_station_run(&configuration, &duty, &answer, error));
    if (o->units[i] > 0 && answer.margin < -1e-6)
      return tl_fail(error, TL_ERR_NO_ANSWER, "station %zu: its machines miss the duty by %.3g", i + 1, -answer.margin);
    sum += answer.energy_w;
  }
  *energy = s->energy_all_w > 0.0 ? fabs(sum - s->energy_all_w) / s->energy_all_w : sum;
  return TL_OK;
}

tl_code tl_line_check(const tl_line_problem *problem, const tl_line_operation *operation, const tl_line_state *state,
                      double *pressure_pa, double *energy, tl_error *error) {
  tli_line_made line;
  *pressure_pa = *energy = 0.0;
  TLI_TRY(tli_line_make(problem, &line, error));
  chain n = {.line = &line, .arena = tli_arena_create(NULL)};
  if (n.arena == NULL) return TLI_NO_MEMORY(error, "the check of a line");
  tl_code code = tl_network_create(NULL, &n.network, error);
  if (code == TL_OK) code = simulate(&n, problem, operation, state, pressure_pa, error);
  if (code == TL_OK) code = run_machines(&line, operation, state, energy, error);
  tl_network_destroy(n.network);
  tli_arena_destroy(n.arena);
  return code;
}
