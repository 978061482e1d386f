/* The box-scheme states of TRR 154 on GasLib-40 with mixtures of methane and hydrogen (Boerner et al., Gas Mixtures on
 * Networks): flows and compositions enter, pressures are held where gas leaves, gases mix at the nodes. Ideal gas at
 * 273.15 K. Their molar masses are those of GERG: the pipes' own law gives 16.04246 and 2.01588 g/mol from the files,
 * and with these the pressures of all pipes at a node are one. The file's third law, a virial expansion, is not given.
 */
#include "packed.h"

#include "trunkline/trunkline.h"

#include <math.h>
#include <string.h>

#define GAS_CONSTANT 8.31446261815324
static const double t_k = 273.15;
enum { MOST = 64 };

typedef struct box {
  json_t *root;
  const json_t *pipes;
  tl_network *network;
  tl_boundary boundary[MOST];
  tl_mixture entering[MOST];
  size_t nodes;
  double in[MOST][2]; /* kg/s of methane and hydrogen that enter or leave */
  double p_pa[MOST];
} box;

static double at(const json_t *pipe, const char *list, bool end) {
  const json_t *values = json_object_get(pipe, list);
  return json_number_value(json_array_get(values, end ? json_array_size(values) - 1 : 0));
}
static double number(const json_t *pipe, const char *key) { return json_number_value(json_object_get(pipe, key)); }

static double pressure(const json_t *pipe, bool end) {
  return GAS_CONSTANT * t_k *
         (at(pipe, "rho_CH4_kg_m3", end) / tl_component_molar_mass_kg_mol(TL_METHANE) +
          at(pipe, "rho_H2_kg_m3", end) / tl_component_molar_mass_kg_mol(TL_HYDROGEN));
}

static tl_mixture mixture_of(double ch4, double h2) {
  const double c = ch4 / tl_component_molar_mass_kg_mol(TL_METHANE),
               h = h2 / tl_component_molar_mass_kg_mol(TL_HYDROGEN);
  tl_mixture m = {{0}};
  m.x[TL_HYDROGEN] = h / (c + h);
  m.x[TL_METHANE] = 1.0 - m.x[TL_HYDROGEN];
  return m;
}

static size_t node_of(box *b, const char *id) {
  size_t i;
  tl_error e;
  if (tl_network_find_node(b->network, id, &i)) return i;
  assert_int_equal(tl_network_add_node(b->network, id, 0.0, &i, &e), TL_OK);
  b->nodes = i + 1;
  return i;
}

static box open_box(const char *law) {
  box b = {0};
  tl_error e = {0};
  char name[128];
  if (test_data_folder() == NULL) skip();
  (void)snprintf(name, sizeof name, "lsf-trr154/box_gaslib40_removed_edit_%s.json.gz", law);
  b.root = load_packed(name);
  b.pipes = json_object_get(b.root, "pipes");
  assert_int_equal(tl_network_create(NULL, &b.network, &e), TL_OK);
  for (size_t k = 0; k < json_array_size(b.pipes); k++) {
    const json_t *p = json_array_get(b.pipes, k);
    const size_t ends[2] = {node_of(&b, json_string_value(json_object_get(p, "from"))),
                            node_of(&b, json_string_value(json_object_get(p, "to")))};
    tl_pipe pipe;
    tl_pipe_default(&pipe);
    pipe.length_m = number(p, "length_m");
    pipe.diameter_m = number(p, "diameter_m");
    pipe.friction = TL_FRICTION_FIXED;
    pipe.friction_factor = number(p, "lambda_friction");
    const double area = 0.25 * 3.14159265358979324 * pipe.diameter_m * pipe.diameter_m;
    for (int end = 0; end < 2; end++) {
      const double volume = at(p, "v_m_s", end) * area * (end == 0 ? 1.0 : -1.0);
      b.in[ends[end]][0] += volume * at(p, "rho_CH4_kg_m3", end);
      b.in[ends[end]][1] += volume * at(p, "rho_H2_kg_m3", end);
      b.p_pa[ends[end]] = pressure(p, end);
    }
    if (tl_network_add_pipe(b.network, json_string_value(json_object_get(p, "pipe")), ends[0], ends[1], &pipe, NULL,
                            &e) != TL_OK)
      fail_msg("%s", e.sentence);
  }
  assert_int_equal(tl_network_freeze(b.network, &e), TL_OK);
  for (size_t i = 0; i < b.nodes; i++) {
    const double in = b.in[i][0] + b.in[i][1];
    b.boundary[i] = (tl_boundary){.kind = TL_GIVEN_WITHDRAWAL};
    if (in > 1e-3) {
      b.boundary[i].withdrawal_kg_s = -in;
      b.entering[i] = mixture_of(b.in[i][0], b.in[i][1]);
    } else if (in < -1e-3) {
      b.boundary[i] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = b.p_pa[i]};
    }
  }
  return b;
}

static tl_transient *start(const box *b, const tl_gas *gas, const tl_mixture *entering, const tl_schedule *schedule,
                           bool convection) {
  tl_error e = {0};
  tl_transient_options o;
  tl_transient_options_default(&o);
  o.isothermal_t_k = t_k;
  o.convection = convection ? TL_CONVECTION_ALWAYS : TL_CONVECTION_NEVER;
  o.entering = entering;
  o.output_every_s = 0.0;
  tl_transient *run;
  if (tl_transient_create(b->network, gas, b->boundary, schedule, &o, &run, &e) != TL_OK) fail_msg("%s", e.sentence);
  if (tl_transient_start_steady(run, &e) != TL_OK) fail_msg("%s", e.sentence);
  if (tl_transient_outcome(run) != TL_SOLVED) fail_msg("%s", tl_transient_reason(run)->sentence);
  return run;
}

static void run_until(tl_transient *run, double until_s) {
  tl_error e = {0};
  if (tl_transient_run(run, until_s, &e) != TL_OK) fail_msg("%s", e.sentence);
  if (tl_transient_outcome(run) != TL_SOLVED) fail_msg("%s", tl_transient_reason(run)->sentence);
}

/* Largest relative difference of the pressures at the nodes and difference of c^2 (by node, relative). */
static void compare(const box *b, const tl_transient *run, double *p_off, double *c_off) {
  *p_off = *c_off = 0.0;
  for (size_t k = 0; k < json_array_size(b->pipes); k++) {
    const json_t *p = json_array_get(b->pipes, k);
    const bool forwards = at(p, "v_m_s", false) > 0.0;
    tl_error e;
    size_t link;
    tl_transient_link_state s;
    assert_true(tl_network_find_link(b->network, json_string_value(json_object_get(p, "pipe")), &link));
    assert_int_equal(tl_transient_link(run, link, &s, &e), TL_OK);
    *p_off = fmax(*p_off, fabs(s.p_from_pa / pressure(p, false) - 1.0));
    *p_off = fmax(*p_off, fabs(s.p_to_pa / pressure(p, true) - 1.0));
    tl_parcel_state there;
    assert_int_equal(tl_transient_parcel(run, link, forwards ? 0 : tl_transient_parcels(run, link) - 1, &there, &e),
                     TL_OK);
    const tl_mixture theirs = mixture_of(at(p, "rho_CH4_kg_m3", !forwards), at(p, "rho_H2_kg_m3", !forwards));
    *c_off = fmax(*c_off, fabs(there.mixture.x[TL_HYDROGEN] - theirs.x[TL_HYDROGEN]));
  }
}

static tl_gas *ideal_gas(const tl_mixture *mixture) {
  tl_error e = {0};
  tl_gas_options o;
  tl_gas_options_default(&o);
  o.model = "ideal";
  tl_gas *gas;
  if (tl_gas_create(mixture, &o, &gas, &e) != TL_OK) fail_msg("%s", e.sentence);
  return gas;
}

static void hold_state(const char *law, bool convection) {
  box b = open_box(law);
  tl_mixture methane = {{0}};
  methane.x[TL_METHANE] = 1.0;
  tl_gas *gas = ideal_gas(&methane);
  tl_transient *run = start(&b, gas, b.entering, NULL, convection);
  double p_off, c_off;
  compare(&b, run, &p_off, &c_off);
  print_message("%s: at the start pressures within %.1e, hydrogen %.1e", law, p_off, c_off);
  run_until(run, 6.0 * 3600.0);
  compare(&b, run, &p_off, &c_off);
  print_message("; after 6 h %.1e, %.1e; %zu steps\n", p_off, c_off, tl_transient_effort(run).steps);
  assert_true(p_off <= 1e-5);
  assert_true(c_off <= 1e-5);
  tl_transient_destroy(run);
  tl_gas_destroy(gas);
  tl_network_destroy(b.network);
  json_decref(b.root);
}

static void gaslib_40_with_mixtures_holds_the_state_of_the_box_scheme(void **state) {
  (void)state;
  hold_state("speed_of_sound", true);
}
static void gaslib_40_with_mixtures_holds_it_without_convection(void **state) {
  (void)state;
  hold_state("speed_of_sound_noconvection", false);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(gaslib_40_with_mixtures_holds_the_state_of_the_box_scheme),
                                     cmocka_unit_test(gaslib_40_with_mixtures_holds_it_without_convection)};
  return cmocka_run_group_tests_name("transient_box_mixtures", tests, NULL, NULL);
}
