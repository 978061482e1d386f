/* Parcels of gas on their way; see docs/theory/transient-mixing.md.
 *
 * Each piece of pipe holds parcels in the order in which they lie, the half cells at its ends included; a junction with
 * pipes holds nothing. After a step is solved, what has passed each end is known: it is taken out there and put in
 * elsewhere, first in, first out, so that a front stays a front. Streams that meet at a junction are each a sequence in
 * time; they are mixed section by section by their flows. What rounding, near-equal blends and rings of machines leave
 * is kept by junction and goes with the next parcel: no kilogram of any gas is lost.
 */
#include "transient/tli_transient.h"

#include <string.h>

enum { MOST_SECTIONS = 8 };
static const double near_share = 0.02; /* by mass */
#define GAMMA 0.29289321881345247560

static size_t part_stream(const tl_transient *x, size_t part) { return 2 * x->piece_count + part; }
static size_t piece_end(const tl_transient *x, size_t end) { /* end: 2 piece + 0 or 1 */
  return end % 2 == 0 ? x->pieces[end / 2].from : x->pieces[end / 2].to;
}
/* Gas comes out of the piece at this end. */
static bool comes_out(const tli_cargo *c, size_t end) {
  return end % 2 == 0 ? c->moved[end] < 0.0 : c->moved[end] > 0.0;
}

static double stock_kg(const tli_queue *q) {
  double sum = 0.0;
  for (size_t i = 0; i < q->count; i++) sum += q->list[i].kg;
  return sum;
}

static void copy_queue(tl_transient *x, tli_queue *to, const tli_queue *from) {
  to->count = 0;
  for (size_t i = 0; i < from->count; i++) (void)tli_queue_put(x, to, from->list[i].kg, from->list[i].blend);
}

/* ---- a piece ------------------------------------------------------------------------------------------------- */

static void take_out(tl_transient *x, size_t end) {
  tli_cargo *c = x->cargo;
  tli_queue *q = &c->stock[end / 2], *out = &c->streams[end];
  const bool front = end % 2 == 0;
  double left = fabs(c->moved[end]);
  out->count = 0;
  while (q->count > 0 && left > 0.0) {
    tli_parcel *next = &q->list[front ? 0 : q->count - 1];
    if (next->kg > left || q->count == 1) { /* the last one may owe what enters later in this step */
      next->kg -= left;
      (void)tli_queue_put(x, out, left, next->blend);
      break;
    }
    left -= next->kg;
    (void)tli_queue_put(x, out, next->kg, next->blend);
    if (front) memmove(q->list, q->list + 1, (q->count - 1) * sizeof *q->list);
    q->count--;
  }
  c->ready[end] = true;
}

/* Parcels shorter than a cell whose gases are nearly one become one: their masses and gases add up. */
static bool joins(tl_transient *x, size_t end, tli_parcel *next, double kg, size_t blend) {
  tli_cargo *c = x->cargo;
  const tli_piece *s = &x->pieces[end / 2];
  const size_t point = end % 2 == 0 ? s->point : s->point + s->cells;
  const double *a = c->blends[next->blend].share, *b = c->blends[blend].share, all = next->kg + kg;
  double share[TLI_MOST_ORIGINS];
  if (!(next->kg > 0.0) || all > s->strings * s->area_m2 * s->cell_m * x->rho[point]) return false;
  for (size_t o = 0; o < c->origin_count; o++) {
    if (fabs(a[o] - b[o]) > near_share) return false;
    share[o] = (next->kg * a[o] + kg * b[o]) / all;
  }
  const size_t both = tli_blend_of(x, share);
  for (size_t o = 0; o < c->origin_count; o++) /* what near-equal blends leave */
    c->hold[TLI_MOST_ORIGINS * piece_end(x, end) + o] += all * (share[o] - c->blends[both].share[o]);
  *next = (tli_parcel){all, both};
  return true;
}

static void put_in(tl_transient *x, size_t end, double kg, size_t blend) {
  tli_queue *q = &x->cargo->stock[end / 2];
  const bool front = end % 2 == 0;
  tli_parcel *next = q->count > 0 ? &q->list[front ? 0 : q->count - 1] : NULL;
  if (next != NULL && next->blend == blend) {
    next->kg += kg;
    return;
  }
  if (next != NULL && joins(x, end, next, kg, blend)) return;
  if (!tli_queue_put(x, q, kg, blend) || !front) return;
  memmove(q->list + 1, q->list, (q->count - 1) * sizeof *q->list);
  q->list[0] = (tli_parcel){kg, blend};
}

/* ---- a junction ---------------------------------------------------------------------------------------------- */

typedef struct meeting {
  const tli_queue *stream[64];
  double kg[64]; /* of the whole stream */
  size_t at[64];
  double left[64]; /* share of the stream that its present parcel still lasts */
  size_t count;
  double in, source; /* kg */
  double out;
} meeting;

static void meet(meeting *m, const tli_queue *stream) {
  const double kg = stock_kg(stream);
  m->in += kg;
  if (!(kg > 0.0) || m->count == TLI_COUNT(m->stream)) return;
  m->stream[m->count] = stream;
  m->kg[m->count] = kg;
  m->left[m->count++] = stream->list[0].kg / kg;
}

static void leaves_by(tl_transient *x, size_t j, meeting *m) {
  const tli_cargo *c = x->cargo;
  m->out = tli_max(c->gone[j], 0.0);
  for (size_t a = x->adjacent_start[j]; a < x->adjacent_start[j + 1]; a++) {
    const size_t end = x->adjacent[a];
    if (comes_out(c, end))
      meet(m, &c->streams[end]);
    else
      m->out += fabs(c->moved[end]);
  }
  for (size_t i = 0; i < x->part_count; i++) {
    const double kg = c->moved[part_stream(x, i)];
    const size_t up = kg >= 0.0 ? x->parts[i].from : x->parts[i].to,
                 down = kg >= 0.0 ? x->parts[i].to : x->parts[i].from;
    if (up == j) m->out += fabs(kg);
    if (down == j && c->ready[part_stream(x, i)]) meet(m, &c->streams[part_stream(x, i)]);
  }
  m->source = tli_max(-c->gone[j], 0.0);
  m->in += m->source;
}

/* What leaves, as shares of the step. */
static void mix(tl_transient *x, size_t j, meeting *m) {
  tli_cargo *c = x->cargo;
  const size_t n = c->origin_count;
  const double *hold = c->hold + TLI_MOST_ORIGINS * j;
  double held = 0.0, done = 0.0;
  for (size_t o = 0; o < n; o++) held += hold[o];
  c->mix.count = 0;
  if (!(m->in > 0.0 || (x->junctions[j].bare && held > 0.0))) {
    (void)tli_queue_put(x, &c->mix, 1.0, c->at[j]);
    return;
  }
  double mean[TLI_MOST_ORIGINS] = {0.0};
  while (done < 1.0 && c->mix.count < MOST_SECTIONS) {
    double section = 1.0 - done, share[TLI_MOST_ORIGINS] = {0.0}, sum = 0.0;
    const bool whole = x->junctions[j].bare || c->mix.count + 1 == MOST_SECTIONS; /* all that is left in one */
    for (size_t s = 0; s < m->count && !whole; s++)
      if (m->at[s] + 1 < m->stream[s]->count) section = tli_min(section, m->left[s]);
    for (size_t s = 0; s < m->count; s++) {
      for (double need = section; need > 0.0;) {
        const bool last = m->at[s] + 1 >= m->stream[s]->count;
        const double part = last ? need : tli_min(need, m->left[s]);
        const double *of = c->blends[m->stream[s]->list[m->at[s]].blend].share;
        for (size_t o = 0; o < n; o++) share[o] += part * m->kg[s] * of[o];
        need -= part;
        m->left[s] -= part;
        if (!last && m->left[s] <= 1e-15) {
          m->at[s]++;
          m->left[s] = m->stream[s]->list[m->at[s]].kg / m->kg[s];
        }
      }
    }
    for (size_t o = 0; o < n; o++) {
      share[o] += section * m->source * c->blends[c->entering[j]].share[o];
      mean[o] += share[o];
      share[o] = tli_max(share[o] + section * hold[o], 0.0);
      sum += share[o];
    }
    for (size_t o = 0; o < n; o++) share[o] /= sum;
    (void)tli_queue_put(x, &c->mix, section, sum > 0.0 ? tli_blend_of(x, share) : c->at[j]);
    done += section;
    if (whole || section <= 0.0) break;
  }
  for (size_t o = 0; o < n; o++) c->hold[TLI_MOST_ORIGINS * j + o] += mean[o];
}

/* Mean and first moment of what leaves, against what was foreseen. */
static bool foreseen(const tli_cargo *c, const tli_queue *was, const tli_queue *is) {
  double apart[2][TLI_MOST_ORIGINS] = {{0.0}};
  const tli_queue *both[2] = {was, is};
  for (int k = 0; k < 2; k++) {
    double done = 0.0;
    for (size_t i = 0; i < both[k]->count; i++) {
      const tli_parcel *p = &both[k]->list[i];
      const double sign = k == 0 ? -1.0 : 1.0, middle = done + 0.5 * p->kg;
      for (size_t o = 0; o < c->origin_count; o++) {
        apart[0][o] += sign * p->kg * c->blends[p->blend].share[o];
        apart[1][o] += sign * p->kg * middle * c->blends[p->blend].share[o];
      }
      done += p->kg;
    }
  }
  for (size_t o = 0; o < c->origin_count; o++)
    if (fabs(apart[0][o]) > 1e-4 || fabs(apart[1][o]) > 1e-4) return false;
  return true;
}

static void part_with(tli_cargo *c, size_t j, double kg, size_t blend) {
  for (size_t o = 0; o < c->origin_count; o++) c->hold[TLI_MOST_ORIGINS * j + o] -= kg * c->blends[blend].share[o];
}

static void arrived(tl_transient *x, size_t j, size_t stream) {
  tli_cargo *c = x->cargo;
  if (c->resolved[j]) { /* in a ring: it goes with the next step */
    for (size_t i = 0; i < c->streams[stream].count; i++)
      part_with(c, j, -c->streams[stream].list[i].kg, c->streams[stream].list[i].blend);
    return;
  }
  if (c->waiting[j] > 0) c->waiting[j]--;
}

static void send_to_piece(tl_transient *x, size_t j, size_t end) {
  tli_cargo *c = x->cargo;
  const double kg = fabs(c->moved[end]);
  for (size_t i = 0; i < c->mix.count; i++) {
    put_in(x, end, kg * c->mix.list[i].kg, c->mix.list[i].blend);
    part_with(c, j, kg * c->mix.list[i].kg, c->mix.list[i].blend);
  }
  const size_t other = end ^ 1U;
  if (!comes_out(c, other) || c->ready[other]) return;
  take_out(x, other);
}

static void send_to_part(tl_transient *x, size_t j, size_t part) {
  tli_cargo *c = x->cargo;
  const size_t stream = part_stream(x, part);
  const double kg = fabs(c->moved[stream]);
  c->streams[stream].count = 0;
  for (size_t i = 0; i < c->mix.count; i++) {
    (void)tli_queue_put(x, &c->streams[stream], kg * c->mix.list[i].kg, c->mix.list[i].blend);
    part_with(c, j, kg * c->mix.list[i].kg, c->mix.list[i].blend);
  }
  c->ready[stream] = true;
}

static void resolve(tl_transient *x, size_t j) {
  tli_cargo *c = x->cargo;
  meeting m = {.count = 0};
  leaves_by(x, j, &m);
  mix(x, j, &m);
  c->resolved[j] = true;
  for (size_t o = 0; o < c->origin_count && m.source > 0.0; o++)
    c->step_net[o] += m.source * c->blends[c->entering[j]].share[o];
  for (size_t i = 0; i < c->mix.count && c->gone[j] > 0.0; i++) {
    const double kg = c->gone[j] * c->mix.list[i].kg;
    part_with(c, j, kg, c->mix.list[i].blend);
    for (size_t o = 0; o < c->origin_count; o++) c->step_net[o] -= kg * c->blends[c->mix.list[i].blend].share[o];
  }
  if (m.out > 0.01 * x->junctions[j].volume_m3 * x->jrho[j] && !foreseen(c, &c->leaving[j], &c->mix)) c->differs = true;
  copy_queue(x, &c->leaving[j], &c->mix);
  if (m.in > 0.0 && c->mix.count > 0) c->at[j] = c->mix.list[c->mix.count - 1].blend; /* none: memory ran out */
  for (size_t a = x->adjacent_start[j]; a < x->adjacent_start[j + 1]; a++) {
    const size_t end = x->adjacent[a], other = end ^ 1U;
    if (comes_out(c, end) || c->moved[end] == 0.0) continue;
    const bool was = c->ready[other];
    send_to_piece(x, j, end);
    if (comes_out(c, other) && !was) arrived(x, piece_end(x, other), other);
  }
  for (size_t i = 0; i < x->part_count; i++) {
    const double kg = c->moved[part_stream(x, i)];
    if ((kg >= 0.0 ? x->parts[i].from : x->parts[i].to) != j) continue;
    send_to_part(x, j, i);
    arrived(x, kg >= 0.0 ? x->parts[i].to : x->parts[i].from, part_stream(x, i));
  }
}

/* ---- a step -------------------------------------------------------------------------------------------------- */

void tli_cargo_stage(tl_transient *x, double first_s, double second_s) {
  if (x->cargo == NULL) return;
  x->cargo->carried_first_s = first_s;
  x->cargo->carried_second_s = second_s;
  if (first_s > 0.0) return; /* a step begins, or has ended; once touched, a point stays so through its iterations */
  memcpy(x->cargo->pure_before, x->cargo->pure, x->points * sizeof *x->cargo->pure);
  memset(x->cargo->touched, 0, x->points * sizeof *x->cargo->touched);
  if (x->lading != NULL) memset(x->lading->mixed, 0, x->faces * sizeof *x->lading->mixed);
}

void tli_cargo_keep_first(tl_transient *x, double gamma_h) {
  tli_cargo *c = x->cargo;
  if (c == NULL) return;
  if (x->lading != NULL) tli_lading_keep_first(x);
  for (size_t k = 0; k < x->piece_count; k++) {
    c->first_stage[2 * k] = x->now.q[x->pieces[k].face];
    c->first_stage[2 * k + 1] = x->now.q[x->pieces[k].face + x->pieces[k].cells - 1];
  }
  for (size_t i = 0; i < x->part_count; i++) c->first_stage[part_stream(x, i)] = x->now.pq[i];
  for (size_t i = 0; i < x->points; i++) c->k1_p[i] = (x->now.p[i] - x->start.p[i]) / gamma_h;
  for (size_t j = 0; j < x->junction_count; j++) c->k1_jp[j] = (x->now.jp[j] - x->start.jp[j]) / gamma_h;
}

void tli_cargo_rates(tl_transient *x, double h, double gamma_h) {
  tli_cargo *c = x->cargo;
  if (c == NULL) return;
  for (size_t i = 0; i < x->points; i++)
    c->k2_p[i] = (x->now.p[i] - x->start.p[i] - (h - gamma_h) * c->k1_p[i]) / gamma_h;
  for (size_t j = 0; j < x->junction_count; j++)
    c->k2_jp[j] = (x->now.jp[j] - x->start.jp[j] - (h - gamma_h) * c->k1_jp[j]) / gamma_h;
}

static void share_halves(tl_transient *x) {
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    const size_t ends[2] = {s->from, s->to}, points[2] = {s->point, s->point + s->cells};
    for (size_t e = 0; e < 2; e++)
      x->cargo->half[2 * k + e] = x->now.jmass[ends[e]] * 0.5 * s->strings * s->area_m2 * s->cell_m *
                                  x->rho[points[e]] / (x->junctions[ends[e]].volume_m3 * x->jrho[ends[e]]);
  }
}

static void measure_flows(tl_transient *x) {
  tli_cargo *c = x->cargo;
  const double first = c->carried_first_s, second = c->carried_second_s, h = first + second;
  memcpy(c->half_before, c->half, 2 * x->piece_count * sizeof(double));
  share_halves(x);
  for (size_t k = 0; k < x->piece_count; k++) {
    const double *q = x->now.q + x->pieces[k].face;
    const double grown[2] = {c->half[2 * k] - c->half_before[2 * k], c->half[2 * k + 1] - c->half_before[2 * k + 1]};
    c->moved[2 * k] = first * c->first_stage[2 * k] + second * q[0] + grown[0];
    c->moved[2 * k + 1] = first * c->first_stage[2 * k + 1] + second * q[x->pieces[k].cells - 1] - grown[1];
  }
  /* the sums of the run are by both stages, in a single Euler step with equal values */
  for (size_t j = 0; j < x->junction_count; j++)
    c->gone[j] = h * ((1.0 - GAMMA) * x->stage_w[0][j] + GAMMA * x->stage_w[1][j]);
  for (size_t i = 0; i < x->part_count; i++) {
    c->moved[part_stream(x, i)] = first * c->first_stage[part_stream(x, i)] + second * x->now.pq[i];
    c->gone[x->parts[i].from] += h * ((1.0 - GAMMA) * x->stage_draw[0][i] + GAMMA * x->stage_draw[1][i]);
  }
  for (size_t i = 0; i < x->hole_count; i++)
    c->gone[x->holes[i].junction] += h * ((1.0 - GAMMA) * x->hole_k[0][i] + GAMMA * x->hole_k[1][i]);
}

static void keep_before(tl_transient *x) {
  tli_cargo *c = x->cargo;
  for (size_t k = 0; k < x->piece_count; k++) copy_queue(x, &c->stock_before[k], &c->stock[k]);
  memcpy(c->hold_before, c->hold, TLI_MOST_ORIGINS * x->junction_count * sizeof *c->hold);
  memcpy(c->at_before, c->at, x->junction_count * sizeof *c->at);
}

bool tli_cargo_move(tl_transient *x) {
  tli_cargo *c = x->cargo;
  keep_before(x);
  measure_flows(x);
  c->differs = false;
  memset(c->step_net, 0, sizeof c->step_net);
  for (size_t j = 0; j < x->junction_count; j++) {
    c->resolved[j] = false;
    c->waiting[j] = 0;
  }
  for (size_t i = 0; i < x->part_count; i++) {
    const double kg = c->moved[part_stream(x, i)];
    c->ready[part_stream(x, i)] = false;
    c->waiting[kg >= 0.0 ? x->parts[i].to : x->parts[i].from]++;
  }
  for (size_t end = 0; end < 2 * x->piece_count; end++) {
    c->ready[end] = false;
    if (!comes_out(c, end)) continue;
    const size_t other = end ^ 1U;
    const bool fed = !comes_out(c, other) && c->moved[other] != 0.0;
    if (!fed || fabs(c->moved[end]) < stock_kg(&c->stock[end / 2]))
      take_out(x, end);
    else
      c->waiting[piece_end(x, end)]++;
  }
  size_t left = x->junction_count;
  while (left > 0) {
    const size_t before = left;
    size_t stuck = SIZE_MAX;
    for (size_t j = 0; j < x->junction_count; j++) {
      if (c->resolved[j]) continue;
      if (c->waiting[j] > 0) {
        if (stuck == SIZE_MAX) stuck = j;
        continue;
      }
      resolve(x, j);
      left--;
    }
    if (left == before && stuck != SIZE_MAX) { /* a ring */
      for (size_t a = x->adjacent_start[stuck]; a < x->adjacent_start[stuck + 1]; a++)
        if (comes_out(c, x->adjacent[a]) && !c->ready[x->adjacent[a]]) take_out(x, x->adjacent[a]);
      resolve(x, stuck);
      left--;
    }
  }
  return c->differs;
}

void tli_cargo_undo(tl_transient *x) {
  tli_cargo *c = x->cargo;
  for (size_t k = 0; k < x->piece_count; k++) copy_queue(x, &c->stock[k], &c->stock_before[k]);
  memcpy(c->hold, c->hold_before, TLI_MOST_ORIGINS * x->junction_count * sizeof *c->hold);
  memcpy(c->at, c->at_before, x->junction_count * sizeof *c->at);
  memcpy(c->half, c->half_before, 2 * x->piece_count * sizeof(double));
  tli_cargo_stage(x, 0.0, 0.0);
}

void tli_cargo_leave(tl_transient *x) {
  tli_cargo *c = x->cargo;
  for (size_t j = 0; j < x->junction_count; j++) {
    c->leaving[j].count = 0;
    (void)tli_queue_put(x, &c->leaving[j], 1.0, c->at[j]);
  }
}

void tli_cargo_accept(tl_transient *x) {
  tli_cargo *c = x->cargo;
  for (size_t o = 0; o < c->origin_count; o++) tli_add_exactly(c->step_net[o], &c->net[o], &c->net_rest[o]);
  tli_cargo_leave(x);
  tli_cargo_stage(x, 0.0, 0.0);
  memcpy(c->k0_p, c->k2_p, x->points * sizeof(double));
  memcpy(c->k0_jp, c->k2_jp, x->junction_count * sizeof(double));
  if (c->blend_count >= c->origin_count + 64) tli_cargo_clean(x);
}

static void held(const tl_transient *x, double *kg) {
  const tli_cargo *c = x->cargo;
  for (size_t o = 0; o < c->origin_count; o++) kg[o] = 0.0;
  for (size_t k = 0; k < x->piece_count; k++)
    for (size_t i = 0; i < c->stock[k].count; i++)
      for (size_t o = 0; o < c->origin_count; o++)
        kg[o] += c->stock[k].list[i].kg * c->blends[c->stock[k].list[i].blend].share[o];
  for (size_t j = 0; j < x->junction_count; j++)
    for (size_t o = 0; o < c->origin_count; o++) kg[o] += c->hold[TLI_MOST_ORIGINS * j + o];
}

/* Within a cell by its mass: where two gases share one, the place is known to that cell. */
double tli_cargo_place_m(const tl_transient *x, size_t piece, double kg) {
  const tli_piece *s = &x->pieces[piece];
  for (size_t i = 0; i <= s->cells; i++) {
    const bool end = i == 0 || i == s->cells;
    const double holds = end ? x->cargo->half[2 * piece + (i == 0 ? 0 : 1)] : x->now.mass[s->point + i];
    const double begin = i == 0 ? 0.0 : ((double)i - 0.5) * s->cell_m, length = end ? 0.5 * s->cell_m : s->cell_m;
    if (kg <= holds) return s->start_m + begin + length * kg / holds;
    kg -= holds;
  }
  return s->start_m + s->length_m;
}

bool tli_cargo_front(const tl_transient *x, size_t point) { return x->cargo->touched[point]; }

bool tli_cargo_front_at(const tl_transient *x, size_t j) {
  bool any = false;
  for (size_t a = x->adjacent_start[j]; a < x->adjacent_start[j + 1]; a++) {
    const tli_piece *s = &x->pieces[x->adjacent[a] / 2];
    any = any || x->cargo->touched[x->adjacent[a] % 2 == 0 ? s->point : s->point + s->cells];
  }
  return any;
}

double tli_cargo_error(const tl_transient *x) {
  const tli_cargo *c = x->cargo;
  double now[TLI_MOST_ORIGINS], all = 0.0, worst = 0.0;
  held(x, now);
  for (size_t o = 0; o < c->origin_count; o++) all += now[o];
  for (size_t o = 0; o < c->origin_count; o++)
    worst = tli_max(worst, fabs(now[o] - c->held_start[o] - c->net[o] - c->net_rest[o]));
  /* and the parcels together are the gas that the cells hold */
  worst = tli_max(worst, fabs(all - tli_held_kg(x)));
  return worst / all;
}

/* ---- the start ----------------------------------------------------------------------------------------------- */

void tli_cargo_start(tl_transient *x) {
  tli_cargo *c = x->cargo;
  c->standing = false;
  share_halves(x);
  memset(c->hold, 0, TLI_MOST_ORIGINS * x->junction_count * sizeof *c->hold);
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    double kg = c->half[2 * k] + c->half[2 * k + 1];
    for (size_t i = 1; i < s->cells; i++) kg += x->now.mass[s->point + i];
    c->stock[k].list[0].kg = kg;
  }
  for (size_t j = 0; j < x->junction_count; j++)
    if (x->junctions[j].bare) part_with(c, j, -x->now.jmass[j], c->at[j]);
  tli_cargo_leave(x);
  tli_cargo_clean(x);
  tli_cargo_stage(x, 0.0, 0.0);
  memset(c->net, 0, sizeof c->net);
  memset(c->net_rest, 0, sizeof c->net_rest);
  held(x, c->held_start);
}

static void add_share(const tli_cargo *c, double kg, size_t blend, double *share, double *sum) {
  for (size_t o = 0; o < c->origin_count; o++) share[o] += kg * c->blends[blend].share[o];
  *sum += kg;
}

/* One sweep over the junctions with the flows as they are. */
static double flood_once(tl_transient *x) {
  tli_cargo *c = x->cargo;
  double largest = 0.0;
  for (size_t j = 0; j < x->junction_count; j++) {
    double share[TLI_MOST_ORIGINS] = {0.0}, sum = 0.0;
    for (size_t a = x->adjacent_start[j]; a < x->adjacent_start[j + 1]; a++) {
      const size_t end = x->adjacent[a];
      const tli_piece *s = &x->pieces[end / 2];
      const double q = end % 2 == 0 ? -x->now.q[s->face] : x->now.q[s->face + s->cells - 1];
      if (q > 0.0) add_share(c, q, c->at[piece_end(x, end ^ 1U)], share, &sum);
    }
    for (size_t i = 0; i < x->part_count; i++) {
      const double q = x->now.pq[i];
      if ((q >= 0.0 ? x->parts[i].to : x->parts[i].from) == j)
        add_share(c, fabs(q), c->at[q >= 0.0 ? x->parts[i].from : x->parts[i].to], share, &sum);
    }
    if (x->now.jw[j] < 0.0) add_share(c, -x->now.jw[j], c->entering[j], share, &sum);
    if (!(sum > 1e-9)) continue;
    for (size_t o = 0; o < c->origin_count; o++) {
      share[o] /= sum;
      largest = tli_max(largest, fabs(share[o] - c->blends[c->at[j]].share[o]));
    }
    c->at[j] = tli_blend_of(x, share);
  }
  return largest;
}

double tli_cargo_flood(tl_transient *x) {
  tli_cargo *c = x->cargo;
  double first = 0.0;
  c->standing = true;
  for (size_t sweep = 0; sweep <= x->junction_count + 100; sweep++) {
    const double moved = flood_once(x);
    if (sweep == 0) first = moved;
    if (moved <= (c->exact ? 1e-13 : 1e-7)) break;
  }
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    c->stock[k].count = 0;
    (void)tli_queue_put(x, &c->stock[k], 1.0, c->at[x->now.q[s->face] >= 0.0 ? s->from : s->to]);
  }
  tli_cargo_leave(x);
  return first;
}
