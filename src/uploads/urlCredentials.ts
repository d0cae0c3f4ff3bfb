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

/**
 * Why no URL can be signed: none were fetched yet or could be; a session whose end nobody knows, so that any URL may be dead;
 * one that ends before a URL does.
 */
export type CredentialsLack = 'no_credentials' | 'end_unknown' | 'ends_early';

/** Credentials for URLs, none of which outlives them. */
export interface UrlCredentials {
  /**
   * One object for as long as they are the same, or why none is good enough for a URL issued at `at` (epoch ms). Waits for nothing:
   * newer ones are fetched beside the calls.
   */
  at(at: number): Credentials | CredentialsLack;
  /** Epoch milliseconds; undefined while none are held or nobody knows, Infinity for those without an end. */
  endsAt(): number | undefined;
}

export interface UrlCredentialsPorts {
  /** Fetches new ones now, whatever is known already. */
  readonly fetch: () => Promise<GivenCredentials>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly onFetched: () => void;
  readonly onFailed: (error: unknown) => void;
}

interface Held {
  readonly credentials: Credentials;
  /** Epoch milliseconds; Infinity for those without an end, undefined where nobody knows. */
  readonly endsAt: number | undefined;
  readonly fetchedAt: number;
}

/**
 * Fetches credentials at once, and then before they are needed: never twice at once, and never more often than every ten seconds,
 * however many ask and whatever comes back. A failure keeps those at hand.
 */
export function createUrlCredentials(ports: UrlCredentialsPorts): UrlCredentials {
  const { fetch, now, onFetched, onFailed } = ports;
  let held: Held | undefined;
  let isFetching = false;
  let triedAt = Number.NEGATIVE_INFINITY;

  async function refresh(): Promise<void> {
    if (isFetching || now() - triedAt < RETRY_AFTER_MS) return;
    isFetching = true;
    triedAt = now();
    try {
      const given = await fetch();
      const credentials = sameAs(held?.credentials, given) ?? keysOf(given);
      held = { credentials, endsAt: endOf(given), fetchedAt: now() };
      onFetched();
    } catch (error) {
      onFailed(error);
    } finally {
      isFetching = false;
    }
  }

  void refresh();
  return {
    at(at) {
      if (isDue(held, at)) void refresh();
      return lackOf(held, at) ?? held?.credentials ?? 'no_credentials';
    },
    endsAt: () => held?.endsAt,
  };
}

/** A long-lived key has no end; of a session that does not name its own nobody knows it. */
function endOf({ expiration, sessionToken }: GivenCredentials): number | undefined {
  if (expiration !== undefined) return expiration.getTime();
  return sessionToken === undefined ? Number.POSITIVE_INFINITY : undefined;
}

function lackOf(held: Held | undefined, at: number): CredentialsLack | undefined {
  if (held === undefined) return 'no_credentials';
  if (held.endsAt === undefined) return 'end_unknown';
  return held.endsAt - at < LEAST_LEFT_MS ? 'ends_early' : undefined;
}

/** Some time before their use ends, and of short-lived ones not before half of it has passed. */
function isDue(held: Held | undefined, at: number): boolean {
  if (held?.endsAt === undefined) return true;
  const usefulUntil = held.endsAt - LEAST_LEFT_MS;
  return usefulUntil - at < Math.max(0, Math.min(AHEAD_MS, (usefulUntil - held.fetchedAt) / 2));
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
