/* Claims about the judgement of a scenario: the largest flow fits and a little more does not, whichever limit binds;
 * verdicts and conditions in words. The gas is ideal, so that the cases are cheap. */
#define _POSIX_C_SOURCE 200809L
#include "making.h"

/* No limit but the delivery pressure. */
static const char one_section[] =
    "study: {title: One section}\n"
    "gas: {composition: methane, model: ideal}\n"
    "flow: {mode: given, volume: 10 bcm/a at 20 degC}\n"
    "inlet: {pressure: 6 MPa, temperature: 10 degC}\n"
    "delivery: {min_pressure: 3 MPa}\n"
    "pipes:\n"
    "  trunk: {outside_diameter: 1020 mm, wall: 10 mm, roughness: 10 um, max_pressure: 7.5 MPa}\n"
    "stations:\n"
    "  trunk: {efficiency: \"0.84\", kappa: \"1.30\", cooler_outlet: 60 degC}\n"
    "sections:\n"
    "  line: {length: 400 km, pipe: trunk, station: trunk, station_count: 3, ground_temperature: -5 degC}\n";

static void find_capacity(workshop *w) {
  if (tli_find_capacity(w->line, w->steady, w->arena, &w->e, &w->error) != TL_OK) fail_msg("%s", w->error.sentence);
}

static double worst_excess(const workshop *w) {
  double worst = -INFINITY;
  for (int l = 0; l < TLI_LIMITS; l++)
    if (w->e.whole[l].where != NULL) worst = fmax(worst, w->e.whole[l].excess);
  return worst;
}

/* Evaluates at share * flow with a solver of its own, so that nothing is left of the search. */
static void evaluate_at(workshop *w, double flow_kg_s) {
  build_line(w, TLI_WHOLE_LINE);
  tli_line_set_flow(w->line, flow_kg_s);
  evaluate_line(w);
}

static const struct {
  tli_limit limit;
  const char *path, *text;
  bool floor;
} limits[] = {
    {TLI_DELIVERY_PRESSURE, "delivery.min_pressure", "4.5 MPa", true},
    {TLI_STATION_RATIO, "limits.max_ratio", "1.25", false},
    {TLI_STATION_RATIO, "stations.trunk.max_ratio", "1.3", false},
    {TLI_STATION_POWER, "limits.max_station_power", "9 MW", false},
    {TLI_STATION_POWER, "stations.trunk.max_power", "11 MW", false},
    {TLI_STATION_POWER, "stations.trunk.installed_power", "12 MW", false},
    {TLI_VELOCITY, "limits.max_velocity", "8 m/s", false},
    {TLI_DISCHARGE_TEMPERATURE, "limits.max_discharge_temperature", "45 degC", false},
    {TLI_LINE_PRESSURE, "limits.min_pressure", "5 MPa", true},
};

static void the_largest_flow_fits_and_a_ten_thousandth_more_does_not(void **state) {
  (void)state;
  for (size_t i = 0; i < TLI_COUNT(limits); i++) {
    workshop w;
    set_up(&w, "evaluate", one_section);
    set_figure(&w, limits[i].path, limits[i].text);
    build_line(&w, TLI_WHOLE_LINE);
    evaluate_line(&w);
    const double asked = w.line->asked_kg_s;
    find_capacity(&w);
    const double capacity = w.e.capacity_kg_s;
    print_message(
        "%s = %s: %.4f of the asked flow, by the %s at %s\n", limits[i].path, limits[i].text, capacity / asked,
        w.e.capacity_limit >= 0 ? tli_limit_words((tli_limit)w.e.capacity_limit) : "physics", w.e.capacity_where);
    assert_true(capacity > 0.0);
    assert_int_equal(w.e.capacity_limit, limits[i].limit);
    evaluate_at(&w, capacity);
    assert_int_equal(w.e.outcome, TL_SOLVED);
    assert_true(worst_excess(&w) <= 1e-6);
    assert_string_equal(tli_verdict(&w.e, w.e.whole), "fits");
    const tli_criterion binding = w.e.whole[limits[i].limit];
    assert_close_rel(binding.value, binding.allowed, 1e-4);
    evaluate_at(&w, capacity * 1.0001);
    assert_true(w.e.outcome != TL_SOLVED || worst_excess(&w) > 0.0);
    assert_true(w.e.whole[limits[i].limit].excess > binding.excess);
    tear_down(&w);
  }
}

/* The start of the search does not matter. */
static void the_largest_flow_does_not_depend_on_the_asked_one(void **state) {
  (void)state;
  const char *const asked[] = {"1 bcm/a at 20 degC", "10 bcm/a at 20 degC", "14 bcm/a at 20 degC",
                               "60 bcm/a at 20 degC"};
  double first = NAN;
  for (size_t i = 0; i < TLI_COUNT(asked); i++) {
    workshop w;
    set_up(&w, "evaluate", one_section);
    set_figure(&w, "limits.max_ratio", "1.4");
    set_figure(&w, "flow.volume", asked[i]);
    build_line(&w, TLI_WHOLE_LINE);
    evaluate_line(&w);
    find_capacity(&w);
    if (i == 0) first = w.e.capacity_kg_s;
    assert_close_rel(w.e.capacity_kg_s, first, 3e-6);
    tear_down(&w);
  }
}

/* Without any limit but pressure the physics ends the flow, or the pressure asked for does. */
static void the_gas_temperature_can_bind(void **state) {
  (void)state;
  workshop w;
  set_up(&w, "evaluate", one_section);
  set_figure(&w, "stations.trunk.cooler_outlet", "-10 degC"); /* more flow arrives colder than the ground allows */
  set_figure(&w, "sections.line.ground_temperature", "5 degC");
  set_figure(&w, "limits.min_gas_temperature", "-5 degC");
  build_line(&w, TLI_WHOLE_LINE);
  evaluate_line(&w);
  assert_non_null(w.e.whole[TLI_GAS_TEMPERATURE].where);
  assert_true(w.e.whole[TLI_GAS_TEMPERATURE].excess > 0.0); /* behind the first cooler it is -10 degC */
  assert_close(w.e.whole[TLI_GAS_TEMPERATURE].value, 263.15, 0.01);
  assert_string_equal(tli_verdict(&w.e, w.e.whole), "fits only if");
  assert_non_null(
      strstr(tli_conditions(&w.e, w.e.whole, w.arena), "lowest gas temperature -10 degC allowed (limit -5)"));
  tear_down(&w);
}

static void verdicts_and_conditions_are_words(void **state) {
  (void)state;
  workshop w;
  set_up(&w, "evaluate", one_section);
  build_line(&w, TLI_WHOLE_LINE);
  evaluate_line(&w);
  assert_string_equal(tli_verdict(&w.e, w.e.whole), "fits");
  assert_string_equal(tli_conditions(&w.e, w.e.whole, w.arena), "");
  set_figure(&w, "limits.max_ratio", "1.1");
  set_figure(&w, "limits.max_station_power", "5 MW");
  build_line(&w, TLI_WHOLE_LINE);
  evaluate_line(&w);
  assert_string_equal(tli_verdict(&w.e, w.e.whole), "fits only if");
  const char *conditions = tli_conditions(&w.e, w.e.whole, w.arena);
  print_message("%s\n", conditions);
  assert_non_null(strstr(conditions, "compression ratio 1."));
  assert_non_null(strstr(conditions, "allowed (limit 1.1); station power "));
  assert_non_null(strstr(conditions, " MW allowed (limit 5)"));
  set_figure(&w, "flow.volume", "100 bcm/a at 20 degC");
  build_line(&w, TLI_WHOLE_LINE);
  evaluate_line(&w);
  assert_int_equal(w.e.outcome, TL_INFEASIBLE);
  assert_string_equal(tli_verdict(&w.e, w.e.whole), "does not fit");
  assert_string_equal(tli_conditions(&w.e, w.e.whole, w.arena), w.e.reason.sentence);
  tear_down(&w);
}

/* Mode "capacity": the evaluation is that of the largest flow; mode "pressures": both ends are given. */
static void the_modes_of_flow_do_what_they_say(void **state) {
  (void)state;
  workshop w;
  set_up(&w, "evaluate", one_section);
  set_figure(&w, "limits.max_ratio", "1.3");
  set_figure(&w, "flow.mode", "capacity");
  build_line(&w, TLI_WHOLE_LINE);
  evaluate_line(&w);
  find_capacity(&w);
  assert_close_rel(w.e.flow_kg_s, w.e.capacity_kg_s, 1e-10);
  assert_close(w.e.whole[TLI_STATION_RATIO].value, 1.3, 1e-5);
  set_figure(&w, "flow.mode", "pressures");
  build_line(&w, TLI_WHOLE_LINE);
  evaluate_line(&w);
  assert_int_equal(w.e.outcome, TL_SOLVED);
  assert_close(w.e.delivery_p_pa, 3e6, 1.0);
  assert_true(w.e.flow_kg_s > w.line->asked_kg_s);
  assert_true(w.e.balance_error <= 1e-9);
  tear_down(&w);
}

/* A line at the largest flow that it can pass at all is answered: with numbers below, with the flow that still passes
 * above, never with "not solved". */
static void around_the_fold_every_flow_is_answered(void **state) {
  (void)state;
  workshop w;
  set_up(&w, "evaluate", one_section);
  set_figure(&w, "delivery.min_pressure", "none");
  set_figure(&w, "flow.mode", "given");
  double low = 1.0, high = 8.0;
  for (int i = 0; i < 30; i++) { /* to the fold itself */
    const double share = 0.5 * (low + high);
    build_line(&w, TLI_WHOLE_LINE);
    tli_line_set_flow(w.line, share * w.line->asked_kg_s);
    evaluate_line(&w);
    if (w.e.outcome == TL_NOT_SOLVED) fail_msg("%.10g times the asked flow: %s", share, w.e.reason.sentence);
    if (w.e.outcome == TL_SOLVED)
      low = share;
    else
      high = share;
  }
  print_message("the fold lies at %.8f of the asked flow\n", low);
  tear_down(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_largest_flow_fits_and_a_ten_thousandth_more_does_not),
      cmocka_unit_test(the_largest_flow_does_not_depend_on_the_asked_one),
      cmocka_unit_test(the_gas_temperature_can_bind),
      cmocka_unit_test(verdicts_and_conditions_are_words),
      cmocka_unit_test(the_modes_of_flow_do_what_they_say),
      cmocka_unit_test(around_the_fold_every_flow_is_answered),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
