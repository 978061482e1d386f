/* trunkline/units.h - text with a unit <-> SI, with the things engineers trip over kept apart as types:
 * gauge and absolute pressure, the reference state of a gas volume, gross and net heating value, the contract year
 * of 365 days, money with currency and price year.
 *
 * "45 bar(g)" -> 4,601,325 Pa.  "50 bcm/a at 20 degC" -> a volume flow with its reference state.
 * "50 bcm/a" -> refused: a cubic metre of gas says nothing without its reference temperature.
 */
#ifndef TRUNKLINE_UNITS_H
#define TRUNKLINE_UNITS_H

#include "trunkline/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What kind of thing a number is. Each kind has one SI unit (tl_quantity_si). */
typedef enum tl_quantity {
  TL_NUMBER,                 /* 1 (also accepts %) */
  TL_COUNT,                  /* 1, whole */
  TL_LENGTH,                 /* m */
  TL_AREA,                   /* m2 */
  TL_ANGLE,                  /* degree of arc: latitudes and longitudes */
  TL_PRESSURE,               /* Pa absolute; "(g)" adds 101,325 Pa */
  TL_PRESSURE_DIFFERENCE,    /* Pa */
  TL_TEMPERATURE,            /* K */
  TL_TEMPERATURE_DIFFERENCE, /* K */
  TL_MASS,                   /* kg */
  TL_MASS_FLOW,              /* kg/s */
  TL_GAS_VOLUME,             /* m3 at the reference state of the value */
  TL_GAS_VOLUME_FLOW,        /* m3/s at the reference state of the value; a = 365 days */
  TL_TIME,                   /* s; a = 365 days, month = a/12 */
  TL_VELOCITY,               /* m/s */
  TL_POWER,                  /* W */
  TL_ENERGY,                 /* J */
  TL_HEATING_VALUE,          /* J/m3 at a combustion and a volume reference, gross or net */
  TL_HEAT_TRANSFER,          /* W/(m2 K) */
  TL_VISCOSITY,              /* Pa s */
  TL_DENSITY,                /* kg/m3 */
  TL_STRESS,                 /* Pa: yield strength */
  TL_CONDUCTIVITY,           /* W/(m K) */
  TL_RATE,                   /* 1/a: "8 %/a"; SI here is per contract year */
  TL_MONEY,                  /* currency unit of the value: "13.6 bn USD(2023)" */
  TL_MONEY_PER_LENGTH,       /* currency/m:   "5.2 M USD(2023)/km" */
  TL_MONEY_PER_POWER,        /* currency/W:   "4060 USD(2019)/kW" */
  TL_MONEY_PER_MASS,         /* currency/kg:  "1500 USD(2024)/t" */
  TL_MONEY_PER_GAS_VOLUME,   /* currency/m3: "250 USD(2025)/1000 m3 at 20 degC" */
  TL_MONEY_PER_ENERGY,       /* currency/J:   "7.2 USD(2025)/MMBtu" (gross unless said) */
  TL_MONEY_PER_TIME,         /* currency/s:   "1 bn USD(2024)/a" */
  TL_TEXT,                   /* not a number */
  TL_BOOLEAN,                /* true, false, yes, no */
  TL_DATE,                   /* ISO 8601 day; SI: days since 1970-01-01 */
  TL_QUANTITIES
} tl_quantity;

typedef enum tl_heating_basis { TL_BASIS_NONE, TL_GROSS, TL_NET } tl_heating_basis;

/* A value with everything its unit said. Fields that the kind does not have are 0 / NONE / "". */
typedef struct tl_value {
  tl_quantity quantity;
  double si;
  double reference_t_k;   /* volume reference temperature (273.15, 288.15, 293.15, or 60 degF = 288.7056 for scf) */
  double combustion_t_k;  /* heating values only */
  tl_heating_basis basis; /* heating values; money per energy (gross unless said); energy if said */
  char currency[4];       /* ISO 4217: "USD" */
  int price_year;         /* 0 if the text gave none */
  bool was_gauge;
} tl_value;

/* Reads one value. Refusals are sentences: what was read, what is accepted, what was perhaps meant.
 * A bare number is refused for any quantity that has a unit. */
TL_API TL_MUST_USE tl_code tl_value_read(const char *text, tl_quantity quantity, tl_value *value, tl_error *error);

/* Writes SI as `unit` of the same quantity, e.g. (9.8e6, TL_PRESSURE, "MPa") -> 9.8. For units with a reference
 * state, currency or price year give them in the unit text as in tl_value_read ("bcm/a at 20 degC"). */
TL_API TL_MUST_USE tl_code tl_value_in(const tl_value *value, const char *unit, double *number, tl_error *error);
/* Factor and offset of a unit: si = number * factor + offset. */
TL_API TL_MUST_USE tl_code tl_unit_factor(tl_quantity quantity, const char *unit, double *factor, double *offset,
                                          tl_error *error);

TL_API const char *tl_quantity_name(tl_quantity quantity);    /* "pressure" */
TL_API const char *tl_quantity_si(tl_quantity quantity);      /* "Pa" */
TL_API const char *tl_quantity_suffix(tl_quantity quantity);  /* "pa": the suffix of names, "" if none */
TL_API const char *tl_quantity_example(tl_quantity quantity); /* "9.8 MPa or 97 bar(g)" */

/* The table of units, for `describe` and the reference page. false past the end. */
typedef struct tl_unit_row {
  tl_quantity quantity;
  const char *unit;
  double factor, offset;
  const char *source; /* where the exact factor is defined */
} tl_unit_row;
TL_API bool tl_unit_table(size_t index, tl_unit_row *row);

/* A field of a struct: from these rows follow reading, ranges, defaults, describe, --set, JSON Schema and docs. */
typedef struct tl_field {
  const char *name; /* as in the study file: "heat_transfer" */
  tl_quantity quantity;
  const char *sentence;       /* what it is, one sentence */
  const char *default_text;   /* NULL: required; otherwise text as a user would write it */
  double min_si, max_si;      /* allowed range, closed; ignored for text */
  const char *const *choices; /* NULL-terminated, for TL_TEXT with fixed choices; NULL otherwise */
  size_t offset;              /* of a tl_value (numbers) or a const char * (text, owned by the reader's arena) */
} tl_field;

#define TL_CONTRACT_YEAR_DAYS 365
#define TL_REFERENCE_PRESSURE_PA 101325.0

#ifdef __cplusplus
}
#endif
#endif
