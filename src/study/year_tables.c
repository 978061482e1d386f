/* Tables of the stations over the year: what is installed, used and left by station and by month, the point of every
 * unit, and the map it stands on. */
#include "study/months.h"

#define YEAR_INPUTS \
  "machines.* wheel.* climate.* gas.* flow.* inlet.* pipes.* stations.* sections.* waypoints.* offtakes.*"

static bool solved(const tli_year *y, size_t month) { return y->months[month].outcome == TL_SOLVED; }

static double margin_of(const tli_month_station *m) { return 1.0 - m->used_w / m->available_w; }

/* The month in which least is left of the power; TLI_YEAR_MONTHS without one. */
static size_t worst_month(const tli_year *y, size_t station) {
  size_t worst = TLI_YEAR_MONTHS;
  for (size_t m = 0; m < TLI_YEAR_MONTHS; m++)
    if (solved(y, m) && (worst == TLI_YEAR_MONTHS ||
                         margin_of(&y->months[m].stations[station]) < margin_of(&y->months[worst].stations[station])))
      worst = m;
  return worst;
}

/* What stops the units of a station in a month. */
static const char *stop_words(const tli_month_station *m) {
  return m->units == 0                      ? "does not run"
         : m->stopped == TL_STATION_FREE    ? "within its map"
         : m->stopped == TL_STATION_POWER   ? "more power than the drives have"
         : m->stopped == TL_STATION_SUCTION ? "no suction pressure is left"
         : m->machine == TL_MACHINE_SURGE   ? "surge"
         : m->machine == TL_MACHINE_CHOKE   ? "choke"
         : m->machine == TL_MACHINE_SLOW    ? "slower than it can turn"
         : m->machine == TL_MACHINE_FAST    ? "faster than it may turn"
                                            : "beyond its map";
}

static void station_rows(const tli_year *y, tli_columns *t) {
  const tl_study *study = y->study;
  for (size_t i = 0; i < study->line->station_count; i++) {
    const tli_crew *c = &y->crews[i];
    const size_t worst = c->has_units ? worst_month(y, i) : TLI_YEAR_MONTHS;
    if (worst == TLI_YEAR_MONTHS) continue;
    double fuel = 0.0, co2 = 0.0, surge = INFINITY, months = 0.0;
    const char *stop = "within its map";
    for (size_t m = 0; m < TLI_YEAR_MONTHS; m++) {
      if (!solved(y, m)) continue;
      const tli_month_station *s = &y->months[m].stations[i];
      months += 1.0;
      fuel += s->fuel_kg_s;
      co2 += s->co2_kg_s;
      if (s->units > 0) surge = fmin(surge, s->unit.point.surge_margin);
      if (s->units > 0 && s->stopped != TL_STATION_FREE) stop = stop_words(s);
    }
    const tli_month_station *w = &y->months[worst].stations[i];
    const double installed = (double)(c->running + c->spares);
    tli_row(t,
            (tl_cell[]){TLI_W(c->at->name), TLI_N(installed), TLI_N((double)c->spares), TLI_N((double)w->units),
                        TLI_N(installed * c->model.machine->power.si), TLI_W(tli_month_name(worst)), TLI_N(w->air_k),
                        TLI_N(w->used_w), TLI_N(w->available_w), TLI_N(margin_of(w)), TLI_N(isinf(surge) ? NAN : surge),
                        TLI_W(stop), TLI_N(fuel / months), TLI_N(co2 / months), TLI_W(c->model.machine->title)});
  }
}

static void stations_table(const tli_year *y) {
  tli_columns t = tli_table_begin(y->study->results, "station_units", "Units installed, used and standing by",
                                  "Each station in the month that leaves it least: warm air takes power from gas "
                                  "turbines. Without its spare units.",
                                  "stations", "study-stations");
  tli_words(&t, "station", "Station", "section and number along the flow", "sections.*");
  tli_column(&t, "installed", "Installed", TL_COUNT, "", 2,
             "as given, or the least number that has the power in every month, and the spares", YEAR_INPUTS);
  tli_column(&t, "spare", "Standing by", TL_COUNT, "", 2, "as given", "stations.*");
  tli_column(&t, "running", "Running", TL_COUNT, "", 2, "the number that takes the least energy", YEAR_INPUTS);
  tli_column(&t, "installed_w", "Power installed", TL_POWER, "MW", 3, "units times their power at 15 degC",
             "machines.*");
  tli_words(&t, "tightest", "Tightest month", "where least is left", YEAR_INPUTS);
  tli_column(&t, "air_k", "Air", TL_TEMPERATURE, "degC", 2, "of the month, linear between the climates", "climate.*");
  tli_column(&t, "used_w", "Power used", TL_POWER, "MW", 3, "head over efficiency of the units' map", YEAR_INPUTS);
  tli_column(&t, "available_w", "Power available", TL_POWER, "MW", 3,
             "units that may run, at the air, height, ducts and age of the site", YEAR_INPUTS);
  tli_column(&t, "margin", "Left", TL_NUMBER, "%", 2, "1 less used over available", YEAR_INPUTS);
  tli_column(&t, "surge_margin", "Least margin to surge", TL_NUMBER, "%", 2,
             "flow above that of the surge line at the same head, over the flow, least of the year", YEAR_INPUTS);
  tli_words(&t, "limit", "Held against its limits", "of map and drive, over the year", YEAR_INPUTS);
  tli_column(&t, "fuel_kg_s", "Fuel, mean of the year", TL_MASS_FLOW, "t/h", 3, "of the drives at their load",
             YEAR_INPUTS);
  tli_column(&t, "co2_kg_s", "CO2, mean of the year", TL_MASS_FLOW, "t/h", 3, "fuel times the CO2 of its carbon",
             YEAR_INPUTS);
  tli_words(&t, "unit", "Unit", "class of machine", "machines.*");
  station_rows(y, &t);
}

static void month_row(const tli_year *y, size_t m, tli_columns *t) {
  double cold = INFINITY, warm = -INFINITY, used = 0.0, available = 0.0, units = 0.0, left = INFINITY, fuel = 0.0,
         co2 = 0.0, chilled = 0.0, chiller = 0.0;
  const char *where = "";
  for (size_t i = 0; i < y->study->line->station_count; i++) {
    const tli_month_station *s = &y->months[m].stations[i];
    cold = fmin(cold, s->air_k);
    warm = fmax(warm, s->air_k);
    if (!solved(y, m)) continue;
    used += s->used_w;
    fuel += s->fuel_kg_s;
    co2 += s->co2_kg_s;
    chilled += s->chilled_w;
    chiller += s->chiller_w;
    units += (double)s->units;
    if (!y->crews[i].has_units) continue;
    available += s->available_w;
    if (!(margin_of(s) < left)) continue;
    left = margin_of(s);
    where = y->crews[i].at->name;
  }
  const bool ok = solved(y, m);
  tli_row(t, (tl_cell[]){TLI_W(tli_month_name(m)), TLI_N(cold), TLI_N(warm), TLI_N(ok ? used : NAN),
                         TLI_N(ok ? available : NAN), TLI_N(ok ? units : NAN), TLI_N(ok ? left : NAN), TLI_W(where),
                         TLI_N(ok ? fuel : NAN), TLI_N(ok ? co2 : NAN), TLI_N(ok ? chilled : NAN),
                         TLI_N(ok ? chiller : NAN), TLI_W(ok ? "solved" : y->months[m].reason.sentence)});
}

static void months_table(const tli_year *y) {
  tli_columns t =
      tli_table_begin(y->study->results, "year_months", "Power used and available, month by month",
                      "All stations together, without their spare units; the flow is that of the reference.",
                      "stations", "study-stations");
  tli_words(&t, "of_year", "Month", "", "");
  tli_column(&t, "air_low_k", "Coldest station's air", TL_TEMPERATURE, "degC", 2, "of the stations", "climate.*");
  tli_column(&t, "air_high_k", "Warmest station's air", TL_TEMPERATURE, "degC", 2, "of the stations", "climate.*");
  tli_column(&t, "used_w", "Power used", TL_POWER, "MW", 3, "sum over the stations", YEAR_INPUTS);
  tli_column(&t, "available_w", "Power available", TL_POWER, "MW", 3, "sum over the stations", YEAR_INPUTS);
  tli_column(&t, "units", "Units running", TL_COUNT, "", 3, "sum over the stations", YEAR_INPUTS);
  tli_column(&t, "left", "Least left at a station", TL_NUMBER, "%", 2, "1 less used over available", YEAR_INPUTS);
  tli_words(&t, "where", "There", "where least is left", YEAR_INPUTS);
  tli_column(&t, "fuel_kg_s", "Fuel", TL_MASS_FLOW, "t/h", 3, "of all gas turbines", YEAR_INPUTS);
  tli_column(&t, "co2_kg_s", "CO2", TL_MASS_FLOW, "t/h", 3, "fuel times the CO2 of its carbon", YEAR_INPUTS);
  tli_column(&t, "chilled_w", "Heat taken by chillers", TL_POWER, "MW", 3, "from the coolers' end to the limit",
             "stations.* warmth_limits.* climate.*");
  tli_column(&t, "chiller_w", "Power of the chillers", TL_POWER, "MW", 3, "that heat over chiller_cop", "stations.*");
  tli_words(&t, "outcome", "Physics", "whether the month has a solution", YEAR_INPUTS);
  for (size_t m = 0; m < TLI_YEAR_MONTHS; m++) month_row(y, m, &t);
}

/* Drawn, not reckoned with: four digits, since the table is long. */
static double to_4(double x) { return floor(x * 1e4 + 0.5) / 1e4; }

static void points_table(const tli_year *y) {
  tli_columns t = tli_table_begin(
      y->study->results, "unit_points", "Every unit on its map, month by month",
      "Units of a station share its flow equally; one row stands for each of them. Flow, head and speed are over those "
      "of "
      "the design point: the compressors of stations with the same number of units are alike, laid out for the largest "
      "head among them and their mean flow in the reference scenario, at the rated speed.",
      "stations", "study-stations");
  tli_words(&t, "station", "Station", "section and number along the flow", "sections.*");
  tli_words(&t, "of_year", "Month", "", "");
  tli_column(&t, "units", "Running", TL_COUNT, "", 2, "the number that takes the least energy", YEAR_INPUTS);
  tli_column(&t, "flow", "Flow", TL_NUMBER, "", 4, "volume flow of a unit over that of its design point", YEAR_INPUTS);
  tli_column(&t, "head", "Head", TL_NUMBER, "", 4, "over that of the design point", YEAR_INPUTS);
  tli_column(&t, "speed", "Speed", TL_NUMBER, "", 4, "over the rated", YEAR_INPUTS);
  tli_column(&t, "efficiency", "Efficiency", TL_NUMBER, "", 3, "of the map at this point", YEAR_INPUTS);
  tli_column(&t, "surge_margin", "Margin to surge", TL_NUMBER, "%", 3, "over the flow", YEAR_INPUTS);
  tli_column(&t, "left", "Power left", TL_NUMBER, "%", 3, "1 less power used over available", YEAR_INPUTS);
  tli_column(&t, "out_k", "Gas into the pipe", TL_TEMPERATURE, "degC", 3, "behind cooler and chiller", YEAR_INPUTS);
  tli_words(&t, "limit", "Limits", "of map and drive", YEAR_INPUTS);
  for (size_t i = 0; i < y->study->line->station_count; i++) {
    const tli_crew *c = &y->crews[i];
    for (size_t m = 0; c->has_units && m < TLI_YEAR_MONTHS; m++) {
      const tli_month_station *s = &y->months[m].stations[i];
      if (!solved(y, m) || s->units == 0) continue;
      tli_row(&t, (tl_cell[]){TLI_W(c->at->name), TLI_W(tli_month_name(m)), TLI_N((double)s->units),
                              TLI_N(to_4(s->unit.flow_m3_s / c->model.flow_m3_s)),
                              TLI_N(to_4(s->unit.head_j_kg / c->model.head_j_kg)),
                              TLI_N(to_4(s->unit.point.speed_1_min / c->model.machine->speed.si)),
                              TLI_N(to_4(s->unit.point.efficiency)), TLI_N(to_4(s->unit.point.surge_margin)),
                              TLI_N(to_4(margin_of(s))), TLI_N(to_4(s->t_out_k * 1e-2) * 1e2), TLI_W(stop_words(s))});
    }
  }
}

/* ---- the map ----------------------------------------------------------------------------------------------------- */

static void add_curve(const tli_crew *c, tli_columns *t, const char *name, const char *kind, tl_map_curve curve,
                      double value) {
  enum { POINTS = 17 };
  tl_map_row points[POINTS];
  const size_t n = tl_unit_curve(&c->model.unit, curve, value, POINTS, points);
  for (size_t i = 0; i < n; i++)
    tli_row(t, (tl_cell[]){TLI_W(name), TLI_W(kind), TLI_N(to_4(points[i].flow_m3_s / c->model.flow_m3_s)),
                           TLI_N(to_4(points[i].head_j_kg / c->model.head_j_kg))});
}

static void map_table(const tli_year *y) {
  enum { LINES = 4 };
  const tli_crew *c = NULL;
  for (size_t i = 0; i < y->study->line->station_count && c == NULL; i++)
    if (y->crews[i].has_units) c = &y->crews[i];
  if (c == NULL) return;
  tli_columns t = tli_table_begin(y->study->results, "unit_map", "The map of the compressors",
                                  "Lines of equal speed and efficiency, surge and choke, over the design point.",
                                  "stations", "study-stations");
  tli_words(&t, "line", "Line", "speed over the rated, efficiency, surge or choke", "wheel.* machines.*");
  tli_words(&t, "kind", "Kind", "", "");
  tli_column(&t, "flow", "Flow", TL_NUMBER, "", 3, "over that of the design point", "wheel.*");
  tli_column(&t, "head", "Head", TL_NUMBER, "", 3, "over that of the design point", "wheel.*");
  const tli_study_machine *m = c->model.machine;
  for (int k = 0; k <= LINES; k++) {
    const double share = m->least_speed.si + (m->most_speed.si - m->least_speed.si) * k / LINES;
    const char *name = tli_arena_printf(y->study->arena, "%.0f %% speed", 100.0 * share);
    y->study->lost = y->study->lost || name == NULL;
    if (name != NULL) add_curve(c, &t, name, "speed", TL_CURVE_SPEED, share * m->speed.si);
  }
  add_curve(c, &t, "surge", "surge", TL_CURVE_SURGE, 0.0);
  add_curve(c, &t, "choke", "choke", TL_CURVE_CHOKE, 0.0);
  const double shares[] = {0.9, 0.97};
  for (size_t k = 0; k < TLI_COUNT(shares); k++) {
    const double eta = shares[k] * m->compressor_efficiency.si;
    const char *name = tli_arena_printf(y->study->arena, "efficiency %.2f", eta);
    y->study->lost = y->study->lost || name == NULL;
    if (name != NULL) add_curve(c, &t, name, "efficiency", TL_CURVE_EFFICIENCY, eta);
  }
}

void tli_year_tables(const tli_year *y) {
  bool any = false;
  for (size_t i = 0; i < y->study->line->station_count; i++) any = any || y->crews[i].has_units;
  if (any) stations_table(y);
  months_table(y);
  if (any) points_table(y);
  if (any) map_table(y);
}
