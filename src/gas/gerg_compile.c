/* Compiling GERG-2008 for one composition: merge the terms of all components by shape and temperature exponent. */
#include "gas/tli_gerg.h"

#include <math.h>
#include <string.h>

const double tli_gerg_eta[] = {1.0, 0.875, 0.75, 0.5, 0.25, 0.0, 0.25, 0.25, 0.0};
const double tli_gerg_beta[] = {1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 0.75, 1.0, 2.0};

void tli_gerg_reducing(const tl_mixture *mixture, double *tr_k, double *rhor_mol_m3) {
  const double *x = mixture->x;
  double tr = 0.0, vr = 0.0; /* vr in l/mol */
  double beta_v[TL_COMPONENTS][TL_COMPONENTS], gamma_v[TL_COMPONENTS][TL_COMPONENTS];
  double beta_t[TL_COMPONENTS][TL_COMPONENTS], gamma_t[TL_COMPONENTS][TL_COMPONENTS];
  for (size_t i = 0; i < TL_COMPONENTS; i++)
    for (size_t j = 0; j < TL_COMPONENTS; j++) beta_v[i][j] = gamma_v[i][j] = beta_t[i][j] = gamma_t[i][j] = 1.0;
  for (size_t k = 0; k < TLI_GERG_PAIRS; k++) {
    const tli_gerg_pair *pair = &tli_gerg_pairs[k];
    beta_v[pair->i][pair->j] = pair->beta_v;
    gamma_v[pair->i][pair->j] = pair->gamma_v;
    beta_t[pair->i][pair->j] = pair->beta_t;
    gamma_t[pair->i][pair->j] = pair->gamma_t;
  }
  for (size_t i = 0; i < TL_COMPONENTS; i++) {
    if (x[i] <= 0.0) continue;
    const tli_component_data *ci = &tli_components[i];
    tr += x[i] * x[i] * ci->tc_k;
    vr += x[i] * x[i] / ci->rhoc_mol_l;
    for (size_t j = i + 1; j < TL_COMPONENTS; j++) {
      if (x[j] <= 0.0) continue;
      const tli_component_data *cj = &tli_components[j];
      double bv = beta_v[i][j], bt = beta_t[i][j], cube = 1.0 / cbrt(ci->rhoc_mol_l) + 1.0 / cbrt(cj->rhoc_mol_l);
      vr +=
          2.0 * x[i] * x[j] * bv * gamma_v[i][j] * (x[i] + x[j]) / (bv * bv * x[i] + x[j]) * 0.125 * cube * cube * cube;
      tr +=
          2.0 * x[i] * x[j] * bt * gamma_t[i][j] * (x[i] + x[j]) / (bt * bt * x[i] + x[j]) * sqrt(ci->tc_k * cj->tc_k);
    }
  }
  *tr_k = tr;
  *rhor_mol_m3 = 1e3 / vr;
}

/* One term before merging. */
typedef struct raw_term {
  int family, d, t40; /* t40 = 40 t: exact, every published t is a multiple of 1/40 */
  double n;
} raw_term;

typedef struct raw_terms {
  raw_term *items;
  size_t count;
} raw_terms;

static int family_of_exponent(int c) {
  static const int families[] = {TLI_GERG_POLYNOMIAL, TLI_GERG_EXP1, TLI_GERG_EXP2, TLI_GERG_EXP3, -1,
                                 TLI_GERG_EXP5,       TLI_GERG_EXP6};
  return families[c];
}

static int family_of_gauss(const tli_gerg_departure_term *term) {
  if (term->eta == 0.0 && term->beta == 0.0) return TLI_GERG_POLYNOMIAL;
  for (int g = 0; g < TLI_GERG_FAMILIES - TLI_GERG_GAUSS_FIRST; g++)
    if (term->eta == tli_gerg_eta[g] && term->beta == tli_gerg_beta[g]) return TLI_GERG_GAUSS_FIRST + g;
  return -1; /* not reached with the published table; tests walk all of it */
}

static void add(raw_terms *list, int family, int d, double t, double n) {
  int t40 = (int)lround(40.0 * t);
  for (size_t k = 0; k < list->count; k++) {
    raw_term *term = &list->items[k];
    if (term->family != family || term->d != d || term->t40 != t40) continue;
    term->n += n;
    return;
  }
  list->items[list->count++] = (raw_term){family, d, t40, n};
}

static void collect(const tl_mixture *mixture, raw_terms *list) {
  const double *x = mixture->x;
  for (size_t i = 0; i < TL_COMPONENTS; i++) {
    if (x[i] <= 0.0) continue;
    const tli_gerg_fluid *fluid = &tli_gerg_fluids[i];
    for (size_t k = 0; k < fluid->count; k++)
      add(list, family_of_exponent(fluid->terms[k].c), fluid->terms[k].d, fluid->terms[k].t, x[i] * fluid->terms[k].n);
  }
  for (size_t p = 0; p < TLI_GERG_PAIRS; p++) {
    const tli_gerg_pair *pair = &tli_gerg_pairs[p];
    double weight = x[pair->i] * x[pair->j] * pair->f;
    if (pair->departure < 0 || weight == 0.0) continue;
    const tli_gerg_departure *departure = &tli_gerg_departures[pair->departure];
    for (size_t k = 0; k < departure->count; k++)
      add(list, family_of_gauss(&departure->terms[k]), departure->terms[k].d, departure->terms[k].t,
          weight * departure->terms[k].n);
  }
}

/* By family, then d, then t: the order of summation, the same for every composition with the same components. */
static bool before(const raw_term *a, const raw_term *b) {
  if (a->family != b->family) return a->family < b->family;
  if (a->d != b->d) return a->d < b->d;
  return a->t40 < b->t40;
}

static void sort(raw_terms *list) {
  for (size_t k = 1; k < list->count; k++) {
    raw_term moving = list->items[k];
    size_t at = k;
    for (; at > 0 && before(&moving, &list->items[at - 1]); at--) list->items[at] = list->items[at - 1];
    list->items[at] = moving;
  }
}

static unsigned char power_index(tli_gerg *gerg, int t40) {
  int whole = t40 >= 0 ? t40 / 40 : -((-t40 + 39) / 40);
  int rest = t40 - 40 * whole;
  tli_gerg_power power = {whole, rest % 5 == 0 ? rest / 5 : 8 + rest / 2};
  for (size_t k = 0; k < gerg->power_count; k++)
    if (gerg->power[k].whole == power.whole && gerg->power[k].fraction == power.fraction) return (unsigned char)k;
  gerg->power[gerg->power_count] = power;
  return (unsigned char)gerg->power_count++;
}

/* Weights of delta^d E in the powers of delta, times the power, from the Taylor series of the exponential E = exp(q) at
 * delta = 0: k e_k = sum_j j q_j e_(k-j). */
static void virial_weights(int family, int d, double weight[TLI_GERG_VIRIAL]) {
  static const int exponent[] = {0, 1, 2, 3, 5, 6};
  double q[TLI_GERG_VIRIAL + 2] = {0.0}, e[TLI_GERG_VIRIAL] = {1.0};
  if (family >= TLI_GERG_GAUSS_FIRST) {
    double eta = tli_gerg_eta[family - TLI_GERG_GAUSS_FIRST], beta = tli_gerg_beta[family - TLI_GERG_GAUSS_FIRST];
    e[0] = exp(-0.25 * eta + 0.5 * beta);
    q[1] = eta - beta;
    q[2] = -eta;
  } else if (family > TLI_GERG_POLYNOMIAL) {
    q[exponent[family]] = -1.0;
  }
  for (int k = 1; k < TLI_GERG_VIRIAL; k++) {
    for (int j = 1; j <= k; j++) e[k] += j * q[j] * e[k - j];
    e[k] /= k;
  }
  for (int k = 1; k <= TLI_GERG_VIRIAL; k++) weight[k - 1] = k >= d ? k * e[k - d] : 0.0;
}

tl_code tli_gerg_compile(tl_gas *gas, tl_error *error) {
  tli_gerg *gerg = TLI_NEW(gas->arena, tli_gerg);
  raw_terms list = {TLI_NEW_N(gas->arena, raw_term, TLI_GERG_MOST_TERMS), 0};
  if (gerg == NULL || list.items == NULL) return TLI_NO_MEMORY(error, "the compiled gas");
  tli_gerg_reducing(&gas->mixture, &gerg->tr_k, &gerg->rhor_mol_m3);
  collect(&gas->mixture, &list);
  sort(&list);

  gerg->term_count = list.count;
  int family = -1, d = -1;
  for (size_t k = 0; k < list.count; k++) {
    const raw_term *term = &list.items[k];
    if (term->family != family || term->d != d) {
      size_t s = gerg->shape_count++;
      for (; family < term->family; family++) gerg->family_begin[family + 1] = s;
      d = term->d;
      gerg->shape_d[s] = d;
      for (int v = 0; v < 3; v++) gerg->shape_dd[v][s] = v == 0 ? d : d * gerg->shape_dd[v - 1][s];
      gerg->term_begin[s] = k;
      double weight[TLI_GERG_VIRIAL];
      virial_weights(family, d, weight);
      for (int v = 0; v < TLI_GERG_VIRIAL; v++) gerg->virial[v][s] = weight[v];
    }
    double t = term->t40 / 40.0;
    gerg->term_power[k] = power_index(gerg, term->t40);
    gerg->n[k] = term->n;
    gerg->nt[k] = term->n * t;
    gerg->ntt[k] = term->n * t * (t - 1.0);
  }
  gerg->term_begin[gerg->shape_count] = list.count;
  for (; family < TLI_GERG_FAMILIES; family++) gerg->family_begin[family + 1] = gerg->shape_count;
  gas->law_data = gerg;
  return TL_OK;
}
