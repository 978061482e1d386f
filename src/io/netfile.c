/* Network files, one life from opening to closing: see trunkline/netfile.h. */
#include "io/netfile.h"

#include "base/tli_file.h"
#include "io/formats.h"
#include "io/gzip.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct tl_netfile {
  const tl_allocator *allocator;
  const char *scenario; /* as the user named it */
  tli_case *c;
  tl_findings *findings;
};

/* NULL: no memory. */
static tl_netfile *create(const tl_allocator *allocator) {
  tl_netfile *f = tli_alloc(allocator, sizeof *f);
  if (f == NULL) return NULL;
  f->allocator = tli_allocator_or_default(allocator);
  f->c = tli_case_create(allocator);
  f->findings = tl_findings_create(allocator);
  if (f->c != NULL && f->findings != NULL) return f;
  tl_netfile_close(f);
  return NULL;
}

void tl_netfile_close(tl_netfile *file) {
  if (file == NULL) return;
  tli_case_destroy(file->c);
  tl_findings_destroy(file->findings);
  tli_free(file->allocator, file, sizeof *file);
}

/* ---- reading ------------------------------------------------------------------------------------------------------
 */

static tl_code take_bytes(tl_netfile *f, tli_file *bytes, const char *path, tl_error *error) {
  const char *name = tli_arena_strdup(f->c->arena, path); /* findings copy it, builders keep it */
  if (name == NULL) return TLI_NO_MEMORY(error, path);
  const size_t before = tl_findings_total(f->findings, TL_ERROR);
  TLI_TRY(tli_gzip_unpack(bytes, name, f->c->arena, f->findings, error));
  if (tl_findings_total(f->findings, TL_ERROR) > before) return TL_OK;
  const tli_format *format = tli_format_sniff(bytes, name);
  if (bytes->length == 0 || format == NULL || format->read == NULL) {
    tl_findings_add(f->findings, TL_ERROR, name, 0, "", "", "%s",
                    bytes->length == 0        ? "the file is empty"
                    : tli_file_is_wide(bytes) ? "the file is UTF-16 or UTF-32: save it as UTF-8"
                                              : "this is no network file of a known format (`trunkline describe "
                                                "formats` lists them)");
    return TL_OK;
  }
  tli_case_builder b = {.c = f->c, .file = name, .scenario = f->scenario, .findings = f->findings, .error = error};
  if (f->c->format[0] == '\0') f->c->format = format->name;
  return format->read(bytes, &b);
}

static tl_code take_path(tl_netfile *f, const char *path, tl_error *error) {
  tli_file bytes;
  tl_error why = {0};
  const tl_code code = tli_file_read(path, f->c->arena, &bytes, &why);
  if (code == TL_ERR_INPUT) {
    tl_findings_add(f->findings, TL_ERROR, path, 0, "", "", "%s", why.sentence);
    return TL_OK;
  }
  if (code != TL_OK) return tl_fail(error, code, "%s", why.sentence);
  return take_bytes(f, &bytes, path, error);
}

static bool exists(const char *path) {
  FILE *stream = fopen(path, "rb");
  if (stream == NULL) return false;
  (void)fclose(stream);
  return true;
}

/* "a/b/X.net.gz" and ".scn" -> "a/b/X.scn", or with ".gz" behind, if there is such a file. *found is NULL if not. */
static tl_code beside(tl_netfile *f, const char *path, const char *ending, const char **found, tl_error *error) {
  size_t n = strlen(path);
  if (n > 3 && strcmp(path + n - 3, ".gz") == 0) n -= 3;
  while (n > 0 && path[n - 1] != '.' && path[n - 1] != '/') n--;
  *found = NULL;
  if (n == 0 || path[n - 1] == '/') return TL_OK;
  static const char *const zipped[] = {"", ".gz"};
  for (size_t i = 0; i < TLI_COUNT(zipped) && *found == NULL; i++) {
    const char *name = tli_arena_printf(f->c->arena, "%.*s%s%s", (int)(n - 1), path, ending, zipped[i]);
    if (name == NULL) return TLI_NO_MEMORY(error, path);
    if (exists(name)) *found = name;
  }
  return TL_OK;
}

static tl_code take_companion(tl_netfile *f, const char *path, const char *given, const char *const *endings,
                              tl_error *error) {
  if (given != NULL) return given[0] != '\0' ? take_path(f, given, error) : TL_OK;
  for (; *endings != NULL; endings++) {
    const char *found;
    TLI_TRY(beside(f, path, *endings, &found, error));
    if (found != NULL) return take_path(f, found, error);
  }
  return TL_OK;
}

static tl_code take_companions(tl_netfile *f, const char *path, const tl_netfile_options *options, tl_error *error) {
  static const char *const scn[] = {".scn", NULL}, *const cs[] = {".cs", NULL}, *const cdf[] = {".cdf", NULL},
                           *const ini[] = {".ini", "/training.ini", NULL}, *const none[] = {NULL};
  const bool gaslib = strcmp(f->c->format, "gaslib") == 0, morgen = strcmp(f->c->format, "morgen") == 0;
  const tl_netfile_options o = options != NULL ? *options : (tl_netfile_options){0};
  if (f->c->node_count == 0 || strcmp(f->c->format, "lanl") == 0) return TL_OK; /* those came all together */
  TLI_TRY(take_companion(f, path, o.stations, gaslib ? cs : none, error));
  TLI_TRY(take_companion(f, path, o.decisions, gaslib ? cdf : none, error));
  return take_companion(f, path, o.scenario, gaslib ? scn : morgen ? ini : none, error);
}

static tl_code conclude(tl_netfile *f, const char *path, tl_error *error) {
  if (tl_findings_lost(f->findings)) return TLI_NO_MEMORY(error, "the findings of a network file");
  const size_t errors = tl_findings_total(f->findings, TL_ERROR);
  if (errors == 0) return TL_OK;
  return tl_fail(error, TL_ERR_INPUT, "%s: %zu error%s in the network file", path, errors, errors == 1 ? "" : "s");
}

/* A folder stands for the network.json in it. */
static tl_code find_network(tl_netfile *f, const char *path, const char **network, tl_error *error) {
  const size_t n = strlen(path);
  const char *inside = tli_arena_printf(f->c->arena, "%s%snetwork.json", path, n > 0 && path[n - 1] == '/' ? "" : "/");
  if (inside == NULL) return TLI_NO_MEMORY(error, path);
  if (exists(inside)) *network = inside;
  return TL_OK;
}

tl_code tl_netfile_open(const char *path, const tl_netfile_options *options, const tl_allocator *allocator,
                        tl_netfile **file, tl_error *error) {
  *file = create(allocator);
  if (*file == NULL) return TLI_NO_MEMORY(error, "a network file");
  const char *network = path;
  tl_code code = find_network(*file, path, &network, error);
  if (options != NULL && options->scenario != NULL && options->scenario[0] != '\0')
    (*file)->scenario = options->scenario;
  if (code == TL_OK) code = take_path(*file, network, error);
  if (code == TL_OK) code = take_companions(*file, path, options, error);
  if (code == TL_OK) code = conclude(*file, path, error);
  if (code != TL_ERR_MACHINE) return code;
  tl_netfile_close(*file);
  *file = NULL;
  return code;
}

tl_code tli_netfile_of_bytes(const char *bytes, size_t length, const char *name, const tl_allocator *allocator,
                             tl_netfile **file, tl_error *error) {
  *file = create(allocator);
  if (*file == NULL) return TLI_NO_MEMORY(error, "a network file");
  char *copy = tli_arena_strndup((*file)->c->arena, bytes, length);
  tli_file wrapped = tli_file_of_bytes(copy, copy != NULL ? length : 0);
  tl_code code = copy != NULL ? take_bytes(*file, &wrapped, name, error) : TLI_NO_MEMORY(error, name);
  if (code == TL_OK) code = conclude(*file, name, error);
  if (code != TL_ERR_MACHINE) return code;
  tl_netfile_close(*file);
  *file = NULL;
  return code;
}

tl_code tli_netfile_add_bytes(tl_netfile *file, const char *bytes, size_t length, const char *name, tl_error *error) {
  tli_file wrapped = tli_file_of_bytes(bytes, length);
  TLI_TRY(take_bytes(file, &wrapped, name, error));
  return conclude(file, name, error);
}

/* ---- asking -------------------------------------------------------------------------------------------------------
 */

tli_case *tli_netfile_own_case(tl_netfile *file) { return file->c; }
const tli_case *tli_netfile_case(const tl_netfile *file) { return file->c; }
const tl_findings *tl_netfile_findings(const tl_netfile *file) { return file->findings; }
const char *tl_netfile_format(const tl_netfile *file) { return file->c->format; }
const char *tl_netfile_title(const tl_netfile *file) { return file->c->title; }
size_t tl_netfile_demands(const tl_netfile *file) { return file->c->demand_count; }

size_t tl_netfile_nodes(const tl_netfile *file, const char *role) {
  size_t n = 0;
  for (size_t i = 0; i < file->c->node_count; i++) n += role == NULL || strcmp(file->c->nodes[i].role, role) == 0;
  return n;
}

size_t tl_netfile_links(const tl_netfile *file, const char *kind) {
  size_t n = 0;
  for (size_t i = 0; i < file->c->link_count; i++) n += kind == NULL || strcmp(file->c->links[i].kind, kind) == 0;
  return n;
}

double tl_netfile_pipe_length_m(const tl_netfile *file) {
  double sum = 0;
  for (size_t i = 0; i < file->c->link_count; i++) {
    const tli_case_link *l = &file->c->links[i];
    const double length = strcmp(l->kind, "pipe") == 0 ? tli_case_number(&l->values, "length_m") : NAN;
    if (!isnan(length)) sum += length;
  }
  return sum;
}

bool tl_netfile_format_at(size_t index, tl_netfile_format_description *description) {
  const tli_format *f = tli_format_at(index);
  if (f == NULL) return false;
  *description = (tl_netfile_format_description){f->name, f->suffix, f->sentence, f->read != NULL, f->write != NULL};
  return true;
}

/* ---- writing ------------------------------------------------------------------------------------------------------
 */

/* What is lost in writing is told of the file that is written. */
static tl_code write_as(tl_netfile *file, const tli_format *format, const char *path, tli_text *out, tl_error *error) {
  tl_findings *lost = tl_findings_create(file->allocator);
  if (lost == NULL) return TLI_NO_MEMORY(error, "writing a network");
  format->write(file->c, out, lost);
  for (size_t i = 0; i < tl_findings_count(lost); i++) {
    const tl_finding *f = tl_findings_at(lost, i);
    tl_findings_add(file->findings, f->severity, path, f->line, f->id, f->field, "%s", f->sentence);
  }
  for (size_t i = tl_findings_count(lost); i < tl_findings_total(lost, TL_WARNING); i++) /* those only counted */
    tl_findings_add(file->findings, TL_WARNING, path, 0, "", "", "more was left out");
  const bool failed = out->failed || tl_findings_lost(lost) || tl_findings_lost(file->findings);
  tl_findings_destroy(lost);
  return failed ? TLI_NO_MEMORY(error, "writing a network") : TL_OK;
}

tl_code tli_netfile_text(tl_netfile *file, const char *format, tli_text *out, tl_error *error) {
  const tli_format *found = tli_format_for_writing(format, "");
  if (found == NULL) return tl_fail(error, TL_ERR_USAGE, "no format that can be written is called \"%s\"", format);
  return write_as(file, found, "", out, error);
}

/* A format that holds one part needs that part; what GasLib keeps in files of its own is said. */
static tl_code has_part(tl_netfile *file, const tli_format *format, const char *path, tl_error *error) {
  const tli_case *c = file->c;
  const struct {
    tli_format_part part;
    bool there;
    const char *name, *suffix;
  } parts[] = {{TLI_PART_NETWORK, c->node_count > 0, "network", ".net"},
               {TLI_PART_SCENARIO, c->has_scenario, "scenario", ".scn"},
               {TLI_PART_STATIONS, c->stations != NULL, "compressor stations", ".cs"},
               {TLI_PART_DECISIONS, c->decisions != NULL, "decisions", ".cdf"}};
  for (size_t i = 0; i < TLI_COUNT(parts); i++) {
    if (parts[i].part == format->part && !parts[i].there)
      return tl_fail(error, TL_ERR_INPUT, "\"%s\": there is no %s in what was read: nothing was written", path,
                     parts[i].name);
    if (parts[i].part != format->part && parts[i].there && strcmp(format->name, "gaslib") == 0)
      tl_findings_add(file->findings, TL_WARNING, path, 0, "", "",
                      "GasLib keeps the %s in a file of its own: write a %s, too", parts[i].name, parts[i].suffix);
  }
  return TL_OK;
}

tl_code tl_netfile_write(tl_netfile *file, const char *path, const char *format, tl_error *error) {
  const tli_format *found = tli_format_for_writing(format, path);
  if (found == NULL)
    return tl_fail(error, TL_ERR_USAGE,
                   "\"%s\": no format is written into such a file; `trunkline describe formats` lists the endings",
                   format != NULL ? format : path);
  TLI_TRY(has_part(file, found, path, error));
  tli_text out;
  tli_text_init(&out, file->allocator);
  tl_code code = write_as(file, found, path, &out, error);
  if (code == TL_OK) code = tli_write_file_atomically(path, out.bytes, out.length, file->allocator, error);
  tli_text_free(&out);
  return code;
}
