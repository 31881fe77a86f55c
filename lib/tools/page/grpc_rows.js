'use strict';

const { GRPCSession } = require('../../app/grpc');
const { plain_message } = require('../grpc_text');

const MAX_MESSAGES = 100; // of a call that are kept
const MAX_CALLS = 1000; // as GRPCSession has it

/** The calls on an HTTPSession, with their first messages. */
class GRPCCalls {
  #calls = new Map(); // request -> messages

  /** @param {object} on  { begin(request), complete(request, response, note, detail) } */
  constructor(http, on) {
    const grpc = new GRPCSession(http);
    grpc.on('grpc call', (_, { request }) => {
      if (request === undefined) return;
      this.#calls.set(request, []);
      if (this.#calls.size > MAX_CALLS) this.#calls.delete(this.#calls.keys().next().value);
      on.begin(request);
    });
    grpc.on('grpc message', (_, direction, message, { request }) => {
      const messages = this.#calls.get(request);
      if (messages === undefined || messages.length >= MAX_MESSAGES) return;
      const { data, error, length, end } = message;
      const content = data === null ? { error } : { message: plain_message(message) };
      messages.push({ direction, time: end, bytes: length, ...content });
    });
    grpc.on('grpc complete', (_, call) => {
      const { request, response, status, status_name, status_message } = call;
      const messages = this.#calls.get(request) ?? [];
      this.#calls.delete(request);
      const detail = { status, status_name, status_message, messages };
      on.complete(request, response, status_name ?? '', detail);
    });
  }

  has(request) {
    return this.#calls.has(request);
  }
}

exports.GRPCCalls = GRPCCalls;
