/* study/field_machines.h - field tables of machines, climate and frozen ground. For fields.c only. */
#ifndef TLI_STUDY_FIELD_MACHINES_H
#define TLI_STUDY_FIELD_MACHINES_H

#include "study/field_rows.h"
#include "study/study.h"

static const char *const sureness[] = {"H", "M", "L", "assumption", NULL};

#define MACHINE tli_study_machine
static const char *const machine_kinds[] = {"gas_turbine", "electric", NULL};
static const tl_field machine_fields[] = {
    WORDS(MACHINE, id, "name used by stations", REQUIRED),
    WORDS(MACHINE, title, "name for the reader", OPTIONAL),
    CHOICE(MACHINE, kind, "gas turbines burn gas of the line and lose power in warm and thin air", "gas_turbine",
           machine_kinds),
    VALUE(MACHINE, power, TL_POWER, "shaft power at 15 degC, sea level, without ducts, new", REQUIRED, 1e5, 2e8),
    VALUE(MACHINE, efficiency, TL_NUMBER, "shaft power over fuel power (net) or over electricity, there", REQUIRED, 0.1,
          1),
    VALUE(MACHINE, speed, TL_NUMBER, "rated speed of the shaft, turns a minute", REQUIRED, 500, 50000),
    VALUE(MACHINE, least_speed, TL_NUMBER, "least speed over the rated", "0.6", 0.2, 1),
    VALUE(MACHINE, most_speed, TL_NUMBER, "largest speed over the rated", "1.05", 1, 1.3),
    VALUE(MACHINE, power_per_kelvin, TL_NUMBER, "share of that power lost for each kelvin above 15 degC, gained below",
          "0", 0, 0.02),
    VALUE(MACHINE, most_power, TL_NUMBER, "largest power in the cold over that power", "1", 1, 1.5),
    VALUE(MACHINE, idle_share, TL_NUMBER, "energy taken at no power over that at full power", "0", 0, 0.6),
    VALUE(MACHINE, duct_in, TL_PRESSURE_DIFFERENCE, "pressure lost at the air inlet", "0 Pa", 0, 1e4),
    VALUE(MACHINE, duct_out, TL_PRESSURE_DIFFERENCE, "pressure lost at the exhaust", "0 Pa", 0, 1e4),
    VALUE(MACHINE, degradation, TL_NUMBER, "share of the power lost to age and dirt", "0", 0, 0.5),
    VALUE(MACHINE, compressor_efficiency, TL_NUMBER, "adiabatic efficiency of its compressor at the design point",
          "0.86", 0.5, 0.95),
    WORDS(MACHINE, note, "what the reader must know", OPTIONAL),
};

#define WHEEL tli_study_wheel
static const tl_field wheel_fields[] = {
    WORDS(WHEEL, id, "name of the point", REQUIRED),
    VALUE(WHEEL, flow, TL_NUMBER, "volume flow over that of the design point, at the design speed", REQUIRED, 0.1, 3),
    VALUE(WHEEL, head, TL_NUMBER, "head over that of the design point", REQUIRED, 0.01, 3),
    VALUE(WHEEL, efficiency, TL_NUMBER, "efficiency over the best", REQUIRED, 0.1, 1),
};

#define CLIMATE tli_study_climate
#define AIR(month) VALUE(CLIMATE, month, TL_TEMPERATURE, "mean air temperature in " #month, REQUIRED, T0 - 60, T0 + 50)
static const tl_field climate_fields[] = {
    WORDS(CLIMATE, id, "name of the place", REQUIRED),
    WORDS(CLIMATE, at, "waypoint; between two the temperatures are linear along the line", REQUIRED),
    AIR(january),
    AIR(february),
    AIR(march),
    AIR(april),
    AIR(may),
    AIR(june),
    AIR(july),
    AIR(august),
    AIR(september),
    AIR(october),
    AIR(november),
    AIR(december),
    VALUE(CLIMATE, ground_swing, TL_TEMPERATURE_DIFFERENCE,
          "the ground at the depth of the pipe is warmer and colder than its mean by this over the year", "0 K", 0, 30),
    VALUE(CLIMATE, ground_warmest, TL_COUNT, "month in which that ground is warmest", "9", 1, 12),
    WORDS(CLIMATE, source, "id of the source", OPTIONAL),
    CHOICE(CLIMATE, confidence, "how sure the figures are", "assumption", sureness),
    WORDS(CLIMATE, note, "what the reader must know", OPTIONAL),
};
#undef AIR

#define FROZEN tli_study_frozen
static const char *const extents[] = {"continuous", "discontinuous", "islands", NULL};
static const tl_field frozen_fields[] = {
    WORDS(FROZEN, id, "name of the stretch", REQUIRED),
    WORDS(FROZEN, title, "name for the reader", OPTIONAL),
    WORDS(FROZEN, section, "section in which it lies", REQUIRED),
    CHOICE(FROZEN, extent, "how much of it is frozen", "continuous", extents),
    VALUE(FROZEN, from, TL_LENGTH, "its start, from the start of the section", REQUIRED, 0, 1e7),
    VALUE(FROZEN, to, TL_LENGTH, "its end, from the start of the section", REQUIRED, 0, 1e7),
    VALUE(FROZEN, temperature, TL_TEMPERATURE, "of the frozen ground at the depth of the pipe, mean of the year",
          REQUIRED, T0 - 20, T0),
    WORDS(FROZEN, source, "id of the source", OPTIONAL),
    CHOICE(FROZEN, confidence, "how sure it is", "assumption", sureness),
    WORDS(FROZEN, note, "what the reader must know", OPTIONAL),
};

#define WARMTH tli_study_warmth
static const tl_field warmth_fields[] = {
    WORDS(WARMTH, id, "name of the limit", REQUIRED),
    WORDS(WARMTH, section, "section; empty: every section of the line", OPTIONAL),
    VALUE(WARMTH, from_month, TL_COUNT, "first month in which it holds", "1", 1, 12),
    VALUE(WARMTH, to_month, TL_COUNT, "last month; before the first: over the turn of the year", "12", 1, 12),
    VALUE(WARMTH, most, TL_TEMPERATURE, "highest gas temperature into the pipe", REQUIRED, T0 - 20, T0 + 120),
    WORDS(WARMTH, why, "what it protects, in words", OPTIONAL),
    WORDS(WARMTH, source, "id of the source", OPTIONAL),
    CHOICE(WARMTH, confidence, "how sure it is", "assumption", sureness),
    WORDS(WARMTH, note, "what the reader must know", OPTIONAL),
};

#endif
