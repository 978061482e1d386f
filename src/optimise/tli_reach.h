/* optimise/tli_reach.h - outer bounds of what a station's machines do: see reach.c. */
#ifndef TLI_REACH_H
#define TLI_REACH_H

#include "optimise/tli_model.h"

/* The first stage of a configuration. */
typedef struct tli_reach_stage {
  double head_most, head_least; /* J/kg, of one stage */
  double lift_most;             /* J/kg times kg/m3, of one stage: torque of pistons */
  double ratio_most;            /* of one stage */
  double flow_most;             /* m3/s of all units */
  double power_most;            /* W that reach the gas */
  double exponent, stages;      /* (kappa - 1)/kappa/N, N */
} tli_reach_stage;

struct tli_reach {
  const tli_reach_stage *stages; /* one a configuration */
  size_t count;
};

/* NULL where the path of compression is not the kappa formula. */
TL_MUST_USE tl_code tli_reach_make(const tli_machines *machines, tli_arena *arena, tli_reach **reach, tl_error *error);
/* Ratios inside the piping that some configuration could have at pressures p_low .. p_high behind the inlet piping
 * [bar] and flows of at least q_low [kg/s]. */
void tli_reach_ratio(const tli_potential *potential, const tli_reach *reach, double p_low, double p_high, double q_low,
                     double *least, double *most);
/* The largest flow at such pressures and a ratio of at least ratio_low [kg/s]. */
double tli_reach_flow(const tli_potential *potential, const tli_reach *reach, double p_low, double p_high,
                      double ratio_low);

#endif
