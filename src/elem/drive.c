/* Drives of compressors: largest power at a site, energy taken; see docs/theory/machine.md. */
#include "trunkline/machine.h"

#include <math.h>

/* Pressure of the standard atmosphere (ISO 2533) at an altitude, over that at sea level. */
static double standard_pressure(double altitude_m) { return pow(1.0 - 2.25577e-5 * altitude_m, 5.25588); }

/* Brooks, GE Gas Turbine Performance Characteristics (GER-3567H): 4 inches of water at the inlet cost 1.42 % of power,
 * at the exhaust 0.42 %; in proportion. */
static double site_factor(const tl_site *site) {
  const double four_inches_pa = 996.36;
  return standard_pressure(site->altitude_m) * (1.0 - 0.0142 * site->inlet_loss_pa / four_inches_pa) *
         (1.0 - 0.0042 * site->exhaust_loss_pa / four_inches_pa) * (1.0 - site->degradation);
}

double tl_drive_power_max(const tl_drive *drive, double speed_1_min, const tl_site *site, double *by_speed) {
  const bool turbine = drive->kind == TL_DRIVE_GAS_TURBINE;
  const double ambient_c = turbine ? site->ambient_k - 273.15 : 0.0;
  double slope;
  const double raw = tl_biquadratic_at(&drive->power_w, ambient_c, speed_1_min, NULL, &slope);
  const double factor = turbine ? site_factor(site) : 1.0;
  const bool positive = raw > 0.0 && factor > 0.0;
  if (by_speed != NULL) *by_speed = positive ? slope * factor : 0.0;
  return positive ? raw * factor : 0.0;
}

double tl_drive_energy(const tl_drive *drive, double power_w, double *by_power) {
  if (by_power != NULL) *by_power = drive->energy[1] + 2.0 * drive->energy[2] * power_w;
  return drive->energy[0] + (drive->energy[1] + drive->energy[2] * power_w) * power_w;
}

const char *tl_drive_fault(const tl_drive *drive, double low, double high, double *full_w) {
  enum { SPEEDS = 16 };
  const tl_site site = {.ambient_k = 288.15};
  double full = 0.0;
  for (int i = 0; i <= SPEEDS; i++)
    full = fmax(full, tl_drive_power_max(drive, low + (high - low) * i / SPEEDS, &site, NULL));
  if (full_w != NULL) *full_w = full;
  if (!(full > 0.0) || !isfinite(full)) return "it gives no power at any speed of its compressor";
  if (!(tl_drive_energy(drive, 0.5 * full, NULL) >= 0.0) || !(tl_drive_energy(drive, full, NULL) >= 0.0))
    return "the energy that it takes falls below 0";
  return NULL;
}

double tl_drive_waste_power(double fuel_w, double shaft_w, double share) {
  return fuel_w > shaft_w ? share * (fuel_w - shaft_w) : 0.0;
}
