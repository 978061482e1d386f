/* base/tli_file.h - putting a file or folder in its place, whole or not at all. */
#ifndef TLI_FILE_H
#define TLI_FILE_H

#include "trunkline/base.h"

/* Writes `length` bytes under a temporary name in the folder of `path` and renames it to `path`. On any failure the
 * temporary file is removed, what stood at `path` stays as it was, and TL_ERR_MACHINE comes with a sentence naming the
 * path and the cause. A file-size limit of the process (RLIMIT_FSIZE) is such a failure, not a signal. */
tl_code tli_write_file_atomically(const char *path, const char *bytes, size_t length, const tl_allocator *allocator,
                                  tl_error *error);

/* Makes the folder and all those above it that are missing (mkdir -p). */
tl_code tli_make_folders(const char *path, const tl_allocator *allocator, tl_error *error);

#endif
