/* Runs a fuzz target without libFuzzer: over each file of the folder given, and over CHANGES random small changes of
 * each. The changes are the same in every run. Longer searches are for ./run fuzz. */
#define _POSIX_C_SOURCE 200809L
#include "fuzz.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHANGES = 200, MAX_EDITS = 4, LARGEST_BYTES = 1 << 20 };

/* xorshift64 (Marsaglia 2003): needs no quality here, only to be the same everywhere. */
static uint64_t next_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

/* Flips, overwrites, removes or repeats a few bytes of the seed; gives the new size, at most twice the old. */
static size_t change(uint64_t *random, const uint8_t *seed, size_t size, uint8_t *changed) {
  memcpy(changed, seed, size);
  size_t length = size;
  for (uint64_t edits = 1 + next_random(random) % MAX_EDITS; edits > 0 && length > 0; edits--) {
    size_t at = next_random(random) % length, span = 1 + next_random(random) % 16;
    if (span > length - at) span = length - at;
    switch (next_random(random) % 5) {
      case 0:
        changed[at] ^= (uint8_t)(1U << next_random(random) % 8);
        break;
      case 1:
        changed[at] = (uint8_t)next_random(random);
        break;
      case 2:
        memmove(changed + at, changed + at + span, length - at - span);
        length -= span;
        break;
      case 3:
        if (length + span > 2 * size) break;
        memmove(changed + at + span, changed + at, length - at);
        length += span;
        break;
      default:
        length = at;
    }
  }
  return length;
}

/* The target gets a block of exactly the right size, so that the sanitizers see each step outside. */
static bool run_once(const uint8_t *data, size_t size) {
  uint8_t *copy = malloc(size > 0 ? size : 1);
  if (copy == NULL) return false;
  memcpy(copy, data, size);
  (void)LLVMFuzzerTestOneInput(copy, size);
  free(copy);
  return true;
}

static bool replay(const char *path, uint8_t *seed, uint8_t *changed) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) return false;
  size_t size = fread(seed, 1, LARGEST_BYTES, file);
  bool good = !ferror(file);
  if (fclose(file) != 0) good = false;
  good = good && run_once(seed, size);
  uint64_t random = 88172645463325252U;
  for (int i = 0; good && i < CHANGES; i++) good = run_once(changed, change(&random, seed, size, changed));
  return good;
}

int main(int count, char **arguments) {
  if (count != 2) {
    (void)fprintf(stderr, "usage: %s FOLDER\n", arguments[0]);
    return 1;
  }
  DIR *folder = opendir(arguments[1]);
  uint8_t *seed = malloc(LARGEST_BYTES), *changed = malloc(2 * (size_t)LARGEST_BYTES);
  int seeds = 0;
  bool good = folder != NULL && seed != NULL && changed != NULL && run_once((const uint8_t *)"", 0);
  for (struct dirent *entry = NULL; good && (entry = readdir(folder)) != NULL;) {
    if (entry->d_name[0] == '.') continue;
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/%s", arguments[1], entry->d_name);
    good = length > 0 && (size_t)length < sizeof path && replay(path, seed, changed);
    seeds++;
  }
  if (!good || seeds == 0) (void)fprintf(stderr, "cannot read seeds in %s\n", arguments[1]);
  free(seed);
  free(changed);
  if (folder != NULL) (void)closedir(folder);
  (void)printf("%d seeds, %d changes of each\n", seeds, CHANGES);
  return good && seeds > 0 ? 0 : 1;
}
