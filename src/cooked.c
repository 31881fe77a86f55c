#include "cooked.h"

#include <pcap/pcap.h>
#include <stdbool.h>

enum { IPV4 = 0x0800, ARP = 0x0806, IPV6 = 0x86dd, DISCOVERY = 0x8863, SESSION = 0x8864 };
enum { VLAN = 0x8100, SERVICE_VLAN = 0x88a8, OLD_VLAN = 0x9100 };
enum { MAX_TAGS = 4 };

static uint16_t get16(const uint8_t *p) { return (uint16_t)(p[0] << 8 | p[1]); }

static bool is_vlan(uint16_t type) {
  return type == VLAN || type == SERVICE_VLAN || type == OLD_VLAN;
}

// Whether bytes, four at least, can begin a packet of the type; of those of which it can't be told
// they can.
static bool can_begin(uint16_t type, const uint8_t *p) {
  switch (type) {
  case IPV4:
    return p[0] >> 4 == 4;
  case IPV6:
    return p[0] >> 4 == 6;
  case ARP:
    return get16(p + 2) == IPV4;
  case DISCOVERY:
  case SESSION:
    return p[0] == 0x11; // version and type
  }
  return true;
}

void np_cooked_repair_tags(uint8_t *bytes, uint32_t caplen, int dlt) {
  bool is_sll2 = dlt == NP_DLT_LINUX_SLL2;
  const uint8_t *end = bytes + caplen;
  if (caplen < 25 || !is_vlan(get16(bytes + (is_sll2 ? 0 : 14))))
    return;
  uint8_t *type_at = bytes + (is_sll2 ? 22 : 18), *p = type_at + 2;
  uint16_t type = get16(type_at);
  if (end - p < 4 || can_begin(type, p))
    return;
  for (int tags = 0; tags < MAX_TAGS && end - p >= 8; tags++, p += 4) {
    uint16_t next = get16(p + 2);
    if (next == type && can_begin(type, p + 4)) {
      type_at[0] = VLAN >> 8;
      type_at[1] = VLAN & 0xff;
      return;
    }
    if (!is_vlan(next))
      return;
  }
}
