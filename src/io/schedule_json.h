/* io/schedule_json.h - schedules in the JSON of other programs. */
#ifndef TLI_SCHEDULE_JSON_H
#define TLI_SCHEDULE_JSON_H

#include "elem/tli_elem.h"
#include "io/file.h"
#include "net/tli_schedule.h"

/* Whether the file is JSON with one of the tables that are known. */
bool tli_schedule_is_json(const tli_file *file);
/* Mistakes go to findings. */
TL_MUST_USE tl_code tli_schedule_read_json(tl_schedule *schedule, const tli_file *file, const char *name,
                                           tli_arena *arena, tl_findings *findings, tl_error *error);

#endif
