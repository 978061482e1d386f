/* trunkline/machine.h - compressors and their drives as functions of one operating point: no state, no files.
 *
 * A machine is asked with the volume flow at its inlet [m3/s] and the head [J/kg] that the line wants; it answers with
 * speed [1/min], efficiency, and which limit stops it. A drive is asked with speed and ambient state; it answers with
 * the largest power [W] and the fuel [W] at a power. Equations, sources, validity: docs/theory/machine.md.
 */
#ifndef TRUNKLINE_MACHINE_H
#define TRUNKLINE_MACHINE_H

#include "trunkline/gas.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The path of compression: the kappa formula of GasLib, real-gas entropy in one step, or in many (polytropic). */
typedef enum tl_compression {
  TL_COMPRESSION_KAPPA = 0,
  TL_COMPRESSION_ISENTROPIC,
  TL_COMPRESSION_POLYTROPIC
} tl_compression;
/* "kappa", "isentropic", "polytropic"; NULL past the end. false if unknown. */
TL_API const char *tl_compression_name(size_t index);
TL_API bool tl_compression_find(const char *name, tl_compression *path);
typedef struct tl_compressed {
  double head_j_kg; /* adiabatic, or polytropic for that path; work = head/efficiency */
  double t_out_k;
} tl_compressed;
/* kappa: exponent of the formula, 0: isentropic exponent of the gas at the inlet; other paths do not use it.
 * efficiency is of the kind of the head. TL_ERR_USAGE for falling pressure; errors of the gas model are handed on. */
TL_API TL_MUST_USE tl_code tl_compress(const tl_gas *gas, tl_compression path, double kappa, double p_in_pa,
                                       double t_in_k, double p_out_pa, double efficiency, tl_compressed *out,
                                       tl_error *error);

/* F(x, y) = (c0 + c1 y + c2 y2) + (c3 + c4 y + c5 y2) x + (c6 + c7 y + c8 y2) x2 */
typedef struct tl_biquadratic {
  double c[9];
} tl_biquadratic;
/* The value and, where asked for (not NULL), its exact slopes. */
TL_API double tl_biquadratic_at(const tl_biquadratic *f, double x, double y, double *by_x, double *by_y);
/* The y of low .. high with F(x, y) = value at which F rises with y; NaN if there is none. One square root. */
TL_API double tl_biquadratic_find_y(const tl_biquadratic *f, double x, double value, double low, double high);

/* The form that meets count values best in the sense of least squares. *fitted is false, and the form 0, where the
 * points do not decide it: fewer than nine (three), or all of two x or two y. TL_ERR_MACHINE without memory. */
TL_API TL_MUST_USE tl_code tl_biquadratic_fit(const double *x, const double *y, const double *value, size_t count,
                                              const tl_allocator *allocator, tl_biquadratic *f, bool *fitted,
                                              tl_error *error);
/* value = c0 + c1 x + c2 x2 */
TL_API TL_MUST_USE tl_code tl_quadratic_fit(const double *x, const double *value, size_t count,
                                            const tl_allocator *allocator, double c[3], bool *fitted, tl_error *error);

/* What stops a machine. */
typedef enum tl_machine_limit {
  TL_MACHINE_FREE = 0, /* the point is within the machine's reach */
  TL_MACHINE_SURGE,    /* too little flow for the head: recycle */
  TL_MACHINE_CHOKE,    /* too much flow for the head: one more unit in parallel */
  TL_MACHINE_SLOW,     /* it would turn below its least speed */
  TL_MACHINE_FAST,     /* it would turn above its largest speed */
  TL_MACHINE_TORQUE,   /* of a piston compressor */
  TL_MACHINE_RATIO     /* of a piston compressor */
} tl_machine_limit;
/* "surge", "choke", ...; "" for a point within reach. */
TL_API const char *tl_machine_limit_name(tl_machine_limit limit);

/* A turbo compressor of fitted coefficients. */
typedef struct tl_turbo {
  double speed_min_1_min, speed_max_1_min;
  tl_biquadratic head_j_kg;  /* of m3/s and 1/min */
  tl_biquadratic efficiency; /* the same */
  double surge_j_kg[3];      /* H = s0 + s1 Q + s2 Q2; heads above it are in surge */
  double choke_j_kg[3];      /* heads below it are in choke; all 0: no line */
} tl_turbo;

/* One operating point. Margins are shares: 0 on the limit, negative beyond it, NaN without such a limit. */
typedef struct tl_machine_point {
  tl_machine_limit limit; /* the one that is broken by most; FREE if none is */
  double speed_1_min;     /* on the map; NaN if no speed gives that head */
  double efficiency;
  double surge_margin; /* (Q - Q of the surge line at this head)/Q */
  double choke_margin; /* (Q of the choke line at this head - Q)/Q */
  double slow_margin;  /* (n - least n)/n */
  double fast_margin;  /* (largest n - n)/n */
  double torque_nm;    /* of a piston compressor, else NaN */
} tl_machine_point;
/* flow > 0 at the inlet, head >= 0. A head that no speed of the fit gives is FAST if it is above the map's largest at
 * that flow, SLOW if below its least. */
TL_API tl_machine_point tl_turbo_at(const tl_turbo *map, double flow_m3_s, double head_j_kg);
/* Flow on the surge (choke) line at a head; NaN if the line never has it. */
TL_API double tl_turbo_surge_flow(const tl_turbo *map, double head_j_kg);
TL_API double tl_turbo_choke_flow(const tl_turbo *map, double head_j_kg);
/* NULL if the fit can be used over its speeds, else what is wrong with it in words: head that does not rise with speed
 * (lines that cross), no surge line, least speed above the largest, efficiency out of 0 .. 1 between the lines. */
TL_API const char *tl_turbo_fault(const tl_turbo *map);

typedef struct tl_piston {
  double volume_m3; /* swept in one turn */
  double speed_min_1_min, speed_max_1_min;
  double max_torque_nm; /* 0: none */
  double max_ratio;     /* 0: none */
  double efficiency;    /* adiabatic */
  double reduction;     /* share of the volume that clearance pockets can take out at the least speed */
} tl_piston;
/* Speed is flow over volume, the volume reduced where it would fall below the least; torque = power/(2 pi n). */
TL_API tl_machine_point tl_piston_at(const tl_piston *piston, double flow_m3_s, double head_j_kg, double density_kg_m3,
                                     double ratio);

typedef enum tl_drive_kind { TL_DRIVE_GAS_TURBINE = 0, TL_DRIVE_GAS_ENGINE, TL_DRIVE_ELECTRIC } tl_drive_kind;

typedef struct tl_drive {
  tl_drive_kind kind;
  tl_biquadratic power_w; /* gas turbine: of ambient degC (x) and 1/min (y); others: c0 + c1 n + c2 n2 of 1/min */
  double energy[3];       /* energy taken [W] = e0 + e1 P + e2 P2, P the shaft power [W] */
} tl_drive;

/* The site of a gas turbine. Zeros: sea level, no ducts, new. */
typedef struct tl_site {
  double ambient_k, altitude_m;
  double inlet_loss_pa, exhaust_loss_pa;
  double degradation; /* share of power lost to age and dirt */
} tl_site;
/* Largest shaft power, and its slope with speed if by_speed is not NULL; 0 where the fit falls below 0. */
TL_API double tl_drive_power_max(const tl_drive *drive, double speed_1_min, const tl_site *site, double *by_speed);
/* Energy that the drive takes at a shaft power, and its slope: fuel on net heating value, or electricity. */
TL_API double tl_drive_energy(const tl_drive *drive, double power_w, double *by_power);
/* NULL if the fits can be used for a machine that turns at low .. high [1/min], else what is wrong in words: no power
 * at any of these speeds (15 degC, sea level), or energy below 0 at half or full power. *full_w (may be NULL) becomes
 * the largest power over these speeds. */
TL_API const char *tl_drive_fault(const tl_drive *drive, double low_1_min, double high_1_min, double *full_w);

/* Electricity [W] that a cycle behind the exhaust makes: `share` of the heat that leaves, which is the fuel less the
 * shaft power; radiation and what stays in the oil are not taken off. Never below 0. */
TL_API double tl_drive_waste_power(double fuel_w, double shaft_w, double share);

/* A measured map: speed lines of a table, each with at least two points of rising flow. */
typedef struct tl_map_row {
  double speed_1_min, flow_m3_s, head_j_kg, efficiency;
} tl_map_row;
typedef struct tl_measured_map tl_measured_map;
enum { TL_MAP_LINES = 64, TL_MAP_ROWS = 4096 };
/* Rows of one speed stand together, flows rise within them, speeds rise; at least two lines. What is wrong goes to
 * findings under file, lines[i] being the line of row i (lines may be NULL): heads that are 0 or do not fall with flow,
 * lines that cross, efficiencies out of 0 .. 1. TL_ERR_INPUT then, and no map. The caller destroys the map. */
TL_API TL_MUST_USE tl_code tl_measured_map_create(const tl_map_row *rows, size_t count, const char *file,
                                                  const int *lines, const tl_allocator *allocator,
                                                  tl_measured_map **map, tl_findings *findings, tl_error *error);
TL_API void tl_measured_map_destroy(tl_measured_map *map);
/* How many points and speed lines it has, and the least and largest of their speeds. */
TL_API size_t tl_measured_map_points(const tl_measured_map *map);
TL_API size_t tl_measured_map_lines(const tl_measured_map *map, double *low_1_min, double *high_1_min);
/* Head (efficiency) at a flow and a speed within the map's speeds, with exact slopes; beyond the ends of a line
 * its last slope goes on. */
TL_API double tl_measured_map_head(const tl_measured_map *map, double flow_m3_s, double speed_1_min, double *by_flow,
                                   double *by_speed);
TL_API double tl_measured_map_efficiency(const tl_measured_map *map, double flow_m3_s, double speed_1_min,
                                         double *by_flow, double *by_speed);
/* As tl_turbo_at; surge is the first point of the lines, choke the last. */
TL_API tl_machine_point tl_measured_map_at(const tl_measured_map *map, double flow_m3_s, double head_j_kg);

#ifdef __cplusplus
}
#endif
#endif
