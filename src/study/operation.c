/* Operating cost of a section: maintenance as a share of capital cost, labour by heads, electricity by power.
 *
 *   maintenance = opex_line * line + opex_station * stations
 *   labour      = wage (heads per station * stations + heads per 100 km * length)
 *   power       = price of electricity * (what stations and electric drives take, less what waste heat makes) * time
 * Electric drives take shaft power over their efficiency; gas turbines burn gas, which is counted as fuel. Electricity
 * from waste heat serves the stations of its section; what is over is worth nothing here.
 * docs/theory/cost.md */
#include "study/money_read.h"
#include "study/run.h"
#include "trunkline/machine.h"

#include <math.h>

static const double year_s = 365.0 * 86400.0;

static const tli_study_rate *rate_of(const tli_study *s, size_t section) {
  for (size_t i = 0; i < s->rate_count; i++)
    if (tli_text_equal(s->rates[i].id, s->sections[section].country)) return &s->rates[i];
  return NULL;
}

/* The country's figure where there is one, else the common one, in the study's money. */
static tl_code in_money(const tli_study *s, const tl_value *own, const tl_value *common, double *amount,
                        tl_error *error) {
  const tl_value *value = own != NULL && own->si > 0 ? own : common;
  tli_rates rates;
  *amount = 0;
  if (!(value->si > 0)) return TL_OK;
  tli_rates_of(s, &rates);
  return tli_money_in(s, &rates, value, amount, error);
}

static double drives_w(const tli_study *s, size_t section, double shaft_w) {
  const tli_study_station *station = tli_station_of(s, section);
  if (station != NULL && tli_text_equal(station->driver, "electric")) return shaft_w / station->motor_efficiency.si;
  return 0;
}

static double waste_heat_w(const tli_study *s, size_t section, double shaft_w) {
  const tli_study_station *station = tli_station_of(s, section);
  if (station == NULL || tli_text_equal(station->driver, "electric")) return 0;
  return tl_drive_waste_power(shaft_w / station->driver_efficiency.si, shaft_w, station->waste_heat.si);
}

tl_code tli_operation_of(const tli_study *s, size_t section, const tli_section_cost *cost, tli_operation *operation,
                         tl_error *error) {
  const tli_study_economics *e = &s->economics;
  const tli_study_rate *own = rate_of(s, section);
  double wage, electricity;
  TLI_TRY(in_money(s, own != NULL ? &own->wage : NULL, &e->wage, &wage, error));
  TLI_TRY(in_money(s, own != NULL ? &own->electricity_price : NULL, &e->electricity_price, &electricity, error));
  operation->maintenance = tl_econ_operating_cost(cost->line, tl_econ_range(e->opex_line.si), cost->stations,
                                                  tl_econ_range(e->opex_station.si));
  operation->labour =
      wage * (e->staff_per_station.si * cost->station_count + e->staff_per_length.si * cost->length_m / 1e5);
  operation->waste_heat_w = waste_heat_w(s, section, cost->power_w);
  const double taken_w = e->station_electricity.si * cost->station_count + drives_w(s, section, cost->power_w);
  operation->power = electricity * year_s * e->availability.si * fmax(taken_w - operation->waste_heat_w, 0.0);
  return TL_OK;
}
