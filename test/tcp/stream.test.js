'use strict';

// For any reordering, duplication, overlap and re-segmentation: the application's bytes, each once,
// in order. `FC_SEED=$RANDOM TCP_RUNS=10000 npx mocha …` for more.

const assert = require('node:assert/strict');
const fc = require('fast-check');
const { make_exchange, reorder, duplicate, drop, track, bytes_of } = require('./exchange');

const numRuns = Number(process.env.TCP_RUNS ?? 400);

function property(check) {
  fc.assert(
    fc.property(fc.gen(), (gen) => {
      const pick = (min, max) => gen(fc.integer, { min, max });
      check(pick);
    }),
    { numRuns },
  );
}

/**
 * Data and gaps follow each other without holes, at the right places, and hold the right bytes.
 * Returns where they end.
 */
function check_side(exchange, out, is_send) {
  const entries = out[is_send];
  const isn = exchange.isn[is_send];
  let offset = 0;
  for (const entry of entries) {
    assert.equal(entry.offset, offset);
    const position = (entry.seqno - isn - 1) | 0;
    if (entry.data !== undefined) {
      assert.deepEqual(entry.data, bytes_of(is_send, position, position + entry.data.length));
    }
    offset += entry.data?.length ?? entry.gap;
  }
  return offset;
}

/** No gap covers bytes that the capture has. */
function check_gaps(exchange, out, is_send) {
  for (const { seqno, gap } of out[is_send]) {
    if (gap === undefined) continue;
    const start = (seqno - exchange.isn[is_send] - 1) | 0;
    for (const packet of exchange.packets) {
      if (packet.is_send !== is_send) continue;
      assert.ok(packet.end <= start || packet.start >= start + gap || packet.start === packet.end);
    }
  }
}

const is_surely_data = ({ start, end, segment }) =>
  end > start + 1 || (end > start && segment.flags.includes('PSH'));

describe('TCP streams', () => {
  it('come out whole, in order, each byte once', () => {
    property((pick) => {
      const exchange = make_exchange(pick, pick(0, 30));
      duplicate(exchange, pick);
      reorder(exchange, pick, pick(0, 20));
      const out = track(exchange);
      for (const is_send of [true, false]) {
        const bytes = Buffer.concat(out[is_send].map(({ data }) => data));
        assert.deepEqual(bytes, bytes_of(is_send, 0, exchange.sent[is_send]));
        check_side(exchange, out, is_send);
      }
      assert.deepEqual(out.events, ['session', 'start', 'fin', 'fin', 'end']);
      assert.equal(out.tracker.stats().buffered_bytes, 0);
    });
  });

  it('come out with gaps where the capture missed packets, and with all that it has', () => {
    property((pick) => {
      const exchange = make_exchange(pick, pick(1, 30));
      drop(exchange, pick);
      duplicate(exchange, pick);
      reorder(exchange, pick, pick(0, 5));
      const out = track(exchange);
      for (const is_send of [true, false]) {
        assert.equal(check_side(exchange, out, is_send), exchange.sent[is_send]);
        check_gaps(exchange, out, is_send);
      }
      assert.equal(out.events.filter((event) => event === 'session').length, 1);
      assert.equal(out.events.at(-1), 'end');
    });
  });

  it('come out from where the capture begins', () => {
    property((pick) => {
      const exchange = make_exchange(pick, pick(1, 30));
      const { length } = exchange.packets;
      exchange.packets.splice(0, pick(1, length - 4));
      const out = track(exchange);
      out.tracker.close();
      for (const is_send of [true, false]) {
        check_side(exchange, out, is_send);
        check_gaps(exchange, out, is_send);
        if (out[is_send].length === 0) continue;
        // The first segment says where a stream is; bytes before it are retransmissions. One byte
        // may be a keep-alive.
        const mine = exchange.packets.filter((packet) => packet.is_send === is_send);
        const first = mine.findIndex(is_surely_data);
        const begins = first < 0 ? mine : mine.slice(0, first + 1);
        const begin = (out[is_send][0].seqno - exchange.isn[is_send] - 1) | 0;
        assert.ok(
          begin <=
            Math.max(
              ...begins.map((packet) => (is_surely_data(packet) ? packet.start : packet.end)),
            ),
        );
        assert.equal(
          begin + check_side(exchange, out, is_send),
          Math.max(...mine.map(({ end }) => end)),
        );
      }
      assert.equal(out.events.filter((event) => event === 'session').length, 1);
      assert.equal(out.events.at(-1), 'end');
    });
  });

  it('stay in bounds with random segments', () => {
    property((pick) => {
      const packets = [];
      for (let n = pick(1, 40); n > 0; n--) {
        const flags = ['ACK', 'PSH,ACK', 'SYN', 'SYN,ACK', 'FIN,ACK', 'RST', 'RST,ACK', ''][
          pick(0, 7)
        ];
        const far = pick(0, 20) === 0 ? pick(0, 0xffffffff) : pick(-20, 200);
        packets.push({
          is_send: pick(0, 1) === 1,
          segment: {
            seq: far >>> 0,
            ack: pick(-20, 200) >>> 0,
            window: pick(0, 3) === 0 ? 0 : 500,
            flags,
            data: Buffer.alloc(pick(0, 3) === 0 ? 0 : pick(0, 50), pick(0, 255)),
          },
        });
      }
      const out = track({ packets }, { max_buffered_bytes: 100, max_buffered_bytes_total: 150 });
      assert.ok(out.tracker.stats().buffered_bytes <= 100 + 50);
      out.tracker.close();
      const { opened, ended, sessions, buffered_bytes } = out.tracker.stats();
      assert.deepEqual([sessions, buffered_bytes], [0, 0]);
      assert.equal(opened, ended);
      const count = (name) => out.events.filter((event) => event === name).length;
      assert.equal(count('session'), count('end'));
      assert.ok(count('fin') <= 2 * count('session'));
    });
  });
});
