/* One piece of pipe at one implicit stage: residual, slopes, elimination; see docs/theory/transient.md.
 *
 *   points   V rho(p_i) - M*_i - gh (q_{i-1} - q_i) = 0
 *   faces    q - q* - gh N A/L S = 0,   S = p_a - p_b - F(q)/rho_m - g dh rho_m  (- convection),  rho_m their mean
 *
 * Each face gives up its flow, dq = e + c_a dp_a + c_b dp_b; what is left is one tridiagonal system in the pressures of
 * the inner points. Its elimination carries the two end pressures along as unknowns, so that afterwards the flows at
 * both ends are known as e + a dp_from + b dp_to: that is all that the junctions see. After them one sweep back.
 *
 * Convection, d/dx (q^2/(A rho)) with dq/dx = -A d rho/dt from the mass balance: no neighbours enter,
 *   -(q/A)^2 (1/rho_b - 1/rho_a) + 2 v L d(rho_m)/dt.
 */
#include "transient/tli_transient.h"

/* F(q) and dF/dq of one string and one cell. */
static inline double friction_at(const tli_piece *s, double q, double mu, double *slope) {
  const tli_friction_table *t = s->friction;
  const double size = fabs(q), re = size * s->diameter_m / (s->area_m2 * mu);
  if (re < t->laminar_below) { /* 64/Re: linear in q */
    *slope = s->loss * 64.0 * s->area_m2 * mu / s->diameter_m;
    return *slope * q;
  }
  double lambda = t->fixed, dlambda = 0.0;
  if (!t->constant) lambda = tli_friction_read(t, re, &dlambda);
  *slope = s->loss * size * (2.0 * lambda + re * dlambda) + 2.0 * s->fitting * size;
  return (s->loss * lambda + s->fitting) * q * size;
}

typedef struct face {
  double s, s_a, s_b, s_q; /* S and its slopes in p_a, p_b and the flow of one string */
} face;

static inline face face_at(const tli_piece *s, double q, const double *p, const double *rho, const double *drho,
                           const double *mu) {
  double slope;
  const double loss = friction_at(s, q, 0.5 * (mu[0] + mu[1]), &slope);
  const double inverse = 2.0 / (rho[0] + rho[1]), mean = 0.5 * (rho[0] + rho[1]);
  const double share = 0.5 * (loss * inverse * inverse - s->lift_m2_s2);
  return (face){p[0] - p[1] - loss * inverse - s->lift_m2_s2 * mean, 1.0 + share * drho[0], -1.0 + share * drho[1],
                -slope * inverse};
}

/* growth: (rho_m - rho_m*)/gh, its slope in rho_m being 1/gh = `rate`. */
static inline void add_convection(const tli_piece *s, double q, const double *rho, const double *drho, double growth,
                                  double rate, face *f) {
  const double flux = q / s->area_m2, mean = 0.5 * (rho[0] + rho[1]), v = flux / mean;
  const double ia = 1.0 / rho[0], ib = 1.0 / rho[1];
  f->s += -flux * flux * (ib - ia) + 2.0 * v * s->cell_m * growth;
  f->s_q += (-2.0 * flux * (ib - ia) + 2.0 * s->cell_m * growth / mean) / s->area_m2;
  const double by_mean = 2.0 * v * s->cell_m * (rate - growth / mean);
  f->s_a += (-flux * flux * ia * ia + 0.5 * by_mean) * drho[0];
  f->s_b += (flux * flux * ib * ib + 0.5 * by_mean) * drho[1];
}

/* Convection with heat, at any Mach number: the density's slope over four points, v^2 d rho/dx. Two would weaken the
 * pressure's own slope, c^2 - v^2, and leave a pattern from point to point without anything that smooths it near the
 * speed of sound. The outer two points lag an iteration. */
static inline void add_fast_convection(const tl_transient *x, const tli_piece *s, size_t k, double q, double growth,
                                       double rate, face *f) {
  /* across a front the density jumps without any flow */
  const bool has_before = k > 0 && (x->cargo == NULL || !tli_cargo_front(x, s->point + k - 1));
  const bool has_after = k + 2 <= s->cells && (x->cargo == NULL || !tli_cargo_front(x, s->point + k + 2));
  const double *rho = x->rho + s->point, *drho = x->drho + s->point;
  const double flux = q / s->area_m2, mean = 0.5 * (rho[k] + rho[k + 1]), v = flux / mean;
  const double share = has_before && has_after ? 0.25 : has_before || has_after ? 0.5 : 1.0;
  double a = share * rho[k], b = share * rho[k + 1]; /* slope = (b - a) over a cell */
  double own_a = share, own_b = share;
  if (has_before && has_after) {
    a += share * rho[k - 1];
    b += share * rho[k + 2];
  } else if (has_before) {
    a = share * rho[k - 1];
    own_a = 0.0;
  } else if (has_after) {
    b = share * rho[k + 2];
    own_b = 0.0;
  }
  f->s += v * v * (b - a) + 2.0 * v * s->cell_m * growth;
  f->s_q += 2.0 * (v * (b - a) + s->cell_m * growth) / (mean * s->area_m2);
  const double by_mean = v * s->cell_m * (rate - growth / mean) - v * v * (b - a) / mean;
  f->s_a += (by_mean - v * v * own_a) * drho[k];
  f->s_b += (by_mean + v * v * own_b) * drho[k + 1];
}

/* Where the speed's slope turns, momentum is carried upwind: what central differences lack is a pressure
 * -1/2 rho |v| (v_right - v_left) at the points, the flows' difference put in from the mass balance. Its own growth is
 * in the matrix, the slope of the density lags an iteration. */
static inline void add_upwinding(const tl_transient *x, const tli_piece *s, size_t k, double rate, face *f) {
  const double *rho = x->rho + s->point, *mass = x->stage_base.mass + s->point;
  const double *pace = x->warmth->pace + s->point, *upwind = x->warmth->upwind + s->point;
  const double per_volume = 1.0 / (s->strings * s->area_m2 * s->cell_m);
  for (size_t end = 0; end < 2; end++) {
    const size_t i = k + end;
    if (upwind[i] == 0.0) continue;
    const double growth = rate * s->cell_m, sign = end == 0 ? 1.0 : -1.0;
    f->s += sign * upwind[i] * (growth * (rho[i] - mass[i] * per_volume) + 0.5 * pace[i] * (rho[i + 1] - rho[i - 1]));
    *(end == 0 ? &f->s_a : &f->s_b) += sign * upwind[i] * growth * x->drho[s->point + i];
  }
}

static bool front_between(const tl_transient *x, size_t point) {
  return tli_cargo_front(x, point) || tli_cargo_front(x, point + 1);
}

/* Faces: residual -> e, and with `fresh` the slopes. */
static void faces(tl_transient *x, const tli_piece *s, double gh, bool fresh) {
  const double *p = x->now.p + s->point, *rho = x->rho + s->point, *drho = x->drho + s->point, *mu = x->mu + s->point;
  const double *q = x->now.q + s->face, *base = x->stage_base.q + s->face, *mass = x->stage_base.mass + s->point;
  double *e = x->residual_q + s->face, *sa = x->s_a + s->face, *sb = x->s_b + s->face, *inv = x->inverse_d + s->face;
  const double strings = s->strings, weight = gh * strings * s->area_m2 / s->cell_m;
  const double one = 1.0 / strings, per_volume = 1.0 / (strings * s->area_m2 * s->cell_m);
  const double rate = x->steady ? 0.0 : 1.0 / gh;
  for (size_t k = 0; k < s->cells; k++) {
    /* where a front passes, mass flow jumps at equal speed: inertia and convection, which cancel then, are left out */
    const bool front = x->cargo != NULL && front_between(x, s->point + k);
    const double cm = front ? 0.0 : x->cm;
    face f = face_at(s, q[k] * one, p + k, rho + k, drho + k, mu + k);
    if (s->convects && !front) {
      const double before = 0.5 * (mass[k] + mass[k + 1]) * per_volume;
      const double growth = rate * (0.5 * (rho[k] + rho[k + 1]) - before);
      if (x->warmth != NULL) {
        add_fast_convection(x, s, k, q[k] * one, growth, rate, &f);
        add_upwinding(x, s, k, rate, &f);
      } else {
        add_convection(s, q[k] * one, rho + k, drho + k, growth, rate, &f);
      }
    }
    if (fresh) {
      double most = 0.0; /* of what S rises by with q */
      if (x->warmth != NULL && s->convects) {
        f.s_q += ((f.s_a - 1.0) / drho[k] * x->warmth->by_right[s->point + k] +
                  (f.s_b + 1.0) / drho[k + 1] * x->warmth->by_left[s->point + k + 1]) *
                 strings;
        most = 0.7 * cm;
      }
      const double d = 1.0 / (cm - tli_min(weight * f.s_q * one, most));
      inv[k] = d;
      sa[k] = weight * f.s_a * d;
      sb[k] = weight * f.s_b * d;
    }
    e[k] = -(cm * (q[k] - base[k]) - weight * f.s) * inv[k];
  }
}

/* Elimination from the first inner point to the last; see the header of this file. fast: temperatures answer the
 * flows, too, so that a flow weighs gh -+ V d rho/dq in the balance of a cell. */
static inline void eliminate_by(tl_transient *x, tli_piece *s, double gh, bool fresh, const bool fast) {
  const size_t n = s->cells;
  const double *rho = x->rho + s->point, *drho = x->drho + s->point, *q = x->now.q + s->face;
  const double *base = x->stage_base.mass + s->point, *e = x->residual_q + s->face;
  const double *ca = x->s_a + s->face, *cb = x->s_b + s->face;
  double *lower = x->lower + s->point, *left = x->left + s->point, *upper = x->upper + s->point;
  double *inverse = x->inverse_pivot + s->point, *d = x->rhs + s->point;
  const double volume = s->strings * s->area_m2 * s->cell_m, cm = x->cm;
  const double *by_l = fast ? x->warmth->by_left + s->point : NULL,
               *by_r = fast ? x->warmth->by_right + s->point : NULL;
  double sum = 0.0, by_left = 1.0, product = 1.0; /* x_1 = sum + by_left dp_L + product x_{i+1} */
  for (size_t i = 1; i < n; i++) {
    const double in = fast ? gh - cm * volume * by_l[i] : gh, out = fast ? gh + cm * volume * by_r[i] : gh;
    const double r = -(cm * (volume * rho[i] - base[i]) - gh * (q[i - 1] - q[i])) +
                     (fast ? in * e[i - 1] - out * e[i] : gh * (e[i - 1] - e[i]));
    if (fresh) {
      const double diagonal = cm * volume * drho[i] + (fast ? out * ca[i] - in * cb[i - 1] : gh * (ca[i] - cb[i - 1]));
      lower[i] = -in * ca[i - 1];
      const double pivot = i == 1 ? diagonal : diagonal + lower[i] * upper[i - 1];
      inverse[i] = 1.0 / pivot;
      upper[i] = -out * cb[i] * inverse[i];
      left[i] = -lower[i] * (i == 1 ? 1.0 : left[i - 1]) * inverse[i];
    }
    d[i] = (i == 1 ? r : r - lower[i] * d[i - 1]) * inverse[i];
    if (i == 1) {
      sum = d[1];
      by_left = left[1];
      product = upper[1];
    } else {
      sum += product * d[i];
      by_left += product * left[i];
      product *= upper[i];
    }
  }
  if (n == 1) {
    s->first[0] = s->last[0] = e[0];
    s->first[1] = s->last[1] = ca[0];
    s->first[2] = s->last[2] = cb[0];
    return;
  }
  s->first[0] = e[0] + cb[0] * sum;
  s->first[1] = ca[0] + cb[0] * by_left;
  s->first[2] = cb[0] * product;
  s->last[0] = e[n - 1] + ca[n - 1] * d[n - 1];
  s->last[1] = ca[n - 1] * left[n - 1];
  s->last[2] = cb[n - 1] + ca[n - 1] * upper[n - 1];
}

static void eliminate(tl_transient *x, tli_piece *s, double gh, bool fresh) {
  if (x->warmth != NULL && (s->convects || s->several))
    eliminate_by(x, s, gh, fresh, true);
  else
    eliminate_by(x, s, gh, fresh, false);
  for (size_t i = 0; i < 3 && x->lading != NULL; i++) {
    s->first[i] *= s->end_weight[0];
    s->last[i] *= s->end_weight[1];
  }
}

/* fresh: slopes and factors anew; otherwise those of the last time are kept and only residuals are taken. */
void tli_piece_linearise(tl_transient *x, tli_piece *piece, double gh, bool fresh) {
  faces(x, piece, gh, fresh);
  if (!x->options.general_sparse) eliminate(x, piece, gh, fresh);
}

/* The pressures of the inner points and the flows, once those of the ends are known. No pressure falls to less than a
 * fifth in one iteration. */
double tli_piece_update(tl_transient *x, tli_piece *s, double dp_from, double dp_to) {
  const size_t n = s->cells;
  double *p = x->now.p + s->point, *q = x->now.q + s->face;
  const double *left = x->left + s->point, *upper = x->upper + s->point, *d = x->rhs + s->point;
  const double *e = x->residual_q + s->face, *ca = x->s_a + s->face, *cb = x->s_b + s->face;
  const double part = x->damping;
  double largest = 0.0, after = dp_to;
  for (size_t i = n; i-- > 0;) {
    const double dp = i == 0 ? dp_from : d[i] + left[i] * dp_from + upper[i] * after;
    q[i] += part * (e[i] + ca[i] * dp + cb[i] * after);
    if (i > 0) {
      p[i] = tli_max(p[i] + part * dp, 0.2 * p[i]);
      largest = tli_max(largest, fabs(dp));
    }
    after = dp;
  }
  return largest;
}

/* Largest |v|/c over the faces, with the isothermal speed of sound, and the lowest pressure. */
double tli_largest_mach(const tl_transient *x, const tli_piece *s, double *lowest_p) {
  double largest = 0.0, lowest = x->now.p[s->point];
  for (size_t k = 0; k < s->cells; k++) {
    const size_t i = s->point + k;
    const double v = fabs(x->now.q[s->face + k]) / (s->strings * s->area_m2 * 0.5 * (x->rho[i] + x->rho[i + 1]));
    largest = tli_max(largest, v * sqrt(0.5 * (x->drho[i] + x->drho[i + 1])));
    lowest = tli_min(lowest, x->now.p[i + 1]);
  }
  *lowest_p = lowest;
  return largest;
}
