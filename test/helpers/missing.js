'use strict';

/** What is in `some` but not in `all`, lists with repetitions. */
exports.missing = function missing(some, all) {
  const counts = new Map();
  for (const item of all) counts.set(item, (counts.get(item) ?? 0) + 1);
  return some.filter((item) => {
    const count = counts.get(item) ?? 0;
    counts.set(item, count - 1);
    return count <= 0;
  });
};
