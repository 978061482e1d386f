/* Reading a study: the YAML file, the tables it names, group by group, all mistakes in one pass. */
#include <stdlib.h>
#include <string.h>

#include "study/reader.h"

static bool ends_in(const char *text, const char *end) {
  size_t n = strlen(text), k = strlen(end);
  return n >= k && strcmp(text + n - k, end) == 0;
}

/* "studies/x" -> folder "studies/x", file "studies/x/study.yml"; a .yml file is taken as it is. */
static tl_code name_files(tli_reader *r, const char *path, tl_error *error) {
  tli_study *study = r->study;
  size_t length = strlen(path);
  while (length > 1 && path[length - 1] == '/') length--;
  if (ends_in(path, ".yml") || ends_in(path, ".yaml")) {
    const char *slash = strrchr(path, '/');
    study->file = tli_arena_strdup(study->arena, path);
    study->folder = slash != NULL ? tli_arena_strndup(study->arena, path, (size_t)(slash - path))
                                  : tli_arena_strdup(study->arena, ".");
  } else {
    study->folder = tli_arena_strndup(study->arena, path, length);
    study->file = study->folder != NULL ? tli_arena_printf(study->arena, "%s/study.yml", study->folder) : NULL;
  }
  if (study->folder == NULL || study->file == NULL) return TLI_NO_MEMORY(error, path);
  r->yaml_name = study->file;
  return TL_OK;
}

static void wrong_shape(const tli_reader *r, const tli_yaml *node, const char *where, const char *wanted) {
  tl_findings_add(r->findings, TL_ERROR, r->yaml_name, node->line, where, "", "%s must be %s, not %s", where, wanted,
                  tli_yaml_kind_name(node));
}

/* --- lists: items from a mapping by id, a sequence, or a CSV table ------------------------------------------- */

typedef struct item_list {
  char *items;
  const char **ids;
  size_t count, room;
} item_list;

/* Ids are part of paths: letters, digits, - and _. */
static bool good_id(const char *id) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  return id[0] != '\0' && strlen(id) <= 64 && strspn(id, letters) == strlen(id);
}

static bool accept_id(const tli_reader *r, const tli_group *group, const item_list *list, const tli_record *record,
                      const char *id) {
  const char *name = group->face.name;
  if (id == NULL) {
    tl_findings_add(r->findings, TL_ERROR, record->file, record->line, name, "id", "%s: an entry has no id", name);
    return false;
  }
  if (!good_id(id)) {
    tl_findings_add(r->findings, TL_ERROR, record->file, record->line, name, "id",
                    "%s: id = \"%s\" must be made of at most 64 letters, digits, - and _", name, id);
    return false;
  }
  for (size_t i = 0; i < list->count; i++) {
    if (strcmp(list->ids[i], id) != 0) continue;
    tl_findings_add(r->findings, TL_ERROR, record->file, record->line, name, "id",
                    "%s: id \"%s\" is there twice (entries %zu and %zu)", name, id, i + 1, list->count + 1);
    return false;
  }
  if (list->count >= TLI_STUDY_ITEMS) {
    if (list->count == TLI_STUDY_ITEMS)
      tl_findings_add(r->findings, TL_ERROR, record->file, record->line, name, "", "%s: more than %d entries", name,
                      TLI_STUDY_ITEMS);
    return false;
  }
  return true;
}

static tl_code add_item(tli_reader *r, const tli_group *group, item_list *list, const tli_record *record,
                        const char *id, tl_error *error) {
  tli_arena *arena = r->study->arena;
  if (!accept_id(r, group, list, record, id)) return TL_OK;
  if (list->count == list->room) {
    size_t room = list->room == 0 ? 8 : 2 * list->room;
    char *items = tli_arena_alloc(arena, room, group->item_bytes);
    const char **ids = TLI_NEW_N(r->scratch, const char *, room);
    if (items == NULL || ids == NULL) return TLI_NO_MEMORY(error, group->face.name);
    if (list->count > 0) {
      memcpy(items, list->items, list->count * group->item_bytes);
      memcpy(ids, list->ids, list->count * sizeof *ids);
    }
    list->items = items;
    list->ids = ids;
    list->room = room;
  }
  const char *path = tli_arena_printf(r->scratch, "%s.%s", group->face.name, id);
  if (path == NULL) return TLI_NO_MEMORY(error, group->face.name);
  list->ids[list->count] = id;
  void *item = list->items + list->count * group->item_bytes;
  list->count++;
  return tli_fill(r, group, path, record, item, error);
}

/* A mapping keyed by id, or a sequence of mappings with an id each. */
static tl_code add_from_yaml(tli_reader *r, const tli_group *group, const tli_yaml *node, item_list *list,
                             tl_error *error) {
  for (const tli_yaml *m = node->first; m != NULL; m = m->next) {
    const char *where =
        m->key != NULL ? tli_arena_printf(r->scratch, "%s.%s", group->face.name, m->key) : group->face.name;
    if (where == NULL) return TLI_NO_MEMORY(error, group->face.name);
    if (m->kind != TLI_YAML_MAPPING) {
      wrong_shape(r, m, where, "a mapping of fields");
      continue;
    }
    tli_record record;
    TLI_TRY(tli_record_of_yaml(m, r->yaml_name, where, r->scratch, r->findings, &record, error));
    const char *id = m->key;
    if (id == NULL) {
      id = tli_record_text(&record, "id");
    } else if (tli_record_figure(&record, "id") == NULL) {
      if (!TLI_PUSH_ROOM(r->scratch, record.figures, record.room, record.count)) return TLI_NO_MEMORY(error, where);
      record.figures[record.count++] = (tli_figure){.key = "id", .text = id, .line = m->line};
    } else if (!tli_text_equal(tli_record_text(&record, "id"), id)) {
      tl_findings_add(r->findings, TL_ERROR, r->yaml_name, m->line, where, "id",
                      "%s: its id is its key; leave out \"id\"", where);
    }
    TLI_TRY(add_item(r, group, list, &record, id, error));
  }
  return TL_OK;
}

/* A study is whole in its folder: tables are named relative to it and stay inside. */
static bool stays_inside(const char *name) {
  if (name[0] == '/' || name[0] == '\\' || strchr(name, ':') != NULL) return false;
  return strncmp(name, "..", 2) != 0 && strstr(name, "/..") == NULL && strstr(name, "\\") == NULL;
}

/* --- a library of machines: a YAML file with machines, the map of their compressors, and its own sources ---------- */

static tl_code read_list(tli_reader *r, const tli_group *group, const tli_yaml *node, item_list *list, tl_error *error);

static const tli_yaml *node_of(const tli_yaml *root, const char *name);

static tl_code read_own(tli_reader *r, const tli_yaml *root, const char *name, item_list *list, tl_error *error) {
  const tli_yaml *node = node_of(root, name);
  return node != NULL ? read_list(r, tli_group_find(name, NULL), node, list, error) : TL_OK;
}

/* The sources read so far, to be added to. */
static tl_code sources_so_far(tli_reader *r, item_list *list, tl_error *error) {
  if (r->source_count == 0) return TL_OK;
  list->room = list->count = r->source_count;
  tl_source *items = TLI_NEW_N(r->study->arena, tl_source, list->room);
  list->ids = TLI_NEW_N(r->scratch, const char *, list->room);
  if (items == NULL || list->ids == NULL) return TLI_NO_MEMORY(error, "the sources");
  for (size_t i = 0; i < list->count; i++) {
    items[i] = r->sources[i];
    list->ids[i] = items[i].id;
  }
  list->items = (char *)items;
  return TL_OK;
}

static bool only_a_library(const tli_yaml *root) {
  return node_of(root, "machines") != NULL && node_of(root, "study") == NULL && node_of(root, "sections") == NULL;
}

static void check_library_keys(const tli_reader *r, const tli_yaml *root) {
  static const char *const keys[] = {"machines", "wheel", "sources"};
  for (const tli_yaml *m = root->first; m != NULL; m = m->next) {
    bool known = false;
    for (size_t i = 0; i < TLI_COUNT(keys); i++) known = known || tli_text_equal_loose(m->key, keys[i]);
    if (!known)
      tl_findings_add(r->findings, TL_ERROR, r->yaml_name, m->line, m->key, "",
                      "\"%s\" does not belong in a library of machines; it holds machines, wheel and sources", m->key);
  }
}

/* machines: NULL for a library that is read by itself. */
static tl_code read_library(tli_reader *r, const tli_yaml *root, item_list *machines, tl_error *error) {
  item_list sources = {0}, own = {0}, wheel = {0};
  check_library_keys(r, root);
  TLI_TRY(sources_so_far(r, &sources, error));
  TLI_TRY(read_own(r, root, "sources", &sources, error));
  TLI_TRY(read_own(r, root, "machines", machines != NULL ? machines : &own, error));
  return read_own(r, root, "wheel", &wheel, error);
}

static tl_code add_from_library(tli_reader *r, const tli_yaml *node, item_list *list, tl_error *error) {
  char *path = tli_arena_printf(r->study->arena, "%s/%s", r->study->folder, node->text);
  if (path == NULL) return TLI_NO_MEMORY(error, "machines");
  tli_file file;
  tl_error why;
  const tl_code code = r->files->read(r->files->context, path, r->scratch, &file, &why);
  if (code == TL_ERR_MACHINE) return tl_fail(error, code, "%s", why.sentence);
  if (code != TL_OK) {
    tl_findings_add(r->findings, TL_ERROR, r->yaml_name, node->line, "machines", "", "machines: %s", why.sentence);
    return TL_OK;
  }
  const tli_yaml *root;
  TLI_TRY(tli_yaml_parse(&file, path, r->scratch, &root, r->findings, error));
  if (root == NULL) return TL_OK;
  const char *before = r->yaml_name;
  r->yaml_name = path;
  if (root->kind != TLI_YAML_MAPPING || !only_a_library(root))
    tl_findings_add(r->findings, TL_ERROR, path, root->line, "machines", "",
                    "this is no library of machines: it has no group \"machines\", or is a study");
  else
    TLI_TRY(read_library(r, root, list, error));
  r->yaml_name = before;
  return TL_OK;
}

static tl_code add_from_csv(tli_reader *r, const tli_group *group, const tli_yaml *node, item_list *list,
                            tl_error *error) {
  const char *name = group->face.name;
  if (strcmp(name, "machines") == 0 && ends_in(node->text, ".yml") && stays_inside(node->text))
    return add_from_library(r, node, list, error);
  if (!ends_in(node->text, ".csv") || !stays_inside(node->text)) {
    tl_findings_add(r->findings, TL_ERROR, r->yaml_name, node->line, name, "",
                    "%s = \"%s\": give the entries here, or name a .csv file in the study's folder", name, node->text);
    return TL_OK;
  }
  char *path = tli_arena_printf(r->study->arena, "%s/%s", r->study->folder, node->text);
  if (path == NULL) return TLI_NO_MEMORY(error, name);
  tli_file file;
  tl_error why;
  tl_code code = r->files->read(r->files->context, path, r->scratch, &file, &why);
  if (code == TL_ERR_MACHINE) return tl_fail(error, code, "%s", why.sentence);
  if (code != TL_OK) {
    tl_findings_add(r->findings, TL_ERROR, r->yaml_name, node->line, name, "", "%s: %s", name, why.sentence);
    return TL_OK;
  }
  tli_csv csv;
  TLI_TRY(tli_csv_parse(&file, path, r->scratch, &csv, r->findings, error));
  tli_check_columns(&csv, group, r->findings);
  if (csv.column_count > 0 && tli_csv_column(&csv, "id") < 0) {
    tl_findings_add(r->findings, TL_ERROR, path, csv.head_line, name, "id", "%s: the table needs a column \"id\"",
                    name);
    return TL_OK;
  }
  for (size_t i = 0; i < csv.row_count; i++) {
    tli_record record;
    TLI_TRY(tli_record_of_row(&csv, i, group, r->scratch, &record, error));
    TLI_TRY(add_item(r, group, list, &record, tli_record_text(&record, "id"), error));
  }
  return TL_OK;
}

static tl_code read_list(tli_reader *r, const tli_group *group, const tli_yaml *node, item_list *list,
                         tl_error *error) {
  const size_t known = list->count;
  TLI_TRY(node->kind == TLI_YAML_SCALAR ? add_from_csv(r, group, node, list, error)
                                        : add_from_yaml(r, group, node, list, error));
  if (!group->in_study) { /* the sources */
    r->sources = (const tl_source *)(const void *)list->items;
    r->source_count = list->count;
    for (size_t i = known; i < list->count; i++) tl_results_add_source(r->results, &r->sources[i]);
    return TL_OK;
  }
  memcpy((char *)r->study + group->place, &list->items, sizeof list->items);
  memcpy((char *)r->study + group->count_place, &list->count, sizeof list->count);
  return TL_OK;
}

/* --- groups -------------------------------------------------------------------------------------------------- */

static tl_code read_single(tli_reader *r, const tli_group *group, const tli_yaml *node, tl_error *error) {
  tli_record record = {.file = r->yaml_name, .line = node != NULL ? node->line : 1};
  if (node != NULL && node->kind != TLI_YAML_MAPPING)
    wrong_shape(r, node, group->face.name, "a mapping of fields");
  else if (node != NULL)
    TLI_TRY(tli_record_of_yaml(node, r->yaml_name, group->face.name, r->scratch, r->findings, &record, error));
  return tli_fill(r, group, group->face.name, &record, tli_group_item(group, r->study, 0), error);
}

/* The top-level member of a group, by its loose name. */
static const tli_yaml *node_of(const tli_yaml *root, const char *name) {
  for (const tli_yaml *m = root->first; m != NULL; m = m->next)
    if (tli_text_equal_loose(m->key, name)) return m;
  return NULL;
}

static void check_top_keys(const tli_reader *r, const tli_yaml *root) {
  for (const tli_yaml *m = root->first; m != NULL; m = m->next) {
    const char *near;
    if (tli_text_equal_loose(m->key, "axes") || tli_group_find(m->key, &near) != NULL) continue;
    tl_findings_add(r->findings, TL_ERROR, r->yaml_name, m->line, m->key, "", "\"%s\" is not known%s%s%s", m->key,
                    near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
  }
}

static tl_code read_group(tli_reader *r, const tli_group *group, const tli_yaml *root, tl_error *error) {
  const tli_yaml *node = node_of(root, group->face.name);
  if (node == NULL && group->required) {
    tl_findings_add(r->findings, TL_ERROR, r->yaml_name, 1, group->face.name, "", "\"%s\" is missing: %s",
                    group->face.name, group->face.sentence);
    return TL_OK;
  }
  if (!group->face.is_list) return read_single(r, group, node, error);
  item_list list = {0};
  return node != NULL ? read_list(r, group, node, &list, error) : TL_OK;
}

/* What is no study at all has that one mistake, and nothing in it is checked. */
static bool is_a_study(tli_reader *r, const tli_yaml *root) {
  if (root->kind != TLI_YAML_MAPPING) {
    wrong_shape(r, root, "a study file", "a mapping of groups (study, gas, flow, pipes, sections, ...)");
    return false;
  }
  if (tli_yaml_member(root, "trunkline") == NULL) return true;
  tl_findings_add(r->findings, TL_ERROR, r->yaml_name, root->line, "", "",
                  "this is a network, not a study: `trunkline steady` and `trunkline transient` compute it");
  return false;
}

static tl_code read_groups(tli_reader *r, const tli_yaml *root, tl_error *error) {
  if (only_a_library(root)) {
    r->study->is_library = true;
    r->study->head = (tli_study_head){"Library of machines", "", ""};
    return read_library(r, root, NULL, error);
  }
  check_top_keys(r, root);
  size_t count;
  const tli_group *groups = tli_groups(&count);
  for (size_t i = 0; i < count; i++) /* sources first: every figure may name one */
    if (!groups[i].in_study) TLI_TRY(read_group(r, &groups[i], root, error));
  for (size_t i = 0; i < count; i++)
    if (groups[i].in_study) TLI_TRY(read_group(r, &groups[i], root, error));
  const tli_yaml *axes = node_of(root, "axes");
  return axes != NULL ? tli_read_axes(r, axes, error) : TL_OK;
}

static int by_path(const void *a, const void *b) {
  return strcmp(((const tli_study_place *)a)->path, ((const tli_study_place *)b)->path);
}

static tl_code read_all(tli_reader *r, const char *path, tl_error *error) {
  TLI_TRY(name_files(r, path, error));
  tli_file file;
  tl_error why;
  const tl_code code = r->files->read(r->files->context, r->study->file, r->scratch, &file, &why);
  if (code == TL_ERR_INPUT)
    return tl_fail(error, code, "%s; a study is a folder that holds a study.yml, as those in studies/ do",
                   why.sentence);
  if (code != TL_OK) return tl_fail(error, code, "%s", why.sentence);
  const tli_yaml *root;
  TLI_TRY(tli_yaml_parse(&file, r->yaml_name, r->scratch, &root, r->findings, error));
  if (root == NULL || !is_a_study(r, root)) return TL_OK;
  TLI_TRY(read_groups(r, root, error));
  if (r->place_count > 0) qsort(r->places, r->place_count, sizeof *r->places, by_path);
  r->study->places = r->places;
  r->study->place_count = r->place_count;
  tli_study_check(r->study, r->findings);
  return tli_try_axes(r, error);
}

static tl_code finish(const tli_reader *r, tl_error *error) {
  if (tl_findings_lost(r->findings) || tl_results_lost(r->results)) return TLI_NO_MEMORY(error, "the study");
  size_t mistakes = tl_findings_total(r->findings, TL_ERROR);
  if (mistakes > 0)
    return tl_fail(error, TL_ERR_INPUT, "%zu mistake%s in %s", mistakes, mistakes == 1 ? "" : "s", r->study->file);
  return TL_OK;
}

tl_code tli_study_read_from(const tli_files *files, const char *path, const tl_allocator *allocator, tli_study **study,
                            tl_results *results, tl_findings *findings, tl_error *error) {
  *study = NULL;
  tli_arena *arena = tli_arena_create(allocator), *scratch = tli_arena_create(allocator);
  tli_study *made = arena != NULL ? TLI_NEW(arena, tli_study) : NULL;
  tl_code code = TL_OK;
  if (made == NULL || scratch == NULL) {
    code = TLI_NO_MEMORY(error, "the study");
  } else {
    made->arena = arena;
    tli_reader r = {.files = files, .study = made, .scratch = scratch, .results = results, .findings = findings};
    code = read_all(&r, path, error);
    if (code == TL_OK) code = finish(&r, error);
  }
  tli_arena_destroy(scratch);
  if (code == TL_OK)
    *study = made;
  else
    tli_arena_destroy(arena);
  return code;
}

tl_code tli_study_read(const char *path, const tl_allocator *allocator, tli_study **study, tl_results *results,
                       tl_findings *findings, tl_error *error) {
  return tli_study_read_from(&tli_files_on_disk, path, allocator, study, results, findings, error);
}
