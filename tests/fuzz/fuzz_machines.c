/* Any bytes as the machines of compressor stations: what is read without error gives finite answers in every
 * configuration, or names a limit. */
#include "fuzz_network.h"

#include <math.h>

static void run(const tl_configuration *configuration, const tl_gas *gas) {
  static const double p_out[] = {5e6, 7e6, 12e6}, flow[] = {0.0, 20.0, 900.0};
  for (size_t i = 0; i < TLI_COUNT(p_out); i++)
    for (size_t k = 0; k < TLI_COUNT(flow); k++) {
      const tl_station_duty duty = {.gas = gas,
                                    .kappa = 1.3,
                                    .p_in_pa = 4.9e6,
                                    .p_out_pa = p_out[i],
                                    .q_kg_s = flow[k],
                                    .t_in_k = 288.15,
                                    .cooler_approach_k = -1.0,
                                    .site = {.ambient_k = 283.15}};
      tl_station_answer answer;
      tl_error error;
      if (tl_station_run(configuration, &duty, &answer, &error) != TL_OK) continue;
      if (isnan(answer.margin)) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  tl_netfile *file = NULL;
  tl_gas *gas = NULL;
  tl_error error;
  static const tl_plain_gas plain = {0.018, 0.9, 0.0, false, 1e-5};
  if (tl_gas_create_plain(&plain, NULL, &gas, &error) != TL_OK) abort();
  const tl_code code = tli_netfile_of_bytes((const char *)data, size, "fuzz.cs", NULL, &file, &error);
  if (code == TL_OK && tl_findings_total(tl_netfile_findings(file), TL_ERROR) > 0) abort();
  size_t runs = 0; /* many stations of many machines would only take long */
  for (size_t i = 0; file != NULL && i < tl_netfile_stations(file); i++) {
    tl_netfile_station station;
    (void)tl_netfile_station_at(file, i, &station);
    for (size_t k = 0; k < station.configuration_count && runs < 8; k++, runs++) run(&station.configurations[k], gas);
  }
  tl_netfile_close(file);
  tl_gas_destroy(gas);
  return 0;
}
