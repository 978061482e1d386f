/* Step "samples": the whole study many times, with everything that is uncertain drawn at once; what then spreads how
 * far, what alone moves most, and what waiting or building in stages would be worth. Scrambled Sobol' points by seed
 * and index, so that threads, order and stops leave no trace; docs/theory/sampling.md */
#include "study/cache.h"
#include "study/sampling.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK = 256, BINS = 24 };

typedef struct run_of_samples {
  tl_study *study;
  tli_sampling all, kept; /* kept: as many as there are Sobol' dimensions, those that move the money most */
  double *reference, *ends;
  size_t *order;
  double *correlation; /* NULL: none */
  uint64_t seed;
  size_t count;
  double *results; /* count rows of TLI_SAMPLED_COUNT */
} run_of_samples;

/* ---- points ------------------------------------------------------------------------------------------------------ */

static tl_code point_of(const void *context, size_t index, double *u, tl_error *error) {
  const run_of_samples *r = context;
  TLI_TRY(tl_econ_sobol_scrambled(r->kept.count, r->seed, (uint32_t)index, u, error));
  if (r->correlation == NULL) return TL_OK;
  return tl_econ_correlate(r->kept.count, r->correlation, u, error);
}

static size_t kept_path(const run_of_samples *r, const char *path) {
  size_t i = 0;
  while (i < r->kept.count && !tli_text_equal(r->kept.dimensions[i].path, path)) i++;
  return i;
}

static tl_code correlate(run_of_samples *r, tl_error *error) {
  const tli_study *s = r->study->reference;
  const size_t n = r->kept.count;
  if (s->correlation_count == 0 || n == 0) return TL_OK;
  r->correlation = TLI_NEW_N(r->study->arena, double, n *n);
  if (r->correlation == NULL) return TLI_NO_MEMORY(error, "the samples");
  for (size_t i = 0; i < n; i++) r->correlation[i * n + i] = 1;
  for (size_t k = 0; k < s->correlation_count; k++) {
    const tli_study_correlation *c = &s->correlations[k];
    const size_t i = kept_path(r, c->first), j = kept_path(r, c->second);
    if (i >= n || j >= n || i == j) {
      tl_findings_add(r->study->findings, TL_WARNING, s->file, c->line, c->id, i >= n ? "first" : "second",
                      "correlations.%s: \"%s\" is not among the figures that are sampled; it is left out", c->id,
                      i >= n ? c->first : c->second);
      continue;
    }
    r->correlation[i * n + j] = r->correlation[j * n + i] = c->value.si;
  }
  double *u = TLI_NEW_N(r->study->arena, double, n); /* are they possible together? */
  if (u == NULL) return TLI_NO_MEMORY(error, "the samples");
  for (size_t i = 0; i < n; i++) u[i] = 0.5;
  return tl_econ_correlate(n, r->correlation, u, error);
}

static tl_code prepare(run_of_samples *r, tl_error *error) {
  tl_study *study = r->study;
  const tli_study_uncertainty *g = &study->reference->uncertainty;
  TLI_TRY(tli_sampling_plan(study, &r->all, error));
  r->seed = (uint64_t)g->seed.si;
  r->count = (size_t)g->samples.si;
  r->reference = TLI_NEW_N(study->arena, double, TLI_SAMPLED_COUNT);
  r->ends = TLI_NEW_N(study->arena, double, 2 * r->all.count * TLI_SAMPLED_COUNT + 1);
  r->order = TLI_NEW_N(study->arena, size_t, r->all.count + 1);
  r->results = TLI_NEW_N(study->arena, double, r->count *TLI_SAMPLED_COUNT);
  r->kept = (tli_sampling){.study = study, .dimensions = TLI_NEW_N(study->arena, tli_dimension, r->all.count + 1)};
  if (r->reference == NULL || r->ends == NULL || r->order == NULL || r->results == NULL || r->kept.dimensions == NULL)
    return TLI_NO_MEMORY(error, "the samples");
  TLI_TRY(tli_sample_ends(&r->all, "samples", r->reference, r->ends, error));
  static const size_t moved[] = {TLI_SAMPLED_BREAK_EVEN, TLI_SAMPLED_PRODUCER, TLI_SAMPLED_BORDER, TLI_SAMPLED_PROJECT};
  TLI_TRY(tli_sample_order(&r->all, r->reference, r->ends, moved, TLI_COUNT(moved), r->order, error));
  for (size_t i = 0; i < r->all.count && i < TL_ECON_SOBOL_DIMENSIONS; i++)
    r->kept.dimensions[r->kept.count++] = r->all.dimensions[r->order[i]];
  return correlate(r, error);
}

/* ---- the samples themselves -------------------------------------------------------------------------------------- */

/* What is done of all that this run has to do, whatever block it is in. */
typedef struct overall {
  const tl_progress *progress;
  size_t before, block, todo;
} overall;

static bool report(void *context, const char *step, double done) {
  const overall *o = context;
  return o->progress->report(o->progress->context, step,
                             ((double)o->before + done * (double)o->block) / (double)o->todo);
}

static tl_code run_samples(run_of_samples *r, tl_error *error) {
  tl_study *study = r->study;
  const char *folder = study->options.cache_folder;
  const uint64_t key = tli_study_key(study, "samples");
  const double stage = study->reference->uncertainty.first_stage.si;
  size_t done = tli_samples_load(folder, "samples", key, r->count, r->results);
  const size_t found = done;
  bool kept = tli_samples_add(folder, "samples", key, 0, done, r->results);
  while (done < r->count) {
    const size_t block = r->count - done < BLOCK ? r->count - done : BLOCK;
    const tl_progress *given = study->options.progress;
    const bool ask = given != NULL && given->report != NULL;
    overall o = {given, done - found, block, r->count - found};
    const tl_progress own = {report, &o};
    double *at = r->results + done * TLI_SAMPLED_COUNT;
    TLI_TRY(tli_sample_all(&r->kept, "samples", done, block, point_of, r, stage < 1 ? stage : 0, ask ? &own : NULL, at,
                           error));
    kept = kept && tli_samples_add(folder, "samples", key, done > 0 ? done : 1, block, at);
    done += block;
  }
  if (!kept)
    tl_findings_add(study->findings, TL_WARNING, study->reference->file, 0, "samples", "",
                    "the samples could not be kept in %s while they ran; a stop would have lost them", folder);
  tli_samples_forget(folder, "samples");
  return TL_OK;
}

/* ---- tables ------------------------------------------------------------------------------------------------------ */

#define SAMPLE_INPUTS                                                                                            \
  "axes.* gas.* flow.* inlet.* pipes.* stations.* sections.* costs.* economics.* rates.* contract.* formulas.* " \
  "prices.* "                                                                                                    \
  "deal.* legs.* taxes.* tax_rates.* uncertainty.* correlations.*"

static int by_size(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

/* The values of one result where there is one, sorted. NULL without memory. */
static const double *sorted(const run_of_samples *r, size_t result, size_t *count) {
  double *values = TLI_NEW_N(r->study->arena, double, r->count + 1);
  *count = 0;
  for (size_t i = 0; i < r->count && values != NULL; i++) {
    const double x = r->results[i * TLI_SAMPLED_COUNT + result];
    if (!isnan(x)) values[(*count)++] = x;
  }
  if (values != NULL) qsort(values, *count, sizeof *values, by_size);
  return values;
}

static double quantile(const double *values, size_t count, double p) {
  if (count == 0) return NAN;
  const double at = p * (double)(count - 1);
  const size_t k = (size_t)at;
  return k + 1 < count ? values[k] + (at - (double)k) * (values[k + 1] - values[k]) : values[k];
}

static void mean_of(const double *values, size_t count, double *mean, double *spread) {
  *mean = *spread = NAN;
  if (count < 2) return;
  double sum = 0, squares = 0;
  for (size_t i = 0; i < count; i++) sum += values[i];
  *mean = sum / (double)count;
  for (size_t i = 0; i < count; i++) squares += (values[i] - *mean) * (values[i] - *mean);
  *spread = sqrt(squares / (double)(count - 1));
}

enum { SHOWN = TLI_SAMPLED_STAGE }; /* results before it have a column */

static tl_code distribution_table(const run_of_samples *r, tl_error *error) {
  static const double parts[] = {0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95};
  static const char *const words[] = {"5 % lie below",  "10 % lie below", "25 % lie below", "half lie below",
                                      "75 % lie below", "90 % lie below", "95 % lie below"};
  tl_cell rows[TLI_COUNT(parts) + 3][1 + SHOWN];
  tli_columns t =
      tli_table_begin(r->study->results, "samples", "How far the answers spread",
                      "Everything that is uncertain drawn at once, the line solved, costed and its deal made "
                      "anew in every sample. Samples without a physical solution have no answer and are "
                      "counted apart.",
                      "samples", "sampling");
  tli_words(&t, "what", "What", "", "");
  for (size_t k = 0; k < SHOWN; k++) {
    const tli_sampled_face *f = tli_sampled_face_of(k);
    tli_column(&t, f->name, f->label, f->quantity, tli_sampled_unit(r->study, k), 3,
               "order statistics of the samples that have an answer", SAMPLE_INPUTS);
  }
  for (size_t k = 0; k < SHOWN; k++) {
    double mean, spread;
    size_t count;
    const double *values = sorted(r, k, &count);
    if (values == NULL) return TLI_NO_MEMORY(error, "the samples");
    mean_of(values, count, &mean, &spread);
    for (size_t i = 0; i < TLI_COUNT(parts); i++) rows[i][1 + k] = TLI_N(quantile(values, count, parts[i]));
    rows[TLI_COUNT(parts)][1 + k] = TLI_N(mean);
    rows[TLI_COUNT(parts) + 1][1 + k] = TLI_N(spread);
    rows[TLI_COUNT(parts) + 2][1 + k] = TLI_N(r->reference[k]);
  }
  for (size_t i = 0; i < TLI_COUNT(parts); i++) rows[i][0] = TLI_W(words[i]);
  rows[TLI_COUNT(parts)][0] = TLI_W("mean");
  rows[TLI_COUNT(parts) + 1][0] = TLI_W("standard deviation");
  rows[TLI_COUNT(parts) + 2][0] = TLI_W("reference case");
  for (size_t i = 0; i < TLI_COUNT(parts) + 3; i++) tli_row(&t, rows[i]);
  return TL_OK;
}

static tl_code bins_table(const run_of_samples *r, size_t result, tl_error *error) {
  tl_study *study = r->study;
  const tli_sampled_face *f = tli_sampled_face_of(result);
  size_t count, at = 0;
  const double *values = sorted(r, result, &count);
  if (values == NULL) return TLI_NO_MEMORY(error, "the samples");
  if (count < 2 || !(values[count - 1] > values[0])) return TL_OK;
  const double low = quantile(values, count, 0.005), high = quantile(values, count, 0.995);
  const char *id = tli_arena_printf(study->arena, "bins_%s", f->name);
  if (id == NULL) return TLI_NO_MEMORY(error, "the samples");
  tli_columns t = tli_table_begin(study->results, id, f->label,
                                  "Share of the samples in each step; half a per cent at either end falls in the "
                                  "outermost steps.",
                                  "samples", "sampling");
  tli_column(&t, "from", "From", f->quantity, tli_sampled_unit(study, result), 3, "lower end of the step",
             SAMPLE_INPUTS);
  tli_column(&t, "to", "To", f->quantity, tli_sampled_unit(study, result), 3, "upper end of the step", SAMPLE_INPUTS);
  tli_column(&t, "share", "Share", TL_NUMBER, "%", 3, "of the samples that have an answer", SAMPLE_INPUTS);
  for (size_t b = 0; b < BINS; b++) {
    const double from = low + (high - low) * (double)b / BINS, to = low + (high - low) * (double)(b + 1) / BINS;
    const size_t before = at;
    while (at < count && (b + 1 == BINS || values[at] < to)) at++;
    tli_row(&t, (tl_cell[]){TLI_N(from), TLI_N(to), TLI_N((double)(at - before) / (double)count)});
  }
  return TL_OK;
}

/* In the shape of the table "sensitivity": row 0 is the reference. */
static void swings_table(const run_of_samples *r) {
  tl_study *study = r->study;
  static const size_t shown[] = {TLI_SAMPLED_BREAK_EVEN, TLI_SAMPLED_PRODUCER, TLI_SAMPLED_BORDER};
  tli_columns t =
      tli_table_begin(study->results, "sample_swings", "What each unknown does to the money, alone",
                      "Each from its low to its high end, the rest at the reference; in falling order of what "
                      "it does to the break-even price.",
                      "samples", "sampling");
  tli_words(&t, "unknown", "Unknown", "figure with a range, or axis of the study", "");
  tli_words(&t, "path", "In the study", "path of the figure", "");
  tli_words(&t, "low", "Low", "as the study gives it", "");
  tli_words(&t, "high", "High", "as the study gives it", "");
  tli_words(&t, "drawn", "Drawn as",
            "triangular between its ends; an axis: by the weights of its values, alike where none are given", "");
  for (size_t k = 0; k < TLI_COUNT(shown); k++) {
    const tli_sampled_face *f = tli_sampled_face_of(shown[k]);
    for (int end = 0; end < 2; end++) {
      const char *name = tli_arena_printf(study->arena, "%s_%s", f->name, end == 0 ? "low" : "high");
      const char *label = tli_arena_printf(study->arena, "%s at %s", f->label, end == 0 ? "low" : "high");
      study->lost = study->lost || name == NULL || label == NULL;
      tli_column(&t, name, label, f->quantity, tli_sampled_unit(study, shown[k]), 3,
                 "this figure alone changed, all else at the reference", SAMPLE_INPUTS);
    }
  }
  tl_cell cells[5 + 2 * TLI_COUNT(shown)] = {TLI_W("Reference case"), TLI_W(""), TLI_W(""), TLI_W(""), TLI_W("")};
  for (size_t k = 0; k < 2 * TLI_COUNT(shown); k++) cells[5 + k] = TLI_N(r->reference[shown[k / 2]]);
  tli_row(&t, cells);
  for (size_t i = 0; i < r->all.count; i++) {
    const tli_dimension *d = &r->all.dimensions[r->order[i]];
    const char *drawn = i >= r->kept.count ? "kept at the reference" : d->is_axis ? "axis" : "triangular";
    const tl_cell words[5] = {TLI_W(d->label), TLI_W(d->path), TLI_W(d->low), TLI_W(d->high), TLI_W(drawn)};
    memcpy(cells, words, sizeof words);
    for (size_t k = 0; k < 2 * TLI_COUNT(shown); k++)
      cells[5 + k] = TLI_N(r->ends[(2 * r->order[i] + k % 2) * TLI_SAMPLED_COUNT + shown[k / 2]]);
    tli_row(&t, cells);
  }
}

static double share_where(const run_of_samples *r, bool (*holds)(const double *sample), size_t *of) {
  size_t count = 0, with = 0;
  for (size_t i = 0; i < r->count; i++) {
    const double *sample = r->results + i * TLI_SAMPLED_COUNT;
    if (!(sample[TLI_SAMPLED_SOLVED] > 0)) continue;
    with++;
    count += holds(sample) ? 1 : 0;
  }
  if (of != NULL) *of = with;
  return with > 0 ? (double)count / (double)with : NAN;
}

static bool producer_gains(const double *s) { return s[TLI_SAMPLED_PRODUCER] > 0; }
static bool border_gains(const double *s) { return s[TLI_SAMPLED_BORDER] > 0; }
static bool buyer_gains(const double *s) { return s[TLI_SAMPLED_BUYER] > 0; }
static bool fits(const double *s) { return s[TLI_SAMPLED_WITHIN] > 0; }
static bool never_pays(const double *s) { return isnan(s[TLI_SAMPLED_BREAK_EVEN]); }

static void facts_table(const run_of_samples *r) {
  size_t solved;
  const struct {
    const char *what;
    double share;
  } rows[] = {
      {"of the samples have a physical solution", NAN},
      {"of those with a solution keep within all limits of the study", share_where(r, fits, &solved)},
      {"of those with a solution: the producer gains, after tax and tariffs", share_where(r, producer_gains, NULL)},
      {"of those with a solution: all parties up to the border gain together, at the common rate",
       share_where(r, border_gains, NULL)},
      {"of those with a solution: the buyer gains", share_where(r, buyer_gains, NULL)},
      {"of those with a solution: no border price breaks even", share_where(r, never_pays, NULL)}};
  tli_columns t =
      tli_table_begin(r->study->results, "sample_facts", "In how many of the samples", "", "samples", "sampling");
  tli_column(&t, "share", "Share", TL_NUMBER, "%", 3, "of the samples", SAMPLE_INPUTS);
  tli_words(&t, "what", "What", "", "");
  for (size_t i = 0; i < TLI_COUNT(rows); i++)
    tli_row(&t, (tl_cell[]){TLI_N(i == 0 ? (double)solved / (double)r->count : rows[i].share), TLI_W(rows[i].what)});
}

/* ---- on what the spreads are conditional ---------------------------------------------------------------------------
 */

/* Which value of each axis each sample drew: count rows of axis_count; an axis that is not drawn keeps its reference.
 */
static tl_code values_drawn(const run_of_samples *r, uint16_t *drawn, tl_error *error) {
  const tli_study *s = r->study->input;
  double *u = TLI_NEW_N(r->study->arena, double, r->kept.count + 1);
  if (u == NULL) return TLI_NO_MEMORY(error, "the samples");
  for (size_t i = 0; i < r->count; i++) {
    uint16_t *row = drawn + i * s->axis_count;
    TLI_TRY(point_of(r, i, u, error));
    for (size_t a = 0; a < s->axis_count; a++) row[a] = (uint16_t)s->axes[a].reference;
    for (size_t k = 0; k < r->kept.count; k++) {
      const tli_dimension *d = &r->kept.dimensions[k];
      if (d->is_axis) row[d->axis] = (uint16_t)tli_axis_value_at(&s->axes[d->axis], u[k]);
    }
  }
  return TL_OK;
}

/* A choice of samples: all, those within all limits, or those with one value of an axis. */
typedef struct choice {
  bool within;
  size_t axis, value; /* axis SIZE_MAX: any */
} choice;

static bool chosen(const run_of_samples *r, const uint16_t *drawn, const choice *c, size_t sample) {
  if (c->within) return r->results[sample * TLI_SAMPLED_COUNT + TLI_SAMPLED_WITHIN] > 0;
  return c->axis == SIZE_MAX || drawn[sample * r->study->input->axis_count + c->axis] == c->value;
}

static tl_code choice_row(const run_of_samples *r, tli_columns *t, const uint16_t *drawn, const char *what,
                          const char *value, const choice *c, tl_error *error) {
  double *prices = TLI_NEW_N(r->study->arena, double, r->count + 1);
  if (prices == NULL) return TLI_NO_MEMORY(error, "the samples");
  size_t count = 0, solved = 0, within = 0, gains = 0, priced = 0;
  for (size_t i = 0; i < r->count; i++) {
    const double *sample = r->results + i * TLI_SAMPLED_COUNT;
    if (!chosen(r, drawn, c, i)) continue;
    count++;
    if (!(sample[TLI_SAMPLED_SOLVED] > 0)) continue;
    solved++;
    within += sample[TLI_SAMPLED_WITHIN] > 0;
    gains += sample[TLI_SAMPLED_PRODUCER] > 0;
    if (!isnan(sample[TLI_SAMPLED_BREAK_EVEN])) prices[priced++] = sample[TLI_SAMPLED_BREAK_EVEN];
  }
  qsort(prices, priced, sizeof *prices, by_size);
  const double all = (double)count, with = (double)solved;
  tli_row(t, (tl_cell[]){TLI_W(what), TLI_W(value), TLI_N(all / (double)r->count), TLI_N(count > 0 ? with / all : NAN),
                         TLI_N(count > 0 ? (double)within / all : NAN), TLI_N(quantile(prices, priced, 0.1)),
                         TLI_N(quantile(prices, priced, 0.5)), TLI_N(quantile(prices, priced, 0.9)),
                         TLI_N(solved > 0 ? (double)gains / with : NAN)});
  return TL_OK;
}

static bool is_drawn(const run_of_samples *r, size_t axis) {
  for (size_t k = 0; k < r->kept.count; k++)
    if (r->kept.dimensions[k].is_axis && r->kept.dimensions[k].axis == axis) return true;
  return false; /* one of those that move least: it stays at its reference */
}

static tl_code answers_table(const run_of_samples *r, tl_error *error) {
  tl_study *study = r->study;
  const tli_study *s = study->input;
  const char *unit = tli_sampled_unit(study, TLI_SAMPLED_BREAK_EVEN);
  uint16_t *drawn = TLI_NEW_N(study->arena, uint16_t, r->count * s->axis_count + 1);
  if (drawn == NULL) return TLI_NO_MEMORY(error, "the samples");
  TLI_TRY(values_drawn(r, drawn, error));
  tli_columns t = tli_table_begin(
      study->results, "sample_answers", "On what the spreads are conditional",
      "A sample is drawn with its axes, and where the line as drawn cannot carry the flow asked for, it has no price "
      "and no value. So the spreads hold for the samples with a solution only, and each value of an axis has its own.",
      "samples", "sampling");
  tli_words(&t, "what", "Samples", "axis of the study", "axes.*");
  tli_words(&t, "value", "With", "value of the axis", "axes.*");
  tli_column(&t, "drawn", "Share of all", TL_NUMBER, "%", 3, "by the weights of the values", SAMPLE_INPUTS);
  tli_column(&t, "solved", "Have a solution", TL_NUMBER, "%", 3, "of these samples", SAMPLE_INPUTS);
  tli_column(&t, "within", "Within all limits", TL_NUMBER, "%", 3, "of these samples", SAMPLE_INPUTS);
  tli_column(&t, "price_10", "Break-even price, 10 % below", TL_MONEY_PER_GAS_VOLUME, unit, 3, "of those with a price",
             SAMPLE_INPUTS);
  tli_column(&t, "price_50", "Half below", TL_MONEY_PER_GAS_VOLUME, unit, 3, "of those with a price", SAMPLE_INPUTS);
  tli_column(&t, "price_90", "90 % below", TL_MONEY_PER_GAS_VOLUME, unit, 3, "of those with a price", SAMPLE_INPUTS);
  tli_column(&t, "gains", "Producer gains", TL_NUMBER, "%", 3, "of those with a solution", SAMPLE_INPUTS);
  const choice all = {false, SIZE_MAX, 0}, within = {true, SIZE_MAX, 0};
  TLI_TRY(choice_row(r, &t, drawn, "All samples", "", &all, error));
  TLI_TRY(choice_row(r, &t, drawn, "Within all limits of the study", "", &within, error));
  for (size_t a = 0; a < s->axis_count; a++)
    for (size_t v = 0; v < s->axes[a].count && is_drawn(r, a); v++) {
      const choice one = {false, a, v};
      TLI_TRY(choice_row(r, &t, drawn, s->axes[a].label, s->axes[a].values[v].label, &one, error));
    }
  return TL_OK;
}

static void missing_table(const run_of_samples *r) {
  tli_columns t =
      tli_table_begin(r->study->results, "sample_missing", "Why samples have no solution", "", "samples", "sampling");
  tli_column(&t, "share", "Share", TL_NUMBER, "%", 3, "of all samples", SAMPLE_INPUTS);
  tli_words(&t, "why", "Why", "the reason of the solver", "");
  for (size_t why = 1; why < tli_sampled_whys(); why++) {
    size_t count = 0;
    for (size_t i = 0; i < r->count; i++) count += r->results[i * TLI_SAMPLED_COUNT + TLI_SAMPLED_WHY] == (double)why;
    if (count > 0) tli_row(&t, (tl_cell[]){TLI_N((double)count / (double)r->count), TLI_W(tli_sampled_why_words(why))});
  }
}

/* ---- waiting and stages ------------------------------------------------------------------------------------------ */

/* Mean of something over the samples with an answer, and its standard error (as of a random sample: an upper one). */
static void mean_over(const run_of_samples *r, double (*figure)(const double *sample, double discount), double discount,
                      double *mean, double *error) {
  double sum = 0, squares = 0;
  size_t count = 0;
  for (size_t i = 0; i < r->count; i++) {
    const double x = figure(r->results + i * TLI_SAMPLED_COUNT, discount);
    if (isnan(x)) continue;
    sum += x;
    squares += x * x;
    count++;
  }
  *mean = count > 0 ? sum / (double)count : NAN;
  *error = count > 1 ? sqrt(fmax(0, squares / (double)count - *mean * *mean) / (double)(count - 1)) : NAN;
}

static double now_figure(const double *s, double discount) {
  (void)discount;
  return s[TLI_SAMPLED_BORDER];
}
static double wait_figure(const double *s, double discount) {
  return isnan(s[TLI_SAMPLED_BORDER]) ? NAN : discount * fmax(0, s[TLI_SAMPLED_BORDER]);
}
static double stage_figure(const double *s, double discount) {
  const double more = s[TLI_SAMPLED_BORDER] - s[TLI_SAMPLED_STAGE];
  return s[TLI_SAMPLED_STAGE] + (isnan(more) ? NAN : discount * fmax(0, more));
}

static void waiting_table(const run_of_samples *r) {
  tl_study *study = r->study;
  const tli_study *s = study->reference;
  const double years = s->uncertainty.wait_years.si, discount = exp(-years * log1p(s->economics.discount_rate.si));
  double now, wait, stage, now_error, wait_error, stage_error;
  mean_over(r, now_figure, discount, &now, &now_error);
  mean_over(r, wait_figure, discount, &wait, &wait_error);
  mean_over(r, stage_figure, discount, &stage, &stage_error);
  const char *waited =
      tli_arena_printf(study->arena, "Wait %s years, then build where it gains", tli_digits(years, 3).words);
  const char *staged =
      tli_arena_printf(study->arena, "Build for %s %% of the volume, the rest after %s years where it gains",
                       tli_digits(100 * s->uncertainty.first_stage.si, 3).words, tli_digits(years, 3).words);
  study->lost = study->lost || waited == NULL || staged == NULL;
  tli_columns t = tli_table_begin(
      study->results, "waiting", "What waiting or building in stages would be worth",
      "Value up to the border, all parties, at the common rate. It is taken that all that is uncertain is known after "
      "the years named, and that knowing costs nothing: so these are upper bounds of what waiting is worth.",
      "samples", "sampling");
  tli_words(&t, "choice", "Choice", "", "uncertainty.*");
  const char *unit = tli_sampled_unit(study, TLI_SAMPLED_BORDER);
  tli_column(&t, "value_usd", "Mean value", TL_MONEY, unit, 3, "over the samples with an answer", SAMPLE_INPUTS);
  tli_column(&t, "error_usd", "Standard error", TL_MONEY, unit, 2, "as of a random sample", SAMPLE_INPUTS);
  tli_column(&t, "gain_usd", "More than deciding now", TL_MONEY, unit, 3,
             "less the better of building now and not building", SAMPLE_INPUTS);
  const double best = fmax(0, now);
  tli_row(&t, (tl_cell[]){TLI_W("Build now, whatever comes"), TLI_N(now), TLI_N(now_error), TLI_N(now - best)});
  tli_row(&t, (tl_cell[]){TLI_W("Do not build"), TLI_N(0), TLI_N(0), TLI_N(-best)});
  tli_row(&t, (tl_cell[]){TLI_W(waited), TLI_N(wait), TLI_N(wait_error), TLI_N(wait - best)});
  if (!isnan(stage)) tli_row(&t, (tl_cell[]){TLI_W(staged), TLI_N(stage), TLI_N(stage_error), TLI_N(stage - best)});
}

static bool axes_weighted(const tli_study *s) {
  for (size_t a = 0; a < s->axis_count; a++)
    for (size_t v = 0; v < s->axes[a].count; v++)
      if (s->axes[a].values[v].weight_text[0] != '\0') return true;
  return false;
}

static void say(const run_of_samples *r) {
  tl_study *study = r->study;
  const tli_study *s = study->input;
  size_t without = 0;
  for (size_t i = 0; i < r->count; i++) without += !(r->results[i * TLI_SAMPLED_COUNT + TLI_SAMPLED_SOLVED] > 0);
  tli_text t;
  tli_text_init(&t, tli_arena_allocator(study->arena));
  tli_text_printf(&t, "%zu samples of %zu uncertain inputs", r->count, r->kept.count);
  if (r->all.count > r->kept.count)
    tli_text_printf(&t, "; %zu that move least stay at their reference", r->all.count - r->kept.count);
  tli_text_printf(&t, ". Seed %.0f: the same seed gives the same samples.", (double)r->seed);
  if (s->axis_count > 0)
    tli_text_add(&t, axes_weighted(s) ? " The axes are drawn by the weights of the study."
                                      : " Each value of an axis is drawn alike, since nothing is public about them; "
                                        "weights can be typed in the study.");
  if (without > 0)
    tli_text_printf(&t,
                    " In %s %% of the samples the line as drawn cannot carry the flow asked for: these have no answer, "
                    "and all spreads below are those of the others, that is, on condition that the line works.",
                    tli_digits(100 * (double)without / (double)r->count, 2).words);
  const char *words = t.failed ? NULL : tli_arena_strdup(study->arena, t.bytes);
  tli_text_free(&t);
  study->lost = study->lost || words == NULL;
  if (words != NULL) tl_results_set_text(study->results, "samples.say", words);
}

bool tli_asks_for_samples(const tli_study *s) { return s->contract.formula[0] != '\0' && s->cost_count > 0; }

bool tli_has_deal(const tl_study *study) { return study->answered && tli_asks_for_samples(study->reference); }

tl_code tli_step_samples(tl_study *study, tl_error *error) {
  if (!tli_has_deal(study)) return tli_nothing_to_do(study);
  run_of_samples r = {.study = study};
  TLI_TRY(prepare(&r, error));
  if (r.kept.count == 0) return tli_nothing_to_do(study);
  TLI_TRY(run_samples(&r, error));
  static const size_t shown[] = {TLI_SAMPLED_BREAK_EVEN, TLI_SAMPLED_PRODUCER, TLI_SAMPLED_BORDER, TLI_SAMPLED_CAPITAL};
  TLI_TRY(distribution_table(&r, error));
  for (size_t i = 0; i < TLI_COUNT(shown); i++) TLI_TRY(bins_table(&r, shown[i], error));
  swings_table(&r);
  facts_table(&r);
  TLI_TRY(answers_table(&r, error));
  missing_table(&r);
  waiting_table(&r);
  say(&r);
  return TL_OK;
}
