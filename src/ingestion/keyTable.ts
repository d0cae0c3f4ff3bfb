const FIRST_CAPACITY = 65_536;
const FULLEST = 0.75;

/**
 * How many rows of each key a file has: 64-bit hashes of the keys in typed arrays, 12 bytes a slot and so 16 to 32 a
 * key, where a Map would take some 300. Two keys with the same hash share a slot: their rows are counted together.
 */
export class KeyTable {
  readonly #seed: number;
  #capacity = FIRST_CAPACITY;
  #low = new Uint32Array(FIRST_CAPACITY);
  /** 0 is never a hash's upper half here, so 0 means an unused slot. */
  #high = new Uint32Array(FIRST_CAPACITY);
  #count = new Uint32Array(FIRST_CAPACITY);
  #size = 0;
  #hashLow = 0;
  #hashHigh = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  get capacity(): number {
    return this.#capacity;
  }

  /** Counts one more row of the key; returns how many there are now. */
  add(key: string): number {
    this.#hash(key);
    let slot = this.#find();
    if (this.#high[slot] === 0) {
      if (this.#size >= this.#capacity * FULLEST) {
        this.#grow();
        slot = this.#find();
      }
      this.#low[slot] = this.#hashLow;
      this.#high[slot] = this.#hashHigh;
      this.#size += 1;
    }
    const count = (this.#count[slot] ?? 0) + 1;
    this.#count[slot] = count;
    return count;
  }

  /** The slot of a key that was counted, below `capacity`; stays the same once nothing is added any more. */
  slotOf(key: string): number {
    this.#hash(key);
    return this.#find();
  }

  /** Takes one row off the count; returns how many are still to come. */
  take(slot: number): number {
    const left = (this.#count[slot] ?? 0) - 1;
    if (left < 0) throw new Error('a document has more rows in the second pass than in the first');
    this.#count[slot] = left;
    return left;
  }

  #find(): number {
    const mask = this.#capacity - 1;
    let slot = this.#hashLow & mask;
    for (;;) {
      const high = this.#high[slot];
      if (high === 0 || (high === this.#hashHigh && this.#low[slot] === this.#hashLow)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  /** Two multiplicative hashes side by side, mixed at the end (cyrb53 without its cut to 53 bits). */
  #hash(key: string): void {
    let a = 0xdeadbeef ^ this.#seed;
    let b = 0x41c6ce57 ^ this.#seed;
    for (let at = 0; at < key.length; at += 1) {
      const unit = key.charCodeAt(at);
      a = Math.imul(a ^ unit, 2654435761);
      b = Math.imul(b ^ unit, 1597334677);
    }
    a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
    b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
    this.#hashLow = a >>> 0;
    this.#hashHigh = b >>> 0 || 1;
  }

  #grow(): void {
    const [low, high, count] = [this.#low, this.#high, this.#count];
    this.#capacity *= 2;
    this.#low = new Uint32Array(this.#capacity);
    this.#high = new Uint32Array(this.#capacity);
    this.#count = new Uint32Array(this.#capacity);
    for (let slot = 0; slot < low.length; slot += 1) {
      if (high[slot] === 0) continue;
      const [hashLow, hashHigh] = [this.#hashLow, this.#hashHigh];
      this.#hashLow = low[slot] ?? 0;
      this.#hashHigh = high[slot] ?? 0;
      const free = this.#find();
      this.#low[free] = this.#hashLow;
      this.#high[free] = this.#hashHigh;
      this.#count[free] = count[slot] ?? 0;
      this.#hashLow = hashLow;
      this.#hashHigh = hashHigh;
    }
  }
}
