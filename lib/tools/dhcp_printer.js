'use strict';

// The lines of pcap dhcp, as text or as JSON.

const { count_of } = require('./format');
const { safe, safe_json } = require('./safe_text');

const text_of = (address) => address?.to_short_string?.();
const unless_unspecified = (address) =>
  text_of(address) === '0.0.0.0' ? undefined : text_of(address);

class DHCPPrinter {
  #options;
  #output;
  #clock;
  #messages = 0;
  #clients = new Set();

  constructor(options, output) {
    this.#options = options;
    this.#output = output;
    this.#clock = output.clock;
  }

  packet(packet) {
    const dhcp = packet.layer('dhcp') ?? packet.layer('dhcpv6');
    if (dhcp === undefined) return;
    const seconds = packet.pcap_header.tv_sec + packet.pcap_header.tv_usec / 1e6;
    const message = dhcp.decoderName === 'dhcp' ? of_version_4(dhcp) : of_version_6(dhcp);
    this.#messages++;
    if (this.#clients.size < MOST_CLIENTS) this.#clients.add(message.client);
    if (this.#options.json) {
      this.#output.print(safe_json({ type: dhcp.decoderName, time: seconds * 1000, ...message }));
      return;
    }
    const time = this.#clock.format(seconds * 1000);
    const style = this.#output.style;
    const { client, name, address, host_name, server } = message;
    const by = server && `${IS_ANSWER.test(name ?? '') ? 'from' : 'to'} ${server}`;
    const words = [name ?? '?', address, host_name && `"${host_name}"`, by].filter(Boolean);
    this.#output.print(safe`${time} ${style('cyan', client ?? '?')} ${words.join(' ')}`);
  }

  progress() {
    return count_of(this.#messages, 'message');
  }

  end() {
    const messages = count_of(this.#messages, 'message');
    this.#output.warn(safe`${messages} of ${count_of(this.#clients.size, 'client')}`);
  }
}

const MOST_CLIENTS = 65536;
const IS_ANSWER = /^(Offer|ACK|NACK|Advertise|Reply|Reconfigure|Force-Renew)$/;

/** What a message of DHCP says, with texts for addresses. */
function of_version_4(dhcp) {
  return {
    client: dhcp.chaddr === undefined ? undefined : hardware_text(dhcp.chaddr),
    name: dhcp.message_type_name ?? 'BOOTP',
    address:
      unless_unspecified(dhcp.yiaddr) ??
      text_of(dhcp.requested_ip_address) ??
      unless_unspecified(dhcp.ciaddr),
    host_name: dhcp.option('client_fqdn')?.name || dhcp.host_name,
    vendor_class: dhcp.vendor_class_identifier,
    server: text_of(dhcp.server_identifier),
    relay: unless_unspecified(dhcp.giaddr),
    lease_time: dhcp.ip_address_lease_time,
    transaction: dhcp.xid,
  };
}

/** The same of DHCPv6: of the message that relay agents carry. */
function of_version_6(outer) {
  let dhcp = outer;
  while (dhcp.payload !== undefined) dhcp = dhcp.payload;
  const duid = dhcp.option('client_identifier');
  const address = dhcp.addresses[0] ?? prefix_of(dhcp);
  return {
    client: hardware_text(duid?.address ?? duid?.identifier),
    name: dhcp.message_type_name,
    address: text_of(address),
    host_name: dhcp.option('client_fqdn')?.name,
    vendor_class: undefined,
    server: hardware_text(dhcp.option('server_identifier')?.address),
    relay: outer === dhcp ? undefined : text_of(outer.link_address),
    lease_time: undefined,
    transaction: dhcp.transaction_id,
  };
}

const prefix_of = (dhcp) =>
  dhcp.option('ia_pd')?.options.find(({ name }) => name === 'ia_prefix')?.value?.prefix;

function hardware_text(address) {
  if (address instanceof Uint8Array) return Buffer.from(address).toString('hex');
  return address === undefined ? undefined : String(address);
}

exports.DHCPPrinter = DHCPPrinter;
