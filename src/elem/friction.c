/* Friction factors (Darcy-Weisbach lambda) with their derivative, by name.
 *
 * Turbulent, Re > 4000: Colebrook, J. Inst. Civ. Eng. 11 (1939) 133, eq. (3):
 *     1/sqrt(lambda) = -2 log10( k/(3.71 D) + 2.51/(Re sqrt(lambda)) )
 *   solved for x = 1/sqrt(lambda) by Newton; from x = 9 inside the logarithm, two to four steps reach rounding for any
 *   Re and k/D < 0.1, since the function is nearly linear in x.
 * Laminar, Re < 2000: lambda = 64/Re (Hagen-Poiseuille).
 * Between: the cubic in ln(lambda) over ln(Re) that meets both ends with value and slope (C1), so that Newton's method
 *   sees no jump. No physical claim is made there: the flow is intermittent.
 * The other laws of the Reynolds number, turbulent above Re 4000, are joined to the laminar one in the same way:
 *   Hofer, gwf Gas/Erdgas 114 (1973) 113:   1/sqrt(lambda) = -2 log10( 4.518/Re log10(Re/7) + k/(3.71 D) )
 *   Zanke, Bauingenieur 68 (1993):          1/sqrt(lambda) = -2 log10( 2.7 (log10 Re)^1.2/Re + k/(3.71 D) )
 *   Chen, Ind. Eng. Chem. Fundam. 18 (1979) 296:
 *       1/sqrt(lambda) = -2 log10( k/(3.7065 D) - 5.0452/Re log10( (k/D)^1.1098/2.8257 + 5.8506/Re^0.8981 ) )
 *   AGA NB-13 (Uhl et al., Steady Flow in Gas Pipelines, 1965), F = 2/sqrt(lambda), the smaller of
 *       rough 4 log10(3.7 D/k) and smooth 0.96 Ft with Ft = 4 log10(Re/Ft) - 0.6
 *   Panhandle A and B, IGT: what their closed forms for the flow say of lambda (flow_equation.c).
 *   Russian norm (STO Gazprom 2-3.5-051-2006): lambda = 0.067 (158/Re + 2 k/D)^0.2; its E is the pipe's efficiency.
 * Without a Reynolds number:
 *   Weymouth, Trans. ASME 34 (1912) 185: lambda = 0.032 / d^(1/3), d in inch.
 *   Nikuradse, VDI-Forschungsheft 361 (1933), rough: 1/sqrt(lambda) = 2 log10(D/k) + 1.138 = -2 log10(k/(3.71 D)).
 *   The same plus 64/Re: how STANET and pandapipes have it; not a law of nature.
 */
#include "elem/tli_elem.h"

static const double laminar_end = 2000.0, turbulent_start = 4000.0;

static double colebrook(double re, double roughness, double *dln_dln) {
  const double a = roughness / 3.71, b = 2.51 / re;
  const double c = 2.0 / log(10.0);
  double x = -c * log(a + 9.0 * b); /* lambda 0.008 .. 0.05 is x 11 .. 4.5, and x hardly answers to itself */
  for (int step = 0; step < 4; step++) {
    const double inside = a + b * x;
    const double change = (x + c * log(inside)) / (1.0 + c * b / inside);
    x -= change;
    if (fabs(change) < 1e-7 * x) break; /* quadratic: what is left is below rounding */
  }
  /* x + c ln(a + b x) = 0 with b ~ 1/Re:  dx/dlnRe = c b x/(inside + c b); lambda = x^-2 */
  double inside = a + b * x;
  *dln_dln = -2.0 * c * b / (inside + c * b);
  return 1.0 / (x * x);
}

/* lambda from y = 1/sqrt(lambda) = -2 log10(inside), slope = d inside / d ln Re. */
static double from_logarithm(double inside, double slope, double *dln_dln) {
  const double c = 2.0 / log(10.0), x = -c * log(inside);
  *dln_dln = 2.0 * c * slope / (inside * x);
  return 1.0 / (x * x);
}

static double hofer(double re, double roughness, double *dln_dln) {
  const double a = 4.518 / re / log(10.0), l = log(re / 7.0);
  return from_logarithm(a * l + roughness / 3.71, a * (1.0 - l), dln_dln);
}

static double zanke(double re, double roughness, double *dln_dln) {
  const double l = log10(re), a = 2.7 * pow(l, 1.2) / re;
  return from_logarithm(a + roughness / 3.71, a * (1.2 / (l * log(10.0)) - 1.0), dln_dln);
}

static double chen(double re, double roughness, double *dln_dln) {
  const double small = 5.8506 / pow(re, 0.8981), inner = pow(roughness, 1.1098) / 2.8257 + small;
  const double a = -5.0452 / re / log(10.0);
  return from_logarithm(roughness / 3.7065 + a * log(inner), a * (-0.8981 * small / inner - log(inner)), dln_dln);
}

static double aga(double re, double roughness, double *dln_dln) {
  const double c = 4.0 / log(10.0), drag_factor = 0.96;
  double ft = 10.0; /* 8 .. 25 */
  for (int step = 0; step < 5; step++) ft -= (ft + c * log(ft) - c * log(re) + 0.6) / (1.0 + c / ft);
  const double smooth = drag_factor * ft, rough = roughness > 0.0 ? c * log(3.7 / roughness) : INFINITY;
  *dln_dln = smooth < rough ? -2.0 * c / (ft + c) : 0.0;
  const double f = fmin(smooth, rough);
  return 4.0 / (f * f);
}

static double russian(double re, double roughness, double *dln_dln) {
  const double inside = 158.0 / re + 2.0 * roughness;
  *dln_dln = -0.2 * 158.0 / re / inside;
  return 0.067 * pow(inside, 0.2);
}

double tli_friction_rough(double roughness) {
  const double x = -2.0 * log10(roughness / 3.71);
  return 1.0 / (x * x);
}

static double turbulent(tl_friction law, const tli_flow_in_pipe *at, double *dln_dln) {
  const double re = at->reynolds, roughness = at->relative_roughness;
  switch (law) {
    case TL_FRICTION_HOFER:
      return hofer(re, roughness, dln_dln);
    case TL_FRICTION_ZANKE:
      return zanke(re, roughness, dln_dln);
    case TL_FRICTION_CHEN:
      return chen(re, roughness, dln_dln);
    case TL_FRICTION_AGA:
      return aga(re, roughness, dln_dln);
    case TL_FRICTION_PANHANDLE_A:
    case TL_FRICTION_PANHANDLE_B:
    case TL_FRICTION_IGT:
      return tli_flow_equation_friction(tl_friction_name(law), at, dln_dln);
    case TL_FRICTION_RUSSIAN:
      return russian(re, roughness, dln_dln);
    default:
      return colebrook(re, roughness, dln_dln);
  }
}

bool tli_friction_has_reynolds(tl_friction law) {
  return law != TL_FRICTION_WEYMOUTH && law != TL_FRICTION_FIXED && law != TL_FRICTION_NIKURADSE;
}

/* The cubic between laminar and turbulent flow (Hermite). */
static double between(tl_friction law, const tli_flow_in_pipe *at, double *dln_dln) {
  double slope1;
  tli_flow_in_pipe end = *at;
  end.reynolds = turbulent_start;
  const double y0 = log(64.0 / laminar_end), slope0 = -1.0, y1 = log(turbulent(law, &end, &slope1));
  const double width = log(turbulent_start / laminar_end);
  const double s = log(at->reynolds / laminar_end) / width, s2 = s * s, s3 = s2 * s;
  const double y = (2 * s3 - 3 * s2 + 1) * y0 + (s3 - 2 * s2 + s) * width * slope0 + (-2 * s3 + 3 * s2) * y1 +
                   (s3 - s2) * width * slope1;
  *dln_dln = ((6 * s2 - 6 * s) * (y0 - y1)) / width + (3 * s2 - 4 * s + 1) * slope0 + (3 * s2 - 2 * s) * slope1;
  return exp(y);
}

double tli_friction_at(tl_friction law, const tli_flow_in_pipe *at, double *dln_dln) {
  const double re = at->reynolds;
  if (law == TL_FRICTION_NIKURADSE_LAMINAR) {
    const double laminar = 64.0 / re, lambda = laminar + tli_friction_rough(at->relative_roughness);
    *dln_dln = -laminar / lambda;
    return lambda;
  }
  if (law == TL_FRICTION_PANHANDLE_A || law == TL_FRICTION_PANHANDLE_B || law == TL_FRICTION_IGT) {
    /* At Re 4000 these lie so low that a smooth bridge would let the loss fall with the flow: the larger one holds. */
    const double lambda = turbulent(law, at, dln_dln);
    if (64.0 / re < lambda) return lambda;
    *dln_dln = -1.0;
    return 64.0 / re;
  }
  if (re >= turbulent_start) return turbulent(law, at, dln_dln);
  if (re > laminar_end) return between(law, at, dln_dln);
  *dln_dln = -1.0;
  return 64.0 / re;
}

double tli_friction_colebrook(double re, double roughness, double *dln_dln) {
  return tli_friction_at(TL_FRICTION_COLEBROOK, &(tli_flow_in_pipe){.reynolds = re, .relative_roughness = roughness},
                         dln_dln);
}

double tli_friction_weymouth(double diameter_m) { return 0.032 / cbrt(diameter_m / 0.0254); }

static const char *const names[TL_FRICTIONS] = {
    [TL_FRICTION_COLEBROOK] = "colebrook",
    [TL_FRICTION_WEYMOUTH] = "weymouth",
    [TL_FRICTION_FIXED] = "fixed",
    [TL_FRICTION_NIKURADSE] = "nikuradse",
    [TL_FRICTION_NIKURADSE_LAMINAR] = "nikuradse-laminar",
    [TL_FRICTION_HOFER] = "hofer",
    [TL_FRICTION_ZANKE] = "zanke",
    [TL_FRICTION_CHEN] = "chen",
    [TL_FRICTION_AGA] = "aga",
    [TL_FRICTION_PANHANDLE_A] = "panhandle-a",
    [TL_FRICTION_PANHANDLE_B] = "panhandle-b",
    [TL_FRICTION_IGT] = "igt",
    [TL_FRICTION_RUSSIAN] = "russian",
};

const char *tl_friction_name(size_t law) { return law < TL_FRICTIONS ? names[law] : NULL; }

bool tl_friction_find(const char *name, tl_friction *law) {
  for (size_t i = 0; i < TL_FRICTIONS; i++)
    if (tli_text_equal_loose(names[i], name)) {
      *law = (tl_friction)i;
      return true;
    }
  return false;
}
