/* A start for optimal gas flow: the setting that the search for nominations finds (nominationfile.h), whose controls
 * are free within their limits, run through the simulator. Names of nodes and links lead from one to the other. */
#include <math.h>
#include <string.h>

#include "study/flow_file.h"
#include "study/nomination_file.h"

static const double usual_flow_kg_s = 1e-3; /* less is none: which way it goes says nothing */

static void take_nodes(const tl_flow_file *f, const tl_nomination *n, const tl_nominate_answer *a, double *p_pa) {
  for (size_t i = 0; i < f->problem.node_count; i++) {
    const tl_flow_node *node = &f->nodes[i];
    p_pa[i] = 0.5 * (node->p_min_pa + node->p_max_pa);
    double found_pa; /* the file's nodes come first */
    if (i < tl_nomination_nodes(n) && strcmp(tl_nomination_node_id(n, i), node->id) == 0 &&
        tl_nominate_node(a, i, &found_pa, NULL) == TL_OK)
      p_pa[i] = found_pa;
  }
}

/* An arc is as the link of its name; "/back" behind it is the way back past the link. */
static void take_arc(const tl_flow_arc *arc, const tl_nominated_state *s, double *q_kg_s, bool *there) {
  const size_t length = strlen(arc->id);
  const bool back = length > 5 && strcmp(arc->id + length - 5, "/back") == 0;
  const bool closed = strcmp(s->mode, "closed") == 0;
  const double q = back ? -s->q_kg_s : s->q_kg_s;
  const bool both_ways = arc->kind == TL_FLOW_PIPE || arc->kind == TL_FLOW_STRAIGHT_PIPE || arc->kind == TL_FLOW_JOIN;
  *q_kg_s = closed || (!both_ways && q < 0.0) || (back && q < 0.0) ? 0.0 : q;
  if (!arc->optional) return;
  *there = !closed && (back ? q > usual_flow_kg_s : both_ways || q > -usual_flow_kg_s);
}

static size_t link_of(const tl_nomination *n, const char *arc) {
  const char *end = strstr(arc, "/back");
  const size_t length = end != NULL ? (size_t)(end - arc) : strlen(arc);
  for (size_t l = 0; l < tl_nomination_links(n); l++) {
    const char *id = tl_nomination_link_id(n, l);
    if (strncmp(id, arc, length) == 0 && id[length] == '\0') return l;
  }
  return SIZE_MAX;
}

static void take_answer(const tl_flow_file *f, const tl_nomination *n, const tl_nominate_answer *a, double *p_pa,
                        double *q_kg_s, bool *there) {
  take_nodes(f, n, a, p_pa);
  for (size_t k = 0; k < f->problem.arc_count; k++) {
    const size_t link = link_of(n, f->arcs[k].id);
    tl_nominated_state s;
    q_kg_s[k] = 0.0;
    if (link != SIZE_MAX && tl_nominate_link(a, link, &s, NULL) == TL_OK)
      take_arc(&f->arcs[k], &s, &q_kg_s[k], &there[k]);
  }
}

tl_code tl_flow_file_start(void *context, double most_seconds, double *p_pa, double *q_kg_s, bool *there, bool *found,
                           tl_error *error) {
  const tl_flow_start *start = context;
  const tl_flow_file *f = start->file;
  *found = false;
  if (strcmp(f->c->format, "gaslib") != 0 || f->c->boundary == NULL) return TL_OK;
  const tl_nomination_files files = {.free_stations = true};
  tl_nominate_options options;
  tl_nominate_options_default(&options);
  options.most_seconds = most_seconds;
  options.cures = false;
  options.progress = start->progress;
  options.allocator = tli_arena_allocator(f->arena);
  tl_nomination *n = NULL;
  tl_gas *gas = NULL;
  tl_nominate_answer *a = NULL;
  tl_findings *unused = tl_findings_create(options.allocator); /* the file was read without errors before */
  if (unused == NULL) return TLI_NO_MEMORY(error, f->path);
  tl_error why = {0};
  tl_code code = tli_nomination_of(f->netfile, f->path, &files, options.allocator, &n, &gas, unused, &why);
  if (code == TL_OK) code = tl_nominate(n, &options, &a, &why);
  if (code == TL_OK && tl_nominate_outcome(a) == TL_SOLVED) {
    take_answer(f, n, a, p_pa, q_kg_s, there);
    *found = true;
  }
  tl_nominate_answer_destroy(a);
  tl_nomination_destroy(n);
  tl_gas_destroy(gas);
  tl_findings_destroy(unused);
  return code == TL_ERR_MACHINE ? tl_fail(error, code, "%s", why.sentence) : TL_OK;
}
