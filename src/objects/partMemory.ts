const MIB = 1024 * 1024;
/** Whole parts kept to be filled again: a new one costs the machine as much as hashing a fifth of it. */
const MAX_IDLE = 4;

export interface PartMemoryBounds {
  /** Of parts that fill, and of those that are sent as they filled. */
  readonly gatheredBytes: number;
  /** Of parts that are read back to be sent. */
  readonly sentBytes: number;
}

/**
 * A quarter of the gigabyte that a server has in deploy/kubernetes, whatever comes in. Two halves, so that senders who fill their parts
 * slowly, and hold the first for as long as they like, keep nobody from the second, which moves at the speed of the bucket.
 */
const BOUNDS: PartMemoryBounds = { gatheredBytes: 128 * MIB, sentBytes: 128 * MIB };

export type PartMemory = ReturnType<typeof createPartMemory>;

/** What all uploads of a process together hold in memory of the parts that they send on. */
export function createPartMemory(partBytes: number, { gatheredBytes, sentBytes }: PartMemoryBounds = BOUNDS) {
  const idle: Buffer<ArrayBuffer>[] = [];
  const line: (() => void)[] = [];
  let gathered = 0;
  let sending = 0;

  /** @param bytes counted already */
  function fetchBuffer(bytes: number): Buffer<ArrayBuffer> {
    const used = bytes === partBytes ? idle.pop() : undefined;
    while (idle.length > 0 && gathered + sending + idle.length * partBytes > gatheredBytes + sentBytes) {
      idle.pop();
    }
    return used ?? Buffer.allocUnsafeSlow(bytes);
  }

  function keep(buffer: Buffer<ArrayBuffer>): void {
    if (idle.length < MAX_IDLE && buffer.byteLength === partBytes) idle.push(buffer);
  }

  function admitNext(): void {
    while (line.length > 0 && (sending === 0 || sending + partBytes <= sentBytes)) {
      sending += partBytes;
      line.shift()?.();
    }
  }

  function waitInLine(cut: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (cut.aborted) return reject(cut.reason);
      const leave = () => {
        line.splice(line.indexOf(go), 1);
        reject(cut.reason);
      };
      const go = () => {
        cut.removeEventListener('abort', leave);
        resolve();
      };
      cut.addEventListener('abort', leave, { once: true });
      line.push(go);
      admitNext();
    });
  }

  return {
    /** A buffer to gather in, or undefined where there would be too many by now: nobody waits for one. */
    take(bytes: number): Buffer<ArrayBuffer> | undefined {
      if (gathered + bytes > gatheredBytes) return undefined;
      gathered += bytes;
      return fetchBuffer(bytes);
    },
    /** @param isFree whether nobody reads it any more, so that another part may lie in it */
    giveBack(buffer: Buffer<ArrayBuffer>, { isFree }: { readonly isFree: boolean }): void {
      gathered -= buffer.byteLength;
      if (isFree) keep(buffer);
    },
    /**
     * Does `work` with a buffer for a whole part, once there is one: in the order in which it was asked for. Who waits holds nothing
     * here that others wait for. @throws the reason of `cut` where that comes first
     */
    async inTurn<T>(cut: AbortSignal, work: (buffer: Buffer<ArrayBuffer>) => Promise<T>): Promise<T> {
      await waitInLine(cut);
      try {
        const buffer = fetchBuffer(partBytes);
        const result = await work(buffer);
        keep(buffer);
        return result;
      } finally {
        sending -= partBytes;
        admitNext();
      }
    },
    /** Bytes in use now. */
    inUse: () => gathered + sending,
  };
}
