/* A study from file to results: opens, applies --set, runs the steps in order. */
#include "study/run.h"

#include <stdio.h>
#include <string.h>

static const tli_step steps[] = {
#define STEP(name, slow, function, sentence) {name, sentence, slow, function},
#include "study/steps.def"
#undef STEP
};

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
  made->no_answer = "";
  made->results = tl_results_create(allocator);
  made->findings = tl_findings_create(allocator);
  *study = made;
  if (made->results == NULL || made->findings == NULL) return TLI_NO_MEMORY(error, "a study");
  TLI_TRY(tli_study_read(path, allocator, &made->input, made->results, made->findings, error));
  tl_results_set_text(made->results, "title", made->input->head.title);
  tl_results_set_text(made->results, "subtitle", made->input->head.subtitle);
  tl_results_set_text(made->results, "study_file", made->input->file);
  return TL_OK;
}

void tl_study_close(tl_study *study) {
  if (study == NULL) return;
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

static tl_code prepare(tl_study *study, tl_error *error) {
  const tl_allocator *allocator = tli_arena_allocator(study->arena);
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
  return tli_line_create(study->reference, study->route, study->gas, TLI_WHOLE_LINE, allocator, &study->line, error);
}

tl_code tl_study_run(tl_study *study, const tl_study_options *options, tl_error *error) {
  if (study->reference != NULL) return tl_fail(error, TL_ERR_USAGE, "a study runs once; open it again");
  tl_study_options_default(&study->options);
  if (options != NULL) study->options = *options;
  const size_t count = TLI_COUNT(steps);
  bool run[TLI_COUNT(steps)];
  for (size_t i = 0; i < count; i++) TLI_TRY(wanted(study, &steps[i], &run[i], error));
  TLI_TRY(prepare(study, error));
  const tl_progress *progress = study->options.progress;
  for (size_t i = 0; i < TLI_COUNT(steps); i++) {
    if (!run[i]) continue;
    if (progress != NULL && progress->report != NULL &&
        !progress->report(progress->context, steps[i].name, (double)i / (double)count))
      return tl_fail(error, TL_ERR_USAGE, "the study was stopped before the step \"%s\"", steps[i].name);
    TLI_TRY(steps[i].run(study, error));
    (void)snprintf(study->steps_run + strlen(study->steps_run), sizeof study->steps_run - strlen(study->steps_run),
                   "%s%s", study->steps_run[0] != '\0' ? " " : "", steps[i].name);
  }
  if (study->lost || tl_results_lost(study->results) || tl_findings_lost(study->findings))
    return TLI_NO_MEMORY(error, "the results");
  if (!study->answered) return tl_fail(error, TL_ERR_NO_ANSWER, "%s", study->no_answer);
  return TL_OK;
}

const tl_results *tl_study_results(const tl_study *study) { return study->results; }
tl_results *tl_study_results_edit(tl_study *study) { return study->results; }
const tl_findings *tl_study_findings(const tl_study *study) { return study->findings; }
