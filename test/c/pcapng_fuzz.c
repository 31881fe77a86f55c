// libFuzzer's way into the reader of pcapng files; see scripts/pcapng-fuzz.sh. A file is read
// twice: as blocks, and as a capture with a filter, in slabs of a size that the input chooses.
#include "capture.h"
#include "mixed.h"
#include "pcapng.h"

#include <stdlib.h>
#include <string.h>

// A file with the bytes, which stay where they are.
static FILE *file_of(const uint8_t *bytes, size_t size) {
  return fmemopen((void *)bytes, size, "rb");
}

static void read_blocks(const uint8_t *bytes, size_t size) {
  np_packet_t packet;
  volatile uint8_t sum = 0;
  np_pcapng_t *reader = np_pcapng_new(file_of(bytes, size));
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
  char text[PCAP_ERRBUF_SIZE];
  np_error_t err;
  size_t least = bytes[size - 1];
  np_mixed_t *mixed = np_mixed_open(file_of(bytes, size), false, text);
  if (mixed == NULL)
    return;
  np_mixed_set_filter(mixed, "ip or ip6 or greater 20");
  for (int status = NP_MORE; status == NP_MORE;) {
    const np_packet_t *held = np_mixed_held(mixed);
    np_batch_t batch = {.size = least + (held == NULL ? 0 : held->caplen + 64u), .nano = true};
    np_packet_t packet;
    size_t offset = 0;
    batch.base = malloc(batch.size);
    status = np_mixed_read(mixed, &batch, &err);
    while (np_batch_next(&batch, &offset, &packet)) {
      if (!np_mixed_passes(mixed, &packet) || np_mixed_link_type(mixed) < 0)
        abort();
    }
    if (offset != batch.used)
      abort();
    free(batch.base);
  }
  np_mixed_close(mixed);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  if (size == 0)
    return 0;
  read_blocks(bytes, size);
  read_batches(bytes, size);
  return 0;
}
