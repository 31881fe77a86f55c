'use strict';

// IP fragments into packets: RFC 791 for IPv4; RFC 8200, 5722 and 6946 for IPv6.

const IPv4 = require('../protocol/ipv4');
const decode = require('../decode');
const { inherit_network } = require('../packet/interface');
const { check_options, defaults_of, number } = require('../validate');
const { Datagram, MAX_LENGTH } = require('./datagram');
const { find_fragment, is_usable, more_follow } = require('./fragment');

const OPTIONS = {
  timeout: number({ default: 30, min: 0.001 }),
  max_datagrams: number({ default: 1024, min: 1 }),
  max_bytes: number({ default: 4 * 1024 * 1024, min: 1 }),
};

/** Fragments inside of fragments are followed this deep. */
const MAX_NESTING = 8;

/**
 * Reassembles IP fragments, by the capture's clock and with bounded memory.
 *
 *     const packet = defragmenter.defragment(decode.packet(raw));
 *     if (packet) tracker.track_packet(packet);
 *
 * Overlaps: in IPv4 the later fragment wins (RFC 791). In IPv6 they discard the datagram and all
 * its later fragments (RFC 5722), unless a fragment is an exact copy.
 */
class Defragmenter {
  #options;
  #datagrams = new Map(); // by key, in the order in which their first fragments arrived
  #bytes = 0;
  #counts = {
    fragments: 0,
    reassembled: 0,
    rejected: 0,
    timeout: 0,
    max_datagrams: 0,
    max_bytes: 0,
  };

  /**
   * @param {object} [options]
   * @param {number} [options.timeout]  seconds of capture time that a datagram may take: 30
   * @param {number} [options.max_datagrams]  incomplete datagrams at a time: 1024. The oldest is
   *   discarded
   * @param {number} [options.max_bytes]   bytes held in total: 4 MiB. The oldest datagram is
   *   discarded
   */
  constructor(options) {
    this.#options = check_options('Defragmenter', options, OPTIONS);
  }

  /**
   * Takes a decoded packet. Returns it if it isn't a fragment, or if its headers are cut or
   * malformed; undefined while other fragments are missing; a new packet, decoded from the whole
   * datagram, with the last fragment. That packet has the time of the last fragment and the link
   * layer of the first; inside anything more than a link layer (tunnels, PPPoE) it is bare IP
   * ('LINKTYPE_RAW').
   * @param {import('../protocol/pcap_packet')} packet
   */
  defragment(packet) {
    for (let nesting = 0; nesting < MAX_NESTING; nesting++) {
      const found = find_fragment(packet);
      if (found === undefined) return packet;
      if (!is_usable(found.ip, found.layer)) {
        this.#counts.rejected += 1; // a cut or malformed header
        return packet;
      }
      const whole = this.#add(packet, found);
      if (whole === undefined) return undefined;
      packet = whole;
    }
    return undefined;
  }

  /**
   * `pending` datagrams, `bytes` held for them, and counts of what was seen, done and given up, by
   * reason.
   */
  stats() {
    return { pending: this.#datagrams.size, bytes: this.#bytes, ...this.#counts };
  }

  /** Discards all fragments. */
  clear() {
    this.#datagrams.clear();
    this.#bytes = 0;
  }

  #add(packet, found) {
    this.#counts.fragments += 1;
    const now = time_of(packet);
    this.#expire(now);
    const { layer } = found;
    const bytes = layer.payload_bytes;
    if (is_invalid_fragment(found, bytes)) {
      this.#counts.rejected += 1;
      return undefined;
    }
    const key = key_of(found);
    let datagram = this.#datagrams.get(key);
    if (datagram === undefined) {
      datagram = new Datagram(now, !(layer instanceof IPv4));
      this.#datagrams.set(key, datagram);
    }
    if (datagram.discarded) return undefined;
    const before = datagram.cost;
    if (!datagram.add(layer.fragmentOffset, bytes, !more_follow(layer))) {
      this.#counts.rejected += 1;
      this.#bytes -= before;
      datagram.discard();
      return undefined;
    }
    if (layer.fragmentOffset === 0 && datagram.first_header === null) {
      datagram.first_header = first_header_of(packet, found);
      datagram.cost += datagram.first_header.bytes.length;
    }
    this.#bytes += datagram.cost - before;
    if (datagram.is_whole) {
      this.#drop(key, datagram);
      return this.#finish(packet, datagram);
    }
    this.#keep_limits();
    return undefined;
  }

  #finish(packet, datagram) {
    const bytes = assemble(datagram);
    if (bytes === undefined) {
      this.#counts.rejected += 1;
      return undefined;
    }
    this.#counts.reassembled += 1;
    const header = Buffer.alloc(16);
    header.writeUInt32LE((packet.pcap_header?.tv_sec ?? 0) >>> 0, 0);
    header.writeUInt32LE((packet.pcap_header?.tv_usec ?? 0) >>> 0, 4);
    header.writeUInt32LE(bytes.length, 8);
    header.writeUInt32LE(bytes.length, 12);
    const whole = decode.packet({ buf: bytes, header, link_type: datagram.first_header.link_type });
    return inherit_network(whole, packet);
  }

  #drop(key, datagram) {
    this.#datagrams.delete(key);
    this.#bytes -= datagram.cost;
  }

  // Clocks may be set: a datagram from the future is as old as one from the past.
  #expire(now) {
    for (const [key, datagram] of this.#datagrams) {
      if (Math.abs(now - datagram.time) < this.#options.timeout) break;
      if (!datagram.discarded) this.#counts.timeout += 1;
      this.#drop(key, datagram);
    }
  }

  #keep_limits() {
    const { max_datagrams, max_bytes } = this.#options;
    for (const [key, datagram] of this.#datagrams) {
      const reason =
        this.#datagrams.size > max_datagrams
          ? 'max_datagrams'
          : this.#bytes > max_bytes
            ? 'max_bytes'
            : undefined;
      if (reason === undefined) break;
      if (!datagram.discarded) this.#counts[reason] += 1;
      this.#drop(key, datagram);
    }
  }
}

function time_of({ pcap_header }) {
  const time = pcap_header ? pcap_header.tv_sec + pcap_header.tv_usec / 1e6 : 0;
  return time >= 0 ? time : 0;
}

/** A fragment that no sender makes, or that the capture has cut. */
function is_invalid_fragment({ layer, ip }, bytes) {
  if (more_follow(layer) && (bytes.length % 8 !== 0 || bytes.length === 0)) return true;
  if (layer instanceof IPv4)
    return layer.length > 0 && bytes.length < layer.length - layer.headerLength;
  const after_ip = layer.payload_bytes.byteOffset - ip.payload_bytes.byteOffset;
  return ip.payloadLength > 0 && bytes.length < ip.payloadLength - after_ip;
}

function key_of({ layer, ip, network }) {
  const { saddr, daddr } = ip;
  if (layer instanceof IPv4)
    return `${network}${saddr.word(0)} ${daddr.word(0)} ${ip.protocol} ${ip.identification}`;
  const words = [];
  for (let i = 0; i < 4; i++) words.push(saddr.word(i), daddr.word(i));
  return `${network}6 ${words.join(' ')} ${layer.identification}`;
}

/**
 * What comes before the payload in the packet to be made: `{ bytes, link_type, ip_at, next_at, next
 * }`. `ip_at` is where the IP header begins; `next_at` and `next` say which octet names the
 * payload's protocol where the fragment header goes (IPv6).
 */
function first_header_of(packet, { layer, ip, previous, depth }) {
  const frame = packet.payload_bytes;
  const is_v4 = layer instanceof IPv4;
  const ip_start = ip.payload_bytes.byteOffset - (is_v4 ? ip.headerLength : 40);
  const end = layer.payload_bytes.byteOffset - (is_v4 ? 0 : layer.headerLength);
  const has_link = depth <= 1 && frame.buffer === layer.payload_bytes.buffer;
  const start = has_link ? frame.byteOffset : ip_start;
  const bytes = Buffer.from(Buffer.from(layer.payload_bytes.buffer, start, end - start));
  const ip_at = ip_start - start;
  const first_header = {
    bytes,
    link_type: has_link ? packet.link_type : 'LINKTYPE_RAW',
    ip_at,
    next_at: -1,
    next: 0,
  };
  if (!is_v4) {
    const is_first = previous === ip;
    first_header.next_at = is_first
      ? ip_at + 6
      : previous.payload_bytes.byteOffset - previous.headerLength - start;
    first_header.next = layer.nextHeader;
  }
  return first_header;
}

/** The frame of the whole datagram; undefined if it would be longer than IP allows. */
function assemble(datagram) {
  const { first_header, length } = datagram;
  const bytes = Buffer.alloc(first_header.bytes.length + length);
  bytes.set(first_header.bytes, 0);
  datagram.write_to(bytes, first_header.bytes.length);
  const ip_length = bytes.length - first_header.ip_at;
  if (first_header.next_at >= 0) {
    if (ip_length - 40 > MAX_LENGTH) return undefined;
    bytes[first_header.next_at] = first_header.next;
    bytes.writeUInt16BE(ip_length - 40, first_header.ip_at + 4);
    return bytes;
  }
  if (ip_length > MAX_LENGTH) return undefined;
  bytes.writeUInt16BE(ip_length, first_header.ip_at + 2);
  // Not a fragment any more.
  bytes.writeUInt16BE(bytes.readUInt16BE(first_header.ip_at + 6) & 0xc000, first_header.ip_at + 6);
  bytes.writeUInt16BE(0, first_header.ip_at + 10);
  bytes.writeUInt16BE(
    checksum(bytes, first_header.ip_at, first_header.bytes.length),
    first_header.ip_at + 10,
  );
  return bytes;
}

/** The Internet checksum, RFC 1071. */
function checksum(bytes, start, end) {
  let sum = 0;
  for (let i = start; i + 1 < end; i += 2) sum += bytes.readUInt16BE(i);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

Defragmenter.DEFAULTS = defaults_of(OPTIONS);
module.exports = Defragmenter;
