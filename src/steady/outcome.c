/* What the iteration's end means: a physical state with its certificate, or none and where. And reading the answer. */
#include "steady/tli_core.h"

#include <stdio.h>
#include <string.h>

const char *tl_outcome_name(tl_outcome outcome) {
  return outcome == TL_SOLVED ? "solved" : outcome == TL_INFEASIBLE ? "infeasible" : "not_solved";
}

bool tli_steady_has_collapsed(const tl_steady *s, double share) {
  double largest = 0.0, least = 0.0;
  for (size_t i = 0; i < s->nodes; i++) {
    largest = fmax(largest, s->u[i]);
    least = fmin(least, s->u[i]);
  }
  return least < -fmax(share, 1e-3) * largest;
}

/* A running station's suction so low that no machine could compress from it. */
static bool starves(const tl_steady *s, size_t l) {
  const tli_link *link = &s->network->links[l];
  if (link->kind != tli_kind_find("station") || s->q[s->first_part[l]] <= 0.0) return false;
  const tl_station *station = link->params;
  const double p_in = tli_p_from_u(s->u[link->from]) - station->loss_in_pa;
  return s->u[link->to] > s->u[link->from] && p_in * TLI_STATION_RATIO_END < tli_p_from_u(s->u[link->to]);
}

static bool starved_station(const tl_steady *s) {
  for (size_t l = 0; l < s->network->link_count; l++)
    if (starves(s, l)) return true;
  return false;
}

/* Below this squared pressure a node counts as run dry: 0, or what a station behind it needs. */
static double least_u(const tl_steady *s, size_t node) {
  for (size_t l = 0; l < s->network->link_count; l++)
    if (s->network->links[l].from == node && starves(s, l)) return tli_u_from_p(tli_p_from_u(s->u[node])) + 1.0;
  return 0.0;
}

/* The suction is given, or what lies before the station does not explain it. */
static void explain_starvation(tl_steady *s) {
  for (size_t l = 0; l < s->network->link_count; l++) {
    if (!starves(s, l)) continue;
    const tli_link *link = &s->network->links[l];
    const double p_in = tli_p_from_u(s->u[link->from]) - ((const tl_station *)link->params)->loss_in_pa,
                 p_out = tli_p_from_u(s->u[link->to]);
    s->reason.code = "suction_pressure";
    s->reason.where_kind = "station";
    s->reason.where_id = link->id;
    s->reason.value = p_out / TLI_STATION_RATIO_END - p_in;
    s->reason.unit = "Pa";
    (void)snprintf(s->reason.sentence, sizeof s->reason.sentence,
                   "Station \"%s\" would have to compress from %s MPa behind its inlet losses to %s MPa; no station "
                   "reaches more than %.0f-fold, which takes %s MPa.",
                   link->id, tli_digits(p_in / 1e6, 3).words, tli_digits(p_out / 1e6, 3).words, TLI_STATION_RATIO_END,
                   tli_digits(p_out / TLI_STATION_RATIO_END / 1e6, 3).words);
    return;
  }
}

/* The sign pattern of the laws makes the solution unique. If it needs u < 0 anywhere, there is no physical one. The
 * place to name is where pressure runs out: the link whose upstream end still has pressure and whose downstream end has
 * not. */
void tli_steady_explain_collapse(tl_steady *s) {
  size_t worst = s->network->link_count;
  double worst_share = 2.0;
  bool negative = false;
  for (size_t i = 0; i < s->nodes; i++) negative = negative || s->u[i] < 0.0;
  if (!negative && !starved_station(s)) return;
  for (size_t l = 0; l < s->network->link_count; l++) {
    const tli_link *link = &s->network->links[l];
    if (s->part_count[l] == 0) continue;
    const double q = s->q[s->first_part[l]];
    const double u_up = s->u[q >= 0.0 ? link->from : link->to], u_down = s->u[q >= 0.0 ? link->to : link->from];
    if (!(u_up > 0.0 && u_down < least_u(s, q >= 0.0 ? link->to : link->from))) continue;
    const double share = sqrt(u_up / (u_up - u_down)); /* square law: the flow that would just reach p = 0 */
    if (share < worst_share) {
      worst_share = share;
      worst = l;
    }
  }
  s->outcome = TL_INFEASIBLE;
  s->reason.code = "pressure_collapse";
  s->reason.unit = "kg/s";
  if (worst == s->network->link_count && !negative) {
    explain_starvation(s);
    return;
  }
  if (worst == s->network->link_count) {
    s->reason.where_kind = "node";
    for (size_t i = 0; i < s->network_nodes; i++)
      if (s->u[i] < 0.0) s->reason.where_id = s->network->nodes[i].id;
    (void)snprintf(s->reason.sentence, sizeof s->reason.sentence, "The pressure at %s would have to be below zero.",
                   s->reason.where_id);
    return;
  }
  tli_steady_say_collapse(s, tli_kind_get((size_t)s->network->links[worst].kind)->name, s->network->links[worst].id,
                          fabs(s->q[s->first_part[worst]]), worst_share);
}

void tli_steady_say_collapse(tl_steady *s, const char *kind, const char *id, double asked_kg_s, double share) {
  s->reason.where_kind = kind;
  s->reason.where_id = id;
  s->reason.asked_kg_s = asked_kg_s;
  s->reason.possible_kg_s = share * asked_kg_s;
  s->reason.value = asked_kg_s - s->reason.possible_kg_s;
  (void)snprintf(
      s->reason.sentence, sizeof s->reason.sentence,
      "The pressure runs out in %s \"%s\": it can pass about %s kg/s at most, %s kg/s are asked, %s kg/s short.", kind,
      id, tli_digits(s->reason.possible_kg_s, 4).words, tli_digits(asked_kg_s, 4).words,
      tli_digits(s->reason.value, 3).words);
}

void tli_steady_say_absurd(tl_steady *s, size_t node, double p_pa) {
  s->outcome = TL_INFEASIBLE;
  s->reason.code = "no_way_out";
  s->reason.where_kind = "node";
  s->reason.where_id = s->network->nodes[node].id;
  s->reason.value = p_pa;
  s->reason.unit = "Pa";
  (void)snprintf(s->reason.sentence, sizeof s->reason.sentence,
                 "The gas that comes in at \"%s\" would need a pressure of %s MPa to get away.", s->reason.where_id,
                 tli_digits(p_pa / 1e6, 3).words);
}

void tli_steady_explain_absurd(tl_steady *s) {
  size_t worst = 0;
  for (size_t i = 0; i < s->network_nodes; i++)
    if (s->u[i] > s->u[worst]) worst = i;
  const double p_pa = tli_p_from_u(s->u[worst]);
  if (p_pa > TLI_ABSURD_P_PA) tli_steady_say_absurd(s, worst, p_pa);
}

/* Two nodes of given pressure between which nothing resists a flow; false: there are none. first: scratch, one a node.
 */
static bool find_unresisted(const tl_steady *s, int *first, size_t *a, size_t *b) {
  for (size_t i = 0; i < s->network_nodes; i++) first[i] = -1;
  for (*b = 0; *b < s->network_nodes; (*b)++) {
    if (s->own[*b].kind != TL_GIVEN_PRESSURE) continue;
    int *const other = &first[s->unresisted[*b]];
    if (*other < 0) *other = (int)*b;
    *a = (size_t)*other;
    if (s->whole[*a] != s->whole[*b]) return true;
  }
  return false;
}

static bool is_reason(const tl_steady *s, const char *a, const char *b) {
  return strcmp(s->reason.code, a) == 0 || strcmp(s->reason.code, b) == 0;
}

void tli_steady_explain_unresisted(tl_steady *s) {
  size_t a, b;
  char first[110] = "";
  const bool unbalanced = s->outcome == TL_INFEASIBLE && fabs(s->reason.value) < 1e-6 &&
                          is_reason(s, "too_much_comes_in", "too_little_gets_in");
  if (!unbalanced && !(s->outcome == TL_NOT_SOLVED && is_reason(s, "iteration_limit", "singular"))) return;
  const tl_allocator *allocator = tli_arena_allocator(s->arena);
  const size_t bytes = s->network_nodes * sizeof(int);
  int *first_given = tli_alloc(allocator, bytes); /* without memory the answer is less clear, and as true */
  const bool found = first_given != NULL && find_unresisted(s, first_given, &a, &b);
  tli_free(allocator, first_given, bytes);
  if (!found) {
    if (!unbalanced) return;
    s->reason.code = "nothing_resists";
    (void)snprintf(s->reason.sentence, sizeof s->reason.sentence,
                   "The pressures at %s \"%.100s\" fit for no flow, however large: is it in a ring without a pipe?",
                   s->reason.where_kind, s->reason.where_id);
    return;
  }
  if (!unbalanced) (void)snprintf(first, sizeof first, "%.108s ", s->reason.sentence);
  s->reason.code = "nothing_resists";
  s->reason.where_kind = "node";
  s->reason.where_id = s->network->nodes[b].id;
  s->reason.value = fabs(s->own[a].p_pa - s->own[b].p_pa);
  s->reason.unit = "Pa";
  (void)snprintf(s->reason.sentence, sizeof s->reason.sentence,
                 "%sNodes \"%.40s\" (%.6g bar) and \"%.40s\" (%.6g bar) are given pressures, and nothing between them "
                 "resists a flow: put a pipe there, or take one of the pressures away.",
                 first, s->network->nodes[a].id, s->own[a].p_pa * 1e-5, s->reason.where_id, s->own[b].p_pa * 1e-5);
}

/* ---- reading ----------------------------------------------------------------------------------------------- */

static tl_code readable(const tl_steady *s, size_t index, size_t count, const char *what, tl_error *error) {
  if (s->outcome != TL_SOLVED)
    return tl_fail(error, TL_ERR_NO_ANSWER, "there are no numbers to read: the outcome is \"%s\"",
                   tl_outcome_name(s->outcome));
  if (index >= count) return tl_fail(error, TL_ERR_USAGE, "%s %zu does not exist (%zu)", what, index, count);
  return TL_OK;
}

tl_code tl_steady_node(const tl_steady *s, size_t node, tl_node_state *state, tl_error *error) {
  TLI_TRY(readable(s, node, s->network_nodes, "node", error));
  if (s->by_core) {
    tli_core_node(s, node, state);
    return TL_OK;
  }
  *state = (tl_node_state){sqrt(s->u[node]), s->t[node], s->withdrawal[node]};
  return TL_OK;
}

static double temperature_leaving(const tl_steady *s, size_t l) {
  if (s->part_count[l] == 0) return s->t[s->network->links[l].from];
  const size_t first = s->first_part[l], last = first + s->part_count[l] - 1;
  return s->q[first] >= 0.0 ? s->t_behind[last] : s->t_behind[first];
}

tl_code tl_steady_link(const tl_steady *s, size_t l, tl_link_state *state, tl_error *error) {
  TLI_TRY(readable(s, l, s->network->link_count, "link", error));
  if (s->by_core) {
    tli_core_link(s, l, state);
    return TL_OK;
  }
  const tli_link *link = &s->network->links[l];
  const double q = s->part_count[l] == 0 ? s->joined_q[l] : s->q[s->first_part[l]];
  *state = (tl_link_state){.p_from_pa = sqrt(s->u[link->from]),
                           .p_to_pa = sqrt(s->u[link->to]),
                           .q_kg_s = q,
                           .t_from_k = q >= 0.0 ? s->t[link->from] : temperature_leaving(s, l),
                           .t_to_k = q >= 0.0 ? temperature_leaving(s, l) : s->t[link->to]};
  for (size_t k = s->first_part[l]; k < s->first_part[l] + s->part_count[l]; k++) state->fuel_kg_s += s->law.draw[k];
  return TL_OK;
}

tl_code tl_steady_station(const tl_steady *s, size_t l, tl_station_state *state, tl_error *error) {
  TLI_TRY(readable(s, l, s->network->link_count, "link", error));
  const tli_link *link = &s->network->links[l];
  if (link->kind != tli_kind_find("station") && link->kind != tli_kind_find("compressor"))
    return tl_fail(error, TL_ERR_USAGE, "link \"%s\" is neither a station nor a compressor", link->id);
  tl_link_state at;
  TLI_TRY(tl_steady_link(s, l, &at, error));
  tli_element_state element = {at.p_from_pa, at.p_to_pa, at.q_kg_s, at.t_from_k, at.t_to_k, at.t_from_k, 0.0};
  tli_station_report r;
  const tl_compressor *compressor = link->kind == tli_kind_find("compressor") ? link->params : NULL;
  const tl_station machine = compressor != NULL ? tli_compressor_as_station(compressor) : (tl_station){0};
  const tl_gas *gas = s->by_core ? s->gas : tli_steady_gas_in(s, s->first_part[l]);
  const double net_heat_j_kg = s->by_core ? s->net_heat_j_kg : tli_steady_net_heat_in(s, s->first_part[l]);
  tli_station_report_at(compressor != NULL ? &machine : link->params, gas, net_heat_j_kg, &element, &r);
  if (compressor != NULL && strcmp(r.mode, "shut") != 0 && strcmp(r.mode, "bypass") != 0)
    r.mode = tli_compressor_holds(compressor, &element) ? "set point" : "limit";
  *state = (tl_station_state){r.suction_p_pa, r.discharge_p_pa, r.ratio,      r.head_j_kg,     r.power_w,
                              r.fuel_kg_s,    r.discharge_t_k,  r.cooled_t_k, r.cooler_duty_w, r.mode};
  return TL_OK;
}

size_t tl_steady_profile_points(const tl_steady *s, size_t l) {
  if (l >= s->network->link_count) return 0;
  if (!s->has_graph) return tli_core_profile_points(s, l);
  return s->part_count[l] > 0 ? s->part_count[l] + 1 : 2;
}

tl_code tl_steady_profile(const tl_steady *s, size_t l, size_t point, tl_profile_point *state, tl_error *error) {
  TLI_TRY(readable(s, l, s->network->link_count, "link", error));
  if (point >= tl_steady_profile_points(s, l))
    return tl_fail(error, TL_ERR_USAGE, "point %zu lies behind the end of link %zu", point, l);
  if (s->by_core) {
    tli_core_profile(s, l, point, state);
    return TL_OK;
  }
  const tli_link *link = &s->network->links[l];
  if (s->part_count[l] == 0) {
    const size_t at = point == 0 ? link->from : link->to;
    *state = (tl_profile_point){.height_m = s->height[at], .p_pa = sqrt(s->u[at]), .t_k = s->t[at]};
    return TL_OK;
  }
  const size_t first = s->first_part[l];
  const size_t k = point < s->part_count[l] ? first + point : first + point - 1;
  const int node = point < s->part_count[l] ? s->from[k] : s->to[k];
  const double q = s->q[k];
  *state = (tl_profile_point){.height_m = s->height[node], .p_pa = sqrt(s->u[node])};
  /* Inside a pipe the node's temperature is the gas's; at the ends other gas may mix in, so take the link's own. */
  if (point == 0)
    state->t_k = q >= 0.0 ? s->t[node] : s->t_behind[first];
  else
    state->t_k = q >= 0.0 ? s->t_behind[first + point - 1] : (point < s->part_count[l] ? s->t_behind[k] : s->t[node]);
  if (link->kind != tli_kind_find("pipe")) return TL_OK;
  const tl_pipe *pipe = link->params;
  const double share = (double)point / (double)s->part_count[l];
  state->distance_m = pipe->length_m * share;
  state->ground_t_k = pipe->ground_t_from_k + share * (pipe->ground_t_to_k - pipe->ground_t_from_k);
  double z;
  const tl_gas *gas = tli_steady_gas_in(s, first);
  (void)tl_gas_flow_pt(gas, 1, &state->p_pa, &state->t_k, &(tl_gas_flow){.z = &z});
  state->density_kg_m3 = state->p_pa * tl_gas_molar_mass_kg_mol(gas) / (z * TLI_GAS_CONSTANT * state->t_k);
  const double area = 0.25 * TLI_PI * pipe->diameter_m * pipe->diameter_m * pipe->strings;
  state->velocity_m_s = state->density_kg_m3 > 0.0 ? q / (state->density_kg_m3 * area) : 0.0;
  return TL_OK;
}

tl_code tl_steady_linepack(const tl_steady *s, double *mass_kg, tl_error *error) {
  *mass_kg = 0.0;
  TLI_TRY(readable(s, 0, 1, "network", error));
  if (s->by_core) {
    *mass_kg = tli_core_linepack(s);
    return TL_OK;
  }
  for (size_t g = 0; g < s->group_count; g++)
    for (size_t i = 0; i < s->groups[g].n; i++) *mass_kg += tli_steady_part_mass(s, &s->groups[g], i);
  return TL_OK;
}
