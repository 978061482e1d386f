/* study/reader.h - the state of one reading, shared by read.c (groups), fill.c (one item) and read_axes.c. */
#ifndef TLI_STUDY_READER_H
#define TLI_STUDY_READER_H

#include "study/record.h"

typedef struct tli_reader {
  const tli_files *files;
  tli_study *study;
  tli_arena *scratch; /* trees and tables; dies after reading */
  tl_results *results;
  tl_findings *findings;
  const char *yaml_name; /* the YAML file as findings name it */
  const tl_source *sources;
  size_t source_count;
  tli_study_place *places;
  size_t place_count, place_room;
} tli_reader;

/* tli_study_read with files from elsewhere than the disk. */
TL_MUST_USE tl_code tli_study_read_from(const tli_files *files, const char *path, const tl_allocator *allocator,
                                        tli_study **study, tl_results *results, tl_findings *findings, tl_error *error);

/* Fills one item from its record: defaults, fields, provenance; adds inputs, places and findings. `path` is
 * "sections.mongolia" or "flow". Only the machine can fail it. */
TL_MUST_USE tl_code tli_fill(tli_reader *reader, const tli_group *group, const char *path, const tli_record *record,
                             void *item, tl_error *error);

TL_MUST_USE tl_code tli_read_axes(tli_reader *reader, const tli_yaml *node, tl_error *error);
/* Tries each value of each axis on a copy of the study, once all of it is read. */
TL_MUST_USE tl_code tli_try_axes(tli_reader *reader, tl_error *error);

#endif
