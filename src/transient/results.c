/* The run's tables: what is held, what was delivered, what happened. */
#include "transient/tli_transient.h"

#include "result/tli_columns.h"

static void linepack_table(const tl_transient *x, tl_results *results) {
  tl_table *table = tl_results_add_table(results, "transient_linepack", "Gas held in each pipe",
                                         "Mass of gas in each pipe at the times of output.");
  if (table == NULL) return;
  static const tli_listed_column columns[] = {
      {"time_s", "Time", TL_TIME, "s", "h", 3600.0, "time from the start of the run"},
      {"pipe", "Pipe", TL_TEXT, "", "", 1.0, "id of the pipe; all of them together"},
      {"linepack_kg", "Gas held", TL_MASS, "kg", "t", 1000.0, "sum over cells of density times volume"}};
  tli_add_columns(table, "transient", "transient", 5, columns, TLI_COUNT(columns));
  for (size_t r = 0; r < x->history.count; r++) {
    double all = 0.0;
    for (size_t l = 0; l < x->network->link_count; l++) {
      if (x->pieces_of[l] == 0) continue;
      const double held = tl_transient_record_linepack_kg(x, r, l);
      all += held;
      tl_table_add_row(table, (tl_cell[]){{x->history.time[r], NULL}, {NAN, x->network->links[l].id}, {held, NULL}});
    }
    tl_table_add_row(table, (tl_cell[]){{x->history.time[r], NULL}, {NAN, "all"}, {all, NULL}});
  }
}

static void delivery_table(const tl_transient *x, tl_results *results) {
  tl_table *table = tl_results_add_table(results, "transient_deliveries", "What each delivery got",
                                         "Asked, served and unserved gas at each node that takes gas, and how long it "
                                         "was served in full.");
  if (table == NULL) return;
  static const tli_listed_column columns[] = {
      {"node", "Node", TL_TEXT, "", "", 1.0, "id of the node"},
      {"asked_kg", "Asked", TL_MASS, "kg", "t", 1000.0, "integral of the withdrawal that was asked"},
      {"served_kg", "Served", TL_MASS, "kg", "t", 1000.0, "integral of the withdrawal that was served"},
      {"unserved_kg", "Unserved", TL_MASS, "kg", "t", 1000.0, "asked less served"},
      {"survival_s", "Served in full until", TL_TIME, "s", "h", 3600.0,
       "first time at which the least delivery pressure cuts the withdrawal; none: always served"},
      {"lowest_p_pa", "Lowest pressure", TL_PRESSURE, "Pa", "bar", 1e5, "lowest pressure at the end of any step"},
      {"lowest_p_at_s", "at", TL_TIME, "s", "h", 3600.0, "its time"},
      {"below_s", "Time below the watched pressure", TL_TIME, "s", "h", 3600.0, "sum of such steps"}};
  tli_add_columns(table, "transient", "transient", 5, columns, TLI_COUNT(columns));
  for (size_t i = 0; i < x->network->node_count; i++) {
    const tl_delivered *d = &x->deliveries[i];
    if (!x->junctions[i].limited && !(x->junctions[i].p_watch > 0.0)) continue;
    tl_table_add_row(table, (tl_cell[]){{NAN, x->network->nodes[i].id},
                                        {d->asked_kg, NULL},
                                        {d->served_kg, NULL},
                                        {d->unserved_kg, NULL},
                                        {d->survival_s, NULL},
                                        {d->lowest_p_pa, NULL},
                                        {d->lowest_p_at_s, NULL},
                                        {d->below_s, NULL}});
  }
}

static void event_table(const tl_transient *x, tl_results *results) {
  tl_table *table = tl_results_add_table(results, "transient_events", "What happened", "Events in order of time.");
  if (table == NULL) return;
  static const tli_listed_column columns[] = {
      {"time_s", "Time", TL_TIME, "s", "h", 3600.0, "time from the start of the run"},
      {"what", "What", TL_TEXT, "", "", 1.0, "name of the event"},
      {"kind", "Kind", TL_TEXT, "", "", 1.0, "node or kind of element"},
      {"id", "Where", TL_TEXT, "", "", 1.0, "its id"},
      {"machine", "Machine", TL_TEXT, "", "", 1.0, "of a station, where only one of its machines is meant"},
      {"value", "Value", TL_NUMBER, "", "", 1.0, "size, in the unit beside it"},
      {"unit", "Unit", TL_TEXT, "", "", 1.0, "of the value"}};
  tli_add_columns(table, "transient", "transient", 5, columns, TLI_COUNT(columns));
  for (size_t i = 0; i < x->happening_count; i++) {
    const tl_happening *h = &x->happenings[i];
    tl_table_add_row(table, (tl_cell[]){{h->at_s, NULL},
                                        {NAN, h->what},
                                        {NAN, h->where_kind},
                                        {NAN, h->where_id},
                                        {NAN, h->machine != NULL ? h->machine : ""},
                                        {h->value, NULL},
                                        {NAN, h->unit}});
  }
}

tl_code tl_transient_results(const tl_transient *x, tl_results *results, tl_error *error) {
  if (!x->started) return tl_fail(error, TL_ERR_NO_ANSWER, "there are no results: the transient has not started");
  linepack_table(x, results);
  delivery_table(x, results);
  event_table(x, results);
  return tl_results_lost(results) ? TLI_NO_MEMORY(error, "the tables") : TL_OK;
}
