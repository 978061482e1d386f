/* Claims about the samples: the reference among them is the deal itself, neither threads nor stops leave a trace, what
 * moves nothing explains nothing. */
#define _POSIX_C_SOURCE 200809L
#include "deal_study.h"
#include "making.h"
#include "study/cache.h"
#include "study/sampling.h"

static const char uncertain[] =
    "legs: {b: {tariff: {value: 10 USD(2025)/1000 m3 at 20 degC, low: 5 USD(2025)/1000 m3 at 20 degC, high: 15 "
    "USD(2025)/1000 m3 at 20 degC}}}\n"
    "uncertainty: {samples: 600, seed: 7, index_samples: 64, first_stage: \"0.5\"}\n"
    "correlations: {c: {first: contract.deck_factor, second: deal.market_price, value: \"0.9\"}}\n"
    "axes:\n"
    "  - {id: rough, label: Roughness, why: a test, reference: smooth, values: [{label: smooth, set: "
    "{pipes.p.roughness: 10 um}}, {label: rough, set: {pipes.p.roughness: 30 um}}]}\n";

/* The study of two sections with ranges on what the deal rests on. */
static void write_text(char *text, size_t bytes) {
  char base[8192];
  (void)snprintf(base, sizeof base, "%s%s", two_legs(), uncertain);
  static const char *const changes[][2] = {
      {"production_full: 20 USD(2025)/1000 m3 at 20 degC",
       "production_full: {value: 20 USD(2025)/1000 m3 at 20 degC, low: 10 USD(2025)/1000 m3 at 20 degC, high: 40 "
       "USD(2025)/1000 m3 at 20 degC}"},
      {"market_price: 150 USD(2025)/1000 m3 at 20 degC",
       "market_price: {value: 150 USD(2025)/1000 m3 at 20 degC, low: 100 USD(2025)/1000 m3 at 20 degC, high: 220 "
       "USD(2025)/1000 m3 at 20 degC}"},
      {"swing: \"1.2\"", "swing: \"1.2\", deck_factor: {value: \"1\", low: \"0.5\", high: \"1.5\"}"}};
  text[0] = '\0';
  for (const char *p = base; *p != '\0';) {
    size_t k = 0;
    while (k < TLI_COUNT(changes) && strncmp(p, changes[k][0], strlen(changes[k][0])) != 0) k++;
    const size_t n = strlen(text);
    if (k < TLI_COUNT(changes)) {
      (void)snprintf(text + n, bytes - n, "%s", changes[k][1]);
      p += strlen(changes[k][0]);
    } else {
      (void)snprintf(text + n, bytes - n, "%c", *p++);
    }
  }
}

typedef struct stopper {
  int reports, most;
} stopper;
static bool count_reports(void *context, const char *step, double done) {
  stopper *s = context;
  (void)done;
  return strcmp(step, "samples") != 0 || ++s->reports < s->most;
}

typedef struct asked {
  const char *name, *steps, *cache;
  int threads, stop_after;
} asked;

static tl_study *run(const asked *a, tl_code wanted) {
  char text[16384], folder[512];
  tl_study *study;
  tl_error error;
  write_text(text, sizeof text);
  stopper stop = {0, a->stop_after};
  const tl_progress progress = {count_reports, &stop};
  tl_study_options options;
  tl_study_options_default(&options);
  options.threads = a->threads;
  options.steps = a->steps;
  options.cache_folder = a->cache;
  options.progress = a->stop_after > 0 ? &progress : NULL;
  if (tl_study_open(make_study(a->name, text, folder, sizeof folder), NULL, &study, &error) != TL_OK)
    fail_msg("%s", error.sentence);
  const tl_code code = tl_study_run(study, &options, &error);
  if (code != wanted) fail_msg("%s", error.sentence);
  return study;
}

static void assert_same_table(const tl_study *a, const tl_study *b, const char *id) {
  const tl_table *x = tl_results_table(tl_study_results(a), id), *y = tl_results_table(tl_study_results(b), id);
  assert_non_null(x);
  assert_non_null(y);
  assert_int_equal(tl_table_rows(x), tl_table_rows(y));
  assert_int_equal(tl_table_columns(x), tl_table_columns(y));
  for (size_t r = 0; r < tl_table_rows(x); r++)
    for (size_t c = 0; c < tl_table_columns(x); c++) {
      if (tl_table_column(x, c)->quantity == TL_TEXT) {
        assert_string_equal(tl_table_text(x, r, c), tl_table_text(y, r, c));
        continue;
      }
      const double p = tl_table_number(x, r, c), q = tl_table_number(y, r, c);
      assert_memory_equal(&p, &q, sizeof p);
    }
}

static void assert_same_samples(const tl_study *a, const tl_study *b) {
  static const char *const tables[] = {"samples",      "bins_break_even", "sample_swings",
                                       "sample_facts", "sample_answers",  "waiting"};
  for (size_t i = 0; i < TLI_COUNT(tables); i++) assert_same_table(a, b, tables[i]);
}

static double number(const tl_study *s, const char *table, size_t row, const char *column) {
  const tl_table *t = tl_results_table(tl_study_results(s), table);
  assert_non_null(t);
  const int c = tl_table_find_column(t, column);
  assert_true(c >= 0);
  return tl_table_number(t, row, (size_t)c);
}

/* The reference that the samples start from is what the steps cost, contract and cash say. */
static void the_reference_of_the_samples_is_the_deal(void **state) {
  (void)state;
  tl_study *s = run(&(asked){"samples-reference", "cost,contract,cash,samples", NULL, 1, 0}, TL_OK);
  const double pays = number(s, "break_even", 0, "price_usd_m3");
  assert_close(number(s, "samples", 9, "break_even"), pays, 1e-12 * pays);
  const double producer = number(s, "party_values", 0, "value_usd");
  assert_close(number(s, "samples", 9, "producer"), producer, 1e-9 * fabs(producer));
  const double project = number(s, "cash_sums", 1, "value_usd");
  assert_close(number(s, "samples", 9, "project"), project, 1e-9 * fabs(project));
  assert_close(number(s, "samples", 9, "capital"), 1.2e9, 1);
  assert_close(number(s, "sample_facts", 0, "share"), 1, 0);
  tl_study_close(s);
}

/* Nothing but two values of one axis at weights 3 and 1: Sobol' points fill both shares to one in 600. */
static void axes_are_drawn_by_weight(void **state) {
  (void)state;
  tli_study_axis_value values[4] = {{.weight = 0}, {.weight = 3}, {.weight = 0}, {.weight = 1}};
  const tli_study_axis axis = {.values = values, .count = 4};
  size_t drawn[4] = {0};
  for (size_t i = 0; i < 1000; i++) drawn[tli_axis_value_at(&axis, ((double)i + 0.5) / 1000)]++;
  assert_int_equal(drawn[0], 0);
  assert_int_equal(drawn[1], 750);
  assert_int_equal(drawn[2], 0);
  assert_int_equal(drawn[3], 250);
  assert_int_equal(tli_axis_value_at(&axis, 0), 0); /* the ends of a swing are those of the study */
  assert_int_equal(tli_axis_value_at(&axis, 1), 3);
}

/* Rows: all, within limits, smooth, rough. Shares of the values sum to all; so do solved samples. */
static void answers_by_axis_sum_to_all(void **state) {
  (void)state;
  tl_study *s = run(&(asked){"samples-answers", "samples", NULL, 1, 0}, TL_OK);
  const tl_table *t = tl_results_table(tl_study_results(s), "sample_answers");
  assert_non_null(t);
  assert_int_equal(tl_table_rows(t), 4);
  assert_close(number(s, "sample_answers", 0, "drawn"), 1, 0);
  const double smooth = number(s, "sample_answers", 2, "drawn"), rough = number(s, "sample_answers", 3, "drawn");
  assert_close(smooth + rough, 1, 1e-12);
  assert_close(smooth, 0.5, 0.01);
  const double solved =
      smooth * number(s, "sample_answers", 2, "solved") + rough * number(s, "sample_answers", 3, "solved");
  assert_close(solved, number(s, "sample_answers", 0, "solved"), 1e-12);
  const double half = number(s, "sample_answers", 0, "price_50"); /* the row "half lie below" of all samples */
  assert_close(half, number(s, "samples", 3, "break_even"), 1e-12 * half);
  tl_study_close(s);
}

static void one_thread_and_three_give_the_same_bits(void **state) {
  (void)state;
  tl_study *one = run(&(asked){"samples-one", "samples", NULL, 1, 0}, TL_OK);
  tl_study *three = run(&(asked){"samples-one", "samples", NULL, 3, 0}, TL_OK);
  assert_same_samples(one, three);
  tl_study_close(three);
  tl_study_close(one);
}

static size_t kept_samples(const char *folder, const tl_study *s) {
  double *results = calloc(600 * TLI_SAMPLED_COUNT, sizeof *results);
  const size_t kept = tli_samples_load(folder, "samples", tli_study_key(s, "samples"), 600, results);
  free(results);
  return kept;
}

static void a_run_that_was_stopped_goes_on_and_ends_the_same(void **state) {
  (void)state;
  static const char *const cache = TRUNKLINE_BINARY_DIR "/tests/study/samples-cache";
  tli_samples_forget(cache, "samples");
  tl_study *stopped = run(&(asked){"samples-stop", "samples", cache, 1, 400}, TL_ERR_USAGE);
  const size_t kept = kept_samples(cache, stopped);
  assert_true(kept >= 256 && kept < 600); /* whole blocks */
  tl_study *resumed = run(&(asked){"samples-stop", "samples", cache, 2, 0}, TL_OK);
  tl_study *whole = run(&(asked){"samples-stop", "samples", NULL, 1, 0}, TL_OK);
  assert_same_samples(resumed, whole);
  assert_int_equal(kept_samples(cache, resumed), 0); /* nothing is left behind */
  tl_study_close(whole);
  tl_study_close(resumed);
  tl_study_close(stopped);
}

/* Blocks of 3, 2 and 4 samples; then the file cut at each byte, and each byte changed: never more, never other numbers
 * than were written. */
static void a_part_file_counts_as_far_as_it_is_whole(void **state) {
  (void)state;
  static const char *const folder = TRUNKLINE_BINARY_DIR "/tests/study/samples-part";
  enum { SAMPLES = 9, NUMBERS = SAMPLES * TLI_SAMPLED_COUNT };
  double wrote[NUMBERS], read[NUMBERS];
  char path[600];
  for (size_t i = 0; i < NUMBERS; i++) wrote[i] = 1.5 * (double)i - 7;
  assert_true(tli_samples_add(folder, "t", 5, 0, 3, wrote));
  assert_true(tli_samples_add(folder, "t", 5, 3, 2, wrote + 3 * TLI_SAMPLED_COUNT));
  assert_true(tli_samples_add(folder, "t", 5, 5, 4, wrote + 5 * TLI_SAMPLED_COUNT));
  assert_int_equal(tli_samples_load(folder, "t", 5, SAMPLES, read), SAMPLES);
  assert_memory_equal(read, wrote, sizeof wrote);
  assert_int_equal(tli_samples_load(folder, "t", 6, SAMPLES, read), 0); /* another question */
  assert_int_equal(tli_samples_load(folder, "t", 5, 6, read), 5);       /* no room for the last block */
  (void)snprintf(path, sizeof path, "%s/t.part", folder);
  static unsigned char bytes[8192];
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  const size_t length = fread(bytes, 1, sizeof bytes, file);
  assert_int_equal(fclose(file), 0);
  for (size_t cut = 0; cut < 2 * length; cut++) {
    const size_t at = cut / 2;
    unsigned char kept = bytes[at];
    if (cut % 2 == 1) bytes[at] ^= 0x40;
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, cut % 2 == 1 ? length : at, file), cut % 2 == 1 ? length : at);
    assert_int_equal(fclose(file), 0);
    const size_t found = tli_samples_load(folder, "t", 5, SAMPLES, read);
    assert_true(found == 0 || found == 3 || found == 5);
    assert_memory_equal(read, wrote, found * TLI_SAMPLED_COUNT * sizeof *read);
    bytes[at] = kept;
  }
  tli_samples_forget(folder, "t");
}

/* The producer's value rests on the oil price and the cost of production, not on the market behind the border nor on
 * the buyer's tariff; indices of independent inputs of a nearly additive answer sum to about 1. Tolerance: 3 errors. */
static void what_moves_nothing_explains_nothing(void **state) {
  (void)state;
  tl_study *s = run(&(asked){"samples-indices", "indices", NULL, 2, 0}, TL_OK);
  const tl_table *t = tl_results_table(tl_study_results(s), "sample_indices");
  assert_non_null(t);
  double sum = 0, error = 0;
  bool seen_oil = false;
  for (size_t r = 0; r < tl_table_rows(t); r++) {
    const char *label = tl_table_text(t, r, 0);
    const double first = number(s, "sample_indices", r, "producer_first"),
                 total = number(s, "sample_indices", r, "producer_total"),
                 own = number(s, "sample_indices", r, "producer_first_error");
    sum += first;
    error = fmax(error, own);
    if (strstr(label, "market") != NULL || strstr(label, "orth of the gas") != NULL || strstr(label, "ariff") != NULL)
      assert_close(total, 0, 1e-12);
    if (strstr(label, "prices of the scenario") != NULL) {
      seen_oil = true;
      assert_true(total > 0.5);
    }
  }
  assert_true(seen_oil);
  assert_close(sum, 1, 3 * error * (double)tl_table_rows(t));
  tl_study_close(s);
}

/* A correlation of 0.9 between oil price and market: the buyer's value spreads less than with -0.9. */
static void correlations_reach_the_samples(void **state) {
  (void)state;
  tl_study *s = run(&(asked){"samples-correlated", "samples", NULL, 2, 0}, TL_OK);
  const double with = number(s, "samples", 8, "buyer");
  tl_study_close(s);
  char text[16384], folder[512];
  tl_error error;
  write_text(text, sizeof text);
  assert_int_equal(tl_study_open(make_study("samples-correlated", text, folder, sizeof folder), NULL, &s, &error),
                   TL_OK);
  assert_int_equal(tl_study_set(s, "correlations.c.value", "-0.9", &error), TL_OK);
  tl_study_options options;
  tl_study_options_default(&options);
  options.steps = "samples";
  assert_int_equal(tl_study_run(s, &options, &error), TL_OK);
  assert_true(number(s, "samples", 8, "buyer") > 1.2 * with);
  tl_study_close(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_reference_of_the_samples_is_the_deal),
      cmocka_unit_test(axes_are_drawn_by_weight),
      cmocka_unit_test(answers_by_axis_sum_to_all),
      cmocka_unit_test(one_thread_and_three_give_the_same_bits),
      cmocka_unit_test(a_run_that_was_stopped_goes_on_and_ends_the_same),
      cmocka_unit_test(a_part_file_counts_as_far_as_it_is_whole),
      cmocka_unit_test(what_moves_nothing_explains_nothing),
      cmocka_unit_test(correlations_reach_the_samples),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
