/* What a station's machines cannot do, whatever its state: safe bounds for proofs.
 *
 * Of each unit four figures are enough, each over all points of its map between surge, choke and its speeds: the
 * largest and least head, the largest inlet flow, and the largest power that reaches the gas (efficiency times the
 * drive's most at that speed). They are found in cells of flow and speed, with what the polynomials can vary inside a
 * cell added. Of a configuration only the first stage is used, whose inlet is the line's: with e = p/rho and m = (kappa
 * - 1)/kappa head of a stage = e (r^(m/N) - 1)/m,     q head <= power,     q <= rho flow so the ratio r is bounded by
 * the heads and by the flow, and the flow by the ratio. docs/theory/nomination.md. */
#include "optimise/tli_reach.h"

#include <math.h>

enum { CELLS = 48, PRESSURES = 24 };
static const double spare = 2e-3; /* of e between the pressures looked at; the reader of proofs takes half */
static const double near_nothing_bar = 0.05;
static const double pi = 3.14159265358979323846;

typedef struct range {
  double low, high;
} range;

/* A polynomial in a cell around (x, y) of half widths hx and hy: its value there and what it can vary. */
static range biquadratic_in(const tl_biquadratic *f, double x, double y, double hx, double hy) {
  const double *c = f->c, ax = fabs(x) + hx, ay = fabs(y) + hy;
  double by_x, by_y;
  const double value = tl_biquadratic_at(f, x, y, &by_x, &by_y);
  const double xx = 2.0 * (fabs(c[6]) + (fabs(c[7]) + fabs(c[8]) * ay) * ay);
  const double yy = 2.0 * (fabs(c[2]) + (fabs(c[5]) + fabs(c[8]) * ax) * ax);
  const double xy = fabs(c[4]) + 2.0 * fabs(c[5]) * ay + 2.0 * ax * (fabs(c[7]) + 2.0 * fabs(c[8]) * ay);
  const double off = fabs(by_x) * hx + fabs(by_y) * hy + 0.5 * (xx * hx * hx + yy * hy * hy) + xy * hx * hy;
  return (range){value - off, value + off};
}

static range quadratic_in(const double *c, double x, double hx) {
  const double value = c[0] + (c[1] + c[2] * x) * x, off = fabs(c[1] + 2.0 * c[2] * x) * hx + fabs(c[2]) * hx * hx;
  return (range){value - off, value + off};
}

static double most_power(const tl_unit *u, const tl_site *site, double low, double high) {
  double most = 0.0;
  for (int i = 0; i <= 8; i++)
    most = tli_bigger(most, tl_drive_power_max(u->drive, low + (high - low) * i / 8.0, site, NULL));
  return 1.001 * most; /* a parabola between places that close */
}

/* No feasible point has more flow: from where on the fastest line lies below choke or 0. */
static double farthest_flow(const tl_turbo *map) {
  double far = 0.01;
  for (; far < 1e4; far *= 1.05) {
    const double choke = map->choke_j_kg[0] + (map->choke_j_kg[1] + map->choke_j_kg[2] * far) * far;
    const double surge = map->surge_j_kg[0] + (map->surge_j_kg[1] + map->surge_j_kg[2] * far) * far;
    const double head = tl_biquadratic_at(&map->head_j_kg, far, map->speed_max_1_min, NULL, NULL);
    if (head < tli_bigger(choke, 0.0) && surge > head) break;
  }
  return 1.05 * far;
}

static void add_turbo(const tl_unit *u, const tl_site *site, tli_reach_stage *stage) {
  const tl_turbo *map = u->turbo;
  const double far = farthest_flow(map), hx = 0.5 * far / CELLS;
  const double hy = 0.5 * (map->speed_max_1_min - map->speed_min_1_min) / CELLS;
  double top = 0.0, bottom = INFINITY, flow = 0.0, power = 0.0;
  for (int j = 0; j < CELLS; j++) {
    const double n = map->speed_min_1_min + (2 * j + 1) * hy;
    const double drive = most_power(u, site, n - hy, n + hy);
    for (int i = 0; i < CELLS; i++) {
      const double q = (2 * i + 1) * hx;
      const range head = biquadratic_in(&map->head_j_kg, q, n, hx, hy);
      const range surge = quadratic_in(map->surge_j_kg, q, hx), choke = quadratic_in(map->choke_j_kg, q, hx);
      if (head.low > surge.high || head.high < choke.low || head.high < 0.0) continue;
      const range efficiency = biquadratic_in(&map->efficiency, q, n, hx, hy);
      top = tli_bigger(top, tli_lesser(head.high, surge.high));
      bottom = tli_lesser(bottom, tli_bigger(0.0, tli_bigger(head.low, choke.low)));
      flow = tli_bigger(flow, q + hx);
      power = tli_bigger(power, tli_lesser(efficiency.high, 1.0) * drive);
    }
  }
  stage->head_most = tli_lesser(stage->head_most, top);
  stage->head_least = tli_bigger(stage->head_least, isfinite(bottom) ? bottom : 0.0);
  stage->flow_most += flow;
  stage->power_most += power;
}

static void add_piston(const tl_unit *u, const tl_site *site, tli_reach_stage *stage) {
  const tl_piston *p = u->piston;
  stage->flow_most += p->volume_m3 * p->speed_max_1_min / 60.0;
  stage->power_most += p->efficiency * most_power(u, site, p->speed_min_1_min, p->speed_max_1_min);
  if (p->max_ratio > 0.0) stage->ratio_most = tli_lesser(stage->ratio_most, p->max_ratio);
  if (p->max_torque_nm > 0.0) /* times density: torque = rho V H/(2 pi eta), less where clearance is opened */
    stage->lift_most = tli_lesser(stage->lift_most,
                                  2.0 * pi * p->efficiency * p->max_torque_nm / (p->volume_m3 * (1.0 - p->reduction)));
}

static void add_configuration(const tl_nominated_machines *g, const tl_configuration *c, tli_reach_stage *stage) {
  *stage = (tli_reach_stage){.head_most = INFINITY,
                             .ratio_most = INFINITY,
                             .lift_most = INFINITY,
                             .exponent = (g->kappa - 1.0) / g->kappa / (double)c->stage_count,
                             .stages = (double)c->stage_count};
  for (size_t k = 0; k < c->stages[0].unit_count; k++) {
    const tl_unit *u = &c->stages[0].units[k];
    if (u->turbo != NULL) add_turbo(u, &g->site, stage);
    if (u->piston != NULL) add_piston(u, &g->site, stage);
    if (u->map != NULL) stage->flow_most = stage->power_most = INFINITY;
  }
}

tl_code tli_reach_make(const tli_machines *machines, tli_arena *arena, tli_reach **made, tl_error *error) {
  const tl_nominated_machines *g = &machines->given;
  *made = NULL;
  if (g->path != TL_COMPRESSION_KAPPA || !(g->kappa > 1.0)) return TL_OK; /* of other paths nothing is said */
  tli_reach *r = TLI_NEW(arena, tli_reach);
  tli_reach_stage *stages = TLI_NEW_N(arena, tli_reach_stage, g->count);
  if (r == NULL || stages == NULL) return TLI_NO_MEMORY(error, "a station");
  *r = (tli_reach){stages, g->count};
  for (size_t c = 0; c < g->count; c++) add_configuration(g, &g->configurations[c], &stages[c]);
  *made = r;
  return TL_OK;
}

/* p/rho [J/kg] and rho over pressures inside the station's piping. */
static void gas_range(const tli_potential *t, double low, double high, range *work, double *rho_low) {
  *work = (range){INFINITY, 0.0};
  *rho_low = low > near_nothing_bar ? tli_potential_density(t, low, NULL, NULL) : 0.0;
  low = tli_bigger(low, near_nothing_bar); /* below it p/rho is R T/M to much less than what is spared */
  high = tli_bigger(high, low);
  for (int i = 0; i <= PRESSURES; i++) {
    const double p = low + (high - low) * i / PRESSURES, e = 1e5 * p / tli_potential_density(t, p, NULL, NULL);
    work->low = tli_lesser(work->low, e);
    work->high = tli_bigger(work->high, e);
  }
  work->low *= 1.0 - spare;
  work->high *= 1.0 + spare;
}

static double ratio_at(const tli_reach_stage *s, double head, double work) {
  return pow(pow(1.0 + s->exponent * s->stages * head / work, 1.0 / (s->exponent * s->stages)), s->stages);
}

void tli_reach_ratio(const tli_potential *t, const tli_reach *r, double p_low, double p_high, double q_low,
                     double *least, double *most) {
  range work;
  double rho;
  *least = INFINITY;
  *most = 1.0;
  gas_range(t, p_low, p_high, &work, &rho);
  for (size_t c = 0; c < r->count; c++) {
    const tli_reach_stage *s = &r->stages[c];
    const double head = tli_lesser(tli_lesser(s->head_most, rho > 0.0 ? s->lift_most / rho : INFINITY),
                                   q_low > 0.0 ? s->power_most / q_low : INFINITY);
    double high = isfinite(head) ? ratio_at(s, head, work.low) : INFINITY;
    high = tli_lesser(high, pow(s->ratio_most, s->stages));
    *most = tli_bigger(*most, high * (1.0 + 1e-9));
    *least = tli_lesser(*least, ratio_at(s, s->head_least, work.high) * (1.0 - 1e-9));
  }
  *least = tli_bigger(*least, 1.0);
}

double tli_reach_flow(const tli_potential *t, const tli_reach *r, double p_low, double p_high, double ratio_low) {
  range work;
  double rho, most = 0.0;
  gas_range(t, p_low, p_high, &work, &rho);
  const double rho_high = tli_potential_density(t, p_high, NULL, NULL);
  for (size_t c = 0; c < r->count; c++) {
    const tli_reach_stage *s = &r->stages[c];
    const double rise = pow(ratio_low, s->exponent) - 1.0, head = work.low * rise / (s->exponent * s->stages);
    const double by_power = head > 0.0 ? s->power_most / head : INFINITY;
    most = tli_bigger(most, tli_lesser(by_power, rho_high * s->flow_most) * (1.0 + 1e-9));
  }
  return most;
}
