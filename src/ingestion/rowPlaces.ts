const EVERY_ROWS = 16;
const EVERY_BYTES = 65_536;
/** Bytes between two rows wanted: fewer are read along, for a read of their own would take longer. */
const MERGED_GAP = 32_768;

/** Bytes to read for some rows. */
export interface RowSpan {
  /** Inclusive byte positions. */
  readonly start: number;
  readonly end: number;
  /** Ordinal of the row that begins at `start`. */
  readonly first: number;
  /** Ordinals, rising. */
  readonly wanted: readonly number[];
}

/** Where the rows of a file lie, noted for every few of them: some 12 bytes for 16 rows. Rows are called by ordinals from 0. */
export class RowPlaces {
  #ordinals = new Uint32Array(16);
  #offsets = new Float64Array(16);
  #noted = 0;
  #rows = 0;
  #end = 0;

  /** The next row, from byte `start` to before byte `end`. */
  add(start: number, end: number): void {
    const last = this.#noted - 1;
    if (
      last < 0 ||
      this.#rows - (this.#ordinals[last] ?? 0) >= EVERY_ROWS ||
      start - (this.#offsets[last] ?? 0) >= EVERY_BYTES
    ) {
      this.#note(start);
    }
    this.#rows += 1;
    this.#end = end;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Kept in memory. */
  get bytes(): number {
    return this.#ordinals.byteLength + this.#offsets.byteLength;
  }

  /** @param ordinals rising, each once */
  spansOf(ordinals: readonly number[]): RowSpan[] {
    const spans: { start: number; end: number; first: number; wanted: number[] }[] = [];
    for (const ordinal of ordinals) {
      const noted = this.#before(ordinal);
      const start = this.#offsets[noted] ?? 0;
      const end = (noted + 1 < this.#noted ? (this.#offsets[noted + 1] ?? 0) : this.#end) - 1;
      const last = spans.at(-1);
      if (last !== undefined && start - last.end <= MERGED_GAP) {
        last.end = end;
        last.wanted.push(ordinal);
      } else spans.push({ start, end, first: this.#ordinals[noted] ?? 0, wanted: [ordinal] });
    }
    return spans;
  }

  #note(offset: number): void {
    if (this.#noted === this.#offsets.length) {
      const [ordinals, offsets] = [new Uint32Array(this.#noted * 2), new Float64Array(this.#noted * 2)];
      ordinals.set(this.#ordinals);
      offsets.set(this.#offsets);
      [this.#ordinals, this.#offsets] = [ordinals, offsets];
    }
    this.#ordinals[this.#noted] = this.#rows;
    this.#offsets[this.#noted] = offset;
    this.#noted += 1;
  }

  /** The last one noted at or before a row. */
  #before(ordinal: number): number {
    let [from, until] = [0, this.#noted];
    while (until - from > 1) {
      const middle = (from + until) >>> 1;
      if ((this.#ordinals[middle] ?? 0) <= ordinal) from = middle;
      else until = middle;
    }
    return from;
  }
}
