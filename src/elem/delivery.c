/* A delivery that gets less than it asks for where the pressure is low; see docs/theory/delivery.md.
 *
 *     q = demand                                                   p_in >= full_p
 *     q = demand sqrt( (u_in - u_no)/(u_full - u_no) )             between
 *     q = 0                                                        p_in <= no_p
 * as faces   f = max( min( (u_in - u_no) - (u_full - u_no) q|q|/demand^2, (demand - q) scaled ), -q scaled )   [Pa2]
 * which has no infinite slope where delivery begins; below a thousandth of the demand q|q| is made linear, so that the
 * slope in q never vanishes. The second node is the consumer's, of given pressure; that
 * pressure does not enter the law. */
#include "elem/tli_faces.h"

#define FIELD(member, quantity, sentence, text, low, high) \
  { #member, quantity, sentence, text, low, high, NULL, offsetof(tl_delivery, member) }
static const tl_field delivery_fields[] = {
    FIELD(demand_kg_s, TL_MASS_FLOW, "what is asked for", NULL, 0.0, 1e6),
    FIELD(full_p_pa, TL_PRESSURE, "pressure from which all of it is delivered", NULL, 1e4, 1e8),
    FIELD(no_p_pa, TL_PRESSURE, "pressure up to which nothing is delivered", "1.01325 bar", 0.0, 1e8),
};
#undef FIELD

extern const tli_kind tli_delivery_kind; /* at the end of the file; named by kinds.def */

void tl_delivery_default(tl_delivery *delivery) { *delivery = (tl_delivery){.no_p_pa = 101325.0}; }

tl_code tl_network_add_delivery(tl_network *network, const char *id, size_t from, size_t consumer,
                                const tl_delivery *delivery, size_t *link, tl_error *error) {
  TLI_TRY(tli_check_params(&tli_delivery_kind, id ? id : "", delivery, error));
  if (!(delivery->full_p_pa > delivery->no_p_pa))
    return tl_fail(error, TL_ERR_INPUT, "delivery \"%s\": full_p_pa = %g Pa must be above no_p_pa = %g Pa",
                   id ? id : "", delivery->full_p_pa, delivery->no_p_pa);
  return tli_network_add_link(network, id, tli_kind_find("delivery"), from, consumer, delivery, sizeof *delivery, link,
                              error);
}

static void delivery_split(const void *params, size_t part, size_t parts, void *part_params) {
  (void)part;
  (void)parts;
  *(tl_delivery *)part_params = *(const tl_delivery *)params;
}

static void delivery_law(const tli_batch *b, const tli_law *law) {
  const tl_delivery *deliveries = b->params;
  for (size_t i = 0; i < b->n; i++) {
    const tl_delivery *d = &deliveries[i];
    const double u_no = d->no_p_pa * d->no_p_pa, span = d->full_p_pa * d->full_p_pa - u_no, q = b->q[i];
    tli_face f = tli_flow_face(0.0, q);
    if (d->demand_kg_s > 0.0) {
      const double scale = span / (d->demand_kg_s * d->demand_kg_s), rest = 1e-3 * d->demand_kg_s, size = fabs(q);
      const tli_face part = {b->u_in[i] - u_no - scale * q * tli_max(size, rest), 1.0, 0.0,
                             -scale * (size > rest ? 2.0 * size : rest)};
      f = tli_larger(tli_smaller(part, tli_flow_face(d->demand_kg_s, q), b->blur), f, b->blur);
    }
    tli_put_face(law, i, f);
  }
}

const tli_kind tli_delivery_kind = {
    .name = "delivery",
    .sentence = "a consumer that gets less than it asks for where the pressure is low",
    .theory = "delivery",
    .param_bytes = sizeof(tl_delivery),
    .fields = delivery_fields,
    .field_count = TLI_COUNT(delivery_fields),
    .keeps_flow = true,
    .parts = tli_one_part,
    .split = delivery_split,
    .law = delivery_law,
    .heat = tli_plain_heat,
    .typical_flow = tli_no_typical_flow,
};
