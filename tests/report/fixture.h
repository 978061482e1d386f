/* A result set of the size and shape of a large study, made up for the tests of the report. No figure in it is one of a
 * real line; the places are real so that the map can be looked at. */
#ifndef FIXTURE_H
#define FIXTURE_H

#include "trunkline/result.h"

/* `countries` is the JSON of map.countries, or NULL for two boxes. Destroy with tl_results_destroy; NULL without
 * memory. */
tl_results *fixture_results(const char *countries, const tl_allocator *allocator);
void fixture_add_breaks(tl_results *results); /* of the page "When something breaks" */

#endif
