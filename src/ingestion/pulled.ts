/** Takes things one by one that come in batches. */
export class Pulled<T> {
  readonly #batches: AsyncIterator<T[]>;
  #batch: T[] = [];
  #at = 0;

  constructor(batches: AsyncIterable<T[]>) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  /** What is here already and not taken yet. */
  get ahead(): readonly T[] {
    return this.#batch.slice(this.#at);
  }

  /** The next one where it is here already: waiting for each of a million takes its time. */
  taken(): T | undefined {
    const one = this.#batch[this.#at];
    if (one !== undefined) this.#at += 1;
    return one;
  }

  /** The next one; undefined behind the last. */
  async next(): Promise<T | undefined> {
    while (this.#at >= this.#batch.length) {
      const { done, value } = await this.#batches.next();
      if (done === true) return undefined;
      this.#batch = value;
      this.#at = 0;
    }
    return this.taken();
  }

  async close(): Promise<void> {
    await this.#batches.return?.();
  }
}

/** The lines of a file of ours, each ended by a line feed. @throws Error where the last one is not */
export async function* readLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines;
  }
  if (rest !== '') throw new Error('a file of lines ends within one');
}
