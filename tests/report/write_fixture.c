/* write_fixture FOLDER [COUNTRIES.json]: writes report.html, report.json and tables/ of the fixture for the browser
 * test. */
#include "fixture.h"

#include "trunkline/report.h"

#include <stdio.h>
#include <stdlib.h>

static char *read_all(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) return NULL;
  size_t room = 1 << 20, length = 0;
  char *text = malloc(room + 1);
  if (text != NULL) {
    length = fread(text, 1, room, file);
    text[length] = '\0';
  }
  (void)fclose(file);
  return text;
}

int main(int argc, char **argv) {
  if (argc < 2) {
    (void)fprintf(stderr, "usage: write_fixture FOLDER [COUNTRIES.json]\n");
    return TL_ERR_USAGE;
  }
  char *countries = argc > 2 ? read_all(argv[2]) : NULL;
  tl_results *results = fixture_results(countries, NULL);
  tl_error error = {0};
  char path[1024];
  tl_code code = results == NULL ? TL_ERR_MACHINE : tl_report_write_tables(results, argv[1], NULL, &error);
  (void)snprintf(path, sizeof path, "%s/report.json", argv[1]);
  if (code == TL_OK) code = tl_report_write_json(results, path, NULL, &error);
  (void)snprintf(path, sizeof path, "%s/report.html", argv[1]);
  if (code == TL_OK) code = tl_report_write_html(results, path, NULL, &error);
  if (code != TL_OK) (void)fprintf(stderr, "%s\n", error.sentence);
  tl_results_destroy(results);
  free(countries);
  return (int)code;
}
