/* io/case.h - a network file as it was read: nodes, links, gas and one scenario, in SI, before it becomes a tl_network.
 *
 * Readers of every format fill the same structure through case_build.h, writers empty it. Each number is kept twice: in
 * SI, for those who compute, and as the file wrote it with its unit, so that a round trip keeps every digit. What a
 * format knows and the structure does not is kept as a value named "x:...". Ids are unique within nodes and within
 * links. Everything lives in the arena of the case.
 */
#ifndef TLI_CASE_H
#define TLI_CASE_H

#include "base/tli_base.h"
#include "io/gaslib_machines.h"
#include "trunkline/gas.h"
#include "trunkline/network.h"

/* A unit as network files spell it: si = number * factor + offset. */
typedef struct tli_case_unit {
  const char *spelling; /* ours, also read by tl_value_read where the quantity has a place there: "bar(g)" */
  const char *gaslib;   /* of GasLib: "barg"; '|' separates further spellings, the first is written */
  const char *kind; /* what it measures: "pressure", "norm volume flow"; units of one kind can stand for each other */
  double factor, offset;
} tli_case_unit;

/* One figure or text of an element. Kinds by name, as in the registry of elem: pipe, short_pipe, valve, check_valve,
 * resistor, control_valve, compressor, station; and regulator (MatGas). */
typedef struct tli_case_value {
  const char *name; /* as in the field table of the kind ("length_m"), or "x:..." for what only the format knows */
  double number;    /* SI; NaN if it is a text. A norm volume flow is kg/s once the gas of the case is known. */
  const char *text; /* NULL if it is a number */
  double written;   /* the number as the file has it, in `unit` */
  const tli_case_unit *unit; /* NULL if the file named none */
  int line;
} tli_case_value;

typedef struct tli_case_values {
  tli_case_value *at;
  size_t count, room;
} tli_case_values;

typedef struct tli_case_node {
  const char *id, *role;                                   /* "source", "sink", "inner" */
  double height_m, x, y;                                   /* x, y: plot or geographic coordinates; NaN if absent */
  double p_min_pa, p_max_pa, flow_min_kg_s, flow_max_kg_s; /* NaN if absent */
  tli_case_values values;                                  /* all figures, also those above, in file order */
  int line;
} tli_case_node;

typedef struct tli_case_link {
  const char *id, *kind;
  size_t from, to;
  double flow_min_kg_s, flow_max_kg_s; /* NaN if absent */
  double ground_t_k;                   /* as the scenario has it, NaN if it says nothing */
  const tli_machine_station *machines; /* of a station, where some can be run; else NULL */
  tli_case_values values;
  int line;
} tli_case_link;

/* What a scenario says about one node. Its values are named "flow", "p" with ":both", ":lower", ":upper" behind. */
typedef struct tli_case_demand {
  const char *id;
  size_t node; /* SIZE_MAX if the case has no node of that id */
  bool entry;
  double flow_min_kg_s, flow_max_kg_s; /* into the network at entries, out of it at exits, NaN if absent */
  double p_min_pa, p_max_pa;           /* NaN if absent */
  tli_case_values values;
  int line;
} tli_case_demand;

/* The gas of the case: a composition, or only what the format gives; means over sources weighted by their flow_max. */
typedef struct tli_case_gas {
  bool has_mixture;
  tl_mixture mixture;
  double molar_mass_kg_mol, norm_density_kg_m3, t_k, viscosity_pa_s; /* NaN if absent */
  double z, z_slope_1_pa; /* compressibility z + z_slope p, z NaN if a law is to be used */
  double relative_density;
  double pseudocritical_p_pa, pseudocritical_t_k, gross_j_m3;
  const char *model; /* wanted equation of state, "" if the format names none */
} tli_case_gas;

/* Rows that belong to no element: tables and global figures of a format, as it wrote them. */
typedef struct tli_case_row {
  const char *table; /* "pipe_data"; "" for a global figure; "scenario pipe" for what a scenario says about a pipe */
  tli_case_values values;
  int line;
} tli_case_row;

typedef struct tli_case {
  tli_arena *arena;
  const char *format, *title;
  tli_case_node *nodes;
  size_t node_count, node_room;
  tli_case_link *links;
  size_t link_count, link_room;
  tli_case_gas gas;
  tl_boundary *boundary; /* one a node, in pressure or flow as the scenario gives; NULL without scenario */
  bool has_scenario;
  const char *scenario_id;
  tli_case_values scenario_values;
  tli_case_demand *demands;
  size_t demand_count, demand_room;
  tli_case_row *rows;
  size_t row_count, row_room;
  const tli_xml *stations;         /* the root of a .cs file, NULL if none was read */
  tli_machine_stations machines;   /* what the tree of the stations says */
  const tli_xml *decisions;        /* the root of a .cdf file, NULL if none was read */
  size_t *node_order, *link_order; /* ascending ids, for tli_case_find_node; made by tli_case_close_nodes / _links */
} tli_case;

/* NULL: no memory. */
tli_case *tli_case_create(const tl_allocator *allocator);
void tli_case_destroy(tli_case *c);

/* SIZE_MAX if there is none. Only after the nodes are closed (links: after the case is finished). */
size_t tli_case_find_node(const tli_case *c, const char *id);
size_t tli_case_find_link(const tli_case *c, const char *id);

/* The value of that name, NULL if absent. */
const tli_case_value *tli_case_value_find(const tli_case_values *values, const char *name);
/* Its number in SI, NaN if absent or a text. */
double tli_case_number(const tli_case_values *values, const char *name);

#endif
