/* The catalogue that comes with the library.
 *
 * Pipes: outside diameters and walls of longitudinally welded line pipe as ISO 3183 / API 5L and GOST 31447 list them.
 * Steels: least yield and tensile strength by API 5L (X52 .. X80); K60 and K65 by the technical conditions of the mills
 *     (tensile 588 and 640 MPa; yield 460 and 555 MPa). Prices are assumptions: 1,300 USD(2025)/t for K60 as in the
 * study Power of Siberia 2, the others by grade. Pressures: the classes of the trade, 5.5 .. 13.7 MPa. Machines: ISO
 * power and efficiency of classes in service (10 .. 32 MW; makers' data sheets as commonly quoted), the compressor at
 * 0.84, the price at 3,500 USD(2025)/kW for 16 MW with the usual exponent 0.85 of size: assumptions.
 */
#include "optimise/tli_design.h"

#define MM 1e-3
#define MPA 1e6
#define MW 1e6
#define TURBINE 0.008, 1.1 /* two-shaft turbines lose 0.6 to 1 % a kelvin; mechanical limit in the cold */

static const tl_design_pipe pipes[] = {
    {508 * MM, 0.1 * MM, 6.4 * MM, 25.0 * MM},   {610 * MM, 0.1 * MM, 7.1 * MM, 28.0 * MM},
    {711 * MM, 0.1 * MM, 7.9 * MM, 30.0 * MM},   {813 * MM, 0.1 * MM, 8.7 * MM, 32.0 * MM},
    {914 * MM, 0.1 * MM, 9.5 * MM, 34.0 * MM},   {1016 * MM, 0.1 * MM, 10.3 * MM, 36.0 * MM},
    {1067 * MM, 0.1 * MM, 10.3 * MM, 36.0 * MM}, {1219 * MM, 0.1 * MM, 11.9 * MM, 38.0 * MM},
    {1420 * MM, 0.1 * MM, 14.0 * MM, 40.0 * MM}};
static const tl_design_steel steels[] = {{"X52", 359 * MPA, 455 * MPA, 1.15}, {"X60", 414 * MPA, 517 * MPA, 1.20},
                                         {"X65", 448 * MPA, 531 * MPA, 1.24}, {"K60", 460 * MPA, 588 * MPA, 1.30},
                                         {"X70", 483 * MPA, 565 * MPA, 1.30}, {"K65", 555 * MPA, 640 * MPA, 1.42},
                                         {"X80", 552 * MPA, 621 * MPA, 1.42}};
static const double pressures_pa[] = {5.5 * MPA, 7.4 * MPA, 8.4 * MPA, 9.8 * MPA, 10.8 * MPA, 11.8 * MPA, 13.7 * MPA};
static const tl_design_machine machines[] = {{"10 MW gas turbine", 10 * MW, 0.84, 0.340, 3.76, TURBINE},
                                             {"16 MW gas turbine", 16 * MW, 0.84, 0.360, 3.50, TURBINE},
                                             {"25 MW gas turbine", 25 * MW, 0.84, 0.385, 3.27, TURBINE},
                                             {"32 MW gas turbine", 32 * MW, 0.84, 0.395, 3.15, TURBINE}};
static const double loop_shares[] = {0.0, 0.25, 0.5, 0.75};

static const tl_design_catalogue catalogue = {.pipes = pipes,
                                              .steels = steels,
                                              .pressures_pa = pressures_pa,
                                              .machines = machines,
                                              .pipe_count = TLI_COUNT(pipes),
                                              .steel_count = TLI_COUNT(steels),
                                              .pressure_count = TLI_COUNT(pressures_pa),
                                              .machine_count = TLI_COUNT(machines),
                                              .loop_shares = loop_shares,
                                              .loop_count = TLI_COUNT(loop_shares),
                                              .most_stations = 24,
                                              .most_strings = 3,
                                              .most_spares = 2,
                                              .most_units = 8,
                                              .most_ratio = 2.0,
                                              .most_velocity_m_s = 20.0,
                                              .kappa = 1.30,
                                              .cooler_t_k = 303.15,
                                              .loss_in_pa = 0.1 * MPA,
                                              .loss_out_pa = 0.1 * MPA};

const tl_design_catalogue *tl_design_catalogue_default(void) { return &catalogue; }
