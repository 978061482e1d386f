/* Series to NetCDF by the CF conventions 1.8 (cfconventions.org): names, units and coordinates that other programs
 * know. Ids become a variable of characters, since the classic format has no texts of its own. */
#include "trunkline/netcdf.h"

#include "base/tli_base.h"

#include <netcdf.h>
#include <stdio.h>
#include <string.h>

typedef struct writer {
  int file, time, node, link, length; /* dimensions */
  int status;
} writer;

static void attribute(writer *w, int variable, const char *name, const char *text) {
  if (w->status == NC_NOERR) w->status = nc_put_att_text(w->file, variable, name, strlen(text), text);
}

static size_t longest(const char *const *ids, size_t count) {
  size_t most = 1;
  for (size_t i = 0; i < count; i++)
    if (strlen(ids[i]) > most) most = strlen(ids[i]);
  return most;
}

static int define_ids(writer *w, const char *name, int dimension, const char *what) {
  int variable = -1;
  const int dimensions[2] = {dimension, w->length};
  if (w->status == NC_NOERR) w->status = nc_def_var(w->file, name, NC_CHAR, 2, dimensions, &variable);
  attribute(w, variable, "long_name", what);
  attribute(w, variable, "cf_role", "timeseries_id");
  return variable;
}

static void put_ids(writer *w, int variable, const char *const *ids, size_t count) {
  for (size_t i = 0; i < count && w->status == NC_NOERR; i++) {
    const size_t start[2] = {i, 0}, size[2] = {1, strlen(ids[i])};
    if (size[1] > 0) w->status = nc_put_vara_text(w->file, variable, start, size, ids[i]);
  }
}

static void define(writer *w, const tl_series_file *f, int *variables, int *time, int *ids) {
  const size_t node_length = longest(f->node_ids, f->nodes), link_length = longest(f->link_ids, f->links);
  if (w->status == NC_NOERR) w->status = nc_def_dim(w->file, "time", f->times, &w->time);
  if (w->status == NC_NOERR) w->status = nc_def_dim(w->file, "node", f->nodes, &w->node);
  if (w->status == NC_NOERR) w->status = nc_def_dim(w->file, "link", f->links > 0 ? f->links : 1, &w->link);
  if (w->status == NC_NOERR)
    w->status = nc_def_dim(w->file, "id_length", node_length > link_length ? node_length : link_length, &w->length);
  *time = -1; /* no variable, unless it is made */
  for (size_t s = 0; s < f->count; s++) variables[s] = -1;
  attribute(w, NC_GLOBAL, "Conventions", "CF-1.8");
  attribute(w, NC_GLOBAL, "featureType", "timeSeries");
  attribute(w, NC_GLOBAL, "title", f->title);
  attribute(w, NC_GLOBAL, "source", f->source);
  if (w->status == NC_NOERR) w->status = nc_def_var(w->file, "time", NC_DOUBLE, 1, &w->time, time);
  attribute(w, *time, "units", "seconds since 2000-01-01 00:00:00");
  attribute(w, *time, "standard_name", "time");
  attribute(w, *time, "long_name", "time from the start of the run, which stands at 2000-01-01");
  attribute(w, *time, "calendar", "proleptic_gregorian");
  attribute(w, *time, "axis", "T");
  ids[0] = define_ids(w, "node_id", w->node, "id of the node");
  ids[1] = define_ids(w, "link_id", w->link, "id of the element");
  for (size_t s = 0; s < f->count; s++) {
    const bool node = f->series[s].place == TL_SERIES_NODE;
    const int dimensions[2] = {w->time, node ? w->node : w->link};
    const double fill = NC_FILL_DOUBLE;
    if (w->status == NC_NOERR)
      w->status = nc_def_var(w->file, f->series[s].name, NC_DOUBLE, 2, dimensions, &variables[s]);
    attribute(w, variables[s], "long_name", f->series[s].long_name);
    attribute(w, variables[s], "units", f->series[s].units);
    attribute(w, variables[s], "coordinates", node ? "node_id" : "link_id");
    if (w->status == NC_NOERR) w->status = nc_put_att_double(w->file, variables[s], "_FillValue", NC_DOUBLE, 1, &fill);
  }
  if (w->status == NC_NOERR) w->status = nc_enddef(w->file);
}

static void put_row(writer *w, int variable, size_t row, const double *values, size_t count) {
  for (size_t i = 0; i < count && w->status == NC_NOERR; i++) {
    const size_t at[2] = {row, i};
    if (values[i] == values[i]) w->status = nc_put_var1_double(w->file, variable, at, &values[i]);
  }
}

enum { MOST_SERIES = 32 };

tl_code tl_netcdf_write(const char *path, const tl_series_file *f, tl_error *error) {
  int variables[MOST_SERIES], time = -1, ids[2] = {-1, -1};
  if (f->count > MOST_SERIES)
    return tl_fail(error, TL_ERR_USAGE, "%zu series for \"%s\": at most %d", f->count, path, (int)MOST_SERIES);
  if (f->times == 0 || f->nodes == 0) return tl_fail(error, TL_ERR_USAGE, "\"%s\" would have no time or node", path);
  writer w = {.file = -1};
  w.status = nc_create(path, NC_CLOBBER | NC_64BIT_OFFSET, &w.file);
  if (w.status != NC_NOERR)
    return tl_fail(error, TL_ERR_MACHINE, "\"%s\" cannot be written: %s", path, nc_strerror(w.status));
  define(&w, f, variables, &time, ids);
  if (w.status == NC_NOERR) w.status = nc_put_var_double(w.file, time, f->times_s);
  put_ids(&w, ids[0], f->node_ids, f->nodes);
  put_ids(&w, ids[1], f->link_ids, f->links);
  for (size_t s = 0; s < f->count; s++) {
    const size_t width = f->series[s].place == TL_SERIES_NODE ? f->nodes : f->links;
    for (size_t r = 0; r < f->times; r++) put_row(&w, variables[s], r, f->series[s].values + r * width, width);
  }
  const int closed = nc_close(w.file);
  if (w.status == NC_NOERR) w.status = closed;
  if (w.status == NC_NOERR) return TL_OK;
  (void)remove(path);
  return tl_fail(error, TL_ERR_MACHINE, "\"%s\" could not be written: %s", path, nc_strerror(w.status));
}
