/* geo/tli_raster.h - the inside of a raster, for the files of this room. */
#ifndef TLI_RASTER_H
#define TLI_RASTER_H

#include "geo/tli_geodesic.h"
#include "trunkline/raster.h"

struct tl_raster {
  tli_arena *arena;
  tl_raster_frame frame;
  const float *values;
  const char *unit, *source;
  bool wraps; /* the columns go once round the globe */
};

/* Sides of a cell at a latitude [m]: radii of curvature of the ellipsoid times the angles. */
void tli_cell_sides(const tl_raster_frame *frame, double lat_deg, double *east_m, double *north_m);
/* Column and row of a position as fractions, whole numbers at centres; false outside. */
bool tli_raster_place(const tl_raster *raster, tl_geo_position position, double *column, double *row);

/* One layer as a grid of costs, with the sides of its cells by row. */
typedef struct tli_cost_grid {
  const float *cost;
  size_t rows, columns;
  bool wraps;
  double *east_m, *north_m;
} tli_cost_grid;

/* Cost of the straight line between two places of the grid (columns x, rows y); infinity where it cannot go. */
double tli_grid_line(const tli_cost_grid *g, double x0, double y0, double x1, double y1);

/* Replaces stretches of a path of cells by straight lines where these cost no more: keeps some of the `count` cells,
 * in order, first and last among them; gives how many, and the cost (smooth.c). 0: no memory. */
typedef struct tli_cell {
  long column, row; /* the column is counted on past the rim of a grid that wraps */
} tli_cell;
size_t tli_grid_smooth(const tli_cost_grid *g, tli_cell *path, size_t count, tli_arena *work, double *cost);

#endif
