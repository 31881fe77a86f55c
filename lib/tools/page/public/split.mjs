// The line between list and details: it is dragged, or moved by the arrow keys.

const [LEAST, MOST, STEP] = [15, 85, 5]; // per cent that the details take

export class Split {
  share = 50;

  constructor(element, details, on_change) {
    Object.assign(this, { element, details, on_change });
    element.addEventListener('pointerdown', (event) => {
      element.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    element.addEventListener('pointermove', (event) => {
      if (!element.hasPointerCapture(event.pointerId)) return;
      const { bottom, height } = element.parentElement.getBoundingClientRect();
      this.set(((bottom - event.clientY) / height) * 100);
    });
    element.addEventListener('keydown', (event) => this.#key(event));
    this.set(this.share);
  }

  #key(event) {
    const by = { ArrowUp: STEP, ArrowDown: -STEP, Home: MOST, End: -MOST }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.set(this.share + by);
  }

  set(share) {
    this.share = Math.round(Math.max(LEAST, Math.min(MOST, share)));
    this.details.style.flexBasis = `${this.share}%`;
    this.element.setAttribute('aria-valuenow', this.share);
    this.on_change();
  }
}
