'use strict';

// Lengths and counts by which a layer promises more than the layer around it grants. What only the
// capture has cut is no error of the packet's: `granted` is what there was on the wire.

const { malformed } = require('../packet/layer');

/** Says so in `_error`: `pppoe: length 500 is more than the 29 there are`. */
function check_promise(layer, name, what, promised, granted) {
  if (!(promised > granted)) return;
  malformed(layer, `${name}: ${what} ${promised} is more than the ${granted} there are`);
}

/** Whether the rest of what an IP packet carries comes in other packets. */
function is_first_fragment(ip) {
  return ip?.moreFragments === true || ip?.flags?.moreFragments === true;
}

exports.check_promise = check_promise;
exports.is_first_fragment = is_first_fragment;
