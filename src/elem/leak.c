/* A leak: gas through a hole of known area into a node of given pressure, the outside; see docs/theory/leak.md.
 *
 * Adiabatic flow of a perfect gas through an orifice, real density before it, r = p_low/p_high:
 *     q|q| / (Cd A)^2 = +-G,   G = p rho g(r),   g(r) = 2k/(k-1) (r^(2/k) - r^((k+1)/k))   [Pa kg/m3]
 * with r not below (2/(k+1))^(k/(k-1)), where the flow is critical. (TNO Yellow Book, CPR 14E, 3rd ed. 2005, section
 * 2.5.2.3.) In squares, so that nothing is singular where the flow turns: g(r) = 2 (1 - r) near r = 1. Below
 * Reynolds number 100 the left side is linear, as for any fitting (common.c). */
#include "elem/tli_elem.h"

#define FIELD(member, quantity, sentence, text, low, high) \
  { #member, quantity, sentence, text, low, high, NULL, offsetof(tl_leak, member) }
static const tl_field leak_fields[] = {
    FIELD(area_m2, TL_NUMBER, "area of the hole [m2]", NULL, 1e-9, 10.0),
    FIELD(discharge_coefficient, TL_NUMBER, "discharge coefficient: 0.62 sharp edges, 1 a full break", "0.62", 0.1,
          1.0),
    FIELD(kappa, TL_NUMBER, "isentropic exponent", "1.3", 1.05, 1.7),
};
#undef FIELD

extern const tli_kind tli_leak_kind; /* at the end of the file; named by kinds.def */

void tl_leak_default(tl_leak *leak) { *leak = (tl_leak){.discharge_coefficient = 0.62, .kappa = 1.3}; }

tl_code tl_network_add_leak(tl_network *network, const char *id, size_t from, size_t outside, const tl_leak *leak,
                            size_t *link, tl_error *error) {
  TLI_TRY(tli_check_params(&tli_leak_kind, id ? id : "", leak, error));
  return tli_network_add_link(network, id, tli_kind_find("leak"), from, outside, leak, sizeof *leak, link, error);
}

static void leak_split(const void *params, size_t part, size_t parts, void *part_params) {
  (void)part;
  (void)parts;
  *(tl_leak *)part_params = *(const tl_leak *)params;
}

double tli_leak_critical_ratio(double k) { return pow(2.0 / (k + 1.0), k / (k - 1.0)); }

double tli_leak_number(double k, double r, double *slope) {
  const double critical = tli_leak_critical_ratio(k);
  const double at = tli_max(r, critical), scale = 2.0 * k / (k - 1.0);
  *slope = r > critical ? scale * (2.0 / k * pow(at, 2.0 / k - 1.0) - (k + 1.0) / k * pow(at, 1.0 / k)) : 0.0;
  return scale * (pow(at, 2.0 / k) - pow(at, (k + 1.0) / k));
}

/* G between a high and a low squared pressure, neither below zero, and its slopes; z belongs to the high one. */
static double driving(double k, double high, double low, double zrt, double dz_dp_z, double *by_high, double *by_low) {
  double slope;
  const double r = high > 0.0 ? sqrt(low / high) : 1.0, g = tli_leak_number(k, r, &slope), p = sqrt(high);
  *by_low = r > 0.0 ? slope / (2.0 * r) / zrt : 0.0;
  *by_high = tli_max((g - 0.5 * r * slope) / zrt - (p > 0.0 ? g * p * dz_dp_z / (2.0 * zrt) : 0.0), 0.0);
  return high * g / zrt;
}

static void leak_law(const tli_batch *b, const tli_law *law) {
  const tl_leak *leaks = b->params;
  double *p = b->work.p, *t = b->work.t;
  for (size_t i = 0; i < b->n; i++) {
    p[i] = tli_p_from_u(tli_max(tli_max(b->u_in[i], b->u_out[i]), 0.0));
    t[i] = b->u_in[i] >= b->u_out[i] ? b->t_in_k[i] : b->t_out_k[i];
  }
  (void)tl_gas_flow_pt(b->gas, b->n, p, t, &(tl_gas_flow){.z = b->work.z, .dz_dp_1_pa = b->work.a});
  /* in squares of pressure, as the laws of all elements with control are: a constant */
  const double squares = TLI_GAS_CONSTANT / b->molar_mass_kg_mol * 288.15;
  for (size_t i = 0; i < b->n; i++) {
    const tl_leak *l = &leaks[i];
    const double u_in = b->u_in[i], u_out = b->u_out[i], rt = TLI_GAS_CONSTANT / b->molar_mass_kg_mol * t[i];
    const bool forward = u_in >= u_out;
    double by_high, by_low;
    const double g = driving(l->kappa, tli_max(tli_max(u_in, u_out), 0.0), tli_max(tli_min(u_in, u_out), 0.0),
                             b->work.z[i] * rt, b->work.a[i] / b->work.z[i], &by_high, &by_low);
    const double below = 1e-3 / rt; /* below p = 0 the law goes on in u, gently */
    const double drag = 2.0 / (l->discharge_coefficient * l->discharge_coefficient);
    double slope;
    const double loss = tli_drag_term(drag, sqrt(4.0 * l->area_m2 / TLI_PI), b->q[i], b->viscosity_pa_s[i], &slope);
    law->f[i] = squares * ((forward ? g : -g) + below * (tli_min(u_in, 0.0) - tli_min(u_out, 0.0)) - loss);
    law->f_u_in[i] = squares * ((forward ? by_high : -by_low) * (u_in > 0.0) + below * (u_in <= 0.0));
    law->f_u_out[i] = squares * ((forward ? by_low : -by_high) * (u_out > 0.0) - below * (u_out <= 0.0));
    law->f_q[i] = -squares * slope;
  }
}

const tli_kind tli_leak_kind = {
    .name = "leak",
    .sentence = "a hole through which gas escapes into a node of given pressure, the outside",
    .theory = "leak",
    .param_bytes = sizeof(tl_leak),
    .fields = leak_fields,
    .field_count = TLI_COUNT(leak_fields),
    .keeps_flow = true,
    .parts = tli_one_part,
    .split = leak_split,
    .law = leak_law,
    .heat = tli_plain_heat,
    .typical_flow = tli_no_typical_flow,
};
