/* io/country_layer.h - country shapes from TopoJSON (as npm's world-atlas) or GeoJSON, and back as JSON for a report.
 * The layer is data: whoever prefers other borders gives another file. */
#ifndef TLI_COUNTRY_LAYER_H
#define TLI_COUNTRY_LAYER_H

#include "base/tli_base.h"
#include "trunkline/geo.h"

/* Reads `length` bytes of JSON: a TopoJSON Topology (the object "countries", else its first collection of polygons) or
 * a GeoJSON FeatureCollection. What is broken goes to the findings under `file`: single areas are left out with a
 * warning, TL_ERR_INPUT if nothing usable is left. *layer is to be destroyed by the caller; NULL on failure. */
TL_MUST_USE tl_code tli_country_layer_read(const char *bytes, size_t length, const char *file,
                                           const tl_allocator *allocator, tl_findings *findings, tl_geo_layer **layer,
                                           tl_error *error);

/* The layer in the window as [{"name":..,"id":..,"rings":[[lon,lat,lon,lat,...],...]},...], two decimals, longitudes
 * unwrapped around the window's centre, simplified with the smallest of the tolerances 0, 0.01, 0.015, 0.0225, ... deg
 * with which the text stays within most_bytes. *tolerance_deg says which. TL_ERR_INPUT if even 10 deg is too much. */
TL_MUST_USE tl_code tli_country_layer_write(const tl_geo_layer *layer, const tl_geo_window *window, size_t most_bytes,
                                            tli_text *json, double *tolerance_deg, tl_error *error);

#endif
