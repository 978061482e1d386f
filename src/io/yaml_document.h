/* io/yaml_document.h - a YAML file as a plain tree in which every node knows its line.
 *
 * The subset of YAML 1.2 that a person writes: mappings with text keys, sequences, scalars, comments, one document.
 * Refused with a finding: anchors and aliases (a few of them can unfold to gigabytes), tags, complex keys, a second
 * document, nesting deeper than TLI_YAML_DEPTH, more than
 * TLI_YAML_NODES nodes or TLI_YAML_MEMBERS keys in one mapping, a key given twice. Scalars stay text: it
 * is the reader of a field who knows what the text must be ("no" is a country, 1.10 a version, 50 bcm/a a flow).
 */
#ifndef TLI_YAML_DOCUMENT_H
#define TLI_YAML_DOCUMENT_H

#include "io/file.h"

typedef enum tli_yaml_kind { TLI_YAML_SCALAR, TLI_YAML_SEQUENCE, TLI_YAML_MAPPING } tli_yaml_kind;

typedef struct tli_yaml tli_yaml;
struct tli_yaml {
  tli_yaml_kind kind;
  int line, column;      /* 1-based; of the key for a member of a mapping, else of the node */
  const char *key;       /* of a member of a mapping; NULL otherwise */
  const char *text;      /* of a scalar; "" where nothing was written */
  bool quoted;           /* a scalar in quotes or as a block */
  const tli_yaml *first; /* of a mapping or sequence: its members in file order, linked by `next` */
  const tli_yaml *next;
  size_t count;
};

enum { TLI_YAML_DEPTH = 32, TLI_YAML_NODES = 5000000, TLI_YAML_MEMBERS = 10000 };

/* Reads the document. *root is NULL if the text cannot be read at all or holds nothing; findings say why. Members
 * whose key was already given are left out after the finding. TL_ERR_MACHINE if there is no memory. */
TL_MUST_USE tl_code tli_yaml_parse(const tli_file *file, const char *name, tli_arena *arena, const tli_yaml **root,
                                   tl_findings *findings, tl_error *error);

/* The member of a mapping with this key, NULL if absent or not a mapping. */
const tli_yaml *tli_yaml_member(const tli_yaml *mapping, const char *key);

/* "a text", "a list", "a mapping": for sentences. */
const char *tli_yaml_kind_name(const tli_yaml *node);

#endif
