/* Claims about the ground, by the pure functions of the room geo that `trunkline ground` uses: the length of a border
 * over the scales of its layers, the area of the polygons of a layer, an area in areas of an island. Without a layer a
 * claim is not computed. */
#include "study/run.h"

#include <stdlib.h>
#include <string.h>

/* How far a printed figure is rounded: "4,200 km", "600,000 km2", "three times". */
static const double length_rounded = 0.01, area_rounded = 0.05, times_rounded = 0.1;
enum { MOST_SCALES = 16 };

typedef struct ground_judge {
  tl_study *study;
  const tli_study_claim *claim;
  tli_claim_result *result;
} ground_judge;

static const char *say(const ground_judge *j, const char *format, ...) TL_PRINTF(2, 3);
static const char *say(const ground_judge *j, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const char *text = tli_arena_vprintf(j->study->arena, format, arguments);
  va_end(arguments);
  j->study->lost = j->study->lost || text == NULL;
  return text != NULL ? text : "";
}

/* Square kilometres to three digits, thousands apart: "683,000". */
typedef struct km2 {
  char words[40];
} km2;

static km2 in_km2(double m2) {
  km2 shown = {""};
  const tli_shown digits = tli_digits(m2 / 1e6, 3);
  const char *plain = digits.words;
  const size_t whole = strspn(plain, "0123456789");
  size_t n = 0;
  for (size_t i = 0; plain[i] != '\0' && n + 2 < sizeof shown.words; i++) {
    if (i > 0 && i < whole && (whole - i) % 3 == 0) shown.words[n++] = ',';
    shown.words[n++] = plain[i];
  }
  return shown;
}

/* The printed figure: its middle, and how far it reaches to either side, relative. */
static double claimed_of(const tli_study_claim *c, double rounded, double *spread) {
  const double high = c->high.si > 0.0 ? c->high.si : c->low.si, middle = 0.5 * (c->low.si + high);
  *spread = fmax(rounded, middle > 0.0 ? (high - c->low.si) / 2.0 / middle : 0.0);
  return middle;
}

static void not_computed(const ground_judge *j, const char *reason) {
  j->result->verdict = tl_ground_verdict_name(TL_GROUND_NOT_COMPUTED);
  j->result->computed_text = "";
  j->result->reason = reason;
}

static const char *with_note(const ground_judge *j, const char *reason) {
  return j->claim->note[0] != '\0' ? say(j, "%s %s", reason, j->claim->note) : reason;
}

static int from_coarse_to_fine(const void *a, const void *b) {
  const tl_ground_measure *x = a, *y = b;
  return (x->scale < y->scale) - (x->scale > y->scale);
}

/* ---- a border --------------------------------------------------------------------------------------------------- */

static tl_code judge_border(const ground_judge *j, tl_error *error) {
  const tli_study *s = j->study->reference;
  const tli_ground *g = j->study->ground;
  const char *plus = strchr(j->claim->subject, '+');
  const char *a = say(j, "%.*s", (int)(plus - j->claim->subject), j->claim->subject), *b = plus + 1;
  tl_ground_measure measures[MOST_SCALES];
  size_t count = 0;
  tli_text list;
  tli_text_init(&list, tli_arena_allocator(j->study->arena));
  tl_code code = TL_OK;
  for (size_t k = 0; g != NULL && k < g->count && count < MOST_SCALES && code == TL_OK; k++) {
    if (g->files[k].layer == NULL || !(s->layers[k].scale.si > 0.0)) continue;
    const int from = tl_geo_layer_find(g->files[k].layer, a, NULL), to = tl_geo_layer_find(g->files[k].layer, b, NULL);
    double length = 0.0;
    size_t lines;
    if (from < 0 || to < 0) continue;
    code = tl_geo_border_length(g->files[k].layer, (size_t)from, (size_t)to, 0.0, &length, &lines, error);
    if (code != TL_OK || !(length > 0.0)) continue;
    measures[count++] = (tl_ground_measure){s->layers[k].scale.si, length};
  }
  qsort(measures, count, sizeof *measures, from_coarse_to_fine);
  for (size_t k = 0; k < count; k++)
    tli_text_printf(&list, "%s%s km at 1:%s million", k > 0 ? ", " : "",
                    tli_digits(measures[k].length_m / 1e3, 4).words, tli_digits(measures[k].scale / 1e6, 3).words);
  double spread;
  const double claimed = claimed_of(j->claim, length_rounded, &spread);
  tl_ground_trend trend;
  if (code == TL_OK) code = tl_ground_length_claim(measures, count, claimed, spread, &trend, error);
  j->study->lost = j->study->lost || list.failed;
  j->result->unit = "m";
  j->result->published = claimed;
  if (code == TL_OK && count == 0) {
    not_computed(j, with_note(j, "No layer with a scale holds a border of the two."));
  } else if (code == TL_OK) {
    j->result->computed = trend.most_m;
    j->result->verdict = tl_ground_verdict_name(trend.verdict);
    j->result->computed_text = say(j, "%s", list.bytes);
    const char *reach = isfinite(trend.scale_of_claim) && trend.verdict == TL_GROUND_NOT_DECIDED
                            ? say(j, " Carried on, the trend reaches the printed figure at about 1:%s million.",
                                  tli_digits(trend.scale_of_claim / 1e6, 2).words)
                            : "";
    j->result->reason = with_note(
        j, say(j,
               "Geodesic length of the edges that both areas share, in each layer that has a scale; spread over the "
               "scales %s %%. %s%s",
               tli_digits((trend.most_m - trend.least_m) / trend.most_m * 100.0, 2).words,
               trend.rises  ? "A border is longer on a finer map, and so it is here."
               : count == 1 ? "One scale tells no trend, and a border is longer on a finer map."
                            : "The lengths do not rise steadily with the scale.",
               reach));
  }
  tli_text_free(&list);
  return code;
}

/* ---- areas ------------------------------------------------------------------------------------------------------ */

/* Area of a layer's polygons together, or of one of them; NaN without the layer. */
static double land_m2(const ground_judge *j, const char *subject, size_t *layer, const char **what) {
  const tli_study *s = j->study->reference;
  const tli_ground *g = j->study->ground;
  const size_t n = strcspn(subject, "/");
  *what = "";
  for (*layer = 0; *layer < s->layer_count; (*layer)++)
    if (strlen(s->layers[*layer].id) == n && strncmp(s->layers[*layer].id, subject, n) == 0) break;
  if (g == NULL || *layer >= g->count || g->files[*layer].layer == NULL) return NAN;
  const tl_geo_layer *file = g->files[*layer].layer;
  if (subject[n] == '/') {
    const int area = tl_geo_layer_find(file, subject + n + 1, NULL);
    if (area < 0) return NAN;
    *what = tl_geo_layer_name(file, (size_t)area);
    return tl_geo_layer_area_m2(file, (size_t)area);
  }
  double sum = 0.0;
  for (size_t i = 0; i < tl_geo_layer_areas(file); i++) sum += tl_geo_layer_area_m2(file, i);
  *what = say(j, "its %zu polygons together", tl_geo_layer_areas(file));
  return sum;
}

static void judge_land(const ground_judge *j) {
  const tli_study *s = j->study->reference;
  size_t k;
  const char *what;
  const double computed = land_m2(j, j->claim->subject, &k, &what);
  double rounded;
  const double claimed = claimed_of(j->claim, area_rounded, &rounded);
  j->result->unit = "m2";
  j->result->published = claimed;
  if (isnan(computed)) {
    not_computed(j, with_note(j, say(j, "No layer of this study holds %s.", j->claim->subject)));
    return;
  }
  const double spread = s->layers[k].spread.si;
  j->result->computed = computed;
  j->result->verdict = tl_ground_verdict_name(tl_ground_claim(claimed, rounded, computed, spread));
  j->result->computed_text = say(j, "%s km2, give or take %.0f %% (%s)", in_km2(computed).words, spread * 100.0, what);
  j->result->reason = with_note(
      j,
      say(j,
          "Area on the ellipsoid of %s in the layer \"%s\"; the study gives the layer a spread of %.0f %%, and the "
          "printed figure counts as rounded to %.0f %%.",
          what, s->layers[k].title[0] != '\0' ? s->layers[k].title : s->layers[k].id, spread * 100.0, rounded * 100.0));
}

/* Largest polygon of an area: an island without its islets. NaN if the layer has no such area. */
static double island_m2(const tl_geo_layer *layer, const char *name) {
  const int area = layer != NULL ? tl_geo_layer_find(layer, name, NULL) : -1;
  return area < 0 ? NAN
                  : tl_geo_layer_ring_area_m2(layer, (size_t)area, tl_geo_layer_largest_ring(layer, (size_t)area));
}

/* The claimed land of another claim, in areas of an island; spread over the layers that hold the island. */
static void judge_times(const ground_judge *j) {
  const tli_study *s = j->study->reference;
  const tli_ground *g = j->study->ground;
  const char *plus = strchr(j->claim->subject, '+');
  double land = NAN, rounded, finest = 0.0, island = NAN, off = 0.0;
  size_t used = 0;
  for (size_t i = 0; i < s->claim_count; i++)
    if (strncmp(s->claims[i].id, j->claim->subject, (size_t)(plus - j->claim->subject)) == 0 &&
        s->claims[i].id[plus - j->claim->subject] == '\0' && tli_text_equal(s->claims[i].check, "land_area"))
      land = claimed_of(&s->claims[i], area_rounded, &rounded);
  for (size_t k = 0; g != NULL && k < g->count; k++) {
    const double m2 = island_m2(g->files[k].layer, plus + 1), scale = s->layers[k].scale.si;
    if (isnan(m2) || (!isnan(island) && !(scale > 0.0 && scale < finest))) continue;
    island = m2;
    finest = scale > 0.0 ? scale : INFINITY;
    used = k;
  }
  for (size_t k = 0; g != NULL && k < g->count; k++)
    off = fmax(off, fabs(island_m2(g->files[k].layer, plus + 1) / island - 1.0));
  const double claimed = claimed_of(j->claim, times_rounded, &rounded), times = land / island;
  j->result->unit = "1";
  j->result->published = claimed;
  if (g == NULL || isnan(times)) {
    not_computed(j, with_note(j, "Neither a layer with this island nor a claim about the land is at hand."));
    return;
  }
  j->result->computed = times;
  j->result->verdict = tl_ground_verdict_name(tl_ground_claim(claimed, rounded, times, off));
  j->result->computed_text = say(j, "%s times", tli_digits(times, 3).words);
  j->result->reason = with_note(
      j,
      say(j,
          "The claimed land over the largest polygon of %s, %s km2 in the layer \"%s\"; other layers differ by up to "
          "%.0f %%. The printed figure counts as rounded to %.0f %%. Whether the claimed land itself is right is "
          "another row.",
          tl_geo_layer_name(g->files[used].layer, (size_t)tl_geo_layer_find(g->files[used].layer, plus + 1, NULL)),
          in_km2(island).words, s->layers[used].title[0] != '\0' ? s->layers[used].title : s->layers[used].id,
          off * 100.0, rounded * 100.0));
}

tl_code tli_judge_ground(tl_study *study, const tli_study_claim *claim, tli_claim_result *result, bool *judged,
                         tl_error *error) {
  const ground_judge j = {study, claim, result};
  *judged = true;
  if (tli_text_equal(claim->check, "border_length")) return judge_border(&j, error);
  if (tli_text_equal(claim->check, "land_area"))
    judge_land(&j);
  else if (tli_text_equal(claim->check, "land_times"))
    judge_times(&j);
  else
    *judged = false;
  return TL_OK;
}
