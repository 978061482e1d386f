/* A solution of others with convection: the box-scheme state of TRR 154 on one pipe with a mixture of methane and
 * hydrogen (Boerner, Giesselmann, Kumar, Pfetsch, Thiele, Tscherpel, Gas Mixtures on Networks), d/dx(rho v^2 + p) =
 * -lambda/(2D) rho |v| v, p = rho c^2 with c of the mixture, 273.15 K. It is the long-time limit of their run; ours
 * starts from the steady state and must hold it. */
#include "lines.h"
#include "packed.h"

static double at(const json_t *list, size_t i) { return json_number_value(json_array_get(list, i)); }

/* Our cells are theirs. Their Newton's method stops at 1e-7 and their file prints eight decimals: ten times the former
 * is allowed. 4e-8 was seen; without convection the difference is 1.3e-5. */
static void one_pipe_has_the_state_of_the_box_scheme_in_time(void **state) {
  (void)state;
  const char *data = test_data_folder();
  if (data == NULL) skip();
  char path[1024];
  (void)snprintf(path, sizeof path, "%s/lsf-trr154/box_one_pipe_massflowinflow.json", data);
  json_error_t why;
  json_t *root = json_load_file(path, 0, &why);
  if (root == NULL) fail_msg("%s: %s", path, why.text);
  const json_t *of = json_array_get(json_object_get(root, "pipes"), 0);
  const json_t *ch4 = json_object_get(of, "rho_CH4_kg_m3"), *h2 = json_object_get(of, "rho_H2_kg_m3"),
               *v = json_object_get(of, "v_m_s");
  const double t_k = 273.15, m_ch4 = 16.04e-3, m_h2 = 2.016e-3; /* the file's own */
  const double rho = at(ch4, 0) + at(h2, 0);
  const double c2 = GAS_CONSTANT * t_k * (at(ch4, 0) / m_ch4 + at(h2, 0) / m_h2) / rho;
  tl_pipe pipe;
  tl_pipe_default(&pipe);
  pipe.length_m = json_number_value(json_object_get(of, "length_m"));
  pipe.diameter_m = json_number_value(json_object_get(of, "diameter_m"));
  pipe.friction = TL_FRICTION_FIXED;
  pipe.friction_factor = json_number_value(json_object_get(of, "lambda_friction"));
  const double area = 0.25 * 3.14159265358979324 * pipe.diameter_m * pipe.diameter_m;
  line l = {0};
  make_line(&l, &pipe, gas_of_speed(sqrt(c2), 1.0, t_k), c2 * rho, rho * at(v, 0) * area);
  tl_transient_options o;
  tl_transient_options_default(&o);
  o.isothermal_t_k = t_k;
  o.convection = TL_CONVECTION_ALWAYS;
  o.cell_length_m = json_number_value(json_object_get(of, "dx_m"));
  start_line(&l, &o);
  run_to(&l, 3600.0);
  const size_t points = tl_transient_profile_points(l.run, 0);
  assert_int_equal(points, json_array_size(ch4));
  double worst = 0.0, fall = 0.0;
  for (size_t i = 0; i < points; i++) {
    tl_profile_point p;
    tl_error e;
    assert_int_equal(tl_transient_profile(l.run, 0, i, &p, &e), TL_OK);
    const double theirs = c2 * (at(ch4, i) + at(h2, i));
    worst = fmax(worst, fabs(p.p_pa / theirs - 1.0));
    fall = 1.0 - theirs / (c2 * rho);
  }
  print_message("one_pipe: pressures within %.2e, their fall is %.4f\n", worst, fall);
  assert_true(worst <= 1e-6);
  json_decref(root);
  end_line(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(one_pipe_has_the_state_of_the_box_scheme_in_time)};
  return cmocka_run_group_tests_name("transient_box", tests, NULL, NULL);
}
