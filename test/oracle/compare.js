'use strict';

// Holds our layers against tshark's, by the tables in fields/. A table has a row for each of our
// decoders:
//
//   exports.dhcp = {              // our decoderName
//     tshark: 'dhcp',             // tshark's layer, or several that are one to us
//     fields: {
//       xid: 'dhcp.id',           // our property (a path: 'flags.syn') and tshark's field
//       options: [ours, theirs],  // or two functions: of our layer, and of tshark's { show, value
//       }
//     },                          // by `theirs(one, all)`: one(name) is the first, all(name) the
//     list
//   };
//
// Values are compared by the kind of ours: numbers, truth values, text, addresses, bytes, lists.
// What tshark does not say is not compared; what it says and we don't have is a difference.
//
// `when(theirs, { ports })` says for which of tshark's layers a row holds; all, if it is not there.
//
// Sessions have rows, too: `messages(file)` gives (a promise of) all that is compared, in the order
// of the file, and takes the layers' place; `when(theirs)` says which of tshark's layers they are,
// and `same(ours, theirs)` what belongs together, where their order can differ.

const fs = require('node:fs');
const path = require('node:path');
const { next_layer } = require('../../lib/packet/layer');
const { REASSEMBLED, ask_tshark, has_tshark } = require('./tshark');

/** All rows of all families. */
function all_rows() {
  const folder = path.join(__dirname, 'fields');
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.js'));
  return Object.assign({}, ...files.map((file) => require(path.join(folder, file))));
}

const names_of = (row) => [row.tshark].flat();

/** Two hexadecimal digits for each octet of an IPv6 address. */
function ipv6_hex(text) {
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  if (dotted) {
    const [a, b, c, d] = dotted.slice(1).map(Number);
    const words = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
    text = text.slice(0, dotted.index) + words;
  }
  const [left, right] = text.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = right ? new Array(Math.max(0, 8 - left.length - right.length)).fill('0') : [];
  return [...left, ...zeros, ...(right ?? [])].map((word) => word.padStart(4, '0')).join('');
}

/** tshark's value in the form of ours. */
function like(ours, { show, value }) {
  switch (typeof ours) {
    case 'number':
      return show === '' ? Number.parseInt(value, 16) : Number(show);
    case 'bigint':
      return BigInt(show);
    case 'boolean':
      return show === '1' || show === 'True';
    case 'object':
      if (ours instanceof Uint8Array) return value;
      if (show.includes(':') && ours?.addr?.length === 16) return ipv6_hex(show);
      return show;
    default:
      return show;
  }
}

/** Our value in the form that like() gives tshark's. */
function plain(ours) {
  if (ours instanceof Uint8Array) return Buffer.from(ours).toString('hex');
  if (ours?.addr?.length === 16) return Buffer.from(ours.addr).toString('hex');
  if (typeof ours === 'object' && ours !== null && !Array.isArray(ours)) return String(ours);
  return ours;
}

const at_path = (object, names) => names.split('.').reduce((value, name) => value?.[name], object);

/** Our value and tshark's of one field, or undefined where tshark has none. */
function pair(layer, theirs, name, rule) {
  const all = (field) => theirs.fields.get(field)?.map((each) => each.show) ?? [];
  const one = (field) => theirs.fields.get(field)?.[0].show;
  if (Array.isArray(rule)) {
    const [ours, expected] = [rule[0](layer), rule[1](one, all, theirs)];
    return expected === undefined ? undefined : { ours, expected };
  }
  const values = theirs.fields.get(rule);
  if (values === undefined) return undefined;
  const ours = at_path(layer, name);
  if (Array.isArray(ours)) {
    return { ours: ours.map(plain), expected: values.map((each, i) => like(ours[i], each)) };
  }
  return { ours: plain(ours), expected: like(ours, values[0]) };
}

const same = (a, b) => JSON.stringify(a, text_of_bigint) === JSON.stringify(b, text_of_bigint);
const text_of_bigint = (_, value) => (typeof value === 'bigint' ? String(value) : value);

/** Counts of what agrees, by `decoder.field`, and the first differences of each. */
class Agreement {
  fields = new Map(); // name -> { agree, differ, examples }

  add(name, agrees, example) {
    const count = this.fields.get(name) ?? { agree: 0, differ: 0, examples: [] };
    this.fields.set(name, count);
    if (agrees) {
      count.agree++;
    } else {
      count.differ++;
      if (count.examples.length < 3) count.examples.push(example());
    }
  }

  get differences() {
    return [...this.fields].filter(([, { differ }]) => differ > 0);
  }
}

/** Layers of a decoded packet, by decoderName, those that an ICMP message quotes left out. */
function our_layers(packet) {
  const layers = [];
  for (let layer = next_layer(packet); layer; layer = next_layer(layer)) {
    layers.push(layer);
    if (layer.decoderName === 'icmp' || layer.decoderName === 'icmpv6') break;
  }
  return layers;
}

function compare_layer(agreement, name, row, ours, theirs, where, about) {
  if (row.when !== undefined && theirs && !row.when(theirs, about)) return;
  if (ours === undefined || theirs === undefined) {
    const missing = ours === undefined ? 'we have none' : 'tshark has none';
    agreement.add(`${name} (layer)`, false, () => `${where}: ${missing}`);
    return;
  }
  agreement.add(`${name} (layer)`, true);
  for (const [field, rule] of Object.entries(row.fields)) {
    const found = pair(ours, theirs, field, rule);
    if (found === undefined) continue;
    agreement.add(`${name}.${field}`, same(found.ours, found.expected), () => {
      const [a, b] = [found.ours, found.expected].map((v) => JSON.stringify(v, text_of_bigint));
      return `${where}: ours ${a}, tshark's ${b}`;
    });
  }
}

/**
 * Compares one packet's layers. `rows` are those of all_rows(), or some of them.
 * @param {object} packet  decoded by us
 * @param {object} said  the same packet by ask_tshark()
 */
function compare_packet(agreement, rows, packet, said, where) {
  const ours = our_layers(packet);
  const quoted = said.layers.findIndex(({ name }) => name === 'icmp' || name === 'icmpv6');
  const theirs = quoted < 0 ? said.layers : said.layers.slice(0, quoted + 1);
  const found = new Set(); // of theirs, those that we have, too
  const transport = theirs.some(({ name }) => name === 'tcp') ? 'tcp' : 'udp';
  const about = { ports: ports_of(theirs), transport };
  for (const [name, row] of in_order(rows, theirs)) {
    if (row.messages !== undefined) continue;
    const mine = ours.filter(({ decoderName }) => decoderName === (row.decoder ?? name));
    const others = theirs.filter((layer) => names_of(row).includes(layer.name));
    for (let i = 0; i < Math.max(mine.length, others.length); i++) {
      if (others[i] === undefined && is_hidden(said, row)) continue;
      if (mine[i] === undefined && !is_within_reach(theirs, others[i], found)) continue;
      if (mine[i] !== undefined) found.add(others[i]);
      compare_layer(agreement, name, row, mine[i], others[i], where, about);
    }
  }
}

/** Ports of UDP and TCP, as text. */
function ports_of(layers) {
  const names = ['udp.srcport', 'udp.dstport', 'tcp.srcport', 'tcp.dstport'];
  return layers.flatMap(({ fields }) =>
    names.flatMap((name) => fields.get(name)?.map(({ show }) => show) ?? []),
  );
}

/** Rows as their layers come in a packet, so that what is around a layer is looked at before it. */
function in_order(rows, theirs) {
  const place = ([, row]) => theirs.findIndex((layer) => names_of(row).includes(layer.name));
  return Object.entries(rows).sort((a, b) => place(a) - place(b));
}

/** Whether we have the layer before it: what comes after one that we don't know, we can't know. */
function is_within_reach(theirs, layer, found) {
  const at = theirs.indexOf(layer);
  return at <= 0 || found.has(theirs[at - 1]);
}

// tshark's list of protocols has some that have no layer of their own in PDML.
const is_hidden = ({ protocols }, row) => names_of(row).some((name) => protocols.includes(name));

/** Compares a session's messages with tshark's layers of all packets of a file. */
async function compare_messages(agreement, name, row, file, packets) {
  const mine = await row.messages(file);
  const layers = packets.flatMap((packet) =>
    packet.layers.filter(
      (layer) => names_of(row).includes(layer.name) && (row.when === undefined || row.when(layer)),
    ),
  );
  const others = row.merged ? merged(layers) : layers;
  if (row.same !== undefined) {
    compare_same(agreement, name, row, mine, others, file);
    return;
  }
  for (let i = 0; i < Math.max(mine.length, others.length); i++) {
    compare_layer(agreement, name, row, mine[i], others[i], `${file} message ${i + 1}`);
  }
}

/** Each of ours with the first of theirs that `row.same(ours, theirs)` says is the same. */
function compare_same(agreement, name, row, mine, others, file) {
  const left = [...others];
  mine.forEach((ours, i) => {
    const at = left.findIndex((theirs) => row.same(ours, theirs));
    const [theirs] = at === -1 ? [] : left.splice(at, 1);
    compare_layer(agreement, name, row, ours, theirs, `${file} message ${i + 1}`);
  });
}

/**
 * What tshark says otherwise than the sessions of these rows, of a file that holds them all.
 * `decode_as`: as for ask_tshark().
 */
async function differences_of_sessions(file, names, decode_as) {
  if (!has_tshark()) {
    console.log('      not compared: tshark is not installed');
    return [];
  }
  const agreement = new Agreement();
  const packets = await ask_tshark(file, { preferences: REASSEMBLED, decode_as });
  const rows = all_rows();
  for (const name of names) await compare_messages(agreement, name, rows[name], file, packets);
  const missing = names.filter((name) => !agreement.fields.has(`${name} (layer)`));
  return [...missing, ...agreement.differences];
}

/** All layers as one; none of none. */
function merged(layers) {
  const fields = new Map();
  for (const layer of layers) {
    for (const [name, values] of layer.fields) {
      if (fields.has(name)) fields.get(name).push(...values);
      else fields.set(name, [...values]);
    }
  }
  return layers.length === 0 ? [] : [{ ...layers[0], fields }];
}

exports.Agreement = Agreement;
exports.all_rows = all_rows;
exports.compare_messages = compare_messages;
exports.compare_packet = compare_packet;
exports.differences_of_sessions = differences_of_sessions;
