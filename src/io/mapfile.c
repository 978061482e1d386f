/* Measured compressor maps in CSV: see trunkline/mapfile.h. Rows may stand in any order; they are sorted by speed and
 * flow, and each keeps its line for what is to be said of it. */
#include "io/mapfile.h"

#include "base/tli_file.h"
#include "io/csv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SPEED, FLOW, HEAD, EFFICIENCY, COLUMNS };

typedef struct unit_row {
  int column;
  const char *name;
  double factor; /* to 1/min, m3/s, J/kg, 1 */
} unit_row;
/* Exact by definition: foot 0.3048 m, pound 0.45359237 kg, g 9.80665 m/s2 (NIST SP 811). */
static const unit_row known_units[] = {{SPEED, "1/min", 1.0},
                                       {SPEED, "rpm", 1.0},
                                       {SPEED, "r/min", 1.0},
                                       {SPEED, "1/s", 60.0},
                                       {SPEED, "Hz", 60.0},
                                       {FLOW, "m3/s", 1.0},
                                       {FLOW, "m3/h", 1.0 / 3600.0},
                                       {FLOW, "m3/hr", 1.0 / 3600.0},
                                       {FLOW, "m3/min", 1.0 / 60.0},
                                       {FLOW, "ft3/min", 0.028316846592 / 60.0},
                                       {FLOW, "acfm", 0.028316846592 / 60.0},
                                       {HEAD, "J/kg", 1.0},
                                       {HEAD, "kJ/kg", 1e3},
                                       {HEAD, "m", 9.80665},
                                       {HEAD, "ft lbf/lb", 0.3048 * 9.80665},
                                       {EFFICIENCY, "1", 1.0},
                                       {EFFICIENCY, "-", 1.0},
                                       {EFFICIENCY, "%", 0.01}};
static const char *const quantity[COLUMNS] = {"speed", "flow", "head", "efficiency"};

typedef struct reader {
  const char *name;
  tli_csv csv;
  tl_findings *findings;
  int column[COLUMNS];
  double factor[COLUMNS];
  bool wrong;
} reader;

/* ---- columns ---------------------------------------------------------------------------------------------------- */

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

/* The name of a head cell without its unit: lower case letters only. */
static void plain_name(const char *cell, char *out, size_t room) {
  size_t n = 0;
  for (; *cell != '\0' && *cell != '[' && *cell != '(' && n + 1 < room; cell++) {
    const char c = lower(*cell);
    if (c >= 'a' && c <= 'z') out[n++] = c;
  }
  out[n] = '\0';
}

static const char *const names[COLUMNS][10] = {
    {"speed", "n", "rpm", "speedrpm", "rotationalspeed"},
    {"flow", "q", "volumeflow", "volumetricflow", "inletflow", "inletvolumeflow", "actualflow", "volumetricflowrate"},
    {"head", "h", "polytropichead", "polyhead", "isentropichead", "adiabatichead", "isenhead"},
    {"efficiency", "eta", "polyeff", "eff", "polytropicefficiency", "isentropicefficiency", "adiabaticefficiency",
     "iseneff", "polyefficiency"}};

static int column_of(const tli_csv *csv, int which) {
  char name[64];
  for (size_t c = 0; c < csv->column_count; c++) {
    plain_name(csv->columns[c], name, sizeof name);
    for (size_t i = 0; i < TLI_COUNT(names[which]) && names[which][i] != NULL; i++)
      if (strcmp(name, names[which][i]) == 0) return (int)c;
  }
  return -1;
}

static bool find_columns(reader *r) {
  bool all = true;
  for (int i = 0; i < COLUMNS; i++) {
    r->column[i] = column_of(&r->csv, i);
    if (r->column[i] >= 0) continue;
    all = false;
    tl_findings_add(r->findings, TL_ERROR, r->name, r->csv.head_line, "", quantity[i],
                    "no column for the %s; a map needs speed, flow, head, efficiency, as in \"flow [m3/h]\"",
                    quantity[i]);
  }
  return all;
}

/* ---- units ------------------------------------------------------------------------------------------------------ */

static bool factor_of(int column, const char *name, size_t length, double *factor) {
  for (size_t i = 0; i < TLI_COUNT(known_units); i++)
    if (known_units[i].column == column && strlen(known_units[i].name) == length &&
        strncmp(known_units[i].name, name, length) == 0) {
      *factor = known_units[i].factor;
      return true;
    }
  return false;
}

static void say_unit(reader *r, int column, const char *name, size_t length) {
  char known[160] = "";
  size_t n = 0;
  for (size_t i = 0; i < TLI_COUNT(known_units); i++)
    if (known_units[i].column == column)
      n += (size_t)snprintf(known + n, sizeof known - n, "%s%s", n > 0 ? ", " : "", known_units[i].name);
  r->wrong = true;
  tl_findings_add(r->findings, TL_ERROR, r->name, r->csv.head_line, "", quantity[column],
                  "\"%.*s\" is no unit of %s that is known; known are %s", (int)length, name, quantity[column], known);
}

/* The unit in brackets behind a name; NULL if there is none. */
static const char *bracketed(const char *cell, size_t *length) {
  const char *open = strpbrk(cell, "[("), *shut = open != NULL ? strpbrk(open, "])") : NULL;
  if (shut == NULL) return NULL;
  *length = (size_t)(shut - open - 1);
  return open + 1;
}

/* By the size of the largest figure: turbo compressors turn at 1000 .. 30000/min, inlet flows of line compressors are
 * 0.1 .. 40 m3/s, heads 10 .. 250 kJ/kg. */
static const char *by_size(int column, double largest, const char *name) {
  if (column == SPEED) return largest > 510.0 || strstr(name, "rpm") != NULL ? "1/min" : "1/s";
  if (column == FLOW) return largest > 60.0 ? "m3/h" : "m3/s";
  if (column == HEAD) return largest < 1e3 ? "kJ/kg" : "J/kg";
  return largest > 1.5 ? "%" : "1";
}

static void find_unit(reader *r, int column, const char *given, double largest) {
  size_t length = 0;
  const char *unit = bracketed(r->csv.columns[r->column[column]], &length);
  if (unit == NULL && given != NULL) {
    unit = given;
    length = strlen(given);
  }
  if (unit == NULL) {
    char name[64];
    plain_name(r->csv.columns[r->column[column]], name, sizeof name);
    unit = by_size(column, largest, name);
    length = strlen(unit);
    if (column != SPEED || strcmp(unit, "1/min") != 0)
      tl_findings_add(
          r->findings, TL_WARNING, r->name, r->csv.head_line, "", quantity[column],
          "the unit of %s is not said; by its size it is taken as %s. Write it behind the name: \"%s [%s]\"",
          quantity[column], unit, quantity[column], unit);
  }
  if (!factor_of(column, unit, length, &r->factor[column])) say_unit(r, column, unit, length);
}

/* ---- figures ---------------------------------------------------------------------------------------------------- */

static double figure(reader *r, size_t row, int column) {
  const char *cell = r->csv.rows[row].cells[r->column[column]], *end;
  const double value = tli_parse_double(cell, &end);
  if (end != cell && *end == '\0' && isfinite(value)) return value;
  r->wrong = true;
  tl_findings_add(r->findings, TL_ERROR, r->name, r->csv.rows[row].line, "", quantity[column],
                  "%s = \"%.40s\" is no number%s", quantity[column], cell,
                  strchr(cell, ',') != NULL ? "; write decimals with a point" : "");
  return NAN;
}

typedef struct sorted {
  tl_map_row row;
  int line;
} sorted;

static int in_order(const void *a, const void *b) {
  const sorted *x = a, *y = b;
  if (x->row.speed_1_min != y->row.speed_1_min) return x->row.speed_1_min < y->row.speed_1_min ? -1 : 1;
  if (x->row.flow_m3_s != y->row.flow_m3_s) return x->row.flow_m3_s < y->row.flow_m3_s ? -1 : 1;
  return (x->line > y->line) - (x->line < y->line);
}

static tl_code make_map(reader *r, const tl_map_units *units, tli_arena *arena, const tl_allocator *allocator,
                        tl_measured_map **map, tl_error *error) {
  const size_t count = r->csv.row_count;
  double *raw = TLI_NEW_N(arena, double, count *COLUMNS + 1);
  sorted *points = TLI_NEW_N(arena, sorted, count + 1);
  tl_map_row *rows = TLI_NEW_N(arena, tl_map_row, count + 1);
  int *lines = TLI_NEW_N(arena, int, count + 1);
  if (raw == NULL || points == NULL || rows == NULL || lines == NULL) return TLI_NO_MEMORY(error, "a compressor map");
  double largest[COLUMNS] = {0};
  for (size_t i = 0; i < count; i++)
    for (int c = 0; c < COLUMNS; c++) {
      raw[i * COLUMNS + (size_t)c] = figure(r, i, c);
      largest[c] = fmax(largest[c], raw[i * COLUMNS + (size_t)c]);
    }
  const char *const given[COLUMNS] = {units != NULL ? units->speed : NULL, units != NULL ? units->flow : NULL,
                                      units != NULL ? units->head : NULL, units != NULL ? units->efficiency : NULL};
  for (int c = 0; c < COLUMNS; c++) find_unit(r, c, given[c], largest[c]);
  if (r->wrong) return tl_fail(error, TL_ERR_INPUT, "%s: the map has mistakes; the findings list them", r->name);
  for (size_t i = 0; i < count; i++) {
    const double *at = raw + i * COLUMNS;
    points[i] = (sorted){{at[SPEED] * r->factor[SPEED], at[FLOW] * r->factor[FLOW], at[HEAD] * r->factor[HEAD],
                          at[EFFICIENCY] * r->factor[EFFICIENCY]},
                         r->csv.rows[i].line};
  }
  qsort(points, count, sizeof *points, in_order);
  for (size_t i = 0; i < count; i++) {
    rows[i] = points[i].row;
    lines[i] = points[i].line;
  }
  return tl_measured_map_create(rows, count, r->name, lines, allocator, map, r->findings, error);
}

/* ---- the file --------------------------------------------------------------------------------------------------- */

/* The first line that is neither blank nor a comment. */
static const char *head_line(const char *at, const char *end) {
  while (at < end && (*at == '#' || *at == '\n' || *at == '\r')) {
    const char *next = memchr(at, '\n', (size_t)(end - at));
    at = next != NULL ? next + 1 : end;
  }
  return at;
}

/* Where the head line has semicolons and no comma, semicolons stand between columns and a comma below is a decimal one:
 * both become what the reader of CSV knows. The bytes are a copy. */
static void take_semicolons(char *bytes, size_t length) {
  const char *first = head_line(bytes, bytes + length), *end = memchr(first, '\n', (size_t)(bytes + length - first));
  const size_t head = end != NULL ? (size_t)(end - first) : (size_t)(bytes + length - first);
  if (memchr(first, ';', head) == NULL || memchr(first, ',', head) != NULL) return;
  for (size_t i = 0; i < length; i++) bytes[i] = (char)(bytes[i] == ';' ? ',' : bytes[i] == ',' ? '.' : bytes[i]);
}

static void find_path(reader *r, tl_compression *path) {
  char name[2][64];
  plain_name(r->csv.columns[r->column[HEAD]], name[0], sizeof name[0]);
  plain_name(r->csv.columns[r->column[EFFICIENCY]], name[1], sizeof name[1]);
  *path = TL_COMPRESSION_POLYTROPIC;
  for (int i = 0; i < 2; i++) {
    if (tli_starts_with(name[i], "poly")) return;
    if (tli_starts_with(name[i], "isen") || tli_starts_with(name[i], "adia")) {
      *path = TL_COMPRESSION_ISENTROPIC;
      return;
    }
  }
  tl_findings_add(r->findings, TL_WARNING, r->name, r->csv.head_line, "", "head",
                  "whether head and efficiency are polytropic or isentropic is not said; they are taken as polytropic");
}

tl_code tli_map_of_bytes(const tli_file *file, const char *name, const tl_map_units *units,
                         const tl_allocator *allocator, tl_measured_map **map, tl_compression *path_of_head,
                         tl_findings *findings, tl_error *error) {
  *map = NULL;
  *path_of_head = TL_COMPRESSION_POLYTROPIC;
  tli_arena *arena = tli_arena_create(allocator);
  char *copy = arena != NULL ? tli_arena_strndup(arena, file->bytes, file->length) : NULL;
  tl_code code = copy != NULL ? TL_OK : TLI_NO_MEMORY(error, name);
  reader r = {.name = name, .findings = findings};
  if (copy != NULL) {
    take_semicolons(copy, file->length);
    const tli_file bytes = tli_file_of_bytes(copy, file->length);
    const size_t before = tl_findings_total(findings, TL_ERROR);
    code = tli_csv_parse(&bytes, name, arena, &r.csv, findings, error);
    const bool found = code == TL_OK && r.csv.column_count > 0 && find_columns(&r);
    if (found) find_path(&r, path_of_head);
    if (found) code = make_map(&r, units, arena, allocator, map, error);
    if (code == TL_OK && (!found || tl_findings_total(findings, TL_ERROR) > before)) {
      tl_measured_map_destroy(*map);
      *map = NULL;
      code = tl_fail(error, TL_ERR_INPUT, "%s: this is no map that can be used; the findings say why", name);
    }
  }
  tli_arena_destroy(arena);
  return code;
}

tl_code tl_map_file_open(const char *path, const tl_map_units *units, const tl_allocator *allocator,
                         tl_measured_map **map, tl_compression *path_of_head, tl_findings *findings, tl_error *error) {
  *map = NULL;
  tli_arena *arena = tli_arena_create(allocator);
  tli_file file = {0};
  tl_code code = arena != NULL ? tli_file_read(path, arena, &file, error) : TLI_NO_MEMORY(error, path);
  if (code == TL_OK) code = tli_map_of_bytes(&file, path, units, allocator, map, path_of_head, findings, error);
  tli_arena_destroy(arena);
  return code;
}

bool tl_map_file_knows(const char *path) {
  char head[1024] = "";
  FILE *stream = fopen(path, "rb");
  if (stream == NULL) return false;
  const size_t got = fread(head, 1, sizeof head - 1, stream);
  (void)fclose(stream);
  size_t found[COLUMNS] = {0};
  for (char *cell = head + (head_line(head, head + got) - head); cell < head + got;) {
    const size_t length = strcspn(cell, ",;\r\n");
    const char end = cell[length];
    char name[64];
    cell[length] = '\0';
    plain_name(cell, name, sizeof name);
    for (int c = 0; c < COLUMNS; c++)
      for (size_t i = 0; i < TLI_COUNT(names[c]) && names[c][i] != NULL; i++)
        found[c] += strcmp(name, names[c][i]) == 0;
    if (end != ',' && end != ';') break;
    cell += length + 1;
  }
  return found[SPEED] > 0 && found[FLOW] > 0 && found[HEAD] > 0 && found[EFFICIENCY] > 0;
}
