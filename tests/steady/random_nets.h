/* random_nets.h - a natural gas and small networks at random for the tests of the core. */
#ifndef RANDOM_NETS_H
#define RANDOM_NETS_H

#include "nets.h"

static inline tl_gas *natural_gas(void) {
  static const tl_mixture mixture = {{0.93, 0.01, 0.01, 0.035, 0.01, 0.002, 0.003}};
  tl_gas *gas;
  tl_gas_options options;
  tl_error error;
  tl_gas_options_default(&options);
  options.phase_check = false;
  must(tl_gas_create(&mixture, &options, &gas, &error), &error);
  return gas;
}

static inline double unit(uint64_t *seed) {
  *seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
  return (double)(*seed >> 11) * 0x1p-53;
}

enum { MOST_NODES = 24 };

/* A small network at random: a tree with some further pipes, and controls in place of some of its pipes. Returns false
 * if it has no second node. */
static inline void random_net(net *n, uint64_t *seed, bool controls, bool heights) {
  tl_error error;
  char id[32];
  const size_t nodes = 2 + (size_t)(unit(seed) * (MOST_NODES - 2)), extra = (size_t)(unit(seed) * 6.0);
  for (size_t i = 0; i < nodes; i++) {
    (void)snprintf(id, sizeof id, "n%zu", i);
    must(tl_network_add_node(n->network, id, heights ? 200.0 * unit(seed) : 0.0, NULL, &error), &error);
  }
  for (size_t l = 0; l < nodes - 1 + extra; l++) {
    size_t to = l < nodes - 1 ? l + 1 : (size_t)(unit(seed) * (double)nodes);
    size_t from = (size_t)(unit(seed) * (double)(l < nodes - 1 ? to : nodes));
    if (from == to) continue;
    if (unit(seed) < 0.3) { /* pipes lie either way round */
      const size_t other = from;
      from = to;
      to = other;
    }
    (void)snprintf(id, sizeof id, "l%zu", l);
    const double kind = controls ? unit(seed) : 1.0;
    if (kind < 0.15) {
      const tl_control_valve valve = {.outlet_p_pa = 1e6 + 6e6 * unit(seed)};
      must(tl_network_add_control_valve(n->network, id, from, to, &valve, NULL, &error), &error);
    } else if (kind < 0.3) {
      tl_compressor c;
      tl_compressor_default(&c);
      c.control = floor(4.0 * unit(seed));
      c.ratio = 1.0 + unit(seed);
      c.outlet_p_pa = 3e6 + 5e6 * unit(seed);
      c.inlet_p_pa = 2e6 + 4e6 * unit(seed);
      c.flow_kg_s = 40.0 * unit(seed);
      c.max_ratio = 3.0;
      must(tl_network_add_compressor(n->network, id, from, to, &c, NULL, &error), &error);
    } else if (kind < 0.35) {
      must(tl_network_add_check_valve(n->network, id, from, to, NULL, &error), &error);
    } else if (kind < 0.4) {
      tl_valve valve;
      tl_valve_default(&valve);
      valve.open = unit(seed) < 0.8 ? 1.0 : 0.0;
      must(tl_network_add_valve(n->network, id, from, to, &valve, NULL, &error), &error);
    } else {
      tl_pipe pipe;
      tl_pipe_default(&pipe);
      pipe.length_m = 500.0 * pow(100.0, unit(seed));
      pipe.diameter_m = 0.2 + 0.6 * unit(seed);
      pipe.heat_transfer_w_m2_k = 10.0; /* for tests with heat: machines may send gas round */
      pipe.friction = unit(seed) < 0.5 ? TL_FRICTION_NIKURADSE : TL_FRICTION_COLEBROOK;
      must(tl_network_add_pipe(n->network, id, from, to, &pipe, NULL, &error), &error);
    }
  }
  for (size_t i = 1; i < nodes; i++) {
    const double draw = unit(seed), size = 10.0 * unit(seed);
    n->boundary[i].withdrawal_kg_s = draw < 0.4 ? 0.0 : draw < 0.9 ? size : -size;
  }
  n->boundary[0] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 4e6 + 4e6 * unit(seed)};
  if (nodes > 5 && unit(seed) < 0.3)
    n->boundary[nodes - 1] = (tl_boundary){.kind = TL_GIVEN_PRESSURE, .p_pa = 4e6 + 4e6 * unit(seed)};
}

#endif
