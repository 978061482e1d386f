/* study/nomination_file.h - a nomination from a network that was read already: see nomination_file.c. */
#ifndef TLI_NOMINATION_FILE_H
#define TLI_NOMINATION_FILE_H

#include "io/netfile.h"
#include "trunkline/nominationfile.h"

/* As tl_nomination_open, of a network read without errors with its scenario, decisions and machines; it stays the
 * caller's, and may be closed before the nomination is. `path` names it in findings. */
TL_MUST_USE tl_code tli_nomination_of(const tl_netfile *file, const char *path, const tl_nomination_files *files,
                                      const tl_allocator *allocator, tl_nomination **nomination, tl_gas **gas,
                                      tl_findings *findings, tl_error *error);

#endif
