'use strict';

// Server-sent events (text/event-stream), as the WHATWG HTML standard has them: fields, a line
// each, and an empty line at the end of an event.

const MAX_EVENT = 64 * 1024; // bytes kept of an event

class EventStream {
  #line = '';
  #data = []; // lines of data
  #event = 'message';
  #id = undefined;
  #size = 0; // of the lines of the event at hand
  #after_return = false; // a line feed that comes now belongs to the line before

  /**
   * Takes a piece of the body.
   * @param {Buffer} bytes
   * @returns {{ event: string, id: string | undefined, data: Buffer, size: number }[]} events that
   *   are complete; `size` is more than data.length where an event was longer than MAX_EVENT
   */
  take(bytes) {
    const events = [];
    const text = bytes.latin1Slice();
    let start = this.#after_return && text[0] === '\n' ? 1 : 0;
    if (bytes.length > 0) this.#after_return = false;
    for (const { index, 0: ending } of text.matchAll(/\r\n|\n|\r/g)) {
      if (index < start) continue;
      this.#add(text.slice(start, index));
      start = index + ending.length;
      if (ending === '\r' && start === text.length) this.#after_return = true;
      const event = this.#take_line();
      if (event !== undefined) events.push(event);
    }
    this.#add(text.slice(start));
    return events;
  }

  #add(text) {
    this.#size += text.length;
    if (this.#size <= MAX_EVENT) this.#line += text;
  }

  #take_line() {
    const line = this.#line;
    this.#line = '';
    if (line === '') return this.#dispatch();
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line);
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#event = value;
    else if (field === 'id') this.#id = value;
    return undefined;
  }

  #dispatch() {
    const data = Buffer.from(this.#data.join('\n'), 'latin1');
    const found = { event: this.#event, id: this.#id, data, size: this.#size };
    const has_data = this.#data.length > 0;
    this.#data = [];
    this.#event = 'message';
    this.#size = 0;
    return has_data ? found : undefined; // comments keep the connection open
  }
}

/** Whether a response carries events that can be shown as they come. */
function is_event_stream(response) {
  const type = response.header('content-type');
  return type !== undefined && /^text\/event-stream\b/i.test(type) && !is_encoded(response);
}

function is_encoded(response) {
  const coding = response.header('content-encoding');
  return coding !== undefined && coding !== 'identity';
}

exports.EventStream = EventStream;
exports.is_event_stream = is_event_stream;
