/* A short pipe: joins two nodes without resistance, u_in = u_out [Pa2], whatever flows. The solver makes the two one
 * node where it can; the law stands for solvers that do not. */
#include "elem/tli_faces.h"

extern const tli_kind tli_short_pipe_kind; /* at the end of the file; named by kinds.def */

tl_code tl_network_add_short_pipe(tl_network *network, const char *id, size_t from, size_t to, size_t *link,
                                  tl_error *error) {
  return tli_network_add_link(network, id, tli_kind_find("short_pipe"), from, to, "", 1, link, error);
}

static void short_pipe_law(const tli_batch *b, const tli_law *law) {
  tli_drop_states(b);
  for (size_t i = 0; i < b->n; i++) tli_put_face(law, i, tli_open_riser(b, i));
}

static bool short_pipe_joins(const void *params) {
  (void)params;
  return true;
}

const tli_kind tli_short_pipe_kind = {
    .name = "short_pipe",
    .sentence = "a connection without resistance",
    .theory = "short_pipe",
    .param_bytes = 1,
    .keeps_flow = true,
    .parts = tli_one_part,
    .split = tli_no_params,
    .law = short_pipe_law,
    .heat = tli_plain_heat,
    .joins = short_pipe_joins,
    .typical_flow = tli_no_typical_flow,
};
