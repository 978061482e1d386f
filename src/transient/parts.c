/* Everything that is no pipe: the laws of elem/ through their interface, valves while they move, machines that have
 * stopped, holes.
 *
 * Elements without resistance get 1 Pa per 1000 kg/s, so that rings of them and machines side by side have one answer;
 * it is far below what any gauge reads.
 *
 * A valve at the opening s (share of its area) is a sharp orifice with the contraction Cc = 0.62 + 0.38 s^3 (Weisbach)
 * and the loss of Borda and Carnot, zeta = (1/(Cc s) - 1)^2, multiplied by (Cc s)^2 to stay finite when it closes:
 *     (Cc s)^2 rho (p_a - p_b) - (1 - Cc s)^2 q|q|/(2 A^2) = 0.
 * A hole passes, per area, 0.85 of the critical flux (the coefficient of short nozzles; full bore 1) while the pressure
 * is beyond twice that of the open air, and falls to nothing with the root of what is left of the pressure below.
 */
#include "transient/tli_transient.h"

#include <string.h>

#define LEAST_RESISTANCE 1e-3 /* Pa s/kg */
static const double open_air_pa = 101325.0;
/* Laws with a straight z fall below 1 under pressure; a law without heat capacities has none. */
static const double least_kappa = 1.05, usual_kappa = 1.3;

static void set_law(tli_part *part, double f, double by_from, double by_to, double by_q) {
  part->f = f;
  part->f_p_from = by_from;
  part->f_p_to = by_to;
  part->f_q = by_q;
}

/* In Pa: p_a - p_b = r q. */
static void joined_law(tli_part *part, double pa, double pb, double q) {
  set_law(part, pa - pb - LEAST_RESISTANCE * q, 1.0, -1.0, -LEAST_RESISTANCE);
}

static void valve_law(const tl_transient *x, tli_part *part, double pa, double pb, double q) {
  if (part->opening >= 1.0) {
    joined_law(part, pa, pb, q);
    return;
  }
  if (part->opening <= 0.0) {
    set_law(part, -q, 0.0, 0.0, -1.0);
    return;
  }
  const double s = part->opening, c = (0.62 + 0.38 * s * s * s) * s,
               a = 0.25 * TLI_PI * part->diameter_m * part->diameter_m;
  const double rho = 0.5 * (x->jrho[part->from] + x->jrho[part->to]), least = 1e-3 * a * rho; /* linear below 1 mm/s */
  const double weight = (1.0 - c) * (1.0 - c) / (2.0 * a * a), open = c * c * rho;
  const double by_rho = c * c * (pa - pb) * 0.5;
  set_law(part, open * (pa - pb) - weight * q * (fabs(q) + least) - open * LEAST_RESISTANCE * q,
          tli_max(open + by_rho * x->jdrho[part->from], 0.1 * open),
          tli_min(-open + by_rho * x->jdrho[part->to], -0.1 * open),
          -weight * (2.0 * fabs(q) + least) - open * LEAST_RESISTANCE);
}

/* A machine that stands lets gas pass forwards: max(p_a - p_b - r q, -s q). */
static void tripped_law(tli_part *part, double pa, double pb, double q) {
  const double stiff = 1e5; /* Pa s/kg */
  if (pa - pb - LEAST_RESISTANCE * q >= -stiff * q)
    joined_law(part, pa, pb, q);
  else
    set_law(part, -stiff * q + 1e-9 * (pa - pb), 1e-9, -1e-9, -stiff);
}

/* One element as a batch of its kind. Points into itself: not to be copied. */
typedef struct view {
  double room[7][3], u_in, u_out, q, t_in, t_out, mean, mu;
  tli_batch batch;
} view;

static void look_at(const tl_transient *x, const tli_part *part, double q, view *v) {
  const tli_junction *a = &x->junctions[part->from], *b = &x->junctions[part->to];
  v->u_in = tli_u_from_p(x->now.jp[part->from]);
  v->u_out = tli_u_from_p(x->now.jp[part->to]);
  v->q = q;
  v->t_in = x->now.jt[part->from];
  v->t_out = x->now.jt[part->to];
  v->mean = q >= 0.0 ? v->t_in : v->t_out;
  v->mu = 1.1e-5;
  v->batch = (tli_batch){.n = 1,
                         .params = tli_part_params(part),
                         .height_in_m = &a->height_m,
                         .height_out_m = &b->height_m,
                         .u_in = &v->u_in,
                         .u_out = &v->u_out,
                         .q = &v->q,
                         .t_in_k = &v->t_in,
                         .t_out_k = &v->t_out,
                         .t_mean_k = &v->mean,
                         .viscosity_pa_s = &v->mu,
                         .gas = x->gas,
                         .molar_mass_kg_mol = x->molar_mass,
                         .net_heat_j_kg = x->net_heat_j_kg,
                         .work = {v->room[0], v->room[1], v->room[2], v->room[3], v->room[4], v->room[5], v->room[6]}};
}

/* With composition: the gas of the junction upstream. */
static void take_blend(const tl_transient *x, const tli_part *part, double q, view *v) {
  if (x->cargo == NULL) return;
  const tli_gas_blend *b = &x->cargo->blends[x->cargo->at[q >= 0.0 ? part->from : part->to]];
  v->batch.gas = b->gas;
  v->batch.molar_mass_kg_mol = b->molar_mass;
  v->batch.net_heat_j_kg = b->net_j_kg;
}

static void kind_law(tl_transient *x, tli_part *part, double pa, double pb, double q) {
  double f = 0.0, by_in = 0.0, by_out = 0.0, by_q = 0.0, draw = 0.0, draw_in = 0.0, draw_out = 0.0, draw_q = 0.0;
  view v;
  look_at(x, part, q, &v);
  take_blend(x, part, q, &v);
  part->kind->law(&v.batch, &(tli_law){&f, &by_in, &by_out, &by_q, &draw, &draw_in, &draw_out, &draw_q});
  /* faces share one, so that the law does not jump where another begins to rule */
  const double droop = LEAST_RESISTANCE * (pa + pb) * (part->kind->has_faces ? 1.0 : tli_max(by_in, -by_out));
  set_law(part, f - droop * q, 2.0 * pa * by_in, 2.0 * pb * by_out, by_q - droop);
  part->draw = draw;
  part->draw_p_from = 2.0 * pa * draw_in;
  part->draw_p_to = 2.0 * pb * draw_out;
  part->draw_q = draw_q;
}

bool tli_part_works(const tl_transient *x, const tli_part *part) {
  return part->is_machine && tli_part_runs(part) && x->now.pq[part - x->parts] > 0.0 &&
         !(part->kind->joins != NULL && part->kind->joins(part->params));
}

double tli_part_t_out(const tl_transient *x, const tli_part *part, double t_in_k) {
  double gain = 1.0, shift = 0.0, cap = INFINITY, mean_gain, mean_shift, mu;
  view v;
  look_at(x, part, x->now.pq[part - x->parts], &v);
  take_blend(x, part, x->now.pq[part - x->parts], &v);
  v.t_in = v.mean = t_in_k;
  part->kind->heat(&v.batch, &(tli_heat){&gain, &shift, &cap, &mean_gain, &mean_shift, &mu});
  return tli_min(gain * t_in_k + shift, cap);
}

void tli_part_law(tl_transient *x, tli_part *part) { tli_part_law_at(x, part, (size_t)(part - x->parts)); }

void tli_part_law_at(tl_transient *x, tli_part *part, size_t index) {
  const double pa = x->now.jp[part->from], pb = x->now.jp[part->to], q = x->now.pq[index];
  part->draw = part->draw_p_from = part->draw_p_to = part->draw_q = 0.0;
  if (part->running == TLI_SHUT)
    set_law(part, -q, 0.0, 0.0, -1.0);
  else if (!tli_part_runs(part))
    tripped_law(part, pa, pb, q);
  else if (part->is_valve && (part->link == SIZE_MAX || part->opening != 1.0 || part->kind->joins(part->params)))
    valve_law(x, part, pa, pb, q);
  else if (part->kind->joins != NULL && part->kind->joins(part->params))
    joined_law(part, pa, pb, q);
  else
    kind_law(x, part, pa, pb, q);
}

void tli_part_opening(tli_part *part, double time_s) {
  if (time_s >= part->opening_end_s)
    part->opening = part->opening_to;
  else
    part->opening = part->opening_from + (part->opening_to - part->opening_from) * (time_s - part->opening_start_s) /
                                             (part->opening_end_s - part->opening_start_s);
}

/* Which face rules: told from the slopes, so that it serves every kind. */
int tli_part_mode(const tl_transient *x, const tli_part *part) {
  (void)x;
  if (!tli_part_runs(part)) return 10 + (int)(part->running == TLI_SHUT ? TLI_SHUT : TLI_TRIPPED);
  if (part->is_valve) return part->opening >= 1.0 ? 20 : part->opening <= 0.0 ? 21 : 22;
  if (part->kind->joins != NULL && part->kind->joins(part->params)) return 0;
  if (!part->kind->keeps_flow) return 0;
  const bool by_in = part->f_p_from > 1e-6 * fabs(part->f_p_to) && part->f_p_from > 0.0;
  const bool by_out = part->f_p_to < -1e-6 * part->f_p_from && part->f_p_to < 0.0;
  const double reach = fabs(part->f_q) * 1e3;
  const bool by_q = reach > fabs(part->f_p_from) * 1e5 && reach > fabs(part->f_p_to) * 1e5;
  return 1 + (by_q ? 4 : 0) + (!by_q && by_in ? 2 : 0) + (!by_q && by_out ? 1 : 0);
}

/* What is told when another face begins to rule; NULL: an event has said it. */
const char *tli_part_turn(const tl_transient *x, const tli_part *part) {
  if (!tli_part_runs(part) || part->kind == NULL) return NULL;
  if (part->is_valve) return part->opening >= 1.0 ? "is open" : part->opening <= 0.0 ? "is closed" : "moves";
  const char *now = tli_part_mode_name(x, part);
  if (strcmp(now, "running") != 0 && strcmp(now, "throttling") != 0)
    return strcmp(now, "bypass") == 0 ? "lets gas pass by"
           : strcmp(now, "open") == 0 ? "opens in full"
                                      : "lets nothing pass";
  const int by = tli_part_mode(x, part) - 1;
  return by == 1   ? "holds its outlet pressure"
         : by == 2 ? "holds its inlet pressure"
         : by >= 4 ? "holds a flow or a limit of power"
                   : "holds a ratio or a limit";
}

const char *tli_part_mode_name(const tl_transient *x, const tli_part *part) {
  if (part->running == TLI_SHUT) return "shut";
  if (!tli_part_runs(part)) return "tripped";
  if (part->is_valve) return part->opening >= 1.0 ? "open" : part->opening <= 0.0 ? "closed" : "moving";
  if (part->kind == NULL || !part->kind->keeps_flow) return "";
  const double pa = x->now.jp[part->from], pb = x->now.jp[part->to];
  const double q = x->now.pq[part - x->parts];
  if (!part->is_machine) return fabs(q) < 1e-6 ? "shut" : pb < pa * (1.0 - 1e-6) ? "throttling" : "open";
  if (fabs(q) < 1e-6) return "no flow";
  return pb <= pa * (1.0 + 1e-6) ? "bypass" : "running";
}

/* ---- holes ------------------------------------------------------------------------------------------------- */

/* Largest mass flux along an isentrope from rest: G = rho v, v = sqrt(2 (h0 - h)). Golden section over the pressure. */
static double flux_at(const tl_gas *gas, const tl_gas_state *rest, double p) {
  tl_gas_state s;
  if (tl_gas_state_ps(gas, p, rest->entropy_j_mol_k, &s, NULL) != TL_OK) return 0.0;
  const double drop = (rest->enthalpy_j_mol - s.enthalpy_j_mol) / rest->molar_mass_kg_mol;
  return drop > 0.0 ? s.density_kg_m3 * sqrt(2.0 * drop) : 0.0;
}

tl_code tl_critical_flux(const tl_gas *gas, double p_pa, double t_k, double *flux_kg_m2_s, tl_error *error) {
  tl_gas_state rest;
  *flux_kg_m2_s = NAN;
  TLI_TRY(tl_gas_state_pt(gas, p_pa, t_k, &rest, error));
  if (!isfinite(rest.entropy_j_mol_k) || !isfinite(rest.enthalpy_j_mol)) return TL_OK;
  const double golden = 0.61803398874989485;
  double low = 0.3 * p_pa, high = 0.9 * p_pa;
  double a = high - golden * (high - low), b = low + golden * (high - low);
  double fa = flux_at(gas, &rest, a), fb = flux_at(gas, &rest, b);
  while (high - low > 1e-7 * p_pa) {
    if (fa > fb) {
      high = b;
      b = a;
      fb = fa;
      a = high - golden * (high - low);
      fa = flux_at(gas, &rest, a);
    } else {
      low = a;
      a = b;
      fa = fb;
      b = low + golden * (high - low);
      fb = flux_at(gas, &rest, b);
    }
  }
  *flux_kg_m2_s = tli_max(fa, fb);
  return TL_OK;
}

/* Share of the choked flow at a pressure near that of the open air, rising like a root with a straight foot, and its
 * slope. */
static double opening_share(double p_pa, double *by_p) {
  const double excess = (p_pa - open_air_pa) / open_air_pa, foot = 1e-4, root = sqrt(excess + foot);
  *by_p = 0.0;
  if (excess >= 1.0) return 1.0;
  *by_p = 0.5 / root / (sqrt(1.0 + foot) - sqrt(foot)) / open_air_pa;
  return (root - sqrt(foot)) / (sqrt(1.0 + foot) - sqrt(foot));
}

/* The end of a broken pipe with heat: the junction holds the moving gas, which leaves at the speed of sound. Along an
 * isentrope rho c goes with p^((kappa+1)/(2 kappa)), about p^0.88. */
static void full_bore_law(const tl_transient *x, tli_hole *hole, double p_pa) {
  double by_p;
  const double share = opening_share(p_pa, &by_p);
  const double choked = hole->area_m2 * x->jrho[hole->junction] * tli_heat_sound_m_s(x, hole->junction);
  hole->flow = choked * share;
  hole->slope = choked * (0.88 * share / p_pa + by_p);
}

/* Flow out of the hole at the pressure, with the ideal-gas form G = p sqrt(kappa M/(z R T)) (2/(kappa+1))^... on the
 * real gas's own z and kappa: within 2 % of the exact flux up to 100 bar (docs/theory/transient.md), and cheap. */
void tli_hole_law(const tl_transient *x, tli_hole *hole, double p_pa) {
  hole->flow = hole->slope = 0.0;
  if (hole->area_m2 <= 0.0 || p_pa <= open_air_pa) return;
  if (x->warmth != NULL && hole->area_m2 >= hole->bore_m2) {
    full_bore_law(x, hole, p_pa);
    return;
  }
  double z, kappa;
  const double t = x->now.jt[hole->junction];
  const tli_gas_blend *blend = x->cargo != NULL ? &x->cargo->blends[x->cargo->at[hole->junction]] : NULL;
  const double molar_mass = blend != NULL ? blend->molar_mass : x->molar_mass;
  (void)tl_gas_flow_pt(blend != NULL ? blend->gas : x->gas, 1, &p_pa, &t, &(tl_gas_flow){.z = &z, .kappa = &kappa});
  if (!(kappa > least_kappa)) kappa = kappa <= least_kappa ? least_kappa : usual_kappa; /* no jump where it falls */
  const double power = (kappa + 1.0) / (2.0 * (kappa - 1.0));
  const double per_p =
      hole->area_m2 * sqrt(kappa * molar_mass / (z * TLI_GAS_CONSTANT * t)) * pow(2.0 / (kappa + 1.0), power);
  double by_p;
  const double share = opening_share(p_pa, &by_p);
  hole->flow = per_p * p_pa * share;
  hole->slope = per_p * (share + p_pa * by_p);
}
