/* The cheapest way across a raster: exact shortest path on the grid with 8 neighbours.
 *
 * Dijkstra's method with buckets of width w instead of a heap (R. B. Dial, CACM 12 (1969) 632; E. V. Denardo and
 * B. L. Fox, Operations Research 27 (1979) 161): nodes of one bucket are settled in any order, and those that a step
 * shorter than w puts back into the same bucket are settled again, so that the answer is exact for any w. With w as
 * long as the shortest step each node is settled once. Sums are rounded along the path in its own order, as in the
 * plain method: both give the same bits. */
#include "geo/tli_raster.h"

#include <math.h>

#define MOST_BUCKETS 65536.0
enum { CHUNK = 510 };

typedef struct chunk chunk;
struct chunk {
  chunk *next;
  size_t count;
  uint32_t node[CHUNK];
};

typedef struct search {
  tli_cost_grid grid;
  tli_arena *work;
  double *distance;
  unsigned char *by; /* the neighbour from which a cell was reached, 0 .. 7; 8: the start */
  double width;
  size_t buckets; /* a power of two */
  chunk **bucket, *spare;
  size_t start, target;
} search;

static const int step_row[] = {-1, -1, -1, 0, 0, 1, 1, 1}, step_column[] = {-1, 0, 1, -1, 1, -1, 0, 1};

static size_t number_of(const search *s, double distance) { return (size_t)(distance / s->width); }

static bool push(search *s, size_t node) {
  chunk **top = &s->bucket[number_of(s, s->distance[node]) & (s->buckets - 1)];
  if (*top == NULL || (*top)->count == CHUNK) {
    chunk *fresh = s->spare;
    if (fresh != NULL)
      s->spare = fresh->next;
    else
      fresh = TLI_NEW(s->work, chunk);
    if (fresh == NULL) return false;
    fresh->next = *top;
    fresh->count = 0;
    *top = fresh;
  }
  (*top)->node[(*top)->count++] = (uint32_t)node;
  return true;
}

static bool enterable(float cost) { return cost > 0 && cost < INFINITY; }

/* Half a step within a cell, by its direction: cost times half the way through. */
static double half_step(const tli_cost_grid *g, size_t node, size_t row, int direction) {
  const int r = step_row[direction], c = step_column[direction];
  const double way = r == 0 ? g->east_m[row] : c == 0 ? g->north_m[row] : hypot(g->east_m[row], g->north_m[row]);
  return 0.5 * (double)g->cost[node] * way;
}

static bool settle(search *s, size_t node, const double *diagonal_m) {
  const tli_cost_grid *g = &s->grid;
  const size_t row = node / g->columns, column = node % g->columns;
  const double cost = 0.5 * (double)g->cost[node], here = s->distance[node];
  for (int d = 0; d < 8; d++) {
    const size_t r = row + (size_t)step_row[d];
    size_t c = column + (size_t)step_column[d];
    if (r >= g->rows) continue; /* -1 wraps to the largest number */
    if (c >= g->columns) {
      if (!g->wraps) continue;
      c = step_column[d] < 0 ? g->columns - 1 : 0;
    }
    const size_t other = r * g->columns + c;
    if (!enterable(g->cost[other])) continue;
    const double *way = step_row[d] == 0 ? g->east_m : step_column[d] == 0 ? g->north_m : diagonal_m;
    const double distance = here + (cost * way[row] + 0.5 * (double)g->cost[other] * way[r]);
    if (!(distance < s->distance[other])) continue;
    s->distance[other] = distance;
    s->by[other] = (unsigned char)(7 - d);
    if (!push(s, other)) return false;
  }
  return true;
}

/* The shortest and the longest step decide the buckets. */
static bool make_buckets(search *s) {
  double least = INFINITY, most = 0;
  const tli_cost_grid *g = &s->grid;
  for (size_t r = 0; r < g->rows; r++) {
    for (size_t c = 0; c < g->columns; c++) {
      const size_t node = r * g->columns + c;
      if (!enterable(g->cost[node])) continue;
      const double cost = (double)g->cost[node];
      least = fmin(least, cost * fmin(g->east_m[r], g->north_m[r]));
      most = fmax(most, 2 * half_step(g, node, r, 0));
    }
  }
  if (!(least > 0) || !(most < INFINITY)) least = most / MOST_BUCKETS; /* cells of no width at a pole */
  s->width = fmax(least, most / MOST_BUCKETS);
  s->buckets = 4;
  while ((double)s->buckets < most / s->width + 2) s->buckets *= 2;
  s->bucket = TLI_NEW_N(s->work, chunk *, s->buckets);
  return s->bucket != NULL;
}

static tl_code run(search *s, tl_error *error) {
  const size_t nodes = s->grid.rows * s->grid.columns;
  s->distance = TLI_NEW_N(s->work, double, nodes);
  s->by = TLI_NEW_N(s->work, unsigned char, nodes);
  double *diagonal_m = TLI_NEW_N(s->work, double, s->grid.rows);
  if (s->distance == NULL || s->by == NULL || diagonal_m == NULL || !make_buckets(s))
    return TLI_NO_MEMORY(error, "a way across a raster");
  for (size_t r = 0; r < s->grid.rows; r++) diagonal_m[r] = hypot(s->grid.east_m[r], s->grid.north_m[r]);
  for (size_t i = 0; i < nodes; i++) s->distance[i] = INFINITY;
  s->distance[s->start] = 0;
  s->by[s->start] = 8;
  if (!push(s, s->start)) return TLI_NO_MEMORY(error, "a way across a raster");
  size_t empty = 0;
  for (size_t number = 0; empty <= s->buckets; number++) {
    chunk **top = &s->bucket[number & (s->buckets - 1)];
    empty = *top == NULL ? empty + 1 : 0;
    while (*top != NULL) {
      chunk *taken = *top;
      *top = taken->next; /* what settling puts into this bucket goes into other chunks */
      for (size_t i = 0; i < taken->count; i++) {
        const size_t node = taken->node[i];
        if (number_of(s, s->distance[node]) == number && !settle(s, node, diagonal_m))
          return TLI_NO_MEMORY(error, "a way across a raster");
      }
      taken->next = s->spare;
      s->spare = taken;
    }
    if (isfinite(s->distance[s->target]) && number_of(s, s->distance[s->target]) <= number) return TL_OK;
  }
  return tl_fail(error, TL_ERR_NO_ANSWER,
                 "no way leads from the start to the end: cells that cannot be entered (no value, or a cost of 0 or "
                 "less) lie between them on all sides");
}

/* The cells from start to target, columns counted on past the rim. */
static tli_cell *trace(const search *s, size_t *count) {
  const size_t columns = s->grid.columns;
  size_t n = 1;
  for (size_t node = s->target; s->by[node] != 8; n++) {
    const int d = s->by[node];
    const size_t r = node / columns + (size_t)step_row[d];
    const size_t c = (node % columns + columns + (size_t)step_column[d]) % columns;
    node = r * columns + c;
  }
  tli_cell *path = TLI_NEW_N(s->work, tli_cell, n);
  if (path == NULL) return NULL;
  *count = n;
  tli_cell here = {(long)(s->target % columns), (long)(s->target / columns)};
  for (size_t node = s->target;; n--) {
    path[n - 1] = here;
    const int d = s->by[node];
    if (d == 8) break;
    here = (tli_cell){here.column + step_column[d], here.row + step_row[d]};
    node = (size_t)here.row * columns + (size_t)((here.column % (long)columns + (long)columns) % (long)columns);
  }
  return path;
}

static tl_code give(const search *s, const tl_raster *raster, bool smooth, const tl_allocator *allocator,
                    tl_raster_path *path, tl_error *error) {
  size_t count = 0;
  tli_cell *cells = trace(s, &count);
  if (cells == NULL) return TLI_NO_MEMORY(error, "a way across a raster");
  path->cost = path->smooth_cost = s->distance[s->target];
  path->grid_steps = count - 1;
  if (smooth && count > 2) {
    double cost;
    count = tli_grid_smooth(&s->grid, cells, count, s->work, &cost);
    if (count == 0) return TLI_NO_MEMORY(error, "smoothing a way across a raster");
    path->smooth_cost = fmin(cost, path->cost); /* the same sum in another order may be a bit above */
  }
  path->at = tli_alloc(allocator, count * sizeof *path->at);
  if (path->at == NULL) return TLI_NO_MEMORY(error, "a way across a raster");
  path->count = count;
  const tl_raster_frame *f = &raster->frame;
  for (size_t i = 0; i < count; i++) {
    const double lat = f->lat0_deg + f->dlat_deg * (double)cells[i].row;
    path->at[i] = (tl_geo_position){fmin(fmax(lat, -90), 90),
                                    tl_geo_unwrap(f->lon0_deg + f->dlon_deg * (double)cells[i].column, 0)};
  }
  path->length_m = tl_geo_length(path->at, count);
  return TL_OK;
}

static tl_code find_cell(const search *s, const tl_raster *raster, tl_geo_position at, const char *which, size_t *cell,
                         tl_error *error) {
  double column, row;
  TLI_TRY(tl_geo_position_check(at, error));
  if (!tli_raster_place(raster, at, &column, &row))
    return tl_fail(error, TL_ERR_INPUT, "the %s %s lies outside the raster", which, tli_place_of(at).text);
  const size_t r = (size_t)fmin(fmax(round(row), 0), (double)(s->grid.rows - 1));
  size_t c = (size_t)fmax(round(column), 0);
  if (c >= s->grid.columns) c = raster->wraps ? 0 : s->grid.columns - 1;
  *cell = r * s->grid.columns + c;
  if (enterable(s->grid.cost[*cell])) return TL_OK;
  return tl_fail(error, TL_ERR_INPUT, "the %s %s lies in a cell that cannot be entered (cost %g)", which,
                 tli_place_of(at).text, (double)s->grid.cost[*cell]);
}

static tl_code make_grid(const tl_raster *raster, size_t layer, tli_arena *work, tli_cost_grid *g, tl_error *error) {
  const tl_raster_frame *f = &raster->frame;
  *g = (tli_cost_grid){raster->values + (layer < f->layers ? layer : 0) * f->rows * f->columns,
                       f->rows,
                       f->columns,
                       raster->wraps,
                       TLI_NEW_N(work, double, f->rows),
                       TLI_NEW_N(work, double, f->rows)};
  if (layer >= f->layers) return tl_fail(error, TL_ERR_INPUT, "layer %zu of a raster with %zu", layer + 1, f->layers);
  if (g->east_m == NULL || g->north_m == NULL) return TLI_NO_MEMORY(error, "a grid of costs");
  for (size_t r = 0; r < f->rows; r++)
    tli_cell_sides(f, f->lat0_deg + f->dlat_deg * (double)r, &g->east_m[r], &g->north_m[r]);
  return TL_OK;
}

tl_code tl_raster_cheapest(const tl_raster *raster, size_t layer, tl_geo_position from, tl_geo_position to, bool smooth,
                           const tl_allocator *allocator, tl_raster_path *path, tl_error *error) {
  *path = (tl_raster_path){0};
  search s = {.work = tli_arena_create(allocator)};
  if (s.work == NULL) return TLI_NO_MEMORY(error, "a way across a raster");
  tl_code code = make_grid(raster, layer, s.work, &s.grid, error);
  if (code == TL_OK) code = find_cell(&s, raster, from, "start", &s.start, error);
  if (code == TL_OK) code = find_cell(&s, raster, to, "end", &s.target, error);
  if (code == TL_OK) code = run(&s, error);
  if (code == TL_OK) code = give(&s, raster, smooth, allocator, path, error);
  tli_arena_destroy(s.work);
  return code;
}

void tl_raster_path_free(tl_raster_path *path, const tl_allocator *allocator) {
  if (path->at != NULL) tli_free(allocator, path->at, path->count * sizeof *path->at);
  *path = (tl_raster_path){0};
}

double tl_raster_line_cost(const tl_raster *raster, size_t layer, const tl_geo_position *line, size_t count) {
  tli_cost_grid g = {0};
  tli_arena *work = tli_arena_create(tli_arena_allocator(raster->arena));
  double sum = work != NULL && make_grid(raster, layer, work, &g, NULL) == TL_OK ? 0 : INFINITY, x = 0, y = 0;
  for (size_t i = 0; i < count && isfinite(sum); i++) {
    double column, row;
    if (!tli_raster_place(raster, line[i], &column, &row)) {
      sum = INFINITY;
      break;
    }
    if (i > 0 && g.wraps) { /* the shorter way round */
      const double turn = (double)g.columns;
      column -= turn * round((column - x) / turn);
    }
    if (i > 0) sum += tli_grid_line(&g, x, y, column, row);
    x = column;
    y = row;
  }
  tli_arena_destroy(work);
  return sum;
}
