/* io/rasters.h - readers of rasters. Each fills a tli_raster_data in the arena; what is wrong goes to the findings. */
#ifndef TLI_RASTERS_H
#define TLI_RASTERS_H

#include "io/file.h"
#include "trunkline/raster.h"

enum { TLI_RASTER_CELLS = 50000000 };

typedef struct tli_raster_data {
  tl_raster_frame frame;
  float *values; /* NULL: could not be read, findings say why */
  const char *unit, *source;
} tli_raster_data;

typedef struct tli_raster_reader {
  const char *name; /* of the file, for findings */
  tli_arena *arena;
  tl_findings *findings;
  tl_error *error;
  tli_raster_data *data;
} tli_raster_reader;

TL_MUST_USE tl_code tli_raster_ascii(tli_raster_reader *r, const tli_file *file);
/* The name holds the place: N49E105.hgt. */
TL_MUST_USE tl_code tli_raster_hgt(tli_raster_reader *r, const tli_file *file);
TL_MUST_USE tl_code tli_raster_netcdf(tli_raster_reader *r, const tli_file *file);
/* Can its header be trusted to the library? *why says why not (netcdf_header.c). */
enum { NETCDF_MOST = 1024 };
bool tli_netcdf_is_sound(const tli_file *file, const char **why);
/* The header names rows, cols, lat0, dlat, lon0, dlon, type, and perhaps layers, file, nodata, scale, offset. */
TL_MUST_USE tl_code tli_raster_header(tli_raster_reader *r, const tli_file *header, const char **data_name);
TL_MUST_USE tl_code tli_raster_binary(tli_raster_reader *r, const tli_file *header, const tli_file *binary);

/* Room for the frame's values, all NaN; *values is NULL after a finding. */
TL_MUST_USE tl_code tli_raster_room(tli_raster_reader *r);
void tli_raster_say(tli_raster_reader *r, int line, const char *format, ...) TL_PRINTF(3, 4);

#endif
