/* GERG-2008: published points, the term-by-term reference, the same bits on every vector path, batch and thread. */
#define _POSIX_C_SOURCE 200809L
#include "gas_testing.h"

#include <pthread.h>

/* GERG2008_test_01.cpp of NIST's AGA8 code (github.com/usnistgov/AGA8): 400 K, 50 MPa. Tolerance: issue, 1e-10; the
 * second density derivative is that of the Rust test of the same repository (its C++ file prints another). */
static void published_point_of_21_components(void **state) {
  (void)state;
  tl_gas *gas = gas_of(&nist_mixture, "gerg2008", false);
  tl_gas_state s = gas_at(gas, 50e6, 400.0);
  const double e = 1e-10;
  assert_close_rel(s.molar_mass_kg_mol, 20.5427445016e-3, e);
  assert_close_rel(s.density_mol_m3, 12798.28626082062, e);
  assert_close_rel(s.z, 1.174690666383717, e);
  assert_close_rel(s.dp_drho_j_mol, 7000.694030193327, e);
  assert_close_rel(s.d2p_drho2_j_m3_mol2, 1.129526655, 1e-8);
  assert_close_rel(s.dp_dt_pa_k, 235983.2292593096, e);
  assert_close_rel(s.internal_energy_j_mol, -2746.49290121253, e);
  assert_close_rel(s.enthalpy_j_mol, 1160.280160510973, e);
  assert_close_rel(s.entropy_j_mol_k, -38.57590392409089, e);
  assert_close_rel(s.cv_j_mol_k, 39.02948218156372, e);
  assert_close_rel(s.cp_j_mol_k, 58.45522051000366, e);
  assert_close_rel(s.speed_of_sound_m_s, 714.4248840596024, e);
  assert_close_rel(s.gibbs_j_mol, 16590.64173014733, e);
  assert_close_rel(s.joule_thomson_k_pa, 7.155629581480913e-8, e);
  assert_close_rel(s.isentropic_exponent, 2.683820255058032, e);
  tl_gas_destroy(gas);
}

/* Random gases, all 21 components taking part. */
static tl_mixture random_mixture(random_source *r) {
  tl_mixture m = {{0}};
  double sum = 0.0;
  for (int i = 0; i < TL_COMPONENTS; i++) {
    if (unit(r) < 0.4) continue;
    double u = unit(r);
    m.x[i] = i == TL_METHANE ? 3.0 * u : 0.3 * u * u * u;
    sum += m.x[i];
  }
  if (sum == 0.0) m.x[0] = sum = 1.0;
  for (int i = 0; i < TL_COMPONENTS; i++) m.x[i] /= sum;
  return m;
}

/* |a - b| against the size of the terms that make up the property, not of a sum that may vanish. */
static void same(const tl_gas_state *a, const tl_gas_state *b, double e) {
  double r = 8.314, rt = r * a->t_k;
  assert_close_rel(a->density_mol_m3, b->density_mol_m3, e);
  assert_close(a->z, b->z, e * (1.0 + fabs(b->z)));
  assert_close_rel(a->dp_drho_j_mol, b->dp_drho_j_mol, 10.0 * e);
  assert_close(a->d2p_drho2_j_m3_mol2, b->d2p_drho2_j_m3_mol2, 1e-9 * rt / a->density_mol_m3);
  assert_close_rel(a->dp_dt_pa_k, b->dp_dt_pa_k, 10.0 * e);
  assert_close(a->internal_energy_j_mol, b->internal_energy_j_mol, 40.0 * e * rt);
  assert_close(a->enthalpy_j_mol, b->enthalpy_j_mol, 40.0 * e * rt);
  assert_close(a->entropy_j_mol_k, b->entropy_j_mol_k, 40.0 * e * r);
  assert_close(a->gibbs_j_mol, b->gibbs_j_mol, 40.0 * e * rt);
  assert_close_rel(a->cv_j_mol_k, b->cv_j_mol_k, 10.0 * e);
  assert_close_rel(a->cp_j_mol_k, b->cp_j_mol_k, 20.0 * e);
  assert_close_rel(a->speed_of_sound_m_s, b->speed_of_sound_m_s, 10.0 * e);
  assert_close(a->joule_thomson_k_pa * a->cp_j_mol_k * a->density_mol_m3,
               b->joule_thomson_k_pa * b->cp_j_mol_k * b->density_mol_m3, 20.0 * e);
  assert_close_rel(a->viscosity_pa_s, b->viscosity_pa_s, 10.0 * e);
}

static void compiled_equals_term_by_term(void **state) {
  (void)state;
  random_source r = {7};
  for (int g = 0; g < 60; g++) {
    tl_mixture mixture = random_mixture(&r);
    tl_gas *gas = gas_of(&mixture, "gerg2008", false);
    for (int k = 0; k < 40; k++) {
      double p = 1e3 * pow(3e4, unit(&r)), t = 300.0 + 250.0 * unit(&r);
      tl_gas_state fast, plain;
      if (tl_gas_reference_state_pt(gas, p, t, &plain, NULL) != TL_OK) continue;
      fast = gas_at(gas, p, t);
      /* near the critical point the density is worth what dp/drho leaves of it */
      double steep = plain.dp_drho_j_mol / (8.314 * t * plain.z);
      if (fabs(fast.density_mol_m3 / plain.density_mol_m3 - 1.0) > 0.01 || steep < 0.05) continue; /* another root */
      same(&fast, &plain, 1e-13 / (steep < 1.0 ? steep * steep : 1.0));
    }
    tl_gas_destroy(gas);
  }
}

static void every_vector_path_gives_the_same_bits(void **state) {
  (void)state;
  enum { N = 203 };
  static const char *const paths[] = {"scalar", "sse2", "avx2", "avx512"};
  double p[N], t[N];
  random_source r = {11};
  for (int i = 0; i < N; i++) {
    p[i] = 1e4 * pow(3e3, unit(&r));
    t[i] = 150.0 + 300.0 * unit(&r);
  }
  tl_gas *gas = gas_of(&nist_mixture, "gerg2008", false);
  static tl_gas_state first[N], other[N];
  size_t failed, run = 0;
  for (size_t k = 0; k < 4; k++) {
    memset(other, 0, sizeof other);
    if (tl_gas_states_pt_on(gas, paths[k], N, p, t, other, &failed, NULL) != TL_OK) {
      print_message("this processor cannot run the path %s\n", paths[k]);
      continue;
    }
    run++;
    if (k == 0) memcpy(first, other, sizeof first);
    for (int i = 0; i < N; i++)
      assert_memory_equal(&first[i], &other[i], offsetof(tl_gas_state, thermal_conductivity_w_m_k));
  }
  assert_true(run >= 1);
  for (int i = 0; i < N; i++) {
    tl_gas_state one;
    tl_error error;
    if (tl_gas_state_pt(gas, p[i], t[i], &one, &error) != TL_OK) {
      assert_true(isnan(first[i].density_mol_m3));
      continue;
    }
    assert_true(one.density_mol_m3 == first[i].density_mol_m3 && one.cp_j_mol_k == first[i].cp_j_mol_k);
  }
  tl_gas_destroy(gas);
}

static void table_stays_within_its_stated_bound(void **state) {
  (void)state;
  enum { N = 4000 };
  static double p[N], t[N], a[7][N], b[7][N];
  tl_gas *table = gas_of(&ten_components, "gerg2008", true), *exact = gas_of(&ten_components, "gerg2008", false);
  tl_gas_table_info info;
  assert_true(tl_gas_table(table, &info));
  assert_false(tl_gas_table(exact, NULL));
  assert_true(info.z_error < 1e-9 && info.density_slope_error < 1e-9);
  assert_true(info.cp_error < 1e-6 && info.speed_of_sound_error < 1e-6 && info.joule_thomson_error < 1e-6);
  random_source r = {3};
  for (int i = 0; i < N; i++) {
    p[i] = info.p_min_pa + (info.p_max_pa - info.p_min_pa) * unit(&r);
    t[i] = info.t_min_k + (info.t_max_k - info.t_min_k) * unit(&r);
  }
  tl_gas_flow fa = {a[0], a[1], a[2], a[3], a[4], a[5], a[6]}, fb = {b[0], b[1], b[2], b[3], b[4], b[5], b[6]};
  assert_int_equal(tl_gas_flow_pt(table, N, p, t, &fa), 0);
  assert_int_equal(tl_gas_flow_pt(exact, N, p, t, &fb), 0);
  for (int i = 0; i < N; i++) {
    assert_close_rel(a[0][i], b[0][i], 1e-9);
    assert_close(p[i] * a[1][i], p[i] * b[1][i], 1e-9);
    assert_close(t[i] * a[2][i], t[i] * b[2][i], 1e-7);
    assert_close_rel(a[3][i], b[3][i], 1e-6);
    assert_close(a[4][i], b[4][i], 1e-6 * 5e-6);
    assert_close_rel(a[5][i], b[5][i], 1e-8);
    assert_close_rel(a[6][i], b[6][i], 1e-6);
  }
  /* density alone takes a shorter way: the same bits */
  tl_gas_flow short_way = {.z = b[0], .dz_dp_1_pa = b[1]};
  assert_int_equal(tl_gas_flow_pt(table, N, p, t, &short_way), 0);
  for (int i = 0; i < N; i++) assert_true(a[0][i] == b[0][i] && a[1][i] == b[1][i]);
  tl_gas_destroy(table);
  tl_gas_destroy(exact);
}

static void table_moves_outside_states_to_its_edge_and_counts_them(void **state) {
  (void)state;
  tl_gas *gas = gas_of(&ten_components, "gerg2008", true);
  double p[5] = {20e6, 15e6, 1.0, NAN, 5e6}, t[5] = {300.0, 300.0, 300.0, 300.0, 400.0}, z[5], mu[5];
  tl_gas_flow out = {.z = z, .viscosity_pa_s = mu};
  assert_int_equal(tl_gas_flow_pt(gas, 5, p, t, &out), 4);
  assert_close_rel(z[0], z[1], 1e-14);
  assert_true(isfinite(z[2]) && isfinite(z[3]) && isfinite(z[4]));
  tl_gas_destroy(gas);
}

enum { THREADS = 8, PER_THREAD = 400 };
typedef struct job {
  tl_gas *gas;
  int seed;
  tl_gas_state states[PER_THREAD];
} job;
static void *work(void *argument) {
  job *j = argument;
  random_source r = {(uint64_t)j->seed};
  for (int i = 0; i < PER_THREAD; i++) {
    double p = 1e5 + 12e6 * unit(&r), t = 260.0 + 80.0 * unit(&r);
    tl_error error;
    memset(&j->states[i], 0, sizeof j->states[i]);
    if (tl_gas_state_pt(j->gas, p, t, &j->states[i], &error) != TL_OK) j->states[i].z = NAN;
  }
  return NULL;
}

/* Eight threads, eight gases, and all eight on one gas: bit for bit what one thread gives. */
static void threads_give_the_same_bits(void **state) {
  (void)state;
  static job alone[THREADS], together[THREADS];
  random_source r = {5};
  tl_gas *shared = gas_of(&nist_mixture, "gerg2008", false);
  for (int pass = 0; pass < 2; pass++) {
    pthread_t thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
      tl_mixture m = random_mixture(&r);
      alone[i].gas = together[i].gas = pass == 0 ? gas_of(&m, i % 2 ? "gerg2008" : "papay", false) : shared;
      alone[i].seed = together[i].seed = i + 1;
    }
    for (int i = 0; i < THREADS; i++) (void)work(&alone[i]);
    for (int i = 0; i < THREADS; i++) assert_int_equal(pthread_create(&thread[i], NULL, work, &together[i]), 0);
    for (int i = 0; i < THREADS; i++) assert_int_equal(pthread_join(thread[i], NULL), 0);
    for (int i = 0; i < THREADS; i++) {
      assert_memory_equal(alone[i].states, together[i].states, sizeof alone[i].states);
      if (pass == 0) tl_gas_destroy(alone[i].gas);
    }
  }
  tl_gas_destroy(shared);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(published_point_of_21_components),
      cmocka_unit_test(compiled_equals_term_by_term),
      cmocka_unit_test(every_vector_path_gives_the_same_bits),
      cmocka_unit_test(table_stays_within_its_stated_bound),
      cmocka_unit_test(table_moves_outside_states_to_its_edge_and_counts_them),
      cmocka_unit_test(threads_give_the_same_bits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
