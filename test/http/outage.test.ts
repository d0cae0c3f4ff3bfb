import { describe, expect, it } from 'vitest';
import { AppError, type ErrorCode } from '../../src/errors.ts';
import { problemOf } from '../../src/http/native/problem.ts';
import { startApi } from './apiHarness.ts';
import { startGateway } from './gateway/harness.ts';

/** As the database half words them, for the operator's eyes. */
const OUTAGES: readonly [ErrorCode, string][] = [
  ['unavailable', 'The database file /srv/private/control.sqlite is locked by another process.'],
  ['disk_full', 'PostgreSQL at db.internal:5432/accounts has no disk space left.'],
  ['settings_invalid', 'PostgreSQL at db.internal:5432/accounts refuses the user or the password.'],
];
const INTERNALS = /private|db\.internal|SQLITE|PostgreSQL|password/;

function outage(code: ErrorCode, message: string): AppError {
  return new AppError(code, message, { cause: new Error('SQLITE_BUSY') });
}

describe.each(OUTAGES)('an outage called %s', (code, message) => {
  it('is told to who asks for a URL as internal, and to the log with its cause', async () => {
    const api = await startApi({ admit: () => () => Promise.reject(outage(code, message)) });
    const account = await api.account('acme');
    const answer = await fetch(`${api.baseUrl}/integration/v1/generatePreSign/sales?fileName=a`, {
      headers: { 'x-cleartax-auth-token': account.token, fileContentType: 'CSV' },
    });
    expect(answer.status).toBe(500);
    expect(answer.headers.get('x-gst-intake-error')).toBe('internal');
    expect(await answer.text()).not.toMatch(INTERNALS);
    expect(api.logged()).toContainEqual(
      expect.objectContaining({
        level: 'error',
        requestId: answer.headers.get('x-request-id'),
        error: expect.objectContaining({
          code,
          message,
          cause: expect.objectContaining({ message: 'SQLITE_BUSY' }),
        }),
      }),
    );
    await api.stop();
  });

  it('is told to who uploads in words of our own, and to the observer with its cause', async () => {
    const error = outage(code, message);
    const gateway = await startGateway({
      uploads: {
        find: () => Promise.reject(error),
        land: () => Promise.reject(error),
        byteRoom: async () => undefined,
      },
    });
    const answer = await gateway.send(await gateway.issue());
    const told = code === 'settings_invalid' ? 'internal' : code;
    expect(answer.status).toBe(told === 'internal' ? 500 : 503);
    expect(answer.headers['x-gst-intake-error']).toBe(told);
    expect(answer.body.toString()).not.toMatch(INTERNALS);
    expect(answer.body.toString()).toContain('again');
    expect(gateway.failures).toEqual([error]);
    expect(gateway.finished).toEqual([expect.objectContaining({ code: told })]);
    await gateway.close();
  });

  it('shows an operator’s tool nothing either', () => {
    expect(JSON.stringify(problemOf(outage(code, message), 'an-id'))).not.toMatch(INTERNALS);
  });
});

describe('a stop as planned', () => {
  it('is told as such, and is no failure', async () => {
    const gateway = await startGateway();
    const issued = await gateway.issue();
    await gateway.gateway.drain(0);
    const answer = await gateway.send(issued);
    expect(answer.status).toBe(503);
    expect(answer.body.toString()).toContain('shutting down');
    expect(gateway.failures).toEqual([]);
    await gateway.close();
  });
});
