import { AppError } from '../errors.ts';
import type { Credentials } from '../sigv4/presign.ts';
import { URL_LIFETIME_SECONDS } from './upload.ts';

/** As long as a URL is good, and a minute for clocks that disagree and for what happens before it is handed out. */
export const LEAST_LEFT_MS = (URL_LIFETIME_SECONDS + 60) * 1000;
/** Before need: what takes a fetch to fail and succeed again has passed long before. */
const AHEAD_MS = 300_000;
/** Not more often, whatever comes back. */
const RETRY_AFTER_MS = 10_000;

/** As a provider of the AWS SDK gives them. */
export interface GivenCredentials extends Credentials {
  /** When they end; absent for those that do not, or whose end nobody knows. */
  readonly expiration?: Date | undefined;
}

/** Credentials for URLs, none of which outlives them. */
export interface UrlCredentials {
  /** One object for as long as they are the same; undefined when a URL issued at `at` (epoch ms) would outlive them. */
  at(at: number): Credentials | undefined;
  /** The same, after fetching newer ones where needed. @throws AppError unavailable */
  fetchedAt(at: number): Promise<Credentials>;
}

export interface UrlCredentialsPorts {
  /** Fetches new ones now, whatever is known already. */
  readonly fetch: () => Promise<GivenCredentials>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** After each fetch; `lifeMs` is null for those without an end. */
  readonly onFetched: (credentials: Credentials, lifeMs: number | null) => void;
  readonly onFailed: (error: unknown) => void;
}

interface Held {
  readonly credentials: Credentials;
  /** Epoch milliseconds; Infinity for those without an end. */
  readonly endsAt: number;
  readonly fetchedAt: number;
}

/**
 * Fetches credentials before they are needed, beside the calls and never twice at once. A failure keeps those at hand, and the next
 * call that finds them too old fetches again.
 */
export function createUrlCredentials(ports: UrlCredentialsPorts): UrlCredentials {
  const { fetch, now, onFetched, onFailed } = ports;
  let held: Held | undefined;
  let running: Promise<void> | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;

  async function refresh(): Promise<void> {
    triedAt = now();
    try {
      const given = await fetch();
      const endsAt = given.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
      const credentials = sameAs(held?.credentials, given) ?? keysOf(given);
      held = { credentials, endsAt, fetchedAt: now() };
      onFetched(credentials, endsAt === Number.POSITIVE_INFINITY ? null : endsAt - held.fetchedAt);
    } catch (error) {
      onFailed(error);
    }
  }

  function refreshOnce(): Promise<void> {
    running ??= refresh().finally(() => {
      running = undefined;
    });
    return running;
  }

  function goodAt(at: number): Credentials | undefined {
    return held !== undefined && held.endsAt - at >= LEAST_LEFT_MS ? held.credentials : undefined;
  }

  return {
    at(at) {
      if (held !== undefined && isDue(held, at) && at - triedAt >= RETRY_AFTER_MS) void refreshOnce();
      return goodAt(at);
    },
    async fetchedAt(at) {
      const known = goodAt(at);
      if (known !== undefined) return known;
      await refreshOnce();
      const fresh = goodAt(at);
      if (fresh === undefined) throw noneGoodEnough();
      return fresh;
    },
  };
}

/** Some time before their use ends, and of short-lived ones not before half of it has passed. */
function isDue({ endsAt, fetchedAt }: Held, at: number): boolean {
  const usefulUntil = endsAt - LEAST_LEFT_MS;
  return usefulUntil - at < Math.min(AHEAD_MS, (usefulUntil - fetchedAt) / 2);
}

function sameAs(known: Credentials | undefined, given: GivenCredentials): Credentials | undefined {
  return known?.accessKeyId === given.accessKeyId &&
    known.secretAccessKey === given.secretAccessKey &&
    known.sessionToken === given.sessionToken
    ? known
    : undefined;
}

function keysOf({ accessKeyId, secretAccessKey, sessionToken }: GivenCredentials): Credentials {
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

function noneGoodEnough(): AppError {
  return new AppError(
    'unavailable',
    `No credentials for the bucket are to be had that last for another ${LEAST_LEFT_MS / 60_000} minutes, as long as a ` +
      'URL is good. Let sessions last for 30 minutes or longer, and see the log for why there are no newer ones.',
  );
}
