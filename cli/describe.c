/* trunkline describe [NAME]: everything that has a table of fields, models, components, units, steps. */
#include "cli.h"

#include <math.h>
#include <string.h>

/* A bound in the unit of its quantity's example, so that "0.02 .. 3 m" and not "3e5 Pa". */
static void print_bound(const tl_field *f, double si) {
  static const struct {
    tl_quantity quantity;
    const char *unit;
  } shown[] = {
      {TL_PRESSURE, "MPa"}, {TL_PRESSURE_DIFFERENCE, "MPa"},          {TL_TEMPERATURE, "degC"}, {TL_POWER, "MW"},
      {TL_TIME, "a"},       {TL_GAS_VOLUME_FLOW, "bcm/a at 20 degC"}, {TL_LENGTH, "m"}};
  if (fabs(si) > 1e300) {
    (void)printf("any");
    return;
  }
  for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
    double factor, offset;
    if (shown[i].quantity != f->quantity || tl_unit_factor(f->quantity, shown[i].unit, &factor, &offset, NULL) != TL_OK)
      continue;
    (void)printf("%.4g %s", (si - offset) / factor, shown[i].unit);
    return;
  }
  const char *unit = tl_quantity_si(f->quantity);
  (void)printf("%.4g%s%s", si, unit[0] != '\0' && strcmp(unit, "1") != 0 ? " " : "",
               strcmp(unit, "1") != 0 ? unit : "");
}

static void print_fields(const tl_field *fields, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const tl_field *f = &fields[i];
    (void)printf("  %-26s %s\n", f->name, f->sentence);
    (void)printf("  %-26s   %s", "", tl_quantity_name(f->quantity));
    if (f->choices != NULL) {
      (void)printf(": ");
      for (size_t k = 0; f->choices[k] != NULL; k++) (void)printf("%s%s", k > 0 ? ", " : "", f->choices[k]);
    } else if (f->quantity != TL_TEXT && f->quantity != TL_BOOLEAN && f->quantity != TL_DATE) {
      (void)printf(", ");
      print_bound(f, f->min_si);
      (void)printf(" .. ");
      print_bound(f, f->max_si);
    }
    if (f->default_text == NULL)
      (void)printf("; required\n");
    else if (f->default_text[0] == '\0')
      (void)printf("; optional\n");
    else
      (void)printf("; default %s\n", f->default_text);
  }
}

static void list_study(void) {
  const char *group, *sentence;
  bool is_list;
  const tl_field *fields;
  size_t count;
  for (size_t i = 0; tl_study_fields_at(i, &group, &sentence, &is_list, &fields, &count); i++)
    (void)printf("  %-14s %s\n", group, sentence);
}

static bool describe_group(const char *name) {
  const char *group, *sentence;
  bool is_list;
  const tl_field *fields;
  size_t count;
  for (size_t i = 0; tl_study_fields_at(i, &group, &sentence, &is_list, &fields, &count); i++) {
    if (strcmp(group, name) != 0) continue;
    (void)printf("%s: %s\nPaths: %s%sNAME\n\n", group, sentence, group, is_list ? ".<id>." : ".");
    print_fields(fields, count);
    return true;
  }
  return false;
}

static bool describe_element(const char *name) {
  tl_kind_description kind;
  for (size_t i = 0; tl_kind_at(i, &kind); i++) {
    if (strcmp(kind.name, name) != 0) continue;
    (void)printf("%s: %s\nTheory: docs/theory/%s.md. Values in SI.\n\n", kind.name, kind.sentence, kind.theory);
    print_fields(kind.fields, kind.field_count);
    return true;
  }
  return false;
}

static bool describe_model(const char *name) {
  for (size_t i = 0; tl_gas_model_name(i) != NULL; i++) {
    if (strcmp(tl_gas_model_name(i), name) != 0) continue;
    (void)printf("%s: %s\nSource: %s\n", name, tl_gas_model_sentence(i), tl_gas_model_source(i));
    return true;
  }
  return false;
}

/* What ISO 6976 and the methane number say of a mixture, at 25/20 degC. */
static void print_quality(const tl_mixture *mixture) {
  tl_gas_quality q;
  if (tl_mixture_quality(mixture, 298.15, 293.15, &q, NULL) != TL_OK) return;
  (void)printf("\nAt 25/20 degC (combustion/volume), 101.325 kPa:\n");
  (void)printf("  %-20s %.6g MJ/m3 gross, %.6g MJ/m3 net\n", "heating value", 1e-6 * q.gross_j_m3, 1e-6 * q.net_j_m3);
  (void)printf("  %-20s %.6g MJ/m3 gross\n", "Wobbe index", 1e-6 * q.wobbe_gross_j_m3);
  (void)printf("  %-20s %.5g\n", "relative density", q.relative_density);
  if (isfinite(q.methane_number))
    (void)printf("  %-20s %.3g (hydrogen/carbon ratio)\n", "methane number", q.methane_number);
  else
    (void)printf("  %-20s outside the correlation's range (inert gas up to 5 %%, no hydrogen)\n", "methane number");
}

static bool describe_gas(const char *name) {
  tl_mixture mixture;
  for (size_t i = 0; tl_mixture_library_name(i) != NULL; i++) {
    if (strcmp(tl_mixture_library_name(i), name) != 0 || !tl_mixture_library_get(name, &mixture)) continue;
    (void)printf("%s, mole fractions\nSource: %s\n\n", name, tl_mixture_library_source(i));
    for (int c = 0; c < TL_COMPONENTS; c++)
      if (mixture.x[c] > 0.0) (void)printf("  %-20s %.10g\n", tl_component_name((tl_component)c), mixture.x[c]);
    print_quality(&mixture);
    return true;
  }
  return false;
}

static bool describe_component(const char *name) {
  tl_component component;
  const char *near;
  if (!tl_component_find(name, &component, &near)) return false;
  (void)printf("%s: component of a gas, molar mass %.10g kg/mol\n", tl_component_name(component),
               tl_component_molar_mass_kg_mol(component));
  return true;
}

static bool describe_step(const char *name) {
  const char *step, *sentence;
  bool slow;
  for (size_t i = 0; tl_study_step_at(i, &step, &sentence, &slow); i++) {
    if (strcmp(step, name) != 0) continue;
    (void)printf("%s: step of a study%s: %s\n", step, slow ? " (only with --all)" : "", sentence);
    return true;
  }
  return false;
}

static void list_steps(void) {
  const char *name, *sentence;
  bool slow;
  for (size_t i = 0; tl_study_step_at(i, &name, &sentence, &slow); i++)
    (void)printf("  %-14s %s%s\n", name, sentence, slow ? " (only with --all)" : "");
}

static const char *format_use(const tl_netfile_format_description *f) {
  return f->reads && f->writes ? "read and written" : f->reads ? "only read" : "only written";
}

static void list_formats(void) {
  tl_netfile_format_description f;
  for (size_t i = 0; tl_netfile_format_at(i, &f); i++)
    (void)printf("  %-17s %-13s %s; %s\n", f.name, f.suffix, f.sentence, format_use(&f));
  tl_geofile_format_description g;
  for (size_t i = 0; tl_geofile_format_at(i, &g); i++)
    (void)printf("  %-17s %-13s %s; only read\n", g.name, g.suffix, g.sentence);
}

static bool describe_format(const char *name) {
  tl_netfile_format_description f;
  for (size_t i = 0; tl_netfile_format_at(i, &f); i++) {
    if (strcmp(f.name, name) != 0) continue;
    (void)printf("%s: %s\n  %s, told by its content, then by its name (%s); see docs/network-format.md\n", f.name,
                 f.sentence, format_use(&f), f.suffix);
    return true;
  }
  tl_geofile_format_description g;
  for (size_t i = 0; tl_geofile_format_at(i, &g); i++) {
    if (strcmp(g.name, name) != 0) continue;
    (void)printf("%s: %s\n  only read, told by its content, then by its name (%s); see docs/ground.md\n", g.name,
                 g.sentence, g.suffix);
    return true;
  }
  return false;
}

static void list_elements(void) {
  tl_kind_description kind;
  for (size_t i = 0; tl_kind_at(i, &kind); i++) (void)printf("  %-14s %s\n", kind.name, kind.sentence);
}

static void list_models(void) {
  for (size_t i = 0; tl_gas_model_name(i) != NULL; i++)
    (void)printf("  %-14s %s\n", tl_gas_model_name(i), tl_gas_model_sentence(i));
}

static void list_gases(void) {
  for (size_t i = 0; tl_mixture_library_name(i) != NULL; i++)
    (void)printf("  %-20s %s\n", tl_mixture_library_name(i), tl_mixture_library_source(i));
}

static void list_components(void) {
  for (int i = 0; i < TL_COMPONENTS; i++)
    (void)printf("  %-20s %.6g kg/mol\n", tl_component_name((tl_component)i),
                 tl_component_molar_mass_kg_mol((tl_component)i));
}

static void list_units(void) {
  tl_unit_row row;
  for (size_t i = 0; tl_unit_table(i, &row); i++)
    (void)printf("  %-24s %-14s factor %.17g%s%.17g  %s\n", tl_quantity_name(row.quantity), row.unit, row.factor,
                 row.offset != 0.0 ? " offset " : " + ", row.offset, row.source);
}

static const struct {
  const char *name, *title;
  void (*list)(void);
} lists[] = {{"study", "Groups of the study file (`describe GROUP` shows their fields)", list_study},
             {"elements", "Kinds of network element", list_elements},
             {"models", "Equations of state", list_models},
             {"steps", "Steps of a study", list_steps},
             {"formats", "Formats of network files and of files of the ground, by ending", list_formats},
             {"gases", "Gases of the library", list_gases},
             {"components", "Components of a gas", list_components},
             {"units", "Units, their exact factors to SI and where those are defined", list_units}};

static int nothing_called(const char *name) {
  const char *names[256];
  size_t count = 0;
  const char *group, *sentence;
  bool is_list;
  const tl_field *fields;
  size_t n;
  tl_kind_description kind;
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) names[count++] = lists[i].name;
  for (size_t i = 0; tl_study_fields_at(i, &group, &sentence, &is_list, &fields, &n) && count < 200; i++)
    names[count++] = group;
  for (size_t i = 0; tl_kind_at(i, &kind) && count < 220; i++) names[count++] = kind.name;
  tl_netfile_format_description format;
  for (size_t i = 0; tl_netfile_format_at(i, &format) && count < 235; i++) names[count++] = format.name;
  for (size_t i = 0; tl_gas_model_name(i) != NULL && count < 250; i++) names[count++] = tl_gas_model_name(i);
  for (size_t i = 0; tl_mixture_library_name(i) != NULL && count < 256; i++)
    names[count++] = tl_mixture_library_name(i);
  const char *near = cli_near(name, names, count);
  if (near != NULL)
    (void)fprintf(stderr, "trunkline describe: nothing is called \"%s\"; did you mean %s?\n", name, near);
  else
    (void)fprintf(stderr,
                  "trunkline describe: nothing is called \"%s\"; there are the lists study, elements, models, steps, "
                  "formats, gases, components and units, and the names in them\n",
                  name);
  return TL_ERR_USAGE;
}

/* ---- the same as one JSON document ---- */

static void json_fields(const tl_field *fields, size_t count) {
  (void)printf("\"fields\":[");
  for (size_t i = 0; i < count; i++) {
    const tl_field *f = &fields[i];
    (void)printf("%s{\"name\":\"%s\",\"quantity\":\"%s\",\"si_unit\":\"%s\",\"sentence\":", i > 0 ? ",\n" : "\n",
                 f->name, tl_quantity_name(f->quantity), tl_quantity_si(f->quantity));
    cli_print_json_text(stdout, f->sentence);
    const bool ranged =
        f->choices == NULL && f->quantity != TL_TEXT && f->quantity != TL_BOOLEAN && f->quantity != TL_DATE;
    if (ranged) (void)printf(",\"min_si\":%.17g,\"max_si\":%.17g", f->min_si, f->max_si);
    if (f->choices != NULL) {
      (void)printf(",\"choices\":[");
      for (size_t k = 0; f->choices[k] != NULL; k++) (void)printf("%s\"%s\"", k > 0 ? "," : "", f->choices[k]);
      (void)printf("]");
    }
    (void)printf(",\"required\":%s,\"default\":", f->default_text == NULL ? "true" : "false");
    if (f->default_text == NULL || f->default_text[0] == '\0')
      (void)printf("null");
    else
      cli_print_json_text(stdout, f->default_text);
    (void)printf("}");
  }
  (void)printf("]");
}

static void json_named(const char *name, const char *sentence, const char *more) {
  (void)printf("{\"name\":\"%s\",\"sentence\":", name);
  cli_print_json_text(stdout, sentence);
  if (more != NULL) {
    (void)printf(",\"source\":");
    cli_print_json_text(stdout, more);
  }
}

static int describe_json(void) {
  const char *group, *sentence;
  bool flag;
  const tl_field *fields;
  size_t count;
  tl_kind_description kind;
  tl_unit_row unit;
  (void)printf("{\"trunkline\":\"%s\",\"command\":\"describe\",\n\"study\":[", tl_version());
  for (size_t i = 0; tl_study_fields_at(i, &group, &sentence, &flag, &fields, &count); i++) {
    (void)printf(i > 0 ? ",\n" : "\n");
    json_named(group, sentence, NULL);
    (void)printf(",\"is_list\":%s,", flag ? "true" : "false");
    json_fields(fields, count);
    (void)printf("}");
  }
  (void)printf("],\n\"elements\":[");
  for (size_t i = 0; tl_kind_at(i, &kind); i++) {
    (void)printf(i > 0 ? ",\n" : "\n");
    json_named(kind.name, kind.sentence, NULL);
    (void)printf(",");
    json_fields(kind.fields, kind.field_count);
    (void)printf("}");
  }
  (void)printf("],\n\"models\":[");
  for (size_t i = 0; tl_gas_model_name(i) != NULL; i++) {
    (void)printf(i > 0 ? ",\n" : "\n");
    json_named(tl_gas_model_name(i), tl_gas_model_sentence(i), tl_gas_model_source(i));
    (void)printf("}");
  }
  tl_netfile_format_description format;
  (void)printf("],\n\"formats\":[");
  for (size_t i = 0; tl_netfile_format_at(i, &format); i++) {
    (void)printf(i > 0 ? ",\n" : "\n");
    json_named(format.name, format.sentence, NULL);
    (void)printf(",\"suffix\":\"%s\",\"reads\":%s,\"writes\":%s}", format.suffix, format.reads ? "true" : "false",
                 format.writes ? "true" : "false");
  }
  (void)printf("],\n\"steps\":[");
  for (size_t i = 0; tl_study_step_at(i, &group, &sentence, &flag); i++) {
    (void)printf(i > 0 ? ",\n" : "\n");
    json_named(group, sentence, NULL);
    (void)printf(",\"slow\":%s}", flag ? "true" : "false");
  }
  (void)printf("],\n\"gases\":[");
  for (size_t i = 0; tl_mixture_library_name(i) != NULL; i++) {
    (void)printf(i > 0 ? ",\n" : "\n");
    json_named(tl_mixture_library_name(i), tl_mixture_library_source(i), NULL);
    (void)printf("}");
  }
  (void)printf("],\n\"components\":[");
  for (int i = 0; i < TL_COMPONENTS; i++)
    (void)printf("%s{\"name\":\"%s\",\"molar_mass_kg_mol\":%.17g}", i > 0 ? ",\n" : "\n",
                 tl_component_name((tl_component)i), tl_component_molar_mass_kg_mol((tl_component)i));
  (void)printf("],\n\"units\":[");
  for (size_t i = 0; tl_unit_table(i, &unit); i++) {
    (void)printf("%s{\"quantity\":\"%s\",\"unit\":", i > 0 ? ",\n" : "\n", tl_quantity_name(unit.quantity));
    cli_print_json_text(stdout, unit.unit);
    (void)printf(",\"factor\":%.17g,\"offset\":%.17g,\"source\":", unit.factor, unit.offset);
    cli_print_json_text(stdout, unit.source);
    (void)printf("}");
  }
  (void)printf("]}\n");
  return 0;
}

int cli_describe(int argc, char **argv) {
  for (int i = 1; i < argc; i++)
    if (strcmp(argv[i], "--json") == 0) return describe_json();
  if (argc > 1 && strcmp(argv[1], "--help") == 0) {
    (void)printf(
        "trunkline describe [NAME]\n\nNAME is a list (study, elements, models, steps, formats, gases, components, "
        "units), a "
        "group of the study file, an element, a model, a step, a format, a gas or a component.\n");
    return 0;
  }
  if (argc > 2) {
    (void)fprintf(stderr, "trunkline describe: one name is enough; unexpected \"%s\"\n", argv[2]);
    return TL_ERR_USAGE;
  }
  if (argc < 2) {
    for (size_t i = 0; i < 5; i++) {
      (void)printf("%s:\n", lists[i].title);
      lists[i].list();
      (void)printf("\n");
    }
    (void)printf("Also: describe components, describe units.\n");
    return 0;
  }
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    if (strcmp(lists[i].name, argv[1]) == 0) {
      (void)printf("%s:\n", lists[i].title);
      lists[i].list();
      return 0;
    }
  bool found = describe_step(argv[1]); /* "flow" is a step and a group: both are shown */
  if (found) (void)printf("\n");
  found = describe_group(argv[1]) || describe_element(argv[1]) || describe_model(argv[1]) || describe_gas(argv[1]) ||
          describe_component(argv[1]) || describe_format(argv[1]) || found;
  return found ? 0 : nothing_called(argv[1]);
}
