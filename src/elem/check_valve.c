/* A check valve: gas passes from -> to only. f = max(u_in - u_out, shut) [Pa2]: with q >= 0, u_in <= u_out and one of
 * the two an equality. */
#include "elem/tli_faces.h"

extern const tli_kind tli_check_valve_kind; /* at the end of the file; named by kinds.def */

tl_code tl_network_add_check_valve(tl_network *network, const char *id, size_t from, size_t to, size_t *link,
                                   tl_error *error) {
  return tli_network_add_link(network, id, tli_kind_find("check_valve"), from, to, "", 1, link, error);
}

static void check_valve_law(const tli_batch *b, const tli_law *law) {
  for (size_t i = 0; i < b->n; i++)
    tli_put_face(
        law, i,
        tli_larger(tli_open_face(b->u_in[i], b->u_out[i]), tli_shut_face(b->u_in[i], b->u_out[i], b->q[i]), b->blur));
}

const tli_kind tli_check_valve_kind = {
    .name = "check_valve",
    .sentence = "a valve that lets gas pass in one direction only",
    .theory = "check_valve",
    .param_bytes = 1,
    .keeps_flow = true,
    .has_faces = true,
    .resists_nothing = true,
    .parts = tli_one_part,
    .split = tli_no_params,
    .law = check_valve_law,
    .heat = tli_plain_heat,
    .typical_flow = tli_no_typical_flow,
};
