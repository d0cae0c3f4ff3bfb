import { describe, expect, it } from 'vitest';
import {
  AuthenticationError,
  ProbablyUploadedError,
  QuotaExceededError,
  RequestRefusedError,
  TimeoutError,
} from '../../src/client/index.ts';
import { errorDetails, kindOfError, serverSays, waitOf } from '../../src/console/words/errorKinds.ts';

const refused = (status: number) => new RequestRefusedError('some_code', 'No such thing.', { status });

describe('an error in words', () => {
  it('is told apart by the narrowest class and the status', () => {
    expect(kindOfError(new TimeoutError('timeout', 'late'))).toBe('timeout');
    expect(kindOfError(new ProbablyUploadedError('x', 'x', { uploadId: null }))).toBe('probablyUploaded');
    expect(kindOfError(new AuthenticationError('x', 'x', { status: 401 }))).toBe('signedOut');
    expect(kindOfError(refused(404))).toBe('notFound');
    expect(kindOfError(refused(429))).toBe('tooMany');
    expect(kindOfError(refused(400))).toBe('refused');
    expect(kindOfError(new TypeError('a bug'))).toBe('unknown');
  });

  it('lets the server speak where it knows more, and keeps a bug to the details', () => {
    expect(serverSays(refused(400))).toBe('No such thing.');
    expect(serverSays(new TypeError('x is undefined'))).toBeNull();
  });

  it('knows how long to wait', () => {
    expect(waitOf(new QuotaExceededError('x', 'x', { retryAfterSeconds: 90 }))).toBe(90);
    expect(waitOf(refused(400))).toBeNull();
    expect(waitOf(null)).toBeNull();
  });

  it('is copied with all that a helper needs, and no line without a value', () => {
    const error = new RequestRefusedError('some_code', 'No.', { status: 400, requestId: 'req-1' });
    expect(errorDetails(error, 0)).toBe(
      'message: No.\ncode: some_code\nstatus: 400\nrequest id: req-1\ntime: 1970-01-01T00:00:00.000Z',
    );
    expect(errorDetails(new TypeError('a bug'), 0)).toBe(
      'message: a bug\ncode: TypeError\ntime: 1970-01-01T00:00:00.000Z',
    );
    expect(errorDetails('thrown text', 0)).toBe('message: thrown text\ntime: 1970-01-01T00:00:00.000Z');
  });
});
