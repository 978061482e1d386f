/* Any bytes as a game: no crash; what is read is solved, and the shares sum to the value of all. */
#include "fuzz.h"
#include "trunkline/gamefile.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  tl_findings *findings = tl_findings_create(NULL);
  tl_game *game = NULL;
  tl_error error;
  if (findings != NULL &&
      tl_gamefile_read((const char *)data, size, "fuzz.csv", NULL, &game, findings, &error) == TL_OK &&
      tl_game_players(game) <= 8) {
    double shares[TL_GAME_PLAYERS], sum = 0, scale = 0;
    const size_t n = tl_game_players(game);
    for (tl_coalition s = 1; s <= tl_game_all(game); s++) scale = fmax(scale, fabs(tl_game_value(game, s)));
    tl_game_shapley(game, shares);
    for (size_t i = 0; i < n; i++) sum += shares[i];
    if (scale < 1e290 && !(fabs(sum - tl_game_value(game, tl_game_all(game))) <= 1e-9 * scale)) abort();
    if (tl_game_nucleolus(game, shares, &error) == TL_OK && scale < 1e290 && !isfinite(shares[0])) abort();
    if (tl_game_tau(game, shares, &error) == TL_OK && scale < 1e290 && !isfinite(shares[0])) abort();
  }
  tl_game_destroy(game);
  tl_findings_destroy(findings);
  return 0;
}
