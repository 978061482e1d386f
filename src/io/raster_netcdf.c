/* NetCDF grids (libnetcdf), read from memory: the first variable over latitude and longitude, perhaps with a third
 * dimension of at most 12 steps before them (months). Coordinates must be evenly spaced, as CF has them; scale_factor,
 * add_offset and _FillValue are heeded. The library keeps a table of open files of its own: one thread at a time. */
#include "io/rasters.h"

#include <math.h>
#include <netcdf.h>
#include <netcdf_mem.h>
#include <string.h>

typedef struct axis {
  int dimension;
  size_t count;
  double first, step;
} axis;

static bool is_one_of(const char *name, const char *const *names, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (tli_text_equal_loose(name, names[i])) return true;
  return false;
}

static bool even(tli_raster_reader *r, const char *name, const double *at, axis *a) {
  a->first = at[0];
  a->step = a->count > 1 ? (at[a->count - 1] - at[0]) / (double)(a->count - 1) : 1;
  for (size_t i = 0; i < a->count; i++) {
    const double off = at[i] - (a->first + a->step * (double)i);
    if (fabs(off) <= 1e-3 * fabs(a->step) && isfinite(at[i])) continue;
    tli_raster_say(r, 0, "coordinate %zu of \"%s\" is %g: the steps are not even; only even grids are read", i + 1,
                   name, at[i]);
    return false;
  }
  return true;
}

/* The dimension of that name with its coordinates; a->count 0 if there is none. */
static tl_code find_axis(tli_raster_reader *r, int file, const char *const *names, size_t name_count, axis *a) {
  int dimensions = 0;
  *a = (axis){-1, 0, 0, 0};
  if (nc_inq_ndims(file, &dimensions) != NC_NOERR) return TL_OK;
  for (int d = 0; d < dimensions; d++) {
    char name[NC_MAX_NAME + 1];
    size_t length;
    int variable;
    if (nc_inq_dim(file, d, name, &length) != NC_NOERR || !is_one_of(name, names, name_count)) continue;
    if (length < 1 || length > TLI_RASTER_CELLS || nc_inq_varid(file, name, &variable) != NC_NOERR) continue;
    int rank = 0, of = -1;
    if (nc_inq_varndims(file, variable, &rank) != NC_NOERR || rank != 1 ||
        nc_inq_vardimid(file, variable, &of) != NC_NOERR || of != d)
      continue;
    double *at = TLI_NEW_N(r->arena, double, length);
    if (at == NULL) return TLI_NO_MEMORY(r->error, r->name);
    *a = (axis){d, length, 0, 0};
    if (nc_get_var_double(file, variable, at) != NC_NOERR || !even(r, name, at, a)) a->count = 0;
    return TL_OK;
  }
  return TL_OK;
}

typedef struct choice {
  int variable;
  size_t layers;
} choice;

static bool choose(int file, const axis *lat, const axis *lon, choice *c) {
  int variables = 0;
  if (nc_inq_nvars(file, &variables) != NC_NOERR) return false;
  for (int v = 0; v < variables; v++) {
    int rank = 0, dimensions[NC_MAX_VAR_DIMS];
    if (nc_inq_varndims(file, v, &rank) != NC_NOERR || rank < 2 || rank > 3 ||
        nc_inq_vardimid(file, v, dimensions) != NC_NOERR || dimensions[rank - 2] != lat->dimension ||
        dimensions[rank - 1] != lon->dimension)
      continue;
    size_t layers = 1;
    if (rank == 3 && nc_inq_dimlen(file, dimensions[0], &layers) != NC_NOERR) continue;
    if (layers < 1 || layers > 12) continue;
    *c = (choice){v, layers};
    return true;
  }
  return false;
}

static double attribute(int file, int variable, const char *name, double otherwise) {
  double value;
  size_t length = 0;
  if (nc_inq_attlen(file, variable, name, &length) != NC_NOERR || length != 1) return otherwise;
  return nc_get_att_double(file, variable, name, &value) == NC_NOERR ? value : otherwise;
}

static tl_code text_attribute(tli_raster_reader *r, int file, int variable, const char *name, const char **place) {
  size_t length = 0;
  nc_type type;
  if (nc_inq_att(file, variable, name, &type, &length) != NC_NOERR || type != NC_CHAR || length > 1000) return TL_OK;
  char *text = tli_arena_alloc(r->arena, length + 1, 1);
  if (text == NULL) return TLI_NO_MEMORY(r->error, r->name);
  if (nc_get_att_text(file, variable, name, text) == NC_NOERR) *place = text;
  return TL_OK;
}

static tl_code read_values(tli_raster_reader *r, int file, const choice *c) {
  TLI_TRY(tli_raster_room(r));
  if (r->data->values == NULL) return TL_OK;
  const tl_raster_frame *f = &r->data->frame;
  const double fill = attribute(file, c->variable, "_FillValue", NAN);
  const double missing = attribute(file, c->variable, "missing_value", fill);
  const double scale = attribute(file, c->variable, "scale_factor", 1);
  const double offset = attribute(file, c->variable, "add_offset", 0);
  if (nc_get_var_float(file, c->variable, r->data->values) != NC_NOERR) {
    tli_raster_say(r, 0, "the values cannot be read: the file is damaged or cut off");
    r->data->values = NULL;
    return TL_OK;
  }
  for (size_t i = 0; i < f->rows * f->columns * f->layers; i++) {
    const float value = r->data->values[i];
    r->data->values[i] =
        value == (float)fill || value == (float)missing ? NAN : (float)((double)value * scale + offset);
  }
  TLI_TRY(text_attribute(r, file, c->variable, "units", &r->data->unit));
  return text_attribute(r, file, NC_GLOBAL, "title", &r->data->source);
}

static tl_code read_file(tli_raster_reader *r, int file) {
  static const char *const lats[] = {"lat", "latitude", "y"}, *const lons[] = {"lon", "longitude", "x"};
  axis lat, lon;
  choice c;
  const size_t before = tl_findings_total(r->findings, TL_ERROR);
  TLI_TRY(find_axis(r, file, lats, TLI_COUNT(lats), &lat));
  TLI_TRY(find_axis(r, file, lons, TLI_COUNT(lons), &lon));
  if (tl_findings_total(r->findings, TL_ERROR) > before) return TL_OK;
  if (lat.count == 0 || lon.count == 0 || !choose(file, &lat, &lon, &c)) {
    tli_raster_say(r, 0,
                   "no variable over lat and lon with coordinates of these names: only grids in degrees are read");
    return TL_OK;
  }
  if (!(lon.step > 0) || lat.step == 0) {
    tli_raster_say(r, 0, "longitudes must rise and latitudes change from one to the next");
    return TL_OK;
  }
  r->data->frame = (tl_raster_frame){lat.count, lon.count, c.layers, lat.first, lon.first, lat.step, lon.step, false};
  return read_values(r, file, &c);
}

tl_code tli_raster_netcdf(tli_raster_reader *r, const tli_file *file) {
  int handle;
  const char *why;
  if (!tli_netcdf_is_sound(file, &why)) {
    tli_raster_say(r, 0, "this is no NetCDF file that can be read: %s", why);
    return TL_OK;
  }
  char *copy = tli_arena_alloc(r->arena, file->length + 1, 1); /* the library wants memory it could change */
  if (copy == NULL) return TLI_NO_MEMORY(r->error, r->name);
  memcpy(copy, file->bytes, file->length);
  const int status = nc_open_mem(r->name, NC_NOWRITE, file->length, copy, &handle);
  if (status != NC_NOERR) {
    tli_raster_say(r, 0, "this is no NetCDF file that can be read: %s", nc_strerror(status));
    return TL_OK;
  }
  const tl_code code = read_file(r, handle);
  (void)nc_close(handle);
  return code;
}
