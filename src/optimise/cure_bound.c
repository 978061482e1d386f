/* How small a cure in loads can be at all: if nothing carries the nomination when each exit may take, and each entry
 * may give, up to C less, then no cure cuts less than C in all. C is closed in on from below by halving between what is
 * shown and what a cure that was found needs. What shows it is the relaxation of the search, box by box, within a
 * budget; it is not read again by the separate checker, which knows fixed loads only. See docs/theory/nomination.md. */
#include <string.h>

#include "optimise/tli_search.h"

enum { HALVINGS = 6, BOXES = 60 };
static const double least_share = 0.02, near_share = 0.02, seconds_each = 3.0;

/* The model with ranges of the loads. */
static void loosen(const tli_model *from, tli_model *to, double cut) {
  memcpy(to->nodes, from->nodes, from->node_count * sizeof *to->nodes);
  memcpy(to->arcs, from->arcs, from->arc_count * sizeof *to->arcs); /* laws are fitted to the box */
  for (size_t i = 0; i < to->node_count; i++) {
    tli_model_node *n = &to->nodes[i];
    if (n->withdrawal > 0.0) n->w_low = tli_bigger(n->w_low - cut, tli_lesser(n->w_low, 0.0));
    if (n->withdrawal < 0.0) n->w_high = tli_lesser(n->w_high + cut, tli_bigger(n->w_high, 0.0));
  }
}

tl_code tli_least_cut(tli_search *s, double enough, double *least, tl_error *error) {
  double low = 0.0, high = enough;
  *least = 0.0;
  for (int k = 0; k < HALVINGS && high - low > near_share * enough && high > least_share * enough; k++) {
    const double cut = k == 0 ? (1.0 - near_share) * enough : 0.5 * (low + high); /* where one exit is short: at once */
    tli_arena *arena = tli_arena_create(tli_arena_allocator(s->arena));
    if (arena == NULL) return TLI_NO_MEMORY(error, "the size of a cure");
    tli_model m = *s->m;
    bool none = false;
    m.nodes = TLI_NEW_N(arena, tli_model_node, m.node_count + 1);
    m.arcs = TLI_NEW_N(arena, tli_arc, m.arc_count + 1);
    tl_code code = m.nodes != NULL && m.arcs != NULL ? TL_OK : TLI_NO_MEMORY(error, "the size of a cure");
    if (code == TL_OK) {
      loosen(s->m, &m, cut);
      code = tli_search_leaves_none(s->nomination, &m, BOXES, seconds_each, arena, &none, error);
    }
    tli_arena_destroy(arena);
    if (code != TL_OK) return code;
    if (none)
      low = cut;
    else
      high = cut;
  }
  *least = low;
  return TL_OK;
}
