import type { PresignInput } from '../sigv4/presign.ts';
import { SIGNED_CONTENT_TYPE } from '../uploads/contentType.ts';
import { downloadKey } from '../uploads/downloadKey.ts';
import { objectKey } from '../uploads/objectKey.ts';
import type { UrlTarget } from '../uploads/presign.ts';
import { type Check, type Finding, fine, mend } from './doctor.ts';

const PUBLIC_URL = 'public URL';
const CLOCK = 'clock';
const PROBE_SECONDS = 60;
const TIMEOUT_MS = 10_000;
const WARN_SKEW_MS = 30_000;
/** S3's own tolerance: past it clients refuse or are refused. */
const MAX_SKEW_MS = 15 * 60_000;
/** Of nobody: a probe names an upload that no workspace has. */
const NO_WORKSPACE = '00000000-0000-4000-8000-000000000000';

export interface PublicUrlProbe {
  readonly target: UrlTarget;
  /** Whether GST_INTAKE_PUBLIC_URL is set; otherwise the address is where the server listens, if it runs. */
  readonly isConfigured: boolean;
  readonly sign: (input: PresignInput) => string;
  readonly fetch: typeof fetch;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** 32 hex digits, used once. */
  readonly newUploadId: () => string;
}

/**
 * Sends a signed PUT and a signed GET for things that do not exist through the public URL. A gateway of ours that gets them as they
 * were signed answers that it does not know them; any other answer tells what stands in between.
 */
export function checkPublicUrl(probe: PublicUrlProbe): Check {
  return {
    name: PUBLIC_URL,
    async run() {
      const findings: Finding[] = [];
      for (const method of ['PUT', 'GET'] as const) {
        const sentAt = probe.now();
        const url = signProbe(probe, method, sentAt);
        const answer = await send(probe, method, url);
        if (typeof answer === 'string') return [unreachable(probe, answer)];
        const { response, text } = answer;
        if (method === 'PUT') findings.push(...judgeClock(response, { sentAt, receivedAt: probe.now() }));
        const problem = judgeAnswer({ response, text, url, method });
        if (problem !== undefined) return [...findings, problem];
      }
      const { origin, keyPrefix } = probe.target;
      return [
        fine(PUBLIC_URL, `signed requests through ${origin}${keyPrefix} arrive as they were signed`),
        ...findings,
      ];
    },
  };
}

/** For an address that needs no probe to be wrong. */
export function unreachablePublicUrl(words: { readonly found: string; readonly remedy: string }): Check {
  return { name: PUBLIC_URL, run: async () => mend(PUBLIC_URL, 'error', words) };
}

function signProbe(probe: PublicUrlProbe, method: 'PUT' | 'GET', now: number): string {
  const { origin, keyPrefix, credentials, region } = probe.target;
  const uploadId = probe.newUploadId();
  const key =
    method === 'PUT'
      ? objectKey({ workspaceId: NO_WORKSPACE, templateType: 'sales', uploadId, issuedAt: now })
      : downloadKey({ workspaceId: NO_WORKSPACE, downloadId: uploadId });
  return probe.sign({
    method,
    origin,
    path: keyPrefix + key,
    signedHeaders: method === 'PUT' ? { 'content-type': SIGNED_CONTENT_TYPE.CSV } : {},
    credentials,
    region,
    now,
    expiresInSeconds: PROBE_SECONDS,
  });
}

/** The answer, or the system's code for why there is none. */
async function send(
  { fetch }: PublicUrlProbe,
  method: 'PUT' | 'GET',
  url: string,
): Promise<{ response: Response; text: string } | string> {
  try {
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(method === 'PUT' ? { body: '', headers: { 'content-type': SIGNED_CONTENT_TYPE.CSV } } : {}),
    });
    return { response, text: await response.text() };
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return cause instanceof Error && 'code' in cause && typeof cause.code === 'string'
      ? cause.code
      : 'no answer';
  }
}

function unreachable({ target, isConfigured }: PublicUrlProbe, code: string): Finding {
  return mend(PUBLIC_URL, isConfigured ? 'error' : 'warning', {
    found: `${target.origin} gives no answer (${code})`,
    remedy: isConfigured
      ? 'Check that the server runs, and that GST_INTAKE_PUBLIC_URL is the address at which clients reach it.'
      : 'Start the server and run doctor again. Set GST_INTAKE_PUBLIC_URL when clients reach it at another address.',
  });
}

function judgeAnswer(input: {
  readonly response: Response;
  readonly text: string;
  readonly url: string;
  readonly method: string;
}): Finding | undefined {
  const { response, text, url, method } = input;
  const { status, headers } = response;
  const error = headers.get('x-gst-intake-error');
  if (error === 'upload_unknown') return undefined;
  const { origin, host, pathname } = new URL(url);
  const problem = (found: string, remedy: string) => mend(PUBLIC_URL, 'error', { found, remedy });

  if (error === 'signature_mismatch') {
    const arrivedPath = pathAsArrived(text);
    if (arrivedPath === undefined) {
      return problem(
        `the server does not know itself as ${host}: a proxy changes the Host header, or the server has another public URL`,
        'Let the proxy pass the Host header on (nginx: proxy_set_header Host $http_host), and give the server the same ' +
          'GST_INTAKE_PUBLIC_URL as this command.',
      );
    }
    if (arrivedPath !== pathname) {
      return problem(
        `a proxy changes the path: sent ${pathname}, arrived ${arrivedPath}`,
        'Let the proxy pass the path on as it came, or put what it strips into the path of GST_INTAKE_PUBLIC_URL.',
      );
    }
    return problem(
      `the server behind ${origin} signs with another key`,
      'Check that it uses the data directory, or the GST_INTAKE_GATEWAY_* settings, that this command uses.',
    );
  }
  if (error === 'route_unknown') {
    return problem(
      `the server gets ${method} at a path that it does not know`,
      'Let the proxy pass the path on as it came, and set GST_INTAKE_PUBLIC_URL, its path included, for the server too.',
    );
  }
  if (status >= 300 && status < 400) {
    return problem(
      `${origin} redirects, which uploads do not follow`,
      'Set GST_INTAKE_PUBLIC_URL to the address that it redirects to.',
    );
  }
  if (error === null) {
    return problem(
      `something other than gst-intake answers ${method} at ${origin} (status ${status})`,
      'Check GST_INTAKE_PUBLIC_URL, and that the proxy passes PUT and GET of /v1/ on.',
    );
  }
  return problem(
    `${method} is answered with ${status} ${error}`,
    'Check that no proxy adds, drops or changes headers, and that this machine and the server agree on the time.',
  );
}

/** The path that the gateway verified: its error shows the canonical request, unless the host was refused before. */
function pathAsArrived(xml: string): string | undefined {
  return /<CanonicalRequest>[A-Z]+\n([^\n<]*)\n/.exec(xml)?.[1];
}

function judgeClock(response: Response, at: { sentAt: number; receivedAt: number }): Finding[] {
  const shown = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(shown)) return [];
  // The header counts whole seconds and was written somewhere between sending and receiving.
  const skewMs = Math.max(0, at.sentAt - 1000 - shown, shown - at.receivedAt);
  if (skewMs <= WARN_SKEW_MS) return [fine(CLOCK, 'this machine and the server agree on the time')];
  return [
    mend(CLOCK, skewMs > MAX_SKEW_MS ? 'error' : 'warning', {
      found: `this machine and the server differ by ${Math.round(skewMs / 1000)} s`,
      remedy: 'Switch on time synchronisation (NTP) on both.',
    }),
  ];
}
