/* io/file.h - whole text files, bounded in size and checked before any reader sees them. */
#ifndef TLI_IO_FILE_H
#define TLI_IO_FILE_H

#include "base/tli_base.h"

/* Input files are written by people or by programs we do not know: a file larger than this is no study table. */
enum { TLI_FILE_LIMIT_BYTES = 64 * 1024 * 1024 };

typedef struct tli_file {
  const char *bytes; /* owned by the arena; a NUL follows the last byte; a UTF-8 byte order mark is taken off */
  size_t length;
} tli_file;

/* Reads the whole of `path`. TL_ERR_INPUT if it cannot be opened, is a folder, or is larger than the limit. */
TL_MUST_USE tl_code tli_file_read(const char *path, tli_arena *arena, tli_file *file, tl_error *error);

/* Where named files come from: the disk, or what a program without one has in memory. read() follows tli_file_read. */
typedef struct tli_files {
  tl_code (*read)(void *context, const char *path, tli_arena *arena, tli_file *file, tl_error *error);
  void *context;
} tli_files;
extern const tli_files tli_files_on_disk;

/* Wraps bytes already in memory the same way (takes off the byte order mark; does not copy). */
tli_file tli_file_of_bytes(const char *bytes, size_t length);

/* Whether it looks like UTF-16 or UTF-32, by a byte order mark or a NUL as one of its first two bytes. */
bool tli_file_is_wide(const tli_file *file);

/* One finding per kind of damage: NUL bytes, bytes that are not UTF-8 (RFC 3629). True if there is none. */
bool tli_file_is_text(const tli_file *file, const char *name, tl_findings *findings);

#endif
