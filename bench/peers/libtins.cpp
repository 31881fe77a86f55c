// libtins JOB FILE [LIMIT]: decode, or track (StreamFollower with data callbacks).
#include "result.h"

#include <cstdlib>
#include <cstring>
#include <tins/tcp_ip/stream_follower.h>
#include <tins/tins.h>

using Tins::TCPIP::Stream;

static result_t result;

static void follow(Stream &stream) {
  result.sessions++;
  stream.client_data_callback([](Stream &s) { result.payload += s.client_payload().size(); });
  stream.server_data_callback([](Stream &s) { result.payload += s.server_payload().size(); });
}

// What was decoded is read, so that it can't be left out.
static void read_fields(const Tins::PDU &pdu) {
  const auto *ip = pdu.find_pdu<Tins::IP>();
  if (ip == nullptr)
    return;
  result.check += ip->tot_len() + ip->ttl();
  if (const auto *tcp = ip->find_pdu<Tins::TCP>())
    result.check += tcp->sport() + tcp->dport();
  else if (const auto *udp = ip->find_pdu<Tins::UDP>())
    result.check += udp->sport() + udp->dport();
}

int main(int argc, char **argv) {
  if (argc < 3)
    return 2;
  const bool track = std::strcmp(argv[1], "track") == 0;
  const uint64_t limit = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 0;
  result_begin(&result);
  Tins::FileSniffer sniffer(argv[2]);
  Tins::TCPIP::StreamFollower follower;
  follower.new_stream_callback(follow);
  sniffer.sniff_loop([&](Tins::Packet &packet) {
    read_fields(*packet.pdu());
    if (track)
      follower.process_packet(packet);
    return ++result.packets != limit;
  });
  result_print(&result);
}
