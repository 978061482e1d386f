/* study/sampling.h - the whole study at one point of what is not known: the line solved anew, costed, the deal made.
 * Shared by the steps "samples" and "indices". docs/theory/sampling.md */
#ifndef TLI_STUDY_SAMPLING_H
#define TLI_STUDY_SAMPLING_H

#include "study/deal.h"
#include "study/fields.h"
#include "study/unknowns.h"
#include "trunkline/econ_sample.h"

typedef enum tli_sampled {
  TLI_SAMPLED_CAPITAL,
  TLI_SAMPLED_FUEL,
  TLI_SAMPLED_TARIFF, /* of all sections up to the delivery point */
  TLI_SAMPLED_BREAK_EVEN,
  TLI_SAMPLED_PRICE, /* of the contract, real, by volume */
  TLI_SAMPLED_PRODUCER,
  TLI_SAMPLED_STATES,
  TLI_SAMPLED_BUYER,
  TLI_SAMPLED_BORDER, /* value of everything up to the delivery point, all parties, before tax */
  TLI_SAMPLED_PROJECT,
  TLI_SAMPLED_STAGE,  /* the same as BORDER at the volume of a first stage; NaN where it is not asked for */
  TLI_SAMPLED_WITHIN, /* 1: within all limits of the study, 0: beyond one */
  TLI_SAMPLED_SOLVED, /* 1: there is a physical solution; all others are NaN without one */
  TLI_SAMPLED_WHY,    /* 0: there is one, else which of the reasons below */
  TLI_SAMPLED_COUNT
} tli_sampled;

typedef struct tli_sampled_face {
  const char *name, *label;
  tl_quantity quantity;
} tli_sampled_face;
const tli_sampled_face *tli_sampled_face_of(size_t result);
/* The unit of the trade for one result. */
const char *tli_sampled_unit(const tl_study *study, size_t result);

size_t tli_sampled_whys(void);
const char *tli_sampled_why_words(size_t why);
/* Which value of an axis the probability u draws: by weight; 0 is the first, 1 the last. */
size_t tli_axis_value_at(const tli_study_axis *axis, double u);

typedef struct tli_sampled_figure {
  tli_located at;
  tl_range range;
} tli_sampled_figure;

/* One uncertain input: an axis, or figures that move together. */
typedef struct tli_dimension {
  const char *label, *path, *low, *high; /* words for the reader */
  bool is_axis;
  size_t axis;
  tli_sampled_figure *figures;
  size_t count, room;
} tli_dimension;

typedef struct tli_sampling {
  tl_study *study;
  tli_dimension *dimensions;
  size_t count, room;
} tli_sampling;

/* All uncertain inputs of the study. */
TL_MUST_USE tl_code tli_sampling_plan(tl_study *study, tli_sampling *sampling, tl_error *error);
/* One sample: u[d] in [0, 1] is the probability of dimension d; NaN leaves it at its reference. `stage` above 0: also a
 * first stage of that share of the volume. Only the machine can fail it. */
TL_MUST_USE tl_code tli_sample(const tli_sampling *sampling, const double *u, double stage,
                               double results[TLI_SAMPLED_COUNT], tl_error *error);

/* Many samples on several threads: point_of fills u of sample `index`. results[(index - first) * TLI_SAMPLED_COUNT]. */
typedef tl_code (*tli_point_of)(const void *context, size_t index, double *u, tl_error *error);
TL_MUST_USE tl_code tli_sample_all(const tli_sampling *sampling, const char *step, size_t first, size_t count,
                                   tli_point_of point_of, const void *context, double stage,
                                   const tl_progress *progress, double *results, tl_error *error);

/* Each dimension alone at its ends: ends[(2 d + end) * TLI_SAMPLED_COUNT], reference[TLI_SAMPLED_COUNT]. */
TL_MUST_USE tl_code tli_sample_ends(const tli_sampling *sampling, const char *step, double *reference, double *ends,
                                    tl_error *error);
/* The dimensions in falling order of what they do to the result that they move most, each result on the scale of what
 * moves it most; those without an answer at an end first. */
TL_MUST_USE tl_code tli_sample_order(const tli_sampling *sampling, const double *reference, const double *ends,
                                     const size_t *results, size_t result_count, size_t *order, tl_error *error);

/* --- kept between runs, sample by sample, so that a run that was stopped goes on where it was ------------------------
 */

/* Reads what FOLDER/NAME.part holds under this key: the first samples of `count`, TLI_SAMPLED_COUNT numbers each; gives
 * back how many. A file that is damaged counts as far as it is whole. None without a folder. */
size_t tli_samples_load(const char *folder, const char *name, uint64_t key, size_t count, double *results);
/* Adds samples to it; done 0 begins it anew. A failure to keep is no failure of the samples. */
bool tli_samples_add(const char *folder, const char *name, uint64_t key, size_t done, size_t count,
                     const double *results);
void tli_samples_forget(const char *folder, const char *name);

#endif
