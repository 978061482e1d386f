/* Single machines of a station in time: what is left runs as the steady state of what is left; without any the station
 * stands; a machine that starts is there again; checkpoints hold no addresses. */
#include "../elem/typed_machines.h"
#include "lines.h"

#include <stdlib.h>

static const double hour = 3600.0;

/* Two machines side by side, each by itself, and one of them beside a weak third: four configurations of A, B, C. */
typedef struct plant {
  tl_unit a, b, c, pair[2], unequal[2];
  tl_unit_stage stages[4];
  tl_configuration configurations[4];
  tl_machine_station station;
} plant;

static plant *make_plant(void) { /* with memory of its own */
  plant *p = calloc(1, sizeof *p);
  assert_non_null(p);
  p->a = (tl_unit){.turbo = &typed_turbo, .drive = &typed_turbine, .id = "A"};
  p->b = (tl_unit){.turbo = &typed_turbo, .drive = &typed_turbine, .id = "B"};
  p->c = (tl_unit){.turbo = &typed_turbo, .drive = &typed_weak, .id = "C"};
  p->pair[0] = p->unequal[0] = p->a;
  p->pair[1] = p->b;
  p->unequal[1] = p->c;
  p->stages[0] = (tl_unit_stage){p->pair, 2};
  p->stages[1] = (tl_unit_stage){&p->a, 1};
  p->stages[2] = (tl_unit_stage){&p->b, 1};
  p->stages[3] = (tl_unit_stage){p->unequal, 2};
  static const char *const ids[] = {"both", "A", "B", "A and C"};
  for (int i = 0; i < 4; i++) p->configurations[i] = (tl_configuration){ids[i], &p->stages[i], 1};
  tl_machine_station_default(&p->station);
  p->station.configurations = p->configurations;
  p->station.configuration_count = 4;
  p->station.control = TL_HOLD_OUTLET;
  p->station.outlet_p_pa = 70e5;
  return p;
}

typedef struct site {
  line l;
  plant *plant;
  tl_boundary boundary[4];
} site;

static void build(site *s, double out_kg_s) {
  tl_error e = {0};
  tl_pipe pipe;
  *s = (site){.plant = make_plant()};
  tl_pipe_default(&pipe);
  pipe.length_m = 60e3;
  pipe.diameter_m = 0.9;
  s->l.gas = gas_of_speed(377.968, 0.88, 288.15);
  assert_int_equal(tl_network_create(NULL, &s->l.network, &e), TL_OK);
  static const char *const ids[] = {"N0", "N1", "N2", "N3"};
  for (int i = 0; i < 4; i++) assert_int_equal(tl_network_add_node(s->l.network, ids[i], 0.0, NULL, &e), TL_OK);
  assert_int_equal(tl_network_add_pipe(s->l.network, "p1", 0, 1, &pipe, NULL, &e), TL_OK);
  if (tl_network_add_machine_station(s->l.network, "S", 1, 2, &s->plant->station, NULL, &e) != TL_OK)
    fail_msg("%s", e.sentence);
  assert_int_equal(tl_network_add_pipe(s->l.network, "p2", 2, 3, &pipe, NULL, &e), TL_OK);
  assert_int_equal(tl_network_freeze(s->l.network, &e), TL_OK);
  s->boundary[0] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 60e5};
  s->boundary[3] = (tl_boundary){.kind = TL_GIVEN_WITHDRAWAL, .withdrawal_kg_s = out_kg_s};
  assert_int_equal(tl_schedule_create(s->l.network, NULL, &s->l.schedule, &e), TL_OK);
}

static void happens(site *s, double at_s, tl_event_kind kind, const char *unit) {
  tl_error e = {0};
  const tl_event event = {.kind = kind, .at_s = at_s, .link = 1, .unit = unit};
  if (tl_schedule_add_event(s->l.schedule, &event, &e) != TL_OK) fail_msg("%s", e.sentence);
}

static tl_transient_options usual(void) {
  tl_transient_options o;
  tl_transient_options_default(&o);
  o.isothermal_t_k = 288.15;
  o.cell_length_m = 2000.0;
  return o;
}

static void start(site *s) {
  tl_error e = {0};
  const tl_transient_options o = usual();
  if (tl_transient_create(s->l.network, s->l.gas, s->boundary, s->l.schedule, &o, &s->l.run, &e) != TL_OK)
    fail_msg("%s", e.sentence);
  if (tl_transient_start_steady(s->l.run, &e) != TL_OK) fail_msg("%s", e.sentence);
  if (tl_transient_outcome(s->l.run) != TL_SOLVED) fail_msg("%s", tl_transient_reason(s->l.run)->sentence);
}

static void end(site *s) {
  end_line(&s->l);
  free(s->plant);
}

/* Pressure behind the station in the steady state with the configurations given. */
static double steady_behind(double out_kg_s, const tl_configuration *configurations, size_t count) {
  tl_error e = {0};
  site s;
  build(&s, out_kg_s);
  tl_steady *steady;
  tl_steady_options o;
  tl_node_state behind;
  tl_steady_options_default(&o);
  o.isothermal_t_k = 288.15;
  tl_machine_station m = s.plant->station;
  m.configurations = configurations;
  m.configuration_count = count;
  if (tl_steady_create(s.l.network, s.l.gas, &o, &steady, &e) != TL_OK) fail_msg("%s", e.sentence);
  if (tl_steady_set_machine_station(steady, 1, &m, &e) != TL_OK) fail_msg("%s", e.sentence);
  assert_int_equal(tl_steady_solve(steady, s.boundary, &e), TL_OK);
  if (tl_steady_outcome(steady) != TL_SOLVED) fail_msg("%s", tl_steady_reason(steady)->sentence);
  assert_int_equal(tl_steady_node(steady, 2, &behind, &e), TL_OK);
  tl_steady_destroy(steady);
  end(&s);
  return behind.p_pa;
}

static void what_is_left_runs_as_its_own_steady_state(void **state) {
  (void)state;
  site s;
  plant *left = make_plant();
  build(&s, 200.0);
  happens(&s, hour, TL_EVENT_TRIP, "A");
  happens(&s, 40.0 * hour, TL_EVENT_START, "A");
  start(&s);
  const double before = node_p(&s.l, 2);
  run_to(&s.l, 40.0 * hour);
  const double without_a = node_p(&s.l, 2), b_alone = steady_behind(200.0, &left->configurations[2], 1);
  print_message("behind the station: both %.4f bar, B alone %.4f, steady %.4f\n", before / 1e5, without_a / 1e5,
                b_alone / 1e5);
  assert_true(before - without_a > 2e5);
  assert_close_rel(without_a, b_alone, 1e-3); /* cells of 2 km against one link a pipe */
  tl_happening h;
  bool told = false;
  for (size_t i = 0; tl_transient_happening_at(s.l.run, i, &h); i++)
    told = told || (strcmp(h.what, "trip") == 0 && h.machine != NULL && strcmp(h.machine, "A") == 0 &&
                    strcmp(h.where_id, "S") == 0);
  assert_true(told);
  run_to(&s.l, 80.0 * hour);
  assert_close_rel(node_p(&s.l, 2), before, 1e-5);
  assert_true(tl_transient_effort(s.l.run).largest_mass_error <= 1e-12);
  end(&s);
  free(left);
}

static void without_any_machine_the_station_stands(void **state) {
  (void)state;
  site one_by_one, at_once;
  build(&one_by_one, 200.0);
  happens(&one_by_one, hour, TL_EVENT_TRIP, "C");
  happens(&one_by_one, hour, TL_EVENT_TRIP, "B");
  happens(&one_by_one, hour, TL_EVENT_TRIP, "A");
  build(&at_once, 200.0);
  happens(&at_once, hour, TL_EVENT_TRIP, NULL);
  start(&one_by_one);
  start(&at_once);
  run_to(&one_by_one.l, 12.0 * hour);
  run_to(&at_once.l, 12.0 * hour);
  for (size_t i = 1; i < 4; i++) assert_true(node_p(&one_by_one.l, i) == node_p(&at_once.l, i));
  assert_close_rel(node_p(&at_once.l, 1), node_p(&at_once.l, 2), 1e-6);
  end(&one_by_one);
  end(&at_once);
}

/* A configuration that was given gives way to the best of those left, and returns. */
static void a_given_configuration_gives_way(void **state) {
  (void)state;
  plant *left = make_plant();
  site s;
  build(&s, 290.0);
  tl_error e = {0};
  const tl_event given = {
      .kind = TL_EVENT_CHANGE, .what = TL_DRIVE_FIELD, .target = 1, .field = "configuration", .value = 3.0};
  if (tl_schedule_add_event(s.l.schedule, &given, &e) != TL_OK) fail_msg("%s", e.sentence);
  happens(&s, 30.0 * hour, TL_EVENT_TRIP, "C");
  start(&s);
  run_to(&s.l, 30.0 * hour);
  assert_close_rel(node_p(&s.l, 2), steady_behind(290.0, &left->configurations[3], 1), 1e-3);
  run_to(&s.l, 70.0 * hour);
  assert_close_rel(node_p(&s.l, 2), steady_behind(290.0, left->configurations, 3), 1e-3);
  end(&s);
  free(left);
}

/* The run goes on in another network of other memory, the first being gone: same bits. */
static void a_checkpoint_holds_no_addresses(void **state) {
  (void)state;
  tl_error e = {0};
  site first, second;
  double wanted[4];
  unsigned char *bytes, *copy;
  size_t length;
  build(&first, 290.0);
  build(&second, 290.0);
  for (int i = 0; i < 2; i++) {
    happens(i == 0 ? &first : &second, hour, TL_EVENT_TRIP, "A");
    happens(i == 0 ? &first : &second, 5.0 * hour, TL_EVENT_START, "A");
  }
  start(&first);
  run_to(&first.l, 3.0 * hour);
  assert_int_equal(tl_transient_save(first.l.run, &bytes, &length, &e), TL_OK);
  run_to(&first.l, 8.0 * hour);
  for (size_t i = 0; i < 4; i++) wanted[i] = node_p(&first.l, i);
  copy = malloc(length);
  assert_non_null(copy);
  memcpy(copy, bytes, length);
  tl_transient_free(first.l.run, bytes, length);
  memset(first.plant, 0x5a, sizeof *first.plant); /* an address into it would be followed into nothing */
  const tl_transient_options o = usual();
  if (tl_transient_create(second.l.network, second.l.gas, second.boundary, second.l.schedule, &o, &second.l.run, &e) !=
      TL_OK)
    fail_msg("%s", e.sentence);
  if (tl_transient_restore(second.l.run, copy, length, &e) != TL_OK) fail_msg("%s", e.sentence);
  run_to(&second.l, 8.0 * hour);
  for (size_t i = 0; i < 4; i++) assert_true(node_p(&second.l, i) == wanted[i]);
  copy[length / 2] ^= 0x10; /* damage is told */
  assert_int_equal(tl_transient_restore(second.l.run, copy, length, &e), TL_ERR_INPUT);
  assert_non_null(strstr(e.sentence, "damaged"));
  free(copy);
  end(&first);
  end(&second);
}

static void the_table_of_outages_has_rows_of_machines(void **state) {
  (void)state;
  tl_error e = {0};
  site s;
  build(&s, 290.0);
  assert_int_equal(tl_schedule_add_limit(s.l.schedule, &(tl_limit){.node = 3, .p_min_pa = 45e5}, &e), TL_OK);
  const tl_transient_options o = usual();
  tl_results *results = tl_results_create(NULL);
  if (tl_outages(s.l.network, s.l.gas, s.boundary, s.l.schedule, &o, NULL, 0, 48.0 * hour, 2, results, &e) != TL_OK)
    fail_msg("%s", e.sentence);
  const tl_table *t = tl_results_table(results, "outages");
  static const char *const units[] = {"", "A", "B", "C"};
  assert_int_equal(tl_table_rows(t), 4);
  for (size_t r = 0; r < 4; r++) {
    assert_string_equal(tl_table_text(t, r, 0), "S");
    assert_string_equal(tl_table_text(t, r, 1), units[r]);
    print_message("%s %s: %.2f t unserved\n", tl_table_text(t, r, 0), units[r], tl_table_number(t, r, 6) / 1000.0);
  }
  const double whole = tl_table_number(t, 0, 6), a = tl_table_number(t, 1, 6), b = tl_table_number(t, 2, 6),
               c = tl_table_number(t, 3, 6);
  assert_true(whole > a && a >= b && b > 0.0); /* without B, C helps A; without A, B is alone */
  assert_true(c == 0.0);                       /* nobody needs C while both others run */
  tl_results_destroy(results);
  end(&s);
}

static void machines_that_are_not_there_are_refused(void **state) {
  (void)state;
  static const char text[] =
      "events:\n"
      "  - {at: 1 h, trip: S, unit: Comp7}\n" /* 2: unknown */
      "  - {at: 1 h, shut: S, unit: A}\n"     /* 3: only trips and starts */
      "  - {at: 1 h, trip: p1, unit: A}\n"    /* 4: a pipe */
      "  - {at: 1 h, trip: S, unit: [A]}\n"   /* 5: no list */
      "  - {at: 1 h, trip: S, unit: B}\n"
      "  - {at: 2 h, start: S, unit: B}\n";
  tl_error e = {0};
  site s;
  build(&s, 200.0);
  tl_findings *findings = tl_findings_create(NULL);
  tl_schedule_run run;
  assert_int_equal(tl_schedule_read_text(s.l.schedule, text, strlen(text), "bad.yml", &run, findings, &e),
                   TL_ERR_INPUT);
  assert_int_equal(tl_findings_count(findings), 4);
  for (size_t f = 0; f < 4; f++) {
    assert_int_equal(tl_findings_at(findings, f)->line, 2 + (int)f);
    print_message("%d: %s\n", tl_findings_at(findings, f)->line, tl_findings_at(findings, f)->sentence);
  }
  assert_non_null(strstr(tl_findings_at(findings, 0)->sentence, "it has A, B, C"));
  tl_findings_destroy(findings);
  /* by calls: said when the run is made; and an index that no configuration has */
  happens(&s, hour, TL_EVENT_TRIP, "D");
  const tl_transient_options o = usual();
  assert_int_equal(tl_transient_create(s.l.network, s.l.gas, s.boundary, s.l.schedule, &o, &s.l.run, &e), TL_ERR_INPUT);
  end(&s);
  build(&s, 200.0);
  const tl_event beyond = {
      .kind = TL_EVENT_CHANGE, .what = TL_DRIVE_FIELD, .target = 1, .field = "configuration", .value = 4.0};
  assert_int_equal(tl_schedule_add_event(s.l.schedule, &beyond, &e), TL_OK);
  assert_int_equal(tl_transient_create(s.l.network, s.l.gas, s.boundary, s.l.schedule, &o, &s.l.run, &e), TL_ERR_INPUT);
  assert_non_null(strstr(e.sentence, "counted from 0"));
  end(&s);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_left_runs_as_its_own_steady_state),
                                     cmocka_unit_test(without_any_machine_the_station_stands),
                                     cmocka_unit_test(a_given_configuration_gives_way),
                                     cmocka_unit_test(a_checkpoint_holds_no_addresses),
                                     cmocka_unit_test(the_table_of_outages_has_rows_of_machines),
                                     cmocka_unit_test(machines_that_are_not_there_are_refused)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
