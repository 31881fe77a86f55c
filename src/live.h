// What the parts of capturing on a device share: live_open.c, and the two readers, live.c and
// live_ring.c.
#ifndef NP_LIVE_H
#define NP_LIVE_H

#include "filter.h"
#include "linux_ring.h"
#include "pending.h"
#include "reader.h"

enum { NP_WHOLE_PACKET = 262144 }; // bytes of the largest packet that libpcap handles

typedef struct np_live {
  np_capture_t base;
  pcap_t *pcap;         // owned
  bool activated;       // pcap is
  int cooked;           // its link type, where that is a cooked one; otherwise 0
  np_ring_t ring;       // where packets come from while the operations are np_live_ring_ops
  np_batch_t *batch;    // borrowed, during a read only
  np_pending_t pending; // of libpcap's packets
  np_filter_t filter;   // for packets that are read already, or in the ring; the kernel has its own
  size_t unfiltered;    // packets in the ring that came before the kernel's filter
  bool filter_all;      // the kernel has none
  uint32_t snap_length; // bytes of a packet that are delivered at most
  uint32_t lost;        // packets, for want of memory
  bool stop;            // we broke the loop
  np_fanout_t fanout;   // id is filled in when the capture has joined
  bool joined;          // the group
  int last_reads;       // > 0: nothing comes but what is in the ring; reads that may find it empty
  int hold;             // see np_capture_hold; 0: never, else from least_hold to most_hold
  int least_hold, most_hold;
  int64_t hold_set;    // when that was chosen, of np_now_ns
  uint32_t hold_taken; // packets that the ring had given by then
} np_live_t;

static inline const np_live_t *np_const_live_of(const np_capture_t *capture) {
  return (const np_live_t *)capture;
}

static inline np_live_t *np_live_of(np_capture_t *capture) { return (np_live_t *)capture; }

// Operations of both, see reader.h.
int np_live_link_type(const np_capture_t *capture);
int np_live_set_filter(np_capture_t *capture, const char *expression, np_error_t *err);
bool np_live_matches(np_capture_t *capture, const np_packet_t *packet);
int np_live_stats(np_capture_t *capture, np_stats_t *out, np_error_t *err);
int np_live_inject(np_capture_t *capture, const uint8_t *bytes, size_t size, np_error_t *err);
void np_live_release(np_capture_t *capture);

// What live_fanout.c adds: NP_OK or NP_EFANOUT.
int np_live_check_fanout(const np_live_options_t *options, np_error_t *err);
int np_live_join(np_live_t *self, np_error_t *err); // where it is wanted and not yet done

// Chooses the hold of a capture that is open; and anew when the ring has been read to its end.
void np_live_set_hold(np_live_t *self, const np_live_options_t *options);
void np_live_adapt_hold(np_live_t *self);

// The tables of live.c and live_ring.c.
extern const np_reader_ops_t np_live_ops;
extern const np_reader_ops_t np_live_ring_ops;

#endif
