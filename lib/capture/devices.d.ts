export interface Address {
  /** IPv4 or IPv6, as text. */
  addr: string;
  netmask?: string;
  broadaddr?: string;
  /** The other end of a point-to-point link. */
  dstaddr?: string;
}

export interface Device {
  name: string;
  description?: string;
  addresses: Address[];
  /** v3's flag, on loopback devices only. */
  flags?: 'PCAP_IF_LOOPBACK';
  loopback: boolean;
  up: boolean;
  running: boolean;
  wireless: boolean;
  connection_status: 'unknown' | 'connected' | 'disconnected' | 'not applicable';
}
