/* The certificate of an answer of the core, from what its reader gets: pressures at nodes and flows through links.
 *
 * Mass: the balance of every node of the network. Momentum: level pipes by the integral of rho dp between the pressures
 * of their ends, rho from the gas itself (Gauss and Legendre: one point where the pressure drops by less than a
 * hundredth, else four on parts of a tenth), against the loss; pipes that rise are marched in p by Runge and Kutta's
 * method. Friction, densities and sums are made anew here; nothing comes from the iteration or from its table. */
#include <stdio.h>

#include "steady/tli_core.h"

enum { BLOCK = 128, MOST_POINTS = 64, MARCH_STEPS = 64 };

typedef struct certifier {
  tl_steady *s;
  double rt;
  size_t count;
  size_t link[BLOCK];
  double p_in[BLOCK], p_out[BLOCK], q[BLOCK], loss[BLOCK]; /* loss: lambda L/D + zeta, by c_loss or by the law */
  double p[BLOCK], t[BLOCK], z[BLOCK];
  double level_residual, march_residual;
} certifier;

static double node_sums(tl_steady *s) {
  const tl_network *net = s->network;
  const struct tli_core *c = s->core;
  double *sum = s->need, largest = 0.0;
  for (size_t i = 0; i < net->node_count; i++) sum[i] = -c->withdrawal[i];
  for (size_t l = 0; l < net->link_count; l++) {
    const double q = c->slot[l] < 0 ? s->joined_q[l] : c->q[c->slot[l]];
    sum[net->links[l].from] -= q;
    sum[net->links[l].to] += q;
  }
  for (size_t i = 0; i < net->node_count; i++) largest = tli_max(largest, fabs(sum[i]));
  return largest;
}

/* lambda L/(D E^2) + zeta without viscosity, once a network; below 0: the law needs a Reynolds number. */
static double plain_loss(const tl_pipe *pipe) {
  double lambda = pipe->friction_factor;
  if (tli_friction_has_reynolds((tl_friction)pipe->friction)) return -1.0;
  if (pipe->friction == TL_FRICTION_WEYMOUTH) lambda = tli_friction_weymouth(pipe->diameter_m);
  if (pipe->friction == TL_FRICTION_NIKURADSE) lambda = tli_friction_rough(pipe->roughness_m / pipe->diameter_m);
  return lambda * pipe->length_m / (pipe->diameter_m * pipe->efficiency * pipe->efficiency) + pipe->fitting_loss;
}

double tli_core_plain_loss(const tl_steady *s, size_t l) {
  const tli_link *link = &s->network->links[l];
  return link->kind == tli_kind_find("pipe") ? plain_loss(link->params) : -2.0;
}

static double density(const certifier *c, double p) {
  double z = 1.0;
  (void)tl_gas_flow_pt(c->s->gas, 1, &p, &c->s->options.isothermal_t_k, &(tl_gas_flow){.z = &z});
  return p / (z * c->rt);
}

/* rho dh/dx ... of one pipe by Runge and Kutta's method, from `from` to `to`, and how far from its end it arrives. */
static double march(const certifier *c, const tl_pipe *pipe, double wall, double lift, double p, double p_end) {
  const double h = 1.0 / MARCH_STEPS;
  (void)pipe;
  for (int n = 0; n < MARCH_STEPS; n++) {
    double slope[4], at = p;
    for (int stage = 0; stage < 4; stage++) {
      const double rho = density(c, at);
      slope[stage] = -wall / rho - rho * lift;
      at = p + (stage == 2 ? 1.0 : 0.5) * h * slope[stage];
    }
    p += h / 6.0 * (slope[0] + 2.0 * slope[1] + 2.0 * slope[2] + slope[3]);
  }
  return fabs(p - p_end);
}

static double wide_integral(const certifier *c, double from, double to) {
  static const double x[] = {-0.8611363115940526, -0.3399810435848563, 0.3399810435848563, 0.8611363115940526};
  static const double w[] = {0.3478548451374538, 0.6521451548625461, 0.6521451548625461, 0.3478548451374538};
  const int parts = 1 + (int)tli_min(10.0 * fabs(to - from) / tli_max(from, to), 15.0);
  const double h = (to - from) / parts;
  double sum = 0.0;
  for (int part = 0; part < parts; part++)
    for (int k = 0; k < 4; k++) sum += w[k] * density(c, from + h * (part + 0.5 + 0.5 * x[k]));
  return 0.5 * h * sum;
}

static double friction_at(const certifier *c, const tl_pipe *pipe, double p, double q) {
  double viscosity = 1e-5;
  (void)tl_gas_flow_pt(c->s->gas, 1, &p, &c->s->options.isothermal_t_k, &(tl_gas_flow){.viscosity_pa_s = &viscosity});
  const double area = 0.25 * TLI_PI * pipe->diameter_m * pipe->diameter_m;
  const double reynolds = tli_max(fabs(q) / pipe->strings * pipe->diameter_m / (area * viscosity), 1e-6);
  return tli_steady_friction_of(pipe, reynolds) * pipe->length_m /
             (pipe->diameter_m * pipe->efficiency * pipe->efficiency) +
         pipe->fitting_loss;
}

static void finish_block(certifier *c) {
  const tl_network *net = c->s->network;
  for (size_t i = 0; i < c->count; i++) {
    c->p[i] = 0.5 * (c->p_in[i] + c->p_out[i]);
    c->t[i] = c->s->options.isothermal_t_k;
  }
  (void)tl_gas_flow_pt(c->s->gas, c->count, c->p, c->t, &(tl_gas_flow){.z = c->z});
  for (size_t i = 0; i < c->count; i++) {
    const tli_link *link = &net->links[c->link[i]];
    const tl_pipe *pipe = link->params;
    const double area = 0.25 * TLI_PI * pipe->diameter_m * pipe->diameter_m * pipe->strings, q = c->q[i];
    const double middle = c->p[i] / (c->z[i] * c->rt), drop = c->p_in[i] - c->p_out[i];
    double loss = c->loss[i];
    /* lambda 0.005 and less is laminar only below Re 12,800: above it by any viscosity of a gas, the law holds */
    const double velocity_d = fabs(q) / area * pipe->diameter_m;
    if (loss < 0.0 || velocity_d < 13000.0 * 4e-5) loss = friction_at(c, pipe, c->p[i], q);
    const double wall = loss * q * fabs(q) / (2.0 * area * area);
    const double lift =
        TLI_GRAVITY * (net->nodes[c->s->whole[link->to]].height_m - net->nodes[c->s->whole[link->from]].height_m);
    if (lift != 0.0) {
      c->march_residual = tli_max(c->march_residual, march(c, pipe, wall, lift, c->p_in[i], c->p_out[i]));
      continue;
    }
    const double integral = fabs(drop) < 0.01 * c->p[i] ? middle * drop : -wide_integral(c, c->p_in[i], c->p_out[i]);
    const double rho = tli_max(tli_min(c->p_in[i], c->p_out[i]), 1e4) * middle / c->p[i];
    c->level_residual = tli_max(c->level_residual, fabs(integral - wall) / rho);
  }
  c->count = 0;
}

static void pipes(certifier *c) {
  const tl_network *net = c->s->network;
  const struct tli_core *core = c->s->core;
  const int pipe_kind = tli_kind_find("pipe");
  for (size_t l = 0; l < net->link_count; l++) {
    const int slot = core->slot[l];
    if (slot < 0 || net->links[l].kind != pipe_kind) continue;
    c->link[c->count] = l;
    c->p_in[c->count] = core->p[core->place[net->links[l].from]];
    c->p_out[c->count] = core->p[core->place[net->links[l].to]];
    c->q[c->count] = core->q[slot];
    c->loss[c->count] = core->plain_loss[l];
    if (++c->count == BLOCK) finish_block(c);
  }
  finish_block(c);
}

void tli_core_certify(tl_steady *s) {
  tl_certificate *out = &s->certificate;
  certifier c = {.s = s, .rt = TLI_GAS_CONSTANT / s->molar_mass * s->options.isothermal_t_k};
  pipes(&c);
  out->mass_residual_kg_s = node_sums(s);
  out->pressure_residual_pa = tli_max(c.level_residual, tli_core_control_residual(s));
  out->march_residual_pa = tli_max(c.march_residual, c.level_residual);
  out->largest_flow_kg_s = s->core->largest_flow;
  out->states_outside = 0;
  double p_largest = 0.0;
  for (size_t i = 0; i < s->core->nodes; i++) p_largest = tli_max(p_largest, s->core->p[i]);
  for (size_t i = 0; i < s->core->nodes && p_largest > 0.0; i++) {
    const double p = s->core->p[i];
    if (p > s->core->gas->p_max_pa) out->states_outside++;
  }
  if (out->mass_residual_kg_s <= 10.0 * s->options.mass_tolerance * out->largest_flow_kg_s + 1e-12 &&
      out->pressure_residual_pa <= 10.0 * s->options.pressure_tolerance_pa &&
      out->march_residual_pa <= s->options.march_tolerance * p_largest)
    return;
  tli_steady_say_uncertified(s);
}
