/* Capital cost: a priced bill with declared scope, sums of bills, and comparison on common scope.
 *
 * Engineering is a fraction of the bill, contingency a fraction of bill and engineering (AACE International RP 18R-97
 * puts contingency last, on everything it may hit). Costs are overnight costs. */
#include <math.h>
#include <string.h>

#include "base/tli_base.h"
#include "trunkline/econ.h"

#define PI 3.14159265358979323846

double tl_econ_steel_kg_m(double outside_diameter_m, double wall_m) {
  if (!(wall_m > 0) || !(wall_m <= outside_diameter_m / 2)) return NAN;
  return PI * (outside_diameter_m - wall_m) * wall_m * TL_ECON_STEEL_DENSITY_KG_M3;
}

/* Multiples of 1/64: sums of such numbers below 2^47 are exact in doubles, whatever their order. */
static double coin(double amount) { return nearbyint(amount * 64) / 64; }
static tl_range coins(tl_range r) { return (tl_range){coin(r.low), coin(r.likely), coin(r.high)}; }

static void add_to(tl_econ_total *total, tl_scope_item scope, tl_range amount) {
  total->scope |= TL_SCOPE_BIT(scope);
  total->by_item[scope] = tl_econ_range_add(total->by_item[scope], amount);
  total->sum = tl_econ_range_add(total->sum, amount);
}

static tl_code check_item(const tl_econ_item *item, tl_error *error) {
  const char *label = item->label != NULL ? item->label : "an item without a label";
  if ((int)item->scope < 0 || item->scope >= TL_SCOPE_ITEMS)
    return tl_fail(error, TL_ERR_USAGE, "%s: scope item %d does not exist", label, (int)item->scope);
  if (!(item->quantity >= 0) || !isfinite(item->quantity))
    return tl_fail(error, TL_ERR_INPUT, "%s: quantity %g must be finite and not negative", label, item->quantity);
  TLI_TRY(tl_econ_range_check(item->rate, label, error));
  if (item->rate.low < 0)
    return tl_fail(error, TL_ERR_INPUT, "%s: rate %g is negative; a saving is an item of its own", label,
                   item->rate.low);
  return TL_OK;
}

static tl_code check_fraction(tl_range fraction, const char *what, bool already, tl_error *error) {
  TLI_TRY(tl_econ_range_check(fraction, what, error));
  if (fraction.low < 0 || fraction.high > 1)
    return tl_fail(error, TL_ERR_INPUT, "%s = %g .. %g is outside 0 .. 1 of the bill", what, fraction.low,
                   fraction.high);
  if (already && fraction.high > 0)
    return tl_fail(error, TL_ERR_INPUT, "%s stands in the bill and is given as a fraction, too; keep one of them",
                   what);
  return TL_OK;
}

tl_code tl_econ_capital_cost(const tl_econ_item *items, size_t count, tl_range engineering_fraction,
                             tl_range contingency_fraction, const tl_econ_basis *wanted, const tl_econ_rates *rates,
                             tl_range *amounts, tl_econ_total *total, tl_error *error) {
  *total = (tl_econ_total){.basis = *wanted, .split = true};
  for (size_t i = 0; i < count; i++) {
    double factor = 1;
    TLI_TRY(check_item(&items[i], error));
    tl_error why;
    tl_code code = tl_econ_factor(&items[i].basis, wanted, rates, &factor, &why);
    if (code != TL_OK)
      return tl_fail(error, code, "%s: %s", items[i].label != NULL ? items[i].label : "an item", why.sentence);
    tl_range amount = coins(tl_econ_range_scale(items[i].rate, items[i].quantity * factor));
    if (amounts != NULL) amounts[i] = amount;
    add_to(total, items[i].scope, amount);
  }
  TLI_TRY(check_fraction(engineering_fraction, "engineering", (total->scope & TL_SCOPE_BIT(TL_SCOPE_ENGINEERING)) != 0,
                         error));
  TLI_TRY(check_fraction(contingency_fraction, "contingency", (total->scope & TL_SCOPE_BIT(TL_SCOPE_CONTINGENCY)) != 0,
                         error));
  if (engineering_fraction.high > 0)
    add_to(total, TL_SCOPE_ENGINEERING, coins(tl_econ_range_times(total->sum, engineering_fraction)));
  if (contingency_fraction.high > 0)
    add_to(total, TL_SCOPE_CONTINGENCY, coins(tl_econ_range_times(total->sum, contingency_fraction)));
  return tl_econ_range_check(total->sum, "capital cost", error);
}

tl_econ_total tl_econ_total_published(tl_range amount, tl_econ_scope scope, const tl_econ_basis *basis) {
  return (tl_econ_total){.basis = *basis, .scope = scope, .split = false, .sum = amount};
}

static tl_code check_basis(const tl_econ_basis *a, const tl_econ_basis *b, tl_error *error) {
  if (strncmp(a->currency, b->currency, 3) == 0 && a->price_year == b->price_year) return TL_OK;
  return tl_fail(error, TL_ERR_INPUT, "%.3s(%d) and %.3s(%d) do not add up or compare; bring both to one basis first",
                 a->currency, a->price_year, b->currency, b->price_year);
}

tl_code tl_econ_total_add(tl_econ_total *sum, const tl_econ_total *part, tl_error *error) {
  bool empty = sum->basis.currency[0] == '\0' && sum->scope == 0;
  if (empty) *sum = (tl_econ_total){.basis = part->basis, .split = true};
  if (!part->split || !sum->split)
    return tl_fail(error, TL_ERR_USAGE, "a total that is known only as a whole cannot be added to one that is split");
  TLI_TRY(check_basis(&sum->basis, &part->basis, error));
  for (int i = 0; i < TL_SCOPE_ITEMS; i++)
    if ((part->scope & TL_SCOPE_BIT(i)) != 0) add_to(sum, (tl_scope_item)i, part->by_item[i]);
  return TL_OK;
}

tl_code tl_econ_total_convert(const tl_econ_total *total, const tl_econ_basis *wanted, const tl_econ_rates *rates,
                              tl_econ_total *converted, tl_error *error) {
  double factor = 1;
  TLI_TRY(tl_econ_factor(&total->basis, wanted, rates, &factor, error));
  tl_econ_total c = {.basis = *wanted, .scope = total->scope, .split = total->split};
  if (!total->split) c.sum = tl_econ_range_scale(total->sum, factor);
  for (int i = 0; total->split && i < TL_SCOPE_ITEMS; i++)
    if ((total->scope & TL_SCOPE_BIT(i)) != 0)
      add_to(&c, (tl_scope_item)i, coins(tl_econ_range_scale(total->by_item[i], factor)));
  *converted = c;
  return TL_OK;
}

tl_range tl_econ_total_within(const tl_econ_total *total, tl_econ_scope scope) {
  if ((total->scope & ~scope) == 0) return total->sum;
  if (!total->split) return tl_econ_range(NAN);
  tl_range within = {0, 0, 0};
  for (int i = 0; i < TL_SCOPE_ITEMS; i++)
    if ((total->scope & scope & TL_SCOPE_BIT(i)) != 0) within = tl_econ_range_add(within, total->by_item[i]);
  return within;
}

/* A side on the common scope, and whether it still holds items that could not be taken out. */
static tl_range side(const tl_econ_total *total, tl_econ_scope common, bool *is_bound) {
  *is_bound = !total->split && (total->scope & ~common) != 0;
  return *is_bound ? total->sum : tl_econ_total_within(total, common);
}

tl_code tl_econ_compare(const tl_econ_total *a, const tl_econ_total *b, tl_econ_comparison *comparison,
                        tl_error *error) {
  TLI_TRY(check_basis(&a->basis, &b->basis, error));
  tl_econ_comparison c = {
      .common = a->scope & b->scope, .only_in_a = a->scope & ~b->scope, .only_in_b = b->scope & ~a->scope};
  c.a = side(a, c.common, &c.a_is_bound);
  c.b = side(b, c.common, &c.b_is_bound);
  if (c.common == 0 || (c.a_is_bound && c.b_is_bound))
    c.order = TL_ECON_NOT_COMPARABLE;
  else if (c.a.high < (c.b_is_bound ? 0 : c.b.low))
    c.order = TL_ECON_BELOW;
  else if ((c.a_is_bound ? 0 : c.a.low) > c.b.high)
    c.order = TL_ECON_ABOVE;
  else
    c.order = TL_ECON_OVERLAP;
  *comparison = c;
  return TL_OK;
}
