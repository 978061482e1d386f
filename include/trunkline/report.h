/* trunkline/report.h - writes a result set to disk: tables as CSV, everything as JSON, and the report as one HTML file.
 *
 * The writers see result tables only, never a solver. Same results give the same bytes: nothing is taken from the
 * clock, the locale or the environment; a date line is a text ("date_line") that the caller sets or leaves out.
 * Every file is written under a temporary name beside its place and renamed: a full disk or an unwritable folder gives
 * TL_ERR_MACHINE with a sentence and leaves what was there before, or nothing.
 * The keys, tables and columns that the report knows how to draw are listed in docs/report.md; what it does not know
 * is shown as a plain table.
 */
#ifndef TRUNKLINE_REPORT_H
#define TRUNKLINE_REPORT_H

#include "trunkline/result.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The promise of report.html. A table along the line (one with a column "chainage_m") of more than
 * TL_REPORT_ROWS_SHOWN rows is thinned evenly in the HTML file (which then says so; first and last row, breaks and
 * their neighbours stay); CSV and JSON hold all rows. A report that is still too heavy is refused with TL_ERR_INPUT,
 * naming its heaviest part. */
enum { TL_REPORT_BYTES = 1000000, TL_REPORT_ROWS_SHOWN = 1200 };

/* Makes `folder` and those above it, and writes folder/tables/<id>.csv for every table: RFC 4180, UTF-8, CRLF, one
 * header line with "name [unit]", numbers in SI with the shortest decimals that read back to the same double, empty
 * where not given. TL_ERR_USAGE if a table's id is no file name (letters, digits, - and _). */
TL_API TL_MUST_USE tl_code tl_report_write_tables(const tl_results *results, const char *folder,
                                                  const tl_allocator *allocator, tl_error *error);

/* Writes all of it as one JSON document: texts, values, sources, inputs, tables (columns with unit, origin, values).
 * TL_ERR_USAGE if a value given to tl_results_set_json is no JSON. */
TL_API TL_MUST_USE tl_code tl_report_write_json(const tl_results *results, const char *path,
                                                const tl_allocator *allocator, tl_error *error);

/* Writes any text document the same way: whole or not at all. */
TL_API TL_MUST_USE tl_code tl_report_write_text(const char *text, const char *path, const tl_allocator *allocator,
                                                tl_error *error);

/* Writes the report: one HTML file below TL_REPORT_BYTES that opens from disk with no outside request. */
TL_API TL_MUST_USE tl_code tl_report_write_html(const tl_results *results, const char *path,
                                                const tl_allocator *allocator, tl_error *error);

#ifdef __cplusplus
}
#endif
#endif
