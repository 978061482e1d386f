/* Checkpoints: everything a run depends on, as it lies in memory, behind a header that says for what it was made. They
 * serve to go on with the same program on the same machine, not to exchange results. */
#include "transient/tli_transient.h"

#include <string.h>

typedef struct header {
  char magic[16];
  uint64_t points, faces, junctions, parts, holes, watches, nodes, links, events, records, happenings, bytes, origins;
  uint64_t packed; /* behind the rest: blends and parcels, as many as there were */
  uint64_t sum;    /* of all bytes behind the header */
} header;
static const char magic[16] = "trunkline-run-3";

/* FNV-1a (Fowler, Noll and Vo; IETF draft-eastlake-fnv): tells damage, not intent. */
static uint64_t sum_of(const unsigned char *bytes, size_t count) {
  uint64_t sum = UINT64_C(0xcbf29ce484222325);
  for (size_t i = 0; i < count; i++) sum = (sum ^ bytes[i]) * UINT64_C(0x100000001b3);
  return sum;
}

/* One walk over the memory serves measuring, saving and restoring. */
typedef struct walk {
  unsigned char *at; /* NULL: measure */
  size_t bytes;
  bool restores;
} walk;

static void pass(walk *w, void *memory, size_t bytes) {
  if (w->at != NULL && bytes > 0) {
    if (w->restores)
      memcpy(memory, w->at + w->bytes, bytes);
    else
      memcpy(w->at + w->bytes, memory, bytes);
  }
  w->bytes += bytes;
}
#define PASS(place) pass(w, &(place), sizeof(place))
#define PASS_N(array, count) pass(w, (array), (count) * sizeof *(array))

/* Fields alone: what else the parameters hold are addresses. */
static void walk_fields(tli_part *p, walk *w) {
  for (size_t f = 0; p->params != NULL && f < p->kind->field_count; f++)
    pass(w, (char *)p->params + p->kind->fields[f].offset, sizeof(double));
  if (p->units == NULL) return;
  PASS_N(p->units->out, p->units->count);
  if (w->restores) tli_units_find(p);
}

static void walk_parts(tl_transient *x, walk *w) {
  for (size_t i = 0; i < x->part_count; i++) {
    tli_part *p = &x->parts[i];
    walk_fields(p, w);
    PASS(p->running);
    PASS(p->opening);
    PASS(p->opening_from);
    PASS(p->opening_to);
    PASS(p->opening_start_s);
    PASS(p->opening_end_s);
    PASS(p->mode);
  }
  for (size_t i = 0; i < x->hole_count; i++) {
    PASS(x->holes[i].area_m2);
    PASS(x->holes[i].lost_kg);
  }
  for (size_t i = 0; i < x->watch_count; i++) {
    PASS(x->watches[i].exceeded_since_s);
    PASS(x->watches[i].p_before);
    PASS(x->watches[i].tripped);
  }
}

/* What the next iteration begins from, where it is not the pressures alone. */
static void walk_last_states(tl_transient *x, walk *w) {
  if (x->warmth == NULL && x->cargo == NULL) return;
  PASS_N(x->rho, x->points);
  PASS_N(x->drho, x->points);
  PASS_N(x->jrho, x->junction_count);
  PASS_N(x->jdrho, x->junction_count);
  for (size_t i = 0; i < x->part_count; i++) PASS(x->parts[i].draw);
  for (size_t i = 0; i < x->hole_count; i++) PASS(x->holes[i].flow);
}

static void walk_gases(tl_transient *x, walk *w) {
  tli_cargo *c = x->cargo;
  if (c == NULL) return;
  PASS_N(c->half, 2 * x->piece_count);
  PASS_N(c->hold, TLI_MOST_ORIGINS * x->junction_count);
  PASS_N(c->entering, x->junction_count);
  PASS_N(c->at, x->junction_count);
  PASS_N(c->k0_p, x->points);
  PASS_N(c->k0_jp, x->junction_count);
  PASS_N(c->pure, x->points);
  PASS(c->held_start);
  PASS(c->net);
  PASS(c->net_rest);
}

static void walk_heat(tl_transient *x, walk *w) {
  tli_warmth *heat = x->warmth;
  if (heat == NULL) return;
  PASS_N(x->now.energy, x->points);
  PASS_N(x->now.jenergy, x->junction_count);
  PASS_N(x->now.soil, x->warm_shells);
  PASS_N(heat->k0, x->points);
  PASS_N(heat->slope_t, x->points);
  PASS_N(heat->slope_jt, x->junction_count);
  PASS(heat->held_start_j);
  PASS(heat->in_j);
  PASS(heat->in_rest_j);
}

static void walk_run(tl_transient *x, walk *w) {
  PASS_N(x->now.p, x->points);
  PASS_N(x->now.q, x->faces);
  PASS_N(x->now.mass, x->points);
  PASS_N(x->now.jp, x->junction_count);
  PASS_N(x->now.jmass, x->junction_count);
  PASS_N(x->now.jw, x->junction_count);
  PASS_N(x->now.pq, x->part_count);
  PASS_N(x->now.t, x->points);
  PASS_N(x->now.jt, x->junction_count);
  PASS_N(x->k0_mass, x->points);
  PASS_N(x->k0_jmass, x->junction_count);
  PASS_N(x->k2_q, x->faces);
  for (size_t k = 0; k < x->piece_count; k++) PASS(x->pieces[k].convects);
  walk_parts(x, w);
  walk_last_states(x, w);
  walk_gases(x, w);
  walk_heat(x, w);
  PASS(x->time_s);
  PASS(x->step_s);
  PASS(x->step_before_s);
  PASS(x->error_before);
  PASS(x->have_rates);
  PASS(x->after_jump);
  PASS(x->event_next);
  PASS(x->ramp_count);
  PASS_N(x->ramps, x->schedule != NULL ? x->schedule->event_count : 0);
  PASS(x->work);
  PASS(x->held_start_kg);
  PASS(x->in_kg);
  PASS(x->out_kg);
  PASS(x->in_rest_kg);
  PASS(x->out_rest_kg);
  PASS_N(x->deliveries, x->network->node_count);
  PASS_N(x->short_now, x->network->node_count);
}

static header header_of(const tl_transient *x) {
  header h = {.points = x->points,
              .faces = x->faces,
              .junctions = x->junction_count,
              .parts = x->part_count,
              .holes = x->hole_count,
              .watches = x->watch_count,
              .nodes = x->network->node_count,
              .links = x->network->link_count,
              .events = x->schedule != NULL ? x->schedule->event_count : 0,
              .origins = x->cargo != NULL ? x->cargo->origin_count : 0};
  memcpy(h.magic, magic, sizeof magic);
  return h;
}

/* The old factors are dropped on both sides, so that the run that saves and the run that restores go on alike. */
static void drop_factors(tl_transient *x) {
  for (size_t k = 0; k < x->piece_count; k++) x->pieces[k].factored = false;
}

tl_code tl_transient_save(tl_transient *x, unsigned char **bytes, size_t *length, tl_error *error) {
  *bytes = NULL;
  *length = 0;
  if (!x->started || x->outcome != TL_SOLVED)
    return tl_fail(error, TL_ERR_USAGE, "only a run that has started and can go on is saved");
  walk measure = {0};
  walk_run(x, &measure);
  header h = header_of(x);
  h.bytes = measure.bytes;
  h.packed = tli_cargo_packed(x);
  const size_t all = sizeof h + measure.bytes + h.packed;
  unsigned char *block = tli_alloc(x->options.allocator, all);
  if (block == NULL) return TLI_NO_MEMORY(error, "a checkpoint");
  walk save = {.at = block + sizeof h};
  walk_run(x, &save);
  tli_cargo_pack(x, block + sizeof h + measure.bytes);
  h.sum = sum_of(block + sizeof h, measure.bytes + h.packed);
  memcpy(block, &h, sizeof h);
  drop_factors(x);
  *bytes = block;
  *length = all;
  return TL_OK;
}

void tl_transient_free(const tl_transient *x, unsigned char *bytes, size_t length) {
  tli_free(x->options.allocator, bytes, length);
}

tl_code tl_transient_restore(tl_transient *x, const unsigned char *bytes, size_t length, tl_error *error) {
  header h, mine = header_of(x);
  walk measure = {0};
  walk_run(x, &measure);
  mine.bytes = measure.bytes;
  if (bytes == NULL || length < sizeof h) return tl_fail(error, TL_ERR_INPUT, "these bytes are no checkpoint");
  memcpy(&h, bytes, sizeof h);
  if (memcmp(h.magic, magic, sizeof magic) != 0) return tl_fail(error, TL_ERR_INPUT, "these bytes are no checkpoint");
  mine.packed = h.packed;
  mine.sum = h.sum;
  if (memcmp(&h, &mine, sizeof h) != 0 || h.packed > length || length != sizeof h + measure.bytes + h.packed)
    return tl_fail(error, TL_ERR_INPUT,
                   "the checkpoint was made for another network, schedule or length of cells: take the same files");
  if (sum_of(bytes + sizeof h, measure.bytes + h.packed) != h.sum)
    return tl_fail(error, TL_ERR_INPUT, "the checkpoint is damaged");
  /* what restores only reads */
  union {
    const unsigned char *from;
    unsigned char *to;
  } block = {.from = bytes + sizeof h};
  walk restore = {.at = block.to, .restores = true}, again = restore;
  x->started = false;
  if (x->warmth != NULL) x->warmth->no_memory = false;
  walk_run(x, &restore);
  TLI_TRY(tli_cargo_unpack(x, bytes + sizeof h + measure.bytes, h.packed, error));
  if (!(isfinite(x->time_s) && x->time_s >= 0.0) || x->event_next > h.events || x->ramp_count > h.events)
    return tl_fail(error, TL_ERR_INPUT, "the checkpoint is damaged");
  drop_factors(x);
  if (x->cargo != NULL) {
    x->cargo->standing = x->cargo->lost = false;
    tli_cargo_leave(x);
    tli_cargo_stage(x, 0.0, 0.0);
  }
  tli_transient_copy_state(x, &x->start, &x->now); /* where the faces stand */
  tli_transient_refresh(x);
  walk_run(x, &again); /* what refreshing has changed */
  tli_cargo_stage(x, 0.0, 0.0);
  x->started = true;
  x->stopped = false;
  x->outcome = TL_SOLVED;
  x->reason =
      (tl_reason){.code = "", .where_kind = "", .where_id = "", .unit = "", .possible_kg_s = NAN, .asked_kg_s = NAN};
  x->happening_count = x->history.count = 0;
  return tli_record(x, error);
}
