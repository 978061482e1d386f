/* Measured compressor maps: speed lines as monotone cubics through every point, joined between speeds; see
 * docs/theory/machine.md. A line is kept in reduced figures, flow over speed and head over speed squared, in which the
 * lines of one machine nearly coincide. */
#include "base/tli_base.h"
#include "elem/tli_reach.h"

#include <math.h>
#include <string.h>

typedef struct line {
  double speed;
  size_t first, count;
} line;

struct tl_measured_map {
  tli_arena *arena;
  size_t line_count, count;
  line lines[TL_MAP_LINES];
  double *phi, *psi, *eta, *psi_slope, *eta_slope; /* count each */
};

typedef struct value {
  double at, slope;
} value;

/* Slopes of a monotone cubic: harmonic means of the secants (Fritsch and Butland, SIAM J. Sci. Stat. Comput. 5, 1984),
 * the end secants at the ends; 0 at a turning point. */
static void slopes(const double *x, const double *y, size_t n, double *d) {
  for (size_t i = 0; i < n; i++) {
    const double left = i > 0 ? (y[i] - y[i - 1]) / (x[i] - x[i - 1]) : NAN;
    const double right = i + 1 < n ? (y[i + 1] - y[i]) / (x[i + 1] - x[i]) : NAN;
    if (i == 0 || i + 1 == n) {
      d[i] = i == 0 ? right : left;
      continue;
    }
    const double h0 = x[i] - x[i - 1], h1 = x[i + 1] - x[i], w0 = 2.0 * h1 + h0, w1 = h1 + 2.0 * h0;
    d[i] = left * right > 0.0 ? (w0 + w1) / (w0 / left + w1 / right) : 0.0;
  }
}

/* The cubic at x; beyond its ends the end slope goes on. */
static value cubic(const double *x, const double *y, const double *d, size_t n, double at) {
  if (at <= x[0]) return (value){y[0] + d[0] * (at - x[0]), d[0]};
  if (at >= x[n - 1]) return (value){y[n - 1] + d[n - 1] * (at - x[n - 1]), d[n - 1]};
  size_t i = 0;
  while (at > x[i + 1]) i++;
  const double h = x[i + 1] - x[i], t = (at - x[i]) / h, s = (y[i + 1] - y[i]) / h;
  const double c = 3.0 * s - 2.0 * d[i] - d[i + 1], e = d[i] + d[i + 1] - 2.0 * s;
  return (value){y[i] + h * t * (d[i] + t * (c + t * e)), d[i] + t * (2.0 * c + 3.0 * t * e)};
}

/* The two lines around a speed, the share of the upper, and where on both a flow stands: each line is stretched so that
 * first and last points lie over each other. */
typedef struct place {
  const line *a, *b;
  double w, w_n;                   /* share of b and its slope with speed */
  double low, low_n, wide, wide_n; /* reduced flow of the first point, and from there to the last, at this speed */
  double s, s_q, s_n;              /* position between them and its slopes */
} place;

static double first_of(const tl_measured_map *m, const line *l) { return m->phi[l->first]; }
static double width_of(const tl_measured_map *m, const line *l) {
  return m->phi[l->first + l->count - 1] - m->phi[l->first];
}

static place place_of(const tl_measured_map *m, double q, double n) {
  size_t i = 0;
  while (i + 2 < m->line_count && n > m->lines[i + 1].speed) i++;
  place at = {.a = &m->lines[i], .b = &m->lines[i + 1]};
  at.w_n = 1.0 / (at.b->speed - at.a->speed);
  at.w = (n - at.a->speed) * at.w_n;
  const double low_a = first_of(m, at.a), low_b = first_of(m, at.b);
  const double wide_a = width_of(m, at.a), wide_b = width_of(m, at.b);
  at.low = low_a + at.w * (low_b - low_a);
  at.low_n = at.w_n * (low_b - low_a);
  at.wide = wide_a + at.w * (wide_b - wide_a);
  at.wide_n = at.w_n * (wide_b - wide_a);
  at.s = (q / n - at.low) / at.wide;
  at.s_q = 1.0 / (n * at.wide);
  at.s_n = (-q / (n * n) - at.low_n - at.s * at.wide_n) / at.wide;
  return at;
}

static value on_line(const tl_measured_map *m, const line *l, const double *y, const double *d, double s) {
  const double wide = width_of(m, l);
  const value v = cubic(m->phi + l->first, y + l->first, d + l->first, l->count, first_of(m, l) + s * wide);
  return (value){v.at, v.slope * wide};
}

static double between(const tl_measured_map *m, const double *y, const double *d, const place *at, double *by_q,
                      double *by_n) {
  const value a = on_line(m, at->a, y, d, at->s), b = on_line(m, at->b, y, d, at->s);
  const double slope = a.slope + at->w * (b.slope - a.slope);
  *by_q = slope * at->s_q;
  *by_n = slope * at->s_n + at->w_n * (b.at - a.at);
  return a.at + at->w * (b.at - a.at);
}

size_t tl_measured_map_points(const tl_measured_map *map) { return map->count; }
size_t tl_measured_map_lines(const tl_measured_map *map, double *low_1_min, double *high_1_min) {
  *low_1_min = map->lines[0].speed;
  *high_1_min = map->lines[map->line_count - 1].speed;
  return map->line_count;
}

double tl_measured_map_head(const tl_measured_map *map, double flow_m3_s, double speed_1_min, double *by_flow,
                            double *by_speed) {
  const place at = place_of(map, flow_m3_s, speed_1_min);
  const double n = speed_1_min;
  double by_q, by_n;
  const double psi = between(map, map->psi, map->psi_slope, &at, &by_q, &by_n);
  if (by_flow != NULL) *by_flow = by_q * n * n;
  if (by_speed != NULL) *by_speed = by_n * n * n + 2.0 * psi * n;
  return psi * n * n;
}

double tl_measured_map_efficiency(const tl_measured_map *map, double flow_m3_s, double speed_1_min, double *by_flow,
                                  double *by_speed) {
  const place at = place_of(map, flow_m3_s, speed_1_min);
  double by_q, by_n;
  const double eta = between(map, map->eta, map->eta_slope, &at, &by_q, &by_n);
  if (by_flow != NULL) *by_flow = by_q;
  if (by_speed != NULL) *by_speed = by_n;
  return eta;
}

/* Flow over the first (share 0) or last (1) points at a head. */
static double edge_flow(const tl_measured_map *m, double head, double share, double low, double high) {
  for (int i = 0; i < 100; i++) {
    const double n = 0.5 * (low + high);
    const place at = place_of(m, 1.0, n);
    const double q = n * (at.low + share * at.wide);
    if (tl_measured_map_head(m, q, n, NULL, NULL) < head) {
      low = n;
    } else {
      high = n;
    }
  }
  const place at = place_of(m, 1.0, low);
  return low * (at.low + share * at.wide);
}

tl_machine_point tl_measured_map_at(const tl_measured_map *map, double flow, double head) {
  const double least = map->lines[0].speed, most = map->lines[map->line_count - 1].speed;
  double low = 0.5 * least, high = 1.5 * most;
  tl_machine_point at = {.torque_nm = NAN};
  const bool below = head < tl_measured_map_head(map, flow, low, NULL, NULL);
  const bool above = head > tl_measured_map_head(map, flow, high, NULL, NULL);
  for (int i = 0; i < 100 && !below && !above; i++) { /* to the last bit; the head rises with speed */
    const double n = 0.5 * (low + high);
    if (tl_measured_map_head(map, flow, n, NULL, NULL) < head) {
      low = n;
    } else {
      high = n;
    }
  }
  const double n = at.speed_1_min = below || above ? NAN : 0.5 * (low + high);
  at.slow_margin = below ? -1.0 : above ? 1.0 : (n - least) / n;
  at.fast_margin = above ? -1.0 : below ? 1.0 : (most - n) / n;
  at.efficiency = tl_measured_map_efficiency(map, flow, fmin(fmax(isnan(n) ? most : n, least), most), NULL, NULL);
  at.surge_margin = (flow - edge_flow(map, head, 0.0, 0.5 * least, 1.5 * most)) / flow;
  at.choke_margin = (edge_flow(map, head, 1.0, 0.5 * least, 1.5 * most) - flow) / flow;
  double worst = -1e-9;
  const double margins[] = {at.surge_margin, at.choke_margin, at.slow_margin, at.fast_margin};
  for (size_t i = 0; i < TLI_COUNT(margins); i++)
    if (margins[i] < worst) {
      worst = margins[i];
      at.limit = (tl_machine_limit)(TL_MACHINE_SURGE + (int)i);
    }
  return at;
}

double tli_measured_end(const tl_measured_map *map, double speed_1_min, double share) {
  const place at = place_of(map, 1.0, speed_1_min);
  return speed_1_min * (at.low + share * at.wide);
}

double tli_measured_edge(const tl_measured_map *map, double head_j_kg, double share) {
  return edge_flow(map, head_j_kg, share, 0.5 * map->lines[0].speed, 1.5 * map->lines[map->line_count - 1].speed);
}

/* Heads fall along a line: halving from its first point on. */
double tli_measured_flow(const tl_measured_map *map, double head_j_kg, double speed_1_min) {
  double low = 0.0, high = 4.0 * tli_measured_end(map, speed_1_min, 1.0);
  for (int i = 0; i < 60; i++) {
    const double q = 0.5 * (low + high);
    if (tl_measured_map_head(map, q, speed_1_min, NULL, NULL) > head_j_kg) {
      low = q;
    } else {
      high = q;
    }
  }
  return 0.5 * (low + high);
}

/* ---- from a table ----------------------------------------------------------------------------------------------- */

typedef struct source {
  const char *file;
  const int *lines;
  tl_findings *findings;
  bool wrong;
} source;

static void complain(source *s, size_t row, const char *field, const char *what, double figure) {
  s->wrong = true;
  const char *unit = strcmp(field, "speed") == 0  ? "/min"
                     : strcmp(field, "flow") == 0 ? " m3/s"
                     : strcmp(field, "head") == 0 ? " J/kg"
                                                  : "";
  tl_findings_add(s->findings, TL_ERROR, s->file, s->lines != NULL ? s->lines[row] : 0, "", field, "%s (%g%s)", what,
                  figure, unit);
}

static bool is_figure(double x) { return x > 0.0 && isfinite(x); }

/* The row of the same speed before row i whose figure was one, or i: a row that has its own finding is not held against
 * its neighbours. */
static size_t row_before(const tl_map_row *rows, size_t i, size_t offset) {
  for (size_t k = i; k-- > 0 && rows[k].speed_1_min == rows[i].speed_1_min;)
    if (is_figure(*(const double *)(const void *)((const char *)&rows[k] + offset))) return k;
  return i;
}

static void check_row(source *s, const tl_map_row *rows, size_t i) {
  const tl_map_row *r = &rows[i];
  if (!is_figure(r->speed_1_min)) complain(s, i, "speed", "a speed of a map must be above 0", r->speed_1_min);
  if (!is_figure(r->flow_m3_s)) complain(s, i, "flow", "a flow of a map must be above 0", r->flow_m3_s);
  if (!is_figure(r->head_j_kg))
    complain(s, i, "head", "a head of 0 or less cannot be a measurement of a running machine: leave the row out",
             r->head_j_kg);
  if (!(r->efficiency > 0.0 && r->efficiency < 1.0))
    complain(s, i, "efficiency", "an efficiency must be above 0 and below 1", r->efficiency);
  if (i > 0 && is_figure(r->speed_1_min) && r->speed_1_min < rows[i - 1].speed_1_min)
    complain(s, i, "speed", "speeds must rise from line to line: sort the rows by speed", r->speed_1_min);
  const size_t flow = row_before(rows, i, offsetof(tl_map_row, flow_m3_s));
  const size_t head = row_before(rows, i, offsetof(tl_map_row, head_j_kg));
  if (flow != i && is_figure(r->flow_m3_s) && r->flow_m3_s == rows[flow].flow_m3_s) {
    complain(s, i, "flow", "a second point of this speed at the same flow: leave one of them out", r->flow_m3_s);
    return;
  }
  if (flow != i && is_figure(r->flow_m3_s) && r->flow_m3_s < rows[flow].flow_m3_s)
    complain(s, i, "flow", "flows must rise along a speed line: sort the rows by flow", r->flow_m3_s);
  if (head != i && is_figure(r->head_j_kg) && !(r->head_j_kg < rows[head].head_j_kg))
    complain(s, i, "head", "the head must fall as the flow rises along a speed line", r->head_j_kg);
}

/* The first point of a line that is on the wrong side of a neighbouring one, at a flow that both have; count if none.
 */
static size_t first_crossed(const tl_measured_map *m, const tl_map_row *rows, const line *l, const line *other) {
  const double from = rows[other->first].flow_m3_s, to = rows[other->first + other->count - 1].flow_m3_s;
  for (size_t i = l->first; i < l->first + l->count; i++) {
    const double q = rows[i].flow_m3_s;
    if (q < from || q > to) continue;
    const double there = tl_measured_map_head(m, q, other->speed, NULL, NULL);
    if (other->speed > l->speed ? there <= rows[i].head_j_kg : there >= rows[i].head_j_kg) return i;
  }
  return m->count;
}

/* Each point of a line has less head than the next faster line at its flow, and more than the next slower one. */
static void check_crossing(source *s, const tl_measured_map *m, const tl_map_row *rows) {
  for (size_t k = 0; k + 1 < m->line_count; k++) {
    const line *l = &m->lines[k], *up = &m->lines[k + 1];
    const size_t low = first_crossed(m, rows, l, up), high = first_crossed(m, rows, up, l);
    if (low < m->count)
      complain(s, low, "head", "the line crosses that of the next higher speed: its head here is not below it",
               rows[low].head_j_kg);
    else if (high < m->count)
      complain(s, high, "head", "the line crosses that of the next lower speed: its head here is not above it",
               rows[high].head_j_kg);
  }
}

static tl_code take_rows(tl_measured_map *m, const tl_map_row *rows, size_t count, source *s, tl_error *error) {
  m->count = count;
  double **const parts[] = {&m->phi, &m->psi, &m->eta, &m->psi_slope, &m->eta_slope};
  for (size_t i = 0; i < TLI_COUNT(parts); i++) {
    *parts[i] = TLI_NEW_N(m->arena, double, count);
    if (*parts[i] == NULL) return tl_fail(error, TL_ERR_MACHINE, "no memory for a compressor map");
  }
  for (size_t i = 0; i < count; i++) {
    const double n = rows[i].speed_1_min;
    m->phi[i] = rows[i].flow_m3_s / n;
    m->psi[i] = rows[i].head_j_kg / (n * n);
    m->eta[i] = rows[i].efficiency;
    if (i == 0 || n != rows[i - 1].speed_1_min) {
      if (m->line_count == TL_MAP_LINES)
        return tl_fail(error, TL_ERR_INPUT, "a map of more than %d speed lines", TL_MAP_LINES);
      m->lines[m->line_count++] = (line){n, i, 0};
    }
    m->lines[m->line_count - 1].count++;
  }
  for (size_t k = 0; k < m->line_count; k++) {
    const line *l = &m->lines[k];
    if (l->count < 2) {
      complain(s, l->first, "speed", "a speed line needs two points at least; this speed has one", l->speed);
      continue;
    }
    slopes(m->phi + l->first, m->psi + l->first, l->count, m->psi_slope + l->first);
    slopes(m->phi + l->first, m->eta + l->first, l->count, m->eta_slope + l->first);
  }
  if (m->line_count < 2)
    complain(s, 0, "speed", "a map needs two speed lines at least; all points are of one speed", m->lines[0].speed);
  if (!s->wrong) check_crossing(s, m, rows);
  return TL_OK;
}

tl_code tl_measured_map_create(const tl_map_row *rows, size_t count, const char *file, const int *lines,
                               const tl_allocator *allocator, tl_measured_map **map, tl_findings *findings,
                               tl_error *error) {
  *map = NULL;
  if (count < 4 || count > TL_MAP_ROWS)
    return tl_fail(error, TL_ERR_INPUT, "%s: a map of %zu points; 4 .. %d can be used", file, count, TL_MAP_ROWS);
  source s = {file, lines, findings, false};
  for (size_t i = 0; i < count; i++) check_row(&s, rows, i);
  if (s.wrong) return tl_fail(error, TL_ERR_INPUT, "%s: the map has mistakes; the findings list them", file);
  tli_arena *arena = tli_arena_create(allocator);
  tl_measured_map *m = arena != NULL ? TLI_NEW(arena, tl_measured_map) : NULL;
  if (m == NULL) {
    tli_arena_destroy(arena);
    return tl_fail(error, TL_ERR_MACHINE, "no memory for a compressor map");
  }
  *m = (tl_measured_map){.arena = arena};
  tl_code code = take_rows(m, rows, count, &s, error);
  if (code == TL_OK && s.wrong)
    code = tl_fail(error, TL_ERR_INPUT, "%s: the map has mistakes; the findings list them", file);
  if (code != TL_OK) {
    tli_arena_destroy(arena);
    return code;
  }
  *map = m;
  return TL_OK;
}

void tl_measured_map_destroy(tl_measured_map *map) {
  if (map != NULL) tli_arena_destroy(map->arena);
}
