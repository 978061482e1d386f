/* Step "claims": each published claim beside what the study computes, with a verdict in words and the reason. A claim
 * that no step can judge says so. Nothing here is an opinion: every verdict follows from numbers that the report shows.
 */
#include "study/run.h"

#include <stdio.h>
#include <string.h>

static const double year_s = 365.0 * 86400.0, bcm_m3 = 1e9;

typedef struct judge {
  tl_study *study;
  const tli_study_claim *claim;
  tli_claim_result *result;
} judge;

static const char *say(const judge *j, const char *format, ...) TL_PRINTF(2, 3);
static const char *say(const judge *j, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const char *text = tli_arena_vprintf(j->study->arena, format, arguments);
  va_end(arguments);
  if (text == NULL) j->study->lost = true;
  return text != NULL ? text : "";
}

static double high_of(const tli_study_claim *c) { return c->high.si > 0.0 ? c->high.si : c->low.si; }

bool tli_names_section(const char *subject, const char *id) {
  if (subject[0] == '\0') return true;
  const size_t n = strlen(id);
  for (const char *p = subject; (p = strstr(p, id)) != NULL; p += n)
    if ((p == subject || p[-1] == '+') && (p[n] == '\0' || p[n] == '+')) return true;
  return false;
}

static size_t find_section(const tli_study *s, const char *id) {
  for (size_t i = 0; i < s->section_count; i++)
    if (tli_text_equal(s->sections[i].id, id)) return i;
  return s->section_count;
}

static void decide(const judge *j, const char *verdict, const char *computed, const char *reason) {
  j->result->verdict = verdict;
  j->result->computed_text = computed;
  j->result->reason = reason;
}

/* ---- volume -------------------------------------------------------------------------------------------------------
 */

/* The worst of a limit over the sections that the claim names. */
static void worst_over(const tli_study *s, const tli_evaluation *e, const char *subject, tli_criterion *worst) {
  memset(worst, 0, TLI_LIMITS * sizeof *worst);
  for (size_t i = 0; i < s->section_count; i++) {
    if (!tli_names_section(subject, s->sections[i].id)) continue;
    for (int l = 0; l < TLI_LIMITS; l++) {
      const tli_criterion *c = &e->by_section[i][l];
      if (c->where != NULL && (worst[l].where == NULL || c->excess > worst[l].excess)) worst[l] = *c;
    }
  }
}

typedef struct spread {
  double low, high;
} spread;
static void widen(spread *x, double value) {
  if (isnan(value)) return;
  if (isnan(x->low) || value < x->low) x->low = value;
  if (isnan(x->high) || value > x->high) x->high = value;
}

/* The reference scenario: the subject section by itself, or the whole line. */
static const tli_evaluation *reference_evaluation(const tl_study *study, bool alone) {
  const size_t row = tli_reference_scenario(study);
  return alone && row < study->scenario_count ? &study->scenarios[row].evaluation : &study->evaluation;
}

/* The asked flow is the claimed one: judged combination by combination. */
static void volume_by_scenarios(const judge *j) {
  const tl_study *study = j->study;
  size_t n = 0, fits = 0, only_if = 0, not_at_all = 0;
  const bool alone = tli_text_equal(j->claim->subject, study->reference->sections[tli_subject_section(study)].id);
  const tli_evaluation *own = reference_evaluation(study, alone);
  spread ratio = {NAN, NAN}, power = {NAN, NAN}, suction = {NAN, NAN}, velocity = {NAN, NAN}, hot = {NAN, NAN};
  for (size_t i = 0; i < study->scenario_count; i++) {
    const tli_scenario *x = &study->scenarios[i];
    if (!tli_asks(&x->asked, &j->claim->low)) continue; /* an axis over the volume: the others speak of other volumes */
    n++;
    const tli_evaluation *e = alone ? &x->evaluation : &x->whole;
    if (x->code != TL_OK || e->outcome != TL_SOLVED) {
      not_at_all++;
      continue;
    }
    tli_criterion c[TLI_LIMITS];
    worst_over(study->reference, e, j->claim->subject, c);
    if (strcmp(tli_verdict(e, c), "fits") == 0)
      fits++;
    else
      only_if++;
    if (c[TLI_STATION_RATIO].where != NULL) widen(&ratio, c[TLI_STATION_RATIO].value);
    if (c[TLI_STATION_POWER].where != NULL) widen(&power, c[TLI_STATION_POWER].value / 1e6);
    if (c[TLI_LINE_PRESSURE].where != NULL) widen(&suction, c[TLI_LINE_PRESSURE].value / 1e6);
    if (c[TLI_VELOCITY].where != NULL) widen(&velocity, c[TLI_VELOCITY].value);
    if (c[TLI_DISCHARGE_TEMPERATURE].where != NULL) widen(&hot, c[TLI_DISCHARGE_TEMPERATURE].value - 273.15);
  }

  const double at_0 = study->quality.density_kg_m3 / study->density_0_kg_m3;
  j->result->published = j->claim->low.si;
  j->result->computed = own->capacity_kg_s / study->line->kg_per_m3;
  const char *verdict =
      fits == n ? "fits in all combinations"
      : fits + only_if == 0
          ? "does not fit in any combination"
          : say(j, "depends: fits in %zu of %zu combinations, only beyond a limit in %zu, does not fit in %zu", fits, n,
                only_if, not_at_all);
  const char *largest =
      isnan(own->capacity_kg_s)
          ? "no flow of the reference scenario is within all limits"
          : say(j, "largest flow of the reference scenario %s bcm/a at 20 degC (%s at 0 degC)%s",
                tli_digits(own->capacity_kg_s / study->quality.density_kg_m3 * year_s / bcm_m3, 3).words,
                tli_digits(own->capacity_kg_s / study->density_0_kg_m3 * year_s / bcm_m3, 3).words,
                alone ? "" : ", with the stations assumed for all sections");
  const char *spans =
      fits + only_if == 0
          ? "No combination has a physical solution. The table over all axes is on the page Scenarios."
          : say(j,
                "Where it has a physical solution: lowest pressure %s to %s MPa, compression ratio up to %s to "
                "%s, %s to %s MW a station, gas at up to %s to %s m/s, %s to %s degC behind the stations. "
                "The claimed volume at 20 degC is %s at 0 degC. The table over all axes is on the page Scenarios.",
                tli_digits(suction.low, 3).words, tli_digits(suction.high, 3).words, tli_digits(ratio.low, 3).words,
                tli_digits(ratio.high, 3).words, tli_digits(power.low, 3).words, tli_digits(power.high, 3).words,
                tli_digits(velocity.low, 3).words, tli_digits(velocity.high, 3).words, tli_digits(hot.low, 3).words,
                tli_digits(hot.high, 3).words, tli_digits(j->claim->low.si * year_s / bcm_m3 * at_0, 3).words);
  decide(j, verdict, largest, spans);
}

/* Otherwise: the largest flow of each combination against the claimed one. */
static void volume_by_capacity(const judge *j) {
  const tl_study *study = j->study;
  const tli_evaluation *e = reference_evaluation(study, true);
  const tli_study_claim *c = j->claim;
  double m3_mol;
  tl_error error;
  if (tl_mixture_molar_volume(tl_gas_mixture(study->gas), c->low.reference_t_k, &m3_mol, &error) != TL_OK) {
    decide(j, "not computed", "", say(j, "%s", error.sentence));
    return;
  }
  const double kg_per_m3 = tl_gas_molar_mass_kg_mol(study->gas) / m3_mol, claimed = c->low.si * kg_per_m3;
  spread capacity = {NAN, NAN};
  widen(&capacity, e->capacity_kg_s);
  size_t fits = 0;
  for (size_t i = 0; i < study->scenario_count; i++) {
    if (study->scenarios[i].code != TL_OK) continue;
    widen(&capacity, study->scenarios[i].evaluation.capacity_kg_s);
    if (study->scenarios[i].evaluation.capacity_kg_s >= claimed * (1.0 - 1e-6)) fits++;
  }
  const bool own = e->capacity_kg_s >= claimed * (1.0 - 1e-6);
  const char *verdict = study->scenario_count <= 1      ? (own ? "fits" : "does not fit")
                        : fits == study->scenario_count ? "fits in all combinations"
                        : fits == 0                     ? "does not fit in any combination"
                                    : say(j, "depends: fits in %zu of %zu combinations", fits, study->scenario_count);
  const double unit = kg_per_m3 * bcm_m3 / year_s;
  j->result->published = c->low.si;
  j->result->computed = e->capacity_kg_s / kg_per_m3;
  const char *range = capacity.high > capacity.low * 1.0001
                          ? say(j, " (%s to %s over the combinations)", tli_digits(capacity.low / unit, 4).words,
                                tli_digits(capacity.high / unit, 4).words)
                          : "";
  decide(j, verdict,
         say(j, "%s bcm/a, or %s million m3/d, at %.0f degC%s", tli_digits(e->capacity_kg_s / unit, 4).words,
             tli_digits(e->capacity_kg_s / kg_per_m3 * 86400.0 / 1e6, 4).words, c->low.reference_t_k - 273.15, range),
         say(j, "The largest flow of the reference scenario is %s times the claimed one%s%s.",
             tli_digits(e->capacity_kg_s / claimed, 3).words, e->capacity_limit >= 0 ? "; what ends it is the " : "",
             e->capacity_limit >= 0 ? tli_limit_words((tli_limit)e->capacity_limit) : ""));
}

static void judge_volume(const judge *j) {
  const tl_study *study = j->study;
  const tli_study_flow *flow = &study->reference->flow;
  j->result->unit = "m3/s";
  const bool same = tli_text_equal(flow->mode, "given") && tli_asks(&flow->volume, &j->claim->low);
  if (same && study->scenario_count > 0)
    volume_by_scenarios(j);
  else
    volume_by_capacity(j);
}

/* ---- lengths --------------------------------------------------------------------------------------------------------
 */

/* What the waypoints that the study leaves out would say. */
static const char *with_points_left_out(const judge *j, const tli_route_section *g) {
  if (!(g->all_m > 0.0)) return "";
  const double factor = j->claim->low.si / g->all_m;
  return say(j, " Through the points left out as well (%s) the way is %s km, and the factor %.3f%s.", g->left_out,
             tli_digits(g->all_m / 1e3, 4).words, factor,
             factor < 1.0 ? ": shorter than the geodesic, so the line cannot pass through all of them, or the printed "
                            "length ends elsewhere"
                          : "");
}

static void judge_section_length(const judge *j) {
  const tli_study *s = j->study->reference;
  const size_t i = find_section(s, j->claim->subject);
  j->result->unit = "m";
  if (i == s->section_count || !(j->study->route->sections[i].geodesic_m > 0.0)) {
    decide(j, "not computed", "", "The study has no waypoints for this section.");
    return;
  }
  const double geodesic = j->study->route->sections[i].geodesic_m, factor = j->claim->low.si / geodesic;
  j->result->published = j->claim->low.si;
  j->result->computed = geodesic;
  const double all_m = j->study->route->sections[i].all_m;
  decide(j,
         !(factor >= 1.0 && factor <= 1.3)               ? "not consistent with the waypoints"
         : all_m > 0.0 && j->claim->low.si / all_m < 1.0 ? "holds only if the line misses the points left out"
                                                         : "consistent",
         say(j, "%s km through the waypoints", tli_digits(geodesic / 1e3, 4).words),
         say(j,
             "The printed length is %.3f times the geodesic through the study's waypoints; pipelines lie between 1.0 "
             "and 1.3.%s%s",
             factor,
             factor < 1.02 ? " So little above the geodesic, a surveyed route would have to be nearly straight." : "",
             with_points_left_out(j, &j->study->route->sections[i])));
}

/* Geodesic length from a waypoint along the sections that lead to `to`; NaN if none does. */
static double length_to(const tl_study *study, const char *from, const char *to) {
  const tli_study *s = study->reference;
  double length = 0.0;
  const char *at = from;
  for (size_t hops = 0; hops <= s->section_count && !tli_text_equal(at, to); hops++) {
    size_t next = s->section_count;
    for (size_t i = 0; i < s->section_count; i++)
      if (tli_text_equal(s->sections[i].from, at) && s->sections[i].from[0] != '\0' &&
          (next == s->section_count || tli_text_equal(s->sections[i].role, "line")))
        next = i;
    if (next == s->section_count) return NAN;
    length += study->route->sections[next].geodesic_m;
    at = s->sections[next].to;
  }
  return tli_text_equal(at, to) ? length : NAN;
}

/* Ratio of pipe to geodesic on the sections whose length is published and lies between 1 and 1.3: what lines here need.
 */
static double usual_factor(const tl_study *study, size_t apart_from) {
  const tli_study *s = study->reference;
  double factor = 1.0;
  for (size_t i = 0; i < s->section_count; i++) {
    const tli_route_section *g = &study->route->sections[i];
    if (i != apart_from && s->sections[i].length.si > 0.0 && g->factor >= 1.0 && g->factor <= 1.3)
      factor = fmax(factor, g->factor);
  }
  return factor;
}

static void starting_points_table(tl_study *study, size_t section, double low, double high) {
  const tli_study *s = study->reference;
  if (tl_results_table(study->results, "starting_points") != NULL) return;
  const double usual = usual_factor(study, section);
  char sentence[300];
  (void)snprintf(sentence, sizeof sentence,
                 "The published %.0f to %.0f km, held against every point where the line could start. A pipe is 1.0 to "
                 "1.3 times the geodesic; the other sections of this study need %.3f.",
                 low / 1e3, high / 1e3, usual);
  tli_columns t = tli_table_begin(study->results, "starting_points", "Where the published length could start", sentence,
                                  "claims", "route");
  tli_words(&t, "start", "Start", "ends of the study's sections before this one's end", "sections.* waypoints.*");
  tli_column(&t, "geodesic_m", "Geodesic to the section's end", TL_LENGTH, "km", 4,
             "sum of geodesics through the waypoints", "waypoints.*");
  tli_column(&t, "likely_m", "With the usual factor", TL_LENGTH, "km", 4,
             "geodesic times the largest factor of the other sections", "waypoints.* sections.*");
  tli_column(&t, "factor", "Factor needed", TL_NUMBER, "", 3, "largest published length over the geodesic",
             "waypoints.* claims.*");
  tli_words(&t, "verdict", "Verdict", "factor needed within 1.0 to 1.3", "");
  const char *to = s->sections[section].to;
  for (size_t i = 0; i < s->section_count; i++) {
    if (!tli_text_equal(s->sections[i].country, s->sections[section].country) || s->sections[i].from[0] == '\0')
      continue;
    bool seen = false;
    for (size_t k = 0; k < i; k++) seen = seen || tli_text_equal(s->sections[k].from, s->sections[i].from);
    const double geodesic = length_to(study, s->sections[i].from, to);
    if (seen || isnan(geodesic)) continue;
    const size_t w = tli_route_find_waypoint(s, s->sections[i].from);
    const double factor = high / geodesic;
    tli_row(&t, (tl_cell[]){TLI_W(w < s->waypoint_count ? s->waypoints[w].name : s->sections[i].from), TLI_N(geodesic),
                            TLI_N(geodesic * usual), TLI_N(factor),
                            TLI_W(factor < 1.0   ? "does not fit: shorter than the geodesic"
                                  : factor > 1.3 ? "does not fit: far longer than a pipe needs"
                                                 : "fits")});
  }
}

static void judge_route_length(const judge *j) {
  tl_study *study = j->study;
  const tli_study *s = study->reference;
  const size_t section = find_section(s, j->claim->subject);
  j->result->unit = "m";
  if (section == s->section_count || !(study->route->sections[section].geodesic_m > 0.0)) {
    decide(j, "not computed", "", "The study has no waypoints for this section.");
    return;
  }
  double low = j->claim->low.si, high = high_of(j->claim);
  for (size_t c = 0; c < s->claim_count; c++)
    if (tli_text_equal(s->claims[c].check, "route_length") && tli_text_equal(s->claims[c].subject, j->claim->subject)) {
      low = fmin(low, s->claims[c].low.si);
      high = fmax(high, high_of(&s->claims[c]));
    }
  starting_points_table(study, section, low, high);
  tli_text fits, fails;
  tli_text_init(&fits, tli_arena_allocator(study->arena));
  tli_text_init(&fails, tli_arena_allocator(study->arena));
  for (size_t i = 0; i < s->section_count; i++) {
    const double geodesic = length_to(study, s->sections[i].from, s->sections[section].to);
    bool seen = false;
    for (size_t k = 0; k < i; k++) seen = seen || tli_text_equal(s->sections[k].from, s->sections[i].from);
    if (isnan(geodesic) || seen || !tli_text_equal(s->sections[i].country, s->sections[section].country)) continue;
    const double factor = j->claim->low.si / geodesic;
    const size_t w = tli_route_find_waypoint(s, s->sections[i].from);
    tli_text *list = factor >= 1.0 && factor <= 1.3 ? &fits : &fails;
    tli_text_printf(list, "%s%s (%.2f)", list->length > 0 ? ", " : "",
                    w < s->waypoint_count ? s->waypoints[w].name : "", factor);
  }
  j->result->published = j->claim->low.si;
  j->result->computed = study->route->sections[section].geodesic_m;
  decide(j, fits.length > 0 ? "holds only for some starting points" : "does not fit any starting point",
         say(j, "%s km geodesic from %s", tli_digits(study->route->sections[section].geodesic_m / 1e3, 4).words,
             s->waypoints[tli_route_find_waypoint(s, s->sections[section].from)].name),
         say(j, "Printed length over geodesic, by start. Possible (1.0 to 1.3): %s. Not possible: %s.",
             fits.length > 0 ? fits.bytes : "none", fails.length > 0 ? fails.bytes : "none"));
  study->lost = study->lost || fits.failed || fails.failed;
  tli_text_free(&fits);
  tli_text_free(&fails);
}

static void judge_chain_length(const judge *j) {
  const tl_study *study = j->study;
  const tli_study *s = study->reference;
  double length = 0.0;
  for (size_t i = 0; i < s->section_count; i++)
    if (j->claim->subject[0] != '\0' ? tli_names_section(j->claim->subject, s->sections[i].id)
                                     : tli_text_equal(s->sections[i].role, "line"))
      length += study->route->sections[i].length_m;
  const double ratio = j->claim->low.si / length;
  j->result->unit = "m";
  j->result->published = j->claim->low.si;
  j->result->computed = length;
  const bool agrees = fabs(ratio - 1.0) <= 0.05; /* routes of this length are printed to the nearest hundred km */
  decide(j, agrees ? "agrees within 5 %" : "does not agree", say(j, "%s km", tli_digits(length / 1e3, 4).words),
         say(j,
             "The study's sections from the first to the last named add up to %s km; the printed figure is %+.0f %% "
             "of that.",
             tli_digits(length / 1e3, 4).words, (ratio - 1.0) * 100.0));
}

/* ---- money ----------------------------------------------------------------------------------------------------------
 */

static void judge_capex(const judge *j) {
  const tl_study *study = j->study;
  j->result->unit = study->reference->economics.currency;
  if (study->costs == NULL) {
    decide(j, "not computed", "", "The study has no cost table.");
    return;
  }
  const tli_study_claim *c = j->claim;
  const double low = c->low.si, high = high_of(c);
  const tl_range *whole = &study->capex.sum;
  j->result->published = low;
  j->result->computed = whole->likely;
  const char *computed = say(j, "%s bn %s, likely; %s to %s for the computed sections",
                             tli_digits(whole->likely / 1e9, 3).words, study->reference->economics.currency,
                             tli_digits(whole->low / 1e9, 3).words, tli_digits(whole->high / 1e9, 3).words);
  const char *place = high < whole->low ? "below" : low > whole->high ? "above" : "inside";
  tli_text parts;
  tli_text_init(&parts, tli_arena_allocator(study->arena));
  for (size_t i = 0; i < study->reference->section_count; i++) {
    const tl_range *sum = &study->costs[i].total.sum;
    if (study->costs[i].item_count > 0 && low <= sum->high && high >= sum->low)
      tli_text_printf(&parts, "%s%s (%s to %s)", parts.length > 0 ? ", " : "", study->reference->sections[i].title,
                      tli_digits(sum->low / 1e9, 3).words, tli_digits(sum->high / 1e9, 3).words);
  }
  const bool declared = c->scope[0] != '\0' && strcmp(c->scope, "undeclared") != 0;
  j->study->lost = j->study->lost || parts.failed;
  const char *section_words =
      parts.length > 0 ? say(j, " It lies inside the range of a single section: %s.", parts.bytes) : "";
  if (!declared)
    decide(j, "open: its scope was not printed", computed,
           say(j,
               "The figure lies %s the computed range of all sections (line and stations, without fields, interest and "
               "taxes), but what it counts is not known.%s%s%s",
               place, section_words, c->note[0] != '\0' ? " " : "", c->note));
  else
    decide(j, say(j, "%s the computed range", place), computed,
           say(j, "On the declared scope \"%s\".%s %s", c->scope, section_words, c->note));
  tli_text_free(&parts);
}

static void judge_capex_per_length(const judge *j) {
  const tl_study *study = j->study;
  const size_t i = find_section(study->reference, j->claim->subject);
  j->result->unit = "USD/m";
  if (study->costs == NULL || i == study->reference->section_count || study->costs[i].item_count == 0) {
    decide(j, "not computed", "", "The study has no cost for this section.");
    return;
  }
  tl_econ_scope scope;
  tl_error error;
  const bool declared = strcmp(j->claim->scope, "undeclared") != 0 && j->claim->scope[0] != '\0' &&
                        tl_econ_scope_read(j->claim->scope, &scope, &error) == TL_OK;
  const tl_range sum = declared ? tl_econ_total_within(&study->costs[i].total, scope) : study->costs[i].total.sum;
  const double per_m = 1.0 / study->route->sections[i].length_m, to_m_per_km = 1e-3; /* USD/m -> M USD/km */
  const double low = j->claim->low.si, high = high_of(j->claim);
  j->result->published = low;
  j->result->computed = sum.likely * per_m;
  const char *place = high < sum.low * per_m ? "below" : low > sum.high * per_m ? "above" : "inside";
  decide(j,
         declared ? say(j, "%s the computed range", place)
                  : say(j, "open: its scope was not printed; %s the computed range", place),
         say(j, "%s M %s/km, likely; %s to %s", tli_digits(sum.likely * per_m * to_m_per_km, 3).words,
             study->reference->economics.currency, tli_digits(sum.low * per_m * to_m_per_km, 3).words,
             tli_digits(sum.high * per_m * to_m_per_km, 3).words),
         say(j, "Beside the computed cost of %s%s%s%s. %s", study->reference->sections[i].title,
             declared ? ", on the scope " : ", all items", declared ? j->claim->scope : "",
             "; the published figure is in money of its own year", j->claim->note));
}

static void judge_transit_fee(const judge *j) {
  const tl_study *study = j->study;
  const size_t i = find_section(study->reference, j->claim->subject);
  j->result->unit = "USD/m3";
  const double m3_s = study->reference->flow.volume.si;
  if (i == study->reference->section_count || !(m3_s > 0.0)) {
    decide(j, "not computed", "", "The study asks no volume or has no such section.");
    return;
  }
  const double per_m3 = j->claim->low.si / m3_s,
               km = study->route->sections[i].length_m / 1e3; /* money per second over m3 per second */
  j->result->published = NAN;
  j->result->computed = per_m3;
  const char *beside = "";
  const char *verdict = "consistent in itself";
  if (study->levelised_per_m3 != NULL && study->costs != NULL && study->costs[i].item_count > 0) {
    const tl_range *cost = &study->levelised_per_m3[i];
    beside = say(j,
                 " The levelised cost of transport of that section is %s (%s to %s) per 1000 m3; what is above "
                 "cost is rent or tax, not judged here.",
                 tli_digits(cost->likely * 1e3, 3).words, tli_digits(cost->low * 1e3, 3).words,
                 tli_digits(cost->high * 1e3, 3).words);
    verdict = per_m3 < cost->low    ? "below the cost of the section"
              : per_m3 > cost->high ? "above the cost of the section"
                                    : "within the range of the section's cost";
  }
  decide(j, verdict,
         say(j, "%s USD per 1000 m3, %s per 1000 m3 and 100 km", tli_digits(per_m3 * 1e3, 3).words,
             tli_digits(per_m3 * 1e3 / km * 100.0, 3).words),
         say(j, "The printed sum over the asked volume and the section's %s km.%s", tli_digits(km, 4).words, beside));
}

static void judge_context(const judge *j) {
  decide(j, "not computed", "",
         j->claim->note[0] != '\0' ? j->claim->note : "Shown for context; no step of this study can judge it.");
}

/* ---- the step
 * --------------------------------------------------------------------------------------------------------- */

static const struct {
  const char *name;
  void (*judge)(const judge *j);
  bool needs_flow;
} checks[] = {{"carries_volume", judge_volume, true},
              {"section_length", judge_section_length, false},
              {"route_length", judge_route_length, false},
              {"chain_length", judge_chain_length, false},
              {"capex", judge_capex, true},
              {"capex_per_length", judge_capex_per_length, true},
              {"transit_fee", judge_transit_fee, false},
              {"context", judge_context, false}};

static void claims_table(tl_study *study) {
  const tli_study *s = study->reference;
  tli_columns t = tli_table_begin(
      study->results, "claims", "Published claims beside what is computed",
      "Each claim with who printed it and when, what this study computes, and why the verdict is what it is.", "claims",
      "claims");
  tli_words(&t, "id", "Id", "row of the claims table", "claims.*");
  tli_words(&t, "claim", "Claim", "as printed, in neutral words", "claims.*");
  tli_words(&t, "who", "Who", "as printed", "claims.*");
  tli_words(&t, "date", "When", "as printed", "claims.*");
  tli_words(&t, "published", "Published", "as printed", "claims.*");
  tli_words(&t, "computed", "Computed", "from the tables of this report", "");
  tli_words(&t, "verdict", "Verdict", "see the theory page", "");
  tli_words(&t, "reason", "Why", "see the theory page", "");
  tli_words(&t, "sureness", "How sure the print is", "as the study marks it", "claims.*");
  tli_words(&t, "printed_in", "Printed in", "as the study gives it", "claims.*");
  tli_words(&t, "source", "Source", "see Assumptions", "claims.*");
  tli_words(&t, "check", "Set against", "see the theory page", "claims.*");
  for (size_t i = 0; i < s->claim_count; i++) {
    const tli_study_claim *c = &s->claims[i];
    const tli_claim_result *r = &study->claims[i];
    tli_row(&t, (tl_cell[]){TLI_W(c->id), TLI_W(c->statement), TLI_W(c->who), TLI_W(c->date), TLI_W(c->figure_text),
                            TLI_W(r->computed_text), TLI_W(r->verdict), TLI_W(r->reason), TLI_W(c->confidence),
                            TLI_W(c->printed_in), TLI_W(c->source), TLI_W(c->check)});
  }
}

tl_code tli_step_claims(tl_study *study, tl_error *error) {
  const tli_study *s = study->reference;
  if (s->claim_count == 0) return tli_nothing_to_do(study);
  study->claims = TLI_NEW_N(study->arena, tli_claim_result, s->claim_count);
  if (study->claims == NULL) return TLI_NO_MEMORY(error, "the claims");
  for (size_t i = 0; i < s->claim_count; i++) {
    study->claims[i] = (tli_claim_result){NAN, NAN, "", "", "not computed", ""};
    const judge j = {study, &s->claims[i], &study->claims[i]};
    bool judged;
    TLI_TRY(tli_judge_ground(study, &s->claims[i], &study->claims[i], &judged, error));
    if (judged || tli_judge_money(study, &s->claims[i], &study->claims[i]) ||
        tli_judge_machines(study, &s->claims[i], &study->claims[i]))
      continue;
    for (size_t k = 0; k < TLI_COUNT(checks); k++)
      if (tli_text_equal(checks[k].name, s->claims[i].check)) {
        if (checks[k].needs_flow && !study->answered)
          decide(&j, "not computed", "", "The reference scenario has no answer.");
        else
          checks[k].judge(&j);
      }
  }
  claims_table(study);
  return TL_OK;
}
