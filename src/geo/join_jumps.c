/* False jumps: a leg from one end of the world to another that nobody builds, left in a trace by a stray position.
 *
 * A leg is suspect when it is at least 100 km long and five times as long as four fifths of the other legs of the
 * route. A suspect leg is cut when the line itself speaks against it: it is longer than all other legs together, or
 * longer than 1,000 km, or goes out to a stray position from which the next leg comes back. Otherwise it is reported
 * and kept: many traces are drawn closely on one stretch and by a few straight lines on another. With a length given
 * (options->jump_m) that alone decides. */
#include "geo/tli_route.h"

#include <math.h>
#include <stdlib.h>

#define SUSPECT_M 100e3
#define SUSPECT_RATIO 5.0
#define CERTAIN_M 1000e3
#define BACK_SHARE 0.2   /* the way across of the way out and back */
enum { LEAST_LEGS = 4 }; /* with fewer there is no measure of what is usual */

static int by_size(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

typedef struct measure {
  double usual_m, total_m;
  size_t legs;
} measure;

static tl_code measure_legs(tli_joiner *j, measure *m, tl_error *error) {
  *m = (measure){0};
  for (size_t p = 0; p < j->count; p++) m->legs += j->pieces[p].count - 1;
  double *lengths = TLI_NEW_N(j->work, double, m->legs + 1);
  if (lengths == NULL) return TLI_NO_MEMORY(error, "the legs of a route");
  size_t n = 0;
  for (size_t p = 0; p < j->count; p++) {
    for (size_t i = 1; i < j->pieces[p].count; i++) {
      lengths[n] = tli_joiner_distance(j, j->pieces[p].at[i - 1], j->pieces[p].at[i]);
      m->total_m += lengths[n++];
    }
  }
  qsort(lengths, n, sizeof *lengths, by_size);
  m->usual_m = n > 0 ? lengths[(n - 1) * 4 / 5] : 0;
  if (n > LEAST_LEGS && (n - 1) * 4 / 5 == n - 1) m->usual_m = lengths[n - 2];
  return TL_OK;
}

typedef enum judgement { SOUND, SUSPECT, FALSE_JUMP } judgement;

/* Does the leg go out to a position from which the next leg, as long, comes back? */
static bool is_detour(const tli_joiner *j, const tli_piece *p, size_t leg) {
  if (leg < 1 || leg + 1 >= p->count) return false;
  const double out = tli_joiner_distance(j, p->at[leg - 1], p->at[leg]);
  const double back = tli_joiner_distance(j, p->at[leg], p->at[leg + 1]);
  return tli_joiner_distance(j, p->at[leg - 1], p->at[leg + 1]) < BACK_SHARE * (out + back);
}

static judgement judge(const tli_joiner *j, const measure *m, const tli_piece *p, size_t leg, double length) {
  if (j->options->jump_m > 0) return length > j->options->jump_m ? FALSE_JUMP : SOUND;
  if (m->legs <= LEAST_LEGS || length < SUSPECT_M || length < SUSPECT_RATIO * m->usual_m) return SOUND;
  const bool out_and_back = is_detour(j, p, leg) || is_detour(j, p, leg - 1);
  return length > m->total_m - length || length > CERTAIN_M || out_and_back ? FALSE_JUMP : SUSPECT;
}

static tl_code note_break(tli_joiner *j, const tli_piece *p, size_t leg, double length, const measure *m, bool cut,
                          tl_error *error) {
  tl_route *r = j->route;
  if (!TLI_PUSH_ROOM(r->arena, r->breaks, r->break_room, r->break_count)) return TLI_NO_MEMORY(error, "a break");
  const tl_geo_position a = p->at[leg - 1], b = p->at[leg];
  r->breaks[r->break_count++] = (tl_route_break){TL_BREAK_JUMP, cut, a, b, length, p->line};
  tl_findings_add(j->findings, TL_WARNING, j->file, p->line, j->id, "",
                  "a jump of %.0f km from %s to %s, where four fifths of the legs are below %.0f km: %s", length / 1e3,
                  tli_place_of(a).text, tli_place_of(b).text, m->usual_m / 1e3,
                  cut ? "it was cut and counts for nothing"
                      : "it was kept; if it is false, cut it by giving the longest leg that is allowed");
  return TL_OK;
}

tl_code tli_join_jumps(tli_joiner *j, tl_error *error) {
  measure m;
  TLI_TRY(measure_legs(j, &m, error));
  const size_t before = j->count;
  tli_piece *old = j->pieces;
  j->pieces = NULL;
  j->count = j->room = 0;
  for (size_t k = 0; k < before; k++) {
    const tli_piece *p = &old[k];
    size_t first = 0;
    for (size_t i = 1; i <= p->count; i++) {
      const double length = i < p->count ? tli_joiner_distance(j, p->at[i - 1], p->at[i]) : 0;
      const judgement found = i < p->count ? judge(j, &m, p, i, length) : FALSE_JUMP;
      if (i < p->count && found != SOUND) TLI_TRY(note_break(j, p, i, length, &m, found == FALSE_JUMP, error));
      if (found != FALSE_JUMP) continue;
      if (i - first >= 2 && !tli_joiner_push(j, p->at + first, i - first, p->line))
        return TLI_NO_MEMORY(error, "a piece of a route");
      if (i - first == 1)
        tl_findings_add(j->findings, TL_WARNING, j->file, p->line, j->id, "",
                        "the position %s stands alone behind the jump and was left out",
                        tli_place_of(p->at[first]).text);
      first = i;
    }
  }
  return TL_OK;
}
