/* trunkline ground: claims about the ground against what layers give: the length of a border over the scales of its
 * maps, the land named in treaties against a sketch, an island's area. Layers are the user's files; a claim without its
 * layer is "not computed". */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ground_commands.h"
#include "json.h"

static const char help[] =
    "trunkline ground [--layer FILE[@SCALE]]... [--sketch FILE] [--between A,B] [--length LENGTH] [--land KM2]\n"
    "                 [--snap DEG] [--json] [--quiet]\n"
    "\n"
    "Three claims about the ground, each against the layers given:\n"
    "  the border of A and B (Russia,China) has a LENGTH (4200 km): measured in every --layer; a border grows with "
    "the\n"
    "  scale of its map, so the trend is shown, and a claim beyond the finest map is \"not decided by these layers\"\n"
    "  the land named in the treaties of 1858 and 1860 has KM2 (600000): the polygons of --sketch\n"
    "  (data/layers/treaties-1858-1860.geojson, good to 15 %)\n"
    "  that land is three times Great Britain: the island's polygon in the finest --layer\n"
    "SCALE is 110m, 50m, 10m (millions) or a number; without it it is read from the file's name.\n"
    "--snap takes borders as one that lie within so many degrees (layers drawn apart); 0 without it.\n";

enum { CLAIMS = 4 };

typedef struct ground_request {
  const char *layers[GROUND_LAYERS];
  double scales[GROUND_LAYERS];
  size_t layer_count;
  const char *sketch;
  char a[60], b[60];
  double length_m, land_m2, snap_deg;
  bool json, quiet, help;
} ground_request;

typedef struct ground_claim {
  const char *id, *sentence, *unit, *method;
  double claimed, claimed_spread, computed, spread, factor; /* factor: SI to the unit that is printed */
  tl_ground_verdict verdict;
  const char *note;
} ground_claim;

typedef struct ground_run {
  ground_request r;
  tl_geofile *layers[GROUND_LAYERS], *sketch;
  tl_ground_measure measures[GROUND_LAYERS];
  size_t measure_count;
  tl_ground_trend trend;
  ground_claim claims[CLAIMS];
  tl_findings *findings;
} ground_run;

/* "countries-110m.json" or "x.json@50m" or "x.json@5e7" to 1.1e8 and so on; NaN if nothing says it. */
static double scale_of(char *name) {
  char *at = strrchr(name, '@'), *end;
  if (at != NULL) *at = '\0';
  const char *p = at != NULL ? at + 1 : strrchr(name, '/') != NULL ? strrchr(name, '/') : name;
  for (; *p != '\0'; p++) {
    if (!isdigit((unsigned char)*p)) continue;
    const double value = strtod(p, &end);
    if (*end == 'm' && !isalpha((unsigned char)end[1])) return value * 1e6;
    if (at != NULL && *end == '\0') return value;
    while (isdigit((unsigned char)p[1])) p++;
  }
  return NAN;
}

static tl_code take_layer(ground_request *r, char *word, tl_error *error) {
  if (r->layer_count >= GROUND_LAYERS) return tl_fail(error, TL_ERR_USAGE, "--layer at most %d times", GROUND_LAYERS);
  const double scale = scale_of(word);
  if (!(scale > 0))
    return tl_fail(error, TL_ERR_USAGE, "--layer \"%s\": its scale is not in its name; write %s@50m for 1:50,000,000",
                   word, word);
  r->layers[r->layer_count] = word;
  r->scales[r->layer_count++] = scale;
  return TL_OK;
}

static tl_code take_option(ground_request *r, const char *option, char *word, tl_error *error) {
  char *end;
  if (strcmp(option, "--layer") == 0) return take_layer(r, word, error);
  if (strcmp(option, "--sketch") == 0) {
    r->sketch = word;
    return TL_OK;
  }
  if (strcmp(option, "--length") == 0) return ground_read_length(option, word, "km", &r->length_m, error);
  if (strcmp(option, "--between") == 0) {
    const char *comma = strchr(word, ',');
    if (comma == NULL || comma == word || (size_t)(comma - word) >= sizeof r->a || strlen(comma + 1) >= sizeof r->b)
      return tl_fail(error, TL_ERR_USAGE, "--between \"%s\" is not of the form A,B", word);
    memset(r->a, 0, sizeof r->a);
    memcpy(r->a, word, (size_t)(comma - word));
    for (comma++; *comma == ' ';) comma++;
    (void)snprintf(r->b, sizeof r->b, "%s", comma);
    return TL_OK;
  }
  const double value = strtod(word, &end);
  if (end == word || *end != '\0' || !(value >= 0))
    return tl_fail(error, TL_ERR_USAGE, "%s \"%s\" is no number", option, word);
  if (strcmp(option, "--land") == 0)
    r->land_m2 = value * 1e6;
  else
    r->snap_deg = value;
  return TL_OK;
}

static tl_code read_arguments(int argc, char **argv, ground_request *r, tl_error *error) {
  static const char *const known[] = {"--layer", "--sketch", "--between", "--length", "--land",
                                      "--snap",  "--json",   "--quiet",   "--help"};
  *r = (ground_request){.a = "Russia", .b = "China", .length_m = 4200e3, .land_m2 = 600000e6};
  for (int i = 1; i < argc; i++) {
    size_t k = 0;
    while (k < sizeof known / sizeof *known && strcmp(argv[i], known[k]) != 0) k++;
    if (k < 6) {
      if (i + 1 >= argc) return tl_fail(error, TL_ERR_USAGE, "a value must follow %s", argv[i]);
      i++;
      TLI_CLI_TRY(take_option(r, known[k], argv[i], error));
    } else if (k < sizeof known / sizeof *known) {
      *(k == 6 ? &r->json : k == 7 ? &r->quiet : &r->help) = true;
    } else {
      const char *near = cli_near(argv[i], known, sizeof known / sizeof *known);
      return tl_fail(error, TL_ERR_USAGE, "unknown argument \"%s\"%s%s%s", argv[i],
                     near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
    }
  }
  return TL_OK;
}

static tl_code find_area(const tl_geofile *file, const char *name, size_t *area, tl_error *error) {
  const char *near;
  const int found = tl_geo_layer_find(tl_geofile_layer(file), name, &near);
  if (found < 0)
    return tl_fail(error, TL_ERR_INPUT, "%s has no area called \"%s\"%s%s%s", tl_geofile_path(file), name,
                   near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
  *area = (size_t)found;
  return TL_OK;
}

static int from_coarse_to_fine(const void *a, const void *b) {
  const tl_ground_measure *x = a, *y = b;
  return (x->scale < y->scale) - (x->scale > y->scale);
}

static tl_code border_claim(ground_run *run, tl_error *error) {
  const ground_request *r = &run->r;
  for (size_t k = 0; k < r->layer_count; k++) {
    size_t a = 0, b = 0, lines;
    double length;
    TLI_CLI_TRY(find_area(run->layers[k], r->a, &a, error));
    TLI_CLI_TRY(find_area(run->layers[k], r->b, &b, error));
    TLI_CLI_TRY(tl_geo_border_length(tl_geofile_layer(run->layers[k]), a, b, r->snap_deg, &length, &lines, error));
    if (!(length > 0)) {
      tl_findings_add(run->findings, TL_WARNING, r->layers[k], 0, r->a, "", "%s and %s share no edge in this layer",
                      r->a, r->b);
      continue;
    }
    run->measures[run->measure_count++] = (tl_ground_measure){r->scales[k], length};
  }
  qsort(run->measures, run->measure_count, sizeof *run->measures, from_coarse_to_fine);
  TLI_CLI_TRY(tl_ground_length_claim(run->measures, run->measure_count, r->length_m, 0.01, &run->trend, error));
  const char *note = "";
  if (run->trend.verdict == TL_GROUND_NOT_DECIDED)
    note = run->measure_count > 1
               ? "a border is longer on a finer map: the trend of these scales points towards the claim"
               : "one scale tells no trend, and a border is longer on a finer map: give layers of other scales";
  run->claims[0] = (ground_claim){"border",
                                  "length of the border between the two countries",
                                  "km",
                                  "geodesic length of the edges that both areas share, in each layer",
                                  r->length_m,
                                  0.01,
                                  run->trend.most_m,
                                  (run->trend.most_m - run->trend.least_m) / run->trend.most_m,
                                  1e-3,
                                  run->trend.verdict,
                                  note};
  return TL_OK;
}

/* All polygons of the sketch together, and the first alone. */
static void land_claims(ground_run *run) {
  const double sketch_spread = 0.15, rounded = 0.05;
  const tl_geo_layer *layer = run->sketch != NULL ? tl_geofile_layer(run->sketch) : NULL;
  double all = NAN, first = NAN;
  if (layer != NULL) {
    all = 0;
    for (size_t i = 0; i < tl_geo_layer_areas(layer); i++) all += tl_geo_layer_area_m2(layer, i);
    first = tl_geo_layer_area_m2(layer, 0);
  }
  const char *method = "areas of the sketch's polygons, each drawn to 15 %";
  run->claims[1] = (ground_claim){"land",
                                  "land named in the treaties of 1858 and 1860",
                                  "km2",
                                  method,
                                  run->r.land_m2,
                                  rounded,
                                  all,
                                  sketch_spread,
                                  1e-6,
                                  tl_ground_claim(run->r.land_m2, rounded, all, sketch_spread),
                                  ""};
  run->claims[2] = (ground_claim){"land-1858",
                                  "of it, the land named in the treaty of 1858 alone",
                                  "km2",
                                  method,
                                  run->r.land_m2,
                                  rounded,
                                  first,
                                  sketch_spread,
                                  1e-6,
                                  tl_ground_claim(run->r.land_m2, rounded, first, sketch_spread),
                                  ""};
}

static void island_claim(ground_run *run) {
  const double rounded = 0.1; /* "three times" */
  size_t finest = 0;
  double island = NAN, coarsest = NAN;
  for (size_t k = 0; k < run->r.layer_count; k++) {
    const tl_geo_layer *layer = tl_geofile_layer(run->layers[k]);
    const int area = tl_geo_layer_find(layer, "GB", NULL);
    if (area < 0) continue;
    const double m2 = tl_geo_layer_ring_area_m2(layer, (size_t)area, tl_geo_layer_largest_ring(layer, (size_t)area));
    if (isnan(island) || run->r.scales[k] < run->r.scales[finest]) {
      finest = k;
      island = m2;
    }
    if (isnan(coarsest) || fabs(m2 - island) > fabs(coarsest - island)) coarsest = m2;
  }
  const double times = run->r.land_m2 / island, spread = fabs(coarsest - island) / island;
  run->claims[3] = (ground_claim){"great-britain",
                                  "the claimed land in areas of the island of Great Britain",
                                  "times",
                                  "claimed area over the largest polygon of Great Britain in the finest layer; spread: "
                                  "over the scales",
                                  3,
                                  rounded,
                                  times,
                                  spread,
                                  1,
                                  tl_ground_claim(3, rounded, times, spread),
                                  ""};
}

static tl_code run_all(ground_run *run, tl_error *error) {
  for (size_t k = 0; k < run->r.layer_count; k++) {
    TLI_CLI_TRY(tl_geofile_open(run->r.layers[k], NULL, &run->layers[k], error));
    if (tl_geofile_layer(run->layers[k]) == NULL)
      return tl_fail(error, TL_ERR_INPUT, "%s: no polygon in it", run->r.layers[k]);
  }
  if (run->r.sketch != NULL) TLI_CLI_TRY(tl_geofile_open(run->r.sketch, NULL, &run->sketch, error));
  TLI_CLI_TRY(border_claim(run, error));
  land_claims(run);
  island_claim(run);
  return TL_OK;
}

static json_t *number(double value) { return isfinite(value) ? json_real(value) : json_null(); }

static json_t *answer_json(const ground_run *run) {
  json_t *claims = json_array(), *measures = json_array();
  for (size_t i = 0; i < run->measure_count; i++)
    (void)json_array_append_new(
        measures, json_pack("{s:f,s:f}", "scale", run->measures[i].scale, "length_m", run->measures[i].length_m));
  for (size_t i = 0; i < CLAIMS; i++) {
    const ground_claim *c = &run->claims[i];
    (void)json_array_append_new(
        claims, json_pack("{s:s,s:s,s:s,s:f,s:f,s:o,s:o,s:s,s:s,s:s}", "id", c->id, "claim", c->sentence, "unit",
                          c->unit, "claimed", c->claimed * c->factor, "claimed_spread", c->claimed_spread, "computed",
                          number(c->computed * c->factor), "spread", number(c->spread), "verdict",
                          tl_ground_verdict_name(c->verdict), "method", c->method, "note", c->note));
  }
  return json_pack("{s:s,s:s,s:s,s:n,s:[s,s],s:o,s:{s:o,s:b,s:o},s:o,s:o}", "trunkline", tl_version(), "command",
                   "ground", "outcome", "ok", "reason", "between", run->r.a, run->r.b, "border", measures, "trend",
                   "dimension", number(run->trend.dimension), "rises", run->trend.rises, "scale_of_claim",
                   number(run->trend.scale_of_claim), "claims", claims, "findings", cli_json_findings(run->findings));
}

static void print_text(const ground_run *run) {
  (void)printf("border of %s and %s:\n", run->r.a, run->r.b);
  for (size_t i = 0; i < run->measure_count; i++)
    (void)printf("  %9s km at 1:%.4g million\n", ground_show(run->measures[i].length_m / 1e3).words,
                 run->measures[i].scale / 1e6);
  if (isfinite(run->trend.dimension))
    (void)printf("  a map ten times finer has a border %.0f %% longer (fractal dimension %.3f)\n",
                 (pow(10, run->trend.dimension - 1) - 1) * 100, run->trend.dimension);
  if (isfinite(run->trend.scale_of_claim) && run->trend.verdict == TL_GROUND_NOT_DECIDED)
    (void)printf("  carried on, this reaches the claim at about 1:%.2g million\n", run->trend.scale_of_claim / 1e6);
  for (size_t i = 0; i < CLAIMS; i++) {
    const ground_claim *c = &run->claims[i];
    (void)printf("%s: claimed %s %s", c->sentence, ground_show(c->claimed * c->factor).words, c->unit);
    if (isfinite(c->computed))
      (void)printf(", computed %s %s (spread %.0f %%)", ground_show(c->computed * c->factor).words, c->unit,
                   c->spread * 100);
    (void)printf(": %s%s%s\n", tl_ground_verdict_name(c->verdict), c->note[0] != '\0' ? "; " : "", c->note);
  }
}

int cli_ground(int argc, char **argv) {
  ground_run run = {.findings = tl_findings_create(NULL)};
  tl_error error = {0};
  tl_code code = run.findings == NULL ? tl_fail(&error, TL_ERR_MACHINE, "not enough memory")
                                      : read_arguments(argc, argv, &run.r, &error);
  if (code == TL_OK && run.r.help) {
    (void)fputs(help, stdout);
    tl_findings_destroy(run.findings);
    return 0;
  }
  if (code == TL_OK) code = run_all(&run, &error);
  for (size_t k = 0; k < GROUND_LAYERS; k++)
    if (run.layers[k] != NULL && run.findings != NULL)
      ground_copy_findings(run.findings, tl_geofile_findings(run.layers[k]));
  if (run.sketch != NULL) ground_copy_findings(run.findings, tl_geofile_findings(run.sketch));
  if (run.r.json && code != TL_ERR_USAGE) {
    if (ground_print(code == TL_OK ? answer_json(&run) : ground_failure("ground", &error, run.findings)) != 0)
      code = TL_ERR_MACHINE;
  } else if (!run.r.quiet && run.findings != NULL) {
    cli_print_findings(stderr, run.findings, TL_ERROR);
    if (code == TL_OK) print_text(&run);
  }
  if (code != TL_OK) (void)cli_say_error(&error);
  if (code == TL_ERR_USAGE) (void)fputs("See `trunkline ground --help`.\n", stderr);
  for (size_t k = 0; k < GROUND_LAYERS; k++) tl_geofile_close(run.layers[k]);
  tl_geofile_close(run.sketch);
  tl_findings_destroy(run.findings);
  return (int)code;
}
