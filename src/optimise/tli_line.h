/* optimise/tli_line.h - what the files of line operation share: intervals, a station's energy as a function of the
 * pressures beside it with slopes and enclosures, the line made ready. */
#ifndef TLI_LINE_H
#define TLI_LINE_H

#include "optimise/tli_design.h"
#include "trunkline/optimise_line.h"

/* Closed intervals. Rounding is not directed: enclosures hold up to some 1e-14, far below what is claimed. */
typedef struct tli_range {
  double low, high;
} tli_range;
static inline tli_range tli_at(double x) { return (tli_range){x, x}; }
static inline tli_range tli_hull(double a, double b) { return a < b ? (tli_range){a, b} : (tli_range){b, a}; }
static inline tli_range tli_plus(tli_range a, tli_range b) { return (tli_range){a.low + b.low, a.high + b.high}; }
static inline tli_range tli_minus(tli_range a, tli_range b) { return (tli_range){a.low - b.high, a.high - b.low}; }
static inline tli_range tli_times(tli_range a, tli_range b) {
  const double p = a.low * b.low, q = a.low * b.high, r = a.high * b.low, s = a.high * b.high;
  return (tli_range){tli_min(tli_min(p, q), tli_min(r, s)), tli_max(tli_max(p, q), tli_max(r, s))};
}
static inline tli_range tli_scaled(tli_range a, double k) { return tli_hull(a.low * k, a.high * k); }
/* b must not hold 0. */
static inline tli_range tli_over(tli_range a, tli_range b) {
  return tli_times(a, (tli_range){1.0 / b.high, 1.0 / b.low});
}

/* Gas before the machines of a station, behind its inlet piping. */
typedef struct tli_suction {
  double p_pa, density, z, dz_dp;
} tli_suction;

/* Energy of `units` units that lift the flow from a suction to a pressure behind the station; NaN beyond the fits. */
typedef struct tli_lift {
  double energy_w, power_w, speed_1_min;    /* power of all units */
  double by_suction, by_discharge, by_flow; /* slopes of the energy: W/Pa, W/Pa, W s/kg */
  const char *stop;                         /* the limit that is broken, NULL: none */
} tli_lift;

enum { TLI_LINE_NONE = TL_LINE_STATIONS };
typedef struct tli_line {
  const tl_line_problem *problem;
  size_t before[TL_LINE_STATIONS]; /* the span that ends before each station; TLI_LINE_NONE of the first */
  size_t end[TL_LINE_STATIONS];    /* of a span with which a line ends: 0 the main one, 1 + b; else TLI_LINE_NONE */
  double end_pa[TL_LINE_STATIONS]; /* least pressure at the end of each span: of a line's end, else 0 */
  tli_march march;
  double exponent;                                           /* (kappa - 1)/kappa */
  double t_k[TL_LINE_STATIONS], heat_j_kg[TL_LINE_STATIONS]; /* before the machines of each station, and RT/M there */
  double q_kg_s[TL_LINE_STATIONS];
} tli_line_made;

TL_MUST_USE tl_code tli_line_make(const tl_line_problem *problem, tli_line_made *line, tl_error *error);
tli_suction tli_line_suction(const tli_line_made *line, size_t station, double p_pa); /* p_pa: before the station */
/* Pressure before a station, of those at the ends of the spans. */
static inline double tli_line_before(const tli_line_made *line, size_t station, const double *behind_pa) {
  return station == 0 ? line->problem->p_in_pa : behind_pa[line->before[station]];
}
/* Pressure behind a by-passed station: what comes, or what its regulator lets through. */
static inline double tli_line_bypass(const tli_line_made *line, size_t station, double p_pa) {
  const tl_line_station *s = &line->problem->stations[station];
  return s->regulates ? tli_min(p_pa, s->p_most_pa) : p_pa;
}
/* Pressure at the end of a span, and its slopes to the pressure behind the station and to the flow; NaN: none left. */
double tli_line_span(const tli_line_made *line, size_t span, double p_pa, double *by_p, double *by_q);
tli_lift tli_line_lift(const tli_line_made *line, size_t station, size_t units, const tli_suction *from, double to_pa);
/* Enclosures over suction pressures between two states and discharge pressures between two: false if no point of the
 * box can run. by_suction and by_discharge: slopes of the energy. */
bool tli_line_enclose(const tli_line_made *line, size_t station, size_t units, const tli_suction *low,
                      const tli_suction *high, double to_low_pa, double to_high_pa, tli_range *by_suction,
                      tli_range *by_discharge);
/* Fills binds, by_p_most and the prices of deliveries of an answer that was found. */
void tli_line_prices(const tli_line_made *line, tl_line_answer *answer);

#endif
