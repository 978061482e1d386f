/* testing.h - cmocka plus what it lacks: doubles, relative and absolute, and skipping by name. */
#ifndef TESTING_H
#define TESTING_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* |actual - expected| <= tolerance; prints both with all digits when it fails. */
#define assert_close(actual, expected, tolerance) \
  assert_close_at((actual), (expected), (tolerance), #actual, __FILE__, __LINE__)
/* relative to |expected| */
#define assert_close_rel(actual, expected, relative) \
  assert_close_at((actual), (expected), (relative)*fabs(expected), #actual, __FILE__, __LINE__)

static inline void assert_close_at(double actual, double expected, double tolerance, const char *what, const char *file,
                                   int line) {
  if (fabs(actual - expected) <= tolerance) return;
  print_error("%s = %.17g, expected %.17g within %.3g (off by %.3g)\n", what, actual, expected, tolerance,
              actual - expected);
  _fail(file, line);
}

/* The folder of real cases: $TRUNKLINE_DATA, or ../shared/data beside the checkout if it is there, else NULL: the
 * test then says so and calls skip(). */
static inline const char *test_data_folder(void) {
  const char *folder = getenv("TRUNKLINE_DATA");
  if (folder != NULL) return folder[0] != '\0' ? folder : NULL;
  FILE *manifest = fopen(TRUNKLINE_SOURCE_DIR "/../shared/data/MANIFEST.csv", "r");
  if (manifest == NULL) return NULL;
  (void)fclose(manifest);
  return TRUNKLINE_SOURCE_DIR "/../shared/data";
}

#endif
