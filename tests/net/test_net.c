/* Claims about the network as data. */
#include "trunkline/elements.h"
#include "testing.h"

static void ids_are_unique_and_found_again(void **state) {
  (void)state;
  tl_network *net;
  tl_error error;
  assert_int_equal(tl_network_create(NULL, &net, &error), TL_OK);
  char id[32];
  for (size_t i = 0; i < 5000; i++) {
    (void)snprintf(id, sizeof id, "node %zu", i);
    size_t index;
    assert_int_equal(tl_network_add_node(net, id, 0, &index, &error), TL_OK);
    assert_int_equal(index, i);
  }
  size_t found;
  assert_true(tl_network_find_node(net, "node 4321", &found));
  assert_int_equal(found, 4321);
  assert_false(tl_network_find_node(net, "node 5000", &found));
  assert_false(tl_network_find_link(net, "P", &found));
  assert_int_equal(tl_network_add_node(net, "node 7", 0, NULL, &error), TL_ERR_INPUT);
  assert_int_equal(tl_network_add_node(net, "", 0, NULL, &error), TL_ERR_USAGE);
  assert_int_equal(tl_network_add_node(net, "high", 10000, NULL, &error), TL_ERR_INPUT);
  tl_pipe pipe;
  tl_pipe_default(&pipe);
  pipe.length_m = 1e4;
  pipe.diameter_m = 1;
  assert_int_equal(tl_network_add_pipe(net, "P", 3, 3, &pipe, NULL, &error), TL_ERR_INPUT);
  assert_int_equal(tl_network_add_pipe(net, "P", 3, 99999, &pipe, NULL, &error), TL_ERR_INPUT);
  assert_int_equal(tl_network_add_pipe(net, "P", 3, 4, &pipe, NULL, &error), TL_OK);
  assert_int_equal(tl_network_freeze(net, &error), TL_OK);
  assert_int_equal(tl_network_add_node(net, "late", 0, NULL, &error), TL_ERR_USAGE);
  tl_network_destroy(net);
}

/* ---- memory that runs out at every place in turn ---- */
static size_t left;
static void *failing_resize(void *context, void *block, size_t old_bytes, size_t bytes) {
  (void)context;
  (void)old_bytes;
  if (bytes == 0) {
    free(block);
    return NULL;
  }
  if (left == 0) return NULL;
  left--;
  return realloc(block, bytes);
}

static void memory_may_run_out_at_every_place(void **state) {
  (void)state;
  const tl_allocator failing = {failing_resize, NULL};
  for (size_t allowed = 0; allowed < 400; allowed++) {
    left = allowed;
    tl_network *net = NULL;
    tl_error error;
    tl_code code = tl_network_create(&failing, &net, &error);
    char id[32];
    for (size_t i = 0; code == TL_OK && i < 200; i++) {
      (void)snprintf(id, sizeof id, "%zu", i);
      code = tl_network_add_node(net, id, 0, NULL, &error);
    }
    tl_network_destroy(net);
    if (code == TL_OK) return;
    assert_int_equal(code, TL_ERR_MACHINE);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ids_are_unique_and_found_again),
      cmocka_unit_test(memory_may_run_out_at_every_place),
  };
  return cmocka_run_group_tests_name("net", tests, NULL, NULL);
}
