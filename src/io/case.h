/* io/case.h - a network file as it was read: nodes, links, gas and one scenario, in SI, before it becomes a tl_network.
 *
 * Readers of every format fill the same structure, writers empty it; what a format knows and the structure does not is kept as
 * named extra numbers and texts, so that a round trip loses nothing. Ids are unique within nodes and within links.
 */
#ifndef TLI_CASE_H
#define TLI_CASE_H

#include "base/tli_base.h"
#include "trunkline/gas.h"
#include "trunkline/network.h"

/* Kinds by name, as in the registry of elem: pipe, short_pipe, valve, check_valve, resistor, control_valve, compressor, station. */
typedef struct tli_case_value {
  const char *name; /* as in the field table of the kind ("length_m"), or "x:..." for what only the format knows */
  double number;    /* SI; NaN if it is a text */
  const char *text; /* NULL if it is a number */
} tli_case_value;

typedef struct tli_case_node {
  const char *id, *role; /* "source", "sink", "inner" */
  double height_m, x, y; /* x, y: plot or geographic coordinates; NaN if absent */
  double p_min_pa, p_max_pa, flow_min_kg_s, flow_max_kg_s; /* NaN if absent */
  tli_case_value *values;
  size_t value_count;
  int line;
} tli_case_node;

typedef struct tli_case_link {
  const char *id, *kind;
  size_t from, to;
  double flow_min_kg_s, flow_max_kg_s; /* NaN if absent */
  tli_case_value *values;
  size_t value_count;
  int line;
} tli_case_link;

/* The gas of the case: a composition, or only what the format gives. */
typedef struct tli_case_gas {
  bool has_mixture;
  tl_mixture mixture;
  double molar_mass_kg_mol, norm_density_kg_m3, t_k, viscosity_pa_s; /* NaN if absent */
  double z;                        /* constant compressibility, NaN if a law is to be used */
  double pseudocritical_p_pa, pseudocritical_t_k, gross_j_m3;
  const char *model;               /* wanted equation of state, "" if the format names none */
} tli_case_gas;

typedef struct tli_case {
  tli_arena *arena;
  const char *format, *title;
  tli_case_node *nodes;
  size_t node_count;
  tli_case_link *links;
  size_t link_count;
  tli_case_gas gas;
  tl_boundary *boundary; /* one a node */
  bool has_scenario;
} tli_case;

void tli_case_destroy(tli_case *c);

#endif
