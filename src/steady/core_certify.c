/* The certificate of an answer of the core, from what its reader gets: pressures at nodes and flows through links.
 *
 * Mass: the balance of every node of the network. Momentum: level pipes by the integral of rho dp between the pressures
 * of their ends, rho from the gas itself (Gauss and Legendre: one point where the pressure drops by less than
 * 0.3 %, else four on parts of a tenth), against the loss; pipes that rise are marched in p by Runge and Kutta's
 * method. Friction, densities and sums are made anew here; nothing comes from the iteration or from its table. */
#include <stdio.h>

#include "steady/tli_core.h"

enum { FINER = 32, BLOCK = 128, MARCH_STEPS = 64 };

typedef struct certifier {
  tl_steady *s;
  double rt;
  size_t count;
  size_t link[BLOCK];
  double p_in[BLOCK], p_out[BLOCK], q[BLOCK], wall[BLOCK];
  double p[BLOCK], t[BLOCK], z[BLOCK], dz_dp[BLOCK]; /* tables have a short way for these two together */
  double viscous_p[BLOCK], viscosity[BLOCK];         /* of those whose friction asks for it */
  double most_viscosity, level_residual, march_residual;
} certifier;

tli_core_checked tli_core_check_pipe(const tl_steady *s, size_t l) {
  const tli_link *link = &s->network->links[l];
  const tl_pipe *pipe = link->params;
  const double area = 0.25 * TLI_PI * pipe->diameter_m * pipe->diameter_m * pipe->strings;
  const double rise = s->network->nodes[s->whole[link->to]].height_m - s->network->nodes[s->whole[link->from]].height_m;
  double lambda = pipe->friction_factor;
  if (tli_friction_has_reynolds((tl_friction)pipe->friction)) lambda = NAN;
  if (pipe->friction == TL_FRICTION_WEYMOUTH) lambda = tli_friction_weymouth(pipe->diameter_m);
  if (pipe->friction == TL_FRICTION_NIKURADSE) lambda = tli_friction_rough(pipe->roughness_m / pipe->diameter_m);
  const double loss =
      lambda * pipe->length_m / (pipe->diameter_m * pipe->efficiency * pipe->efficiency) + pipe->fitting_loss;
  return (tli_core_checked){loss / (2.0 * area * area), pipe->diameter_m / area, 64.0 / lambda, TLI_GRAVITY * rise};
}

static double compressibility(const certifier *c, double p) {
  double z = 1.0, dz_dp;
  (void)tl_gas_flow_pt(c->s->gas, 1, &p, &c->s->options.isothermal_t_k, &(tl_gas_flow){.z = &z, .dz_dp_1_pa = &dz_dp});
  return z;
}

static double density(const certifier *c, double p) { return p / (compressibility(c, p) * c->rt); }

/* d(p^2)/dx = -2 (wall z RT/M + lift p^2/(z RT/M)) of one pipe by Runge and Kutta's method, from p to p_end, and how
 * far from there it arrives: in squares of pressure, which stay smooth where a pipe runs almost empty. */
static double march(const certifier *c, double wall, double lift, double p, double p_end) {
  const double h = 1.0 / MARCH_STEPS;
  double u = p * p;
  for (int n = 0; n < MARCH_STEPS; n++) {
    double slope[4], at = u;
    for (int stage = 0; stage < 4; stage++) {
      const double zrt = compressibility(c, sqrt(tli_max(at, 1.0))) * c->rt;
      slope[stage] = -2.0 * (wall * zrt + lift * at / zrt);
      at = u + (stage == 2 ? 1.0 : 0.5) * h * slope[stage];
    }
    u += h / 6.0 * (slope[0] + 2.0 * slope[1] + 2.0 * slope[2] + slope[3]);
  }
  return fabs(u - p_end * p_end) / tli_max(p + p_end, 1.0);
}

/* finer: times as many parts as a smooth law asks for. */
static double wide_integral(const certifier *c, double from, double to, int finer) {
  static const double x[] = {-0.8611363115940526, -0.3399810435848563, 0.3399810435848563, 0.8611363115940526};
  static const double w[] = {0.3478548451374538, 0.6521451548625461, 0.6521451548625461, 0.3478548451374538};
  const int parts = finer * (1 + (int)tli_min(10.0 * fabs(to - from) / tli_max(from, to), 15.0));
  const double h = (to - from) / parts;
  double sum = 0.0;
  for (int part = 0; part < parts; part++)
    for (int k = 0; k < 4; k++) sum += w[k] * density(c, from + h * (part + 0.5 + 0.5 * x[k]));
  return 0.5 * h * sum;
}

/* wall of pipe l where the Reynolds number counts. */
static double wall_at(const certifier *c, size_t l, double reynolds, double viscosity) {
  const tl_pipe *pipe = c->s->network->links[l].params;
  const double area = 0.25 * TLI_PI * pipe->diameter_m * pipe->diameter_m * pipe->strings;
  const double lambda = tli_steady_friction_of(pipe, tli_max(reynolds, 1e-6), viscosity, c->s->molar_mass);
  return (lambda * pipe->length_m / (pipe->diameter_m * pipe->efficiency * pipe->efficiency) + pipe->fitting_loss) /
         (2.0 * area * area);
}

/* Walls of those pipes of the block whose friction depends on the viscosity. */
static void viscous_walls(certifier *c) {
  size_t count = 0, which[BLOCK];
  for (size_t i = 0; i < c->count; i++) {
    const tli_core_checked *checked = &c->s->core->checked[c->link[i]];
    const double re_viscosity = fabs(c->q[i]) * checked->re_viscosity;
    if (c->q[i] == 0.0) c->wall[i] = 0.0;
    if (c->q[i] == 0.0 || (c->wall[i] >= 0.0 && re_viscosity > checked->laminar_re * c->most_viscosity)) continue;
    c->viscous_p[count] = c->p[i];
    which[count++] = i;
  }
  (void)tl_gas_flow_pt(c->s->gas, count, c->viscous_p, c->t, &(tl_gas_flow){.viscosity_pa_s = c->viscosity});
  for (size_t k = 0; k < count; k++) {
    const size_t i = which[k], l = c->link[i];
    c->wall[i] = wall_at(c, l, fabs(c->q[i]) * c->s->core->checked[l].re_viscosity / c->viscosity[k], c->viscosity[k]);
  }
}

static void finish_block(certifier *c) {
  for (size_t i = 0; i < c->count; i++) c->p[i] = 0.5 * (c->p_in[i] + c->p_out[i]);
  (void)tl_gas_flow_pt(c->s->gas, c->count, c->p, c->t, &(tl_gas_flow){.z = c->z, .dz_dp_1_pa = c->dz_dp});
  viscous_walls(c);
  for (size_t i = 0; i < c->count; i++) {
    const double loss = c->wall[i] * c->q[i] * fabs(c->q[i]), lift = c->s->core->checked[c->link[i]].lift;
    const double middle = c->p[i] / (c->z[i] * c->rt), drop = c->p_in[i] - c->p_out[i];
    if (lift != 0.0) {
      c->march_residual = tli_max(c->march_residual, march(c, loss, lift, c->p_in[i], c->p_out[i]));
      continue;
    }
    const bool wide = !(fabs(drop) < 0.003 * c->p[i]);
    double integral = wide ? -wide_integral(c, c->p_in[i], c->p_out[i], 1) : middle * drop;
    const double low = tli_max(tli_min(c->p_in[i], c->p_out[i]), 1e4);
    /* A pipe that runs almost empty weighs the last digits of the integral by the little density at its end: a law of a
     * gas that is kept as a table bends at its cells, which finer parts follow. */
    if (wide && fabs(integral - loss) * c->p[i] > c->s->options.pressure_tolerance_pa * middle * low)
      integral = -wide_integral(c, c->p_in[i], c->p_out[i], FINER);
    c->level_residual = tli_max(c->level_residual, fabs(integral - loss) * c->p[i] / (middle * low));
  }
  c->count = 0;
}

/* All links once: flows into the sums of the nodes, pipes into blocks. */
static void run(certifier *c, double *sum) {
  const tl_network *net = c->s->network;
  const struct tli_core *core = c->s->core;
  const int pipe_kind = tli_kind_find("pipe");
  for (size_t i = 0; i < BLOCK; i++) c->t[i] = c->s->options.isothermal_t_k;
  for (size_t i = 0; i < net->node_count; i++) sum[i] = -core->withdrawal[i];
  for (size_t l = 0; l < net->link_count; l++) {
    const tli_link *link = &net->links[l];
    const int slot = core->slot[l];
    const double q = slot < 0 ? c->s->joined_q[l] : core->q[slot];
    sum[link->from] -= q;
    sum[link->to] += q;
    if (slot < 0 || link->kind != pipe_kind) continue;
    if (q == 0.0 && core->checked[l].lift == 0.0) { /* gas at rest */
      c->level_residual = tli_max(c->level_residual, fabs(core->p[link->from] - core->p[link->to]));
      continue;
    }
    c->link[c->count] = l;
    c->p_in[c->count] = core->p[link->from];
    c->p_out[c->count] = core->p[link->to];
    c->q[c->count] = q;
    c->wall[c->count] = core->checked[l].wall;
    if (++c->count == BLOCK) finish_block(c);
  }
  finish_block(c);
}

/* The largest viscosity between rest and the highest pressure, and some: it rises with the density from a shallow dip.
 */
static double most_viscosity(const tl_steady *s, double p_largest) {
  double most = 0.0;
  for (int k = 0; k <= 8; k++) {
    const double p = p_largest * k / 8.0;
    double viscosity = 4e-5;
    (void)tl_gas_flow_pt(s->gas, 1, &p, &s->options.isothermal_t_k, &(tl_gas_flow){.viscosity_pa_s = &viscosity});
    most = tli_max(most, viscosity);
  }
  return 1.2 * most;
}

void tli_core_certify(tl_steady *s) {
  tl_certificate *out = &s->certificate;
  const struct tli_core *core = s->core;
  double p_largest = 0.0, *sum = s->need;
  for (size_t i = 0; i < s->network_nodes; i++) p_largest = tli_max(p_largest, core->p[i]);
  certifier c = {.s = s,
                 .rt = TLI_GAS_CONSTANT / s->molar_mass * s->options.isothermal_t_k,
                 .most_viscosity = most_viscosity(s, p_largest)};
  run(&c, sum);
  out->mass_residual_kg_s = 0.0;
  out->states_outside = 0;
  for (size_t i = 0; i < s->network_nodes; i++) {
    out->mass_residual_kg_s = tli_max(out->mass_residual_kg_s, fabs(sum[i]));
    out->states_outside += core->p[i] > core->gas->p_max_pa;
  }
  out->pressure_residual_pa = tli_max(c.level_residual, tli_core_control_residual(s));
  out->march_residual_pa = tli_max(c.march_residual, c.level_residual);
  out->largest_flow_kg_s = s->core->largest_flow;
  if (out->mass_residual_kg_s <= 10.0 * s->options.mass_tolerance * out->largest_flow_kg_s + 1e-12 &&
      out->pressure_residual_pa <= 10.0 * s->options.pressure_tolerance_pa &&
      out->march_residual_pa <= s->options.march_tolerance * p_largest)
    return;
  tli_steady_say_uncertified(s);
}
