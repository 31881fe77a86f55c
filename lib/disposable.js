'use strict';

/** Lets `using` and `await using` close what a class makes, where Node.js has their symbols. */
function make_disposable({ prototype }) {
  const disposers = {
    dispose() {
      this.close();
    },
    async asyncDispose() {
      this.close();
    },
  };
  for (const [name, value] of Object.entries(disposers)) {
    if (Symbol[name] === undefined) continue;
    Object.defineProperty(prototype, Symbol[name], { value, writable: true, configurable: true });
  }
}

exports.make_disposable = make_disposable;
