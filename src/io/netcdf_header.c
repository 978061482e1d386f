/* Is the header of a classic NetCDF file sound (NetCDF Classic Format Specification, Unidata, appendix B of the NetCDF
 * users' guide)? The library trusts its counts, and a damaged file makes it ask for gigabytes or step outside; so every
 * name, count and offset is walked over here first, and held against the length of the file. */
#include "io/rasters.h"

#include <stdint.h>
#include <string.h>

typedef struct walk {
  const unsigned char *at, *end;
  size_t length; /* of the file */
  bool wide;     /* CDF-2: offsets of 64 bits */
  bool bad;
  uint32_t dimension[NETCDF_MOST];
  size_t dimensions;
} walk;

static uint32_t take(walk *w) {
  if (w->bad || w->end - w->at < 4) {
    w->bad = true;
    return 0;
  }
  const uint32_t value = (uint32_t)w->at[0] << 24 | (uint32_t)w->at[1] << 16 | (uint32_t)w->at[2] << 8 | w->at[3];
  w->at += 4;
  return value;
}

static void skip(walk *w, uint64_t bytes) {
  const uint64_t padded = (bytes + 3) / 4 * 4;
  if (w->bad || padded > (uint64_t)(w->end - w->at))
    w->bad = true;
  else
    w->at += padded;
}

static void skip_name(walk *w) {
  const uint32_t length = take(w);
  if (length == 0 || length > 256 || (w->end - w->at >= length && memchr(w->at, 0, length) != NULL)) w->bad = true;
  skip(w, length);
}

/* Bytes of the types byte, char, short, int, float, double. */
static size_t size_of(uint32_t type) {
  static const size_t sizes[] = {0, 1, 1, 2, 4, 4, 8};
  return type < TLI_COUNT(sizes) ? sizes[type] : 0;
}

/* The number of entries of a list that begins with a tag, or with two zeros where it is absent. */
static uint32_t take_count(walk *w, uint32_t tag) {
  const uint32_t found = take(w), count = take(w);
  if (count > NETCDF_MOST || (found != tag && (found != 0 || count != 0))) w->bad = true;
  return w->bad ? 0 : count;
}

static void take_attributes(walk *w) {
  for (uint32_t n = take_count(w, 12); n > 0 && !w->bad; n--) {
    skip_name(w);
    const size_t size = size_of(take(w));
    const uint32_t count = take(w);
    if (size == 0) w->bad = true;
    skip(w, (uint64_t)count * size);
  }
}

static void take_dimensions(walk *w) {
  for (uint32_t n = take_count(w, 10); n > 0 && !w->bad; n--) {
    skip_name(w);
    w->dimension[w->dimensions++] = take(w);
  }
}

/* A variable over the record dimension (length 0) is refused: a grid has none. */
static void take_variables(walk *w) {
  for (uint32_t n = take_count(w, 11); n > 0 && !w->bad; n--) {
    uint64_t cells = 1;
    skip_name(w);
    const uint32_t rank = take(w);
    if (rank > 4) w->bad = true;
    for (uint32_t i = 0; i < rank && !w->bad; i++) {
      const uint32_t dimension = take(w);
      if (dimension >= w->dimensions || w->dimension[dimension] == 0 || cells > w->length)
        w->bad = true;
      else
        cells *= w->dimension[dimension];
    }
    take_attributes(w);
    const size_t size = size_of(take(w));
    (void)take(w); /* vsize: can be computed, and so is not believed */
    const uint64_t high = w->wide ? take(w) : 0, begin = high << 32 | take(w);
    if (size == 0 || cells > w->length || begin > w->length || cells * size > w->length - begin) w->bad = true;
  }
}

bool tli_netcdf_is_sound(const tli_file *file, const char **why) {
  *why = "its header is damaged or has a record dimension, or it is cut off";
  if (file->length < 4 || memcmp(file->bytes, "CDF", 3) != 0) return true; /* not the classic format */
  const char version = file->bytes[3];
  if (version != 1 && version != 2) {
    *why = "only the versions CDF-1, CDF-2 and NetCDF-4 are read; convert it with nccopy -k classic";
    return false;
  }
  walk w = {.at = (const unsigned char *)file->bytes + 4,
            .end = (const unsigned char *)file->bytes + file->length,
            .length = file->length,
            .wide = version == 2};
  (void)take(&w); /* records */
  take_dimensions(&w);
  take_attributes(&w);
  take_variables(&w);
  return !w.bad;
}
