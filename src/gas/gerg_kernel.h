/* gas/gerg_kernel.h - GERG-2008 for TLI_LANES states of one compiled gas at once.
 *
 * Included by gerg_scalar.c, gerg_sse2.c, gerg_avx2.c and gerg_avx512.c, which set TLI_LANES and the name TLI_RUN.
 * Steps: powers of tau -> one number per shape (and its tau derivatives) -> virial start -> Newton on the density
 * -> all derivatives of alpha_r -> properties. Lanes that have converged stand still, so that a state's bits do not
 * depend on its neighbours.
 */
#include "gas/tli_gerg.h"
#include "gas/vector_math.h"
#include "gas/vector_viscosity.h"

/* The equation at one temperature per lane. */
typedef struct collapsed {
  lanes tau;
  lanes c[TLI_GERG_MOST_SHAPES], ct[TLI_GERG_MOST_SHAPES], ctt[TLI_GERG_MOST_SHAPES];
} collapsed;

static void powers_of_tau(const tli_gerg *g, lanes log_tau, lanes tau, lanes power[TLI_GERG_MOST_POWERS]) {
  lanes whole[TLI_GERG_WHOLE_POWERS + 1], fraction[28];
  whole[0] = 1.0 / tau;
  whole[1] = spread(1.0);
  whole[2] = tau;
/* written out, so that the indices are constants: tau^k = tau^(k/2) tau^(k - k/2) */
#define WHOLE(k) whole[(k) + 1] = whole[(k) / 2 + 1] * whole[(k) - (k) / 2 + 1];
#define EIGHTHS(k) fraction[k] = fraction[(k) / 2] * fraction[(k) - (k) / 2];
#define TWENTIETHS(k) fraction[8 + (k)] = fraction[8 + (k) / 2] * fraction[8 + (k) - (k) / 2];
  /* clang-format off */
  WHOLE(2) WHOLE(3) WHOLE(4) WHOLE(5) WHOLE(6) WHOLE(7) WHOLE(8) WHOLE(9) WHOLE(10) WHOLE(11) WHOLE(12) WHOLE(13) WHOLE(14)
  WHOLE(15) WHOLE(16) WHOLE(17) WHOLE(18) WHOLE(19) WHOLE(20) WHOLE(21) WHOLE(22) WHOLE(23) WHOLE(24) WHOLE(25) WHOLE(26)
  WHOLE(27) WHOLE(28) WHOLE(29) WHOLE(30)
      /* clang-format on */
      fraction[0] = fraction[8] = spread(1.0);
  fraction[1] = exp_lanes(log_tau * 0.125);
  fraction[9] = exp_lanes(log_tau * 0.05);
  /* clang-format off */
  EIGHTHS(2) EIGHTHS(3) EIGHTHS(4) EIGHTHS(5) EIGHTHS(6) EIGHTHS(7)
  TWENTIETHS(2) TWENTIETHS(3) TWENTIETHS(4) TWENTIETHS(5) TWENTIETHS(6) TWENTIETHS(7) TWENTIETHS(8) TWENTIETHS(9)
  TWENTIETHS(10) TWENTIETHS(11) TWENTIETHS(12) TWENTIETHS(13) TWENTIETHS(14) TWENTIETHS(15) TWENTIETHS(16) TWENTIETHS(17)
  TWENTIETHS(18) TWENTIETHS(19)
  /* clang-format on */
#undef WHOLE
#undef EIGHTHS
#undef TWENTIETHS
              for (size_t k = 0; k < g->power_count; k++) power[k] =
                  whole[g->power[k].whole + 1] * fraction[g->power[k].fraction];
}

static void collapse(const tli_gerg *g, lanes t_k, collapsed *at) {
  lanes power[TLI_GERG_MOST_POWERS];
  at->tau = g->tr_k / t_k;
  powers_of_tau(g, log_lanes(at->tau), at->tau, power);
  for (size_t s = 0; s < g->shape_count; s++) {
    lanes c = spread(0.0), ct = spread(0.0), ctt = spread(0.0);
    for (size_t k = g->term_begin[s]; k < g->term_begin[s + 1]; k++) {
      lanes tau_t = power[g->term_power[k]];
      c += g->n[k] * tau_t;
      ct += g->nt[k] * tau_t;
      ctt += g->ntt[k] * tau_t;
    }
    at->c[s] = c;
    at->ct[s] = ct;
    at->ctt[s] = ctt;
  }
}

/* All exponentials of the density from five calls: with u = delta - 1/2 and w = u^2 - 2 u = delta^2 - 3 delta + 5/4,
 * exp(-eta u^2 - beta u) = exp(-w/8)^(8 eta) exp(-delta/4)^(4 (beta + 2 eta)) exp((beta + 2 eta)/2). */
static void exponentials(const tli_gerg *g, const lanes dp[8], lanes e[TLI_GERG_FAMILIES]) {
  lanes q = exp_lanes(dp[1] * -0.25);
  lanes r = exp_lanes((dp[2] - 3.0 * dp[1] + 1.25) * -0.125);
  lanes q2 = q * q, q4 = q2 * q2, q5 = q4 * q, q6 = q4 * q2, q8 = q4 * q4, q12 = q8 * q4;
  lanes r2 = r * r, r4 = r2 * r2, r6 = r4 * r2, r7 = r6 * r, r8 = r4 * r4;
  const double e_125 = 3.4903429574618414, e_15 = 4.4816890703380648, e_1 = 2.7182818284590452;
  const double e_0625 = 1.8682459574322223, e_075 = 2.1170000166126747;
  lanes q12e = q12 * e_15;
  e[TLI_GERG_POLYNOMIAL] = spread(1.0);
  e[TLI_GERG_EXP1] = q4;
  e[TLI_GERG_EXP2] = r8 * q12 * e_125;
  if (g->family_begin[TLI_GERG_EXP3 + 1] > g->family_begin[TLI_GERG_EXP3]) e[TLI_GERG_EXP3] = exp_lanes(-dp[3]);
  if (g->family_begin[TLI_GERG_EXP5 + 1] > g->family_begin[TLI_GERG_EXP5]) e[TLI_GERG_EXP5] = exp_lanes(-dp[5]);
  if (g->family_begin[TLI_GERG_EXP6 + 1] > g->family_begin[TLI_GERG_EXP6]) e[TLI_GERG_EXP6] = exp_lanes(-dp[6]);
  lanes *gauss = e + TLI_GERG_GAUSS_FIRST; /* (eta, beta) as in tli_gerg_eta, tli_gerg_beta */
  gauss[0] = r8 * q12e;
  gauss[1] = r7 * q12e;
  gauss[2] = r6 * q12e;
  gauss[3] = r4 * q12e;
  gauss[4] = r2 * q12e;
  gauss[5] = q12e;
  gauss[6] = r2 * q5 * e_0625;
  gauss[7] = r2 * q6 * e_075;
  gauss[8] = q8 * e_1;
}

static void powers_of_delta(lanes delta, lanes dp[8]) {
  dp[0] = spread(1.0);
  dp[1] = delta;
  for (int k = 2; k < 8; k++) dp[k] = dp[k / 2] * dp[k - k / 2];
}

/* w = -D ln E, D w and D^2 w, with D = delta d/d delta. */
static inline void decay(int family, const lanes dp[8], lanes *w, lanes *dw, lanes *ddw) {
  static const int exponent[] = {0, 1, 2, 3, 5, 6};
  if (family < TLI_GERG_GAUSS_FIRST) {
    int c = exponent[family];
    *w = dp[c] * (double)c;
    *dw = *w * (double)c;
    *ddw = *dw * (double)c;
  } else {
    double eta = tli_gerg_eta[family - TLI_GERG_GAUSS_FIRST], beta = tli_gerg_beta[family - TLI_GERG_GAUSS_FIRST];
    *w = dp[1] * (dp[1] * (2.0 * eta) + (beta - eta));
    *dw = dp[1] * (dp[1] * (4.0 * eta) + (beta - eta));
    *ddw = dp[1] * (dp[1] * (8.0 * eta) + (beta - eta));
  }
}

/* D alpha, D^2 alpha, D^3 alpha alone: what a density step needs. */
static void pressure_terms(const tli_gerg *g, const collapsed *at, lanes delta, lanes *d1, lanes *d2, lanes *d3) {
  lanes dp[8], e[TLI_GERG_FAMILIES];
  powers_of_delta(delta, dp);
  exponentials(g, dp, e);
  lanes sum1 = spread(0.0), sum2 = spread(0.0), sum3 = spread(0.0);
  for (int family = 0; family < TLI_GERG_FAMILIES; family++) {
    size_t begin = g->family_begin[family], end = g->family_begin[family + 1];
    if (begin == end) continue;
    lanes s0 = spread(0.0), s1 = spread(0.0), s2 = spread(0.0), s3 = spread(0.0), w, dw, ddw;
    for (size_t s = begin; s < end; s++) {
      lanes v = at->c[s] * dp[g->shape_d[s]];
      s0 += v;
      s1 += v * g->shape_dd[0][s];
      s2 += v * g->shape_dd[1][s];
      s3 += v * g->shape_dd[2][s];
    }
    if (family == TLI_GERG_POLYNOMIAL) {
      sum1 += s1;
      sum2 += s2;
      sum3 += s3;
      continue;
    }
    decay(family, dp, &w, &dw, &ddw);
    lanes ww = w * w - dw;
    sum1 += e[family] * (s1 - w * s0);
    sum2 += e[family] * (s2 - 2.0 * w * s1 + ww * s0);
    sum3 += e[family] * (s3 - 3.0 * (w * s2 - ww * s1) - (w * (ww - 2.0 * dw) + ddw) * s0);
  }
  *d1 = sum1;
  *d2 = sum2;
  *d3 = sum3;
}

typedef struct alpha_lanes {
  lanes a00, a01, a02, a03, a10, a11, a12, a20;
} alpha_lanes;

static void all_terms(const tli_gerg *g, const collapsed *at, lanes delta, alpha_lanes *out) {
  lanes dp[8], e[TLI_GERG_FAMILIES];
  powers_of_delta(delta, dp);
  exponentials(g, dp, e);
  lanes d0 = spread(0.0), d1 = d0, d2 = d0, d3 = d0, t0 = d0, t1 = d0, t2 = d0, tt0 = d0;
  for (int family = 0; family < TLI_GERG_FAMILIES; family++) {
    size_t begin = g->family_begin[family], end = g->family_begin[family + 1];
    if (begin == end) continue;
    lanes w, dw, ddw;
    decay(family, dp, &w, &dw, &ddw);
    for (size_t s = begin; s < end; s++) {
      lanes shape = dp[g->shape_d[s]] * e[family];
      lanes k1 = g->shape_dd[0][s] - w;
      lanes k1k1 = k1 * k1, k2 = k1k1 - dw, k3 = k1 * (k1k1 - 3.0 * dw) - ddw;
      lanes v = at->c[s] * shape, vt = at->ct[s] * shape;
      d0 += v;
      d1 += v * k1;
      d2 += v * k2;
      d3 += v * k3;
      t0 += vt;
      t1 += vt * k1;
      t2 += vt * k2;
      tt0 += at->ctt[s] * shape;
    }
  }
  out->a00 = d0;
  out->a01 = d1;
  out->a02 = d2 - d1;
  out->a03 = d3 - 3.0 * d2 + 2.0 * d1;
  out->a10 = t0;
  out->a11 = t1;
  out->a12 = t2 - t1;
  out->a20 = tt0;
}

/* Start: the virial series z = 1 + sum b_k delta^k, made of the collapsed numbers, solved by three Newton steps. */
static lanes virial_start(const tli_gerg *g, const collapsed *at, lanes x) {
  /* Five sums with constant bounds stay in registers; weights below a shape's power of delta are 0. */
  lanes b[TLI_GERG_VIRIAL], b0 = spread(0.0), b1 = b0, b2 = b0, b3 = b0, b4 = b0;
  for (size_t s = 0; s < g->shape_count; s++) {
    lanes c = at->c[s];
    b0 += g->virial[0][s] * c;
    b1 += g->virial[1][s] * c;
    b2 += g->virial[2][s] * c;
    b3 += g->virial[3][s] * c;
    b4 += g->virial[4][s] * c;
  }
  b[0] = b0, b[1] = b1, b[2] = b2, b[3] = b3, b[4] = b4;
  lanes delta = x;
  for (int step = 0; step < 3; step++) {
    lanes z = b[TLI_GERG_VIRIAL - 1], slope = z * (TLI_GERG_VIRIAL + 1.0);
    for (int k = TLI_GERG_VIRIAL - 2; k >= 0; k--) {
      z = z * delta + b[k];
      slope = slope * delta + b[k] * (k + 2.0);
    }
    z = z * delta + 1.0;
    slope = slope * delta + 1.0;
    slope = select(slope > 0.1, slope, spread(0.1));
    delta = delta - (delta * z - x) / slope;
    delta = select(delta > 0.3 * x, delta, 0.3 * x);
    delta = select(delta < 5.0 * x, delta, 5.0 * x);
  }
  return delta;
}

enum { MOST_STEPS = 20 };

/* Solves F = delta (1 + D alpha) - x = 0 by Halley's steps, with F' = 1 + D alpha + D^2 alpha and delta F'' = D^2 alpha
 * + D^3 alpha. A step of relative size h leaves an error of order h^3. done: converged with dp/drho > 0. */
static mask solve_density(const tli_gerg *g, const collapsed *at, lanes x, lanes *delta_out) {
  lanes delta = virial_start(g, at, x);
  mask open = x == x, good = x != x;
  for (int step = 0; step < MOST_STEPS; step++) {
    lanes d1, d2, d3;
    pressure_terms(g, at, delta, &d1, &d2, &d3);
    lanes slope = 1.0 + d1 + d2, newton = (delta + delta * d1 - x) / slope;
    lanes bend = newton * (d2 + d3) / (2.0 * slope * delta);
    bend = select(bend < 0.5, bend, spread(0.5));
    bend = select(bend > -0.5, bend, spread(-0.5));
    lanes change = newton / (1.0 - bend);
    mask uphill = slope > 0.0;
    mask small = (change < 1e-5 * delta) & (change > -1e-5 * delta);
    lanes next = delta - change;
    next = select(next > 0.5 * delta, next, 0.5 * delta);
    next = select(next < 2.0 * delta, next, 2.0 * delta);
    next = select(uphill, next, 0.8 * delta);
    delta = select(open, next, delta);
    good = good | (open & small & uphill);
    open = and_not(open, small & uphill);
    if (!any(open)) break;
  }
  *delta_out = delta;
  return good;
}

/* Everything that follows from the derivatives of alpha, as in Kunz and Wagner 2012, table 3. */
typedef struct property_lanes {
  lanes z, density, dp_drho, d2p_drho2, dp_dt, u, h, s, gibbs, cp, cv, w, jt, kappa, dz_dp, dz_dt, viscosity;
} property_lanes;

static void ideal_lanes(const tl_gas *gas, lanes t_k, lanes *a0, lanes *a1, lanes *a2) {
  lanes v0 = t_k, v1 = t_k, v2 = t_k;
  for (int i = 0; i < TLI_LANES; i++) {
    tli_ideal ideal;
    tli_ideal_fast(&gas->ideal_table, &gas->ideal, lane(t_k, i), &ideal);
    v0 = with_lane(v0, i, ideal.a0);
    v1 = with_lane(v1, i, ideal.a1);
    v2 = with_lane(v2, i, ideal.a2);
  }
  *a0 = v0;
  *a1 = v1;
  *a2 = v2;
}

static void properties(const tl_gas *gas, const tli_gerg *g, lanes p_pa, lanes t_k, lanes delta, const alpha_lanes *a,
                       bool energies, property_lanes *out) {
  lanes ideal0, ideal1, ideal2;
  ideal_lanes(gas, t_k, &ideal0, &ideal1, &ideal2);
  lanes rt = gas->r * t_k, density = delta * g->rhor_mol_m3;
  lanes z = 1.0 + a->a01, stiffness = 1.0 + 2.0 * a->a01 + a->a02, expansion = 1.0 + a->a01 - a->a11;
  out->z = z;
  out->density = density;
  lanes cv = -(ideal2 + a->a20), cp = cv + expansion * expansion / stiffness; /* over R */
  out->cv = gas->r * cv;
  out->cp = gas->r * cp;
  /* (T/rho p_T/p_rho - 1) without its cancellation at low density */
  out->jt = -(a->a01 + a->a02 + a->a11) / (stiffness * density * out->cp);
  lanes ratio = cp / cv * stiffness;
  out->kappa = ratio / z;
  lanes dz_drho_rho = a->a01 + a->a02; /* rho dz/drho */
  out->dz_dp = dz_drho_rho / (density * rt * stiffness);
  out->dz_dt = -(a->a11 + dz_drho_rho * expansion / stiffness) / t_k;
  out->viscosity = viscosity_lanes(gas, t_k, density);
  (void)p_pa;
  if (!energies) return;
  out->dp_drho = rt * stiffness;
  out->d2p_drho2 = rt * (2.0 * a->a01 + 4.0 * a->a02 + a->a03) / density;
  out->dp_dt = density * gas->r * expansion;
  lanes alpha = log_lanes(density) + ideal0 + a->a00, energy = ideal1 + a->a10;
  out->u = rt * energy;
  out->h = rt * (energy + z);
  out->s = gas->r * (energy - alpha);
  out->gibbs = rt * (alpha + z);
  out->w = root(ratio * rt * (1.0 / gas->molar_mass_kg_mol));
}

static void store_states(const tl_gas *gas, const property_lanes *v, lanes p_pa, lanes t_k, mask good, size_t count,
                         tl_gas_state *states) {
  for (size_t i = 0; i < count; i++) {
    if (!holds(good, (int)i)) continue;
    int l = (int)i;
    tl_gas_state *s = &states[i];
    s->p_pa = lane(p_pa, l);
    s->t_k = lane(t_k, l);
    s->z = lane(v->z, l);
    s->density_mol_m3 = lane(v->density, l);
    s->density_kg_m3 = s->density_mol_m3 * gas->molar_mass_kg_mol;
    s->molar_mass_kg_mol = gas->molar_mass_kg_mol;
    s->dp_drho_j_mol = lane(v->dp_drho, l);
    s->d2p_drho2_j_m3_mol2 = lane(v->d2p_drho2, l);
    s->dp_dt_pa_k = lane(v->dp_dt, l);
    s->internal_energy_j_mol = lane(v->u, l);
    s->enthalpy_j_mol = lane(v->h, l);
    s->entropy_j_mol_k = lane(v->s, l);
    s->gibbs_j_mol = lane(v->gibbs, l);
    s->cp_j_mol_k = lane(v->cp, l);
    s->cv_j_mol_k = lane(v->cv, l);
    s->speed_of_sound_m_s = lane(v->w, l);
    s->joule_thomson_k_pa = lane(v->jt, l);
    s->isentropic_exponent = lane(v->kappa, l);
    s->viscosity_pa_s = lane(v->viscosity, l);
    s->thermal_conductivity_w_m_k = NAN;
    s->validity = tli_validity(gas, s->p_pa, s->t_k);
  }
}

static void store_column(double *column, size_t offset, lanes v, double factor, mask good, size_t count) {
  if (column == NULL) return;
  for (size_t i = 0; i < count; i++)
    if (holds(good, (int)i)) column[offset + i] = lane(v, (int)i) * factor;
}

static void store_flow(const tl_gas *gas, const property_lanes *v, mask good, size_t offset, size_t count,
                       const tl_gas_flow *out) {
  store_column(out->z, offset, v->z, 1.0, good, count);
  store_column(out->dz_dp_1_pa, offset, v->dz_dp, 1.0, good, count);
  store_column(out->dz_dt_1_k, offset, v->dz_dt, 1.0, good, count);
  store_column(out->cp_j_kg_k, offset, v->cp, 1.0 / gas->molar_mass_kg_mol, good, count);
  store_column(out->joule_thomson_k_pa, offset, v->jt, 1.0, good, count);
  store_column(out->viscosity_pa_s, offset, v->viscosity, 1.0, good, count);
  store_column(out->kappa, offset, v->kappa, 1.0, good, count);
}

void TLI_RUN(const tl_gas *gas, const tli_gerg *g, const tli_gerg_lanes *in) {
  for (size_t first = 0; first < in->n; first += TLI_LANES) {
    size_t count = in->n - first < TLI_LANES ? in->n - first : TLI_LANES;
    double p_last[TLI_LANES], t_last[TLI_LANES]; /* a short block is filled up with its last state */
    for (size_t i = 0; i < TLI_LANES; i++) {
      size_t from = first + (i < count ? i : count - 1);
      p_last[i] = in->p_pa[from];
      t_last[i] = in->t_k[from];
    }
    lanes p_pa = load(p_last), t_k = load(t_last), delta;
    collapsed at;
    alpha_lanes alpha;
    property_lanes v;
    memset(&v, 0, sizeof v);
    collapse(g, t_k, &at);
    lanes x = p_pa / (gas->r * t_k * g->rhor_mol_m3);
    mask good = solve_density(g, &at, x, &delta) & (t_k > TLI_GERG_ONE_ROOT_T * g->tr_k);
    all_terms(g, &at, delta, &alpha);
    if (in->z != NULL) {
      lanes z = 1.0 + alpha.a01, gibbs = alpha.a00 + alpha.a01 - log_lanes(z);
      store_column(in->z, first, z, 1.0, good, count);
      store_column(in->residual_gibbs, first, gibbs, 1.0, good, count);
    }
    if (in->states != NULL || in->flow != NULL) properties(gas, g, p_pa, t_k, delta, &alpha, in->states != NULL, &v);
    if (in->states != NULL) store_states(gas, &v, p_pa, t_k, good, count, in->states + first);
    if (in->flow != NULL) store_flow(gas, &v, good, in->flow_offset + first, count, in->flow);
    for (size_t i = 0; i < count; i++) in->done[first + i] = holds(good, (int)i);
  }
}
