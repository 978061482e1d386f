/* The Newton system in residual form (Todini and Pilati's Schur complement, for increments instead of heads).
 *
 * Links whose law always has a slope in q give it up:  q + dq = q - f/f_q - (f_u_in/f_q) du_in - (f_u_out/f_q) du_out.
 * Links that may lose it (a station holding its outlet pressure) keep q as an unknown with their law as its row.
 * Node rows are mass balances; a metered node's row says that the flow through its link is the asked one. Mass balances
 * are linear but for fuel, so from the first full step on they hold to rounding. Solving for increments keeps the last
 * digits that the form for absolute values loses.
 */
#include "steady/tli_steady.h"

#include <string.h>

/* Visits the stamps in a fixed order; with values it adds, without it lists places. */
typedef struct stamper {
  tl_steady *s;
  tli_stamp *places; /* NULL when adding */
  size_t count;
} stamper;

static void stamp(stamper *st, int row, int column, double value) {
  if (row < 0 || column < 0) return;
  if (st->places != NULL)
    st->places[st->count] = (tli_stamp){row, column};
  else
    tli_system_values(st->s->system)[st->s->slots[st->count]] += value;
  st->count++;
}

static bool has_balance_row(const tl_steady *s, int node) { return s->boundary[node].kind == TL_GIVEN_WITHDRAWAL; }

static void stamp_link(stamper *st, size_t k) {
  tl_steady *s = st->s;
  const int i = s->from[k], j = s->to[k];
  const int ui = s->node_unknown[i], uj = s->node_unknown[j], uq = s->link_unknown[k];
  const int row_i = has_balance_row(s, i) ? ui : -1, row_j = has_balance_row(s, j) ? uj : -1;
  const tli_law *law = &s->law;
  if (uq < 0) {
    const double gi = -law->f_u_in[k] / law->f_q[k], gj = -law->f_u_out[k] / law->f_q[k];
    stamp(st, row_i, ui, -gi);
    stamp(st, row_i, uj, -gj);
    stamp(st, row_j, ui, gi);
    stamp(st, row_j, uj, gj);
    return;
  }
  stamp(st, row_i, ui, s->lag_fuel ? 0.0 : -law->draw_u_in[k]);
  stamp(st, row_i, uj, s->lag_fuel ? 0.0 : -law->draw_u_out[k]);
  stamp(st, row_i, uq, -1.0 - law->draw_q[k]);
  stamp(st, row_j, uq, 1.0);
  const double leak_pa2_s_kg = 1e13; /* K of the core's added face */
  stamp(st, uq, ui, law->f_u_in[k] + s->prop);
  stamp(st, uq, uj, law->f_u_out[k] - s->prop);
  stamp(st, uq, uq, law->f_q[k] - s->prop * leak_pa2_s_kg);
}

static void stamp_meter(stamper *st, int node) {
  tl_steady *s = st->s;
  const size_t k = s->boundary[node].metered_link;
  const int row = s->node_unknown[node];
  if (s->link_unknown[k] >= 0) {
    stamp(st, row, s->link_unknown[k], 1.0);
    return;
  }
  stamp(st, row, s->node_unknown[s->from[k]], -s->law.f_u_in[k] / s->law.f_q[k]);
  stamp(st, row, s->node_unknown[s->to[k]], -s->law.f_u_out[k] / s->law.f_q[k]);
}

static void stamp_all(stamper *st) {
  for (size_t k = 0; k < st->s->links; k++) stamp_link(st, k);
  for (size_t i = 0; i < st->s->network_nodes; i++)
    if (st->s->boundary[i].kind == TL_METERED_WITHDRAWAL) stamp_meter(st, (int)i);
}

static bool pattern_fits(const tl_steady *s) {
  if (!s->pattern_valid) return false;
  for (size_t i = 0; i < s->network_nodes; i++)
    if (s->pattern_kinds[i] != s->boundary[i].kind ||
        (s->boundary[i].kind == TL_METERED_WITHDRAWAL && s->pattern_metered[i] != s->boundary[i].metered_link))
      return false;
  return true;
}

tl_code tli_steady_pattern(tl_steady *s, tl_error *error) {
  if (pattern_fits(s)) return TL_OK;
  tli_system_destroy(s->system);
  s->system = NULL;
  tli_arena_destroy(s->system_arena);
  s->pattern_valid = false;
  s->system_arena = tli_arena_create(tli_arena_allocator(s->arena));
  if (s->system_arena == NULL) return TLI_NO_MEMORY(error, "the equations");

  int unknown = 0;
  for (size_t i = 0; i < s->nodes; i++) s->node_unknown[i] = s->boundary[i].kind == TL_GIVEN_PRESSURE ? -1 : unknown++;
  for (size_t g = 0; g < s->group_count; g++)
    for (size_t k = s->groups[g].first; k < s->groups[g].first + s->groups[g].n; k++)
      s->link_unknown[k] = s->groups[g].kind->keeps_flow ? unknown++ : -1;
  s->unknowns = (size_t)unknown;
  const size_t most = 7 * s->links + 2 * s->network_nodes;
  tli_stamp *places = TLI_NEW_N(s->system_arena, tli_stamp, most);
  s->slots = TLI_NEW_N(s->system_arena, size_t, most);
  s->step = TLI_NEW_N(s->system_arena, double, s->unknowns);
  if (places == NULL || s->slots == NULL || s->step == NULL) return TLI_NO_MEMORY(error, "the equations");
  if (s->unknowns > 0) {
    stamper st = {s, places, 0};
    stamp_all(&st);
    TLI_TRY(tli_system_create(s->system_arena, s->unknowns, st.count, places, s->slots, &s->system, error));
  }
  for (size_t i = 0; i < s->network_nodes; i++) {
    s->pattern_kinds[i] = s->boundary[i].kind;
    s->pattern_metered[i] = s->boundary[i].metered_link;
  }
  s->pattern_valid = true;
  return TL_OK;
}

/* Flow that link k would have after the step if no pressure changed. */
static double flow_at_rest(const tl_steady *s, size_t k) {
  return s->link_unknown[k] < 0 ? s->q[k] - s->law.f[k] / s->law.f_q[k] : s->q[k];
}

static void recover_flow_changes(tl_steady *s) {
  for (size_t k = 0; k < s->links; k++) {
    if (s->link_unknown[k] >= 0) {
      s->dq[k] = s->step[s->link_unknown[k]];
      continue;
    }
    const int ui = s->node_unknown[s->from[k]], uj = s->node_unknown[s->to[k]];
    s->dq[k] = -(s->law.f[k] + (ui >= 0 ? s->law.f_u_in[k] * s->step[ui] : 0.0) +
                 (uj >= 0 ? s->law.f_u_out[k] * s->step[uj] : 0.0)) /
               s->law.f_q[k];
  }
}

tl_code tli_steady_newton_step(tl_steady *s, bool starting, tl_error *error) {
  if (starting) /* the secant through q = 0 of a square law: slope f_q/2, f at q = 0 */
    for (size_t k = 0; k < s->links; k++)
      if (s->link_unknown[k] < 0) {
        s->law.f[k] -= 0.5 * s->law.f_q[k] * s->q[k];
        s->law.f_q[k] *= 0.5;
        s->q[k] = 0.0;
      }
  if (s->unknowns == 0) {
    recover_flow_changes(s);
    return TL_OK;
  }
  tli_system_clear(s->system);
  stamper st = {s, NULL, 0};
  stamp_all(&st);

  memset(s->step, 0, s->unknowns * sizeof *s->step);
  for (size_t k = 0; k < s->links; k++) {
    const double q = flow_at_rest(s, k);
    const int i = s->from[k], j = s->to[k];
    if (has_balance_row(s, i)) s->step[s->node_unknown[i]] += q + s->law.draw[k];
    if (has_balance_row(s, j)) s->step[s->node_unknown[j]] -= q;
    if (s->link_unknown[k] >= 0) s->step[s->link_unknown[k]] = -s->law.f[k];
  }
  for (size_t i = 0; i < s->network_nodes; i++) {
    const tli_graph_boundary *b = &s->boundary[i];
    if (b->kind == TL_GIVEN_WITHDRAWAL) s->step[s->node_unknown[i]] += b->withdrawal;
    if (b->kind == TL_METERED_WITHDRAWAL)
      s->step[s->node_unknown[i]] = b->withdrawal - flow_at_rest(s, b->metered_link);
  }
  int row = -1;
  tl_code code = tli_system_factor(s->system, &row, error);
  if (code == TL_ERR_NO_ANSWER && row >= 0)
    for (size_t i = 0; i < s->network_nodes; i++)
      if (s->node_unknown[i] == row) s->reason.where_id = s->network->nodes[i].id;
  TLI_TRY(code);
  TLI_TRY(tli_system_solve(s->system, s->step, error));
  recover_flow_changes(s);
  return TL_OK;
}

void tli_steady_apply(tl_steady *s, double fraction) {
  for (size_t i = 0; i < s->nodes; i++)
    if (s->node_unknown[i] >= 0) s->u[i] = s->u_saved[i] + fraction * s->step[s->node_unknown[i]];
  for (size_t k = 0; k < s->links; k++) s->q[k] = s->q_saved[k] + fraction * s->dq[k];
}

double tli_steady_imbalance(tl_steady *s) {
  for (size_t i = 0; i < s->nodes; i++) s->mass_in[i] = 0.0; /* what arrives net */
  for (size_t k = 0; k < s->links; k++) {
    s->mass_in[s->from[k]] -= s->q[k] + s->law.draw[k];
    s->mass_in[s->to[k]] += s->q[k];
  }
  double largest = 0.0;
  for (size_t i = 0; i < s->nodes; i++) {
    const tli_graph_boundary *b = &s->boundary[i];
    if (b->kind == TL_GIVEN_WITHDRAWAL) {
      s->withdrawal[i] = b->withdrawal;
      largest = tli_max(largest, fabs(s->mass_in[i] - b->withdrawal));
      continue;
    }
    s->withdrawal[i] = s->mass_in[i];
    if (b->kind == TL_METERED_WITHDRAWAL) largest = tli_max(largest, fabs(s->q[b->metered_link] - b->withdrawal));
  }
  return largest;
}
