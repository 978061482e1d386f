/* Claims about the machines of stations, judged in the reference scenario: gas burnt over gas that enters, and
 * installed power, printed of one station (station_power) or of all stations of the subject together (total_power). */
#include "study/run.h"

#include <string.h>

/* Lines of this class use 40 to 75 % of what is installed; less than this share is no support for a figure. */
static const double least_use = 0.4;

typedef struct machines {
  double fuel_kg_s, used_w, largest_w;
  size_t count;
} machines;

static const char *say(tl_study *study, const char *format, ...) TL_PRINTF(2, 3);
static const char *say(tl_study *study, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const char *text = tli_arena_vprintf(study->arena, format, arguments);
  va_end(arguments);
  study->lost = study->lost || text == NULL;
  return text != NULL ? text : "";
}

/* All stations of the sections that the claim names. */
static machines machines_of(const tl_study *study, const char *subject) {
  machines m = {0};
  for (size_t i = 0; i < study->line->station_count; i++) {
    const tli_line_station *at = &study->line->stations[i];
    tl_station_state cs;
    tl_error error;
    if (!tli_names_section(subject, study->reference->sections[at->section].id)) continue;
    if (tl_steady_station(study->steady, at->link, &cs, &error) != TL_OK) continue;
    m.fuel_kg_s += cs.fuel_kg_s;
    m.used_w += cs.power_w;
    m.largest_w = fmax(m.largest_w, cs.power_w);
    m.count++;
  }
  return m;
}

static void judge_fuel_share(tl_study *study, const tli_study_claim *claim, tli_claim_result *result) {
  const machines m = machines_of(study, claim->subject);
  const double share = m.fuel_kg_s / study->evaluation.in_kg_s, low = claim->low.si;
  const double high = claim->high.si > 0.0 ? claim->high.si : low;
  result->unit = "1";
  result->published = low;
  result->computed = share;
  result->verdict = share >= low && share <= high ? "agrees"
                    : share < low                 ? "does not agree: less is computed"
                                                  : "does not agree: more is computed";
  result->computed_text = say(study, "%s %% of the gas that enters", tli_digits(share * 100.0, 3).words);
  result->reason = say(study, "Fuel of %zu stations in the reference scenario, %s %% of the entering gas a station.",
                       m.count, tli_digits(share * 100.0 / fmax((double)m.count, 1.0), 2).words);
}

static const char *verdict_of(double share_used) {
  return share_used > 1.0          ? "does not fit: more power is needed than installed"
         : share_used >= least_use ? "consistent"
                                   : "open: less than half of it is used";
}

/* The published figure is the installed power of one station of the section. */
static void judge_station_power(tl_study *study, const tli_study_claim *claim, tli_claim_result *result) {
  const machines m = machines_of(study, claim->subject);
  const double installed = claim->low.si, in_all = installed * (double)m.count;
  result->unit = "W";
  result->published = installed;
  result->computed = m.largest_w;
  result->verdict = verdict_of(m.largest_w / installed);
  result->computed_text = say(study, "%s MW at the station that uses most; %s MW in all",
                              tli_digits(m.largest_w / 1e6, 3).words, tli_digits(m.used_w / 1e6, 3).words);
  result->reason =
      say(study,
          "With %zu stations of %s MW each, %s MW are installed in all; the reference scenario uses %.0f %% of that. "
          "Lines of this class use 40 to 75 %%.",
          m.count, tli_digits(installed / 1e6, 3).words, tli_digits(in_all / 1e6, 3).words, 100.0 * m.used_w / in_all);
}

/* The published figure is the installed power of all stations of the subject together. How it is spread over them is
 * not said, so their sum is judged, and the busiest station is set beside the mean. */
static void judge_total_power(tl_study *study, const tli_study_claim *claim, tli_claim_result *result) {
  const machines m = machines_of(study, claim->subject);
  const double installed = claim->low.si, count = fmax((double)m.count, 1.0);
  result->unit = "W";
  result->published = installed;
  result->computed = m.used_w;
  result->verdict = verdict_of(m.used_w / installed);
  result->computed_text = say(study, "%s MW in all; %s MW at the station that uses most",
                              tli_digits(m.used_w / 1e6, 3).words, tli_digits(m.largest_w / 1e6, 3).words);
  result->reason =
      say(study,
          "%zu stations use %.0f %% of the %s MW installed in all, in the reference scenario; the busiest uses %.0f %% "
          "of an equal share of %s MW. Lines of this class use 40 to 75 %%.",
          m.count, 100.0 * m.used_w / installed, tli_digits(installed / 1e6, 3).words,
          100.0 * m.largest_w * count / installed, tli_digits(installed / count / 1e6, 3).words);
}

bool tli_judge_machines(tl_study *study, const tli_study_claim *claim, tli_claim_result *result) {
  static const struct {
    const char *check;
    void (*judge)(tl_study *study, const tli_study_claim *claim, tli_claim_result *result);
  } judges[] = {
      {"fuel_share", judge_fuel_share}, {"station_power", judge_station_power}, {"total_power", judge_total_power}};
  for (size_t i = 0; i < TLI_COUNT(judges); i++) {
    if (!tli_text_equal(judges[i].check, claim->check)) continue;
    if (study->answered)
      judges[i].judge(study, claim, result);
    else
      result->reason = "The reference scenario has no answer.";
    return true;
  }
  return false;
}
