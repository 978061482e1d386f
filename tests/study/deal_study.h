/* deal_study.h - a study of two short sections with a contract, and taxes of every kind for it. */
#ifndef DEAL_STUDY_H
#define DEAL_STUDY_H

static inline const char *two_legs(void) {
  return "study: {title: Two legs}\n"
         "gas: {composition: methane, model: papay}\n"
         "flow: {mode: given, volume: 50 bcm/a at 20 degC, at: a}\n"
         "inlet: {pressure: 9.5 MPa, temperature: 10 degC}\n"
         "pipes: {p: {outside_diameter: 1420 mm, wall: 20 mm, roughness: 10 um, max_pressure: 9.8 MPa}}\n"
         "sections:\n"
         "  a: {title: First, country: RU, length: 40 km, pipe: p}\n"
         "  b: {title: Second, country: CN, length: 20 km, pipe: p}\n"
         "costs: {all: {title: All, scope: laying, basis: per_length, low: 10 M USD(2025)/km, likely: 20 M "
         "USD(2025)/km, "
         "high: "
         "30 M USD(2025)/km}}\n"
         "economics: {currency: USD, price_year: 2025, life: 5 a, construction_years: 1, discount_rate: 9 %/a, "
         "opex_line: 3 "
         "%/a, fuel_price: 40 USD(2025)/1000 m3 at 20 degC}\n"
         "rates: {CN: {discount_rate: 6 %/a}}\n"
         "deal: {start_year: 2027, inflation: 2 %/a, production_full: 20 USD(2025)/1000 m3 at 20 degC, market_price: "
         "150 "
         "USD(2025)/1000 m3 at 20 degC, depreciation_years: 5}\n"
         "formulas: {f: {slope: \"0.05\", averaging: 3, lag: 3}}\n"
         "basket: {b: {formula: f, series: oil, weight: \"1\"}}\n"
         "prices: {h: {series: oil, scenario: likely, from: 2024, to: 2040, value: 60 USD(2025)}}\n"
         "contract: {formula: f, delivery_at: a, swing: \"1.2\", take_or_pay: \"0.85\", nominated: \"1\"}\n";
}

static inline const char *all_taxes(void) {
  return "taxes:\n"
         "  met: {country: RU, payer: producer, base: produced, per: volume, deductible_from: profit}\n"
         "  duty: {country: RU, payer: producer, base: revenue - transport_abroad, deductible_from: profit}\n"
         "  extra: {country: RU, payer: producer, base: excess, above: 70 USD(2025)/1000 m3 at 20 degC}\n"
         "  profit: {country: RU, payer: producer, base: revenue + fuel_sales - transport - production - feeder, "
         "loss_years: "
         "100, loss_share: \"0.5\"}\n"
         "  vat: {country: RU, payer: a, base: capital, refund_months: 3}\n"
         "  property: {country: RU, payer: a, base: book_value, lag_months: 3, deductible_from: own}\n"
         "  own: {country: RU, payer: a, base: revenue - operation - fuel - carbon - depreciation - interest, "
         "loss_years: "
         "100}\n"
         "  other: {country: CN, payer: b, base: revenue - operation - fuel - depreciation}\n"
         "  import: {country: CN, payer: buyer, base: purchase, refund_months: 1}\n"
         "tax_rates:\n"
         "  a: {tax: met, from: 2020, amount: 5 USD(2025)/1000 m3 at 20 degC}\n"
         "  b: {tax: duty, from: 2020, rate: 30 %}\n"
         "  c: {tax: extra, from: 2020, rate: 20 %}\n"
         "  d: {tax: profit, from: 2020, rate: 25 %}\n"
         "  e: {tax: vat, from: 2020, rate: 22 %}\n"
         "  f: {tax: property, from: 2020, rate: 2.2 %}\n"
         "  g: {tax: own, from: 2020, rate: 0 %}\n"
         "  h: {tax: own, from: 2030, rate: 25 %}\n"
         "  i: {tax: other, from: 2020, rate: 25 %}\n"
         "  j: {tax: import, from: 2020, rate: 9 %}\n";
}

#endif
