/* Reads a proof of infeasibility from its first step to its last: nothing is taken from the search but the steps.
 *
 * The state is a box of its own that starts from the limits of the model. A step that tightens a bound must follow from
 * the law it names and the present box (proof_laws.c); a step that ends a box must show that the box is empty; a split
 * must be followed by proofs for all its parts, one after the other. */
#include <string.h>

#include "optimise/tli_proof.h"

/* ---- the box -------------------------------------------------------------------------------------------------------
 */

static bool make_state(const tli_proof_reader *r, tli_proof_state *s) {
  const size_t all = 2 * r->n + r->m->arc_count;
  s->low = TLI_NEW_N(r->arena, double, 2 * all);
  s->modes = TLI_NEW_N(r->arena, int, r->m->arc_count + 1);
  s->allowed = TLI_NEW_N(r->arena, unsigned char, r->m->decision_count + 1);
  if (s->low == NULL || s->modes == NULL || s->allowed == NULL) return false;
  s->high = s->low + all;
  return true;
}

static void copy_state(const tli_proof_reader *r, const tli_proof_state *from, tli_proof_state *to) {
  const size_t all = 2 * r->n + r->m->arc_count;
  memcpy(to->low, from->low, 2 * all * sizeof *to->low);
  memcpy(to->modes, from->modes, (r->m->arc_count + 1) * sizeof *to->modes);
  memcpy(to->allowed, from->allowed, (r->m->decision_count + 1) * sizeof *to->allowed);
}

static void start_state(const tli_proof_reader *r, tli_proof_state *s) {
  for (size_t i = 0; i < r->n; i++) {
    s->low[r->n + i] = r->m->nodes[i].p_min;
    s->high[r->n + i] = r->m->nodes[i].p_max;
    s->low[i] = tli_proof_potential(r, r->m->nodes[i].p_min) * (1.0 - 1e-10);
    s->high[i] = tli_proof_potential(r, r->m->nodes[i].p_max) * (1.0 + 1e-10);
  }
  for (size_t k = 0; k < r->m->arc_count; k++) {
    s->low[2 * r->n + k] = r->m->arcs[k].q_min;
    s->high[2 * r->n + k] = r->m->arcs[k].q_max;
    s->modes[k] = r->m->arcs[k].modes;
  }
  memset(s->allowed, 1, r->m->decision_count);
}

/* ---- the steps ------------------------------------------------------------------------------------------------------
 */

static bool read_box(tli_proof_reader *r, tli_proof_state *s, int depth);

static bool read_flow_split(tli_proof_reader *r, const tli_proof_state *s, tli_proof_state *part, const tli_step *step,
                            int depth) {
  const size_t q = 2 * r->n + (size_t)step->where;
  if (step->where < 0 || (size_t)step->where >= r->m->arc_count) return false;
  copy_state(r, s, part);
  part->high[q] = step->value < part->high[q] ? step->value : part->high[q];
  if (!read_box(r, part, depth)) return false;
  copy_state(r, s, part);
  part->low[q] = step->value > part->low[q] ? step->value : part->low[q];
  return read_box(r, part, depth);
}

static bool read_mode_split(tli_proof_reader *r, const tli_proof_state *s, tli_proof_state *part, const tli_step *step,
                            int depth) {
  if (step->where < 0 || (size_t)step->where >= r->m->arc_count) return false;
  const int modes = tli_proof_modes(r, s, step->where);
  if (modes == 0) return false;
  for (int mode = 1; mode <= TLI_WORKING; mode *= 2) {
    if ((modes & mode) == 0) continue;
    copy_state(r, s, part);
    part->modes[step->where] = mode;
    if (!read_box(r, part, depth)) return false;
  }
  return true;
}

static void hold_decision(const tli_proof_reader *r, tli_proof_state *s, size_t decision) {
  for (size_t d = 0; d < r->m->decision_count; d++)
    if (d != decision && r->m->decisions[d].group == r->m->decisions[decision].group) s->allowed[d] = 0;
  for (size_t c = r->m->decisions[decision].first;
       c < r->m->decisions[decision].first + r->m->decisions[decision].count; c++) {
    const tli_choice *choice = &r->m->choices[c];
    const size_t q = 2 * r->n + (size_t)choice->arc;
    s->modes[choice->arc] &= choice->modes;
    if (choice->direction == 1 && s->low[q] < 0.0) s->low[q] = 0.0;
    if (choice->direction == -1 && s->high[q] > 0.0) s->high[q] = 0.0;
  }
}

static bool read_group_split(tli_proof_reader *r, const tli_proof_state *s, tli_proof_state *part, const tli_step *step,
                             int depth) {
  size_t parts = 0;
  for (size_t d = 0; d < r->m->decision_count; d++) {
    if (r->m->decisions[d].group != step->where || !s->allowed[d]) continue;
    parts++;
    copy_state(r, s, part);
    hold_decision(r, part, d);
    if (!read_box(r, part, depth)) return false;
  }
  return parts > 0;
}

static bool read_split(tli_proof_reader *r, const tli_proof_state *s, const tli_step *step, int depth) {
  tli_proof_state part;
  if (depth > 1000 || !make_state(r, &part)) return false;
  if (step->kind == TLI_STEP_SPLIT_FLOW) return read_flow_split(r, s, &part, step, depth + 1);
  if (step->kind == TLI_STEP_SPLIT_MODE) return read_mode_split(r, s, &part, step, depth + 1);
  return step->kind == TLI_STEP_SPLIT_GROUP && read_group_split(r, s, &part, step, depth + 1);
}

/* Reads until the box is shown to be empty. */
static bool read_box(tli_proof_reader *r, tli_proof_state *s, int depth) {
  while (r->at < r->proof->count) {
    const tli_step *step = &r->proof->steps[r->at];
    switch (step->kind) {
      case TLI_STEP_BOUND:
        if (!tli_proof_bound_follows(r, s, step)) return false;
        *(step->upper ? &s->high[step->variable] : &s->low[step->variable]) = step->value;
        r->at++;
        break;
      case TLI_STEP_FIT:
        if (depth > 0 || !tli_proof_fit_follows(r, s, step)) return false;
        r->at++;
        break;
      case TLI_STEP_EMPTY:
        if (step->variable < 0 || (size_t)step->variable >= 2 * r->n + r->m->arc_count ||
            !(s->low[step->variable] > s->high[step->variable]))
          return false;
        r->at++;
        return true;
      case TLI_STEP_NO_MODE:
        if (step->where < 0 || (size_t)step->where >= r->m->arc_count ||
            r->m->arcs[step->where].kind != TLI_ARC_CONTROL || tli_proof_modes(r, s, step->where) != 0)
          return false;
        r->at++;
        return true;
      case TLI_STEP_ROWS:
        if (!tli_proof_rows_end(r, s, step)) return false;
        r->at++;
        return true;
      default:
        r->at++;
        return read_split(r, s, step, depth);
    }
  }
  return false; /* the proof ends before the box does */
}

tl_code tli_proof_check(const tl_nomination *nomination, const tli_proof *proof, bool *holds, size_t *at,
                        tl_error *error) {
  tli_proof_reader r = {.proof = proof};
  tli_proof_state s = {0};
  *holds = false;
  *at = 0;
  r.arena = tli_arena_create(tli_arena_allocator(proof->arena));
  if (r.arena == NULL) return TLI_NO_MEMORY(error, "reading a proof");
  tl_code code = tli_model_make(nomination, r.arena, &r.m, error);
  if (code != TL_OK) {
    tli_arena_destroy(r.arena);
    return code;
  }
  r.n = r.m->node_count;
  r.coefficient = TLI_NEW_N(r.arena, tli_proof_real, 2 * r.n + r.m->arc_count);
  r.added = TLI_NEW_N(r.arena, tli_proof_real, 2 * r.n + r.m->arc_count);
  if (r.coefficient == NULL || r.added == NULL || !make_state(&r, &s)) {
    tli_arena_destroy(r.arena);
    return TLI_NO_MEMORY(error, "reading a proof");
  }
  start_state(&r, &s);
  *holds = read_box(&r, &s, 0) && r.at == proof->count;
  *at = r.at;
  tli_arena_destroy(r.arena);
  return TL_OK;
}
