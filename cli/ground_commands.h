/* ground_commands.h - the commands about routes, corridors and the ground, and what they share. */
#ifndef GROUND_COMMANDS_H
#define GROUND_COMMANDS_H

#include <jansson.h>

#include "cli.h"

int cli_route(int argc, char **argv);
int cli_corridor(int argc, char **argv);
int cli_ground(int argc, char **argv);
int tli_bench_geo(int argc, char **argv);

#define TLI_CLI_TRY(call)                   \
  do {                                      \
    const tl_code try_code = (call);        \
    if (try_code != TL_OK) return try_code; \
  } while (0)

enum { GROUND_LAYERS = 8, GROUND_IDS = 64, GROUND_VALUES = 8, GROUND_MONTHS = 12 };

typedef struct ground_value { /* of the whole route, spread evenly along it */
  char name[40];
  double total;
} ground_value;

typedef struct route_request {
  const char *file, *heights, *temperatures, *out, *from, *countries;
  const char *layers[GROUND_LAYERS], *ids[GROUND_IDS];
  size_t layer_count, id_count, value_count;
  ground_value values[GROUND_VALUES];
  tl_route_options options;
  double spacing_m;
  bool json, quiet, help;
} route_request;

/* Everything that was opened for a request, and the route at hand. */
typedef struct route_run {
  const route_request *request;
  tl_geofile *file, *layers[GROUND_LAYERS], *heights, *temperatures;
  tl_geo_index *index[GROUND_LAYERS];
  tl_findings *findings; /* of all files, in order */
} route_run;

typedef struct route_answer {
  size_t line;
  tl_route *route;
  tl_overlay *overlay[GROUND_LAYERS];
  bool has_heights, has_temperatures;
  tl_raster_profile heights, temperatures[GROUND_MONTHS];
} route_answer;

/* One route as JSON (a new reference; NULL: no memory), and as a feature of GeoJSON with the same as properties. */
json_t *route_as_json(const route_run *run, const route_answer *answer);
json_t *route_as_feature(const route_run *run, const route_answer *answer);
json_t *ground_position(tl_geo_position position);
json_t *ground_failure(const char *command, const tl_error *error, const tl_findings *findings);
/* "49.7, 105.6": latitude first, as people say it. */
tl_code ground_read_position(const char *option, const char *text, tl_geo_position *position, tl_error *error);
/* A number, perhaps with a unit of length behind it; `factor` holds if there is none. */
tl_code ground_read_length(const char *option, const char *text, const char *unit, double *metres, tl_error *error);
/* "600,000": a number of four digits at most, with its thousands set apart. */
typedef struct ground_shown {
  char words[64];
} ground_shown;
ground_shown ground_show(double value);
/* Writes the document to the file, whole or not at all. */
tl_code ground_write(const char *path, json_t *document, tl_error *error);
int ground_print(json_t *document); /* takes the reference; an exit code */
void ground_copy_findings(tl_findings *to, const tl_findings *from);

#endif
