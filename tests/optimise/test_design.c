/* Line design: walls against published ones, one design against the simulator, the search against all designs by hand,
 * the theorem of equal spans. */
#include "design_lines.h"

/* ---- the wall ---------------------------------------------------------------------------------------------------- */

/* Published for 1,420 mm, K60, 9.8 MPa: 21.7 mm in category III, 25.8 mm in category I and II (walls ordered for Power
 * of Siberia and its like); made in steps of 0.1 mm. */
static void walls_of_the_russian_norm_are_those_ordered(void **state) {
  (void)state;
  tl_wall wall;
  tl_error error;
  tl_wall_duty duty = {TL_WALL_SP36, 3, 1.420, 9.81e6, 460e6, 588e6};
  assert_int_equal(tl_wall_least(&duty, &wall, &error), TL_OK);
  assert_close(wall.least_m, 21.7e-3, 0.1e-3);
  assert_false(wall.outside_norm);
  duty.location = 1;
  assert_int_equal(tl_wall_least(&duty, &wall, &error), TL_OK);
  assert_close(wall.least_m, 25.8e-3, 0.1e-3);
  duty.pressure_pa = 11.8e6;
  assert_int_equal(tl_wall_least(&duty, &wall, &error), TL_OK);
  assert_true(wall.outside_norm);
}

/* SP 36.13330.2012, 12.2.1 with m of table 1, kn of table 12 and k1 = 1.34, by hand: each row and column of table 12
 * once. 1,220 mm, 7.4 MPa, K60, category III: R1 = 588 0.99/(1.34 1.155) = 376.12 MPa,
 * t = 1.1 7.4 1220/(2 (376.12 + 8.14)) = 12.922 mm. At 0.5 MPa D/140 is more. */
static void walls_of_the_russian_norm_by_hand(void **state) {
  (void)state;
  static const struct {
    double d_mm, p_mpa, tensile_mpa;
    size_t category;
    double wall_mm;
  } rows[] = {{1220, 7.4, 588, 3, 12.922}, {1420, 7.4, 588, 3, 15.741}, {1020, 9.8, 588, 3, 14.210},
              {530, 5.4, 510, 0, 6.718},   {1220, 9.8, 640, 1, 19.546}, {1420, 0.5, 588, 3, 10.143}};
  for (size_t i = 0; i < TLI_COUNT(rows); i++) {
    const tl_wall_duty duty = {TL_WALL_SP36, rows[i].category,         rows[i].d_mm * 1e-3, rows[i].p_mpa * 1e6,
                               400e6,        rows[i].tensile_mpa * 1e6};
    tl_wall wall;
    tl_error error;
    assert_int_equal(tl_wall_least(&duty, &wall, &error), TL_OK);
    assert_close(wall.least_m, rows[i].wall_mm * 1e-3, 1e-6);
    assert_close_rel(wall.test_pressure_pa, (rows[i].category < 3 ? 1.25 : 1.1) * duty.pressure_pa, 1e-12);
  }
}

/* 42 inch (1.067 m), X70 (483 MPa), 10 MPa, class 1 division 2: 10 1067/(2 483 0.72) = 15.341 mm, by hand. The test at
 * 1.25 of it stresses the steel by 1.25 10 (1067 - 2 15.341)/(2 15.341)/483 = 0.874. */
static void walls_of_the_american_norm_by_hand(void **state) {
  (void)state;
  tl_wall wall;
  tl_error error;
  tl_wall_duty duty = {TL_WALL_B31_8, 1, 1.067, 10e6, 483e6, 565e6};
  assert_int_equal(tl_wall_least(&duty, &wall, &error), TL_OK);
  assert_close(wall.least_m, 15.341e-3, 0.5e-6);
  assert_close(wall.test_pressure_pa, 12.5e6, 1.0);
  assert_close(wall.test_hoop_share, 0.8741, 1e-4);
  double before = 0.0;
  for (duty.location = 0; tl_wall_location_name(duty.norm, duty.location) != NULL; duty.location++) {
    assert_int_equal(tl_wall_least(&duty, &wall, &error), TL_OK);
    assert_true(wall.least_m > before); /* the denser the people, the thicker */
    before = wall.least_m;
  }
  assert_int_equal(tl_wall_least(&duty, &wall, &error), TL_ERR_INPUT);
  duty = (tl_wall_duty){TL_WALL_B31_8, 1, 1067.0, 10e6, 483e6, 565e6};
  assert_int_equal(tl_wall_least(&duty, &wall, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "outside diameter 1067 m"));
}

/* ---- one design -------------------------------------------------------------------------------------------------- */

static void check_with_simulator(const tl_design_problem *problem, const tl_design *design) {
  tl_design_state s;
  tl_design_difference d;
  tl_error error;
  assert_int_equal(tl_design_evaluate(problem, design, &s, &error), TL_OK);
  if (s.limit != TL_DESIGN_FITS) print_error("limit %s at %g\n", tl_design_limit_name(s.limit), s.at_m);
  assert_int_equal(s.limit, TL_DESIGN_FITS);
  if (tl_design_check(problem, design, &s, &d, &error) != TL_OK) fail_msg("%s", error.sentence);
  assert_true(d.pressure_pa < 1.0); /* the simulator's own residual is 0.1 Pa a part */
  assert_true(d.temperature_k < 1e-4);
  assert_true(d.fuel < 1e-6);
  double balance = s.q_in_kg_s - s.fuel_kg_s - problem->corridor.q_kg_s;
  for (size_t i = 0; i < problem->corridor.offtake_count; i++) balance -= problem->corridor.offtakes[i].q_kg_s;
  assert_close(balance, 0.0, 1e-8 * s.q_in_kg_s);
}

static void a_design_is_the_state_that_the_simulator_finds(void **state) {
  (void)state;
  tl_design_problem problem = hilly(500.0);
  tl_design design = {.pipe = 1, .steel = 1, .pressure = 1, .machine = 0, .strings = 1, .stations = 3, .spares = 1};
  tl_design_space_equally(600e3, true, &design);
  check_with_simulator(&problem, &design);
  design.loop = 1; /* the end of each span doubled */
  check_with_simulator(&problem, &design);
  design.strings = 2;
  design.station_m[1] = 180e3;
  check_with_simulator(&problem, &design);
  design.stations = 2; /* none at the start; a station beside a take-off */
  design.station_m[0] = 150e3;
  design.station_m[1] = 400e3;
  problem.corridor.inlet_p_pa = 9.0e6;
  check_with_simulator(&problem, &design);
  design.station_m[1] = 520e3; /* so near the end that it need not run */
  problem.corridor.delivery_p_pa = 4.0e6;
  check_with_simulator(&problem, &design);
  problem.corridor.inlet_as_next = true;
  problem.corridor.delivery_p_pa = 6.0e6;
  design.stations = 4;
  tl_design_space_equally(600e3, true, &design);
  check_with_simulator(&problem, &design);
  design.stations = 1;
  tl_design_space_equally(600e3, true, &design);
  check_with_simulator(&problem, &design);
  design.stations = 0;
  check_with_simulator(&problem, &design);
}

/* 1,067 mm, X65, two strings, no station: the bill by hand. */
static void the_bill_of_a_design_by_hand(void **state) {
  (void)state;
  tl_design_problem problem = hilly(100.0);
  problem.corridor.inlet_p_pa = 7.4e6;
  const tl_design design = {.pipe = 0, .steel = 0, .pressure = 0, .strings = 2};
  tl_design_state s;
  tl_error error;
  assert_int_equal(tl_design_evaluate(&problem, &design, &s, &error), TL_OK);
  assert_int_equal(s.limit, TL_DESIGN_FITS);
  double metres[2] = {200e3, 400e3}, capital = 0.0, steel = 0.0;
  for (size_t i = 0; i < 2; i++) {
    const tl_wall_duty duty = {TL_WALL_SP36, stretches[i].location, 1.067, 7.4e6, 448e6, 531e6};
    tl_wall wall;
    assert_int_equal(tl_wall_least(&duty, &wall, &error), TL_OK);
    const double made = fmax(ceil(wall.least_m * 1e4 - 1e-9) * 1e-4, 10.3e-3); /* from 10.3 mm in steps of 0.1 */
    const double kg = 3.14159265358979 * (1.067 - made) * made * 7850.0;
    steel += 2.0 * metres[i] * kg;
    capital +=
        2.0 * metres[i] *
        (kg * 1.24 + 3.14159265358979 * 1.067 * 35.0 + stretches[i].laying_fixed + stretches[i].laying_per_m * 1.067) *
        1.07 * 1.1;
  }
  const double annuity = 0.09 / (1.0 - pow(1.09, -30.0));
  assert_close_rel(s.steel_kg, steel, 1e-9);
  assert_close_rel(s.line_capital, capital, 1e-9);
  assert_close_rel(s.annual_cost, capital * (annuity + 0.02), 1e-9);
  assert_close_rel(s.cost_per_kg, s.annual_cost / (100.0 * 0.9 * 365.0 * 86400.0), 1e-12);
}

/* ---- the search -------------------------------------------------------------------------------------------------- */

typedef struct candidate {
  tl_design design;
  double cost;
} candidate;

static int by_cost(const void *a, const void *b) {
  const candidate *x = a, *y = b;
  return x->cost < y->cost ? -1 : x->cost > y->cost;
}

/* Every design of a small catalogue evaluated one by one. */
static size_t all_designs(const tl_design_problem *problem, candidate *list, size_t room, size_t *fits) {
  const tl_design_catalogue *k = problem->catalogue;
  size_t count = 0;
  *fits = 0;
  tl_design d = {0};
  tl_design_state s;
  tl_error error;
  for (d.pipe = 0; d.pipe < k->pipe_count; d.pipe++)
    for (d.steel = 0; d.steel < k->steel_count; d.steel++)
      for (d.pressure = 0; d.pressure < k->pressure_count; d.pressure++)
        for (d.loop = 0; d.loop < k->loop_count; d.loop++)
          for (d.strings = 1; d.strings <= k->most_strings; d.strings++)
            for (d.stations = 0; d.stations <= k->most_stations; d.stations++)
              for (int start = 0; start < 2; start++)
                for (d.machine = 0; d.machine < k->machine_count; d.machine++)
                  for (d.spares = 0; d.spares <= k->most_spares; d.spares++) {
                    if (d.stations == 0 && (start == 0 || d.machine > 0 || d.spares > 0)) continue;
                    tl_design_space_equally(600e3, start == 0, &d);
                    assert_int_equal(tl_design_evaluate(problem, &d, &s, &error), TL_OK);
                    count++;
                    if (s.limit != TL_DESIGN_FITS || *fits == room) continue;
                    list[(*fits)++] = (candidate){d, s.annual_cost};
                  }
  return count;
}

static void the_search_finds_what_trying_all_designs_finds(void **state) {
  (void)state;
  enum { ROOM = 2000 };
  const tl_design_problem problem = hilly(500.0);
  candidate *list = calloc(ROOM, sizeof *list);
  tl_design_answer *answer = malloc(sizeof *answer);
  tl_error error;
  tl_design_options options;
  tl_design_options_default(&options);
  options.move_stations = options.place_loops = false;
  options.threads = 1;
  assert_int_equal(tl_design_search(&problem, &options, answer, &error), TL_OK);
  size_t fits;
  const size_t count = all_designs(&problem, list, ROOM, &fits);
  assert_int_equal(answer->designs_of_catalogue, count);
  assert_true(fits > TL_DESIGN_KEPT && fits < ROOM);
  qsort(list, fits, sizeof *list, by_cost);
  assert_int_equal(answer->kept, TL_DESIGN_KEPT);
  assert_true(answer->pruned > 0 && answer->complete);
  for (size_t i = 0; i < TL_DESIGN_KEPT; i++) assert_close_rel(answer->states[i].annual_cost, list[i].cost, 1e-7);
  assert_int_equal(answer->designs[0].pipe, list[0].design.pipe);
  assert_int_equal(answer->designs[0].stations, list[0].design.stations);
  assert_close_rel(answer->bound, list[0].cost, 1e-7);
  free(list);
  free(answer);
}

static void one_and_two_threads_give_the_same_bytes(void **state) {
  (void)state;
  const tl_design_problem problem = hilly(480.0);
  tl_design_answer *one = calloc(1, sizeof *one), *two = calloc(1, sizeof *two);
  tl_design_options options;
  tl_error error;
  tl_design_options_default(&options);
  options.threads = 1;
  assert_int_equal(tl_design_search(&problem, &options, one, &error), TL_OK);
  options.threads = 2;
  assert_int_equal(tl_design_search(&problem, &options, two, &error), TL_OK);
  assert_true(one->kept > 0);
  assert_int_equal(one->evaluated, two->evaluated);
  assert_int_equal(one->pruned, two->pruned);
  assert_memory_equal(one->designs, two->designs, sizeof one->designs);
  for (size_t i = 0; i < one->kept; i++) {
    assert_true(one->states[i].annual_cost == two->states[i].annual_cost);
    assert_true(i == 0 || one->states[i].annual_cost >= one->states[i - 1].annual_cost);
    assert_true(one->states[i].q_in_kg_s == two->states[i].q_in_kg_s);
  }
  assert_true(one->states[0].annual_cost <= one->equal_spans_cost); /* moving stations does not make it dearer */
  free(one);
  free(two);
}

/* Random designs of random hilly lines: no bound is above what the design needs. */
static void bounds_are_never_above_a_design(void **state) {
  (void)state;
  uint64_t seed = 7;
  size_t compared = 0;
  for (int round = 0; round < 400; round++) {
    tl_design_point points[8];
    double r[16];
    for (size_t i = 0; i < 16; i++) {
      seed = seed * 6364136223846793005U + 1442695040888963407U;
      r[i] = (double)(seed >> 11) * 0x1p-53;
    }
    for (size_t i = 0; i < 8; i++)
      points[i] = (tl_design_point){600e3 * (double)i / 7.0, 800.0 * r[i], 273.0 + 8.0 * r[8]};
    tl_design_problem problem = hilly(200.0 + 600.0 * r[9]);
    problem.corridor.points = points;
    problem.corridor.point_count = 8;
    problem.corridor.inlet_as_next = r[10] < 0.3;
    tl_design design = {.pipe = r[11] < 0.5,
                        .steel = 1,
                        .pressure = r[12] < 0.5,
                        .machine = r[13] < 0.5,
                        .strings = 1,
                        .loop = r[14] < 0.5,
                        .stations = 1 + (size_t)(r[15] * 5.0)};
    tl_design_space_equally(600e3, r[0] < 0.6, &design);
    tl_design_state s;
    tl_error error;
    tli_march march;
    tli_made made;
    tli_money money;
    assert_int_equal(tl_design_evaluate(&problem, &design, &s, &error), TL_OK);
    if (s.limit != TL_DESIGN_FITS) continue;
    tl_design_state walls;
    assert_int_equal(tli_march_start(gas, 0.0, &march, &error), TL_OK);
    assert_int_equal(tli_money_of(&problem, &money, &error), TL_OK);
    assert_int_equal(tli_design_make(&problem, &march, &design, &made, &walls, &error), TL_OK);
    const tli_bound bound = tli_design_bound(&made, &money, r[0] < 0.6);
    const double power_w = tli_design_power_bound(&bound, design.stations);
    assert_true(power_w <= s.power_w * few_machines[design.machine].efficiency);
    assert_true(bound.line_annual + tli_design_station_bound(&problem, &money, march.net_heat_j_kg, design.stations,
                                                             SIZE_MAX, 0, power_w) <=
                s.annual_cost);
    compared++;
  }
  assert_true(compared > 100);
}

/* Lets a number of rounds pass. */
static bool some_rounds(void *context, const char *step, double done) {
  size_t *left = context;
  assert_string_equal(step, "design");
  assert_true(done >= 0.0 && done < 1.0);
  return (*left)-- > 0;
}

static void a_search_that_is_stopped_gives_the_best_so_far_and_its_bound(void **state) {
  (void)state;
  tl_design_problem problem = hilly(500.0);
  problem.catalogue = tl_design_catalogue_default();
  tl_design_answer *all = malloc(sizeof *all), *part = malloc(sizeof *part);
  tl_design_options options;
  tl_error error;
  tl_design_options_default(&options);
  options.move_stations = options.place_loops = false;
  assert_int_equal(tl_design_search(&problem, &options, all, &error), TL_OK);
  size_t with_designs = 0;
  for (size_t rounds = 0;; rounds = 2 * rounds + 1) {
    size_t left = rounds;
    const tl_progress stop = {some_rounds, &left};
    options.progress = &stop;
    assert_int_equal(tl_design_search(&problem, &options, part, &error), TL_OK);
    assert_true(part->bound <= all->states[0].annual_cost * (1.0 + 1e-9));
    if (part->complete) break;
    if (part->kept > 0) assert_true(part->states[0].annual_cost >= all->states[0].annual_cost * (1.0 - 1e-9));
    with_designs += part->kept > 0;
  }
  assert_true(with_designs > 0);
  free(all);
  free(part);
}

static void an_impossible_flow_gives_the_nearest_and_what_stands_in_the_way(void **state) {
  (void)state;
  tl_design_problem problem = hilly(9000.0);
  tl_design_answer *answer = malloc(sizeof *answer);
  tl_design_state s;
  tl_error error;
  assert_int_equal(tl_design_search(&problem, NULL, answer, &error), TL_OK);
  assert_int_equal(answer->kept, 0);
  assert_true(answer->nearest_kg_s > 500.0 && answer->nearest_kg_s < 9000.0);
  assert_true(answer->in_the_way != TL_DESIGN_FITS);
  problem.corridor.q_kg_s = answer->nearest_kg_s;
  assert_int_equal(tl_design_evaluate(&problem, &answer->nearest, &s, &error), TL_OK);
  assert_int_equal(s.limit, TL_DESIGN_FITS);
  problem.corridor.q_kg_s *= 1.01; /* and no design of the catalogue carries one per cent more */
  assert_int_equal(tl_design_search(&problem, NULL, answer, &error), TL_OK);
  assert_int_equal(answer->kept, 0);
  free(answer);
}

static void every_mistake_of_a_problem_is_named_in_one_pass(void **state) {
  (void)state;
  tl_design_problem problem = hilly(-1.0);
  problem.corridor.delivery_p_pa = 55.0;
  problem.corridor.friction = 0.5;
  problem.prices.life_a = 0.0;
  problem.gas = NULL;
  tl_findings *findings = tl_findings_create(NULL);
  tl_error error;
  assert_int_equal(tl_design_problem_check(&problem, findings, &error), TL_ERR_INPUT);
  assert_int_equal(tl_findings_count(findings), 5);
  tl_findings_destroy(findings);
}

/* ---- equal spans ------------------------------------------------------------------------------------------------- */

/* A level line of 1,200 km with one pipe and six stations; money is spent on energy alone. */
static const tl_design_point level[] = {{0.0, 0.0, 283.15}, {1200e3, 0.0, 283.15}};
static const tl_design_point climb[] = {
    {0.0, 0.0, 283.15}, {420e3, 0.0, 283.15}, {480e3, 700.0, 283.15}, {1200e3, 700.0, 283.15}};
static const tl_design_stretch free_of_charge[] = {{1200e3, TL_WALL_B31_8, 0, 0.0, 0.0, 1.0}};
static const double one_pressure[] = {9.8e6};
static const tl_design_machine motor[] = {{"motor", 1e9, 0.84, 0.0, 0.0, 0.0, 0.0}},
                               turbine[] = {{"turbine", 1e9, 0.84, 0.35, 0.0, 0.0, 0.0}};

static tl_design_catalogue one_line(const tl_design_machine *machine) {
  tl_design_catalogue k = few;
  k.pressures_pa = one_pressure;
  k.machines = machine;
  k.pressure_count = k.machine_count = k.loop_count = 1;
  k.cooler_t_k = 283.15;
  k.loss_in_pa = k.loss_out_pa = 0.0;
  return k;
}

/* Equal spans; then its own suction pressure at both ends, as the theorem has it. */
static tl_design equal_spans(tl_design_problem *problem, tl_design_state *s) {
  tl_design design = {.pipe = 1, .steel = 1, .strings = 1, .stations = 6};
  tl_error error;
  tl_design_space_equally(1200e3, true, &design);
  problem->corridor.delivery_p_pa = 2e6;
  problem->corridor.inlet_p_pa = 7e6;
  assert_int_equal(tl_design_evaluate(problem, &design, s, &error), TL_OK);
  const double suction = s->stations[5].p_in_pa;
  problem->corridor.inlet_p_pa = problem->corridor.delivery_p_pa = suction * (1.0 - 1e-9);
  assert_int_equal(tl_design_evaluate(problem, &design, s, &error), TL_OK);
  assert_int_equal(s->limit, TL_DESIGN_FITS);
  return design;
}

static tl_design_problem energy_alone(const tl_design_catalogue *k) {
  tl_design_problem problem = hilly(600.0);
  problem.corridor.points = level;
  problem.corridor.point_count = 2;
  problem.corridor.stretches = free_of_charge;
  problem.corridor.stretch_count = 1;
  problem.corridor.offtake_count = 0;
  problem.corridor.inlet_t_k = 283.15;
  problem.corridor.part_length_m = 19e3;          /* 11 parts for any span from 190 to 209 km */
  problem.corridor.heat_transfer_w_m2_k = 1000.0; /* the ground's temperature throughout */
  problem.catalogue = k;
  problem.prices = (tl_design_prices){.rate_1_a = 0.09, .life_a = 30.0, .fuel_per_kg = 0.15, .power_per_j = 2e-8};
  return problem;
}

/* Andre and Bonnans, INRIA RR-6791 (2009): level, isothermal, uniform, no fuel drawn: equal spans need the least
 * power, each station delivers the largest pressure. Stations put elsewhere come back. */
static void equal_spans_need_the_least_power(void **state) {
  (void)state;
  const tl_design_catalogue k = one_line(motor);
  tl_design_problem problem = energy_alone(&k);
  tl_design_state s, moved;
  tl_error error;
  const tl_design equal = equal_spans(&problem, &s);
  tl_design design = equal;
  const double away[] = {0.0, -14e3, 9e3, -5e3, 11e3, 3e3};
  for (size_t i = 0; i < 6; i++) design.station_m[i] += away[i];
  assert_int_equal(tl_design_place(&problem, 1e-3, &design, &moved, &error), TL_OK);
  for (size_t i = 0; i < 6; i++) assert_close(design.station_m[i], equal.station_m[i], 1e-6 * 1200e3);
  assert_close_rel(moved.power_w, s.power_w, 1e-9);
  for (size_t i = 0; i < 6; i++) assert_close_rel(moved.stations[i].p_out_pa, 9.8e6, 1e-6);
}

/* With fuel from the line less gas flows downstream: spans grow along the way. */
static void fuel_drawn_and_terrain_break_equal_spans(void **state) {
  (void)state;
  const tl_design_catalogue k = one_line(turbine), electric = one_line(motor);
  tl_design_problem problem = energy_alone(&k);
  tl_design_state s;
  tl_error error;
  const tl_design equal = equal_spans(&problem, &s);
  tl_design design = equal;
  for (size_t i = 1; i < 6; i++) design.station_m[i] += 2e3;
  assert_int_equal(tl_design_place(&problem, 1e-2, &design, &s, &error), TL_OK);
  double drift = 0.0;
  for (size_t i = 1; i < 6; i++) drift = fmax(drift, fabs(design.station_m[i] - equal.station_m[i]));
  print_message("fuel drawn: stations drift by up to %.2f km from equal spans of 200 km\n", drift * 1e-3);
  assert_true(drift > 500.0 && drift < 20e3);
  for (size_t i = 2; i < 6; i++)
    assert_true(design.station_m[i] - design.station_m[i - 1] > design.station_m[i - 1] - design.station_m[i - 2]);
  problem = energy_alone(&electric);
  (void)equal_spans(&problem, &s);
  problem.corridor.points = climb;
  problem.corridor.point_count = 4;
  problem.corridor.delivery_p_pa *= 0.97; /* heights cost pressure: else the last span cannot be reached */
  design = equal;
  for (size_t i = 1; i < 6; i++) design.station_m[i] += 2e3;
  assert_int_equal(tl_design_place(&problem, 1e-2, &design, &s, &error), TL_OK);
  assert_int_equal(s.limit, TL_DESIGN_FITS);
  double shift = 0.0;
  for (size_t i = 1; i < 6; i++) shift = fmax(shift, fabs(design.station_m[i] - equal.station_m[i]));
  print_message("a climb of 700 m within 60 km: stations stand up to %.1f km from equal spans\n", shift * 1e-3);
  assert_true(shift > 5e3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(walls_of_the_russian_norm_are_those_ordered),
      cmocka_unit_test(walls_of_the_russian_norm_by_hand),
      cmocka_unit_test(walls_of_the_american_norm_by_hand),
      cmocka_unit_test(a_design_is_the_state_that_the_simulator_finds),
      cmocka_unit_test(the_bill_of_a_design_by_hand),
      cmocka_unit_test(the_search_finds_what_trying_all_designs_finds),
      cmocka_unit_test(one_and_two_threads_give_the_same_bytes),
      cmocka_unit_test(bounds_are_never_above_a_design),
      cmocka_unit_test(a_search_that_is_stopped_gives_the_best_so_far_and_its_bound),
      cmocka_unit_test(an_impossible_flow_gives_the_nearest_and_what_stands_in_the_way),
      cmocka_unit_test(every_mistake_of_a_problem_is_named_in_one_pass),
      cmocka_unit_test(equal_spans_need_the_least_power),
      cmocka_unit_test(fuel_drawn_and_terrain_break_equal_spans),
  };
  return cmocka_run_group_tests(tests, make_gas, end_gas);
}
