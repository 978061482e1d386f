/* The ladder of the core with controls: Newton, homotopy, path, and what is proven where none of them ends in a state.
 *
 *   newton     from a start at rest, the step halved while the residual is above the worst of the last few
 *   homotopy   f + e (u_in - u_out - K q) for e from 1 to 1e-5 by the root of 10, then 0; each starts the next
 *   path       the same in steps that shrink where Newton fails and grow where it is quick, down to 1e-11, then
 *              1e-12: along several ways, with several tests of a step, and with and without 1e-6 of e in the matrix
 * The added face slopes in all three with the signs of a law, and min and max carry a common addend: so each face gets
 * it, and the state is unique and moves steadily with e (Clees, Nikitin, Nikitina, SIMULTECH 2016). See
 * docs/theory/steady-core.md. */
#include <float.h>
#include <stdio.h>
#include <string.h>

#include "elem/tli_faces.h"
#include "steady/tli_control.h"

enum { NEWTON_STEPS = 15, RUNG_STEPS = 12, LAST_STEPS = 60, PATH_STEPS = 400, POLISH_STEPS = 4 };

/* Of e in the answer: splits of flow that no law decides are decided by it. At 8 MPa and 1000 kg/s it is worth 1e-11
 * kg/s and 1e-5 Pa. */
static const double least_e = 1e-12;
/* From here on a stop may be the answer where the path goes no further: e is worth a hundredth of a pascal. */
static const double small_e = 3e-10;
static const double descent_end = 1e-11;
static const double homotopy_factor = 0.31622776601683794;
static const double quick_look = 1e-5, least_blur = 100.0; /* Pa2: worth 1e-5 Pa or 1e-11 kg/s */
/* Paths to try: blur beside e, and the test of steps. */
static const struct {
  double blur_share;
  tli_core_test by;
} ways[] = {{1.0, TLI_BY_MERIT},   {1.0, TLI_BY_STEP},     {30.0, TLI_BY_MERIT},  {0.03, TLI_BY_MERIT},
            {30.0, TLI_BY_STEP},   {1000.0, TLI_BY_MERIT}, {0.001, TLI_BY_MERIT}, {10.0, TLI_BY_NOTHING},
            {0.3, TLI_BY_NOTHING}, {100.0, TLI_BY_STEP},   {3.0, TLI_BY_NOTHING}, {300.0, TLI_BY_NOTHING}};
/* Merit of a stop on a path. Where e is small, so is what it changes: a looser stop would drift off the path. */
static const double path_enough = 1e-6, loose_until = 1e-5;
static const double short_step = 1e-3,
                    least_step = 1e-5; /* of a path, in decades: below the first all tests are tried */
/* Merit with which a state that the ladder leaves goes before the certificate, which has its own tolerances. */
static const double almost_enough = 1e-8;
static const double polished = 1e-12;
static const double proof_enough = 1e-6; /* strict merit */
static const double rung_enough = 1e-3;  /* of a stop on the way */
/* A potential has gone far out beyond so many times the highest given one; then its last digits may cost a balance up
 * to `most_rounding` of the largest flow. */
static const double far_out = 100.0, most_rounding = 1e-8;
enum { MOST_KINKS = 8 }; /* of the law of a control */

/* A physical state has p below TLI_ABSURD_P_PA and through no control more than ten times all that is taken and given.
 * Were there one at e = 0, it would satisfy the faces at e but for e (u_in - u_out - K q) and the blur of each kink, a
 * source of at most u_most + K q_most in each control; sources move no potential by more than their sum, by the
 * principle of the maximum. So a state at some e that lies farther out proves that there is none at 0. *share: of the
 * largest load, what e alone passes in the control that is farthest out. */
static bool unbounded(const tli_core_run *r, double e, double *share) {
  const struct tli_core *c = r->c;
  double loads = 0.0, most = 1e-6, largest = 0.0, unused;
  for (size_t i = 0; i < c->unknowns + c->fixed; i++) {
    loads += fabs(c->load[i]);
    most = tli_max(most, fabs(c->load[i]));
  }
  for (size_t i = 0; i < c->unknowns; i++) largest = tli_max(largest, fabs(tli_potential_u(c->gas, c->pi[i], &unused)));
  for (size_t i = 0; i < c->controls; i++)
    largest = tli_max(largest, TLI_PATH_PA2_S_KG * fabs(c->q[c->links + c->trees + i]));
  const double flow = TLI_PATH_PA2_S_KG * (10.0 + 10.0 * loads), blur = TLI_SHUT_PA2_S_KG * MOST_KINKS * r->blur_share;
  *share = e * largest / TLI_SHUT_PA2_S_KG / most;
  return largest > (double)c->controls * (TLI_ABSURD_P_PA * TLI_ABSURD_P_PA + flow + blur);
}

/* Also by its balances: what is missing must not be what they lack. */
static bool proves(const tli_core_run *r, double e) {
  double share;
  return unbounded(r, e, &share) && tli_core_strict_merit(r->c) <= tli_min(proof_enough, 0.1 * share);
}

/* Newton at e, with kinks blurred by e K kg/s times the share. */
static tl_code stop_at(tli_core_run *r, double e, double enough, int most, bool starting, double *reached, int *used) {
  return tli_core_newton(r, tli_max(e, least_e), tli_max(e * r->blur_share * TLI_SHUT_PA2_S_KG, least_blur), enough,
                         most, starting, reached, used);
}

/* Whether the state at e is out of bounds, looked at closely: *proof is then e. */
static tl_code look_out(tli_core_run *r, double e, double *reached, double *proof) {
  int used;
  double share;
  if (e > 0.01 || !unbounded(r, e, &share)) return TL_OK;
  TLI_TRY(stop_at(r, e, TLI_CLOSE_ENOUGH, RUNG_STEPS, false, reached, &used));
  const tli_core_test first = r->by;
  for (int other = 1; other < TLI_TESTS && isfinite(*reached) && unbounded(r, e, &share) && !proves(r, e); other++) {
    r->by = (tli_core_test)((first + other) % TLI_TESTS);
    TLI_TRY(stop_at(r, e, TLI_CLOSE_ENOUGH, RUNG_STEPS, false, reached, &used));
  }
  r->by = first;
  if (isfinite(*reached) && proves(r, e)) *proof = e;
  return TL_OK;
}

/* Down from e = 1 in equal steps, whether each is met or not, with one look at the sharp laws on the way. */
static tl_code descend(tli_core_run *r, double *reached, double *proof) {
  int used;
  bool starting = true;
  for (double e = 1.0; e >= 0.9 * descent_end; e *= homotopy_factor) {
    TLI_TRY(stop_at(r, e, rung_enough, RUNG_STEPS, starting, reached, &used));
    starting = !isfinite(*reached);
    if (starting) continue;
    TLI_TRY(look_out(r, e, reached, proof));
    if (*proof > 0.0) return TL_OK;
    if (e > 2.0 * quick_look || e < 0.5 * quick_look) continue;
    tli_core_save(r->c);
    TLI_TRY(tli_core_newton(r, least_e, 0.0, TLI_CLOSE_ENOUGH, LAST_STEPS / 2, false, reached, &used));
    if (*reached <= TLI_CLOSE_ENOUGH) return TL_OK;
    tli_core_restore(r->c);
  }
  return tli_core_newton(r, least_e, least_blur, TLI_CLOSE_ENOUGH, LAST_STEPS, starting, reached, &used);
}

/* Largest flow of the system's links, and the least potential of the nodes that gas flows to. */
static double least_fed(const struct tli_core *c, double *largest_flow) {
  const size_t first = c->links + c->trees;
  double largest = 0.0, least = 0.0;
  for (size_t k = 0; k < first + c->controls; k++) largest = tli_max(largest, fabs(c->q[k]));
  for (size_t k = 0; k < first + c->controls; k++) {
    const double down = c->pi[c->q[k] >= 0.0 ? c->to[k] : c->from[k]];
    if ((k < c->links || k >= first) && fabs(c->q[k]) > 1e-7 * largest) least = tli_min(least, down);
  }
  *largest_flow = largest;
  return least;
}

/* Potentials so far below zero that the residual cannot be what puts them there: measured by what is given, since parts
 * at rest behind shut elements may stand anywhere. */
static bool collapsed(struct tli_core *c, double reached) {
  double given = 0.0, unused;
  for (size_t i = c->unknowns; i < c->unknowns + c->fixed; i++) given = tli_max(given, c->pi[i]);
  return tli_core_strict_merit(c) <= proof_enough && least_fed(c, &unused) < -tli_max(1e3 * reached, 1e-3) * given;
}

/* Potentials below zero prove something only where gas flows down to them: the level of a part at rest behind shut
 * elements hangs on a trace of leak, which the last digits of its balance outweigh. */
static bool means_something(const struct tli_core *c) {
  const size_t first = c->links + c->trees;
  double largest;
  bool negative = least_fed(c, &largest) < 0.0;
  for (size_t i = 0; i < c->unknowns; i++) negative = negative || c->pi[i] < 0.0;
  for (size_t k = 0; k < first + c->controls && negative; k++) {
    const double in = c->pi[c->from[k]], out = c->pi[c->to[k]];
    const double up = c->q[k] >= 0.0 ? in : out, down = c->q[k] >= 0.0 ? out : in;
    if ((k < c->links || k >= first) && up > 0.0 && down < 0.0 && fabs(c->q[k]) > 1e-7 * largest) return true;
  }
  return !negative;
}

static bool finished(struct tli_core *c, double reached) {
  return (reached <= TLI_CLOSE_ENOUGH || collapsed(c, reached)) && means_something(c);
}

/* Imbalance, over the largest flow, that the last digits of potentials gone far out bring about: by the flow of the
 * pipe that answers most to them. Without it a part that cannot balance goes out until no stop is good enough, though
 * farther out lies its proof. */
static double rounding(const struct tli_core *c) {
  const size_t first = c->links + c->trees;
  double given = 0.0, worst = 0.0, flow = 1e-9;
  for (size_t i = c->unknowns; i < c->unknowns + c->fixed; i++) given = tli_max(given, c->pi[i]);
  for (size_t k = 0; k < first + c->controls; k++) flow = tli_max(flow, fabs(c->q[k]));
  for (size_t k = 0; k < c->links; k++) {
    const double size = tli_max(fabs(c->pi[c->from[k]]), fabs(c->pi[c->to[k]]));
    if (size > far_out * given) worst = tli_max(worst, c->g[k] * size);
  }
  return tli_min(16.0 * DBL_EPSILON * worst / flow, most_rounding);
}

/* One step of a path from the saved state: by the path's own test, then with the exact matrix, whose steps are
 * Newton's also where e no longer weighs in the sum; where steps have become short, by every test. */
static tl_code step_to(tli_core_run *r, double next, bool all, double *reached, int *used) {
  const tli_core_test first = r->by,
                      order[] = {first, TLI_EXACT, TLI_BY_MERIT, TLI_BY_STEP, TLI_BY_NOTHING, TLI_DAMPED};
  const double enough = next > loose_until ? path_enough : tli_max(TLI_CLOSE_ENOUGH, rounding(r->c));
  const size_t tests = all ? TLI_COUNT(order) : 2;
  tl_code code = TL_OK;
  for (size_t n = 0; n < tests && code == TL_OK; n++) {
    if (n > 0 && order[n] == first) continue;
    if (n > 0) tli_core_restore(r->c);
    r->by = order[n];
    code = stop_at(r, next, enough, n == 0 ? RUNG_STEPS : LAST_STEPS, false, reached, used);
    if (*reached <= enough) break;
  }
  r->by = first;
  if (!(*reached <= enough)) *reached = INFINITY;
  return code;
}

/* The same path in steps that shrink where Newton fails and grow where it is quick: it is continuous, so that small
 * enough ones succeed. */
static tl_code follow(tli_core_run *r, double *reached, double *proof) {
  int used;
  const tli_core_test first = r->by;
  double e = 1.0, step = 0.5; /* decades */
  TLI_TRY(stop_at(r, e, path_enough, LAST_STEPS, true, reached, &used));
  for (int n = 0; n < PATH_STEPS && e > least_e && isfinite(*reached) && step >= least_step; n++) {
    tli_core_save(r->c);
    const double next = tli_max(e * pow(10.0, -step), least_e);
    double at;
    TLI_TRY(step_to(r, next, step < short_step, &at, &used));
    if (!isfinite(at)) {
      tli_core_restore(r->c);
      step *= 0.5;
      continue;
    }
    e = next;
    *reached = at;
    if (used <= RUNG_STEPS / 2) step = tli_min(1.5 * step, 1.0);
    TLI_TRY(look_out(r, e, reached, proof));
    if (*proof > 0.0) return TL_OK;
    if (e <= small_e && tli_core_would_certify(r)) tli_core_keep(r, e);
  }
  for (int other = 0; other < TLI_TESTS; other++) { /* each from where the one before has come to */
    r->by = (tli_core_test)((first + other) % TLI_TESTS);
    tli_core_save(r->c);
    TLI_TRY(tli_core_newton(r, least_e, least_blur, TLI_CLOSE_ENOUGH, LAST_STEPS, false, reached, &used));
    if (finished(r->c, *reached)) break;
    if (!(*reached <= path_enough)) tli_core_restore(r->c);
  }
  r->by = first;
  if (!finished(r->c, *reached) && r->kept_e > 0.0) tli_core_take_kept(r);
  return TL_OK;
}

/* ---- the ladder ----------------------------------------------------------------------------------------------------
 */

/* Only to be certified as solved: no potential is below zero, so that nothing is concluded from it. */
static bool almost(const struct tli_core *c, double reached) {
  double least = 0.0;
  for (size_t i = 0; i < c->unknowns; i++) least = tli_min(least, c->pi[i]);
  return reached <= almost_enough && least >= 0.0;
}

/* Names the part of the network that has no balance: the nodes that went farthest out, what passes into them by e
 * alone, and the control at its edge through which most of that would have to go. */
static void say_unbalanced(tl_steady *s, struct tli_core *c, double epsilon) {
  const tli_core_controls *k = &c->control;
  const size_t first = c->links + c->trees;
  double largest = 0.0, missing = 0.0, most = -1.0, unused;
  size_t worst = 0, node = 0;
  for (size_t i = 0; i < c->unknowns; i++)
    if (fabs(c->pi[i]) > fabs(largest)) largest = c->pi[i];
  const double edge = 0.3 * tli_potential_u(c->gas, largest, &unused), sign = edge < 0.0 ? -1.0 : 1.0;
  tli_core_laws(s, c, 0.0);
  for (size_t i = 0; i < c->controls; i++) {
    const bool in = sign * k->u_in[i] > sign * edge, out = sign * k->u_out[i] > sign * edge;
    /* slope in q times (q - q held) = e (u_in - u_out - K q) where a flow is held, or none */
    const double face = k->u_in[i] - k->u_out[i] - TLI_PATH_PA2_S_KG * c->q[first + i];
    const double leak = epsilon * face / TLI_SHUT_PA2_S_KG * (out ? -sign : sign);
    if (in == out) continue;
    missing += leak;
    if (leak > most) {
      most = leak;
      worst = first + i;
    }
  }
  for (size_t i = 0; i < s->network_nodes; i++)
    if (c->pi[c->place[i]] == largest) node = i;
  const tli_link *link = &s->network->links[c->link_of[worst]];
  s->outcome = TL_INFEASIBLE;
  s->reason.proof = "out_of_bounds";
  s->reason.code = sign < 0.0 ? "too_little_gets_in" : "too_much_comes_in";
  s->reason.where_kind = tli_kind_get((size_t)link->kind)->name;
  s->reason.where_id = link->id;
  s->reason.value = missing;
  s->reason.unit = "kg/s";
  const char *what = s->network->nodes[node].id;
  if (sign < 0.0)
    (void)snprintf(s->reason.sentence, sizeof s->reason.sentence,
                   "The part of the network with node \"%s\" gets %.4g kg/s less than is taken there: %s \"%s\" at its "
                   "edge lets no more through.",
                   what, missing, s->reason.where_kind, link->id);
  else
    (void)snprintf(
        s->reason.sentence, sizeof s->reason.sentence,
        "%.4g kg/s more come into the part of the network with node \"%s\" than can leave it: %s \"%s\" at its "
        "edge lets no more through.",
        missing, what, s->reason.where_kind, link->id);
}

/* Deferred corrections of pipes that rise, from the state found, by the test that gets there. */
static tl_code correct_heights(tli_core_run *r, double *reached) {
  int used;
  for (int round = 0; round < 4 && (r->settled || finished(r->c, *reached) || almost(r->c, *reached)); round++) {
    if (tli_core_correct_heights(r->c, &r->pass) <= 1e-8) break;
    if (r->settled) {
      TLI_TRY(stop_at(r, r->kept_e, TLI_CLOSE_ENOUGH, LAST_STEPS, false, reached, &used));
      r->settled = tli_core_would_certify(r);
      continue;
    }
    const tli_core_test first = r->by;
    const double blur = r->c->control.blur;
    tli_core_save(r->c);
    for (int other = 0; other < TLI_TESTS; other++) {
      if (other > 0) tli_core_restore(r->c);
      r->by = (tli_core_test)((first + other) % TLI_TESTS);
      TLI_TRY(tli_core_newton(r, least_e, blur, TLI_CLOSE_ENOUGH, LAST_STEPS, false, reached, &used));
      if (finished(r->c, *reached) || almost(r->c, *reached)) break;
    }
    r->by = first;
  }
  return TL_OK;
}

/* A stop may be just within its tolerance where the certificate asks for more digits: Newton's own last steps. */
static tl_code polish(tli_core_run *r, double *reached) {
  double after;
  int used;
  if (r->settled || *reached <= polished || !almost(r->c, *reached)) return TL_OK;
  r->by = TLI_EXACT;
  tli_core_save(r->c);
  TLI_TRY(tli_core_newton(r, least_e, r->c->control.blur, polished, POLISH_STEPS, false, &after, &used));
  if (after <= *reached) {
    *reached = after;
    return TL_OK;
  }
  tli_core_restore(r->c);
  return tli_core_newton(r, least_e, r->c->control.blur, 0.0, 0, false, reached, &used); /* the laws there again */
}

tl_code tli_core_control_solve(tl_steady *s, struct tli_core *c, bool *found, tl_error *error) {
  tli_core_run r = {
      .s = s, .c = c, .pass = tli_core_pass_start(s), .blur_share = 1.0, .by = TLI_BY_MERIT, .error = error};
  double reached = INFINITY, proof = 0.0;
  int used;
  tl_code code = tli_core_newton(&r, least_e, 0.0, TLI_CLOSE_ENOUGH, NEWTON_STEPS, true, &reached, &used);
  s->certificate.rung = "newton";
  if (code == TL_OK && !finished(c, reached)) {
    code = descend(&r, &reached, &proof);
    s->certificate.rung = "homotopy";
  }
  /* Where a path is too steep to follow, another one with more or less blur beside e may not be. */
  for (size_t k = 0; k < TLI_COUNT(ways) && code == TL_OK && proof == 0.0 && !r.settled && !finished(c, reached); k++) {
    r.blur_share = ways[k].blur_share;
    r.by = ways[k].by;
    code = follow(&r, &reached, &proof);
    s->certificate.rung = "path";
  }
  if (code == TL_OK && proof == 0.0 && !c->level) code = correct_heights(&r, &reached);
  if (code == TL_OK && proof == 0.0) code = polish(&r, &reached);
  c->next = r.pass.next;
  *found = proof > 0.0 || r.settled || finished(c, reached) || almost(c, reached);
  if (code == TL_OK && proof > 0.0) say_unbalanced(s, c, proof);
  return code;
}
