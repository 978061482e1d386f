/* The nonlinear program of one setting of all controls.
 *
 *     minimise   sum of what gives way + a small pull to the middle of the pressure limits
 *     balance    sum of q in - sum of q out + cut = withdrawal                                   [kg/s]
 *     friction   (s(p_from) - s(p_to) - g dh rho(p_mean)^2 - c q sqrt(q^2 + q_s^2)) / w = correction  [bar]
 *     join, open valve, bypass    p_from = p_to
 *     fixed loss                  p_from - p_to = loss q / sqrt(q^2 + q_l^2)
 *     working station             p_to - p_from >= -(loss_in + loss_out),  ratio below its limit
 *     working regulator           dp_min <= p_from - p_to <= dp_max
 * with w = 100 bar so that a friction row is about an error of pressure at 50 bar. The height term is that of the
 * simulator (src/elem/pipe.c): at rest it adds up to nothing around a ring, which the lines of the relaxation do not.
 * But for it each row depends on each unknown apart from the others: the Hessian is diagonal with one entry more a
 * sloping pipe. What gives way costs its size in kg/s or bar (an exact penalty: Nocedal and Wright, Numerical
 * Optimization, 2nd ed., section 17.2), so the fewest things give way. */
#include "optimise/tli_nlp.h"

#include <math.h>
#include <string.h>

static const double friction_weight_bar = 100.0, loss_smooth_kg_s = 1.0;
static const double pull = 1e-6; /* per (bar/50 bar)^2: far below the price of giving way */

static const double reserve = 1e-5, reserve_bar = 1e-3; /* speeds; rows of units */

enum row_kind { BALANCE, FRICTION, EQUAL, LOSS, RISE, RATIO, DROP, UNDER, OVER, STAGE, UNIT };
/* UNIT + a tli_unit_row: of the unit `where`. STAGE: of the units from `where` on that stand in one stage. */

/* Where q|q| is smoothed its law errs by at most 0.1 bar2, 1 mbar at 50 bar, whatever the pipe; corrections take that
 * back, and a program near its answer takes a smaller share of it. Without some slope at q = 0 the program can rest on
 * a flow that is stuck there. */
static double smooth_of(const tli_arc *a, double share) {
  const double q = share * sqrt(0.2 / a->c_level);
  return q < 0.02 * share ? 0.02 * share : q > 50.0 ? 50.0 : q;
}

static double root_of(double q, double smooth) { return sqrt(q * q + smooth * smooth); }

double tli_nlp_law(const tli_model *m, int arc, double p_from, double p_to, double q, double share) {
  const tli_arc *a = &m->arcs[arc];
  const double s_from = tli_potential_at(&m->potential, p_from, NULL, NULL);
  const double s_to = tli_potential_at(&m->potential, p_to, NULL, NULL);
  const double rho = tli_potential_density(&m->potential, 0.5 * (p_from + p_to), NULL, NULL);
  return (s_from - s_to - a->rise * rho * rho - a->c_level * q * root_of(q, smooth_of(a, share))) / friction_weight_bar;
}

/* ---- making ------------------------------------------------------------------------------------------------------ */

static void add_row(tli_nlp *nlp, int kind, int where, double low, double high) {
  nlp->row[nlp->rows] = (tli_nlp_row){kind, where};
  nlp->row_low[nlp->rows] = low;
  nlp->row_high[nlp->rows++] = high;
}

static int root_of_node(int *parent, int i) {
  while (parent[i] != i) i = parent[i] = parent[parent[i]];
  return i;
}

/* One equation less than nodes in each set of joined ones: a ring of short pipes would say one thing twice. */
static void add_equal(tli_nlp *nlp, int k) {
  int *parent = nlp->cut; /* not yet in use */
  const int from = root_of_node(parent, nlp->m->arcs[k].from), to = root_of_node(parent, nlp->m->arcs[k].to);
  if (from == to) return;
  parent[from] = to;
  add_row(nlp, EQUAL, k, 0.0, 0.0);
}

static void add_control_rows(tli_nlp *nlp, int k) {
  const tli_arc *a = &nlp->m->arcs[k];
  if (nlp->mode[k] == TLI_BYPASS) add_equal(nlp, k);
  if (nlp->mode[k] != TLI_WORKING) return;
  if (a->control == TL_CONTROL_REGULATOR) {
    add_row(nlp, DROP, k, a->dp_min, a->dp_max);
    return;
  }
  add_row(nlp, RISE, k, -(a->loss_in + a->loss_out), INFINITY);
  if (a->ratio_max > 0.0) add_row(nlp, RATIO, k, -INFINITY, -a->loss_out - a->ratio_max * a->loss_in);
}

static size_t stage_end(const tli_nlp *nlp, size_t first) {
  size_t end = first + 1;
  while (end < nlp->unit_count && nlp->units[end].arc == nlp->units[first].arc &&
         nlp->units[end].stage == nlp->units[first].stage)
    end++;
  return end;
}

/* What goes through a stage is the line's flow and what turbo units lead back. */
static void add_unit_rows(tli_nlp *nlp) {
  for (size_t u = 0; u < nlp->unit_count; u++)
    for (int row = 0; row < TLI_UNIT_ROWS; row++)
      if (tli_unit_has_row(&nlp->units[u], (tli_unit_row)row))
        add_row(nlp, UNIT + row, (int)u, row == TLI_UNIT_HEAD ? 0.0 : reserve_bar,
                row == TLI_UNIT_HEAD ? 0.0 : INFINITY);
  for (size_t u = 0; u < nlp->unit_count; u = stage_end(nlp, u)) {
    bool turbo = false;
    for (size_t k = u; k < stage_end(nlp, u); k++) turbo = turbo || nlp->units[k].unit->turbo != NULL;
    add_row(nlp, STAGE, (int)u, 0.0, turbo ? INFINITY : 0.0);
  }
}

static void add_rows(tli_nlp *nlp) {
  const tli_model *m = nlp->m;
  for (size_t i = 0; i < m->node_count; i++) nlp->cut[i] = (int)i;
  for (size_t i = 0; i < m->node_count; i++)
    add_row(nlp, BALANCE, (int)i, m->nodes[i].withdrawal, m->nodes[i].withdrawal);
  for (size_t k = 0; k < m->arc_count; k++) {
    const double shift = nlp->correction != NULL ? nlp->correction[k] : 0.0;
    switch (m->arcs[k].kind) {
      case TLI_ARC_FRICTION:
        add_row(nlp, FRICTION, (int)k, shift, shift);
        break;
      case TLI_ARC_JOIN:
        add_equal(nlp, (int)k);
        break;
      case TLI_ARC_LOSS:
        add_row(nlp, LOSS, (int)k, 0.0, 0.0);
        break;
      default:
        add_control_rows(nlp, (int)k);
    }
  }
  add_unit_rows(nlp);
}

static void flow_bounds(tli_nlp *nlp, size_t k) {
  const tli_arc *a = &nlp->m->arcs[k];
  double low = a->q_min, high = a->q_max;
  if (a->kind == TLI_ARC_CONTROL && nlp->mode[k] == TLI_CLOSED) low = high = 0.0;
  if (a->kind == TLI_ARC_CONTROL && nlp->mode[k] == TLI_WORKING) low = tli_bigger(low, 0.0);
  nlp->empty = nlp->empty || low > high;
  nlp->low[nlp->m->node_count + k] = low;
  nlp->high[nlp->m->node_count + k] = high;
}

/* Limits of the nodes and of the working elements at them. */
static void pressure_limits(const tli_nlp *nlp, double margin, double *low, double *high) {
  const tli_model *m = nlp->m;
  for (size_t i = 0; i < m->node_count; i++) {
    low[i] = m->nodes[i].p_min;
    high[i] = m->nodes[i].p_max;
  }
  for (size_t k = 0; k < m->arc_count; k++) {
    const tli_arc *a = &m->arcs[k];
    if (a->kind != TLI_ARC_CONTROL || nlp->mode[k] != TLI_WORKING) continue;
    low[a->from] = tli_bigger(low[a->from], a->p_in_min);
    high[a->to] = tli_lesser(high[a->to], a->p_out_max);
  }
  for (size_t i = 0; i < m->node_count; i++) {
    const double room = tli_lesser(margin, 0.25 * (high[i] - low[i]));
    if (room <= 0.0) continue;
    low[i] += room;
    high[i] -= room;
  }
}

static void add_slack(tli_nlp *nlp, int *place, double most, double cost) {
  *place = (int)nlp->unknowns;
  nlp->low[nlp->unknowns] = 0.0;
  nlp->high[nlp->unknowns] = most;
  nlp->cost[nlp->unknowns++] = cost;
}

static void add_unknown(tli_nlp *nlp, int *place, double low, double high) {
  add_slack(nlp, place, high, 0.0);
  nlp->low[*place] = low;
}

/* Flow and speed, kept off their limits by what the judge of a configuration counts as none. */
static void add_unit_unknowns(tli_nlp *nlp, tli_nlp_unit *units) {
  for (size_t u = 0; u < nlp->unit_count; u++) {
    tli_nlp_unit *at = &units[u];
    at->unknown_speed = -1;
    add_unknown(nlp, &at->unknown_flow, 1e-6, at->flow_high);
    if (at->unit->turbo != NULL)
      add_unknown(nlp, &at->unknown_speed, at->speed_low * (1.0 + reserve), at->speed_high * (1.0 - reserve));
  }
}

static void add_unknowns(tli_nlp *nlp, double margin, tli_nlp_unit *units) {
  const tli_model *m = nlp->m;
  const size_t n = m->node_count;
  nlp->unknowns = n + m->arc_count;
  pressure_limits(nlp, margin, nlp->low, nlp->high);
  for (size_t k = 0; k < m->arc_count; k++) flow_bounds(nlp, k);
  add_unit_unknowns(nlp, units);
  nlp->first_give = nlp->unknowns;
  for (size_t i = 0; i < n; i++) {
    nlp->cut[i] = nlp->under[i] = nlp->over[i] = -1;
    nlp->reference[i] = 0.5 * (nlp->low[i] + nlp->high[i]);
  }
  for (size_t i = 0; i < n && (nlp->elastic & TLI_ELASTIC_LOADS); i++)
    if (m->nodes[i].withdrawal != 0.0) add_slack(nlp, &nlp->cut[i], fabs(m->nodes[i].withdrawal), 0.5);
  for (size_t i = 0; i < n; i++) {
    if (!(nlp->elastic & TLI_ELASTIC_PRESSURES)) {
      nlp->empty = nlp->empty || nlp->low[i] > nlp->high[i];
      continue;
    }
    const double most = nlp->m->potential.p_max_bar;
    add_slack(nlp, &nlp->under[i], most, 1.0);
    add_slack(nlp, &nlp->over[i], most, 1.0);
    add_row(nlp, UNDER, (int)i, nlp->low[i], INFINITY);
    add_row(nlp, OVER, (int)i, -INFINITY, nlp->high[i]);
    nlp->low[i] = 0.1;
    nlp->high[i] = most;
  }
}

static bool is_law(int kind) { return kind != BALANCE && kind != UNDER && kind != OVER; }

/* Each law may be broken in both directions at the price of its pressure. */
static void add_law_slacks(tli_nlp *nlp) {
  nlp->first_slack = (int)nlp->unknowns;
  for (size_t r = 0; r < nlp->rows && (nlp->elastic & TLI_ELASTIC_LAWS); r++) {
    if (!is_law(nlp->row[r].kind)) continue;
    int place;
    add_slack(nlp, &place, 1e4, 1.0);
    add_slack(nlp, &place, 1e4, 1.0);
  }
}

/* Places of a unit's local unknowns in the program; -1 for one it does not have. */
static void unknowns_of(const tli_nlp *nlp, const tli_nlp_unit *u, int at[TLI_UNIT_UNKNOWNS]) {
  at[TLI_UNIT_P_FROM] = nlp->m->arcs[u->arc].from;
  at[TLI_UNIT_P_TO] = nlp->m->arcs[u->arc].to;
  at[TLI_UNIT_FLOW] = u->unknown_flow;
  at[TLI_UNIT_SPEED] = u->unknown_speed;
}

static void put(tli_nlp *nlp, size_t row, int column) {
  nlp->entry_row[nlp->entries] = (int)row;
  nlp->entry_column[nlp->entries++] = column;
}

static void list_unit_entries(tli_nlp *nlp, size_t r) {
  const size_t first = (size_t)nlp->row[r].where, end = nlp->row[r].kind == STAGE ? stage_end(nlp, first) : first + 1;
  int at[TLI_UNIT_UNKNOWNS];
  for (size_t u = first; u < end; u++) {
    unknowns_of(nlp, &nlp->units[u], at);
    for (int i = 0; i < TLI_UNIT_UNKNOWNS; i++)
      if (at[i] >= 0) put(nlp, r, at[i]);
  }
  if (nlp->row[r].kind == STAGE) put(nlp, r, (int)nlp->m->node_count + nlp->units[first].arc);
}

/* In the order of tli_nlp_jacobian. */
static void list_entries(tli_nlp *nlp) {
  const tli_model *m = nlp->m;
  const int n = (int)m->node_count;
  int slack = nlp->first_slack;
  for (size_t r = 0; r < nlp->rows; r++) {
    const int kind = nlp->row[r].kind, at = nlp->row[r].where;
    if (kind == BALANCE) {
      for (int e = m->nodes[at].first_end; e < m->nodes[at].first_end + m->nodes[at].ends; e++)
        put(nlp, r, n + m->ends[e].arc);
      if (nlp->cut[at] >= 0) put(nlp, r, nlp->cut[at]);
    } else if (kind >= STAGE) {
      list_unit_entries(nlp, r);
      for (int side = 0; side < 2 && (nlp->elastic & TLI_ELASTIC_LAWS); side++) put(nlp, r, slack++);
    } else if (kind == UNDER || kind == OVER) {
      put(nlp, r, at);
      put(nlp, r, kind == UNDER ? nlp->under[at] : nlp->over[at]);
    } else {
      put(nlp, r, m->arcs[at].from);
      put(nlp, r, m->arcs[at].to);
      if (kind == FRICTION || kind == LOSS) put(nlp, r, n + at);
      for (int side = 0; side < 2 && (nlp->elastic & TLI_ELASTIC_LAWS); side++) put(nlp, r, slack++);
    }
  }
}

tl_code tli_nlp_make(const tli_model *m, const tli_nlp_wish *wish, tli_arena *arena, tli_nlp **made, tl_error *error) {
  const size_t n = m->node_count, units = wish->unit_count;
  const size_t most = 4 * n + 5 * m->arc_count + (2 + 2 * (TLI_UNIT_ROWS + 1)) * units;
  const size_t rows = 3 * n + 2 * m->arc_count + (TLI_UNIT_ROWS + 1) * units;
  const size_t entries = 6 * n + 12 * m->arc_count + (TLI_UNIT_ROWS + 1) * (TLI_UNIT_UNKNOWNS + 3) * units;
  tli_nlp *nlp = TLI_NEW(arena, tli_nlp);
  if (nlp == NULL) return TLI_NO_MEMORY(error, "a nonlinear program");
  *nlp = (tli_nlp){.m = m,
                   .mode = wish->mode,
                   .correction = wish->correction,
                   .elastic = wish->elastic,
                   .smooth_share = wish->smooth_share,
                   .lift_price = wish->lift_price,
                   .units = wish->units,
                   .unit_count = units};
  nlp->row = TLI_NEW_N(arena, tli_nlp_row, rows);
  nlp->entry_row = TLI_NEW_N(arena, int, entries);
  nlp->entry_column = TLI_NEW_N(arena, int, entries);
  nlp->cut = TLI_NEW_N(arena, int, 3 * n);
  nlp->low = TLI_NEW_N(arena, double, 3 * most + n);
  nlp->row_low = TLI_NEW_N(arena, double, 2 * rows);
  if (nlp->row == NULL || nlp->entry_row == NULL || nlp->entry_column == NULL || nlp->cut == NULL || nlp->low == NULL ||
      nlp->row_low == NULL)
    return TLI_NO_MEMORY(error, "a nonlinear program");
  nlp->under = nlp->cut + n;
  nlp->over = nlp->under + n;
  nlp->high = nlp->low + most;
  nlp->cost = nlp->high + most;
  nlp->reference = nlp->cost + most;
  nlp->row_high = nlp->row_low + rows;
  add_rows(nlp);
  add_unknowns(nlp, wish->margin_bar, wish->units);
  add_law_slacks(nlp);
  list_entries(nlp);
  *made = nlp;
  return TL_OK;
}

void tli_nlp_start_units(const tli_nlp *nlp, double *x) {
  for (size_t u = 0; u < nlp->unit_count; u++) {
    x[nlp->units[u].unknown_flow] = nlp->units[u].flow;
    if (nlp->units[u].unknown_speed >= 0) x[nlp->units[u].unknown_speed] = nlp->units[u].speed;
  }
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

double tli_nlp_violation(const tli_nlp *nlp, const double *x) {
  double sum = 0.0;
  for (size_t j = nlp->first_give; j < nlp->unknowns; j++) sum += nlp->cost[j] * x[j];
  return sum;
}

/* Towards the middle of pressure limits, and to no flow where a ring of joined elements leaves it open. */
static const double pull_unit_bar = 50.0, flow_unit_kg_s = 1000.0;

/* A working station whose units are not in the program. */
static bool is_free_station(const tli_nlp *nlp, size_t k) {
  return nlp->lift_price > 0.0 && nlp->m->arcs[k].machines != NULL && nlp->mode[k] == TLI_WORKING;
}

double tli_nlp_objective(const tli_nlp *nlp, const double *x) {
  double sum = tli_nlp_violation(nlp, x);
  for (size_t i = 0; i < nlp->m->node_count; i++) {
    const double off = (x[i] - nlp->reference[i]) / pull_unit_bar;
    sum += 0.5 * pull * off * off;
  }
  for (size_t k = 0; k < nlp->m->arc_count; k++) {
    const double q = x[nlp->m->node_count + k] / flow_unit_kg_s;
    sum += 0.5 * pull * q * q;
    if (is_free_station(nlp, k)) sum += nlp->lift_price * (x[nlp->m->arcs[k].to] - x[nlp->m->arcs[k].from]);
  }
  return sum;
}

void tli_nlp_gradient(const tli_nlp *nlp, const double *x, double *gradient) {
  const size_t n = nlp->m->node_count;
  for (size_t j = 0; j < nlp->unknowns; j++) gradient[j] = j < n + nlp->m->arc_count ? 0.0 : nlp->cost[j];
  for (size_t i = 0; i < n; i++) gradient[i] = pull * (x[i] - nlp->reference[i]) / (pull_unit_bar * pull_unit_bar);
  for (size_t j = n; j < n + nlp->m->arc_count; j++) gradient[j] = pull * x[j] / (flow_unit_kg_s * flow_unit_kg_s);
  for (size_t k = 0; k < nlp->m->arc_count; k++) {
    if (!is_free_station(nlp, k)) continue;
    gradient[nlp->m->arcs[k].to] += nlp->lift_price;
    gradient[nlp->m->arcs[k].from] -= nlp->lift_price;
  }
}

static double balance(const tli_nlp *nlp, int node, const double *x) {
  const tli_model *m = nlp->m;
  const tli_model_node *at = &m->nodes[node];
  double sum = 0.0;
  for (int e = at->first_end; e < at->first_end + at->ends; e++)
    sum += m->ends[e].sign * x[m->node_count + (size_t)m->ends[e].arc];
  if (nlp->cut[node] >= 0) sum += (at->withdrawal > 0.0 ? 1.0 : -1.0) * x[nlp->cut[node]];
  return sum;
}

static tli_jet unit_jet(const tli_nlp *nlp, int kind, const tli_nlp_unit *u, const double *x) {
  int at[TLI_UNIT_UNKNOWNS];
  double local[TLI_UNIT_UNKNOWNS];
  unknowns_of(nlp, u, at);
  for (int i = 0; i < TLI_UNIT_UNKNOWNS; i++) local[i] = at[i] >= 0 ? x[at[i]] : 0.0;
  return kind == STAGE ? tli_unit_mass_at(&nlp->m->potential, u, local)
                       : tli_unit_row_at(&nlp->m->potential, u, (tli_unit_row)(kind - UNIT), local);
}

static double unit_value(const tli_nlp *nlp, size_t r, const double *x) {
  const int kind = nlp->row[r].kind;
  const size_t first = (size_t)nlp->row[r].where, end = kind == STAGE ? stage_end(nlp, first) : first + 1;
  double sum = kind == STAGE ? -x[nlp->m->node_count + (size_t)nlp->units[first].arc] : 0.0;
  for (size_t u = first; u < end; u++) sum += unit_jet(nlp, kind, &nlp->units[u], x).value;
  return sum;
}

/* In the order of list_unit_entries; gives the place behind the last. */
static double *unit_slopes(const tli_nlp *nlp, size_t r, const double *x, double *v) {
  const int kind = nlp->row[r].kind;
  const size_t first = (size_t)nlp->row[r].where, end = kind == STAGE ? stage_end(nlp, first) : first + 1;
  int at[TLI_UNIT_UNKNOWNS];
  for (size_t u = first; u < end; u++) {
    const tli_jet jet = unit_jet(nlp, kind, &nlp->units[u], x);
    unknowns_of(nlp, &nlp->units[u], at);
    for (int i = 0; i < TLI_UNIT_UNKNOWNS; i++)
      if (at[i] >= 0) *v++ = jet.slope[i];
  }
  if (kind == STAGE) *v++ = -1.0;
  return v;
}

void tli_nlp_constraints(const tli_nlp *nlp, const double *x, double *g) {
  const tli_model *m = nlp->m;
  const double *slack = x + nlp->first_slack;
  for (size_t r = 0; r < nlp->rows; r++) {
    const int kind = nlp->row[r].kind, at = nlp->row[r].where;
    if (kind == BALANCE) {
      g[r] = balance(nlp, at, x);
    } else if (kind == UNDER || kind == OVER) {
      g[r] = kind == UNDER ? x[at] + x[nlp->under[at]] : x[at] - x[nlp->over[at]];
    } else {
      const size_t arc = kind >= STAGE ? (size_t)nlp->units[at].arc : (size_t)at;
      const tli_arc *a = &m->arcs[arc];
      const double p_from = x[a->from], p_to = x[a->to], q = x[m->node_count + arc];
      g[r] = p_from - p_to;
      if (kind == FRICTION) g[r] = tli_nlp_law(m, at, p_from, p_to, q, nlp->smooth_share);
      if (kind == LOSS) g[r] -= a->loss * q / root_of(q, loss_smooth_kg_s);
      if (kind == RISE) g[r] = -g[r];
      if (kind == RATIO) g[r] = p_to - a->ratio_max * p_from;
      if (kind >= STAGE) g[r] = unit_value(nlp, r, x);
      if (nlp->elastic & TLI_ELASTIC_LAWS) {
        g[r] += slack[0] - slack[1];
        slack += 2;
      }
    }
  }
}

static void friction_slopes(const tli_nlp *nlp, int at, const double *x, double *slopes) {
  const tli_arc *a = &nlp->m->arcs[at];
  const double q = x[nlp->m->node_count + (size_t)at], smooth = smooth_of(a, nlp->smooth_share),
               root = root_of(q, smooth);
  double from, to;
  (void)tli_potential_at(&nlp->m->potential, x[a->from], &from, NULL);
  (void)tli_potential_at(&nlp->m->potential, x[a->to], &to, NULL);
  double rho_slope;
  const double rho = tli_potential_density(&nlp->m->potential, 0.5 * (x[a->from] + x[a->to]), &rho_slope, NULL);
  slopes[0] = (from - a->rise * rho * rho_slope) / friction_weight_bar;
  slopes[1] = (-to - a->rise * rho * rho_slope) / friction_weight_bar;
  slopes[2] = -a->c_level * (2.0 * q * q + smooth * smooth) / root / friction_weight_bar;
}

void tli_nlp_jacobian(const tli_nlp *nlp, const double *x, double *values) {
  const tli_model *m = nlp->m;
  double *v = values;
  for (size_t r = 0; r < nlp->rows; r++) {
    const int kind = nlp->row[r].kind, at = nlp->row[r].where;
    if (kind == BALANCE) {
      const tli_model_node *node = &m->nodes[at];
      for (int e = node->first_end; e < node->first_end + node->ends; e++) *v++ = m->ends[e].sign;
      if (nlp->cut[at] >= 0) *v++ = node->withdrawal > 0.0 ? 1.0 : -1.0;
    } else if (kind == UNDER || kind == OVER) {
      *v++ = 1.0;
      *v++ = kind == UNDER ? 1.0 : -1.0;
      continue;
    }
    if (kind >= STAGE) {
      v = unit_slopes(nlp, r, x, v);
    } else if (kind == FRICTION) {
      friction_slopes(nlp, at, x, v);
      v += 3;
    } else if (is_law(kind)) {
      const double q = x[m->node_count + (size_t)at], root = root_of(q, loss_smooth_kg_s);
      *v++ = kind == RATIO ? -m->arcs[at].ratio_max : kind == RISE ? -1.0 : 1.0;
      *v++ = kind == RATIO || kind == RISE ? 1.0 : -1.0;
      if (kind == LOSS) *v++ = -m->arcs[at].loss * loss_smooth_kg_s * loss_smooth_kg_s / (root * root * root);
    }
    if (nlp->elastic & TLI_ELASTIC_LAWS && is_law(kind)) {
      *v++ = 1.0;
      *v++ = -1.0;
    }
  }
}

/* Half of the second derivative of rho(p_mean)^2 by p_mean, so that the four second derivatives by the ends are a
 * quarter of twice this each. */
static double lift_curvature(const tli_nlp *nlp, const tli_arc *a, const double *x) {
  double first, second;
  const double rho = tli_potential_density(&nlp->m->potential, 0.5 * (x[a->from] + x[a->to]), &first, &second);
  return a->rise * 0.5 * (first * first + rho * second);
}

static void friction_curvature(const tli_nlp *nlp, const double *x, int at, double weight, double *values,
                               double *mixed) {
  const tli_arc *a = &nlp->m->arcs[at];
  const double q = x[nlp->m->node_count + (size_t)at], smooth = smooth_of(a, nlp->smooth_share), e2 = smooth * smooth;
  const double root = root_of(q, smooth);
  double from, to;
  (void)tli_potential_at(&nlp->m->potential, x[a->from], NULL, &from);
  (void)tli_potential_at(&nlp->m->potential, x[a->to], NULL, &to);
  const double lift = a->rise != 0.0 ? lift_curvature(nlp, a, x) : 0.0;
  values[a->from] += weight * (from - lift);
  values[a->to] -= weight * (to + lift);
  *mixed = -weight * lift;
  values[nlp->m->node_count + (size_t)at] -= weight * a->c_level * q * (2.0 * q * q + 3.0 * e2) / (root * root * root);
}

enum { UNIT_CURVES = 10 }; /* entries a unit, by rows of the lower triangle of its unknowns */

static void unit_curvatures(const tli_nlp *nlp, const double *x, const double *multipliers, double *values) {
  memset(values, 0, UNIT_CURVES * nlp->unit_count * sizeof *values);
  for (size_t r = 0; r < nlp->rows; r++) {
    const int kind = nlp->row[r].kind;
    if (kind < STAGE || multipliers[r] == 0.0) continue;
    const size_t first = (size_t)nlp->row[r].where, end = kind == STAGE ? stage_end(nlp, first) : first + 1;
    for (size_t u = first; u < end; u++) {
      const tli_jet jet = unit_jet(nlp, kind, &nlp->units[u], x);
      for (int e = 0; e < UNIT_CURVES; e++) values[UNIT_CURVES * u + (size_t)e] += multipliers[r] * jet.curve[e];
    }
  }
}

void tli_nlp_hessian(const tli_nlp *nlp, const double *x, double factor, const double *multipliers, double *values) {
  const tli_model *m = nlp->m;
  const size_t n = m->node_count;
  for (size_t j = 0; j < n + m->arc_count; j++)
    values[j] = factor * pull / (j < n ? pull_unit_bar * pull_unit_bar : flow_unit_kg_s * flow_unit_kg_s);
  size_t mixed = n + m->arc_count; /* the entries behind the diagonal: nlp->curved of them, one a sloping pipe */
  for (size_t r = 0; r < nlp->rows; r++) {
    const int kind = nlp->row[r].kind, at = nlp->row[r].where;
    if (kind == FRICTION) {
      double unused;
      friction_curvature(nlp, x, at, multipliers[r] / friction_weight_bar, values,
                         m->arcs[at].rise != 0.0 ? &values[mixed++] : &unused);
    } else if (kind == LOSS) {
      const double q = x[n + (size_t)at], e2 = loss_smooth_kg_s * loss_smooth_kg_s, root = root_of(q, loss_smooth_kg_s);
      values[n + (size_t)at] += multipliers[r] * m->arcs[at].loss * 3.0 * e2 * q / (root * root * root * root * root);
    }
  }
  unit_curvatures(nlp, x, multipliers, &values[mixed]);
}

size_t tli_nlp_hessian_entries(const tli_nlp *nlp, int *row, int *column) {
  const size_t diagonal = nlp->m->node_count + nlp->m->arc_count;
  size_t count = 0;
  for (; count < diagonal; count++)
    if (row != NULL) row[count] = column[count] = (int)count;
  for (size_t r = 0; r < nlp->rows; r++) {
    if (nlp->row[r].kind != FRICTION) continue;
    const tli_arc *a = &nlp->m->arcs[nlp->row[r].where];
    if (a->rise == 0.0) continue;
    if (row != NULL) {
      row[count] = a->from > a->to ? a->from : a->to;
      column[count] = a->from < a->to ? a->from : a->to;
    }
    count++;
  }
  for (size_t u = 0; u < nlp->unit_count; u++) {
    int at[TLI_UNIT_UNKNOWNS];
    unknowns_of(nlp, &nlp->units[u], at);
    for (int i = 0; i < TLI_UNIT_UNKNOWNS; i++)
      for (int k = 0; k <= i; k++, count++) {
        if (row == NULL) continue;
        const int a = at[i] >= 0 ? at[i] : at[0], b = at[k] >= 0 ? at[k] : at[0]; /* no speed: nothing is added there */
        row[count] = a > b ? a : b;
        column[count] = a < b ? a : b;
      }
  }
  return count;
}
