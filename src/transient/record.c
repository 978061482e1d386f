/* What a run leaves behind: sums over the steps, records at the times of output, happenings; and reading them. */
#include "transient/tli_transient.h"

#include <string.h>

/* All gas in pipes [kg]. */
double tli_held_kg(const tl_transient *x) {
  double sum = 0.0;
  for (size_t k = 0; k < x->piece_count; k++) {
    const tli_piece *s = &x->pieces[k];
    double piece = 0.0;
    for (size_t i = 1; i < s->cells; i++) piece += x->now.mass[s->point + i];
    sum += piece;
  }
  for (size_t j = 0; j < x->junction_count; j++) sum += x->now.jmass[j];
  return sum;
}

static double link_held_kg(const tl_transient *x, size_t link) {
  double sum = 0.0;
  for (size_t k = x->first_piece[link]; k < x->first_piece[link] + x->pieces_of[link]; k++) {
    const tli_piece *s = &x->pieces[k];
    for (size_t i = 1; i < s->cells; i++) sum += x->now.mass[s->point + i];
    const bool own = x->cargo != NULL; /* a pipe's end then has gas of its own */
    sum += 0.5 * s->strings * s->area_m2 * s->cell_m *
           ((own ? x->rho[s->point] : x->jrho[s->from]) + (own ? x->rho[s->point + s->cells] : x->jrho[s->to]));
  }
  return sum;
}

static double link_q(const tl_transient *x, size_t link, bool at_end) {
  if (x->part_of[link] != SIZE_MAX) return x->now.pq[x->part_of[link]];
  const tli_piece *first = &x->pieces[x->first_piece[link]], *last = first + x->pieces_of[link] - 1;
  return at_end ? x->now.q[last->face + last->cells - 1] : x->now.q[first->face];
}

tl_happening *tli_happen(tl_transient *x, double at_s, const char *what, const char *kind, const char *id, double value,
                         const char *unit) {
  if (!TLI_PUSH_ROOM(x->arena, x->happenings, x->happening_room, x->happening_count)) {
    x->happening_lost = true;
    return NULL;
  }
  tl_happening *made = &x->happenings[x->happening_count++];
  *made = (tl_happening){
      .at_s = at_s, .what = what, .where_kind = kind, .where_id = id, .value = value, .unit = unit, .position_m = NAN};
  return made;
}

#define GAMMA 0.29289321881345247560

static void account_node(tl_transient *x, size_t i, double h) {
  const tli_junction *j = &x->junctions[i];
  tl_delivered *d = &x->deliveries[i];
  const char *id = x->network->nodes[i].id;
  const double p = x->now.jp[i];
  if (p < d->lowest_p_pa) {
    d->lowest_p_pa = p;
    d->lowest_p_at_s = x->time_s;
  }
  if (j->p_watch > 0.0 && p < j->p_watch) {
    if (isnan(d->below_from_s)) {
      d->below_from_s = x->time_s;
      (void)tli_happen(x, x->time_s, "pressure below the watched one", "node", id, p, "Pa");
    }
    d->below_s += h;
  }
  if (!j->limited) return;
  const double asked = h * ((1.0 - GAMMA) * tli_max(x->in_k[0][i], 0.0) + GAMMA * tli_max(x->in_k[1][i], 0.0));
  const double served = h * ((1.0 - GAMMA) * tli_max(x->stage_w[0][i], 0.0) + GAMMA * tli_max(x->stage_w[1][i], 0.0));
  d->asked_kg += asked;
  d->served_kg += served;
  d->served_gross_j += served * (x->cargo != NULL ? x->cargo->blends[x->cargo->at[i]].gross_j_kg : x->gross_heat_j_kg);
  d->unserved_kg += tli_max(asked - served, 0.0);
  const bool lacking = fabs(x->now.jw[i]) < fabs(j->asked) * (1.0 - 1e-6) - 1e-9;
  if (lacking && !x->short_now[i]) {
    (void)tli_happen(x, x->time_s, j->asked > 0.0 ? "short delivery" : "injection held back", "node", id,
                     fabs(j->asked) - fabs(x->now.jw[i]), "kg/s");
    if (j->asked > 0.0 && isnan(d->survival_s)) d->survival_s = x->time_s;
  }
  if (!lacking && x->short_now[i])
    (void)tli_happen(x, x->time_s, "served in full again", "node", id, x->now.jw[i], "kg/s");
  x->short_now[i] = lacking;
}

/* Sums over thousands of steps lose their last digits unless what each addition drops is kept: Kahan 1965. */
void tli_add_exactly(double value, double *sum, double *rest) {
  const double wanted = value + *rest, next = *sum + wanted;
  *rest = wanted - (next - *sum);
  *sum = next;
}

void tli_account(tl_transient *x, double h) {
  const double weight[2] = {h * (1.0 - GAMMA), h * GAMMA};
  double in = 0.0, out = 0.0;
  for (int s = 0; s < 2; s++) {
    for (size_t j = 0; j < x->junction_count; j++) {
      const double w = x->stage_w[s][j];
      if (w > 0.0)
        out += weight[s] * w;
      else
        in -= weight[s] * w;
    }
    for (size_t i = 0; i < x->part_count; i++) out += weight[s] * x->stage_draw[s][i];
    for (size_t k = 0; k < x->hole_count; k++) {
      out += weight[s] * x->hole_k[s][k];
      x->holes[k].lost_kg += weight[s] * x->hole_k[s][k];
    }
  }
  tli_add_exactly(in, &x->in_kg, &x->in_rest_kg);
  tli_add_exactly(out, &x->out_kg, &x->out_rest_kg);
  for (size_t i = 0; i < x->network->node_count; i++) account_node(x, i, h);
  if (x->warmth != NULL) tli_heat_account(x, GAMMA, h);
  if (x->cargo != NULL) x->work.largest_gas_error = tli_max(x->work.largest_gas_error, tli_cargo_error(x));
  const double held = tli_held_kg(x);
  const double error = fabs((held - x->held_start_kg) - (x->in_kg - x->out_kg) - (x->in_rest_kg - x->out_rest_kg)) /
                       tli_max(tli_max(held, x->held_start_kg), 1e-9);
  x->work.largest_mass_error = tli_max(x->work.largest_mass_error, error);
  if (x->uniform_t_k > 0.0)
    for (size_t j = 0; j < x->junction_count; j++) x->work.states_outside += x->now.jp[j] > x->isotherm.p_max_pa;
}

tl_code tli_record(tl_transient *x, tl_error *error) {
  if (x->warmth != NULL && x->warmth->no_memory) return TLI_NO_MEMORY(error, "the table of enthalpies");
  tli_history *h = &x->history;
  const size_t nodes = x->network->node_count, links = x->network->link_count;
  if (h->count == h->room) {
    const size_t room = h->room == 0 ? 64 : 2 * h->room;
    const size_t gases = x->cargo != NULL ? nodes : 0;
    double **arrays[] = {&h->time, &h->node_p,   &h->node_t,     &h->node_w,     &h->q_from,
                         &h->q_to, &h->linepack, &h->node_gross, &h->node_molar, &h->node_hydrogen};
    const size_t width[] = {1, nodes, nodes, nodes, links, links, links, gases, gases, gases};
    for (size_t a = 0; a < TLI_COUNT(arrays); a++) {
      double *larger = TLI_NEW_N(x->arena, double, room *(width[a] > 0 ? width[a] : 1));
      if (larger == NULL) return TLI_NO_MEMORY(error, "the history");
      if (h->count > 0) memcpy(larger, *arrays[a], h->count * width[a] * sizeof(double));
      *arrays[a] = larger;
    }
    h->room = room;
  }
  const size_t r = h->count++;
  h->time[r] = x->time_s;
  for (size_t i = 0; i < nodes; i++) {
    h->node_p[r * nodes + i] = x->now.jp[i];
    h->node_t[r * nodes + i] = x->now.jt[i];
    h->node_w[r * nodes + i] = x->now.jw[i];
    if (x->cargo == NULL) continue;
    tl_mixture mixture;
    tli_cargo_mixture(x, x->cargo->at[i], &mixture);
    h->node_gross[r * nodes + i] = x->cargo->blends[x->cargo->at[i]].gross_j_m3;
    h->node_molar[r * nodes + i] = x->cargo->blends[x->cargo->at[i]].molar_mass;
    h->node_hydrogen[r * nodes + i] = mixture.x[TL_HYDROGEN];
  }
  for (size_t l = 0; l < links; l++) {
    h->q_from[r * links + l] = link_q(x, l, false);
    h->q_to[r * links + l] = link_q(x, l, true);
    h->linepack[r * links + l] = x->part_of[l] == SIZE_MAX ? link_held_kg(x, l) : 0.0;
  }
  return TL_OK;
}

/* ---- reading ----------------------------------------------------------------------------------------------- */

tl_outcome tl_transient_outcome(const tl_transient *x) { return x->outcome; }
const tl_reason *tl_transient_reason(const tl_transient *x) { return &x->reason; }
double tl_transient_time_s(const tl_transient *x) { return x->time_s; }
bool tl_transient_stopped(const tl_transient *x) { return x->stopped; }
tl_transient_work tl_transient_effort(const tl_transient *x) { return x->work; }
double tl_transient_linepack_kg(const tl_transient *x) { return x->started ? tli_held_kg(x) : NAN; }

static tl_code readable(const tl_transient *x, size_t index, size_t count, const char *what, tl_error *error) {
  if (!x->started) return tl_fail(error, TL_ERR_NO_ANSWER, "there is nothing to read: the transient has not started");
  if (index >= count) return tl_fail(error, TL_ERR_USAGE, "%s %zu does not exist (%zu)", what, index, count);
  return TL_OK;
}

tl_code tl_transient_node(const tl_transient *x, size_t node, tl_node_state *state, tl_error *error) {
  TLI_TRY(readable(x, node, x->network->node_count, "node", error));
  *state = (tl_node_state){x->now.jp[node], x->now.jt[node], x->now.jw[node]};
  return TL_OK;
}

tl_code tl_transient_link(const tl_transient *x, size_t l, tl_transient_link_state *state, tl_error *error) {
  TLI_TRY(readable(x, l, x->network->link_count, "link", error));
  const tli_link *link = &x->network->links[l];
  const bool pipe = x->part_of[l] == SIZE_MAX;
  *state = (tl_transient_link_state){.p_from_pa = x->now.jp[link->from],
                                     .p_to_pa = x->now.jp[link->to],
                                     .q_from_kg_s = link_q(x, l, false),
                                     .q_to_kg_s = link_q(x, l, true),
                                     .fuel_kg_s = pipe ? 0.0 : x->parts[x->part_of[l]].draw,
                                     .linepack_kg = pipe ? link_held_kg(x, l) : 0.0,
                                     .mode = pipe ? "" : tli_part_mode_name(x, &x->parts[x->part_of[l]])};
  return TL_OK;
}

tl_code tl_transient_node_mixture(const tl_transient *x, size_t node, tl_mixture *mixture, tl_error *error) {
  TLI_TRY(readable(x, node, x->network->node_count, "node", error));
  if (x->cargo != NULL)
    tli_cargo_mixture(x, x->cargo->at[node], mixture);
  else
    *mixture = *tl_gas_mixture(x->gas);
  return TL_OK;
}

size_t tl_transient_parcels(const tl_transient *x, size_t link) {
  if (x->cargo == NULL || link >= x->network->link_count) return 0;
  size_t count = 0;
  for (size_t k = x->first_piece[link]; k < x->first_piece[link] + x->pieces_of[link]; k++)
    count += x->cargo->stock[k].count;
  return count;
}

tl_code tl_transient_parcel(const tl_transient *x, size_t link, size_t parcel, tl_parcel_state *state,
                            tl_error *error) {
  TLI_TRY(readable(x, link, x->network->link_count, "link", error));
  TLI_TRY(readable(x, parcel, tl_transient_parcels(x, link), "parcel", error));
  size_t k = x->first_piece[link];
  while (parcel >= x->cargo->stock[k].count) parcel -= x->cargo->stock[k++].count;
  double before = 0.0;
  for (size_t i = 0; i < parcel; i++) before += x->cargo->stock[k].list[i].kg;
  const tli_parcel *p = &x->cargo->stock[k].list[parcel];
  *state = (tl_parcel_state){
      .from_m = tli_cargo_place_m(x, k, before), .to_m = tli_cargo_place_m(x, k, before + p->kg), .mass_kg = p->kg};
  tli_cargo_mixture(x, p->blend, &state->mixture);
  return TL_OK;
}

size_t tl_transient_profile_points(const tl_transient *x, size_t link) {
  if (link >= x->network->link_count || x->pieces_of[link] == 0) return 0;
  size_t points = 0;
  for (size_t k = x->first_piece[link]; k < x->first_piece[link] + x->pieces_of[link]; k++)
    points += x->pieces[k].cells + 1;
  return points;
}

tl_code tl_transient_profile(const tl_transient *x, size_t link, size_t point, tl_profile_point *state,
                             tl_error *error) {
  TLI_TRY(readable(x, link, x->network->link_count, "link", error));
  TLI_TRY(readable(x, point, tl_transient_profile_points(x, link), "point", error));
  const tli_piece *s = &x->pieces[x->first_piece[link]];
  while (point > s->cells) point -= s++->cells + 1;
  const size_t i = s->point + point, face = s->face + (point < s->cells ? point : s->cells - 1);
  const double share = (double)point / (double)s->cells;
  const double q = point == 0 || point == s->cells ? x->now.q[face] : 0.5 * (x->now.q[face - 1] + x->now.q[face]);
  *state = (tl_profile_point){.distance_m = s->start_m + share * s->length_m,
                              .height_m = s->height_from_m + share * (s->height_to_m - s->height_from_m),
                              .p_pa = point == 0          ? x->now.jp[s->from]
                                      : point == s->cells ? x->now.jp[s->to]
                                                          : x->now.p[i],
                              .t_k = x->now.t[i],
                              .density_kg_m3 = x->rho[i],
                              .velocity_m_s = q / (x->rho[i] * s->area_m2 * s->strings),
                              .ground_t_k = x->warmth != NULL ? x->warmth->ground[i] : NAN};
  return TL_OK;
}

size_t tl_transient_records(const tl_transient *x) { return x->history.count; }
double tl_transient_record_time_s(const tl_transient *x, size_t r) {
  return r < x->history.count ? x->history.time[r] : NAN;
}
static double read_record(const tl_transient *x, const double *from, size_t width, size_t r, size_t i) {
  return r < x->history.count && i < width ? from[r * width + i] : NAN;
}
double tl_transient_record_p_pa(const tl_transient *x, size_t r, size_t node) {
  return read_record(x, x->history.node_p, x->network->node_count, r, node);
}
double tl_transient_record_t_k(const tl_transient *x, size_t r, size_t node) {
  return read_record(x, x->history.node_t, x->network->node_count, r, node);
}
double tl_transient_record_withdrawal_kg_s(const tl_transient *x, size_t r, size_t node) {
  return read_record(x, x->history.node_w, x->network->node_count, r, node);
}
double tl_transient_record_q_from_kg_s(const tl_transient *x, size_t r, size_t link) {
  return read_record(x, x->history.q_from, x->network->link_count, r, link);
}
double tl_transient_record_q_to_kg_s(const tl_transient *x, size_t r, size_t link) {
  return read_record(x, x->history.q_to, x->network->link_count, r, link);
}
bool tl_transient_follows_gases(const tl_transient *x) { return x->cargo != NULL; }
double tl_transient_record_molar_mass_kg_mol(const tl_transient *x, size_t r, size_t node) {
  return x->cargo != NULL ? read_record(x, x->history.node_molar, x->network->node_count, r, node) : NAN;
}
double tl_transient_record_gross_j_m3(const tl_transient *x, size_t r, size_t node) {
  return x->cargo != NULL ? read_record(x, x->history.node_gross, x->network->node_count, r, node) : NAN;
}
double tl_transient_record_hydrogen(const tl_transient *x, size_t r, size_t node) {
  return x->cargo != NULL ? read_record(x, x->history.node_hydrogen, x->network->node_count, r, node) : NAN;
}
double tl_transient_record_linepack_kg(const tl_transient *x, size_t r, size_t link) {
  return read_record(x, x->history.linepack, x->network->link_count, r, link);
}

tl_code tl_transient_delivery(const tl_transient *x, size_t node, tl_delivered *delivery, tl_error *error) {
  TLI_TRY(readable(x, node, x->network->node_count, "node", error));
  *delivery = x->deliveries[node];
  return TL_OK;
}

double tl_transient_lost_kg(const tl_transient *x) {
  double sum = 0.0;
  for (size_t h = 0; h < x->hole_count; h++) sum += x->holes[h].lost_kg;
  return sum;
}

size_t tl_transient_happenings(const tl_transient *x) { return x->happening_count; }
bool tl_transient_happening_at(const tl_transient *x, size_t index, tl_happening *happening) {
  if (index >= x->happening_count) return false;
  *happening = x->happenings[index];
  return true;
}
