/* Heat and several gases together: what each cell holds by blend, what has passed each face by blend, and the enthalpy
 * of both; see docs/theory/transient-mixing.md.
 *
 * Counted in kg along a piece, the gas lies still and the faces move: face k stands at x_k at the beginning of a step
 * and at x_k - N_k once N_k has passed it. The reel says which blend lies where on that ruler: what has entered at the
 * first end below 0, the stock, what has entered at the last end. What passed a face is the stretch from x_k - N_k to
 * x_k, what a cell holds is that between its two faces; both add up to the cell's mass and to each gas's.
 *
 *     E = sum m_b h_b(p,T) + M (w + g z) - p V        rho = M / sum (m_b/rho_b)
 *     energy through a face within a step:  sum P_b h_b(p_u,T_u),  P_b kg of blend b, u the cell upstream
 *
 * Where a front is near, all that has passed in the step carries the enthalpy of the end of the step: what the first
 * stage has counted is taken back. Elsewhere the two stages weigh as in heat.c. */
#include "transient/tli_transient.h"

enum { MOST_FILLINGS = 30 };
static const double sliver = 1e-11; /* of a stretch: rounding, no gas */

#define NEED(pointer, type, count) \
  if (((pointer) = TLI_NEW_N(x->arena, type, (count) + 1)) == NULL) return TLI_NO_MEMORY(error, "the compositions")

tl_code tli_lading_build(tl_transient *x, tl_error *error) {
  tli_warmth *w = x->warmth;
  tli_lading *g;
  NEED(x->lading, tli_lading, 1);
  g = x->lading;
  double **by_face[] = {&g->first_q, &g->first_w, &g->q_at, &g->pass, &g->pass_q, &g->pass_p, &g->pass_t};
  NEED(g->h_left, double, x->points);
  NEED(g->h_right, double, x->points);
  for (size_t i = 0; i < TLI_COUNT(by_face); i++) NEED(*by_face[i], double, x->faces);
  NEED(g->mixed, bool, x->faces);
  NEED(g->backwards, bool, x->faces);
  /* what leaves a junction has an enthalpy of its own */
  double **by_junction[] = {&w->leave_h, &w->leave_hp, &w->leave_ht, &w->next_leave};
  for (size_t i = 0; i < TLI_COUNT(by_junction); i++) NEED(*by_junction[i], double, x->junction_count);
  return TL_OK;
}

/* ---- the reel ------------------------------------------------------------------------------------------------ */

/* upto [kg]: where the blend ends on the ruler. */
static void reel_put(tl_transient *x, double upto, size_t blend) {
  tli_lading *g = x->lading;
  if (g->reel_count > 0) {
    tli_stretch *last = &g->reel[g->reel_count - 1];
    if (last->blend == blend || upto <= last->upto) {
      last->upto = tli_max(last->upto, upto);
      return;
    }
  }
  if (!TLI_PUSH_ROOM(x->arena, g->reel, g->reel_room, g->reel_count)) {
    x->cargo->lost = x->cargo->no_memory = true;
    return;
  }
  g->reel[g->reel_count++] = (tli_stretch){upto, blend};
}

/* in: kg that have entered at both ends since the step began (below 0: left). Gives the kg in stock. */
static double wind_up(tl_transient *x, size_t piece, const double in[2]) {
  const tli_cargo *c = x->cargo;
  const tli_piece *s = &x->pieces[piece];
  const tli_queue *stock = &c->stock[piece], *ends[2] = {&c->leaving[s->from], &c->leaving[s->to]};
  double at = 0.0, entered = 1.0;
  x->lading->reel_count = 0;
  for (size_t i = ends[0]->count; i-- > 0 && in[0] > 0.0;) { /* what has entered last lies at the end */
    entered -= ends[0]->list[i].kg;
    reel_put(x, i == 0 ? 0.0 : -in[0] * entered, ends[0]->list[i].blend);
  }
  for (size_t i = 0; i < stock->count; i++) {
    at += stock->list[i].kg;
    if (stock->list[i].kg > 0.0 || stock->count == 1) reel_put(x, at, stock->list[i].blend);
  }
  double beyond = at;
  for (size_t i = 0; i < ends[1]->count && in[1] > 0.0; i++)
    reel_put(x, beyond += in[1] * ends[1]->list[i].kg, ends[1]->list[i].blend);
  return at;
}

/* The stretch that lies at a place; the first and the last go on. */
static size_t reel_at(const tli_lading *g, double place) {
  size_t low = 0, high = g->reel_count - 1;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (g->reel[middle].upto <= place)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* The next blend from *at to `to`; false: nothing is left. Slivers are left out. */
static bool unwind(const tli_lading *g, size_t *index, double *at, double to, double least, double *kg, size_t *blend) {
  while (*at < to && *index < g->reel_count) {
    const double end = *index + 1 == g->reel_count ? to : tli_min(g->reel[*index].upto, to);
    *kg = end - *at;
    *blend = g->reel[*index].blend;
    *at = end;
    (*index)++;
    if (*kg > least) return true;
  }
  return false;
}

/* ---- what a stretch holds -------------------------------------------------------------------------------------- */

/* Sums over the blends, kg, m3 and their products with the slopes; v: as tli_caloric_read gives it. */
typedef struct content {
  double kg, volume, by_p, by_t, h, h_p, h_t, mu, v[7];
  double first_rho, first_h, last_rho, last_h; /* of the blends at its ends */
  size_t blends, blend;
} content;

static void add_blend(const tl_transient *x, content *c, double kg, size_t blend, double p_pa, double t_k) {
  double *v = c->v;
  tli_caloric_read(tli_cargo_caloric(x, blend), p_pa, t_k, v);
  const double volume = kg / v[0];
  if (c->blends++ == 0) {
    c->first_rho = v[0];
    c->first_h = v[3];
  }
  c->last_rho = v[0];
  c->last_h = v[3];
  c->blend = blend;
  c->kg += kg;
  c->volume += volume;
  c->by_p += volume * v[1] / v[0];
  c->by_t += volume * v[2] / v[0];
  c->h += kg * v[3];
  c->h_p += kg * v[4];
  c->h_t += kg * v[5];
  c->mu += volume * v[6];
}

/* The state of all of it at one p and T, in c->v. */
static void state_of(content *c) {
  if (c->blends == 1) return; /* as read */
  const double rho = c->kg / c->volume;
  const double v[7] = {rho,
                       rho * c->by_p / c->volume,
                       rho * c->by_t / c->volume,
                       c->h / c->kg,
                       c->h_p / c->kg,
                       c->h_t / c->kg,
                       c->mu / c->volume};
  for (size_t i = 0; i < TLI_COUNT(v); i++) c->v[i] = v[i];
}

static content content_of(const tl_transient *x, double from, double to, double p_pa, double t_k) {
  const tli_lading *g = x->lading;
  content c = {0};
  size_t index = reel_at(g, from), blend;
  double at = from, kg;
  while (unwind(g, &index, &at, to, sliver * (to - from), &kg, &blend)) add_blend(x, &c, kg, blend, p_pa, t_k);
  if (c.blends == 0) add_blend(x, &c, 1.0, g->reel[reel_at(g, from)].blend, p_pa, t_k);
  state_of(&c);
  return c;
}

static void set_point(tl_transient *x, size_t i, const content *c, double gh_per_volume) {
  tli_warmth *w = x->warmth;
  x->rho[i] = c->v[0];
  w->rho_p[i] = c->v[1];
  w->rho_t[i] = c->v[2];
  w->h[i] = c->v[3];
  w->h_p[i] = c->v[4];
  w->h_t[i] = c->v[5];
  x->mu[i] = c->v[6];
  w->p_at[i] = x->now.p[i];
  x->cargo->pure[i] = c->blends == 1 ? c->blend : SIZE_MAX;
  /* a kilogram more of the blend at either face takes the room of that blend */
  w->by_left[i] = gh_per_volume * (1.0 - c->v[0] / c->first_rho);
  w->by_right[i] = -gh_per_volume * (1.0 - c->v[0] / c->last_rho);
  x->lading->h_left[i] = c->first_h;
  x->lading->h_right[i] = c->last_h;
}

/* ---- faces ------------------------------------------------------------------------------------------------------ */

static double passed_kg(const tl_transient *x, size_t face) {
  const tli_cargo *c = x->cargo;
  return c->carried_first_s * x->lading->first_q[face] + c->carried_second_s * x->now.q[face];
}

/* Whether anything but one blend is near: in what has passed, upstream, one further, downstream. */
static bool is_mixed(const tl_transient *x, const tli_piece *s, size_t k, double place, double passed) {
  const tli_lading *g = x->lading;
  const size_t *pure = x->cargo->pure + s->point;
  const double low = tli_min(place, place - passed), high = tli_max(place, place - passed);
  size_t index = reel_at(g, low), seen = 0, blend, first = SIZE_MAX;
  double at = low, kg;
  while (unwind(g, &index, &at, high, sliver * (high - low), &kg, &blend)) {
    if (seen++ == 0) first = blend;
    if (blend != first) return true;
  }
  const size_t up = passed < 0.0 ? k + 1 : k, down = passed < 0.0 ? k : k + 1;
  if (seen == 0) first = pure[up];
  const bool further = passed < 0.0 ? k + 2 <= s->cells : k > 0;
  return first == SIZE_MAX || pure[up] != first || pure[down] != first ||
         (further && pure[passed < 0.0 ? k + 2 : k - 1] != first);
}

static void pass_face(tl_transient *x, const tli_piece *s, size_t k, double place, double passed) {
  tli_lading *g = x->lading;
  const tli_warmth *w = x->warmth;
  const size_t f = s->face + k;
  const bool back = g->backwards[f] = passed < 0.0;
  const double first_s = x->cargo->carried_first_s, second_s = x->cargo->carried_second_s;
  const size_t up = s->point + (back ? k + 1 : k);
  const bool further = back ? k + 2 <= s->cells : k > 0;
  const double *t = x->now.t;
  const double phi = further && (x->now.q[f] < 0.0) == back ? w->limiter[f] : 0.0;
  const double at_face = t[up] + (further ? 0.5 * phi * (t[up] - t[back ? up + 1 : up - 1]) : 0.0);
  const double low = back ? place : place - passed, high = back ? place - passed : place, sign = back ? -1.0 : 1.0;
  content c = {0};
  size_t index = reel_at(g, low), blend;
  double at = low, kg;
  while (unwind(g, &index, &at, high, sliver * (high - low), &kg, &blend))
    add_blend(x, &c, kg, blend, x->now.p[up], at_face);
  g->pass[f] = (sign * c.h - first_s * g->first_w[f]) / second_s;
  g->pass_p[f] = sign * c.h_p / second_s;
  g->pass_t[f] = sign * c.h_t * (1.0 + 0.5 * phi) / second_s;
  /* a kilogram more is of the blend that is next */
  content next = {0};
  add_blend(x, &next, 1.0, g->reel[reel_at(g, place - passed)].blend, x->now.p[up], at_face);
  g->pass_q[f] = next.h;
}

double tli_lading_pass_w(const tl_transient *x, const tli_piece *s, size_t k, size_t without) {
  const tli_lading *g = x->lading;
  const tli_warmth *w = x->warmth;
  const size_t f = s->face + k, up = tli_lading_upstream(x, s, k);
  const double p = up == s->point ? x->now.jp[s->from] : up == s->point + s->cells ? x->now.jp[s->to] : x->now.p[up];
  return g->pass[f] + g->pass_q[f] * (x->now.q[f] - g->q_at[f]) + g->pass_p[f] * (p - w->p_at[up]) +
         (up == without ? 0.0 : g->pass_t[f] * w->dt[up]);
}

size_t tli_lading_upstream(const tl_transient *x, const tli_piece *s, size_t k) {
  return s->point + (x->lading->backwards[s->face + k] ? k + 1 : k);
}

/* Temperatures, not enthalpies, tell the slope where gases differ. */
void tli_lading_limit(tl_transient *x, const tli_piece *s) {
  const double *t = x->now.t + s->point, *q = x->now.q + s->face;
  for (size_t k = 0; k < s->cells; k++) {
    if (!x->lading->mixed[s->face + k]) continue;
    const bool back = q[k] < 0.0;
    double *phi = &x->warmth->limiter[s->face + k];
    *phi = 0.0;
    if (back ? k + 2 > s->cells : k == 0) continue;
    const size_t up = back ? k + 1 : k, down = back ? k : k + 1, further = back ? k + 2 : k - 1;
    *phi = tli_heat_van_leer(t[down] - t[up], t[up] - t[further]);
  }
}

void tli_lading_keep_first(tl_transient *x) {
  tli_lading *g = x->lading;
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    for (size_t i = 0; i < s->cells; i++) {
      const size_t f = s->face + i;
      g->first_q[f] = x->now.q[f];
      g->first_w[f] = tli_heat_enthalpy_w(x, s, i);
    }
  }
}

/* What half cells hold more than at the last refresh, for their flows have changed: kg, and J beside those kg with the
 * junction's own enthalpy. */
void tli_lading_moved(const tl_transient *x, size_t j, double gh, double *kg, double *energy_j) {
  const tli_lading *g = x->lading;
  const double own = x->warmth->jh[j];
  *kg = *energy_j = 0.0;
  for (size_t a = x->adjacent_start[j]; a < x->adjacent_start[j + 1]; a++) {
    const tli_piece *s = &x->pieces[x->adjacent[a] / 2];
    const bool first = x->adjacent[a] % 2 == 0;
    const size_t f = first ? s->face : s->face + s->cells - 1, i = first ? s->point : s->point + s->cells;
    const double in = gh * (first ? -1.0 : 1.0) * (x->now.q[f] - g->q_at[f]), out = in * s->end_weight[first ? 0 : 1];
    *kg += in - out;
    *energy_j += in * ((first ? g->h_right : g->h_left)[i] - own) - out * ((first ? g->h_left : g->h_right)[i] - own);
  }
}

/* ---- all states ---------------------------------------------------------------------------------------------------
 */

/* Nothing but one blend in it and before its ends. */
static bool is_alone(const tl_transient *x, size_t piece) {
  const tli_cargo *c = x->cargo;
  const tli_piece *s = &x->pieces[piece];
  if (c->standing) return true;
  const tli_queue *queues[3] = {&c->stock[piece], &c->leaving[s->from], &c->leaving[s->to]};
  for (size_t q = 0; q < 3; q++)
    for (size_t i = 0; i < queues[q]->count; i++)
      if (queues[q]->list[i].blend != c->stock[piece].list[0].blend) return false;
  return c->stock[piece].count == 1;
}

/* How much has entered at the ends is what fills their half cells beside what has passed on. Gives the kg in stock. */
static double fill_ends(tl_transient *x, size_t piece, double in[2]) {
  const tli_cargo *c = x->cargo;
  const tli_piece *s = &x->pieces[piece];
  const double room = 0.5 * s->strings * s->area_m2 * s->cell_m;
  const double inner[2] = {c->half[2 * piece] - passed_kg(x, s->face), passed_kg(x, s->face + s->cells - 1)};
  in[0] = in[1] = 0.0;
  if (!c->standing) tli_cargo_entered(x, piece, in);
  double stock = wind_up(x, piece, in);
  if (is_alone(x, piece)) return stock;
  for (int again = 0; again < MOST_FILLINGS && x->lading->reel_count > 0; again++) {
    const double last = stock - c->half[2 * piece + 1] - inner[1];
    const content first = content_of(x, -in[0], inner[0], x->now.jp[s->from], x->now.jt[s->from]);
    const content second = content_of(x, last, stock + in[1], x->now.jp[s->to], x->now.jt[s->to]);
    const double lacks[2] = {room - (inner[0] + in[0]) / first.v[0], room - (stock + in[1] - last) / second.v[0]};
    if (fabs(lacks[0]) <= 1e-12 * room && fabs(lacks[1]) <= 1e-12 * room) break;
    in[0] += lacks[0] * first.first_rho;
    in[1] += lacks[1] * second.last_rho;
    stock = wind_up(x, piece, in);
  }
  return stock;
}

static void piece_states(tl_transient *x, size_t piece) {
  const tli_cargo *c = x->cargo;
  tli_piece *s = &x->pieces[piece];
  const size_t n = s->cells;
  const double per_volume = x->stage_gh / (s->strings * s->area_m2 * s->cell_m), *half = c->half + 2 * piece;
  double in[2];
  const double stock = fill_ends(x, piece, in);
  if (x->lading->reel_count == 0) return; /* memory ran out */
  double before = -in[0], place = half[0];
  s->several = x->lading->reel_count > 1;
  for (size_t i = 0; i <= n; i++) {
    const bool end = i == 0 || i == n;
    const size_t at = s->point + i;
    const double to = i == n ? stock + in[1] : place - passed_kg(x, s->face + i);
    x->now.p[at] = i == 0 ? x->now.jp[s->from] : i == n ? x->now.jp[s->to] : x->now.p[at];
    x->now.t[at] = i == 0 ? x->now.jt[s->from] : i == n ? x->now.jt[s->to] : x->now.t[at];
    const content held = content_of(x, before, to, x->now.p[at], x->now.t[at]);
    set_point(x, at, &held, end ? 0.0 : per_volume);
    /* what passes on from a half cell is replaced by as much room of what lies outside */
    if (i == 0) s->end_weight[0] = held.first_rho / held.last_rho;
    if (i == n) s->end_weight[1] = held.last_rho / held.first_rho;
    before = to;
    if (i < n) place += x->start.mass[at + 1];
  }
  tli_cargo_touch(x, s);
}

static void piece_passes(tl_transient *x, size_t piece) {
  const tli_piece *s = &x->pieces[piece];
  tli_lading *g = x->lading;
  double place = x->cargo->half[2 * piece];
  for (size_t f = s->face; f < s->face + s->cells; f++) g->q_at[f] = x->now.q[f];
  if (x->cargo->standing || !(x->cargo->carried_second_s > 0.0) || g->reel_count == 0) return;
  for (size_t k = 0; k < s->cells; k++) {
    const size_t f = s->face + k;
    const double passed = passed_kg(x, f);
    if (!g->mixed[f]) g->mixed[f] = s->several && is_mixed(x, s, k, place, passed);
    if (g->mixed[f]) pass_face(x, s, k, place, passed);
    place += x->start.mass[s->point + k + 1];
  }
}

void tli_lading_leaving(const tl_transient *x, size_t j, double p_pa, double t_k, double v[7]) {
  const tli_queue *q = &x->cargo->leaving[j];
  content c = {0};
  for (size_t i = 0; i < q->count; i++) add_blend(x, &c, q->list[i].kg, q->list[i].blend, p_pa, t_k);
  if (c.blends == 0) add_blend(x, &c, 1.0, x->cargo->at[j], p_pa, t_k);
  state_of(&c);
  for (size_t i = 0; i < 7; i++) v[i] = c.v[i];
}

static void junction_states(tl_transient *x, size_t j) {
  tli_warmth *w = x->warmth;
  double v[7], sum[6] = {0.0};
  tli_lading_leaving(x, j, x->now.jp[j], x->now.jt[j], v);
  w->leave_h[j] = v[3];
  w->leave_hp[j] = v[4];
  w->leave_ht[j] = v[5];
  for (size_t a = x->adjacent_start[j]; a < x->adjacent_start[j + 1]; a++) {
    const tli_piece *s = &x->pieces[x->adjacent[a] / 2];
    const size_t i = x->adjacent[a] % 2 == 0 ? s->point : s->point + s->cells;
    const double share = 0.5 * s->strings * s->area_m2 * s->cell_m / x->junctions[j].volume_m3, kg = share * x->rho[i];
    const double of[6] = {kg, share * w->rho_p[i], share * w->rho_t[i], kg * w->h[i], kg * w->h_p[i], kg * w->h_t[i]};
    for (size_t k = 0; k < 6; k++) sum[k] += of[k];
  }
  if (!x->junctions[j].bare)
    for (size_t k = 0; k < 6; k++) v[k] = k < 3 ? sum[k] : sum[k] / sum[0];
  tli_heat_take_junction(x, j, v);
}

void tli_lading_refresh(tl_transient *x) {
  for (size_t k = 0; k < x->piece_count; k++) {
    piece_states(x, k);
    piece_passes(x, k);
  }
  for (size_t j = 0; j < x->junction_count; j++) junction_states(x, j);
}
