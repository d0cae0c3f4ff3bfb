import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, startApi } from './apiHarness.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

async function secretOf(name: string) {
  const account = await api.account(name);
  return { ...account, ...(await api.administration.clientSecretCreate({ user: account.userId })) };
}

async function fetchToken(clientSecret: string | undefined, init: RequestInit = {}) {
  const answer = await fetch(`${api.baseUrl}/integration/v1/authz/token`, {
    ...init,
    headers: clientSecret === undefined ? {} : { 'x-clear-client-secret': clientSecret },
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, body: JSON.parse(text || 'null') };
}

async function presignStatus(token: string): Promise<number> {
  const answer = await fetch(`${api.baseUrl}/integration/v1/generatePreSign/sales?fileName=a.csv`, {
    headers: { 'x-cleartax-auth-token': token, fileContentType: 'CSV' },
  });
  await answer.body?.cancel();
  return answer.status;
}

describe('GET authz/token', () => {
  it('answers two keys, in this order, with a token that works at once', async () => {
    const { clientSecret } = await secretOf('two keys');
    const { status, text, body, headers } = await fetchToken(clientSecret);
    expect(status).toBe(200);
    expect(text).toMatch(
      /^\{"access_token":"gst_tok_[\w-]{49}","valid_till":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00"\}$/,
    );
    expect(Date.parse(body.valid_till)).toBe(api.state.now + 86_400_000);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await presignStatus(body.access_token)).toBe(200);
  });

  it('ends the token before, and only that', async () => {
    const { clientSecret, token } = await secretOf('token before');
    const first = await fetchToken(clientSecret);
    const second = await fetchToken(clientSecret);
    expect(await presignStatus(first.body.access_token)).toBe(401);
    expect(await presignStatus(second.body.access_token)).toBe(200);
    expect(await presignStatus(token)).toBe(200);
  });

  it('keeps to the grace that the workspace set', async () => {
    const { clientSecret, workspaceId } = await secretOf('grace');
    await api.administration.workspaceUpdate(workspaceId, { tokenGraceSeconds: 60 });
    const first = await fetchToken(clientSecret);
    await fetchToken(clientSecret);
    const since = api.state.now;
    try {
      api.state.now = since + 59_000;
      expect(await presignStatus(first.body.access_token)).toBe(200);
      api.state.now = since + 60_000;
      expect(await presignStatus(first.body.access_token)).toBe(401);
    } finally {
      api.state.now = since;
    }
  });

  it('refuses a secret that is missing, malformed, unknown, revoked, a token, or of a disabled user', async () => {
    const revoked = await secretOf('revoked secret');
    await api.administration.clientSecretRevoke(revoked.clientSecretId);
    const disabled = await secretOf('disabled user');
    await api.administration.userDisable(disabled.userId);
    const other = await secretOf('a token');
    const unknown = (await startApiSecret()).clientSecret;
    for (const secret of [
      undefined,
      '',
      'x',
      `${other.clientSecret.slice(0, -1)}_`,
      unknown,
      revoked.clientSecret,
      other.token,
      disabled.clientSecret,
    ]) {
      const { status, headers, text } = await fetchToken(secret);
      expect(status).toBe(401);
      expect(headers.get('x-gst-intake-error')).toBe('client_secret_invalid');
      expect(text).toBe(
        `{"errors":[{"error_code":"AUTHORIZATION_FAILED","error_message":"Invalid Client Secret",` +
          `"error_source":"CLEAR","error_id":"${headers.get('x-request-id')}"}]}`,
      );
    }
  });

  it('answers 429 after 288 tokens, with the time until midnight in India', async () => {
    const { clientSecret } = await secretOf('daily limit');
    for (let count = 0; count < 288; count += 1) expect((await fetchToken(clientSecret)).status).toBe(200);
    const { status, headers, body } = await fetchToken(clientSecret);
    expect(status).toBe(429);
    const midnight = Date.UTC(2026, 10, 23, 18, 30);
    expect(Number(headers.get('retry-after'))).toBe((midnight - api.state.now) / 1000);
    expect(headers.get('x-gst-intake-error')).toBe('quota_exceeded');
    expect(body.errors[0]).toMatchObject({ error_code: 'API_QUOTA_EXCEEDED', error_source: 'CLEAR' });
    const since = api.state.now;
    api.state.now = midnight;
    expect((await fetchToken(clientSecret)).status).toBe(200);
    api.state.now = since;
  });

  it('answers other methods and outages in its own words', async () => {
    const { clientSecret } = await secretOf('own words');
    const other = await fetchToken(clientSecret, { method: 'DELETE' });
    expect({ status: other.status, code: other.body.errors[0].error_code }).toEqual({
      status: 405,
      code: 'INTERNAL_ERROR',
    });
    expect(other.headers.get('allow')).toBe('GET');
    const broken = await startApi({ fetchToken: () => Promise.reject(new Error('the disk is on fire')) });
    const answer = await fetch(`${broken.baseUrl}/integration/v1/authz/token`);
    const id = answer.headers.get('x-request-id');
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({
      errors: [
        {
          error_code: 'INTERNAL_ERROR',
          error_message: `Internal Error. Contact support. Request id: ${id}`,
          error_source: 'CLEAR',
          error_id: id,
        },
      ],
    });
    await broken.stop();
  });

  it('says in the log whose it was, and no secret', async () => {
    const { clientSecret, workspaceId } = await secretOf('log');
    const { headers, body } = await fetchToken(clientSecret);
    const line = api.logged().find(({ requestId }) => requestId === headers.get('x-request-id'));
    expect(line).toMatchObject({ route: '/integration/v1/authz/token', status: 200, workspaceId });
    const all = JSON.stringify(api.logged());
    expect(all).not.toContain(clientSecret);
    expect(all).not.toContain(body.access_token);
  });
});

/** A secret that is well-formed and of another installation. */
async function startApiSecret() {
  const elsewhere = await startApi();
  const { userId } = await elsewhere.account('elsewhere');
  const secret = await elsewhere.administration.clientSecretCreate({ user: userId });
  await elsewhere.stop();
  return secret;
}
