// np_capture on files: every cut of a file, filters, slabs of every size, pipes.
#include "capture.h"
#include "link_type.h"
#include "read_budget.h"
#include "test.h"

#include <fcntl.h>
#include <pcap/pcap.h>
#include <unistd.h>

enum { PACKETS = 20, HEAD = 24, RECORD = 16 };

static char path[] = "/tmp/np-capture-test-XXXXXX";

// A file of PACKETS packets, the i-th of which is an Ethernet frame of 60 + i bytes; returns its
// size.
static size_t write_file(bool nano) {
  u_int precision = nano ? PCAP_TSTAMP_PRECISION_NANO : PCAP_TSTAMP_PRECISION_MICRO;
  pcap_t *pcap = pcap_open_dead_with_tstamp_precision(1, 262144, precision);
  pcap_dumper_t *dump = pcap_dump_open(pcap, path);
  uint8_t bytes[100] = {[12] = 0x08, [14] = 0x45, [23] = 17};
  CHECK(dump != NULL);
  size_t size = HEAD;
  for (uint32_t i = 0; i < PACKETS; i++) {
    bytes[99] = (uint8_t)i;
    bytes[23] = i % 2 ? 17 : 6;
    struct pcap_pkthdr header = {.caplen = 60 + i, .len = 1000};
    header.ts.tv_sec = 1000 + (time_t)i;
    header.ts.tv_usec = nano ? (suseconds_t)i * 1000 + 7 : (suseconds_t)i;
    pcap_dump((u_char *)dump, &header, bytes);
    size += RECORD + 60 + i;
  }
  pcap_dump_close(dump);
  pcap_close(pcap);
  return size;
}

// Reads a capture to its end in slabs of size bytes; returns how it ended, and counts packets.
static int read_all(np_capture_t *capture, size_t size, bool nano, int *count, np_error_t *err) {
  int status;
  *count = 0;
  do {
    size_t need = np_capture_need(capture), room = need > size ? need : size;
    np_batch_t batch = {.base = malloc(room), .size = room, .nano = nano};
    np_packet_t packet;
    size_t offset = 0;
    status = np_capture_read(capture, &batch, err);
    while (np_batch_next(&batch, &offset, &packet)) {
      CHECK(packet.caplen == packet.sec - 1000 + 60 && packet.len == 1000);
      CHECK(packet.usec == packet.sec - 1000);
      CHECK(!nano || packet.nsec == packet.usec * 1000 + 7);
      ++*count;
    }
    CHECK(offset == batch.used);
    free(batch.base);
  } while (status == NP_MORE || status == NP_DRAINED);
  return status;
}

static void reads_in_slabs_of_any_size(void) {
  np_error_t err;
  np_capture_t *capture;
  for (int nano = 0; nano < 2; nano++) {
    write_file(nano);
    for (size_t size = 1; size < 600; size += 7) {
      int count;
      CHECK(np_capture_open_offline(&capture, path, nano, &err) == NP_OK);
      CHECK(np_capture_link_type(capture) == 1 && np_capture_fd(capture) == -1);
      CHECK(np_capture_interval(capture) == 0);
      CHECK(read_all(capture, size, nano, &count, &err) == NP_END);
      CHECK(count == PACKETS);
      np_capture_close(capture);
    }
  }
}

// A file cut at any byte: its whole packets, then an error, unless the cut is between two.
static void reads_cut_files(void) {
  np_error_t err;
  np_capture_t *capture;
  for (size_t size = write_file(false); size-- > 0;) {
    size_t end = HEAD;
    int whole = 0, count;
    CHECK(truncate(path, (off_t)size) == 0);
    if (size < HEAD) {
      CHECK(np_capture_open_offline(&capture, path, false, &err) == NP_EFILE);
      CHECK(strstr(err.text, path) != NULL);
      continue;
    }
    while (end + RECORD + 60 + (size_t)whole <= size)
      end += RECORD + 60 + (size_t)whole++;
    CHECK(np_capture_open_offline(&capture, path, false, &err) == NP_OK);
    CHECK(read_all(capture, 200, false, &count, &err) == (end == size ? NP_END : NP_EFILE));
    CHECK(count == whole);
    np_capture_close(capture);
  }
}

static void filters(void) {
  np_error_t err;
  np_capture_t *capture;
  int count;
  write_file(false);
  CHECK(np_capture_open_offline(&capture, path, false, &err) == NP_OK);
  CHECK(np_capture_set_filter(capture, "tcp", &err) == NP_OK);
  CHECK(np_capture_set_filter(capture, "no such thing", &err) == NP_EFILTER);
  CHECK(strstr(err.text, "\"no such thing\"") != NULL);
  CHECK(read_all(capture, 300, false, &count, &err) == NP_END && count == PACKETS / 2);
  np_capture_close(capture);
}

// A new filter also applies to what was read: in the batch from an offset on, and what did not fit
// in it.
static void refilters(void) {
  np_error_t err;
  np_capture_t *capture;
  np_packet_t packet;
  uint8_t slab[300];
  np_batch_t batch = {.base = slab, .size = sizeof slab};
  CHECK(np_capture_open_offline(&capture, path, false, &err) == NP_OK);
  CHECK(np_capture_read(capture, &batch, &err) == NP_MORE);
  size_t from = RECORD + 60, offset = 0;
  CHECK(np_capture_set_filter(capture, "tcp", &err) == NP_OK);
  np_capture_refilter(capture, &batch, from);
  for (int count = 0; count < 2; count++) {
    CHECK(np_batch_next(&batch, &offset, &packet));
    CHECK(packet.bytes[23] == 6);
  }
  CHECK(!np_batch_next(&batch, &offset, &packet));
  CHECK(np_capture_need(capture) == 0); // the fourth was UDP
  np_capture_close(capture);
}

static void reads_pipes(void) {
  np_error_t err;
  np_capture_t *capture;
  char name[64];
  int ends[2], count;
  uint8_t bytes[4096];
  size_t size = write_file(false);
  int file = open(path, O_RDONLY);
  CHECK(pipe(ends) == 0 && read(file, bytes, sizeof bytes) == (ssize_t)size);
  CHECK(write(ends[1], bytes, size) == (ssize_t)size);
  close(ends[1]);
  close(file);
  snprintf(name, sizeof name, "/dev/fd/%d", ends[0]);
  CHECK(np_capture_open_offline(&capture, name, false, &err) == NP_OK);
  CHECK(np_capture_fd(capture) >= 0);
  CHECK(read_all(capture, 4096, false, &count, &err) == NP_END && count == PACKETS);
  np_capture_close(capture);
  close(ends[0]);
}

// Large packets count as much as many small ones do.
static void looks_at_the_clock_by_bytes_too(void) {
  np_read_budget_t spent = {.deadline = 0}, large = spent;
  for (int i = 1; i < NP_MAX_UNCHECKED_PACKETS; i++)
    CHECK(!np_read_budget_spend(&spent, 60));
  CHECK(np_read_budget_spend(&spent, 60));
  CHECK(!np_read_budget_spend(&large, NP_MAX_UNCHECKED_BYTES - 1));
  CHECK(np_read_budget_spend(&large, 1));
  np_read_budget_t fresh = np_read_budget();
  fresh.deadline = INT64_MAX;
  CHECK(!np_read_budget_spend(&fresh, (size_t)1 << 30));
}

static void tells_failures(void) {
  np_error_t err;
  np_capture_t *capture = NULL;
  np_live_options_t options = {.device = "nosuch0", .snap_length = 100};
  CHECK(np_capture_open_offline(&capture, "/nonexistent", false, &err) == NP_ESYS);
  CHECK(np_capture_open_live(&capture, &options, &err) < 0);
  CHECK(strstr(err.text, "nosuch0") != NULL);
  options.tstamp_type = "nonsense";
  CHECK(np_capture_open_live(&capture, &options, &err) < 0);
  CHECK(capture == NULL);
  np_capture_close(NULL);
}

static void names_link_types(void) {
  char text[NP_LINK_TYPE_TEXT];
  for (int dlt = 0; dlt < 400; dlt++)
    CHECK(np_link_type_number(np_link_type_name(dlt, text)) == dlt);
  CHECK(strcmp(np_link_type_name(1, text), "LINKTYPE_ETHERNET") == 0);
  CHECK(np_link_type_number("Unknown linktype ") == -1);
  CHECK(np_link_type_number("Unknown linktype 5x") == -1);
  CHECK(np_link_type_number("") == -1);
}

int main(void) {
  int fd = mkstemp(path);
  CHECK(fd >= 0);
  close(fd);
  reads_in_slabs_of_any_size();
  reads_cut_files();
  filters();
  refilters();
  reads_pipes();
  looks_at_the_clock_by_bytes_too();
  tells_failures();
  names_link_types();
  unlink(path);
  puts("capture: ok");
  return 0;
}
