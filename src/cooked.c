#include "cooked.h"

#include <pcap/pcap.h>
#include <stdbool.h>

enum { IPV4 = 0x0800, IPV6 = 0x86dd, VLAN = 0x8100, SERVICE_VLAN = 0x88a8, OLD_VLAN = 0x9100 };
enum { MAX_TAGS = 4 };

static uint16_t get16(const uint8_t *p) { return (uint16_t)(p[0] << 8 | p[1]); }

static bool is_vlan(uint16_t type) {
  return type == VLAN || type == SERVICE_VLAN || type == OLD_VLAN;
}

// Whether a byte can be the first of a packet of the type.
static bool can_begin(uint16_t type, uint8_t first) { return first >> 4 == (type == IPV4 ? 4 : 6); }

void np_cooked_repair_tags(uint8_t *bytes, uint32_t caplen, int dlt) {
  bool is_sll2 = dlt == NP_DLT_LINUX_SLL2;
  const uint8_t *end = bytes + caplen;
  if (caplen < 25 || !is_vlan(get16(bytes + (is_sll2 ? 0 : 14))))
    return;
  uint8_t *type_at = bytes + (is_sll2 ? 22 : 18), *p = type_at + 2;
  uint16_t type = get16(type_at);
  if ((type != IPV4 && type != IPV6) || can_begin(type, *p))
    return;
  for (int tags = 0; tags < MAX_TAGS && end - p > 4; tags++, p += 4) {
    uint16_t next = get16(p + 2);
    if (next == type && can_begin(type, p[4])) {
      type_at[0] = VLAN >> 8;
      type_at[1] = VLAN & 0xff;
      return;
    }
    if (!is_vlan(next))
      return;
  }
}
