/* Pieces into one route: clean them, cut jumps, find the line through each connected part, put the parts in order, set
 * the direction. See trunkline/route.h and docs/theory/ground.md. */
#include "geo/tli_route.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_CHAINS = 600 }; /* parts that do not meet and can still be put in order by their nearest ends */

void tl_route_options_default(tl_route_options *options) { *options = (tl_route_options){.join_m = 200}; }

double tli_joiner_distance(const tli_joiner *j, tl_geo_position a, tl_geo_position b) {
  double distance;
  geod_inverse(&j->wgs84, a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg, &distance, NULL, NULL);
  return distance;
}

static bool same_place(tl_geo_position a, tl_geo_position b) {
  return a.lat_deg == b.lat_deg && a.lon_deg == b.lon_deg;
}

bool tli_joiner_push(tli_joiner *j, const tl_geo_position *at, size_t count, int line) {
  if (!TLI_PUSH_ROOM(j->work, j->pieces, j->room, j->count)) return false;
  tl_geo_position *copy = TLI_NEW_N(j->work, tl_geo_position, count);
  if (copy == NULL) return false;
  tli_piece p = {.at = copy, .line = line, .south = INFINITY, .north = -INFINITY};
  for (size_t i = 0; i < count; i++) {
    if (p.count > 0 && same_place(at[i], copy[p.count - 1])) continue;
    if (p.count > 0) p.length_m += tli_joiner_distance(j, copy[p.count - 1], at[i]);
    copy[p.count++] = at[i];
    p.south = fmin(p.south, at[i].lat_deg);
    p.north = fmax(p.north, at[i].lat_deg);
  }
  if (p.count >= 2) j->pieces[j->count++] = p;
  return true;
}

/* --- cleaning ------------------------------------------------------------------------------------------------------
 */

/* Impossible positions are errors, said once a piece with their number, and left out. */
static tl_code take_part(tli_joiner *j, const tl_route_part *part, tl_error *error) {
  tl_geo_position *good = TLI_NEW_N(j->work, tl_geo_position, part->count);
  if (good == NULL) return TLI_NO_MEMORY(error, "a piece of a route");
  size_t n = 0;
  tl_error why = {0}, first = {0};
  for (size_t i = 0; i < part->count; i++) {
    if (tl_geo_position_check(part->at[i], &why) == TL_OK)
      good[n++] = part->at[i];
    else if (first.code == TL_OK)
      first = why;
  }
  if (first.code != TL_OK)
    tl_findings_add(j->findings, TL_ERROR, j->file, part->line, j->id, "", "%s; %zu of %zu positions are impossible",
                    first.sentence, part->count - n, part->count);
  const size_t before = j->count;
  if (!tli_joiner_push(j, good, n, part->line)) return TLI_NO_MEMORY(error, "a piece of a route");
  if (j->count == before && n > 0)
    tl_findings_add(j->findings, TL_NOTE, j->file, part->line, j->id, "",
                    "a piece at %s has no two different positions; it was left out", tli_place_of(good[0]).text);
  return TL_OK;
}

static bool same_piece(const tli_piece *a, const tli_piece *b) {
  if (a->count != b->count || a->south != b->south || a->north != b->north) return false;
  bool forward = true, backward = true;
  for (size_t i = 0; i < a->count && (forward || backward); i++) {
    forward = forward && same_place(a->at[i], b->at[i]);
    backward = backward && same_place(a->at[i], b->at[a->count - 1 - i]);
  }
  return forward || backward;
}

static void drop_doubles(tli_joiner *j) {
  size_t kept = 0;
  for (size_t i = 0; i < j->count; i++) {
    size_t k = 0;
    while (k < kept && !same_piece(&j->pieces[i], &j->pieces[k])) k++;
    if (k == kept)
      j->pieces[kept++] = j->pieces[i];
    else
      tl_findings_add(j->findings, TL_WARNING, j->file, j->pieces[i].line, j->id, "",
                      "the piece of %.1f km that begins at %s is there twice; it was counted once",
                      j->pieces[i].length_m / 1e3, tli_place_of(j->pieces[i].at[0]).text);
  }
  j->count = kept;
}

/* --- order ----------------------------------------------------------------------------------------------------------
 */

typedef struct run { /* a chain as positions */
  tl_geo_position *at;
  size_t count;
  double forward_m, backward_m; /* of the source, as this runs */
} run;

static tl_code make_run(tli_joiner *j, const tli_chain *c, run *r, tl_error *error) {
  size_t total = 0;
  *r = (run){0};
  for (size_t i = 0; i < c->count; i++) total += j->pieces[c->members[i]].count;
  r->at = TLI_NEW_N(j->work, tl_geo_position, total);
  if (r->at == NULL) return TLI_NO_MEMORY(error, "a section of a route");
  for (size_t i = 0; i < c->count; i++) {
    const tli_piece *p = &j->pieces[c->members[i]];
    for (size_t k = 0; k < p->count; k++) {
      if (r->count > 0 && k == 0) continue; /* the end of the one before stands for both */
      r->at[r->count++] = p->at[c->turned[i] ? p->count - 1 - k : k];
    }
    *(c->turned[i] ? &r->backward_m : &r->forward_m) += p->length_m;
  }
  return TL_OK;
}

typedef struct link {
  double distance;
  size_t a, b; /* ends: 2 run + 0 or 1 */
} link;

static int by_distance(const void *a, const void *b) {
  const link *x = a, *y = b;
  if (x->distance != y->distance) return x->distance < y->distance ? -1 : 1;
  if (x->a != y->a) return x->a < y->a ? -1 : 1;
  return (x->b > y->b) - (x->b < y->b);
}

static tl_geo_position end_of(const run *runs, size_t end) {
  const run *r = &runs[end / 2];
  return r->at[end % 2 == 0 ? 0 : r->count - 1];
}

/* Joins the nearest free ends first (greedy matching), until one line is left: partner[end] is the end that follows. */
static tl_code match_ends(tli_joiner *j, const run *runs, size_t count, size_t *partner, tl_error *error) {
  const size_t ends = 2 * count, none = ends;
  size_t *line = TLI_NEW_N(j->work, size_t, count), links = 0, joined = 0;
  link *all = TLI_NEW_N(j->work, link, ends * ends / 2 + 1);
  if (line == NULL || all == NULL) return TLI_NO_MEMORY(error, "the order of a route's sections");
  for (size_t a = 0; a < ends; a++) {
    partner[a] = none;
    line[a / 2] = a / 2;
    for (size_t b = a + 1; b < ends; b++)
      if (a / 2 != b / 2) all[links++] = (link){tli_joiner_distance(j, end_of(runs, a), end_of(runs, b)), a, b};
  }
  qsort(all, links, sizeof *all, by_distance);
  for (size_t i = 0; i < links && joined + 1 < count; i++) {
    const link l = all[i];
    if (partner[l.a] != none || partner[l.b] != none || line[l.a / 2] == line[l.b / 2]) continue;
    partner[l.a] = l.b;
    partner[l.b] = l.a;
    const size_t from = line[l.b / 2], to = line[l.a / 2];
    for (size_t k = 0; k < count; k++)
      if (line[k] == from) line[k] = to;
    joined++;
  }
  return TL_OK;
}

static void in_file_order(size_t count, size_t *partner) {
  for (size_t i = 0; i < count; i++) {
    partner[2 * i] = i > 0 ? 2 * i - 1 : 2 * count;
    partner[2 * i + 1] = i + 1 < count ? 2 * i + 2 : 2 * count;
  }
}

/* Which of the two free ends the route begins at. */
static size_t first_end(const tli_joiner *j, const run *runs, size_t count, const size_t *partner) {
  size_t ends[2] = {0, 1}, found = 0;
  for (size_t e = 0; e < 2 * count && found < 2; e++)
    if (partner[e] == 2 * count) ends[found++] = e;
  const tl_geo_position a = end_of(runs, ends[0]), b = end_of(runs, ends[1]);
  if (j->options->has_start) {
    const tl_geo_position start = j->options->start;
    return tli_joiner_distance(j, start, a) <= tli_joiner_distance(j, start, b) ? ends[0] : ends[1];
  }
  double along = 0, against = 0;
  for (size_t e = ends[0]; e != 2 * count;) {
    const run *r = &runs[e / 2];
    along += e % 2 == 0 ? r->forward_m : r->backward_m;
    against += e % 2 == 0 ? r->backward_m : r->forward_m;
    e = partner[e ^ 1U];
  }
  if (fabs(along - against) > 1e-9 * (along + against)) return along > against ? ends[0] : ends[1];
  return a.lon_deg < b.lon_deg || (a.lon_deg == b.lon_deg && a.lat_deg <= b.lat_deg) ? ends[0] : ends[1];
}

/* --- the route
 * -------------------------------------------------------------------------------------------------------- */

static tl_code thin_section(tli_joiner *j, tli_polyline *s, tl_error *error) {
  tl_route *r = j->route;
  if (!(j->options->simplify_m > 0)) return TL_OK;
  bool *kept = TLI_NEW_N(j->work, bool, s->count);
  double off;
  if (kept == NULL) return TLI_NO_MEMORY(error, "simplifying a route");
  const double before = tl_geo_length(s->at, s->count);
  TLI_TRY(tl_geo_simplify(s->at, s->count, j->options->simplify_m, kept, &off, tli_arena_allocator(j->work), error));
  size_t n = 0;
  for (size_t i = 0; i < s->count; i++)
    if (kept[i]) s->at[n++] = s->at[i];
  s->count = n;
  r->simplify_error_m = fmax(r->simplify_error_m, off);
  r->simplify_loss_m += before - tl_geo_length(s->at, s->count);
  return TL_OK;
}

static tl_code add_section(tli_joiner *j, const run *from, bool turned, tl_error *error) {
  tl_route *r = j->route;
  tli_polyline s = {TLI_NEW_N(r->arena, tl_geo_position, from->count), TLI_NEW_N(r->arena, double, from->count),
                    from->count};
  if (s.at == NULL || s.chainage_m == NULL || !TLI_PUSH_ROOM(r->arena, r->sections, r->section_room, r->section_count))
    return TLI_NO_MEMORY(error, "a section of a route");
  for (size_t i = 0; i < s.count; i++) s.at[i] = from->at[turned ? s.count - 1 - i : i];
  TLI_TRY(thin_section(j, &s, error));
  double sum = r->length_m;
  for (size_t i = 0; i < s.count; i++) {
    if (i > 0) sum += tli_joiner_distance(j, s.at[i - 1], s.at[i]);
    s.chainage_m[i] = sum;
  }
  r->length_m = sum;
  r->sections[r->section_count++] = s;
  return TL_OK;
}

static bool is_cut_jump(const tli_joiner *j, tl_geo_position a, tl_geo_position b) {
  for (size_t i = 0; i < j->route->break_count; i++) {
    const tl_route_break *k = &j->route->breaks[i];
    if (k->kind != TL_BREAK_JUMP || !k->cut) continue;
    if ((same_place(a, k->from) && same_place(b, k->to)) || (same_place(b, k->from) && same_place(a, k->to)))
      return true;
  }
  return false;
}

static tl_code add_gap(tli_joiner *j, tl_geo_position a, tl_geo_position b, tl_error *error) {
  tl_route *r = j->route;
  if (is_cut_jump(j, a, b)) return TL_OK;
  const double length = tli_joiner_distance(j, a, b);
  if (!TLI_PUSH_ROOM(r->arena, r->breaks, r->break_room, r->break_count)) return TLI_NO_MEMORY(error, "a gap");
  r->breaks[r->break_count++] = (tl_route_break){TL_BREAK_GAP, true, a, b, length, 0};
  r->gaps_m += length;
  tl_findings_add(j->findings, TL_WARNING, j->file, 0, j->id, "",
                  "a gap of %.1f km at %.1f km from the beginning, from %s to %s: it counts for nothing", length / 1e3,
                  r->length_m / 1e3, tli_place_of(a).text, tli_place_of(b).text);
  return TL_OK;
}

static tl_code add_sections(tli_joiner *j, const tli_chain *chains, size_t count, tl_error *error) {
  run *runs = TLI_NEW_N(j->work, run, count);
  size_t *partner = TLI_NEW_N(j->work, size_t, 2 * count);
  if (runs == NULL || partner == NULL) return TLI_NO_MEMORY(error, "the sections of a route");
  for (size_t i = 0; i < count; i++) TLI_TRY(make_run(j, &chains[i], &runs[i], error));
  if (count <= MOST_CHAINS) {
    TLI_TRY(match_ends(j, runs, count, partner, error));
  } else {
    tl_findings_add(j->findings, TL_WARNING, j->file, 0, j->id, "",
                    "%zu parts that meet nowhere: is this one line? They were left in the order of the file", count);
    in_file_order(count, partner);
  }
  double backward = 0;
  for (size_t e = first_end(j, runs, count, partner), before = 2 * count; e != 2 * count;) {
    const run *r = &runs[e / 2];
    if (before != 2 * count) TLI_TRY(add_gap(j, end_of(runs, before), end_of(runs, e), error));
    TLI_TRY(add_section(j, r, e % 2 == 1, error));
    backward += e % 2 == 0 ? r->backward_m : r->forward_m;
    before = e ^ 1U;
    e = partner[before];
  }
  if (backward > 0.5 * j->route->length_m && j->options->has_start)
    tl_findings_add(
        j->findings, TL_NOTE, j->file, 0, j->id, "",
        "the source draws the line from its far end; it was turned to begin at the start that was asked for");
  return TL_OK;
}

static tl_code add_branches(tli_joiner *j, const bool *taken, tl_error *error) {
  tl_route *r = j->route;
  for (size_t i = 0; i < j->count; i++) {
    if (taken[i]) continue;
    const tli_piece *p = &j->pieces[i];
    tl_geo_position *at = TLI_NEW_N(r->arena, tl_geo_position, p->count);
    if (at == NULL || !TLI_PUSH_ROOM(r->arena, r->branches, r->branch_room, r->branch_count))
      return TLI_NO_MEMORY(error, "a branch of a route");
    for (size_t k = 0; k < p->count; k++) at[k] = p->at[k];
    r->branches[r->branch_count++] = (tli_polyline){at, NULL, p->count};
    r->branches_m += p->length_m;
  }
  if (r->branch_count > 0)
    tl_findings_add(j->findings, TL_NOTE, j->file, 0, j->id, "",
                    "%zu branches or parallel strings, %.1f km together, are not part of the line of %.1f km",
                    r->branch_count, r->branches_m / 1e3, r->length_m / 1e3);
  return TL_OK;
}

static tl_code join(tli_joiner *j, const tl_route_part *parts, size_t count, tl_error *error) {
  tli_chain *chains = NULL;
  size_t chain_count = 0;
  bool *taken = NULL;
  for (size_t i = 0; i < count; i++) TLI_TRY(take_part(j, &parts[i], error));
  drop_doubles(j);
  TLI_TRY(tli_join_jumps(j, error));
  if (j->count == 0) {
    tl_findings_add(j->findings, TL_ERROR, j->file, count > 0 ? parts[0].line : 0, j->id, "",
                    "no piece of this line has two different positions");
    return tl_fail(error, TL_ERR_INPUT, "%s: no piece of %s has two different positions", j->file,
                   j->id[0] != '\0' ? j->id : "the line");
  }
  TLI_TRY(tli_join_graph(j, &chains, &chain_count, &taken, error));
  TLI_TRY(add_sections(j, chains, chain_count, error));
  TLI_TRY(add_branches(j, taken, error));
  TLI_TRY(tli_join_topology(j, error));
  return tl_findings_lost(j->findings) ? TLI_NO_MEMORY(error, "the findings of a route") : TL_OK;
}

static tl_route *new_route(const tl_allocator *allocator) {
  tli_arena *arena = tli_arena_create(allocator);
  tl_route *route = arena != NULL ? TLI_NEW(arena, tl_route) : NULL;
  if (route != NULL)
    route->arena = arena;
  else
    tli_arena_destroy(arena);
  return route;
}

tl_code tl_route_create(const tl_route_part *parts, size_t count, const tl_route_options *options, const char *file,
                        const char *id, tl_findings *findings, const tl_allocator *allocator, tl_route **route,
                        tl_error *error) {
  tl_route_options defaults;
  tl_route_options_default(&defaults);
  if (options == NULL) options = &defaults;
  *route = NULL;
  if (!(options->join_m >= 0) || !(options->jump_m >= 0) || !(options->simplify_m >= 0))
    return tl_fail(error, TL_ERR_INPUT, "join_m, jump_m and simplify_m must not be negative");
  tli_joiner j = {.options = options,
                  .file = file != NULL ? file : "",
                  .id = id != NULL ? id : "",
                  .findings = findings,
                  .route = new_route(allocator),
                  .work = tli_arena_create(allocator)};
  geod_init(&j.wgs84, TLI_WGS84_A_M, TLI_WGS84_F);
  tl_code code = j.route == NULL || j.work == NULL ? TLI_NO_MEMORY(error, "a route") : join(&j, parts, count, error);
  tli_arena_destroy(j.work);
  if (code != TL_OK) {
    tl_route_destroy(j.route);
    return code;
  }
  *route = j.route;
  return TL_OK;
}

/* --- asking ---------------------------------------------------------------------------------------------------------
 */

void tl_route_destroy(tl_route *route) {
  if (route != NULL) tli_arena_destroy(route->arena);
}

double tl_route_length_m(const tl_route *route) { return route->length_m; }
size_t tl_route_sections(const tl_route *route) { return route->section_count; }
size_t tl_route_branches(const tl_route *route) { return route->branch_count; }
double tl_route_branches_m(const tl_route *route) { return route->branches_m; }
size_t tl_route_breaks(const tl_route *route) { return route->break_count; }
double tl_route_gaps_m(const tl_route *route) { return route->gaps_m; }
double tl_route_simplify_error_m(const tl_route *route) { return route->simplify_error_m; }
double tl_route_simplify_loss_m(const tl_route *route) { return route->simplify_loss_m; }

const tl_geo_position *tl_route_section(const tl_route *route, size_t section, size_t *count,
                                        const double **chainage_m) {
  *count = 0;
  if (section >= route->section_count) return NULL;
  *count = route->sections[section].count;
  if (chainage_m != NULL) *chainage_m = route->sections[section].chainage_m;
  return route->sections[section].at;
}

const tl_geo_position *tl_route_branch(const tl_route *route, size_t branch, size_t *count) {
  *count = 0;
  if (branch >= route->branch_count) return NULL;
  *count = route->branches[branch].count;
  return route->branches[branch].at;
}

const tl_route_break *tl_route_break_at(const tl_route *route, size_t index) {
  return index < route->break_count ? &route->breaks[index] : NULL;
}

tl_code tl_route_at(const tl_route *route, double at_m, tl_geo_position *position, tl_error *error) {
  for (size_t i = 0; i < route->section_count; i++) {
    const tli_polyline *s = &route->sections[i];
    if (at_m >= s->chainage_m[0] && at_m <= s->chainage_m[s->count - 1])
      return tl_geo_at(s->at, s->chainage_m, s->count, at_m, position, error);
  }
  return tl_fail(error, TL_ERR_INPUT, "chainage %.3f km is outside the route, 0 .. %.3f km", at_m / 1e3,
                 route->length_m / 1e3);
}
