'use strict';

/**
 * Times of a page's frames while `act` runs: how many, median, 99th percentile, worst, as a text.
 */
async function frames(page, act) {
  await page.evaluate(() => {
    globalThis.frame_times = [];
    let last = performance.now();
    const step = (now) => {
      globalThis.frame_times.push(now - last);
      last = now;
      globalThis.frame_request = globalThis.requestAnimationFrame(step);
    };
    globalThis.frame_request = globalThis.requestAnimationFrame(step);
  });
  await act();
  const times = await page.evaluate(() => {
    globalThis.cancelAnimationFrame(globalThis.frame_request);
    return globalThis.frame_times.slice(1);
  });
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.floor((times.length - 1) * share)].toFixed(1);
  return `${times.length} frames, median ${at(0.5)} ms, 99th percentile ${at(0.99)} ms, worst ${at(1)} ms`;
}

/** The most memory that a process has had, in MiB. */
function most_memory(pid) {
  const status = require('node:fs').readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)[1]) / 1024);
}

exports.frames = frames;
exports.most_memory = most_memory;
