'use strict';

/**
 * How many options, TLVs, chunks … a layer lists at most: more than real packets have, and few
 * enough that listing those of a packet that was made to cost time doesn't take long. What follows
 * them is in `payload_bytes`.
 */
exports.MAX_LISTED = 1024;
