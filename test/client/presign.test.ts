import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  AuthenticationError,
  createClient,
  GstIntakeError,
  InvalidOptionError,
  LicenseExpiredError,
  PermissionDeniedError,
  type PresignOptions,
  QuotaExceededError,
  RequestRefusedError,
  ServerError,
  type TransportOptions,
  UnexpectedAnswerError,
} from '../../src/client/index.ts';
import {
  answer,
  answerJson,
  type Handler,
  refusedBy,
  type ScriptedClear,
  startScriptedClear,
  TOKEN,
} from './scriptedClear.ts';

let clear: ScriptedClear;
beforeEach(async () => {
  clear = await startScriptedClear();
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await clear[Symbol.asyncDispose]();
});

function clientOf(options: Partial<TransportOptions> & { readonly token?: string } = {}) {
  return createClient({ baseUrl: clear.baseUrl, token: TOKEN, retryDelayMs: 1, ...options });
}

function presign(change: Partial<PresignOptions> = {}, options: Partial<TransportOptions> = {}) {
  return clientOf(options).presign({
    templateType: 'purchase',
    fileContentType: 'XLSX',
    fileName: 'a.xlsx',
    ...change,
  });
}

const cutNow: Handler = (request) => void request.socket.destroy();

const INTERNAL_ARRAY = [
  {
    errorCode: 'INTERNAL_ERROR',
    errorMessage: 'Internal Error.',
    errorField: null,
    errorValues: null,
    errorResolution: null,
  },
];

describe('what Clear answers', () => {
  it('is handed on as it came, with the type that the PUT needs', async () => {
    const { answer: said, url, contentType } = await presign();
    expect(Object.keys(said)).toEqual(['status', 'preSignedS3Url', 'errorCode', 'errorMessage']);
    expect(said.preSignedS3Url).toBe(url);
    expect(contentType).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
    expect(clear.presigns[0]?.path).toBe('/integration/v1/generatePreSign/purchase?fileName=a.xlsx');
  });

  it.each([
    [
      401,
      refusedBy('AUTHORIZATION_FAILED', 'Invalid Auth Token'),
      AuthenticationError,
      'AUTHORIZATION_FAILED',
    ],
    [
      403,
      refusedBy('LICENSE_EXPIRED', 'Account License has expired'),
      LicenseExpiredError,
      'LICENSE_EXPIRED',
    ],
    [
      403,
      refusedBy('PERMISSION_DENIED', "Don't have permission."),
      PermissionDeniedError,
      'PERMISSION_DENIED',
    ],
    [
      403,
      refusedBy('API_QUOTA_EXCEEDED', 'API access quota has exceeded'),
      QuotaExceededError,
      'API_QUOTA_EXCEEDED',
    ],
    [200, refusedBy('INTERNAL_ERROR', 'fileName is empty', 'FAILED'), RequestRefusedError, 'INTERNAL_ERROR'],
  ])('%i %o becomes its own error, at once', async (status, body, kind, code) => {
    clear.nextPresigns.push(answerJson(status, body));
    const error = await presign().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ code, status, message: body.errorMessage, requestId: 'r-1' });
    expect(clear.presigns).toHaveLength(1);
  });

  it('says when a quota begins anew, and prefers the finer code of our server', async () => {
    const headers = { 'retry-after': '90', 'x-gst-intake-error': 'quota_exceeded' };
    clear.nextPresigns.push(answerJson(403, refusedBy('API_QUOTA_EXCEEDED', 'used up'), headers));
    await expect(presign()).rejects.toMatchObject({ code: 'quota_exceeded', retryAfterSeconds: 90 });
  });

  it('is asked for again after failures of the server and of the line', async () => {
    clear.nextPresigns.push(answerJson(500, INTERNAL_ARRAY), answer(502, {}, '<html>'), answer(429), cutNow);
    await presign();
    expect(clear.presigns).toHaveLength(5);
  });

  it('is reported with its words when the server keeps failing', async () => {
    clear.nextPresigns.push(answerJson(500, INTERNAL_ARRAY), answerJson(500, INTERNAL_ARRAY));
    const error = await presign({}, { retries: 1 }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({ message: expect.stringContaining('Internal Error.') });
  });

  it.each([
    ['a page', answer(200, {}, '<html>hello</html>')],
    [
      'no URL',
      answerJson(200, { status: 'CREATED', preSignedS3Url: null, errorCode: null, errorMessage: null }),
    ],
    ['a URL that no PUT goes to', answerJson(200, { status: 'CREATED', preSignedS3Url: 'javascript:1' })],
    ['JSON null', answerJson(200, null)],
  ])('is refused when it is %s', async (_name, odd) => {
    clear.nextPresigns.push(odd);
    await expect(presign()).rejects.toBeInstanceOf(UnexpectedAnswerError);
  });

  it('is not followed elsewhere with the token', async () => {
    await using elsewhere = await startScriptedClear();
    clear.nextPresigns.push(answer(302, { location: `${elsewhere.baseUrl}/x?secret=1` }));
    const error = await presign().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: expect.stringContaining(`redirects to ${elsewhere.baseUrl}.`) });
    expect(elsewhere.presigns).toHaveLength(0);
  });

  it('never puts an echoed token or control characters into an error', async () => {
    clear.nextPresigns.push(
      answerJson(200, refusedBy('INTERNAL_ERROR', `bad\u001b[31m\n${TOKEN}`, 'FAILED')),
    );
    await expect(presign()).rejects.toMatchObject({ message: 'bad [31m ***' });
  });
});

describe('options', () => {
  it.each([
    ['no URL', { baseUrl: 'gst.example.in' }],
    ['a password in the URL', { baseUrl: 'https://u:secret@gst.example.in' }],
    ['a query in the URL', { baseUrl: 'https://gst.example.in/?a=1' }],
    ['an empty token', { token: '' }],
    ['a token with a line break', { token: 'secret\n' }],
    ['retries below zero', { retries: -1 }],
    ['a timeout that is no number', { timeoutMs: Number.NaN }],
  ])('%s is refused without being quoted', (_name, options) => {
    expect(() => clientOf(options)).toThrow(InvalidOptionError);
    expect(() => clientOf(options)).not.toThrow(/secret/);
  });

  it('keep the path prefix of the base URL and tell who is calling', async () => {
    await presign({}, { baseUrl: `${clear.baseUrl}/gst/`, userAgent: 'erp/1' });
    expect(clear.presigns[0]?.path).toBe('/gst/integration/v1/generatePreSign/purchase?fileName=a.xlsx');
    expect(clear.presigns[0]?.headers['user-agent']).toBe('erp/1');
  });

  it('refuse a file name without a UTF-8 form before anything is sent', async () => {
    await expect(presign({ fileName: '\ud800' })).rejects.toBeInstanceOf(GstIntakeError);
    expect(clear.presigns).toHaveLength(0);
  });
});

describe('a platform that sets Content-Length itself, as browsers do', () => {
  it('gets the Blob whole, also of a stream, and tells progress at both ends', async () => {
    const BrowserRequest = class extends Request {
      constructor(input: RequestInfo | URL, init: RequestInit = {}) {
        super(input, { ...init, headers: {} });
      }
    };
    vi.stubGlobal('Request', BrowserRequest);
    const client = clientOf();
    vi.unstubAllGlobals();
    const bytes = new TextEncoder().encode('a,b\n1,2\n');
    const told: number[] = [];
    const result = await client.upload({
      source: { size: undefined, open: () => new Blob([bytes]).stream() },
      templateType: 'sales',
      fileContentType: 'CSV',
      fileName: 'a.csv',
      onProgress: ({ sent }) => told.push(sent),
    });
    expect(told).toEqual([0, bytes.length]);
    expect(result.bytes).toBe(bytes.length);
    expect(clear.landed[0]?.headers).toMatchObject({
      'content-length': String(bytes.length),
      'user-agent': 'node',
    });
    expect(clear.landed[0]?.body.equals(bytes)).toBe(true);
  });
});
