/* Any bytes as a pandapipes network in JSON rows: see fuzz_network.h. */
#include "fuzz_network.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  return fuzz_network_file(data, size, "fuzz.json", false);
}
