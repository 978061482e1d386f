/* fuzz.h - the one function that a fuzz target defines. It must return 0, must not crash, and must not leak. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
