// Which packets belong together: a hash of a packet's flow. Knows nothing of Node.
#ifndef NP_FLOW_HASH_H
#define NP_FLOW_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Hashes the flow of a packet of link type dlt: addresses, protocol and ports of its outermost IP
// header, alike for both directions. Without ports, which only the addresses tell: fragments; what
// has no ports (ICMP, GRE, IP in IP, ESP); tunnels over UDP, since the ports of their two
// directions differ. So all that is in one tunnel belongs together. VLAN tags, PPPoE and MPLS
// labels are passed over. False where no IP is found.
bool np_flow_hash(int dlt, const uint8_t *bytes, size_t size, uint32_t seed, uint32_t *out);

#endif
