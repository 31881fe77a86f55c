// Packets with a header of Linux cooked capture (LINKTYPE_LINUX_SLL, LINKTYPE_LINUX_SLL2), as the
// device any gives them. Knows nothing of Node.
#ifndef NP_COOKED_H
#define NP_COOKED_H

#include <stdint.h>

#define NP_DLT_LINUX_SLL2 276 // DLT_LINUX_SLL2, which libpcap has since 1.10

// Of several VLAN tags the kernel takes out the first, which is put back; but some kernels say of
// the ether type that it is the one after the last, though the tags between are still there. Where
// that shows, the type becomes that of another tag. bytes is a packet of caplen bytes, dlt its link
// type.
void np_cooked_repair_tags(uint8_t *bytes, uint32_t caplen, int dlt);

#endif
