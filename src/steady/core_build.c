/* The core's arrays for one set of boundary kinds: leaves peeled, unknowns numbered in the order of elimination.
 *
 * A leaf's flow is what it takes, whatever the pressures: trees hang on the rest and need no equations. Unknowns are
 * numbered by minimum degree with a postorder (Amestoy, Davis, Duff, ACM TOMS 30 (2004) 381), and pipes by
 * their lower unknown, so that neighbours in the network are neighbours in memory. */
#include "steady/tli_core.h"

#include <string.h>

typedef enum role { ROLE_NONE, ROLE_ROUGH, ROLE_REYNOLDS, ROLE_CONTROL } role; /* the two of pipes by their law */

typedef struct builder {
  tl_steady *s;
  struct tli_core *c;
  size_t n, m; /* of the network */
  int pipe_kind, valve_kind, resistor_kind;
  int *from, *to;                  /* by network link: the wholes that it joins */
  unsigned char *role;             /* by network link */
  bool *fixed;                     /* by network node that stands for its whole */
  int *degree, *incident, *number; /* the same; number: provisional unknown */
  int *peeled_link, *peeled_leaf;  /* in order */
  bool level;                      /* no pipe so far rises */
  int *kept, *sorted, *order;      /* links of the system, the same by place; unknowns in order */
} builder;

#define NEED(pointer, arena, type, count)                        \
  if (((pointer) = TLI_NEW_N((arena), type, (count))) == NULL) { \
    (void)TLI_NO_MEMORY(error, "the solver's core");             \
    return TL_ERR_MACHINE;                                       \
  }

static bool needs_reynolds(const tl_pipe *p) {
  const tl_friction law = (tl_friction)p->friction;
  return tli_friction_has_reynolds(law) && law != TL_FRICTION_NIKURADSE_LAMINAR;
}

static role role_of(const builder *b, size_t l) {
  const tli_link *link = &b->s->network->links[l];
  const tli_kind *kind = tli_kind_get((size_t)link->kind);
  if (tli_steady_is_joined(b->s->network, l)) return ROLE_NONE;
  if (kind->parts_ends != NULL && kind->parts_ends(link->params)) return ROLE_NONE;
  if (b->from[l] == b->to[l]) return ROLE_NONE; /* a way round it without resistance: nothing drives gas through */
  const bool drag = (link->kind == b->valve_kind && ((const tl_valve *)link->params)->drag > 0.0) ||
                    (link->kind == b->resistor_kind && ((const tl_resistor *)link->params)->drag > 0.0);
  if (link->kind != b->pipe_kind && !drag) return ROLE_CONTROL;
  return drag || !needs_reynolds(link->params) ? ROLE_ROUGH : ROLE_REYNOLDS;
}

/* ---- friction ------------------------------------------------------------------------------------------------------
 */

static void put_drag(tli_core_pipe *pipe, double zeta, double d, double *r) {
  const double a = 0.25 * TLI_PI * d * d;
  *pipe = (tli_core_pipe){.scale = zeta / (2.0 * a * a), .re_viscosity = d / a, .law = -1};
  *r = pipe->scale;
}

static void put_pipe(tli_core_pipe *pipe, const tl_pipe *p, double molar_mass, double *r, double *z) {
  const double d = p->diameter_m, a = 0.25 * TLI_PI * d * d, s = p->strings;
  *pipe = (tli_core_pipe){.scale = p->length_m / (2.0 * d * a * a * p->efficiency * p->efficiency * s * s),
                          .re_viscosity = d / (a * s),
                          .roughness = p->roughness_m / d,
                          .diameter_m = d,
                          .molar_mass_kg_mol = molar_mass,
                          .rest_reynolds = 500.0,
                          .law = (int)p->friction};
  *z = p->fitting_loss / (2.0 * a * a * s * s);
  *r = 0.0;
  if (pipe->law == TL_FRICTION_FIXED) *r = pipe->scale * p->friction_factor;
  if (pipe->law == TL_FRICTION_WEYMOUTH) *r = pipe->scale * tli_friction_weymouth(d);
  if (pipe->law == TL_FRICTION_NIKURADSE) *r = pipe->scale * tli_friction_rough(pipe->roughness);
  if (pipe->law == TL_FRICTION_NIKURADSE_LAMINAR) *z += pipe->scale * tli_friction_rough(pipe->roughness);
}

static double linear_part(const tli_core_pipe *pipe, double viscosity) { /* l: laminar, or a fitting below Re 100 */
  return pipe->scale * (pipe->law < 0 ? 100.0 : 64.0) * viscosity / pipe->re_viscosity;
}

/* F(q) of one pipe of a law of the Reynolds number, and its slope; r, z as in the arrays. */
double tli_core_friction(const tli_core_pipe *pipe, double r, double z, double viscosity, double q, double *slope) {
  const double size = fabs(q), l = linear_part(pipe, viscosity);
  const bool plain =
      pipe->law < 0 || !tli_friction_has_reynolds((tl_friction)pipe->law) || pipe->law == TL_FRICTION_NIKURADSE_LAMINAR;
  const double reynolds = size * pipe->re_viscosity / viscosity;
  if (!plain && reynolds >= pipe->rest_reynolds) {
    double dln;
    const tli_flow_in_pipe at = {reynolds, pipe->roughness, pipe->diameter_m, viscosity, pipe->molar_mass_kg_mol};
    const double lambda = tli_friction_at((tl_friction)pipe->law, &at, &dln);
    *slope = pipe->scale * lambda * size * (2.0 + dln) + 2.0 * z * size;
    return (pipe->scale * lambda + z) * q * size;
  }
  const double square = r * size;
  *slope = (square > l ? 2.0 * square : l) + 2.0 * z * size;
  return q * (tli_max(square, l) + z * size);
}

/* ---- topology ------------------------------------------------------------------------------------------------------
 */

static tl_code start_builder(builder *b, tli_arena *work, const tl_boundary *boundary, bool *taken, tl_error *error) {
  tl_steady *s = b->s;
  b->n = s->network->node_count;
  b->m = s->network->link_count;
  b->pipe_kind = tli_kind_find("pipe");
  b->valve_kind = tli_kind_find("valve");
  b->resistor_kind = tli_kind_find("resistor");
  NEED(b->from, work, int, b->m);
  NEED(b->to, work, int, b->m);
  NEED(b->role, work, unsigned char, b->m);
  NEED(b->fixed, work, bool, b->n);
  NEED(b->degree, work, int, b->n);
  NEED(b->incident, work, int, b->n);
  NEED(b->number, work, int, b->n);
  NEED(b->peeled_link, work, int, b->n);
  NEED(b->peeled_leaf, work, int, b->n);
  NEED(b->kept, work, int, b->m);
  NEED(b->sorted, work, int, b->m);
  NEED(b->order, work, int, b->n);
  NEED(b->c->kinds, b->c->arena, tl_boundary_kind, b->n);
  for (size_t i = 0; i < b->n; i++) {
    b->c->kinds[i] = boundary[i].kind;
    if (boundary[i].kind == TL_GIVEN_PRESSURE) b->fixed[s->whole[i]] = true;
    if (boundary[i].kind == TL_METERED_WITHDRAWAL) *taken = false;
  }
  return TL_OK;
}

static void count_degrees(builder *b) {
  const tl_steady *s = b->s;
  for (size_t l = 0; l < b->m; l++) {
    const int i = b->from[l] = s->whole[s->network->links[l].from];
    const int j = b->to[l] = s->whole[s->network->links[l].to];
    b->role[l] = (unsigned char)role_of(b, l);
    if (b->role[l] == ROLE_NONE) continue;
    b->degree[i]++;
    b->degree[j]++;
    b->incident[i] ^= (int)l; /* the one link left at a leaf is the xor of what remains */
    b->incident[j] ^= (int)l;
  }
}

static void peel(builder *b) {
  for (size_t i = 0; i < b->n; i++) {
    size_t leaf = i;
    while (b->degree[leaf] == 1 && !b->fixed[leaf] && b->role[b->incident[leaf]] != ROLE_CONTROL) {
      const int edge = b->incident[leaf];
      const size_t other = (size_t)(b->from[edge] == (int)leaf ? b->to[edge] : b->from[edge]);
      b->peeled_link[b->c->trees] = edge;
      b->peeled_leaf[b->c->trees++] = (int)leaf;
      b->degree[leaf] = -1;
      b->degree[other]--;
      b->incident[other] ^= edge;
      b->role[edge] = ROLE_NONE;
      leaf = other > i ? i : other; /* nodes still ahead come in their turn */
    }
  }
}

/* Counts what is left; false if a node has no link at all and no pressure. */
static bool count(builder *b) {
  const tl_steady *s = b->s;
  struct tli_core *c = b->c;
  for (size_t i = 0; i < b->n; i++) {
    b->number[i] = -1;
    if ((size_t)s->whole[i] != i) continue;
    c->nodes++;
    if (b->fixed[i])
      c->fixed++;
    else if (b->degree[i] > 0)
      b->number[i] = (int)c->unknowns++;
    else if (b->degree[i] == 0)
      return false;
  }
  for (size_t l = 0; l < b->m; l++) {
    if (b->role[l] == ROLE_CONTROL) c->controls++;
    if (b->role[l] != ROLE_ROUGH && b->role[l] != ROLE_REYNOLDS) continue;
    b->kept[c->links++] = (int)l;
    c->rough += b->role[l] == ROLE_ROUGH;
  }
  return true;
}

/* The order of elimination of the provisional unknowns. With controls the system orders itself. */
static tl_code order_unknowns(builder *b, tli_arena *work, tl_error *error) {
  struct tli_core *c = b->c;
  for (size_t i = 0; i < c->unknowns; i++) b->order[i] = (int)i;
  if (c->controls > 0 || c->unknowns == 0) return TL_OK;
  tli_stamp *pairs;
  size_t count = 0;
  NEED(pairs, work, tli_stamp, c->links);
  for (size_t k = 0; k < c->links; k++) {
    const int i = b->number[b->from[b->kept[k]]], j = b->number[b->to[b->kept[k]]];
    if (i >= 0 && j >= 0) pairs[count++] = (tli_stamp){i, j};
  }
  return tli_minimum_degree(work, c->unknowns, count, pairs, b->order, error);
}

/* ---- numbering -----------------------------------------------------------------------------------------------------
 */

static tl_code place_nodes(builder *b, tl_error *error) {
  const tl_steady *s = b->s;
  struct tli_core *c = b->c;
  NEED(c->place, c->arena, int, b->n);
  for (size_t k = 0; k < c->unknowns; k++) b->degree[b->order[k]] = (int)k; /* degree is free: position of an unknown */
  int fixed = (int)c->unknowns;
  for (size_t i = 0; i < b->n; i++) {
    if (b->number[i] >= 0) c->place[i] = b->degree[b->number[i]];
    if (b->fixed[i]) c->place[i] = fixed++;
  }
  for (size_t k = 0; k < c->trees; k++) c->place[b->peeled_leaf[k]] = (int)(c->nodes - 1 - k);
  for (size_t i = 0; i < b->n; i++) c->place[i] = c->place[s->whole[i]];
  return TL_OK;
}

/* Kept pipes by law, then by their lower place: a counting sort. */
static void sort_kept(builder *b, int *sorted) {
  const struct tli_core *c = b->c;
  const size_t keys = c->unknowns + c->fixed;
  int *start = b->incident; /* free by now; n >= keys */
  size_t done = 0;
  for (int law = ROLE_ROUGH; law <= ROLE_REYNOLDS; law++) {
    memset(start, 0, b->n * sizeof *start);
    for (int pass = 0; pass < 2; pass++) {
      for (size_t k = 0; k < c->links; k++) {
        const int l = b->kept[k], i = c->place[b->from[l]], j = c->place[b->to[l]];
        if (b->role[l] != law) continue;
        if (pass == 0)
          start[i < j ? i : j]++;
        else
          sorted[done + (size_t)start[i < j ? i : j]++] = b->kept[k];
      }
      int sum = 0;
      for (size_t k = 0; k < keys && pass == 0; k++) {
        const int here = start[k];
        start[k] = sum;
        sum += here;
      }
    }
    done = c->rough;
  }
}

static tl_code place_links(builder *b, tl_error *error) {
  const tl_steady *s = b->s;
  struct tli_core *c = b->c;
  const size_t pipes = c->links + c->trees, all = pipes + c->controls;
  NEED(c->slot, c->arena, int, b->m);
  NEED(c->link_of, c->arena, size_t, all);
  NEED(c->from, c->arena, int, all);
  NEED(c->to, c->arena, int, all);
  int *sorted = b->sorted;
  sort_kept(b, sorted);
  size_t at = 0;
  for (size_t k = 0; k < c->links; k++) c->link_of[at++] = (size_t)sorted[k];
  for (size_t k = 0; k < c->trees; k++) c->link_of[at++] = (size_t)b->peeled_link[k];
  for (size_t kind = 0; kind < tli_kind_count() && c->controls > 0; kind++)
    for (size_t l = 0; l < b->m; l++)
      if (b->role[l] == ROLE_CONTROL && (size_t)s->network->links[l].kind == kind) c->link_of[at++] = l;
  for (size_t l = 0; l < b->m; l++) c->slot[l] = -1;
  for (size_t k = 0; k < all; k++) {
    c->slot[c->link_of[k]] = (int)k;
    c->from[k] = c->place[b->from[c->link_of[k]]];
    c->to[k] = c->place[b->to[c->link_of[k]]];
  }
  return TL_OK;
}

/* ---- figures -------------------------------------------------------------------------------------------------------
 */

static double typical_flow(const tl_steady *s, const tli_core_pipe *pipe, const tli_link *link, bool is_pipe,
                           double rho) {
  const double speed_m_s = 5.0; /* middle of the usual 2 .. 10 m/s */
  if (is_pipe) return tli_kind_get((size_t)link->kind)->typical_flow(link->params, 5e6, s->molar_mass);
  const double d = 4.0 / (TLI_PI * pipe->re_viscosity);
  return 0.25 * TLI_PI * d * d * speed_m_s * rho;
}

/* Figures are made here and then laid where the pipe stands: reading back from there would wait for memory. */
static void put_link(builder *b, const tli_link *link, size_t k, double viscosity, double rho) {
  const tl_steady *s = b->s;
  struct tli_core *c = b->c;
  const bool is_pipe = link->kind == b->pipe_kind;
  tli_core_pipe pipe;
  double r = 0.0, z = 0.0, slope;
  if (is_pipe)
    put_pipe(&pipe, link->params, s->molar_mass, &r, &z);
  else if (link->kind == b->valve_kind)
    put_drag(&pipe, ((const tl_valve *)link->params)->drag, ((const tl_valve *)link->params)->diameter_m, &r);
  else
    put_drag(&pipe, ((const tl_resistor *)link->params)->drag, ((const tl_resistor *)link->params)->diameter_m, &r);
  if (is_pipe)
    pipe.lift = TLI_GRAVITY *
                (s->network->nodes[s->whole[link->to]].height_m - s->network->nodes[s->whole[link->from]].height_m);
  if (k < c->links) { /* the flows of trees are known before the first step */
    const double q = typical_flow(s, &pipe, link, is_pipe, rho);
    c->start_g[k] = q / tli_core_friction(&pipe, r, z, viscosity, q, &slope);
  }
  c->l[k] = linear_part(&pipe, viscosity);
  c->r[k] = r;
  c->z[k] = z;
  c->pipe[k] = pipe;
  b->level = b->level && pipe.lift == 0.0;
}

enum { AHEAD = 16 };
/* Where the figures of a link that comes soon will lie: else each waits for memory when it is laid there. */
static inline void fetch_ahead(const struct tli_core *c, int slot, size_t pipes) {
  if (slot < 0 || (size_t)slot >= pipes) return;
  const char *pipe = (const char *)&c->pipe[slot];
  __builtin_prefetch(pipe, 1);
  __builtin_prefetch(pipe + sizeof c->pipe[slot] - 1, 1);
  __builtin_prefetch(&c->r[slot], 1);
  __builtin_prefetch(&c->l[slot], 1);
  __builtin_prefetch(&c->z[slot], 1);
  __builtin_prefetch(&c->start_g[slot], 1);
}

static tl_code put_figures(builder *b, tl_error *error) {
  const tl_steady *s = b->s;
  struct tli_core *c = b->c;
  const size_t pipes = c->links + c->trees;
  double **by_pipe[] = {&c->r, &c->l, &c->z, &c->g, &c->res, &c->start_g};
  for (size_t i = 0; i < TLI_COUNT(by_pipe); i++) NEED(*by_pipe[i], c->arena, double, pipes);
  NEED(c->pipe, c->arena, tli_core_pipe, pipes);
  NEED(c->checked, c->arena, tli_core_checked, b->m);
  const double pi = tli_potential_of_p(c->gas, 5e6), viscosity = tli_potential_viscosity(c->gas, pi, pi);
  const double rho = sqrt(tli_potential_weight(c->gas, pi) * pi);
  b->level = true;
  for (size_t l = 0; l < b->m; l++) { /* in the order in which the parameters lie in memory */
    if (l + AHEAD < b->m) fetch_ahead(c, c->slot[l + AHEAD], pipes);
    const tli_link *link = &s->network->links[l];
    const bool is_pipe = link->kind == b->pipe_kind;
    if (is_pipe) c->checked[l] = tli_core_check_pipe(s, l);
    if (c->slot[l] < 0 || (size_t)c->slot[l] >= pipes) continue;
    put_link(b, link, (size_t)c->slot[l], viscosity, rho);
  }
  c->level = b->level;
  if (!b->level) {
    NEED(c->far_weight, c->arena, double, pipes);
    NEED(c->loss_weight, c->arena, double, pipes);
    NEED(c->defect, c->arena, double, pipes);
  }
  return TL_OK;
}

/* ---- the system ----------------------------------------------------------------------------------------------------
 */

static tl_code make_system(builder *b, tli_arena *work, tl_error *error) {
  struct tli_core *c = b->c;
  const int n = (int)c->unknowns;
  NEED(c->stamp, c->arena, tli_core_stamp, c->links);
  memset(c->stamp, -1, c->links * sizeof *c->stamp);
  if (c->unknowns + c->controls == 0) return TL_OK;
  tli_stamp *places;
  size_t *slots, stamps = 0;
  NEED(places, work, tli_stamp, 4 * c->links + 5 * c->controls);
  NEED(slots, work, size_t, 4 * c->links + 5 * c->controls);
  for (size_t k = 0; k < c->links; k++) {
    const int ends[2] = {c->from[k], c->to[k]};
    for (int e = 0; e < 4; e++) {
      const int row = ends[e / 2], column = ends[e % 2];
      if (row < n && column < n) places[stamps++] = (tli_stamp){row, column};
    }
  }
  for (size_t k = 0; k < c->controls; k++) {
    const size_t slot = c->links + c->trees + k;
    const int i = c->from[slot] < n ? c->from[slot] : -1, j = c->to[slot] < n ? c->to[slot] : -1, q = n + (int)k;
    const tli_stamp wanted[5] = {{i, q}, {j, q}, {q, i}, {q, j}, {q, q}};
    for (int e = 0; e < 5; e++)
      if (wanted[e].row >= 0 && wanted[e].column >= 0) places[stamps++] = wanted[e];
  }
  tl_code (*const create)(tli_arena *, size_t, size_t, const tli_stamp *, size_t *, tli_system **, tl_error *) =
      c->controls > 0 ? tli_system_create
      : c->level      ? tli_system_create_definite
                      : tli_system_create_in_order;
  TLI_TRY(create(c->arena, c->unknowns + c->controls, stamps, places, slots, &c->system, error));
  stamps = 0;
  for (size_t k = 0; k < c->links; k++)
    for (int e = 0; e < 4; e++)
      c->stamp[k][e] = (e / 2 == 0 ? c->from[k] : c->to[k]) < n && (e % 2 == 0 ? c->from[k] : c->to[k]) < n
                           ? (int)slots[stamps++]
                           : -1;
  for (size_t k = 0; k < c->controls; k++) {
    const size_t slot = c->links + c->trees + k;
    const bool has_i = c->from[slot] < n, has_j = c->to[slot] < n, has[5] = {has_i, has_j, has_i, has_j, true};
    for (int e = 0; e < 5; e++) c->control.stamp[k][e] = has[e] ? (int)slots[stamps++] : -1;
  }
  return TL_OK;
}

static tl_code build(builder *b, tli_arena *work, const tl_boundary *boundary, bool *taken, tl_error *error) {
  struct tli_core *c = b->c;
  TLI_TRY(start_builder(b, work, boundary, taken, error));
  count_degrees(b);
  peel(b);
  *taken = *taken && count(b);
  if (!*taken) return TL_OK;
  TLI_TRY(order_unknowns(b, work, error));
  TLI_TRY(place_nodes(b, error));
  TLI_TRY(place_links(b, error));
  TLI_TRY(put_figures(b, error));
  TLI_TRY(tli_core_place_controls(b->s, c, work, taken, error));
  if (!*taken) return TL_OK;
  TLI_TRY(make_system(b, work, error));
  const size_t all = c->links + c->trees + c->controls;
  double **by_node[] = {&c->pi, &c->load, &c->delta, &c->next};
  for (size_t i = 0; i < TLI_COUNT(by_node); i++) NEED(*by_node[i], c->arena, double, c->nodes + c->controls);
  NEED(c->q, c->arena, double, all);
  NEED(c->dq, c->arena, double, all);
  NEED(c->withdrawal, c->arena, double, b->n);
  NEED(c->p, c->arena, double, b->n);
  c->prepared = true;
  return TL_OK;
}

/* ---- in and out ----------------------------------------------------------------------------------------------------
 */

void tli_core_destroy(struct tli_core *core) {
  if (core == NULL) return;
  tli_system_destroy(core->system);
  tli_arena_destroy(core->arena);
}

bool tli_core_fits(const tl_steady *s, const tl_boundary *boundary) {
  const struct tli_core *c = s->core;
  if (c == NULL) return false;
  for (size_t i = 0; i < s->network->node_count; i++)
    if (c->kinds[i] != boundary[i].kind) return false;
  return true;
}

tl_code tli_core_prepare(tl_steady *s, const tl_boundary *boundary, bool *taken, tl_error *error) {
  *taken = true;
  if (tli_core_fits(s, boundary)) {
    *taken = s->core->prepared;
    return TL_OK;
  }
  tli_core_destroy(s->core);
  s->core = NULL;
  const tl_allocator *allocator = tli_arena_allocator(s->arena);
  tli_arena *arena = tli_arena_create(allocator), *work = tli_arena_create(allocator);
  struct tli_core *c = arena == NULL ? NULL : TLI_NEW(arena, struct tli_core);
  if (c == NULL || work == NULL) {
    tli_arena_destroy(arena);
    tli_arena_destroy(work);
    return TLI_NO_MEMORY(error, "the solver's core");
  }
  /* as many bytes as there are in the arrays of a network of pipes, by pipe */
  tli_arena_expect(arena, (size_t)290 * s->network->link_count);
  tli_arena_expect(work, (size_t)110 * s->network->link_count);
  c->arena = arena;
  c->gas = s->potential;
  builder b = {.s = s, .c = c};
  const tl_code code = build(&b, work, boundary, taken, error);
  tli_arena_destroy(work);
  if (code != TL_OK) {
    tli_core_destroy(c);
    return code;
  }
  s->core = c;
  return TL_OK;
}
