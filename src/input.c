#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_SIZE = 64 * 1024 }; // bytes: what a pipe of Linux holds

void np_input_init(np_input_t *self, int fd) {
  struct stat st;
  *self = (np_input_t){.fd = fd, .flags = -1};
  if (fd < 0)
    return;
  self->named = fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode);
  int flags = fcntl(fd, F_GETFL);
  if (flags >= 0 && !(flags & O_NONBLOCK) && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0)
    self->flags = flags;
}

void np_input_free(np_input_t *self) {
  // Other processes can share standard input with us.
  if (self->flags >= 0)
    (void)fcntl(self->fd, F_SETFL, self->flags);
  if (self->fd >= 0)
    close(self->fd);
  free(self->buffer);
}

// Makes room for size bytes after those that are there. False when memory is short.
static bool make_room(np_input_t *self, size_t size) {
  size_t used = self->end - self->start, larger = self->size == 0 ? FIRST_SIZE : self->size;
  if (used > 0 && self->start > 0)
    memmove(self->buffer, self->buffer + self->start, used);
  self->start = 0;
  self->end = used;
  while (larger - used < size)
    larger *= 2;
  if (larger == self->size)
    return true;
  uint8_t *buffer = realloc(self->buffer, larger);
  if (buffer == NULL)
    return false;
  self->buffer = buffer;
  self->size = larger;
  return true;
}

// A named pipe that has no writer yet reads as if it had ended.
static bool awaits_writer(const np_input_t *self) {
  struct pollfd p = {.fd = self->fd, .events = POLLIN};
  return self->named && poll(&p, 1, 0) == 0;
}

int np_input_fill(np_input_t *self) {
  ssize_t got;
  if (self->ended)
    return NP_INPUT_ENDED;
  if (self->fd < 0)
    return NP_INPUT_NOTHING;
  if ((self->start == self->end || self->end == self->size) && !make_room(self, 1))
    return NP_EMEMORY;
  do {
    got = read(self->fd, self->buffer + self->end, self->size - self->end);
  } while (got < 0 && errno == EINTR);
  if (got > 0) {
    self->end += (size_t)got;
    return NP_INPUT_BYTES;
  }
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
    return NP_INPUT_NOTHING;
  if (got == 0 && awaits_writer(self))
    return NP_INPUT_NOTHING;
  self->error = got < 0 ? errno : 0;
  self->ended = true;
  return NP_INPUT_ENDED;
}

int np_input_feed(np_input_t *self, const uint8_t *bytes, size_t size) {
  if (size == 0) {
    self->ended = true;
    return NP_OK;
  }
  if (self->size - self->end < size && !make_room(self, size))
    return NP_EMEMORY;
  memcpy(self->buffer + self->end, bytes, size);
  self->end += size;
  return NP_OK;
}

// Gives out at most size bytes. 0: no more are there; -1 with errno: reading has failed before.
static ssize_t take(np_input_t *self, char *out, size_t size) {
  size_t used = self->end - self->start;
  if (used == 0 && self->error != 0) {
    errno = self->error;
    return -1;
  }
  if (size > used)
    size = used;
  if (size > 0)
    memcpy(out, self->buffer + self->start, size);
  self->start += size;
  return (ssize_t)size;
}

#ifdef __linux__

static ssize_t on_read(void *input, char *out, size_t size) { return take(input, out, size); }

static FILE *open_file(np_input_t *self) {
  return fopencookie(self, "rb", (cookie_io_functions_t){.read = on_read});
}

#else

static int on_read(void *input, char *out, int size) { return (int)take(input, out, (size_t)size); }

static FILE *open_file(np_input_t *self) { return funopen(self, on_read, NULL, NULL, NULL); }

#endif

FILE *np_input_file(np_input_t *self) {
  FILE *file = open_file(self);
  if (file != NULL)
    setvbuf(file, NULL, _IONBF, 0); // not a byte more than is asked for
  return file;
}
