/* A gas, a hilly line and a small catalogue that the tests of line design share. */
#ifndef DESIGN_LINES_H
#define DESIGN_LINES_H

#include "tabled_gas.h"

#include "optimise/tli_design.h"

/* A hilly line of 600 km with two stretches and two take-offs. */
static const tl_design_point hills[] = {{0.0, 600.0, 276.0},   {90e3, 700.0, 275.0},  {210e3, 1300.0, 274.0},
                                        {330e3, 900.0, 277.0}, {470e3, 950.0, 279.0}, {600e3, 500.0, 280.0}};
static const tl_design_stretch stretches[] = {{200e3, TL_WALL_SP36, 1, 900.0, 700.0, 1.2},
                                              {600e3, TL_WALL_SP36, 3, 500.0, 600.0, 1.0}};
static const tl_design_offtake offtakes[] = {{150e3, 40.0}, {400e3, 25.0}};
static const double few_pressures[] = {7.4e6, 9.8e6}, some_loops[] = {0.0, 0.4};
static const tl_design_pipe few_pipes[] = {{1.067, 1e-4, 10.3e-3, 36e-3}, {1.219, 1e-4, 11.9e-3, 38e-3}};
static const tl_design_steel few_steels[] = {{"X65", 448e6, 531e6, 1.24}, {"K60", 460e6, 588e6, 1.30}};
static const tl_design_machine few_machines[] = {{"16 MW", 16e6, 0.84, 0.36, 3.5, 0.0, 0.0},
                                                 {"25 MW", 25e6, 0.86, 0.38, 3.3, 0.0, 0.0}};
static const tl_design_catalogue few = {.pipes = few_pipes,
                                        .steels = few_steels,
                                        .pressures_pa = few_pressures,
                                        .machines = few_machines,
                                        .pipe_count = 2,
                                        .steel_count = 2,
                                        .pressure_count = 2,
                                        .machine_count = 2,
                                        .loop_shares = some_loops,
                                        .loop_count = 2,
                                        .most_stations = 5,
                                        .most_strings = 2,
                                        .most_spares = 1,
                                        .most_units = 6,
                                        .most_ratio = 1.9,
                                        .most_velocity_m_s = 20.0,
                                        .kappa = 1.3,
                                        .cooler_t_k = 303.15,
                                        .loss_in_pa = 0.1e6,
                                        .loss_out_pa = 0.1e6};

static tl_design_problem hilly(double q_kg_s) {
  return (tl_design_problem){.corridor = {.points = hills,
                                          .point_count = 6,
                                          .stretches = stretches,
                                          .stretch_count = 2,
                                          .offtakes = offtakes,
                                          .offtake_count = 2,
                                          .q_kg_s = q_kg_s,
                                          .load_factor = 0.9,
                                          .delivery_p_pa = 5.5e6,
                                          .inlet_p_pa = 5.4e6,
                                          .inlet_t_k = 288.15,
                                          .roughness_m = 10e-6,
                                          .efficiency = 1.0,
                                          .heat_transfer_w_m2_k = 1.5,
                                          .part_length_m = 20e3},
                             .catalogue = &few,
                             .prices = {.coating_per_m2 = 35.0,
                                        .station_fixed = 15e6,
                                        .engineering = 0.07,
                                        .contingency = 0.1,
                                        .rate_1_a = 0.09,
                                        .life_a = 30.0,
                                        .line_operation_1_a = 0.02,
                                        .station_operation_1_a = 0.04,
                                        .fuel_per_kg = 0.15},
                             .gas = gas};
}

#endif
