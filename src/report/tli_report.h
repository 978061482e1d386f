/* report/tli_report.h - the parts the three writers share. */
#ifndef TLI_REPORT_H
#define TLI_REPORT_H

#include "base/tli_base.h"
#include "trunkline/report.h"

/* A JSON string with its quotes. Bytes that are no UTF-8 become U+FFFD; NULL becomes null. */
void tli_json_add_string(tli_text *out, const char *text);

/* How the document is written: 0 rows_shown means all of them. For reading by people nine digits are plenty. A text
 * whose key is left_out is not in it (NULL: all are). */
typedef struct tli_document_style {
  size_t rows_shown;
  bool nine_digits;
  const char *left_out;
} tli_document_style;

/* The document of docs/report.md. Fails with TL_ERR_USAGE on a passed-through value that is no JSON. */
tl_code tli_report_document(const tl_results *results, tli_document_style style, tli_text *out, tl_error *error);

/* Adds the bytes gzipped (RFC 1952, no name, no time) and written in base64 (RFC 4648), one line. The same bytes with
 * the same zlib give the same text. Fails with TL_ERR_MACHINE without memory. */
tl_code tli_report_pack(const char *bytes, size_t length, const tl_allocator *allocator, tli_text *out,
                        tl_error *error);

/* TL_ERR_MACHINE if the results lost entries, else TL_OK. */
tl_code tli_report_ready(const tl_results *results, tl_error *error);

/* The web part, made by the build from web/: bytes without a closing NUL. */
extern const unsigned char tli_web_style[], tli_web_script[], tli_web_notices[], tli_web_policy[];
extern const size_t tli_web_style_bytes, tli_web_script_bytes, tli_web_notices_bytes, tli_web_policy_bytes;

#endif
