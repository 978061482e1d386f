/* trunkline/netcdf.h - series over time as a NetCDF file by the CF conventions, for xarray, Panoply and the like. */
#ifndef TRUNKLINE_NETCDF_H
#define TRUNKLINE_NETCDF_H

#include "trunkline/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum tl_series_place { TL_SERIES_NODE, TL_SERIES_LINK } tl_series_place;

/* values: [time][place], rows one after another. NaN is written as the fill value. */
typedef struct tl_series {
  const char *name, *long_name, *units; /* "p", "pressure", "Pa" */
  tl_series_place place;
  const double *values;
} tl_series;

typedef struct tl_series_file {
  const char *title, *source;
  size_t times, nodes, links, count;
  const double *times_s;
  const char *const *node_ids, *const *link_ids;
  const tl_series *series;
} tl_series_file;

/* Writes a classic (64-bit offset) NetCDF file with the dimensions time, node, link, the coordinates time [s], node_id,
 * link_id, and one variable a series. A file that could not be finished is removed. */
TL_API TL_MUST_USE tl_code tl_netcdf_write(const char *path, const tl_series_file *file, tl_error *error);

#ifdef __cplusplus
}
#endif
#endif
