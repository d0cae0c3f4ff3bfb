import type { JudgedDocument } from '../gst/verdict.ts';
import type { DocumentLoad } from '../ingestion/ports.ts';
import type { TemplateType } from '../uploads/upload.ts';
import { keyHashOf, type LoadedDocument } from './documentRow.ts';

/** So many documents, or so many characters of them, are written in one transaction. */
const DOCUMENTS_PER_WRITE = 2_000;
const CHARACTERS_PER_WRITE = 2_000_000;
/** So many keys are gathered before they are written: 8 MB. Fits into the bits that a hash leaves of a number. */
const KEYS_PER_WRITE = 2 ** 20;

/** One load on one database. Each call is durable at the latest when `commit` resolves. */
export interface LoadWriter {
  /** @throws when the load was removed meanwhile: its attempt is dead */
  write(documents: readonly LoadedDocument[]): Promise<void>;
  /** Where keys lead, ordered by hash: each page of the index is touched once, not once for every batch of documents. */
  writeKeys(keys: readonly KeyEntry[]): Promise<void>;
  commit(): Promise<void>;
  remove(): Promise<void>;
}

export interface KeyEntry {
  readonly keyHash: number;
  readonly sequence: number;
}

/** Gathers what comes into transactions of a good size. One is written while the next is gathered. */
export function createDocumentLoad(writer: LoadWriter): DocumentLoad {
  const keys = gatherKeys(writer);
  let gathered: LoadedDocument[] = [];
  let characters = 0;
  let sequence = 0;
  let isCommitting = false;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    await writing;
    const documents = gathered;
    gathered = [];
    characters = 0;
    writing = writer.write(documents).then(() => keys.written(documents));
    // A failure is told by whoever awaits it next; until then it is nobody's.
    writing.catch(() => undefined);
  }

  return {
    async add(register: TemplateType, documents: readonly JudgedDocument[]) {
      for (const document of documents) {
        sequence += 1;
        gathered.push({ sequence, register, keyHash: keyHashOf({ register, ...document }), document });
        characters += document.body.length;
      }
      if (gathered.length >= DOCUMENTS_PER_WRITE || characters >= CHARACTERS_PER_WRITE) await write();
    },
    async commit() {
      isCommitting = true;
      await write();
      await writing;
      await keys.rest();
      await writer.commit();
    },
    async abort() {
      if (isCommitting) return;
      await writing.catch(() => undefined);
      await writer.remove();
    },
  };
}

/** Hash and place in one number each: sorting such numbers is quick and takes 8 bytes a document. */
function gatherKeys(writer: LoadWriter) {
  let packed = new Float64Array(1_024);
  let count = 0;
  let first = 1;

  async function write(): Promise<void> {
    const sorted = packed.subarray(0, count).sort();
    for (let start = 0; start < count; start += DOCUMENTS_PER_WRITE) {
      const part = sorted.subarray(start, start + DOCUMENTS_PER_WRITE);
      await writer.writeKeys(
        Array.from(part, (number) => ({
          keyHash: Math.floor(number / KEYS_PER_WRITE),
          sequence: first + (number % KEYS_PER_WRITE),
        })),
      );
    }
    first += count;
    count = 0;
  }

  return {
    async written(documents: readonly LoadedDocument[]): Promise<void> {
      for (const { keyHash } of documents) {
        if (count === packed.length) {
          const larger = new Float64Array(packed.length * 2);
          larger.set(packed);
          packed = larger;
        }
        packed[count] = keyHash * KEYS_PER_WRITE + count;
        count += 1;
        if (count === KEYS_PER_WRITE) await write();
      }
    },
    rest: write,
  };
}
