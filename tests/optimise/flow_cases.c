/* Problems of optimal gas flow that several tests take. */
#include "flow_cases.h"

#include <math.h>
#include <stdio.h>

#include "testing.h"

tl_flow_answer *optimised(const tl_flow_problem *problem, const tl_flow_options *options, tl_flow_summary *summary) {
  tl_flow_answer *answer;
  tl_error error;
  assert_int_equal(tl_flow_optimise(problem, options, &answer, &error), TL_OK);
  tl_flow_summary_of(answer, summary);
  return answer;
}

typedef struct town {
  const char *name;
  double low, high, p_low, p_high, cost; /* supply Mm3/d, pressure bar, USD/MBTU */
} town;
static const town towns[20] = {{"Anderlues", 0, 1.2, 0, 66.2, 0},
                               {"Antwerpen", -4.034, -4.034, 30, 80, 0},
                               {"Arlon", -0.222, -0.222, 0, 66.2, 0},
                               {"Berneau", 0, 0, 0, 66.2, 0},
                               {"Blaregnies", -15.616, -15.616, 50, 66.2, 0},
                               {"Brugge", -3.918, -3.918, 30, 80, 0},
                               {"Dudzele", 0, 8.4, 0, 77, 2.28},
                               {"Gent", -5.256, -5.256, 30, 80, 0},
                               {"Liege", -6.385, -6.385, 30, 66.2, 0},
                               {"Loenhout", 0, 4.8, 0, 77, 2.28},
                               {"Mons", -6.848, -6.848, 0, 66.2, 0},
                               {"Namur", -2.12, -2.12, 0, 66.2, 0},
                               {"Petange", -1.919, -1.919, 25, 66.2, 0},
                               {"Peronnes", 0, 0.96, 0, 66.2, 1.68},
                               {"Sinsin", 0, 0, 0, 63, 0},
                               {"Voeren", 20.344, 22.012, 50, 66.2, 1.68},
                               {"Wanze", 0, 0, 0, 66.2, 0},
                               {"Warnand", 0, 0, 0, 66.2, 0},
                               {"Zeebrugge", 8.87, 11.594, 0, 77, 2.28},
                               {"Zomergem", 0, 0, 0, 80, 0}};
static const struct {
  int from, to;
  double diameter_mm, length_km;
  bool lifted;
} belgian_pipes[24] = {
    {18, 6, 890, 4, false},       {18, 6, 890, 4, false},    {6, 5, 890, 6, false},     {6, 5, 890, 6, false},
    {5, 19, 890, 26, false},      {9, 1, 590.1, 43, false},  {1, 7, 590.1, 29, false},  {7, 19, 590.1, 19, false},
    {19, 13, 890, 55, false},     {15, 3, 890, 5, true},     {15, 3, 395, 5, true},     {3, 8, 890, 20, false},
    {3, 8, 395, 20, false},       {8, 17, 890, 25, false},   {8, 17, 395, 25, false},   {17, 11, 890, 42, false},
    {11, 0, 890, 40, false},      {0, 13, 890, 5, false},    {13, 10, 890, 10, false},  {10, 4, 890, 25, false},
    {17, 16, 395.5, 10.5, false}, {16, 14, 315.5, 26, true}, {14, 2, 315.5, 98, false}, {2, 12, 315.5, 6, false}};

static const double kg_s_per_mm3_d = 10.0; /* any factor: it is in flows and in the law */

void make_belgium(belgium *b) {
  for (size_t i = 0; i < 20; i++) {
    const town *t = &towns[i];
    b->nodes[i] = (tl_flow_node){t->name, 1e5 * t->p_low, 1e5 * t->p_high, 0.0};
    b->trades[i] =
        (tl_flow_trade){t->name, i, kg_s_per_mm3_d * t->low, kg_s_per_mm3_d * t->high, t->cost / kg_s_per_mm3_d};
  }
  for (size_t k = 0; k < 24; k++) {
    const double d = belgian_pipes[k].diameter_mm, logarithm = 2.0 * log10(3.7 * d / 0.05);
    /* (Mm3/d)2 / bar2 */
    const double c2 =
        96.07483e-15 * pow(d, 5) * logarithm * logarithm / (0.8 * 281.15 * belgian_pipes[k].length_km * 0.616);
    (void)snprintf(b->names[k], sizeof b->names[k], "pipe %zu", k + 1);
    b->arcs[k] = (tl_flow_arc){.id = b->names[k],
                               .kind = belgian_pipes[k].lifted ? TL_FLOW_LIFTED_PIPE : TL_FLOW_PIPE,
                               .from = (size_t)belgian_pipes[k].from,
                               .to = (size_t)belgian_pipes[k].to,
                               .q_min_kg_s = -INFINITY,
                               .q_max_kg_s = INFINITY,
                               .resistance = 1e10 / (c2 * kg_s_per_mm3_d * kg_s_per_mm3_d)};
  }
  b->problem = (tl_flow_problem){.nodes = b->nodes,
                                 .arcs = b->arcs,
                                 .trades = b->trades,
                                 .node_count = 20,
                                 .arc_count = 24,
                                 .trade_count = 20,
                                 .exponent = 0.2};
}

const tl_flow_node four_nodes[4] = {
    {"a", 3e6, 5e6, 0.0}, {"b", 3e6, 6e6, 120.0}, {"c", 2e6, 6e6, -90.0}, {"d", 1e6, 6e6, 40.0}};
const tl_flow_arc four_arcs[5] = {
    {"compressor", TL_FLOW_COMPRESSOR, 0, 1, 0.0, 1000.0, 0.0, 1.0, 1.4, 3e6, 0.0, 0.0, false, 0.0},
    {"pipe", TL_FLOW_PIPE, 1, 2, -INFINITY, INFINITY, 2e9, 0.0, 0.0, 0.0, 0.0, 0.0, false, 0.0},
    {"lifted", TL_FLOW_LIFTED_PIPE, 0, 2, 0.0, 500.0, 1e9, 0.0, 0.0, 0.0, 0.0, 0.0, true, 7.0},
    {"regulator", TL_FLOW_REGULATOR, 2, 3, 0.0, 500.0, 0.0, 0.5, 1.0, INFINITY, 0.0, 0.0, false, 0.0},
    {"join", TL_FLOW_JOIN, 1, 3, -100.0, 100.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, true, 0.0}};
static const tl_flow_trade four_trades[2] = {{"in", 0, 0.0, 400.0, 1.5}, {"out", 3, -300.0, -10.0, 3.0}};
static const double four_pattern[4] = {1.0, 0.0, -0.5, -0.5};
const tl_flow_problem four_problem = {.nodes = four_nodes,
                                      .arcs = four_arcs,
                                      .trades = four_trades,
                                      .node_count = 4,
                                      .arc_count = 5,
                                      .trade_count = 2,
                                      .zrt_j_kg = 1.3e5,
                                      .work_j_kg = 6e5,
                                      .exponent = 0.23,
                                      .power_price = 1e-6,
                                      .lift_price = 2e-12,
                                      .pattern_kg_s = four_pattern,
                                      .scale_max = 50.0,
                                      .scale_price = -2.0};

void make_little(little *l) {
  *l = (little){{{"a", 3e6, 5e6, 0.0}, {"b", 3e6, 6e6, 0.0}, {"c", 3e6, 6e6, 0.0}},
                {four_arcs[0], four_arcs[1]},
                {{0}},
                {1, 0, -1},
                {0}};
  l->arcs[0].power_max_w = INFINITY;
  l->problem = (tl_flow_problem){.nodes = l->nodes,
                                 .arcs = l->arcs,
                                 .trades = l->trades,
                                 .node_count = 3,
                                 .arc_count = 2,
                                 .zrt_j_kg = 1.3e5,
                                 .work_j_kg = 6e5,
                                 .exponent = 0.23,
                                 .pattern_kg_s = l->pattern,
                                 .scale_max = 1e4,
                                 .scale_price = -1.0};
}
