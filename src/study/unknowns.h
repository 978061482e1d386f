/* study/unknowns.h - what a study does not know: each figure that it gives with a range, each row of costs, each axis.
 */
#ifndef TLI_STUDY_UNKNOWNS_H
#define TLI_STUDY_UNKNOWNS_H

#include "study/run.h"

/* One figure of the study and the ends of its range, as written; NULL: not given. */
typedef struct tli_change {
  const char *path, *ends[2];
} tli_change;

/* One unknown: figures that move together, or one other value of an axis. */
typedef struct tli_unknown {
  const char *label, *path, *as_given, *ends[2]; /* words for the reader; ends[k] NULL: there is no such end */
  tli_change *changes;
  size_t change_count, change_room;
  size_t axis, value; /* used where change_count is 0 */
} tli_unknown;

typedef struct tli_unknowns {
  tl_study *study;
  bool money; /* also what stands in contract, prices, taxes, deal */
  tli_unknown *unknowns;
  size_t count, room;
} tli_unknowns;

/* Fills the list from study->reference. study->lost is set without memory. What an axis sets is varied by the axis
 * only, since it sets together what belongs together. Heights, and ground temperatures, of all places move together: a
 * survey or a climate errs in one direction. */
void tli_look_for_unknowns(tli_unknowns *unknowns);

/* The ends and likely of a change in SI, as the study gives them; likely where an end is not given. False if it has
 * none. */
bool tli_change_range(const tl_study *study, const tli_change *change, tl_range *range);

#endif
