// np_pcapng on bytes: both byte orders, all kinds of packets, time stamps, every cut, every changed
// byte, blocks that lie. And np_capture on files with several link types.
#include "capture.h"
#include "pcapng.h"
#include "test.h"

#include <pcap/pcap.h>
#include <unistd.h>

enum { SECTION = 0x0a0d0d0a, INTERFACE = 1, OLD_PACKET = 2, SIMPLE_PACKET = 3, PACKET = 6 };
enum { ETHERNET = 1, NULL_LINK = 0, RAW = 101, COOKED = 113 };

static size_t max_piece; // with which blocks are read

// A file being made, in the byte order of its last section.
static struct {
  uint8_t bytes[1 << 16];
  size_t size;
  bool big;
  size_t block;     // where the block being made begins
  size_t ends[128]; // of all blocks
  int blocks;
} out;

static void put(uint64_t value, int size) {
  for (int i = 0; i < size; i++)
    out.bytes[out.size++] = (uint8_t)(value >> 8 * (out.big ? size - 1 - i : i));
}

static void fill(size_t count, uint8_t byte) {
  memset(out.bytes + out.size, byte, count);
  out.size += count;
}

static void begin(uint32_t type) {
  out.block = out.size;
  put(type, 4);
  put(0, 4);
}

static void end(void) {
  fill((4 - out.size % 4) % 4, 0);
  size_t end = out.size + 4, length = end - out.block;
  put(length, 4);
  out.size = out.block + 4;
  put(length, 4);
  out.size = end;
  CHECK(out.blocks < 128);
  out.ends[out.blocks++] = end;
}

static void section(bool big) {
  out.big = big;
  begin(SECTION);
  put(0x1a2b3c4d, 4);
  put(1, 2);
  put(0, 2);
  fill(8, 0xff);
  end();
}

static void start(bool big) {
  out.size = 0;
  out.blocks = 0;
  section(big);
}

// resolution < 0: without the option; offset 0: without.
static void interface(uint16_t link_type, uint32_t snap_length, int resolution, int64_t offset) {
  begin(INTERFACE);
  put(link_type, 2);
  put(0, 2);
  put(snap_length, 4);
  put(2, 2); // if_name
  put(5, 2);
  fill(8, 'e');
  if (resolution >= 0) {
    put(9, 2);
    put(1, 2);
    put((uint64_t)resolution, 1);
    fill(3, 0);
  }
  if (offset != 0) {
    put(14, 2);
    put(8, 2);
    put((uint64_t)offset, 8);
  }
  put(0, 4);
  end();
}

// A packet of caplen bytes, each of which is tag.
static void packet(uint32_t type, uint32_t number, uint64_t stamp, uint32_t caplen, uint8_t tag) {
  begin(type);
  if (type == PACKET)
    put(number, 4);
  if (type == OLD_PACKET) {
    put(number, 2);
    put(7, 2); // drops
  }
  if (type != SIMPLE_PACKET) {
    put(stamp >> 32, 4);
    put(stamp & 0xffffffff, 4);
    put(caplen, 4);
  }
  put(type == SIMPLE_PACKET ? caplen : 1000, 4);
  fill(caplen, tag);
  end();
}

// A reader of size bytes.
static np_pcapng_t *open_bytes(const uint8_t *bytes, size_t size) {
  FILE *file = tmpfile();
  CHECK(file != NULL && fwrite(bytes, 1, size, file) == size);
  rewind(file);
  np_pcapng_t *reader = np_pcapng_new(file, max_piece);
  CHECK(reader != NULL);
  return reader;
}

static np_pcapng_t *open_out(void) { return open_bytes(out.bytes, out.size); }

// The next packet, NP_PCAPNG_END or an error.
static int next(np_pcapng_t *reader, np_packet_t *found) {
  int got;
  do {
    got = np_pcapng_read(reader, found);
  } while (got == NP_PCAPNG_OTHER);
  return got;
}

// The next packet is of the link type, and its caplen bytes are all tag.
static void expect(np_pcapng_t *reader, uint16_t link_type, uint32_t caplen, uint8_t tag,
                   np_packet_t *found) {
  CHECK(next(reader, found) == NP_PCAPNG_PACKET);
  CHECK(np_pcapng_link_type(reader) == link_type);
  CHECK(found->caplen == caplen);
  for (uint32_t i = 0; i < caplen; i++)
    CHECK(found->bytes[i] == tag);
}

// Two sections in different byte orders, each with interfaces of its own.
static void make_example(bool big) {
  start(big);
  interface(ETHERNET, 65535, -1, 0);
  begin(0x0bad0000); // a block of some other type
  fill(20, 0xff);
  end();
  packet(PACKET, 0, 1600000000000001, 61, 'a');
  interface(RAW, 0, 9, 0);
  packet(OLD_PACKET, 1, 1600000000000000001, 20, 'b');
  packet(SIMPLE_PACKET, 0, 0, 33, 'c');
  section(!big);
  interface(COOKED, 16, 6, -3600);
  packet(PACKET, 0, 1600000000999999, 0, 'd');
  begin(SIMPLE_PACKET); // its interface keeps 16 of 100 bytes
  put(100, 4);
  fill(16, 'e');
  end();
}

static void reads_both_byte_orders(void) {
  np_packet_t found;
  for (int big = 0; big < 2; big++) {
    make_example(big);
    np_pcapng_t *reader = open_out();
    CHECK(np_pcapng_start(reader) == NP_OK && np_pcapng_link_type(reader) == ETHERNET);
    expect(reader, ETHERNET, 61, 'a', &found);
    CHECK(found.sec == 1600000000 && found.usec == 1 && found.nsec == 1000 && found.len == 1000);
    expect(reader, RAW, 20, 'b', &found);
    CHECK(found.sec == 1600000000 && found.usec == 0 && found.nsec == 1);
    expect(reader, ETHERNET, 33, 'c', &found);
    CHECK(found.sec == 0 && found.usec == 0 && found.nsec == 0 && found.len == 33);
    expect(reader, COOKED, 0, 'd', &found);
    CHECK(found.sec == 1600000000 - 3600 && found.usec == 999999 && found.nsec == 999999000);
    expect(reader, COOKED, 16, 'e', &found);
    CHECK(found.len == 100 && found.sec == -3600);
    CHECK(next(reader, &found) == NP_PCAPNG_END);
    CHECK(next(reader, &found) == NP_PCAPNG_END);
    np_pcapng_close(reader);
  }
}

// Nanoseconds of a stamp in units of 2^-n or 10^-n, as 128 bits give them.
static void check_time(uint8_t resolution, uint64_t stamp) {
  np_packet_t found;
  unsigned power = resolution & 0x7f;
  __extension__ unsigned __int128 units = 1, product;
  for (unsigned i = 0; i < power; i++)
    units *= resolution & 0x80 ? 2 : 10;
  product = stamp % (uint64_t)units;
  product = product * 1000000000 / units;
  start(false);
  interface(ETHERNET, 0, resolution, 0);
  packet(PACKET, 0, stamp, 4, 'x');
  np_pcapng_t *reader = open_out();
  CHECK(np_pcapng_start(reader) == NP_OK);
  expect(reader, ETHERNET, 4, 'x', &found);
  CHECK(found.sec == (int64_t)(stamp / (uint64_t)units));
  CHECK(found.nsec == (uint32_t)product && found.usec == (uint32_t)product / 1000);
  np_pcapng_close(reader);
}

static void reads_all_time_units(void) {
  uint64_t stamps[] = {0, 1, 999999999, UINT64_MAX, UINT64_MAX / 3, 0x8000000000000000};
  for (size_t i = 0; i < sizeof stamps / sizeof *stamps; i++) {
    for (uint8_t power = 0; power <= 19; power++)
      check_time(power, stamps[i]);
    for (uint8_t power = 0; power <= 63; power++)
      check_time(0x80 | power, stamps[i]);
  }
}

// A file cut at any byte: the packets before the cut, then what libpcap calls it.
static void reads_cut_files(void) {
  np_packet_t found;
  make_example(true);
  for (size_t size = 0, whole = 0; size < out.size; size++) {
    np_pcapng_t *reader = open_bytes(out.bytes, size);
    if (size >= out.ends[whole])
      whole++;
    int got = np_pcapng_start(reader), packets = 0;
    if (size < out.ends[1]) {
      CHECK(got == NP_EFILE && np_pcapng_error(reader)[0] != '\0');
    } else {
      CHECK(got == NP_OK);
      while ((got = next(reader, &found)) == NP_PCAPNG_PACKET)
        packets++;
      int wanted = (whole > 3) + (whole > 5) + (whole > 6) + (whole > 9);
      CHECK(packets == wanted);
      CHECK(got == (size == out.ends[whole - 1] ? NP_PCAPNG_END : NP_EFILE));
    }
    if (got == NP_EFILE && size > 0 && size != out.ends[0])
      CHECK(strstr(np_pcapng_error(reader), "truncated pcapng dump file; tried to read ") != NULL);
    np_pcapng_close(reader);
  }
}

// Reads bytes as they are; whatever they are, it ends, and reads nothing outside of its blocks.
static void read_hostile(const uint8_t *bytes, size_t size) {
  np_packet_t found;
  np_pcapng_t *reader = open_bytes(bytes, size);
  if (np_pcapng_start(reader) == NP_OK) {
    volatile uint8_t sum = 0;
    while (next(reader, &found) == NP_PCAPNG_PACKET) {
      CHECK(found.usec < 1000000 && found.nsec < 1000000000);
      for (uint32_t i = 0; i < found.caplen; i++)
        sum ^= found.bytes[i];
    }
    (void)sum;
  }
  np_pcapng_close(reader);
}

static void reads_changed_files(void) {
  static const uint8_t values[] = {0, 1, 4, 0x7f, 0x80, 0xff};
  make_example(false);
  for (size_t at = 0; at < out.size; at++) {
    uint8_t before = out.bytes[at];
    for (size_t i = 0; i < sizeof values; i++) {
      out.bytes[at] = values[i];
      read_hostile(out.bytes, out.size);
    }
    out.bytes[at] = before;
  }
}

// What was made so far can be opened, or not, but comes to an error that has text in it.
static void expect_error(const char *text) {
  np_packet_t found;
  np_pcapng_t *reader = open_out();
  int got = np_pcapng_start(reader);
  while (got == NP_OK || got == NP_PCAPNG_PACKET)
    got = next(reader, &found);
  CHECK(got == NP_EFILE);
  if (strstr(np_pcapng_error(reader), text) == NULL)
    fprintf(stderr, "%s\n", np_pcapng_error(reader));
  CHECK(strstr(np_pcapng_error(reader), text) != NULL);
  np_pcapng_close(reader);
}

static void tells_of_lying_packets(void) {
  start(false);
  interface(ETHERNET, 0, -1, 0);
  packet(PACKET, 1, 0, 4, 'x');
  expect_error("interface 1, but the section describes only 1");
  start(false);
  packet(PACKET, 0, 0, 4, 'x');
  expect_error("interface 0, but the section describes only 0");
  start(false);
  interface(ETHERNET, 0, -1, 0);
  section(true);
  packet(PACKET, 0, 0, 4, 'x');
  expect_error("describes only 0");
  start(false);
  interface(ETHERNET, 0, -1, 0);
  packet(PACKET, 0, 0, 8, 'x');
  out.bytes[out.ends[1] + 20] = 9;
  expect_error("captured length of 9, its block 8 bytes");
  start(false);
  interface(ETHERNET, 0, -1, 0);
  begin(PACKET);
  fill(16, 0);
  end();
  expect_error("block of 16 bytes is too short");
  start(false);
  interface(ETHERNET, 0, -1, 0);
  begin(SIMPLE_PACKET);
  end();
  expect_error("block of 0 bytes is too short");
}

static void tells_of_lying_blocks(void) {
  start(false);
  expect_error("no Interface Description Blocks");
  out.bytes[12] = 2;
  expect_error("unsupported pcapng savefile version 2.0");
  out.bytes[8] = 0;
  expect_error("without a byte-order magic");
  out.bytes[1] = 0;
  expect_error("unknown file format");
  start(true);
  interface(ETHERNET, 0, -1, 0);
  out.bytes[out.size - 1] ^= 4;
  expect_error("don't match");
  static const uint32_t lengths[] = {0, 8, 13, 16 * 1024 * 1024 + 4, 0xfffffffc};
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    start(true);
    out.size += 4;
    put(lengths[i], 4);
    out.size += 100;
    expect_error("a block has a length of");
  }
  start(true);
  begin(INTERFACE);
  put(0, 4);
  end();
  expect_error("interface of 4 bytes is too short");
  start(true);
  begin(SECTION);
  put(0x1a2b3c4d, 4);
  end();
  expect_error("section header of 0 bytes is too short");
}

static void tells_of_lying_options(void) {
  static const struct {
    uint16_t code, length;
    uint32_t value;
    const char *text;
  } options[] = {
      {9, 1, 20, "resolution 10^-20 is too high"},
      {9, 1, 0xc0, "resolution 2^-64 is too high"},
      {9, 2, 6, "option 9 of an interface has 2 bytes"},
      {14, 4, 0, "option 14 of an interface has 4 bytes"},
      {2, 5, 0, "option 2 of an interface has 5 bytes, its block 4"},
      {2, 65535, 0, "option 2 of an interface has 65535 bytes, its block 4"},
  };
  for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
    start(false);
    begin(INTERFACE);
    fill(8, 0);
    put(options[i].code, 2);
    put(options[i].length, 2);
    put(options[i].value, 4);
    end();
    expect_error(options[i].text);
  }
}

// A large block takes several calls, each of which reads no more than a piece.
static void reads_large_blocks_in_pieces(void) {
  enum { SIZE = 5000, PIECE = 512 };
  np_packet_t found;
  max_piece = PIECE;
  start(false);
  interface(ETHERNET, 0, -1, 0);
  begin(0xbad);
  fill(SIZE, 7);
  end();
  packet(PACKET, 0, 0, SIZE, 9);
  np_pcapng_t *reader = open_out();
  CHECK(np_pcapng_start(reader) == NP_OK);
  int steps = 0, got;
  while ((got = np_pcapng_read(reader, &found)) == NP_PCAPNG_OTHER) {
    CHECK(np_pcapng_step_size(reader) <= PIECE);
    steps++;
  }
  CHECK(got == NP_PCAPNG_PACKET && found.caplen == SIZE && steps >= 2 * SIZE / PIECE);
  CHECK(np_pcapng_read(reader, &found) == NP_PCAPNG_END);
  np_pcapng_close(reader);
}

static void bounds_interfaces(void) {
  np_packet_t found;
  start(false);
  FILE *file = tmpfile();
  fwrite(out.bytes, 1, out.size, file);
  out.size = 0;
  interface(ETHERNET, 0, -1, 0);
  for (int i = 0; i <= 65536; i++)
    fwrite(out.bytes, 1, out.size, file);
  rewind(file);
  np_pcapng_t *reader = np_pcapng_new(file, max_piece);
  CHECK(np_pcapng_start(reader) == NP_OK && next(reader, &found) == NP_EFILE);
  CHECK(strstr(np_pcapng_error(reader), "more than 65536 interfaces") != NULL);
  np_pcapng_close(reader);
}

// What comes before the first interface is read when the file is opened, which must not take long.
static void bounds_preface(void) {
  static uint8_t zeros[1 << 20];
  start(false);
  FILE *file = tmpfile();
  fwrite(out.bytes, 1, out.size, file);
  out.size = 0;
  put(0xbad, 4);
  put(sizeof zeros + 12, 4);
  for (int i = 0; i < 65; i++) {
    fwrite(out.bytes, 1, 8, file);
    fwrite(zeros, 1, sizeof zeros, file);
    fwrite(out.bytes + 4, 1, 4, file);
  }
  rewind(file);
  np_pcapng_t *reader = np_pcapng_new(file, max_piece);
  CHECK(np_pcapng_start(reader) == NP_EFILE);
  CHECK(strstr(np_pcapng_error(reader), "no Interface Description Blocks in its first") != NULL);
  np_pcapng_close(reader);
}

static char path[] = "/tmp/np-pcapng-test-XXXXXX";

static np_capture_t *capture_out(bool nano) {
  np_error_t err;
  np_capture_t *capture;
  FILE *file = fopen(path, "wb");
  CHECK(file != NULL && fwrite(out.bytes, 1, out.size, file) == out.size && fclose(file) == 0);
  CHECK(np_capture_open_offline(&capture, path, nano, &err) == NP_OK);
  return capture;
}

// Reads one batch of at most size bytes, or as many as are needed, and writes what came into tags:
// of each packet its first byte.
static int read_tags(np_capture_t *capture, size_t size, bool nano, char *tags) {
  np_error_t err;
  np_packet_t found;
  size_t need = np_capture_need(capture), offset = 0;
  np_batch_t batch = {.size = need > size ? need : size, .nano = nano};
  batch.base = malloc(batch.size);
  int status = np_capture_read(capture, &batch, &err);
  while (status == NP_MORE && np_capture_need(capture) == 0) // its time was up
    status = np_capture_read(capture, &batch, &err);
  while (np_batch_next(&batch, &offset, &found))
    *tags++ = (char)found.bytes[0];
  CHECK(offset == batch.used);
  *tags = '\0';
  free(batch.base);
  return status;
}

static bool is_interface(const np_capture_t *capture, uint32_t index, const char *name) {
  const np_interface_t *interface = np_capture_interface(capture);
  return interface != NULL && interface->index == index && strcmp(interface->name, name) == 0;
}

static void names_interface(const char *name, size_t size) {
  begin(INTERFACE);
  put(ETHERNET, 2);
  fill(6, 0);
  put(2, 2);
  put(size, 2);
  memcpy(out.bytes + out.size, name, size);
  out.size += size;
  end();
}

// Interfaces that differ in nothing but the name; one has none, one a very long one; and another
// section, whose first one is not that of the section before.
static void gives_batches_of_one_interface(void) {
  char tags[16], name[300];
  memset(name, 'n', sizeof name);
  start(false);
  names_interface("eth0", 4);
  names_interface(name, sizeof name);
  names_interface("", 0);
  packet(PACKET, 0, 0, 8, 'a');
  packet(PACKET, 0, 0, 8, 'b');
  packet(PACKET, 1, 0, 8, 'c');
  packet(PACKET, 2, 0, 8, 'd');
  section(true);
  names_interface("lo\0trash", 8);
  packet(PACKET, 0, 0, 8, 'e');
  np_capture_t *capture = capture_out(false);
  name[NP_INTERFACE_NAME - 1] = '\0';
  CHECK(np_capture_interface(capture) == NULL);
  CHECK(read_tags(capture, 4096, false, tags) == NP_MORE && strcmp(tags, "ab") == 0);
  CHECK(is_interface(capture, 0, "eth0") && np_capture_interface(capture)->serial == 1);
  CHECK(read_tags(capture, 4096, false, tags) == NP_MORE && strcmp(tags, "c") == 0);
  CHECK(is_interface(capture, 1, name));
  CHECK(read_tags(capture, 4096, false, tags) == NP_MORE && strcmp(tags, "d") == 0);
  CHECK(is_interface(capture, 2, ""));
  CHECK(read_tags(capture, 4096, false, tags) == NP_END && strcmp(tags, "e") == 0);
  CHECK(is_interface(capture, 0, "lo") && np_capture_interface(capture)->serial == 4);
  np_capture_close(capture);
}

static void gives_batches_of_one_link_type(void) {
  char tags[16];
  for (int nano = 0; nano < 2; nano++) {
    start(false);
    interface(ETHERNET, 0, -1, 0);
    interface(RAW, 0, 9, 0);
    for (int i = 0; i < 6; i++)
      packet(PACKET, i / 2 % 2, 0, 40, (uint8_t)('a' + i));
    np_capture_t *capture = capture_out(nano);
    CHECK(np_capture_link_type(capture) == DLT_EN10MB);
    CHECK(read_tags(capture, 4096, nano, tags) == NP_MORE && strcmp(tags, "ab") == 0);
    CHECK(np_capture_link_type(capture) == DLT_EN10MB);
    CHECK(np_capture_need(capture) == (nano ? 60 : 56));
    CHECK(read_tags(capture, 4096, nano, tags) == NP_MORE && strcmp(tags, "cd") == 0);
    CHECK(np_capture_link_type(capture) == DLT_RAW);
    CHECK(read_tags(capture, 1, nano, tags) == NP_MORE && strcmp(tags, "e") == 0);
    CHECK(np_capture_link_type(capture) == DLT_EN10MB);
    CHECK(read_tags(capture, 1, nano, tags) == NP_END && strcmp(tags, "f") == 0);
    np_capture_close(capture);
  }
}

// The same IPv4 UDP packet on Ethernet, raw, and where no filter for it can be made.
static void filters_by_link_type(void) {
  np_error_t err;
  char tags[16];
  start(false);
  interface(ETHERNET, 0, -1, 0);
  interface(RAW, 0, -1, 0);
  interface(147, 0, -1, 0); // LINKTYPE_USER0
  for (uint32_t i = 0; i < 3; i++) {
    packet(PACKET, i, 0, 60, 0);
    uint8_t *bytes = out.bytes + out.size - 64;
    uint8_t *ip = i == 0 ? bytes + 14 : bytes;
    memcpy(bytes + 12, "\x08", 1);
    memcpy(ip, "\x45\0\0\x20\0\0\0\0\x40\x11", 10);
  }
  np_capture_t *capture = capture_out(false);
  CHECK(np_capture_set_filter(capture, "udp", &err) == NP_OK);
  CHECK(read_tags(capture, 4096, false, tags) == NP_MORE);
  CHECK(np_capture_link_type(capture) == DLT_EN10MB);
  CHECK(np_capture_set_filter(capture, "tcp", &err) == NP_OK);
  CHECK(np_capture_set_filter(capture, "nonsense", &err) == NP_EFILTER);
  CHECK(np_capture_set_filter(capture, "udp", &err) == NP_OK);
  CHECK(read_tags(capture, 4096, false, tags) == NP_END && strcmp(tags, "\x45") == 0);
  CHECK(np_capture_link_type(capture) == DLT_RAW);
  np_capture_close(capture);
}

// More link types than are remembered, twice.
static void reads_many_link_types(void) {
  static const uint16_t others[] = {1, 105, 113, 127};
  np_error_t err;
  char tags[4];
  uint16_t types[20];
  start(false);
  for (uint16_t i = 0; i < 20; i++) {
    types[i] = i < 4 ? others[i] : 147 + i - 4; // LINKTYPE_USER0 to 15
    interface(types[i], 0, -1, 0);
  }
  for (uint32_t i = 0; i < 40; i++)
    packet(PACKET, i % 20, 0, 4, 'x');
  np_capture_t *capture = capture_out(false);
  CHECK(np_capture_set_filter(capture, "greater 1", &err) == NP_OK);
  for (int i = 0; i < 40; i++) {
    CHECK(read_tags(capture, 4096, false, tags) == (i == 39 ? NP_END : NP_MORE));
    CHECK(strcmp(tags, "x") == 0 && np_capture_link_type(capture) == types[i % 20]);
  }
  np_capture_close(capture);
}

int main(void) {
  int fd = mkstemp(path);
  CHECK(fd >= 0);
  close(fd);
  for (max_piece = 7; max_piece <= NP_PCAPNG_MAX_BLOCK; max_piece *= NP_PCAPNG_MAX_BLOCK / 7) {
    reads_both_byte_orders();
    reads_all_time_units();
    reads_cut_files();
    reads_changed_files();
    tells_of_lying_packets();
    tells_of_lying_blocks();
    tells_of_lying_options();
  }
  reads_large_blocks_in_pieces();
  max_piece = NP_PCAPNG_MAX_BLOCK;
  bounds_interfaces();
  bounds_preface();
  gives_batches_of_one_interface();
  gives_batches_of_one_link_type();
  filters_by_link_type();
  reads_many_link_types();
  unlink(path);
  puts("pcapng: ok");
  return 0;
}
