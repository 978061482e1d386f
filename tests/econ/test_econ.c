/* Claims about econ: closed forms by hand (exact fractions, 17 digits), sums to the last bit, refusals. */
#include "base/tli_base.h"
#include "testing.h"
#include "trunkline/econ.h"

static const tl_econ_basis usd23 = {"USD", 2023}, usd25 = {"USD", 2025}, eur20 = {"EUR", 2020}, usd = {"USD", 0};

static void annuities_match_hand_derived_values(void **state) {
  (void)state;
  double pv;
  assert_int_equal(tl_econ_annuity(0.10, 10, &pv, NULL), TL_OK);
  assert_close_rel(pv, 6.144567105704683, 1e-14); /* (1 - (10/11)^10) * 10, exact fraction */
  assert_int_equal(tl_econ_annuity(0, 25, &pv, NULL), TL_OK);
  assert_close(pv, 25, 0);
  assert_int_equal(tl_econ_growing_annuity(0.10, 0.03, 5, &pv, NULL), TL_OK);
  assert_close_rel(pv, 4.002600114249524, 1e-14); /* (1 - (103/110)^5) / 0.07, exact fraction */
  assert_int_equal(tl_econ_growing_annuity(0.08, 0.08, 30, &pv, NULL), TL_OK);
  assert_close_rel(pv, 30 / 1.08, 1e-15);
  assert_int_equal(tl_econ_growing_annuity(0.08, 0.12, 2, &pv, NULL), TL_OK);
  assert_close_rel(pv, 1 / 1.08 + 1.12 / (1.08 * 1.08), 1e-14);
}

/* Through r = g the present value is smooth: its slope in g there is n(n-1) / (2 (1+r)^2). */
static void the_growing_annuity_is_smooth_where_growth_meets_the_rate(void **state) {
  (void)state;
  const double r = 0.08, n = 30;
  for (double d = 1e-15; d < 1e-6; d *= 10) {
    double above, below;
    assert_int_equal(tl_econ_growing_annuity(r, r + d, n, &above, NULL), TL_OK);
    assert_int_equal(tl_econ_growing_annuity(r, r - d, n, &below, NULL), TL_OK);
    double slope = n * (n - 1) / 2 / (1.08 * 1.08);
    assert_close(above, n / 1.08 + slope * d, 1e-12 + 5000 * d * d);
    assert_close(below, n / 1.08 - slope * d, 1e-12 + 5000 * d * d);
  }
}

static void rates_and_years_that_cannot_be_are_refused(void **state) {
  (void)state;
  double pv;
  tl_error error = {0};
  assert_int_equal(tl_econ_annuity(-1, 10, &pv, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "discount rate = -1"));
  assert_int_equal(tl_econ_annuity(NAN, 10, &pv, &error), TL_ERR_INPUT);
  assert_int_equal(tl_econ_annuity(0.1, -1, &pv, &error), TL_ERR_INPUT);
  assert_int_equal(tl_econ_growing_annuity(0, 9, 1e6, &pv, &error), TL_ERR_INPUT);
}

static void interest_during_construction_by_hand(void **state) {
  (void)state;
  const double shares[] = {0.4, 0.6};
  double factor;
  assert_int_equal(tl_econ_interest_factor(shares, 2, 0.21, &factor, NULL), TL_OK);
  assert_close_rel(factor, 0.4 * (1.331 - 1) + 0.6 * (1.1 - 1), 1e-14); /* 1.21^1.5 = 1.1^3, 1.21^0.5 = 1.1 */
  const double wrong[] = {0.4, 0.5};
  tl_error error = {0};
  assert_int_equal(tl_econ_interest_factor(wrong, 2, 0.1, &factor, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "sum to 0.9"));
}

/* EN 10220:2002, section on mass per unit length: M = 0.0246615 (D - T) T kg/m with D and T in mm. */
static void steel_mass_follows_en_10220(void **state) {
  (void)state;
  static const double pipes[][2] = {{1422, 25}, {1420, 21.7}, {1219, 18.4}, {508, 10}, {168.3, 4.5}};
  for (size_t i = 0; i < TLI_COUNT(pipes); i++) {
    double d = pipes[i][0], t = pipes[i][1];
    assert_close_rel(tl_econ_steel_kg_m(d / 1000, t / 1000), 0.0246615 * (d - t) * t, 2e-7);
  }
  assert_close_rel(tl_econ_steel_kg_m(0.5, 0.25), 7850 * 3.14159265358979323846 * 0.25 * 0.25, 1e-15); /* a solid bar */
  assert_true(isnan(tl_econ_steel_kg_m(0.5, 0.26)));
  assert_true(isnan(tl_econ_steel_kg_m(0.5, 0)));
  assert_true(isnan(tl_econ_steel_kg_m(NAN, 0.01)));
}

static const tl_econ_item bill[] = {
    {TL_SCOPE_STEEL, "pipe", 800e6, {1.2, 1.5, 2.0}, {"USD", 2023}},
    {TL_SCOPE_COATING, "coating", 962900, {150, 200, 260}, {"USD", 2023}},
    {TL_SCOPE_LAYING, "laying", 962900, {900, 1300.3, 2100.7}, {"USD", 2023}},
    {TL_SCOPE_STATIONS, "stations", 320e6, {2.5, 3.3, 4.5}, {"USD", 2023}},
};

static void a_bill_is_priced_with_fractions_on_top(void **state) {
  (void)state;
  tl_range amounts[4];
  tl_econ_total total;
  tl_error error = {0};
  tl_range engineering = {0.05, 0.08, 0.10}, contingency = {0.10, 0.15, 0.25};
  if (tl_econ_capital_cost(bill, 4, engineering, contingency, &usd23, NULL, amounts, &total, &error) != TL_OK)
    fail_msg("%s", error.sentence);
  assert_close(amounts[0].likely, 1.2e9, 0);
  assert_close(amounts[1].low, 144435000, 0);
  assert_close(amounts[3].high, 1.44e9, 0);
  double likely = 1.2e9 + 192580000 + 962900 * 1300.3 + 1.056e9;
  assert_close(total.by_item[TL_SCOPE_ENGINEERING].likely, 0.08 * likely, 1.0 / 64);
  assert_close(total.by_item[TL_SCOPE_CONTINGENCY].likely, 0.15 * 1.08 * likely, 1.0 / 32);
  assert_close(total.sum.likely, 1.15 * 1.08 * likely, 1.0 / 16);
  char scope[200];
  assert_true(tl_econ_scope_write(total.scope, scope, sizeof scope));
  assert_string_equal(scope, "steel, coating, laying, stations, engineering, contingency");
}

/* Not within a tolerance: bit for bit, in any order of adding. */
static void parts_sum_to_the_total_exactly(void **state) {
  (void)state;
  uint64_t seed = 1;
  for (int trial = 0; trial < 300; trial++) {
    tl_econ_item items[40];
    for (int i = 0; i < 40; i++) {
      double r[4];
      for (int k = 0; k < 4; k++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        r[k] = (double)(seed >> 11) * 0x1p-53;
      }
      items[i] = (tl_econ_item){(tl_scope_item)(i % 6),
                                "item",
                                1e6 * r[0],
                                {1000 * r[1], 1000 * r[1] + 100 * r[2], 1000 * r[1] + 100 * r[2] + 3000 * r[3]},
                                {"USD", 2023}};
    }
    tl_range amounts[40];
    tl_econ_total total;
    assert_int_equal(tl_econ_capital_cost(items, 40, (tl_range){0.03, 0.07, 0.1}, (tl_range){0.1, 0.2, 0.3}, &usd23,
                                          NULL, amounts, &total, NULL),
                     TL_OK);
    tl_range down = total.by_item[TL_SCOPE_CONTINGENCY];
    down = tl_econ_range_add(total.by_item[TL_SCOPE_ENGINEERING], down);
    for (int i = 39; i >= 0; i--) down = tl_econ_range_add(amounts[i], down);
    assert_true(down.low == total.sum.low && down.likely == total.sum.likely && down.high == total.sum.high);
    tl_range items_up = {0, 0, 0};
    for (int i = 0; i < TL_SCOPE_ITEMS; i++) items_up = tl_econ_range_add(items_up, total.by_item[i]);
    assert_true(items_up.low == total.sum.low && items_up.high == total.sum.high);
    assert_true(total.sum.low <= total.sum.likely && total.sum.likely <= total.sum.high);
    tl_econ_total line = {0};
    assert_int_equal(tl_econ_total_add(&line, &total, NULL), TL_OK);
    assert_int_equal(tl_econ_total_add(&line, &total, NULL), TL_OK);
    assert_true(line.sum.likely == 2 * total.sum.likely);
  }
}

static void bills_that_cannot_be_priced_say_why(void **state) {
  (void)state;
  tl_econ_total total;
  tl_error error = {0};
  const tl_range none = {0, 0, 0};
  tl_econ_item item = bill[0];
  item.basis = eur20;
  assert_int_equal(tl_econ_capital_cost(&item, 1, none, none, &usd23, NULL, NULL, &total, &error), TL_ERR_INPUT);
  assert_string_equal(error.sentence,
                      "pipe: amounts in EUR and in USD meet, but no exchange rate between them is given; "
                      "add one with its year");
  item = bill[0];
  item.rate = (tl_range){3, 2, 1};
  assert_int_equal(tl_econ_capital_cost(&item, 1, none, none, &usd23, NULL, NULL, &total, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "pipe: low 3, likely 2, high 1"));
  item = bill[0];
  item.quantity = -1;
  assert_int_equal(tl_econ_capital_cost(&item, 1, none, none, &usd23, NULL, NULL, &total, &error), TL_ERR_INPUT);
  item = bill[0];
  item.scope = TL_SCOPE_ENGINEERING;
  assert_int_equal(tl_econ_capital_cost(&item, 1, tl_econ_range(0.1), none, &usd23, NULL, NULL, &total, &error),
                   TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "keep one of them"));
  assert_int_equal(tl_econ_capital_cost(bill, 4, tl_econ_range(8), none, &usd23, NULL, NULL, &total, &error),
                   TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "outside 0 .. 1"));
}

static void money_moves_by_explicit_rates_only(void **state) {
  (void)state;
  const tl_econ_exchange exchanges[] = {{"EUR", "USD", 1.25, 2022}};
  const tl_econ_escalation escalations[] = {{"USD", 0.10}, {"EUR", 0.20}};
  const tl_econ_rates rates = {exchanges, 1, escalations, 2};
  double factor;
  tl_error error = {0};
  assert_int_equal(tl_econ_factor(&usd23, &usd25, &rates, &factor, NULL), TL_OK);
  assert_close_rel(factor, 1.21, 1e-15);
  assert_int_equal(tl_econ_factor(&usd25, &usd23, &rates, &factor, NULL), TL_OK);
  assert_close_rel(factor, 1 / 1.21, 1e-15);
  /* 2020 -> 2022 in EUR, exchange, 2022 -> 2025 in USD */
  assert_int_equal(tl_econ_factor(&eur20, &usd25, &rates, &factor, NULL), TL_OK);
  assert_close_rel(factor, 1.44 * 1.25 * 1.331, 1e-14);
  double back;
  assert_int_equal(tl_econ_factor(&usd25, &eur20, &rates, &back, NULL), TL_OK);
  assert_close_rel(back * factor, 1.0, 1e-14);
  assert_int_equal(tl_econ_factor(&usd23, &usd23, NULL, &factor, NULL), TL_OK);
  assert_close(factor, 1, 0);
  assert_int_equal(tl_econ_factor(&usd23, &usd25, NULL, &factor, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "no escalation is given for USD"));
  assert_int_equal(tl_econ_factor(&usd, &usd25, &rates, &factor, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "no price year"));
  const tl_econ_basis cny = {"CNY", 2024}, nothing = {"", 0};
  assert_int_equal(tl_econ_factor(&cny, &usd25, &rates, &factor, &error), TL_ERR_INPUT);
  assert_int_equal(tl_econ_factor(&nothing, &usd25, &rates, &factor, &error), TL_ERR_INPUT);
}

static void a_converted_total_still_sums_to_its_parts(void **state) {
  (void)state;
  const tl_econ_exchange exchanges[] = {{"USD", "CNY", 7.0725, 2023}};
  const tl_econ_escalation escalations[] = {{"CNY", 0.021}};
  const tl_econ_rates rates = {exchanges, 1, escalations, 1};
  const tl_econ_basis cny25 = {"CNY", 2025};
  tl_econ_total total, converted;
  tl_error error = {0};
  assert_int_equal(
      tl_econ_capital_cost(bill, 4, tl_econ_range(0.07), tl_econ_range(0.13), &usd23, NULL, NULL, &total, NULL), TL_OK);
  assert_int_equal(tl_econ_total_convert(&total, &cny25, &rates, &converted, NULL), TL_OK);
  assert_close_rel(converted.sum.likely, total.sum.likely * 7.0725 * 1.021 * 1.021, 1e-10);
  tl_range sum = {0, 0, 0};
  for (int i = TL_SCOPE_ITEMS - 1; i >= 0; i--) sum = tl_econ_range_add(sum, converted.by_item[i]);
  assert_true(sum.low == converted.sum.low && sum.likely == converted.sum.likely && sum.high == converted.sum.high);
  assert_string_equal(converted.basis.currency, "CNY");
  tl_econ_total whole = tl_econ_total_published(tl_econ_range(13.6e9), 1, &usd23);
  assert_int_equal(tl_econ_total_convert(&whole, &cny25, &rates, &converted, NULL), TL_OK);
  assert_false(converted.split);
  assert_close_rel(converted.sum.high, 13.6e9 * 7.0725 * 1.021 * 1.021, 1e-14);
  assert_int_equal(tl_econ_total_convert(&whole, &usd25, &rates, &converted, &error), TL_ERR_INPUT);
}

static void scopes_are_read_and_written_by_name(void **state) {
  (void)state;
  tl_econ_scope scope;
  tl_error error = {0};
  assert_int_equal(tl_econ_scope_read("steel, roads power,  vat", &scope, &error), TL_ERR_INPUT);
  assert_int_equal(tl_econ_scope_read("steel, roads-power,  vat", &scope, &error), TL_OK);
  assert_int_equal(scope,
                   TL_SCOPE_BIT(TL_SCOPE_STEEL) | TL_SCOPE_BIT(TL_SCOPE_ROADS_POWER) | TL_SCOPE_BIT(TL_SCOPE_VAT));
  assert_int_equal(tl_econ_scope_read("", &scope, &error), TL_OK);
  assert_int_equal(scope, 0);
  assert_int_equal(tl_econ_scope_read("steal", &scope, &error), TL_ERR_INPUT);
  assert_string_equal(error.sentence, "scope item steal is not known; did you mean steel?");
  assert_int_equal(tl_econ_scope_read("xylophone", &scope, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "allowed: steel, coating"));
  for (int i = 0; i < TL_SCOPE_ITEMS; i++) {
    assert_true(strlen(tl_econ_scope_name((tl_scope_item)i)) > 0);
    assert_true(strlen(tl_econ_scope_sentence((tl_scope_item)i)) > 0);
  }
  for (tl_econ_scope s = 0; s < TL_SCOPE_BIT(TL_SCOPE_ITEMS); s += 37) {
    char text[400];
    tl_econ_scope again;
    assert_true(tl_econ_scope_write(s, text, sizeof text));
    if (s == 0) continue;
    assert_int_equal(tl_econ_scope_read(text, &again, NULL), TL_OK);
    assert_int_equal(again, s);
    assert_false(tl_econ_scope_write(s, text, 4));
  }
}

static void totals_compare_on_common_scope_only(void **state) {
  (void)state;
  const tl_range none = {0, 0, 0};
  tl_econ_total ours;
  assert_int_equal(tl_econ_capital_cost(bill, 4, none, none, &usd23, NULL, NULL, &ours, NULL), TL_OK);
  tl_econ_scope pipe = TL_SCOPE_BIT(TL_SCOPE_STEEL) | TL_SCOPE_BIT(TL_SCOPE_COATING);
  tl_econ_total published = tl_econ_total_published(tl_econ_range(5e9), pipe, &usd23);
  tl_econ_comparison c;
  assert_int_equal(tl_econ_compare(&ours, &published, &c, NULL), TL_OK);
  assert_int_equal(c.common, pipe);
  assert_int_equal(c.only_in_a, TL_SCOPE_BIT(TL_SCOPE_LAYING) | TL_SCOPE_BIT(TL_SCOPE_STATIONS));
  assert_close(c.a.likely, 1.2e9 + 192580000, 0);
  assert_int_equal(c.order, TL_ECON_BELOW);
  assert_false(c.a_is_bound || c.b_is_bound);
  /* a published figure that also holds the fields cannot be cut: it bounds the common scope from above */
  published = tl_econ_total_published(tl_econ_range(5e9), pipe | TL_SCOPE_BIT(TL_SCOPE_UPSTREAM), &usd23);
  assert_int_equal(tl_econ_compare(&ours, &published, &c, NULL), TL_OK);
  assert_true(c.b_is_bound);
  assert_int_equal(c.order, TL_ECON_OVERLAP);
  published.sum = tl_econ_range(1e9); /* ours is above even that */
  assert_int_equal(tl_econ_compare(&ours, &published, &c, NULL), TL_OK);
  assert_int_equal(c.order, TL_ECON_ABOVE);
  tl_econ_total other =
      tl_econ_total_published(tl_econ_range(5e9), TL_SCOPE_BIT(TL_SCOPE_STEEL) | TL_SCOPE_BIT(TL_SCOPE_VAT), &usd23);
  assert_int_equal(tl_econ_compare(&published, &other, &c, NULL), TL_OK);
  assert_int_equal(c.order, TL_ECON_NOT_COMPARABLE);
  published.basis = usd25;
  tl_error error = {0};
  assert_int_equal(tl_econ_compare(&ours, &published, &c, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "USD(2023) and USD(2025)"));
  assert_int_equal(tl_econ_total_add(&ours, &published, &error), TL_ERR_USAGE);
}

/* r = 10 %, shares 40/60 over two years, three years of operation at 50, 80, 100 % of 100 m3/a, all at year ends;
 * the expected values are exact fractions written with 17 digits. */
static void the_levelised_cost_of_a_small_line_by_hand(void **state) {
  (void)state;
  const double shares[] = {0.4, 0.6}, ramp[] = {0.5, 0.8};
  tl_econ_life life = {.rate_1_a = 0.1,
                       .construction_shares = shares,
                       .construction_years = 2,
                       .operating_years = 3,
                       .ramp = ramp,
                       .ramp_years = 2,
                       .timing = 1,
                       .volume_m3_a = 100,
                       .capital = {500, 1000, 2000},
                       .fixed_1_a = {50, 50, 60},
                       .variable_per_m3 = {0.1, 0.2, 0.3}};
  tl_econ_levelised c;
  tl_error error = {0};
  if (tl_econ_levelise(&life, &c, &error) != TL_OK) fail_msg("%s", error.sentence);
  assert_close_rel(c.discount_capital, 0.859504132231405, 1e-14);
  assert_close_rel(c.discount_fixed_a, 2.0552495793258037, 1e-14);
  assert_close_rel(c.discounted_volume_m3, 154.29894878020005, 1e-14);
  assert_close_rel(c.capital.likely, 5.5703822937625755, 1e-14);
  assert_close_rel(c.fixed.likely, 0.6659959758551308, 1e-14);
  assert_true(c.total.likely == c.capital.likely + c.fixed.likely + c.variable.likely);
  assert_close_rel(c.total.high, 2 * 5.5703822937625755 + 1.2 * 0.6659959758551308 + 0.3, 1e-14);
  /* the price c earns exactly the rate: revenue less cost has present value 0 at any origin of time */
  double npv = -life.capital.likely * c.discount_capital - life.fixed_1_a.likely * c.discount_fixed_a +
               (c.total.likely - life.variable_per_m3.likely) * c.discounted_volume_m3;
  assert_close(npv, 0, 1e-9);
}

/* Without ramp the levelised cost is capital / annuity / volume. */
static void without_ramp_the_levelised_cost_is_an_annuity(void **state) {
  (void)state;
  tl_econ_life life = {
      .rate_1_a = 0.08, .operating_years = 30, .timing = 1, .volume_m3_a = 50e9, .capital = {13.6e9, 13.6e9, 13.6e9}};
  tl_econ_levelised c;
  double annuity;
  assert_int_equal(tl_econ_levelise(&life, &c, NULL), TL_OK);
  assert_int_equal(tl_econ_annuity(0.08, 30, &annuity, NULL), TL_OK);
  assert_close_rel(c.total.likely, 13.6e9 / annuity / 50e9, 1e-13);
  life.rate_1_a = 0;
  assert_int_equal(tl_econ_levelise(&life, &c, NULL), TL_OK);
  assert_close_rel(c.total.likely, 13.6 / 30 / 50, 1e-14);
}

static void lives_that_cannot_pay_say_why(void **state) {
  (void)state;
  const double ramp[] = {0.5, 0.4}, shares[] = {0.5, 0.6}, zero[] = {0};
  const tl_econ_life good = {.rate_1_a = 0.08, .operating_years = 30, .timing = 0.5, .volume_m3_a = 1};
  tl_econ_levelised c;
  tl_error error = {0};
  tl_econ_life life = good;
  life.volume_m3_a = 0;
  assert_int_equal(tl_econ_levelise(&life, &c, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "nothing is delivered"));
  life = good, life.ramp = ramp, life.ramp_years = 2;
  assert_int_equal(tl_econ_levelise(&life, &c, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "falls from 0.5 to 0.4 in year 2"));
  life = good, life.construction_shares = shares, life.construction_years = 2;
  assert_int_equal(tl_econ_levelise(&life, &c, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "sum to 1.1"));
  life = good, life.operating_years = 1, life.ramp = zero, life.ramp_years = 1;
  assert_int_equal(tl_econ_levelise(&life, &c, &error), TL_ERR_INPUT);
  life = good, life.timing = 2;
  assert_int_equal(tl_econ_levelise(&life, &c, &error), TL_ERR_INPUT);
  life = good, life.capital.low = INFINITY;
  assert_int_equal(tl_econ_levelise(&life, &c, &error), TL_ERR_INPUT);
}

/* 37.45 MJ/m3 gross at 20 degC: 35.496 MMBtu per 1000 m3; sources print 35.5. */
static void tariffs_come_per_volume_and_per_energy(void **state) {
  (void)state;
  tl_value gross;
  tl_error error = {0};
  assert_int_equal(tl_value_read("37.45 MJ/m3 gross at 25/20 degC", TL_HEATING_VALUE, &gross, &error), TL_OK);
  tl_econ_tariff tariff;
  assert_int_equal(tl_econ_tariff_of(tl_econ_range(0.0355), 293.15, &gross, &tariff, &error), TL_OK);
  assert_close_rel(tariff.per_1000_m3.likely, 35.5, 1e-14);
  assert_close_rel(tariff.per_1000_m3.likely / tariff.per_mmbtu_gross.likely, 35.5, 2e-4);
  assert_close_rel(tariff.per_mmbtu_gross.likely, 0.0355 * 1055.05585262 / 37.45, 1e-14);
  assert_int_equal(tl_econ_tariff_of(tl_econ_range(1), 273.15, &gross, &tariff, &error), TL_ERR_INPUT);
  assert_non_null(strstr(error.sentence, "bring both to one reference"));
  assert_int_equal(tl_value_read("33 MJ/m3 net at 25/20 degC", TL_HEATING_VALUE, &gross, &error), TL_OK);
  assert_int_equal(tl_econ_tariff_of(tl_econ_range(1), 293.15, &gross, &tariff, &error), TL_ERR_INPUT);
}

/* BP, Statistical Review of World Energy 2021, approximate conversion factors: 1 bcm of natural gas = 35.315 billion
 * cubic feet = 36.000 PJ = 34.121 trillion Btu; 1 billion cubic feet = 1.019 PJ = 0.966 trillion Btu. Five and three
 * printed digits: half a unit of the last. */
static void printed_conversions_of_the_trade_come_out(void **state) {
  (void)state;
  tl_value gross, volume;
  tl_econ_tariff tariff;
  assert_int_equal(tl_value_read("36 MJ/m3 gross at 15/15 degC", TL_HEATING_VALUE, &gross, NULL), TL_OK);
  assert_int_equal(tl_econ_tariff_of(tl_econ_range(0.034121), 288.15, &gross, &tariff, NULL), TL_OK);
  assert_close(tariff.per_1000_m3.likely, 34.121, 1e-12);
  assert_close(tariff.per_mmbtu_gross.likely, 1, 0.5e-3 / 34.121); /* a dollar per MMBtu is 34.121 per 1000 m3 */
  assert_int_equal(tl_value_read("1 bcm at 15 degC", TL_GAS_VOLUME, &volume, NULL), TL_OK);
  assert_close(volume.si / 0.028316846592e9, 35.315, 0.5e-3);                  /* cubic feet of 0.3048 m */
  assert_close(0.028316846592e9 * gross.si / 1e15, 1.019, 0.5e-3);             /* PJ in a billion cubic feet */
  assert_close(0.028316846592e9 * gross.si / 1055.05585262e12, 0.966, 0.5e-3); /* trillion Btu in it */
}

static void fuel_and_operating_cost_by_hand(void **state) {
  (void)state;
  tl_range per_m3;
  tl_error error = {0};
  assert_int_equal(tl_econ_fuel_cost(60, 1500, (tl_range){0.05, 0.1, 0.2}, &per_m3, NULL), TL_OK);
  assert_close_rel(per_m3.likely, 0.004, 1e-15);
  assert_int_equal(tl_econ_fuel_cost_energy(900e6, 1500, tl_econ_range(2e-9), &per_m3, NULL), TL_OK);
  assert_close_rel(per_m3.low, 0.0012, 1e-15);
  assert_int_equal(tl_econ_fuel_cost(60, 0, tl_econ_range(1), &per_m3, &error), TL_ERR_INPUT);
  tl_range opex = tl_econ_operating_cost((tl_range){1e9, 2e9, 3e9}, (tl_range){0.01, 0.02, 0.03}, tl_econ_range(1e9),
                                         (tl_range){0.03, 0.04, 0.05});
  assert_close_rel(opex.low, 40e6, 1e-14);
  assert_close_rel(opex.likely, 80e6, 1e-14);
  assert_close_rel(opex.high, 140e6, 1e-14);
  tl_range saved = tl_econ_range_scale((tl_range){1, 2, 3}, -1);
  assert_close(saved.low, -3, 0);
  assert_close(saved.high, -1, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(annuities_match_hand_derived_values),
      cmocka_unit_test(the_growing_annuity_is_smooth_where_growth_meets_the_rate),
      cmocka_unit_test(rates_and_years_that_cannot_be_are_refused),
      cmocka_unit_test(interest_during_construction_by_hand),
      cmocka_unit_test(steel_mass_follows_en_10220),
      cmocka_unit_test(a_bill_is_priced_with_fractions_on_top),
      cmocka_unit_test(parts_sum_to_the_total_exactly),
      cmocka_unit_test(bills_that_cannot_be_priced_say_why),
      cmocka_unit_test(money_moves_by_explicit_rates_only),
      cmocka_unit_test(a_converted_total_still_sums_to_its_parts),
      cmocka_unit_test(scopes_are_read_and_written_by_name),
      cmocka_unit_test(totals_compare_on_common_scope_only),
      cmocka_unit_test(the_levelised_cost_of_a_small_line_by_hand),
      cmocka_unit_test(without_ramp_the_levelised_cost_is_an_annuity),
      cmocka_unit_test(lives_that_cannot_pay_say_why),
      cmocka_unit_test(tariffs_come_per_volume_and_per_energy),
      cmocka_unit_test(printed_conversions_of_the_trade_come_out),
      cmocka_unit_test(fuel_and_operating_cost_by_hand),
  };
  return cmocka_run_group_tests_name("econ", tests, NULL, NULL);
}
