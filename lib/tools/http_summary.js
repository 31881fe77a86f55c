'use strict';

// What http_trace says at the end: how much, which answers, how long they took.

const { Histogram } = require('./histogram');
const { count_of, format_ms, format_size } = require('./format');
const { route_of } = require('./routes');
const { join, safe, safe_latin1 } = require('./safe_text');

const MAX_URLS = 2000; // URLs that are counted one by one
const SLOWEST = 5;
const BARS = 24;
const URL_COLUMN = 8 + 1 + BARS + 1 + 7 + 1;
const LEAST_URL = 20; // characters, however narrow the terminal is

class HTTPSummary {
  #urls = new Map();
  #last_url; // { method, host, path, histogram }
  #status = new Map();
  #latency = new Histogram();
  #first = Infinity;
  #last = -Infinity;
  connections = 0;
  requests = 0;
  errors = 0;
  encrypted = 0; // connections that could not be decrypted
  missing = 0; // bytes of bodies that were not captured

  /** Counts an exchange that is over. */
  add(exchange) {
    const { request, response } = exchange;
    this.missing += exchange.missing;
    if (request !== undefined) this.#request(request);
    if (Number.isFinite(response?.end)) this.#response(exchange);
  }

  #request(request) {
    this.requests++;
    this.#first = Math.min(this.#first, request.start);
    this.#last = Math.max(this.#last, request.start);
  }

  #response(exchange) {
    const { response } = exchange;
    const code = response.status_code;
    this.#status.set(code, (this.#status.get(code) ?? 0) + 1);
    this.#last = Math.max(this.#last, response.end);
    if (!response.request || code === 101) return; // 101: a handshake
    const ms = response.end - response.request.start;
    this.#latency.add(ms);
    this.#of(exchange).add(ms);
  }

  // Many exchanges in a row are alike: the last one's route is remembered.
  #of(exchange) {
    const { method, host, path } = exchange;
    const last = this.#last_url;
    if (last?.path === path && last.host === host && last.method === method) return last.histogram;
    const histogram = this.#histogram_of({ method, host, path });
    this.#last_url = { method, host, path, histogram };
    return histogram;
  }

  #histogram_of(exchange) {
    return this.#histogram_at(route_of(exchange));
  }

  #histogram_at(key) {
    if (!this.#urls.has(key) && this.#urls.size >= MAX_URLS) key = '(other URLs)';
    let histogram = this.#urls.get(key);
    if (!histogram) this.#urls.set(key, (histogram = new Histogram()));
    return histogram;
  }

  /** All of it, to be passed to another thread. */
  get figures() {
    const { connections, requests, errors, encrypted, missing } = this;
    return {
      ...{ connections, requests, errors, encrypted, missing },
      first: this.#first,
      last: this.#last,
      status: this.#status,
      latency: this.#latency.figures,
      urls: new Map([...this.#urls].map(([url, histogram]) => [url, histogram.figures])),
    };
  }

  /** Adds another summary's figures. */
  merge({ first, last, status, latency, urls, ...counts }) {
    for (const [name, count] of Object.entries(counts)) this[name] += count;
    this.#first = Math.min(this.#first, first);
    this.#last = Math.max(this.#last, last);
    for (const [code, n] of status) this.#status.set(code, (this.#status.get(code) ?? 0) + n);
    this.#latency.merge(latency);
    for (const [url, histogram] of urls) this.#histogram_at(url).merge(histogram);
  }

  /**
   * SafeText lines; `capture` is { packets, drops }, `style` an output's, `width` the columns in
   * which the names of URLs have to end. Brief: without times.
   */
  lines(capture, { style, width = Infinity, is_brief = false }) {
    const { drops } = capture;
    const seconds = this.#last > this.#first ? (this.#last - this.#first) / 1000 : 0;
    const totals = [
      count_of(capture.packets, 'packet'),
      ...(drops ? [`${drops.ps_drop} dropped`] : []),
      count_of(this.connections, 'connection'),
      ...(this.encrypted > 0 ? [`${this.encrypted} not decrypted`] : []),
      count_of(this.requests, 'request') +
        (seconds > 0 ? ` in ${seconds.toFixed(seconds < 10 ? 2 : 0)} s` : ''),
      ...(this.errors > 0 ? [count_of(this.errors, 'HTTP error')] : []),
      ...(this.missing > 0 ? [`${format_size(this.missing)} of bodies not captured`] : []),
    ];
    const lines = [safe``, join(totals, ', ')];
    if (this.#status.size > 0) {
      const list = [...this.#status].sort(([a], [b]) => a - b);
      const shown = list.map(([code, n]) => safe`${style(status_color(code), code)} × ${n}`);
      lines.push(safe`Status   ${join(shown, '   ')}`);
    }
    if (this.#latency.count > 0 && !is_brief) {
      lines.push(safe`Total    ${figures(this.#latency)}`);
      lines.push(...this.#axis(style));
      lines.push(safe`Slowest URLs, by the 95th percentile of their total time`);
      lines.push(...this.#slowest(style, width - URL_COLUMN));
    }
    return lines;
  }

  /** All times as bars between the shortest and the longest: the scale is logarithmic. */
  #axis(style) {
    const bars = this.#latency.draw(BARS);
    if (bars === '') return [];
    const [from, to] = [this.#latency.min, this.#latency.max].map(format_ms);
    return [safe`         ${from} ${style('cyan', bars)} ${to} (logarithmic, as below)`];
  }

  #slowest(style, room) {
    return [...this.#urls]
      .sort(
        ([url, a], [other, b]) =>
          b.quantile(0.95) - a.quantile(0.95) || b.count - a.count || (url < other ? -1 : 1),
      )
      .slice(0, SLOWEST)
      .map(([url, histogram]) => {
        const p95 = format_ms(histogram.quantile(0.95)).padStart(8);
        const times = `× ${histogram.count}`.padEnd(7);
        const bars = histogram.draw(BARS, this.#latency).padEnd(BARS);
        return safe`${p95} ${style('cyan', bars)} ${times} ${shortened(safe_latin1(url), room)}`;
      });
  }
}

function shortened(text, room) {
  const most = Math.max(LEAST_URL, room);
  return text.length <= most ? text : safe`${text.cut(most - 1)}…`;
}

function figures(histogram) {
  const at = (share) => format_ms(histogram.quantile(share));
  return `min ${format_ms(histogram.min)}, median ${at(0.5)}, 95 % ${at(0.95)}, max ${format_ms(histogram.max)}`;
}

/** Of a status, by its class: green, cyan, yellow, red. */
function status_color(code) {
  return code < 300 ? 'green' : code < 400 ? 'cyan' : code < 500 ? 'yellow' : 'red';
}

exports.HTTPSummary = HTTPSummary;
exports.status_color = status_color;
