'use strict';

// The one walk over a packet's layers.

const { MAX_DEPTH, next_layer } = require('./layer');

/**
 * The layers of a decoded packet, the outermost first. Ends also where a program has hung layers
 * into each other.
 */
function* layers_of(packet) {
  let layer = packet?.payload;
  for (let n = 0; n <= 2 * MAX_DEPTH && typeof layer === 'object' && layer !== null; n++) {
    yield layer;
    layer = next_layer(layer);
  }
}

exports.layers_of = layers_of;
