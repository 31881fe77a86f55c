/** One of a device's addresses. */
export interface Address {
  /** IPv4 or IPv6, as text. */
  addr: string;
  /** Of an IPv4 or IPv6 address. */
  netmask?: string;
  /** Broadcast address. */
  broadaddr?: string;
  /** The other end of a point-to-point link. */
  dstaddr?: string;
}

/** A device that can be captured on, as `findalldevs()` lists it. */
export interface Device {
  /** As the system calls it. */
  name: string;
  /** Free text. */
  description?: string;
  /** Of all families. */
  addresses: Address[];
  /** v3's flag, on loopback devices only. */
  flags?: 'PCAP_IF_LOOPBACK';
  /** It is a loopback device. */
  loopback: boolean;
  /** It is up. */
  up: boolean;
  /** It has a link. */
  running: boolean;
  /** It is a wireless device. */
  wireless: boolean;
  /** Whether a cable or network is there. */
  connection_status: 'unknown' | 'connected' | 'disconnected' | 'not applicable';
}
