/* morgen networks: a CSV of edges `type,from,to,length,diameter,height difference,roughness` in metres (P pipe, S short
 * pipe, C compressor, V valve; the last three may stop after the third column), and scenarios of `key = value`.
 * Source: Himpel, Grundel, Benner, "Model order reduction for gas and energy networks", J. Math. Industry 11:13, 2021.
 *
 * Supplies are the nodes at which one edge begins and none other ends or begins, demands those at which one ends,
 * both in ascending id. In a scenario `;` separates nodes and `|` times; the first time is the boundary, the whole text
 * is kept as a row. Rs [J/(kg K)] gives the molar mass, R/Rs. */
#include "io/formats.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GAS_CONSTANT 8.31446261815324 /* J/(mol K), exact: SI Brochure, 9th edition (2019) */

/* The next line without its break and end blanks, in a buffer; false at the end. Longer ones are cut. */
enum { LINE_BYTES = 4096 };
typedef struct lines {
  const char *at, *end;
  int line;
  char text[LINE_BYTES];
} lines;

static bool next_line(lines *l) {
  if (l->at >= l->end) return false;
  const char *stop = memchr(l->at, '\n', (size_t)(l->end - l->at));
  if (stop == NULL) stop = l->end;
  size_t n = (size_t)(stop - l->at);
  if (n >= LINE_BYTES) n = LINE_BYTES - 1;
  memcpy(l->text, l->at, n);
  while (n > 0 && isspace((unsigned char)l->text[n - 1])) n--;
  l->text[n] = '\0';
  l->at = stop < l->end ? stop + 1 : stop;
  l->line++;
  return true;
}

enum { COLUMNS = 7 };

/* Cuts the line at its commas, in place; gives the number of cells, COLUMNS + 1 if there are more. */
static size_t split(char *text, char **cells) {
  size_t n = 0;
  for (char *p = text;; p++) {
    while (*p == ' ' || *p == '\t') p++;
    char *comma = strchr(p, ',');
    char *stop = comma != NULL ? comma : p + strlen(p);
    while (stop > p && (stop[-1] == ' ' || stop[-1] == '\t')) stop--;
    if (n == COLUMNS) return COLUMNS + 1;
    cells[n++] = p;
    *stop = '\0';
    if (comma == NULL) return n;
    p = comma;
  }
}

typedef struct edge {
  const char *cells[COLUMNS];
  size_t count;
  int line;
} edge;

typedef struct edges {
  edge *at;
  size_t count, room;
} edges;

static tl_code read_edges(const tli_file *file, tli_case_builder *b, edges *e) {
  lines l = {.at = file->bytes, .end = file->bytes + file->length};
  while (next_line(&l)) {
    if (l.text[0] == '\0' || l.text[0] == '#') continue;
    char *cells[COLUMNS];
    const size_t n = split(l.text, cells);
    if (n < 3 || n > COLUMNS || strlen(cells[0]) != 1 || strchr("PSCV", cells[0][0]) == NULL) {
      tl_findings_add(b->findings, TL_ERROR, b->file, l.line, "", "",
                      "wanted is P, S, C or V, two node ids, and for pipes length, diameter, height and roughness");
      continue;
    }
    if (!TLI_PUSH_ROOM(b->c->arena, e->at, e->room, e->count)) return TLI_NO_MEMORY(b->error, b->file);
    edge *one = &e->at[e->count++];
    *one = (edge){.count = n, .line = l.line};
    for (size_t i = 0; i < n; i++) {
      one->cells[i] = tli_arena_strdup(b->c->arena, cells[i]);
      if (one->cells[i] == NULL) return TLI_NO_MEMORY(b->error, b->file);
    }
  }
  return TL_OK;
}

/* One end of an edge; sorted by node, numbers by size. */
typedef struct end {
  const char *id;
  bool begins;
  int line;
} end;

static int by_node(const void *a, const void *b) {
  const end *x = a, *y = b;
  double m, n;
  if (tli_case_plain_number(x->id, &m) && tli_case_plain_number(y->id, &n) && m != n) return m < n ? -1 : 1;
  return strcmp(x->id, y->id);
}

static tl_code add_nodes(tli_case_builder *b, const edges *e) {
  end *ends = TLI_NEW_N(b->c->arena, end, 2 * e->count);
  if (ends == NULL) return TLI_NO_MEMORY(b->error, b->file);
  for (size_t i = 0; i < e->count; i++)
    for (size_t k = 0; k < 2; k++) ends[2 * i + k] = (end){e->at[i].cells[1 + k], k == 0, e->at[i].line};
  if (e->count > 0) qsort(ends, 2 * e->count, sizeof *ends, by_node);
  for (size_t i = 0; i < 2 * e->count;) {
    size_t same = i;
    while (same < 2 * e->count && strcmp(ends[same].id, ends[i].id) == 0) same++;
    const char *role = same - i > 1 ? "inner" : ends[i].begins ? "source" : "sink";
    tli_case_node *node;
    TLI_TRY(tli_case_add_node(b, ends[i].id, role, ends[i].line, &node));
    i = same;
  }
  return TL_OK;
}

static tl_code add_edge(tli_case_builder *b, const edge *e, size_t number) {
  static const char *const names[] = {"length_m", "diameter_m", "height_difference_m", "roughness_m"};
  const char type = e->cells[0][0];
  const char *kind = type == 'P' ? "pipe" : type == 'S' ? "short_pipe" : type == 'C' ? "compressor" : "valve";
  char id[32];
  (void)snprintf(id, sizeof id, "%c%zu", type, number + 1);
  tli_case_link *link;
  TLI_TRY(tli_case_add_link(b, id, kind, e->cells[1], e->cells[2], e->line, &link));
  if (link == NULL || type != 'P') return TL_OK;
  if (e->count < COLUMNS)
    tl_findings_add(b->findings, TL_ERROR, b->file, e->line, id, "", "a pipe needs all 7 columns; here are %zu",
                    e->count);
  for (size_t i = 3; i < e->count; i++)
    TLI_TRY(
        tli_case_add_figure(b, &link->values, id, tli_case_figure_by_name(names[i - 3]), e->cells[i], "m", e->line));
  return TL_OK;
}

tl_code tli_morgen_net_read(const tli_file *file, tli_case_builder *b) {
  if (!tli_file_is_text(file, b->file, b->findings)) return TL_OK;
  edges e = {0};
  b->c->format = "morgen";
  TLI_TRY(read_edges(file, b, &e));
  TLI_TRY(add_nodes(b, &e));
  TLI_TRY(tli_case_close_nodes(b));
  for (size_t i = 0; i < e.count; i++) TLI_TRY(add_edge(b, &e.at[i], i));
  return tli_case_finish_network(b);
}

/* ---- scenario ------------------------------------------------------------------------------------------------------
 */

/* The first time of a list into the demands of a role; how many nodes it names against how many there are. */
static tl_code add_role(tli_case_builder *b, const char *key, const char *text, const char *role, int line) {
  const tli_case_figure *figure = tli_case_figure_by_name(strcmp(key, "up") == 0 ? "p:both" : "flow:both");
  size_t node = 0;
  const char *p = text;
  for (;;) {
    while (node < b->c->node_count && strcmp(b->c->nodes[node].role, role) != 0) node++;
    const size_t n = strcspn(p, ";|");
    char number[64];
    (void)snprintf(number, sizeof number, "%.*s", (int)(n < 63 ? n : 63), p + strspn(p, " "));
    number[strcspn(number, "; |")] = '\0';
    if (node < b->c->node_count) {
      const char *id = b->c->nodes[node++].id;
      tli_case_demand *demand;
      TLI_TRY(tli_case_add_demand(b, id, strcmp(role, "source") == 0, line, &demand));
      TLI_TRY(
          tli_case_add_figure(b, &demand->values, id, figure, number, strcmp(key, "up") == 0 ? "bar" : "kg/s", line));
    } else if (b->c->node_count > 0) {
      tl_findings_add(b->findings, TL_ERROR, b->file, line, "", key, "%s names more nodes than the network has %ss",
                      key, role);
      return TL_OK;
    }
    p += n;
    if (*p != ';') break;
    p++;
  }
  while (node < b->c->node_count && strcmp(b->c->nodes[node].role, role) != 0) node++;
  if (node < b->c->node_count)
    tl_findings_add(b->findings, TL_ERROR, b->file, line, "", key, "%s names fewer nodes than the network has %ss", key,
                    role);
  return TL_OK;
}

static tl_code set_outlets(tli_case_builder *b, const char *text, int line) {
  const tli_case_figure *figure = tli_case_figure_by_name("discharge_p_pa");
  for (size_t i = 0; i < b->c->link_count; i++) {
    tli_case_link *l = &b->c->links[i];
    if (strcmp(l->kind, "compressor") != 0) continue;
    char number[64];
    (void)snprintf(number, sizeof number, "%.63s", text + strspn(text, " "));
    number[strcspn(number, "; |")] = '\0';
    TLI_TRY(tli_case_add_figure(b, &l->values, l->id, figure, number, "bar", line));
    text += strcspn(text, ";|");
    if (*text != ';') break;
    text++;
  }
  return TL_OK;
}

static tl_code take_key(tli_case_builder *b, const char *key, const char *value, int line) {
  double number;
  tli_case_row *row;
  char name[16];
  (void)snprintf(name, sizeof name, "x:%.10s", key);
  TLI_TRY(tli_case_add_row(b, "", line, &row));
  TLI_TRY(tli_case_add_text(b, &row->values, name, value, line));
  if (strcmp(key, "up") == 0) return add_role(b, key, value, "source", line);
  if (strcmp(key, "uq") == 0) return add_role(b, key, value, "sink", line);
  if (strcmp(key, "cp") == 0) return set_outlets(b, value, line);
  if (strcmp(key, "T0") != 0 && strcmp(key, "Rs") != 0) return TL_OK;
  if (!tli_case_plain_number(value, &number))
    tl_findings_add(b->findings, TL_ERROR, b->file, line, "", key, "%s = %.60s is no number", key, value);
  else if (key[0] == 'T')
    (void)tli_case_set_gas(b, "t_k", number + 273.15, key, line);
  else
    (void)tli_case_set_gas(b, "molar_mass_kg_mol", GAS_CONSTANT / number, key, line);
  return TL_OK;
}

tl_code tli_morgen_ini_read(const tli_file *file, tli_case_builder *b) {
  if (!tli_file_is_text(file, b->file, b->findings)) return TL_OK;
  static const char *const keys[] = {"T0", "Rs", "tH", "up", "uq", "cp", "ut", "vs", NULL};
  lines l = {.at = file->bytes, .end = file->bytes + file->length};
  b->c->demand_count = 0; /* a scenario that came with the network is replaced */
  while (next_line(&l)) {
    if (l.text[0] == '\0' || strchr("#;%[", l.text[0]) != NULL) continue;
    char *equals = strchr(l.text, '=');
    if (equals == NULL) {
      tl_findings_add(b->findings, TL_ERROR, b->file, l.line, "", "", "wanted is key = value");
      continue;
    }
    size_t n = (size_t)(equals - l.text);
    while (n > 0 && isspace((unsigned char)l.text[n - 1])) n--;
    l.text[n] = '\0';
    size_t k = 0;
    while (keys[k] != NULL && strcmp(keys[k], l.text) != 0) k++;
    if (keys[k] != NULL)
      TLI_TRY(take_key(b, keys[k], equals + 1 + strspn(equals + 1, " \t"), l.line));
    else
      tl_findings_add(b->findings, TL_WARNING, b->file, l.line, "", "", "\"%.40s\" is no known key; left out", l.text);
  }
  return tli_case_finish_scenario(b);
}
