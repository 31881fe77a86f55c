// What <pcap/pcap.h> did not have in libpcap 1.5, taken away.
#include <pcap/pcap.h>

#undef DLT_LINUX_SLL2
#undef PCAP_AVAILABLE_1_9
#undef PCAP_IF_UP
#undef PCAP_IF_RUNNING
#undef PCAP_IF_WIRELESS
#undef PCAP_IF_CONNECTION_STATUS
#undef PCAP_IF_CONNECTION_STATUS_UNKNOWN
#undef PCAP_IF_CONNECTION_STATUS_CONNECTED
#undef PCAP_IF_CONNECTION_STATUS_DISCONNECTED
#undef PCAP_IF_CONNECTION_STATUS_NOT_APPLICABLE

// And functions that it did not have, which must not be called without a look at the version.
#pragma GCC poison pcap_get_required_select_timeout pcap_set_protocol_linux pcap_init
#pragma GCC poison pcap_datalink_val_to_description_or_dlt pcap_setsampling
#pragma GCC poison pcap_open pcap_createsrcstr pcap_parsesrcstr
