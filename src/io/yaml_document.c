/* YAML by libfyaml's events, built into our own bounded tree: see io/yaml_document.h.
 *
 * Events rather than libfyaml's documents: a document would resolve aliases and refuse doubled keys before we can name
 * their lines. libfyaml's own allocations are not ours to count or to fail. */
#include "io/yaml_document.h"

#include <libfyaml.h>
#include <string.h>

typedef struct level {
  tli_yaml *container;
  tli_yaml *last;
  const char *key; /* of a mapping: the key whose value comes next; NULL: a key comes next */
  int key_line, key_column;
  bool doubled; /* that key was given before: its value is read and dropped */
} level;

typedef struct builder {
  const char *name;
  tli_arena *arena;
  tl_findings *findings;
  level levels[TLI_YAML_DEPTH];
  size_t depth;
  size_t nodes;
  int line, column; /* of the event at hand, 1-based */
  tli_yaml *root;
  size_t documents;
  size_t stranger_levels; /* inside a complex key, a second document or too deep: skipped until they close */
  bool stop;              /* nothing more is read */
  bool beyond;            /* because a bound was passed: what was read so far would only mislead */
  bool no_memory;
} builder;

static void complain(const builder *b, int line, const char *sentence) {
  tl_findings_add(b->findings, TL_ERROR, b->name, line, "", "", "%s", sentence);
}

/* An empty text ("- " and nothing after it) has no place of its own: it takes that of what stands before it. */
static void note_place(builder *b, struct fy_event *event) {
  const struct fy_mark *mark = fy_event_start_mark(event);
  if (mark == NULL) return;
  b->line = mark->line + 1;
  b->column = mark->column + 1;
}

static tli_yaml *new_node(builder *b, tli_yaml_kind kind) {
  if (b->nodes++ >= TLI_YAML_NODES) {
    complain(b, b->line, "the file has more than 5,000,000 entries: put long tables into CSV files");
    b->stop = b->beyond = true;
    return NULL;
  }
  tli_yaml *node = TLI_NEW(b->arena, tli_yaml);
  if (node == NULL) {
    b->no_memory = true;
    return NULL;
  }
  node->kind = kind;
  node->line = b->line;
  node->column = b->column;
  node->text = "";
  return node;
}

/* Hangs a finished or just opened node under the innermost container. */
static void attach(builder *b, tli_yaml *node) {
  if (b->depth == 0) {
    b->root = node;
    return;
  }
  level *l = &b->levels[b->depth - 1];
  if (l->container->kind == TLI_YAML_MAPPING) {
    node->key = l->key;
    node->line = l->key_line;
    node->column = l->key_column;
    l->key = NULL;
    if (l->doubled) return;
  }
  if (l->last == NULL)
    l->container->first = node;
  else
    l->last->next = node;
  l->last = node;
  l->container->count++;
}

static bool expects_key(const builder *b) {
  return b->depth > 0 && b->levels[b->depth - 1].container->kind == TLI_YAML_MAPPING &&
         b->levels[b->depth - 1].key == NULL;
}

static void take_key(builder *b, const char *text) {
  level *l = &b->levels[b->depth - 1];
  if (l->container->count >= TLI_YAML_MEMBERS) { /* the search for doubled keys below is quadratic */
    complain(b, b->line, "a mapping with more than 10,000 keys: put long tables into CSV files");
    b->stop = b->beyond = true;
    return;
  }
  l->key = text;
  l->key_line = b->line;
  l->key_column = b->column;
  const tli_yaml *earlier = tli_yaml_member(l->container, text);
  l->doubled = earlier != NULL;
  if (l->doubled)
    tl_findings_add(b->findings, TL_ERROR, b->name, l->key_line, "", text,
                    "\"%s\" is given twice: first on line %d; remove one of them", text, earlier->line);
}

static void take_scalar(builder *b, struct fy_event *event) {
  size_t length = 0;
  const char *bytes = fy_token_get_text(event->scalar.value, &length);
  if (bytes == NULL) length = 0;
  /* A scalar can spell a NUL as "\0": text here ends at NUL, so that would cut it silently. */
  if (length > 0 && memchr(bytes, '\0', length) != NULL) {
    complain(b, b->line, "a text with a NUL character in it cannot be used");
    length = 0;
  }
  char *text = tli_arena_strndup(b->arena, bytes != NULL ? bytes : "", length);
  if (text == NULL) {
    b->no_memory = true;
    return;
  }
  if (expects_key(b)) {
    take_key(b, text);
    return;
  }
  tli_yaml *node = new_node(b, TLI_YAML_SCALAR);
  if (node == NULL) return;
  enum fy_scalar_style style = event->scalar.value != NULL ? fy_token_scalar_style(event->scalar.value) : FYSS_PLAIN;
  node->quoted = style != FYSS_PLAIN && style != FYSS_ANY;
  bool nothing = !node->quoted && (strcmp(text, "~") == 0 || strcmp(text, "null") == 0);
  node->text = nothing ? "" : text;
  attach(b, node);
}

static void open_container(builder *b, tli_yaml_kind kind) {
  if (b->stranger_levels > 0) {
    b->stranger_levels++;
    return;
  }
  if (expects_key(b)) {
    complain(b, b->line, "a key must be a plain text, not a list or a mapping");
    b->levels[b->depth - 1].key = "";
    b->levels[b->depth - 1].doubled = true; /* drop the value as well */
    b->stranger_levels = 1;
    return;
  }
  if (b->depth == TLI_YAML_DEPTH) {
    complain(b, b->line, "nested deeper than 32 levels: nothing in a study file needs that");
    b->stop = b->beyond = true;
    return;
  }
  tli_yaml *node = new_node(b, kind);
  if (node == NULL) return;
  attach(b, node);
  b->levels[b->depth++] = (level){.container = node};
}

static void close_container(builder *b) {
  if (b->stranger_levels > 0)
    b->stranger_levels--;
  else if (b->depth > 0)
    b->depth--;
}

static void refuse_extras(const builder *b, const struct fy_token *anchor, const struct fy_token *tag) {
  if (anchor != NULL) complain(b, b->line, "anchors (&name) are not used here: write the value where it belongs");
  if (tag != NULL) complain(b, b->line, "tags (!name) are not used here: write plain text");
}

static void take_event(builder *b, struct fy_event *event) {
  note_place(b, event);
  switch (event->type) {
    case FYET_DOCUMENT_START:
      b->documents++;
      if (b->documents == 2) complain(b, b->line, "a second document (---) begins here: only the first is read");
      b->stop = b->documents > 1;
      break;
    case FYET_ALIAS:
      complain(b, b->line, "aliases (*name) are not used here: write the value where it belongs");
      if (b->stranger_levels > 0) break;
      if (expects_key(b)) {
        b->levels[b->depth - 1].key = "";
        b->levels[b->depth - 1].doubled = true;
      } else if (b->depth > 0) {
        b->levels[b->depth - 1].key = NULL;
      }
      break;
    case FYET_SCALAR:
      refuse_extras(b, event->scalar.anchor, event->scalar.tag);
      if (b->stranger_levels == 0) take_scalar(b, event);
      break;
    case FYET_SEQUENCE_START:
      refuse_extras(b, event->sequence_start.anchor, event->sequence_start.tag);
      open_container(b, TLI_YAML_SEQUENCE);
      break;
    case FYET_MAPPING_START:
      refuse_extras(b, event->mapping_start.anchor, event->mapping_start.tag);
      open_container(b, TLI_YAML_MAPPING);
      break;
    case FYET_SEQUENCE_END:
    case FYET_MAPPING_END:
      close_container(b);
      break;
    default:
      break;
  }
}

static void be_silent(struct fy_diag *diag, void *user, const char *text, size_t length) {
  (void)diag;
  (void)user;
  (void)text;
  (void)length;
}

/* Syntax errors as libfyaml words them. At the first one it stops: what follows a broken indent is guesswork. */
static void report_syntax(const builder *b, struct fy_diag *diag) {
  void *walk = NULL;
  bool said = false;
  for (struct fy_diag_error *e = fy_diag_errors_iterate(diag, &walk); e != NULL;
       e = fy_diag_errors_iterate(diag, &walk)) {
    if (e->msg == NULL || e->type < FYET_ERROR) continue;
    said = true;
    tl_findings_add(
        b->findings, TL_ERROR, b->name, e->line > 0 ? e->line : 1, "", "",
        "this is not valid YAML here: %s (blanks indent, tabs do not; a text with \": \" or \" #\" in it needs "
        "quotes)",
        e->msg);
  }
  if (!said) complain(b, 1, "this is not valid YAML");
}

static tl_code run_parser(builder *b, const tli_file *file, struct fy_diag *diag, tl_error *error) {
  struct fy_parse_cfg settings = {
      .flags = FYPCF_QUIET | FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE | FYPCF_DISABLE_RECYCLING, .diag = diag};
  struct fy_parser *parser = fy_parser_create(&settings);
  if (parser == NULL) return TLI_NO_MEMORY(error, "the YAML parser");
  if (fy_parser_set_string(parser, file->bytes, file->length) != 0) {
    fy_parser_destroy(parser);
    return TLI_NO_MEMORY(error, "the YAML parser");
  }
  struct fy_event *event;
  bool ended = false;
  while (!b->stop && !b->no_memory && !ended && (event = fy_parser_parse(parser)) != NULL) {
    ended = event->type == FYET_STREAM_END;
    take_event(b, event);
    fy_parser_event_free(parser, event);
  }
  bool syntax = !b->stop && !b->no_memory && !ended;
  if (syntax) report_syntax(b, diag);
  if (syntax || b->beyond) b->root = NULL;
  fy_parser_destroy(parser);
  return b->no_memory ? TLI_NO_MEMORY(error, b->name) : TL_OK;
}

tl_code tli_yaml_parse(const tli_file *file, const char *name, tli_arena *arena, const tli_yaml **root,
                       tl_findings *findings, tl_error *error) {
  *root = NULL;
  if (!tli_file_is_text(file, name, findings)) return TL_OK;
  if (file->length == 0) {
    tl_findings_add(findings, TL_ERROR, name, 1, "", "", "the file is empty");
    return TL_OK;
  }
  builder *b = TLI_NEW(arena, builder);
  if (b == NULL) return TLI_NO_MEMORY(error, name);
  *b = (builder){.name = name, .arena = arena, .findings = findings};
  struct fy_diag_cfg quiet;
  fy_diag_cfg_default(&quiet);
  quiet.fp = NULL;
  quiet.output_fn = be_silent;
  quiet.colorize = false;
  struct fy_diag *diag = fy_diag_create(&quiet);
  if (diag == NULL) return TLI_NO_MEMORY(error, "the YAML parser");
  fy_diag_set_collect_errors(diag, true);
  const size_t before = tl_findings_total(findings, TL_ERROR);
  tl_code code = run_parser(b, file, diag, error);
  fy_diag_destroy(diag);
  if (code == TL_OK) *root = b->root;
  if (code == TL_OK && b->root == NULL && tl_findings_total(findings, TL_ERROR) == before)
    complain(b, 1, "there is nothing in the file but blanks or comments");
  return code;
}

const tli_yaml *tli_yaml_member(const tli_yaml *mapping, const char *key) {
  if (mapping == NULL || mapping->kind != TLI_YAML_MAPPING) return NULL;
  for (const tli_yaml *m = mapping->first; m != NULL; m = m->next)
    if (m->key != NULL && strcmp(m->key, key) == 0) return m;
  return NULL;
}

const char *tli_yaml_kind_name(const tli_yaml *node) {
  switch (node->kind) {
    case TLI_YAML_SEQUENCE:
      return "a list";
    case TLI_YAML_MAPPING:
      return "a mapping";
    default:
      return node->text[0] == '\0' ? "nothing" : "a text";
  }
}
