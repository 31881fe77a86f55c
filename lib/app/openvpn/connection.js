'use strict';

const { EventEmitter } = require('node:events');
const { OPCODE, read_control } = require('./control');

const MAX_WAITING = 64; // packets of a direction that wait for those before them
const FIRST = 1; // number of the first packet with TLS; 0 is that of the reset

/**
 * The control channel of one OpenVPN connection, as a stream for a TLSSession: 'data send', 'data
 * recv' (connection, data, info), 'end' (connection). Keys that are renewed later are not followed.
 */
class OpenVPNConnection extends EventEmitter {
  transport = 'openvpn';
  missed_syn = false;
  swapped = false;
  current_cap_time = NaN;
  #auth_length;
  #sides = { send: new Side(), recv: new Side() };
  #is_over = false;

  /**
   * @param {string} src  the client's address and port
   * @param {string} dst  the server's
   * @param {{ auth_length: number, id: Buffer }} opening
   */
  constructor(src, dst, { auth_length, id }) {
    super();
    /** The client's session id. */
    this.id = Buffer.from(id);
    this.src = src;
    this.dst = dst;
    this.#auth_length = auth_length;
  }

  /** Takes a packet of a direction; others than those of the control channel are passed over. */
  take(direction, bytes, time) {
    this.current_cap_time = time;
    const packet = read_control(bytes, this.#auth_length);
    if (packet === undefined || packet.opcode !== OPCODE.CONTROL || packet.key !== 0) return;
    const side = this.#sides[direction];
    for (const { data, offset } of side.take(packet)) {
      this.emit(`data ${direction}`, this, data, { seqno: offset, offset, time });
    }
  }

  end() {
    if (this.#is_over) return;
    this.#is_over = true;
    this.emit('end', this);
  }
}

/** One direction: packets in the order of their numbers, each once. */
class Side {
  #next = FIRST;
  #offset = 0;
  #waiting = new Map(); // number -> bytes

  take({ number, data }) {
    if (number < this.#next || number >= this.#next + MAX_WAITING) return [];
    this.#waiting.set(number, Buffer.from(data));
    const ready = [];
    for (let bytes; (bytes = this.#waiting.get(this.#next)) !== undefined; this.#next++) {
      this.#waiting.delete(this.#next);
      ready.push({ data: bytes, offset: this.#offset });
      this.#offset += bytes.length;
    }
    return ready.filter((one) => one.data.length > 0);
  }
}

exports.OpenVPNConnection = OpenVPNConnection;
