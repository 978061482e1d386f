/* A study from file to results: opens, applies --set, runs the steps in order. */
#include "study/cache.h"
#include "study/run.h"

#include <stdio.h>
#include <string.h>

static const tli_step steps[] = {
#define STEP(name, slow, function, sentence) {name, sentence, slow, function, NULL},
#define SLOW_IF(name, asked_for, function, sentence) {name, sentence, true, function, asked_for},
#include "study/steps.def"
#undef STEP
#undef SLOW_IF
};

_Static_assert(TLI_COUNT(steps) <= TLI_MOST_STEPS, "a study has room for all steps");

tl_code tli_nothing_to_do(tl_study *study) {
  study->nothing_to_do = true;
  return TL_OK;
}

size_t tli_step_count(void) { return TLI_COUNT(steps); }
const tli_step *tli_step_at(size_t index) { return index < TLI_COUNT(steps) ? &steps[index] : NULL; }

bool tl_study_step_at(size_t index, const char **name, const char **sentence, bool *slow) {
  if (index >= TLI_COUNT(steps)) return false;
  *name = steps[index].name;
  *sentence = steps[index].sentence;
  *slow = steps[index].slow;
  return true;
}

bool tl_study_fields_at(size_t index, const char **group, const char **sentence, bool *is_list, const tl_field **fields,
                        size_t *count) {
  tli_study_group g;
  if (!tli_study_group_at(index, &g)) return false;
  *group = g.name;
  *sentence = g.sentence;
  *is_list = g.is_list;
  *fields = g.fields;
  *count = g.field_count;
  return true;
}

void tl_study_options_default(tl_study_options *options) { *options = (tl_study_options){0}; }

tl_code tl_study_open(const char *path, const tl_allocator *allocator, tl_study **study, tl_error *error) {
  *study = NULL;
  tli_arena *arena = tli_arena_create(allocator);
  tl_study *made = arena == NULL ? NULL : TLI_NEW(arena, tl_study);
  if (made == NULL) {
    tli_arena_destroy(arena);
    return TLI_NO_MEMORY(error, "a study");
  }
  made->arena = arena;
  made->no_answer = made->beyond_limit = "";
  made->results = tl_results_create(allocator);
  made->given = made->results;
  made->findings = tl_findings_create(allocator);
  *study = made;
  if (made->results == NULL || made->findings == NULL) return TLI_NO_MEMORY(error, "a study");
  TLI_TRY(tli_study_read(path, allocator, &made->input, made->results, made->findings, error));
  TLI_TRY(tli_relief_open(made->input, arena, &made->relief, made->findings, error));
  tl_results_set_text(made->results, "title", made->input->head.title);
  tl_results_set_text(made->results, "subtitle", made->input->head.subtitle);
  tl_results_set_text(made->results, "study_file", made->input->file);
  return TL_OK;
}

void tl_study_close(tl_study *study) {
  if (study == NULL) return;
  tli_ground_destroy(study->ground);
  tli_relief_close(study->relief);
  tli_ground_close(&study->map_layer);
  tl_steady_destroy(study->steady);
  tli_line_destroy(study->line);
  tl_gas_destroy(study->gas);
  tli_worker_arenas_free(&study->worker_arenas);
  tli_study_destroy(study->reference);
  tli_study_destroy(study->input);
  tl_findings_destroy(study->findings);
  tl_results_destroy(study->results);
  tli_arena_destroy(study->arena);
}

/* Takes one path out of what an axis value sets; true if it was there. */
static tl_code take_out(tli_study_axis_value *value, const char *path, tli_arena *arena, bool *taken, tl_error *error) {
  const char **paths = TLI_NEW_N(arena, const char *, value->sets + 1);
  const char **texts = TLI_NEW_N(arena, const char *, value->sets + 1);
  if (paths == NULL || texts == NULL) return TLI_NO_MEMORY(error, "an axis");
  size_t kept = 0;
  for (size_t i = 0; i < value->sets; i++) {
    if (tli_text_equal_loose(value->set_paths[i], path)) continue;
    paths[kept] = value->set_paths[i];
    texts[kept++] = value->set_texts[i];
  }
  *taken = *taken || kept < value->sets;
  value->set_paths = paths;
  value->set_texts = texts;
  value->sets = kept;
  return TL_OK;
}

/* A figure that is set for the run is not an unknown any more: no axis may set it again. An axis of which nothing is
 * left has one value, the one set. */
static tl_code release_axes(tl_study *study, const char *path, const char *text, tl_error *error) {
  tli_study *input = study->input;
  for (size_t a = 0; a < input->axis_count; a++) {
    tli_study_axis *axis = &input->axes[a];
    bool taken = false, empty = true;
    for (size_t v = 0; v < axis->count; v++) {
      TLI_TRY(take_out(&axis->values[v], path, study->arena, &taken, error));
      empty = empty && axis->values[v].sets == 0;
    }
    if (!taken) continue;
    tl_findings_add(study->findings, TL_NOTE, input->file, axis->line, axis->id, path,
                    "axes.%s: %s = %s is set for this run, so the axis \"%s\" %s", axis->id, path, text, axis->label,
                    empty ? "is left out" : "no longer changes it");
    if (!empty) continue;
    axis->count = 1;
    axis->reference = 0;
    axis->values[0].label = tli_arena_printf(study->arena, "%s (set for this run)", text);
    if (axis->values[0].label == NULL) return TLI_NO_MEMORY(error, "an axis");
  }
  return TL_OK;
}

tl_code tl_study_set(tl_study *study, const char *path, const char *text, tl_error *error) {
  if (study->reference != NULL) return tl_fail(error, TL_ERR_USAGE, "set figures before the study runs");
  TLI_TRY(tli_study_set(study->input, path, text, error));
  TLI_TRY(release_axes(study, path, text, error));
  tl_results_add_input(study->results, &(tl_input){.id = path,
                                                   .label = path,
                                                   .text = text,
                                                   .si = NAN,
                                                   .unit = "",
                                                   .file = "command line",
                                                   .source_id = "",
                                                   .date = "",
                                                   .confidence = "assumption",
                                                   .note = "set for this run; replaces the figure of the file"});
  return TL_OK;
}

/* "flow,claims": names that exist; needs flow for everything else. */
static tl_code wanted(const tl_study *study, const tli_step *step, bool *run, tl_error *error) {
  const char *list = study->options.steps;
  *run = study->options.all || !step->slow;
  if (list == NULL || list[0] == '\0') return TL_OK;
  const size_t n = strlen(step->name);
  *run = strcmp(step->name, "flow") == 0; /* the others stand on it */
  for (const char *p = list; *p != '\0';) {
    const size_t length = strcspn(p, ",");
    if (length == n && strncmp(p, step->name, n) == 0) *run = true;
    bool known = false;
    for (size_t i = 0; i < TLI_COUNT(steps); i++)
      known = known || (strlen(steps[i].name) == length && strncmp(p, steps[i].name, length) == 0);
    if (!known) {
      char word[64];
      const char *names[TLI_COUNT(steps)];
      for (size_t i = 0; i < TLI_COUNT(steps); i++) names[i] = steps[i].name;
      (void)snprintf(word, sizeof word, "%.*s", (int)(length < 60 ? length : 60), p);
      const char *near = tli_did_you_mean(word, names, TLI_COUNT(names));
      return tl_fail(error, TL_ERR_USAGE, "step \"%s\" is unknown%s%s%s `trunkline describe steps` lists them", word,
                     near != NULL ? "; did you mean " : ";", near != NULL ? near : "", near != NULL ? "?" : "");
    }
    p += length + (p[length] == ',' ? 1 : 0);
  }
  return TL_OK;
}

/* The rasters that the study names now: `--set` may have named others than the file. */
static tl_code take_rasters(tl_study *study, tl_error *error) {
  if (!tli_relief_is_of(study->relief, study->input)) {
    tli_relief_close(study->relief);
    study->relief = NULL;
    TLI_TRY(tli_relief_open(study->input, study->arena, &study->relief, study->findings, error));
  }
  study->input->opened = study->relief;
  return TL_OK;
}

static tl_code prepare(tl_study *study, tl_error *error) {
  const tl_allocator *allocator = tli_arena_allocator(study->arena);
  TLI_TRY(take_rasters(study, error));
  study->reference = tli_study_copy(study->input, allocator);
  if (study->reference == NULL) return TLI_NO_MEMORY(error, "a study");
  TLI_TRY(tli_apply_axes(study->reference, NULL, error));
  tli_study_check(study->reference, study->findings);
  if (tl_findings_total(study->findings, TL_ERROR) > 0) return tl_fail(error, TL_ERR_INPUT, "the study has errors");
  TLI_TRY(tli_study_gas_create(study->reference, allocator, &study->gas, error));
  TLI_TRY(tl_mixture_quality(tl_gas_mixture(study->gas), 298.15, 293.15, &study->quality, error));
  double m3_mol;
  TLI_TRY(tl_mixture_molar_volume(tl_gas_mixture(study->gas), 273.15, &m3_mol, error));
  study->density_0_kg_m3 = tl_gas_molar_mass_kg_mol(study->gas) / m3_mol;
  study->quality.density_kg_m3 = 0.0;
  TLI_TRY(tl_mixture_molar_volume(tl_gas_mixture(study->gas), 293.15, &m3_mol, error));
  study->quality.density_kg_m3 = tl_gas_molar_mass_kg_mol(study->gas) / m3_mol;
  TLI_TRY(tli_route_create(study->reference, study->arena, &study->route, study->findings, error));
  TLI_TRY(tli_route_sample(study->reference, study->route, study->relief, study->arena, error));
  return tli_line_create(study->reference, study->route, study->gas, TLI_WHOLE_LINE, allocator, &study->line, error);
}

/* ---- steps ------------------------------------------------------------------------------------------------------- */

static tl_code run_step(tl_study *study, size_t i, tl_error *error) {
  study->nothing_to_do = false;
  TLI_TRY(steps[i].run(study, error));
  study->steps[i] = study->nothing_to_do ? TLI_STEP_NOTHING_TO_DO : TLI_STEP_RUN;
  return TL_OK;
}

/* Sets of its own for one slow step. */
typedef struct own_sets {
  tl_results *results;
  tl_findings *findings;
} own_sets;

static tl_code make_sets(const tl_study *study, own_sets *own, tl_error *error) {
  const tl_allocator *allocator = tli_arena_allocator(study->arena);
  *own = (own_sets){tl_results_create(allocator), tl_findings_create(allocator)};
  return own->results == NULL || own->findings == NULL ? TLI_NO_MEMORY(error, "the results of a step") : TL_OK;
}

static void drop_sets(own_sets *own) {
  tl_findings_destroy(own->findings);
  tl_results_destroy(own->results);
}

static tl_code take_over(tl_study *study, const own_sets *own, tl_error *error) {
  if (tl_results_lost(own->results) || tl_findings_lost(own->findings) ||
      !tli_results_take_over(study->results, own->results))
    return TLI_NO_MEMORY(error, "the results of a step");
  tli_findings_take_over(study->findings, own->findings);
  return TL_OK;
}

/* An answer that cannot be kept is an answer all the same. That there is nothing to do is one, too, without tables. */
static void keep_answer(tl_study *study, size_t i, const own_sets *own) {
  const char *folder = study->options.cache_folder;
  tl_error why;
  if (folder == NULL || !study->answered) return;
  if (tli_cache_store(folder, steps[i].name, tli_study_key(study, steps[i].name), own->results, own->findings,
                      tli_arena_allocator(study->arena), &why) != TL_OK)
    tl_findings_add(study->findings, TL_WARNING, study->input->file, 0, steps[i].name, "",
                    "the answer of the step \"%s\" could not be kept for the next run: %s", steps[i].name,
                    why.sentence);
}

static tl_code run_slow_step(tl_study *study, size_t i, tl_error *error) {
  own_sets own;
  tl_code code = make_sets(study, &own, error);
  if (code == TL_OK) {
    tl_results *whole = study->results;
    tl_findings *all = study->findings;
    study->results = own.results;
    study->findings = own.findings;
    code = run_step(study, i, error);
    study->results = whole;
    study->findings = all;
  }
  if (code == TL_OK) code = take_over(study, &own, error);
  if (code == TL_OK) keep_answer(study, i, &own);
  drop_sets(&own);
  return code;
}

static const char *why_left_out(tl_study *study, size_t i, tli_cache_state state) {
  if (state == TLI_CACHE_OTHER) return "the answer kept from an earlier run is of other inputs or another program";
  if (state != TLI_CACHE_DAMAGED) return "no answer of an earlier run is kept";
  tl_findings_add(study->findings, TL_WARNING, study->input->file, 0, steps[i].name, "",
                  "the kept answer %s/%s.cache is damaged or not one of Trunkline's files; it was not used",
                  study->options.cache_folder, steps[i].name);
  return "the answer kept from an earlier run is damaged";
}

/* Names what is left out, for the reader of the report. */
static void name_left_out(tl_study *study, size_t i, tli_cache_state state) {
  const char *before = tl_results_text(study->results, "steps.left_out");
  const char *line =
      tli_arena_printf(study->arena, "%s%s%s (%s; %s)", before != NULL ? before : "", before != NULL ? "; " : "",
                       steps[i].name, steps[i].sentence, why_left_out(study, i, state));
  study->lost = study->lost || line == NULL;
  if (line != NULL) tl_results_set_text(study->results, "steps.left_out", line);
}

/* A slow step that was not asked for: its kept answer, or its name among those left out. */
static tl_code recall_step(tl_study *study, size_t i, tl_error *error) {
  if (!study->answered || (steps[i].asked_for != NULL && !steps[i].asked_for(study->reference))) return TL_OK;
  tli_cache_state state = TLI_CACHE_NONE;
  own_sets own = {0};
  tl_code code = TL_OK;
  bool nothing = false;
  if (study->options.cache_folder != NULL) {
    code = make_sets(study, &own, error);
    if (code == TL_OK)
      code = tli_cache_load(study->options.cache_folder, steps[i].name, tli_study_key(study, steps[i].name),
                            tli_arena_allocator(study->arena), &state, own.results, own.findings, error);
    nothing = code == TL_OK && state == TLI_CACHE_VALID && tl_results_tables(own.results) == 0;
    if (code == TL_OK && state == TLI_CACHE_VALID) code = take_over(study, &own, error);
  }
  drop_sets(&own);
  if (code != TL_OK) return code;
  if (state == TLI_CACHE_VALID)
    study->steps[i] = nothing ? TLI_STEP_NOTHING_TO_DO : TLI_STEP_CACHED;
  else
    name_left_out(study, i, state);
  return TL_OK;
}

static tl_code do_step(tl_study *study, size_t i, bool asked, tl_error *error) {
  const bool chosen = study->options.steps != NULL && study->options.steps[0] != '\0';
  if (!asked) return steps[i].slow && !chosen ? recall_step(study, i, error) : TL_OK;
  const tl_progress *progress = study->options.progress;
  if (progress != NULL && progress->report != NULL &&
      !progress->report(progress->context, steps[i].name, (double)i / (double)tli_step_count()))
    return tl_fail(error, TL_ERR_USAGE, "the study was stopped before the step \"%s\"", steps[i].name);
  return steps[i].slow ? run_slow_step(study, i, error) : run_step(study, i, error);
}

tl_code tl_study_run(tl_study *study, const tl_study_options *options, tl_error *error) {
  if (study->reference != NULL) return tl_fail(error, TL_ERR_USAGE, "a study runs once; open it again");
  if (study->input->is_library)
    return tl_fail(error, TL_ERR_INPUT,
                   "%s is a library of machines, not a study: name it as `machines` in a study, and a class of it as "
                   "`unit` of a kind of station",
                   study->input->file);
  tl_study_options_default(&study->options);
  if (options != NULL) study->options = *options;
  bool asked[TLI_COUNT(steps)];
  for (size_t i = 0; i < TLI_COUNT(steps); i++) TLI_TRY(wanted(study, &steps[i], &asked[i], error));
  TLI_TRY(prepare(study, error));
  for (size_t i = 0; i < TLI_COUNT(steps); i++) TLI_TRY(do_step(study, i, asked[i], error));
  if (study->lost || tl_results_lost(study->results) || tl_findings_lost(study->findings))
    return TLI_NO_MEMORY(error, "the results");
  if (!study->answered) return tl_fail(error, TL_ERR_NO_ANSWER, "%s", study->no_answer);
  return TL_OK;
}

const tl_results *tl_study_results(const tl_study *study) { return study->results; }
tl_results *tl_study_results_edit(tl_study *study) { return study->results; }
const tl_findings *tl_study_findings(const tl_study *study) { return study->findings; }
