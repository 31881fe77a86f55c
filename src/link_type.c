#include "link_type.h"

#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef DLT_IEEE802_15_4_TAP
#define DLT_IEEE802_15_4_TAP 283
#endif
#ifndef DLT_LINUX_SLL2
#define DLT_LINUX_SLL2 276
#endif

// Only what the decoders know has a name; for the rest the number says more.
static const struct {
  int dlt;
  const char *name;
} link_types[] = {
    {DLT_NULL, "LINKTYPE_NULL"},
    {DLT_EN10MB, "LINKTYPE_ETHERNET"},
    {DLT_PPP, "LINKTYPE_PPP"},
    {DLT_FDDI, "LINKTYPE_FDDI"},
    {DLT_ATM_RFC1483, "LINKTYPE_ATM_RFC1483"},
    {DLT_RAW, "LINKTYPE_RAW"},
    {DLT_PPP_SERIAL, "LINKTYPE_PPP_HDLC"},
    {DLT_PPP_ETHER, "LINKTYPE_PPP_ETHER"},
    {DLT_C_HDLC, "LINKTYPE_C_HDLC"},
    {DLT_IEEE802_11, "LINKTYPE_IEEE802_11"},
    {DLT_LOOP, "LINKTYPE_LOOP"},
    {DLT_LINUX_SLL, "LINKTYPE_LINUX_SLL"},
    {DLT_PRISM_HEADER, "LINKTYPE_IEEE802_11_PRISM"},
    {DLT_IEEE802_11_RADIO, "LINKTYPE_IEEE802_11_RADIO"},
    {DLT_IEEE802_11_RADIO_AVS, "LINKTYPE_IEEE802_11_AVS"},
    {DLT_PPI, "LINKTYPE_PPI"},
    {DLT_IPV4, "LINKTYPE_IPV4"},
    {DLT_IPV6, "LINKTYPE_IPV6"},
    {DLT_NFLOG, "LINKTYPE_NFLOG"},
    {DLT_LINUX_SLL2, "LINKTYPE_LINUX_SLL2"},
    {DLT_BLUETOOTH_HCI_H4, "LINKTYPE_BLUETOOTH_HCI_H4"},
    {DLT_USB_LINUX, "LINKTYPE_USB_LINUX"},
    {DLT_IEEE802_15_4_WITHFCS, "LINKTYPE_IEEE802_15_4_WITHFCS"},
    {DLT_BLUETOOTH_HCI_H4_WITH_PHDR, "LINKTYPE_BLUETOOTH_HCI_H4_WITH_PHDR"},
    {DLT_USB_LINUX_MMAPPED, "LINKTYPE_USB_LINUX_MMAPPED"},
    {DLT_CAN_SOCKETCAN, "LINKTYPE_CAN_SOCKETCAN"},
    {DLT_IEEE802_15_4_NOFCS, "LINKTYPE_IEEE802_15_4_NOFCS"},
    {DLT_USBPCAP, "LINKTYPE_USBPCAP"},
    {DLT_BLUETOOTH_LE_LL, "LINKTYPE_BLUETOOTH_LE_LL"},
    {DLT_BLUETOOTH_LE_LL_WITH_PHDR, "LINKTYPE_BLUETOOTH_LE_LL_WITH_PHDR"},
    {DLT_IEEE802_15_4_TAP, "LINKTYPE_IEEE802_15_4_TAP"},
};

enum { N_LINK_TYPES = sizeof link_types / sizeof *link_types };

static const char unknown[] = "Unknown linktype ";

const char *np_link_type_name(int dlt, char *text) {
  for (int i = 0; i < N_LINK_TYPES; i++) {
    if (link_types[i].dlt == dlt) {
      snprintf(text, NP_LINK_TYPE_TEXT, "%s", link_types[i].name);
      return text;
    }
  }
  snprintf(text, NP_LINK_TYPE_TEXT, "%s%d", unknown, dlt);
  return text;
}

int np_link_type_number(const char *name) {
  for (int i = 0; i < N_LINK_TYPES; i++) {
    if (strcmp(link_types[i].name, name) == 0)
      return link_types[i].dlt;
  }
  if (strncmp(name, unknown, sizeof unknown - 1) != 0)
    return -1;
  const char *digits = name + sizeof unknown - 1;
  char *end;
  long n = strtol(digits, &end, 10);
  return end == digits || *end != '\0' || n < 0 || n > 65535 ? -1 : (int)n;
}
