/* Reading whole files: see io/file.h. */
#include "io/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

tli_file tli_file_of_bytes(const char *bytes, size_t length) {
  if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) return (tli_file){bytes + 3, length - 3};
  return (tli_file){bytes, length};
}

/* Reads in growing steps: the size of a file that is not a plain one cannot be asked for beforehand. */
static tl_code read_stream(FILE *stream, const char *path, tli_arena *arena, tli_file *file, tl_error *error) {
  size_t room = 16384, length = 0;
  char *bytes = tli_arena_alloc(arena, room + 1, 1);
  if (bytes == NULL) return TLI_NO_MEMORY(error, path);
  for (;;) {
    length += fread(bytes + length, 1, room - length, stream);
    if (ferror(stream) && errno == EISDIR)
      return tl_fail(error, TL_ERR_INPUT, "\"%s\" is a folder; give the name of a file in it", path);
    if (ferror(stream)) return tl_fail(error, TL_ERR_INPUT, "cannot read \"%s\": %s", path, strerror(errno));
    if (length < room) break;
    if (room > TLI_FILE_LIMIT_BYTES)
      return tl_fail(error, TL_ERR_INPUT, "\"%s\" is larger than %d MB: this is no file that a study can name", path,
                     TLI_FILE_LIMIT_BYTES / (1024 * 1024));
    char *grown = tli_arena_alloc(arena, 2 * room + 1, 1);
    if (grown == NULL) return TLI_NO_MEMORY(error, path);
    memcpy(grown, bytes, length);
    bytes = grown;
    room *= 2;
  }
  bytes[length] = '\0';
  *file = tli_file_of_bytes(bytes, length);
  return TL_OK;
}

tl_code tli_file_read(const char *path, tli_arena *arena, tli_file *file, tl_error *error) {
  *file = (tli_file){"", 0};
  FILE *stream = fopen(path, "rb");
  if (stream == NULL) return tl_fail(error, TL_ERR_INPUT, "cannot open \"%s\": %s", path, strerror(errno));
  tl_code code = read_stream(stream, path, arena, file, error);
  (void)fclose(stream); /* opened for reading: nothing can be lost by closing */
  return code;
}

static tl_code read_from_disk(void *context, const char *path, tli_arena *arena, tli_file *file, tl_error *error) {
  (void)context;
  return tli_file_read(path, arena, file, error);
}

const tli_files tli_files_on_disk = {read_from_disk, NULL};

bool tli_file_is_wide(const tli_file *file) {
  const unsigned char *p = (const unsigned char *)file->bytes;
  if (file->length < 4) return false;
  const bool marked = (p[0] == 0xFF && p[1] == 0xFE) || (p[0] == 0xFE && p[1] == 0xFF);
  return marked || (p[0] == 0) != (p[1] == 0) || (p[0] == 0 && p[1] == 0 && p[2] == 0xFE && p[3] == 0xFF);
}

/* Length of the UTF-8 sequence at p (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF); 0 if broken. */
static size_t sequence_length(const unsigned char *p, size_t left) {
  if (p[0] < 0x80) return 1;
  size_t n = p[0] >= 0xC2 && p[0] <= 0xDF ? 2 : p[0] >= 0xE0 && p[0] <= 0xEF ? 3 : p[0] >= 0xF0 && p[0] <= 0xF4 ? 4 : 0;
  if (n == 0 || n > left) return 0;
  for (size_t i = 1; i < n; i++)
    if ((p[i] & 0xC0) != 0x80) return 0;
  bool overlong = (p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xF0 && p[1] < 0x90);
  bool surrogate = p[0] == 0xED && p[1] > 0x9F;
  bool beyond = p[0] == 0xF4 && p[1] > 0x8F;
  return overlong || surrogate || beyond ? 0 : n;
}

bool tli_file_is_text(const tli_file *file, const char *name, tl_findings *findings) {
  const unsigned char *bytes = (const unsigned char *)file->bytes;
  int line = 1;
  bool nul_said = false, utf8_said = false;
  for (size_t i = 0; i < file->length && !(nul_said && utf8_said);) {
    if (bytes[i] == '\n') line++;
    if (bytes[i] == 0 && !nul_said) {
      nul_said = true;
      tl_findings_add(findings, TL_ERROR, name, line, "", "",
                      "a NUL byte: this is not a text file (UTF-16 from a spreadsheet? save it as UTF-8)");
    }
    size_t n = sequence_length(bytes + i, file->length - i);
    if (n == 0 && !utf8_said) {
      utf8_said = true;
      tl_findings_add(findings, TL_ERROR, name, line, "", "",
                      "byte 0x%02X is not UTF-8: save the file as UTF-8 (it may be in a Windows code page)", bytes[i]);
    }
    i += n == 0 ? 1 : n;
  }
  return !nul_said && !utf8_said;
}
