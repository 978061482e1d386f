/* Step "indices": how much of the spread of an answer each uncertain figure explains, alone (first order) and with all
 * others (total order), by Saltelli's design on scrambled Sobol' points. The axes stay at their reference: where one of
 * them takes away the physical solution there is nothing to compare. Errors are those of eight parts of the samples.
 * docs/theory/sampling.md */
#include "study/cache.h"
#include "study/sampling.h"

enum { PARTS = 8, ANSWERS = 3 };
static const size_t answers[ANSWERS] = {TLI_SAMPLED_BREAK_EVEN, TLI_SAMPLED_PRODUCER, TLI_SAMPLED_BORDER};

typedef struct search {
  tl_study *study;
  tli_sampling plan; /* at most TL_ECON_SALTELLI_INPUTS, no axes */
  size_t rows, left_out;
  uint64_t seed;
  double *results; /* matrix m, row k: (m * rows + k) * TLI_SAMPLED_COUNT */
} search;

static tl_code point_of(const void *context, size_t index, double *u, tl_error *error) {
  const search *x = context;
  return tl_econ_saltelli(x->plan.count, x->seed, (uint32_t)(index % x->rows), index / x->rows, u, error);
}

static tl_code plan(search *x, tl_error *error) {
  tl_study *study = x->study;
  tli_sampling all, figures = {.study = study};
  TLI_TRY(tli_sampling_plan(study, &all, error));
  double *reference = TLI_NEW_N(study->arena, double, TLI_SAMPLED_COUNT),
         *ends = TLI_NEW_N(study->arena, double, 2 * all.count * TLI_SAMPLED_COUNT + 1);
  size_t *order = TLI_NEW_N(study->arena, size_t, all.count + 1);
  figures.dimensions = TLI_NEW_N(study->arena, tli_dimension, all.count + 1);
  x->plan = (tli_sampling){.study = study, .dimensions = TLI_NEW_N(study->arena, tli_dimension, all.count + 1)};
  if (reference == NULL || ends == NULL || order == NULL || figures.dimensions == NULL || x->plan.dimensions == NULL)
    return TLI_NO_MEMORY(error, "the indices");
  for (size_t i = 0; i < all.count; i++)
    if (!all.dimensions[i].is_axis) figures.dimensions[figures.count++] = all.dimensions[i];
  TLI_TRY(tli_sample_ends(&figures, "indices", reference, ends, error));
  TLI_TRY(tli_sample_order(&figures, reference, ends, answers, ANSWERS, order, error));
  for (size_t i = 0; i < figures.count && i < TL_ECON_SALTELLI_INPUTS; i++)
    x->plan.dimensions[x->plan.count++] = figures.dimensions[order[i]];
  x->left_out = figures.count - x->plan.count;
  return TL_OK;
}

/* The rows in which every matrix has an answer, side by side for tl_econ_sensitivity. */
typedef struct rows_of {
  double *at_a, *at_b, *at_ab;
  size_t count;
} rows_of;

static double value_at(const search *x, size_t matrix, size_t row, size_t answer) {
  return x->results[(matrix * x->rows + row) * TLI_SAMPLED_COUNT + answer];
}

static bool row_is_whole(const search *x, size_t row, size_t answer) {
  for (size_t m = 0; m < x->plan.count + 2; m++)
    if (isnan(value_at(x, m, row, answer))) return false;
  return true;
}

/* Rows from .. to - 1. */
static void collect(const search *x, size_t answer, size_t from, size_t to, rows_of *r) {
  r->count = 0;
  for (size_t row = from; row < to; row++) r->count += row_is_whole(x, row, answer) ? 1 : 0;
  size_t k = 0;
  for (size_t row = from; row < to; row++) {
    if (!row_is_whole(x, row, answer)) continue;
    r->at_a[k] = value_at(x, 0, row, answer);
    r->at_b[k] = value_at(x, 1, row, answer);
    for (size_t i = 0; i < x->plan.count; i++) r->at_ab[i * r->count + k] = value_at(x, 2 + i, row, answer);
    k++;
  }
}

typedef struct indices {
  double first[TL_ECON_SALTELLI_INPUTS], total[TL_ECON_SALTELLI_INPUTS];
  double first_error[TL_ECON_SALTELLI_INPUTS], total_error[TL_ECON_SALTELLI_INPUTS];
  bool found;
  size_t rows;
} indices;

static void find_indices(const search *x, size_t answer, rows_of *r, indices *f) {
  double first[PARTS][TL_ECON_SALTELLI_INPUTS], total[PARTS][TL_ECON_SALTELLI_INPUTS];
  const size_t n = x->plan.count;
  size_t parts = 0;
  collect(x, answer, 0, x->rows, r);
  f->rows = r->count;
  f->found = tl_econ_sensitivity(n, r->count, r->at_a, r->at_b, r->at_ab, f->first, f->total, NULL) == TL_OK;
  for (size_t p = 0; p < PARTS && f->found; p++) {
    collect(x, answer, p * x->rows / PARTS, (p + 1) * x->rows / PARTS, r);
    if (r->count > 1 &&
        tl_econ_sensitivity(n, r->count, r->at_a, r->at_b, r->at_ab, first[parts], total[parts], NULL) == TL_OK)
      parts++;
  }
  for (size_t i = 0; i < n; i++) { /* spread of the parts over the root of their number */
    double sums[2] = {0, 0}, squares[2] = {0, 0};
    for (size_t p = 0; p < parts; p++) {
      sums[0] += first[p][i];
      sums[1] += total[p][i];
      squares[0] += first[p][i] * first[p][i];
      squares[1] += total[p][i] * total[p][i];
    }
    double *const errors[2] = {&f->first_error[i], &f->total_error[i]};
    for (int k = 0; k < 2; k++) {
      const double count = (double)parts, mean = parts > 0 ? sums[k] / count : NAN;
      *errors[k] = parts > 1 ? sqrt(fmax(0, squares[k] / count - mean * mean) / (count - 1)) : NAN;
    }
  }
}

static tl_code tables(const search *x, tl_error *error) {
  tl_study *study = x->study;
  rows_of r = {TLI_NEW_N(study->arena, double, x->rows + 1), TLI_NEW_N(study->arena, double, x->rows + 1),
               TLI_NEW_N(study->arena, double, x->rows * x->plan.count + 1), 0};
  indices *found = TLI_NEW_N(study->arena, indices, ANSWERS);
  if (r.at_a == NULL || r.at_b == NULL || r.at_ab == NULL || found == NULL) return TLI_NO_MEMORY(error, "the indices");
  static const char *const inputs =
      "gas.* inlet.* stations.* sections.* costs.* economics.* rates.* contract.* formulas.* deal.* tax_rates.* "
      "uncertainty.*";
  tli_columns t = tli_table_begin(
      study->results, "sample_indices", "How much of the spread each unknown explains",
      "First order: what it explains alone. Total order: what would be left if all others were known. The axes stay at "
      "their reference. The error is the standard error of eight parts of the samples.",
      "indices", "sampling");
  tli_words(&t, "unknown", "Unknown", "figure with a range", "");
  for (size_t a = 0; a < ANSWERS; a++) {
    find_indices(x, answers[a], &r, &found[a]);
    const tli_sampled_face *f = tli_sampled_face_of(answers[a]);
    static const struct {
      const char *end, *label;
    } columns[] = {
        {"first", "first order"}, {"first_error", "its error"}, {"total", "total order"}, {"total_error", "its error"}};
    for (size_t k = 0; k < TLI_COUNT(columns); k++) {
      const char *name = tli_arena_printf(study->arena, "%s_%s", f->name, columns[k].end);
      const char *label = tli_arena_printf(study->arena, "%s: %s", f->label, columns[k].label);
      if (name == NULL || label == NULL) return TLI_NO_MEMORY(error, "the indices");
      tli_column(&t, name, label, TL_NUMBER, "", 2, "Jansen's estimators on Saltelli's design", inputs);
    }
  }
  for (size_t i = 0; i < x->plan.count; i++) {
    tl_cell cells[1 + 4 * ANSWERS] = {TLI_W(x->plan.dimensions[i].label)};
    for (size_t a = 0; a < ANSWERS; a++) {
      const indices *f = &found[a];
      const double values[4] = {f->first[i], f->first_error[i], f->total[i], f->total_error[i]};
      for (size_t k = 0; k < 4; k++) cells[1 + 4 * a + k] = TLI_N(f->found ? values[k] : NAN);
    }
    tli_row(&t, cells);
  }
  const char *words = tli_arena_printf(
      study->arena,
      "%zu rows of each of %zu matrices, %zu of them with an answer everywhere; %zu figures that move less stay "
      "at their reference.",
      x->rows, x->plan.count + 2, found[0].rows, x->left_out);
  if (words == NULL) return TLI_NO_MEMORY(error, "the indices");
  tl_results_set_text(study->results, "indices.say", words);
  return TL_OK;
}

tl_code tli_step_indices(tl_study *study, tl_error *error) {
  const tli_study *s = study->reference;
  if (!tli_has_deal(study)) return tli_nothing_to_do(study);
  search x = {
      .study = study, .rows = (size_t)s->uncertainty.index_samples.si, .seed = (uint64_t)s->uncertainty.seed.si};
  TLI_TRY(plan(&x, error));
  if (x.plan.count == 0) return tli_nothing_to_do(study);
  const size_t count = x.rows * (x.plan.count + 2);
  x.results = TLI_NEW_N(study->arena, double, count *TLI_SAMPLED_COUNT);
  if (x.results == NULL) return TLI_NO_MEMORY(error, "the indices");
  TLI_TRY(tli_sample_all(&x.plan, "indices", 0, count, point_of, &x, 0, study->options.progress, x.results, error));
  return tables(&x, error);
}
