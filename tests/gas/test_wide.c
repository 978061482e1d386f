/* The eight-lane code of the vector kernels, built for any processor: the bits of the one-lane code. So the code of the
 * widest path is tested even where its instructions are missing. */
#define TLI_LANES 8
#define TLI_RUN run_eight
#define TLI_TABLE_RUN table_eight
#include "gas/tli_table.h"

static tli_gerg_run run_eight;
static tli_table_run table_eight;

#include "gas/gerg_kernel.h"
#include "gas/table_kernel.h"

#include "gas_testing.h"

static void eight_lanes_give_the_bits_of_one(void **state) {
  (void)state;
  enum { N = 501 };
  static double p[N], t[N];
  static tl_gas_state one[N], eight[N];
  static bool done_one[N], done_eight[N];
  for (int i = 0; i < N; i++) {
    p[i] = 1e4 * pow(2e3, (double)((i * 53) % N) / N);
    t[i] = 240.0 + 200.0 * ((i * 91) % N) / N;
  }
  tl_gas *gas = gas_of(&nist_mixture, "gerg2008", false);
  tli_gerg_run_scalar(gas, gas->law_data,
                      &(tli_gerg_lanes){.n = N, .p_pa = p, .t_k = t, .states = one, .done = done_one});
  run_eight(gas, gas->law_data, &(tli_gerg_lanes){.n = N, .p_pa = p, .t_k = t, .states = eight, .done = done_eight});
  int finished = 0;
  for (int i = 0; i < N; i++) {
    assert_int_equal(done_one[i], done_eight[i]);
    if (!done_one[i]) continue;
    finished++;
    assert_memory_equal(&one[i], &eight[i], offsetof(tl_gas_state, thermal_conductivity_w_m_k));
  }
  assert_true(finished > N / 2);
  tl_gas_destroy(gas);
}

static void table_gives_the_same_bits_on_every_width(void **state) {
  (void)state;
  enum { N = 501 };
  static double p[N], t[N], a[7][N], b[7][N];
  for (int i = 0; i < N; i++) {
    p[i] = 1e4 + 16e6 * ((i * 53) % N) / N;
    t[i] = 245.0 + 110.0 * ((i * 91) % N) / N;
  }
  tl_gas *gas = gas_of(&ten_components, "gerg2008", true);
  tl_gas_flow fa = {a[0], a[1], a[2], a[3], a[4], a[5], a[6]}, fb = {b[0], b[1], b[2], b[3], b[4], b[5], b[6]};
  size_t moved = tli_table_run_scalar(gas, gas->table, N, p, t, &fa);
  assert_true(moved > 0);
  assert_int_equal(table_eight(gas, gas->table, N, p, t, &fb), moved);
  assert_memory_equal(a, b, sizeof a);
  memset(b, 0, sizeof b);
  assert_int_equal(tli_table_path()(gas, gas->table, N, p, t, &fb), moved); /* what this processor takes */
  assert_memory_equal(a, b, sizeof a);
  tl_gas_destroy(gas);
}

/* exp and log of the kernels against the C library. */
static void vector_exp_and_log(void **state) {
  (void)state;
  for (double x = -700.0; x < 700.0; x += 0.377) {
    assert_close_rel(lane(exp_lanes(spread(x)), 3), exp(x), 4e-16);
    double y = exp(x);
    assert_close(lane(log_lanes(spread(y)), 5), log(y), 3e-16 * fmax(1.0, fabs(x)));
  }
  assert_close(lane(log_lanes(spread(1.0)), 0), 0.0, 0.0);
  for (double y = 0.5; y < 2.0; y += 0.00037) assert_close(lane(log_lanes(spread(y)), 0), log(y), 2.3e-16);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(eight_lanes_give_the_bits_of_one),
      cmocka_unit_test(table_gives_the_same_bits_on_every_width),
      cmocka_unit_test(vector_exp_and_log),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
