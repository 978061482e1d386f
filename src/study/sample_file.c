/* FOLDER/NAME.part: samples as they are finished, so that a run that was stopped goes on where it was. A line of text
 * (what it is, key, numbers a sample), then blocks: how many samples, a hash of their bytes, the bytes. Numbers stand
 * as this machine keeps them, which the line's last number tells; a block that is cut short or changed ends the file.
 */
#include "study/sampling.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/tli_file.h"

static const uint64_t fnv_start = 14695981039346656037u, fnv_prime = 1099511628211u;
static const uint64_t order_of_bytes = 0x0102030405060708u;

typedef struct block_head {
  uint64_t samples, hash;
} block_head;

static uint64_t hash_of(const void *bytes, size_t length) {
  const unsigned char *p = bytes;
  uint64_t hash = fnv_start;
  for (size_t i = 0; i < length; i++) hash = (hash ^ p[i]) * fnv_prime;
  return hash;
}

typedef struct head_line {
  char words[96];
} head_line;

static head_line line_of(uint64_t key) {
  head_line h = {""};
  (void)snprintf(h.words, sizeof h.words, "trunkline samples 1 %016" PRIx64 " %d\n", key, (int)TLI_SAMPLED_COUNT);
  return h;
}

typedef struct part_name {
  char words[1200];
} part_name;

static bool name_of(const char *folder, const char *name, part_name *path) {
  const int n = snprintf(path->words, sizeof path->words, "%s/%s.part", folder, name);
  return n > 0 && (size_t)n < sizeof path->words;
}

/* Blocks up to the first that is not whole. */
static size_t read_blocks(FILE *file, size_t count, double *results) {
  size_t done = 0;
  for (block_head block; fread(&block, sizeof block, 1, file) == 1;) {
    if (block.samples == 0 || block.samples > count - done) break;
    double *at = results + done * TLI_SAMPLED_COUNT;
    const size_t numbers = (size_t)block.samples * TLI_SAMPLED_COUNT;
    if (fread(at, sizeof *at, numbers, file) != numbers || hash_of(at, numbers * sizeof *at) != block.hash) break;
    done += (size_t)block.samples;
  }
  return done;
}

size_t tli_samples_load(const char *folder, const char *name, uint64_t key, size_t count, double *results) {
  part_name path;
  char line[96];
  uint64_t order = 0;
  size_t done = 0;
  if (folder == NULL || !name_of(folder, name, &path)) return 0;
  FILE *file = fopen(path.words, "rb");
  if (file == NULL) return 0;
  const head_line wanted = line_of(key);
  if (fgets(line, sizeof line, file) != NULL && strcmp(line, wanted.words) == 0 &&
      fread(&order, sizeof order, 1, file) == 1 && order == order_of_bytes)
    done = read_blocks(file, count, results);
  (void)fclose(file);
  return done;
}

static bool add_block(FILE *file, size_t count, const double *results) {
  const size_t numbers = count * TLI_SAMPLED_COUNT;
  const block_head block = {count, hash_of(results, numbers * sizeof *results)};
  return fwrite(&block, sizeof block, 1, file) == 1 && fwrite(results, sizeof *results, numbers, file) == numbers;
}

bool tli_samples_add(const char *folder, const char *name, uint64_t key, size_t done, size_t count,
                     const double *results) {
  part_name path;
  tl_error why;
  if (folder == NULL || !name_of(folder, name, &path)) return true;
  if (tli_make_folders(folder, NULL, &why) != TL_OK) return false;
  FILE *file = fopen(path.words, done == 0 ? "wb" : "ab");
  if (file == NULL) return false;
  const head_line line = line_of(key);
  bool good = true;
  if (done == 0) good = fputs(line.words, file) >= 0 && fwrite(&order_of_bytes, sizeof order_of_bytes, 1, file) == 1;
  good = good && (count == 0 || add_block(file, count, results));
  return fclose(file) == 0 && good;
}

void tli_samples_forget(const char *folder, const char *name) {
  part_name path;
  if (folder != NULL && name_of(folder, name, &path)) (void)remove(path.words);
}
