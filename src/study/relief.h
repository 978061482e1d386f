/* study/relief.h - heights and ground temperatures along a line, from rasters. docs/theory/study-relief.md
 *
 *   open (with the study) -> sample (what the rasters know along the positions) -> settle (with what waypoints give)
 *   -> thin (where the pipes are cut)
 */
#ifndef TLI_STUDY_RELIEF_H
#define TLI_STUDY_RELIEF_H

#include "study/study.h"
#include "trunkline/geofile.h"

typedef enum tli_relief_kind { TLI_HEIGHTS, TLI_GROUND_TEMPERATURES, TLI_RELIEF_KINDS } tli_relief_kind;
enum { TLI_MONTHS = 12 };

/* One raster of the study, open. */
typedef struct tli_relief_raster {
  tl_geofile *file;
  const char *path;
  tli_relief_kind kind;
  double factor, offset; /* SI = value * factor + offset */
} tli_relief_raster;

/* What the rasters of one kind know along positions, before any waypoint is heard. */
typedef struct tli_relief_samples {
  size_t count;        /* 0: no raster of this kind */
  size_t months;       /* 1 or 12 */
  double *at_m;        /* [count] along the geodesics */
  double *values;      /* [months x count] SI; NaN: no raster knows */
  size_t *of_position; /* the sample at each position */
  double spacing_m;    /* longest step */
  double cell_m;       /* coarsest cell that gave a value; 0: none */
  size_t *by_raster;   /* [rasters of the study] samples that each gave */
} tli_relief_samples;

/* The samples of one section as the study was opened, so that scenarios need not sample again. */
typedef struct tli_relief_section {
  const tl_geo_position *at; /* NULL: not sampled */
  size_t positions;
  tli_relief_samples kinds[TLI_RELIEF_KINDS];
} tli_relief_section;

typedef struct tli_relief {
  tli_relief_raster *rasters; /* as the study's */
  size_t count;
  tli_relief_section *sections; /* as the study's */
  size_t section_count;
} tli_relief;

/* Values along a line. */
typedef struct tli_relief_line {
  size_t count;         /* 0: none */
  double *at_m, *value; /* ascending; every value known */
  double unknown_m;     /* length over which no raster knew and values are drawn between neighbours */
} tli_relief_line;

/* Opens the rasters that the study names. What is wrong with them goes to the findings: TL_ERR_INPUT. *relief is NULL
 * without rasters; it lives in the arena, its files need closing (also after a failure). */
TL_MUST_USE tl_code tli_relief_open(const tli_study *study, tli_arena *arena, tli_relief **relief,
                                    tl_findings *findings, tl_error *error);
void tli_relief_close(tli_relief *relief);
/* Whether the study still names the files that were opened. */
bool tli_relief_is_of(const tli_relief *relief, const tli_study *study);

/* Samples of one kind along geodesics through the positions. Values that cannot be are findings and TL_ERR_INPUT. */
TL_MUST_USE tl_code tli_relief_sample(const tli_relief *relief, const tli_study *study, tli_relief_kind kind,
                                      const tl_geo_position *at, size_t positions, tli_arena *arena,
                                      tli_relief_samples *samples, tl_error *error);

/* -1: the mean of the year; 0 .. 11. */
int tli_relief_month(const tli_study *study);

/* What the rasters know at a sample, mean of the year; NaN: nothing. */
double tli_relief_year(const tli_relief_samples *samples, size_t sample);

/* The samples with what the positions give (NaN: nothing). at_waypoints "given": the given value stands, and the
 * difference runs out over one cell of the raster to each side; a given ground temperature is the mean of the year.
 * "raster": the raster's values stand. Where no raster knows, values are linear between known neighbours. count 0 in
 * *line if nothing is known at all. */
TL_MUST_USE tl_code tli_relief_settle(const tli_relief_samples *samples, const tli_study *study, const double *given,
                                      size_t positions, tli_arena *arena, tli_relief_line *line, tl_error *error);

/* The line through its ends, the samples `keep` (ascending), and at most `most` more, each where the error is largest,
 * until it is below `enough`. *error_left: the largest difference to the line. */
TL_MUST_USE tl_code tli_relief_thin(const tli_relief_line *line, const size_t *keep, size_t keep_count, size_t most,
                                    double enough, tli_arena *arena, tli_relief_line *thin, double *error_left,
                                    tl_error *error);

/* The value at a distance, linear between the points; NaN without any. */
double tli_relief_at(const tli_relief_line *line, double at_m);

/* Rise, fall, and length along the slope of heights between two distances of a line: sums over its points. */
typedef struct tli_relief_sums {
  double least, most, mean, rise, fall, length_m, slope_m;
} tli_relief_sums;
tli_relief_sums tli_relief_sum(const tli_relief_line *line);

#endif
