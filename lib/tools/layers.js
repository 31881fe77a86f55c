'use strict';

const { next_layer } = require('../packet/layer');

/** The first layer of a class in a decoded packet; undefined when there is none. */
function find_layer(packet, Class) {
  let layer = packet.payload;
  while (layer && !(layer instanceof Class)) layer = next_layer(layer);
  return layer ?? undefined;
}

/** Capture time in milliseconds. */
function time_of(packet) {
  return packet.pcap_header.tv_sec * 1000 + packet.pcap_header.tv_usec / 1000;
}

exports.find_layer = find_layer;
exports.time_of = time_of;
