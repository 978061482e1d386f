/* Gzip by zlib: see io/gzip.h. */
#include "io/gzip.h"

#include <string.h>

#include <zlib.h>

static void refuse(tl_findings *findings, const char *name, const char *sentence) {
  tl_findings_add(findings, TL_ERROR, name, 0, "", "", "%s", sentence);
}

/* The whole of the stream; *bytes is NULL after a finding. */
static tl_code inflate_all(z_stream *z, const char *name, tli_arena *arena, char **bytes, size_t *length,
                           tl_findings *findings, tl_error *error) {
  size_t room = z->avail_in < 4096 ? 16384 : (size_t)z->avail_in * 4;
  if (room > TLI_FILE_LIMIT_BYTES) room = TLI_FILE_LIMIT_BYTES;
  char *out = tli_arena_alloc(arena, room + 1, 1);
  if (out == NULL) return TLI_NO_MEMORY(error, name);
  *bytes = NULL;
  *length = 0;
  for (;;) {
    z->next_out = (Bytef *)out + *length;
    z->avail_out = (uInt)(room - *length);
    const int status = inflate(z, Z_NO_FLUSH);
    *length = room - z->avail_out;
    if (status == Z_MEM_ERROR) return TLI_NO_MEMORY(error, name);
    if (status == Z_STREAM_END) {
      if (z->avail_in < 2 || z->next_in[0] != 0x1F || z->next_in[1] != 0x8B) break; /* padding is allowed */
      if (inflateReset(z) != Z_OK) break;
      continue;
    }
    if (status != Z_OK && status != Z_BUF_ERROR) {
      refuse(findings, name, "the gzip data are damaged: fetch the file again");
      return TL_OK;
    }
    if (z->avail_out > 0) {
      refuse(findings, name, "the gzip data end too early: the file was cut off; fetch it again");
      return TL_OK;
    }
    if (room >= TLI_FILE_LIMIT_BYTES) {
      refuse(findings, name, "unpacked it is larger than 64 MB: this is no network file");
      return TL_OK;
    }
    const size_t wider = 2 * room < TLI_FILE_LIMIT_BYTES ? 2 * room : TLI_FILE_LIMIT_BYTES;
    char *grown = tli_arena_alloc(arena, wider + 1, 1);
    if (grown == NULL) return TLI_NO_MEMORY(error, name);
    memcpy(grown, out, *length);
    out = grown;
    room = wider;
  }
  out[*length] = '\0';
  *bytes = out;
  return TL_OK;
}

tl_code tli_gzip_unpack(tli_file *file, const char *name, tli_arena *arena, tl_findings *findings, tl_error *error) {
  if (file->length < 2 || (unsigned char)file->bytes[0] != 0x1F || (unsigned char)file->bytes[1] != 0x8B) return TL_OK;
  const tl_allocator *allocator = tli_arena_allocator(arena);
  unsigned char *in = tli_arena_alloc(arena, file->length, 1); /* zlib's next_in is not const */
  if (in == NULL) return TLI_NO_MEMORY(error, name);
  memcpy(in, file->bytes, file->length);
  tl_allocator copy = *allocator;
  z_stream z = {.zalloc = tli_alloc_sized,
                .zfree = tli_free_sized,
                .opaque = &copy,
                .next_in = in,
                .avail_in = (uInt)file->length};
  *file = (tli_file){"", 0};
  if (inflateInit2(&z, 16 + MAX_WBITS) != Z_OK) return TLI_NO_MEMORY(error, name); /* 16: a gzip header */
  char *bytes = NULL;
  size_t length = 0;
  const tl_code code = inflate_all(&z, name, arena, &bytes, &length, findings, error);
  (void)inflateEnd(&z);
  if (code == TL_OK && bytes != NULL) *file = tli_file_of_bytes(bytes, length);
  return code;
}
