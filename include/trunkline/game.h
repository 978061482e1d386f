/* trunkline/game.h - who would gain what, and who needs whom: cooperative games, bargaining, dependence.
 *
 * A game gives a value to every coalition of its players. Coalitions are sets of bits: bit i is player i. Tables have
 * 2^players values in that order; the empty coalition (index 0) is worth 0. Values and shares are in the caller's unit
 * (money, usually). A game of costs asks how a common cost is split: its results are costs, too.
 *
 *   tl_game_create -> tl_game_shapley / tl_game_nucleolus / tl_game_core / ... -> tl_game_destroy
 *
 * Shares are arrays of the caller with one entry a player. A concept that does not exist for this game answers
 * TL_ERR_NO_ANSWER with the reason; its array is then filled with NaN. Theory: docs/theory/game.md.
 */
#ifndef TRUNKLINE_GAME_H
#define TRUNKLINE_GAME_H

#include "trunkline/base.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
  TL_GAME_PLAYERS = 24,             /* most players of a tabled game: 2^24 values are 128 MB */
  TL_GAME_SAMPLED_PLAYERS = 64,     /* most players of tl_game_shapley_sampled */
  TL_GAME_PAIR_PLAYERS = 17,        /* most players up to which all pairs of coalitions are compared (3^n) */
  TL_GAME_EXTREME_POINT_PLAYERS = 5 /* most players for tl_game_core_points */
};

typedef uint64_t tl_coalition; /* bit i: player i is a member */

typedef enum tl_game_kind { TL_GAME_GAINS, TL_GAME_COSTS } tl_game_kind;

typedef struct tl_game tl_game;

/* Worth of a coalition, never asked for the empty one. Anything but TL_OK ends the calculation with that code. */
typedef tl_code (*tl_game_value_fn)(void *context, tl_coalition coalition, double *value, tl_error *error);

/* A game out of a table of 2^players values, which is copied. names (copied, may be NULL: "1", "2", ...).
 * TL_ERR_INPUT: players outside 1 .. TL_GAME_PLAYERS, a value that is not finite, or values[0] != 0. */
TL_API TL_MUST_USE tl_code tl_game_create(size_t players, const char *const *names, const double *values,
                                          tl_game_kind kind, const tl_allocator *allocator, tl_game **game,
                                          tl_error *error);
/* The same by asking for each coalition once, in the order of the table; the game keeps the answers. progress may be
 * NULL. */
TL_API TL_MUST_USE tl_code tl_game_create_asking(size_t players, const char *const *names, tl_game_value_fn value,
                                                 void *context, tl_game_kind kind, const tl_progress *progress,
                                                 const tl_allocator *allocator, tl_game **game, tl_error *error);
TL_API void tl_game_destroy(tl_game *game);

TL_API size_t tl_game_players(const tl_game *game);
TL_API const char *tl_game_player(const tl_game *game, size_t player); /* owned by the game; NULL beyond the last */
TL_API tl_game_kind tl_game_kind_of(const tl_game *game);
TL_API double tl_game_value(const tl_game *game, tl_coalition coalition); /* NaN outside the table */
TL_API tl_coalition tl_game_all(const tl_game *game);                     /* the coalition of all players */
/* "A+C" into the buffer, cut where it does not fit; gives the buffer. */
TL_API const char *tl_game_coalition_name(const tl_game *game, tl_coalition coalition, char *buffer, size_t bytes);

/* --- values that always exist ---------------------------------------------------------------------------------- */

/* Shapley (1953): the mean over all orders of what a player adds. Exact, O(players 2^players), no extra memory. */
TL_API void tl_game_shapley(const tl_game *game, double *shares);
/* Banzhaf (1965), Owen (1975): the mean over all coalitions of what a player adds. In general not efficient. */
TL_API void tl_game_banzhaf(const tl_game *game, double *shares);
/* Solidarity value of Nowak and Radzik (1994). */
TL_API void tl_game_solidarity(const tl_game *game, double *shares);
/* Weighted Shapley value (Shapley 1953, Kalai and Samet 1987), one weight > 0 a player. */
TL_API TL_MUST_USE tl_code tl_game_shapley_weighted(const tl_game *game, const double *weights, double *shares,
                                                    tl_error *error);
/* Owen (1977) value for unions: unions[i] is the number (0 .. players-1) of the union of player i. */
TL_API TL_MUST_USE tl_code tl_game_owen(const tl_game *game, const size_t *unions, double *shares, tl_error *error);
/* Aumann and Dreze (1974): each union by itself shares its own value, by Shapley. */
TL_API TL_MUST_USE tl_code tl_game_aumann_dreze(const tl_game *game, const size_t *unions, double *shares,
                                                tl_error *error);
/* Myerson (1977): only connected players cooperate. neighbours[i]: the players that player i has a link to; a link
 * named at one end counts for both. */
TL_API TL_MUST_USE tl_code tl_game_myerson(const tl_game *game, const tl_coalition *neighbours, double *shares,
                                           tl_error *error);

/* Shapley value of up to TL_GAME_SAMPLED_PLAYERS players from `orders` random orders, each taken forwards and
 * backwards (antithetic pairs). standard_errors: of the mean of the pairs. The same seed gives the same bits.
 * TL_ERR_INPUT: players outside 1 .. 64, fewer than 2 orders, a value that is not finite. */
TL_API TL_MUST_USE tl_code tl_game_shapley_sampled(size_t players, tl_game_value_fn value, void *context, size_t orders,
                                                   uint64_t seed, double *shares, double *standard_errors,
                                                   tl_error *error);

/* --- values that need not exist ---------------------------------------------------------------------------------- */

/* Nucleolus (Schmeidler 1969): of all splits that give each player at least his own value, the one whose largest
 * complaints are least, one after the other. TL_ERR_NO_ANSWER: no such split (the single values sum to more than all
 * are worth). */
TL_API TL_MUST_USE tl_code tl_game_nucleolus(const tl_game *game, double *shares, tl_error *error);
/* The same among all splits of the value of all. */
TL_API TL_MUST_USE tl_code tl_game_prenucleolus(const tl_game *game, double *shares, tl_error *error);
/* Tau value (Tijs 1981): between the least right and the most each player can ask. TL_ERR_NO_ANSWER: the game is not
 * quasi-balanced. */
TL_API TL_MUST_USE tl_code tl_game_tau(const tl_game *game, double *shares, tl_error *error);
/* Gately (1974) point: equal propensity to disrupt. TL_ERR_NO_ANSWER: nobody adds anything to the others, or the
 * utopia sum lies on the wrong side. */
TL_API TL_MUST_USE tl_code tl_game_gately(const tl_game *game, double *shares, tl_error *error);

typedef struct tl_game_core {
  bool empty;
  double bound_sum; /* gains: the least sum that satisfies every smaller coalition; costs: the most they would bear */
  double epsilon;   /* of the least core: the largest complaint there; <= 0 where the core is not empty */
  bool least_core_unique; /* the least core is a single point */
} tl_game_core;
/* Core (Gillies 1959) and least core (Maschler, Peleg, Shapley 1979). least_core_point may be NULL: the prenucleolus,
 * which is a point of it. A game of one player has no complaints: epsilon is NaN and the point his value. */
TL_API TL_MUST_USE tl_code tl_game_core_find(const tl_game *game, tl_game_core *core, double *least_core_point,
                                             tl_error *error);
/* Extreme points of the core of up to TL_GAME_EXTREME_POINT_PLAYERS players, `players` numbers each, in ascending
 * order. At most `room` points are written; *count is how many there are (0: the core is empty). */
TL_API TL_MUST_USE tl_code tl_game_core_points(const tl_game *game, double *points, size_t room, size_t *count,
                                               tl_error *error);

/* How a given split stands to the core. */
typedef struct tl_game_complaint {
  double largest;   /* what the worst treated coalition lacks; <= 0: nobody has a complaint */
  tl_coalition who; /* that coalition; 0 in a game of one player */
  double unshared;  /* value of all less the sum of the split */
  double must_move; /* least sum of |changes| over players that leads into the core; NaN if the core is empty */
} tl_game_complaint;
TL_API TL_MUST_USE tl_code tl_game_complain(const tl_game *game, const double *split, tl_game_complaint *complaint,
                                            tl_error *error);

/* --- properties ----------------------------------------------------------------------------------------------- */

typedef enum tl_game_verdict { TL_GAME_NO, TL_GAME_YES, TL_GAME_NOT_TESTED } tl_game_verdict;
/* A property and, where it fails, the two coalitions that break it most and by how much. In a game of costs all
 * inequalities are turned round: superadditive means subadditive, convex means concave. */
typedef struct tl_game_property {
  tl_game_verdict verdict;
  tl_coalition a, b;
  double by;
} tl_game_property;
typedef struct tl_game_properties {
  tl_game_property superadditive; /* disjoint a, b: v(a + b) >= v(a) + v(b) */
  tl_game_property convex;        /* v(a | b) + v(a & b) >= v(a) + v(b) */
  tl_game_property monotone;      /* a inside b: v(b) >= v(a); for costs, too: more members never cost less */
} tl_game_properties;
/* Differences below 1e-12 of the largest value count as rounding. Balanced: see tl_game_core_find. */
TL_API void tl_game_test(const tl_game *game, tl_game_properties *properties);

/* --- bargaining (docs/theory/bargaining.md) ----------------------------------------------------------------------- */

/* Nash (1950) with weights: the sides share what is above the sum of their outside options by weight. weights may be
 * NULL: equal. TL_ERR_NO_ANSWER: the surplus is less than the sum of the outside options. */
TL_API TL_MUST_USE tl_code tl_bargain_nash(double surplus, size_t sides, const double *outside, const double *weights,
                                           double *shares, tl_error *error);
/* Kalai and Smorodinsky (1975) for two sides on a frontier of efficient pairs (u1 ascending, u2 descending, straight
 * lines between them): equal shares of the gains that each could hope for. */
TL_API TL_MUST_USE tl_code tl_bargain_kalai_smorodinsky(const double *u1, const double *u2, size_t count,
                                                        const double outside[2], double shares[2], tl_error *error);
/* Rubinstein (1982): alternating offers over `surplus`, side 1 begins, discount factors 0 <= d < 1 a round (one of them
 * may be 1); an outside option binds only where it exceeds the share (Binmore, Shaked, Sutton 1989). */
TL_API TL_MUST_USE tl_code tl_bargain_rubinstein(double surplus, const double discount[2], const double outside[2],
                                                 double shares[2], tl_error *error);

typedef enum tl_bargain_fees {
  TL_BARGAIN_FEES_IF_TRADE, /* a fee is owed only if all talks succeed */
  TL_BARGAIN_FEES_ANYWAY    /* a fee is owed even if the other talks fail */
} tl_bargain_fees;
/* Nash-in-Nash (Horn and Wolinsky 1988): one side talks to each of `partners`, all of whom are needed, at the same
 * time. weights[k]: of partner k in his talks, 0 .. 1 (NULL: 1/2). fees: one a partner; *rest: what the one side keeps.
 */
TL_API TL_MUST_USE tl_code tl_bargain_nash_in_nash(double surplus, size_t partners, const double *weights,
                                                   tl_bargain_fees kind, double *fees, double *rest, tl_error *error);

/* Hold-up: one side sinks `investment`, then `surplus` (gross) is shared; its share is slope * surplus + constant. */
typedef struct tl_bargain_holdup {
  double before;    /* its net gain when terms are agreed before: share(surplus - investment) */
  double after;     /* its net gain when terms are agreed after: share(surplus) - investment */
  bool efficient;   /* surplus >= investment */
  bool invests;     /* after >= 0 */
  double threshold; /* surplus from which it invests without agreement beforehand; NaN: never */
} tl_bargain_holdup;
/* share: of the surplus that goes to the investor, 0 < share <= 1. */
TL_API TL_MUST_USE tl_code tl_bargain_hold_up(double surplus, double investment, double share,
                                              tl_bargain_holdup *result, tl_error *error);
/* The same where the Shapley value of the transit game rules: producer and buyer are worth alternative * (surplus -
 * investment) without transit. Before: net game; after: the line is sunk, the alternative is not (alternative 0 .. 1).
 */
TL_API TL_MUST_USE tl_code tl_bargain_hold_up_transit(double surplus, double investment, double alternative,
                                                      tl_bargain_holdup *result, tl_error *error);
/* Obsolescing bargain (Vernon 1971): at each time the sides share surplus - (1 - sunk) investment by `share` of the
 * investor; sunk[t] rises 0 .. 1. gains[t]: the investor's bargained share less the part that is sunk. */
TL_API TL_MUST_USE tl_code tl_bargain_obsolescing(double surplus, double investment, double share, const double *sunk,
                                                  size_t times, double *gains, tl_error *error);

/* The transit game: producer and buyer alone are worth a, all three 1, others 0 (0 <= a <= 1). */
typedef struct tl_transit_shares {
  double producer, transit, buyer;
} tl_transit_shares;
TL_API TL_MUST_USE tl_code tl_transit_shapley(double a, tl_transit_shares *shares, tl_error *error);
TL_API TL_MUST_USE tl_code tl_transit_nucleolus(double a, tl_transit_shares *shares, tl_error *error);
TL_API TL_MUST_USE tl_code tl_transit_tau(double a, tl_transit_shares *shares, tl_error *error);

/* --- dependence (docs/theory/dependence.md) ----------------------------------------------------------------------- */

/* Volumes (>= 0, one unit, not all 0) of each supplier to shares that sum to 1. */
TL_API TL_MUST_USE tl_code tl_dependence_shares(const double *volumes, size_t count, double *shares, tl_error *error);
/* Herfindahl-Hirschman index, sum of r s^2 (x 10,000 for the usual scale); shares of import or of consumption, 0 .. 1
 * each, sum at most 1. risks may be NULL: 1. */
TL_API TL_MUST_USE tl_code tl_dependence_hhi(const double *shares, const double *risks, size_t count, double *hhi,
                                             tl_error *error);
/* Shannon-Wiener -sum of s ln s, and evenness: over ln of the number of suppliers with a share (NaN for one). */
TL_API TL_MUST_USE tl_code tl_dependence_shannon_wiener(const double *shares, size_t count, double *entropy,
                                                        double *evenness, tl_error *error);
/* Neumann's form -sum of s b ln(s) (1 + g): political stability b, own output g as a share of consumption. */
TL_API TL_MUST_USE tl_code tl_dependence_neumann(const double *shares, const double *stability, double own_output,
                                                 size_t count, double *index, tl_error *error);

/* N-1 of Regulation (EU) 2017/1938, annex II; all capacities in one unit (million m3 a day). */
typedef struct tl_dependence_n1 {
  double entry_points, production, storage, lng, largest, demand_day;
  double demand_side; /* of the demand, what market measures cover; 0 without */
} tl_dependence_n1;
/* As a fraction: 1 is the rule. */
TL_API TL_MUST_USE tl_code tl_dependence_n_minus_1(const tl_dependence_n1 *country, double *n_minus_1, tl_error *error);
/* (sum of capacities - capacity of `supplier`) / demand; below 1 the supplier is pivotal. */
TL_API TL_MUST_USE tl_code tl_dependence_residual_supply(const double *capacities, size_t count, size_t supplier,
                                                         double demand, double *index, tl_error *error);
/* One flow, seen from both ends (Q_ij / consumption of the buyer, Q_ij / exports of the seller; volume or revenue). */
typedef struct tl_dependence_pair {
  double buyer, seller;
  double asymmetry; /* (buyer - seller) / (buyer + seller), -1 .. 1; above 0 the buyer depends more; NaN without flow */
} tl_dependence_pair;
TL_API TL_MUST_USE tl_code tl_dependence_bilateral(double flow, double buyer_total, double seller_total,
                                                   tl_dependence_pair *pair, tl_error *error);
/* Switching: dearer (or worse paid) by cost_step a unit, plus stranded capital spread over the volume it served. */
TL_API TL_MUST_USE tl_code tl_dependence_switching(double cost_step, double stranded_capital, double volume,
                                                   double *cost_per_unit, tl_error *error);
/* What all lose if one party walks away, for each: v(all) - v(all without i); costs: what the others would save. */
TL_API void tl_dependence_at_stake(const tl_game *game, double *losses);

#ifdef __cplusplus
}
#endif
#endif
