/* gas/tli_cubic.h - cubic equations of state, and the phase boundary that they give. */
#ifndef TLI_CUBIC_H
#define TLI_CUBIC_H

#include "gas/tli_gas.h"

/* p = RT/(v - b) - a(T)/((v + d1 b)(v + d2 b)) with van der Waals mixing and a_i = a_ci [1 + m (1 - sqrt(T/Tc))]^2. */
typedef struct tli_cubic {
  double d1, d2;
  double r;
  size_t count;
  int component[TL_COMPONENTS]; /* those present */
  double x[TL_COMPONENTS], b_i[TL_COMPONENTS], ac_i[TL_COMPONENTS], m_i[TL_COMPONENTS], tc_i[TL_COMPONENTS],
      pc_i[TL_COMPONENTS], acentric_i[TL_COMPONENTS];
  double one_minus_k[TL_COMPONENTS][TL_COMPONENTS];
  double b;
} tli_cubic;

typedef enum tli_cubic_kind { TLI_PENG_ROBINSON, TLI_SRK } tli_cubic_kind;
void tli_cubic_set(tli_cubic *cubic, tli_cubic_kind kind, const tl_mixture *mixture);
/* true if a trial phase lowers the Gibbs energy of the mixture at (p,T): tangent plane test of Michelsen (1982). */
bool tli_cubic_unstable(const tli_cubic *cubic, double p_pa, double t_k);

/* Where the mixture splits: for temperatures up to the cricondentherm, the pressures between which it is unstable. */
enum { TLI_ENVELOPE_POINTS = 24 };
typedef struct tli_envelope {
  double cricondentherm_k; /* 0: never splits in the region searched */
  double t_min_k;
  double p_low_pa[TLI_ENVELOPE_POINTS], p_high_pa[TLI_ENVELOPE_POINTS]; /* at t_min + (cdt - t_min) sin(pi/2 k/(n-1)) */
} tli_envelope;
void tli_envelope_find(const tl_mixture *mixture, tli_envelope *envelope);
bool tli_envelope_inside(const tli_envelope *envelope, double p_pa, double t_k);

#endif
