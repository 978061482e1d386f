/* Who plays: players of the study, or countries with all their players. docs/theory/study-shares.md */
#include "study/shares.h"

#include <string.h>

static const char *title_of(const tli_study_player *p) { return p->title[0] != '\0' ? p->title : p->id; }

/* A word is the id of a player, or else the code of a country: all its players. */
static tl_coalition meant(const tli_study *s, const char *word, size_t length) {
  tl_coalition players = 0, citizens = 0;
  for (size_t i = 0; i < s->player_count; i++) {
    const char *id = s->players[i].id, *country = s->players[i].country;
    if (strlen(id) == length && strncmp(id, word, length) == 0) players |= (tl_coalition)1 << i;
    if (strlen(country) == length && strncmp(country, word, length) == 0) citizens |= (tl_coalition)1 << i;
  }
  return players != 0 ? players : citizens;
}

tl_coalition tli_coalition_of(const tli_study *s, const char *players) {
  tl_coalition members = 0;
  for (const char *word = players; word != NULL && word[0] != '\0';) {
    const size_t n = strcspn(word, "+");
    members |= meant(s, word, n);
    word += word[n] == '+' ? n + 1 : n;
  }
  return members;
}

tli_sides tli_players_as_sides(const tli_study *s) {
  tli_sides sides = {.count = s->player_count};
  for (size_t i = 0; i < s->player_count && i < TL_GAME_PLAYERS; i++) {
    sides.of[i] = i;
    sides.names[i] = title_of(&s->players[i]);
  }
  return sides;
}

tli_sides tli_countries_as_sides(const tli_study *s) {
  tli_sides sides = {.count = 0};
  for (size_t i = 0; i < s->player_count && i < TL_GAME_PLAYERS; i++) {
    size_t k = i; /* the first player of the same country */
    if (s->players[i].country[0] != '\0')
      for (k = 0; k < i && !tli_text_equal(s->players[k].country, s->players[i].country);) k++;
    sides.of[i] = k < i ? sides.of[k] : sides.count;
    if (k == i)
      sides.names[sides.count++] = title_of(&s->players[i]);
    else
      sides.names[sides.of[k]] = tli_country_name(s->players[i].country);
  }
  return sides;
}

tl_coalition tli_sided(const tli_sides *sides, tl_coalition players) {
  tl_coalition out = 0;
  for (size_t i = 0; i < TL_GAME_PLAYERS; i++)
    if ((players >> i & 1) != 0) out |= (tl_coalition)1 << sides->of[i];
  return out;
}

void tli_sum_by_side(const tli_sides *sides, const double *by_player, size_t players, double *by_side) {
  for (size_t k = 0; k < sides->count; k++) by_side[k] = 0.0;
  for (size_t i = 0; i < players; i++) by_side[sides->of[i]] += by_player[i];
}
