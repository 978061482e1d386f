/* A file is written whole or not at all, whatever the disk says. */
#define _POSIX_C_SOURCE 200809L
#include "testing.h"

#include "base/tli_file.h"

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[256];

static int make_scratch(void **state) {
  (void)state;
  (void)snprintf(folder, sizeof folder, "%s/scratch-XXXXXX", TRUNKLINE_BINARY_DIR);
  return mkdtemp(folder) == NULL ? -1 : 0;
}

static size_t entries(const char *path) {
  size_t n = 0;
  DIR *listing = opendir(path);
  assert_non_null(listing);
  for (const struct dirent *e = readdir(listing); e != NULL; e = readdir(listing)) n += e->d_name[0] != '.';
  (void)closedir(listing);
  return n;
}

static int remove_scratch(void **state) {
  (void)state;
  char path[600];
  DIR *listing = opendir(folder);
  for (const struct dirent *e = listing ? readdir(listing) : NULL; e != NULL; e = readdir(listing)) {
    if (e->d_name[0] == '.') continue;
    (void)snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
    (void)remove(path);
  }
  if (listing != NULL) (void)closedir(listing);
  return rmdir(folder);
}

static void expect_content(const char *path, const char *content) {
  char text[64] = {0};
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  size_t length = fread(text, 1, sizeof text - 1, file);
  (void)fclose(file);
  assert_int_equal(length, strlen(content));
  assert_string_equal(text, content);
}

static void a_file_replaces_the_one_before(void **state) {
  (void)state;
  char path[300];
  tl_error error = {0};
  (void)snprintf(path, sizeof path, "%s/a.txt", folder);
  assert_int_equal(tli_write_file_atomically(path, "first one", 9, NULL, &error), TL_OK);
  assert_int_equal(tli_write_file_atomically(path, "second", 6, NULL, &error), TL_OK);
  expect_content(path, "second");
  assert_int_equal(entries(folder), 1);
  struct stat there;
  assert_int_equal(stat(path, &there), 0);
  mode_t mask = umask(0);
  (void)umask(mask);
  assert_int_equal(there.st_mode & 0777, 0666 & ~mask); /* as any program would make it */
}

static void a_size_limit_is_an_error_and_no_signal(void **state) {
  (void)state;
  char path[300];
  tl_error error = {0};
  (void)snprintf(path, sizeof path, "%s/a.txt", folder);
  assert_int_equal(tli_write_file_atomically(path, "before", 6, NULL, &error), TL_OK);
  struct rlimit before;
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
  struct rlimit tight = {4096, before.rlim_max};
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
  char *large = calloc(1, 100000);
  assert_non_null(large);
  tl_code code = tli_write_file_atomically(path, large, 100000, NULL, &error);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
  free(large);
  assert_int_equal(code, TL_ERR_MACHINE);
  assert_non_null(strstr(error.sentence, path));
  assert_non_null(strstr(error.sentence, "limit"));
  expect_content(path, "before"); /* what was there stays */
  assert_int_equal(entries(folder), 1);
  sigset_t now;
  assert_int_equal(sigprocmask(SIG_BLOCK, NULL, &now), 0);
  assert_int_equal(sigismember(&now, SIGXFSZ), 0); /* the caller's signals are as they were */
  assert_int_equal(sigpending(&now), 0);
  assert_int_equal(sigismember(&now, SIGXFSZ), 0);
}

static void what_cannot_be_written_is_said(void **state) {
  (void)state;
  char path[300];
  tl_error error = {0};
  (void)snprintf(path, sizeof path, "%s/missing/a.txt", folder);
  assert_int_equal(tli_write_file_atomically(path, "x", 1, NULL, &error), TL_ERR_MACHINE);
  assert_non_null(strstr(error.sentence, path));
  (void)snprintf(path, sizeof path, "%s/file", folder);
  assert_int_equal(tli_write_file_atomically(path, "x", 1, NULL, &error), TL_OK);
  (void)snprintf(path, sizeof path, "%s/file/below", folder); /* a file is no folder, even for root */
  assert_int_equal(tli_make_folders(path, NULL, &error), TL_ERR_MACHINE);
  assert_non_null(strstr(error.sentence, path));
  (void)snprintf(path, sizeof path, "%s/", folder); /* rename onto a folder fails after the write: nothing may stay */
  assert_int_equal(tli_write_file_atomically(folder, "x", 1, NULL, &error), TL_ERR_MACHINE);
  assert_int_equal(entries(folder), 1);
}

static void folders_are_made_all_the_way(void **state) {
  (void)state;
  char path[300];
  tl_error error = {0};
  (void)snprintf(path, sizeof path, "%s/a/b//c/", folder);
  assert_int_equal(tli_make_folders(path, NULL, &error), TL_OK);
  assert_int_equal(tli_make_folders(path, NULL, &error), TL_OK); /* again is fine */
  (void)snprintf(path, sizeof path, "%s/a/b/c", folder);
  struct stat there;
  assert_int_equal(stat(path, &there), 0);
  assert_true(S_ISDIR(there.st_mode));
  assert_int_equal(rmdir(path), 0);
  path[strlen(path) - 2] = '\0';
  assert_int_equal(rmdir(path), 0);
}

static void *no_memory(void *context, void *block, size_t old_bytes, size_t bytes) {
  (void)context;
  (void)block;
  (void)old_bytes;
  (void)bytes;
  return NULL;
}

static void no_memory_is_said_and_nothing_written(void **state) {
  (void)state;
  char path[300];
  tl_error error = {0};
  const tl_allocator none = {no_memory, NULL};
  (void)snprintf(path, sizeof path, "%s/a.txt", folder);
  assert_int_equal(tli_write_file_atomically(path, "x", 1, &none, &error), TL_ERR_MACHINE);
  assert_int_equal(tli_make_folders(path, &none, &error), TL_ERR_MACHINE);
  assert_int_equal(entries(folder), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_file_replaces_the_one_before, make_scratch, remove_scratch),
      cmocka_unit_test_setup_teardown(a_size_limit_is_an_error_and_no_signal, make_scratch, remove_scratch),
      cmocka_unit_test_setup_teardown(what_cannot_be_written_is_said, make_scratch, remove_scratch),
      cmocka_unit_test_setup_teardown(folders_are_made_all_the_way, make_scratch, remove_scratch),
      cmocka_unit_test_setup_teardown(no_memory_is_said_and_nothing_written, make_scratch, remove_scratch),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
