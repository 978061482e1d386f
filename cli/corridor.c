/* trunkline corridor RASTER: the cheapest way across a raster of costs. */
#include <math.h>
#include <string.h>

#include "ground_commands.h"
#include "json.h"

static const char help[] =
    "trunkline corridor RASTER --from \"LAT, LON\" --to \"LAT, LON\" [--grid] [--out FILE.geojson] [--json] [--quiet]\n"
    "\n"
    "The cheapest way across a raster whose values are costs per metre (or weights of classes): the exact shortest "
    "path\n"
    "on its grid with 8 neighbours, then smoothed by straight lines that cost no more. Cells without a value, or with "
    "0\n"
    "or less, cannot be entered. RASTER is an ESRI ASCII grid, NetCDF, or a raw grid with a JSON header.\n"
    "  --grid  leave the path on the grid, without smoothing\n"
    "Exit codes: 0 answered; 1 usage; 2 the input has errors; 3 there is no way; 4 memory or disk.\n";

typedef struct corridor_request {
  const char *file, *from, *to, *out;
  bool grid, json, quiet, help;
} corridor_request;

static tl_code unknown_option(const char *option, tl_error *error) {
  static const char *const all[] = {"--from", "--to", "--out", "--grid", "--json", "--quiet", "--help"};
  const char *near = cli_near(option, all, sizeof all / sizeof *all);
  return tl_fail(error, TL_ERR_USAGE, "unknown option %s%s%s%s", option, near != NULL ? "; did you mean " : "",
                 near != NULL ? near : "", near != NULL ? "?" : "");
}

static tl_code read_arguments(int argc, char **argv, corridor_request *r, tl_error *error) {
  *r = (corridor_request){0};
  for (int i = 1; i < argc; i++) {
    const struct {
      const char *name;
      const char **place;
    } words[] = {{"--from", &r->from}, {"--to", &r->to}, {"--out", &r->out}};
    const struct {
      const char *name;
      bool *place;
    } flags[] = {{"--grid", &r->grid}, {"--json", &r->json}, {"--quiet", &r->quiet}, {"--help", &r->help}};
    bool known = false;
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
      if (strcmp(argv[i], words[k].name) != 0) continue;
      if (i + 1 >= argc) return tl_fail(error, TL_ERR_USAGE, "a value must follow %s", argv[i]);
      *words[k].place = argv[++i];
      known = true;
      break;
    }
    for (size_t k = 0; !known && k < sizeof flags / sizeof *flags; k++) {
      if (strcmp(argv[i], flags[k].name) != 0) continue;
      *flags[k].place = known = true;
    }
    if (known) continue;
    if (argv[i][0] == '-') return unknown_option(argv[i], error);
    if (r->file != NULL) return tl_fail(error, TL_ERR_USAGE, "a second raster \"%s\": one is enough", argv[i]);
    r->file = argv[i];
  }
  if (r->help) return TL_OK;
  if (r->file == NULL)
    return tl_fail(error, TL_ERR_USAGE, "which raster of costs? Give an ESRI ASCII grid, NetCDF or raw grid");
  if (r->from == NULL || r->to == NULL)
    return tl_fail(error, TL_ERR_USAGE, "--from and --to are both needed, each \"LAT, LON\"");
  return TL_OK;
}

static json_t *answer_json(const corridor_request *r, const tl_raster_path *p, const tl_findings *findings) {
  json_t *line = json_array();
  for (size_t i = 0; i < p->count; i++) (void)json_array_append_new(line, ground_position(p->at[i]));
  return json_pack("{s:s,s:s,s:s,s:n,s:s,s:f,s:f,s:f,s:I,s:o,s:o}", "trunkline", tl_version(), "command", "corridor",
                   "outcome", "ok", "reason", "raster", r->file, "grid_cost", p->cost, "cost", p->smooth_cost,
                   "length_m", p->length_m, "grid_steps", (json_int_t)p->grid_steps, "line", line, "findings",
                   cli_json_findings(findings));
}

static json_t *geojson(const corridor_request *r, const tl_raster_path *p) {
  json_t *line = json_array();
  for (size_t i = 0; i < p->count; i++)
    (void)json_array_append_new(line, json_pack("[f,f]", p->at[i].lon_deg, p->at[i].lat_deg));
  return json_pack("{s:s,s:[{s:s,s:{s:s,s:f,s:f,s:f},s:{s:s,s:o}}]}", "type", "FeatureCollection", "features", "type",
                   "Feature", "properties", "raster", r->file, "grid_cost", p->cost, "cost", p->smooth_cost, "length_m",
                   p->length_m, "geometry", "type", "LineString", "coordinates", line);
}

static tl_code find(const corridor_request *r, const tl_geofile *file, tl_raster_path *path, tl_error *error) {
  tl_geo_position from, to;
  TLI_CLI_TRY(ground_read_position("--from", r->from, &from, error));
  TLI_CLI_TRY(ground_read_position("--to", r->to, &to, error));
  const tl_raster *raster = tl_geofile_raster(file);
  if (raster == NULL) return tl_fail(error, TL_ERR_INPUT, "%s: no raster in it", r->file);
  return tl_raster_cheapest(raster, 0, from, to, !r->grid, NULL, path, error);
}

int cli_corridor(int argc, char **argv) {
  corridor_request r;
  tl_error error = {0};
  tl_geofile *file = NULL;
  tl_raster_path path = {0};
  tl_code code = read_arguments(argc, argv, &r, &error);
  if (code == TL_OK && r.help) {
    (void)fputs(help, stdout);
    return 0;
  }
  if (code == TL_OK) code = tl_geofile_open(r.file, NULL, &file, &error);
  if (code == TL_OK) code = find(&r, file, &path, &error);
  if (code == TL_OK && r.out != NULL) {
    json_t *document = geojson(&r, &path);
    code = ground_write(r.out, document, &error);
    json_decref(document);
  }
  const tl_findings *findings = file != NULL ? tl_geofile_findings(file) : NULL;
  if (findings != NULL && !r.quiet && !r.json) cli_print_findings(stderr, findings, TL_WARNING);
  if (r.json && code != TL_ERR_USAGE) {
    if (ground_print(code == TL_OK ? answer_json(&r, &path, findings) : ground_failure("corridor", &error, findings)) !=
        0)
      code = TL_ERR_MACHINE;
  } else if (code == TL_OK && !r.quiet) {
    (void)printf(
        "%.1f km in %zu straight lines (%zu steps of the grid); cost %s, %.1f %% below that of the grid's steps\n",
        path.length_m / 1e3, path.count - 1, path.grid_steps, ground_show(path.smooth_cost).words,
        path.cost > 0 ? (1 - path.smooth_cost / path.cost) * 100 : 0);
    for (size_t i = 0; i < path.count; i++) (void)printf("  %9.5f, %10.5f\n", path.at[i].lat_deg, path.at[i].lon_deg);
  }
  if (code != TL_OK) (void)cli_say_error(&error);
  if (code == TL_ERR_USAGE) (void)fputs("See `trunkline corridor --help`.\n", stderr);
  tl_raster_path_free(&path, NULL);
  tl_geofile_close(file);
  return (int)code;
}
