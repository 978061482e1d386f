/* Optimal gas flow: runs that are cancelled or run out of time, and refused memory. */
#include "flow_cases.h"
#include "out_of_memory.h"
#include "testing.h"

#include <time.h>

#include "optimise/tli_flow.h"
#include "optimise/tli_search.h"

static bool never(void *context, const char *step, double done) {
  (void)context;
  (void)step;
  (void)done;
  return false;
}

static void a_cancelled_run_hands_back_the_best_so_far(void **state) {
  (void)state;
  tl_flow_options o;
  tl_flow_options_default(&o);
  const tl_progress progress = {never, NULL};
  o.progress = &progress;
  tl_flow_problem p = four_problem;
  p.power_price = 1e-7;
  tl_flow_answer *answer, *whole;
  tl_flow_summary s, t;
  tl_error error;
  assert_int_equal(tl_flow_optimise(&p, NULL, &whole, &error), TL_OK);
  assert_int_equal(tl_flow_optimise(&p, &o, &answer, &error), TL_OK);
  tl_flow_summary_of(whole, &t);
  tl_flow_summary_of(answer, &s);
  print_message("whole %.6f >= %.6f in %zu boxes; cancelled %.6f >= %.6f in %zu\n", t.objective, t.bound, t.boxes,
                s.objective, s.bound, s.boxes);
  assert_int_equal(s.status, TL_FLOW_SOLVED);
  assert_int_equal(s.boxes, 1);
  assert_true(t.boxes > 1 && !s.complete && isfinite(s.bound));
  assert_true(s.bound <= t.objective && s.objective >= t.bound);
  tl_flow_answer_destroy(answer);
  tl_flow_answer_destroy(whole);
}

/* Says stop from a moment on. */
typedef struct alarm_clock {
  double at_s;
  size_t calls;
  clock_t told; /* processor time when it first said so */
} alarm_clock;
static bool until(void *context, const char *step, double done) {
  alarm_clock *a = context;
  (void)step;
  (void)done;
  a->calls++;
  const bool go_on = tli_now_s() < a->at_s;
  if (!go_on && a->told == 0) a->told = clock();
  return go_on;
}

static void a_stop_is_heard_within_a_second_wherever_it_comes(void **state) {
  (void)state;
  static const double after_s[] = {0.0, 0.02, 0.3};
  belgium b;
  make_belgium(&b);
  for (size_t i = 0; i < sizeof after_s / sizeof *after_s; i++) {
    tl_flow_options o;
    tl_flow_options_default(&o);
    const double began = tli_now_s();
    alarm_clock a = {began + after_s[i], 0, 0};
    const tl_progress progress = {until, &a};
    o.progress = &progress;
    o.gap = 0.0; /* none is reached: there is work until the end */
    o.most_boxes = 1000000;
    tl_flow_answer *answer;
    tl_flow_summary s;
    answer = optimised(&b.problem, &o, &s);
    const double late = (double)(clock() - a.told) / CLOCKS_PER_SEC; /* of this program: others may use the machine */
    print_message("told at %.2f s: %.3f s later %.6f >= %.6f, %zu boxes, %zu programs, asked %zu times\n", after_s[i],
                  late, s.objective, s.bound, s.boxes, s.programs, a.calls);
    assert_int_equal(s.status, TL_FLOW_SOLVED);
    assert_int_equal(s.stop, TL_FLOW_AT_ASKED);
    assert_true(!s.complete && s.bound <= 89.08584 * (1.0 + 1e-6) && s.objective >= 89.08584 * (1.0 - 1e-6));
    assert_true(late < 1.5); /* half a second for a first point, half for its prices, and the last box */
    tl_flow_answer_destroy(answer);
  }
}

static void time_ends_a_search_and_is_said(void **state) {
  (void)state;
  belgium b;
  make_belgium(&b);
  tl_flow_options o;
  tl_flow_options_default(&o);
  o.gap = 0.0;
  o.most_boxes = 1000000;
  o.most_seconds = 0.2;
  tl_flow_answer *answer;
  tl_flow_summary s;
  answer = optimised(&b.problem, &o, &s);
  assert_int_equal(s.stop, TL_FLOW_AT_SECONDS);
  assert_string_equal(tl_flow_stop_name(s.stop), "seconds");
  tl_flow_answer_destroy(answer);
  o.most_seconds = 0.0;
  o.most_boxes = 5;
  answer = optimised(&b.problem, &o, &s);
  assert_int_equal(s.stop, TL_FLOW_AT_BOXES);
  tl_flow_answer_destroy(answer);
}

static tl_code attempt(const tl_allocator *allocator, void *context) {
  little *l = context;
  tl_flow_options o;
  tl_flow_options_default(&o);
  o.allocator = allocator;
  o.starts = 1;
  tl_flow_answer *answer;
  tl_error error;
  const tl_code code = tl_flow_optimise(&l->problem, &o, &answer, &error);
  if (code == TL_OK) tl_flow_answer_destroy(answer);
  return code;
}

static tl_code attempt_to_narrow(const tl_allocator *allocator, void *context) {
  (void)context;
  tli_arena *arena = tli_arena_create(allocator);
  if (arena == NULL) return TL_ERR_MACHINE;
  tli_flow *f = NULL;
  tli_flow_relaxation *relaxation = NULL;
  tli_flow_watch watch = {.has_point = true};
  double gained;
  tl_error error;
  tl_code code = tli_flow_make(&four_problem, arena, &f, &error);
  if (code == TL_OK) code = tli_flow_relaxation_make(f, arena, &relaxation, &error);
  if (code == TL_OK) code = tli_flow_tighten(relaxation, f->low, f->high, 0.0, &watch, &gained, &error);
  tli_flow_relaxation_destroy(relaxation);
  tli_arena_destroy(arena);
  return code;
}

static void refused_memory_is_said(void **state) {
  (void)state;
  little l;
  make_little(&l);
  (void)oom_sweep(attempt, &l, 3000);
  (void)oom_sweep(attempt_to_narrow, NULL, 3000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_cancelled_run_hands_back_the_best_so_far),
      cmocka_unit_test(a_stop_is_heard_within_a_second_wherever_it_comes),
      cmocka_unit_test(time_ends_a_search_and_is_said),
      cmocka_unit_test(refused_memory_is_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
