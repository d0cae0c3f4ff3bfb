import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PresignResponse } from '../../src/contract/clear.ts';
import { type Api, rawGet, startApi } from './apiHarness.ts';

let api: Api;
let token: string;
let workspaceId: string;
beforeAll(async () => {
  api = await startApi();
  ({ token, workspaceId } = await api.account('main'));
});
afterAll(() => api.stop());

const PATH = '/integration/v1/generatePreSign';

interface Ask {
  readonly token?: string | null;
  readonly contentType?: string | null;
  readonly templateType?: string;
  /** As it stands after `?`. */
  readonly query?: string;
  readonly method?: string;
}

function ask(wish: Ask = {}): Promise<Response> {
  const { contentType = 'XLSX', templateType = 'sales', query = 'fileName=a.xlsx', method = 'GET' } = wish;
  const sent = wish.token === undefined ? token : wish.token;
  return fetch(`${api.baseUrl}${PATH}/${templateType}?${query}`, {
    method,
    headers: {
      ...(sent === null ? {} : { 'x-cleartax-auth-token': sent }),
      ...(contentType === null ? {} : { fileContentType: contentType }),
    },
  });
}

const reason = (answer: { readonly headers: Headers }) => answer.headers.get('x-gst-intake-error');

async function urlOf(answer: Response): Promise<string> {
  const body = (await answer.json()) as PresignResponse;
  expect(body).toMatchObject({ status: 'CREATED' });
  return body.preSignedS3Url ?? '';
}

/** How the contract says that each refusal looks. */
const REFUSALS: Readonly<Record<string, { status: number; body: unknown }>> = {
  token_invalid: refused(401, 'AUTHORIZATION_FAILED', 'Invalid Auth Token'),
  license_expired: refused(403, 'LICENSE_EXPIRED', 'Account License has expired'),
  permission_denied: refused(403, 'PERMISSION_DENIED', "Don't have permission. Contact admin for access"),
  quota_exceeded: refused(403, 'API_QUOTA_EXCEEDED', 'API access quota has exceeded'),
  header_missing: array(
    "Required request header 'fileContentType' for method parameter type FileContentType is not present",
  ),
  parameter_missing: array(
    "Required request parameter 'fileName' for method parameter type String is not present",
  ),
  template_type_unknown: failed(/^templateType: 'gstr1' is not known. Allowed values are sales, purchase\.$/),
  file_content_type_unknown: failed(
    /^fileContentType: 'PDF' is not known. Allowed values are XLSX, XLS, CSV\.$/,
  ),
  file_name_repeated: failed(/^fileName: given 2 times/),
  file_name_invalid: failed(/^fileName: /),
  file_name_empty: failed(/^fileName: cannot be empty/),
  file_name_too_long: failed(/^fileName: has 1501 characters. At most 1500 are allowed\.$/),
};

function refused(status: number, errorCode: string, errorMessage: string) {
  return { status, body: { status: null, preSignedS3Url: null, errorCode, errorMessage } };
}

function failed(errorMessage: RegExp) {
  const message = expect.stringMatching(errorMessage);
  return {
    status: 200,
    body: { status: 'FAILED', preSignedS3Url: null, errorCode: 'INTERNAL_ERROR', errorMessage: message },
  };
}

function array(errorMessage: string) {
  const rest = { errorField: null, errorValues: null, errorResolution: null };
  return { status: 500, body: [{ errorCode: 'INTERNAL_ERROR', errorMessage, ...rest }] };
}

async function expectRefusal(answer: Response, code: string): Promise<void> {
  expect(reason(answer)).toBe(code);
  expect({ status: answer.status, body: await answer.json() }).toEqual(REFUSALS[code]);
}

describe('outcomes, the first that matches', () => {
  /** Everything that can be wrong with a call, in the contract's order: each stands with all that come after it. */
  const WRONG = {
    token_invalid: { token: 'gst_tok_no' },
    license_expired: {},
    permission_denied: {},
    header_missing: { contentType: null },
    parameter_missing: { query: 'filename=a.xlsx' },
    template_type_unknown: { templateType: 'gstr1' },
    file_content_type_unknown: { contentType: 'PDF' },
    file_name_repeated: { query: 'fileName=a&fileName=b' },
  } satisfies Record<string, Ask>;

  let badLicense: string;
  let badPermission: string;
  beforeAll(async () => {
    const lapsed = await api.account('lapsed', { permissions: ['invoice.read'] });
    await api.administration.licenseSet({ workspace: 'lapsed', from: null, until: '2026-11-22' });
    await api.administration.quotaSet({ workspace: 'lapsed', limit: 0, per: 'day' });
    badLicense = lapsed.token;
    const reader = await api.account('reader', { permissions: ['invoice.read', 'workspace.admin'] });
    await api.administration.quotaSet({ workspace: 'reader', limit: 0, per: 'day' });
    badPermission = reader.token;
    const spent = await api.account('spent');
    await api.administration.quotaSet({ workspace: 'spent', limit: 0, per: 'day' });
    accounts = { license_expired: badLicense, permission_denied: badPermission, later: spent.token };
  });
  let accounts: Record<'license_expired' | 'permission_denied' | 'later', string>;

  it.each(Object.keys(WRONG).map((code, place) => ({ code, place })))(
    '$code comes before all that follow it',
    async ({ code, place }) => {
      const faults = Object.values(WRONG).slice(place).reverse();
      const wish: Ask = Object.assign({}, ...faults);
      const own =
        code === 'license_expired' || code === 'permission_denied' ? accounts[code] : accounts.later;
      await expectRefusal(await ask({ ...wish, token: wish.token ?? own }), code);
    },
  );

  it('quota comes last: a call without any other fault', async () => {
    const answer = await ask({ token: accounts.later });
    expect(answer.headers.get('retry-after')).toBe(String(12.5 * 3600));
    await expectRefusal(answer, 'quota_exceeded');
  });

  it.each([
    ['file_name_empty', 'fileName='],
    ['file_name_empty', 'fileName'],
    ['file_name_empty', 'fileName=%20+%09%E3%80%80%EF%BB%BF'],
    ['file_name_too_long', `fileName=${'a'.repeat(1501)}`],
    ['file_name_invalid', 'fileName=a%00.xlsx'],
    ['file_name_invalid', 'fileName=%FF.xlsx'],
    ['file_name_invalid', 'fileName=%ZZ.xlsx'],
    ['file_name_invalid', 'fileName=100%'],
    ['file_name_invalid', 'fileName=%C0%AF'],
    ['file_name_invalid', 'fileName=%ED%A0%80'],
    ['file_name_repeated', 'fileName=a&fileName=a'],
    ['file_name_repeated', 'fileName=a&%66ileName=b'],
    ['parameter_missing', ''],
    ['parameter_missing', 'FILENAME=a'],
  ])('%s: ?%s', async (code, query) => {
    await expectRefusal(await ask({ query }), code);
  });

  it('CREATED, with exactly four keys in their order, when nothing is wrong', async () => {
    const answer = await ask();
    expect(answer.status).toBe(200);
    expect(reason(answer)).toBeNull();
    const body = await answer.text();
    const { preSignedS3Url } = JSON.parse(body) as PresignResponse;
    expect(body).toBe(
      `{"status":"CREATED","preSignedS3Url":"${preSignedS3Url}","errorCode":null,"errorMessage":null}`,
    );
    expect(preSignedS3Url).toMatch(
      new RegExp(`^${api.baseUrl}/v1/ap-south-1/uploads/${workspaceId}/GSTSALES/2026/NOVEMBER/`),
    );
  });
});

describe('the token', () => {
  it.each([
    ['none', null],
    ['an empty one', ''],
    ['another shape', 'Bearer abc'],
    ['a blank around it', ' x '],
    ['one made elsewhere', 'gst_tok_jPNHzFw6j6Rs1JNKYsda3bmoSNpGttcqflVSlk_OPAgnn4Utg'],
  ])('%s is 401', async (_what, sent) => {
    await expectRefusal(await ask({ token: sent }), 'token_invalid');
  });

  it('with one character changed is 401', async () => {
    const at = 20;
    const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
    await expectRefusal(await ask({ token: changed }), 'token_invalid');
  });

  it('sent twice is 401, not the first of two', async () => {
    const line = `x-cleartax-auth-token: ${token}`;
    const answer = await rawGet(api.port, `${PATH}/sales?fileName=a`, [line, line, 'fileContentType: CSV']);
    expect(answer.status).toBe(401);
  });

  it('is refused from the very next request after its revocation', async () => {
    const account = await api.account('revoked');
    await urlOf(await ask({ token: account.token }));
    await api.administration.tokenRevoke(account.tokenId);
    await expectRefusal(await ask({ token: account.token }), 'token_invalid');
  });

  it('is refused as soon as its user is disabled', async () => {
    const account = await api.account('disabled');
    await urlOf(await ask({ token: account.token }));
    await api.administration.userDisable(account.userId);
    await expectRefusal(await ask({ token: account.token }), 'token_invalid');
  });

  it('is good up to the millisecond before it expires, and not after', async () => {
    const before = api.state.now;
    const account = await api.account('short', { expiresInSeconds: 60 });
    try {
      api.state.now = before + 59_999;
      await urlOf(await ask({ token: account.token }));
      api.state.now = before + 60_000;
      await expectRefusal(await ask({ token: account.token }), 'token_invalid');
    } finally {
      api.state.now = before;
    }
  });
});

describe('the license', () => {
  it.each([
    ['the evening before the first day', '2026-11-23T18:29:59.999Z', 'license_expired'],
    ['the first moment of the first day, in India', '2026-11-23T18:30:00.000Z', undefined],
    ['the last moment of the last day', '2026-11-25T18:29:59.999Z', undefined],
    ['the moment after', '2026-11-25T18:30:00.000Z', 'license_expired'],
  ])('%s', async (what, at, code) => {
    const before = api.state.now;
    const account = await api.account(`license ${what}`);
    const { workspaceId: workspace } = account;
    await api.administration.licenseSet({ workspace, from: '2026-11-24', until: '2026-11-25' });
    try {
      api.state.now = Date.parse(at);
      const answer = await ask({ token: account.token });
      if (code === undefined) await urlOf(answer);
      else await expectRefusal(answer, code);
    } finally {
      api.state.now = before;
    }
  });
});

describe('the quota', () => {
  it('is used by issued URLs and by nothing else', async () => {
    const account = await api.account('counted');
    await api.administration.quotaSet({ workspace: 'counted', limit: 3, per: 'hour' });
    const own = { token: account.token };
    await urlOf(await ask(own));
    for (const refusal of [
      { contentType: null },
      { contentType: 'PDF' },
      { query: 'other=1' },
      { query: 'fileName=' },
      { query: 'fileName=%FF' },
      { query: 'fileName=a&fileName=b' },
      { templateType: 'gstr1' },
      { method: 'HEAD' },
      { method: 'POST' },
      { method: 'OPTIONS' },
    ]) {
      expect(reason(await ask({ ...own, ...refusal }))).not.toBeNull();
    }
    expect(await account.used()).toBe(1);
    await urlOf(await ask(own));
    await urlOf(await ask(own));
    await expectRefusal(await ask(own), 'quota_exceeded');
    expect(await account.used()).toBe(3);
  });

  it('is exact when many ask at once', async () => {
    const account = await api.account('crowd');
    await api.administration.quotaSet({ workspace: 'crowd', limit: 17, per: 'day' });
    const answers = await Promise.all(Array.from({ length: 60 }, () => ask({ token: account.token })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(17);
    expect(answers.filter(({ status }) => status === 403)).toHaveLength(43);
    expect(await account.used()).toBe(17);
  });

  it.each([
    ['minute', '2026-11-23T06:00:59.001Z', 1],
    ['hour', '2026-11-23T06:00:00.000Z', 1800],
    ['day', '2026-11-23T18:29:00.000Z', 60],
    ['month', '2026-11-30T18:29:59.000Z', 1],
  ])('of a %s ends with it, in India, and says in how many seconds', async (per, at, seconds) => {
    const before = api.state.now;
    const account = await api.account(`per ${per}`);
    await api.administration.quotaSet({ workspace: account.workspaceId, limit: 1, per });
    try {
      api.state.now = Date.parse(at);
      await urlOf(await ask({ token: account.token }));
      const answer = await ask({ token: account.token });
      expect(answer.headers.get('retry-after')).toBe(String(seconds));
      await expectRefusal(answer, 'quota_exceeded');
      api.state.now += seconds * 1000;
      await urlOf(await ask({ token: account.token }));
    } finally {
      api.state.now = before;
    }
  });
});

describe('fileContentType and templateType', () => {
  it.each([
    ['xlsx', 'SALES', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ['Xls', 'Purchase', 'application/vnd.ms-excel'],
    ['csv', 'purchase', 'application/vnd.ms-excel'],
  ])('match whatever their case: %s, %s', async (contentType, templateType, signed) => {
    const answer = await ask({ contentType, templateType });
    expect(answer.headers.get('x-upload-content-type')).toBe(signed);
    const path = new URL(await urlOf(answer)).pathname;
    expect(path).toContain(/sales/i.test(templateType) ? '/GSTSALES/' : '/MAXITC/');
  });

  it('given twice, the first counts for the header', async () => {
    for (const [first, second, status] of [
      ['CSV', 'PDF', 'CREATED'],
      ['PDF', 'CSV', 'FAILED'],
    ]) {
      const answer = await rawGet(api.port, `${PATH}/sales?fileName=a`, [
        `x-cleartax-auth-token: ${token}`,
        `filecontenttype: ${first}`,
        `FileContentType: ${second}`,
      ]);
      expect(JSON.parse(answer.body)).toMatchObject({ status });
    }
  });

  it.each(['', 'XLSX,CSV', 'XLSM', 'X\u0130'])('refuses %j', async (contentType) => {
    const lines = [`x-cleartax-auth-token: ${token}`, `fileContentType: ${contentType}`];
    const answer = await rawGet(api.port, `${PATH}/sales?fileName=a`, lines);
    expect(answer.headers.get('x-gst-intake-error')).toBe('file_content_type_unknown');
  });

  it.each(['sales%20', 'sale', '%73%61les%00', '..%2Fsales', 'a'.repeat(15_000)])(
    'names an unknown templateType: %s',
    async (templateType) => {
      const answer = await ask({ templateType });
      expect(answer.status).toBe(200);
      expect(reason(answer)).toBe('template_type_unknown');
    },
  );

  it('shows what came without control characters, and not more than a line of it', async () => {
    const answer = await ask({ templateType: `%1B%5B31m%0A${'x'.repeat(500)}` });
    const { errorMessage } = (await answer.json()) as PresignResponse;
    expect(errorMessage).not.toMatch(/\p{Cc}/u);
    expect(errorMessage?.length).toBeLessThan(150);
  });

  it('takes a percent-encoded templateType that means sales', async () => {
    await urlOf(await ask({ templateType: '%73ales' }));
  });
});

describe('fileName', () => {
  const names = {
    'a blank as +': ['fileName=Sales+April+2026.xlsx', 'Sales April 2026.xlsx'],
    'a blank as %20': ['fileName=Sales%20April%202026.xlsx', 'Sales April 2026.xlsx'],
    'a plus as %2B': ['fileName=A%2BB.xlsx', 'A+B.xlsx'],
    'slashes and dots': ['fileName=..%2F..%2Fetc/passwd', '../../etc/passwd'],
    quotes: ['fileName=%22a%22%27b%27.csv', `"a"'b'.csv`],
    'a line break': ['fileName=a%0Ab.csv', 'a\nb.csv'],
    'an equals sign': ['fileName=a=b=c', 'a=b=c'],
    'other parameters beside it': ['x=1&fileName=a.csv&y=2&&=', 'a.csv'],
    'a decomposed accent, as a Mac sends it': ['fileName=Cafe%CC%81.csv', 'Cafe\u0301.csv'],
    'blanks around it': ['fileName=%20a.csv%20', ' a.csv '],
    'an HTML tag': ['fileName=%3Cscript%3E.csv', '<script>.csv'],
  } as const;

  it.each(Object.entries(names))('keeps %s', async (_what, [query, stored]) => {
    expect(await api.storedName(await urlOf(await ask({ query })))).toBe(stored);
  });

  it.each([
    ['Latin', 'a'],
    ['Devanagari', 'क'],
    ['Tamil', 'த'],
    ['emoji, two UTF-16 units each', '😀'],
    ['combining signs', '\u093f'],
  ])('takes 1,500 code points and refuses 1,501: %s', async (_script, character) => {
    const most = character.repeat(1500);
    expect(
      await api.storedName(await urlOf(await ask({ query: `fileName=${encodeURIComponent(most)}` }))),
    ).toBe(most);
    const answer = await ask({ query: `fileName=${encodeURIComponent(most + character)}` });
    await expectRefusal(answer, 'file_name_too_long');
  });

  it.each([
    ['raw UTF-8', Buffer.from('बिक्री.xlsx').toString('latin1')],
    ['raw Latin-1', 'caf\xe9.xlsx'],
    ['a raw blank', 'Sales April.xlsx'],
  ])('that comes unencoded (%s) is answered 400 with how to encode it', async (_what, raw) => {
    const lines = [`x-cleartax-auth-token: ${token}`, 'fileContentType: XLSX'];
    const answer = await rawGet(api.port, `${PATH}/sales?fileName=${raw}`, lines);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toEqual([
      expect.objectContaining({ errorMessage: expect.stringContaining('fileName=Sales%20April.xlsx') }),
    ]);
  });

  it('is never part of the URL', async () => {
    expect(await urlOf(await ask({ query: 'fileName=needle.xlsx' }))).not.toContain('needle');
  });
});

describe('the answer', () => {
  it.each([
    ['issued', {}],
    ['FAILED', { query: 'fileName=' }],
    ['401', { token: null }],
    ['500', { contentType: null }],
  ])('is kept by no cache and tells no other site: %s', async (_what, wish) => {
    const { headers } = await ask(wish);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('says which Content-Type to send only where there is a URL', async () => {
    expect((await ask({ query: 'fileName=' })).headers.get('x-upload-content-type')).toBeNull();
  });

  it('to HEAD issues nothing and counts nothing', async () => {
    const account = await api.account('head');
    await api.administration.quotaSet({ workspace: 'head', limit: 5, per: 'day' });
    const answer = await ask({ token: account.token, method: 'HEAD' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET');
    expect(await account.used()).toBe(0);
  });
});

describe('what nobody foresaw', () => {
  it('is the array with the request id, and nothing of the cause', async () => {
    const broken = await startApi({
      admit: () => () => Promise.reject(new Error('disk I/O error at /var/lib/secret/control.sqlite')),
    });
    const account = await broken.account('broken');
    const answer = await fetch(`${broken.baseUrl}${PATH}/sales?fileName=a`, {
      headers: { 'x-cleartax-auth-token': account.token, fileContentType: 'CSV' },
    });
    const id = answer.headers.get('x-request-id');
    expect({ status: answer.status, body: await answer.json() }).toEqual(
      array(`Internal Error. Contact support. Request id: ${id}`),
    );
    expect(reason(answer)).toBe('internal');
    expect(broken.logged()).toContainEqual(
      expect.objectContaining({
        level: 'error',
        requestId: id,
        error: expect.objectContaining({ name: 'Error' }),
      }),
    );
    await broken.stop();
  });

  it('is so, too, where URLs would be longer than 2048 characters, before anything is spent', async () => {
    const long = await startApi({
      publicOrigin: `https://${'a'.repeat(60)}.example`,
      pathPrefix: `/${'p'.repeat(1600)}`,
    });
    const account = await long.account('long');
    await long.administration.quotaSet({ workspace: 'long', limit: 5, per: 'day' });
    const answer = await fetch(`${long.baseUrl}${PATH}/sales?fileName=a`, {
      headers: { 'x-cleartax-auth-token': account.token, fileContentType: 'CSV' },
    });
    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain('Internal Error. Contact support.');
    expect(await account.used()).toBe(0);
    expect(JSON.stringify(long.logged())).toContain('GST_INTAKE_PUBLIC_URL');
    await long.stop();
  });
});
