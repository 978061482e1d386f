/* Claims about the way from a study to its line: where stations stand, how distances, heights and ground temperatures
 * are laid along it, what is taken off and where the flow is counted. */
#define _POSIX_C_SOURCE 200809L
#include "making.h"

static const char two_sections[] =
    "study: {title: Two sections}\n"
    "gas: {composition: methane, model: ideal}\n"
    "flow: {mode: given, volume: 10 bcm/a at 20 degC, at: first}\n"
    "inlet: {pressure: 6 MPa, temperature: 10 degC}\n"
    "delivery: {min_pressure: 2 MPa}\n"
    "pipes:\n"
    "  trunk: {outside_diameter: 1020 mm, wall: 10 mm, roughness: 10 um, max_pressure: 7.5 MPa}\n"
    "stations:\n"
    "  trunk: {efficiency: \"0.84\", kappa: \"1.30\", cooler_outlet: 30 degC}\n"
    "sections:\n"
    "  first: {from: west, to: east, length: 400 km, pipe: trunk, station: trunk, station_count: 4}\n"
    "  second: {from: east, to: far, length: 300 km, pipe: trunk, station: trunk, station_count: 3}\n"
    "waypoints:\n"
    "  west: {lat: 0 deg, lon: 10 deg, height: 100 m, ground_temperature: 2 degC}\n"
    "  middle: {lat: 0 deg, lon: 11 deg, height: 400 m, ground_temperature: 8 degC}\n"
    "  east: {lat: 0 deg, lon: 13 deg, height: 0 m, ground_temperature: 4 degC}\n"
    "  far: {lat: 0 deg, lon: 15 deg, height: 0 m, ground_temperature: 4 degC}\n"
    "offtakes:\n"
    "  town: {section: first, at: middle, volume: 1 bcm/a at 20 degC}\n"
    "  village: {section: first, distance: 40 km, volume: 0.5 bcm/a at 0 degC}\n";

static const double degree_on_equator_m =
    6378137.0 * 3.14159265358979323846 / 180.0; /* WGS84: the equator is a circle */

static void stations_stand_where_the_layout_says(void **state) {
  (void)state;
  const struct {
    const char *layout;
    double at_km[4];
  } cases[] = {{"at-start", {0, 100, 200, 300}},
               {"at-end", {100, 200, 300, 400}},
               {"between", {80, 160, 240, 320}},
               {"both-ends", {0, 400.0 / 3, 800.0 / 3, 400}}};
  workshop w;
  set_up(&w, "line", two_sections);
  for (size_t i = 0; i < TLI_COUNT(cases); i++) {
    set_figure(&w, "sections.first.station_layout", cases[i].layout);
    build_line(&w, 0);
    assert_int_equal(w.line->station_count, 4);
    for (size_t k = 0; k < 4; k++) assert_close(w.line->stations[k].distance_m, cases[i].at_km[k] * 1e3, 1e-6);
  }
  set_figure(&w, "sections.first.station_count", "1");
  build_line(&w, 0);
  assert_int_equal(w.line->station_count, 1);
  assert_close(w.line->stations[0].distance_m, 0.0, 1e-9); /* both-ends with one station: at the start */
  set_figure(&w, "sections.first.station_count", "0");
  build_line(&w, 0);
  assert_int_equal(w.line->station_count, 0);
  tear_down(&w);
}

static void stations_of_later_sections_follow_in_chainage(void **state) {
  (void)state;
  workshop w;
  set_up(&w, "line", two_sections);
  build_line(&w, TLI_WHOLE_LINE);
  assert_int_equal(w.line->station_count, 7);
  assert_close(w.line->length_m, 700e3, 1e-6);
  const double at_km[7] = {0, 100, 200, 300, 400, 500, 600};
  for (size_t k = 0; k < 7; k++) assert_close(w.line->stations[k].chainage_m, at_km[k] * 1e3, 1e-6);
  assert_string_equal(w.line->stations[4].id, "second-CS1");
  tear_down(&w);
}

/* 3 degrees of the equator are 333.96 km; the published 400 km stretch them by 1.198, the waypoint with them. */
static void distances_are_scaled_to_the_published_length(void **state) {
  (void)state;
  workshop w;
  set_up(&w, "line", two_sections);
  build_line(&w, TLI_WHOLE_LINE);
  const tli_route_section *first = &w.route->sections[0];
  assert_close(first->geodesic_m, 3.0 * degree_on_equator_m, 1e-3);
  assert_close_rel(first->factor, 400e3 / (3.0 * degree_on_equator_m), 1e-9);
  assert_int_equal(first->count, 3);
  assert_close(first->points[1].distance_m, 400e3 / 3.0, 1e-3);
  assert_close(first->points[2].distance_m, 400e3, 1e-6);
  double lat, lon;
  tli_route_position(w.route, 0, 400e3 * 2.0 / 3.0, &lat, &lon);
  assert_close(lat, 0.0, 1e-9);
  assert_close(lon, 12.0, 1e-8);
  tear_down(&w);
}

static void heights_and_ground_are_linear_between_waypoints(void **state) {
  (void)state;
  workshop w;
  set_up(&w, "line", two_sections);
  build_line(&w, TLI_WHOLE_LINE);
  const double third = 400e3 / 3.0;
  const struct {
    double at_m, height_m, ground_k;
  } cases[] = {{0.0, 100, 275.15},         {0.5 * third, 250, 278.15}, {third, 400, 281.15},
               {1.5 * third, 300, 280.15}, {2.0 * third, 200, 279.15}, {3.0 * third, 0, 277.15}};
  for (size_t i = 0; i < TLI_COUNT(cases); i++) {
    assert_close(tli_route_height(w.route, 0, cases[i].at_m), cases[i].height_m, 1e-5);
    assert_close(tli_route_ground_k(w.route, 0, cases[i].at_m), cases[i].ground_k, 1e-7);
  }
  assert_close(w.line->stations[2].height_m, 400.0 * (1.0 - 0.25), 1e-5); /* at 200 km: a quarter of the way down */
  tear_down(&w);
}

/* Without waypoints the line is level and the ground has the section's temperature. */
static void a_section_without_waypoints_is_level(void **state) {
  (void)state;
  workshop w;
  set_up(&w, "line", two_sections);
  set_figure(&w, "sections.first.from", "none");
  set_figure(&w, "sections.first.to", "none");
  set_figure(&w, "sections.first.ground_temperature", "7 degC");
  build_line(&w, 0);
  assert_close(tli_route_height(w.route, 0, 123e3), 0.0, 0.0);
  assert_close(tli_route_ground_k(w.route, 0, 123e3), 280.15, 1e-9);
  tear_down(&w);
}

static size_t node_named(const workshop *w, const char *id) {
  for (size_t i = 0; i < tl_network_nodes(w->line->network); i++)
    if (strcmp(tl_network_node_id(w->line->network, i), id) == 0) return i;
  fail_msg("no node %s", id);
  return 0;
}

/* Off-takes in mass: 1 bcm at 20 degC is a tenth of the asked 10; a cubic metre at 0 degC holds 293.15/273.15 times
 * the gas but for the real-gas correction of the reference states (below 1e-3 for methane). */
static void offtakes_leave_where_they_lie(void **state) {
  (void)state;
  workshop w;
  set_up(&w, "line", two_sections);
  build_line(&w, TLI_WHOLE_LINE);
  const tl_boundary *town = &w.line->boundary[node_named(&w, "first km 133.333")];
  const tl_boundary *village = &w.line->boundary[node_named(&w, "first km 40.000")];
  assert_close_rel(town->withdrawal_kg_s, 0.1 * w.line->asked_kg_s, 1e-12);
  assert_close_rel(village->withdrawal_kg_s, 0.05 * w.line->asked_kg_s * 293.15 / 273.15, 1e-3);
  set_figure(&w, "flow.load_factor", "0.9"); /* the design day asks more of all */
  const double average = w.line->asked_kg_s;
  build_line(&w, TLI_WHOLE_LINE);
  assert_close_rel(w.line->asked_kg_s, average / 0.9, 1e-12);
  assert_close_rel(w.line->boundary[node_named(&w, "first km 133.333")].withdrawal_kg_s, 0.1 * average / 0.9, 1e-12);
  evaluate_line(&w);
  assert_int_equal(w.e.outcome, TL_SOLVED);
  assert_true(w.e.balance_error <= 1e-9);
  assert_close_rel(w.e.in_kg_s, w.e.out_kg_s + w.e.fuel_kg_s, 1e-9);
  tear_down(&w);
}

/* Counted at the end of the first section, whatever the stations of the second one burn. */
static void the_flow_is_counted_at_the_end_of_its_section(void **state) {
  (void)state;
  workshop w;
  set_up(&w, "line", two_sections);
  build_line(&w, TLI_WHOLE_LINE);
  assert_int_equal(w.line->boundary[w.line->end_node].kind, TL_METERED_WITHDRAWAL);
  evaluate_line(&w);
  assert_int_equal(w.e.outcome, TL_SOLVED);
  assert_close_rel(w.e.flow_kg_s, w.line->asked_kg_s, 1e-10);
  tl_node_state end;
  assert_int_equal(tl_steady_node(w.steady, w.line->end_node, &end, &w.error), TL_OK);
  double second = 0.0;
  for (size_t i = 0; i < w.line->station_count; i++) {
    tl_station_state cs;
    assert_int_equal(tl_steady_station(w.steady, w.line->stations[i].link, &cs, &w.error), TL_OK);
    if (w.line->stations[i].section == 1) second += cs.fuel_kg_s;
  }
  assert_true(second > 0.0);
  assert_close_rel(end.withdrawal_kg_s, w.line->asked_kg_s - second, 1e-9);
  tear_down(&w);
}

/* A section judged by itself: its first station draws from the pressure that its next one draws from. */
static void a_section_by_itself_begins_as_its_next_span_does(void **state) {
  (void)state;
  workshop w;
  set_up(&w, "line", two_sections);
  build_line(&w, 1);
  assert_true(w.line->inlet_as_next);
  evaluate_line(&w);
  assert_int_equal(w.e.outcome, TL_SOLVED);
  tl_station_state one, two;
  assert_int_equal(tl_steady_station(w.steady, w.line->stations[0].link, &one, &w.error), TL_OK);
  assert_int_equal(tl_steady_station(w.steady, w.line->stations[1].link, &two, &w.error), TL_OK);
  assert_close(one.suction_p_pa, two.suction_p_pa, 10.0);
  set_figure(&w, "sections.second.station_layout",
             "between"); /* no station at its start: the neighbour's last feeds it */
  build_line(&w, 1);
  assert_false(w.line->inlet_as_next);
  assert_close(w.line->boundary[w.line->start_node].p_pa, 7.5e6, 1e-3);
  assert_close(w.line->boundary[w.line->start_node].t_k, 303.15, 1e-9);
  tear_down(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(stations_stand_where_the_layout_says),
      cmocka_unit_test(stations_of_later_sections_follow_in_chainage),
      cmocka_unit_test(distances_are_scaled_to_the_published_length),
      cmocka_unit_test(heights_and_ground_are_linear_between_waypoints),
      cmocka_unit_test(a_section_without_waypoints_is_level),
      cmocka_unit_test(offtakes_leave_where_they_lie),
      cmocka_unit_test(the_flow_is_counted_at_the_end_of_its_section),
      cmocka_unit_test(a_section_by_itself_begins_as_its_next_span_does),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
