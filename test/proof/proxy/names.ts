import { createPresigner } from '../../../src/sigv4/presign.ts';
import { createSigningKeys } from '../../../src/sigv4/signingKey.ts';
import { exchange } from '../../acceptance/rawClient.ts';
import { call, presign, putFile, statusOf } from '../calls.ts';
import type { Proof } from '../prove.ts';
import type { Ground } from './ground.ts';

const LONGEST_NAME = '😀'.repeat(1_500);

/** Keys that a proxy may be tempted to tidy up. A right signature for one that nobody has is answered 404, a bent one 403. */
const ODD_KEYS = [
  'a b+c',
  'a%2Fb',
  'a//b',
  'a/./b',
  'a/b/../c',
  "!'()*~-_.",
  '100%25',
  'बिक्री/😀',
  'a;b=c,d:e@f$g',
  '?#[]',
  '\u0001\u007f',
  '"<>\\^`{|}',
];

/** The spellings under which a proxy may let the metrics out. */
const METRICS = [
  '/metrics',
  '/metrics/',
  '//metrics',
  '/%6Detrics',
  '/./metrics',
  '/x/../metrics',
  '/metrics?a=b',
];

/** Request lines: long ones, odd ones, another host's, and those that stay inside. */
export async function namesPass(ground: Ground, proof: Proof): Promise<string> {
  const longest = await presign(ground, LONGEST_NAME);
  if (longest.result !== 'CREATED') proof.violation(`1,500 emoji were answered ${longest.result}`);
  if (!ground.issuedNames().includes(LONGEST_NAME)) proof.violation('the name of 1,500 emoji did not arrive');

  const sign = createPresigner({ signingKeys: createSigningKeys() });
  for (const key of ODD_KEYS) {
    const url = sign({
      method: 'GET',
      origin: ground.baseUrl,
      path: `/v1/ap-south-1/gst-intake/${key}`,
      signedHeaders: {},
      query: { 'response-content-disposition': `attachment; filename="${key} +&=.csv"` },
      credentials: ground.key,
      region: 'ap-south-1',
      now: Date.now(),
      expiresInSeconds: 600,
    });
    const answer = await sendAsIs(ground, url.slice(ground.baseUrl.length));
    if (answer.status !== 404)
      proof.violation(`the key ${JSON.stringify(key)} was answered ${answer.status}`);
  }

  for (const path of METRICS) {
    const { body } = await sendAsIs(ground, path);
    if (body.includes('gst_intake_http_requests_total')) proof.violation(`${path} shows the metrics`);
  }
  await assertHosts(ground, proof);
  await assertRequestIds(ground, proof);
  return `1,500 emoji, ${ODD_KEYS.length} odd keys, ${METRICS.length} ways to the metrics, other hosts, request ids`;
}

/** Past the URL parser of the client, which would tidy up itself. */
function sendAsIs({ baseUrl, token }: Ground, target: string) {
  const [, origin = '', path = ''] = /^(\w+:\/\/[^/]+)(.*)$/.exec(baseUrl + target) ?? [];
  return exchange({
    method: 'GET',
    url: origin,
    target: path,
    headerLines: [`x-cleartax-auth-token: ${token}`, 'Connection: close'],
  });
}

async function assertHosts(ground: Ground, proof: Proof): Promise<void> {
  const { url } = await presign(ground);
  ground.keepSecret(new URL(url).searchParams.get('X-Amz-Signature') ?? '');
  const bytes = Buffer.from('a register');
  const asAnother = await call(url, {
    method: 'PUT',
    body: bytes,
    headers: {
      host: 'evil.example',
      'content-type': 'application/vnd.ms-excel',
      'content-length': bytes.length,
    },
  });
  const status = statusOf(asAnother);
  if (status !== 403 && status !== 421) proof.violation(`a PUT to another host was answered ${status}`);
  const asked = await call(`${ground.baseUrl}/integration/v1/generatePreSign/sales?fileName=a.csv`, {
    headers: { host: 'evil.example', 'x-cleartax-auth-token': ground.token, fileContentType: 'CSV' },
  });
  if (asked === 'lost' || asked.body.includes('evil'))
    proof.violation('a URL leads to the host that was asked for');
  const right = statusOf(await putFile(url, bytes));
  if (right !== 200) proof.violation(`a PUT to the right host was answered ${right}`);
}

async function assertRequestIds(ground: Ground, proof: Proof): Promise<void> {
  const answer = await call(`${ground.baseUrl}/healthz`, { headers: { 'x-request-id': 'a-clients-own-id' } });
  const id = answer === 'lost' ? undefined : answer.headers['x-request-id'];
  if (id === undefined || id === 'a-clients-own-id') proof.violation(`the request id is ${id}`);
  const own = await call(`${ground.baseUrl}/metrics`);
  if (own === 'lost' || own.headers['x-request-id'] === undefined)
    proof.violation("the proxy's own answer has no request id");
  if (ground.proxy.name === 'nginx' && !ground.proxy.logs().includes(String(id)))
    proof.violation('the request id of the answer is not in the access log');
}
