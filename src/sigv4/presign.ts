/**
 * Pre-signed S3 URLs.
 *
 * Source, checked 2026-11-23: Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters (AWS Signature
 * Version 4)". Deviations: none in what is signed; the optional `X-Amz-Content-Sha256` and `x-id` that AWS's SDK adds
 * are left out, because a URL has 2,048 characters at most.
 */
import type { KeyObject } from 'node:crypto';
import {
  ALGORITHM,
  canonicalHeaders,
  canonicalQuery,
  encodePath,
  formatAmzDate,
  formatCanonicalRequest,
  formatCredentialScope,
  parseQuery,
  SERVICE,
  stringToSign,
  uriEncode,
} from './canonical.ts';
import { calculateSignature, type SigningKeys } from './signingKey.ts';

const DAY_MS = 86_400_000;
/** S3's own limit: seven days. */
const MAX_EXPIRES_SECONDS = 604_800;

/** Hold on to one object per credential: what can be prepared for it is kept with the object. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials; an empty one counts as none. */
  readonly sessionToken?: string | undefined;
}

export interface PresignInput {
  readonly method: 'PUT' | 'GET' | 'HEAD';
  /** `scheme://host[:port]` as the client will call it; a port that is the scheme's own is dropped. */
  readonly origin: string;
  /** Begins with `/`; not encoded yet. */
  readonly path: string;
  /**
   * Headers that the client must send with exactly these values; `host` is always signed and not given here. Hold on
   * to one object per set: its canonical form is kept with it.
   */
  readonly signedHeaders: Readonly<Record<string, string>>;
  /** Further parameters, e.g. `response-content-disposition`; names that begin with `X-Amz-` are refused. */
  readonly query?: Readonly<Record<string, string>>;
  readonly credentials: Credentials;
  readonly region: string;
  /** Epoch ms. */
  readonly now: number;
  /** 1 to 604,800. */
  readonly expiresInSeconds: number;
}

/** What stays the same for one credential over one day. */
interface PreparedScope {
  readonly day: number;
  readonly region: string;
  readonly scope: string;
  readonly key: KeyObject;
  /** The canonical query up to the value of X-Amz-Date. */
  readonly queryHead: string;
  /** `&X-Amz-Security-Token=…`, or nothing. */
  readonly queryToken: string;
}

/** What stays the same for one set of signed headers at one host. */
interface PreparedHeaders {
  readonly host: string;
  readonly canonical: ReturnType<typeof canonicalHeaders>;
  /** `&X-Amz-SignedHeaders=…` */
  readonly queryTail: string;
}

/**
 * Makes the function that signs URLs. Its answer depends on the request alone; between calls it keeps what does not
 * change from one to the next.
 *
 * The function throws TypeError or RangeError for a request that no caller should make, URIError for a path with
 * ill-formed Unicode.
 */
export function createPresigner({ signingKeys }: { readonly signingKeys: SigningKeys }) {
  const preparedByCredentials = new WeakMap<Credentials, PreparedScope>();
  const preparedByHeaders = new WeakMap<PresignInput['signedHeaders'], PreparedHeaders>();
  const serverOf = rememberLast(parseOrigin);
  const amzDateOf = rememberLast((second: number) => formatAmzDate(second * 1000));

  function prepareScope({ credentials, region, now }: PresignInput): PreparedScope {
    const day = Math.floor(now / DAY_MS);
    const known = preparedByCredentials.get(credentials);
    if (known?.day === day && known.region === region) return known;

    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    const credentialScope = { date: formatAmzDate(now).slice(0, 8), region, service: SERVICE };
    const scope = formatCredentialScope(credentialScope);
    const fresh = {
      day,
      region,
      scope,
      key: signingKeys.get(secretAccessKey, credentialScope),
      queryHead: `X-Amz-Algorithm=${ALGORITHM}&X-Amz-Credential=${uriEncode(`${accessKeyId}/${scope}`)}&X-Amz-Date=`,
      queryToken: sessionToken ? `&X-Amz-Security-Token=${uriEncode(sessionToken)}` : '',
    };
    preparedByCredentials.set(credentials, fresh);
    return fresh;
  }

  function prepareHeaders(signedHeaders: PresignInput['signedHeaders'], host: string): PreparedHeaders {
    const known = preparedByHeaders.get(signedHeaders);
    if (known?.host === host) return known;

    const given = Object.entries(signedHeaders).map(([name, value]) => ({ name, value }));
    const canonical = canonicalHeaders([...given, { name: 'host', value: host }]);
    const queryTail = `&X-Amz-SignedHeaders=${uriEncode(canonical.signedHeaders)}`;
    const fresh = { host, canonical, queryTail };
    preparedByHeaders.set(signedHeaders, fresh);
    return fresh;
  }

  return function presign(input: PresignInput): string {
    refuseImpossible(input);
    const { origin, host } = serverOf(input.origin);
    const { scope, key, queryHead, queryToken } = prepareScope(input);
    const { canonical, queryTail } = prepareHeaders(input.signedHeaders, host);
    const amzDate = amzDateOf(Math.floor(input.now / 1000));
    const path = encodePath(input.path);
    // Written in canonical order, so that the URL's query is also the one that is signed.
    const ownQuery = `${queryHead}${amzDate}&X-Amz-Expires=${input.expiresInSeconds}${queryToken}${queryTail}`;
    const query = input.query === undefined ? ownQuery : mergeQuery(ownQuery, input.query);
    const canonicalRequest = formatCanonicalRequest({
      method: input.method,
      path,
      query,
      headers: canonical.headers,
      signedHeaders: canonical.signedHeaders,
    });
    const signature = calculateSignature(key, stringToSign(amzDate, scope, canonicalRequest));
    return `${origin}${path}?${query}&X-Amz-Signature=${signature}`;
  };
}

function refuseImpossible({ path, now, expiresInSeconds }: PresignInput): void {
  if (!path.startsWith('/')) throw new TypeError('The path to sign does not begin with a slash.');
  if (!Number.isSafeInteger(now)) throw new RangeError('The time to sign at is not in epoch milliseconds.');
  if (!Number.isInteger(expiresInSeconds) || expiresInSeconds < 1 || expiresInSeconds > MAX_EXPIRES_SECONDS) {
    throw new RangeError(`A URL is valid for 1 to ${MAX_EXPIRES_SECONDS} seconds, not ${expiresInSeconds}.`);
  }
}

/** Scheme and host as every HTTP client sends them: lower case, without the scheme's own port. */
function parseOrigin(text: string): { readonly origin: string; readonly host: string } {
  const { protocol, host, href } = new URL(text);
  const origin = `${protocol}//${host}`;
  if (href !== `${origin}/`) throw new TypeError('The origin to sign is more than scheme, host and port.');
  return { origin, host };
}

function mergeQuery(ownQuery: string, extra: Readonly<Record<string, string>>): string {
  const further = Object.entries(extra).map(([name, value]) => ({ name, value }));
  if (further.some(({ name }) => name.toLowerCase().startsWith('x-amz-'))) {
    throw new TypeError('X-Amz- parameters are written by the signature itself.');
  }
  return canonicalQuery([...parseQuery(ownQuery), ...further]);
}

function rememberLast<Key, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  let last: { readonly key: Key; readonly value: Value } | undefined;
  return (key) => {
    if (last?.key !== key) last = { key, value: compute(key) };
    return last.value;
  };
}
