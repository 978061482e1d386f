/* io/formats.h - the registry of network file formats: one line of formats.def each. */
#ifndef TLI_FORMATS_H
#define TLI_FORMATS_H

#include "io/case_build.h"

typedef enum tli_format_part {
  TLI_PART_NETWORK,
  TLI_PART_SCENARIO,
  TLI_PART_STATIONS,
  TLI_PART_DECISIONS
} tli_format_part;

typedef struct tli_format {
  const char *name, *suffix, *sentence; /* "gaslib", ".net", what it is */
  tli_format_part part;
  /* How sure the first bytes and the name make us: 0 no, 1 by name alone, 2 by content. */
  int (*sniff)(const char *bytes, size_t length, const char *file_name);
  tl_code (*read)(const tli_file *file, tli_case_builder *b);         /* NULL: only written */
  void (*write)(const tli_case *c, tli_text *out, tl_findings *lost); /* NULL: only read */
} tli_format;

const tli_format *tli_format_at(size_t index); /* NULL past the end */
/* The surest format for this content, NULL if none fits. */
const tli_format *tli_format_sniff(const tli_file *file, const char *file_name);
/* The format to write into a file of this name: by `name` if it is not NULL, else by suffix. NULL if none fits. */
const tli_format *tli_format_for_writing(const char *name, const char *file_name);

/* Readers and writers that have no header of their own. */
tl_code tli_own_read(const tli_file *file, tli_case_builder *b);
void tli_own_write(const tli_case *c, tli_text *out, tl_findings *lost);
tl_code tli_morgen_net_read(const tli_file *file, tli_case_builder *b);
tl_code tli_morgen_ini_read(const tli_file *file, tli_case_builder *b);
tl_code tli_matgas_read(const tli_file *file, tli_case_builder *b);
void tli_matgas_write(const tli_case *c, tli_text *out, tl_findings *lost);
void tli_geojson_write(const tli_case *c, tli_text *out, tl_findings *lost);

/* "net" for "a/b/GasLib-11.net.gz": true if the name ends in the suffix, with or without ".gz". */
bool tli_name_ends(const char *file_name, const char *suffix);

#endif
