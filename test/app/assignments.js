'use strict';

// What can be known of who answers whom, found by trying everything: how many requests and answers
// can be in each gap of a capture, and whom the answers belong to then.

const MAX_LEFT_OUT = 5; // messages in a gap, or a part of it
const MAX_WAYS = 2000;

/**
 * What the capture has of one direction, in order: messages that it has whole, { tag, start, acked
 * } with the number of their exchange, and gaps, { start, end, gap }. A message that it has in part
 * counts as missing.
 */
function items_of(segments, side, has) {
  const messages = new Map();
  for (const segment of segments.filter((one) => one.side === side)) {
    const { tag, seq: start, ack: acked } = segment;
    const message = messages.get(tag) ?? { tag, start, acked, is_whole: true };
    message.end = segment.seq + segment.data.length;
    message.is_whole &&= has(segment);
    messages.set(tag, message);
  }
  const items = [];
  for (const { tag, start, acked, end, is_whole } of messages.values()) {
    const last = items.at(-1);
    if (is_whole) items.push({ tag, start, acked });
    else if (last?.gap !== undefined) last.end = end;
    else items.push({ start, end, gap: start });
  }
  return items;
}

/** Cuts gaps where the other direction's messages say that so much had been received. */
function cut_gaps(items, positions) {
  return items.flatMap((item) => {
    if (item.gap === undefined) return [item];
    const { start, end, gap } = item;
    const cuts = positions.filter((at) => at > start && at < end).sort((a, b) => a - b);
    const bounds = [start, ...new Set(cuts), end];
    const pieces = bounds.length - 1;
    return bounds.slice(1).map((to, n) => ({ start: bounds[n], end: to, gap, pieces }));
  });
}

/** How many messages begin before `position`, if there are `counts` in the gaps. */
function count_before(items, counts, position) {
  let count = 0;
  for (const [n, item] of items.entries()) {
    if (item.start >= position) break;
    count += item.tag === undefined ? counts[n] : 1;
  }
  return count;
}

/**
 * All ways to fill the gaps: lists of counts, one for each item (0 for messages). In a gap there
 * are `min` messages at least, and no more than have room with `size` bytes each.
 */
function ways(items, { min, size }) {
  let all = [[]];
  for (const { gap, start, end } of items) {
    const most = gap === undefined ? 0 : Math.min(MAX_LEFT_OUT, Math.ceil((end - start) / size));
    const counts = Array.from({ length: most + 1 }, (_, count) => count);
    all = all.flatMap((way) => counts.map((count) => [...way, count]));
    if (all.length > MAX_WAYS) return undefined;
  }
  const sum = (way, gap) => way.reduce((all, n, at) => all + (items[at].gap === gap ? n : 0), 0);
  const whole = items.flatMap(({ gap, pieces }) => {
    return items.filter((item) => item.gap === gap).length === pieces ? [gap] : [];
  });
  return all.filter((way) => whole.every((gap) => sum(way, gap) >= min));
}

/**
 * Whether a client can have done this that waits for all answers before it sends more, and a server
 * that answers what it has received.
 */
function is_possible(requests, answers, asked, answered) {
  let before = null;
  for (const [n, item] of requests.entries()) {
    if (item.tag === undefined) continue;
    const sent = count_before(requests, asked, item.start);
    const received = count_before(answers, answered, item.acked);
    if (received > sent) return false;
    const is_first = before !== null && before.item.acked !== item.acked;
    const has_gap = before !== null && before.n !== n - 1;
    if (is_first && !has_gap && received !== sent) return false;
    if (is_first && received < before.sent + 1) return false;
    before = { item, n, sent };
  }
  let count = 0;
  for (const [n, { tag, acked }] of answers.entries()) {
    if (tag !== undefined && count_before(requests, asked, acked) < count + 1) return false;
    count += tag === undefined ? answered[n] : 1;
  }
  return true;
}

/** The number among all -> the exchange, of those that the capture has. */
function numbered(items, counts) {
  const tags = new Map();
  let number = 0;
  for (const [n, { tag }] of items.entries()) {
    if (tag !== undefined) tags.set(number, tag);
    number += tag === undefined ? counts[n] : 1;
  }
  return tags;
}

/**
 * Exchange -> the exchanges whose request its answer can be for (undefined: one that is missing).
 * Undefined where there is too much to try.
 */
function partners({ requests, answers }, limits) {
  const found = new Map();
  const ways_asked = ways(requests, limits.requests);
  const ways_answered = ways(answers, limits.answers);
  if (!ways_asked || !ways_answered) return undefined;
  for (const asked of ways_asked) {
    const tags = numbered(requests, asked);
    for (const answered of ways_answered) {
      if (!is_possible(requests, answers, asked, answered)) continue;
      for (const [number, tag] of numbered(answers, answered)) {
        if (!found.has(tag)) found.set(tag, new Set());
        found.get(tag).add(tags.get(number));
      }
    }
  }
  return found;
}

/**
 * The exchanges whose answer can be for several requests, as far as positions, acknowledgements and
 * a client that waits tell; undefined where there is too much to try.
 */
function ambiguous_exchanges(segments, packets, limits) {
  const captured = new Set(packets.map(({ side, seq }) => `${side} ${seq}`));
  const has = ({ side, seq }) => captured.has(`${side} ${seq}`);
  const ambiguous = new Set();
  for (const part of parts_of(items_of(segments, 0, has), items_of(segments, 1, has))) {
    const found = partners(part, limits);
    if (found === undefined) return undefined;
    for (const [tag, whom] of found) if (whom.size > 1) ambiguous.add(tag);
  }
  return ambiguous;
}

/**
 * Where a request begins a batch and the one before it is there, all before are answered: what is
 * between two such requests is looked at alone.
 */
function* parts_of(requests, answers) {
  const acked = (items) => items.flatMap((item) => item.acked ?? []);
  const cut_requests = cut_gaps(requests, acked(answers));
  const cut_answers = cut_gaps(answers, acked(requests));
  const begins = ({ tag, acked }, before) =>
    tag !== undefined && before?.tag !== undefined && acked !== before.acked;
  const borders = requests.filter((item, n) => begins(item, requests[n - 1]));
  const within = (items, from, to) => items.filter(({ start }) => start >= from && start < to);
  let from = { start: 0, acked: 0 };
  for (const to of [...borders, { start: Infinity, acked: Infinity }]) {
    const part = within(cut_requests, from.start, to.start);
    yield {
      requests: to.tag === undefined ? part : [...part, to],
      answers: within(cut_answers, from.acked, to.acked),
    };
    from = to;
  }
}

exports.ambiguous_exchanges = ambiguous_exchanges;
