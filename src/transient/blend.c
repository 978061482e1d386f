/* Compositions in use, and the states of gas of several; see docs/theory/transient-mixing.md.
 *
 * A blend is so much by mass of each origin: of the run's gas and of each gas that enters anywhere. Gases of one
 * composition share a blend; each has a gas of its own by the law of the run. In a cell that a front stands in, both
 * gases lie side by side: each fills its part of the volume at the cell's pressure.
 */
#include "transient/tli_transient.h"

#include <string.h>

/* Blends closer than this are one; what that leaves goes to the next parcel. A steady start is told from its flows to
 * the last digits, lest that be a change in a day. */
static const double same_share = 1e-8, same_share_at_start = 1e-14;

#define NEED(pointer, type, count) \
  if (((pointer) = TLI_NEW_N(x->arena, type, (count) + 1)) == NULL) return TLI_NO_MEMORY(error, "the compositions")

void tli_cargo_mixture(const tl_transient *x, size_t blend, tl_mixture *mixture) {
  const tli_cargo *c = x->cargo;
  double moles[TL_COMPONENTS] = {0.0}, all = 0.0;
  for (size_t o = 0; o < c->origin_count; o++) {
    double mass = 0.0;
    for (int k = 0; k < TL_COMPONENTS; k++)
      mass += c->origins[o].x[k] * tl_component_molar_mass_kg_mol((tl_component)k);
    for (int k = 0; k < TL_COMPONENTS; k++) moles[k] += c->blends[blend].share[o] / mass * c->origins[o].x[k];
  }
  for (int k = 0; k < TL_COMPONENTS; k++) all += moles[k];
  for (int k = 0; k < TL_COMPONENTS; k++) mixture->x[k] = moles[k] / all;
}

static tl_code make_gas(tl_transient *x, size_t index, bool table, tl_error *error) {
  tli_gas_blend *b = &x->cargo->blends[index];
  tl_mixture mixture;
  tl_gas_quality quality;
  tli_cargo_mixture(x, index, &mixture);
  if (index == 0) {
    b->gas = x->gas;
  } else {
    tl_gas_options options;
    tl_gas_options_default(&options);
    options.model = tl_gas_model(x->gas);
    options.phase_check = false;
    options.table = table && x->warmth == NULL && tl_gas_table(x->gas, NULL);
    options.table_p_max_pa = 30e6;
    options.allocator = x->options.allocator;
    TLI_TRY(tl_gas_create(&mixture, &options, &b->own_gas, error));
    b->gas = b->own_gas;
    if (x->warmth != NULL) {
      const tli_caloric *run = &x->warmth->caloric;
      TLI_TRY(tli_caloric_build(&b->caloric, b->gas, run->p_max_pa, run->usual_h_j_kg, x->options.allocator, error));
      b->caloric.lost = &x->warmth->no_memory;
    }
  }
  b->molar_mass = tl_gas_molar_mass_kg_mol(b->gas);
  TLI_TRY(tl_mixture_quality(&mixture, 298.15, 293.15, &quality, error));
  b->net_j_kg = quality.net_j_kg;
  b->gross_j_kg = quality.gross_j_kg;
  b->gross_j_m3 = quality.gross_j_m3;
  return TL_OK;
}

static void drop(tli_gas_blend *b) {
  tli_caloric_destroy(&b->caloric);
  tl_gas_destroy(b->own_gas);
  *b = (tli_gas_blend){0};
}

tli_caloric *tli_cargo_caloric(const tl_transient *x, size_t blend) {
  return blend == 0 ? &x->warmth->caloric : &x->cargo->blends[blend].caloric;
}

static size_t origin_of(tli_cargo *c, const tl_mixture *mixture) {
  double sum = 0.0;
  for (int k = 0; k < TL_COMPONENTS; k++) sum += mixture->x[k];
  if (!(sum > 0.0)) return 0; /* the run's gas */
  for (size_t o = 0; o < c->origin_count; o++) {
    double apart = 0.0;
    for (int k = 0; k < TL_COMPONENTS; k++) apart = tli_max(apart, fabs(c->origins[o].x[k] - mixture->x[k]));
    if (apart <= 1e-12) return o;
  }
  if (c->origin_count == TLI_MOST_ORIGINS) return SIZE_MAX;
  c->origins[c->origin_count] = *mixture;
  return c->origin_count++;
}

/* Which gases there are: the run's, those that enter, those that events bring. */
static tl_code list_origins(tl_transient *x, tl_error *error) {
  tli_cargo *c = x->cargo;
  const tl_schedule *s = x->schedule;
  c->origins[0] = *tl_gas_mixture(x->gas);
  c->origin_count = 1;
  bool room = true;
  for (size_t i = 0; i < x->network->node_count && x->options.entering != NULL; i++) {
    c->entering_at_start[i] = origin_of(c, &x->options.entering[i]);
    room = room && c->entering_at_start[i] != SIZE_MAX;
  }
  for (size_t e = 0; s != NULL && e < s->event_count; e++)
    if (s->events[e].kind == TL_EVENT_GAS) room = room && origin_of(c, s->events[e].gas) != SIZE_MAX;
  if (!room)
    return tl_fail(error, TL_ERR_INPUT, "more than %d different gases enter this network: give fewer",
                   (int)TLI_MOST_ORIGINS - 1);
  return TL_OK;
}

/* From now on this gas enters there from outside. */
void tli_cargo_enter(tl_transient *x, size_t junction, const tl_mixture *gas) {
  x->cargo->entering[junction] = origin_of(x->cargo, gas);
}

static bool wanted(const tl_transient *x) {
  const tl_schedule *s = x->schedule;
  bool changes = x->options.entering != NULL;
  for (size_t e = 0; s != NULL && e < s->event_count; e++) changes = changes || s->events[e].kind == TL_EVENT_GAS;
  return changes;
}

tl_code tli_cargo_build(tl_transient *x, tl_error *error) {
  if (!wanted(x)) return TL_OK;
  double sum = 0.0;
  for (int k = 0; k < TL_COMPONENTS; k++) sum += tl_gas_mixture(x->gas)->x[k];
  if (!(sum > 0.0))
    return tl_fail(error, TL_ERR_USAGE,
                   "gases of different composition need a gas with a composition; this one is a "
                   "molar mass and a z: give a composition");
  if (x->options.general_sparse)
    return tl_fail(error, TL_ERR_USAGE, "the general sparse yardstick is made for one composition");
  tli_cargo *c = x->cargo = TLI_NEW(x->arena, tli_cargo);
  if (c == NULL) return TLI_NO_MEMORY(error, "the compositions");
  const size_t ends = 2 * x->piece_count, streams = ends + x->part_count;
  double **by_point[] = {&c->k0_p, &c->k1_p, &c->k2_p}, **by_junction[] = {&c->k0_jp, &c->k1_jp, &c->k2_jp, &c->gone};
  size_t **blends[] = {&c->entering, &c->at, &c->at_before, &c->entering_at_start};
  for (size_t i = 0; i < TLI_COUNT(by_point); i++) NEED(*by_point[i], double, x->points);
  for (size_t i = 0; i < TLI_COUNT(by_junction); i++) NEED(*by_junction[i], double, x->junction_count);
  for (size_t i = 0; i < TLI_COUNT(blends); i++) NEED(*blends[i], size_t, x->junction_count);
  NEED(c->pure, size_t, x->points);
  NEED(c->touched, bool, x->points);
  NEED(c->pure_before, size_t, x->points);
  NEED(c->origins, tl_mixture, TLI_MOST_ORIGINS);
  NEED(c->stock, tli_queue, x->piece_count);
  NEED(c->stock_before, tli_queue, x->piece_count);
  NEED(c->half, double, ends);
  NEED(c->half_before, double, ends);
  NEED(c->hold, double, TLI_MOST_ORIGINS * x->junction_count);
  NEED(c->hold_before, double, TLI_MOST_ORIGINS * x->junction_count);
  NEED(c->leaving, tli_queue, x->junction_count);
  NEED(c->streams, tli_queue, streams);
  NEED(c->ready, bool, streams);
  NEED(c->waits, bool, streams);
  NEED(c->resolved, bool, x->junction_count);
  NEED(c->waiting, size_t, x->junction_count);
  NEED(c->moved, double, streams);
  NEED(c->first_stage, double, streams);
  TLI_TRY(list_origins(x, error));
  if (!x->options.follow_heat) return TL_OK;
  if (c->origin_count > 1) return tli_lading_build(x, error);
  x->cargo = NULL; /* all that enters is the run's gas */
  return TL_OK;
}

tl_code tli_cargo_gases(tl_transient *x, double p_max_pa, tl_error *error) {
  tli_cargo *c = x->cargo;
  if (c == NULL) return TL_OK;
  c->blend_room = c->origin_count + 16;
  NEED(c->blends, tli_gas_blend, c->blend_room);
  c->blend_count = c->origin_count;
  for (size_t o = 0; o < c->origin_count; o++) {
    c->blends[o].share[o] = 1.0;
    TLI_TRY(make_gas(x, o, true, error));
    if (!(x->uniform_t_k > 0.0)) continue;
    NEED(c->blends[o].isotherm, tli_isotherm, 1);
    TLI_TRY(tli_isotherm_build(c->blends[o].isotherm, c->blends[o].gas, x->uniform_t_k, p_max_pa, x->arena, error));
  }
  return TL_OK;
}

void tli_cargo_destroy(tl_transient *x) {
  for (size_t b = 0; x->cargo != NULL && b < x->cargo->blend_count; b++) drop(&x->cargo->blends[b]);
}

size_t tli_blend_of(tl_transient *x, const double *share) {
  tli_cargo *c = x->cargo;
  size_t found = SIZE_MAX;
  for (size_t b = 0; b < c->blend_count; b++) {
    double apart = 0.0;
    if (c->blends[b].gas == NULL) {
      if (found == SIZE_MAX) found = b;
      continue;
    }
    for (size_t o = 0; o < c->origin_count; o++) apart = tli_max(apart, fabs(c->blends[b].share[o] - share[o]));
    if (apart <= (c->exact ? same_share_at_start : same_share)) return b;
  }
  if (found == SIZE_MAX) {
    if (!TLI_PUSH_ROOM(x->arena, c->blends, c->blend_room, c->blend_count)) {
      c->lost = c->no_memory = true;
      return 0;
    }
    found = c->blend_count++;
  }
  c->blends[found] = (tli_gas_blend){0};
  memcpy(c->blends[found].share, share, c->origin_count * sizeof *share);
  tl_error why;
  const tl_code made = make_gas(x, found, false, &why);
  if (made != TL_OK) {
    c->no_memory = c->no_memory || made == TL_ERR_MACHINE;
    drop(&c->blends[found]);
    c->lost = true;
    return 0;
  }
  return found;
}

bool tli_queue_put(tl_transient *x, tli_queue *queue, double kg, size_t blend) {
  if (!TLI_PUSH_ROOM(x->arena, queue->list, queue->room, queue->count)) {
    x->cargo->lost = x->cargo->no_memory = true;
    return false;
  }
  queue->list[queue->count++] = (tli_parcel){kg, blend};
  return true;
}

static void mark(tli_cargo *c, const tli_queue *queue, size_t count) {
  for (size_t q = 0; q < count; q++)
    for (size_t i = 0; i < queue[q].count; i++) c->blends[queue[q].list[i].blend].used = true;
}

void tli_cargo_clean(tl_transient *x) {
  tli_cargo *c = x->cargo;
  for (size_t b = 0; b < c->blend_count; b++) c->blends[b].used = false;
  mark(c, c->stock, x->piece_count);
  mark(c, c->leaving, x->junction_count);
  for (size_t j = 0; j < x->junction_count; j++) c->blends[c->at[j]].used = c->blends[c->entering[j]].used = true;
  for (size_t b = c->origin_count; b < c->blend_count; b++)
    if (!c->blends[b].used && c->blends[b].gas != NULL) drop(&c->blends[b]);
}

/* ---- states ------------------------------------------------------------------------------------------------- */

static void blend_states(tl_transient *x, size_t blend, size_t n, const double *p, const double *t, double *rho,
                         double *drho, double *mu) {
  const tli_gas_blend *b = &x->cargo->blends[blend];
  if (b->isotherm != NULL)
    tli_isotherm_states(b->isotherm, n, p, rho, drho, mu);
  else
    tli_gas_states(x, b->gas, b->molar_mass, n, p, t, rho, drho, mu);
}

/* What lies in a piece from one end on: what has entered there in this step, its stock less what has left, what has
 * entered at the other end. */
typedef struct reel {
  const tli_queue *parts[3];
  double scale[3], skip; /* kg per kg of the queue, to be left out at the beginning */
  bool backwards;
  size_t part, taken;
  double left;
  size_t blend;
} reel;

static bool wind(reel *r) { /* to the next parcel; false: the last one goes on */
  while (r->part < 3) {
    const tli_queue *q = r->parts[r->part];
    if (q == NULL || r->taken >= q->count) {
      r->part++;
      r->taken = 0;
      continue;
    }
    /* what has entered last lies at the end where the walk begins */
    const bool turned = r->part == 0 || (r->part == 1 && r->backwards);
    const tli_parcel *parcel = &q->list[turned ? q->count - 1 - r->taken : r->taken];
    r->taken++;
    double kg = parcel->kg * r->scale[r->part];
    const double cut = tli_min(kg, r->skip);
    r->skip -= cut;
    kg -= cut;
    r->blend = parcel->blend;
    if (kg <= 0.0) continue;
    r->left = kg;
    return true;
  }
  r->left = INFINITY;
  return false;
}

static bool one_blend(const tl_transient *x, size_t k, double in_from, double in_to, size_t *blend) {
  const tli_cargo *c = x->cargo;
  const tli_piece *s = &x->pieces[k];
  if (c->stock[k].count != 1) return false;
  *blend = c->stock[k].list[0].blend;
  if (c->standing) return true;
  const size_t ends[2] = {s->from, s->to};
  const double in[2] = {in_from, in_to};
  for (int e = 0; e < 2; e++)
    for (size_t i = 0; i < c->leaving[ends[e]].count && in[e] > 0.0; i++)
      if (c->leaving[ends[e]].list[i].blend != *blend) return false;
  return true;
}

static void point_state(tl_transient *x, const tli_piece *s, size_t i, double volume, reel *r) {
  double need = 1.0, rho = 0.0, drho = 0.0, mu = 0.0;
  const size_t at = s->point + i;
  size_t *pure = &x->cargo->pure[at];
  bool first = true;
  while (need > 1e-12) {
    double v[3];
    blend_states(x, r->blend, 1, &x->now.p[at], &x->now.t[at], &v[0], &v[1], &v[2]);
    const double part = tli_min(need, r->left / (v[0] * volume));
    *pure = first || *pure == r->blend ? r->blend : SIZE_MAX;
    first = false;
    rho += part * v[0];
    drho += part * v[1];
    mu += part * v[2];
    need -= part;
    if (part * v[0] * volume >= r->left * (1.0 - 1e-12))
      (void)wind(r);
    else
      r->left -= part * v[0] * volume;
  }
  x->rho[at] = rho;
  x->drho[at] = drho;
  x->mu[at] = mu;
}

void tli_cargo_entered(const tl_transient *x, size_t k, double in[2]) {
  const tli_cargo *c = x->cargo;
  const tli_piece *s = &x->pieces[k];
  const size_t n = s->cells;
  const double cell = s->strings * s->area_m2 * s->cell_m, *q = x->now.q + s->face;
  const double *half = c->half + 2 * k, *first = c->first_stage + 2 * k;
  in[0] = 0.5 * cell * x->rho[s->point] - half[0] + c->carried_first_s * first[0] + c->carried_second_s * q[0];
  in[1] = 0.5 * cell * x->rho[s->point + n] - half[1] - c->carried_first_s * first[1] - c->carried_second_s * q[n - 1];
}

static void piece_states(tl_transient *x, size_t k) {
  const tli_cargo *c = x->cargo;
  const tli_piece *s = &x->pieces[k];
  const size_t n = s->cells;
  const double cell = s->strings * s->area_m2 * s->cell_m, *q = x->now.q + s->face;
  double in[2] = {0.0, 0.0}; /* at both ends since the step began */
  if (!c->standing) tli_cargo_entered(x, k, in);
  size_t blend;
  if (one_blend(x, k, in[0], in[1], &blend)) {
    for (size_t i = s->point; i <= s->point + n; i++) c->pure[i] = blend;
    blend_states(x, blend, n + 1, x->now.p + s->point, x->now.t + s->point, x->rho + s->point, x->drho + s->point,
                 x->mu + s->point);
    return;
  }
  const size_t ends[2] = {s->from, s->to};
  const int up = q[n / 2] >= 0.0 ? 0 : 1;
  reel r = {.backwards = up == 1, .blend = c->stock[k].count > 0 ? c->stock[k].list[0].blend : c->at[ends[up]]};
  if (in[up] > 0.0) r.parts[0] = &c->leaving[ends[up]];
  r.scale[0] = in[up];
  r.parts[1] = &c->stock[k];
  r.scale[1] = 1.0;
  if (in[1 - up] > 0.0) r.parts[2] = &c->leaving[ends[1 - up]];
  r.scale[2] = in[1 - up];
  r.skip = tli_max(-in[up], 0.0);
  (void)wind(&r);
  for (size_t i = 0; i <= n; i++) point_state(x, s, up == 0 ? i : n - i, i == 0 || i == n ? 0.5 * cell : cell, &r);
}

void tli_cargo_touch(tl_transient *x, const tli_piece *s) {
  const tli_cargo *c = x->cargo;
  for (size_t i = s->point; i <= s->point + s->cells; i++) {
    const bool other = i > s->point && c->pure[i] != c->pure[i - 1];
    if (c->pure[i] == SIZE_MAX || c->pure[i] != c->pure_before[i] || other) c->touched[i] = true;
  }
}

void tli_cargo_refresh(tl_transient *x) {
  const tli_cargo *c = x->cargo;
  for (size_t j = 0; j < x->junction_count; j++) {
    double mu;
    x->jrho[j] = x->jdrho[j] = 0.0;
    if (x->junctions[j].bare)
      blend_states(x, c->at[j], 1, &x->now.jp[j], &x->now.jt[j], &x->jrho[j], &x->jdrho[j], &mu);
  }
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    const size_t points[2] = {s->point, s->point + s->cells}, ends[2] = {s->from, s->to};
    for (int e = 0; e < 2; e++) x->now.p[points[e]] = x->now.jp[ends[e]];
    piece_states(x, k);
    tli_cargo_touch(x, s);
    for (int e = 0; e < 2; e++) { /* a junction's density is the mean over its half cells */
      const double weight = 0.5 * s->strings * s->area_m2 * s->cell_m / x->junctions[ends[e]].volume_m3;
      x->jrho[ends[e]] += weight * x->rho[points[e]];
      x->jdrho[ends[e]] += weight * x->drho[points[e]];
    }
  }
}

/* ---- checkpoints ---------------------------------------------------------------------------------------------- */

/* Blends with the numbers they have, then the parcels of each piece. Gases are made again from their shares. */
size_t tli_cargo_packed(const tl_transient *x) {
  const tli_cargo *c = x->cargo;
  if (c == NULL) return 0;
  size_t bytes = sizeof(uint64_t) + c->blend_count * (sizeof(uint64_t) + sizeof c->blends->share);
  for (size_t k = 0; k < x->piece_count; k++) bytes += sizeof(uint64_t) + c->stock[k].count * sizeof(tli_parcel);
  return bytes;
}

static void put_bytes(unsigned char **to, const void *from, size_t bytes) {
  if (bytes > 0) memcpy(*to, from, bytes);
  *to += bytes;
}

void tli_cargo_pack(const tl_transient *x, unsigned char *to) {
  const tli_cargo *c = x->cargo;
  if (c == NULL) return;
  const uint64_t blends = c->blend_count;
  put_bytes(&to, &blends, sizeof blends);
  for (size_t b = 0; b < c->blend_count; b++) {
    const uint64_t used = c->blends[b].gas != NULL;
    put_bytes(&to, &used, sizeof used);
    put_bytes(&to, c->blends[b].share, sizeof c->blends[b].share);
  }
  for (size_t k = 0; k < x->piece_count; k++) {
    const uint64_t count = c->stock[k].count;
    put_bytes(&to, &count, sizeof count);
    put_bytes(&to, c->stock[k].list, c->stock[k].count * sizeof(tli_parcel));
  }
}

typedef struct reader {
  const unsigned char *at;
  size_t left;
} reader;

static bool get_bytes(reader *r, void *to, size_t bytes) {
  if (r->left < bytes) return false;
  memcpy(to, r->at, bytes);
  r->at += bytes;
  r->left -= bytes;
  return true;
}

static tl_code damaged(tl_error *error) { return tl_fail(error, TL_ERR_INPUT, "the checkpoint is damaged"); }

static tl_code unpack_blends(tl_transient *x, reader *r, tl_error *error) {
  tli_cargo *c = x->cargo;
  uint64_t blends;
  if (!get_bytes(r, &blends, sizeof blends) || blends < c->origin_count || blends > r->left) return damaged(error);
  for (size_t b = c->origin_count; b < c->blend_count; b++) drop(&c->blends[b]);
  c->blend_count = c->origin_count;
  for (size_t b = 0; b < blends; b++) {
    uint64_t used;
    tli_gas_blend of = {0};
    if (!get_bytes(r, &used, sizeof used) || !get_bytes(r, of.share, sizeof of.share)) return damaged(error);
    double sum = 0.0;
    for (size_t o = 0; o < TLI_MOST_ORIGINS; o++) sum += of.share[o];
    if (used > 1 || (used == 1 && !(fabs(sum - 1.0) < 1e-3))) return damaged(error);
    if (b < c->origin_count) continue;
    if (!TLI_PUSH_ROOM(x->arena, c->blends, c->blend_room, c->blend_count))
      return TLI_NO_MEMORY(error, "the compositions");
    c->blends[c->blend_count++] = of;
    if (used == 1) TLI_TRY(make_gas(x, b, false, error));
  }
  return TL_OK;
}

tl_code tli_cargo_unpack(tl_transient *x, const unsigned char *from, size_t bytes, tl_error *error) {
  tli_cargo *c = x->cargo;
  reader r = {from, bytes};
  if (c == NULL) return bytes == 0 ? TL_OK : damaged(error);
  TLI_TRY(unpack_blends(x, &r, error));
  for (size_t k = 0; k < x->piece_count; k++) {
    uint64_t count;
    if (!get_bytes(&r, &count, sizeof count) || count == 0 || count > r.left / sizeof(tli_parcel))
      return damaged(error);
    c->stock[k].count = 0;
    for (size_t i = 0; i < count; i++) {
      tli_parcel parcel;
      if (!get_bytes(&r, &parcel, sizeof parcel)) return damaged(error);
      if (parcel.blend >= c->blend_count || c->blends[parcel.blend].gas == NULL || !isfinite(parcel.kg))
        return damaged(error);
      if (!tli_queue_put(x, &c->stock[k], parcel.kg, parcel.blend)) return TLI_NO_MEMORY(error, "the compositions");
    }
  }
  for (size_t j = 0; j < x->junction_count; j++)
    if (c->at[j] >= c->blend_count || c->blends[c->at[j]].gas == NULL || c->entering[j] >= c->origin_count)
      return damaged(error);
  return r.left == 0 ? TL_OK : damaged(error);
}
