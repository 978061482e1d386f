/* The element interface must carry a transient without change: a throw-away implicit Euler on nodes with the storage
 * that the pipes report, their steady law between them, and KLU underneath. Not the transient solver; its proof of
 * shape.
 *
 * Case: the 363-km line of docs/verification.md: lambda 0.0093, c 377.968 m/s, D 1.383 m, inlet 84 bar, outflow
 * 401.52 kg/s to 6 h, linearly to 602.28 at 7 h, constant to 15 h. Expected in the middle of the last 1-km cell at
 * 15 h: 45.3167 bar, from a finite-volume prototype of other hands; 0.0274 bar is what implicit Euler misses at 60 s
 * on a longer line, so 0.03 bar. */
#include "elem/tli_elem.h"
#include "la/tli_la.h"
#include "testing.h"

enum { CELLS = 363, NODES = CELLS + 1, STAMPS = 4 * CELLS + NODES };

static double outflow(double hours) {
  if (hours <= 6) return 401.52;
  if (hours <= 7) return 401.52 + (602.28 - 401.52) * (hours - 6);
  return 602.28;
}

typedef struct line {
  tl_pipe pipes[CELLS];
  double zero[CELLS], u_in[CELLS], u_out[CELLS], q[CELLS], t[CELLS], viscosity[CELLS], room[7][3 * CELLS];
  double f[CELLS], f_u_in[CELLS], f_u_out[CELLS], f_q[CELLS], none[4][CELLS];
  double m_in[CELLS], m_in_u[CELLS], m_out[CELLS], m_out_u[CELLS];
  double u[NODES], mass[NODES], mass_u[NODES], mass_old[NODES];
  tl_gas *gas;
  tli_arena *arena;
  tli_system *system;
  size_t slots[STAMPS];
} line;

static void evaluate(line *x) {
  for (int k = 0; k < CELLS; k++) {
    x->u_in[k] = x->u[k];
    x->u_out[k] = x->u[k + 1];
  }
  tli_batch b = {.n = CELLS,
                 .params = x->pipes,
                 .height_in_m = x->zero,
                 .height_out_m = x->zero,
                 .u_in = x->u_in,
                 .u_out = x->u_out,
                 .q = x->q,
                 .t_in_k = x->t,
                 .t_out_k = x->t,
                 .t_mean_k = x->t,
                 .viscosity_pa_s = x->viscosity,
                 .gas = x->gas,
                 .molar_mass_kg_mol = tl_gas_molar_mass_kg_mol(x->gas),
                 .work = {x->room[0], x->room[1], x->room[2], x->room[3], x->room[4], x->room[5], x->room[6]}};
  const tli_kind *pipe = tli_kind_get((size_t)tli_kind_find("pipe"));
  pipe->law(&b, &(tli_law){x->f, x->f_u_in, x->f_u_out, x->f_q, x->none[0], x->none[1], x->none[2], x->none[3]});
  pipe->storage(&b, &(tli_storage){x->m_in, x->m_in_u, x->m_out, x->m_out_u});
  for (int i = 0; i < NODES; i++) {
    x->mass[i] = (i < CELLS ? x->m_in[i] : 0) + (i > 0 ? x->m_out[i - 1] : 0);
    x->mass_u[i] = (i < CELLS ? x->m_in_u[i] : 0) + (i > 0 ? x->m_out_u[i - 1] : 0);
  }
}

/* Newton for one step of length dt (INFINITY: steady); node 0 holds its pressure, node CELLS gives `out`. */
static void step(line *x, double dt, double out) {
  tl_error error;
  double rhs[NODES];
  for (int iteration = 0; iteration < 40; iteration++) {
    evaluate(x);
    tli_system_clear(x->system);
    double *v = tli_system_values(x->system), residual = 0.0;
    size_t s = 0;
    memset(rhs, 0, sizeof rhs);
    for (int k = 0; k < CELLS; k++) {
      double gi = -x->f_u_in[k] / x->f_q[k], gj = -x->f_u_out[k] / x->f_q[k], q = x->q[k] - x->f[k] / x->f_q[k];
      v[x->slots[s++]] += k > 0 ? -gi : 0.0;
      v[x->slots[s++]] += k > 0 ? -gj : 0.0;
      v[x->slots[s++]] += gi;
      v[x->slots[s++]] += gj;
      if (k > 0) rhs[k] += q;
      rhs[k + 1] -= q;
    }
    for (int i = 0; i < NODES; i++) {
      v[x->slots[s++]] += i == 0 ? 1.0 : -x->mass_u[i] / dt;
      if (i > 0) rhs[i] += (x->mass[i] - x->mass_old[i]) / dt;
    }
    rhs[CELLS] += out;
    assert_int_equal(tli_system_factor(x->system, NULL, &error), TL_OK);
    assert_int_equal(tli_system_solve(x->system, rhs, &error), TL_OK);
    for (int k = 0; k < CELLS; k++)
      x->q[k] += -(x->f[k] + x->f_u_in[k] * rhs[k] + x->f_u_out[k] * rhs[k + 1]) / x->f_q[k];
    for (int i = 0; i < NODES; i++) {
      x->u[i] += rhs[i];
      residual = fmax(residual, fabs(rhs[i]) / x->u[i]);
    }
    if (residual < 1e-11) return;
  }
  fail_msg("the throw-away transient did not converge");
}

static void the_interface_carries_a_transient(void **state) {
  (void)state;
  line *x = calloc(1, sizeof *x);
  tl_error error;
  tl_mixture methane = {.x = {1.0}};
  tl_gas_options options;
  tl_gas_options_default(&options);
  options.model = "ideal";
  assert_int_equal(tl_gas_create(&methane, &options, &x->gas, &error), TL_OK);
  /* c^2 = R T / M fixes the temperature that gives c = 377.968 m/s */
  const double t = 377.968 * 377.968 * tl_gas_molar_mass_kg_mol(x->gas) / TLI_GAS_CONSTANT;
  tli_stamp places[STAMPS];
  size_t s = 0;
  for (int k = 0; k < CELLS; k++) {
    tl_pipe_default(&x->pipes[k]);
    x->pipes[k].length_m = 1000;
    x->pipes[k].diameter_m = 1.383;
    x->pipes[k].friction = TL_FRICTION_FIXED;
    x->pipes[k].friction_factor = 0.0093;
    x->t[k] = t;
    x->viscosity[k] = 1e-5;
    x->q[k] = 401.52;
    const int rows[4] = {k, k, k + 1, k + 1}, columns[4] = {k, k + 1, k, k + 1};
    for (int e = 0; e < 4; e++) places[s++] = (tli_stamp){rows[e], columns[e]};
  }
  for (int i = 0; i < NODES; i++) {
    places[s++] = (tli_stamp){i, i};
    x->u[i] = 84e5 * 84e5;
  }
  x->arena = tli_arena_create(NULL);
  assert_int_equal(tli_system_create(x->arena, NODES, STAMPS, places, x->slots, &x->system, &error), TL_OK);
  step(x, INFINITY, 401.52);

  evaluate(x);
  memcpy(x->mass_old, x->mass, sizeof x->mass);
  double in = 0, out = 0, held = 0;
  for (int i = 0; i < NODES; i++) held -= x->mass[i];
  const double dt = 60;
  for (int n = 1; n <= 15 * 60; n++) {
    step(x, dt, outflow(n * dt / 3600));
    evaluate(x);
    in += dt * (x->q[0] + (x->mass[0] - x->mass_old[0]) / dt);
    out += dt * outflow(n * dt / 3600);
    memcpy(x->mass_old, x->mass, sizeof x->mass);
  }
  double linepack = 0;
  for (int i = 0; i < NODES; i++) linepack += x->mass[i];
  held += linepack;
  const double last_cell = sqrt(0.5 * (x->u[CELLS - 1] + x->u[CELLS])) / 1e5;
  assert_close(last_cell, 45.3167, 0.03);
  assert_close(in - out - held, 0.0, 1e-9 * linepack);
  tli_system_destroy(x->system);
  tli_arena_destroy(x->arena);
  tl_gas_destroy(x->gas);
  free(x);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_interface_carries_a_transient)};
  return cmocka_run_group_tests_name("throwaway_transient", tests, NULL, NULL);
}
