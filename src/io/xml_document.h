/* io/xml_document.h - an XML file as a plain tree in which every element knows its line.
 *
 * Names are local names: prefixes and namespaces are dropped, since GasLib's files differ in them. A document type
 * declaration is refused before anything in it is read, so there are no entities of the file's own, neither bombs nor
 * references to other files; nothing is fetched. Comments and processing instructions are dropped.
 */
#ifndef TLI_XML_DOCUMENT_H
#define TLI_XML_DOCUMENT_H

#include "io/file.h"

typedef struct tli_xml_attribute {
  const char *name, *value;
} tli_xml_attribute;

typedef struct tli_xml tli_xml;
struct tli_xml {
  const char *name;
  const char *text; /* its own text without blanks at the ends; "" if none */
  const tli_xml_attribute *attributes;
  size_t attribute_count;
  const tli_xml *first, *next; /* its elements in file order, linked by `next` */
  int line;                    /* on which its start tag ends */
};

enum { TLI_XML_DEPTH = 64, TLI_XML_ATTRIBUTES = 64, TLI_XML_ELEMENTS = 5000000, TLI_XML_TEXT_BYTES = 32000000 };

/* *root is NULL if the text is no well-formed XML or breaks a limit; findings then say why. TL_ERR_MACHINE if there is
 * no memory. */
TL_MUST_USE tl_code tli_xml_parse(const tli_file *file, const char *name, tli_arena *arena, const tli_xml **root,
                                  tl_findings *findings, tl_error *error);

const char *tli_xml_attribute_of(const tli_xml *element, const char *name); /* NULL if absent */
const tli_xml *tli_xml_child(const tli_xml *element, const char *name);     /* the first; NULL if absent */

/* Appends text with & < > " escaped. */
void tli_xml_add_escaped(tli_text *out, const char *text);
/* Appends the element with everything below it, two blanks a level. */
void tli_xml_write(tli_text *out, const tli_xml *element, int depth);

#endif
