/* A network built by calls, without files: two pipes with a compressor between, solved and read.
 *
 *   cc network.c $(pkg-config --cflags --libs trunkline) -lm -o network
 *
 * Everything is in SI: Pa absolute, K, kg/s, m. Every call that can fail gives a tl_code and, in the caller's own
 * tl_error, a sentence for the person who can mend it. */
#include <stdio.h>
#include <stdlib.h>

#include "trunkline/trunkline.h"

static void need(tl_code code, const tl_error *error) {
  if (code == TL_OK) return;
  (void)fprintf(stderr, "%s\n", error->sentence);
  exit((int)code);
}

/* 1. A gas: composition and equation of state, compiled once. */
static tl_gas *make_gas(void) {
  tl_mixture mixture;
  tl_gas_options options;
  tl_gas *gas;
  tl_error error;
  tl_findings *findings = tl_findings_create(NULL); /* all mistakes of a composition in one pass */
  need(tl_mixture_read("methane=0.96,ethane=0.03,nitrogen=0.01", &mixture, findings, &error), &error);
  tl_findings_destroy(findings);
  tl_gas_options_default(&options); /* GERG-2008 */
  need(tl_gas_create(&mixture, &options, &gas, &error), &error);
  return gas;
}

typedef struct plan {
  tl_network *network;
  size_t well, suction, discharge, city; /* nodes */
  size_t feeder, machine, trunk;         /* links */
} plan;

/* 2. Nodes, then links; take the defaults, change fields, add. Structs are copied. Frozen, the network may be read by
 * any number of threads. */
static plan build(void) {
  plan p;
  tl_error error;
  need(tl_network_create(NULL, &p.network, &error), &error);
  need(tl_network_add_node(p.network, "well", 40.0, &p.well, &error), &error);
  need(tl_network_add_node(p.network, "suction", 120.0, &p.suction, &error), &error);
  need(tl_network_add_node(p.network, "discharge", 120.0, &p.discharge, &error), &error);
  need(tl_network_add_node(p.network, "city", 10.0, &p.city, &error), &error);

  tl_pipe pipe;
  tl_pipe_default(&pipe);
  pipe.length_m = 80e3;
  pipe.diameter_m = 0.7;
  pipe.heat_transfer_w_m2_k = 1.5;
  need(tl_network_add_pipe(p.network, "feeder", p.well, p.suction, &pipe, &p.feeder, &error), &error);
  pipe.length_m = 110e3;
  need(tl_network_add_pipe(p.network, "trunk", p.discharge, p.city, &pipe, &p.trunk, &error), &error);

  tl_compressor compressor;
  tl_compressor_default(&compressor);
  compressor.control = TL_HOLD_OUTLET;
  compressor.outlet_p_pa = 75e5;
  compressor.driver_efficiency = 0.35; /* burns gas of the line */
  compressor.cooler_t_k = 313.15;
  need(tl_network_add_compressor(p.network, "machine", p.suction, p.discharge, &compressor, &p.machine, &error),
       &error);
  need(tl_network_freeze(p.network, &error), &error);
  return p;
}

/* 4. Numbers are given out only for an outcome that is solved and certified. */
static void print(const plan *p, const tl_steady *steady) {
  tl_error error;
  for (size_t i = 0; i < tl_network_nodes(p->network); i++) {
    tl_node_state at;
    need(tl_steady_node(steady, i, &at, &error), &error);
    (void)printf("%-10s %8.4f bar %7.2f degC %9.4f kg/s in\n", tl_network_node_id(p->network, i), at.p_pa / 1e5,
                 at.t_k - 273.15, 0.0 - at.withdrawal_kg_s);
  }
  tl_pipe_state pipe;
  need(tl_steady_pipe(steady, p->trunk, &pipe, &error), &error);
  (void)printf("trunk: %.3f m/s, Re %.3g, lambda %.5f, %.5g t of gas\n", pipe.velocity_m_s, pipe.reynolds,
               pipe.friction_factor, pipe.linepack_kg / 1e3);
  tl_station_state machine;
  need(tl_steady_station(steady, p->machine, &machine, &error), &error);
  (void)printf("machine: %s, ratio %.4f, %.4g MW, %.4g kg/s of fuel\n", machine.mode, machine.ratio,
               machine.power_w / 1e6, machine.fuel_kg_s);
}

int main(void) {
  tl_gas *gas = make_gas();
  plan p = build();

  /* 3. One entry a node says what is given there; zero is a node where nothing is taken. */
  tl_boundary boundary[4] = {{0}};
  boundary[p.well] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 70e5, .t_k = 293.15};
  boundary[p.city].withdrawal_kg_s = 90.0;

  tl_steady *steady;
  tl_error error;
  need(tl_steady_create(p.network, gas, NULL, &steady, &error), &error);
  need(tl_steady_solve(steady, boundary, &error), &error);
  const bool solved = tl_steady_outcome(steady) == TL_SOLVED;
  if (solved)
    print(&p, steady);
  else
    (void)printf("%s: %s\n", tl_outcome_name(tl_steady_outcome(steady)), tl_steady_reason(steady)->sentence);

  tl_steady_destroy(steady); /* before what it reads */
  tl_network_destroy(p.network);
  tl_gas_destroy(gas);
  return solved ? 0 : TL_ERR_NO_ANSWER;
}
