/* Any bytes as what is known of the players of a game: no crash; what is read is solved, and shares sum as they must.
 */
#include "fuzz.h"
#include "trunkline/gamefile.h"

#include <math.h>
#include <stdlib.h>

static double sum_of(const double *x, size_t n) {
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += x[i];
  return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const names[] = {"A", "B", "C"};
  static const double values[8] = {0, 0, 1, 2, 0, 3, 1, 5};
  tl_findings *findings = tl_findings_create(NULL);
  tl_game *game = NULL;
  tl_error error;
  static tl_game_sides sides;
  double x[3];
  if (findings != NULL && tl_game_create(3, names, values, TL_GAME_GAINS, NULL, &game, &error) == TL_OK &&
      tl_gamesides_read((const char *)data, size, "fuzz", game, &sides, findings, &error) == TL_OK) {
    if (sides.has_unions && (tl_game_owen(game, sides.unions, x, &error) != TL_OK || fabs(sum_of(x, 3) - 5) > 1e-9))
      abort();
    if (sides.has_links && tl_game_myerson(game, sides.links, x, &error) != TL_OK) abort();
    if (sides.has_weights && tl_game_shapley_weighted(game, sides.weights, x, &error) == TL_OK && !isfinite(x[0]))
      abort();
    for (size_t k = 0; k < sides.split_count; k++) {
      tl_game_complaint complaint;
      if (tl_game_complain(game, sides.splits[k].shares, &complaint, &error) == TL_OK && isnan(complaint.largest))
        abort();
    }
  }
  tl_game_destroy(game);
  tl_findings_destroy(findings);
  return 0;
}
