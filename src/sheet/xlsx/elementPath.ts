/** Deeper than what programs write into a cell or a shared text, extensions counted. */
const DEEPEST = 16;

/** The elements that are open inside a cell or a shared text, from there inwards, and whether the text in them counts. */
export class ElementPath {
  /** Text that stands here is part of the value. */
  isValue = false;
  readonly #valuePaths: ReadonlySet<string>;
  readonly #names: string[] = [];

  /** @param valuePaths such as `is/r/t` */
  constructor(valuePaths: ReadonlySet<string>) {
    this.#valuePaths = valuePaths;
  }

  get depth(): number {
    return this.#names.length;
  }

  clear(): void {
    this.#names.length = 0;
    this.isValue = false;
  }

  /** @returns false where it is nested too deep */
  open(name: string): boolean {
    this.#names.push(name);
    this.isValue = this.#valuePaths.has(this.#names.join('/'));
    return this.#names.length <= DEEPEST;
  }

  /** @returns false where another element would have to end first */
  close(name: string): boolean {
    const isLast = this.#names.pop() === name;
    this.isValue = this.#valuePaths.has(this.#names.join('/'));
    return isLast;
  }
}
