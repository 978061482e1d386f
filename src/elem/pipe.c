/* A pipe: steady momentum and energy of gas in one piece of pipe; see docs/theory/pipe.md.
 *
 * Momentum without the convective term (negligible in trunk lines below Mach 0.1), multiplied by density:
 *     rho dp + lambda q|q| dx/(2 D A^2) + rho^2 g dh = 0
 * so that, at the mean temperature T of the piece,
 *     f = I(p_in, p_out) - F(q) - g dh rho_m^2,      I = integral of rho dp from p_out to p_in,
 *     F = (lambda L / (D E^2) + zeta) q|q| / (2 A^2).
 * I is exact in the gas law but for the quadrature: Gauss-Lobatto with 3 points in p, degree 3; rho(p) is nearly
 * linear. Its derivative is rho at the ends, taken exactly, which is positive in every state: no mean compressibility
 * to spoil monotony. In u = p|p|: dI/du = 1/(2 Z R T/M). Below p = 0 the gas is ideal and u just goes on. f is in Pa
 * kg/m3.
 *
 * Energy: q cp (dT - mu dp) + q g dh = -pi D U (T - T_ground) dx, with cp and the Joule-Thomson coefficient mu at the
 * mean state: exponential approach to a shifted ground temperature (Shukhov with a Joule-Thomson term).
 */
#include "elem/tli_elem.h"

#define FIELD(member, quantity, sentence, text, low, high) \
  { #member, quantity, sentence, text, low, high, NULL, offsetof(tl_pipe, member) }
static const tl_field pipe_fields[] = {
    FIELD(length_m, TL_LENGTH, "length along the pipe", NULL, 1e-3, 1e7),
    FIELD(diameter_m, TL_LENGTH, "inside diameter", NULL, 1e-3, 10.0),
    FIELD(roughness_m, TL_LENGTH, "equivalent sand roughness of the inner wall", "10 um", 0.0, 0.01),
    FIELD(efficiency, TL_NUMBER, "flow efficiency factor E", "1", 0.1, 2.0),
    FIELD(heat_transfer_w_m2_k, TL_HEAT_TRANSFER, "overall heat transfer coefficient; 0 is adiabatic", "0 W/m2K", 0.0,
          1e4),
    FIELD(heat_diameter_m, TL_LENGTH, "diameter that the coefficient refers to; 0 is the inside diameter", "0 m", 0.0,
          10.0),
    FIELD(ground_t_from_k, TL_TEMPERATURE, "temperature around the pipe at the `from` end", "5 degC", 150.0, 400.0),
    FIELD(ground_t_to_k, TL_TEMPERATURE, "temperature around the pipe at the `to` end", "5 degC", 150.0, 400.0),
    FIELD(friction, TL_NUMBER,
          "friction law: 0 colebrook, 1 weymouth, 2 fixed, 3 nikuradse, 4 nikuradse-laminar, 5 hofer, 6 zanke, 7 chen, "
          "8 aga, 9 panhandle-a, 10 panhandle-b, 11 igt, 12 russian",
          "0", 0.0, TL_FRICTIONS - 1),
    FIELD(friction_factor, TL_NUMBER, "Darcy friction factor when the law is `fixed`", "0", 0.0, 1.0),
    FIELD(fitting_loss, TL_NUMBER, "drag coefficient zeta of bends and fittings", "0", 0.0, 1e7),
    FIELD(strings, TL_NUMBER, "equal parallel pipes", "1", 1.0, 100.0),
};
#undef FIELD

extern const tli_kind tli_pipe_kind; /* at the end of the file; named by kinds.def */

void tl_pipe_default(tl_pipe *pipe) {
  *pipe = (tl_pipe){
      .roughness_m = 10e-6, .efficiency = 1.0, .ground_t_from_k = 278.15, .ground_t_to_k = 278.15, .strings = 1.0};
}

tl_code tl_network_add_pipe(tl_network *network, const char *id, size_t from, size_t to, const tl_pipe *pipe,
                            size_t *link, tl_error *error) {
  TLI_TRY(tli_check_params(&tli_pipe_kind, id ? id : "", pipe, error));
  if (pipe->roughness_m > 0.1 * pipe->diameter_m)
    return tl_fail(error, TL_ERR_INPUT, "pipe \"%s\": roughness_m = %g is more than a tenth of the diameter %g m", id,
                   pipe->roughness_m, pipe->diameter_m);
  if (pipe->friction == TL_FRICTION_FIXED && !(pipe->friction_factor > 0.0))
    return tl_fail(error, TL_ERR_INPUT, "pipe \"%s\": friction is fixed but friction_factor = %g", id,
                   pipe->friction_factor);
  if (pipe->friction != floor(pipe->friction))
    return tl_fail(error, TL_ERR_INPUT, "pipe \"%s\": friction = %g is no whole number", id, pipe->friction);
  if ((pipe->friction == TL_FRICTION_NIKURADSE || pipe->friction == TL_FRICTION_NIKURADSE_LAMINAR) &&
      !(pipe->roughness_m > 0.0))
    return tl_fail(error, TL_ERR_INPUT, "pipe \"%s\": a rough-wall law needs roughness_m above 0", id);
  return tli_network_add_link(network, id, tli_kind_find("pipe"), from, to, pipe, sizeof *pipe, link, error);
}

/* ---- subdivision ------------------------------------------------------------------------------------------- */

static size_t pipe_parts(const void *params, double part_length_m) {
  const tl_pipe *pipe = params;
  double parts = ceil(pipe->length_m / part_length_m);
  return parts < 1.0 ? 1 : (size_t)parts;
}

static void pipe_split(const void *params, size_t part, size_t parts, void *part_params) {
  const tl_pipe *whole = params;
  tl_pipe *piece = part_params;
  double step = (whole->ground_t_to_k - whole->ground_t_from_k) / (double)parts;
  *piece = *whole;
  piece->length_m = whole->length_m / (double)parts;
  piece->fitting_loss = whole->fitting_loss / (double)parts;
  piece->ground_t_from_k = whole->ground_t_from_k + step * (double)part;
  piece->ground_t_to_k = whole->ground_t_from_k + step * (double)(part + 1);
}

/* ---- momentum ---------------------------------------------------------------------------------------------- */

static double area(const tl_pipe *pipe) { return 0.25 * TLI_PI * pipe->diameter_m * pipe->diameter_m; }

/* F(q) and dF/dq of the wall for one string carrying q. */
static double wall_term(const tl_pipe *pipe, double q, double viscosity, double molar_mass, double *slope) {
  const tl_friction friction = (tl_friction)pipe->friction;
  const double d = pipe->diameter_m, a = area(pipe);
  const double scale = pipe->length_m / (2.0 * d * a * a * pipe->efficiency * pipe->efficiency);
  const double re_per_q = d / (a * viscosity), size = fabs(q);
  const double laminar = 64.0 / re_per_q; /* lambda |q| at low Re: F stays linear through q = 0 */
  if (friction == TL_FRICTION_NIKURADSE_LAMINAR) {
    const double rough = tli_friction_rough(pipe->roughness_m / d);
    *slope = scale * (laminar + 2.0 * rough * size);
    return scale * (laminar + rough * size) * q;
  }
  double dln = 0.0, lambda = pipe->friction_factor, rest = 500.0 / re_per_q; /* laminar by every law below Re 500 */
  if (tli_friction_has_reynolds(friction)) {
    const tli_flow_in_pipe at = {size * re_per_q, pipe->roughness_m / d, d, viscosity, molar_mass};
    if (size >= rest) lambda = tli_friction_at(friction, &at, &dln);
  } else {
    if (friction == TL_FRICTION_WEYMOUTH) lambda = tli_friction_weymouth(d);
    if (friction == TL_FRICTION_NIKURADSE) lambda = tli_friction_rough(pipe->roughness_m / d);
    rest = laminar / lambda; /* the square laws have slope 0 at rest: below Re 64 / lambda they too turn linear */
  }
  if (size < rest) {
    *slope = scale * laminar;
    return scale * laminar * q;
  }
  *slope = scale * lambda * size * (2.0 + dln);
  return scale * lambda * q * size;
}

double tli_pipe_friction(const tl_pipe *pipe, double q, double viscosity, double molar_mass, double *reynolds) {
  const double d = pipe->diameter_m, a = area(pipe);
  double slope;
  *reynolds = fabs(q) * d / (a * viscosity);
  if (q == 0.0) return NAN;
  const double e = pipe->efficiency;
  return wall_term(pipe, q, viscosity, molar_mass, &slope) * 2.0 * d * a * a * e * e / (pipe->length_m * q * fabs(q));
}

/* The wall and the fittings. */
static double friction_term(const tl_pipe *pipe, double q, double viscosity, double molar_mass, double *slope) {
  double f = wall_term(pipe, q, viscosity, molar_mass, slope);
  if (pipe->fitting_loss > 0.0) {
    const double a = area(pipe), scale = pipe->fitting_loss / (2.0 * a * a);
    f += scale * q * fabs(q);
    *slope += 2.0 * scale * fabs(q);
  }
  return f;
}

static void pipe_law(const tli_batch *b, const tli_law *law) {
  const tl_pipe *pipes = b->params;
  tli_drop_states(b);
  for (size_t i = 0; i < b->n; i++) {
    const tl_pipe *pipe = &pipes[i];
    const tli_drop d = tli_drop_at(b, i);
    double slope;
    const double one = friction_term(pipe, b->q[i] / pipe->strings, b->viscosity_pa_s[i], b->molar_mass_kg_mol, &slope);
    const double lift = TLI_GRAVITY * (b->height_out_m[i] - b->height_in_m[i]);
    /* d(rho_mid^2)/dp_in = rho_mid drho/dp at the middle (half of p_mid each); over 2 p gives d/du, bounded at p = 0
     * because rho_mid^2 there falls with p_mid^2 */
    const double lift_u_in = d.p_in > 0.0 ? lift * d.rho_mid * d.drho_mid / (2.0 * d.p_in) : 0.0;
    const double lift_u_out = d.p_out > 0.0 ? lift * d.rho_mid * d.drho_mid / (2.0 * d.p_out) : 0.0;
    law->f[i] = d.integral - one - lift * d.rho_mid * d.rho_mid;
    law->f_u_in[i] = tli_max(d.u_in - lift_u_in, 0.1 / (2.0 * d.rt));
    law->f_u_out[i] = -tli_max(d.u_out + lift_u_out, 0.1 / (2.0 * d.rt));
    law->f_q[i] = -slope / pipe->strings;
  }
}

/* ---- energy ------------------------------------------------------------------------------------------------ */

/* (1 - exp(-x))/x and the mean of the same: smooth at 0. */
static double decay_mean(double x) { return x < 1e-8 ? 1.0 - 0.5 * x : -expm1(-x) / x; }
static double decay_mean_of_rise(double x) { /* (1 - decay_mean(x))/x */
  return x < 1e-4 ? 0.5 - x / 6.0 : (1.0 - decay_mean(x)) / x;
}

static void pipe_heat(const tli_batch *b, const tli_heat *heat) {
  const tl_pipe *pipes = b->params;
  double *p = b->work.p, *cp = b->work.z, *jt = b->work.a;
  for (size_t i = 0; i < b->n; i++)
    p[i] = 0.5 * (tli_p_from_u(tli_max(b->u_in[i], 0.0)) + tli_p_from_u(tli_max(b->u_out[i], 0.0)));
  (void)tl_gas_flow_pt(
      b->gas, b->n, p, b->t_mean_k,
      &(tl_gas_flow){.cp_j_kg_k = cp, .joule_thomson_k_pa = jt, .viscosity_pa_s = heat->viscosity_pa_s});
  for (size_t i = 0; i < b->n; i++) {
    const tl_pipe *pipe = &pipes[i];
    const double q = b->q[i], capacity = fabs(q) * cp[i];
    const double around = TLI_PI * (pipe->heat_diameter_m > 0.0 ? pipe->heat_diameter_m : pipe->diameter_m) *
                          pipe->heat_transfer_w_m2_k * pipe->strings * pipe->length_m;
    const bool forward = q >= 0.0;
    const double dp = tli_p_from_u(tli_max(b->u_out[i], 0.0)) - tli_p_from_u(tli_max(b->u_in[i], 0.0));
    const double dh = b->height_out_m[i] - b->height_in_m[i];
    const double rise = (jt[i] * dp - TLI_GRAVITY * dh / cp[i]) * (forward ? 1.0 : -1.0); /* along the flow */
    const double ground = 0.5 * (pipe->ground_t_from_k + pipe->ground_t_to_k);
    const double ntu = capacity > 0.0 ? tli_min(around / capacity, 700.0) : 700.0;
    const double left = exp(-ntu), mean = decay_mean(ntu);
    heat->gain[i] = left;
    heat->shift[i] = ground * (1.0 - left) + rise * mean;
    heat->cap[i] = INFINITY;
    heat->mean_gain[i] = mean;
    heat->mean_shift[i] = ground * (1.0 - mean) + rise * decay_mean_of_rise(ntu);
  }
}

/* ---- storage ----------------------------------------------------------------------------------------------- */

static void pipe_storage(const tli_batch *b, const tli_storage *storage) {
  const tl_pipe *pipes = b->params;
  double *p = b->work.p, *t = b->work.t, *z = b->work.z, *dz_dp = b->work.a;
  for (size_t i = 0; i < b->n; i++) {
    p[2 * i] = tli_p_from_u(tli_max(b->u_in[i], 0.0));
    p[2 * i + 1] = tli_p_from_u(tli_max(b->u_out[i], 0.0));
    t[2 * i] = b->t_in_k[i];
    t[2 * i + 1] = b->t_out_k[i];
  }
  (void)tl_gas_flow_pt(b->gas, 2 * b->n, p, t, &(tl_gas_flow){.z = z, .dz_dp_1_pa = dz_dp});
  for (size_t i = 0; i < b->n; i++) {
    const double half = 0.5 * area(&pipes[i]) * pipes[i].length_m * pipes[i].strings;
    for (size_t end = 0; end < 2; end++) {
      const size_t k = 2 * i + end;
      const double over_rt = b->molar_mass_kg_mol / (TLI_GAS_CONSTANT * t[k]);
      const double drho_dp = over_rt / z[k] * (1.0 - p[k] * dz_dp[k] / z[k]);
      (end == 0 ? storage->mass_in : storage->mass_out)[i] = half * p[k] * over_rt / z[k];
      (end == 0 ? storage->mass_in_u : storage->mass_out_u)[i] = half * drho_dp / (2.0 * tli_max(p[k], 1.0));
    }
  }
}

static double pipe_typical_flow(const void *params, double p_pa, double molar_mass_kg_mol) {
  const tl_pipe *pipe = params;
  const double speed_m_s = 5.0; /* middle of the usual 2 .. 10 m/s */
  return pipe->strings * area(pipe) * speed_m_s * p_pa * molar_mass_kg_mol / (TLI_GAS_CONSTANT * 288.15);
}

const tli_kind tli_pipe_kind = {
    .name = "pipe",
    .sentence = "a pipe with friction, height, heat exchange with the ground and Joule-Thomson cooling",
    .theory = "pipe",
    .param_bytes = sizeof(tl_pipe),
    .fields = pipe_fields,
    .field_count = TLI_COUNT(pipe_fields),
    .parts = pipe_parts,
    .split = pipe_split,
    .law = pipe_law,
    .heat = pipe_heat,
    .storage = pipe_storage,
    .typical_flow = pipe_typical_flow,
};
