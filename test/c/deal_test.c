// np_flow_hash and np_deal: both directions of a flow to one receiver, and no byte read that is not
// there.
#include "cooked.h"
#include "deal.h"
#include "flow_hash.h"
#include "test.h"

#include <pcap/pcap.h>

enum { SEED = 12345, ETHERNET = 14, MAX = 128 };

// A packet that is being made.
typedef struct maker {
  uint8_t bytes[MAX];
  size_t size;
} maker_t;

static void put16(maker_t *to, unsigned value) {
  to->bytes[to->size++] = (uint8_t)(value >> 8);
  to->bytes[to->size++] = (uint8_t)value;
}

static maker_t ethernet(unsigned type) {
  maker_t to = {.size = 12};
  put16(&to, type);
  return to;
}

static void ports(maker_t *to, bool back, unsigned client, unsigned server) {
  put16(to, back ? server : client);
  put16(to, back ? client : server);
  to->size += 4;
}

// The header of 10.0.0.1 -> 10.0.0.2, or back; fragment is its field of flags and offset.
static void ipv4(maker_t *to, bool back, int protocol, unsigned fragment) {
  uint8_t *header = to->bytes + to->size;
  header[0] = 0x45;
  header[6] = (uint8_t)(fragment >> 8);
  header[7] = (uint8_t)fragment;
  header[9] = (uint8_t)protocol;
  header[12] = header[16] = 10;
  header[15] = back ? 2 : 1;
  header[19] = back ? 1 : 2;
  to->size += 20;
}

static void ipv6(maker_t *to, bool back, int next) {
  uint8_t *header = to->bytes + to->size;
  header[0] = 0x60;
  header[6] = (uint8_t)next;
  header[23] = back ? 2 : 1;
  header[39] = back ? 1 : 2;
  to->size += 40;
}

// The hash of a packet whose memory ends with it.
static uint32_t hash_of(int dlt, const maker_t *packet) {
  uint32_t hash = 0;
  uint8_t *bytes = malloc(packet->size);
  memcpy(bytes, packet->bytes, packet->size);
  CHECK(np_flow_hash(dlt, bytes, packet->size, SEED, &hash));
  free(bytes);
  return hash;
}

// TCP after a header of the link layer: alike both ways, and another for another port.
static void is_symmetric_behind(int dlt, const maker_t *link) {
  for (int version = 4; version <= 6; version += 2) {
    uint32_t hashes[3];
    for (int i = 0; i < 3; i++) {
      maker_t packet = *link;
      bool back = i == 1;
      if (version == 4)
        ipv4(&packet, back, 6, 0x4000);
      else
        ipv6(&packet, back, 6);
      ports(&packet, back, i == 2 ? 1025 : 1024, 80);
      hashes[i] = hash_of(dlt, &packet);
    }
    CHECK(hashes[0] == hashes[1]);
    CHECK(hashes[0] != hashes[2]);
  }
}

static void finds_ip_behind_links(void) {
  static const struct {
    int dlt;
    size_t size;
  } links[] = {{DLT_RAW, 0}, {DLT_NULL, 4}, {DLT_LOOP, 4}};
  for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
    maker_t link = {.size = links[i].size};
    is_symmetric_behind(links[i].dlt, &link);
  }
  maker_t mpls = ethernet(0x8847);
  put16(&mpls, 0), put16(&mpls, 0x0040); // a label, and the last one
  put16(&mpls, 0), put16(&mpls, 0x0140);
  is_symmetric_behind(DLT_EN10MB, &mpls);
}

// Where a type tells what follows.
static void finds_typed_ip(void) {
  static const int types[] = {0x0800, 0x86dd};
  for (int i = 0; i < 2; i++) {
    maker_t links[4] = {ethernet((unsigned)types[i]), ethernet(0x88a8), {.size = 14}, {.size = 0}};
    const int dlts[4] = {DLT_EN10MB, DLT_EN10MB, DLT_LINUX_SLL, NP_DLT_LINUX_SLL2};
    put16(&links[1], 5), put16(&links[1], 0x8100), put16(&links[1], 6);
    for (int j = 1; j < 4; j++)
      put16(&links[j], (unsigned)types[i]);
    links[3].size = 20;
    for (int j = 0; j < 4; j++) {
      maker_t there = links[j], back = links[j];
      i == 0 ? ipv4(&there, false, 17, 0) : ipv6(&there, false, 17);
      i == 0 ? ipv4(&back, true, 17, 0) : ipv6(&back, true, 17);
      ports(&there, false, 5000, 53), ports(&back, true, 5000, 53);
      CHECK(hash_of(dlts[j], &there) == hash_of(dlts[j], &back));
    }
  }
}

// The way that most packets take gives what the way of all others gives.
static void is_the_same_in_a_vlan(void) {
  for (unsigned port = 1; port < 1000; port++) {
    maker_t plain = ethernet(0x0800), tagged = ethernet(0x8100);
    put16(&tagged, port), put16(&tagged, 0x0800);
    ipv4(&plain, port & 1, 6, 0x4000), ipv4(&tagged, port & 1, 6, 0x4000);
    ports(&plain, false, port, 80), ports(&tagged, false, port, 80);
    CHECK(hash_of(DLT_EN10MB, &plain) == hash_of(DLT_EN10MB, &tagged));
  }
}

// Fragments, tunnels and what has no ports go by addresses, so all of them together.
static void goes_by_addresses_alone(void) {
  maker_t packets[7];
  for (int i = 0; i < 7; i++)
    packets[i] = ethernet(0x0800);
  ipv4(&packets[0], false, 6, 0x2000), ports(&packets[0], false, 1, 2); // the first fragment
  ipv4(&packets[1], false, 6, 185), ports(&packets[1], false, 3, 4);    // a later one
  ipv4(&packets[2], true, 47, 0);
  ipv4(&packets[3], false, 17, 0), ports(&packets[3], false, 50000, 4789);
  ipv4(&packets[4], true, 17, 0), ports(&packets[4], false, 50001, 4789); // VXLAN the other way
  ipv4(&packets[5], false, 6, 0);                                         // cut before the ports
  ipv4(&packets[6], true, 1, 0), ports(&packets[6], false, 9, 9);
  for (int i = 1; i < 7; i++)
    CHECK(hash_of(DLT_EN10MB, &packets[i]) == hash_of(DLT_EN10MB, &packets[0]));
}

// IPv6: extension headers are passed over; a fragment goes by addresses, an atomic one does not.
static void walks_extension_headers(void) {
  maker_t plain = ethernet(0x86dd), extended = plain, atomic = plain, fragment = plain,
          none = plain;
  ipv6(&plain, false, 6);
  ports(&plain, false, 1024, 80);
  ipv6(&extended, true, 0);
  extended.bytes[extended.size] = 60; // hop by hop, then destination options
  extended.bytes[extended.size + 8] = 6;
  extended.size += 16;
  ports(&extended, true, 1024, 80);
  ipv6(&atomic, false, 44);
  fragment = atomic;
  atomic.bytes[atomic.size] = fragment.bytes[fragment.size] = 6;
  fragment.bytes[fragment.size + 3] = 1; // more fragments
  atomic.size += 8, fragment.size += 8;
  ports(&atomic, false, 1024, 80), ports(&fragment, false, 1024, 80);
  ipv6(&none, true, 59);
  CHECK(hash_of(DLT_EN10MB, &plain) == hash_of(DLT_EN10MB, &extended));
  CHECK(hash_of(DLT_EN10MB, &plain) == hash_of(DLT_EN10MB, &atomic));
  CHECK(hash_of(DLT_EN10MB, &fragment) == hash_of(DLT_EN10MB, &none));
  CHECK(hash_of(DLT_EN10MB, &fragment) != hash_of(DLT_EN10MB, &plain));
}

// Any bytes, cut anywhere, of any link type.
static void reads_nothing_beyond(void) {
  static const int dlts[] = {DLT_EN10MB, DLT_LINUX_SLL, NP_DLT_LINUX_SLL2, DLT_NULL,      DLT_RAW,
                             DLT_PPP,    DLT_PPP_ETHER, DLT_PPP_SERIAL,    DLT_IEEE802_11};
  static const uint8_t fills[] = {0, 0x45, 0x60, 0x81, 0x88, 0xff, 44, 60};
  for (size_t i = 0; i < sizeof dlts / sizeof *dlts; i++) {
    for (size_t j = 0; j < sizeof fills; j++) {
      for (size_t size = 0; size < MAX; size++) {
        uint32_t hash;
        uint8_t *bytes = malloc(size ? size : 1);
        memset(bytes, fills[j], size);
        if (size > 14)
          bytes[12] = 0x86, bytes[13] = 0xdd;
        np_flow_hash(dlts[i], bytes, size, SEED, &hash);
        free(bytes);
      }
    }
  }
}

enum { PACKETS = 300, HANDS = 3 };

// Each packet goes to one hand, whole and in order; a hand that is full is named.
static void deals_everything_once(void) {
  np_batch_t from = {.base = malloc(PACKETS * MAX), .size = PACKETS * MAX}, hands[HANDS];
  uint32_t counts[HANDS] = {0}, total = 0;
  for (uint32_t i = 0; i < PACKETS; i++) {
    maker_t frame = ethernet(i % 10 == 0 ? 0x0806 : 0x0800);
    ipv4(&frame, false, 6, 0);
    ports(&frame, false, 1024 + i, 80);
    np_packet_t packet = {.sec = i, .caplen = (uint32_t)frame.size, .bytes = frame.bytes};
    CHECK(np_batch_put(&from, &packet));
  }
  for (int i = 0; i < HANDS; i++)
    hands[i] = (np_batch_t){.base = malloc(PACKETS * MAX), .size = 200};
  np_deal_t deal = {hands, counts, 5, HANDS, 0, SEED, DLT_EN10MB};
  for (size_t at = 0; (at = np_deal(&deal, &from, at)) < from.used;) {
    np_batch_t *hand = &hands[deal.full];
    size_t numbers = counts[deal.full] * sizeof(uint32_t);
    memmove(hand->base + hand->size + 200 - numbers, hand->base + hand->size - numbers, numbers);
    hand->size += 200;
  }
  CHECK(deal.number == PACKETS + 5);
  for (int i = 0; i < HANDS; i++) {
    np_packet_t packet;
    int64_t last = -1;
    uint32_t count = 0;
    for (size_t at = 0; np_batch_next(&hands[i], &at, &packet); count++) {
      CHECK(packet.sec > last && packet.caplen == ETHERNET + 28);
      CHECK(i == 0 || packet.sec % 10 != 0); // no flow: the first hand
      uint8_t number[4];
      np_put32(number, (uint32_t)packet.sec + 5);
      CHECK(memcmp(hands[i].base + hands[i].size - (count + 1) * 4, number, 4) == 0);
      last = packet.sec;
    }
    CHECK(count == counts[i] && count > PACKETS / 6);
    total += count;
    free(hands[i].base);
  }
  CHECK(total == PACKETS);
  free(from.base);
}

int main(void) {
  finds_ip_behind_links();
  finds_typed_ip();
  is_the_same_in_a_vlan();
  goes_by_addresses_alone();
  walks_extension_headers();
  reads_nothing_beyond();
  deals_everything_once();
  puts("deal: ok");
  return 0;
}
