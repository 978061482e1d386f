/* A problem of optimal gas flow from a network file: limits, laws with one coefficient a link, candidates.
 *
 *     pipe      p_from^2 - p_to^2 = lambda L z R T / (M D A^2) q|q|          (docs/theory/optimise-flow.md)
 *     resistor  the same with zeta z R T / (M A^2)
 *
 * z R T / M is the square of the file's sound_speed where it has one (MatGas). A compressor that may be passed
 * backwards becomes two links that may each be left out. ne_pipe and ne_compressor (MatGas) are candidates with their
 * cost. */
#include "study/flow_file.h"

#include "elem/tli_elem.h"
#include "study/case_limits.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double air_constant = 286.76; /* J/kg/K of air, as GasModels.jl has it */

static bool one_of(const char *kind, const char *a, const char *b, const char *c) {
  return strcmp(kind, a) == 0 || strcmp(kind, b) == 0 || strcmp(kind, c) == 0;
}

/* ---- nodes ------------------------------------------------------------------------------------------------------- */

static tl_code take_nodes(tl_flow_file *f, tl_error *error) {
  const tli_case *c = f->c;
  const size_t room = c->node_count + TLI_FLOW_MORE_NODES * c->link_count + 1;
  f->nodes = TLI_NEW_N(f->arena, tl_flow_node, room);
  f->pattern = TLI_NEW_N(f->arena, double, room);
  if (f->nodes == NULL || f->pattern == NULL) return TLI_NO_MEMORY(error, f->path);
  double *low = TLI_NEW_N(f->arena, double, room), *high = TLI_NEW_N(f->arena, double, room);
  if (low == NULL || high == NULL) return TLI_NO_MEMORY(error, f->path);
  for (size_t i = 0; i < c->node_count; i++) {
    const tli_case_node *n = &c->nodes[i];
    low[i] = tli_flow_or(n->p_min_pa, 101325.0);
    high[i] = tli_flow_or(n->p_max_pa, 2e7);
    if (c->boundary != NULL && c->boundary[i].kind == TL_GIVEN_PRESSURE && strcmp(c->format, "matgas") != 0)
      low[i] = high[i] = c->boundary[i].p_pa;
    const double nominal = tli_case_number(&n->values, "p_nominal_pa");
    if (strcmp(c->format, "matgas") == 0 && tli_case_number(&n->values, "x:junction_type") == 1.0 && !isnan(nominal))
      low[i] = high[i] = nominal;
  }
  tli_narrow_by_scenario(c, low, high);
  if (strcmp(c->format, "gaslib") == 0) tli_narrow_by_pipes(c, high);
  for (size_t i = 0; i < c->node_count; i++)
    f->nodes[i] = (tl_flow_node){c->nodes[i].id, low[i], high[i], tli_flow_or(c->nodes[i].height_m, 0.0)};
  f->problem.nodes = f->nodes;
  f->problem.node_count = c->node_count;
  return TL_OK;
}

tl_code tli_flow_file_node(tl_flow_file *f, const char *link, const char *name, size_t beside, double p_min_pa,
                           double p_max_pa, size_t *node, tl_error *error) {
  const char *id = tli_arena_printf(f->arena, "%s/%s", link, name);
  if (id == NULL) return TLI_NO_MEMORY(error, f->path);
  *node = f->problem.node_count++; /* there is room: take_nodes */
  f->nodes[*node] = (tl_flow_node){id, p_min_pa, p_max_pa, f->nodes[beside].height_m};
  return TL_OK;
}

/* ---- gas --------------------------------------------------------------------------------------------------------- */

static void take_gas(tl_flow_file *f, tl_findings *findings) {
  const tli_case_gas *g = &f->c->gas;
  const double speed = tli_flow_global(f->c, "x:sound_speed"), t = tli_flow_or(g->t_k, 288.15);
  const double molar_mass = tli_flow_or(g->molar_mass_kg_mol, 0.0175);
  double z = g->z, sum = 0.0;
  for (size_t i = 0; i < f->problem.node_count; i++) sum += 0.5 * (f->nodes[i].p_min_pa + f->nodes[i].p_max_pa);
  const double mean = sum / fmax((double)f->problem.node_count, 1.0);
  if (isnan(z) && g->pseudocritical_p_pa > 0.0 && g->pseudocritical_t_k > 0.0) /* as for nominations */
    z = 1.0 + 0.257 * mean / g->pseudocritical_p_pa - 0.533 * mean / g->pseudocritical_p_pa * g->pseudocritical_t_k / t;
  if (!isnan(g->z)) z = g->z + tli_flow_or(g->z_slope_1_pa, 0.0) * mean;
  if (isnan(z) && !(speed > 0.0) && strcmp(g->model, "ideal") != 0)
    tl_findings_add(findings, TL_WARNING, f->path, 0, "", "gas",
                    "the optimum takes one compressibility everywhere, and the file gives none: 0.9");
  z = tli_flow_or(z, strcmp(g->model, "ideal") == 0 ? 1.0 : 0.9);
  f->speed2 = speed > 0.0 ? speed * speed : z * TLI_GAS_CONSTANT * t / molar_mass;
  f->problem.zrt_j_kg = f->speed2;
  const double kappa = tli_flow_or(tli_flow_global(f->c, "x:specific_heat_capacity_ratio"), 1.3);
  const double gravity = tli_flow_global(f->c, "x:gas_specific_gravity");
  f->problem.exponent = (kappa - 1.0) / kappa;
  f->problem.work_j_kg = (gravity > 0.0 ? air_constant / gravity * t : f->speed2) * kappa / (kappa - 1.0);
  f->weighting = f->o->no_power ? 1.0 : tli_flow_or(tli_flow_global(f->c, "x:economic_weighting"), 1.0);
}

/* ---- links ------------------------------------------------------------------------------------------------------- */

tl_code tli_flow_file_arc(tl_flow_file *f, const tl_flow_arc *arc, tl_error *error) {
  if (!TLI_PUSH_ROOM(f->arena, f->arcs, f->arc_room, f->problem.arc_count)) return TLI_NO_MEMORY(error, f->path);
  f->arcs[f->problem.arc_count++] = *arc;
  return TL_OK;
}

static double area2(double diameter_m) {
  const double area = 0.25 * acos(-1.0) * diameter_m * diameter_m;
  return area * area;
}

double tli_flow_file_drag(const tl_flow_file *f, double zeta, double diameter_m) {
  return zeta * f->speed2 / area2(diameter_m);
}

static double pipe_resistance(const tl_flow_file *f, double length_m, double diameter_m, double factor) {
  return factor * length_m * f->speed2 / (diameter_m * area2(diameter_m));
}

static double friction_of(const tli_case_values *v) {
  const double given = tli_case_number(v, "friction_factor");
  if (given > 0.0) return given;
  const double relative = tli_flow_or(tli_case_number(v, "roughness_m"), 1e-5) / tli_case_number(v, "diameter_m");
  const double root = 2.0 * log10(relative / 3.71); /* Nikuradse, rough pipe */
  return 1.0 / (root * root);
}

/* A compressor that may be passed backwards, by the directionality of MatGas: 0 it compresses either way, 2 it is open.
 */
static tl_code add_compressor(tl_flow_file *f, tl_flow_arc arc, double directionality, tl_error *error) {
  const double back = -arc.q_min_kg_s;
  const bool returns = back > 0.0 && directionality != 1.0;
  arc.q_min_kg_s = fmax(arc.q_min_kg_s, 0.0);
  arc.optional = arc.optional || returns;
  TLI_TRY(tli_flow_file_arc(f, &arc, error));
  if (!returns) return TL_OK;
  tl_flow_arc other = arc;
  other.id = tli_arena_printf(f->arena, "%s/back", arc.id);
  if (other.id == NULL) return TLI_NO_MEMORY(error, f->path);
  other.from = arc.to;
  other.to = arc.from;
  other.q_max_kg_s = back;
  other.q_min_kg_s = 0.0;
  other.build_cost = 0.0;
  if (directionality != 0.0) other.kind = TL_FLOW_JOIN;
  return tli_flow_file_arc(f, &other, error);
}

/* The first of two figures that is a limit; in our own format 0 is none. */
static double limit_of(const tli_case_values *v, const char *name, const char *other, double none) {
  const double a = tli_case_number(v, name), b = tli_case_number(v, other);
  return a > 0.0 ? a : b > 0.0 ? b : none;
}

static tl_code take_pipe(tl_flow_file *f, tl_flow_arc arc, const tli_case_values *v, bool resistor, tl_error *error) {
  const double d = tli_case_number(v, "diameter_m");
  const double size = tli_flow_or(tli_case_number(v, resistor ? "drag_factor" : "length_m"), 0.0);
  const bool drags = size > 0.0 && d > 0.0;
  arc.kind = drags ? TL_FLOW_PIPE : TL_FLOW_JOIN;
  if (drags && resistor) arc.resistance = tli_flow_file_drag(f, size, d);
  if (drags && !resistor) arc.resistance = pipe_resistance(f, size, d, friction_of(v));
  return tli_flow_file_arc(f, &arc, error);
}

void tli_flow_file_count(tl_flow_left_out *what, const char *id) {
  if (what->count++ == 0) what->first = id;
}

static const double usual_ratio = 2.0; /* where a file has none: maps of machines are not known here */

/* Which way gas may pass a control against its direction, as MatGas says it; GasLib: where it has a bypass. */
static double passes_back(const tl_flow_file *f, const tli_case_values *v) {
  if (strcmp(f->c->format, "gaslib") == 0) return tli_has_bypass(v) ? 2.0 : 1.0;
  return tli_flow_or(tli_case_number(v, "x:directionality"), 1.0);
}

static tl_code take_station(tl_flow_file *f, tl_flow_arc arc, const tli_case_link *l, tl_error *error) {
  const tli_case_values *v = &l->values;
  arc.kind = TL_FLOW_COMPRESSOR;
  arc.ratio_min = tli_flow_or(tli_case_number(v, "ratio_min"), 1.0);
  arc.ratio_max = limit_of(v, "ratio_max", "max_ratio", NAN);
  if (isnan(arc.ratio_max)) {
    arc.ratio_max = usual_ratio;
    tli_flow_file_count(&f->without_ratio, l->id);
  }
  if (tli_flow_or(tli_case_number(v, "driver_efficiency"), 0.0) > 0.0) tli_flow_file_count(&f->with_fuel, l->id);
  return add_compressor(f, arc, passes_back(f, v), error);
}

/* What stations have in the file, or have not, that the optimum does without. */
static void warn_of_stations(const tl_flow_file *f, tl_findings *findings) {
  if (f->without_ratio.count > 0)
    tl_findings_add(findings, TL_WARNING, f->path, 0, f->without_ratio.first, "ratio_max",
                    "%s%s: the file gives no largest ratio; 1 .. %g is taken, and maps of machines are left out",
                    f->without_ratio.first, f->without_ratio.count > 1 ? " and others" : "", usual_ratio);
  if (f->with_fuel.count > 0)
    tl_findings_add(findings, TL_WARNING, f->path, 0, f->with_fuel.first, "driver_efficiency",
                    "%s%s: fuel is not drawn from the line in the optimum; `trunkline steady` draws it",
                    f->with_fuel.first, f->with_fuel.count > 1 ? " and others" : "");
  if (f->c->decisions != NULL)
    tl_findings_add(findings, TL_WARNING, f->path, 0, "", "decisions",
                    "combined decisions are left out of the optimum: each control is free by itself");
}

/* A storage holds its flow: it leaves where the storage hangs and enters at the reservoir. */
static tl_code take_storage(tl_flow_file *f, const tli_case_link *l, tl_findings *findings, tl_error *error) {
  const double q = tli_case_number(&l->values, "flow_kg_s");
  if (isnan(q)) {
    tl_findings_add(findings, TL_ERROR, f->path, l->line, l->id, "held_flow",
                    "%s: optimal flow takes a storage by the flow that it holds, and it holds none", l->id);
    return TL_OK;
  }
  TLI_TRY(tli_flow_file_fixed_trade(f, l->id, l->from, -q, error));
  return tli_flow_file_fixed_trade(f, l->id, l->to, q, error);
}

static tl_code take_link(tl_flow_file *f, const tli_case_link *l, tl_findings *findings, tl_error *error) {
  const tli_case_values *v = &l->values;
  const bool matgas = strcmp(f->c->format, "matgas") == 0; /* a power of 0 is a limit there */
  const bool gaslib = strcmp(f->c->format, "gaslib") == 0; /* its controls may be shut */
  const double power = matgas ? tli_case_number(v, "max_power_w") : limit_of(v, "max_power_w", "max_power_w", NAN);
  const double most_q = limit_of(v, "max_flow_kg_s", "max_flow_kg_s", INFINITY);
  tl_flow_arc arc = {
      .id = l->id,
      .from = l->from,
      .to = l->to,
      .q_min_kg_s = tli_flow_or(tli_flow_or(l->flow_min_kg_s, tli_case_number(v, "flow_min_kg_s")), -INFINITY),
      .q_max_kg_s = tli_flow_or(tli_flow_or(l->flow_max_kg_s, tli_case_number(v, "flow_max_kg_s")), most_q),
      .power_max_w = f->o->no_power || isnan(power) ? INFINITY : power,
      .ratio_min = 1.0,
      .ratio_max = 1.0,
      .p_in_min_pa = limit_of(v, "p_in_min_pa", "min_inlet_p_pa", 0.0),
      .p_out_max_pa = limit_of(v, "p_out_max_pa", "max_outlet_p_pa", 0.0)};
  if (tli_flow_or(tli_case_number(v, "status"), 1.0) == 0.0) return TL_OK;
  if (strcmp(l->kind, "pipe") == 0) return take_pipe(f, arc, v, false, error);
  if (strcmp(l->kind, "resistor") == 0) tli_flow_file_fixed_loss(f, l);
  if (strcmp(l->kind, "resistor") == 0) return take_pipe(f, arc, v, true, error);
  if (strcmp(l->kind, "storage") == 0) return take_storage(f, l, findings, error);
  const bool station = one_of(l->kind, "compressor", "station", "machine_station");
  const bool regulator = one_of(l->kind, "control_valve", "regulator", "regulator");
  arc.optional = gaslib && (station || strcmp(l->kind, "control_valve") == 0);
  if (station || regulator) TLI_TRY(tli_flow_file_piping(f, l, &arc, findings, error));
  if (station) return take_station(f, arc, l, error);
  if (one_of(l->kind, "short_pipe", "valve", "valve")) {
    arc.kind = TL_FLOW_JOIN;
    arc.optional = l->kind[0] == 'v';
    return tli_flow_file_arc(f, &arc, error);
  }
  if (strcmp(l->kind, "leak") == 0) return tli_flow_file_leak(f, l, findings, error);
  if (strcmp(l->kind, "delivery") == 0) return tli_flow_file_delivery(f, l, findings, error);
  if (strcmp(l->kind, "check_valve") == 0) {
    arc.kind = TL_FLOW_CHECK_VALVE;
    return tli_flow_file_arc(f, &arc, error);
  }
  if (regulator) {
    arc.kind = TL_FLOW_REGULATOR;
    arc.ratio_min = fmax(tli_flow_or(tli_case_number(v, "x:reduction_factor_min"), 1e-3), 1e-3);
    arc.ratio_max = tli_flow_or(tli_case_number(v, "x:reduction_factor_max"), 1.0);
    return gaslib ? add_compressor(f, arc, passes_back(f, v), error) : tli_flow_file_arc(f, &arc, error);
  }
  tl_findings_add(findings, TL_ERROR, f->path, l->line, l->id, "", "%s: optimal flow does not know a %s", l->id,
                  l->kind);
  return TL_OK;
}

/* ---- candidates: tables without names of columns, by their order --------------------------------------------------
 */

static double cell(const tli_case_values *v, size_t column) { return column < v->count ? v->at[column].number : NAN; }

static size_t node_of(const tli_case *c, const tli_case_values *v, size_t column) {
  char id[32];
  const double number = cell(v, column);
  (void)snprintf(id, sizeof id, "%.0f", number);
  return column < v->count && v->at[column].text != NULL ? tli_case_find_node(c, v->at[column].text)
                                                         : tli_case_find_node(c, id);
}

static tl_code take_candidate(tl_flow_file *f, const tli_case_row *row, tl_findings *findings, tl_error *error) {
  const tli_case_values *v = &row->values;
  const bool pipe = strcmp(row->table, "ne_pipe") == 0;
  const size_t status = pipe ? 8 : 12, cost = pipe ? 9 : 13;
  tl_flow_arc arc = {.id = tli_arena_printf(f->arena, "%s_%.0f", row->table, cell(v, 0)),
                     .kind = pipe ? TL_FLOW_PIPE : TL_FLOW_COMPRESSOR,
                     .from = node_of(f->c, v, 1),
                     .to = node_of(f->c, v, 2),
                     .q_min_kg_s = pipe ? -INFINITY : cell(v, 7),
                     .q_max_kg_s = pipe ? INFINITY : cell(v, 8),
                     .resistance = pipe ? pipe_resistance(f, cell(v, 4), cell(v, 3), cell(v, 5)) : 0.0,
                     .ratio_min = cell(v, 3),
                     .ratio_max = cell(v, 4),
                     .power_max_w = pipe || f->o->no_power ? INFINITY : cell(v, 5),
                     .p_in_min_pa = pipe ? 0.0 : cell(v, 8),
                     .p_out_max_pa = pipe ? 0.0 : cell(v, 11),
                     .optional = true,
                     .build_cost = cell(v, cost)};
  if (arc.id == NULL) return TLI_NO_MEMORY(error, f->path);
  if (!pipe) arc.q_min_kg_s = cell(v, 6), arc.q_max_kg_s = cell(v, 7);
  if (v->count <= cost || arc.from == SIZE_MAX || arc.to == SIZE_MAX) {
    tl_findings_add(findings, TL_ERROR, f->path, row->line, arc.id, "",
                    "%s: wanted are two junctions of the network and %zu columns up to construction_cost", arc.id,
                    cost + 1);
    return TL_OK;
  }
  return cell(v, status) == 0.0 ? TL_OK : pipe ? tli_flow_file_arc(f, &arc, error) : add_compressor(f, arc, 1.0, error);
}

/* ---- the file ---------------------------------------------------------------------------------------------------- */

static void take_pattern(tl_flow_file *f, tl_findings *findings) {
  if (strcmp(f->objective, "capacity") != 0) return;
  f->problem.pattern_kg_s = f->pattern;
  f->problem.scale_price = -1.0;
  f->problem.scale_max = INFINITY;
  const char *const ends[2] = {f->o->from, f->o->to};
  for (size_t e = 0; e < 2 && f->o->from != NULL; e++) {
    const size_t node = ends[e] != NULL ? tli_case_find_node(f->c, ends[e]) : SIZE_MAX;
    if (node == SIZE_MAX)
      tl_findings_add(findings, TL_ERROR, f->path, 0, ends[e] != NULL ? ends[e] : "", "",
                      "the network has no node \"%s\"", ends[e] != NULL ? ends[e] : "");
    else
      f->pattern[node] += e == 0 ? 1.0 : -1.0;
  }
  bool grows = false;
  for (size_t i = 0; i < f->problem.node_count; i++) grows = grows || f->pattern[i] != 0.0;
  if (grows || tl_findings_total(findings, TL_ERROR) > 0) return;
  tl_findings_add(findings, TL_ERROR, f->path, 0, "", "",
                  f->o->from != NULL
                      ? "capacity is asked from a node to itself"
                      : "nothing is withdrawn, so that no multiple of it is the largest: give a scenario, "
                        "or --from and --to");
}

/* The line through rest and the law at the largest flow of a pipe: its limits, what all that may enter brings, what the
 * pressures at its ends let pass (as constraint_pipe_weymouth_linear_approx of GasModels.jl has it). */
static void straighten(tl_flow_file *f, tl_findings *findings) {
  double enters = 0.0;
  for (size_t i = 0; i < f->problem.trade_count; i++) enters += fmax(f->trades[i].in_max_kg_s, 0.0);
  for (size_t k = 0; k < f->problem.arc_count; k++) {
    tl_flow_arc *a = &f->arcs[k];
    const tl_flow_node *from = &f->problem.nodes[a->from], *to = &f->problem.nodes[a->to];
    if (a->kind != TL_FLOW_PIPE) continue;
    const double forth = fmax(from->p_max_pa * from->p_max_pa - to->p_min_pa * to->p_min_pa, 0.0);
    const double back = fmax(to->p_max_pa * to->p_max_pa - from->p_min_pa * from->p_min_pa, 0.0);
    const double most_forth = fmin(fmin(enters, sqrt(forth / a->resistance)), fmax(a->q_max_kg_s, 0.0));
    const double most_back = fmin(fmin(enters, sqrt(back / a->resistance)), fmax(-a->q_min_kg_s, 0.0));
    a->kind = TL_FLOW_STRAIGHT_PIPE;
    a->resistance *= fmax(fmax(most_forth, most_back), 1e-6);
  }
  tl_findings_add(findings, TL_WARNING, f->path, 0, "", "straight_pipes",
                  "pipes are straight lines here: no gas flows so, and what is answered is a bound of that model, no "
                  "operation of the network");
}

/* A cost that nothing adds to is no question. */
static void warn_of_no_prices(const tl_flow_file *f, tl_findings *findings) {
  const tl_flow_problem *p = &f->problem;
  bool priced = p->power_price > 0.0 || p->lift_price > 0.0;
  for (size_t i = 0; i < p->trade_count; i++) priced = priced || f->trades[i].price != 0.0;
  if (!priced && (strcmp(f->objective, "cost") == 0 || strcmp(f->objective, "lift") == 0))
    tl_findings_add(findings, TL_WARNING, f->path, 0, "", "",
                    "nothing has a price here: every operation within the limits costs 0, and the answer is one of "
                    "them; the objectives fuel, load, throughput and capacity ask for more");
}

static tl_code load(tl_flow_file *f, tl_findings *findings, tl_error *error) {
  TLI_TRY(take_nodes(f, error));
  take_gas(f, findings);
  for (size_t k = 0; k < f->c->link_count; k++) TLI_TRY(take_link(f, &f->c->links[k], findings, error));
  const bool build = strcmp(f->objective, "build") == 0; /* what is there already is run without candidates */
  for (size_t i = 0; i < f->c->row_count; i++)
    if (build && strncmp(f->c->rows[i].table, "ne_", 3) == 0)
      TLI_TRY(take_candidate(f, &f->c->rows[i], findings, error));
  TLI_TRY(tli_flow_file_trades(f, findings, error));
  tl_flow_problem *p = &f->problem;
  p->arcs = f->arcs;
  p->trades = f->trades;
  if (f->o->straight_pipes) straighten(f, findings);
  take_pattern(f, findings);
  p->power_price = f->o->no_power                      ? 0.0
                   : strcmp(f->objective, "fuel") == 0 ? 1.0
                   : strcmp(f->objective, "cost") == 0 ? 1.0 - f->weighting
                                                       : 0.0;
  if (f->o->no_power) p->work_j_kg = 0.0;
  if (strcmp(f->objective, "lift") == 0) {
    const double base_pa = tli_flow_or(tli_flow_global(f->c, "x:base_pressure"), 1e6);
    p->lift_price = (1.0 - f->weighting) / (base_pa * base_pa);
  }
  warn_of_stations(f, findings);
  tli_flow_file_warn_of_piping(f, findings);
  warn_of_no_prices(f, findings);
  return TL_OK;
}

static const char *const objectives[] = {"cost", "lift", "fuel", "throughput", "load", "build", "capacity", "feasible"};
static const char *const units[] = {"of the file", "of the file", "W", "kg/s", "kg/s", "of the file", "kg/s", "1"};

static tl_code name_objective(tl_flow_file *f, tl_error *error) {
  const char *wanted = f->o->objective != NULL ? f->o->objective : "cost";
  for (size_t i = 0; i < TLI_COUNT(objectives); i++)
    if (strcmp(objectives[i], wanted) == 0) {
      f->objective = objectives[i];
      f->unit = strcmp(wanted, "capacity") == 0 && f->o->from == NULL ? "1" : units[i];
      return TL_OK;
    }
  const char *near = tli_did_you_mean(wanted, objectives, TLI_COUNT(objectives));
  return tl_fail(
      error, TL_ERR_USAGE,
      "there is no objective \"%s\"%s%s%s; there are cost, lift, fuel, throughput, load, build, capacity, feasible",
      wanted, near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
}

tl_code tli_flow_file_take(tl_netfile *netfile, const char *path, const tl_flow_file_options *options,
                           const tl_allocator *allocator, tl_flow_file **file, tl_findings *findings, tl_error *error) {
  static const tl_flow_file_options none = {.objective = NULL};
  *file = NULL;
  tli_arena *arena = tli_arena_create(allocator);
  tl_flow_file *f = arena != NULL ? TLI_NEW(arena, tl_flow_file) : NULL;
  if (f == NULL) {
    tli_arena_destroy(arena);
    tl_netfile_close(netfile);
    return TLI_NO_MEMORY(error, path);
  }
  *f = (tl_flow_file){.arena = arena, .o = options != NULL ? options : &none, .path = path, .netfile = netfile};
  f->c = tli_netfile_case(netfile);
  const size_t before = tl_findings_total(findings, TL_ERROR);
  tl_code code = name_objective(f, error);
  if (code == TL_OK) code = load(f, findings, error);
  const size_t errors = tl_findings_total(findings, TL_ERROR) - before;
  if (code == TL_OK && errors > 0)
    code = tl_fail(error, TL_ERR_INPUT, "%s: %zu error%s in the network", path, errors, errors == 1 ? "" : "s");
  if (code == TL_OK)
    *file = f;
  else
    tl_flow_file_close(f);
  return code;
}

tl_code tl_flow_file_open(const char *path, const tl_flow_file_options *options, const tl_allocator *allocator,
                          tl_flow_file **file, tl_findings *findings, tl_error *error) {
  *file = NULL;
  tl_netfile *netfile = NULL;
  const tl_netfile_options companions = {.scenario = options != NULL ? options->scenario : NULL};
  const tl_code code = tl_netfile_open(path, &companions, allocator, &netfile, error);
  for (size_t i = 0; netfile != NULL && i < tl_findings_count(tl_netfile_findings(netfile)); i++) {
    const tl_finding *at = tl_findings_at(tl_netfile_findings(netfile), i);
    tl_findings_add(findings, at->severity, at->file, at->line, at->id, at->field, "%s", at->sentence);
  }
  if (code == TL_OK) return tli_flow_file_take(netfile, path, options, allocator, file, findings, error);
  tl_netfile_close(netfile);
  return code;
}

void tl_flow_file_close(tl_flow_file *file) {
  if (file == NULL) return;
  tl_netfile_close(file->netfile);
  tli_arena_destroy(file->arena);
}
const tl_flow_problem *tl_flow_file_problem(const tl_flow_file *file) { return &file->problem; }
const char *tl_flow_file_objective(const tl_flow_file *file) { return file->objective; }
const char *tl_flow_file_unit(const tl_flow_file *file) { return file->unit; }
