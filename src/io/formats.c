/* The registry: see io/formats.h. */
#include "io/formats.h"

#include "io/gaslib.h"

#include <string.h>

bool tli_name_ends(const char *name, const char *suffix) {
  size_t n = strlen(name);
  if (n > 3 && strcmp(name + n - 3, ".gz") == 0) n -= 3;
  const size_t m = strlen(suffix);
  return n >= m && strncmp(name + n - m, suffix, m) == 0;
}

enum { SNIFFED_BYTES = 8192 };

static bool contains(const char *bytes, size_t length, const char *word) {
  const size_t n = strlen(word), most = length < SNIFFED_BYTES ? length : SNIFFED_BYTES;
  for (size_t i = 0; i + n <= most; i++)
    if (bytes[i] == word[0] && memcmp(bytes + i, word, n) == 0) return true;
  return false;
}

static int sniff_xml(const char *bytes, size_t length, const char *root) {
  return length > 0 && contains(bytes, length, root) ? 2 : 0;
}

/* By name alone only what looks like XML at all. */
static int by_name(const char *bytes, size_t length, const char *name, const char *suffix) {
  while (length > 0 && strchr(" \t\r\n", *bytes) != NULL) {
    bytes++;
    length--;
  }
  return tli_name_ends(name, suffix) && (length == 0 || *bytes == '<') ? 1 : 0;
}

static int surer(int a, int b) { return a > b ? a : b; }

static int sniff_gaslib_net(const char *bytes, size_t length, const char *name) {
  return surer(sniff_xml(bytes, length, "<network"), by_name(bytes, length, name, ".net"));
}

static int sniff_gaslib_scn(const char *bytes, size_t length, const char *name) {
  return surer(sniff_xml(bytes, length, "<boundaryValue"), by_name(bytes, length, name, ".scn"));
}

static int sniff_gaslib_cs(const char *bytes, size_t length, const char *name) {
  return surer(sniff_xml(bytes, length, "<compressorStations"), by_name(bytes, length, name, ".cs"));
}

static int sniff_gaslib_cdf(const char *bytes, size_t length, const char *name) {
  return surer(sniff_xml(bytes, length, "<combinedDecisions"), by_name(bytes, length, name, ".cdf"));
}

static int sniff_own(const char *bytes, size_t length, const char *name) {
  (void)name;
  return contains(bytes, length, "trunkline: network") ? 2 : 0;
}

static int sniff_matgas(const char *bytes, size_t length, const char *name) {
  return contains(bytes, length, "mgc.") || contains(bytes, length, "function mgc") ? 2
         : tli_name_ends(name, ".m")                                                ? 1
                                                                                    : 0;
}

static int sniff_morgen_net(const char *bytes, size_t length, const char *name) {
  if (!tli_name_ends(name, ".net")) return 0;
  for (size_t i = 0; i + 1 < length && i < SNIFFED_BYTES; i++)
    if ((i == 0 || bytes[i - 1] == '\n') && strchr("PSCV", bytes[i]) != NULL && bytes[i + 1] == ',') return 2;
  return 0;
}

static int sniff_morgen_ini(const char *bytes, size_t length, const char *name) {
  (void)bytes;
  (void)length;
  return tli_name_ends(name, ".ini") ? 1 : 0;
}

static int sniff_nothing(const char *bytes, size_t length, const char *name) {
  (void)bytes;
  (void)length;
  (void)name;
  return 0;
}

static const tli_format formats[] = {
#define FORMAT(name, suffix, part, sniff, read, write, sentence) {name, suffix, sentence, part, sniff, read, write},
#include "io/formats.def"
#undef FORMAT
};

const tli_format *tli_format_at(size_t index) { return index < TLI_COUNT(formats) ? &formats[index] : NULL; }

const tli_format *tli_format_sniff(const tli_file *file, const char *name) {
  const tli_format *best = NULL;
  int sureness = 0;
  for (size_t i = 0; i < TLI_COUNT(formats); i++) {
    const int sure = formats[i].sniff(file->bytes, file->length, name);
    if (sure <= sureness) continue;
    best = &formats[i];
    sureness = sure;
  }
  return best;
}

const tli_format *tli_format_for_writing(const char *name, const char *file_name) {
  for (size_t i = 0; i < TLI_COUNT(formats); i++) {
    if (formats[i].write == NULL) continue;
    if (name != NULL ? strcmp(formats[i].name, name) == 0 : tli_name_ends(file_name, formats[i].suffix))
      return &formats[i];
  }
  return name == NULL && tli_name_ends(file_name, ".yaml") ? tli_format_for_writing("trunkline", file_name) : NULL;
}
