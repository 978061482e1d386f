/* One point of what is not known: figures set, the line solved, costed, the deal made. Each sample is a copy of the
 * study with its own network, solver and arena, started cold, so that neither threads nor order reach the answer. */
#include "study/sampling.h"

#include <stdlib.h>
#include <string.h>

static const tli_sampled_face faces[TLI_SAMPLED_COUNT] = {
    [TLI_SAMPLED_CAPITAL] = {"capital", "Capital cost", TL_MONEY},
    [TLI_SAMPLED_FUEL] = {"fuel", "Fuel over gas in", TL_NUMBER},
    [TLI_SAMPLED_TARIFF] = {"tariff", "Tariffs up to the border", TL_MONEY_PER_GAS_VOLUME},
    [TLI_SAMPLED_BREAK_EVEN] = {"break_even", "Break-even border price, all costs and taxes", TL_MONEY_PER_GAS_VOLUME},
    [TLI_SAMPLED_PRICE] = {"price", "Price of the contract, at constant prices", TL_MONEY_PER_GAS_VOLUME},
    [TLI_SAMPLED_PRODUCER] = {"producer", "Value for the producer, at its rate", TL_MONEY},
    [TLI_SAMPLED_STATES] = {"states", "What the states are paid, at the common rate", TL_MONEY},
    [TLI_SAMPLED_BUYER] = {"buyer", "Value for the buyer, at its rate", TL_MONEY},
    [TLI_SAMPLED_BORDER] = {"border", "Value up to the border, all parties, at the common rate", TL_MONEY},
    [TLI_SAMPLED_PROJECT] = {"project", "Value of the project, all parties, at the common rate", TL_MONEY},
    [TLI_SAMPLED_STAGE] = {"stage", "Value up to the border of a first stage, at the common rate", TL_MONEY},
    [TLI_SAMPLED_WITHIN] = {"within", "Within all limits", TL_NUMBER},
    [TLI_SAMPLED_SOLVED] = {"solved", "With a physical solution", TL_NUMBER},
    [TLI_SAMPLED_WHY] = {"why", "Why there is none", TL_NUMBER},
};

/* Reasons of the solver, in words; the last stands for all others. */
static const struct {
  const char *code, *words;
} whys[] = {{"", "it has one"},
            {"pressure_collapse", "the pressure falls to nothing on the way"},
            {"suction_pressure", "a station would have to compress more than any can"},
            {"beyond_capacity", "the line cannot take the flow asked for"},
            {"too_little_gets_in", "too little gas gets in"},
            {"iteration_limit", "the solver ended without a certified answer"},
            {"no_sense", "the figures drawn do not fit together"},
            {"other", "another reason"}};

size_t tli_sampled_whys(void) { return TLI_COUNT(whys); }
const char *tli_sampled_why_words(size_t why) { return whys[why].words; }

static double why_of(const char *code) {
  size_t k = 1;
  while (k + 1 < TLI_COUNT(whys) && !tli_text_equal(code, whys[k].code)) k++;
  return (double)k;
}

const tli_sampled_face *tli_sampled_face_of(size_t result) { return &faces[result]; }

const char *tli_sampled_unit(const tl_study *study, size_t result) {
  const tli_study *s = study->reference;
  if (faces[result].quantity == TL_NUMBER) return "%";
  if (faces[result].quantity == TL_MONEY_PER_GAS_VOLUME)
    return tli_money_per_volume_unit(study->arena, s, study->line->reference_t_k);
  const char *unit =
      tli_arena_printf(study->arena, "bn %s(%d)", s->economics.currency, (int)s->economics.price_year.si);
  return unit != NULL ? unit : "";
}

/* ---- what is uncertain ------------------------------------------------------------------------------------------- */

static tli_dimension *add_dimension(tli_sampling *p, const char *label, const char *path) {
  if (label == NULL || path == NULL || !TLI_PUSH_ROOM(p->study->arena, p->dimensions, p->room, p->count)) return NULL;
  tli_dimension *d = &p->dimensions[p->count++];
  *d = (tli_dimension){.label = label, .path = path, .low = "", .high = ""};
  return d;
}

static bool add_figure(tli_sampling *p, tli_dimension *d, const tli_change *change) {
  tli_sampled_figure figure;
  if (!tli_change_range(p->study, change, &figure.range)) return true;
  if (!tli_study_locate(p->study->reference, change->path, &figure.at)) return true;
  if (!TLI_PUSH_ROOM(p->study->arena, d->figures, d->room, d->count)) return false;
  d->figures[d->count++] = figure;
  return true;
}

/* Rows of one scope move together: who errs on laying in one country errs in the others. */
static const char *scope_of(const tli_study *s, const char *path) {
  if (!tli_starts_with(path, "costs.")) return NULL;
  for (size_t i = 0; i < s->cost_count; i++) {
    const size_t n = strlen(s->costs[i].id);
    if (strncmp(path + 6, s->costs[i].id, n) == 0 && path[6 + n] == '.') return s->costs[i].scope;
  }
  return NULL;
}

static tli_dimension *dimension_for(tli_sampling *p, const tli_unknown *u) {
  const char *scope = scope_of(p->study->reference, u->path);
  if (scope == NULL) return add_dimension(p, u->label, u->path);
  const char *path = tli_arena_printf(p->study->arena, "costs (%s)", scope);
  for (size_t i = 0; path != NULL && i < p->count; i++)
    if (tli_text_equal(p->dimensions[i].path, path)) {
      const char *colon = strrchr(p->dimensions[i].label, ':');
      if (colon != NULL) /* "Laying: Russia" becomes "Laying" once Mongolia's joins it */
        p->dimensions[i].label =
            tli_arena_strndup(p->study->arena, p->dimensions[i].label, (size_t)(colon - p->dimensions[i].label));
      p->dimensions[i].low = "all low";
      p->dimensions[i].high = "all high";
      return p->dimensions[i].label != NULL ? &p->dimensions[i] : NULL;
    }
  return add_dimension(p, u->label, path);
}

static tl_code add_unknown(tli_sampling *p, const tli_unknown *u, tl_error *error) {
  if (u->change_count == 0) { /* an axis: once, whatever the number of its values */
    for (size_t i = 0; i < p->count; i++)
      if (p->dimensions[i].is_axis && p->dimensions[i].axis == u->axis) return TL_OK;
    tli_dimension *d = add_dimension(p, u->label, u->path);
    if (d == NULL) return TLI_NO_MEMORY(error, "the samples");
    const tli_study_axis *axis = &p->study->reference->axes[u->axis];
    d->is_axis = true;
    d->axis = u->axis;
    d->low = axis->values[0].label;
    d->high = axis->values[axis->count - 1].label;
    return TL_OK;
  }
  tli_dimension *d = dimension_for(p, u);
  if (d == NULL) return TLI_NO_MEMORY(error, "the samples");
  if (d->count == 0) {
    d->low = u->ends[0] != NULL ? u->ends[0] : u->as_given;
    d->high = u->ends[1] != NULL ? u->ends[1] : u->as_given;
  }
  for (size_t i = 0; i < u->change_count; i++)
    if (!add_figure(p, d, &u->changes[i])) return TLI_NO_MEMORY(error, "the samples");
  if (d->count == 0) p->count--; /* nothing that can be set */
  return TL_OK;
}

tl_code tli_sampling_plan(tl_study *study, tli_sampling *p, tl_error *error) {
  tli_unknowns list = {.study = study, .money = true};
  *p = (tli_sampling){.study = study};
  tli_look_for_unknowns(&list);
  if (study->lost) return TLI_NO_MEMORY(error, "the samples");
  for (size_t i = 0; i < list.count; i++) TLI_TRY(add_unknown(p, &list.unknowns[i], error));
  return TL_OK;
}

/* ---- one sample -------------------------------------------------------------------------------------------------- */

size_t tli_axis_value_at(const tli_study_axis *axis, double u) {
  if (!(u > 0)) return 0; /* the ends are the ends, whatever their weight */
  if (u >= 1) return axis->count - 1;
  double sum = 0, up_to = 0;
  for (size_t v = 0; v < axis->count; v++) sum += axis->values[v].weight;
  size_t last = 0;
  for (size_t v = 0; v < axis->count; v++) {
    if (!(axis->values[v].weight > 0)) continue;
    last = v;
    up_to += axis->values[v].weight;
    if (u * sum < up_to) return v;
  }
  return last;
}

static tl_code set_point(const tli_sampling *p, const double *u, tli_study *variant, tl_error *error) {
  for (size_t i = 0; i < p->count; i++) {
    const tli_dimension *d = &p->dimensions[i];
    if (!d->is_axis || isnan(u[i])) continue;
    const tli_study_axis *axis = &variant->axes[d->axis];
    const size_t value = tli_axis_value_at(axis, u[i]);
    for (size_t k = 0; k < axis->values[value].sets; k++)
      TLI_TRY(tli_study_set(variant, axis->values[value].set_paths[k], axis->values[value].set_texts[k], error));
  }
  for (size_t i = 0; i < p->count; i++) {
    const tli_dimension *d = &p->dimensions[i];
    if (d->is_axis || isnan(u[i])) continue;
    for (size_t k = 0; k < d->count; k++) {
      const double value = tl_econ_triangular(d->figures[k].range, u[i]);
      tli_located_value(&d->figures[k].at, variant)->si =
          d->figures[k].at.quantity == TL_COUNT ? nearbyint(value) : value;
    }
  }
  return TL_OK;
}

static bool within_limits(const tli_evaluation *e) {
  for (int l = 0; l < TLI_LIMITS; l++)
    if (e->whole[l].where != NULL && e->whole[l].excess > 1e-9) return false;
  return true;
}

/* Everything up to the delivery point, whoever gets it: taxes and tariffs are payments inside. */
static double border_value(const tli_deal *d, double *work) {
  memcpy(work, d->producer_net, d->months * sizeof *work);
  for (size_t m = 0; m < d->months; m++) {
    work[m] += d->producer_taxes.total[m];
    for (size_t i = 0; i < d->leg_count; i++)
      if (d->legs[i].seller_pays) work[m] += d->legs[i].net[m] + d->legs[i].taxes.total[m] + d->legs[i].carbon[m];
  }
  return tli_deal_value(d, work, d->common_rate_1_a);
}

static double states_value(const tli_deal *d, double *work) {
  for (size_t m = 0; m < d->months; m++) {
    work[m] = d->producer_taxes.total[m] + d->buyer_taxes.total[m];
    for (size_t i = 0; i < d->leg_count; i++) work[m] += d->legs[i].taxes.total[m] + d->legs[i].carbon[m];
  }
  return tli_deal_value(d, work, d->common_rate_1_a);
}

static tl_code make_deal(const tl_study *study, const tli_study *variant, const tli_evaluation *e, tli_arena *arena,
                         tli_deal *d, tl_error *error) {
  TLI_TRY(tli_deal_of(study, variant, e, arena, d, error));
  TLI_TRY(tli_deal_set_tariffs(d, error));
  const tli_producer_terms terms = tli_producer_given(d);
  TLI_TRY(tli_deal_producer_flow(d, &terms, error));
  return tli_deal_buyer_flow(d, error);
}

static tl_code fill_results(const tl_study *study, const tli_study *variant, const tli_evaluation *e, tli_arena *arena,
                            double *r, tl_error *error) {
  tli_deal d;
  TLI_TRY(make_deal(study, variant, e, arena, &d, error));
  double *work = TLI_NEW_N(arena, double, d.months);
  if (work == NULL) return TLI_NO_MEMORY(error, "a sample");
  const double common = d.common_rate_1_a;
  double paid = 0, taken = 0, capital = 0, tariff = 0, project = 0;
  for (size_t m = 0; m < d.months; m++) {
    paid += d.payment[m] / d.index[m];
    taken += d.volume[m];
  }
  for (size_t i = 0; i < d.leg_count; i++) {
    capital += d.legs[i].capital;
    tariff += d.legs[i].seller_pays ? d.legs[i].tariff : 0;
    project += tli_deal_value(&d, d.legs[i].net, common);
  }
  r[TLI_SAMPLED_CAPITAL] = capital;
  r[TLI_SAMPLED_FUEL] = e->fuel_kg_s / e->in_kg_s;
  r[TLI_SAMPLED_TARIFF] = tariff;
  r[TLI_SAMPLED_PRICE] = paid / taken;
  r[TLI_SAMPLED_PRODUCER] = tli_deal_value(&d, d.producer_net, d.producer_rate_1_a);
  r[TLI_SAMPLED_BUYER] = tli_deal_value(&d, d.buyer_net, d.buyer_rate_1_a);
  r[TLI_SAMPLED_STATES] = states_value(&d, work);
  r[TLI_SAMPLED_BORDER] = border_value(&d, work);
  r[TLI_SAMPLED_PROJECT] = project + tli_deal_value(&d, d.producer_net, common) +
                           tli_deal_value(&d, d.buyer_net, common) + r[TLI_SAMPLED_STATES];
  r[TLI_SAMPLED_WITHIN] = within_limits(e) ? 1 : 0;
  r[TLI_SAMPLED_SOLVED] = 1;
  const tli_producer_terms terms = tli_producer_given(&d);
  return tli_deal_try_break_even(&d, &terms, &r[TLI_SAMPLED_BREAK_EVEN], NULL, error); /* last: it changes prices */
}

/* The line at a share of the volume, with the power that this needs. */
static tl_code first_stage(const tl_study *study, tli_study *variant, double stage, tli_arena *arena, double *value,
                           tl_error *error) {
  tli_evaluation e = {0};
  tli_deal d;
  *value = NAN;
  variant->flow.volume.si *= stage;
  TLI_TRY(tli_solve_variant(variant, study->gas, study->part_length_m, TLI_WHOLE_LINE, false, arena, &e, error));
  if (e.outcome != TL_SOLVED) return TL_OK;
  TLI_TRY(make_deal(study, variant, &e, arena, &d, error));
  double *work = TLI_NEW_N(arena, double, d.months);
  if (work == NULL) return TLI_NO_MEMORY(error, "a sample");
  *value = border_value(&d, work);
  return TL_OK;
}

static tl_code sample_in(const tli_sampling *p, const double *u, double stage, tli_arena *arena, double *r,
                         tl_error *error) {
  const tl_study *study = p->study;
  tli_study *variant = tli_study_copy(study->reference, NULL);
  if (variant == NULL) return TLI_NO_MEMORY(error, "a sample");
  tli_evaluation e = {0};
  tl_code code = set_point(p, u, variant, error);
  if (code == TL_OK)
    code = tli_solve_variant(variant, study->gas, study->part_length_m, TLI_WHOLE_LINE, false, arena, &e, error);
  const bool solved = code == TL_OK && e.outcome == TL_SOLVED;
  r[TLI_SAMPLED_SOLVED] = 0;
  r[TLI_SAMPLED_WHY] = solved ? 0 : why_of(code == TL_OK ? e.reason.code : "no_sense");
  if (solved) code = fill_results(study, variant, &e, arena, r, error);
  if (solved && code == TL_OK && stage > 0)
    code = first_stage(study, variant, stage, arena, &r[TLI_SAMPLED_STAGE], error);
  tli_study_destroy(variant);
  return code;
}

tl_code tli_sample(const tli_sampling *p, const double *u, double stage, double r[TLI_SAMPLED_COUNT], tl_error *error) {
  for (size_t i = 0; i < TLI_SAMPLED_COUNT; i++) r[i] = NAN;
  tli_arena *arena = tli_arena_create(NULL);
  if (arena == NULL) return TLI_NO_MEMORY(error, "a sample");
  tl_error why;
  tl_code code = sample_in(p, u, stage, arena, r, &why);
  tli_arena_destroy(arena);
  if (code == TL_ERR_MACHINE) return tl_fail(error, code, "%s", why.sentence);
  if (code == TL_OK) return TL_OK;
  for (size_t i = 0; i < TLI_SAMPLED_COUNT; i++) r[i] = NAN; /* a point at which the study has no sense */
  r[TLI_SAMPLED_SOLVED] = 0;
  r[TLI_SAMPLED_WHY] = why_of("no_sense");
  return TL_OK;
}

/* ---- many -------------------------------------------------------------------------------------------------------- */

typedef struct batch {
  const tli_sampling *sampling;
  size_t first;
  tli_point_of point_of;
  const void *context;
  double stage, *results;
  tl_code *codes;
} batch;

static void sample_case(void *context, size_t index, tli_arena *arena) {
  const batch *b = context;
  tl_error error;
  const size_t bytes = (b->sampling->count + 1) * sizeof(double);
  double *u = tli_alloc(NULL, bytes); /* not the thread's arena: that would grow with the samples */
  (void)arena;
  tl_code code = u != NULL ? b->point_of(b->context, b->first + index, u, &error) : TL_ERR_MACHINE;
  if (code == TL_OK) code = tli_sample(b->sampling, u, b->stage, b->results + index * TLI_SAMPLED_COUNT, &error);
  tli_free(NULL, u, bytes);
  b->codes[index] = code;
}

tl_code tli_sample_all(const tli_sampling *p, const char *step, size_t first, size_t count, tli_point_of point_of,
                       const void *context, double stage, const tl_progress *progress, double *results,
                       tl_error *error) {
  tli_arena *arena = tli_arena_create(NULL);
  tl_code *codes = arena != NULL ? TLI_NEW_N(arena, tl_code, count + 1) : NULL;
  if (codes == NULL) {
    tli_arena_destroy(arena);
    return TLI_NO_MEMORY(error, "the samples");
  }
  batch b = {p, first, point_of, context, stage, results, codes};
  tli_worker_arenas workers = {0};
  tl_code code =
      tli_for_each(step, count, sample_case, &b, p->study->options.threads, progress, &workers, arena, error);
  tli_worker_arenas_free(&workers);
  for (size_t i = 0; i < count && code == TL_OK; i++)
    if (codes[i] != TL_OK) code = tl_fail(error, codes[i], "sample %zu could not be computed", first + i);
  tli_arena_destroy(arena);
  return code;
}

static tl_code end_point(const void *context, size_t index, double *u, tl_error *error) {
  const tli_sampling *p = context;
  (void)error;
  for (size_t i = 0; i < p->count; i++) u[i] = NAN;
  if (index > 0) u[(index - 1) / 2] = (index - 1) % 2 == 0 ? 0 : 1;
  return TL_OK;
}

tl_code tli_sample_ends(const tli_sampling *p, const char *step, double *reference, double *ends, tl_error *error) {
  double *all = TLI_NEW_N(p->study->arena, double, (2 * p->count + 1) * TLI_SAMPLED_COUNT);
  if (all == NULL) return TLI_NO_MEMORY(error, "the samples");
  TLI_TRY(tli_sample_all(p, step, 0, 2 * p->count + 1, end_point, p, 0, NULL, all, error));
  memcpy(reference, all, TLI_SAMPLED_COUNT * sizeof *reference);
  memcpy(ends, all + TLI_SAMPLED_COUNT, 2 * p->count * TLI_SAMPLED_COUNT * sizeof *ends);
  return TL_OK;
}

typedef struct ranked {
  double swing;
  size_t place;
} ranked;

static int by_swing(const void *a, const void *b) {
  const ranked *x = a, *y = b;
  if (x->swing != y->swing) return x->swing > y->swing ? -1 : 1;
  return x->place < y->place ? -1 : x->place > y->place;
}

static double swing_of(const double *reference, const double *ends, size_t d, size_t result) {
  const double low = ends[2 * d * TLI_SAMPLED_COUNT + result], high = ends[(2 * d + 1) * TLI_SAMPLED_COUNT + result];
  if (isnan(low) || isnan(high)) return INFINITY;
  return fmax(fmax(low, high), reference[result]) - fmin(fmin(low, high), reference[result]);
}

tl_code tli_sample_order(const tli_sampling *p, const double *reference, const double *ends, const size_t *results,
                         size_t result_count, size_t *order, tl_error *error) {
  ranked *list = TLI_NEW_N(p->study->arena, ranked, p->count + 1);
  if (list == NULL) return TLI_NO_MEMORY(error, "the samples");
  for (size_t d = 0; d < p->count; d++) list[d] = (ranked){0, d};
  for (size_t k = 0; k < result_count; k++) {
    double largest = 0;
    for (size_t d = 0; d < p->count; d++) {
      const double swing = swing_of(reference, ends, d, results[k]);
      if (isfinite(swing)) largest = fmax(largest, swing);
    }
    for (size_t d = 0; d < p->count; d++)
      list[d].swing = fmax(list[d].swing, swing_of(reference, ends, d, results[k]) / (largest > 0 ? largest : 1));
  }
  qsort(list, p->count, sizeof *list, by_swing);
  for (size_t d = 0; d < p->count; d++) order[d] = list[d].place;
  return TL_OK;
}
