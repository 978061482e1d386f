/* The result set keeps what it is given, copies it, finds it again, and says when memory ran out. */
#include "out_of_memory.h"

#include "trunkline/result.h"

static tl_column number_column(const char *name) {
  return (tl_column){.name = name,
                     .label = "Pressure",
                     .quantity = TL_PRESSURE,
                     .si_unit = "Pa",
                     .show_unit = "MPa",
                     .show_factor = 1e6,
                     .digits = 3,
                     .origin = {.step = "flow", .formula = "p", .theory = "pipe", .input_ids = "gas.*"}};
}

static tl_column text_column(const char *name) {
  return (tl_column){.name = name, .label = "Name", .quantity = TL_TEXT, .si_unit = "", .show_unit = ""};
}

static void cells_are_kept_in_order(void **state) {
  (void)state;
  tl_results *results = tl_results_create(NULL);
  assert_non_null(results);
  tl_table *table = tl_results_add_table(results, "stations", "Stations", "One row each.");
  tl_column name = text_column("name"), p = number_column("inlet_p_pa");
  tl_table_add_column(table, &name);
  tl_table_add_column(table, &p);
  char words[32];
  for (int i = 0; i < 1000; i++) {
    (void)snprintf(words, sizeof words, "station %d", i);
    tl_table_add_row(table, (tl_cell[]){{NAN, words}, {1e5 * i, NULL}});
  }
  assert_false(tl_results_lost(results));
  assert_int_equal(tl_table_rows(table), 1000);
  for (size_t i = 0; i < 1000; i++) {
    (void)snprintf(words, sizeof words, "station %d", (int)i);
    assert_string_equal(tl_table_text(table, i, 0), words);
    assert_true(tl_table_number(table, i, 1) == 1e5 * (double)i);
  }
  assert_true(isnan(tl_table_number(table, 0, 0))); /* a text is no number */
  assert_null(tl_table_text(table, 0, 1));
  assert_true(isnan(tl_table_number(table, 1000, 1)));
  assert_true(isnan(tl_table_number(table, 0, 2)));
  assert_null(tl_table_column(table, 2));
  tl_results_destroy(results);
}

static void what_was_given_may_die(void **state) {
  (void)state;
  tl_results *results = tl_results_create(NULL);
  char id[] = "profile", label[] = "Pressure", formula[] = "f = ...", cell[] = "Mongolia", key[] = "title",
       text[] = "T";
  char json[] = "{\"a\":1}", citation[] = "Gazprom, 2022-01-25", written[] = "962.9 km";
  tl_table *table = tl_results_add_table(results, id, id, id);
  tl_column p = number_column(id), n = text_column("country");
  p.label = label;
  p.origin.formula = formula;
  tl_table_add_column(table, &p);
  tl_table_add_column(table, &n);
  tl_table_add_row(table, (tl_cell[]){{1.0, NULL}, {NAN, cell}});
  tl_results_set_text(results, key, text);
  tl_results_set_json(results, key, json);
  tl_results_add_source(results, &(tl_source){.id = id, .citation = citation});
  tl_results_add_input(results, &(tl_input){.id = id, .text = written, .si = 962900.0, .line = 12});
  memset(id, 'x', sizeof id - 1);
  memset(label, 'x', sizeof label - 1);
  memset(formula, 'x', sizeof formula - 1);
  memset(cell, 'x', sizeof cell - 1);
  memset(key, 'x', sizeof key - 1);
  memset(text, 'x', sizeof text - 1);
  memset(json, 'x', sizeof json - 1);
  memset(citation, 'x', sizeof citation - 1);
  memset(written, 'x', sizeof written - 1);
  assert_ptr_equal(tl_results_table(results, "profile"), table);
  assert_string_equal(tl_table_title(table), "profile");
  assert_string_equal(tl_table_sentence(table), "profile");
  assert_int_equal(tl_table_find_column(table, "profile"), 0);
  assert_string_equal(tl_table_column(table, 0)->label, "Pressure");
  assert_string_equal(tl_table_column(table, 0)->origin.formula, "f = ...");
  assert_string_equal(tl_table_text(table, 0, 1), "Mongolia");
  assert_string_equal(tl_results_text(results, "title"), "T");
  assert_string_equal(tl_results_json(results, "title"), "{\"a\":1}");
  assert_string_equal(tl_results_source_at(results, 0)->citation, "Gazprom, 2022-01-25");
  assert_string_equal(tl_results_source_at(results, 0)->url, ""); /* left out is empty, never NULL */
  const tl_input *input = tl_results_input_at(results, 0);
  assert_string_equal(input->text, "962.9 km");
  assert_true(input->si == 962900.0);
  assert_int_equal(input->line, 12);
  assert_string_equal(input->confidence, "assumption"); /* no source: an assumption */
  tl_results_destroy(results);
}

static void the_last_word_counts(void **state) {
  (void)state;
  tl_results *results = tl_results_create(NULL);
  tl_results_set_text(results, "a", "1");
  tl_results_set_text(results, "b", "2");
  tl_results_set_text(results, "a", "3");
  const char *key = NULL, *value = NULL;
  assert_true(tl_results_text_at(results, 0, &key, &value));
  assert_string_equal(key, "a");
  assert_string_equal(value, "3");
  assert_true(tl_results_text_at(results, 1, &key, &value));
  assert_false(tl_results_text_at(results, 2, &key, &value));
  assert_false(tl_results_json_at(results, 0, &key, &value));
  assert_null(tl_results_text(results, "c"));
  assert_null(tl_results_json(results, "a"));
  tl_results_add_source(results, &(tl_source){.id = "s", .citation = "first"});
  tl_results_add_source(results, &(tl_source){.id = "s", .citation = "second"});
  assert_int_equal(tl_results_sources(results), 1);
  assert_string_equal(tl_results_source_at(results, 0)->citation, "second");
  assert_null(tl_results_source_at(results, 1));
  tl_results_add_input(results, &(tl_input){.id = "i", .source_id = "s", .confidence = "H"});
  tl_results_add_input(results, &(tl_input){.id = "i", .source_id = "s", .confidence = "L"});
  assert_int_equal(tl_results_inputs(results), 1);
  assert_string_equal(tl_results_input_at(results, 0)->confidence, "L");
  assert_null(tl_results_input_at(results, 1));
  assert_non_null(tl_results_add_table(results, "t", "old", ""));
  assert_non_null(tl_results_add_table(results, "u", "", ""));
  assert_non_null(tl_results_add_table(results, "t", "new", ""));
  assert_int_equal(tl_results_tables(results), 2);
  assert_string_equal(tl_table_title(tl_results_table(results, "t")), "new");
  assert_null(tl_results_table(results, "v"));
  assert_null(tl_results_table_at(results, 2));
  tl_results_destroy(results);
}

static void a_late_column_is_not_given_in_earlier_rows(void **state) {
  (void)state;
  tl_results *results = tl_results_create(NULL);
  tl_table *table = tl_results_add_table(results, "t", "", "");
  tl_column a = number_column("a"), b = number_column("b"), c = text_column("c");
  tl_table_add_column(table, &a);
  tl_table_add_row(table, (tl_cell[]){{1.0, NULL}});
  tl_table_add_column(table, &b);
  tl_table_add_column(table, &c);
  tl_table_add_row(table, (tl_cell[]){{2.0, NULL}, {3.0, NULL}, {NAN, "x"}});
  assert_true(isnan(tl_table_number(table, 0, 1)));
  assert_null(tl_table_text(table, 0, 2));
  assert_true(tl_table_number(table, 1, 1) == 3.0);
  assert_string_equal(tl_table_text(table, 1, 2), "x");
  assert_int_equal(tl_table_find_column(table, "d"), -1);
  tl_results_destroy(results);
}

static tl_results *fill(const tl_allocator *allocator) {
  tl_results *results = tl_results_create(allocator);
  if (results == NULL) return NULL;
  tl_table *table = tl_results_add_table(results, "t", "title", "sentence");
  if (table != NULL) {
    tl_column name = text_column("name"), p = number_column("p_pa");
    tl_table_add_column(table, &name);
    tl_table_add_column(table, &p);
    if (tl_table_columns(table) == 2)
      for (int i = 0; i < 1000; i++) tl_table_add_row(table, (tl_cell[]){{NAN, "a name of some length"}, {i, NULL}});
  }
  for (int i = 0; i < 40; i++) {
    char key[16];
    (void)snprintf(key, sizeof key, "key.%d", i);
    tl_results_set_text(results, key, "a text");
    tl_results_set_json(results, key, "[1,2,3]");
    tl_results_add_source(results, &(tl_source){.id = key, .citation = "c", .date = "2020", .url = "u"});
    tl_results_add_input(results, &(tl_input){.id = key, .text = "1 km", .si = 1000.0, .unit = "m"});
  }
  return results;
}

static tl_code fill_and_look(const tl_allocator *allocator, void *context) {
  (void)context;
  tl_results *results = fill(allocator);
  bool lost = results == NULL || tl_results_lost(results);
  if (!lost) {
    assert_int_equal(tl_table_rows(tl_results_table(results, "t")), 1000);
    assert_int_equal(tl_results_inputs(results), 40);
    assert_string_equal(tl_results_text(results, "key.39"), "a text");
  }
  tl_results_destroy(results);
  return lost ? TL_ERR_MACHINE : TL_OK;
}

static void lost_memory_is_flagged_and_never_leaks(void **state) {
  (void)state;
  assert_true(oom_sweep(fill_and_look, NULL, 5000) > 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(cells_are_kept_in_order),
      cmocka_unit_test(what_was_given_may_die),
      cmocka_unit_test(the_last_word_counts),
      cmocka_unit_test(a_late_column_is_not_given_in_earlier_rows),
      cmocka_unit_test(lost_memory_is_flagged_and_never_leaks),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
