#include "capture.h"

#include "framing.h"
#include "lifted_file.h"
#include "pcapng.h"
#include "reader.h"
#include "savefile_fast.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <stdio_ext.h>
#endif

enum { FILE_BUFFER = 32 * 1024 }; // bytes that stdio reads at a time: they stay in the cache

np_capture_t *np_reader_new(size_t size, const np_reader_ops_t *ops, const char *name, bool nano,
                            np_error_t *err) {
  np_capture_t *self = calloc(1, size);
  err->text[0] = '\0';
  if (self == NULL || (self->name = strdup(name)) == NULL) {
    free(self);
    np_error_memory(err, name);
    return NULL;
  }
  self->ops = ops;
  self->nano = nano;
  return self;
}

np_capture_t *np_file_reader_new(size_t size, const np_reader_ops_t *ops, FILE *file,
                                 const np_file_options_t *options, np_error_t *err) {
  np_capture_t *self = np_reader_new(size, ops, options->name, options->nano, err);
  if (self == NULL) {
    fclose(file);
    free(options->file_buffer);
    return NULL;
  }
  self->file_buffer = options->file_buffer;
  return self;
}

void np_capture_close(np_capture_t *self) {
  if (self == NULL)
    return;
  self->ops->release(self);
  np_share_free(self->share);
  free(self->file_buffer);
  free(self->name);
  free(self);
}

int np_capture_open_live(np_capture_t **out, const np_live_options_t *options, np_error_t *err) {
  return np_live_open(out, options, err);
}

// Opens path for reading, without waiting for the writer of a pipe; standard input is duplicated,
// so that closing ours leaves it open. -1 with errno.
static int open_path(const char *path) {
  if (strcmp(path, "-") == 0)
    return fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
  return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

static int open_error(const char *path, np_error_t *err) {
  int sys = errno;
  return np_error_sys(err, sys, "can't open %.400s: %s", path, strerror(sys));
}

int np_file_open(np_capture_t **out, FILE *file, const np_file_options_t *options,
                 np_error_t *err) {
  int first = getc(file);
  if (first != EOF)
    ungetc(first, file);
  return first == NP_PCAPNG_FIRST_BYTE ? np_pcapng_capture_open(out, file, options, err)
                                       : np_savefile_open(out, file, options, err);
}

// NP_ECOMPRESSED, when what begins the file at its offset says so; NP_OK otherwise.
static int check_compression(int fd, const char *path, np_error_t *err) {
  uint8_t magic[NP_MAGIC_SIZE];
  off_t start = lseek(fd, 0, SEEK_CUR);
  ssize_t got = start < 0 ? 0 : pread(fd, magic, sizeof magic, start);
  const char *format = np_compression_of(magic, got < 0 ? 0 : (size_t)got);
  return format == NULL ? NP_OK : np_error_compressed(err, path, format);
}

// Whether libpcap would cut packets of the file to a snap length that its header has, and we don't
// read them without it.
static bool is_cut_by_libpcap(int fd, bool nano) {
  uint8_t header[NP_PCAP_HEADER];
  off_t start = lseek(fd, 0, SEEK_CUR);
  return start >= 0 && pread(fd, header, sizeof header, start) == (ssize_t)sizeof header &&
         np_header_understates(header) && (nano || !np_savefile_fast_takes(header));
}

// Opens a regular file, or a directory, which says itself that it is none: stdio reads it in large
// pieces and without locks.
static int open_regular(np_capture_t **out, int fd, const char *path, bool nano, np_error_t *err) {
  np_file_options_t options = {.name = path, .nano = nano};
  if (check_compression(fd, path, err) != NP_OK) {
    close(fd);
    return err->code;
  }
  FILE *file = is_cut_by_libpcap(fd, nano) ? np_lifted_file(fd) : fdopen(fd, "rb");
  if (file == NULL) {
    open_error(path, err);
    close(fd);
    return err->code;
  }
  options.file_buffer = malloc(FILE_BUFFER);
  if (options.file_buffer != NULL)
    setvbuf(file, options.file_buffer, _IOFBF, FILE_BUFFER);
#ifdef __GLIBC__
  __fsetlocking(file, FSETLOCKING_BYCALLER);
#endif
  return np_file_open(out, file, &options, err);
}

// fd is owned; negative with errno: it could not be opened.
static int open_descriptor(np_capture_t **out, int fd, const char *path, bool nano,
                           np_error_t *err) {
  struct stat st;
  err->text[0] = '\0';
  if (fd < 0 || fstat(fd, &st) != 0) {
    open_error(path, err);
    if (fd >= 0)
      close(fd);
    return err->code;
  }
  if (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))
    return open_regular(out, fd, path, nano, err);
  return np_stream_open(out, fd, path, nano, err);
}

int np_capture_open_offline(np_capture_t **out, const char *path, bool nano, np_error_t *err) {
  return open_descriptor(out, open_path(path), path, nano, err);
}

int np_capture_open_fd(np_capture_t **out, int fd, const char *name, bool nano, np_error_t *err) {
  return open_descriptor(out, fcntl(fd, F_DUPFD_CLOEXEC, 3), name, nano, err);
}

int np_capture_open_fed(np_capture_t **out, const char *name, bool nano, np_error_t *err) {
  return np_stream_open(out, -1, name, nano, err);
}

int np_capture_feed(np_capture_t *self, const uint8_t *bytes, size_t size, np_error_t *err) {
  if (self->ops->feed != NULL)
    return self->ops->feed(self, bytes, size, err);
  return np_error_set(err, NP_EFILE, "%.400s takes no bytes", self->name);
}

const uint8_t *np_capture_unread(const np_capture_t *self, size_t *size) {
  *size = 0;
  return self->ops->unread == NULL ? NULL : self->ops->unread(self, size);
}

const uint8_t *np_capture_take_secrets(np_capture_t *self, size_t *size) {
  *size = 0;
  return self->ops->take_secrets == NULL ? NULL : self->ops->take_secrets(self, size);
}

int np_capture_set_filter(np_capture_t *self, const char *expression, np_error_t *err) {
  return self->ops->set_filter(self, expression, err);
}

void np_capture_refilter(np_capture_t *self, np_batch_t *batch, size_t from) {
  np_packet_t packet;
  size_t kept = from, start = from, next = from;
  for (; np_batch_next(batch, &next, &packet); start = next) {
    if (!self->ops->matches(self, &packet))
      continue;
    if (kept != start)
      memmove(batch->base + kept, batch->base + start, next - start);
    kept += next - start;
  }
  batch->used = kept;
}

int np_capture_read(np_capture_t *self, np_batch_t *batch, np_error_t *err) {
  return self->share == NULL ? self->ops->read(self, batch, err)
                             : np_share_read(self->share, self, batch, err);
}

size_t np_capture_need(const np_capture_t *self) {
  return self->share == NULL ? self->ops->need(self) : np_share_need(self->share);
}

bool np_capture_take_share(np_capture_t *self, const np_share_options_t *options, uint32_t *numbers,
                           size_t room) {
  self->share = np_share_new(options, numbers, room, self->nano);
  return self->share != NULL;
}

const np_share_t *np_capture_share(const np_capture_t *self) { return self->share; }

int np_capture_fd(const np_capture_t *self) {
  return self->ops->fd == NULL ? -1 : self->ops->fd(self);
}

int np_capture_interval(const np_capture_t *self) {
  return self->ops->interval == NULL ? 0 : self->ops->interval(self);
}

int np_capture_hold(const np_capture_t *self) {
  return self->ops->hold == NULL ? 0 : self->ops->hold(self);
}

int np_capture_fanout_id(const np_capture_t *self) {
  return self->ops->fanout_id == NULL ? -1 : self->ops->fanout_id(self);
}

int np_capture_finish(np_capture_t *self, np_error_t *err) {
  if (self->ops->finish != NULL)
    return self->ops->finish(self, err);
  return np_error_set(err, NP_EFANOUT, "%.400s: the capture is in no group", self->name);
}

uint32_t np_capture_taken(const np_capture_t *self) {
  return self->ops->taken == NULL ? 0 : self->ops->taken(self);
}

uint32_t np_capture_abandon(np_capture_t *self) {
  return self->ops->abandon == NULL ? 0 : self->ops->abandon(self);
}

int np_capture_link_type(const np_capture_t *self) { return self->ops->link_type(self); }

const np_interface_t *np_capture_interface(const np_capture_t *self) {
  return self->ops->interface == NULL ? NULL : self->ops->interface(self);
}

int np_capture_stats(np_capture_t *self, np_stats_t *out, np_error_t *err) {
  memset(out, 0, sizeof *out);
  if (self->ops->stats != NULL)
    return self->ops->stats(self, out, err);
  return np_error_set(err, NP_ESTATS, "no statistics of %.400s: a capture file has none",
                      self->name);
}

int np_capture_inject(np_capture_t *self, const uint8_t *bytes, size_t size, np_error_t *err) {
  if (self->ops->inject != NULL)
    return self->ops->inject(self, bytes, size, err);
  return np_error_set(err, NP_EINJECT, "can't send %zu bytes on %.400s: it is a capture file", size,
                      self->name);
}
