/* Data of the report, packed: gzip by zlib, then base64. */
#include "report/tli_report.h"

#include <limits.h>

#define ZLIB_CONST /* next_in points to what is only read */
#include <zlib.h>

static void add_base64(tli_text *out, const unsigned char *bytes, size_t length) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < length; i += 3) {
    const size_t left = length - i;
    const unsigned group = (unsigned)bytes[i] << 16 | (left > 1 ? (unsigned)bytes[i + 1] << 8 : 0U) |
                           (left > 2 ? (unsigned)bytes[i + 2] : 0U);
    const char four[4] = {digits[group >> 18], digits[group >> 12 & 63], left > 1 ? digits[group >> 6 & 63] : '=',
                          left > 2 ? digits[group & 63] : '='};
    tli_text_add_n(out, four, sizeof four);
  }
}

tl_code tli_report_pack(const char *bytes, size_t length, const tl_allocator *allocator, tli_text *out,
                        tl_error *error) {
  tl_allocator memory = *tli_allocator_or_default(allocator);
  z_stream z = {.zalloc = tli_alloc_sized, .zfree = tli_free_sized, .opaque = &memory};
  enum { GZIP = 16, MOST_WINDOW = 15, MEMORY_LEVEL = 9 };
  if (length > UINT_MAX / 2 ||
      deflateInit2(&z, 6, Z_DEFLATED, MOST_WINDOW + GZIP, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
    return TLI_NO_MEMORY(error, "the packed data of the report");
  const size_t room = deflateBound(&z, length);
  unsigned char *packed = tli_alloc(&memory, room);
  if (packed != NULL) {
    z.next_in = (const Bytef *)bytes;
    z.avail_in = (uInt)length;
    z.next_out = packed;
    z.avail_out = (uInt)room;
  }
  const bool done = packed != NULL && deflate(&z, Z_FINISH) == Z_STREAM_END;
  if (done) add_base64(out, packed, room - z.avail_out);
  (void)deflateEnd(&z);
  tli_free(&memory, packed, room);
  return done ? TL_OK : TLI_NO_MEMORY(error, "the packed data of the report");
}
