/* trunkline route FILE: lines of a geographic file joined, measured and laid over layers of areas and heights. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ground_commands.h"
#include "json.h"

static const char help[] =
    "trunkline route FILE [--layer FILE]... [--heights FILE] [--temperatures FILE] [--id ID]... [--from PLACE]\n"
    "                [--countries LIST] [--jump LENGTH|none] [--join LENGTH] [--simplify LENGTH] [--spacing LENGTH]\n"
    "                [--value NAME=NUMBER]... [--out FILE.geojson] [--json] [--quiet]\n"
    "\n"
    "Joins the pieces of each line of FILE (GeoJSON, TopoJSON, WKT, KML, CSV waypoints, Shapefile) to a route, "
    "measures\n"
    "it on the ellipsoid, and says what is odd about it, with the place.\n"
    "  --layer         areas (countries, provinces, permafrost ...): kilometres in each, and the crossings\n"
    "  --heights       raster of heights in m: rise, fall, length along the slope\n"
    "  --temperatures  raster of ground temperatures, perhaps one layer a month\n"
    "  --id            only this line (its id or name); may be repeated\n"
    "  --from          where the route begins: \"70.3, 68.4\" (latitude, longitude) or an area of the first layer\n"
    "  --countries     what it should cross, \"Russia, Mongolia\"; without it the property areas of the line\n"
    "  --jump          longest leg that is allowed (\"400 km\"); without it judged by the line itself; none: all are "
    "kept\n"
    "  --join          ends nearer than this are one place (200 m)\n"
    "  --simplify      thin the line; the error made is stated\n"
    "  --spacing       of the samples of a raster (half a cell)\n"
    "  --value         a quantity of the whole route, spread evenly along it: what of it lies in each area\n"
    "  --out           GeoJSON with all results as properties\n"
    "Exit codes: 0 answered; 1 usage; 2 the input has errors, all listed; 4 memory or disk.\n";

static tl_code add_word(const char *option, const char *word, const char **list, size_t *count, size_t most,
                        tl_error *error) {
  if (*count >= most) return tl_fail(error, TL_ERR_USAGE, "%s at most %zu times", option, most);
  list[(*count)++] = word;
  return TL_OK;
}

static tl_code add_value(const char *word, route_request *r, tl_error *error) {
  const char *equal = strchr(word, '=');
  char *end = NULL;
  const double total = equal != NULL ? strtod(equal + 1, &end) : NAN;
  if (equal == NULL || equal == word || end == equal + 1 || *end != '\0' || !isfinite(total) ||
      (size_t)(equal - word) >= sizeof r->values[0].name)
    return tl_fail(error, TL_ERR_USAGE, "--value \"%s\" is not of the form NAME=NUMBER", word);
  if (r->value_count >= GROUND_VALUES) return tl_fail(error, TL_ERR_USAGE, "--value at most %d times", GROUND_VALUES);
  ground_value *v = &r->values[r->value_count++];
  *v = (ground_value){"", total};
  memcpy(v->name, word, (size_t)(equal - word));
  return TL_OK;
}

static tl_code take_option(route_request *r, const char *option, const char *word, tl_error *error) {
  const struct {
    const char *name;
    const char **place;
  } words[] = {{"--heights", &r->heights},
               {"--temperatures", &r->temperatures},
               {"--out", &r->out},
               {"--from", &r->from},
               {"--countries", &r->countries}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (strcmp(option, words[i].name) != 0) continue;
    *words[i].place = word;
    return TL_OK;
  }
  if (strcmp(option, "--layer") == 0) return add_word(option, word, r->layers, &r->layer_count, GROUND_LAYERS, error);
  if (strcmp(option, "--id") == 0) return add_word(option, word, r->ids, &r->id_count, GROUND_IDS, error);
  if (strcmp(option, "--value") == 0) return add_value(word, r, error);
  if (strcmp(option, "--join") == 0) return ground_read_length(option, word, "m", &r->options.join_m, error);
  if (strcmp(option, "--simplify") == 0) return ground_read_length(option, word, "m", &r->options.simplify_m, error);
  if (strcmp(option, "--spacing") == 0) return ground_read_length(option, word, "m", &r->spacing_m, error);
  if (strcmp(word, "none") == 0) {
    r->options.jump_m = INFINITY;
    return TL_OK;
  }
  return ground_read_length(option, word, "km", &r->options.jump_m, error);
}

static tl_code read_arguments(int argc, char **argv, route_request *r, tl_error *error) {
  static const char *const with_value[] = {"--layer",    "--heights",   "--temperatures", "--id",
                                           "--from",     "--countries", "--jump",         "--join",
                                           "--simplify", "--spacing",   "--value",        "--out"};
  static const char *const all[] = {"--layer",     "--heights", "--temperatures", "--id",       "--from",
                                    "--countries", "--jump",    "--join",         "--simplify", "--spacing",
                                    "--value",     "--out",     "--json",         "--quiet",    "--help"};
  *r = (route_request){0};
  tl_route_options_default(&r->options);
  tl_code code = TL_OK;
  for (int i = 1; i < argc && code == TL_OK; i++) {
    const char *word = argv[i];
    size_t k = 0;
    while (k < sizeof with_value / sizeof *with_value && strcmp(word, with_value[k]) != 0) k++;
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
      r->help = true;
    } else if (strcmp(word, "--json") == 0) {
      r->json = true;
    } else if (strcmp(word, "--quiet") == 0) {
      r->quiet = true;
    } else if (k < sizeof with_value / sizeof *with_value) {
      if (i + 1 >= argc) return tl_fail(error, TL_ERR_USAGE, "a value must follow %s", word);
      code = take_option(r, word, argv[++i], error);
    } else if (word[0] == '-' && word[1] != '\0') {
      const char *near = cli_near(word, all, sizeof all / sizeof *all);
      code = tl_fail(error, TL_ERR_USAGE, "unknown option %s%s%s%s", word, near != NULL ? "; did you mean " : "",
                     near != NULL ? near : "", near != NULL ? "?" : "");
    } else if (r->file != NULL) {
      code =
          tl_fail(error, TL_ERR_USAGE, "a second file \"%s\": give areas with --layer, heights with --heights", word);
    } else {
      r->file = word;
    }
  }
  if (code == TL_OK && r->file == NULL && !r->help)
    code = tl_fail(error, TL_ERR_USAGE, "which file? Give a GeoJSON, WKT, KML, CSV or Shapefile with lines");
  return code;
}

/* --- opening
 * ----------------------------------------------------------------------------------------------------------- */

/* Opens a file; its findings are copied when all is done. A kind is "layer", "raster" or "line". */
static tl_code open_one(const char *path, const char *kind, tl_geofile **file, tl_error *error) {
  TLI_CLI_TRY(tl_geofile_open(path, NULL, file, error));
  if (strcmp(kind, "layer") == 0 && tl_geofile_layer(*file) == NULL)
    return tl_fail(error, TL_ERR_INPUT, "%s: no polygon in it; a layer needs areas", path);
  if (strcmp(kind, "raster") == 0 && tl_geofile_raster(*file) == NULL)
    return tl_fail(error, TL_ERR_INPUT,
                   "%s: no raster; heights and temperatures come from ESRI ASCII, .hgt, NetCDF or raw "
                   "grids",
                   path);
  if (strcmp(kind, "line") == 0 && tl_geofile_lines(*file) == 0)
    return tl_fail(error, TL_ERR_INPUT, "%s: no line in it", path);
  return TL_OK;
}

static void say_coarse(tl_geofile *file, double lat_deg, const char *what) {
  const double cell = tl_raster_resolution_m(tl_geofile_raster(file), lat_deg);
  if (cell > TL_RASTER_COARSE_M)
    tl_findings_add(
        tl_geofile_findings(file), TL_WARNING, tl_geofile_path(file), 0, "", "",
        "cells of %.0f km at latitude %.0f are coarse for %s: peaks, passes and valleys between their centres "
        "are not seen; good for a rough profile, not for placing stations",
        cell / 1e3, lat_deg, what);
}

static tl_code open_all(route_run *run, tl_error *error) {
  const route_request *r = run->request;
  TLI_CLI_TRY(open_one(r->file, "line", &run->file, error));
  for (size_t k = 0; k < r->layer_count; k++) {
    TLI_CLI_TRY(open_one(r->layers[k], "layer", &run->layers[k], error));
    run->index[k] = tl_geo_index_create(tl_geofile_layer(run->layers[k]), NULL);
    if (run->index[k] == NULL) return tl_fail(error, TL_ERR_MACHINE, "not enough memory for %s", r->layers[k]);
  }
  if (r->heights != NULL) TLI_CLI_TRY(open_one(r->heights, "raster", &run->heights, error));
  if (r->temperatures != NULL) TLI_CLI_TRY(open_one(r->temperatures, "raster", &run->temperatures, error));
  if (run->temperatures != NULL && tl_raster_frame_of(tl_geofile_raster(run->temperatures))->layers > GROUND_MONTHS)
    return tl_fail(error, TL_ERR_INPUT, "%s: more than %d layers", r->temperatures, GROUND_MONTHS);
  return TL_OK;
}

static void close_all(route_run *run) {
  tl_geofile *files[] = {run->file, run->heights, run->temperatures};
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) tl_geofile_close(files[i]);
  for (size_t k = 0; k < GROUND_LAYERS; k++) {
    tl_geo_index_destroy(run->index[k]);
    tl_geofile_close(run->layers[k]);
  }
  tl_findings_destroy(run->findings);
}

/* The answer is about the line, not about all the world's polygons. */
static void copy_few(tl_findings *to, tl_geofile *layer) {
  enum { MOST_SAID = 3 };
  const tl_findings *from = tl_geofile_findings(layer);
  size_t said = 0, quiet = 0;
  for (size_t i = 0; i < tl_findings_count(from); i++) {
    const tl_finding *f = tl_findings_at(from, i);
    if (f->severity != TL_ERROR && ++said > MOST_SAID)
      quiet++;
    else
      tl_findings_add(to, f->severity, f->file, f->line, f->id, f->field, "%s", f->sentence);
  }
  if (quiet > 0)
    tl_findings_add(to, TL_NOTE, tl_geofile_path(layer), 0, "", "",
                    "%zu more findings about single polygons; `trunkline check` lists them", quiet);
}

static void gather_findings(route_run *run) {
  if (run->file != NULL) ground_copy_findings(run->findings, tl_geofile_findings(run->file));
  for (size_t k = 0; k < run->request->layer_count; k++)
    if (run->layers[k] != NULL) copy_few(run->findings, run->layers[k]);
  if (run->heights != NULL) ground_copy_findings(run->findings, tl_geofile_findings(run->heights));
  if (run->temperatures != NULL) ground_copy_findings(run->findings, tl_geofile_findings(run->temperatures));
}

/* --- one line
 * ------------------------------------------------------------------------------------------------------------ */

static bool is_wanted(const route_run *run, size_t line) {
  const route_request *r = run->request;
  if (r->id_count == 0) return true;
  for (size_t i = 0; i < r->id_count; i++)
    if (strcmp(r->ids[i], tl_geofile_line_id(run->file, line)) == 0 ||
        strcmp(r->ids[i], tl_geofile_line_name(run->file, line)) == 0)
      return true;
  return false;
}

/* --from as a position, or as an area of the first layer: then the end that lies in it or nearest to it. */
static tl_code set_start(const route_run *run, size_t line, tl_route_options *options, tl_error *error) {
  const char *from = run->request->from;
  if (from == NULL) return TL_OK;
  const tl_geo_layer *layer = run->request->layer_count > 0 ? tl_geofile_layer(run->layers[0]) : NULL;
  const char *near = NULL;
  const int area = layer != NULL ? tl_geo_layer_find(layer, from, &near) : -1;
  options->has_start = true;
  if (area < 0 && near != NULL)
    return tl_fail(error, TL_ERR_USAGE, "--from \"%s\": the first layer has no such area; did you mean %s?", from,
                   near);
  if (area < 0) return ground_read_position("--from", from, &options->start, error);
  tl_findings *quiet = tl_findings_create(NULL);
  if (quiet == NULL) return tl_fail(error, TL_ERR_MACHINE, "not enough memory");
  tl_route *trial;
  size_t parts, count;
  const tl_route_part *part = tl_geofile_line_parts(run->file, line, &parts);
  tl_route_options plain = run->request->options;
  const tl_code code = tl_route_create(part, parts, &plain, "", "", quiet, NULL, &trial, error);
  tl_findings_destroy(quiet);
  if (code == TL_ERR_INPUT) { /* said again, with findings, when the line itself is made */
    options->has_start = false;
    return TL_OK;
  }
  if (code != TL_OK) return code;
  const tl_geo_position first = tl_route_section(trial, 0, &count, NULL)[0];
  const tl_geo_position *last_section = tl_route_section(trial, tl_route_sections(trial) - 1, &count, NULL);
  const tl_geo_position last = last_section[count - 1];
  options->start =
      tl_geo_layer_distance_m(layer, (size_t)area, first) <= tl_geo_layer_distance_m(layer, (size_t)area, last) ? first
                                                                                                                : last;
  tl_route_destroy(trial);
  return TL_OK;
}

/* Profiles are taken section by section, and put together: nothing is known of the ground in a gap. */
static tl_code profile_route(const tl_raster *raster, size_t layer, const tl_route *route, double spacing_m,
                             tl_raster_profile *whole, bool *known, tl_error *error) {
  *known = false;
  double sum = 0;
  for (size_t s = 0; s < tl_route_sections(route); s++) {
    tl_raster_profile p;
    size_t count;
    const tl_geo_position *at = tl_route_section(route, s, &count, NULL);
    const tl_code code = tl_raster_along(raster, layer, at, count, spacing_m, &p, error);
    if (code == TL_ERR_NO_ANSWER) continue;
    if (code != TL_OK) return code;
    const double values = (double)(p.samples - p.unknown);
    sum += p.mean * values;
    if (!*known) {
      *whole = p;
      *known = true;
      continue;
    }
    whole->spacing_m = fmax(whole->spacing_m, p.spacing_m);
    whole->resolution_m = fmax(whole->resolution_m, p.resolution_m);
    whole->samples += p.samples;
    whole->unknown += p.unknown;
    whole->least = fmin(whole->least, p.least);
    whole->most = fmax(whole->most, p.most);
    whole->rise += p.rise;
    whole->fall += p.fall;
    whole->length_m += p.length_m;
    whole->slope_m += p.slope_m;
    whole->at_height_m += p.at_height_m;
  }
  if (*known) whole->mean = sum / (double)(whole->samples - whole->unknown);
  return TL_OK;
}

static tl_code take_rasters(const route_run *run, route_answer *a, tl_error *error) {
  const route_request *r = run->request;
  if (run->heights != NULL)
    TLI_CLI_TRY(
        profile_route(tl_geofile_raster(run->heights), 0, a->route, r->spacing_m, &a->heights, &a->has_heights, error));
  if (run->temperatures == NULL) return TL_OK;
  const tl_raster *t = tl_geofile_raster(run->temperatures);
  for (size_t m = 0; m < tl_raster_frame_of(t)->layers; m++) {
    bool known;
    TLI_CLI_TRY(profile_route(t, m, a->route, r->spacing_m, &a->temperatures[m], &known, error));
    a->has_temperatures = known && (m == 0 || a->has_temperatures);
  }
  return TL_OK;
}

static tl_code make_answer(const route_run *run, size_t line, route_answer *a, tl_error *error) {
  tl_route_options options = run->request->options;
  *a = (route_answer){.line = line};
  TLI_CLI_TRY(set_start(run, line, &options, error));
  TLI_CLI_TRY(tl_geofile_route(run->file, line, &options, &a->route, error));
  for (size_t k = 0; k < run->request->layer_count; k++)
    TLI_CLI_TRY(tl_overlay_create(a->route, run->index[k], NULL, &a->overlay[k], error));
  if (run->request->layer_count > 0)
    TLI_CLI_TRY(tl_geofile_check_countries(run->file, line, a->route, run->index[0], run->request->countries, error));
  return take_rasters(run, a, error);
}

static void drop_answer(route_answer *a) {
  tl_route_destroy(a->route);
  for (size_t k = 0; k < GROUND_LAYERS; k++) tl_overlay_destroy(a->overlay[k]);
}

static void print_layer(const route_run *run, const route_answer *a, size_t k) {
  const tl_geo_layer *layer = tl_geofile_layer(run->layers[k]);
  const double total = tl_route_length_m(a->route);
  for (int area = -1; area < (int)tl_geo_layer_areas(layer); area++) {
    const double length = tl_overlay_length_m(a->overlay[k], area);
    if (!(length > 0)) continue;
    (void)printf("  %-32s %9.1f km %5.1f %%", area >= 0 ? tl_geo_layer_name(layer, (size_t)area) : "(in no area)",
                 length / 1e3, 100 * length / total);
    for (size_t v = 0; v < run->request->value_count; v++)
      (void)printf("  %s %.6g", run->request->values[v].name, run->request->values[v].total * length / total);
    (void)printf("\n");
  }
  const tl_overlay_crossing *c;
  const size_t crossings = tl_overlay_crossings(a->overlay[k], &c);
  for (size_t i = 0; i < crossings; i++)
    (void)printf("  at %8.1f km  %9.5f, %10.5f  %s -> %s\n", c[i].at_m / 1e3, c[i].place.lat_deg, c[i].place.lon_deg,
                 c[i].from_area >= 0 ? tl_geo_layer_name(layer, (size_t)c[i].from_area) : "(no area)",
                 c[i].to_area >= 0 ? tl_geo_layer_name(layer, (size_t)c[i].to_area) : "(no area)");
}

static void print_answer(const route_run *run, const route_answer *a) {
  const tl_route *route = a->route;
  const char *id = tl_geofile_line_id(run->file, a->line), *name = tl_geofile_line_name(run->file, a->line);
  if (name[0] == '\0')
    (void)printf("line %zu", a->line + 1);
  else
    (void)printf("%s%s%s", strcmp(id, name) != 0 ? id : "", strcmp(id, name) != 0 && id[0] != '\0' ? " " : "", name);
  (void)printf(": %.1f km", tl_route_length_m(route) / 1e3);
  if (tl_route_sections(route) > 1)
    (void)printf(" in %zu sections, gaps of %.1f km", tl_route_sections(route), tl_route_gaps_m(route) / 1e3);
  if (tl_route_branches(route) > 0)
    (void)printf(", and %zu branch%s of %.1f km", tl_route_branches(route), tl_route_branches(route) == 1 ? "" : "es",
                 tl_route_branches_m(route) / 1e3);
  (void)printf("\n");
  if (run->request->options.simplify_m > 0)
    (void)printf("  simplified: off by at most %.1f m, shorter by %.1f m\n", tl_route_simplify_error_m(route),
                 tl_route_simplify_loss_m(route));
  for (size_t k = 0; k < run->request->layer_count; k++) {
    if (run->request->layer_count > 1) (void)printf("  %s\n", tl_geofile_path(run->layers[k]));
    print_layer(run, a, k);
  }
  const tl_raster_profile *h = &a->heights;
  if (a->has_heights)
    (void)printf(
        "  heights %.0f .. %.0f m, rise %.0f m, fall %.0f m (samples every %.1f km of cells up to %.1f km)\n"
        "  along the slope %.3f km, at its height above the ellipsoid %.3f km\n",
        round(h->least) + 0.0, round(h->most) + 0.0, h->rise, h->fall, h->spacing_m / 1e3, h->resolution_m / 1e3,
        h->slope_m / 1e3, h->at_height_m / 1e3);
  if (a->has_temperatures) {
    const size_t months = tl_raster_frame_of(tl_geofile_raster(run->temperatures))->layers;
    for (size_t m = 0; m < months; m++)
      (void)printf("  temperature, layer %2zu: %.1f .. %.1f, mean %.1f\n", m + 1, a->temperatures[m].least,
                   a->temperatures[m].most, a->temperatures[m].mean);
  }
}

/* --- all
 * -------------------------------------------------------------------------------------------------------------------
 */

static tl_code answer_all(route_run *run, json_t *routes, json_t *features, tl_error *error) {
  size_t wanted = 0;
  double north = 0;
  for (size_t line = 0; line < tl_geofile_lines(run->file); line++) {
    if (!is_wanted(run, line)) continue;
    wanted++;
    route_answer a;
    const tl_code code = make_answer(run, line, &a, error);
    if (code == TL_OK) {
      size_t count;
      north = tl_route_section(a.route, 0, &count, NULL)[0].lat_deg;
      if (!run->request->json && !run->request->quiet) print_answer(run, &a);
      if (routes != NULL) (void)json_array_append_new(routes, route_as_json(run, &a));
      if (features != NULL) (void)json_array_append_new(features, route_as_feature(run, &a));
    }
    drop_answer(&a);
    if (code != TL_OK && code != TL_ERR_INPUT) return code; /* a line that cannot be used is a finding */
  }
  if (run->heights != NULL) say_coarse(run->heights, north, "heights along a pipeline");
  if (run->temperatures != NULL) say_coarse(run->temperatures, north, "temperatures of the ground");
  if (wanted == 0) {
    const char *names[256], *near = NULL;
    size_t count = 0;
    for (size_t i = 0; i < tl_geofile_lines(run->file) && count < 256; i++)
      names[count++] = tl_geofile_line_id(run->file, i);
    if (count > 0) near = cli_near(run->request->ids[0], names, count);
    return tl_fail(error, TL_ERR_USAGE, "no line of %s has the id or name \"%s\"%s%s%s", run->request->file,
                   run->request->ids[0], near != NULL ? "; did you mean " : "", near != NULL ? near : "",
                   near != NULL ? "?" : "");
  }
  return TL_OK;
}

static json_t *sources_json(const route_run *run) {
  json_t *list = json_array();
  const tl_geofile *files[GROUND_LAYERS + 3] = {run->file, run->heights, run->temperatures};
  for (size_t k = 0; k < run->request->layer_count; k++) files[3 + k] = run->layers[k];
  for (size_t i = 0; i < sizeof files / sizeof *files; i++)
    if (files[i] != NULL)
      (void)json_array_append_new(list,
                                  json_pack("{s:s,s:s,s:s,s:s,s:s}", "file", tl_geofile_path(files[i]), "format",
                                            tl_geofile_format(files[i]), "title", tl_geofile_title(files[i]), "source",
                                            tl_geofile_source(files[i]), "date", tl_geofile_date(files[i])));
  return list;
}

static tl_code run_all(route_run *run, json_t **document, tl_error *error) {
  const route_request *r = run->request;
  TLI_CLI_TRY(open_all(run, error));
  json_t *routes = r->json ? json_array() : NULL, *features = r->out != NULL ? json_array() : NULL;
  tl_code code = answer_all(run, routes, features, error);
  if (code == TL_OK && tl_findings_total(tl_geofile_findings(run->file), TL_ERROR) > 0)
    code = tl_fail(error, TL_ERR_INPUT, "%s has errors; see the findings", r->file);
  gather_findings(run);
  if (code == TL_OK && features != NULL) {
    json_t *collection = json_pack("{s:s,s:O,s:o,s:o}", "type", "FeatureCollection", "features", features, "sources",
                                   sources_json(run), "findings", cli_json_findings(run->findings));
    code = ground_write(r->out, collection, error);
    json_decref(collection);
  }
  json_decref(features);
  if (code == TL_OK && routes != NULL)
    *document = json_pack("{s:s,s:s,s:s,s:n,s:o,s:O,s:o}", "trunkline", tl_version(), "command", "route", "outcome",
                          "ok", "reason", "sources", sources_json(run), "routes", routes, "findings",
                          cli_json_findings(run->findings));
  json_decref(routes);
  return code;
}

int cli_route(int argc, char **argv) {
  route_request r;
  tl_error error = {0};
  tl_code code = read_arguments(argc, argv, &r, &error);
  if (code == TL_OK && r.help) {
    (void)fputs(help, stdout);
    return 0;
  }
  route_run run = {.request = &r, .findings = tl_findings_create(NULL)};
  json_t *document = NULL;
  if (run.findings == NULL) code = tl_fail(&error, TL_ERR_MACHINE, "not enough memory");
  if (code == TL_OK) {
    code = run_all(&run, &document, &error);
    if (code != TL_OK && tl_findings_count(run.findings) == 0) gather_findings(&run);
  }
  if (!r.quiet && !r.json && run.findings != NULL) cli_print_findings(stderr, run.findings, TL_WARNING);
  if (r.json && code != TL_ERR_USAGE) {
    const int printed = ground_print(code == TL_OK ? document : ground_failure("route", &error, run.findings));
    if (printed != 0) code = TL_ERR_MACHINE;
  } else {
    json_decref(document);
  }
  if (code != TL_OK) (void)cli_say_error(&error);
  if (code == TL_ERR_USAGE) (void)fputs("See `trunkline route --help`.\n", stderr);
  close_all(&run);
  return (int)code;
}
