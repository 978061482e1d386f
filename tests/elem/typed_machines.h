/* typed_machines.h - machines of typed figures for the tests of stations: the turbo compressor and turbine of GasLib-11
 * (T_CS2_M4; Schmidt et al., Data 2 (2017) 40), a piston compressor, a small measured map. */
#ifndef TYPED_MACHINES_H
#define TYPED_MACHINES_H

#include "trunkline/machine_station.h"

static const tl_turbo typed_turbo = {
    3500.0,
    6500.0,
    {{62091.8, -29.2953, 4.29877e-03, -58957.9, 26.5692, -2.57876e-03, 4327.67, -2.40606, 2.45649e-04}},
    {{1.16239, -0.000178625, 6.8119e-09, -0.063803, 8.29481e-05, -6.36087e-09, -0.0327073, 1.43794e-06, 1.02304e-10}},
    {-49899.7, 27734.3, -44.9561},
    {-11775.1, 7279.12, 56.7136}};
static const tl_drive typed_turbine = {
    TL_DRIVE_GAS_TURBINE,
    {{-1507550.0, 3235.95, -0.215272, 9380.0, -20.44, 1.35429e-03, 44.8214, -0.0849405, 5.83333e-06}},
    {5e6, 2.5, 0.0}};
static const tl_drive typed_weak = {TL_DRIVE_GAS_ENGINE, {{0.0, 700.0, 0.0}}, {1e6, 2.6, 0.0}};
static const tl_drive typed_motor = {TL_DRIVE_ELECTRIC, {{9e6}}, {0.0, 1.04, 0.0}};
static const tl_piston typed_piston = {0.5, 165.0, 350.0, 90e3, 2.0, 0.9, 0.35};
static const tl_drive typed_engine = {TL_DRIVE_GAS_ENGINE, {{2.3e5, 24400.0, 4.2}}, {2.6e6, 2.47, 1.4e-8}};

static const tl_unit typed_units[] = {{.turbo = &typed_turbo, .drive = &typed_turbine},
                                      {.turbo = &typed_turbo, .drive = &typed_turbine},
                                      {.turbo = &typed_turbo, .drive = &typed_weak},
                                      {.piston = &typed_piston, .drive = &typed_engine}};
static const tl_unit_stage typed_one[] = {{typed_units, 1}}, typed_two[] = {{typed_units, 2}};
static const tl_unit_stage typed_unequal[] = {{typed_units + 1, 2}}, typed_alone[] = {{typed_units + 2, 1}};
static const tl_unit_stage typed_stroke[] = {{typed_units + 3, 1}};
static const tl_unit_stage typed_series[] = {{typed_units, 1}, {typed_units + 1, 1}};
enum { TYPED_CONFIGURATIONS = 6 };
static const tl_configuration typed_configurations[TYPED_CONFIGURATIONS] = {
    {"one", typed_one, 1},    {"two", typed_two, 1},       {"unequal", typed_unequal, 1},
    {"weak", typed_alone, 1}, {"piston", typed_stroke, 1}, {"series", typed_series, 2}};

#endif
