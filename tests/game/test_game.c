/* Published games. Values by size and then lexicographic, as their sources print them; expected shares are the
 * fractions that the cited works print or that were recomputed exactly from the same table. */
#include "testing.h"

#include "out_of_memory.h"
#include "trunkline/gamefile.h"

#define EXACT 1e-9 /* relative to the largest value: what fractions must reach */

enum { MOST = 15 };

typedef struct published {
  const char *name; /* and source */
  size_t n;
  tl_game_kind kind;
  double v[63];
  double shapley[6];
  const char *nucleolus_missing; /* part of the reason; NULL: it exists */
  double nucleolus[6];
  bool tau_exists;
  double tau[6];
  bool core_empty;
} published;

static const published games[] = {
    {"glove, two left and one right; Peters 2015",
     3,
     TL_GAME_GAINS,
     {0, 0, 0, 0, 1, 1, 1},
     {1. / 6, 1. / 6, 2. / 3},
     NULL,
     {0, 0, 1},
     true,
     {0, 0, 1},
     false},
    {"glove, one left and three right",
     4,
     TL_GAME_GAINS,
     {0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 1},
     {3. / 4, 1. / 12, 1. / 12, 1. / 12},
     NULL,
     {1, 0, 0, 0},
     true,
     {1, 0, 0, 0},
     false},
    {"airport 12 28 30; Littlechild, Owen 1973",
     3,
     TL_GAME_COSTS,
     {12, 28, 30, 28, 30, 30, 30},
     {4, 12, 14},
     NULL,
     {6, 11, 13},
     true,
     {84. / 17, 196. / 17, 230. / 17},
     false},
    {"airport 8 11 13 18; Littlechild, Owen 1973",
     4,
     TL_GAME_COSTS,
     {8, 11, 13, 18, 11, 13, 18, 13, 18, 18, 13, 18, 18, 18, 18},
     {2, 3, 4, 9},
     NULL,
     {3.25, 3.25, 3.25, 8.25},
     true,
     {104. / 45, 143. / 45, 169. / 45, 394. / 45},
     false},
    {"Gately 1974",
     3,
     TL_GAME_GAINS,
     {0, 0, 0, 1170, 770, 210, 1530},
     {2290. / 3, 1450. / 3, 850. / 3},
     NULL,
     {955, 395, 180},
     true,
     {26450. / 29, 12160. / 29, 5760. / 29},
     false},
    {"small Gately",
     3,
     TL_GAME_GAINS,
     {0, 0, 0, 4, 0, 3, 6},
     {5. / 3, 19. / 6, 7. / 6},
     NULL,
     {1.5, 3.5, 1},
     true,
     {1.5, 3.5, 1},
     false},
    {"Lemaire 1984",
     3,
     TL_GAME_GAINS,
     {46125, 17437.5, 5812.5, 69187.5, 53812.5, 30750, 90000},
     {51750, 25875, 12375},
     NULL,
     {52687.5, 24468.75, 12843.75},
     true,
     {51900, 25687.5, 12412.5},
     false},
    {"production game, Prieto",
     3,
     TL_GAME_GAINS,
     {68, 102, 0, 170, 710, 762, 992},
     {229, 272, 491},
     NULL,
     {149, 192, 651},
     true,
     {149, 192, 651},
     false},
    {"Stach 2011",
     3,
     TL_GAME_GAINS,
     {0, 0, 0, 1, 2, 1, 3},
     {7. / 6, 2. / 3, 7. / 6},
     NULL,
     {1.25, .5, 1.25},
     true,
     {1.2, .6, 1.2},
     false},
    {"nucleolus of four players",
     4,
     TL_GAME_GAINS,
     {0, 0, 0, 0, 5, 5, 8, 9, 10, 8, 13, 15, 16, 17, 21},
     {47. / 12, 21. / 4, 21. / 4, 79. / 12},
     NULL,
     {3.5, 4.5, 5.5, 7.5},
     true,
     {3.5, 4.5, 5.5, 7.5},
     false},
    {"Peleg, Sudhoelter 2007",
     3,
     TL_GAME_GAINS,
     {0, 0, 0, 10, 0, 0, 2},
     {7. / 3, 7. / 3, -8. / 3},
     NULL,
     {1, 1, 0},
     false,
     {0},
     true},
    {"Ibn Ezra; Aumann 2010",
     4,
     TL_GAME_GAINS,
     {120, 60, 40, 30, 120, 120, 120, 60, 60, 40, 120, 120, 120, 60, 120},
     {485. / 6, 125. / 6, 65. / 6, 15. / 2},
     "no imputation",
     {0},
     false,
     {0},
     true},
    {"taxi fare", 3, TL_GAME_GAINS, {6, 12, 42, 12, 42, 42, 42}, {2, 5, 35}, "no imputation", {0}, false, {0}, true},
    {"three students",
     3,
     TL_GAME_GAINS,
     {0, 0, 0, 160, 170, 140, 300},
     {325. / 3, 280. / 3, 295. / 3},
     NULL,
     {350. / 3, 260. / 3, 290. / 3},
     true,
     {350. / 3, 260. / 3, 290. / 3},
     false},
    {"divide with veto; Narahari 2014",
     3,
     TL_GAME_GAINS,
     {0, 0, 0, 300, 300, 0, 300},
     {200, 50, 50},
     NULL,
     {300, 0, 0},
     true,
     {300, 0, 0},
     false},
    {"majority; Narahari 2014",
     3,
     TL_GAME_GAINS,
     {0, 0, 0, 300, 300, 300, 300},
     {100, 100, 100},
     NULL,
     {100, 100, 100},
     false,
     {0},
     true},
    {"voting 50; 10 10 20 30",
     4,
     TL_GAME_GAINS,
     {0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 1, 1},
     {1. / 12, 1. / 12, 1. / 4, 7. / 12},
     NULL,
     {0, 0, 0, 1},
     true,
     {0, 0, 0, 1},
     false},
    /* Skane: Young, Okada, Hashimoto, IIASA WP-79-77 (1979); players A H K L M T */
    {"Skane water",
     6,
     TL_GAME_COSTS,
     {21.95, 17.08, 10.91, 15.88, 20.81, 21.98, 34.69, 32.86, 37.83, 42.76, 43.93, 22.96, 25.00, 37.89, 39.06, 26.79,
      31.45, 32.89, 31.10, 37.86, 39.41, 40.74, 43.22, 55.50, 56.67, 48.74, 53.40, 54.84, 53.05, 59.81, 61.36, 27.26,
      42.55, 44.94, 45.81, 46.98, 56.49, 42.01, 48.77, 50.32, 51.46, 48.95, 60.25, 62.72, 64.03, 65.20, 74.10, 63.96,
      70.72, 72.27, 73.41, 48.07, 49.24, 59.35, 64.41, 56.61, 69.76, 70.93, 77.42, 83.00, 73.97, 66.46, 83.82},
     {20011. / 1000, 2677. / 250, 39641. / 6000, 15559. / 1500, 4067. / 240, 57527. / 3000},
     NULL,
     {407. / 20, 3617. / 300, 1499. / 300, 1291. / 150, 458. / 25, 1949. / 100},
     true,
     {758533. / 38750, 1033777. / 77500, 110229. / 19375, 3293. / 310, 1295183. / 77500, 692929. / 38750},
     false},
};

/* From the order of size, then lexicographic, to bits. */
static void to_bits(size_t n, const double *by_size, double *v) {
  size_t at = 0;
  v[0] = 0;
  for (size_t members = 1; members <= n; members++) {
    size_t pick[MOST];
    for (size_t k = 0; k < members; k++) pick[k] = k;
    for (;;) {
      size_t s = 0;
      for (size_t k = 0; k < members; k++) s |= (size_t)1 << pick[k];
      v[s] = by_size[at++];
      size_t k = members;
      while (k > 0 && pick[k - 1] == n - members + k - 1) k--;
      if (k == 0) break;
      pick[k - 1]++;
      for (size_t j = k; j < members; j++) pick[j] = pick[j - 1] + 1;
    }
  }
}

static void assert_shares(const char *what, const double *x, const double *expected, size_t n, double scale) {
  for (size_t i = 0; i < n; i++) {
    if (!(fabs(x[i] - expected[i]) <= EXACT * scale))
      fail_msg("%s: player %zu gets %.15g, expected %.15g", what, i + 1, x[i], expected[i]);
  }
}

static void published_games_come_out(void **state) {
  (void)state;
  for (size_t k = 0; k < sizeof games / sizeof *games; k++) {
    const published *p = &games[k];
    double v[64], x[6], scale = 0;
    tl_game *g;
    tl_error error = {0};
    to_bits(p->n, p->v, v);
    for (size_t s = 0; s < (size_t)1 << p->n; s++) scale = fmax(scale, fabs(v[s]));
    assert_int_equal(tl_game_create(p->n, NULL, v, p->kind, NULL, &g, &error), TL_OK);
    tl_game_shapley(g, x);
    assert_shares(p->name, x, p->shapley, p->n, scale);
    if (p->nucleolus_missing != NULL) {
      assert_int_equal(tl_game_nucleolus(g, x, &error), TL_ERR_NO_ANSWER);
      assert_non_null(strstr(error.sentence, p->nucleolus_missing));
      assert_true(isnan(x[0]));
    } else {
      assert_int_equal(tl_game_nucleolus(g, x, &error), TL_OK);
      assert_shares(p->name, x, p->nucleolus, p->n, scale);
    }
    if (p->tau_exists) {
      assert_int_equal(tl_game_tau(g, x, &error), TL_OK);
      assert_shares(p->name, x, p->tau, p->n, scale);
    } else {
      assert_int_equal(tl_game_tau(g, x, &error), TL_ERR_NO_ANSWER);
      assert_non_null(strstr(error.sentence, "not quasi-balanced"));
    }
    tl_game_core core;
    assert_int_equal(tl_game_core_find(g, &core, x, &error), TL_OK);
    if (core.empty != p->core_empty) fail_msg("%s: core empty is %d", p->name, core.empty);
    tl_game_destroy(g);
  }
}

static tl_game *made(size_t n, const double *by_size, tl_game_kind kind) {
  double v[64];
  tl_game *g;
  to_bits(n, by_size, v);
  assert_int_equal(tl_game_create(n, NULL, v, kind, NULL, &g, NULL), TL_OK);
  return g;
}

static tl_game *bankruptcy(size_t n, const double *claims, double estate) {
  double v[64];
  tl_game *g;
  for (size_t s = 0; s < (size_t)1 << n; s++) {
    double others = 0;
    for (size_t i = 0; i < n; i++)
      if ((s >> i & 1U) == 0) others += claims[i];
    v[s] = estate > others ? estate - others : 0;
  }
  assert_int_equal(tl_game_create(n, NULL, v, TL_GAME_GAINS, NULL, &g, NULL), TL_OK);
  return g;
}

/* Aumann, Maschler 1985: the Talmud's estates; the six claims of the MatTuGames manual. */
static void estates_are_shared_as_printed(void **state) {
  (void)state;
  static const struct {
    size_t n;
    double claims[6], estate, shapley[6], nucleolus[6], tau[6];
  } cases[] = {
      {3,
       {100, 200, 300},
       100,
       {100. / 3, 100. / 3, 100. / 3},
       {100. / 3, 100. / 3, 100. / 3},
       {100. / 3, 100. / 3, 100. / 3}},
      {3, {100, 200, 300}, 200, {100. / 3, 250. / 3, 250. / 3}, {50, 75, 75}, {40, 80, 80}},
      {3, {100, 200, 300}, 300, {50, 100, 150}, {50, 100, 150}, {50, 100, 150}},
      {3, {100, 200, 300}, 400, {200. / 3, 350. / 3, 650. / 3}, {50, 125, 225}, {60, 120, 220}},
      {4, {30, 60, 90, 120}, 120, {12.5, 22.5, 37.5, 47.5}, {15, 30, 37.5, 37.5}, {12, 24, 36, 48}},
      {6,
       {40, 32, 11, 73.3, 54.95, 81.1},
       176,
       {9407. / 400, 11249. / 600, 1299. / 200, 53161. / 1200, 19999. / 600, 7441. / 150},
       {20, 16, 5.5, 48.35, 30, 56.15},
       {140800. / 5847, 112640. / 5847, 38720. / 5847, 258016. / 5847, 193424. / 5847, 285472. / 5847}},
  };
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    double x[6];
    tl_game *g = bankruptcy(cases[k].n, cases[k].claims, cases[k].estate);
    tl_game_shapley(g, x);
    assert_shares("Shapley", x, cases[k].shapley, cases[k].n, cases[k].estate);
    assert_int_equal(tl_game_nucleolus(g, x, NULL), TL_OK);
    assert_shares("nucleolus", x, cases[k].nucleolus, cases[k].n, cases[k].estate);
    assert_int_equal(tl_game_tau(g, x, NULL), TL_OK);
    assert_shares("tau", x, cases[k].tau, cases[k].n, cases[k].estate);
    if (cases[k].n == 6) {
      const size_t unions[] = {0, 1, 0, 1, 1, 2};
      const double owen[] = {521. / 24, 947. / 45, 77. / 12, 2138. / 45, 3253. / 90, 1727. / 40};
      const double solidarity[] = {28.0285, 27.02975, 24.52641667, 32.52466667, 30.19525, 33.69541667};
      assert_int_equal(tl_game_owen(g, unions, x, NULL), TL_OK);
      assert_shares("Owen", x, owen, 6, 176);
      tl_game_solidarity(g, x);
      for (size_t i = 0; i < 6; i++) assert_close(x[i], solidarity[i], 5e-9); /* printed digits */
    }
    tl_game_destroy(g);
  }
}

static void prenucleolus_and_gately_point(void **state) {
  (void)state;
  double x[4];
  tl_game *g = made(3, games[10].v, TL_GAME_GAINS);
  assert_int_equal(tl_game_prenucleolus(g, x, NULL), TL_OK);
  assert_shares("Peleg, Sudhoelter", x, (double[]){3, 3, -4}, 3, 10);
  tl_game_destroy(g);
  g = made(4, games[11].v, TL_GAME_GAINS);
  assert_int_equal(tl_game_prenucleolus(g, x, NULL), TL_OK);
  assert_shares("Ibn Ezra", x, (double[]){260. / 3, 80. / 3, 20. / 3, 0}, 4, 120);
  tl_game_destroy(g);
  g = made(3, games[12].v, TL_GAME_GAINS);
  assert_int_equal(tl_game_prenucleolus(g, x, NULL), TL_OK);
  assert_shares("taxi", x, (double[]){0, 6, 36}, 3, 42);
  tl_game_destroy(g);
  g = made(3, games[4].v, TL_GAME_GAINS);
  assert_int_equal(tl_game_gately(g, x, NULL), TL_OK);
  assert_shares("Gately", x, (double[]){50490. / 61, 29070. / 61, 13770. / 61}, 3, 1530);
  tl_game_destroy(g);
  g = made(3, games[5].v, TL_GAME_GAINS);
  assert_int_equal(tl_game_gately(g, x, NULL), TL_OK);
  assert_shares("small Gately", x, (double[]){18. / 11, 36. / 11, 12. / 11}, 3, 6);
  tl_game_destroy(g);
}

/* Players 1, 2 left, 3 to 5 right; the security council: 39 votes of 5 x 7 + 10 x 1. */
static void larger_textbook_games(void **state) {
  (void)state;
  double *v = calloc(32768, sizeof *v), x[15];
  tl_game *g;
  assert_non_null(v);
  for (size_t s = 0; s < 32; s++) {
    const size_t left = (s & 1U) + (s >> 1 & 1U), right = (s >> 2 & 1U) + (s >> 3 & 1U) + (s >> 4 & 1U);
    v[s] = (double)(left < right ? left : right);
  }
  assert_int_equal(tl_game_create(5, NULL, v, TL_GAME_GAINS, NULL, &g, NULL), TL_OK);
  tl_game_shapley(g, x);
  assert_shares("glove 2:3", x, (double[]){13. / 20, 13. / 20, 7. / 30, 7. / 30, 7. / 30}, 5, 2);
  assert_int_equal(tl_game_nucleolus(g, x, NULL), TL_OK);
  assert_shares("glove 2:3", x, (double[]){1, 1, 0, 0, 0}, 5, 2);
  tl_game_destroy(g);
  for (size_t s = 0; s < 32768; s++) {
    size_t votes = 0;
    for (size_t i = 0; i < 15; i++) votes += (s >> i & 1U) * (i < 5 ? 7 : 1);
    v[s] = votes >= 39;
  }
  assert_int_equal(tl_game_create(15, NULL, v, TL_GAME_GAINS, NULL, &g, NULL), TL_OK);
  tl_game_shapley(g, x);
  for (size_t i = 0; i < 15; i++) assert_close(x[i], i < 5 ? 421. / 2145 : 4. / 2145, EXACT);
  tl_game_destroy(g);
  free(v);
}

static void assert_transit(const double *x, const tl_transit_shares *t) {
  assert_close(x[0], t->producer, 1e-12);
  assert_close(x[1], t->transit, 1e-12);
  assert_close(x[2], t->buyer, 1e-12);
}

/* v(RC) = a, v(RMC) = 1: the closed forms of the transit game. */
static void the_transit_game_has_its_closed_form(void **state) {
  (void)state;
  const double as[] = {0, .2, 1. / 3, .4, .6, .9, 1};
  for (size_t k = 0; k < sizeof as / sizeof *as; k++) {
    const double a = as[k], v[8] = {0, 0, 0, 0, 0, a, 0, 1};
    double x[3];
    tl_transit_shares t;
    tl_game *g;
    assert_int_equal(tl_game_create(3, NULL, v, TL_GAME_GAINS, NULL, &g, NULL), TL_OK);
    tl_game_shapley(g, x);
    assert_int_equal(tl_transit_shapley(a, &t, NULL), TL_OK);
    assert_close(t.transit, (1 - a) / 3, 1e-12);
    assert_close(t.producer, 1. / 3 + a / 6, 1e-12);
    assert_close(t.buyer, 1. / 3 + a / 6, 1e-12);
    assert_transit(x, &t);
    assert_shares("Shapley", x, (double[]){t.producer, t.transit, t.buyer}, 3, 1);
    assert_int_equal(tl_game_nucleolus(g, x, NULL), TL_OK);
    assert_int_equal(tl_transit_nucleolus(a, &t, NULL), TL_OK);
    assert_close(t.transit, a >= 1. / 3 ? (1 - a) / 2 : 1. / 3, 1e-12);
    assert_close(t.producer, a >= 1. / 3 ? (1 + a) / 4 : 1. / 3, 1e-12);
    assert_close(t.buyer, t.producer, 1e-12);
    assert_transit(x, &t);
    assert_shares("nucleolus", x, (double[]){t.producer, t.transit, t.buyer}, 3, 1);
    assert_int_equal(tl_game_tau(g, x, NULL), TL_OK);
    assert_int_equal(tl_transit_tau(a, &t, NULL), TL_OK);
    assert_close(t.transit, (1 - a) / (3 - a), 1e-12);
    assert_transit(x, &t);
    assert_shares("tau", x, (double[]){t.producer, t.transit, t.buyer}, 3, 1);
    tl_game_destroy(g);
  }
}

/* Two agents each in the countries R and C, all needed: by country the totals stay, plain Shapley cuts the fifth. */
static void cutting_a_side_up_moves_shapley_and_not_owen(void **state) {
  (void)state;
  const double a = 0.4;
  double v[32], x[5]; /* R1 R2 M C1 C2 */
  for (size_t s = 0; s < 32; s++) v[s] = s == 31 ? 1 : s == 27 ? a : 0;
  tl_game *g;
  assert_int_equal(tl_game_create(5, NULL, v, TL_GAME_GAINS, NULL, &g, NULL), TL_OK);
  tl_game_shapley(g, x);
  assert_close(x[2], (1 - a) / 5, 1e-12);
  assert_int_equal(tl_game_owen(g, (size_t[]){0, 0, 1, 2, 2}, x, NULL), TL_OK);
  assert_close(x[2], (1 - a) / 3, 1e-12);
  assert_close(x[0] + x[1], 1. / 3 + a / 6, 1e-12);
  assert_close(x[3] + x[4], 1. / 3 + a / 6, 1e-12);
  tl_game_destroy(g);
}

/* Core of the Skane game: at most 87.0233 (three blocks of the table), and one pair breaks subadditivity. */
static void the_skane_game_has_its_core_and_its_flaw(void **state) {
  (void)state;
  tl_game *g = made(6, games[17].v, TL_GAME_COSTS);
  tl_game_core core;
  tl_game_properties p;
  double x[6];
  assert_int_equal(tl_game_core_find(g, &core, x, NULL), TL_OK);
  assert_false(core.empty);
  assert_close(core.bound_sum, 87.0233, 5e-5);
  tl_game_test(g, &p);
  assert_int_equal(p.superadditive.verdict, TL_GAME_NO);
  assert_close(p.superadditive.by, 0.37, 1e-9);
  assert_int_equal(p.superadditive.a | p.superadditive.b, 59); /* A H L M T */
  tl_game_shapley(g, x);
  tl_game_complaint c;
  assert_int_equal(tl_game_complain(g, x, &c, NULL), TL_OK);
  assert_true(c.largest > 0); /* Shapley lies outside the core: H, K, L pay 27.687 where 27.26 would do */
  assert_int_equal(c.who, 14);
  assert_close(c.largest, 2677. / 250 + 39641. / 6000 + 15559. / 1500 - 27.26, 1e-9);
  assert_true(c.must_move > c.largest);
  assert_int_equal(tl_game_nucleolus(g, x, NULL), TL_OK);
  assert_int_equal(tl_game_complain(g, x, &c, NULL), TL_OK);
  assert_close(c.largest, core.epsilon, 1e-9);
  assert_close(c.must_move, 0, 1e-9);
  tl_game_destroy(g);
}

/* The core of the transit game: 0 <= M <= 1 - a; corners (R, M, C). */
static void the_core_of_the_transit_game_has_four_corners(void **state) {
  (void)state;
  const double v[8] = {0, 0, 0, 0, 0, 0.4, 0, 1};
  const double expected[] = {0, 0, 1, 0, .6, .4, .4, .6, 0, 1, 0, 0};
  double points[36];
  size_t count;
  tl_game *g;
  assert_int_equal(tl_game_create(3, NULL, v, TL_GAME_GAINS, NULL, &g, NULL), TL_OK);
  assert_int_equal(tl_game_core_points(g, points, 12, &count, NULL), TL_OK);
  assert_int_equal(count, 4);
  for (size_t k = 0; k < 12; k++) assert_close(points[k], expected[k], 1e-12);
  tl_game_destroy(g);
}

/* Unanimity of 1 and 2 by weights 1 : 3; Myerson: ends of a line 1 - 2 - 3 need the middle. */
static void weights_links_and_blocks(void **state) {
  (void)state;
  const double v[8] = {0, 0, 0, 1, 0, 1, 1, 1}; /* any two have 1 */
  double x[3];
  tl_game *g;
  assert_int_equal(tl_game_create(3, NULL, v, TL_GAME_GAINS, NULL, &g, NULL), TL_OK);
  assert_int_equal(tl_game_myerson(g, (tl_coalition[]){2, 4, 0}, x, NULL), TL_OK);
  assert_shares("line", x, (double[]){1. / 6, 2. / 3, 1. / 6}, 3, 1);
  assert_int_equal(tl_game_myerson(g, (tl_coalition[]){2, 4, 1}, x, NULL), TL_OK);
  assert_shares("triangle", x, (double[]){1. / 3, 1. / 3, 1. / 3}, 3, 1);
  assert_int_equal(tl_game_aumann_dreze(g, (size_t[]){0, 0, 1}, x, NULL), TL_OK);
  assert_shares("blocks", x, (double[]){.5, .5, 0}, 3, 1);
  assert_int_equal(tl_game_owen(g, (size_t[]){0, 0, 1}, x, NULL), TL_OK);
  assert_shares("union of two", x, (double[]){.5, .5, 0}, 3, 1);
  tl_game_banzhaf(g, x);
  assert_shares("Banzhaf", x, (double[]){.5, .5, .5}, 3, 1);
  tl_game_destroy(g);
  assert_int_equal(tl_game_create(2, NULL, (double[]){0, 0, 0, 4}, TL_GAME_GAINS, NULL, &g, NULL), TL_OK);
  assert_int_equal(tl_game_shapley_weighted(g, (double[]){1, 3}, x, NULL), TL_OK);
  assert_shares("weights", x, (double[]){1, 3}, 2, 4);
  assert_int_equal(tl_game_shapley_weighted(g, (double[]){0, 3}, x, NULL), TL_ERR_INPUT);
  tl_game_destroy(g);
}

static void files_with_mistakes_name_them_all(void **state) {
  (void)state;
  static const struct {
    const char *text, *says;
    int line;
  } cases[] = {
      {"coalition,value\nA,1\nB,2\n", "\"A+B\" is missing", 3},
      {"coalition,value\nA,1\nB,2\nA+B,3\nB + A,3\n", "there twice: line 4", 5},
      {"coalition,value\nRussia,1\nChina,2\nRussia+Chinaa,3\n", "did you mean China?", 4},
      {"coalition,value\n,5\nA,1\n", "empty coalition", 2},
      {"coalition,value\nA,nan\n", "no value", 2},
      {"coalition,value\nA,1\nA+A,1\n", "twice in coalition", 3},
      {"coalition,worth\nA,1\n", "\"value\"", 1},
  };
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    tl_game *g;
    tl_error error = {0};
    tl_findings *f = tl_findings_create(NULL);
    assert_int_equal(tl_gamefile_read(cases[k].text, strlen(cases[k].text), "g.csv", NULL, &g, f, &error),
                     TL_ERR_INPUT);
    assert_null(g);
    bool found = false;
    for (size_t i = 0; i < tl_findings_count(f); i++)
      found = found || (strstr(tl_findings_at(f, i)->sentence, cases[k].says) != NULL &&
                        tl_findings_at(f, i)->line == cases[k].line);
    if (!found) fail_msg("nothing says \"%s\" on line %d", cases[k].says, cases[k].line);
    tl_findings_destroy(f);
  }
}

static tl_code read_and_solve(const tl_allocator *allocator, void *context) {
  static const char text[] = "coalition,value\nA,0\nB,1\nC,0\nA+B,2\nA+C,4\nB+C,2\nA+B+C,6\n";
  tl_game *g = NULL;
  tl_game_core core;
  double x[3], points[30];
  size_t count;
  (void)context;
  tl_findings *f = tl_findings_create(allocator);
  if (f == NULL) return TL_ERR_MACHINE;
  tl_code code = tl_gamefile_read(text, strlen(text), "g.csv", allocator, &g, f, NULL);
  if (code == TL_OK) code = tl_game_nucleolus(g, x, NULL);
  if (code == TL_OK) code = tl_game_core_find(g, &core, x, NULL);
  if (code == TL_OK) code = tl_game_core_points(g, points, 10, &count, NULL);
  if (code == TL_OK) code = tl_game_shapley_weighted(g, (double[]){1, 2, 3}, x, NULL);
  if (code == TL_OK) code = tl_game_myerson(g, (tl_coalition[]){2, 4, 0}, x, NULL);
  tl_game_destroy(g);
  tl_findings_destroy(f);
  return code;
}

static void refused_memory_is_told(void **state) {
  (void)state;
  (void)oom_sweep(read_and_solve, NULL, 1000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(published_games_come_out),
      cmocka_unit_test(estates_are_shared_as_printed),
      cmocka_unit_test(prenucleolus_and_gately_point),
      cmocka_unit_test(larger_textbook_games),
      cmocka_unit_test(the_transit_game_has_its_closed_form),
      cmocka_unit_test(cutting_a_side_up_moves_shapley_and_not_owen),
      cmocka_unit_test(the_skane_game_has_its_core_and_its_flaw),
      cmocka_unit_test(the_core_of_the_transit_game_has_four_corners),
      cmocka_unit_test(weights_links_and_blocks),
      cmocka_unit_test(files_with_mistakes_name_them_all),
      cmocka_unit_test(refused_memory_is_told),
  };
  return cmocka_run_group_tests_name("game", tests, NULL, NULL);
}
