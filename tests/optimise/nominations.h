/* nominations.h - small nominations for the tests of optimise: one gas, level pipes, closed forms.
 *
 * Gas: molar mass 18.5674 g/mol at 283.15 K, z = 1 - 2e-8 p/Pa (0.9 at 50 bar). Pipe: friction factor 0.01 fixed. */
#ifndef NOMINATIONS_H
#define NOMINATIONS_H

#include "optimise/tli_model.h"
#include "testing.h"
#include "trunkline/optimise.h"

static const double test_t_k = 283.15, test_molar_mass = 0.0185674, test_z1 = -2e-8, test_lambda = 0.01;

static inline tl_gas *test_gas(void) {
  tl_gas *gas = NULL;
  tl_error error;
  const tl_plain_gas plain = {test_molar_mass, 1.0, test_z1, false, 1.1e-5};
  assert_int_equal(tl_gas_create_plain(&plain, NULL, &gas, &error), TL_OK);
  return gas;
}

static inline tl_nomination *test_nomination(const tl_gas *gas) {
  tl_nomination *n = NULL;
  tl_error error;
  assert_int_equal(tl_nomination_create(gas, test_t_k, NULL, &n, &error), TL_OK);
  return n;
}

static inline void add_node_at(tl_nomination *n, const char *id, double height_m, double low_bar, double high_bar,
                               double withdrawal) {
  tl_error error = {0};
  const tl_nominated_node node = {height_m, low_bar * 1e5, high_bar * 1e5, withdrawal};
  if (tl_nomination_add_node(n, id, &node, &error) != TL_OK) fail_msg("%s", error.sentence);
}

static inline void add_node(tl_nomination *n, const char *id, double low_bar, double high_bar, double withdrawal) {
  add_node_at(n, id, 0.0, low_bar, high_bar, withdrawal);
}

static inline void add_link(tl_nomination *n, const char *id, const char *from, const char *to,
                            const tl_nominated_link *link) {
  tl_error error = {0};
  if (tl_nomination_add_link(n, id, from, to, link, &error) != TL_OK) fail_msg("%s", error.sentence);
}

static inline tl_nominated_link pipe_of(double length_m, double diameter_m) {
  tl_nominated_link link;
  tl_nominated_link_default(&link);
  link.pipe.length_m = length_m;
  link.pipe.diameter_m = diameter_m;
  link.pipe.friction = TL_FRICTION_FIXED;
  link.pipe.friction_factor = test_lambda;
  return link;
}

static inline tl_nominated_link link_of(tl_control_kind kind) {
  tl_nominated_link link;
  tl_nominated_link_default(&link);
  link.kind = kind;
  return link;
}

/* integral of rho dp from 0 [Pa kg/m3]: with z = 1 + z1 p it is (p/z1 - ln(1 + z1 p)/z1^2)/(R T/M). */
static inline double closed_potential(double p_pa) {
  const double rt = 8.31446261815324 / test_molar_mass * test_t_k;
  return (p_pa / test_z1 - log1p(test_z1 * p_pa) / (test_z1 * test_z1)) / rt;
}

/* lambda L/(2 D A^2) [Pa kg/m3 per (kg/s)^2]. */
static inline double closed_coefficient(double length_m, double diameter_m) {
  const double area = 0.25 * 3.14159265358979323846 * diameter_m * diameter_m;
  return test_lambda * length_m / (2.0 * diameter_m * area * area);
}

/* The most that a level pipe carries between two pressures [kg/s]. */
static inline double most_flow(double length_m, double diameter_m, double high_bar, double low_bar) {
  return sqrt((closed_potential(high_bar * 1e5) - closed_potential(low_bar * 1e5)) /
              closed_coefficient(length_m, diameter_m));
}

static inline tl_nominate_answer *ask(const tl_nomination *n) {
  tl_nominate_answer *answer = NULL;
  tl_error error = {0};
  if (tl_nominate(n, NULL, &answer, &error) != TL_OK) fail_msg("%s", error.sentence);
  return answer;
}

#endif
