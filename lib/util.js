'use strict';

// Texts of the numbers 0 to 255, as v3 exported them.

const octets = Array.from({ length: 256 }, (_, n) => n);

/** '00' to 'ff'. */
exports.int8_to_hex = octets.map((n) => n.toString(16).padStart(2, '0'));
/** '0' to 'ff'. */
exports.int8_to_hex_nopad = octets.map((n) => n.toString(16));
/** '0' to '255'. */
exports.int8_to_dec = octets.map((n) => n.toString(10));
