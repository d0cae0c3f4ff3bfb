import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JudgedDocument } from '../../src/gst/verdict.ts';
import {
  decodeDocuments,
  encodeDocuments,
  encodeFrame,
  FRAME,
  FrameError,
  FrameReader,
  MAX_FRAME_BYTES,
  parseFrame,
} from '../../src/ingestion/frames.ts';

const document = fc.record({
  ownGstin: fc.string(),
  number: fc.string({ unit: 'grapheme' }),
  financialYear: fc.integer(),
  type: fc.string(),
  isAmendment: fc.boolean(),
  party: fc.string({ unit: 'grapheme' }),
  date: fc.string(),
  lineCount: fc.nat(),
  taxable: fc.maxSafeInteger(),
  tax: fc.maxSafeInteger(),
  isDeleted: fc.boolean(),
  isCancelled: fc.boolean(),
  body: fc.oneof(fc.json(), fc.string({ unit: 'grapheme', maxLength: 300 })),
}) satisfies fc.Arbitrary<JudgedDocument>;

function readAll(bytes: Uint8Array, cut: number) {
  const reader = new FrameReader();
  const frames = [];
  for (let at = 0; at < bytes.length; at += cut) frames.push(...reader.push(bytes.subarray(at, at + cut)));
  return { frames, isBetweenFrames: reader.isBetweenFrames };
}

function payloadOf(bodies: string, heads: string, length = Buffer.byteLength(bodies)): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(length);
  return Buffer.concat([size, Buffer.from(bodies + heads)]);
}

describe('frames', () => {
  it('carry documents through any cutting of the stream', () => {
    fc.assert(
      fc.property(fc.array(document), fc.integer({ min: 1, max: 50 }), (documents, cut) => {
        const stream = Buffer.concat([encodeDocuments(documents), encodeFrame(FRAME.verdict, '{"a":1}')]);
        const { frames, isBetweenFrames } = readAll(stream, cut);
        const [first, second] = frames;
        if (first === undefined || second === undefined) throw new Error('a frame is lost');
        expect(decodeDocuments(first.payload)).toEqual(documents);
        expect(parseFrame(second)).toEqual({ a: 1 });
        expect(isBetweenFrames).toBe(true);
      }),
    );
  });

  it('carry nothing too', () => {
    expect(readAll(encodeFrame(FRAME.errorFile, ''), 1).frames).toHaveLength(1);
  });

  it('tell half a frame from a whole one', () => {
    const frame = encodeFrame(FRAME.progress, '{}');
    expect(readAll(frame.subarray(0, -1), 9)).toEqual({ frames: [], isBetweenFrames: false });
    expect(readAll(frame.subarray(0, 2), 9)).toEqual({ frames: [], isBetweenFrames: false });
  });

  it('are refused where they are none', () => {
    expect(() => readAll(Buffer.from('hello, world'), 4)).toThrow(FrameError);
    const long = encodeFrame(FRAME.documents, '');
    long.writeUInt32LE(MAX_FRAME_BYTES + 1, 1);
    expect(() => readAll(long, 5)).toThrow(FrameError);
  });

  const head = (bytes: number) => `[["","",2026,"",false,"","",1,1,1,false,false,${bytes}]]`;
  it.each([
    ['nothing', Buffer.from('x')],
    ['no heads', payloadOf('{}', '', 3)],
    ['heads that are no JSON', payloadOf('', 'x')],
    ['heads that are no list', payloadOf('', '{}')],
    ['a head that is none', payloadOf('', '[[1]]')],
    ['a head of other types', payloadOf('', head(0).replace('2026', '"2026"'))],
    ['a body shorter than its head says', payloadOf('{}', head(5))],
    ['a body of a negative length', payloadOf('', head(-1))],
    ['more than the heads account for', payloadOf('{}', '[]')],
  ])('of documents are refused with %s', (_, payload) => {
    expect(() => decodeDocuments(payload)).toThrow(FrameError);
  });

  it('of JSON are refused where they hold none', () => {
    const frame = (payload: string) => ({ kind: FRAME.verdict, payload: Buffer.from(payload) });
    expect(() => parseFrame(frame('{'))).toThrow(FrameError);
    expect(() => parseFrame(frame('null'))).toThrow(FrameError);
  });
});
