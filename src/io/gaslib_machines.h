/* io/gaslib_machines.h - the machines of a GasLib .cs tree in SI, ready for trunkline/machine.h. */
#ifndef TLI_GASLIB_MACHINES_H
#define TLI_GASLIB_MACHINES_H

#include "io/xml_document.h"
#include "trunkline/machine_station.h"

typedef struct tli_machine {
  const char *id;
  bool is_piston;
  tl_turbo turbo;
  tl_piston piston;
  size_t drive; /* of its station; SIZE_MAX: none */
  bool usable;  /* no error was found in it */
  int line;
} tli_machine;

typedef struct tli_machine_drive {
  const char *id;
  tl_drive drive;
  bool usable;
  int line;
} tli_machine_drive;

/* One machine of a configuration. */
typedef struct tli_machine_unit {
  size_t machine; /* of its station */
  int stage;      /* 0 is the first in the way of the gas */
  double nominal_speed_1_min;
} tli_machine_unit;

typedef struct tli_configuration {
  const char *id;
  int stages;
  tli_machine_unit *units;
  size_t unit_count;
  bool usable; /* of numbers that can be run, all of them known machines */
  int line;
} tli_configuration;

typedef struct tli_machine_station {
  const char *id;
  tli_machine *machines;
  size_t machine_count;
  tli_machine_drive *drives;
  size_t drive_count;
  tli_configuration *configurations;
  size_t configuration_count;
  int line;
  /* what can be run of it, filled by case_stations.c: all machines, all configurations of usable machines */
  tl_unit *units;
  const char **unit_ids;
  size_t unit_count;
  tl_configuration *run;
  size_t run_count;
} tli_machine_station;

typedef struct tli_machine_stations {
  tli_machine_station *at;
  size_t count;
} tli_machine_stations;

/* Reads every station below root, in file order; everything lives in the arena. Missing coefficients are
 * fitted to measurements; what cannot be, fits whose speed lines cross, measurements with a head of 0 and such outside
 * the speeds of the fit, drives without a machine go to findings with their lines, as errors where a machine cannot be
 * used and as warnings where a row is left out. TL_ERR_MACHINE without memory. */
TL_MUST_USE tl_code tli_gaslib_machines(const tli_xml *root, const char *file, tli_arena *arena,
                                        tli_machine_stations *stations, tl_findings *findings, tl_error *error);
/* A figure of <name value= unit=/> in SI (1/min stays), NaN if absent. */
double tli_gaslib_figure(const tli_xml *element, const char *name);

#endif
