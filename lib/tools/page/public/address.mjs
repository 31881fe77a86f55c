// The address keeps what is shown, so that a link or a reload restores it.

const QUIET = 200; // milliseconds without a change, after which it is written down

export class Address {
  #timer = 0;
  #read;
  #known;

  /** @param {() => object} read  what is shown, as texts by name */
  constructor(read) {
    this.#read = read;
    this.#known = new URLSearchParams(location.hash.slice(1));
  }

  /** What the address says: '' where it says nothing. */
  get(name) {
    return this.#known.get(name) ?? '';
  }

  remember() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const texts = Object.entries(this.#read()).filter(([, text]) => text !== '');
      history.replaceState(null, '', `#${new URLSearchParams(texts)}`);
    }, QUIET);
  }
}
