/* elem/tli_faces.h - what the controlled elements share: faces of a law joined by min and max, and compression work. */
#ifndef TLI_FACES_H
#define TLI_FACES_H

#include "elem/tli_elem.h"

/* One face of a law [Pa2] with its slopes. */
typedef struct tli_face {
  double f, f_u_in, f_u_out, f_q;
} tli_face;

/* (a + b -/+ sqrt((a - b)^2 + 4 blur^2))/2: the minimum and maximum with their kink rounded off (Chen and Harker 1993,
 * Kanzow 1996). Slopes are means of those of the two, so they keep their signs. blur 0 is sharp. */
static inline tli_face tli_blend(tli_face a, tli_face b, double blur, double sign) {
  const double d = a.f - b.f, root = sqrt(d * d + 4.0 * blur * blur);
  const double wa = 0.5 * (1.0 + sign * d / root), wb = 1.0 - wa; /* root > 0 with blur > 0 */
  return (tli_face){0.5 * (a.f + b.f + sign * root), wa * a.f_u_in + wb * b.f_u_in, wa * a.f_u_out + wb * b.f_u_out,
                    wa * a.f_q + wb * b.f_q};
}
static inline tli_face tli_smaller(tli_face a, tli_face b, double blur) {
  if (blur > 0.0) return tli_blend(a, b, blur, -1.0);
  return b.f < a.f ? b : a;
}
static inline tli_face tli_larger(tli_face a, tli_face b, double blur) {
  if (blur > 0.0) return tli_blend(a, b, blur, 1.0);
  return b.f > a.f ? b : a;
}
static inline void tli_put_face(const tli_law *law, size_t i, tli_face face) {
  law->f[i] = face.f;
  law->f_u_in[i] = face.f_u_in;
  law->f_u_out[i] = face.f_u_out;
  law->f_q[i] = face.f_q;
}

/* Faces against backward flow weigh 10 kg/s as much as 100 bar. They let a trace of gas through, so that the pressure
 * of a part that only shut elements join to the rest stays defined: at 100 bar 1e-8 kg/s, far below any balance. */
#define TLI_SHUT_PA2_S_KG 1e13
#define TLI_SHUT_LEAK 1e-9
static inline tli_face tli_shut_face(double u_in, double u_out, double q) {
  return (tli_face){TLI_SHUT_LEAK * (u_in - u_out) - TLI_SHUT_PA2_S_KG * q, TLI_SHUT_LEAK, -TLI_SHUT_LEAK,
                    -TLI_SHUT_PA2_S_KG};
}
static inline tli_face tli_open_face(double u_in, double u_out) { return (tli_face){u_in - u_out, 1.0, -1.0, 0.0}; }
static inline tli_face tli_flow_face(double most_kg_s, double q) {
  return (tli_face){TLI_SHUT_PA2_S_KG * (most_kg_s - q), 0.0, 0.0, -TLI_SHUT_PA2_S_KG};
}

/* An element without resistance, open: p_in = p_out, less the head of the gas between ends of different height; and
 * that head with the integral of rho dp. tli_drop_states first. */
tli_face tli_open_riser(const tli_batch *b, size_t i);
tli_face tli_head_at(const tli_batch *b, size_t i, const tli_drop *drop);

/* Compression work of a station; stations: one a link of the batch, in place of the batch's own params. */
typedef struct tli_shaft {
  double ratio, work, work_u_in, work_u_out, work_q; /* W, W/Pa2, W/Pa2, J/kg */
  double temperature_factor;                         /* T2/T1 */
} tli_shaft;
void tli_suction_states(const tli_batch *b, const tl_station *stations, bool need_kappa);
tli_shaft tli_shaft_at(const tl_station *s, double u_in, double u_out, double q, double rt, double z, double dz_dp,
                       double kappa);
tli_face tli_power_face(const tl_station *s, double scale, double q, const tli_shaft *w);
void tli_take_fuel(const tl_station *s, double net_heat_j_kg, double q, const tli_shaft *w, const tli_law *law,
                   size_t i);

#endif
