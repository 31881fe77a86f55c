'use strict';

/**
 * A Map of decoders that has at hand the one for what most packets have: looking that up in the Map takes as long as making
 * a layer. Programs change these tables at any time.
 */
class DecoderTable extends Map {
  constructor(usual_key) {
    super();
    this.usual_key = usual_key;
    this.usual = undefined;
    for (const name of ['usual_key', 'usual']) {
      Object.defineProperty(this, name, { enumerable: false });
    }
  }

  /** As get(). */
  find(key) {
    return key === this.usual_key ? this.usual : super.get(key);
  }

  set(key, Decoder) {
    if (key === this.usual_key) this.usual = Decoder;
    return super.set(key, Decoder);
  }

  delete(key) {
    if (key === this.usual_key) this.usual = undefined;
    return super.delete(key);
  }

  clear() {
    this.usual = undefined;
    super.clear();
  }
}

exports.DecoderTable = DecoderTable;

/** The decoder of one of two ports; the lower port wins. */
exports.by_port = (table, sport, dport) =>
  table.get(Math.min(sport, dport)) ?? table.get(Math.max(sport, dport));
