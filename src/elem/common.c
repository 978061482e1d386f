/* What kinds share: the integral of rho dp over a drop of pressure, drag of fittings, and the plain answers. */
#include "elem/tli_faces.h"

size_t tli_one_part(const void *params, double part_length_m) {
  (void)params;
  (void)part_length_m;
  return 1;
}

void tli_no_params(const void *params, size_t part, size_t parts, void *part_params) {
  (void)params;
  (void)part;
  (void)parts;
  (void)part_params;
}

double tli_no_typical_flow(const void *params, double p_pa, double molar_mass_kg_mol) {
  (void)params;
  (void)p_pa;
  (void)molar_mass_kg_mol;
  return 0.0;
}

/* Throttling without heat: T_out = T_in + mu dp, with the Joule-Thomson coefficient mu at the mean pressure. */
void tli_plain_heat(const tli_batch *b, const tli_heat *heat) {
  double *p = b->work.p, *jt = b->work.a;
  for (size_t i = 0; i < b->n; i++)
    p[i] = 0.5 * (tli_p_from_u(fmax(b->u_in[i], 0.0)) + tli_p_from_u(fmax(b->u_out[i], 0.0)));
  (void)tl_gas_flow_pt(b->gas, b->n, p, b->t_mean_k,
                       &(tl_gas_flow){.joule_thomson_k_pa = jt, .viscosity_pa_s = heat->viscosity_pa_s});
  for (size_t i = 0; i < b->n; i++) {
    const double dp = tli_p_from_u(fmax(b->u_out[i], 0.0)) - tli_p_from_u(fmax(b->u_in[i], 0.0));
    const double rise = b->q[i] == 0.0 ? 0.0 : jt[i] * fmin(b->q[i] > 0.0 ? dp : -dp, 0.0);
    heat->gain[i] = heat->mean_gain[i] = 1.0;
    heat->shift[i] = rise;
    heat->mean_shift[i] = 0.5 * rise;
    heat->cap[i] = INFINITY;
  }
}

void tli_drop_states(const tli_batch *b) {
  double *p = b->work.p, *t = b->work.t;
  for (size_t i = 0; i < b->n; i++) {
    const double p_in = tli_p_from_u(fmax(b->u_in[i], 0.0)), p_out = tli_p_from_u(fmax(b->u_out[i], 0.0));
    p[3 * i] = p_in;
    p[3 * i + 1] = 0.5 * (p_in + p_out);
    p[3 * i + 2] = p_out;
    t[3 * i] = t[3 * i + 1] = t[3 * i + 2] = b->t_mean_k[i];
  }
  (void)tl_gas_flow_pt(b->gas, 3 * b->n, p, t, &(tl_gas_flow){.z = b->work.z, .dz_dp_1_pa = b->work.a});
}

tli_drop tli_drop_at(const tli_batch *b, size_t i) {
  const double *p = b->work.p + 3 * i, *z = b->work.z + 3 * i, *dz_dp = b->work.a + 3 * i;
  tli_drop d = {
      .rt = TLI_GAS_CONSTANT / b->molar_mass_kg_mol * b->t_mean_k[i], .p_in = p[0], .p_mid = p[1], .p_out = p[2]};
  const double rho_in = p[0] / (z[0] * d.rt), rho_out = p[2] / (z[2] * d.rt);
  const double below = (fmin(b->u_in[i], 0.0) - fmin(b->u_out[i], 0.0)) / (2.0 * d.rt);
  d.rho_mid = p[1] / (z[1] * d.rt);
  d.drho_mid = 1.0 / (z[1] * d.rt) * (1.0 - p[1] * dz_dp[1] / z[1]);
  d.integral = (p[0] - p[2]) * (rho_in + 4.0 * d.rho_mid + rho_out) / 6.0 + below;
  d.u_in = 1.0 / (2.0 * z[0] * d.rt);
  d.u_out = 1.0 / (2.0 * z[2] * d.rt);
  return d;
}

/* Below Re 100 the drag coefficients of fittings rise as 1/Re (Idelchik, Handbook of Hydraulic Resistance, ch. 1). */
double tli_drag_term(double drag, double diameter_m, double q, double viscosity_pa_s, double *slope) {
  const double area = 0.25 * TLI_PI * diameter_m * diameter_m, scale = drag / (2.0 * area * area);
  const double rest = 100.0 * area * viscosity_pa_s / diameter_m, size = fabs(q);
  *slope = size < rest ? scale * rest : 2.0 * scale * size;
  return size < rest ? scale * rest * q : scale * q * size;
}

/* The head of the gas that stands between ends of different height, at the mean state [Pa kg/m3], as in a pipe. */
tli_face tli_head_at(const tli_batch *b, size_t i, const tli_drop *d) {
  const double lift = TLI_GRAVITY * (b->height_out_m[i] - b->height_in_m[i]);
  const double by_in = d->p_in > 0.0 ? lift * d->rho_mid * d->drho_mid / (2.0 * d->p_in) : 0.0;
  const double by_out = d->p_out > 0.0 ? lift * d->rho_mid * d->drho_mid / (2.0 * d->p_out) : 0.0;
  return (tli_face){d->integral - lift * d->rho_mid * d->rho_mid, tli_max(d->u_in - by_in, 0.1 / (2.0 * d->rt)),
                    -tli_max(d->u_out + by_out, 0.1 / (2.0 * d->rt)), 0.0};
}

tli_face tli_open_riser(const tli_batch *b, size_t i) {
  if (b->height_in_m[i] == b->height_out_m[i]) return tli_open_face(b->u_in[i], b->u_out[i]);
  const tli_drop d = tli_drop_at(b, i);
  const tli_face f = tli_head_at(b, i, &d);
  const double scale = 2.0 * d.rt; /* so that it weighs as the face of a level element does */
  return (tli_face){scale * f.f, scale * f.f_u_in, scale * f.f_u_out, 0.0};
}
