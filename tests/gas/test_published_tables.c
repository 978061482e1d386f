/* The published tables of AGA 8 and GERG-2008 in $TRUNKLINE_DATA/eos-aga8 (not shipped with the project): all models,
 * all gases. Tolerance: the tables print six digits; 5e-6 relative covers their rounding. */
#include "gas_testing.h"

#include <stdbool.h>

typedef struct composition {
  char gas[40];
  tl_mixture mixture;
} composition;

typedef struct compositions {
  composition items[16];
  size_t count;
} compositions;

static FILE *open_data(const char *name) {
  const char *folder = test_data_folder();
  if (folder == NULL) {
    print_message("skipped: TRUNKLINE_DATA is not set, eos-aga8/%s not read\n", name);
    return NULL;
  }
  char path[1024];
  (void)snprintf(path, sizeof path, "%s/eos-aga8/%s", folder, name);
  FILE *file = fopen(path, "r");
  if (file == NULL) print_message("skipped: %s is not there\n", path);
  return file;
}

/* Splits a line at its commas, in place. */
static size_t split(char *line, char *fields[], size_t most) {
  line[strcspn(line, "\r\n")] = '\0';
  size_t count = 0;
  while (count < most) {
    fields[count++] = line;
    line = strchr(line, ',');
    if (line == NULL) break;
    *line++ = '\0';
  }
  return count;
}

static bool read_compositions(const char *name, compositions *list) {
  FILE *file = open_data(name);
  if (file == NULL) return false;
  char line[1024], *fields[16];
  assert_non_null(fgets(line, sizeof line, file));
  size_t columns = split(line, fields, 16), first = list->count;
  for (size_t k = 1; k < columns; k++) {
    composition *c = &list->items[list->count++];
    memset(c, 0, sizeof *c);
    (void)snprintf(c->gas, sizeof c->gas, "%s", fields[k]);
  }
  while (fgets(line, sizeof line, file) != NULL) {
    if (split(line, fields, 16) != columns) continue;
    tl_component component;
    if (!tl_component_find(fields[0], &component, NULL)) fail_msg("component %s is not known", fields[0]);
    for (size_t k = 1; k < columns; k++)
      list->items[first + k - 1].mixture.x[component] = strtod(fields[k], NULL) / 100.0;
  }
  (void)fclose(file);
  return true;
}

static const tl_mixture *find(const compositions *list, const char *gas) {
  for (size_t i = 0; i < list->count; i++)
    if (strcmp(list->items[i].gas, gas) == 0) return &list->items[i].mixture;
  fail_msg("no gas %s", gas);
  return NULL;
}

static void tables_of_z_and_speed_of_sound(void **state) {
  (void)state;
  compositions list = {.count = 0};
  if (!read_compositions("aga8_tables_compositions_molepct.csv", &list)) skip();
  FILE *file = open_data("aga8_tables_si.csv");
  if (file == NULL) skip();
  char line[256], *f[8];
  size_t checked = 0;
  assert_non_null(fgets(line, sizeof line, file));
  while (fgets(line, sizeof line, file) != NULL) {
    if (split(line, f, 8) != 6) continue;
    const char *model = strcmp(f[1], "DETAIL") == 0          ? "aga8-detail"
                        : strcmp(f[1], "GERG") == 0          ? "gerg2008"
                        : strcmp(f[1], "GROSS_method1") == 0 ? "aga8-gross1"
                        : strcmp(f[1], "GROSS_method2") == 0 ? "aga8-gross2"
                                                             : NULL;
    if (model == NULL) continue;
    tl_gas *gas = gas_of(find(&list, f[2]), model, false);
    tl_gas_state s = gas_at(gas, strtod(f[4], NULL) * 1e6, strtod(f[3], NULL));
    double published = strtod(f[5], NULL), value = f[0][0] == 'Z' ? s.z : s.speed_of_sound_m_s;
    if (fabs(value / published - 1.0) > 5e-6)
      fail_msg("%s of %s by %s at %s K, %s MPa: %.9g, published %.9g", f[0], f[2], f[1], f[3], f[4], value, published);
    tl_gas_destroy(gas);
    checked++;
  }
  (void)fclose(file);
  assert_int_equal(checked, 360);
}

static void points_of_gerg2008(void **state) {
  (void)state;
  compositions list = {.count = 0};
  if (!read_compositions("aga8_tables_compositions_molepct.csv", &list) ||
      !read_compositions("part2_appendixB_compositions_molepct.csv", &list))
    skip();
  FILE *file = open_data("part2_appendixB_points.csv");
  if (file == NULL) skip();
  char line[256], *f[10];
  size_t checked = 0;
  assert_non_null(fgets(line, sizeof line, file));
  while (fgets(line, sizeof line, file) != NULL) {
    if (split(line, f, 10) != 8) continue;
    tl_gas *gas = gas_of(find(&list, f[0]), "gerg2008", false);
    tl_gas_state s;
    assert_int_equal(tl_gas_state_dt(gas, strtod(f[2], NULL) * 1e3, strtod(f[1], NULL), &s, NULL), TL_OK);
    const double e = 5e-6;
    assert_close_rel(s.p_pa * 1e-6, strtod(f[3], NULL), e);
    assert_close_rel(s.z, strtod(f[4], NULL), e);
    assert_close_rel(s.cv_j_mol_k, strtod(f[5], NULL), e);
    assert_close_rel(s.cp_j_mol_k, strtod(f[6], NULL), e);
    assert_close_rel(s.speed_of_sound_m_s, strtod(f[7], NULL), e);
    tl_gas_destroy(gas);
    checked++;
  }
  (void)fclose(file);
  assert_true(checked >= 20);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tables_of_z_and_speed_of_sound),
      cmocka_unit_test(points_of_gerg2008),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
