/* Any bytes as a file of kept answers: no crash; and what is accepted is written again to an answer that is accepted.
 * The hash in the head would keep nearly all changes out, so the answer is also tried behind a head made to fit. */
#include "fuzz.h"
#include "study/cache.h"

#include <inttypes.h>
#include <stdlib.h>

static void try_bytes(const char *bytes, size_t size) {
  tl_results *results = tl_results_create(NULL), *again = tl_results_create(NULL);
  tl_findings *findings = tl_findings_create(NULL), *found_again = tl_findings_create(NULL);
  if (results != NULL && again != NULL && findings != NULL && found_again != NULL &&
      tli_cache_read(bytes, size, "step", 1, results, findings) == TLI_CACHE_VALID) {
    tli_text text;
    tli_text_init(&text, NULL);
    tli_cache_write("step", 1, results, findings, &text);
    if (!text.failed && tli_cache_read(text.bytes, text.length, "step", 1, again, found_again) != TLI_CACHE_VALID)
      abort();
    tli_text_free(&text);
  }
  tl_findings_destroy(found_again);
  tl_findings_destroy(findings);
  tl_results_destroy(again);
  tl_results_destroy(results);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  try_bytes((const char *)data, size);
  uint64_t hash = 14695981039346656037u;
  for (size_t i = 0; i < size; i++) hash = (hash ^ data[i]) * 1099511628211u;
  tli_text whole;
  tli_text_init(&whole, NULL);
  tli_text_printf(&whole, "trunkline cache 1\nstep step\nkey %016x\nbytes %zu fnv1a64 %016" PRIx64 "\n", 1u, size,
                  hash);
  tli_text_add_n(&whole, (const char *)data, size);
  if (!whole.failed) try_bytes(whole.bytes, whole.length);
  tli_text_free(&whole);
  return 0;
}
