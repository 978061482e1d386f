/* io/netfile.h - what other rooms may take out of an opened network file. */
#ifndef TLI_NETFILE_H
#define TLI_NETFILE_H

#include "io/case.h"
#include "trunkline/netfile.h"

const tli_case *tli_netfile_case(const tl_netfile *file);
tli_case *tli_netfile_own_case(tl_netfile *file); /* to change settings in it; it stays the file's */

/* The same from bytes in memory, without companions; for tests and programs without a disk. */
TL_MUST_USE tl_code tli_netfile_of_bytes(const char *bytes, size_t length, const char *name,
                                         const tl_allocator *allocator, tl_netfile **file, tl_error *error);
/* Reads a companion (a scenario, stations, decisions) from bytes, which must live as long as the file. */
TL_MUST_USE tl_code tli_netfile_add_bytes(tl_netfile *file, const char *bytes, size_t length, const char *name,
                                          tl_error *error);
/* The text of tl_netfile_write. */
TL_MUST_USE tl_code tli_netfile_text(tl_netfile *file, const char *format, tli_text *out, tl_error *error);

#endif
