/* A valve: open, without resistance or with the drag of a fitting; or closed, q = 0.
 *
 * The face of the closed valve has no leak: parts that it cuts off have no pressure reference and are told so. */
#include "elem/tli_faces.h"

#define FIELD(member, quantity, sentence, text, low, high) \
  { #member, quantity, sentence, text, low, high, NULL, offsetof(tl_valve, member) }
static const tl_field valve_fields[] = {
    FIELD(open, TL_NUMBER, "1 open, 0 closed", "1", 0.0, 1.0),
    FIELD(drag, TL_NUMBER, "drag coefficient zeta while open", "0", 0.0, 1e7),
    FIELD(diameter_m, TL_LENGTH, "diameter that the drag coefficient refers to", "0 m", 0.0, 10.0),
};
#undef FIELD

extern const tli_kind tli_valve_kind; /* at the end of the file; named by kinds.def */

void tl_valve_default(tl_valve *valve) { *valve = (tl_valve){.open = 1.0}; }

tl_code tl_network_add_valve(tl_network *network, const char *id, size_t from, size_t to, const tl_valve *valve,
                             size_t *link, tl_error *error) {
  TLI_TRY(tli_check_params(&tli_valve_kind, id ? id : "", valve, error));
  if (valve->open != 0.0 && valve->open != 1.0)
    return tl_fail(error, TL_ERR_INPUT, "valve \"%s\": open = %g is neither 0 nor 1", id ? id : "", valve->open);
  if (valve->drag > 0.0 && !(valve->diameter_m >= 1e-3))
    return tl_fail(error, TL_ERR_INPUT, "valve \"%s\": drag = %g needs a diameter_m of at least 0.001 m", id ? id : "",
                   valve->drag);
  return tli_network_add_link(network, id, tli_kind_find("valve"), from, to, valve, sizeof *valve, link, error);
}

static void valve_split(const void *params, size_t part, size_t parts, void *part_params) {
  (void)part;
  (void)parts;
  *(tl_valve *)part_params = *(const tl_valve *)params;
}

static bool valve_joins(const void *params) {
  const tl_valve *valve = params;
  return valve->open == 1.0 && valve->drag == 0.0;
}

static bool valve_parts(const void *params) { return ((const tl_valve *)params)->open == 0.0; }

static void valve_law(const tli_batch *b, const tli_law *law) {
  const tl_valve *valves = b->params;
  tli_drop_states(b);
  for (size_t i = 0; i < b->n; i++) {
    const tl_valve *v = &valves[i];
    if (v->open == 0.0) {
      tli_put_face(law, i, (tli_face){-TLI_SHUT_PA2_S_KG * b->q[i], 0.0, 0.0, -TLI_SHUT_PA2_S_KG});
      continue;
    }
    if (v->drag == 0.0) {
      tli_put_face(law, i, tli_open_riser(b, i));
      continue;
    }
    const tli_drop d = tli_drop_at(b, i);
    double slope;
    const double loss = tli_drag_term(v->drag, v->diameter_m, b->q[i], b->viscosity_pa_s[i], &slope);
    const tli_face head = tli_head_at(b, i, &d);
    tli_put_face(law, i, (tli_face){head.f - loss, head.f_u_in, head.f_u_out, -slope});
  }
}

const tli_kind tli_valve_kind = {
    .name = "valve",
    .sentence = "a valve, open or closed",
    .theory = "valve",
    .param_bytes = sizeof(tl_valve),
    .fields = valve_fields,
    .field_count = TLI_COUNT(valve_fields),
    .keeps_flow = true,
    .parts = tli_one_part,
    .split = valve_split,
    .law = valve_law,
    .heat = tli_plain_heat,
    .joins = valve_joins,
    .parts_ends = valve_parts,
    .typical_flow = tli_no_typical_flow,
};
