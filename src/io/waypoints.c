/* Waypoints in CSV: one position a row, in columns for latitude and longitude that may be named as people name them. A
 * column "route" (or "line") tells several routes apart, a column "seq" gives their order (else the rows do). Other
 * columns are kept as properties of the route where all its rows agree. */
#include "io/csv.h"
#include "io/features.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct columns {
  int lat, lon, route, seq;
} columns;

typedef struct waypoint {
  double seq, lat_deg, lon_deg;
  size_t row;
  const char *route;
} waypoint;

static int any_column(const tli_csv *csv, const char *const *names, size_t count) {
  for (size_t i = 0; i < count; i++)
    for (size_t c = 0; c < csv->column_count; c++)
      if (tli_text_equal_loose(csv->columns[c], names[i])) return (int)c;
  return -1;
}

static bool find_columns(tli_features *f, const tli_csv *csv, columns *c) {
  static const char *const lat[] = {"lat", "latitude", "lat_deg", "latitude_deg", "y"};
  static const char *const lon[] = {"lon", "lng", "long", "longitude", "lon_deg", "longitude_deg", "x"};
  static const char *const route[] = {"route", "line", "route_id", "line_id"}, *const seq[] = {"seq", "order",
                                                                                               "number"};
  *c = (columns){any_column(csv, lat, TLI_COUNT(lat)), any_column(csv, lon, TLI_COUNT(lon)),
                 any_column(csv, route, TLI_COUNT(route)), any_column(csv, seq, TLI_COUNT(seq))};
  if (c->lat >= 0 && c->lon >= 0) return true;
  if (csv->column_count > 0)
    tl_findings_add(f->findings, TL_ERROR, f->file, csv->head_line, "", c->lat < 0 ? "lat" : "lon",
                    "no column for the %s; waypoints need lat and lon (or latitude and longitude) in degrees",
                    c->lat < 0 ? "latitude" : "longitude");
  return false;
}

static bool number(tli_features *f, const tli_csv *csv, size_t row, int column, double *value) {
  const char *cell = csv->rows[row].cells[column], *end;
  *value = tli_parse_double(cell, &end);
  if (end != cell && *end == '\0' && isfinite(*value)) return true;
  tl_findings_add(f->findings, TL_ERROR, f->file, csv->rows[row].line, "", csv->columns[column],
                  "%s = \"%.40s\" is no number%s", csv->columns[column], cell,
                  strchr(cell, ',') != NULL ? "; write decimals with a point" : "");
  return false;
}

static int in_order(const void *a, const void *b) {
  const waypoint *x = a, *y = b;
  const int by_route = strcmp(x->route, y->route);
  if (by_route != 0) return by_route;
  if (x->seq != y->seq) return x->seq < y->seq ? -1 : 1;
  return (x->row > y->row) - (x->row < y->row);
}

/* Cells that are the same in all rows of the route. */
static tl_code keep_common(tli_features *f, const tli_csv *csv, const waypoint *w, size_t count, const columns *c) {
  for (size_t k = 0; k < csv->column_count; k++) {
    if ((int)k == c->lat || (int)k == c->lon || (int)k == c->seq) continue;
    const char *value = csv->rows[w[0].row].cells[k];
    size_t i = 1;
    while (i < count && strcmp(csv->rows[w[i].row].cells[k], value) == 0) i++;
    if (i == count && count > 1 && value[0] != '\0') TLI_TRY(tli_feature_property(f, csv->columns[k], value));
  }
  return TL_OK;
}

static tl_code make_route(tli_features *f, const tli_csv *csv, const waypoint *w, size_t count, const columns *c) {
  const int line = csv->rows[w[0].row].line;
  TLI_TRY(tli_feature_begin(f, TLI_LINES, line));
  tli_feature *last = tli_feature_last(f);
  last->id = last->name = w[0].route;
  TLI_TRY(keep_common(f, csv, w, count, c));
  for (size_t i = 0; i < count; i++) TLI_TRY(tli_feature_push(f, w[i].lon_deg, w[i].lat_deg));
  TLI_TRY(tli_feature_part(f, line));
  return tli_feature_end(f);
}

tl_code tli_waypoints_read(tli_features *f, const tli_file *file) {
  tli_csv csv;
  columns c;
  TLI_TRY(tli_csv_parse(file, f->file, f->arena, &csv, f->findings, f->error));
  if (!find_columns(f, &csv, &c)) return tl_fail(f->error, TL_ERR_INPUT, "%s: no table of waypoints", f->file);
  waypoint *w = TLI_NEW_N(f->arena, waypoint, csv.row_count + 1);
  if (w == NULL) return TLI_NO_MEMORY(f->error, f->file);
  size_t count = 0;
  for (size_t row = 0; row < csv.row_count; row++) {
    waypoint p = {0, 0, 0, row, c.route >= 0 ? csv.rows[row].cells[c.route] : ""};
    const bool lat = number(f, &csv, row, c.lat, &p.lat_deg), lon = number(f, &csv, row, c.lon, &p.lon_deg);
    const bool seq = c.seq < 0 || number(f, &csv, row, c.seq, &p.seq);
    tl_error why;
    if (!lat || !lon || !seq) continue;
    if (tl_geo_position_check((tl_geo_position){p.lat_deg, p.lon_deg}, &why) != TL_OK) /* here with the row's line */
      tl_findings_add(f->findings, TL_ERROR, f->file, csv.rows[row].line, "", "lat", "%s", why.sentence);
    else
      w[count++] = p;
  }
  if (count > 1) qsort(w, count, sizeof *w, in_order);
  for (size_t first = 0, i = 1; i <= count; i++) {
    if (i < count && strcmp(w[i].route, w[first].route) == 0) continue;
    TLI_TRY(make_route(f, &csv, w + first, i - first, &c));
    first = i;
  }
  return TL_OK;
}
