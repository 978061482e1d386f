/* The gas of the tests of lines and of their design: dry gas of Western Siberia by GERG-2008, from its table. */
#ifndef TABLED_GAS_H
#define TABLED_GAS_H

#include "testing.h"

#include "trunkline/gas.h"

static tl_gas *gas;

static int make_gas(void **state) {
  (void)state;
  tl_mixture mixture;
  tl_error error;
  tl_gas_options options;
  tl_gas_options_default(&options);
  options.table = true;
  options.table_p_min_pa = 0.1e6;
  options.table_p_max_pa = 25e6;
  options.table_t_min_k = 240.0;
  options.table_t_max_k = 420.0;
  if (!tl_mixture_library_get("west-siberia-dry", &mixture)) return -1;
  return tl_gas_create(&mixture, &options, &gas, &error) == TL_OK ? 0 : -1;
}
static int end_gas(void **state) {
  (void)state;
  tl_gas_destroy(gas);
  return 0;
}

#endif
