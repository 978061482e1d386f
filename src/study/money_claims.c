/* Claims about the border price, and the first page's question on it: both read the table "break_even". */
#include "study/run.h"

static int column_of(const tl_table *t, const char *name) { return t != NULL ? tl_table_find_column(t, name) : -1; }

static const char *joined(tl_study *study, const tli_text *text) {
  const char *words = text->failed ? NULL : tli_arena_strdup(study->arena, text->bytes != NULL ? text->bytes : "");
  study->lost = study->lost || words == NULL;
  return words != NULL ? words : "";
}

bool tli_judge_money(tl_study *study, const tli_study_claim *claim, tli_claim_result *result) {
  if (!tli_text_equal(claim->check, "border_price")) return false;
  const tl_table *t = tl_results_table(study->results, "break_even");
  const int price = column_of(t, "price_usd_m3"), boundary = column_of(t, "boundary");
  result->unit = "currency/m3";
  result->published = claim->low.si;
  if (price < 0 || boundary < 0 || tl_table_rows(t) == 0) {
    result->verdict = "not computed";
    result->reason = "No step of this run has found a border price that breaks even.";
    return true;
  }
  const double most = claim->high.si > 0 ? claim->high.si : claim->low.si, first = tl_table_number(t, 0, (size_t)price);
  result->computed = first;
  tli_text pays, all;
  tli_text_init(&pays, tli_arena_allocator(study->arena));
  tli_text_init(&all, tli_arena_allocator(study->arena));
  for (size_t r = 0; r < tl_table_rows(t); r++) {
    const double at = tl_table_number(t, r, (size_t)price);
    const char *words = tl_table_text(t, r, (size_t)boundary);
    if (at <= most) tli_text_printf(&pays, "%s%s", pays.length > 0 ? "; " : "", words);
    tli_text_printf(&all, "%s%s: %s", r > 0 ? "; " : "", words, isnan(at) ? "none" : tli_digits(at * 1e3, 3).words);
  }
  const char *verdict = first <= most      ? tli_arena_strdup(study->arena, "holds")
                        : pays.length == 0 ? tli_arena_strdup(study->arena, "does not hold")
                                           : tli_arena_printf(study->arena, "holds only if: %s", joined(study, &pays));
  const char *computed = tli_arena_printf(study->arena, "pays from %s %s(%d)/1000 m3, all costs and taxes counted",
                                          tli_digits(first * 1e3, 3).words, study->reference->economics.currency,
                                          (int)study->reference->economics.price_year.si);
  const char *reason = tli_arena_printf(
      study->arena,
      "Constant price at the delivery point at which the producer's value is nil, per 1000 m3. %s. Reference "
      "scenario; the owners of the line earn their rates.%s%s",
      joined(study, &all), claim->note[0] != '\0' ? " " : "", claim->note);
  tli_text_free(&all);
  tli_text_free(&pays);
  study->lost = study->lost || verdict == NULL || computed == NULL || reason == NULL;
  result->verdict = verdict != NULL ? verdict : "";
  result->computed_text = isnan(first) ? "no price breaks even" : computed != NULL ? computed : "";
  result->reason = reason != NULL ? reason : "";
  return true;
}

static void set(tl_study *study, const char *key, const char *text) {
  study->lost = study->lost || text == NULL;
  if (text != NULL) tl_results_set_text(study->results, key, text);
}

bool tli_question_border_price(tl_study *study) {
  const tl_table *t = tl_results_table(study->results, "break_even"),
                 *worth = tl_results_table(study->results, "party_values");
  const int price = column_of(t, "price_usd_m3"), energy = column_of(t, "price_usd_j"),
            boundary = column_of(t, "boundary");
  if (price < 0 || energy < 0 || boundary < 0 || tl_table_rows(t) == 0) return false;
  const tli_study_economics *e = &study->reference->economics;
  const double first = tl_table_number(t, 0, (size_t)price), mmbtu = 1055.05585262e6;
  size_t low = 0, high = 0;
  for (size_t r = 0; r < tl_table_rows(t); r++) {
    const double at = tl_table_number(t, r, (size_t)price);
    if (at < tl_table_number(t, low, (size_t)price)) low = r;
    if (at > tl_table_number(t, high, (size_t)price)) high = r;
  }
  set(study, "summary.3.question", "At which border price does it pay, and for whom?");
  set(study, "summary.3.cell", "break_even/0/price_usd_m3");
  set(study, "summary.3.number",
      isnan(first) ? "at no price"
                   : tli_arena_printf(study->arena, "%s %s(%d)/1000 m3", tli_digits(first * 1e3, 3).words, e->currency,
                                      (int)e->price_year.si));
  set(study, "summary.3.range",
      tli_arena_printf(study->arena, "%s to %s by what is counted; %s %s/MMBtu",
                       tli_digits(tl_table_number(t, low, (size_t)price) * 1e3, 3).words,
                       tli_digits(tl_table_number(t, high, (size_t)price) * 1e3, 3).words,
                       tli_digits(tl_table_number(t, 0, (size_t)energy) * mmbtu, 3).words, e->currency));
  tli_text who;
  tli_text_init(&who, tli_arena_allocator(study->arena));
  const int value = column_of(worth, "value_usd"), party = column_of(worth, "party");
  for (size_t r = 0; value >= 0 && party >= 0 && r < tl_table_rows(worth); r++) {
    const double at = tl_table_number(worth, r, (size_t)value);
    if (at == 0) continue; /* an owner whose tariff just pays its rate */
    tli_text_printf(&who, "%s%s %s", who.length > 0 ? ", " : "", tl_table_text(worth, r, (size_t)party),
                    tli_digits(at / 1e9, 3).words);
  }
  set(study, "summary.3.answer",
      tli_arena_printf(
          study->arena,
          "Constant price over the life at which the producer just gets its costs, taxes and rate. With the "
          "contract's formula and the price scenario \"%s\" the values are, in bn %s(%d): %s. The contract "
          "is not public: its terms here are assumptions.",
          study->reference->contract.deck, e->currency, (int)e->price_year.si, joined(study, &who)));
  tli_text_free(&who);
  return true;
}
