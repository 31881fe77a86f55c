#include "flow_hash.h"

#include "cooked.h"

#include <pcap/pcap.h>
#include <string.h>

enum {
  IPV4 = 0x0800,
  IPV6 = 0x86dd,
  VLAN = 0x8100,
  QINQ = 0x88a8,
  OLD_QINQ = 0x9100,
  PPPOE = 0x8864,
  MPLS = 0x8847,
  MPLS_MULTICAST = 0x8848,
  PPP_IPV4 = 0x0021,
  PPP_IPV6 = 0x0057,
  BY_VERSION = -1, // no type is there: the first bits tell
  MAX_HEADERS = 8, // tags, labels or extension headers that are passed over
  TCP = 6,
  UDP = 17,
  SCTP = 132,
};

// What is left of a packet.
typedef struct rest {
  const uint8_t *bytes;
  size_t size;
} rest_t;

// The two ends of a flow.
typedef struct flow {
  const uint8_t *source, *target; // addresses of `words` words each
  int words;
  uint16_t ports[2]; // of source and target; 0 and 0: the addresses alone count
  uint8_t protocol;  // the same
} flow_t;

static inline uint16_t get16(const uint8_t *p) { return (uint16_t)(p[0] << 8 | p[1]); }

// Goes on by count bytes; false when there are not that many.
static bool skip(rest_t *rest, size_t count) {
  if (rest->size < count)
    return false;
  rest->bytes += count;
  rest->size -= count;
  return true;
}

// Steps over a header of a link layer whose type is at offset; returns that, or 0.
static int typed(rest_t *rest, size_t offset, size_t size) {
  int type = rest->size < size ? 0 : get16(rest->bytes + offset);
  return skip(rest, size) ? type : 0;
}

static int ppp_type(rest_t *rest) {
  if (rest->size >= 2 && get16(rest->bytes) == 0xff03)
    skip(rest, 2);
  int type = typed(rest, 0, 2);
  return type == PPP_IPV4 ? IPV4 : type == PPP_IPV6 ? IPV6 : 0;
}

// Steps over the header of the link layer; returns the ether type of what follows, BY_VERSION, or 0
// where it is unknown.
static int link_header(int dlt, rest_t *rest) {
  switch (dlt) {
  case DLT_EN10MB:
    return typed(rest, 12, 14);
  case DLT_LINUX_SLL:
    return typed(rest, 14, 16);
  case NP_DLT_LINUX_SLL2:
    return typed(rest, 0, 20);
  case DLT_NULL:
  case DLT_LOOP:
    return skip(rest, 4) ? BY_VERSION : 0;
  case DLT_PPP:
  case DLT_PPP_SERIAL:
    return ppp_type(rest);
  case DLT_PPP_ETHER:
    return skip(rest, 6) ? ppp_type(rest) : 0;
  case DLT_RAW:
  case DLT_IPV4:
  case DLT_IPV6:
    return BY_VERSION;
  }
  return 0;
}

// Steps over labels; false when the last one is not there.
static bool labels(rest_t *rest) {
  for (int i = 0; i < MAX_HEADERS && rest->size >= 4; i++) {
    bool last = rest->bytes[2] & 1;
    skip(rest, 4);
    if (last)
      return true;
  }
  return false;
}

// Steps over what is between the link layer and IP. Returns as link_header.
static int tags(int type, rest_t *rest) {
  for (int i = 0; i < MAX_HEADERS; i++) {
    switch (type) {
    case VLAN:
    case QINQ:
    case OLD_QINQ:
      type = typed(rest, 2, 4);
      break;
    case PPPOE:
      return skip(rest, 6) ? ppp_type(rest) : 0;
    case MPLS:
    case MPLS_MULTICAST:
      return labels(rest) ? BY_VERSION : 0;
    default:
      return type;
    }
  }
  return 0;
}

// Whether packets to or from a UDP port are those of a tunnel.
static bool is_tunnel(uint16_t port) {
  switch (port) {
  case 1701: // L2TP
  case 2152: // GTP-U
  case 3544: // Teredo
  case 4789: // VXLAN
  case 4790:
  case 8472:
  case 6081: // Geneve
  case 6635: // MPLS
    return true;
  }
  return false;
}

// Reads the ports that begin the rest.
static void read_ports(int protocol, const rest_t *rest, flow_t *flow) {
  if ((protocol != TCP && protocol != UDP && protocol != SCTP) || rest->size < 4)
    return;
  uint16_t source = get16(rest->bytes), target = get16(rest->bytes + 2);
  if (protocol == UDP && (is_tunnel(source) || is_tunnel(target)))
    return;
  flow->protocol = (uint8_t)protocol;
  flow->ports[0] = source;
  flow->ports[1] = target;
}

static bool ipv4(rest_t rest, flow_t *flow) {
  if (rest.size < 20)
    return false;
  const uint8_t *header = rest.bytes;
  bool fragment = get16(header + 6) & 0x3fff; // more are to come, or an offset
  *flow = (flow_t){.source = header + 12, .target = header + 16, .words = 1};
  size_t size = (size_t)(header[0] & 15) * 4;
  if (!fragment && size >= 20 && skip(&rest, size))
    read_ports(header[9], &rest, flow);
  return true;
}

static bool ipv6(rest_t rest, flow_t *flow) {
  enum { HOP_BY_HOP = 0, ROUTING = 43, FRAGMENT = 44, AUTHENTICATION = 51, DESTINATION = 60 };
  const uint8_t *header = rest.bytes;
  if (!skip(&rest, 40))
    return false;
  *flow = (flow_t){.source = header + 8, .target = header + 24, .words = 4};
  int next = header[6];
  for (int i = 0; i < MAX_HEADERS && rest.size >= 8; i++) {
    size_t size = (size_t)(rest.bytes[1] + 1) * 8;
    if (next == FRAGMENT) {
      if (get16(rest.bytes + 2) & 0xfff9)
        return true;
      size = 8;
    } else if (next == AUTHENTICATION) {
      size = (size_t)(rest.bytes[1] + 2) * 4;
    } else if (next != HOP_BY_HOP && next != ROUTING && next != DESTINATION) {
      break;
    }
    next = rest.bytes[0];
    if (!skip(&rest, size))
      return true;
  }
  read_ports(next, &rest, flow);
  return true;
}

static inline uint32_t mix(uint32_t hash, uint32_t word) {
  hash = (hash ^ word) * 0x9e3779b1;
  return hash ^ hash >> 15;
}

// Hashes one end. Inlined: where the address is one word, no loop is left.
static inline __attribute__((always_inline)) uint32_t end_of(uint32_t seed, const uint8_t *address,
                                                             int words, uint16_t port) {
  uint32_t hash = mix(seed, port);
  for (int i = 0; i < words; i++) {
    uint32_t word;
    memcpy(&word, address + i * 4, sizeof word);
    hash = mix(hash, word);
  }
  return hash;
}

// Whether bytes are Ethernet, IPv4 without options or fragments, TCP: what most packets are.
static bool is_plain(int dlt, const uint8_t *bytes, size_t size) {
  return dlt == DLT_EN10MB && size >= 38 && bytes[12] == IPV4 >> 8 && bytes[13] == (IPV4 & 255) &&
         bytes[14] == 0x45 && (bytes[20] & 0x3f) == 0 && bytes[21] == 0 && bytes[23] == TCP;
}

bool np_flow_hash(int dlt, const uint8_t *bytes, size_t size, uint32_t seed, uint32_t *out) {
  if (is_plain(dlt, bytes, size)) { // the same as below
    uint32_t hash = end_of(seed, bytes + 26, 1, get16(bytes + 34)) +
                    end_of(seed, bytes + 30, 1, get16(bytes + 36));
    *out = mix(mix(hash, TCP), seed);
    return true;
  }
  rest_t rest = {bytes, size};
  flow_t flow;
  int type = tags(link_header(dlt, &rest), &rest);
  if (type == BY_VERSION && rest.size > 0)
    type = rest.bytes[0] >> 4 == 4 ? IPV4 : rest.bytes[0] >> 4 == 6 ? IPV6 : 0;
  if (!(type == IPV4 ? ipv4(rest, &flow) : type == IPV6 && ipv6(rest, &flow)))
    return false;
  uint32_t hash = end_of(seed, flow.source, flow.words, flow.ports[0]) +
                  end_of(seed, flow.target, flow.words, flow.ports[1]);
  *out = mix(mix(hash, flow.protocol), seed);
  return true;
}
