/* Straight lines across a grid of costs, and the smoothing of a grid path with them.
 *
 * Cost of a line: the sum over the cells it passes of cost times length within the cell (J. Amanatides and A. Woo, A
 * fast voxel traversal algorithm, Eurographics 1987). A step between neighbours costs by this exactly what it costs on
 * the grid, half in each cell, so that smoothing can be told from its cost: the cheapest chain of straight lines
 * between cells of the path, each at most WINDOW of them long; done twice, so that long straight stretches become one
 * line. */
#include "geo/tli_raster.h"

#include <math.h>

enum { WINDOW = 64 };

static double cell_cost(const tli_cost_grid *g, long column, long row) {
  if (row < 0 || row >= (long)g->rows) return INFINITY;
  if (g->wraps) {
    column %= (long)g->columns;
    if (column < 0) column += (long)g->columns;
  }
  if (column < 0 || column >= (long)g->columns) return INFINITY;
  const double cost = (double)g->cost[(size_t)row * g->columns + (size_t)column];
  return cost > 0 && cost < INFINITY ? cost : INFINITY;
}

double tli_grid_line(const tli_cost_grid *g, double x0, double y0, double x1, double y1) {
  const double dx = x1 - x0, dy = y1 - y0;
  long column = (long)floor(x0 + 0.5), row = (long)floor(y0 + 0.5);
  const long last_column = (long)floor(x1 + 0.5), last_row = (long)floor(y1 + 0.5);
  const int step_x = dx > 0 ? 1 : -1, step_y = dy > 0 ? 1 : -1;
  double next_x = dx != 0 ? ((double)column + 0.5 * step_x - x0) / dx : INFINITY;
  double next_y = dy != 0 ? ((double)row + 0.5 * step_y - y0) / dy : INFINITY;
  const double wide = dx != 0 ? 1 / fabs(dx) : INFINITY, high = dy != 0 ? 1 / fabs(dy) : INFINITY;
  double t = 0, sum = 0;
  for (;;) {
    const double leave = fmin(fmin(next_x, next_y), 1), cost = cell_cost(g, column, row);
    if (isinf(cost)) return INFINITY;
    if (leave > t) sum += cost * (leave - t) * hypot(dx * g->east_m[row], dy * g->north_m[row]);
    if (leave >= 1 || (column == last_column && row == last_row)) return sum;
    t = fmax(t, leave);
    /* through a corner both at once: the diagonal of the grid touches no third cell */
    const bool x = next_x <= leave + 1e-12, y = next_y <= leave + 1e-12;
    if (x) {
      column += step_x;
      next_x += wide;
    }
    if (y) {
      row += step_y;
      next_y += high;
    }
  }
}

size_t tli_grid_smooth(const tli_cost_grid *g, tli_cell *path, size_t count, tli_arena *work, double *cost) {
  double *best = TLI_NEW_N(work, double, count);
  size_t *from = TLI_NEW_N(work, size_t, count), *kept = TLI_NEW_N(work, size_t, count);
  if (best == NULL || from == NULL || kept == NULL) return 0;
  for (int pass = 0; pass < 2; pass++) {
    for (size_t j = 1; j < count; j++) {
      best[j] = INFINITY;
      for (size_t i = j; i-- > 0 && j - i <= WINDOW;) {
        if (best[i] >= best[j]) continue;
        const double c = best[i] + tli_grid_line(g, (double)path[i].column, (double)path[i].row, (double)path[j].column,
                                                 (double)path[j].row);
        /* of equals the longer line: it has fewer corners */
        if (c > best[j] * (1 + 1e-12)) continue;
        best[j] = fmin(c, best[j]);
        from[j] = i;
      }
    }
    size_t n = 0;
    for (size_t j = count - 1; j > 0; j = from[j]) kept[n++] = j;
    for (size_t k = 0; k < n; k++) path[k + 1] = path[kept[n - 1 - k]];
    *cost = count > 1 ? best[count - 1] : 0;
    count = n + 1;
  }
  return count;
}
