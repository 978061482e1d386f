/* trunkline/case.h - a network file ready to be solved: network, gas and boundary of one scenario.
 *
 *   tl_case_open -> tl_case_network / tl_case_gas / tl_case_boundary -> steady.h -> tl_case_close
 */
#ifndef TRUNKLINE_CASE_H
#define TRUNKLINE_CASE_H

#include "trunkline/gas.h"
#include "trunkline/netfile.h"
#include "trunkline/network.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tl_case tl_case;

typedef struct tl_case_options {
  const char *scenario;             /* file; NULL: the one beside the network */
  const char *stations, *decisions; /* the same */
  const char *model;                /* equation of state; NULL: what the file names */
  const char *const *settings;      /* "ID.field=value", SI or with unit; "*" for every link with that field;
                                       NULL-terminated; NULL: none */
  const char *const *taken; /* "GROUP=DECISION": decisions of the .cdf file that hold, before the settings; what they
                               shut is shut; NULL-terminated; NULL: none */
  const tl_allocator *allocator;
} tl_case_options;

/* What is wrong with the files goes to findings; with an error among them the result is TL_ERR_INPUT and no case. */
TL_API TL_MUST_USE tl_code tl_case_open(const char *path, const tl_case_options *options, tl_case **opened,
                                        tl_findings *findings, tl_error *error);
TL_API void tl_case_close(tl_case *opened);

/* All owned by the case. */
TL_API const tl_network *tl_case_network(const tl_case *opened);
TL_API const tl_gas *tl_case_gas(const tl_case *opened);
TL_API const tl_boundary *tl_case_boundary(const tl_case *opened); /* one a node */
TL_API double tl_case_isothermal_k(const tl_case *opened);         /* 0: temperatures are computed */
TL_API const char *tl_case_format(const tl_case *opened);          /* "lanl", "pandapipes", ... */
TL_API const char *tl_case_link_kind(const tl_case *opened, size_t link);

TL_API const char *tl_case_model(const tl_case *opened);    /* equation of state by name */
TL_API bool tl_case_has_composition(const tl_case *opened); /* the gas is more than a molar mass */
/* One a node, if sources name compositions of their own (tl_steady_solve_mixing); NULL if they do not. */
TL_API const tl_mixture *tl_case_entering(const tl_case *opened);
/* Heating value (gross, as the file has it, by norm volume) and norm density of what enters at a node; NaN each if the
 * files do not say. */
TL_API double tl_case_gross_j_m3(const tl_case *opened, size_t node);
TL_API double tl_case_norm_density_kg_m3(const tl_case *opened, size_t node);

/* The machines of the case's compressor stations, as of a tl_netfile; owned by the case. */
TL_API size_t tl_case_stations(const tl_case *opened);
TL_API bool tl_case_station_at(const tl_case *opened, size_t index, tl_netfile_station *station);

/* A warning for each bound of the files (pressures of nodes, of the scenario and of machines, flows, ratios) that a
 * state breaks, and, with the field "decision", for each flow against the direction that a decision taken names. p_pa:
 * one a node; q_kg_s: one a link. What is set is simulated as set; this tells what it means. */
TL_API void tl_case_judge(const tl_case *opened, const double *p_pa, const double *q_kg_s, tl_findings *findings);

/* Links whose control the files leave free (a nomination: compressors and regulators without a set point). They stand
 * in the network as bypassed or open; to simulate, set ratio, outlet_p_pa, ... of each. SIZE_MAX past the end. */
TL_API size_t tl_case_free_controls(const tl_case *opened);
TL_API size_t tl_case_free_control(const tl_case *opened, size_t index);

#ifdef __cplusplus
}
#endif
#endif
