/* An underground storage seen from the network: takes or gives a flow, or holds the pressure of its node, within its
 * envelope; see docs/theory/storage.md.
 *
 * q is positive into the storage; the second node is the reservoir, of given pressure.
 *     wanted     flow - q                 or  u_in - u_held
 *     injection  q <= max_injection (1 - (1 - full_share) fill), 0 when full
 *     withdrawal -q <= max_withdrawal (empty_share + (1 - empty_share) fill), 0 when empty
 *     wells      q <= C (ratio^2 u_in - u_res) or 0;  -q <= C (u_res - u_in) or 0              [kg/s, Pa2]
 *     f = max( min(wanted, injection faces), withdrawal faces )                                [Pa2] */
#include "elem/tli_faces.h"

#define FIELD(member, quantity, sentence, text, low, high) \
  { #member, quantity, sentence, text, low, high, NULL, offsetof(tl_storage, member) }
static const tl_field storage_fields[] = {
    FIELD(control, TL_NUMBER, "what is held: 0 flow, 1 pressure at its node", "0", 0.0, 1.0),
    FIELD(flow_kg_s, TL_MASS_FLOW, "flow to hold, positive into the storage", "0 kg/s", -1e6, 1e6),
    FIELD(held_p_pa, TL_PRESSURE, "pressure to hold at its node", "0 bar", 0.0, 1e8),
    FIELD(max_injection_kg_s, TL_MASS_FLOW, "largest injection, into the empty storage", NULL, 0.0, 1e6),
    FIELD(max_withdrawal_kg_s, TL_MASS_FLOW, "largest withdrawal, from the full storage", NULL, 0.0, 1e6),
    FIELD(fill, TL_NUMBER, "share of the working gas that is in it", "0.5", 0.0, 1.0),
    FIELD(full_share, TL_NUMBER, "share of the largest injection that is left just before it is full", "1", 0.0, 1.0),
    FIELD(empty_share, TL_NUMBER, "share of the largest withdrawal that is left just before it is empty", "1", 0.0,
          1.0),
    FIELD(well_coefficient, TL_NUMBER, "flow of all wells over difference of squared pressures [kg/s/Pa2]; 0: no limit",
          "0", 0.0, 1.0),
    FIELD(injection_ratio, TL_NUMBER, "ratio of the compressors that inject", "1", 1.0, 100.0),
};
#undef FIELD

extern const tli_kind tli_storage_kind; /* at the end of the file; named by kinds.def */

void tl_storage_default(tl_storage *storage) {
  *storage = (tl_storage){.fill = 0.5, .full_share = 1.0, .empty_share = 1.0, .injection_ratio = 1.0};
}

tl_code tl_network_add_storage(tl_network *network, const char *id, size_t from, size_t reservoir,
                               const tl_storage *storage, size_t *link, tl_error *error) {
  TLI_TRY(tli_check_params(&tli_storage_kind, id ? id : "", storage, error));
  if (storage->control != 0.0 && storage->control != 1.0)
    return tl_fail(error, TL_ERR_INPUT, "storage \"%s\": control = %g is neither 0 nor 1", id ? id : "",
                   storage->control);
  if (storage->control == 1.0 && !(storage->held_p_pa >= 1e4))
    return tl_fail(error, TL_ERR_INPUT, "storage \"%s\": held_p_pa = %g Pa is below 10 kPa", id ? id : "",
                   storage->held_p_pa);
  return tli_network_add_link(network, id, tli_kind_find("storage"), from, reservoir, storage, sizeof *storage, link,
                              error);
}

static void storage_split(const void *params, size_t part, size_t parts, void *part_params) {
  (void)part;
  (void)parts;
  *(tl_storage *)part_params = *(const tl_storage *)params;
}

/* The wells' bound on q as a face: C(a u_in - u_out) on its side of zero, 0 on the other. */
static tli_face well_face(const tl_storage *s, double gain, double u_in, double u_out, double q, bool injection) {
  const double c = TLI_SHUT_PA2_S_KG * s->well_coefficient, drive = c * (gain * u_in - u_out);
  if (injection ? drive <= 0.0 : drive >= 0.0) return tli_flow_face(0.0, q);
  return (tli_face){drive - TLI_SHUT_PA2_S_KG * q, c * gain, -c, -TLI_SHUT_PA2_S_KG};
}

static void storage_law(const tli_batch *b, const tli_law *law) {
  const tl_storage *storages = b->params;
  for (size_t i = 0; i < b->n; i++) {
    const tl_storage *s = &storages[i];
    const double u_in = b->u_in[i], u_out = b->u_out[i], q = b->q[i];
    const double in = s->fill < 1.0 ? s->max_injection_kg_s * (1.0 - (1.0 - s->full_share) * s->fill) : 0.0;
    const double out =
        s->fill > 0.0 ? s->max_withdrawal_kg_s * (s->empty_share + (1.0 - s->empty_share) * s->fill) : 0.0;
    tli_face f = s->control == 1.0 ? (tli_face){u_in - s->held_p_pa * s->held_p_pa, 1.0, 0.0, 0.0}
                                   : tli_flow_face(s->flow_kg_s, q);
    f = tli_smaller(f, tli_flow_face(in, q), b->blur);
    if (s->well_coefficient > 0.0)
      f = tli_smaller(f, well_face(s, s->injection_ratio * s->injection_ratio, u_in, u_out, q, true), b->blur);
    f = tli_larger(f, tli_flow_face(-out, q), b->blur);
    if (s->well_coefficient > 0.0) f = tli_larger(f, well_face(s, 1.0, u_in, u_out, q, false), b->blur);
    tli_put_face(law, i, f);
  }
}

const tli_kind tli_storage_kind = {
    .name = "storage",
    .sentence = "an underground storage that holds a flow or a pressure within its envelope",
    .theory = "storage",
    .param_bytes = sizeof(tl_storage),
    .fields = storage_fields,
    .field_count = TLI_COUNT(storage_fields),
    .keeps_flow = true,
    .parts = tli_one_part,
    .split = storage_split,
    .law = storage_law,
    .heat = tli_plain_heat,
    .typical_flow = tli_no_typical_flow,
};
