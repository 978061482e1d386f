/* The rung behind Newton: when the asked state is not found, raise the withdrawals from low ones, each state starting
 * the next. If a part of it is reached and no more, the asked flow most likely lies beyond what the network can carry:
 * low suction burns more fuel, fuel draws more flow, and past a fold no state is left to converge to. That is what a
 * search has seen and no proof, so the outcome is "not solved". The place named is the one that is lowest there. */
#include <stdio.h>

#include "steady/tli_steady.h"

static const double first_share = 0.5, least_share = 0.02, share_width = 0.004;

static const char *lowest_place(const tl_steady *s) {
  size_t lowest = 0;
  for (size_t i = 1; i < s->network_nodes; i++)
    if (s->u[i] < s->u[lowest]) lowest = i;
  return s->network->nodes[lowest].id;
}

/* Solves with the withdrawals times `share`; starts from the present state if warm. */
static tl_code attempt(tl_steady *s, const tl_boundary *boundary, double share, bool *solved, tl_error *error) {
  tli_steady_take_boundary(s, boundary, share);
  TLI_TRY(tli_steady_iterate_from(s, !s->warm, error));
  *solved = s->outcome == TL_SOLVED && !tli_steady_has_collapsed(s, 0.0);
  s->warm = *solved;
  return TL_OK;
}

tl_code tli_steady_climb(tl_steady *s, const tl_boundary *boundary, tl_error *error) {
  const tl_reason before = s->reason;
  double low = 0.0, high = 1.0, largest_flow = 0.0;
  const char *where = "";
  bool solved = false;
  s->warm = false;
  for (double share = first_share; high - low > share_width && share > least_share;
       share = low > 0.0 ? 0.5 * (low + high) : 0.5 * share) {
    TLI_TRY(attempt(s, boundary, share, &solved, error));
    if (solved) {
      low = share;
      where = lowest_place(s);
      largest_flow = 0.0;
      for (size_t k = 0; k < s->links; k++) largest_flow = fmax(largest_flow, fabs(s->q[k]));
      TLI_TRY(attempt(s, boundary, 1.0, &solved, error)); /* from here the asked state may be in reach */
      if (solved) {
        tli_steady_certify(s);
        s->warm = s->outcome == TL_SOLVED;
        return TL_OK;
      }
    } else {
      high = share;
    }
  }
  s->warm = false;
  s->outcome = TL_NOT_SOLVED;
  s->reason = before;
  if (low == 0.0) return TL_OK;
  s->reason.code = "beyond_capacity";
  s->reason.where_kind = "node";
  s->reason.where_id = where;
  s->reason.possible_kg_s = largest_flow;
  s->reason.asked_kg_s = largest_flow / low;
  s->reason.value = s->reason.asked_kg_s - largest_flow;
  s->reason.unit = "kg/s";
  (void)snprintf(s->reason.sentence, sizeof s->reason.sentence,
                 "Raised step by step, the flow finds a state up to %s %% of what is asked; beyond it the pressure "
                 "at \"%s\" gives way: lower suction burns more fuel, which draws more flow. That no state is left "
                 "there is not proved: take less.",
                 tli_digits(100.0 * low, 4).words, where);
  return TL_OK;
}
