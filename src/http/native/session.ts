import type { FastifyInstance, FastifyRequest } from 'fastify';
import { csrfTokenOf, type SessionAccount, type Sessions } from '../../accounts/session.ts';
import { secretHash } from '../../accounts/token.ts';
import type { SessionView } from '../../contract/session.ts';
import { AppError } from '../../errors.ts';
import type { Clock } from '../../uploads/pace.ts';
import { createAttemptLimit } from '../attemptLimit.ts';
import { assertCsrfToken, assertOwnPage, assertReader } from '../authToken.ts';
import { onlyMethods } from '../onlyMethods.ts';
import { type CookieScope, endedSessionCookie, sessionCookie, sessionSecretOf } from '../sessionCookie.ts';

const ROUTE = '/api/v1/session';
const MAX_BODY_BYTES = 4096;
const MAX_FAILURES = 10;
const FAILURE_WINDOW_MS = 60_000;
/** Some megabytes at the very most. */
const MAX_CLIENTS = 10_000;

export interface SessionDeps {
  readonly sessions: Sessions;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Where a request comes from. */
  readonly clientAddress: (request: FastifyRequest['raw']) => string;
  readonly cookies: CookieScope;
  readonly maxUploadBytes: number;
  /** Where the workspace has no say of its own. */
  readonly retentionDays: number;
  /** Where people open the console: origin and path prefix, without a slash at the end. */
  readonly publicUrl: string;
}

/** What a page is told of the server it talks to. */
type ServerFacts = Pick<SessionDeps, 'maxUploadBytes' | 'retentionDays' | 'publicUrl'> & {
  readonly version: string;
  readonly mode: string | undefined;
};

/** `/api/v1/session`: an API token for a cookie that pages need not see, who is signed in, and the end of it. */
export function registerSession(
  app: FastifyInstance,
  deps: SessionDeps & ServerFacts & { readonly clock: Clock },
): void {
  const { sessions, cookies, clientAddress } = deps;
  const failures = createAttemptLimit({
    max: MAX_FAILURES,
    windowMs: FAILURE_WINDOW_MS,
    maxClients: MAX_CLIENTS,
    now: deps.clock.now,
  });

  app.post<{ Body: Buffer | undefined }>(
    ROUTE,
    {
      config: { takesBody: true, maxBodyBytes: MAX_BODY_BYTES },
      onRequest: async (request) => {
        assertOwnPage(request);
        assertJson(request);
      },
    },
    async (request, reply) => {
      const token = readToken(request.body);
      const earlier = sessionSecretOf(request);
      // A good token gets in however often others failed from its address, and an outage is no failure of anybody's.
      const { secret, account } = await sessions.start(token).catch((error: unknown) => {
        if (!isInvalidToken(error)) throw error;
        const waitSeconds = failures.failed(clientAddress(request.raw));
        throw waitSeconds === undefined ? inWords(token) : tooMany(waitSeconds);
      });
      if (earlier !== undefined) await sessions.end(secretHash(earlier));
      request.facts = { workspaceId: account.workspace.id };
      reply.header('set-cookie', sessionCookie(secret, account.expiresAt - deps.now(), cookies));
      return sessionView(account, secret, deps);
    },
  );

  app.get(ROUTE, async (request): Promise<SessionView> => {
    assertReader(request);
    const secret = sessionSecretOf(request);
    if (secret === undefined) throw signedOut();
    const account = await sessions.find(secretHash(secret)).catch((error: unknown) => {
      throw isInvalidToken(error) ? signedOut() : error;
    });
    request.facts = { workspaceId: account.workspace.id };
    return sessionView(account, secret, deps);
  });

  app.delete(ROUTE, async (request, reply) => {
    const secret = sessionSecretOf(request);
    if (secret !== undefined) {
      assertCsrfToken(request, secret);
      await sessions.end(secretHash(secret));
    }
    return reply.code(204).header('set-cookie', endedSessionCookie(cookies)).send();
  });

  onlyMethods(app, ROUTE, ['GET', 'POST', 'DELETE']);
}

function sessionView(account: SessionAccount, secret: string, facts: ServerFacts): SessionView {
  const { user, workspace, license, quota, expiresAt } = account;
  const { limit, per, used } = quota;
  const isLimited = limit !== null || quota.bytesLimit !== null;
  return {
    user: { userId: user.id, name: user.name },
    workspace: { workspaceId: workspace.id, name: workspace.name, gstins: [...workspace.gstins] },
    permissions: [...user.permissions],
    expiresAt: new Date(expiresAt).toISOString(),
    csrfToken: csrfTokenOf(secret),
    limits: {
      maxUploadBytes: facts.maxUploadBytes,
      quota: isLimited ? { limit, per, used } : null,
      licenseUntil: license.until,
    },
    server: {
      version: facts.version,
      retentionDays: workspace.retentionDays ?? facts.retentionDays,
      mode: facts.mode ?? null,
      publicUrl: facts.publicUrl,
    },
  };
}

/** A form of another site cannot send this type without being asked for leave first. @throws AppError request_malformed */
function assertJson({ headers }: FastifyRequest): void {
  if (/^application\/json\b/i.test(headers['content-type'] ?? '')) return;
  throw new AppError('request_malformed', 'Send the token as JSON, with content-type: application/json.');
}

/** @throws AppError input_invalid */
function readToken(body: Buffer | undefined): string {
  const sent = parse(body);
  const token = sent !== null && typeof sent === 'object' && 'token' in sent ? sent.token : undefined;
  if (typeof token === 'string' && Object.keys(sent as object).length === 1) return token.trim();
  throw new AppError('input_invalid', 'The body must be {"token": "gst_tok_…"} and nothing else.');
}

function parse(body: Buffer | undefined): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

function isInvalidToken(error: unknown): boolean {
  return error instanceof AppError && error.code === 'token_invalid';
}

function inWords(token: string): AppError {
  return new AppError(
    'token_invalid',
    token.startsWith('gst_sec_')
      ? 'This is a client secret. Sign in with an API token, which begins with gst_tok_.'
      : 'This token is not known here, has ended or was revoked. Copy it again as a whole, or ask who runs this server for a new one.',
  );
}

function signedOut(): AppError {
  return new AppError('token_invalid', 'Nobody is signed in here, or the session has ended. Sign in again.');
}

function tooMany(retryAfterSeconds: number): AppError {
  return new AppError(
    'too_many_attempts',
    `Signing in failed ${MAX_FAILURES} times from your address. Try again in ${retryAfterSeconds} seconds.`,
    { facts: { retryAfterSeconds } },
  );
}
