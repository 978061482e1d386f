/* io/schedule_morgen.h - schedules in morgen's .ini files. */
#ifndef TLI_SCHEDULE_MORGEN_H
#define TLI_SCHEDULE_MORGEN_H

#include "io/file.h"
#include "net/tli_schedule.h"

bool tli_schedule_is_morgen(const tli_file *file);
/* Mistakes go to findings. */
TL_MUST_USE tl_code tli_schedule_read_morgen(tl_schedule *schedule, const tli_file *file, const char *name,
                                             tli_arena *arena, tl_schedule_run *run, tl_findings *findings,
                                             tl_error *error);

#endif
