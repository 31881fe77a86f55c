'use strict';

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median, least and most. */
function summary(numbers) {
  return { median: median(numbers), low: Math.min(...numbers), high: Math.max(...numbers) };
}

/**
 * How many times less `ours` is than `theirs`, round by round: what slows the machine down slows
 * both.
 */
function ratios(ours, theirs) {
  const rounds = Math.min(ours.length, theirs.length);
  return summary(Array.from({ length: rounds }, (_, i) => theirs[i] / ours[i]));
}

exports.median = median;
exports.ratios = ratios;
exports.summary = summary;
