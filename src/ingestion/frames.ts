import type { JudgedDocument } from '../gst/verdict.ts';

/**
 * What a judging child writes on its standard output: frames of a kind (one byte), a length (four bytes, little-endian)
 * and so many bytes. The parent trusts none of it.
 */
export const FRAME = {
  documents: 1,
  errorFile: 2,
  warningFile: 3,
  /** What `markFile.ts` writes. */
  markFile: 6,
  /** JSON of ActivityProgress. */
  progress: 4,
  /** JSON of FileVerdict; the last one. */
  verdict: 5,
} as const;

export type FrameKind = (typeof FRAME)[keyof typeof FRAME];

export interface Frame {
  readonly kind: FrameKind;
  readonly payload: Buffer;
}

export const HEAD_BYTES = 5;
export const MAX_FRAME_BYTES = 134_217_728;
const KINDS: ReadonlySet<number> = new Set(Object.values(FRAME));

/** What came is no frame of ours: the child is broken. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

export function encodeFrame(kind: FrameKind, payload: string | Uint8Array): Buffer {
  const bytes = typeof payload === 'string' ? Buffer.byteLength(payload) : payload.byteLength;
  const frame = Buffer.allocUnsafe(HEAD_BYTES + bytes);
  frame.writeUInt8(kind, 0);
  frame.writeUInt32LE(bytes, 1);
  if (typeof payload === 'string') frame.write(payload, HEAD_BYTES);
  else frame.set(payload, HEAD_BYTES);
  return frame;
}

/** Cuts a stream of bytes back into frames. */
export class FrameReader {
  readonly #head = Buffer.alloc(HEAD_BYTES);
  #headBytes = 0;
  #kind: FrameKind | null = null;
  #payload = Buffer.alloc(0);
  #payloadBytes = 0;

  /** The frames that are whole with this chunk. @throws FrameError */
  *push(chunk: Uint8Array): Generator<Frame> {
    for (let at = 0; at < chunk.length; ) {
      if (this.#kind === null) at = this.#takeHead(chunk, at);
      else at = this.#takePayload(chunk, at);
      if (this.#kind !== null && this.#payloadBytes === this.#payload.length) {
        yield { kind: this.#kind, payload: this.#payload };
        this.#kind = null;
        this.#headBytes = 0;
      }
    }
  }

  /** Whether nothing half stands open. */
  get isBetweenFrames(): boolean {
    return this.#kind === null && this.#headBytes === 0;
  }

  #takeHead(chunk: Uint8Array, at: number): number {
    const end = Math.min(chunk.length, at + HEAD_BYTES - this.#headBytes);
    this.#head.set(chunk.subarray(at, end), this.#headBytes);
    this.#headBytes += end - at;
    if (this.#headBytes < HEAD_BYTES) return end;
    const kind = this.#head.readUInt8(0);
    const length = this.#head.readUInt32LE(1);
    if (!isKind(kind)) throw new FrameError(`a frame of the unknown kind ${kind}`);
    if (length > MAX_FRAME_BYTES) throw new FrameError(`a frame of ${length} bytes`);
    this.#kind = kind;
    this.#payload = Buffer.allocUnsafe(length);
    this.#payloadBytes = 0;
    return end;
  }

  #takePayload(chunk: Uint8Array, at: number): number {
    const end = Math.min(chunk.length, at + this.#payload.length - this.#payloadBytes);
    this.#payload.set(chunk.subarray(at, end), this.#payloadBytes);
    this.#payloadBytes += end - at;
    return end;
  }
}

/** JSON of a frame that holds an object. @throws FrameError */
export function parseFrame(frame: Frame): object {
  try {
    const value: unknown = JSON.parse(frame.payload.toString());
    if (typeof value === 'object' && value !== null) return value;
  } catch (error) {
    throw new FrameError(`a frame of kind ${frame.kind} that is no JSON`, { cause: error });
  }
  throw new FrameError(`a frame of kind ${frame.kind} that holds no object`);
}

/** All of a document but its body, in this order. */
type DocumentHead = [
  ownGstin: string,
  number: string,
  financialYear: number,
  type: string,
  isAmendment: boolean,
  party: string,
  date: string,
  lineCount: number,
  taxable: number,
  tax: number,
  isDeleted: boolean,
  isCancelled: boolean,
  bodyBytes: number,
];
const HEAD_TYPES = [
  'string',
  'string',
  'number',
  'string',
  'boolean',
  'string',
  'string',
  'number',
  'number',
  'number',
  'boolean',
  'boolean',
  'number',
];

/** A UTF-16 unit takes three bytes of UTF-8 at most. */
const BYTES_PER_UNIT = 3;
const LENGTH_BYTES = 4;
/** Reused from frame to frame. */
let frameBuffer = Buffer.alloc(0);

/**
 * The frame's payload: how many bytes the bodies take (four, little-endian), the bodies one after the other, and a JSON
 * array of heads. Bodies are JSON: they are copied once and never quoted again. The bytes are good until the next call.
 */
export function encodeDocuments(documents: readonly JudgedDocument[]): Buffer {
  const bodiesAt = HEAD_BYTES + LENGTH_BYTES;
  reserve(bodiesAt + BYTES_PER_UNIT * documents.reduce((sum, { body }) => sum + body.length, 0));
  let end = bodiesAt;
  const heads = documents.map((document) => {
    const bytes = frameBuffer.write(document.body, end);
    end += bytes;
    return headOf(document, bytes);
  });
  const text = JSON.stringify(heads);
  reserve(end + BYTES_PER_UNIT * text.length);
  frameBuffer.writeUInt32LE(end - bodiesAt, HEAD_BYTES);
  end += frameBuffer.write(text, end);
  frameBuffer.writeUInt8(FRAME.documents, 0);
  frameBuffer.writeUInt32LE(end - HEAD_BYTES, 1);
  return frameBuffer.subarray(0, end);
}

function reserve(bytes: number): void {
  if (frameBuffer.length >= bytes) return;
  const larger = Buffer.allocUnsafe(bytes);
  frameBuffer.copy(larger);
  frameBuffer = larger;
}

function headOf(document: JudgedDocument, bodyBytes: number): DocumentHead {
  return [
    document.ownGstin,
    document.number,
    document.financialYear,
    document.type,
    document.isAmendment,
    document.party,
    document.date,
    document.lineCount,
    document.taxable,
    document.tax,
    document.isDeleted,
    document.isCancelled,
    bodyBytes,
  ];
}

/** @throws FrameError */
export function decodeDocuments(payload: Buffer): JudgedDocument[] {
  const bodiesEnd = payload.length < LENGTH_BYTES ? Infinity : LENGTH_BYTES + payload.readUInt32LE();
  if (bodiesEnd > payload.length) throw new FrameError('documents without heads');
  const heads = parseFrame({ kind: FRAME.documents, payload: payload.subarray(bodiesEnd) });
  if (!Array.isArray(heads)) throw new FrameError('documents without a list of heads');
  let at = LENGTH_BYTES;
  const documents = heads.map((head: unknown) => {
    if (!isHead(head)) throw new FrameError('the head of a document is none');
    const from = at;
    at += head[12];
    return documentOf(head, payload.toString('utf8', from, Math.min(at, bodiesEnd)));
  });
  if (at !== bodiesEnd) throw new FrameError('the bodies of documents do not fit their heads');
  return documents;
}

function documentOf(head: DocumentHead, body: string): JudgedDocument {
  const [ownGstin, number, financialYear, type, isAmendment, party, date] = head;
  const [, , , , , , , lineCount, taxable, tax, isDeleted, isCancelled] = head;
  const key = { ownGstin, number, financialYear, type, isAmendment, party };
  return { ...key, date, lineCount, taxable, tax, isDeleted, isCancelled, body };
}

function isHead(head: unknown): head is DocumentHead {
  return (
    Array.isArray(head) &&
    head.length === HEAD_TYPES.length &&
    HEAD_TYPES.every((type, index) => typeof head[index] === type) &&
    Number.isSafeInteger(head[12]) &&
    head[12] >= 0
  );
}

function isKind(kind: number): kind is FrameKind {
  return KINDS.has(kind);
}
