#include "dump.h"

#include <errno.h>
#include <fcntl.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

enum {
  PIPE_SIZE = 1024 * 1024, // bytes that a pipe to our reader is made to hold, where that is allowed
  PIPE_ROOM = 128 * 1024,  // bytes that must be free in it: a slab, and what the system adds
  BUFFER = 64 * 1024,      // bytes that are written to the file at a time
  FILE_HEADER = 24,
  RECORD_HEADER = 16,
};

struct np_dump {
  pcap_t *pcap;         // owned: says link type, snap length and precision
  pcap_dumper_t *file;  // owned, unless it is standard output
  char *buffer;         // owned, stdio's for file; NULL for standard output
  size_t buffered;      // bytes in it
  char *path;           // owned, for messages
  uint32_t snap_length; // bytes of a packet that are written at most
  bool nano;            // the file counts nanoseconds
};

// Frees all but the file.
static void free_dump(np_dump_t *self) {
  if (self->pcap != NULL)
    pcap_close(self->pcap);
  free(self->buffer);
  free(self->path);
  free(self);
}

// Sets close-on-exec, except on standard output.
static void set_cloexec(FILE *file) {
  int flags = fcntl(fileno(file), F_GETFD);
  if (file != stdout && flags >= 0)
    (void)fcntl(fileno(file), F_SETFD, flags | FD_CLOEXEC);
}

// Opens the file, with a buffer of ours: so we know when stdio would write a part of a record. NULL
// with errno.
static FILE *open_file(np_dump_t *self) {
  if (strcmp(self->path, "-") == 0) {
    clearerr(stdout); // an error of the dump before is not ours
    return stdout;
  }
  FILE *file = fopen(self->path, "wb");
  if (file == NULL)
    return NULL;
  set_cloexec(file);
  self->buffer = malloc(BUFFER);
  if (self->buffer != NULL)
    setvbuf(file, self->buffer, _IOFBF, BUFFER);
  return file;
}

// A larger pipe lets the reader pause without stopping us at once.
static void enlarge_pipe(FILE *file) {
#ifdef F_SETPIPE_SZ
  (void)fcntl(fileno(file), F_SETPIPE_SZ, PIPE_SIZE); // refused, when it is no pipe
#else
  (void)file;
#endif
}

// Bytes that the pipe or socket holds at most, and of these the ones that are not read. False: it
// is none, or the system does not tell.
static bool measure_pipe(int fd, int *size, int *used) {
#ifdef F_GETPIPE_SZ
  *size = fcntl(fd, F_GETPIPE_SZ);
  if (*size > 0)
    return ioctl(fd, FIONREAD, used) == 0;
#endif
#ifdef TIOCOUTQ // which sockets of Linux have under another name
  socklen_t length = sizeof *size;
  return getsockopt(fd, SOL_SOCKET, SO_SNDBUF, size, &length) == 0 &&
         ioctl(fd, TIOCOUTQ, used) == 0;
#else
  return false;
#endif
}

bool np_dump_is_ready(const np_dump_t *self) {
  int size, used;
  if (!measure_pipe(fileno(pcap_dump_file(self->file)), &size, &used))
    return true;
  return used == 0 || size - used >= PIPE_ROOM;
}

// Says why stdio failed.
static int write_error(const np_dump_t *self, int sys, np_error_t *err) {
  return np_error_sys(err, sys != 0 ? sys : EIO, "can't write %.400s: %s", self->path,
                      strerror(sys != 0 ? sys : EIO));
}

int np_dump_open(np_dump_t **out, const char *path, int dlt, int snap_length, bool nano,
                 np_error_t *err) {
  u_int precision = nano ? PCAP_TSTAMP_PRECISION_NANO : PCAP_TSTAMP_PRECISION_MICRO;
  np_dump_t *self = calloc(1, sizeof *self);
  if (self == NULL)
    return np_error_memory(err, path);
  self->path = strdup(path);
  self->pcap = pcap_open_dead_with_tstamp_precision(dlt, snap_length, precision);
  self->nano = nano;
  self->snap_length = (uint32_t)snap_length;
  if (self->path == NULL || self->pcap == NULL) {
    np_error_memory(err, path);
    goto fail;
  }
  FILE *file = open_file(self);
  if (file == NULL) {
    write_error(self, errno, err);
    goto fail;
  }
  enlarge_pipe(file);
  self->file = pcap_dump_fopen(self->pcap, file);
  if (self->file == NULL) {
    np_error_set(err, NP_EDUMP, "can't write %.400s: %s", path, pcap_geterr(self->pcap));
    if (file != stdout)
      fclose(file);
    goto fail;
  }
  self->buffered = FILE_HEADER;
  *out = self;
  return NP_OK;

fail:
  free_dump(self);
  return err->code;
}

// Makes a write to standard output wait for its reader: libuv makes it non-blocking when the
// program uses process.stdout, at any time.
static void clear_nonblock(const np_dump_t *self) {
  FILE *file = pcap_dump_file(self->file);
  if (file != stdout)
    return;
  int flags = fcntl(fileno(file), F_GETFL);
  if (flags >= 0 && (flags & O_NONBLOCK))
    (void)fcntl(fileno(file), F_SETFL, flags & ~O_NONBLOCK);
}

// Makes room in the buffer for a record of size bytes, so that the file has whole records at any
// time; a larger record than that is written by itself.
static int reserve(np_dump_t *self, size_t size, np_error_t *err) {
  int code = NP_OK;
  if (self->buffer == NULL)
    return NP_OK;
  if (self->buffered + size > BUFFER)
    code = np_dump_flush(self, err);
  self->buffered += size;
  return code;
}

int np_dump_packet(np_dump_t *self, const np_packet_t *packet, np_error_t *err) {
  struct pcap_pkthdr header = {.caplen = packet->caplen, .len = packet->len};
  header.ts.tv_sec = (time_t)packet->sec;
  header.ts.tv_usec = (suseconds_t)(self->nano ? packet->nsec : packet->usec);
  if (header.caplen > self->snap_length)
    header.caplen = self->snap_length;
  if (reserve(self, RECORD_HEADER + (size_t)header.caplen, err) != NP_OK)
    return err->code;
  clear_nonblock(self);
  errno = 0;
  pcap_dump((u_char *)self->file, &header, packet->bytes);
  return ferror(pcap_dump_file(self->file)) ? write_error(self, errno, err) : NP_OK;
}

int np_dump_flush(np_dump_t *self, np_error_t *err) {
  clear_nonblock(self);
  errno = 0;
  self->buffered = 0;
  return pcap_dump_flush(self->file) != 0 ? write_error(self, errno, err) : NP_OK;
}

int np_dump_close(np_dump_t *self, np_error_t *err) {
  if (self == NULL)
    return NP_OK;
  int code = np_dump_flush(self, err);
  if (pcap_dump_file(self->file) != stdout)
    pcap_dump_close(self->file);
  free_dump(self);
  return code;
}
