/* io/gzip.h - gzipped files, unpacked within the same bound as plain ones. */
#ifndef TLI_GZIP_H
#define TLI_GZIP_H

#include "io/file.h"

/* If *file starts as a gzip file (RFC 1952) it is unpacked into the arena, all its members; otherwise it stays as it
 * is. A stream that is cut off, damaged, or larger than TLI_FILE_LIMIT_BYTES is a finding, and *file is then empty. */
TL_MUST_USE tl_code tli_gzip_unpack(tli_file *file, const char *name, tli_arena *arena, tl_findings *findings,
                                    tl_error *error);

#endif
