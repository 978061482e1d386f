/* hot.h - lines with heat: what the tests of energies share. */
#ifndef HOT_H
#define HOT_H

#include "lines.h"

#include <string.h>

#define HOUR 3600.0

static inline tl_gas *gas_by(const char *model, const char *mixture) {
  tl_error e = {0};
  tl_gas *gas = NULL;
  tl_mixture m;
  if (!tl_mixture_library_get(mixture, &m)) fail_msg("no gas %s", mixture);
  tl_gas_options o;
  tl_gas_options_default(&o);
  o.model = model;
  o.phase_check = false;
  if (tl_gas_create(&m, &o, &gas, &e) != TL_OK) fail_msg("%s", e.sentence);
  return gas;
}

static inline tl_transient_options heated(double cell_m) {
  tl_transient_options o;
  tl_transient_options_default(&o);
  o.follow_heat = true;
  o.cell_length_m = cell_m;
  return o;
}

static inline void report(const char *what, const line *l) {
  const tl_transient_work w = tl_transient_effort(l->run);
  print_message("%s: %zu steps, %zu rejected, %zu stages, %zu iterations, mass %.1e, energy %.1e, outside %zu\n", what,
                w.steps, w.rejected, w.stages, w.iterations, w.largest_mass_error, w.largest_energy_error,
                w.states_outside);
}

/* A buried line of 200 km that hot gas enters, over a hill of 300 m. */
static inline void make_buried(line *l, double length_m, double hot_k, double out_kg_s) {
  tl_pipe pipe;
  tl_pipe_default(&pipe);
  pipe.length_m = length_m;
  pipe.diameter_m = 1.383;
  pipe.heat_transfer_w_m2_k = 1.5;
  pipe.heat_diameter_m = 1.42;
  make_line(l, &pipe, gas_by("gerg2008", "west-siberia-dry"), 84e5, out_kg_s);
  l->boundary[0].t_k = hot_k;
  l->boundary[1].t_k = 288.15;
}

#endif
