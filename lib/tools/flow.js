'use strict';

/** Pauses capture sessions while there is a reason to, of which there may be several. */
class Flow {
  #sessions = new Set();
  #reasons = new Set();

  /** Lets reasons apply to a session. */
  add(session) {
    this.#sessions.add(session);
    if (this.#reasons.size > 0) session.pause();
  }

  /** Leaves a session as it is. */
  remove(session) {
    this.#sessions.delete(session);
  }

  hold(reason) {
    this.#reasons.add(reason);
    if (this.#reasons.size > 1) return;
    for (const session of this.#sessions) session.pause();
  }

  release(reason) {
    if (!this.#reasons.delete(reason) || this.#reasons.size > 0) return;
    for (const session of this.#sessions) session.resume();
  }
}

exports.Flow = Flow;
