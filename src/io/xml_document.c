/* XML by libxml2's SAX interface: see io/xml_document.h. SAX, since it is the one interface that gives whole line
 * numbers beyond 65,535. */
#include "io/xml_document.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

typedef struct open_element {
  tli_xml *element, *last;
  tli_text text;
} open_element;

typedef struct builder {
  xmlParserCtxt *parser;
  const char *name;
  tli_arena *arena;
  tl_findings *findings;
  open_element open[TLI_XML_DEPTH];
  size_t depth, elements;
  tli_xml *root;
  bool stopped, no_memory;
} builder;

static int line_of(const builder *b) { return b->parser->input != NULL ? b->parser->input->line : 0; }

static void stop(builder *b) {
  b->stopped = true;
  xmlStopParser(b->parser);
}

static void stop_for_memory(builder *b) {
  b->no_memory = true;
  stop(b);
}

static void refuse(builder *b, const char *sentence) {
  if (b->stopped) return;
  tl_findings_add(b->findings, TL_ERROR, b->name, line_of(b), "", "", "%s", sentence);
  stop(b);
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system) {
  (void)name;
  (void)external;
  (void)system;
  refuse(context,
         "a document type declaration (<!DOCTYPE ...>): network files need none, and it can hold entities that "
         "unfold without end; take it out");
}

static bool take_attributes(builder *b, tli_xml *element, int count, const xmlChar **given) {
  if (count > TLI_XML_ATTRIBUTES) {
    refuse(b, "an element has more than 64 attributes");
    return false;
  }
  tli_xml_attribute *attributes = TLI_NEW_N(b->arena, tli_xml_attribute, (size_t)count);
  if (attributes == NULL) return false;
  for (int i = 0; i < count; i++) { /* five pointers each: name, prefix, namespace, begin and end of the value */
    const xmlChar **at = given + (ptrdiff_t)i * 5;
    attributes[i].name = tli_arena_strdup(b->arena, (const char *)at[0]);
    attributes[i].value = tli_arena_strndup(b->arena, (const char *)at[3], (size_t)(at[4] - at[3]));
    if (attributes[i].name == NULL || attributes[i].value == NULL) return false;
  }
  element->attributes = attributes;
  element->attribute_count = (size_t)count;
  return true;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces,
                     const xmlChar **given_namespaces, int attributes, int defaulted, const xmlChar **given) {
  builder *b = context;
  (void)prefix;
  (void)uri;
  (void)namespaces;
  (void)given_namespaces;
  (void)defaulted;
  if (b->stopped) return;
  if (b->depth == TLI_XML_DEPTH) {
    refuse(b, "elements are nested deeper than 64");
    return;
  }
  if (b->elements++ == TLI_XML_ELEMENTS) {
    refuse(b, "more than 5,000,000 elements");
    return;
  }
  tli_xml *element = TLI_NEW(b->arena, tli_xml);
  if (element == NULL) {
    stop_for_memory(b);
    return;
  }
  element->line = line_of(b);
  element->text = "";
  element->name = tli_arena_strdup(b->arena, (const char *)name);
  if (element->name == NULL || !take_attributes(b, element, attributes, given)) {
    if (!b->stopped) stop_for_memory(b);
    return;
  }
  if (b->depth == 0) {
    b->root = element;
  } else {
    open_element *parent = &b->open[b->depth - 1];
    if (parent->last != NULL)
      parent->last->next = element;
    else
      parent->element->first = element;
    parent->last = element;
  }
  b->open[b->depth] = (open_element){.element = element};
  tli_text_init(&b->open[b->depth++].text, tli_arena_allocator(b->arena));
}

static void on_text(void *context, const xmlChar *text, int length) {
  builder *b = context;
  if (b->stopped || b->depth == 0 || length <= 0) return;
  open_element *e = &b->open[b->depth - 1];
  if (e->text.length == 0) { /* the blanks between elements are most of a file: they are never kept */
    while (length > 0 && isspace(*text)) {
      text++;
      length--;
    }
    if (length == 0) return;
  }
  if (e->text.length + (size_t)length > TLI_XML_TEXT_BYTES) {
    refuse(b, "an element holds more than 32 MB of text");
    return;
  }
  tli_text_add_n(&e->text, (const char *)text, (size_t)length);
  if (e->text.failed) stop_for_memory(b);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
  builder *b = context;
  (void)name;
  (void)prefix;
  (void)uri;
  if (b->stopped || b->depth == 0) return;
  open_element *e = &b->open[--b->depth];
  if (e->text.length > 0) {
    size_t n = e->text.length;
    while (n > 0 && isspace((unsigned char)e->text.bytes[n - 1])) n--;
    e->element->text = tli_arena_strndup(b->arena, e->text.bytes, n);
    if (e->element->text == NULL) {
      e->element->text = "";
      stop_for_memory(b);
    }
  }
  tli_text_free(&e->text);
}

static void on_error(void *context, xmlError *why) {
  builder *b = context;
  if (b->stopped || why == NULL || why->level < XML_ERR_ERROR) return;
  if (why->code == XML_ERR_NO_MEMORY) {
    b->no_memory = true;
    return;
  }
  char sentence[200];
  size_t n = 0; /* its messages end in a line break */
  for (const char *p = why->message != NULL ? why->message : "?"; *p != '\0' && n + 1 < sizeof sentence; p++)
    sentence[n++] = (unsigned char)*p < 32 || (unsigned char)*p > 126 ? ' ' : *p;
  while (n > 0 && sentence[n - 1] == ' ') n--;
  sentence[n] = '\0';
  tl_findings_add(b->findings, TL_ERROR, b->name, why->line, "", "", "not well-formed XML: %s", sentence);
}

static const xmlSAXHandler handlers = {.initialized = XML_SAX2_MAGIC,
                                       .internalSubset = on_doctype,
                                       .startElementNs = on_start,
                                       .endElementNs = on_end,
                                       .characters = on_text,
                                       .ignorableWhitespace = on_text,
                                       .serror = on_error};

tl_code tli_xml_parse(const tli_file *file, const char *name, tli_arena *arena, const tli_xml **root,
                      tl_findings *findings, tl_error *error) {
  *root = NULL;
  if (file->length == 0 || file->length > INT_MAX) {
    tl_findings_add(findings, TL_ERROR, name, 1, "", "", "%s", file->length == 0 ? "the file is empty" : "too large");
    return TL_OK;
  }
  xmlParserCtxt *parser = xmlCreateMemoryParserCtxt(file->bytes, (int)file->length);
  if (parser == NULL) return TLI_NO_MEMORY(error, name);
  builder b = {.parser = parser, .name = name, .arena = arena, .findings = findings};
  (void)xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES);
  *parser->sax = handlers;
  parser->userData = &b;
  const int status = xmlParseDocument(parser);
  const bool whole = status == 0 && parser->wellFormed != 0 && !b.stopped && b.depth == 0;
  xmlFreeDoc(parser->myDoc); /* libxml2 makes one of its own if it meets an entity declaration after all */
  xmlFreeParserCtxt(parser);
  for (size_t i = 0; i < b.depth; i++) tli_text_free(&b.open[i].text);
  if (b.no_memory) return TLI_NO_MEMORY(error, name);
  if (whole)
    *root = b.root;
  else if (tl_findings_total(findings, TL_ERROR) == 0)
    tl_findings_add(findings, TL_ERROR, name, 0, "", "", "not well-formed XML");
  return TL_OK;
}

const char *tli_xml_attribute_of(const tli_xml *element, const char *name) {
  for (size_t i = 0; i < element->attribute_count; i++)
    if (strcmp(element->attributes[i].name, name) == 0) return element->attributes[i].value;
  return NULL;
}

const tli_xml *tli_xml_child(const tli_xml *element, const char *name) {
  for (const tli_xml *e = element->first; e != NULL; e = e->next)
    if (strcmp(e->name, name) == 0) return e;
  return NULL;
}

void tli_xml_add_escaped(tli_text *out, const char *text) {
  for (const char *p = text; *p != '\0'; p++) {
    const char *known = *p == '&' ? "&amp;" : *p == '<' ? "&lt;" : *p == '>' ? "&gt;" : *p == '"' ? "&quot;" : NULL;
    if (known != NULL)
      tli_text_add(out, known);
    else if (*p == '\t' || *p == '\n' || *p == '\r')
      tli_text_printf(out, "&#%d;", *p);
    else
      tli_text_add_n(out, p, 1);
  }
}

void tli_xml_write(tli_text *out, const tli_xml *element, int depth) {
  tli_text_printf(out, "%*s<%s", 2 * depth, "", element->name);
  for (size_t i = 0; i < element->attribute_count; i++) {
    tli_text_printf(out, " %s=\"", element->attributes[i].name);
    tli_xml_add_escaped(out, element->attributes[i].value);
    tli_text_add(out, "\"");
  }
  if (element->first == NULL && element->text[0] == '\0') {
    tli_text_add(out, "/>\n");
    return;
  }
  tli_text_add(out, ">");
  tli_xml_add_escaped(out, element->text);
  if (element->first != NULL) tli_text_add(out, "\n");
  for (const tli_xml *e = element->first; e != NULL; e = e->next) tli_xml_write(out, e, depth + 1);
  if (element->first != NULL) tli_text_printf(out, "%*s", 2 * depth, "");
  tli_text_printf(out, "</%s>\n", element->name);
}
