/* Cross-checks of players, market, rivals, gas fields and ways. */
#include "study/checking.h"

#include <stdio.h>
#include <string.h>

/* The code of a country stands for all its players. */
static bool is_country(const tli_study *s, const char *word) {
  for (size_t i = 0; i < s->player_count; i++)
    if (tli_text_equal(s->players[i].country, word)) return true;
  return false;
}

/* Players joined by '+': each must exist; none is fine where `may_be_empty`. */
static void check_players(const tli_checking *c, const char *at, const char *field, const char *players,
                          bool may_be_empty) {
  if (!tli_given(players)) {
    if (!may_be_empty) tli_complain(c, at, field, "%s is missing: name players joined by +, for example RU+MN", field);
    return;
  }
  for (const char *word = players;;) {
    const size_t n = strcspn(word, "+");
    char id[128];
    (void)snprintf(id, sizeof id, "%.*s", (int)(n < sizeof id ? n : sizeof id - 1), word);
    if (id[0] == '\0' || !is_country(c->study, id)) (void)tli_known_id(c, at, field, "players", id);
    if (word[n] == '\0') return;
    word += n + 1;
  }
}

/* The exported game tells players apart by their titles, and joins them by '+'. */
static void check_titles(const tli_checking *c) {
  const tli_study *s = c->study;
  for (size_t i = 0; i < s->player_count; i++) {
    const tli_item_name at = tli_item_path("players", s->players[i].id);
    const char *title = tli_given(s->players[i].title) ? s->players[i].title : s->players[i].id;
    if (strchr(title, '+') != NULL) tli_complain(c, at.path, "title", "\"+\" joins players; write \"and\"");
    for (size_t k = 0; k < i; k++)
      if (tli_text_equal(tli_given(s->players[k].title) ? s->players[k].title : s->players[k].id, title))
        tli_complain(c, at.path, "title", "\"%s\" is the title of player %s, too: readers could not tell them apart",
                     title, s->players[k].id);
  }
}

/* A weight of risk is somebody's judgement: whose must be said. */
static void check_risk(const tli_checking *c, const char *at, double risk, const char *source) {
  if (risk != 1.0 && !tli_given(source))
    tli_complain(c, at, "risk", "risk is %g and no source is named: give source, or leave risk out (all count alike)",
                 risk);
}

static void check_way(const tli_checking *c, const tli_study_way *way) {
  const tli_item_name at = tli_item_path("ways", way->id);
  check_players(c, at.path, "players", way->players, false);
  if (tli_given(way->paid_by)) (void)tli_known_id(c, at.path, "paid_by", "players", way->paid_by);
  if (tli_given(way->alternative)) (void)tli_known_id(c, at.path, "alternative", "alternatives", way->alternative);
  if (tli_given(way->pipe)) (void)tli_known_id(c, at.path, "pipe", "pipes", way->pipe);
  if (tli_given(way->built_as)) (void)tli_known_id(c, at.path, "built_as", "sections", way->built_as);
  (void)tli_known_id(c, at.path, "gas_field", "gas_fields", way->gas_field);
  check_risk(c, at.path, way->risk.si, way->source);
  (void)tli_currency_fits(c, at.path, "before", &way->before);
  (void)tli_currency_fits(c, at.path, "behind", &way->behind);
  (void)tli_currency_fits(c, at.path, "more_investment", &way->more_investment);
  if (way->largest.si < way->least.si)
    tli_complain(c, at.path, "largest", "largest is below least: %g, %g bcm/a", way->largest.si * 0.031536,
                 way->least.si * 0.031536);
}

void tli_check_shares(const tli_study *s, tl_findings *findings) {
  const tli_checking checking = {s, findings}, *c = &checking;
  const bool game = tli_given(s->market.buyers);
  check_players(c, "market", "buyers", s->market.buyers, true);
  check_titles(c);
  if (game && !(s->market.volume.si > 0.0 && s->market.price.si > 0.0))
    tli_complain(c, "market", "volume",
                 "a market with buyers needs volume and price: what it takes, and at which price");
  if (!game && s->way_count > 0)
    tli_complain(c, "market", "buyers", "buyers is missing: the ways lead to a market that nobody holds");
  (void)tli_currency_fits(c, "market", "price", &s->market.price);
  for (size_t i = 0; i < s->player_count; i++)
    (void)tli_currency_fits(c, tli_item_path("players", s->players[i].id).path, "export_price",
                            &s->players[i].export_price);
  for (size_t i = 0; i < s->rival_count; i++) {
    const tli_item_name at = tli_item_path("rivals", s->rivals[i].id);
    check_players(c, at.path, "players", s->rivals[i].players, true);
    check_players(c, at.path, "origin", s->rivals[i].origin, true);
    check_risk(c, at.path, s->rivals[i].risk.si, s->rivals[i].source);
    if (s->rivals[i].largest_unit.si > s->rivals[i].volume.si)
      tli_complain(c, at.path, "largest_unit", "largest_unit is above volume: %g, %g bcm/a",
                   s->rivals[i].largest_unit.si * 0.031536, s->rivals[i].volume.si * 0.031536);
    (void)tli_currency_fits(c, at.path, "cost", &s->rivals[i].cost);
  }
  for (size_t i = 0; i < s->gas_field_count; i++) {
    const tli_item_name at = tli_item_path("gas_fields", s->gas_fields[i].id);
    check_players(c, at.path, "players", s->gas_fields[i].players, false);
    (void)tli_currency_fits(c, at.path, "cost", &s->gas_fields[i].cost);
    (void)tli_currency_fits(c, at.path, "other_use", &s->gas_fields[i].other_use);
  }
  for (size_t i = 0; i < s->way_count; i++) check_way(c, &s->ways[i]);
}
