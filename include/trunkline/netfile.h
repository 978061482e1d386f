/* trunkline/netfile.h - files of networks: read any known format, list what is wrong with them, write another format.
 *
 *   tl_netfile_open -> look at the findings -> tl_netfile_write -> tl_netfile_close
 *
 * The format is told from the content, then from the name; gzipped files are read as they are. All numbers keep their
 * digits and units from reading to writing. docs/network-format.md describes the formats and what each can hold.
 */
#ifndef TRUNKLINE_NETFILE_H
#define TRUNKLINE_NETFILE_H

#include "trunkline/machine_station.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tl_netfile tl_netfile;

/* Companions of a network file. NULL: the file of the same stem beside it, if there is one; "": none. */
typedef struct tl_netfile_options {
  const char *scenario, *stations, *decisions;
} tl_netfile_options;

/* Opens a file and its companions. TL_ERR_INPUT if any finding is an error: *file is then still given, with the
 * findings and what could be read. *file is NULL only if there was no memory. options may be NULL.
 * The caller closes the file. */
TL_API TL_MUST_USE tl_code tl_netfile_open(const char *path, const tl_netfile_options *options,
                                           const tl_allocator *allocator, tl_netfile **file, tl_error *error);
TL_API void tl_netfile_close(tl_netfile *file);

TL_API const tl_findings *tl_netfile_findings(const tl_netfile *file);
TL_API const char *tl_netfile_format(const tl_netfile *file); /* "gaslib"; "" if it was not recognised */
TL_API const char *tl_netfile_title(const tl_netfile *file);
/* How many there are of a role (source, sink, inner) or kind (pipe, valve, ...); NULL counts all. */
TL_API size_t tl_netfile_nodes(const tl_netfile *file, const char *role);
TL_API size_t tl_netfile_links(const tl_netfile *file, const char *kind);
TL_API size_t tl_netfile_demands(const tl_netfile *file); /* nodes that the scenario names */
/* Sum of all pipes' lengths, a quick check of units. */
TL_API double tl_netfile_pipe_length_m(const tl_netfile *file);

/* Its elements, in SI, for those who build networks of them by calls; false past the end. Texts are owned by the file.
 * NaN: the file does not say. nominated_kg_s: into the network, negative out of it, the middle of the scenario's
 * bounds; 0 without one. */
typedef struct tl_netfile_node {
  const char *id, *role;
  double height_m, p_min_pa, p_max_pa, nominated_kg_s;
} tl_netfile_node;
typedef struct tl_netfile_link {
  const char *id, *kind;
  size_t from, to; /* nodes, in the order of tl_netfile_node_at */
} tl_netfile_link;
TL_API bool tl_netfile_node_at(const tl_netfile *file, size_t index, tl_netfile_node *node);
TL_API bool tl_netfile_link_at(const tl_netfile *file, size_t index, tl_netfile_link *link);
/* A figure of a link by the name of its field ("length_m", "drag_factor"), NaN if it has none. */
TL_API double tl_netfile_link_number(const tl_netfile *file, size_t index, const char *name);
/* The same of a node ("gross_j_m3": heating value of what enters there, by its norm volume; "norm_density_kg_m3"). */
TL_API double tl_netfile_node_number(const tl_netfile *file, size_t index, const char *name);

/* The machines of a compressor station of the file (GasLib's .cs), ready for machine_station.h: every unit, and the
 * configurations that can be run, of pointers to these units. Figures of its piping and its place are the network's; 0
 * where it does not say. All owned by the file. */
typedef struct tl_netfile_station {
  const char *id;
  size_t link; /* SIZE_MAX: the network has no station of that id */
  const tl_unit *units;
  const char *const *unit_ids;
  size_t unit_count;
  const tl_configuration *configurations;
  size_t configuration_count;
  double loss_in_pa, loss_out_pa, drag_in, diameter_in_m, drag_out, diameter_out_m;
  double p_in_min_pa, p_out_max_pa; /* NaN where the file does not say */
  bool has_cooler, needs_bypass;
  size_t fuel_node; /* SIZE_MAX: none */
} tl_netfile_station;
TL_API size_t tl_netfile_stations(const tl_netfile *file);
TL_API bool tl_netfile_station_at(const tl_netfile *file, size_t index, tl_netfile_station *station);

/* Combined decisions (GasLib's .cdf): the id of a decision, NULL past the end of its group; *group_id is NULL past the
 * last group. Of each group exactly one decision holds; tl_case_options.taken takes one. */
TL_API const char *tl_netfile_decision(const tl_netfile *file, size_t group, size_t decision, const char **group_id);

/* Writes the file in the named format (NULL: by the suffix of the path). What the format cannot hold is added to the
 * findings of the file as warnings. A format that holds one part (GasLib's) writes that part. */
TL_API TL_MUST_USE tl_code tl_netfile_write(tl_netfile *file, const char *path, const char *format, tl_error *error);

/* The formats, for describe: false past the end. */
typedef struct tl_netfile_format_description {
  const char *name, *suffix, *sentence;
  bool reads, writes;
} tl_netfile_format_description;
TL_API bool tl_netfile_format_at(size_t index, tl_netfile_format_description *description);

#ifdef __cplusplus
}
#endif
#endif
