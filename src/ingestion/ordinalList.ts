const EVERY = 1_024;
const SEVEN_BITS = 0x7f;
const MORE = 0x80;

/** Rising numbers, kept as the steps between them: a byte for most. */
export class OrdinalList {
  #steps = new Uint8Array(16);
  #used = 0;
  #last = -1;
  #length = 0;
  /** For every 1,024th number: where its step lies, and the number before it. */
  readonly #marks: { readonly at: number; readonly before: number }[] = [];

  /** Does nothing with the number that was added last. @param ordinal no smaller than that */
  add(ordinal: number): void {
    if (ordinal === this.#last) return;
    if (this.#length % EVERY === 0) this.#marks.push({ at: this.#used, before: this.#last });
    let step = ordinal - this.#last;
    while (step > SEVEN_BITS) {
      this.#push((step & SEVEN_BITS) | MORE);
      step >>>= 7;
    }
    this.#push(step);
    this.#last = ordinal;
    this.#length += 1;
  }

  get length(): number {
    return this.#length;
  }

  /** Kept in memory. */
  get bytes(): number {
    return this.#steps.byteLength + this.#marks.length * 48;
  }

  /** The numbers from place `offset` on, `limit` at most. */
  slice(offset: number, limit: number): number[] {
    const mark = this.#marks[Math.floor(offset / EVERY)];
    if (mark === undefined || offset >= this.#length) return [];
    const found: number[] = [];
    let { at, before: ordinal } = mark;
    for (let place = offset - (offset % EVERY); place < this.#length && found.length < limit; place += 1) {
      let step = 0;
      let shift = 0;
      let byte: number;
      do {
        byte = this.#steps[at] ?? 0;
        at += 1;
        step += (byte & SEVEN_BITS) << shift;
        shift += 7;
      } while (byte >= MORE);
      ordinal += step;
      if (place >= offset) found.push(ordinal);
    }
    return found;
  }

  #push(byte: number): void {
    if (this.#used === this.#steps.length) {
      const steps = new Uint8Array(this.#used * 2);
      steps.set(this.#steps);
      this.#steps = steps;
    }
    this.#steps[this.#used] = byte;
    this.#used += 1;
  }
}
