/* What enters and leaves a network in optimal gas flow: rows of MatGas with their prices, or the demands of a scenario.
 *
 * MatGas (GasModels.jl, docs/src/matgas-format.md): a row that is dispatchable moves between its limits, another stands
 * at its nominal value. A transfer that may go both ways becomes one trade each way. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "study/flow_file.h"

double tli_flow_global(const tli_case *c, const char *name) {
  for (size_t i = 0; i < c->row_count; i++) {
    if (c->rows[i].table[0] != '\0') continue;
    const double value = tli_case_number(&c->rows[i].values, name);
    if (!isnan(value)) return value;
  }
  return NAN;
}

typedef struct offer {
  const char *id;
  size_t node;
  double least, most, nominal; /* into the network */
  double in_price, out_price, priority;
  bool moves, load; /* load: a delivery that may be shed */
} offer;

static tl_code add_trade(tl_flow_file *f, const offer *o, double least, double most, double price, tl_error *error) {
  if (!TLI_PUSH_ROOM(f->arena, f->trades, f->trade_room, f->problem.trade_count)) return TLI_NO_MEMORY(error, f->path);
  f->trades[f->problem.trade_count++] = (tl_flow_trade){o->id, o->node, least, most, price};
  return TL_OK;
}

static bool is(const tl_flow_file *f, const char *objective) { return strcmp(f->objective, objective) == 0; }

tl_code tli_flow_file_fixed_trade(tl_flow_file *f, const char *id, size_t node, double in_kg_s, tl_error *error) {
  const offer o = {.id = id, .node = node};
  return add_trade(f, &o, in_kg_s, in_kg_s, 0.0, error);
}

tl_code tli_flow_file_free_exit(tl_flow_file *f, const char *id, size_t node, double most_kg_s, tl_error *error) {
  const offer o = {.id = id, .node = node};
  return add_trade(f, &o, -most_kg_s, 0.0, isfinite(most_kg_s) && (is(f, "load") || is(f, "throughput")) ? 1.0 : 0.0,
                   error);
}

/* A node that holds its pressure takes or gives what the others leave. */
static tl_code add_held(tl_flow_file *f, const char *id, size_t node, tl_error *error) {
  const offer o = {.id = id, .node = node};
  if (is(f, "capacity") && f->o->from != NULL && !f->o->nominal) return TL_OK; /* nothing else flows */
  return add_trade(f, &o, -INFINITY, INFINITY, 0.0, error);
}

/* One offer by the objective. */
static tl_code take_offer(tl_flow_file *f, const offer *o, tl_error *error) {
  double least = o->moves ? o->least : o->nominal, most = o->moves ? o->most : o->nominal;
  if (f->o->nominal && o->nominal >= 0.0) most = o->nominal, least = fmax(least, 0.0);
  if (f->o->nominal && o->nominal < 0.0) least = o->nominal, most = fmin(most, 0.0);
  const bool enters = o->moves && (o->nominal > 0.0 || (o->nominal == 0.0 && o->least >= 0.0 && o->most > 0.0));
  if (is(f, "capacity") && (f->o->from != NULL || !enters)) {
    if (f->o->from == NULL) { /* what leaves and what enters as nominated grow together, what may move is free */
      f->pattern[o->node] += o->nominal;
      return TL_OK;
    }
    return f->o->nominal ? add_trade(f, o, o->nominal, o->nominal, 0.0, error) : TL_OK;
  }
  if (is(f, "fuel") && o->nominal < 0.0) least = most = o->nominal;
  double in = 0.0, out = 0.0;
  if ((is(f, "cost") || is(f, "lift")) && o->moves) in = f->weighting * o->in_price, out = f->weighting * o->out_price;
  if (is(f, "throughput") && o->moves && o->least < 0.0) out = 1.0;
  if (is(f, "load") && o->moves && o->load) out = o->priority;
  if (least < 0.0 && most > 0.0 && in != out) {
    TLI_TRY(add_trade(f, o, least, 0.0, out, error));
    return add_trade(f, o, 0.0, most, in, error);
  }
  return add_trade(f, o, least, most, least < 0.0 ? out : in, error);
}

/* Priorities stand in a table of their own, a row a delivery. */
static double priority_of(const tli_case *c, size_t delivery) {
  size_t at = 0;
  for (size_t i = 0; i < c->row_count; i++) {
    if (strcmp(c->rows[i].table, "delivery_data") != 0) continue;
    if (at++ == delivery) return tli_flow_or(tli_case_number(&c->rows[i].values, "x:priority"), 1.0);
  }
  return 1.0;
}

static const char *text_of(const tli_case_values *values, const char *name) {
  const tli_case_value *v = tli_case_value_find(values, name);
  return v != NULL && v->text != NULL ? v->text : "";
}

static tl_code take_matgas(tl_flow_file *f, const tli_case_demand *d, size_t *delivery, tl_error *error) {
  const tli_case_values *v = &d->values;
  const bool entry = d->entry;
  const char *table = text_of(v, "x:table");
  const double priority = strcmp(table, "delivery") == 0 ? priority_of(f->c, (*delivery)++) : 1.0;
  if (tli_flow_or(tli_case_number(v, "status"), 1.0) == 0.0) return TL_OK;
  const double sign = entry ? 1.0 : -1.0;
  const double a = tli_case_number(v, entry ? "x:injection_min" : "x:withdrawal_min");
  const double b = tli_case_number(v, entry ? "x:injection_max" : "x:withdrawal_max");
  const double nominal = tli_flow_or(tli_case_number(v, "flow:both"), 0.0);
  const double offered = tli_flow_or(tli_case_number(v, "x:offer_price"), 1.0);
  const double bid = tli_flow_or(tli_case_number(v, "x:bid_price"), 1.0);
  const tli_case_value *row = tli_case_value_find(v, "x:id");
  char number[32] = "";
  if (row != NULL && row->text == NULL) (void)snprintf(number, sizeof number, "%g", row->number);
  const offer o = {
      .id = tli_arena_printf(f->arena, "%s_%s", table, row != NULL && row->text != NULL ? row->text : number),
      .node = d->node,
      .least = tli_flow_or(entry ? a : -b, sign * nominal),
      .most = tli_flow_or(entry ? b : -a, sign * nominal),
      .nominal = sign * nominal,
      .in_price = offered,
      .out_price = bid,
      .priority = priority,
      .moves = tli_flow_or(tli_case_number(v, "x:is_dispatchable"), 0.0) == 1.0,
      .load = strcmp(table, "delivery") == 0};
  return o.id != NULL ? take_offer(f, &o, error) : TLI_NO_MEMORY(error, f->path);
}

/* A demand of a scenario: what it says is fixed, or a range; money is not known. Without a flow it says a pressure: one
 * that is held, or none of our concern. */
static tl_code take_demand(tl_flow_file *f, const tli_case_demand *d, tl_error *error) {
  const bool silent = isnan(d->flow_min_kg_s) && isnan(d->flow_max_kg_s);
  if (silent && d->p_min_pa == d->p_max_pa) return add_held(f, d->id, d->node, error);
  const double least = tli_flow_or(d->flow_min_kg_s, 0.0), most = tli_flow_or(d->flow_max_kg_s, least);
  const bool moves = most > least;
  const offer o = {.id = d->id,
                   .node = d->node,
                   .least = d->entry ? least : -most,
                   .most = d->entry ? most : -least,
                   .nominal = d->entry ? 0.5 * (least + most) : -0.5 * (least + most),
                   .in_price = 1.0,
                   .out_price = 1.0,
                   .priority = 1.0,
                   .moves = moves || is(f, "throughput") || is(f, "load"),
                   .load = !d->entry};
  offer free = o;
  if (!d->entry && !moves && o.moves) free.most = 0.0; /* what is asked may be shed */
  if (d->entry && !moves && o.moves) free.least = 0.0;
  return take_offer(f, &free, error);
}

/* What a format without demands says about a node. */
static tl_code take_boundary(tl_flow_file *f, size_t node, tl_error *error) {
  const tl_boundary *b = &f->c->boundary[node];
  const char *id = f->c->nodes[node].id;
  if (b->kind == TL_GIVEN_PRESSURE) return add_held(f, id, node, error);
  const double in = -b->withdrawal_kg_s;
  if (in == 0.0) return TL_OK;
  const bool shed = is(f, "load") || is(f, "throughput");
  const offer o = {.id = id,
                   .node = node,
                   .least = shed ? fmin(in, 0.0) : in,
                   .most = shed ? fmax(in, 0.0) : in,
                   .nominal = in,
                   .in_price = 1.0,
                   .out_price = 1.0,
                   .priority = 1.0,
                   .moves = shed,
                   .load = in < 0.0};
  return take_offer(f, &o, error);
}

tl_code tli_flow_file_trades(tl_flow_file *f, tl_findings *findings, tl_error *error) {
  const bool matgas = strcmp(f->c->format, "matgas") == 0;
  size_t delivery = 0;
  for (size_t i = 0; i < f->c->demand_count; i++) {
    const tli_case_demand *d = &f->c->demands[i];
    if (d->node >= f->c->node_count) continue;
    TLI_TRY(matgas ? take_matgas(f, d, &delivery, error) : take_demand(f, d, error));
  }
  for (size_t i = 0; i < f->c->node_count && f->c->demand_count == 0 && f->c->boundary != NULL; i++)
    TLI_TRY(take_boundary(f, i, error));
  if (f->problem.trade_count == 0 && !is(f, "capacity"))
    tl_findings_add(findings, TL_ERROR, f->path, 0, "", "", "nothing enters or leaves: give the network a scenario");
  return TL_OK;
}
