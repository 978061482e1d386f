/* Files written whole or not at all: temporary name in the same folder, write, close, rename (POSIX rename replaces
 * in one step). POSIX only; nothing here is needed by the inner rooms. */
#define _POSIX_C_SOURCE 200809L
#include "base/tli_file.h"

#include "base/tli_base.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { TEMPORARY_SUFFIX_BYTES = 40, NAMES_TRIED = 100 };

static tl_code fail_at(tl_error *error, const char *path, int cause) {
  const char *cure = "";
  if (cause == ENOSPC || cause == EDQUOT) cure = "; free some space or choose another folder";
  if (cause == EFBIG) cure = " (the file-size limit of this process); raise the limit or choose a smaller output";
  if (cause == EACCES || cause == EPERM || cause == EROFS) cure = "; choose a folder you may write to";
  char reason[128];
  if (strerror_r(cause, reason, sizeof reason) != 0) (void)snprintf(reason, sizeof reason, "system error %d", cause);
  return tl_fail(error, TL_ERR_MACHINE, "cannot write \"%s\": %s%s", path, reason, cure);
}

/* A write beyond RLIMIT_FSIZE raises SIGXFSZ, which ends a program by default. The signal goes to the writing thread,
 * so it is blocked there for the time of the write and taken off again if it came. */
typedef struct size_signal {
  sigset_t only, before;
  bool was_pending;
} size_signal;

static void hold_size_signal(size_signal *s) {
  sigset_t pending;
  (void)sigemptyset(&s->only);
  (void)sigaddset(&s->only, SIGXFSZ);
  s->was_pending = sigpending(&pending) == 0 && sigismember(&pending, SIGXFSZ) == 1;
  (void)pthread_sigmask(SIG_BLOCK, &s->only, &s->before);
}

static void release_size_signal(const size_signal *s) {
  const struct timespec now = {0, 0};
  if (!s->was_pending)
    while (sigtimedwait(&s->only, NULL, &now) == -1 && errno == EINTR) continue;
  (void)pthread_sigmask(SIG_SETMASK, &s->before, NULL);
}

/* 0, or the errno of the failure. */
static int write_all(int file, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(file, bytes, length);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes += written;
    length -= (size_t)written;
  }
  return 0;
}

/* Opens a file of a name nobody else has; fills `temporary`. -1 with errno set if that fails. */
static int open_temporary(const char *path, char *temporary, size_t room) {
  for (int attempt = 0; attempt < NAMES_TRIED; attempt++) {
    (void)snprintf(temporary, room, "%s.%ld-%d.part", path, (long)getpid(), attempt);
    int file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666); /* the umask has its say */
    if (file >= 0 || errno != EEXIST) return file;
  }
  return -1;
}

tl_code tli_write_file_atomically(const char *path, const char *bytes, size_t length, const tl_allocator *allocator,
                                  tl_error *error) {
  size_t room = strlen(path) + TEMPORARY_SUFFIX_BYTES;
  char *temporary = tli_alloc(allocator, room);
  if (temporary == NULL) return TLI_NO_MEMORY(error, "the name of a file to write");
  int cause = 0;
  int file = open_temporary(path, temporary, room);
  if (file < 0) {
    cause = errno;
  } else {
    size_signal held;
    hold_size_signal(&held);
    cause = write_all(file, bytes, length);
    release_size_signal(&held);
    if (close(file) != 0 && cause == 0) cause = errno;
    if (cause == 0 && rename(temporary, path) != 0) cause = errno;
    if (cause != 0) (void)unlink(temporary);
  }
  tli_free(allocator, temporary, room);
  return cause == 0 ? TL_OK : fail_at(error, path, cause);
}

/* 0 if `path` is a folder now, otherwise the errno. */
static int make_folder(const char *path) {
  if (mkdir(path, 0777) == 0) return 0;
  int cause = errno;
  struct stat there;
  if (cause == EEXIST) return stat(path, &there) == 0 && S_ISDIR(there.st_mode) ? 0 : ENOTDIR;
  return stat(path, &there) == 0 && S_ISDIR(there.st_mode) ? 0 : cause; /* e.g. EROFS for a folder that exists */
}

tl_code tli_make_folders(const char *path, const tl_allocator *allocator, tl_error *error) {
  size_t room = strlen(path) + 1;
  char *part = tli_alloc(allocator, room);
  if (part == NULL) return TLI_NO_MEMORY(error, "the name of a folder to make");
  memcpy(part, path, room);
  int cause = 0;
  for (size_t i = 1; i < room && cause == 0; i++) {
    if (path[i] != '/' && path[i] != '\0') continue;
    part[i] = '\0';
    cause = make_folder(part);
    part[i] = path[i];
  }
  tli_free(allocator, part, room);
  return cause == 0 ? TL_OK : fail_at(error, path, cause);
}
