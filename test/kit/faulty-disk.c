/*
 * A disk that takes its time, or refuses. Preloaded into the gateway; looks into the file named by FAULTY_DISK before each call:
 * a number is milliseconds that every fsync takes longer, `ro` makes writing fail with EROFS, `io` with EIO. Only files below
 * FAULTY_DISK_BELOW are touched. The order may change at any time; a wait that is under way ends when the number shrinks.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void order(char text[16]) {
  memset(text, 0, 16);
  const char *path = getenv("FAULTY_DISK");
  if (path == NULL) return;
  int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  if (syscall(SYS_read, fd, text, 15) < 0) text[0] = 0;
  close(fd);
}

static int is_below(const char *path) {
  const char *below = getenv("FAULTY_DISK_BELOW");
  return below != NULL && strncmp(path, below, strlen(below)) == 0;
}

static int is_ours(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return is_below(path);
}

/* 0, or -1 with errno set. */
static int refused(void) {
  char text[16];
  order(text);
  if (strncmp(text, "ro", 2) == 0) errno = EROFS;
  else if (strncmp(text, "io", 2) == 0) errno = EIO;
  else return 0;
  return -1;
}

static void dawdle(void) {
  const struct timespec tick = {0, 10 * 1000 * 1000};
  char text[16];
  order(text);
  for (long waited = 0; waited < strtol(text, NULL, 10); waited += 10) {
    nanosleep(&tick, NULL);
    order(text);
  }
}

#define REAL(name) \
  static __typeof__(&name) real; \
  if (real == NULL) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

#define SYNC(name) \
  int name(int fd) { \
    REAL(name); \
    if (is_ours(fd)) { \
      dawdle(); \
      if (refused() != 0) return -1; \
    } \
    return real(fd); \
  }
SYNC(fsync)
SYNC(fdatasync)

#define PWRITE(name, offset_type) \
  ssize_t name(int fd, const void *bytes, size_t count, offset_type offset) { \
    REAL(name); \
    if (is_ours(fd) && refused() != 0) return -1; \
    return real(fd, bytes, count, offset); \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int fd, const void *bytes, size_t count) {
  REAL(write);
  if (fd > 2 && is_ours(fd) && refused() != 0) return -1;
  return real(fd, bytes, count);
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    REAL(name); \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0; \
    va_end(rest); \
    int writes = (flags & (O_WRONLY | O_RDWR | O_CREAT)) != 0; \
    if (writes && is_below(path) && refused() != 0) return -1; \
    return real(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)
