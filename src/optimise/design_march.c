/* Gas marched down a pipe part by part: the same law, heat and parts as the simulator of steady.h has, solved one after
 * the other since the flow is known. Newton in u = p|p| with the law's own slope; temperature and viscosity follow in
 * turn, by a factor of about a hundred a round. */
#include "optimise/tli_design.h"

#include "trunkline/gas.h"

tl_code tli_march_start(const tl_gas *gas, double isothermal_t_k, tli_march *march, tl_error *error) {
  const double combustion_t_k = 298.15, volume_t_k = 293.15; /* net heat per kg does not depend on the second */
  tl_gas_quality quality = {.net_j_kg = 0.0};
  if (tl_gas_mixture(gas) != NULL)
    TLI_TRY(tl_mixture_quality(tl_gas_mixture(gas), combustion_t_k, volume_t_k, &quality, error));
  *march = (tli_march){gas, tl_gas_molar_mass_kg_mol(gas), quality.net_j_kg, isothermal_t_k, TLI_MARCH_CLOSE};
  return TL_OK;
}

/* How fast the logarithm of the viscosity changes with pressure [1/Pa]: the one derivative the gas does not give. By
 * central differences over a fiftieth of a per cent either way, which leave 1e-8 of what is a small correction. */
static double viscosity_slope(const tli_march *march, double p_pa) {
  const double step = 2e-4 * p_pa, p[2] = {p_pa - step, p_pa + step};
  const double t[2] = {march->isothermal_t_k, march->isothermal_t_k};
  double viscosity[2];
  (void)tl_gas_flow_pt(march->gas, 2, p, t, &(tl_gas_flow){.viscosity_pa_s = viscosity});
  return (viscosity[1] - viscosity[0]) / (0.5 * (viscosity[1] + viscosity[0])) / (2.0 * step);
}

/* Exact slopes of the law as it is computed, quadrature and viscosity at the mean pressure included:
 *     f = (p1 - p2)(rho1 + 4 rho_m + rho2)/6 - F(q, mu(p_m)) - g dh rho_m^2 = 0
 * The law's own slopes leave the quadrature's error out, which Newton does not mind and a gradient does. */
static void carry_slopes(const tli_march *march, const tli_batch *b, double f_q, tli_on_the_way *gas) {
  const double *p = b->work.p, *z = b->work.z, *dz = b->work.a;
  const double rt = TLI_GAS_CONSTANT / march->molar_mass_kg_mol * march->isothermal_t_k;
  double rho[3], slope[3];
  for (int k = 0; k < 3; k++) {
    rho[k] = p[k] / (z[k] * rt);
    slope[k] = (1.0 - p[k] * dz[k] / z[k]) / (z[k] * rt);
  }
  const double mean = (rho[0] + 4.0 * rho[1] + rho[2]) / 6.0, drop = p[0] - p[2];
  const double lift = TLI_GRAVITY * (*b->height_out_m - *b->height_in_m), lifted = lift * rho[1] * slope[1];
  const double friction = drop * mean - lift * rho[1] * rho[1];
  const double by_viscosity =
      0.5 * (f_q * *b->q + 2.0 * friction) * viscosity_slope(march, p[1]); /* lambda falls with Re */
  const double f_in = mean + drop * (slope[0] + 2.0 * slope[1]) / 6.0 - by_viscosity - lifted;
  const double f_out = -mean + drop * (2.0 * slope[1] + slope[2]) / 6.0 - by_viscosity - lifted;
  gas->q_slope = (-f_in * gas->q_slope - f_q) / f_out;
  gas->p_slope *= -f_in / f_out;
}

enum { MOST_ROUNDS = 40 };
static const double least_share = 0.04; /* of u: below a fifth of its pressure at the inlet of a part, gas has no way */

bool tli_march_part(const tli_march *march, const tl_pipe *part, double height_in_m, double height_out_m,
                    tli_on_the_way *gas) {
  const tli_kind *kind = tli_kind_get((size_t)tli_kind_find("pipe"));
  double work[7][3], f, f_in, f_out, f_q, gain, shift, cap, mean_gain, mean_shift, viscosity = 1.2e-5;
  const double u_in = tli_u_from_p(gas->p_pa), t_in = gas->t_k, q = gas->q_kg_s;
  const double like_before = u_in + gas->du_m * part->length_m, step_t = gas->dt_m * part->length_m;
  double u_out = like_before > 0.5 * u_in ? like_before : u_in, t_out = t_in + step_t, t_mean = t_in + 0.5 * step_t;
  const double close_k = 1e4 * march->close;
  const tli_batch batch = {.n = 1,
                           .params = part,
                           .height_in_m = &height_in_m,
                           .height_out_m = &height_out_m,
                           .u_in = &u_in,
                           .u_out = &u_out,
                           .q = &q,
                           .t_in_k = &t_in,
                           .t_out_k = &t_out,
                           .t_mean_k = &t_mean,
                           .viscosity_pa_s = &viscosity,
                           .gas = march->gas,
                           .molar_mass_kg_mol = march->molar_mass_kg_mol,
                           .net_heat_j_kg = march->net_heat_j_kg,
                           .work = {work[0], work[1], work[2], work[3], work[4], work[5], work[6]}};
  const tli_law law = {.f = &f, .f_u_in = &f_in, .f_u_out = &f_out, .f_q = &f_q};
  const tli_heat heat = {&gain, &shift, &cap, &mean_gain, &mean_shift, &viscosity};
  bool done = false;
  for (int round = 0; round < MOST_ROUNDS && !done; round++) {
    kind->heat(&batch, &heat);
    const double before = t_mean;
    if (march->isothermal_t_k > 0.0) {
      t_mean = t_out = march->isothermal_t_k;
    } else {
      t_mean = tli_min(tli_max(mean_gain * t_in + mean_shift, 100.0), 700.0); /* as the simulator's sweep */
      t_out = gain * t_in + shift;
    }
    kind->law(&batch, &law);
    const double step = -f / f_out;
    u_out += step;
    if (!(u_out > least_share * u_in)) return false;
    done = fabs(step) <= march->close * u_in && fabs(t_mean - before) <= close_k;
  }
  if (!done) return false;
  gas->du_m = (u_out - u_in) / part->length_m;
  gas->dt_m = (t_out - t_in) / part->length_m;
  gas->p_pa = sqrt(u_out);
  gas->t_k = t_out;
  const double area = 0.25 * TLI_PI * part->diameter_m * part->diameter_m * part->strings;
  gas->velocity_m_s =
      q * work[2][2] * TLI_GAS_CONSTANT / march->molar_mass_kg_mol * t_mean / (gas->p_pa * area); /* z at the outlet */
  if (march->isothermal_t_k > 0.0) carry_slopes(march, &batch, f_q, gas);
  return true;
}
