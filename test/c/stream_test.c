// np_capture on pipes: every format, written whole, byte by byte and cut anywhere, is what the same
// bytes are in a file; a packet comes with its last byte, and no read waits for a writer.
#include "capture.h"
#include "test.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PACKETS = 6, SLAB = 4096, TEXT = 1024, MAX_FILE = 8192, MUTATIONS = 3000 };

static char path[] = "/tmp/np-stream-test-XXXXXX";
static char fifo[64]; // beside it

// The file that a test writes, with numbers in one byte order or the other.
static struct {
  uint8_t bytes[MAX_FILE];
  size_t size;
  bool big;
  size_t ends[PACKETS]; // of the packets
} out;

static void put(uint64_t value, int size) {
  for (int i = 0; i < size; i++)
    out.bytes[out.size++] = (uint8_t)(value >> 8 * (out.big ? size - 1 - i : i));
}

static void put_packet(int number, size_t size) {
  memset(out.bytes + out.size, number, size);
  if (size > 23) {
    out.bytes[out.size + 12] = 0x08;
    out.bytes[out.size + 13] = 0;
    out.bytes[out.size + 14] = 0x45;
    out.bytes[out.size + 23] = number % 2 ? 17 : 6;
  }
  out.size += size;
}

static const size_t sizes[PACKETS] = {60, 0, 34, 300, 61, 1};

static void make_pcap(uint32_t magic, uint16_t minor, bool big) {
  out.size = 0;
  out.big = big;
  put(magic, 4);
  put(2, 2);
  put(minor, 2);
  put(0, 8);
  put(1000, 4);
  put(1, 4);
  for (int i = 0; i < PACKETS; i++) {
    put(1000 + (uint64_t)i, 4);
    put(77, 4);
    put(minor < 3 ? 1000 : sizes[i], 4); // old versions had the lengths the other way round
    put(minor < 3 ? sizes[i] : 1000, 4);
    if (magic == 0xa1b2cd34)
      put(0, 8);
    put_packet(i, sizes[i]);
    out.ends[i] = out.size;
  }
}

static void end_block(size_t start) {
  while ((out.size - start) % 4 != 0)
    put(0, 1);
  size_t length = out.size - start + 4, end;
  put(length, 4);
  end = out.size;
  out.size = start + 4;
  put(length, 4);
  out.size = end;
}

static size_t begin_block(uint32_t type) {
  size_t start = out.size;
  put(type, 4);
  put(0, 4);
  return start;
}

static void make_section(bool big) {
  out.big = big;
  size_t start = begin_block(0x0a0d0d0a);
  put(0x1a2b3c4d, 4);
  put(1, 2);
  put(0, 2);
  put(UINT64_MAX, 8);
  end_block(start);
}

// Blocks that are no packets before the first interface and between packets; halfway, a section in
// the other byte order.
static void make_pcapng(bool big) {
  size_t start;
  out.size = 0;
  for (int i = 0; i < PACKETS; i++) {
    if (i % 3 == 0) {
      make_section(i == 0 ? big : !big);
      start = begin_block(5);
      put(0, 4);
      end_block(start);
      start = begin_block(1);
      put(1, 2);
      put(0, 2);
      put(1000, 4);
      end_block(start);
    }
    start = begin_block(6);
    put(0, 4);
    put(0, 4);
    put(1000 + (uint64_t)i, 4);
    put(sizes[i], 4);
    put(1000, 4);
    put_packet(i, sizes[i]);
    end_block(start);
    out.ends[i] = out.size;
    start = begin_block(0xbad);
    end_block(start);
  }
}

static void make(int format) {
  static const uint32_t magics[] = {0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34};
  if (format < 6)
    make_pcap(magics[format % 3], 4, format >= 3);
  else if (format < 8)
    make_pcap(magics[0], format == 6 ? 2 : 3, false);
  else
    make_pcapng(format == 8);
}

enum { FORMATS = 10 };

// What a reader made of a file.
typedef struct result {
  uint8_t records[MAX_FILE];
  size_t size;
  int count;
  int status;
  char text[TEXT]; // of the error, after the name
} result_t;

// Reads until there is nothing more for now; returns how it ended.
static int drain(np_capture_t *capture, size_t room, result_t *result) {
  np_error_t err;
  do {
    size_t need = np_capture_need(capture), offset = 0;
    np_packet_t packet;
    np_batch_t batch = {.size = need > room ? need : room, .nano = true};
    batch.base = malloc(batch.size);
    result->status = np_capture_read(capture, &batch, &err);
    while (np_batch_next(&batch, &offset, &packet))
      result->count++;
    CHECK(offset == batch.used);
    memcpy(result->records + result->size, batch.base, batch.used);
    result->size += batch.used;
    free(batch.base);
  } while (result->status == NP_MORE);
  if (result->status < 0)
    snprintf(result->text, TEXT, "%s", strrchr(err.text, '/'));
  return result->status;
}

static void fail_open(result_t *result, int status, const np_error_t *err) {
  result->status = status;
  snprintf(result->text, TEXT, "%s", strrchr(err->text, '/'));
}

// What the first size bytes are in a regular file.
static result_t read_file(size_t size, const char *filter) {
  result_t result = {.size = 0};
  np_error_t err;
  np_capture_t *capture;
  int fd = open(path, O_WRONLY | O_TRUNC);
  CHECK(fd >= 0 && write(fd, out.bytes, size) == (ssize_t)size);
  close(fd);
  int status = np_capture_open_offline(&capture, path, true, &err);
  if (status != NP_OK) {
    fail_open(&result, status, &err);
    return result;
  }
  CHECK(filter == NULL || np_capture_set_filter(capture, filter, &err) == NP_OK);
  drain(capture, SLAB, &result);
  np_capture_close(capture);
  return result;
}

static void check_same(const result_t *ours, const result_t *theirs) {
  const char *a = strchr(ours->text, ':'), *b = strchr(theirs->text, ':');
  if (ours->count != theirs->count || ours->status != theirs->status)
    fprintf(stderr, "pipe: %d, %d %s\nfile: %d, %d %s\n", ours->count, ours->status, ours->text,
            theirs->count, theirs->status, theirs->text);
  CHECK(ours->count == theirs->count && ours->status == theirs->status);
  CHECK(ours->size == theirs->size && memcmp(ours->records, theirs->records, ours->size) == 0);
  CHECK((a == NULL) == (b == NULL) && (a == NULL || strcmp(a, b) == 0));
}

static np_capture_t *open_fifo(int *writer, result_t *result) {
  np_error_t err;
  np_capture_t *capture = NULL;
  // A reader first: opening the other end would wait for one.
  int reader = open(fifo, O_RDONLY | O_NONBLOCK);
  *writer = open(fifo, O_WRONLY);
  CHECK(reader >= 0 && *writer >= 0);
  int status = np_capture_open_offline(&capture, fifo, true, &err);
  if (status != NP_OK)
    fail_open(result, status, &err);
  close(reader);
  return capture;
}

// Writes the first size bytes, step by step, reads after each, and then finds the end. A filter of
// NULL is none, for packets that may be anywhere.
static result_t read_pipe(size_t size, size_t step, const char *filter) {
  result_t result = {.size = 0};
  np_error_t err;
  int writer;
  np_capture_t *capture = open_fifo(&writer, &result);
  CHECK(capture != NULL && np_capture_link_type(capture) == NP_LINK_TYPE_UNKNOWN);
  CHECK(np_capture_fd(capture) >= 0);
  CHECK(filter == NULL || np_capture_set_filter(capture, filter, &err) == NP_OK);
  for (size_t at = 0; at < size; at += step) {
    size_t end = at + step < size ? at + step : size;
    int whole = 0;
    CHECK(write(writer, out.bytes + at, end - at) == (ssize_t)(end - at));
    if (drain(capture, 100, &result) != NP_DRAINED)
      break;
    while (whole < PACKETS && out.ends[whole] <= end)
      whole++;
    CHECK(filter == NULL || filter[0] != '\0' || result.count == whole);
  }
  close(writer);
  if (result.status == NP_DRAINED || size == 0)
    drain(capture, 100, &result);
  np_capture_close(capture);
  return result;
}

static void reads_every_format(void) {
  static const size_t steps[] = {1, 2, 7, 50, MAX_FILE};
  for (int format = 0; format < FORMATS; format++) {
    make(format);
    result_t theirs = read_file(out.size, "");
    CHECK(theirs.status == NP_END && theirs.count == PACKETS);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
      result_t ours = read_pipe(out.size, steps[i], "");
      check_same(&ours, &theirs);
    }
  }
}

static void filters(void) {
  for (int format = 0; format < FORMATS; format++) {
    make(format);
    result_t theirs = read_file(out.size, "tcp");
    CHECK(theirs.status == NP_END && theirs.count > 0 && theirs.count < PACKETS);
    for (size_t step = 1; step < out.size; step *= 3) {
      result_t ours = read_pipe(out.size, step, "tcp");
      check_same(&ours, &theirs);
    }
  }
}

// The writer closes anywhere: the good packets, then the end or the error of a file that is cut
// there.
static void reads_cut_pipes(void) {
  for (int format = 0; format < FORMATS; format++) {
    make(format);
    for (size_t size = 0; size < out.size; size++) {
      result_t theirs = read_file(size, ""), ours = read_pipe(size, 61, "");
      check_same(&ours, &theirs);
    }
  }
}

// Lengths that no file has are told at once, and not waited for.
static void tells_of_wrong_lengths(void) {
  static const uint8_t wrong[4] = {0xff, 0xff, 0xff, 0x7f};
  for (int format = 0; format < FORMATS; format += 8) {
    make(format);
    memcpy(out.bytes + out.ends[0] + (format == 8 ? 4 + 12 : 8), wrong, sizeof wrong);
    result_t theirs = read_file(out.size, "");
    result_t ours = {.size = 0};
    int writer;
    np_capture_t *capture = open_fifo(&writer, &ours);
    CHECK(write(writer, out.bytes, out.ends[0] + 40) == (ssize_t)(out.ends[0] + 40));
    CHECK(drain(capture, SLAB, &ours) == NP_EFILE);
    check_same(&ours, &theirs);
    np_capture_close(capture);
    close(writer);
  }
}

static uint32_t draw(uint32_t below) { // of a fixed sequence
  static uint32_t state = 0x9e3779b9;
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state % below;
}

// Whatever the bytes are: what a file of them is.
static void reads_damaged_pipes(void) {
  for (int i = 0; i < MUTATIONS; i++) {
    make((int)draw(FORMATS));
    for (uint32_t n = draw(3) + 1; n > 0; n--)
      out.bytes[draw((uint32_t)out.size)] = (uint8_t)(draw(2) ? draw(256) : draw(4) * 85);
    size_t size = out.size - (draw(2) ? 0 : draw((uint32_t)out.size));
    result_t theirs = read_file(size, NULL), ours = read_pipe(size, draw(90) + 1, NULL);
    check_same(&ours, &theirs);
  }
}

static void refuses_what_is_no_capture_file(void) {
  np_error_t err;
  np_capture_t *capture;
  int ends[2];
  char name[32];
  CHECK(np_capture_open_offline(&capture, "/dev/zero", false, &err) == NP_EFILE);
  CHECK(np_capture_open_offline(&capture, "/dev/null", false, &err) == NP_EFILE);
  CHECK(np_capture_open_offline(&capture, "/tmp", false, &err) == NP_EFILE);
  CHECK(pipe(ends) == 0 && write(ends[1], "GET / HTTP/1.1\r\n", 16) == 16);
  snprintf(name, sizeof name, "/dev/fd/%d", ends[0]);
  CHECK(np_capture_open_offline(&capture, name, false, &err) == NP_EFILE);
  CHECK(strstr(err.text, "unknown file format") != NULL);
  close(ends[0]);
  close(ends[1]);
}

// The link type and the filter are known, and checked, once the header is there.
static void knows_more_with_the_header(void) {
  np_error_t err;
  result_t result = {.size = 0};
  int writer;
  make(0);
  np_capture_t *capture = open_fifo(&writer, &result);
  CHECK(np_capture_set_filter(capture, "no such thing", &err) == NP_OK);
  CHECK(drain(capture, SLAB, &result) == NP_DRAINED);
  CHECK(write(writer, out.bytes, 24) == 24);
  CHECK(drain(capture, SLAB, &result) == NP_EFILTER);
  np_capture_close(capture);
  close(writer);

  capture = open_fifo(&writer, &result);
  CHECK(write(writer, out.bytes, 24) == 24);
  CHECK(drain(capture, SLAB, &result) == NP_DRAINED);
  CHECK(np_capture_link_type(capture) == 1);
  CHECK(np_capture_set_filter(capture, "no such thing", &err) == NP_EFILTER);
  np_capture_close(capture);
  close(writer);
}

// A named pipe that has no writer yet is not at its end.
static void waits_for_a_writer(void) {
  np_error_t err;
  np_capture_t *capture;
  result_t result = {.size = 0};
  make(0);
  CHECK(np_capture_open_offline(&capture, fifo, true, &err) == NP_OK);
  CHECK(drain(capture, SLAB, &result) == NP_DRAINED);
  int writer = open(fifo, O_WRONLY);
  CHECK(write(writer, out.bytes, out.size) == (ssize_t)out.size);
  close(writer);
  CHECK(drain(capture, SLAB, &result) == NP_END && result.count == PACKETS);
  np_capture_close(capture);
}

// Standard input is shared with others: it is as blocking afterwards as it was before.
static void leaves_standard_input_as_it_was(void) {
  np_error_t err;
  np_capture_t *capture;
  int ends[2], before = dup(0);
  CHECK(pipe(ends) == 0 && dup2(ends[0], 0) == 0);
  CHECK(np_capture_open_offline(&capture, "-", false, &err) == NP_OK);
  CHECK(fcntl(0, F_GETFL) & O_NONBLOCK);
  np_capture_close(capture);
  CHECK(!(fcntl(0, F_GETFL) & O_NONBLOCK));
  CHECK(dup2(before, 0) == 0);
  close(before);
  close(ends[0]);
  close(ends[1]);
}

int main(void) {
  int fd = mkstemp(path);
  CHECK(fd >= 0);
  close(fd);
  snprintf(fifo, sizeof fifo, "%s.fifo", path);
  CHECK(mkfifo(fifo, 0600) == 0);
  reads_every_format();
  filters();
  reads_cut_pipes();
  tells_of_wrong_lengths();
  reads_damaged_pipes();
  refuses_what_is_no_capture_file();
  knows_more_with_the_header();
  waits_for_a_writer();
  leaves_standard_input_as_it_was();
  unlink(fifo);
  unlink(path);
  puts("stream: ok");
  return 0;
}
