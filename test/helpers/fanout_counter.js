'use strict';

// A fan-out's module that writes down, in memory that the test shares, how often it has seen each
// packet of test/native/flood.c, and which worker has each of the flows.

const NUMBER = 42; // offset

/** What the test and all workers share. */
exports.shared_counts = function shared_counts(packets, flows) {
  const shared = (Type, length) =>
    new Type(new SharedArrayBuffer(length * Type.BYTES_PER_ELEMENT)).fill(0);
  return {
    flows,
    seen: shared(Uint8Array, packets), // how often a packet came
    by: shared(Uint8Array, packets), // 1 + the worker to which it came
    total: shared(Int32Array, 1), // packets
    owners: shared(Uint8Array, flows), // 1 + the worker that has the flow
    splits: shared(Int32Array, 1), // packets of a flow that another worker had
    steady_from: shared(Int32Array, 1), // flows of packets before it may change their workers
    fatal: shared(Int32Array, 1).fill(-1), // the packet that ends its worker
  };
};

/** Numbers that came not at all, and those that came more than once. */
exports.tally = function tally({ seen }) {
  const missing = [];
  const twice = [];
  for (let number = 0; number < seen.length; number++) {
    if (seen[number] === 0) missing.push(number);
    if (seen[number] > 1) twice.push(number);
  }
  return { missing, twice };
};

/** The first worker with a packet of a flow has that flow. */
function own(number, worker, { flows, owners, splits }) {
  const flow = (number >> 1) % flows;
  const owner = Atomics.compareExchange(owners, flow, 0, worker + 1);
  if (owner !== 0 && owner !== worker + 1) Atomics.add(splits, 0, 1);
}

exports.count = function count(number, worker, counts) {
  const { seen, by, total, steady_from } = counts;
  if (number >= steady_from[0]) own(number, worker, counts);
  Atomics.add(seen, number, 1);
  Atomics.add(total, 0, 1);
  by[number] = worker + 1;
};

const { count } = exports;

module.exports = Object.assign((session, { worker, data }) => {
  session.on('packet', ({ buf }) => {
    const number = buf.readUInt32BE(NUMBER);
    if (Atomics.load(data.fatal, 0) === number) throw new Error(`packet ${number}`);
    count(number, worker, data);
  });
}, module.exports);
