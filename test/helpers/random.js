'use strict';

/**
 * Repeatable numbers: `random(n)` is from 0 to n - 1. Neighboring seeds have nothing in common
 * (splitmix32).
 */
function random_source(seed) {
  let state = seed | 0;
  return (limit) => {
    state = (state + 0x9e3779b9) | 0;
    let t = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    t = Math.imul(t ^ (t >>> 15), 0x735a2d97);
    return ((t ^ (t >>> 15)) >>> 0) % limit;
  };
}

exports.random_source = random_source;
