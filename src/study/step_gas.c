/* What the gas itself has to say: its properties, its distance from hydrate along the line, and step "gas_laws", the
 * same line with every gas law at hand. */
#include "study/run.h"

void tli_gas_table(tl_study *study) {
  const tl_gas_quality *q = &study->quality;
  tli_columns t = tli_table_begin(study->results, "gas_properties", "The gas",
                                  "Properties that do not depend on the state in the pipe.", "flow", "gas-quality");
  tli_words(&t, "model", "Gas law", "as the study gives it", "gas.*");
  tli_column(&t, "molar_mass_g_mol", "Molar mass, g/mol", TL_NUMBER, "", 5, "from the composition", "gas.*");
  tli_column(&t, "density_kg_m3", "Density at 20 degC, 101.325 kPa", TL_DENSITY, "", 4, "ISO 6976", "gas.*");
  tli_column(&t, "relative_density", "Relative density", TL_NUMBER, "", 4, "against dry air", "gas.*");
  tli_column(&t, "gross_j_m3", "Gross heating value, 25/20 degC", TL_HEATING_VALUE, "MJ/m3 gross at 25/20 degC", 4,
             "ISO 6976", "gas.*");
  tli_column(&t, "net_j_m3", "Net heating value, 25/20 degC", TL_HEATING_VALUE, "MJ/m3 net at 25/20 degC", 4,
             "ISO 6976", "gas.*");
  tli_column(&t, "wobbe_j_m3", "Wobbe index, 25/20 degC", TL_HEATING_VALUE, "MJ/m3 gross at 25/20 degC", 4, "ISO 6976",
             "gas.*");
  tli_column(&t, "co2_g_mj", "CO2 when burnt, g/MJ net", TL_NUMBER, "", 4, "carbon of all components", "gas.*");
  tli_column(&t, "methane_number", "Methane number", TL_NUMBER, "", 3, "by the ratio of hydrogen to carbon", "gas.*");
  tli_row(&t, (tl_cell[]){TLI_W(study->reference->gas.model), TLI_N(1e3 * tl_gas_molar_mass_kg_mol(study->gas)),
                          TLI_N(q->density_kg_m3), TLI_N(q->relative_density), TLI_N(q->gross_j_m3), TLI_N(q->net_j_m3),
                          TLI_N(q->wobbe_gross_j_m3), TLI_N(1e9 * q->co2_kg_per_j_net), TLI_N(q->methane_number)});
}

/* ---- hydrate ------------------------------------------------------------------------------------------------ */

typedef struct closest {
  double margin_k, chainage_m, p_pa, t_k, limit_k;
  bool in_range;
} closest;

static void keep_closest(closest *c, double limit_k, const tl_profile_point *at, double chainage_m, bool in_range) {
  if (isnan(limit_k) || at->t_k - limit_k >= c->margin_k) return;
  *c = (closest){at->t_k - limit_k, chainage_m, at->p_pa, at->t_k, limit_k, in_range};
}

/* How far the line stays from where hydrate can form: with the water that the quality norm allows, and with free water
 * in it. */
tl_code tli_hydrate_table(tl_study *study, tl_error *error) {
  const tli_line *line = study->line;
  double water;
  TLI_TRY(tl_gas_water_content(TL_WATER_DEW_POINT_P_PA, TL_WATER_DEW_POINT_T_K, &water, error));
  closest norm = {.margin_k = INFINITY}, ingress = {.margin_k = INFINITY};
  for (size_t i = 0; i < line->pipe_count; i++)
    for (size_t k = 0; k < tl_steady_profile_points(study->steady, line->pipes[i].link); k++) {
      tl_profile_point at;
      TLI_TRY(tl_steady_profile(study->steady, line->pipes[i].link, k, &at, error));
      tl_gas_hydrate h;
      if (tl_gas_hydrate_at(tl_gas_mixture(study->gas), at.p_pa, water, &h, error) != TL_OK)
        continue; /* a state the correlation has no answer for */
      keep_closest(&norm, h.risk_t_k, &at, line->pipes[i].chainage_m + at.distance_m, h.in_range);
      keep_closest(&ingress, h.free_water_t_k, &at, line->pipes[i].chainage_m + at.distance_m, h.in_range);
    }
  tli_columns t = tli_table_begin(study->results, "hydrate", "Distance from hydrate",
                                  "Hydrate needs water. Gas within the quality norm (water dew point -8 degC at 7 MPa) "
                                  "carries little; the second row is the case of water ingress.",
                                  "flow", "gas-water");
  tli_words(&t, "case", "Case", "water in the gas", "");
  tli_column(&t, "margin_k", "Smallest margin", TL_TEMPERATURE_DIFFERENCE, "K", 2,
             "gas temperature less the temperature below which hydrate can form", HYDRAULIC_INPUTS);
  tli_column(&t, "chainage_at_m", "At", TL_LENGTH, "km", 4, "distance along the line", "");
  tli_column(&t, "p_pa", "Pressure there", TL_PRESSURE, "MPa", 3, "as in the profile", HYDRAULIC_INPUTS);
  tli_column(&t, "t_k", "Gas temperature there", TL_TEMPERATURE, "degC", 3, "as in the profile", HYDRAULIC_INPUTS);
  tli_words(&t, "outcome", "Outcome", "hydrate can form where the margin is below zero", "");
  const closest *const rows[] = {&norm, &ingress};
  static const char *const words[] = {"gas within the quality norm", "free water in the line (water ingress)"};
  for (size_t i = 0; i < TLI_COUNT(rows); i++) {
    if (!isfinite(rows[i]->margin_k)) continue;
    tli_row(&t, (tl_cell[]){TLI_W(words[i]), TLI_N(rows[i]->margin_k), TLI_N(rows[i]->chainage_m), TLI_N(rows[i]->p_pa),
                            TLI_N(rows[i]->t_k),
                            TLI_W(!rows[i]->in_range        ? "outside the correlation's range"
                                  : rows[i]->margin_k < 0.0 ? "hydrate could form"
                                                            : "no hydrate")});
  }
  return TL_OK;
}

/* ---- step "gas_laws": the same line with every gas law at hand ---------------------------------------------- */

typedef struct corners {
  double p_pa[2], t_k[2]; /* least and most along the line */
} corners;

static tl_code find_corners(tl_study *study, corners *c, tl_error *error) {
  *c = (corners){{INFINITY, 0.0}, {INFINITY, 0.0}};
  const tli_line *line = study->line;
  for (size_t i = 0; i < line->pipe_count; i++)
    for (size_t k = 0; k < tl_steady_profile_points(study->steady, line->pipes[i].link); k++) {
      tl_profile_point at;
      TLI_TRY(tl_steady_profile(study->steady, line->pipes[i].link, k, &at, error));
      c->p_pa[0] = fmin(c->p_pa[0], at.p_pa);
      c->p_pa[1] = fmax(c->p_pa[1], at.p_pa);
      c->t_k[0] = fmin(c->t_k[0], at.t_k);
      c->t_k[1] = fmax(c->t_k[1], at.t_k);
    }
  return TL_OK;
}

/* What the law says of itself at the least and the greatest pressure and temperature of the line: its worst word. */
static const char *range_of_law(const tl_gas *gas, const corners *c) {
  static const char *const words[] = {"kept", "extended, less accurate", "beyond it", "gas would split",
                                      "gas would split"};
  static const int badness[] = {0, 1, 2, 3, 3};
  tl_validity worst = TL_VALID_NORMAL;
  for (int i = 0; i < 4; i++) {
    tl_gas_state s;
    const tl_validity here =
        tl_gas_state_pt(gas, c->p_pa[i & 1], c->t_k[i >> 1], &s, NULL) == TL_OK ? s.validity : TL_VALID_OUTSIDE;
    if (badness[here] > badness[worst]) worst = here;
  }
  return words[worst];
}

/* AGA8-DETAIL would cost as much as the rest together, for 0.01 % against GERG-2008. The last case is the study's own
 * law with Weymouth's friction. */
static const char *const models[] = {"gerg2008", "sgerg88", "peng-robinson", "papay", "aga8-88", "cnga", "ideal"};
enum { LAWS = TLI_COUNT(models) + 1 };

typedef struct law_answer {
  tl_code code;
  tl_error error;
  bool asked, solved; /* asked: the law is made for this gas */
  const char *model, *friction, *range;
  tli_evaluation e;
} law_answer;

typedef struct laws {
  const tl_study *study;
  corners line_states;
  law_answer answers[LAWS];
} laws;

static void law_task(void *context, size_t i, tli_arena *arena) {
  laws *x = context;
  law_answer *a = &x->answers[i];
  const bool weymouth = i == TLI_COUNT(models);
  tli_study *variant = tli_study_copy(x->study->reference, tli_arena_allocator(arena));
  if (variant == NULL) {
    a->code = TLI_NO_MEMORY(&a->error, "a variant");
    return;
  }
  if (!weymouth) variant->gas.model = models[i];
  for (size_t k = 0; weymouth && k < variant->pipe_count; k++) variant->pipes[k].friction = "weymouth";
  a->friction = weymouth ? "weymouth" : x->study->reference->pipes[0].friction;
  a->model = weymouth ? x->study->reference->gas.model : models[i];
  tl_gas *gas = NULL;
  a->code = tli_study_gas_create(variant, tli_arena_allocator(arena), &gas, &a->error);
  a->asked = gas != NULL;
  if (a->code == TL_OK)
    a->code = tli_solve_variant(variant, gas, x->study->part_length_m, TLI_WHOLE_LINE, true, arena, &a->e, &a->error);
  a->solved = a->code == TL_OK && a->e.outcome == TL_SOLVED;
  if (a->solved) a->range = range_of_law(gas, &x->line_states);
  tl_gas_destroy(gas);
  tli_study_destroy(variant);
}

static tli_columns laws_table(tl_study *study, bool by_capacity) {
  tli_columns t = tli_table_begin(
      study->results, "gas_laws", "Gas laws side by side",
      by_capacity
          ? "The whole study solved again with each gas law, and with Weymouth's friction, nothing else changed. "
            "Flow and limits stay; pressures, power and the largest flow within the limits move."
          : "The whole study solved again with each gas law, and with Weymouth's friction, nothing else changed. "
            "The pressures at the ends stay; the flow moves.",
      "gas_laws", "gas-laws");
  tli_words(&t, "model", "Gas law", "the same study with another law", "");
  tli_words(&t, "friction", "Friction", "the same study with another friction law", "");
  tli_column(&t, "flow_m3_s", "Flow", TL_GAS_VOLUME_FLOW, "bcm/a at 20 degC", 4, "at the counting point",
             HYDRAULIC_INPUTS);
  tli_column(&t, "capacity_m3_s", "Largest flow within the limits", TL_GAS_VOLUME_FLOW, "bcm/a at 20 degC", 4,
             "root of the largest excess over the limits", HYDRAULIC_INPUTS " limits.*");
  tli_column(&t, "delivery_p_pa", "Delivery pressure", TL_PRESSURE, "MPa", 3, "where the flow is counted",
             HYDRAULIC_INPUTS);
  tli_column(&t, "max_ratio", "Largest compression ratio", TL_NUMBER, "", 4, "over all stations", HYDRAULIC_INPUTS);
  tli_column(&t, "max_power_w", "Largest station power", TL_POWER, "MW", 4, "over all stations", HYDRAULIC_INPUTS);
  tli_column(&t, "misfit", by_capacity ? "Change of the largest flow" : "Change of the flow", TL_NUMBER, "%", 2,
             "against the study's own law, less one", "");
  tli_words(&t, "range", "The law's own range",
            "what the law was made for, at the least and greatest pressure and temperature of the line", "");
  return t;
}

static void law_row(tli_columns *t, const tl_study *study, const law_answer *a, bool by_capacity) {
  if (!a->asked) return;
  if (!a->solved) {
    tli_row(t, (tl_cell[]){TLI_W(a->model), TLI_W(a->friction), TLI_N(NAN), TLI_N(NAN), TLI_N(NAN), TLI_N(NAN),
                           TLI_N(NAN), TLI_N(NAN), TLI_W("no solution with it")});
    return;
  }
  const tli_evaluation *e = &a->e;
  const double kg_per_m3_20 = study->quality.density_kg_m3;
  const double own = by_capacity ? study->evaluation.capacity_kg_s : study->evaluation.flow_kg_s;
  tli_row(t, (tl_cell[]){TLI_W(a->model), TLI_W(a->friction), TLI_N(e->flow_kg_s / kg_per_m3_20),
                         TLI_N(e->capacity_kg_s / kg_per_m3_20), TLI_N(e->delivery_p_pa),
                         TLI_N(e->whole[TLI_STATION_RATIO].where ? e->whole[TLI_STATION_RATIO].value : NAN),
                         TLI_N(e->whole[TLI_STATION_POWER].where ? e->whole[TLI_STATION_POWER].value : NAN),
                         TLI_N((by_capacity ? e->capacity_kg_s : e->flow_kg_s) / own - 1.0), TLI_W(a->range)});
}

tl_code tli_step_gas_laws(tl_study *study, tl_error *error) {
  if (!study->answered) return tli_nothing_to_do(study);
  laws *x = TLI_NEW(study->arena, laws);
  if (x == NULL) return TLI_NO_MEMORY(error, "the gas laws");
  x->study = study;
  TLI_TRY(find_corners(study, &x->line_states, error));
  TLI_TRY(tli_for_each("gas_laws", LAWS, law_task, x, study->options.threads, study->options.progress,
                       &study->worker_arenas, study->arena, error));
  for (size_t i = 0; i < LAWS; i++)
    if (x->answers[i].code == TL_ERR_MACHINE) return tl_fail(error, TL_ERR_MACHINE, "%s", x->answers[i].error.sentence);
  const bool by_capacity = tli_line_flow_is_given(study->line);
  tli_columns t = laws_table(study, by_capacity);
  for (size_t i = 0; i < LAWS; i++) law_row(&t, study, &x->answers[i], by_capacity);
  return TL_OK;
}
