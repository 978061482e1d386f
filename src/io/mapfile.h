/* io/mapfile.h - a measured map from bytes in memory. */
#ifndef TLI_MAPFILE_H
#define TLI_MAPFILE_H

#include "io/file.h"
#include "trunkline/mapfile.h"

/* As tl_map_file_open; file is copied. */
TL_MUST_USE tl_code tli_map_of_bytes(const tli_file *file, const char *name, const tl_map_units *units,
                                     const tl_allocator *allocator, tl_measured_map **map, tl_compression *path_of_head,
                                     tl_findings *findings, tl_error *error);

#endif
