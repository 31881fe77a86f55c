#include "lifted_file.h"

#include "framing.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

typedef struct lifted_file {
  int fd; // owned; behind the file's header
  uint8_t header[NP_PCAP_HEADER];
  size_t given; // bytes of it
} lifted_file_t;

static ssize_t read_on(lifted_file_t *self, char *out, size_t size) {
  size_t left = sizeof self->header - self->given;
  if (left == 0)
    return read(self->fd, out, size);
  if (size > left)
    size = left;
  memcpy(out, self->header + self->given, size);
  self->given += size;
  return (ssize_t)size;
}

static int on_close(void *file) {
  lifted_file_t *self = file;
  int status = close(self->fd);
  free(self);
  return status;
}

#ifdef __linux__

static ssize_t on_read(void *file, char *out, size_t size) { return read_on(file, out, size); }

static FILE *open_file(lifted_file_t *self) {
  return fopencookie(self, "rb", (cookie_io_functions_t){.read = on_read, .close = on_close});
}

#else

static int on_read(void *file, char *out, int size) {
  return (int)read_on(file, out, (size_t)size);
}

static FILE *open_file(lifted_file_t *self) { return funopen(self, on_read, NULL, NULL, on_close); }

#endif

FILE *np_lifted_file(int fd) {
  lifted_file_t *self = malloc(sizeof *self);
  FILE *file = NULL;
  if (self == NULL)
    return NULL;
  *self = (lifted_file_t){.fd = fd};
  if (read(fd, self->header, sizeof self->header) == (ssize_t)sizeof self->header) {
    np_header_lift_snap_length(self->header);
    file = open_file(self);
  }
  if (file == NULL)
    free(self);
  return file;
}
