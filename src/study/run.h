/* study/run.h - a study while it runs: what its steps hand to each other. Each step is one function, called in the
 * order of steps.def; it reads what earlier steps left here and adds its tables to the results. */
#ifndef TLI_STUDY_RUN_H
#define TLI_STUDY_RUN_H

#include "study/evaluate.h"
#include "study/ground.h"
#include "base/tli_parallel.h"
#include "result/tli_columns.h"
#include "trunkline/econ.h"
#include "trunkline/study.h"

/* One combination of the axes. */
typedef struct tli_scenario {
  size_t *choice;            /* one value index an axis */
  tli_evaluation evaluation; /* of the subject section by itself (of the line, if it has one section) */
  tli_evaluation whole;      /* of the whole line at the asked flow, without its largest flow */
  double cost_per_m3; /* levelised, whole line at the asked flow, likely rates; NaN: no answer or no cost table */
  tl_value asked;     /* volume of this combination */
  tl_code code;
  tl_error error;
} tli_scenario;

/* Cost of one line section. */
typedef struct tli_section_cost {
  tl_econ_total total;
  tl_range line, stations; /* shares of the total that operating cost is taken on */
  double power_w, fuel_kg_s;
  double length_m, station_count; /* what staff and electricity are counted on */
  size_t item_count;
} tli_section_cost;

/* Operating cost of one section in a year at full flow, without fuel and carbon; real money of the study. */
typedef struct tli_operation {
  tl_range maintenance; /* opex_line and opex_station of the capital cost */
  double labour, power;
  double waste_heat_w; /* electricity from the heat of exhausts */
} tli_operation;

/* What became of one published claim. Texts live in the study's arena. */
typedef struct tli_claim_result {
  double published, computed; /* SI or NaN */
  const char *unit;           /* of both */
  const char *computed_text, *verdict, *reason;
} tli_claim_result;

/* What became of a step in this run. */
typedef enum tli_step_state { TLI_STEP_LEFT_OUT, TLI_STEP_RUN, TLI_STEP_CACHED, TLI_STEP_NOTHING_TO_DO } tli_step_state;
enum { TLI_MOST_STEPS = 32 };

struct tl_study {
  tli_arena *arena;
  tli_study *input;     /* as read, with --set */
  tli_study *reference; /* input with every axis at its reference value */
  tl_results *results;  /* while a slow step runs: a set of its own, which is kept in the cache */
  tl_findings *findings;
  const tl_results *given; /* the figures as read, with their ranges and sources, at any time */
  tl_study_options options;

  tli_relief *relief; /* the study's rasters, open; NULL: none */
  tli_route *route;
  tl_gas *gas;
  tl_gas_quality quality; /* 25/20 degC */
  double density_0_kg_m3; /* at 0 degC */
  tli_line *line;
  tl_steady *steady;
  double part_length_m, segmentation_error_pa;
  tli_evaluation evaluation; /* of the reference */

  tli_scenario *scenarios;
  size_t scenario_count;
  tli_worker_arenas worker_arenas; /* evaluations of the scenarios live here */

  tli_section_cost *costs; /* by section; zero outside the chain */
  tl_econ_total capex;
  tl_range *levelised_per_m3; /* by section */
  tl_range levelised_sum;
  double levelised_gross_j_m3;

  struct tli_deal *deal;    /* of the reference; NULL before the step "contract", or without a contract */
  double break_even_per_m3; /* of all costs and taxes, from the step "cash"; 0 before it, NaN: none */

  tli_ground *ground;        /* what the line is laid over; NULL before the step */
  tli_ground_file map_layer; /* the map's country shapes, read once */

  tli_claim_result *claims; /* as the study's; NULL before the step */
  bool answered;
  const char *no_answer;                /* sentence with place, shortfall and cure; "" */
  const char *beyond_limit;             /* the same of an answer beyond a limit; "" */
  tli_step_state steps[TLI_MOST_STEPS]; /* by index of the step */
  bool nothing_to_do;                   /* said by the step that runs */
  bool lost;                            /* memory ran out for a text: the run fails at its end */
};

typedef struct tli_step {
  const char *name, *sentence;
  bool slow; /* left out without --all unless a valid cache holds its answer; rests on step "flow" alone */
  tl_code (*run)(tl_study *study, tl_error *error);
  bool (*asked_for)(const tli_study *study); /* of a slow step; false: the study has no use for it. NULL: always */
} tli_step;
size_t tli_step_count(void);
const tli_step *tli_step_at(size_t index);

/* What every hydraulic figure rests on, as input ids. */
#define HYDRAULIC_INPUTS "gas.* flow.* inlet.* pipes.* stations.* sections.* waypoints.* offtakes.*"

/* A step that finds nothing to do (no answer to work on, no costs, no claims) returns through this. */
tl_code tli_nothing_to_do(tl_study *study);

tl_code tli_step_route(tl_study *study, tl_error *error);
tl_code tli_step_flow(tl_study *study, tl_error *error);
tl_code tli_step_gas_laws(tl_study *study, tl_error *error);
tl_code tli_step_scenarios(tl_study *study, tl_error *error);
tl_code tli_step_design(tl_study *study, tl_error *error);
tl_code tli_step_sensitivity(tl_study *study, tl_error *error);
tl_code tli_step_cost(tl_study *study, tl_error *error);
tl_code tli_step_contract(tl_study *study, tl_error *error);
bool tli_asks_for_samples(const tli_study *study); /* a contract and costs */
bool tli_has_deal(const tl_study *study); /* a contract and costs: then the steps of money have something to do */
tl_code tli_step_samples(tl_study *study, tl_error *error);
tl_code tli_step_indices(tl_study *study, tl_error *error);
tl_code tli_step_cash(tl_study *study, tl_error *error);
tl_code tli_step_ground(tl_study *study, tl_error *error);
tl_code tli_step_alternatives(tl_study *study, tl_error *error);
tl_code tli_step_claims(tl_study *study, tl_error *error);
tl_code tli_step_shares(tl_study *study, tl_error *error);
bool tli_asks_for_shares(const tli_study *study);
tl_code tli_step_stations(tl_study *study, tl_error *error);
tl_code tli_step_best_operation(tl_study *study, tl_error *error);
tl_code tli_step_time(tl_study *study, tl_error *error);
tl_code tli_step_summary(tl_study *study, tl_error *error);
tl_code tli_step_proof(tl_study *study, tl_error *error);

/* Tables and findings of the rasters along the line, by step "route": relief_tables.c. */
void tli_relief_tables(tl_study *study);

/* Tables of the reference scenario that step "flow" lays out: step_gas.c. */
void tli_gas_table(tl_study *study);
TL_MUST_USE tl_code tli_hydrate_table(tl_study *study, tl_error *error);

/* Shared by steps. */
/* The section that carries_volume claims speak of, or the counted one. */
size_t tli_subject_section(const tl_study *study);
/* Whether two volumes are the same volume at the same reference state. */
bool tli_asks(const tl_value *asked, const tl_value *claimed);
/* The row of the scenarios that is the reference; scenario_count before the step. */
size_t tli_reference_scenario(const tl_study *study);
/* Copies the study, applies one value of each axis, builds and solves. choice NULL: no axis applied. */
TL_MUST_USE tl_code tli_solve_variant(const tli_study *variant, const tl_gas *gas, double part_length_m, size_t only,
                                      bool capacity, tli_arena *arena, tli_evaluation *evaluation, tl_error *error);
TL_MUST_USE tl_code tli_apply_axes(tli_study *variant, const size_t *choice, tl_error *error);
/* Capital cost of a solved variant: per section and in total, in the study's money. items NULL or one array a call. */
TL_MUST_USE tl_code tli_cost_of(const tli_study *study, const tli_route *route, const double *power_by_section_w,
                                tli_section_cost *costs, tl_econ_total *total, tl_results *results, tl_error *error);
/* Operating cost of one section whose capital cost is known: operation.c. */
TL_MUST_USE tl_code tli_operation_of(const tli_study *s, size_t section, const tli_section_cost *cost,
                                     tli_operation *operation, tl_error *error);
/* "bn USD(2025)" and the like: prefix, currency with price year, suffix; "" without memory. */
const char *tli_money_unit(tli_arena *arena, const tli_study *s, const char *prefix, const char *suffix);
/* Tables of the step "cost" that rest on its costs: what comes on top of overnight cost, operation, regressions:
 * cost_tables.c. */
TL_MUST_USE tl_code tli_cost_tables(tl_study *study, tl_error *error);
/* Levelised cost of transport through one section whose capital cost and fuel are known: money per m3 of the study's
 * volume. volume_m3_s: delivered, as the average of a year. */
TL_MUST_USE tl_code tli_levelise(const tli_study *s, size_t section, const tli_section_cost *cost, double kg_per_m3,
                                 double volume_m3_s, tl_econ_levelised *levelised, tl_error *error);
/* Levelised cost of the whole line in a variant of the study that was solved: money per m3 of the study's volume,
 * likely rates. NaN without a cost table. */
TL_MUST_USE tl_code tli_transport_cost(const tl_study *study, const tli_study *variant, const tli_evaluation *e,
                                       tli_arena *arena, double *per_m3, tl_error *error);
/* "USD(2025)/1000 m3 at 20 degC" and the like; "" without memory. */
const char *tli_money_per_volume_unit(tli_arena *arena, const tli_study *s, double reference_t_k);
/* The number of sections of the chain. */
size_t tli_line_sections(const tli_study *s);
/* Whether a claim is about the ground (border_length, land_area, land_times); then it is judged: ground_claims.c. */
TL_MUST_USE tl_code tli_judge_ground(tl_study *study, const tli_study_claim *claim, tli_claim_result *result,
                                     bool *judged, tl_error *error);
/* Whether a claim is about fuel or power of stations; then it is judged: machine_claims.c. */
bool tli_judge_machines(tl_study *study, const tli_study_claim *claim, tli_claim_result *result);
/* Whether the subject of a claim ("russia+mongolia"; "" is the whole line) names a section. */
bool tli_names_section(const char *subject, const char *id);
/* Whether a claim is about the border price; then it is judged. And the first page's question on it; false without an
 * answer: money_claims.c. */
bool tli_judge_money(tl_study *study, const tli_study_claim *claim, tli_claim_result *result);
bool tli_question_border_price(tl_study *study);
/* Ways to make an impossible reference possible, cheapest first; appended to study->no_answer. */
TL_MUST_USE tl_code tli_find_cures(tl_study *study, tl_error *error);
/* The same for a reference that has an answer, but one beyond a limit: into study->beyond_limit. Nothing otherwise. */
TL_MUST_USE tl_code tli_find_cures_of_limits(tl_study *study, tl_error *error);

#endif
