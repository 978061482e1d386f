/* The line of a study as a problem of operation. Flows are those of the reference, what stations burn taken out between
 * them; the gas has the mean temperature of the pipes; maps of units are fitted by the form that the bound needs.
 *
 *     H(Q, n), eta(Q, n)  least squares over speeds and flows between surge and choke
 *     surge, choke        H = c0 + c1 Q + c2 Q2
 *
 * docs/theory/study-stations.md */
#include "study/best_operation.h"

#include "net/tli_net.h"
#include "study/money_read.h"

/* ---- maps -------------------------------------------------------------------------------------------------------- */

enum { SPEEDS = 8, FLOWS = 12, POINTS = SPEEDS * FLOWS };

typedef struct samples {
  double q[POINTS], n[POINTS], head[POINTS], eta[POINTS];
  double surge_q[SPEEDS], surge_head[SPEEDS], choke_q[SPEEDS], choke_head[SPEEDS];
} samples;

static void sample_map(const tl_study *study, const tli_unit_model *model, samples *s) {
  const tli_study *r = study->reference;
  const double speed = model->machine->speed.si;
  double low, high;
  (void)tl_measured_map_lines(model->map, &low, &high);
  for (size_t k = 0; k < SPEEDS; k++) {
    const double n = low + (high - low) * (double)k / (SPEEDS - 1), design = model->flow_m3_s * n / speed;
    const double from = r->wheel[0].flow.si * design, to = r->wheel[r->wheel_count - 1].flow.si * design;
    for (size_t i = 0; i < FLOWS; i++) {
      const size_t at = k * FLOWS + i;
      s->n[at] = n;
      s->q[at] = from + (to - from) * (double)i / (FLOWS - 1);
      s->head[at] = tl_measured_map_head(model->map, s->q[at], n, NULL, NULL);
      s->eta[at] = tl_measured_map_efficiency(model->map, s->q[at], n, NULL, NULL);
    }
    s->surge_q[k] = s->q[k * FLOWS];
    s->surge_head[k] = s->head[k * FLOWS];
    s->choke_q[k] = s->q[k * FLOWS + FLOWS - 1];
    s->choke_head[k] = s->head[k * FLOWS + FLOWS - 1];
  }
}

static tl_code fit_map(tli_operating *x, const tli_unit_model *model, tl_turbo *turbo, tl_error *error) {
  const tl_allocator *memory = tli_arena_allocator(x->study->arena);
  samples *s = TLI_NEW(x->study->arena, samples);
  if (s == NULL) return TLI_NO_MEMORY(error, "the maps of the units");
  bool head, eta, surge, choke;
  *turbo = (tl_turbo){0};
  (void)tl_measured_map_lines(model->map, &turbo->speed_min_1_min, &turbo->speed_max_1_min);
  sample_map(x->study, model, s);
  TLI_TRY(tl_biquadratic_fit(s->q, s->n, s->head, POINTS, memory, &turbo->head_j_kg, &head, error));
  TLI_TRY(tl_biquadratic_fit(s->q, s->n, s->eta, POINTS, memory, &turbo->efficiency, &eta, error));
  TLI_TRY(tl_quadratic_fit(s->surge_q, s->surge_head, SPEEDS, memory, turbo->surge_j_kg, &surge, error));
  TLI_TRY(tl_quadratic_fit(s->choke_q, s->choke_head, SPEEDS, memory, turbo->choke_j_kg, &choke, error));
  const char *fault = tl_turbo_fault(turbo);
  if (!head || !eta || !surge || !choke) x->trouble = "the map of a unit cannot be fitted";
  if (fault != NULL)
    x->trouble = tli_arena_printf(x->study->arena, "the fitted map of a unit cannot be used: %s", fault);
  x->study->lost = x->study->lost || (fault != NULL && x->trouble == NULL);
  return TL_OK;
}

/* ---- stations ---------------------------------------------------------------------------------------------------- */

static double mean_air_k(const tl_study *study, double chainage_m) {
  double sum = 0.0;
  for (size_t m = 0; m < TLI_YEAR_MONTHS; m++) sum += tli_air_k(study, chainage_m, m);
  return sum / TLI_YEAR_MONTHS;
}

/* What a drive's energy costs [money/J]; 0: no price is given. */
static tl_code price_of(const tl_study *study, const tl_drive *drive, double *price, tl_error *error) {
  const tli_study *s = study->reference;
  tli_rates rates;
  tli_rates_of(s, &rates);
  if (drive->kind == TL_DRIVE_ELECTRIC) return tli_money_in(s, &rates, &s->economics.electricity_price, price, error);
  TLI_TRY(tli_money_in(s, &rates, &s->economics.fuel_price, price, error));
  *price /= study->line->kg_per_m3 * study->quality.net_j_kg;
  return TL_OK;
}

static tl_code make_station(tli_operating *x, const tl_steady *steady, size_t i, tl_error *error) {
  const tli_crew *c = &x->year->crews[x->crew[i]];
  const tl_station *given = x->study->line->network->links[c->at->link].params;
  tl_line_station *s = &x->stations[i];
  tl_link_state at;
  TLI_TRY(tl_steady_link(steady, c->at->link, &at, error));
  *s = (tl_line_station){
      .turbo = &x->turbos[i],
      .drive = &c->model.drive,
      .units = c->running < TL_STAGE_UNITS ? c->running : TL_STAGE_UNITS,
      .site = tli_unit_site(c->model.machine, mean_air_k(x->study, c->at->chainage_m), c->at->height_m),
      .p_most_pa = given->discharge_p_pa,
      .loss_in_pa = given->loss_in_pa,
      .loss_out_pa = given->loss_out_pa,
      .t_k = at.t_from_k};
  TLI_TRY(price_of(x->study, s->drive, &s->price, error));
  x->in_money = x->in_money && s->price > 0.0;
  return fit_map(x, &c->model, &x->turbos[i], error);
}

/* ---- spans ------------------------------------------------------------------------------------------------------- */

static size_t pipes_before(const tli_line *line, double chainage_m) {
  size_t k = 0;
  while (k < line->pipe_count && line->pipes[k].chainage_m < chainage_m - 1.0) k++;
  return k;
}

static tl_code flow_of(const tli_operating *x, const tl_steady *steady, size_t pipe, double *q_kg_s, tl_error *error) {
  tl_link_state at;
  TLI_TRY(tl_steady_link(steady, x->study->line->pipes[pipe].link, &at, error));
  *q_kg_s = at.q_kg_s;
  return TL_OK;
}

/* From each station to the next, or to the end. */
static tl_code make_spans(tli_operating *x, const tl_steady *steady, double *q_kg_s, tl_error *error) {
  const tli_line *line = x->study->line;
  tl_line_piece *pieces = TLI_NEW_N(x->study->arena, tl_line_piece, line->pipe_count + 1);
  if (pieces == NULL) return TLI_NO_MEMORY(error, "the best operation");
  for (size_t k = 0; k < line->pipe_count; k++) {
    const tli_link *link = &line->network->links[line->pipes[k].link];
    pieces[k] = (tl_line_piece){*(const tl_pipe *)link->params, line->network->nodes[link->from].height_m,
                                line->network->nodes[link->to].height_m};
  }
  for (size_t i = 0; i < x->count; i++) {
    const size_t first = pipes_before(line, x->year->crews[x->crew[i]].at->chainage_m);
    const size_t next =
        i + 1 < x->count ? pipes_before(line, x->year->crews[x->crew[i + 1]].at->chainage_m) : line->pipe_count;
    double here, there;
    if (next <= first) {
      x->trouble = "two stations stand at one place, or one at the end of the line";
      return TL_OK;
    }
    TLI_TRY(flow_of(x, steady, first, &here, error));
    TLI_TRY(flow_of(x, steady, next < line->pipe_count ? next : next - 1, &there, error));
    if (i == 0) *q_kg_s = here;
    x->spans[i] = (tl_line_span){pieces + first, next - first, here - there};
  }
  return TL_OK;
}

/* Of the gas in the pipes, by length. */
static tl_code mean_temperature(const tli_line *line, const tl_steady *steady, double *t_k, tl_error *error) {
  double sum = 0.0, length = 0.0;
  for (size_t i = 0; i < line->pipe_count; i++) {
    tl_profile_point last = {0};
    for (size_t k = 0; k < tl_steady_profile_points(steady, line->pipes[i].link); k++) {
      tl_profile_point at;
      TLI_TRY(tl_steady_profile(steady, line->pipes[i].link, k, &at, error));
      if (k > 0) sum += 0.5 * (at.t_k + last.t_k) * (at.distance_m - last.distance_m);
      if (k > 0) length += at.distance_m - last.distance_m;
      last = at;
    }
  }
  *t_k = length > 0.0 ? sum / length : 288.15;
  return TL_OK;
}

/* ---- the problem ------------------------------------------------------------------------------------------------- */

static tl_code make_problem(tli_operating *x, const tl_steady *steady, tl_error *error) {
  const tl_study *study = x->study;
  const tl_station *given = study->line->network->links[x->year->crews[x->crew[0]].at->link].params;
  const double least = study->reference->delivery.min_pressure.si;
  tl_link_state first;
  tl_node_state end;
  TLI_TRY(tl_steady_link(steady, x->year->crews[x->crew[0]].at->link, &first, error));
  TLI_TRY(tl_steady_node(steady, study->line->end_node, &end, error));
  x->problem = (tl_line_problem){.stations = x->stations,
                                 .spans = x->spans,
                                 .count = x->count,
                                 .gas = study->gas,
                                 .kappa = given->kappa > 0.0 ? given->kappa : 1.3,
                                 .p_in_pa = first.p_from_pa,
                                 .p_out_pa = least > 0.0 ? least : end.p_pa,
                                 .part_length_m = study->part_length_m};
  TLI_TRY(mean_temperature(study->line, steady, &x->problem.t_k, error));
  return make_spans(x, steady, &x->problem.q_kg_s, error);
}

tl_code tli_operating_make(tl_study *study, const tli_year *year, const tl_steady *steady, tli_operating *x,
                           tl_error *error) {
  *x = (tli_operating){.study = study, .year = year, .in_money = true};
  for (size_t i = 0; i < study->line->station_count; i++) {
    if (!year->crews[i].has_units) continue;
    if (x->count == TL_LINE_STATIONS) {
      x->trouble = "the line has more stations than its best operation can be searched for";
      return TL_OK;
    }
    x->crew[x->count++] = i;
  }
  if (x->count == 0) {
    x->trouble = "no station has units of a known class";
    return TL_OK;
  }
  for (size_t i = 0; i < x->count && x->trouble == NULL; i++) TLI_TRY(make_station(x, steady, i, error));
  for (size_t i = 0; i < x->count && !x->in_money; i++) x->stations[i].price = 1.0;
  return x->trouble == NULL ? make_problem(x, steady, error) : TL_OK;
}

tl_code tli_operating_energy(const tli_operating *x, const tl_line_operation *o, const tl_line_state *state,
                             double *energy_w, tl_error *error) {
  const double missed = -0.01; /* of a limit: no operation of the fitted maps is blamed for their rounding */
  double q = x->problem.q_kg_s;
  *energy_w = 0.0;
  for (size_t i = 0; i < x->count; q -= x->spans[i++].offtake_kg_s) {
    const tl_line_station *s = &x->stations[i];
    tl_unit units[TL_STAGE_UNITS];
    if (o->units[i] == 0) continue;
    for (size_t k = 0; k < o->units[i]; k++) units[k] = x->year->crews[x->crew[i]].model.unit;
    const tl_unit_stage stage = {units, o->units[i]};
    const tl_configuration configuration = {"", &stage, 1};
    const tl_station_duty duty = {.gas = x->problem.gas,
                                  .path = TL_COMPRESSION_KAPPA,
                                  .kappa = x->problem.kappa,
                                  .p_in_pa = state->p_in_pa[i],
                                  .p_out_pa = o->p_out_pa[i],
                                  .q_kg_s = q,
                                  .t_in_k = s->t_k,
                                  .loss_in_pa = s->loss_in_pa,
                                  .loss_out_pa = s->loss_out_pa,
                                  .cooler_approach_k = -1.0,
                                  .site = s->site};
    tl_station_answer answer;
    TLI_TRY(tl_station_run(&configuration, &duty, &answer, error));
    *energy_w += answer.margin >= missed ? answer.energy_w : NAN;
  }
  return TL_OK;
}
