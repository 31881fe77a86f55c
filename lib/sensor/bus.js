'use strict';

// What others ask of a bus before they load what is behind it.

const PARTITIONS = 64; // of each kind in a stream

const is_bus_address = (text) => typeof text === 'string' && /^(nats|tls):\/\//i.test(text);

exports.PARTITIONS = PARTITIONS;
exports.is_bus_address = is_bus_address;
