/* From network and schedule to pieces, junctions, parts and holes. Breaks, holes and line-break valves divide a pipe
 * from the start, so that nothing changes its shape while time runs: at each such place two junctions are joined by a
 * valve that is open until something closes it. */
#include "transient/tli_transient.h"

#include <stdlib.h>
#include <string.h>

/* Junctions without pipes hold what their fittings hold, so that their pressure stays defined when all around them
 * shuts. */
static const double least_volume_m3 = 0.1;

typedef struct cut {
  size_t link;
  double at_m;
  size_t before, after, joint; /* junctions on either side, the part between them */
} cut;

static int by_place(const void *a, const void *b) {
  const cut *x = a, *y = b;
  if (x->link != y->link) return x->link < y->link ? -1 : 1;
  return x->at_m < y->at_m ? -1 : x->at_m > y->at_m;
}

static bool is_pipe(const tl_network *net, size_t link) { return net->links[link].kind == tli_kind_find("pipe"); }

static tl_code add_cut(const tl_transient *x, cut *cuts, size_t *count, size_t link, double at_m, const char *what,
                       tl_error *error) {
  const tli_link *l = &x->network->links[link];
  if (!is_pipe(x->network, link))
    return tl_fail(error, TL_ERR_INPUT, "%s in \"%s\": that is no pipe but a %s", what, l->id,
                   tli_kind_get((size_t)l->kind)->name);
  const tl_pipe *pipe = l->params;
  const double least = tli_min(1.0, 0.01 * pipe->length_m);
  if (!(at_m >= least && at_m <= pipe->length_m - least))
    return tl_fail(error, TL_ERR_INPUT, "%s in pipe \"%s\" at %g m: the pipe is %g m long, stay %g m from its ends",
                   what, l->id, at_m, pipe->length_m, least);
  if (pipe->strings != 1.0)
    return tl_fail(error, TL_ERR_INPUT, "%s in pipe \"%s\" of %g strings: enter the strings as pipes of their own",
                   what, l->id, pipe->strings);
  for (size_t i = 0; i < *count; i++)
    if (cuts[i].link == link && fabs(cuts[i].at_m - at_m) < 1e-3) return TL_OK;
  cuts[(*count)++] = (cut){.link = link, .at_m = at_m};
  return TL_OK;
}

static bool makes_hole(tl_event_kind kind) { return kind == TL_EVENT_RUPTURE || kind == TL_EVENT_LEAK; }

static tl_code list_cuts(tl_transient *x, cut **cuts, size_t *count, tl_error *error) {
  const tl_schedule *s = x->schedule;
  const size_t most = s != NULL ? s->event_count + s->break_valve_count : 0;
  *count = 0;
  if ((*cuts = TLI_NEW_N(x->arena, cut, most + 1)) == NULL) return TLI_NO_MEMORY(error, "the layout");
  for (size_t i = 0; s != NULL && i < s->event_count; i++)
    if (makes_hole(s->events[i].kind))
      TLI_TRY(add_cut(x, *cuts, count, s->events[i].link, s->events[i].position_m, "a break or hole", error));
  for (size_t i = 0; s != NULL && i < s->break_valve_count; i++)
    if (is_pipe(x->network, s->break_valves[i].link))
      TLI_TRY(add_cut(x, *cuts, count, s->break_valves[i].link, s->break_valves[i].position_m, "a line-break valve",
                      error));
  qsort(*cuts, *count, sizeof **cuts, by_place);
  return TL_OK;
}

static void lay_piece(tl_transient *x, size_t link, size_t from, size_t to, double start_m, double end_m) {
  const tl_pipe *pipe = x->network->links[link].params;
  tli_piece *s = &x->pieces[x->piece_count++];
  const double cells = ceil((end_m - start_m) / x->options.cell_length_m * (1.0 - 1e-12));
  *s = (tli_piece){.link = link,
                   .from = from,
                   .to = to,
                   .cells = cells < 1.0 ? 1 : (size_t)cells,
                   .start_m = start_m,
                   .length_m = end_m - start_m,
                   .strings = pipe->strings,
                   .diameter_m = pipe->diameter_m};
  s->cell_m = s->length_m / (double)s->cells;
  s->area_m2 = 0.25 * TLI_PI * pipe->diameter_m * pipe->diameter_m;
  const double per_area = 1.0 / (2.0 * s->area_m2 * s->area_m2);
  s->loss = s->cell_m / (pipe->diameter_m * pipe->efficiency * pipe->efficiency) * per_area;
  s->fitting = pipe->fitting_loss * s->cell_m / pipe->length_m * per_area;
  s->point = x->points;
  s->face = x->faces;
  x->points += s->cells + 1;
  x->faces += s->cells;
  x->inner += s->cells - 1;
}

static void lay_part(tl_transient *x, size_t link, size_t of_pipe, size_t from, size_t to) {
  tli_part *part = &x->parts[x->part_count];
  *part = (tli_part){.link = link, .of_pipe = of_pipe, .from = from, .to = to, .opening = 1.0, .opening_to = 1.0};
  if (link != SIZE_MAX) {
    const tli_link *l = &x->network->links[link];
    part->kind = tli_kind_get((size_t)l->kind);
    part->is_valve = strcmp(part->kind->name, "valve") == 0;
    part->is_machine = part->kind->is_machine;
    x->part_of[link] = x->part_count;
    if (part->is_valve) part->opening = part->opening_to = ((const tl_valve *)l->params)->open;
  } else {
    part->is_valve = true;
  }
  x->part_count++;
}

#define NEED(pointer, type, count) \
  if (((pointer) = TLI_NEW_N(x->arena, type, (count) + 1)) == NULL) return TLI_NO_MEMORY(error, "the layout")

static void lay_pipe(tl_transient *x, size_t link, cut *cuts, size_t cut_count) {
  const tli_link *l = &x->network->links[link];
  const tl_pipe *pipe = l->params;
  size_t from = l->from;
  double start_m = 0.0;
  x->first_piece[link] = x->piece_count;
  for (size_t c = 0; c < cut_count; c++) {
    if (cuts[c].link != link) continue;
    const size_t before = x->junction_count++, after = x->junction_count++;
    const double share = cuts[c].at_m / pipe->length_m;
    const double height =
        x->network->nodes[l->from].height_m * (1.0 - share) + x->network->nodes[l->to].height_m * share;
    x->junctions[before] = x->junctions[after] = (tli_junction){.node = SIZE_MAX, .height_m = height};
    cuts[c].before = before;
    cuts[c].after = after;
    cuts[c].joint = x->part_count;
    lay_piece(x, link, from, before, start_m, cuts[c].at_m);
    lay_part(x, SIZE_MAX, link, before, after);
    from = after;
    start_m = cuts[c].at_m;
  }
  lay_piece(x, link, from, l->to, start_m, pipe->length_m);
  x->pieces_of[link] = x->piece_count - x->first_piece[link];
}

static const cut *cut_at(const cut *cuts, size_t count, size_t link, double at_m) {
  for (size_t i = 0; i < count; i++)
    if (cuts[i].link == link && fabs(cuts[i].at_m - at_m) < 1e-3) return &cuts[i];
  return NULL;
}

static tl_code lay_holes(tl_transient *x, const cut *cuts, size_t count, tl_error *error) {
  const tl_schedule *s = x->schedule;
  NEED(x->holes, tli_hole, 2 * s->event_count);
  for (size_t i = 0; i < s->event_count; i++) {
    const tl_event *event = &s->events[i];
    if (!makes_hole(event->kind)) continue;
    const cut *at = cut_at(cuts, count, event->link, event->position_m);
    const tl_pipe *pipe = x->network->links[event->link].params;
    const double bore = 0.25 * TLI_PI * pipe->diameter_m * pipe->diameter_m;
    x->holes[x->hole_count++] =
        (tli_hole){.bore_m2 = bore, .junction = at->before, .link = event->link, .position_m = event->position_m};
    if (event->kind == TL_EVENT_RUPTURE)
      x->holes[x->hole_count++] =
          (tli_hole){.bore_m2 = bore, .junction = at->after, .link = event->link, .position_m = event->position_m};
  }
  NEED(x->watches, tli_watch, s->break_valve_count);
  for (size_t i = 0; i < s->break_valve_count; i++) {
    const tl_break_valve *valve = &s->break_valves[i];
    const cut *at = cut_at(cuts, count, valve->link, valve->position_m);
    size_t part = at != NULL ? at->joint : x->part_of[valve->link];
    if (part == SIZE_MAX || !x->parts[part].is_valve)
      return tl_fail(error, TL_ERR_INPUT, "a line-break valve in \"%s\": only pipes and valves can have one",
                     x->network->links[valve->link].id);
    x->watches[x->watch_count++] =
        (tli_watch){.valve = *valve, .part = part, .junction = x->parts[part].from, .exceeded_since_s = NAN};
  }
  return TL_OK;
}

/* Which pieces end at a junction: 2 piece + (0 at its `from` end, 1 at its `to` end). */
static tl_code list_adjacent(tl_transient *x, tl_error *error) {
  NEED(x->adjacent_start, size_t, x->junction_count + 1);
  NEED(x->adjacent, size_t, 2 * x->piece_count);
  for (size_t k = 0; k < x->piece_count; k++) {
    x->adjacent_start[x->pieces[k].from + 1]++;
    x->adjacent_start[x->pieces[k].to + 1]++;
  }
  for (size_t j = 0; j < x->junction_count; j++) x->adjacent_start[j + 1] += x->adjacent_start[j];
  size_t *filled;
  NEED(filled, size_t, x->junction_count);
  for (size_t k = 0; k < x->piece_count; k++) {
    const size_t ends[2] = {x->pieces[k].from, x->pieces[k].to};
    for (size_t e = 0; e < 2; e++) x->adjacent[x->adjacent_start[ends[e]] + filled[ends[e]]++] = 2 * k + e;
  }
  return TL_OK;
}

static void measure_pieces(tl_transient *x) {
  for (size_t k = 0; k < x->piece_count; k++) {
    tli_piece *s = &x->pieces[k];
    s->height_from_m = x->junctions[s->from].height_m;
    s->height_to_m = x->junctions[s->to].height_m;
    s->lift_m2_s2 = TLI_GRAVITY * (s->height_to_m - s->height_from_m) / (double)s->cells;
    const double cell = s->strings * s->area_m2 * s->cell_m;
    x->junctions[s->from].volume_m3 += 0.5 * cell;
    x->junctions[s->to].volume_m3 += 0.5 * cell;
  }
  for (size_t j = 0; j < x->junction_count; j++)
    if (x->junctions[j].volume_m3 == 0.0) {
      x->junctions[j].volume_m3 = least_volume_m3;
      x->junctions[j].bare = true;
    }
  for (size_t p = 0; p < x->part_count; p++) {
    tli_part *part = &x->parts[p];
    const size_t ends[2] = {part->from, part->to};
    for (size_t e = 0; e < 2; e++)
      for (size_t a = x->adjacent_start[ends[e]]; a < x->adjacent_start[ends[e] + 1]; a++)
        part->diameter_m = tli_max(part->diameter_m, x->pieces[x->adjacent[a] / 2].diameter_m);
    if (part->is_valve && part->link != SIZE_MAX)
      part->diameter_m =
          tli_max(part->diameter_m, ((const tl_valve *)x->network->links[part->link].params)->diameter_m);
    if (part->diameter_m == 0.0) part->diameter_m = 0.5; /* no pipe beside it: resistance while closing only */
  }
}

tl_code tli_transient_layout(tl_transient *x, tl_error *error) {
  const tl_network *net = x->network;
  cut *cuts;
  size_t cut_count;
  TLI_TRY(list_cuts(x, &cuts, &cut_count, error));
  NEED(x->pieces, tli_piece, net->link_count + cut_count);
  NEED(x->parts, tli_part, net->link_count + cut_count);
  NEED(x->junctions, tli_junction, net->node_count + 2 * cut_count);
  NEED(x->first_piece, size_t, net->link_count);
  NEED(x->pieces_of, size_t, net->link_count);
  NEED(x->part_of, size_t, net->link_count);
  for (size_t i = 0; i < net->node_count; i++)
    x->junctions[i] = (tli_junction){.node = i, .height_m = net->nodes[i].height_m};
  x->junction_count = net->node_count;
  double cells = 0.0;
  for (size_t l = 0; l < net->link_count; l++) {
    x->part_of[l] = SIZE_MAX;
    if (!is_pipe(net, l)) continue;
    cells += ((const tl_pipe *)net->links[l].params)->length_m / x->options.cell_length_m + 1.0;
  }
  if (cells > 1e8)
    return tl_fail(error, TL_ERR_USAGE, "cell_length_m = %g would make %.2g cells; at most 1e8",
                   x->options.cell_length_m, cells);
  for (size_t l = 0; l < net->link_count; l++) {
    if (is_pipe(net, l))
      lay_pipe(x, l, cuts, cut_count);
    else
      lay_part(x, l, SIZE_MAX, net->links[l].from, net->links[l].to);
  }
  if (x->schedule != NULL) TLI_TRY(lay_holes(x, cuts, cut_count, error));
  TLI_TRY(list_adjacent(x, error));
  measure_pieces(x);
  return TL_OK;
}
