import { describe, expect, it } from 'vitest';
import { AppError } from '../src/errors.ts';
import { createLog, type LogFields, maskSecrets } from '../src/log.ts';

type Line = Readonly<Record<string, unknown>>;

function record(level: 'debug' | 'info' | 'warn' | 'silent' = 'info') {
  const lines: string[] = [];
  const log = createLog(level, { write: (line: string) => void lines.push(line) });
  return { log, text: () => lines.join(''), lines: () => lines.map((line): Line => JSON.parse(line)) };
}

const SIGNED_URL =
  'https://gst.example.in/v1/r/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=GSTI%2F20261123&X-Amz-Signature=deadbeef';
const TOKEN = 'gst_tok_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG-_x12345';

describe('a line', () => {
  it('is JSON with its level, its time in RFC 3339, its message, and the fields given', () => {
    const { log, lines } = record();
    log.info({ requestId: 'r-1', status: 200, durationMs: 0.5 }, 'answered');
    const [line = {}] = lines();
    expect(line).toMatchObject({
      level: 'info',
      msg: 'answered',
      requestId: 'r-1',
      status: 200,
      durationMs: 0.5,
    });
    expect(new Date(String(line['time'])).toISOString()).toBe(line['time']);
    expect(Object.keys(line).sort()).toEqual(['durationMs', 'level', 'msg', 'requestId', 'status', 'time']);
  });

  it('drops every field that is not on the list, whatever the types say', () => {
    const { log, lines, text } = record();
    const smuggled = {
      requestId: 'r-2',
      headers: { 'x-cleartax-auth-token': TOKEN },
      url: SIGNED_URL,
      token: TOKEN,
      hostname: 'box',
    };
    log.warn(smuggled as LogFields, 'careful');
    expect(Object.keys(lines()[0] ?? {}).sort()).toEqual(['level', 'msg', 'requestId', 'time']);
    expect(text()).not.toContain('gst_tok_');
  });

  it('is not written below the level', () => {
    const { log, lines } = record('warn');
    log.debug({}, 'one');
    log.info({}, 'two');
    log.warn({}, 'three');
    log.error({}, 'four');
    expect(lines().map(({ msg }) => msg)).toEqual(['three', 'four']);
    const silent = record('silent');
    silent.log.error({}, 'five');
    expect(silent.lines()).toEqual([]);
  });

  it('is one line whatever its values hold', () => {
    const { log, text } = record();
    log.info({ route: 'a\nb\r\n{"level":"error"}' }, 'answered');
    expect(text().trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('an error', () => {
  it('shows name, code, message and stack, and its causes', () => {
    const { log, lines } = record();
    const cause = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    log.error({ error: new AppError('disk_full', 'The disk is full.', { cause }) }, 'request failed');
    expect(lines()[0]?.['error']).toMatchObject({
      name: 'AppError',
      code: 'disk_full',
      message: 'The disk is full.',
      stack: expect.stringContaining('log.test.ts'),
      cause: { name: 'Error', code: 'ENOSPC', message: 'no space left on device' },
    });
  });

  it('keeps its secrets, in message, stack and causes', () => {
    const { log, text } = record();
    const cause = new Error(`connect failed: postgres://gst:pa55word@db:5432/gst`);
    log.error(
      { error: new Error(`fetch of ${SIGNED_URL} with ${TOKEN} failed`, { cause }) },
      'request failed',
    );
    for (const secret of ['X-Amz-', 'deadbeef', 'gst_tok_', TOKEN.slice(8, 30), 'pa55word'])
      expect(text()).not.toContain(secret);
    expect(text()).toContain('https://gst.example.in/v1/r/b/k[masked]');
    expect(text()).toContain('postgres://gst:[masked]@db:5432/gst');
  });

  it('shows nothing of its other properties', () => {
    const { log, text } = record();
    log.error(
      { error: Object.assign(new Error('refused'), { request: { token: TOKEN } }) },
      'request failed',
    );
    expect(text()).not.toContain('gst_tok_');
  });

  it('may be anything that was thrown, and may cause itself', () => {
    const { log, lines, text } = record();
    log.error({ error: TOKEN }, 'a string');
    const loop = new Error('round and round');
    loop.cause = loop;
    log.error({ error: loop }, 'a loop');
    expect(lines()[0]?.['error']).toEqual({ name: 'string' });
    expect(lines()[1]?.['error']).toMatchObject({ message: 'round and round' });
    expect(text()).not.toContain('gst_tok_');
  });
});

describe('maskSecrets', () => {
  it.each([
    [`GET /v1/r/b/k?X-Amz-Signature=deadbeef HTTP/1.1`, 'GET /v1/r/b/k[masked] HTTP/1.1'],
    ['/v1/k?a=1&x-amz-signature=deadbeef&b=2', '/v1/k[masked]'],
    ['X-Amz-Security-Token=IQoJb3', '[masked]'],
    ['token gst_tok_abc-DEF_1, secret gst_sec_xyz', 'token [masked], secret [masked]'],
    ['postgres://gst:p@db/gst', 'postgres://gst:[masked]@db/gst'],
    ['postgres://:p@db/gst', 'postgres://:[masked]@db/gst'],
    ['postgres://gst@db/gst', 'postgres://gst@db/gst'],
    ['http://127.0.0.1:8080/healthz', 'http://127.0.0.1:8080/healthz'],
    ['nothing to hide', 'nothing to hide'],
  ])('%s', (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });
});
