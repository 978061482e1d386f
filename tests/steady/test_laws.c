/* Claims about each law of friction and each element in the smallest network that shows it, gas going either way and at
 * rest, with both solvers, against formulas written here: an ideal gas of one temperature and constant viscosity, of
 * which
 *
 *     p1^2 - p2^2 = lambda L (R T/M) q^2 / (D A^2)           Darcy and Weisbach, integrated
 *
 * is exact. Closed forms of the trade are typed in the units in which they are published. */
#include "nets.h"
#include "steady/tli_steady.h"

static const double pi = 3.14159265358979323846, r_gas = 8.31446261815324, t_k = 288.15, molar = 0.018,
                    viscosity = 1.1e-5;

static int make_gas(void **state) {
  tl_error error;
  const tl_plain_gas plain = {.molar_mass_kg_mol = molar, .z0 = 1.0, .viscosity_pa_s = viscosity};
  return tl_gas_create_plain(&plain, NULL, (tl_gas **)state, &error) == TL_OK ? 0 : 1;
}
static int drop_gas(void **state) {
  tl_gas_destroy(*state);
  return 0;
}

/* ---- laws of friction, by hand -------------------------------------------------------------------------------------
 */

typedef struct wall {
  double length_m, diameter_m, roughness_m;
} wall;

static double area(double d) { return pi / 4.0 * d * d; }

static double darcy(const wall *w, double lambda, double q) {
  const double a = area(w->diameter_m);
  return lambda * w->length_m * r_gas * t_k / molar * q * q / (w->diameter_m * a * a);
}

static double colebrook(double re, double k) {
  double lambda = 0.02;
  for (int i = 0; i < 200; i++) lambda = pow(-2.0 * log10(k / 3.71 + 2.51 / (re * sqrt(lambda))), -2.0);
  return lambda;
}
static double hofer(double re, double k) { return pow(-2.0 * log10(4.518 / re * log10(re / 7.0) + k / 3.71), -2.0); }
static double zanke(double re, double k) { return pow(-2.0 * log10(2.7 * pow(log10(re), 1.2) / re + k / 3.71), -2.0); }
static double chen(double re, double k) {
  const double inner = log10(pow(k, 1.1098) / 2.8257 + 5.8506 * pow(re, -0.8981));
  return pow(-2.0 * log10(k / 3.7065 - 5.0452 / re * inner), -2.0);
}
static double aga(double re, double k) {
  double low = 1.0, high = 100.0; /* Ft = 4 log10(Re/Ft) - 0.6, halved */
  for (int i = 0; i < 200; i++) {
    const double ft = 0.5 * (low + high);
    *(ft < 4.0 * log10(re / ft) - 0.6 ? &low : &high) = ft;
  }
  const double f = fmin(4.0 * log10(3.7 / k), 0.96 * low);
  return 4.0 / (f * f);
}
static double russian(double re, double k) { return 0.067 * pow(158.0 / re + 2.0 * k, 0.2); }
static double nikuradse(double re, double k) {
  (void)re;
  return pow(2.0 * log10(3.71 / k), -2.0);
}
static double nikuradse_laminar(double re, double k) { return nikuradse(re, k) + 64.0 / re; }

static const double base_t_k = 288.7, base_p_kpa = 101.325, gravity = 0.018 / 0.02896546; /* to air: ISO 6976 */

/* Q = c (Tb/Pb)^a ((P1^2 - P2^2)/(G^b T L))^n D^m in m3/day, kPa, km, mm, K: Menon, Gas Pipeline Hydraulics, ch. 2. */
static double menon(const wall *w, double q, double c, double a, double b, double n, double m) {
  const double flow = 86400.0 * q * r_gas * base_t_k / (molar * base_p_kpa * 1e3);
  const double alone = flow / (c * pow(base_t_k / base_p_kpa, a) * pow(w->diameter_m * 1e3, m));
  return 1e6 * pow(alone, 1.0 / n) * pow(gravity, b) * t_k * w->length_m * 1e-3;
}
static double panhandle_a(const wall *w, double q) { return menon(w, q, 4.5965e-3, 1.0788, 0.8539, 0.5394, 2.6182); }
static double panhandle_b(const wall *w, double q) { return menon(w, q, 1.002e-2, 1.02, 0.961, 0.51, 2.53); }

/* Q = 0.6643 (Tb/Pb) ((P1^2 - P2^2)/(G^0.8 mu^0.2 T L))^(5/9) D^(8/3) in 1000 ft3/h, psi, degR, ft, in, lb/(ft s):
 * Mohitpour, Golshan, Murray. */
static double igt(const wall *w, double q) {
  const double foot = 0.3048, psi = 6894.757293168361, pound = 0.45359237;
  const double flow = 3.6 * q * r_gas * base_t_k / (molar * base_p_kpa * 1e3) / (foot * foot * foot);
  const double alone =
      flow / (0.6643 * (1.8 * base_t_k) / (base_p_kpa * 1e3 / psi) * pow(w->diameter_m / 0.0254, 8.0 / 3.0));
  return psi * psi * pow(alone, 1.8) * pow(gravity, 0.8) * pow(viscosity * foot / pound, 0.2) * 1.8 * t_k *
         w->length_m / foot;
}
/* lambda = 0.032/d^(1/3), d in inch: Weymouth 1912 */
static double weymouth(const wall *w, double q) { return darcy(w, 0.032 * pow(w->diameter_m / 0.0254, -1.0 / 3.0), q); }

typedef struct law {
  tl_friction friction;
  const char *name;
  double (*lambda)(double re, double k);      /* or */
  double (*squares)(const wall *w, double q); /* p1^2 - p2^2 */
} law;
static const law laws[] = {{TL_FRICTION_COLEBROOK, "colebrook", colebrook, NULL},
                           {TL_FRICTION_WEYMOUTH, "weymouth", NULL, weymouth},
                           {TL_FRICTION_NIKURADSE, "nikuradse", nikuradse, NULL},
                           {TL_FRICTION_NIKURADSE_LAMINAR, "nikuradse-laminar", nikuradse_laminar, NULL},
                           {TL_FRICTION_HOFER, "hofer", hofer, NULL},
                           {TL_FRICTION_ZANKE, "zanke", zanke, NULL},
                           {TL_FRICTION_CHEN, "chen", chen, NULL},
                           {TL_FRICTION_AGA, "aga", aga, NULL},
                           {TL_FRICTION_PANHANDLE_A, "panhandle-a", NULL, panhandle_a},
                           {TL_FRICTION_PANHANDLE_B, "panhandle-b", NULL, panhandle_b},
                           {TL_FRICTION_IGT, "igt", NULL, igt},
                           {TL_FRICTION_RUSSIAN, "russian", russian, NULL}};
enum { LAWS = sizeof laws / sizeof *laws };

/* Slow gas is laminar by every law; Nikuradse's with 64/Re adds the two. */
static double squares_of(const law *l, const wall *w, double q) {
  const double re = q * w->diameter_m / (area(w->diameter_m) * viscosity), k = w->roughness_m / w->diameter_m;
  if (re < 2000.0 && l->friction != TL_FRICTION_NIKURADSE_LAMINAR) return darcy(w, 64.0 / re, q);
  return l->squares != NULL ? l->squares(w, q) : darcy(w, l->lambda(re, k), q);
}

/* ---- networks ------------------------------------------------------------------------------------------------------
 */

/* Solves, by the core or by the general solver; what enters each node leaves it, recomputed from the flows of links. */
static void must_balance(net *n, const tl_gas *gas, bool general) {
  double sum[64];
  must_solve(n, gas);
  if (general) {
    n->steady->without_core = true;
    must_solve(n, gas);
  }
  const tl_certificate *c = tl_steady_certificate(n->steady);
  const double allowed = 1e-9 * (1.0 + c->largest_flow_kg_s);
  for (size_t i = 0; i < tl_network_nodes(n->network); i++) sum[i] = -taken_at(n, i);
  for (size_t l = 0; l < tl_network_links(n->network); l++) {
    size_t from, to;
    assert_true(tl_network_link_ends(n->network, l, &from, &to));
    sum[from] -= q_in(n, l);
    sum[to] += q_in(n, l);
  }
  for (size_t i = 0; i < tl_network_nodes(n->network); i++) assert_close(sum[i], 0.0, allowed);
  assert_true(c->mass_residual_kg_s <= allowed);
  assert_true(c->pressure_residual_pa <= 0.1);
  assert_true(c->march_residual_pa <= 1.0 || isnan(c->march_residual_pa));
}

/* p1^2 - p2^2 along a link has the sign of its flow and this size. */
static void drops(const net *n, size_t link, double squares, const char *what) {
  tl_link_state s;
  tl_error error;
  must(tl_steady_link(n->steady, link, &s, &error), &error);
  const double found = (s.p_from_pa - s.p_to_pa) * (s.p_from_pa + s.p_to_pa) * (s.q_kg_s < 0.0 ? -1.0 : 1.0);
  if (!(fabs(found - squares) <= 2e-6 * squares + 2e-3 * s.p_from_pa)) /* 1 mPa */
    fail_msg("%s at %g kg/s: p1^2 - p2^2 is %.10g Pa2, by hand %.10g", what, s.q_kg_s, found, squares);
}

static size_t add_pipe(net *n, const char *id, size_t from, size_t to, const tl_pipe *pipe) {
  size_t index;
  tl_error error;
  must(tl_network_add_pipe(n->network, id, from, to, pipe, &index, &error), &error);
  return index;
}

/* Two pipes in a row, the second laid the other way round; the flow q goes to C, or comes from there. */
static void two_pipes(const tl_gas *gas, const tl_pipe *pipe, double p_pa, double q, double squares, bool general,
                      const char *what) {
  net n = begin();
  const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C");
  const size_t there = add_pipe(&n, "there", a, b, pipe), back = add_pipe(&n, "back", c, b, pipe);
  hold(&n, a, p_pa);
  n.boundary[c].withdrawal_kg_s = q;
  must_balance(&n, gas, general);
  assert_close(q_in(&n, there), q, 1e-9 * fabs(q) + 1e-12);
  assert_close(q_in(&n, back), -q, 1e-9 * fabs(q) + 1e-12);
  drops(&n, there, squares, what);
  drops(&n, back, squares, what);
  end(&n);
}

/* A trunk line in rough flow, a thin pipe at Re 20,000, the same in laminar flow, and gas at rest. */
static void every_law_of_friction_by_name_is_its_formula(void **state) {
  static const struct {
    wall w;
    double p_pa, reynolds;
  } cases[] = {{{50e3, 0.5, 2e-5}, 60e5, 8e6},
               {{10e3, 0.1, 1e-5}, 2e5, 2e4},
               {{10e3, 0.1, 1e-5}, 2e5, 300.0},
               {{10e3, 0.1, 1e-5}, 2e5, 0.0}};
  for (size_t k = 0; k < LAWS; k++) {
    tl_friction named;
    assert_true(tl_friction_find(laws[k].name, &named));
    assert_int_equal(named, laws[k].friction);
    for (size_t i = 0; i < 4; i++) {
      const wall *w = &cases[i].w;
      const double q = cases[i].reynolds * area(w->diameter_m) * viscosity / w->diameter_m;
      tl_pipe pipe;
      tl_pipe_default(&pipe);
      pipe.length_m = w->length_m;
      pipe.diameter_m = w->diameter_m;
      pipe.roughness_m = w->roughness_m;
      pipe.friction = named;
      for (int way = 0; way < 4; way++)
        two_pipes(*state, &pipe, cases[i].p_pa, (way & 1) != 0 ? -q : q, q == 0.0 ? 0.0 : squares_of(&laws[k], w, q),
                  way > 1, laws[k].name);
    }
  }
  assert_int_equal(LAWS + 1, TL_FRICTIONS); /* and the fixed factor */
}

/* E divides the loss of the wall by E^2, zeta rho v^2/2 is added, strings share the flow. */
static void efficiency_fittings_and_strings_change_the_loss_as_they_say(void **state) {
  static const double rows[][3] = {{0.92, 0, 1}, {1.05, 0, 1}, {1, 40, 1}, {1, 0, 3}, {0.9, 25, 2}};
  const wall w = {40e3, 0.7, 1e-5};
  const double a = area(w.diameter_m);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    for (int way = 0; way < 4; way++) {
      const double efficiency = rows[i][0], zeta = rows[i][1], strings = rows[i][2], q = 60.0, one = q / strings;
      tl_pipe pipe;
      tl_pipe_default(&pipe);
      pipe.length_m = w.length_m;
      pipe.diameter_m = w.diameter_m;
      pipe.efficiency = efficiency;
      pipe.fitting_loss = zeta;
      pipe.strings = strings;
      pipe.friction = TL_FRICTION_FIXED;
      pipe.friction_factor = 0.011;
      const double squares =
          darcy(&w, 0.011, one) / (efficiency * efficiency) + zeta * r_gas * t_k / molar * one * one / (a * a);
      two_pipes(*state, &pipe, 60e5, (way & 1) != 0 ? -q : q, squares, way > 1, "a fixed factor");
    }
}

/* zeta rho v^2/2 in the diameter given: p1^2 - p2^2 = zeta (R T/M) q^2/A^2, of a resistor and of a valve. */
static void drag_is_its_formula_both_ways_and_nothing_at_rest(void **state) {
  const double zeta = 60.0, d = 0.4, q[] = {50.0, -50.0, 0.0};
  tl_error error;
  for (int k = 0; k < 12; k++) {
    net n = begin();
    const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C");
    const double flow = q[k % 3], a2 = area(d) * area(d);
    size_t link;
    if (k < 6) {
      tl_resistor resistor;
      tl_resistor_default(&resistor);
      resistor.drag = zeta;
      resistor.diameter_m = d;
      must(tl_network_add_resistor(n.network, "R", a, b, &resistor, &link, &error), &error);
    } else {
      tl_valve valve;
      tl_valve_default(&valve);
      valve.drag = zeta;
      valve.diameter_m = d;
      must(tl_network_add_valve(n.network, "V", a, b, &valve, &link, &error), &error);
    }
    (void)pipe_between(&n, "P", b, c, 1e3);
    hold(&n, a, 50e5);
    n.boundary[c].withdrawal_kg_s = flow;
    must_balance(&n, *state, (k / 3) % 2 == 1);
    assert_close(q_in(&n, link), flow, 1e-9);
    drops(&n, link, zeta * r_gas * t_k / molar * flow * flow / a2, "drag");
    end(&n);
  }
}

/* The ends of what has no resistance, or only a fixed loss that follows the flow, at rest. */
static void nothing_is_lost_at_rest(void **state) {
  for (int k = 0; k < 8; k++) {
    net n = begin();
    tl_error error;
    const size_t a = node(&n, "A"), b = node(&n, "B");
    tl_valve valve;
    tl_resistor resistor;
    tl_valve_default(&valve);
    tl_resistor_default(&resistor);
    resistor.loss_pa = 2e5;
    if (k / 2 == 0) must(tl_network_add_resistor(n.network, "R", a, b, &resistor, NULL, &error), &error);
    if (k / 2 == 1) must(tl_network_add_check_valve(n.network, "K", a, b, NULL, &error), &error);
    if (k / 2 == 2) must(tl_network_add_short_pipe(n.network, "S", a, b, NULL, &error), &error);
    if (k / 2 == 3) must(tl_network_add_valve(n.network, "V", a, b, &valve, NULL, &error), &error);
    hold(&n, a, 50e5);
    must_balance(&n, *state, k % 2 == 1);
    assert_close(p_at(&n, b), 50e5, 0.1);
    end(&n);
  }
}

/* The controls that hold a pressure by throttling or raising it, and a regulator of a flow: A - control - B. */
enum { WORKING = 7 };
static size_t add_working(net *n, size_t which, size_t from, size_t to) {
  static const double controls[WORKING] = {TL_REGULATE_OUTLET, TL_REGULATE_INLET, TL_REGULATE_FLOW, TL_HOLD_RATIO,
                                           TL_HOLD_OUTLET,     TL_HOLD_INLET,     TL_HOLD_LIFT};
  tl_error error;
  size_t link;
  if (which < 3) {
    const tl_control_valve valve = {
        .control = controls[which], .outlet_p_pa = 50e5, .inlet_p_pa = 30e5, .flow_kg_s = 25.0};
    must(tl_network_add_control_valve(n->network, "R", from, to, &valve, &link, &error), &error);
    return link;
  }
  tl_compressor compressor;
  tl_compressor_default(&compressor);
  compressor.control = controls[which];
  compressor.ratio = 1.3;
  compressor.outlet_p_pa = 50e5;
  compressor.inlet_p_pa = 45e5;
  compressor.lift_pa = 8e5;
  must(tl_network_add_compressor(n->network, "K", from, to, &compressor, &link, &error), &error);
  return link;
}

/* They let nothing back where what lies behind is held above all that they could reach. */
static void working_controls_shut_against_reverse_flow(void **state) {
  for (size_t k = 0; k < 2 * (size_t)WORKING; k++) {
    net n = begin();
    const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C");
    const size_t link = add_working(&n, k / 2, a, b);
    (void)pipe_between(&n, "P", b, c, 10e3);
    hold(&n, a, 40e5);
    hold(&n, c, 60e5);
    must_balance(&n, *state, k % 2 == 1);
    assert_close(q_in(&n, link), 0.0, 1e-6);
    assert_close(p_at(&n, b), 60e5, 1.0);
    end(&n);
  }
}

/* Before a dead end nothing flows, and the pressure there is what is before them, 40 bar, where a regulator is open or
 * a compressor must not draw its inlet below 45; else what they hold: 1.3 times 40, 50, 8 more. */
static void working_controls_before_a_dead_end_stand_still(void **state) {
  static const double behind[WORKING] = {40e5, 40e5, 40e5, 52e5, 50e5, 40e5, 48e5};
  for (size_t k = 0; k < 2 * (size_t)WORKING; k++) {
    net n = begin();
    const size_t a = node(&n, "A"), b = node(&n, "B"), c = node(&n, "C");
    const size_t link = add_working(&n, k / 2, a, b);
    (void)pipe_between(&n, "P", b, c, 10e3);
    hold(&n, a, 40e5);
    must_balance(&n, *state, k % 2 == 1);
    assert_close(q_in(&n, link), 0.0, 1e-6);
    assert_close(p_at(&n, c), behind[k / 2], 1.0);
    end(&n);
  }
}

/* A hole lets gas in where the pressure outside is higher, by the same equation (Saint-Venant and Wantzel), and none
 * where it is the same; a consumer never gives gas back. */
static void holes_pass_gas_inwards_and_consumers_do_not(void **state) {
  const double k = 1.3, outside = 101325.0, inside[] = {80e3, 101325.0};
  tl_error error;
  for (int i = 0; i < 4; i++) {
    net n = begin();
    const size_t at = node(&n, "N"), air = node(&n, "air"), consumer = node(&n, "consumer");
    const tl_leak leak = {.area_m2 = 1e-3, .discharge_coefficient = 0.62, .kappa = k};
    const tl_delivery delivery = {.demand_kg_s = 12, .full_p_pa = 20e5, .no_p_pa = 10e5};
    size_t hole, taken;
    must(tl_network_add_leak(n.network, "hole", at, air, &leak, &hole, &error), &error);
    must(tl_network_add_delivery(n.network, "D", at, consumer, &delivery, &taken, &error), &error);
    hold(&n, at, inside[i / 2]);
    hold(&n, air, outside);
    hold(&n, consumer, 50e5);
    must_balance(&n, *state, i % 2 == 1);
    const double r = inside[i / 2] / outside;
    const double flow =
        0.62e-3 * outside * sqrt(molar / (r_gas * t_k)) * sqrt(2 * k / (k - 1) * (pow(r, 2 / k) - pow(r, (k + 1) / k)));
    assert_close(q_in(&n, hole), -flow, 1e-6 * flow + 1e-9);
    assert_close(q_in(&n, taken), 0.0, 1e-7);
    end(&n);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_law_of_friction_by_name_is_its_formula),
      cmocka_unit_test(efficiency_fittings_and_strings_change_the_loss_as_they_say),
      cmocka_unit_test(drag_is_its_formula_both_ways_and_nothing_at_rest),
      cmocka_unit_test(nothing_is_lost_at_rest),
      cmocka_unit_test(working_controls_shut_against_reverse_flow),
      cmocka_unit_test(working_controls_before_a_dead_end_stand_still),
      cmocka_unit_test(holes_pass_gas_inwards_and_consumers_do_not),
  };
  return cmocka_run_group_tests_name("laws", tests, make_gas, drop_gas);
}
