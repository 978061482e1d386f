/* Step "stations": the reference scenario month by month with the units of a library, air, ground and limits of warmth;
 * and what transport costs over the flow at the station spacing of the study (the J-curve of the trade).
 * docs/theory/study-stations.md */
#include "study/months.h"

#include <stdio.h>

static bool asks_for_stations(const tli_study *s) {
  bool units = s->frozen_count > 0 || s->warmth_count > 0 || s->climate_count > 0;
  for (size_t i = 0; i < s->station_count; i++) units = units || s->stations[i].unit[0] != '\0';
  return units;
}

/* ---- the J-curve ---------------------------------------------------------------------------------------------------
 */

enum { FLOWS = 15 };
static const double least_flow = 0.3, flow_step = 0.07; /* over the asked flow */

typedef struct at_flow {
  tl_code code;
  tl_error error;
  bool solved;
  double cost_per_m3, power_w, fuel_share, ratio;
  const char *verdict;
} at_flow;

typedef struct curve {
  tl_study *study;
  at_flow points[FLOWS];
} curve;

static double share_of(size_t i) { return least_flow + flow_step * (double)i; }

static void flow_task(void *context, size_t i, tli_arena *arena) {
  curve *x = context;
  at_flow *p = &x->points[i];
  *p = (at_flow){.code = TL_OK, .cost_per_m3 = NAN, .verdict = ""};
  tli_study *variant = tli_study_copy(x->study->reference, tli_arena_allocator(arena));
  if (variant == NULL) {
    p->code = TLI_NO_MEMORY(&p->error, "the J-curve");
    return;
  }
  variant->flow.volume.si *= share_of(i);
  tli_evaluation e = {0};
  p->code =
      tli_solve_variant(variant, x->study->gas, x->study->part_length_m, TLI_WHOLE_LINE, false, arena, &e, &p->error);
  p->solved = p->code == TL_OK && e.outcome == TL_SOLVED;
  if (p->solved) {
    p->power_w = e.total_power_w;
    p->fuel_share = e.fuel_kg_s / e.in_kg_s;
    p->ratio = e.whole[TLI_STATION_RATIO].where != NULL ? e.whole[TLI_STATION_RATIO].value : NAN;
    p->verdict = tli_verdict(&e, e.whole);
    p->code = tli_transport_cost(x->study, variant, &e, arena, &p->cost_per_m3, &p->error);
  }
  tli_study_destroy(variant);
}

static tl_code j_curve(tl_study *study, tl_error *error) {
  const tli_line *line = study->line;
  if (study->reference->cost_count == 0 || !tli_text_equal(study->reference->flow.mode, "given")) return TL_OK;
  curve x = {.study = study};
  TLI_TRY(tli_for_each("stations", FLOWS, flow_task, &x, study->options.threads, study->options.progress,
                       &study->worker_arenas, study->arena, error));
  for (size_t i = 0; i < FLOWS; i++)
    if (x.points[i].code == TL_ERR_MACHINE) return tl_fail(error, TL_ERR_MACHINE, "%s", x.points[i].error.sentence);
  char sentence[300];
  (void)snprintf(
      sentence, sizeof sentence,
      "The line as studied, %zu stations %.0f km apart, asked for less and for more: pipe is dear when little "
      "flows, power when much does. Where the curve ends, the pressure runs out.",
      line->station_count, line->length_m / fmax((double)line->station_count, 1.0) / 1e3);
  const char *money = tli_money_per_volume_unit(study->arena, study->reference, line->reference_t_k);
  tli_columns t =
      tli_table_begin(study->results, "j_curve", "What transport costs over the flow at this station spacing", sentence,
                      "stations", "study-stations");
  tli_words(&t, "line", "Line", "", "");
  tli_column(&t, "flow_m3_s", "Flow", TL_GAS_VOLUME_FLOW, "bcm/a at 20 degC", 3, "asked", "flow.*");
  tli_column(&t, "cost_usd_m3", "Cost of transport", TL_MONEY_PER_GAS_VOLUME, money, 4,
             "levelised cost of all computed sections, likely rates; power is installed for that flow",
             "costs.* economics.* rates.* " HYDRAULIC_INPUTS);
  tli_column(&t, "power_w", "Power used", TL_POWER, "MW", 3, "sum over the stations", HYDRAULIC_INPUTS);
  tli_column(&t, "fuel_share", "Fuel share", TL_NUMBER, "%", 3, "fuel over gas in", HYDRAULIC_INPUTS);
  tli_column(&t, "ratio", "Largest compression ratio", TL_NUMBER, "", 3, "over the stations", HYDRAULIC_INPUTS);
  tli_words(&t, "verdict", "Verdict", "against the limits of the study", "limits.* " HYDRAULIC_INPUTS);
  const double to_20 = line->kg_per_m3 / study->quality.density_kg_m3;
  for (size_t i = 0; i < FLOWS; i++) {
    const at_flow *p = &x.points[i];
    if (!p->solved || p->code != TL_OK) continue;
    tli_row(&t, (tl_cell[]){TLI_W("as studied"), TLI_N(study->reference->flow.volume.si * share_of(i) * to_20),
                            TLI_N(p->cost_per_m3), TLI_N(p->power_w), TLI_N(p->fuel_share), TLI_N(p->ratio),
                            TLI_W(p->verdict)});
  }
  return TL_OK;
}

tl_code tli_step_stations(tl_study *study, tl_error *error) {
  if (!study->answered || !asks_for_stations(study->reference) || study->line->station_count == 0)
    return tli_nothing_to_do(study);
  tli_year *year = TLI_NEW(study->arena, tli_year);
  if (year == NULL) return TLI_NO_MEMORY(error, "the year");
  TLI_TRY(tli_year_make(study, year, error));
  tli_year_tables(year);
  tli_cold_tables(year);
  return j_curve(study, error);
}
