'use strict';

/** How many of these numbers, in ascending order, are less than `limit`: by halving. */
exports.count_below = function count_below(numbers, limit) {
  let low = 0;
  for (let high = numbers.length; low < high;) {
    const middle = (low + high) >>> 1;
    if (numbers[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
};
