/* Any bytes as a study: no crash, no leak; a study that is read can be copied, set and checked, and its inputs have
 * places. What follows a line "%%%%" stands for every CSV file that the study names. */
#include "fuzz.h"
#include "study/reader.h"

#include <stdlib.h>
#include <string.h>

typedef struct two_files {
  const char *yaml, *csv;
  size_t yaml_length, csv_length;
} two_files;

static tl_code read_memory(void *context, const char *path, tli_arena *arena, tli_file *file, tl_error *error) {
  const two_files *files = context;
  bool csv = strlen(path) > 4 && strcmp(path + strlen(path) - 4, ".csv") == 0;
  size_t length = csv ? files->csv_length : files->yaml_length;
  const char *bytes = tli_arena_strndup(arena, csv ? files->csv : files->yaml, length);
  if (bytes == NULL) return TLI_NO_MEMORY(error, path);
  *file = tli_file_of_bytes(bytes, length);
  return TL_OK;
}

static two_files split(const char *data, size_t size) {
  two_files files = {data, "", size, 0};
  for (size_t i = 0; i + 5 <= size; i++) {
    if (memcmp(data + i, "%%%%\n", 5) != 0) continue;
    files.yaml_length = i;
    files.csv = data + i + 5;
    files.csv_length = size - i - 5;
    break;
  }
  return files;
}

static void use(const tli_study *study, const tl_results *results) {
  tli_study *copy = tli_study_copy(study, NULL);
  tl_findings *findings = tl_findings_create(NULL);
  if (copy == NULL || findings == NULL) abort();
  for (size_t i = 0; i < tl_results_inputs(results); i++) {
    const tl_input *input = tl_results_input_at(results, i);
    if (input->id[0] == '\0' || input->file[0] == '\0') abort();
    tl_error error;
    if (tli_study_set(copy, input->id, input->text, &error) == TL_ERR_USAGE) abort();
  }
  tli_study_check(copy, findings);
  if (tl_findings_total(findings, TL_ERROR) > 0) abort(); /* what was read soundly is sound when set the same */
  tl_findings_destroy(findings);
  tli_study_destroy(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  two_files bytes = split((const char *)data, size);
  const tli_files files = {read_memory, &bytes};
  tl_results *results = tl_results_create(NULL);
  tl_findings *findings = tl_findings_create(NULL);
  tli_study *study = NULL;
  tl_error error;
  if (results == NULL || findings == NULL) abort();
  tl_code code = tli_study_read_from(&files, "fuzz/study.yml", NULL, &study, results, findings, &error);
  if ((code == TL_OK) != (study != NULL)) abort();
  if (code == TL_ERR_INPUT && tl_findings_total(findings, TL_ERROR) == 0) abort();
  if (code == TL_ERR_USAGE) abort();
  if (study != NULL) use(study, results);
  tli_study_destroy(study);
  tl_findings_destroy(findings);
  tl_results_destroy(results);
  return 0;
}
