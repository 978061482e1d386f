/* nets.h - small networks for the tests of the steady state. */
#ifndef NETS_H
#define NETS_H

#include "trunkline/elements.h"
#include "trunkline/steady.h"
#include "testing.h"

typedef struct net {
  tl_network *network;
  tl_boundary boundary[64];
  tl_steady *steady;
} net;

static inline void must(tl_code code, const tl_error *error) {
  if (code != TL_OK) fail_msg("%s", error->sentence);
}

static inline net begin(void) {
  net n = {0};
  tl_error error;
  must(tl_network_create(NULL, &n.network, &error), &error);
  return n;
}

static inline size_t node(net *n, const char *id) {
  size_t index;
  tl_error error;
  must(tl_network_add_node(n->network, id, 0.0, &index, &error), &error);
  return index;
}

static inline size_t pipe_between(net *n, const char *id, size_t from, size_t to, double length_m) {
  tl_pipe pipe;
  tl_pipe_default(&pipe);
  pipe.length_m = length_m;
  pipe.diameter_m = 0.6;
  pipe.friction = TL_FRICTION_FIXED;
  pipe.friction_factor = 0.01;
  size_t index;
  tl_error error;
  must(tl_network_add_pipe(n->network, id, from, to, &pipe, &index, &error), &error);
  return index;
}

static inline tl_outcome solve(net *n, const tl_gas *gas) {
  tl_error error = {0};
  tl_steady_options options;
  tl_steady_options_default(&options);
  options.isothermal_t_k = 288.15;
  if (n->steady == NULL) {
    must(tl_network_freeze(n->network, &error), &error);
    must(tl_steady_create(n->network, gas, &options, &n->steady, &error), &error);
  }
  must(tl_steady_solve(n->steady, n->boundary, &error), &error);
  return tl_steady_outcome(n->steady);
}

static inline void must_solve(net *n, const tl_gas *gas) {
  if (solve(n, gas) != TL_SOLVED)
    fail_msg("%s: %s", tl_outcome_name(tl_steady_outcome(n->steady)), tl_steady_reason(n->steady)->sentence);
}

static inline void end(net *n) {
  tl_steady_destroy(n->steady);
  tl_network_destroy(n->network);
}

static inline double p_at(const net *n, size_t index) {
  tl_node_state state;
  tl_error error;
  must(tl_steady_node(n->steady, index, &state, &error), &error);
  return state.p_pa;
}

static inline double taken_at(const net *n, size_t index) {
  tl_node_state state;
  tl_error error;
  must(tl_steady_node(n->steady, index, &state, &error), &error);
  return state.withdrawal_kg_s;
}

static inline double q_in(const net *n, size_t link) {
  tl_link_state state;
  tl_error error;
  must(tl_steady_link(n->steady, link, &state, &error), &error);
  return state.q_kg_s;
}

#endif
