/* io/geofile.h - geographic files that do not come from the disk, for tests and programs without one. */
#ifndef TLI_GEOFILE_H
#define TLI_GEOFILE_H

#include "io/file.h"
#include "trunkline/geofile.h"

TL_MUST_USE tl_code tli_geofile_open(const char *path, const tli_files *files, const tl_allocator *allocator,
                                     tl_geofile **file, tl_error *error);

#endif
