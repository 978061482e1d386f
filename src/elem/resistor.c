/* A resistor: station piping, filters, meters, in one of the two forms that network files have (GasLib manual 2017).
 *
 *     drag         integral of rho dp = zeta q|q| / (2 A^2)                      [Pa kg/m3]
 *     fixed loss   p_in - p_out = loss q / sqrt(q^2 + s^2)                       [Pa]
 * The fixed loss has no jump at q = 0: it builds up over the flow s. Pressures below 0.1 bar are continued in u by the
 * tangent, so that the law lives in every state. */
#include "elem/tli_faces.h"

#define FIELD(member, quantity, sentence, text, low, high) \
  { #member, quantity, sentence, text, low, high, NULL, offsetof(tl_resistor, member) }
static const tl_field resistor_fields[] = {
    FIELD(drag, TL_NUMBER, "drag coefficient zeta; 0 if the loss is fixed", "0", 0.0, 1e7),
    FIELD(diameter_m, TL_LENGTH, "diameter that the drag coefficient refers to", "0 m", 0.0, 10.0),
    FIELD(loss_pa, TL_PRESSURE_DIFFERENCE, "fixed loss in the direction of flow", "0 bar", 0.0, 1e7),
    FIELD(smooth_kg_s, TL_MASS_FLOW, "flow over which the fixed loss builds up", "0.01 kg/s", 1e-6, 100.0),
};
#undef FIELD

extern const tli_kind tli_resistor_kind; /* at the end of the file; named by kinds.def */

void tl_resistor_default(tl_resistor *resistor) { *resistor = (tl_resistor){.smooth_kg_s = 0.01}; }

tl_code tl_network_add_resistor(tl_network *network, const char *id, size_t from, size_t to,
                                const tl_resistor *resistor, size_t *link, tl_error *error) {
  TLI_TRY(tli_check_params(&tli_resistor_kind, id ? id : "", resistor, error));
  if (resistor->drag > 0.0 && resistor->loss_pa > 0.0)
    return tl_fail(error, TL_ERR_INPUT, "resistor \"%s\": drag = %g and loss_pa = %g Pa: give one of them",
                   id ? id : "", resistor->drag, resistor->loss_pa);
  if (resistor->drag > 0.0 && !(resistor->diameter_m >= 1e-3))
    return tl_fail(error, TL_ERR_INPUT, "resistor \"%s\": drag = %g needs a diameter_m of at least 0.001 m",
                   id ? id : "", resistor->drag);
  return tli_network_add_link(network, id, tli_kind_find("resistor"), from, to, resistor, sizeof *resistor, link,
                              error);
}

static void resistor_split(const void *params, size_t part, size_t parts, void *part_params) {
  (void)part;
  (void)parts;
  *(tl_resistor *)part_params = *(const tl_resistor *)params;
}

static double pressure(double u, double *slope) {
  const double p0 = 1e4; /* Pa */
  if (u >= p0 * p0) {
    *slope = 0.5 / sqrt(u);
    return sqrt(u);
  }
  *slope = 0.5 / p0;
  return 0.5 * p0 + u * *slope;
}

/* In Pa2, by twice 5 MPa, as the laws of all controls: what a path adds to them must weigh alike in each. blur widens
 * the step at q = 0, a hundred times as much as 10 kg/s are to 100 bar. */
static tli_face fixed_loss(const tl_resistor *r, double u_in, double u_out, double q, double blur) {
  const double scale = 1e7; /* Pa */
  double in, out;
  const double s = r->smooth_kg_s + 100.0 * blur / TLI_SHUT_PA2_S_KG, root = sqrt(q * q + s * s);
  const double drop = pressure(u_in, &in) - pressure(u_out, &out);
  const double f_q = -r->loss_pa * (s / root) * (s / root) / root;
  return (tli_face){scale * (drop - r->loss_pa * q / root), scale * in, -scale * out, scale * f_q};
}

static bool resistor_joins(const void *params) {
  const tl_resistor *r = params;
  return r->drag == 0.0 && r->loss_pa == 0.0;
}

static void resistor_law(const tli_batch *b, const tli_law *law) {
  const tl_resistor *resistors = b->params;
  tli_drop_states(b);
  for (size_t i = 0; i < b->n; i++) {
    const tl_resistor *r = &resistors[i];
    if (r->drag > 0.0) {
      const tli_drop d = tli_drop_at(b, i);
      double slope;
      const double loss = tli_drag_term(r->drag, r->diameter_m, b->q[i], b->viscosity_pa_s[i], &slope);
      const tli_face head = tli_head_at(b, i, &d);
      tli_put_face(law, i, (tli_face){head.f - loss, head.f_u_in, head.f_u_out, -slope});
    } else if (r->loss_pa == 0.0) {
      tli_put_face(law, i, tli_open_riser(b, i));
    } else {
      tli_put_face(law, i, fixed_loss(r, b->u_in[i], b->u_out[i], b->q[i], b->blur));
    }
  }
}

const tli_kind tli_resistor_kind = {
    .name = "resistor",
    .sentence = "a local loss: drag coefficient or fixed pressure loss",
    .theory = "resistor",
    .param_bytes = sizeof(tl_resistor),
    .fields = resistor_fields,
    .field_count = TLI_COUNT(resistor_fields),
    .keeps_flow = true,
    .parts = tli_one_part,
    .split = resistor_split,
    .law = resistor_law,
    .heat = tli_plain_heat,
    .joins = resistor_joins,
    .typical_flow = tli_no_typical_flow,
};
