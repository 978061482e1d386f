/* What a linear program says without a proof ends nothing: here Clp calls programs infeasible that have a point. */
#include <coin/Clp_C_Interface.h>

#include "flow_cases.h"
#include "testing.h"
#include "trunkline/trunkline.h"

static size_t asked, lies; /* of the calls of Clp_status the first `lies` say 1, infeasible */

/* In the place of Clp's own. */
int Clp_status(Clp_Simplex *model) {
  const bool true_one = asked++ >= lies;
  if (true_one && Clp_isProvenOptimal(model)) return 0;
  if (!true_one || Clp_isProvenPrimalInfeasible(model)) return 1;
  return Clp_isProvenDualInfeasible(model) ? 2 : 3;
}

static tl_flow_summary with_lies(size_t count, size_t boxes) {
  little l;
  make_little(&l);
  tl_flow_options options;
  tl_flow_options_default(&options);
  options.starts = 0; /* no point but from relaxed ones */
  options.most_boxes = boxes;
  asked = 0;
  lies = count;
  tl_flow_summary s;
  tl_flow_answer_destroy(optimised(&l.problem, &options, &s));
  assert_true(asked > 0); /* Clp_status is the one above */
  return s;
}

static void a_box_called_empty_without_proof_is_kept(void **state) {
  (void)state;
  const tl_flow_summary honest = with_lies(0, 2000);
  assert_true(honest.status == TL_FLOW_SOLVED && honest.complete);
  for (size_t count = 1; count <= 9; count++) {
    const tl_flow_summary s = with_lies(count, 2000);
    assert_true(s.status == TL_FLOW_SOLVED && s.complete);
    assert_close_rel(s.objective, honest.objective, 1e-5); /* the gap */
  }
}

static void nothing_is_called_infeasible_without_proof(void **state) {
  (void)state;
  const tl_flow_summary s = with_lies(SIZE_MAX, 30);
  assert_true(s.status == TL_FLOW_UNKNOWN && !s.complete && s.stop == TL_FLOW_AT_BOXES);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_box_called_empty_without_proof_is_kept),
      cmocka_unit_test(nothing_is_called_infeasible_without_proof),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
