/* fuzz_network.h - any bytes as a network file of some name: no crash, and what is free of mistakes can be written in
 * every format; in our own it reads back as the same. */
#ifndef FUZZ_NETWORK_H
#define FUZZ_NETWORK_H

#include "fuzz.h"
#include "io/netfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A companion is read into this network. */
static const char fuzz_network[] =
    "<network><nodes><source id=\"S\"><normDensity value=\"0.8\" unit=\"kg_per_m_cube\"/></source><sink "
    "id=\"E\"/></nodes>"
    "<connections><pipe id=\"P\" from=\"S\" to=\"E\"><length value=\"1\" unit=\"km\"/><diameter value=\"1\" "
    "unit=\"m\"/></pipe>"
    "<valve id=\"V\" from=\"S\" to=\"E\"/><compressorStation id=\"C\" from=\"S\" to=\"E\"/></connections></network>";

static inline void fuzz_write(tl_netfile *file) {
  static const char *const formats[] = {"gaslib", "gaslib-scenario", "gaslib-stations", "gaslib-decisions",
                                        "matgas", "geojson",         "trunkline"};
  tli_text out;
  for (size_t i = 0; i < TLI_COUNT(formats); i++) {
    tli_text_init(&out, NULL);
    if (tli_netfile_text(file, formats[i], &out, NULL) != TL_OK) abort();
    if (i + 1 < TLI_COUNT(formats)) tli_text_free(&out);
  }
  tl_netfile *again = NULL;
  tl_error error;
  if (tli_netfile_of_bytes(out.bytes, out.length, "again.yml", NULL, &again, &error) != TL_OK) {
    for (size_t i = 0; again != NULL && i < tl_findings_count(tl_netfile_findings(again)); i++)
      (void)fprintf(stderr, "%s\n", tl_findings_at(tl_netfile_findings(again), i)->sentence);
    abort();
  }
  if (tl_netfile_nodes(again, NULL) != tl_netfile_nodes(file, NULL) ||
      tl_netfile_links(again, NULL) != tl_netfile_links(file, NULL) ||
      tl_netfile_demands(again) != tl_netfile_demands(file))
    abort();
  tl_netfile_close(again);
  tli_text_free(&out);
}

static inline int fuzz_network_file(const uint8_t *data, size_t size, const char *name, bool companion) {
  tl_netfile *file = NULL;
  tl_error error;
  tl_code code;
  if (companion) {
    code = tli_netfile_of_bytes(fuzz_network, sizeof fuzz_network - 1, "fuzz.net", NULL, &file, &error);
    char *copy = file != NULL ? tli_arena_strndup(tli_netfile_case(file)->arena, (const char *)data, size) : NULL;
    if (copy != NULL) code = tli_netfile_add_bytes(file, copy, size, name, &error);
  } else {
    code = tli_netfile_of_bytes((const char *)data, size, name, NULL, &file, &error);
  }
  if (code == TL_OK && tl_netfile_nodes(file, NULL) > 0) fuzz_write(file);
  tl_netfile_close(file);
  return 0;
}

#endif
