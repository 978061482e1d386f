/* The certificate: mass and momentum recomputed from the answer by code that shares nothing with the iteration.
 *
 * Mass: the balance of every single node of the network, joined ones too, from the flows and withdrawals as they are
 * read by the caller. Momentum: every pipe is marched from its upstream end by Runge and Kutta's fourth-order method,
 *     dp/dx = -(lambda/(D E^2) + zeta/L) q|q| / (2 A^2 rho) - rho g dh/dx,
 * all parts of pipes at once, each with its mean temperature, and must arrive at the pressure of its other end. All
 * other elements are held to their law, one at a time. */
#include "steady/tli_steady.h"

#include <stdio.h>

/* Sum of the flows at every node of the network, less what is taken there. */
static double node_sums(tl_steady *s) {
  const tl_network *net = s->network;
  double *sum = s->need, largest = 0.0;
  for (size_t i = 0; i < net->node_count; i++) sum[i] = -s->withdrawal[i];
  for (size_t l = 0; l < net->link_count; l++) {
    const size_t first = s->first_part[l], parts = s->part_count[l];
    const double in = parts == 0 ? s->joined_q[l] : s->q[first], out = parts == 0 ? in : s->q[first + parts - 1];
    sum[net->links[l].from] -= in;
    sum[net->links[l].to] += out;
    for (size_t k = first; k < first + parts; k++) {
      sum[net->links[l].from] -= s->law.draw[k];
      if (k > first) largest = fmax(largest, fabs(s->q[k] - s->q[k - 1]));
    }
  }
  for (size_t i = 0; i < net->node_count; i++) largest = fmax(largest, fabs(sum[i]));
  for (size_t i = 0; i < net->node_count; i++)
    if (s->own[i].kind == TL_METERED_WITHDRAWAL)
      largest = fmax(largest, fabs(s->q[s->boundary[i].metered_link] - s->own[i].withdrawal_kg_s));
  return largest;
}

/* ---- momentum of pipes ------------------------------------------------------------------------------------------- */

double tli_steady_friction_of(const tl_pipe *pipe, double reynolds, double viscosity, double molar_mass) {
  const tl_friction law = (tl_friction)pipe->friction;
  double unused, lambda = pipe->friction_factor;
  if (tli_friction_has_reynolds(law))
    return tli_friction_at(law,
                           &(tli_flow_in_pipe){fmax(reynolds, 1e-6), pipe->roughness_m / pipe->diameter_m,
                                               pipe->diameter_m, viscosity, molar_mass},
                           &unused);
  if (law == TL_FRICTION_WEYMOUTH) lambda = tli_friction_weymouth(pipe->diameter_m);
  if (law == TL_FRICTION_NIKURADSE) lambda = tli_friction_rough(pipe->roughness_m / pipe->diameter_m);
  return fmax(lambda, 64.0 / fmax(reynolds, 1e-6));
}

/* The factor of -1/rho in dp/dx [Pa kg/m4]. */
static double wall_of(const tl_steady *s, size_t k, const tl_pipe *pipe) {
  const double q = s->q[k] / pipe->strings, area = 0.25 * TLI_PI * pipe->diameter_m * pipe->diameter_m;
  const double reynolds = fabs(q) * pipe->diameter_m / (area * s->viscosity[k]);
  const double molar_mass = tl_gas_molar_mass_kg_mol(tli_steady_gas_in(s, k));
  const double loss = tli_steady_friction_of(pipe, reynolds, s->viscosity[k], molar_mass) /
                          (pipe->diameter_m * pipe->efficiency * pipe->efficiency) +
                      pipe->fitting_loss / pipe->length_m;
  return loss * q * q / (2.0 * area * area);
}

/* Steps so short that each loses a few per cent: their own error is then far below that of the law's quadrature. */
static int steps_for(const tl_steady *s, const tli_group *g) {
  double least = 1.0;
  for (size_t k = g->first; k < g->first + g->n; k++) {
    const double high = fmax(s->u[s->from[k]], s->u[s->to[k]]), low = fmin(s->u[s->from[k]], s->u[s->to[k]]);
    if (high > 0.0) least = fmin(least, low / high);
  }
  return (int)fmin(ceil((1.0 - least) / 0.3), 32.0) + (least == 1.0);
}

/* Largest |p marched - p at the other end| of the pipes' parts. work: a start of step, b stage, c sum of slopes, d the
 * walls' loss. */
static double march(tl_steady *s, const tli_group *g) {
  static const double weight[] = {1.0, 2.0, 2.0, 1.0}, ahead[] = {0.5, 0.5, 1.0, 0.0};
  const tl_pipe *pipes = g->params;
  const tli_work *w = &s->work;
  const tli_batch batch = tli_steady_batch(s, g);
  const int steps = steps_for(s, g);
  double largest = 0.0;
  for (size_t i = 0; i < g->n; i++) {
    const size_t k = g->first + i;
    w->a[i] = sqrt(s->u[s->q[k] >= 0.0 ? s->from[k] : s->to[k]]);
    w->d[i] = wall_of(s, k, &pipes[i]);
  }
  for (int step = 0; step < steps; step++) {
    for (size_t i = 0; i < g->n; i++) {
      w->b[i] = w->a[i];
      w->c[i] = 0.0;
    }
    for (int stage = 0; stage < 4; stage++) {
      (void)tl_gas_flow_pt(batch.gas, g->n, w->b, s->t_mean + g->first, &(tl_gas_flow){.z = w->z});
      for (size_t i = 0; i < g->n; i++) {
        const size_t k = g->first + i;
        const double h = pipes[i].length_m / steps, rise = (s->height_out[k] - s->height_in[k]) / pipes[i].length_m;
        const double rho = w->b[i] * batch.molar_mass_kg_mol / (w->z[i] * TLI_GAS_CONSTANT * s->t_mean[k]);
        const double slope = -w->d[i] / rho - rho * TLI_GRAVITY * (s->q[k] >= 0.0 ? rise : -rise);
        w->c[i] += weight[stage] * slope * h / 6.0;
        w->b[i] = w->a[i] + ahead[stage] * h * slope;
      }
    }
    for (size_t i = 0; i < g->n; i++) w->a[i] += w->c[i];
  }
  for (size_t i = 0; i < g->n; i++) {
    const size_t k = g->first + i;
    largest = fmax(largest, fabs(w->a[i] - sqrt(s->u[s->q[k] >= 0.0 ? s->to[k] : s->from[k]])));
  }
  return largest;
}

/* ---- the law of everything else ------------------------------------------------------------------------------------
 */

static double law_residual(const tl_steady *s, const tli_group *group, size_t i, double *as_flow) {
  const size_t k = group->first + i;
  tli_group one = {group->kind, k, 1, (char *)group->params + i * group->kind->param_bytes};
  double f = 0.0, f_u_in = 0.0, f_u_out = 0.0, f_q = 0.0, draw = 0.0, d1 = 0.0, d2 = 0.0, d3 = 0.0;
  tli_law law = {&f, &f_u_in, &f_u_out, &f_q, &draw, &d1, &d2, &d3};
  tli_batch batch = tli_steady_batch(s, &one);
  group->kind->law(&batch, &law);
  const double slope = fmax(f_u_in, -f_u_out);
  *as_flow = f_q < 0.0 ? fabs(f / f_q) : INFINITY;
  return slope > 0.0 ? fabs(f) / slope / (2.0 * fmax(sqrt(fabs(s->u_in[k])), 1e4)) : INFINITY;
}

/* An element that is shut, or holds a flow, is held to it in kg/s, all others in Pa. */
static double momentum(tl_steady *s, double *pipe_residual, double *mass) {
  const tli_kind *pipe = tli_kind_get((size_t)tli_kind_find("pipe"));
  const double enough = 10.0 * s->options.pressure_tolerance_pa;
  double largest = 0.0;
  for (size_t g = 0; g < s->group_count; g++) {
    const tli_group *group = &s->groups[g];
    for (size_t i = 0; i < group->n; i++) {
      double as_flow;
      const double r = law_residual(s, group, i, &as_flow);
      if (r <= enough || !isfinite(as_flow) || !group->kind->keeps_flow)
        largest = fmax(largest, r);
      else
        *mass = fmax(*mass, as_flow);
    }
    tli_group run;
    for (size_t at = 0; group->kind == pipe && tli_steady_next_run(s, group, &at, &run);)
      *pipe_residual = fmax(*pipe_residual, march(s, &run));
  }
  return largest;
}

void tli_steady_say_uncertified(tl_steady *s) {
  const tl_certificate *c = &s->certificate;
  s->outcome = TL_NOT_SOLVED;
  s->reason.code = "certificate";
  s->reason.value = fmax(c->pressure_residual_pa, c->march_residual_pa);
  s->reason.unit = "Pa";
  (void)snprintf(s->reason.sentence, sizeof s->reason.sentence,
                 "The answer failed its own check: %s kg/s imbalance, %s Pa residual, %s Pa apart when the pipes "
                 "are marched: shorter parts (part_length_m) may mend the last.",
                 tli_digits(c->mass_residual_kg_s, 3).words, tli_digits(c->pressure_residual_pa, 3).words,
                 tli_digits(c->march_residual_pa, 3).words);
}

void tli_steady_certify(tl_steady *s) {
  tl_certificate *c = &s->certificate;
  c->march_residual_pa = c->largest_flow_kg_s = 0.0;
  c->mass_residual_kg_s = node_sums(s);
  c->pressure_residual_pa = momentum(s, &c->march_residual_pa, &c->mass_residual_kg_s);
  for (size_t k = 0; k < s->links; k++) c->largest_flow_kg_s = fmax(c->largest_flow_kg_s, fabs(s->q[k]));
  c->states_outside = 0;
  for (size_t i = 0; i < s->nodes; i++) {
    const double p = tli_p_from_u(s->u[i]);
    double z;
    c->states_outside += tl_gas_flow_pt(tli_steady_gas_at(s, i), 1, &p, &s->t[i], &(tl_gas_flow){.z = &z});
  }
  double p_largest = 0.0;
  for (size_t i = 0; i < s->network_nodes; i++) p_largest = fmax(p_largest, sqrt(s->u[i]));
  if (c->mass_residual_kg_s <= 10.0 * (s->options.mass_tolerance * c->largest_flow_kg_s + s->flow_rounding) &&
      c->pressure_residual_pa <= 10.0 * s->options.pressure_tolerance_pa &&
      c->march_residual_pa <= s->options.march_tolerance * p_largest)
    return;
  tli_steady_say_uncertified(s);
}
