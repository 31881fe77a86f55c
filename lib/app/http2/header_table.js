'use strict';

// HPACK's tables of header fields (RFC 7541, 2.3): the static one, and the dynamic one as far as it
// is known. A capture that begins in the middle of a connection, or that misses a header block,
// does not know what is in it: entries older than those that were seen since are unknown, and their
// number is too.

// prettier-ignore
const STATIC = [
  ':authority', '', ':method', 'GET', ':method', 'POST', ':path', '/', ':path', '/index.html',
  ':scheme', 'http', ':scheme', 'https', ':status', '200', ':status', '204', ':status', '206',
  ':status', '304', ':status', '400', ':status', '404', ':status', '500', 'accept-charset', '',
  'accept-encoding', 'gzip, deflate', 'accept-language', '', 'accept-ranges', '', 'accept', '',
  'access-control-allow-origin', '', 'age', '', 'allow', '', 'authorization', '',
  'cache-control', '', 'content-disposition', '', 'content-encoding', '', 'content-language', '',
  'content-length', '', 'content-location', '', 'content-range', '', 'content-type', '',
  'cookie', '', 'date', '', 'etag', '', 'expect', '', 'expires', '', 'from', '', 'host', '',
  'if-match', '', 'if-modified-since', '', 'if-none-match', '', 'if-range', '',
  'if-unmodified-since', '', 'last-modified', '', 'link', '', 'location', '', 'max-forwards', '',
  'proxy-authenticate', '', 'proxy-authorization', '', 'range', '', 'referer', '', 'refresh', '',
  'retry-after', '', 'server', '', 'set-cookie', '', 'strict-transport-security', '',
  'transfer-encoding', '', 'user-agent', '', 'vary', '', 'via', '', 'www-authenticate', '',
];
const STATIC_COUNT = STATIC.length / 2;

const ENTRY_OVERHEAD = 32; // RFC 7541, 4.1
const DEFAULT_SIZE = 4096; // RFC 9113, 6.5.2: until the peers agree on another

class HeaderTable {
  #names = []; // oldest first
  #values = [];
  #first = 0; // of the arrays: those before it are evicted
  #size = 0; // bytes of the known entries
  #max_size = DEFAULT_SIZE;
  #limit; // bytes that we keep, whatever the peers agree on
  #older; // whether there may be entries older than the known ones

  constructor(limit, whole) {
    this.#limit = limit;
    this.#older = !whole;
    if (!whole) this.#max_size = limit;
  }

  /** Bytes of the entries that are kept. */
  get size() {
    return this.#size;
  }

  /**
   * Where a field is: an even place in the static table, an odd one in the dynamic one, for name()
   * and value(). -1: a dynamic entry that is unknown. -2: no such entry.
   */
  find(index) {
    if (index <= STATIC_COUNT) return index === 0 ? -2 : (index - 1) * 4;
    const at = this.#names.length - (index - STATIC_COUNT);
    if (at >= this.#first) return at * 4 + 1;
    return this.#older ? -1 : -2;
  }

  name(place) {
    return place & 1 ? this.#names[place >> 2] : STATIC[place >> 1];
  }

  value(place) {
    return place & 1 ? this.#values[place >> 2] : STATIC[(place >> 1) + 1];
  }

  /** Adds an entry; an unknown name or value is undefined. */
  insert(name, value) {
    const size = entry_size(name, value);
    const room = Math.min(this.#max_size, this.#limit);
    // How many it evicts is unknown.
    if (name === undefined || value === undefined) this.#older = true;
    this.#shrink(room - size);
    if (size <= room) {
      this.#names.push(name);
      this.#values.push(value);
      this.#size += size;
    } else if (size <= this.#max_size) {
      this.#older = true; // the peers keep it
    } // otherwise it empties the table, which is no error (RFC 7541, 4.4)
  }

  /** A dynamic table size update. */
  resize(max_size) {
    this.#max_size = max_size;
    this.#shrink(Math.min(max_size, this.#limit));
    if (max_size === 0) this.#older = false;
  }

  /** Entries may have come and gone unseen: all that were known are at unknown places now. */
  invalidate() {
    this.#names = [];
    this.#values = [];
    this.#first = 0;
    this.#size = 0;
    this.#max_size = this.#limit;
    this.#older = true;
  }

  // Evicts until at most `size` bytes are left.
  #shrink(size) {
    const names = this.#names;
    const values = this.#values;
    while (this.#size > size && this.#first < names.length) {
      this.#size -= entry_size(names[this.#first], values[this.#first]);
      names[this.#first] = values[this.#first] = undefined;
      this.#first++;
      // Evicted by our limit, not by the peers.
      if (this.#max_size > this.#limit) this.#older = true;
    }
    if (this.#first > 64 && this.#first * 2 > names.length) {
      names.splice(0, this.#first);
      values.splice(0, this.#first);
      this.#first = 0;
    }
  }
}

function entry_size(name, value) {
  return (name?.length ?? 0) + (value?.length ?? 0) + ENTRY_OVERHEAD;
}

exports.ENTRY_OVERHEAD = ENTRY_OVERHEAD;
exports.HeaderTable = HeaderTable;
exports.STATIC = STATIC;
