// libFuzzer's way into the reader of pcapng files; see scripts/pcapng-fuzz.sh. A file is read
// twice: as blocks, and as a capture with a filter, in slabs of a size that the input chooses.
#include "capture.h"
#include "pcapng.h"
#include "reader.h"

#include <stdlib.h>
#include <string.h>

// A file with the bytes, which stay where they are.
static FILE *file_of(const uint8_t *bytes, size_t size) {
  return fmemopen((void *)bytes, size, "rb");
}

static void read_blocks(const uint8_t *bytes, size_t size) {
  np_packet_t packet;
  volatile uint8_t sum = 0;
  np_pcapng_t *reader = np_pcapng_new(file_of(bytes, size), bytes[size - 1] + 1u);
  int got = np_pcapng_start(reader);
  while (got == NP_OK || got == NP_PCAPNG_OTHER || got == NP_PCAPNG_PACKET) {
    got = np_pcapng_read(reader, &packet);
    if (got != NP_PCAPNG_PACKET)
      continue;
    if (packet.usec > 999999 || packet.nsec > 999999999)
      abort();
    for (uint32_t i = 0; i < packet.caplen; i++)
      sum ^= packet.bytes[i];
  }
  (void)sum;
  if (got < 0 && np_pcapng_error(reader)[0] == '\0')
    abort();
  np_pcapng_close(reader);
}

static void read_batches(const uint8_t *bytes, size_t size) {
  np_file_options_t options = {.name = "fuzz", .nano = true, .single = bytes[size - 1] & 1};
  np_error_t err;
  np_capture_t *capture;
  size_t least = bytes[size - 1];
  if (np_pcapng_capture_open(&capture, file_of(bytes, size), &options, &err) != NP_OK)
    return;
  np_capture_set_filter(capture, "ip or ip6 or greater 20", &err);
  for (int status = NP_MORE; status == NP_MORE || status == NP_DRAINED;) {
    np_batch_t batch = {.size = least + np_capture_need(capture), .nano = true};
    np_packet_t packet;
    size_t offset = 0;
    batch.base = malloc(batch.size);
    status = np_capture_read(capture, &batch, &err);
    while (np_batch_next(&batch, &offset, &packet)) {
      if (!capture->ops->matches(capture, &packet) || np_capture_link_type(capture) < 0)
        abort();
    }
    if (offset != batch.used)
      abort();
    free(batch.base);
  }
  np_capture_close(capture);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  if (size == 0)
    return 0;
  read_blocks(bytes, size);
  read_batches(bytes, size);
  return 0;
}
