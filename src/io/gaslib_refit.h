/* io/gaslib_refit.h - coefficients of a GasLib machine from its measurements, where the file gives measurements only.
 */
#ifndef TLI_GASLIB_REFIT_H
#define TLI_GASLIB_REFIT_H

#include "io/xml_document.h"
#include "trunkline/machine.h"

/* What could be fitted; a part that could not is left as it is. Measurements with a head of 0 or less do not count. */
typedef struct tli_refit {
  bool head, efficiency, surge, choke;
} tli_refit;
/* From <surgelineMeasurements>, <characteristicDiagramMeasurements> and <efficiencyOfChokeline> of a <turboCompressor>;
 * wanted says which parts. J/kg. TL_ERR_MACHINE without memory. */
TL_MUST_USE tl_code tli_gaslib_refit_turbo(const tli_xml *e, tli_arena *arena, tli_refit wanted, tl_turbo *map,
                                           tli_refit *fitted, tl_error *error);
/* The largest power from <maximalPowerMeasurements> (of speed, and of ambientTemperature where turbine), the energy
 * from <specificEnergyConsumptionMeasurements>; NULL: not wanted. W. */
TL_MUST_USE tl_code tli_gaslib_refit_power(const tli_xml *e, tli_arena *arena, bool turbine, tl_biquadratic *power,
                                           bool *fitted, tl_error *error);
TL_MUST_USE tl_code tli_gaslib_refit_energy(const tli_xml *e, tli_arena *arena, double energy[3], bool *fitted,
                                            tl_error *error);

#endif
