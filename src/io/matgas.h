/* io/matgas.h - the tables of MatGas: their columns, and which of them are figures of ours. */
#ifndef TLI_MATGAS_H
#define TLI_MATGAS_H

#include <stddef.h>

enum { TLI_MATGAS_COLUMNS = 32 };

typedef enum tli_matgas_role { TLI_MATGAS_NODE, TLI_MATGAS_LINK, TLI_MATGAS_DEMAND } tli_matgas_role;

typedef struct tli_matgas_table {
  const char *name, *kind; /* "pipe", our kind of link; for demands "entry" or "exit" */
  tli_matgas_role role;
  const char *columns; /* separated by blanks; id first, then for links both junctions, for demands one */
} tli_matgas_table;

const tli_matgas_table *tli_matgas_table_at(size_t index); /* NULL past the end */
const tli_matgas_table *tli_matgas_table_find(const char *name);
const char *tli_matgas_figure(const char *column); /* our name of a column, NULL if it is none of our figures */

#endif
