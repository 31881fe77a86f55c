// np_capture on plain files, which are read without libpcap, and on such that turn out not to be
// plain: always what libpcap itself makes of the same bytes, to the last word of its errors.
#include "capture.h"
#include "filter.h"
#include "framing.h"
#include "savefile_fast.h"
#include "test.h"

#include <fcntl.h>
#include <unistd.h>

enum {
  HEAD = 24,
  RECORD = 16,
  SLAB = 64 * 1024,
  TEXT = 2048,
  VERSION = 4, // offsets in the file's header
  SNAP_LENGTH = 16,
  LINK_TYPE = 20,
  ETHERNET = 1,
  DBUS = 231, // of which libpcap takes packets up to 128 MiB
  MUTATIONS = 4000,
};

static char path[] = "/tmp/np-savefile-fast-test-XXXXXX";

// Bytes that grow at their end.
typedef struct bytes {
  uint8_t *at; // owned
  size_t size;
  size_t room;
} bytes_t;

// What a reader made of a file: its packets as records, and how it ended.
typedef struct result {
  bytes_t records;
  size_t count;
  char text[TEXT]; // of the error; empty: the file was read to its end
} result_t;

static uint8_t *append(bytes_t *self, const void *bytes, size_t size) {
  if (self->size + size >= self->room) { // never NULL, even for nothing
    self->room = (self->size + size + 1) * 2;
    self->at = realloc(self->at, self->room);
    CHECK(self->at != NULL);
  }
  uint8_t *to = self->at + self->size;
  if (bytes == NULL)
    memset(to, 0, size);
  else if (size > 0)
    memcpy(to, bytes, size);
  self->size += size;
  return to;
}

static void put16(bytes_t *self, uint16_t v) { append(self, &v, sizeof v); }
static void put32(bytes_t *self, uint32_t v) { append(self, &v, sizeof v); }

static bytes_t out; // the file that a test writes

static void start(uint32_t snap_length, uint32_t link_type) {
  out.size = 0;
  put32(&out, 0xa1b2c3d4);
  put16(&out, 2);
  put16(&out, 4);
  put32(&out, 0);
  put32(&out, 0);
  put32(&out, snap_length);
  put32(&out, link_type);
}

// Every third packet is TCP, the others are UDP, as far as they are long enough.
static void packet(uint32_t size) {
  static uint32_t number;
  uint8_t ip[] = {0x08, 0, 0x45, [11] = ++number % 3 == 0 ? 6 : 17};
  put32(&out, 0x80000000 + number);
  put32(&out, number * 7 % 2000000); // some are more than a second
  put32(&out, size);
  put32(&out, size + number % 5);
  uint8_t *to = append(&out, NULL, size);
  if (size > 0)
    memset(to, (int)number, size);
  if (size >= 12 + sizeof ip)
    memcpy(to + 12, ip, sizeof ip);
}

static void replace32(size_t at, uint32_t v) { memcpy(out.at + at, &v, sizeof v); }

static void write_out(void) {
  FILE *file = fopen(path, "wb");
  CHECK(file != NULL && fwrite(out.at, 1, out.size, file) == out.size && fclose(file) == 0);
}

static const char *after_colon(const char *text) {
  const char *colon = strstr(text, ": ");
  return colon == NULL ? text : colon + 2;
}

// The file from an offset on, without a snap length that would have libpcap cut packets.
static FILE *open_uncut(long offset) {
  static uint8_t bytes[NP_PCAP_HEADER];
  FILE *file = fopen(path, "rb"), *uncut = tmpfile();
  CHECK(file != NULL && uncut != NULL && fseek(file, offset, SEEK_SET) == 0);
  size_t size = fread(bytes, 1, sizeof bytes, file);
  if (size == sizeof bytes && np_header_understates(bytes))
    np_header_lift_snap_length(bytes);
  do
    CHECK(fwrite(bytes, 1, size, uncut) == size);
  while ((size = fread(bytes, 1, sizeof bytes, file)) > 0);
  fclose(file);
  rewind(uncut);
  return uncut;
}

// What libpcap makes of the file from an offset on, when the packets from number first on must
// match the filter.
static result_t ask_libpcap(long offset, const char *filter, size_t first) {
  char text[PCAP_ERRBUF_SIZE];
  result_t result = {.count = 0};
  np_error_t err;
  struct bpf_program program;
  struct pcap_pkthdr *header;
  const u_char *bytes;
  FILE *file = open_uncut(offset);
  pcap_t *pcap = pcap_fopen_offline(file, text);
  if (pcap == NULL) {
    strcpy(result.text, text);
    fclose(file);
    return result;
  }
  bool filtered = np_filter_compile(pcap, filter, PCAP_NETMASK_UNKNOWN, &program, &err) == NP_OK;
  int status;
  for (size_t i = 0; (status = pcap_next_ex(pcap, &header, &bytes)) == 1; i++) {
    if (i >= first && filtered && pcap_offline_filter(&program, header, bytes) == 0)
      continue;
    put32(&result.records, (uint32_t)header->ts.tv_sec);
    put32(&result.records, (uint32_t)header->ts.tv_usec);
    put32(&result.records, header->caplen);
    put32(&result.records, header->len);
    append(&result.records, bytes, header->caplen);
    result.count++;
  }
  if (status != PCAP_ERROR_BREAK) // which means the end
    strcpy(result.text, pcap_geterr(pcap));
  if (filtered)
    pcap_freecode(&program);
  pcap_close(pcap);
  return result;
}

// Appends what one read into a slab gives; with a filter, that is set in between.
static int read_slab(np_capture_t *capture, size_t size, const char *filter, result_t *result,
                     np_error_t *err) {
  size_t need = np_capture_need(capture), offset = 0;
  np_packet_t found;
  np_batch_t batch = {.size = need > size ? need : size};
  batch.base = malloc(batch.size);
  int status = np_capture_read(capture, &batch, err);
  if (filter != NULL && np_capture_set_filter(capture, filter, &(np_error_t){0}) == NP_OK)
    np_capture_refilter(capture, &batch, 0);
  while (np_batch_next(&batch, &offset, &found))
    result->count++;
  CHECK(offset == batch.used);
  append(&result->records, batch.base, batch.used);
  free(batch.base);
  return status;
}

// What we make of it, in slabs of a size. The filter is set when so many slabs are read, and the
// last of them is filtered again: *first is the number of packets before that one.
static result_t ask_us(const char *name, size_t size, const char *filter, int reads,
                       size_t *first) {
  result_t result = {.count = 0};
  np_error_t err;
  np_capture_t *capture;
  int status = np_capture_open_offline(&capture, name, false, &err);
  *first = 0;
  if (status == NP_OK) {
    if (reads == 0)
      np_capture_set_filter(capture, filter, &err);
    for (status = NP_MORE; status == NP_MORE; reads--) {
      if (reads >= 1)
        *first = result.count;
      status = read_slab(capture, size, reads == 1 ? filter : NULL, &result, &err);
    }
    np_capture_close(capture);
    if (reads > 0)
      *first = result.count; // it never came to that
  }
  if (status < 0)
    strcpy(result.text, after_colon(err.text));
  else
    CHECK(status == NP_END);
  return result;
}

static void check_same(result_t *ours, result_t *theirs) {
  if (strcmp(ours->text, theirs->text) != 0 || ours->count != theirs->count)
    fprintf(stderr, "ours: %zu, %s\nlibpcap: %zu, %s\n", ours->count, ours->text, theirs->count,
            theirs->text);
  CHECK(ours->count == theirs->count && strcmp(ours->text, theirs->text) == 0);
  CHECK(ours->records.size == theirs->records.size);
  CHECK(ours->count == 0 || memcmp(ours->records.at, theirs->records.at, ours->records.size) == 0);
  free(ours->records.at);
  free(theirs->records.at);
}

// Reads the file in slabs of a size and compares with libpcap; returns the number of packets.
static size_t check_filtered(size_t size, const char *filter, int reads) {
  size_t first;
  result_t ours = ask_us(path, size, filter, reads, &first);
  result_t theirs = ask_libpcap(0, filter, first);
  size_t count = ours.count;
  check_same(&ours, &theirs);
  return count;
}

static size_t check(size_t size) { return check_filtered(size, "", 0); }

static bool is_plain(void) {
  char text[PCAP_ERRBUF_SIZE];
  np_savefile_fast_t fast;
  write_out();
  pcap_t *pcap = pcap_open_offline(path, text);
  CHECK(pcap != NULL);
  bool plain = np_savefile_fast_open(&fast, pcap, 0);
  pcap_close(pcap);
  return plain;
}

// A plain file of packets of different sizes; returns how many.
static size_t write_mixture(void) {
  static const uint32_t sizes[] = {60, 0, 14, 61, 200, 1, 1514, 342, 66, 3000, 15, 60};
  start(262144, ETHERNET);
  for (size_t i = 0; i < 36; i++)
    packet(sizes[i % 12]);
  CHECK(is_plain());
  return 36;
}

static void reads_across_slabs_of_any_size(void) {
  size_t count = write_mixture();
  for (size_t size = 0; size < 400; size += size < 100 ? 1 : 7)
    CHECK(check(size) == count);
  CHECK(check(SLAB) == count);
}

// A record that is larger than a slab, up to the largest that there is.
static void reads_records_larger_than_a_slab(void) {
  start(262144, ETHERNET);
  for (uint32_t size = 1; size <= 262144; size *= 2) {
    packet(size - 1);
    packet(size);
  }
  CHECK(is_plain());
  CHECK(check(100) == 38);
  CHECK(check(SLAB) == 38);
}

static void reads_cut_files(void) {
  start(262144, ETHERNET);
  packet(60);
  packet(0);
  packet(100);
  for (; out.size > 0; out.size--) {
    write_out();
    check(50);
    check(SLAB);
  }
  write_out();
  check(SLAB);
}

// Packets longer than the snap length, which cuts none, and longer than libpcap believes.
static void reads_packets_longer_than_the_snap_length(void) {
  static const uint32_t sizes[] = {100, 101, 262144, 262145, 0x7fffffff, 0xffffffff};
  static const uint32_t snap_lengths[] = {0, 99, 100, 262144, 300000, 0x7fffffff, 0xffffffff};
  for (size_t i = 0; i < 7 * 6; i++) {
    for (uint32_t link_type = ETHERNET; link_type <= DBUS; link_type += DBUS - ETHERNET) {
      start(snap_lengths[i % 7], link_type);
      packet(60);
      packet(sizes[i / 7] < 300000 ? sizes[i / 7] : 200);
      size_t last = out.size - 60;
      packet(80);
      if (sizes[i / 7] >= 300000)
        replace32(HEAD + RECORD + 60 + 8, sizes[i / 7]);
      uint32_t snap_length = snap_lengths[i % 7];
      CHECK(is_plain() == (link_type == ETHERNET || snap_length == 0 || snap_length > 300000));
      check(50);
      check(SLAB);
      out.size = last; // cut within the large packet
      write_out();
      check(SLAB);
    }
  }
}

static void leaves_other_formats_to_libpcap(void) {
  static const uint32_t magics[] = {0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0xa1b2cd34, 0x34cdb2a1};
  write_mixture();
  for (size_t i = 0; i < 5; i++) {
    replace32(0, magics[i]);
    write_out();
    check(SLAB);
    if (magics[i] >> 24 == 0xa1)
      CHECK(!is_plain());
  }
  replace32(0, 0xa1b2c3d4);
  for (uint16_t minor = 0; minor < 6; minor++) {
    memcpy(out.at + VERSION + 2, &minor, sizeof minor);
    write_out();
    check(SLAB);
    if (minor < 5)
      CHECK(is_plain() == (minor == 4));
  }
}

// The packets of some link types are changed by libpcap, which has to go on doing so.
static void reads_all_link_types(void) {
  write_mixture();
  packet(300);
  memset(out.at + out.size - 300, 0, 300);
  out.at[out.size - 300 + 36] = 44; // USB: bytes of data
  replace32(out.size - 300 - 4, 64 + 44);
  for (uint32_t link_type = 0; link_type < 320; link_type++) {
    replace32(LINK_TYPE, link_type);
    // Of some, libpcap takes larger packets than the snap length.
    bool is_for_libpcap = link_type == DLT_USB_LINUX || link_type == DLT_USB_LINUX_MMAPPED ||
                          np_max_packet(link_type) > 262144;
    CHECK(is_plain() != is_for_libpcap);
    check(SLAB);
  }
}

static void filters(void) {
  size_t count = write_mixture();
  for (size_t size = 0; size < 5000; size += 1 + size / 4) {
    size_t tcp = check_filtered(size, "tcp", 0);
    CHECK(tcp > 0 && tcp < count);
    CHECK(check_filtered(size, "greater 100000", 0) == 0);
    CHECK(check_filtered(size, "len >= 0", 0) == count);
  }
}

// After any number of slabs; it is applied to what was read and not handed over.
static void changes_filters(void) {
  for (int cut = 0; cut < 2; cut++) {
    write_mixture();
    if (cut) {
      replace32(SNAP_LENGTH, 100); // some are longer
      write_out();
    }
    for (size_t size = 100; size < 6000; size *= 2)
      for (int reads = 1; reads < 20; reads++)
        check_filtered(size, "tcp", reads);
  }
}

// A session that keeps nanoseconds has other records.
static void leaves_nanoseconds_to_libpcap(void) {
  np_error_t err;
  np_capture_t *capture;
  np_packet_t found;
  size_t count = write_mixture(), offset = 0;
  np_batch_t batch = {.base = malloc(SLAB), .size = SLAB, .nano = true};
  CHECK(np_capture_open_offline(&capture, path, true, &err) == NP_OK);
  CHECK(np_capture_read(capture, &batch, &err) == NP_MORE);
  CHECK(np_capture_read(capture, &batch, &err) == NP_END);
  for (; np_batch_next(&batch, &offset, &found); count--)
    CHECK(found.nsec == found.usec * 1000);
  CHECK(count == 0 && offset == batch.used);
  np_capture_close(capture);
  free(batch.base);
}

// Standard input can be a file that is read from its middle; who reads it after us finds what we
// did not.
static void reads_standard_input(void) {
  enum { BEFORE = 1000 };
  bytes_t whole = {.size = 0};
  size_t count = write_mixture(), first;
  append(&whole, NULL, BEFORE);
  append(&whole, out.at, out.size);
  for (size_t cut = 0; cut < 2; cut++) {
    out.size = 0;
    append(&out, whole.at, whole.size - cut);
    write_out();
    int stdin_before = dup(0), fd = open(path, O_RDONLY);
    CHECK(dup2(fd, 0) == 0 && lseek(0, BEFORE, SEEK_SET) == BEFORE);
    result_t ours = ask_us("-", 500, "", 0, &first), theirs = ask_libpcap(BEFORE, "", 0);
    CHECK(ours.count == count - cut);
    check_same(&ours, &theirs);
    CHECK(lseek(0, 0, SEEK_CUR) == (off_t)out.size);
    CHECK(dup2(stdin_before, 0) == 0);
    close(stdin_before);
    close(fd);
  }
  free(whole.at);
}

static void leaves_the_rest_of_standard_input(void) {
  np_error_t err;
  np_capture_t *capture;
  result_t result = {.count = 0};
  write_mixture();
  int stdin_before = dup(0), fd = open(path, O_RDONLY);
  CHECK(dup2(fd, 0) == 0);
  CHECK(np_capture_open_offline(&capture, "-", false, &err) == NP_OK);
  CHECK(read_slab(capture, 500, NULL, &result, &err) == NP_MORE);
  np_capture_close(capture);
  CHECK(result.count > 0 && lseek(0, 0, SEEK_CUR) == (off_t)(HEAD + result.records.size));
  CHECK(dup2(stdin_before, 0) == 0);
  close(stdin_before);
  close(fd);
  free(result.records.at);
}

// A file that is made shorter while it is read: the whole packets that it has, then an end or an
// error.
static void reads_files_that_change(void) {
  np_error_t err;
  np_capture_t *capture;
  start(262144, ETHERNET);
  for (int i = 0; i < 10; i++)
    packet(84);
  for (size_t size = HEAD; size <= out.size; size += 25) {
    result_t result = {.count = 0};
    write_out();
    CHECK(np_capture_open_offline(&capture, path, false, &err) == NP_OK);
    CHECK(read_slab(capture, 350, NULL, &result, &err) == NP_MORE && result.count == 3);
    CHECK(truncate(path, (off_t)size) == 0);
    int status = NP_MORE;
    while (status == NP_MORE)
      status = read_slab(capture, 350, NULL, &result, &err);
    size_t behind = size < HEAD + 300 ? 0 : size - HEAD - 300;
    size_t whole = behind / 100 < 7 ? behind / 100 : 7;
    CHECK(result.count == 3 + whole);
    CHECK(memcmp(result.records.at, out.at + HEAD, result.records.size) == 0);
    CHECK(status == (behind == whole * 100 ? NP_END : NP_EFILE));
    np_capture_close(capture);
    free(result.records.at);
  }
}

static uint32_t draw(uint32_t below) { // of a fixed sequence
  static uint32_t state = 0x9e3779b9;
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state % below;
}

static void mutate(void) {
  static const uint32_t numbers[] = {0,      1,      96,         1000,       65535,     65536,
                                     262144, 262145, 0x7fffffff, 0xffffffff, 0x80000000};
  uint32_t size = (uint32_t)out.size;
  switch (draw(6)) {
  case 0:
    out.at[draw(size)] ^= (uint8_t)(1 << draw(8));
    break;
  case 1:
    out.at[draw(HEAD)] = (uint8_t)draw(256);
    break;
  case 2:
    replace32(draw(size - 4), numbers[draw(11)]);
    break;
  case 3: // the length of the first packet, or the snap length
    replace32(draw(2) ? HEAD + 8 : SNAP_LENGTH, draw(2) ? draw(400) : numbers[draw(11)]);
    break;
  case 4:
    out.size -= draw(draw(2) ? 100 : size - HEAD);
    break;
  default: // bytes are lost
    size = draw(size - 100);
    memmove(out.at + size, out.at + size + 50, out.size - size - 50);
    out.size -= 50;
  }
}

static void reads_damaged_files(void) {
  static const char *const filters[] = {"", "", "tcp", "greater 100"};
  write_mixture();
  bytes_t whole = {.size = 0};
  append(&whole, out.at, out.size);
  for (int i = 0; i < MUTATIONS; i++) {
    out.size = 0;
    append(&out, whole.at, whole.size);
    for (uint32_t n = draw(3) + 1; n > 0 && out.size > 200; n--)
      mutate();
    if (out.at[0] == 0x0a) // it would be taken for a pcapng file, which we read otherwise
      out.at[0] = 0xd4;
    write_out();
    check_filtered(draw(draw(2) ? 200 : 10000), filters[draw(4)], (int)draw(4));
  }
  free(whole.at);
}

int main(void) {
  int fd = mkstemp(path);
  CHECK(fd >= 0);
  close(fd);
  reads_across_slabs_of_any_size();
  reads_records_larger_than_a_slab();
  reads_cut_files();
  reads_packets_longer_than_the_snap_length();
  leaves_other_formats_to_libpcap();
  reads_all_link_types();
  filters();
  changes_filters();
  leaves_nanoseconds_to_libpcap();
  reads_standard_input();
  leaves_the_rest_of_standard_input();
  reads_files_that_change();
  reads_damaged_files();
  unlink(path);
  free(out.at);
  puts("savefile_fast: ok");
  return 0;
}
