/* trunkline/econ.h - what a pipeline costs, with what in the number: pure functions on plain data.
 *
 * Money here is a number with a basis (currency and price year). Two amounts meet only in one basis; the way from one
 * to another is an explicit exchange rate and an explicit escalation, never a built-in one. Costs are overnight costs:
 * interest during construction is a derived line. Estimates are low / likely / high.
 * Every total declares its scope: which named items are in it. Two totals are compared on common scope only.
 * Nothing here allocates; arrays belong to the caller.
 */
#ifndef TRUNKLINE_ECON_H
#define TRUNKLINE_ECON_H

#include "trunkline/units.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- estimates ---------------------------------------------------------------------------------------------- */

/* low <= likely <= high. */
typedef struct tl_range {
  double low, likely, high;
} tl_range;

TL_API tl_range tl_econ_range(double value); /* certain: low = likely = high */
TL_API tl_range tl_econ_range_add(tl_range a, tl_range b);
/* Ends meet ends: low with low, high with high. Both ranges must not be negative. */
TL_API tl_range tl_econ_range_times(tl_range a, tl_range b);
TL_API tl_range tl_econ_range_scale(tl_range a, double factor); /* a negative factor swaps the ends */
/* TL_ERR_INPUT with a sentence naming `what` unless finite and low <= likely <= high. */
TL_API TL_MUST_USE tl_code tl_econ_range_check(tl_range range, const char *what, tl_error *error);

/* --- money between currencies and price years --------------------------------------------------------------- */

typedef struct tl_econ_basis {
  char currency[4]; /* ISO 4217 */
  int price_year;   /* 0: not stated; such an amount is refused wherever a price year matters */
} tl_econ_basis;

/* to_per_from units of `to` buy one unit of `from`, in prices of `year`. Used in both directions. */
typedef struct tl_econ_exchange {
  char from[4], to[4];
  double to_per_from;
  int year;
} tl_econ_exchange;

/* Prices in this currency rise by rate_1_a a year (0.03: by 3 %). One row per currency. */
typedef struct tl_econ_escalation {
  char currency[4];
  double rate_1_a;
} tl_econ_escalation;

typedef struct tl_econ_rates {
  const tl_econ_exchange *exchanges;
  size_t exchange_count;
  const tl_econ_escalation *escalations;
  size_t escalation_count;
} tl_econ_rates;

/* The factor that takes an amount from one basis to another: escalate in the old currency to the year of the exchange
 * rate, exchange, escalate in the new currency to the new price year. rates may be NULL when the bases agree.
 * TL_ERR_INPUT with a sentence when a rate or a price year is missing. */
TL_API TL_MUST_USE tl_code tl_econ_factor(const tl_econ_basis *from, const tl_econ_basis *to,
                                          const tl_econ_rates *rates, double *factor, tl_error *error);

/* --- scope -------------------------------------------------------------------------------------------------- */

/* What may be in a cost. The order is the order in which a cost tree is printed. */
typedef enum tl_scope_item {
  TL_SCOPE_STEEL,
  TL_SCOPE_COATING,
  TL_SCOPE_LAYING,
  TL_SCOPE_CROSSINGS,
  TL_SCOPE_STATIONS,
  TL_SCOPE_ROADS_POWER,
  TL_SCOPE_LAND,
  TL_SCOPE_ENGINEERING,
  TL_SCOPE_CONTINGENCY,
  TL_SCOPE_LINE_FILL,
  TL_SCOPE_INTEREST,
  TL_SCOPE_FEEDERS,
  TL_SCOPE_UPSTREAM,
  TL_SCOPE_PROCESSING,
  TL_SCOPE_STORAGE,
  TL_SCOPE_DISTRIBUTION,
  TL_SCOPE_VAT,
  TL_SCOPE_ITEMS
} tl_scope_item;

/* A set of items: bit number is the item. */
typedef uint32_t tl_econ_scope;
#define TL_SCOPE_BIT(item) ((tl_econ_scope)1 << (unsigned)(item))

TL_API const char *tl_econ_scope_name(tl_scope_item item);     /* "roads_power"; "" out of range */
TL_API const char *tl_econ_scope_sentence(tl_scope_item item); /* what is counted under it */
/* false if unknown; *near (may be NULL) then is the closest name or NULL. */
TL_API bool tl_econ_scope_find(const char *name, tl_scope_item *item, const char **near);
/* Reads "steel, coating, laying" (commas or blanks between); "" is the empty set. */
TL_API TL_MUST_USE tl_code tl_econ_scope_read(const char *text, tl_econ_scope *scope, tl_error *error);
/* Writes "steel, coating, laying" into the buffer, "nothing" for the empty set; false if it does not fit. */
TL_API bool tl_econ_scope_write(tl_econ_scope scope, char *buffer, size_t bytes);

/* --- capital cost ------------------------------------------------------------------------------------------- */

/* Steel of a plain pipe [kg/m]: pi (D - t) t 7,850 kg/m3 (ISO 4200 and EN 10220, section "mass per unit length").
 * Outside diameter and wall [m]; NaN unless 0 < wall <= outside_diameter / 2. */
TL_API double tl_econ_steel_kg_m(double outside_diameter_m, double wall_m);
#define TL_ECON_STEEL_DENSITY_KG_M3 7850.0

/* One line of a bill: quantity times rate. The rate is money per unit of the quantity, in the basis of the item. */
typedef struct tl_econ_item {
  tl_scope_item scope;
  const char *label;
  double quantity;
  tl_range rate;
  tl_econ_basis basis;
} tl_econ_item;

/* A total: what is in it, in which money, and how much of it falls on each item. A published figure that is known
 * only as a whole has `split` false and zeros in by_item. Amounts built here are multiples of 1/64 of a currency unit,
 * so that parts sum to the total exactly, in any order, up to 1.4e14 units. */
typedef struct tl_econ_total {
  tl_econ_basis basis;
  tl_econ_scope scope;
  bool split;
  tl_range by_item[TL_SCOPE_ITEMS];
  tl_range sum;
} tl_econ_total;

/* Prices the bill: amounts[i] (may be NULL) is item i in the wanted basis; then engineering as a fraction of all items,
 * and contingency as a fraction of items and engineering. Fractions may be {0,0,0}: the scope then lacks that item.
 * The bill itself must not carry engineering where a fraction is given, nor contingency likewise. */
TL_API TL_MUST_USE tl_code tl_econ_capital_cost(const tl_econ_item *items, size_t count, tl_range engineering_fraction,
                                                tl_range contingency_fraction, const tl_econ_basis *wanted,
                                                const tl_econ_rates *rates, tl_range *amounts, tl_econ_total *total,
                                                tl_error *error);
/* A published figure known only as a whole, with its declared scope. */
TL_API tl_econ_total tl_econ_total_published(tl_range amount, tl_econ_scope scope, const tl_econ_basis *basis);
/* Adds `part` to *sum (sections of a line). Same basis, both split; an empty *sum ({0}) takes the basis of the part. */
TL_API TL_MUST_USE tl_code tl_econ_total_add(tl_econ_total *sum, const tl_econ_total *part, tl_error *error);
/* The same total in another basis; parts still sum exactly. */
TL_API TL_MUST_USE tl_code tl_econ_total_convert(const tl_econ_total *total, const tl_econ_basis *wanted,
                                                 const tl_econ_rates *rates, tl_econ_total *converted, tl_error *error);
/* The part of a split total that lies in `scope`. NaN for a total that is not split, unless all of it lies inside. */
TL_API tl_range tl_econ_total_within(const tl_econ_total *total, tl_econ_scope scope);

typedef enum tl_econ_order {
  TL_ECON_NOT_COMPARABLE, /* no common scope, or both sides hold items that cannot be taken out */
  TL_ECON_BELOW,          /* a lies wholly below b */
  TL_ECON_OVERLAP,
  TL_ECON_ABOVE
} tl_econ_order;

/* Two totals on what both contain. Where a side is not split, items that only it has cannot be taken out: its figure is
 * then an upper bound on the common scope (a_is_bound, b_is_bound), and the order is stated only where it holds for
 * anything between 0 and that bound. */
typedef struct tl_econ_comparison {
  tl_econ_scope common, only_in_a, only_in_b;
  tl_range a, b;
  bool a_is_bound, b_is_bound;
  tl_econ_order order;
} tl_econ_comparison;
/* Bases must agree; TL_ERR_INPUT otherwise. */
TL_API TL_MUST_USE tl_code tl_econ_compare(const tl_econ_total *a, const tl_econ_total *b,
                                           tl_econ_comparison *comparison, tl_error *error);

/* Capital cost of a line without stations by published regressions on built lines, in money of `basis`: a cross-check.
 * Texts are constants. Extrapolated outside the diameters that the regression rests on. */
typedef struct tl_econ_regressed {
  const char *name, *where, *source;
  tl_econ_basis basis;
  double material, labour, other, land, total;
  double largest_m; /* diameter */
  bool extrapolated;
} tl_econ_regressed;
TL_API size_t tl_econ_regression_count(void);
/* TL_ERR_INPUT unless both lengths are above 0; TL_ERR_USAGE where there is no such regression. */
TL_API TL_MUST_USE tl_code tl_econ_regression(size_t which, double diameter_m, double length_m, tl_econ_regressed *cost,
                                              tl_error *error);

/* --- time --------------------------------------------------------------------------------------------------- */

/* Present value of 1 paid at the end of each of `years` years: (1 - (1+r)^-n) / r, n at r = 0. rate > -1, years >= 0.
 */
TL_API TL_MUST_USE tl_code tl_econ_annuity(double rate_1_a, double years, double *present_value, tl_error *error);
/* Present value of 1, 1+g, (1+g)^2, ... paid at the ends of `years` years; years/(1+r) at g = r. */
TL_API TL_MUST_USE tl_code tl_econ_growing_annuity(double rate_1_a, double growth_1_a, double years,
                                                   double *present_value, tl_error *error);

/* Interest up to the start of operation per unit of overnight cost, money being spent in the middle of each year:
 * sum of shares[k] ((1+r)^(years-k-1/2) - 1). The shares must sum to 1 within 1e-9. */
TL_API TL_MUST_USE tl_code tl_econ_interest_factor(const double *shares, size_t years, double rate_1_a, double *factor,
                                                   tl_error *error);

/* --- levelised cost of transport ------------------------------------------------------------------------------- */

/* A line over its life, in money of one basis at constant prices; the rate is real. Within each year all flows stand
 * at `timing` of it: 0 start, 0.5 middle, 1 end. */
typedef struct tl_econ_life {
  double rate_1_a;
  const double *construction_shares; /* of the capital cost, one per year of construction; sum 1 */
  size_t construction_years;
  size_t operating_years;
  const double *ramp; /* share of the full volume in the first operating years, each 0 .. 1; full afterwards */
  size_t ramp_years;
  double timing;
  double volume_m3_a;       /* delivered at full volume, at one reference state */
  tl_range capital;         /* money */
  tl_range fixed_1_a;       /* money a year, from the first operating year on */
  tl_range variable_per_m3; /* money per m3 delivered: fuel, power */
} tl_econ_life;

/* Money per m3 delivered, by part; total is their sum, exactly as added: capital + fixed + variable. */
typedef struct tl_econ_levelised {
  tl_range capital, fixed, variable, total;
  double discounted_volume_m3; /* at the start of construction */
  double discount_capital;     /* present value of 1 unit of capital cost */
  double discount_fixed_a;     /* present value of 1 a year in operation */
} tl_econ_levelised;

TL_API TL_MUST_USE tl_code tl_econ_levelise(const tl_econ_life *life, tl_econ_levelised *result, tl_error *error);

/* Operating cost a year as fractions of capital cost: of the line, and of the stations. */
TL_API tl_range tl_econ_operating_cost(tl_range line_capital, tl_range line_fraction_1_a, tl_range station_capital,
                                       tl_range station_fraction_1_a);
/* Fuel burnt for each m3 delivered, as money: fuel and delivered volume [m3/s] at one reference state, value of the
 * fuel per m3 at the same state. TL_ERR_INPUT unless delivered > 0 and fuel >= 0. */
TL_API TL_MUST_USE tl_code tl_econ_fuel_cost(double fuel_m3_s, double delivered_m3_s, tl_range value_per_m3,
                                             tl_range *per_m3, tl_error *error);
/* The same with fuel as energy: power of the fuel [W] and its value per J, both on the same heating-value basis. */
TL_API TL_MUST_USE tl_code tl_econ_fuel_cost_energy(double fuel_w, double delivered_m3_s, tl_range value_per_j,
                                                    tl_range *per_m3, tl_error *error);

/* One cost of transport in the units of the trade. */
typedef struct tl_econ_tariff {
  double reference_t_k;
  tl_range per_1000_m3;     /* money per 1000 m3 at reference_t_k and 101.325 kPa */
  tl_range per_mmbtu_gross; /* money per MMBtu of gross heating value */
} tl_econ_tariff;
/* `gross` is a heating value on gross basis at the same volume reference; otherwise TL_ERR_INPUT. */
TL_API TL_MUST_USE tl_code tl_econ_tariff_of(tl_range per_m3, double reference_t_k, const tl_value *gross,
                                             tl_econ_tariff *tariff, tl_error *error);

#ifdef __cplusplus
}
#endif
#endif
