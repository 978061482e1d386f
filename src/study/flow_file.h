/* study/flow_file.h - a network file that becomes a problem of optimal gas flow: see flow_file.c. */
#ifndef TLI_FLOW_FILE_H
#define TLI_FLOW_FILE_H

#include "io/netfile.h"
#include "trunkline/flowfile.h"

/* What the optimum does without: how many links have it, and the first of them. */
typedef struct tl_flow_left_out {
  size_t count;
  const char *first;
} tl_flow_left_out;

struct tl_flow_file {
  tli_arena *arena;
  tl_netfile *netfile;
  const tli_case *c;
  const tl_flow_file_options *o;
  const char *objective, *unit, *path;
  tl_flow_problem problem;
  tl_flow_node *nodes;
  tl_flow_arc *arcs;
  tl_flow_trade *trades;
  double *pattern;
  size_t arc_room, trade_room;
  tl_flow_left_out without_ratio, with_fuel, with_loss, with_difference;
  double speed2;    /* z R T / M [m2/s2] */
  double weighting; /* of money against power */
};

/* The problem of a network that was read without errors; netfile belongs to the file from here on, and is closed if
 * there is none. */
TL_MUST_USE tl_code tli_flow_file_take(tl_netfile *netfile, const char *path, const tl_flow_file_options *options,
                                       const tl_allocator *allocator, tl_flow_file **file, tl_findings *findings,
                                       tl_error *error);

static inline double tli_flow_or(double value, double fallback) { return value == value ? value : fallback; }
/* A global figure of the file ("x:sound_speed"), NaN if it has none. */
double tli_flow_global(const tli_case *c, const char *name);
TL_MUST_USE tl_code tli_flow_file_arc(tl_flow_file *f, const tl_flow_arc *arc, tl_error *error);
/* A node "link/name", as high as the node beside it; at most TLI_FLOW_MORE_NODES of them a link. */
enum { TLI_FLOW_MORE_NODES = 3 };
TL_MUST_USE tl_code tli_flow_file_node(tl_flow_file *f, const char *link, const char *name, size_t beside,
                                       double p_min_pa, double p_max_pa, size_t *node, tl_error *error);
void tli_flow_file_count(tl_flow_left_out *what, const char *id);
/* Resistance of a drag zeta [Pa2 s2/kg2]. */
double tli_flow_file_drag(const tl_flow_file *f, double zeta, double diameter_m);
/* Piping: flow_piping.c. The drag before and behind an element, whose arc then lies between. */
TL_MUST_USE tl_code tli_flow_file_piping(tl_flow_file *f, const tli_case_link *l, tl_flow_arc *arc,
                                         tl_findings *findings, tl_error *error);
void tli_flow_file_fixed_loss(tl_flow_file *f, const tli_case_link *l);
void tli_flow_file_warn_of_piping(const tl_flow_file *f, tl_findings *findings);
/* Gas that leaves by a law: flow_outlets.c. */
TL_MUST_USE tl_code tli_flow_file_leak(tl_flow_file *f, const tli_case_link *l, tl_findings *findings, tl_error *error);
TL_MUST_USE tl_code tli_flow_file_delivery(tl_flow_file *f, const tli_case_link *l, tl_findings *findings,
                                           tl_error *error);
/* Up to most_kg_s leaves at a node, as the laws before it have it; it counts as withdrawn. */
TL_MUST_USE tl_code tli_flow_file_free_exit(tl_flow_file *f, const char *id, size_t node, double most_kg_s,
                                            tl_error *error);
/* What enters at a node whatever happens. */
TL_MUST_USE tl_code tli_flow_file_fixed_trade(tl_flow_file *f, const char *id, size_t node, double in_kg_s,
                                              tl_error *error);
/* What enters and leaves, by the objective. */
TL_MUST_USE tl_code tli_flow_file_trades(tl_flow_file *f, tl_findings *findings, tl_error *error);

#endif
