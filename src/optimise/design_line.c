/* One design of a line: walls, then the gas from the inlet to the delivery, station by station.
 *
 * Every station delivers the working pressure, the last one as little as the delivery needs. What enters is found by
 * shooting: fuel on the way hardly depends on it, so that the false position method needs three or four marches. A line
 * whose first station draws from what the next one draws from is brought into that state by the same rounds.
 */
#include "optimise/tli_design.h"

#include <string.h>

void tli_design_ground(const tl_design_corridor *c, double at_m, double *height_m, double *ground_t_k) {
  size_t low = 0, high = c->point_count - 1;
  while (high - low > 1) {
    const size_t middle = (low + high) / 2;
    if (c->points[middle].distance_m <= at_m)
      low = middle;
    else
      high = middle;
  }
  const tl_design_point *a = &c->points[low], *b = &c->points[high];
  const double share = tli_min(tli_max((at_m - a->distance_m) / (b->distance_m - a->distance_m), 0.0), 1.0);
  *height_m = a->height_m + share * (b->height_m - a->height_m);
  *ground_t_k = a->ground_t_k + share * (b->ground_t_k - a->ground_t_k);
}

size_t tli_design_stretch(const tl_design_corridor *c, double at_m) {
  size_t s = 0;
  while (s + 1 < c->stretch_count && c->stretches[s].to_m < at_m) s++;
  return s;
}

double tli_design_offtakes_at_start(const tl_design_corridor *c) {
  double sum = 0.0;
  for (size_t i = 0; i < c->offtake_count && c->offtakes[i].at_m < TLI_SAME_PLACE_M; i++) sum += c->offtakes[i].q_kg_s;
  return sum;
}

/* ---- walls ------------------------------------------------------------------------------------------------------ */

/* The next wall that is made; NaN above the thickest. */
static double wall_made(const tl_design_pipe *pipe, double least_m) {
  const double rounding = 1e-9;
  if (least_m <= pipe->wall_least_m) return pipe->wall_least_m;
  const double steps = ceil((least_m - pipe->wall_least_m) / pipe->wall_step_m - rounding);
  const double wall = pipe->wall_least_m + steps * pipe->wall_step_m;
  return wall <= pipe->wall_most_m + rounding ? wall : NAN;
}

tl_code tli_design_make(const tl_design_problem *problem, const tli_march *march, const tl_design *design,
                        tli_made *made, tl_design_state *state, tl_error *error) {
  const tl_design_catalogue *k = problem->catalogue;
  const tl_design_corridor *c = &problem->corridor;
  const tl_design_pipe *pipe = &k->pipes[design->pipe];
  const tl_design_machine *machine = &k->machines[design->machine];
  memset(state, 0, sizeof *state);
  made->problem = problem;
  made->design = design;
  made->march = *march;
  made->p_pa = k->pressures_pa[design->pressure];
  made->length_m = c->points[c->point_count - 1].distance_m;
  made->efficiency = machine->efficiency;
  made->drive_efficiency = machine->drive_efficiency;
  made->inlet_p_pa = c->inlet_as_next ? 0.75 * made->p_pa : tli_min(c->inlet_p_pa, made->p_pa);
  made->inlet_t_k = c->inlet_as_next ? 283.15 : c->inlet_t_k;
  made->q_guess_kg_s = 0.0;
  made->stop_at_ratio = false;
  made->most_power_w = NULL;
  state->wall_least_m = INFINITY;
  for (size_t s = 0; s < c->stretch_count; s++) {
    const tl_wall_duty duty = {
        c->stretches[s].norm, c->stretches[s].location,          pipe->outside_diameter_m,
        made->p_pa,           k->steels[design->steel].yield_pa, k->steels[design->steel].tensile_pa};
    tl_wall wall;
    TLI_TRY(tl_wall_least(&duty, &wall, error));
    made->wall_m[s] = wall_made(pipe, wall.least_m);
    if (isnan(made->wall_m[s])) {
      state->limit = TL_DESIGN_WALL;
      state->value = wall.least_m;
      state->allowed = pipe->wall_most_m;
      state->at_m = s > 0 ? c->stretches[s - 1].to_m : 0.0;
      return TL_OK;
    }
    state->outside_norm = state->outside_norm || wall.outside_norm;
    state->wall_most_m = tli_max(state->wall_most_m, made->wall_m[s]);
    state->wall_least_m = tli_min(state->wall_least_m, made->wall_m[s]);
  }
  return TL_OK;
}

/* ---- pieces ----------------------------------------------------------------------------------------------------- */

tl_pipe tli_design_pipe(const tli_made *made, size_t stretch, bool looped) {
  const tl_design_corridor *c = &made->problem->corridor;
  const double outside = made->problem->catalogue->pipes[made->design->pipe].outside_diameter_m;
  tl_pipe pipe;
  tl_pipe_default(&pipe);
  pipe.diameter_m = outside - 2.0 * made->wall_m[stretch];
  pipe.roughness_m = c->roughness_m;
  pipe.efficiency = c->efficiency;
  pipe.heat_transfer_w_m2_k = c->heat_transfer_w_m2_k;
  pipe.heat_diameter_m = outside;
  pipe.friction = c->friction;
  pipe.strings = (double)(made->design->strings + (looped ? 1 : 0));
  return pipe;
}

double tl_design_loop_share(const tl_design_problem *problem, const tl_design *design, size_t span) {
  const tl_design_catalogue *k = problem->catalogue;
  if (span > design->stations || span > TL_DESIGN_STATIONS) return 0.0;
  if (design->own_loops) return design->loop_share[span];
  return k->loop_count > 0 ? k->loop_shares[design->loop] : 0.0;
}

size_t tli_design_span(const tl_design *design, double to_m) {
  size_t span = 0;
  while (span < design->stations && design->station_m[span] < to_m - TLI_SAME_PLACE_M) span++;
  return span;
}

static double nearer(double to_m, double cut_m, double from_m) {
  return cut_m > from_m + TLI_SAME_PLACE_M && cut_m < to_m ? cut_m : to_m;
}

tli_piece tli_design_piece(const tli_made *made, double from_m, double span_from_m, double span_to_m) {
  const tl_design_corridor *c = &made->problem->corridor;
  tli_piece piece = {.from_m = from_m, .to_m = span_to_m};
  const size_t span = made->design->own_loops ? tli_design_span(made->design, span_to_m) : 0;
  const double loop_from =
      span_to_m - tl_design_loop_share(made->problem, made->design, span) * (span_to_m - span_from_m);
  size_t i = 0, high = c->point_count;
  while (i < high) { /* the first point behind from_m */
    const size_t middle = (i + high) / 2;
    if (c->points[middle].distance_m > from_m + TLI_SAME_PLACE_M)
      high = middle;
    else
      i = middle + 1;
  }
  if (i < c->point_count) piece.to_m = nearer(piece.to_m, c->points[i].distance_m, from_m);
  const size_t stretch = tli_design_stretch(c, from_m + TLI_SAME_PLACE_M);
  piece.to_m = nearer(piece.to_m, c->stretches[stretch].to_m, from_m);
  piece.to_m = nearer(piece.to_m, loop_from, from_m);
  for (size_t k = 0; k < c->offtake_count; k++) piece.to_m = nearer(piece.to_m, c->offtakes[k].at_m, from_m);
  for (size_t k = 0; k < c->offtake_count; k++) {
    const double at = c->offtakes[k].at_m;
    if (at >= from_m + TLI_SAME_PLACE_M && at < piece.to_m + TLI_SAME_PLACE_M && at < made->length_m + 0.5)
      piece.offtake_kg_s += c->offtakes[k].q_kg_s;
  }
  piece.pipe = tli_design_pipe(made, stretch, from_m + TLI_SAME_PLACE_M > loop_from);
  piece.pipe.length_m = piece.to_m - from_m;
  tli_design_ground(c, from_m, &piece.height_from_m, &piece.pipe.ground_t_from_k);
  tli_design_ground(c, piece.to_m, &piece.height_to_m, &piece.pipe.ground_t_to_k);
  return piece;
}

/* Where gas is fastest. */
typedef struct fastest {
  double m_s, at_m;
} fastest;
static void note_velocity(fastest *fast, double m_s, double at_m) {
  if (!(m_s > fast->m_s)) return;
  fast->m_s = m_s;
  fast->at_m = at_m;
}

/* From one station to the next place. false: the pressure falls away before it; *at_m says where. */
static bool march_span(const tli_made *made, double from_m, double to_m, tli_on_the_way *gas, fastest *fast,
                       double *at_m) {
  const tl_design_corridor *c = &made->problem->corridor;
  const double part_m = c->part_length_m > 0.0 ? c->part_length_m : 1e4;
  const tli_kind *kind = tli_kind_get((size_t)tli_kind_find("pipe"));
  for (double x = from_m; x < to_m - 1e-6;) {
    const tli_piece piece = tli_design_piece(made, x, from_m, to_m);
    const size_t parts = kind->parts(&piece.pipe, part_m);
    const double rise = (piece.height_to_m - piece.height_from_m) / (double)parts;
    for (size_t k = 0; k < parts; k++) {
      tl_pipe part;
      kind->split(&piece.pipe, k, parts, &part);
      *at_m = x + (double)k * part.length_m;
      if (!(gas->q_kg_s > 0.0)) return false;
      const double height = piece.height_from_m + (double)k * rise;
      if (!tli_march_part(&made->march, &part, height, height + rise, gas)) return false;
    }
    note_velocity(fast, gas->velocity_m_s, piece.to_m);
    gas->q_kg_s -= piece.offtake_kg_s;
    x = piece.to_m;
  }
  *at_m = to_m;
  return true;
}

/* ---- stations --------------------------------------------------------------------------------------------------- */

tl_station tli_design_station(const tli_made *made, double set_p_pa) {
  const tl_design_catalogue *k = made->problem->catalogue;
  tl_station station;
  tl_station_default(&station);
  station.discharge_p_pa = set_p_pa;
  station.efficiency = made->efficiency;
  station.driver_efficiency = made->drive_efficiency;
  station.kappa = k->kappa;
  station.cooler_t_k = k->cooler_t_k;
  station.loss_in_pa = k->loss_in_pa;
  station.loss_out_pa = k->loss_out_pa;
  return station;
}

/* What a station does to 1 kg/s before it, and the flow it leaves. */
static double compressed(const tli_made *made, double set_p_pa, const tli_on_the_way *gas, tli_station_report *report) {
  const tl_station station = tli_design_station(made, set_p_pa);
  const tli_element_state at = {.p_in_pa = gas->p_pa, .p_out_pa = set_p_pa, .q_kg_s = 1.0, .t_in_k = gas->t_k};
  tli_station_report_at(&station, made->march.gas, made->march.net_heat_j_kg, &at, report);
  return gas->q_kg_s / (1.0 + report->fuel_kg_s); /* the compressed gas is what the fuel leaves */
}

/* The outlet pressure that a station with so much power reaches within the largest ratio, at most set_p_pa; the power
 * is monotone in it: false position (Illinois). The suction where it cannot help. */
static double reached(const tli_made *made, double set_p_pa, double most_power_w, const tli_on_the_way *gas) {
  enum { MOST_ROUNDS = 60 };
  const tl_design_catalogue *k = made->problem->catalogue;
  tli_station_report r;
  double high = tli_min(set_p_pa, k->most_ratio * (gas->p_pa - k->loss_in_pa) - k->loss_out_pa);
  double low = gas->p_pa * (1.0 + 1e-6);
  if (!(high > low)) return gas->p_pa;
  double over = compressed(made, high, gas, &r) * r.power_w - most_power_w;
  if (over <= 0.0) return high;
  double under = compressed(made, low, gas, &r) * r.power_w - most_power_w;
  if (under > 0.0) return gas->p_pa;
  int side = 0; /* where the last point fell */
  for (int round = 0; round < MOST_ROUNDS && high - low > 1e-9 * high; round++) {
    const double at = high - (high - low) * over / (over - under);
    const double miss = compressed(made, at, gas, &r) * r.power_w - most_power_w;
    if (fabs(miss) <= 1e-9 * most_power_w) return at;
    if (miss > 0.0) {
      high = at;
      over = miss;
      if (side > 0) under *= 0.5;
      side = 1;
    } else {
      low = at;
      under = miss;
      if (side < 0) over *= 0.5;
      side = -1;
    }
  }
  return low;
}

/* The gas through station i that is set to set_p_pa; by-passed where it comes with more. Fuel is taken before it. */
static void pass_station(const tli_made *made, size_t i, double set_p_pa, tli_on_the_way *gas, tl_design_station *out) {
  if (made->most_power_w != NULL && gas->p_pa < set_p_pa)
    set_p_pa = reached(made, set_p_pa, made->most_power_w[i], gas);
  const tl_station station = tli_design_station(made, set_p_pa);
  out->p_in_pa = gas->p_pa;
  out->t_in_k = gas->t_k;
  out->ratio = 1.0;
  out->power_w = out->fuel_kg_s = 0.0;
  if (gas->p_pa < set_p_pa) {
    tli_station_report report;
    const double behind = compressed(made, set_p_pa, gas, &report);
    out->ratio = report.ratio;
    out->power_w = report.power_w * behind;
    out->fuel_kg_s = report.fuel_kg_s * behind;
    gas->q_kg_s = behind;
    gas->p_pa = set_p_pa;
    gas->t_k = report.discharge_t_k;
    if (station.cooler_t_k > 0.0) gas->t_k = tli_min(gas->t_k, station.cooler_t_k);
  }
  out->p_out_pa = gas->p_pa;
  out->t_out_k = gas->t_k;
  out->q_kg_s = gas->q_kg_s;
}

static const double worst_ratio =
    4.0; /* below this suction no station of a trunk line stands: the line has collapsed */

static void break_limit(tl_design_state *s, tl_design_limit limit, double value, double allowed, double at_m) {
  if (s->limit != TL_DESIGN_FITS) return;
  s->limit = limit;
  s->value = value;
  s->allowed = allowed;
  s->at_m = at_m;
}

/* The last station set so low that the end gets what it needs: false position on the square of the pressure. gas stands
 * before the station and then at the end. */
static bool pass_last(const tli_made *made, double at_m, tli_on_the_way *gas, tl_design_station *out,
                      tl_design_state *s, fastest *line_fast) {
  const double wanted = made->problem->corridor.delivery_p_pa;
  const tli_on_the_way before = *gas;
  fastest fast = {0.0, NAN};
  double place, set = made->p_pa, high = set, low = tli_min(before.p_pa, set), high_over = NAN, low_under = NAN;
  for (int round = 0; round < 30; round++) {
    *gas = before;
    pass_station(made, made->design->stations - 1, set, gas, out);
    if (round == 0) high = tli_min(high, out->p_out_pa); /* as far as its units let it */
    fast.m_s = 0.0;
    const bool arrives = march_span(made, at_m, made->length_m, gas, &fast, &place);
    const double over = arrives ? gas->p_pa * gas->p_pa - wanted * wanted : -wanted * wanted;
    if (round == 0 && over < 0.0) { /* not even the working pressure is enough */
      if (!arrives) break_limit(s, TL_DESIGN_COLLAPSE, 0.0, wanted, place);
      if (arrives) break_limit(s, TL_DESIGN_DELIVERY, gas->p_pa, wanted, made->length_m);
      note_velocity(line_fast, fast.m_s, fast.at_m);
      return arrives;
    }
    if (arrives &&
        (fabs(over) <= 100.0 * made->march.close * wanted * wanted || (over > 0.0 && tli_min(set, high) <= low)))
      break;
    if (over > 0.0) {
      high = set;
      high_over = over;
    } else {
      low = set;
      low_under = over;
    }
    if (isnan(low_under)) { /* along the slope of a square law first, never below the suction */
      const double u = high * high - 1.02 * high_over;
      set = tli_max(u > low * low ? sqrt(u) : low, low);
    } else {
      const double share = high_over / (high_over - low_under);
      set = sqrt(high * high - tli_min(tli_max(share, 0.02), 0.98) * (high * high - low * low));
    }
  }
  note_velocity(line_fast, fast.m_s, fast.at_m);
  return true;
}

/* From the inlet to the end with what enters the line behind the take-offs at its start. The first station of a line
 * that stands for its neighbours draws from made->inlet. */
static bool march_line(tli_made *made, double q_kg_s, tl_design_state *s, tli_on_the_way *end, fastest *fast) {
  const tl_design *d = made->design;
  const bool as_next = made->problem->corridor.inlet_as_next;
  tli_on_the_way gas = {.p_pa = made->inlet_p_pa, .t_k = made->inlet_t_k, .q_kg_s = q_kg_s};
  double x = 0.0, place = 0.0;
  s->limit = TL_DESIGN_FITS;
  *fast = (fastest){0.0, NAN};
  if (as_next && (d->stations == 0 || d->station_m[0] >= TLI_SAME_PLACE_M)) {
    gas.p_pa = made->p_pa;
    gas.t_k = made->problem->catalogue->cooler_t_k > 0.0 ? made->problem->catalogue->cooler_t_k : made->inlet_t_k;
  }
  for (size_t i = 0; i < d->stations; i++) {
    tl_design_station *station = &s->stations[i];
    if (!march_span(made, x, d->station_m[i], &gas, fast, &place)) {
      break_limit(s, TL_DESIGN_COLLAPSE, 0.0, made->p_pa / worst_ratio, place);
      return false;
    }
    x = d->station_m[i];
    station->at_m = x;
    if (gas.p_pa < made->p_pa / worst_ratio) {
      break_limit(s, TL_DESIGN_COLLAPSE, gas.p_pa, made->p_pa / worst_ratio, x);
      return false;
    }
    if (i + 1 < d->stations) {
      pass_station(made, i, made->p_pa, &gas, station);
      const double most = made->problem->catalogue->most_ratio;
      if (made->stop_at_ratio && station->ratio > most * (1.0 + 1e-6)) {
        break_limit(s, TL_DESIGN_RATIO, station->ratio, most, x);
        return false;
      }
    } else if (!pass_last(made, x, &gas, station, s, fast)) {
      return false;
    }
  }
  if (d->stations == 0 && !march_span(made, x, made->length_m, &gas, fast, &place)) {
    break_limit(s, TL_DESIGN_COLLAPSE, 0.0, made->problem->corridor.delivery_p_pa, place);
    return false;
  }
  *end = gas;
  return true;
}

/* What the next station draws from, or the end where there is none. */
static double renew_inlet(tli_made *made, const tl_design_state *s, const tli_on_the_way *end) {
  if (!made->problem->corridor.inlet_as_next || made->design->stations == 0) return 0.0;
  const bool next = made->design->stations > 1;
  const double p = next ? s->stations[1].p_in_pa : end->p_pa, t = next ? s->stations[1].t_in_k : end->t_k;
  const double change = fabs(p - made->inlet_p_pa) / made->p_pa + fabs(t - made->inlet_t_k) / 1e3;
  made->inlet_p_pa = tli_min(p, made->p_pa);
  made->inlet_t_k = t;
  return change;
}

static void judge(const tli_made *made, const fastest *fast, tl_design_state *s) {
  const tl_design_catalogue *k = made->problem->catalogue;
  const double rounding = 1.0 + 1e-9;
  for (size_t i = 0; i < made->design->stations; i++) {
    s->power_w += s->stations[i].power_w;
    s->fuel_kg_s += s->stations[i].fuel_kg_s;
    s->most_ratio = tli_max(s->most_ratio, s->stations[i].ratio);
    if (s->stations[i].ratio > k->most_ratio * rounding)
      break_limit(s, TL_DESIGN_RATIO, s->stations[i].ratio, k->most_ratio, s->stations[i].at_m);
  }
  if (s->delivery_p_pa < made->problem->corridor.delivery_p_pa * (1.0 - 1e-6))
    break_limit(s, TL_DESIGN_DELIVERY, s->delivery_p_pa, made->problem->corridor.delivery_p_pa, made->length_m);
  s->most_velocity_m_s = fast->m_s;
  if (fast->m_s > k->most_velocity_m_s) break_limit(s, TL_DESIGN_VELOCITY, fast->m_s, k->most_velocity_m_s, fast->at_m);
}

void tli_design_run(tli_made *made, tl_design_state *s) {
  enum { MOST_ROUNDS = 30 };
  const tl_design_corridor *c = &made->problem->corridor;
  double sold = c->q_kg_s;
  for (size_t i = 0; i < c->offtake_count; i++)
    if (c->offtakes[i].at_m >= TLI_SAME_PLACE_M) sold += c->offtakes[i].q_kg_s;
  double q = made->q_guess_kg_s > 0.0 ? made->q_guess_kg_s : sold;
  double q_before = 0.0, miss_before = 0.0;
  tli_on_the_way end;
  fastest fast;
  for (int round = 0; round < MOST_ROUNDS; round++) {
    if (!march_line(made, q, s, &end, &fast)) return;
    const double miss = end.q_kg_s - c->q_kg_s, moved = renew_inlet(made, s, &end);
    if (fabs(miss) <= 100.0 * made->march.close * q && moved <= 100.0 * made->march.close) break;
    const double slope = round > 0 && q != q_before ? (miss - miss_before) / (q - q_before) : 1.0;
    q_before = q;
    miss_before = miss;
    q -= miss / (slope > 0.5 && slope < 2.0 ? slope : 1.0);
  }
  made->q_guess_kg_s = q;
  s->q_in_kg_s = q + tli_design_offtakes_at_start(c);
  s->delivery_p_pa = end.p_pa;
  s->delivery_t_k = end.t_k;
  judge(made, &fast, s);
}

void tl_design_space_equally(double length_m, bool at_start, tl_design *design) {
  const double spans = (double)(design->stations + (at_start ? 0 : 1));
  for (size_t i = 0; i < design->stations && i < TL_DESIGN_STATIONS; i++)
    design->station_m[i] = length_m * (double)(i + (at_start ? 0 : 1)) / spans;
}

static const char *const limit_names[TL_DESIGN_LIMITS] = {"fits",  "wall",     "collapse", "ratio",
                                                          "units", "delivery", "velocity"};
const char *tl_design_limit_name(size_t limit) { return limit < TL_DESIGN_LIMITS ? limit_names[limit] : NULL; }
