import { readSync, writeSync } from 'node:fs';

const WRITE_BYTES = 1_048_576;
const READ_BYTES = 16_384;
const LENGTH_BYTES = 4;

/** Records set aside in a file: appended, and read back by the position that `append` gave. */
export class Scratch {
  readonly #fd: number;
  readonly #pending = Buffer.allocUnsafe(WRITE_BYTES);
  #pendingBytes = 0;
  /** Bytes in the file; what is pending follows them. */
  #written = 0;
  #window = Buffer.alloc(0);
  #windowAt = 0;

  /** @param fd opened for reading and writing, empty, used by nobody else */
  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Where the record can be read from. */
  append(record: string): number {
    const bytes = Buffer.byteLength(record);
    if (LENGTH_BYTES + bytes > WRITE_BYTES - this.#pendingBytes) this.#flush();
    const position = this.#written + this.#pendingBytes;
    if (LENGTH_BYTES + bytes > WRITE_BYTES) {
      const whole = Buffer.allocUnsafe(LENGTH_BYTES + bytes);
      whole.writeUInt32LE(bytes);
      whole.write(record, LENGTH_BYTES);
      this.#write(whole);
    } else {
      this.#pending.writeUInt32LE(bytes, this.#pendingBytes);
      this.#pending.write(record, this.#pendingBytes + LENGTH_BYTES);
      this.#pendingBytes += LENGTH_BYTES + bytes;
    }
    return position;
  }

  /** Cheapest where positions rise. */
  read(position: number): string {
    if (position >= this.#written) this.#flush();
    const length = this.#bytes(position, LENGTH_BYTES).readUInt32LE();
    return this.#bytes(position + LENGTH_BYTES, length).toString();
  }

  #bytes(position: number, length: number): Buffer {
    const at = position - this.#windowAt;
    if (at < 0 || at + length > this.#window.length) {
      const wanted = Math.min(Math.max(length, READ_BYTES), this.#written - position);
      const window = Buffer.allocUnsafe(wanted);
      let filled = 0;
      while (filled < wanted) {
        const count = readSync(this.#fd, window, filled, wanted - filled, position + filled);
        if (count === 0) throw new Error(`the scratch file ends before ${position + length}`);
        filled += count;
      }
      this.#window = window;
      this.#windowAt = position;
      return window.subarray(0, length);
    }
    return this.#window.subarray(at, at + length);
  }

  #flush(): void {
    this.#write(this.#pending.subarray(0, this.#pendingBytes));
    this.#pendingBytes = 0;
  }

  #write(bytes: Uint8Array): void {
    let done = 0;
    while (done < bytes.length) {
      done += writeSync(this.#fd, bytes, done, bytes.length - done, this.#written + done);
    }
    this.#written += bytes.length;
  }
}
