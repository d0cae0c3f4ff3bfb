import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventParser, type ServerEvent } from '../../src/client/eventParser.ts';

const lineText = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n]/g, ''));
const newline = fc.constantFrom('\n', '\r\n', '\r');
const written = fc.record({
  type: fc.option(fc.constantFrom('activity', 'end', 'ग़लत'), { nil: undefined }),
  lines: fc.array(lineText, { maxLength: 3 }),
  id: fc.option(
    lineText.map((text) => text.replaceAll('\0', '')),
    { nil: undefined },
  ),
  comment: fc.option(lineText, { nil: undefined }),
  newline,
});
type Written = typeof written extends fc.Arbitrary<infer T> ? T : never;

function textOf({ type, lines, id, comment, newline: end }: Written): string {
  return [
    ...(comment === undefined ? [] : [`:${comment}`]),
    ...(type === undefined ? [] : [`event: ${type}`]),
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...lines.map((line) => `data: ${line}`),
    '',
    '',
  ].join(end);
}

function expected(all: readonly Written[]): ServerEvent[] {
  let lastEventId = '';
  return all.flatMap(({ type = 'message', lines, id }) => {
    lastEventId = id ?? lastEventId;
    return lines.length === 0 ? [] : [{ type, data: lines.join('\n'), lastEventId }];
  });
}

function pieces(text: string, cuts: readonly number[]): string[] {
  const at = [...cuts.map((cut) => cut % (text.length + 1)), 0, text.length].sort((a, b) => a - b);
  return at.slice(1).map((end, index) => text.slice(at[index], end));
}

describe('the parser of event streams', () => {
  it('reads what was written, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(written), fc.array(fc.nat()), (all, cuts) => {
        const parser = createEventParser();
        const events = pieces(all.map(textOf).join(''), cuts).flatMap((piece) => parser.push(piece));
        expect(events).toEqual(expected(all));
      }),
    );
  });

  it.each<[string, string, object[]]>([
    ['takes off one blank after the colon', 'data:  x\n\n', [{ data: ' x' }]],
    ['needs no blank', 'data:x\n\n', [{ data: 'x' }]],
    ['takes a line without a colon for a field without a value', 'data\ndata\n\n', [{ data: '\n' }]],
    ['knows no other fields', 'Data: x\nfoo: y\ndata: z\n\n', [{ data: 'z' }]],
    ['keeps no id with a NUL', 'id: a\n\nid: b\0\ndata: x\n\n', [{ data: 'x', lastEventId: 'a' }]],
    ['forgets the type of an event without data', 'event: end\n\ndata: x\n\n', [{ type: 'message' }]],
    ['takes a cut-off event for none', 'data: x\n\ndata: y\n', [{ data: 'x' }]],
  ])('%s', (_what, text, events) => {
    expect(createEventParser().push(text)).toMatchObject(events);
    expect(createEventParser().push(text)).toHaveLength(events.length);
  });

  it('hears how long to wait, in whole milliseconds only', () => {
    const parser = createEventParser();
    expect(parser.retryMs).toBeUndefined();
    parser.push('retry: 1500\n\n');
    parser.push('retry: 2s\n\nretry: -1\n\nretry:\n\n');
    expect(parser.retryMs).toBe(1500);
  });
});

it('gives up an event that has no end', () => {
  const parser = createEventParser();
  const piece = `data: ${'x'.repeat(1_000_000)}\n`;
  expect(() => {
    for (let times = 0; times < 6; times += 1) parser.push(piece);
  }).toThrow('without an end');
});
