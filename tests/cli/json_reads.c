/* json_reads FILE...: exit 0 if each file is one JSON document and nothing else. */
#include <jansson.h>
#include <stdio.h>

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    json_error_t error;
    json_t *document = json_load_file(argv[i], JSON_REJECT_DUPLICATES, &error);
    if (document == NULL) {
      (void)fprintf(stderr, "%s:%d: %s\n", argv[i], error.line, error.text);
      return 1;
    }
    json_decref(document);
  }
  return 0;
}
