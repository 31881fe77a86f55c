'use strict';

// Server-sent events: how far the tables have come, as often as that changes. What has changed is
// asked for by the page, so that a slow reader costs nothing but its last tick.

const INTERVAL = 200; // milliseconds
const KEEP_ALIVE = 75; // intervals without news after which a comment is sent
const MAX_UNREAD = 64 * 1024; // bytes; a reader that has more is passed over
const MAX_READERS = 20;

class Ticks {
  #state;
  #readers = new Set();
  #timer;
  #last = '';
  #idle = 0;

  constructor(state) {
    this.#state = state;
    this.#timer = setInterval(() => this.tick(), INTERVAL).unref();
  }

  add(request, response) {
    response.setHeader('Content-Type', 'text/event-stream');
    if (this.#readers.size >= MAX_READERS) {
      const [oldest] = this.#readers;
      this.#readers.delete(oldest);
      oldest.end();
    }
    this.#readers.add(response);
    request.on('close', () => this.#readers.delete(response));
    response.write(event_of(JSON.stringify(this.#state())));
  }

  tick() {
    if (this.#readers.size === 0) return;
    const text = JSON.stringify(this.#state());
    const is_news = text !== this.#last;
    this.#last = text;
    this.#idle = is_news ? 0 : this.#idle + 1;
    if (!is_news && this.#idle % KEEP_ALIVE !== 0) return;
    for (const reader of this.#readers) {
      if (reader.writableLength <= MAX_UNREAD) reader.write(is_news ? event_of(text) : ':\n\n');
    }
  }

  close() {
    clearInterval(this.#timer);
    for (const reader of this.#readers) reader.end();
  }
}

function event_of(text) {
  return `data: ${text}\n\n`;
}

exports.Ticks = Ticks;
