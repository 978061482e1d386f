/* trunkline gas COMPOSITION --p "75 bar" --t "10 degC": properties of a gas at one state. */
#include "cli.h"
#include "gas_commands.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trunkline/gas.h"
#include "trunkline/units.h"

static const char usage[] =
    "trunkline gas COMPOSITION --p PRESSURE --t TEMPERATURE [--model NAME] [--reference C/V]\n"
    "              [--dew-point TEMPERATURE] [--json] [--quiet]\n"
    "\n"
    "Properties of a gas at one state. COMPOSITION is methane=0.97,ethane=0.03, or a CSV file with the columns\n"
    "component,mole_fraction, or the name of a gas of the library (see below).\n"
    "  --p         pressure, for example \"75 bar\" or \"7.5 MPa(g)\"\n"
    "  --t         temperature, for example \"10 degC\"\n"
    "  --rho       instead of --p: density, for example \"60 kg/m3\"\n"
    "  --model     equation of state (default gerg2008)\n"
    "  --reference temperatures of combustion and volume for heating values in degC, at 101.325 kPa (default 25/20;\n"
    "              60F/60F is known, too)\n"
    "  --dew-point water dew point at 70 bar, for the hydrate temperature (default -8 degC, the quality norm of\n"
    "              EASEE-gas; a composition that names water has its own)\n"
    "  --json      one JSON document on standard output\n";

typedef struct request {
  const char *composition, *pressure, *temperature, *density, *model, *reference, *dew_point;
  bool json, quiet;
  double p_pa, t_k, density_kg_m3, combustion_t_k, volume_t_k, dew_point_t_k;
} request;

/* Hydrate at the pressure of the state; known: the correlations have an answer there. */
typedef struct hydrate_answer {
  bool known;
  const char *water_from;
  double water_mole_fraction;
  tl_gas_hydrate at;
} hydrate_answer;

typedef struct answer {
  tl_gas_state state;
  tl_gas_quality quality;
  tl_gas_transport transport;
  hydrate_answer hydrate;
} answer;

static void print_help(void) {
  (void)fputs(usage, stdout);
  puts("\nModels:");
  for (size_t i = 0; tl_gas_model_name(i) != NULL; i++)
    printf("  %-14s %s\n", tl_gas_model_name(i), tl_gas_model_sentence(i));
  puts("\nGases of the library:");
  for (size_t i = 0; tl_mixture_library_name(i) != NULL; i++)
    printf("  %-20s %s\n", tl_mixture_library_name(i), tl_mixture_library_source(i));
}

/* A mistake of the call becomes a finding, so that all are said at once; `field` names the option. */
static void mistake(tl_findings *findings, const char *field, const tl_error *error) {
  tl_findings_add(findings, TL_ERROR, "", 0, "usage", field, "%s", error->sentence);
}

/* The value of --name=value, of --name value, or NULL with a mistake noted. */
static const char *option_value(int argc, char **argv, int *i, size_t length, tl_findings *findings) {
  if (argv[*i][length] == '=') return argv[*i] + length + 1;
  if (*i + 1 < argc) return argv[++*i];
  tl_findings_add(findings, TL_ERROR, "", 0, "usage", argv[*i], "%s needs a value; see trunkline gas --help", argv[*i]);
  return NULL;
}

static void unknown_option(const char *option, tl_findings *findings) {
  static const char *const names[] = {"--p",         "--t",    "--rho",   "--model", "--reference",
                                      "--dew-point", "--json", "--quiet", "--help"};
  const size_t count = sizeof names / sizeof names[0], length = strlen(option);
  const char *near = NULL;
  for (size_t i = 0; i < count && near == NULL; i++) /* "--ref": cut short */
    if (length > 3 && strncmp(option, names[i], length) == 0) near = names[i];
  if (near == NULL) near = cli_near(option, names, count);
  if (near != NULL)
    tl_findings_add(findings, TL_ERROR, "", 0, "usage", option, "unknown option \"%s\"; did you mean %s?", option,
                    near);
  else
    tl_findings_add(findings, TL_ERROR, "", 0, "usage", option, "unknown option \"%s\"; see trunkline gas --help",
                    option);
}

static void read_arguments(int argc, char **argv, request *r, bool *help, tl_findings *findings) {
  *r = (request){.model = "gerg2008", .reference = "25/20"};
  const struct {
    const char *name;
    const char **value;
  } options[] = {{"--p", &r->pressure},  {"--t", &r->temperature},       {"--rho", &r->density},
                 {"--model", &r->model}, {"--reference", &r->reference}, {"--dew-point", &r->dew_point}};
  for (int i = 1; i < argc; i++) {
    const char *argument = argv[i];
    if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0) {
      *help = true;
    } else if (strcmp(argument, "--json") == 0) {
      r->json = true;
    } else if (strcmp(argument, "--quiet") == 0) {
      r->quiet = true;
    } else if (strncmp(argument, "--", 2) != 0) {
      if (r->composition != NULL)
        tl_findings_add(findings, TL_ERROR, "", 0, "usage", "composition",
                        "a second composition \"%s\": one is enough; quote a composition that has blanks", argument);
      else
        r->composition = argument;
    } else {
      size_t k = 0, count = sizeof options / sizeof options[0], length = strcspn(argument, "=");
      while (k < count && !(strlen(options[k].name) == length && strncmp(argument, options[k].name, length) == 0)) k++;
      if (k == count) {
        unknown_option(argument, findings);
      } else {
        const char *value = option_value(argc, argv, &i, length, findings);
        if (value != NULL) *options[k].value = value;
      }
    }
  }
}

static void read_quantity(const char *option, const char *text, tl_quantity quantity, double *si,
                          tl_findings *findings) {
  if (text == NULL) return;
  tl_value value;
  tl_error why = {0};
  if (tl_value_read(text, quantity, &value, &why) == TL_OK && !(value.si > 0.0))
    (void)tl_fail(&why, TL_ERR_USAGE, "%s is %g %s: it must be above 0", text, value.si, tl_quantity_si(quantity));
  if (why.code == TL_OK)
    *si = value.si;
  else
    tl_findings_add(findings, TL_ERROR, "", 0, "usage", option, "%s: %s", option, why.sentence);
}

/* "15", "15.55", "15C", "60F" at the start of a text, in K; *end as strtod gives it. */
static double read_reference_temperature(const char *text, char **end) {
  double value = strtod(text, end);
  if (*end == text) return NAN;
  if (**end == 'F') {
    (*end)++;
    return (value + 459.67) * 5.0 / 9.0;
  }
  if (**end == 'C') (*end)++;
  return value + 273.15;
}

static void read_reference(request *r, tl_findings *findings) {
  char *slash = NULL, *end = NULL;
  tl_error error = {0};
  tl_gas_quality quality;
  const tl_mixture methane = {{1.0}};
  r->combustion_t_k = read_reference_temperature(r->reference, &slash);
  r->volume_t_k = *slash == '/' ? read_reference_temperature(slash + 1, &end) : NAN;
  if (isnan(r->combustion_t_k) || isnan(r->volume_t_k) || end == NULL || *end != '\0')
    tl_findings_add(findings, TL_ERROR, "", 0, "usage", "--reference",
                    "--reference \"%s\" is not of the form 25/20 (combustion/volume in degC)", r->reference);
  else if (tl_mixture_quality(&methane, r->combustion_t_k, r->volume_t_k, &quality, &error) != TL_OK)
    mistake(findings, "--reference", &error);
}

/* A name that no law has; what a law says of a composition comes later. */
static void read_model(const request *r, tl_findings *findings) {
  tl_gas_options options;
  tl_gas_options_default(&options);
  options.model = r->model;
  options.phase_check = false;
  const tl_mixture methane = {{1.0}};
  tl_gas *gas = NULL;
  tl_error error = {0};
  if (tl_gas_create(&methane, &options, &gas, &error) != TL_OK) mistake(findings, "--model", &error);
  tl_gas_destroy(gas);
}

static void read_state(request *r, tl_findings *findings) {
  if (r->temperature == NULL || (r->pressure == NULL) == (r->density == NULL))
    tl_findings_add(findings, TL_ERROR, "", 0, "usage", "",
                    "a state needs --t and either --p or --rho, for example --p \"75 bar\" --t \"10 degC\"");
  read_quantity("--t", r->temperature, TL_TEMPERATURE, &r->t_k, findings);
  read_quantity("--p", r->pressure, TL_PRESSURE, &r->p_pa, findings);
  read_quantity("--rho", r->density, TL_DENSITY, &r->density_kg_m3, findings);
  r->dew_point_t_k = TL_WATER_DEW_POINT_T_K;
  read_quantity("--dew-point", r->dew_point, TL_TEMPERATURE, &r->dew_point_t_k, findings);
  tl_error error = {0};
  double water;
  if (tl_gas_water_content(TL_WATER_DEW_POINT_P_PA, r->dew_point_t_k, &water, &error) != TL_OK)
    tl_findings_add(findings, TL_ERROR, "", 0, "usage", "--dew-point", "--dew-point: %s", error.sentence);
  read_reference(r, findings);
  read_model(r, findings);
}

/* Whole file, NUL-terminated; NULL if it cannot be read. */
static char *read_file(const char *path) {
  enum { MOST_BYTES = 1 << 20 };
  FILE *file = fopen(path, "rb");
  if (file == NULL) return NULL;
  char *text = malloc(MOST_BYTES + 1);
  size_t bytes = text != NULL ? fread(text, 1, MOST_BYTES, file) : 0;
  bool bad = ferror(file) != 0;
  (void)fclose(file);
  if (text == NULL || bad) {
    free(text);
    return NULL;
  }
  text[bytes] = '\0';
  return text;
}

static tl_code read_mixture(const request *r, tl_mixture *mixture, tl_findings *findings, tl_error *error) {
  if (r->composition == NULL)
    return tl_fail(error, TL_ERR_USAGE,
                   "no composition: name a gas of the library, or write for example methane=0.97,ethane=0.03");
  if (tl_mixture_library_get(r->composition, mixture)) return TL_OK;
  if (strchr(r->composition, '=') != NULL) return tl_mixture_read(r->composition, mixture, findings, error);
  char *text = read_file(r->composition);
  if (text == NULL) {
    const char *names[64];
    size_t count = 0;
    while (count < 64 && (names[count] = tl_mixture_library_name(count)) != NULL) count++;
    const char *near = cli_near(r->composition, names, count);
    return tl_fail(error, TL_ERR_USAGE,
                   "\"%s\" is neither a composition like methane=0.97,ethane=0.03, nor a gas of the library, nor a "
                   "file that can be "
                   "read%s%s; `trunkline describe gases` lists the library",
                   r->composition, near != NULL ? "; did you mean " : "", near != NULL ? near : "");
  }
  tl_code code = tl_mixture_read_csv(text, r->composition, mixture, findings, error);
  free(text);
  return code;
}

/* The water: what the composition names, or what the dew point allows. */
static tl_code find_hydrate(const request *r, const tl_mixture *mixture, double p_pa, hydrate_answer *h,
                            tl_error *error) {
  h->water_from = r->dew_point != NULL ? "dew point as given, at 70 bar" : "quality norm: dew point -8 degC at 70 bar";
  tl_code code = tl_gas_water_content(TL_WATER_DEW_POINT_P_PA, r->dew_point_t_k, &h->water_mole_fraction, error);
  if (code != TL_OK) return code; /* a dew point that cannot be */
  if (mixture->x[TL_WATER] > 0.0) {
    h->water_from = "composition";
    h->water_mole_fraction = mixture->x[TL_WATER];
  }
  h->known = tl_gas_hydrate_at(mixture, p_pa, h->water_mole_fraction, &h->at, NULL) == TL_OK;
  return TL_OK;
}

static tl_code compute(const request *r, const tl_mixture *mixture, answer *out, tl_error *error) {
  tl_gas_options options;
  tl_gas_options_default(&options);
  options.model = r->model;
  tl_gas *gas = NULL;
  tl_code code = tl_mixture_quality(mixture, r->combustion_t_k, r->volume_t_k, &out->quality, error);
  if (code == TL_OK) code = tl_gas_create(mixture, &options, &gas, error);
  if (code != TL_OK) return code;
  if (r->density != NULL)
    code = tl_gas_state_dt(gas, r->density_kg_m3 / tl_gas_molar_mass_kg_mol(gas), r->t_k, &out->state, error);
  else
    code = tl_gas_state_pt(gas, r->p_pa, r->t_k, &out->state, error);
  if (code == TL_OK) code = tl_gas_transport_at(gas, &out->state, &out->transport, error);
  if (code == TL_OK) code = find_hydrate(r, mixture, out->state.p_pa, &out->hydrate, error);
  tl_gas_destroy(gas);
  return code;
}

static const char *validity_name(tl_validity validity) {
  switch (validity) {
    case TL_VALID_NORMAL:
      return "normal";
    case TL_VALID_EXTENDED:
      return "extended";
    case TL_VALID_TWO_PHASE:
      return "two_phase";
    case TL_VALID_TWO_ROOTS:
      return "two_roots";
    case TL_VALID_OUTSIDE:
      break;
  }
  return "outside";
}

static json_t *number(double value) { return isfinite(value) ? json_real(value) : json_null(); }

static json_t *findings_json(const tl_findings *findings) {
  static const char *const severities[] = {"note", "warning", "error"};
  json_t *list = json_array();
  for (size_t i = 0; i < tl_findings_count(findings); i++) {
    const tl_finding *f = tl_findings_at(findings, i);
    json_array_append_new(
        list, json_pack("{s:s,s:s,s:i,s:s,s:s,s:s}", "severity", severities[f->severity], "file", f->file, "line",
                        f->line, "id", f->id, "field", f->field, "sentence", f->sentence));
  }
  return list;
}

static json_t *answer_json(const request *r, const answer *a) {
  char reference[64];
  (void)snprintf(reference, sizeof reference, "%.6g/%.6g degC, 101.325 kPa", r->combustion_t_k - 273.15,
                 r->volume_t_k - 273.15);
  const tl_gas_state *s = &a->state;
  const tl_gas_quality *q = &a->quality;
  const struct {
    const char *key;
    double value;
  } numbers[] = {{"p_pa", s->p_pa},
                 {"t_k", s->t_k},
                 {"z", s->z},
                 {"density_kg_m3", s->density_kg_m3},
                 {"density_mol_m3", s->density_mol_m3},
                 {"molar_mass_kg_mol", s->molar_mass_kg_mol},
                 {"cp_j_mol_k", s->cp_j_mol_k},
                 {"cv_j_mol_k", s->cv_j_mol_k},
                 {"speed_of_sound_m_s", s->speed_of_sound_m_s},
                 {"joule_thomson_k_per_pa", s->joule_thomson_k_pa},
                 {"isentropic_exponent", s->isentropic_exponent},
                 {"enthalpy_j_mol", s->enthalpy_j_mol},
                 {"entropy_j_mol_k", s->entropy_j_mol_k},
                 {"internal_energy_j_mol", s->internal_energy_j_mol},
                 {"gibbs_j_mol", s->gibbs_j_mol},
                 {"dp_drho_j_mol", s->dp_drho_j_mol},
                 {"d2p_drho2_j_m3_mol2", s->d2p_drho2_j_m3_mol2},
                 {"dp_dt_pa_k", s->dp_dt_pa_k},
                 {"viscosity_pa_s", s->viscosity_pa_s},
                 {"thermal_conductivity_w_m_k", a->transport.thermal_conductivity_w_m_k},
                 {"gcv_j_m3", q->gross_j_m3},
                 {"ncv_j_m3", q->net_j_m3},
                 {"wobbe_j_m3", q->wobbe_gross_j_m3},
                 {"wobbe_net_j_m3", q->wobbe_net_j_m3},
                 {"gcv_j_kg", q->gross_j_kg},
                 {"ncv_j_kg", q->net_j_kg},
                 {"relative_density", q->relative_density},
                 {"reference_density_kg_m3", q->density_kg_m3},
                 {"reference_z", q->z},
                 {"co2_kg_per_j_gross", q->co2_kg_per_j_gross},
                 {"co2_kg_per_j_net", q->co2_kg_per_j_net},
                 {"methane_number", q->methane_number}};
  json_t *document = json_pack("{s:s,s:s,s:s,s:n,s:s}", "trunkline", tl_version(), "command", "gas", "outcome",
                               "solved", "reason", "model", r->model);
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
    json_object_set_new(document, numbers[i].key, number(numbers[i].value));
  json_object_set_new(document, "reference_state", json_string(reference));
  json_object_set_new(document, "validity", json_string(validity_name(s->validity)));
  const hydrate_answer *h = &a->hydrate;
  json_object_set_new(
      document, "hydrate",
      h->known ? json_pack("{s:s,s:f,s:f,s:f,s:f,s:b}", "water_from", h->water_from, "water_mole_fraction",
                           h->water_mole_fraction, "water_dew_point_t_k", h->at.water_dew_point_t_k, "risk_t_k",
                           h->at.risk_t_k, "water_ingress_t_k", h->at.free_water_t_k, "in_range", h->at.in_range)
               : json_null());
  return document;
}

static json_t *failure_json(const request *r, tl_code code, const tl_error *error) {
  static const char *const codes[] = {"ok", "usage", "input", "no_answer", "machine"};
  json_t *reason =
      json_pack("{s:s,s:{s:s,s:s},s:n,s:n,s:s,s:[]}", "code", codes[code], "where", "kind", "gas", "id",
                r->composition != NULL ? r->composition : "", "value", "unit", "sentence", error->sentence, "cures");
  if (reason == NULL) reason = json_pack("{s:s,s:s}", "code", codes[code], "sentence", "the text is not UTF-8");
  return json_pack("{s:s,s:s,s:s,s:o,s:s}", "trunkline", tl_version(), "command", "gas", "outcome", "not_solved",
                   "reason", reason, "model", r->model);
}

static void print_hydrate(const answer *a) {
  const hydrate_answer *h = &a->hydrate;
  if (!h->known) {
    printf("%-26s no answer from the correlations at this pressure and water content\n", "hydrate");
    return;
  }
  const char *range = h->at.in_range ? "" : ", outside the correlation's range";
  printf("%-26s %.4g ppm (%s)\n", "water in the gas", h->water_mole_fraction * 1e6, h->water_from);
  printf("%-26s below %.4g degC%s\n", "hydrate with that water", h->at.risk_t_k - 273.15, range);
  printf("%-26s below %.4g degC (only after water ingress)%s\n", "hydrate with free water",
         h->at.free_water_t_k - 273.15, range);
  if (a->state.t_k < h->at.risk_t_k) puts("warning: hydrate can form at this state");
}

/* The same gas at the other reference temperatures of volume. */
static void print_volumes(const tl_mixture *mixture, double volume_t_k) {
  static const double others_k[] = {273.15, 288.15, 293.15};
  double own = 0.0, other = 0.0;
  if (tl_mixture_molar_volume(mixture, volume_t_k, &own, NULL) != TL_OK) return;
  printf("1 m3 at %.6g degC is ", volume_t_k - 273.15);
  const char *between = "";
  for (size_t i = 0; i < sizeof others_k / sizeof others_k[0]; i++) {
    if (fabs(others_k[i] - volume_t_k) < 0.1 || tl_mixture_molar_volume(mixture, others_k[i], &other, NULL) != TL_OK)
      continue;
    printf("%s%.6g m3 at %.6g degC", between, other / own, others_k[i] - 273.15);
    between = ", ";
  }
  putchar('\n');
}

static void print_validity(tl_validity validity) {
  if (validity == TL_VALID_EXTENDED) puts("note: in the extended range of the model, less accurate");
  if (validity == TL_VALID_OUTSIDE) puts("warning: outside the range of the model: a number, not a result");
  if (validity == TL_VALID_TWO_PHASE)
    puts("warning: the gas splits into two phases here, or water drops out: these single-phase values are wrong");
  if (validity == TL_VALID_TWO_ROOTS)
    puts("warning: the model has two densities here and prefers the liquid; these are the values of the gas");
}

static void print_text(const request *r, const tl_mixture *mixture, const answer *a) {
  const tl_gas_state *s = &a->state;
  const tl_gas_quality *q = &a->quality;
  printf("%-26s %s\n", "model", r->model);
  printf("%-26s %.6g bar (absolute)\n", "pressure", s->p_pa * 1e-5);
  printf("%-26s %.6g degC\n", "temperature", s->t_k - 273.15);
  printf("%-26s %.8g\n", "compressibility z", s->z);
  printf("%-26s %.8g kg/m3\n", "density", s->density_kg_m3);
  printf("%-26s %.8g kg/kmol\n", "molar mass", s->molar_mass_kg_mol * 1e3);
  printf("%-26s %.6g kJ/(kg K)\n", "heat capacity cp", s->cp_j_mol_k / s->molar_mass_kg_mol * 1e-3);
  printf("%-26s %.6g kJ/(kg K)\n", "heat capacity cv", s->cv_j_mol_k / s->molar_mass_kg_mol * 1e-3);
  printf("%-26s %.6g m/s\n", "speed of sound", s->speed_of_sound_m_s);
  printf("%-26s %.6g K/bar\n", "Joule-Thomson coefficient", s->joule_thomson_k_pa * 1e5);
  printf("%-26s %.6g\n", "isentropic exponent", s->isentropic_exponent);
  printf("%-26s %.6g kJ/kg\n", "enthalpy", s->enthalpy_j_mol / s->molar_mass_kg_mol * 1e-3);
  printf("%-26s %.6g kJ/(kg K)\n", "entropy", s->entropy_j_mol_k / s->molar_mass_kg_mol * 1e-3);
  printf("%-26s %.5g uPa s\n", "viscosity", s->viscosity_pa_s * 1e6);
  printf("%-26s %.5g mW/(m K)\n", "thermal conductivity", a->transport.thermal_conductivity_w_m_k * 1e3);
  print_hydrate(a);
  printf("at %.6g/%.6g degC (combustion/volume), 101.325 kPa:\n", r->combustion_t_k - 273.15, r->volume_t_k - 273.15);
  printf("%-26s %.6g MJ/m3 gross, %.6g MJ/m3 net\n", "heating value", q->gross_j_m3 * 1e-6, q->net_j_m3 * 1e-6);
  printf("%-26s %.6g MJ/m3 gross, %.6g MJ/m3 net\n", "Wobbe index", q->wobbe_gross_j_m3 * 1e-6,
         q->wobbe_net_j_m3 * 1e-6);
  printf("%-26s %.6g kg/m3\n", "density", q->density_kg_m3);
  printf("%-26s %.6g\n", "relative density", q->relative_density);
  if (isfinite(q->co2_kg_per_j_net))
    printf("%-26s %.5g g/MJ gross, %.5g g/MJ net\n", "CO2 when burnt", q->co2_kg_per_j_gross * 1e9,
           q->co2_kg_per_j_net * 1e9);
  if (isfinite(q->methane_number))
    printf("%-26s %.3g (hydrogen/carbon ratio)\n", "methane number", q->methane_number);
  else
    printf("%-26s outside the correlation's range\n", "methane number");
  print_volumes(mixture, r->volume_t_k);
  print_validity(s->validity);
}

static void print_failure(const tl_findings *findings, const tl_error *error) {
  const size_t count = tl_findings_count(findings);
  for (size_t i = 0; i < count; i++) {
    const tl_finding *f = tl_findings_at(findings, i);
    if (f->line > 0)
      (void)fprintf(stderr, "%s:%d: %s\n", f->file, f->line, f->sentence);
    else
      (void)fprintf(stderr, "trunkline gas: %s%s\n", strcmp(f->id, "usage") == 0 ? "" : "composition: ", f->sentence);
  }
  if (count == 0) (void)fprintf(stderr, "trunkline gas: %s\n", error->sentence);
}

/* Everything that can be wrong with the call and the composition, before anything is computed. */
static tl_code read_request(int argc, char **argv, request *r, tl_mixture *mixture, bool *help, tl_findings *findings,
                            tl_error *error) {
  read_arguments(argc, argv, r, help, findings);
  if (*help) return TL_OK;
  read_state(r, findings);
  const size_t of_the_call = tl_findings_total(findings, TL_ERROR);
  const tl_code code = read_mixture(r, mixture, findings, error);
  if (code == TL_ERR_USAGE) mistake(findings, "composition", error);
  if (code == TL_ERR_MACHINE || tl_findings_lost(findings)) return tl_fail(error, TL_ERR_MACHINE, "not enough memory");
  const size_t all = tl_findings_total(findings, TL_ERROR);
  if (of_the_call > 0 || code == TL_ERR_USAGE)
    return all == 1 ? tl_fail(error, TL_ERR_USAGE, "%s", tl_findings_at(findings, 0)->sentence)
                    : tl_fail(error, TL_ERR_USAGE, "%zu mistakes, as listed", all);
  return code;
}

int tli_cmd_gas(int argc, char **argv) {
  request r;
  answer a = {.transport = {.thermal_conductivity_w_m_k = NAN}};
  tl_error error = {0};
  tl_mixture mixture = {{0}};
  bool help = false;
  tl_findings *findings = tl_findings_create(NULL);
  if (findings == NULL) {
    (void)fputs("trunkline gas: not enough memory\n", stderr);
    return TL_ERR_MACHINE;
  }
  tl_code code = read_request(argc, argv, &r, &mixture, &help, findings, &error);
  if (help) {
    print_help();
    tl_findings_destroy(findings);
    return TL_OK;
  }
  if (code == TL_OK) code = compute(&r, &mixture, &a, &error);

  if (r.json) {
    json_t *document = code == TL_OK ? answer_json(&r, &a) : failure_json(&r, code, &error);
    json_object_set_new(document, "findings", findings_json(findings));
    if (document == NULL || json_dumpf(document, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(17)) != 0 ||
        putchar('\n') == EOF) {
      (void)fputs("trunkline gas: the answer could not be written\n", stderr);
      code = TL_ERR_MACHINE;
    }
    json_decref(document);
  } else if (code == TL_OK) {
    print_text(&r, &mixture, &a);
  }
  if (code != TL_OK && !r.json) print_failure(findings, &error);
  tl_findings_destroy(findings);
  return (int)code;
}
