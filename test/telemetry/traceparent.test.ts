import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTraceparent } from '../../src/telemetry/traceparent.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('traceparent', () => {
  it.each([
    [`00-${TRACE}-${SPAN}-01`, 1],
    [`00-${TRACE}-${SPAN}-00`, 0],
    [`00-${TRACE}-${SPAN}-ff`, 1],
    [`cc-${TRACE}-${SPAN}-01`, 1],
    [`cc-${TRACE}-${SPAN}-01-what-is-to-come`, 1],
  ])('%s names a span', (header, traceFlags) => {
    expect(parseTraceparent(header)).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags, isRemote: true });
  });

  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['several', [`00-${TRACE}-${SPAN}-01`, `00-${TRACE}-${SPAN}-01`]],
    ['several in one', `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`],
    ['version ff', `ff-${TRACE}-${SPAN}-01`],
    ['version 00 with more', `00-${TRACE}-${SPAN}-01-more`],
    ['a later version with more and no hyphen', `cc-${TRACE}-${SPAN}-01.more`],
    ['capitals', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['a span id of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['a short trace id', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['space around it', ` 00-${TRACE}-${SPAN}-01 `],
    ['no flags', `00-${TRACE}-${SPAN}`],
  ])('is passed over: %s', (_, header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });

  it('takes from any text no more than hexadecimal ids', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f-]{50,60}$/)), (header) => {
        const parsed = parseTraceparent(header);
        if (parsed !== undefined) expect(`${parsed.traceId}${parsed.spanId}`).toMatch(/^[0-9a-f]{48}$/);
      }),
    );
  });
});
