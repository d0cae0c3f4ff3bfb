import { type Credentials, credentialsOf } from './credentials.ts';
import { InvalidOptionError } from './errors.ts';
import { detectPlatform, type Platform } from './platform.ts';
import type { RetryPolicy } from './retry.ts';
import type { ClientOptions } from './types.ts';
import { hasXhr } from './xhrPut.ts';

const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_RETRIES = 4;
const DEFAULT_RETRY_DELAY_MS = 500;
const DEFAULT_USER_AGENT = 'gst-intake-client';

/** The validated options of one client. */
export interface Connection extends RetryPolicy {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** The base URL as error messages may show it. */
  readonly server: string;
  readonly credentials: Credentials;
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
  /** Headers for every request, as far as the platform allows them. */
  readonly ownHeaders: Readonly<Record<string, string>>;
  readonly platform: Platform;
  /** Whether uploads go by XMLHttpRequest: a browser's fetch does not tell how far a body is. */
  readonly countsByXhr: boolean;
  readonly now: () => number;
}

/** @throws InvalidOptionError */
export function connect(options: ClientOptions): Connection {
  const platform = detectPlatform();
  const baseUrl = parseBaseUrl(options.baseUrl);
  return {
    baseUrl: baseUrl.href.replace(/\/+$/, ''),
    server: baseUrl.origin,
    credentials: credentialsOf(options),
    fetch: options.fetch ?? globalThis.fetch.bind(globalThis),
    timeoutMs: atLeast(1, 'timeoutMs', options.timeoutMs ?? DEFAULT_TIMEOUT_MS),
    retries: atLeast(0, 'retries', options.retries ?? DEFAULT_RETRIES),
    retryDelayMs: atLeast(0, 'retryDelayMs', options.retryDelayMs ?? DEFAULT_RETRY_DELAY_MS),
    ownHeaders: platform.setsOwnHeaders ? { 'user-agent': options.userAgent ?? DEFAULT_USER_AGENT } : {},
    platform,
    countsByXhr:
      (options.uploadsByXhr ?? options.fetch === undefined) && !platform.setsOwnHeaders && hasXhr(),
    random: Math.random,
    now: Date.now,
  };
}

function parseBaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new InvalidOptionError('base_url_invalid', 'The base URL must begin with https:// or http://.');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new InvalidOptionError(
      'base_url_invalid',
      'The base URL must have no user name, password, ? or #: only the address of the server.',
    );
  }
  return url;
}

function atLeast(least: number, name: string, value: number): number {
  if (!Number.isFinite(value) || value < least) {
    throw new InvalidOptionError('option_invalid', `${name} is ${value}; it must be a number from ${least}.`);
  }
  return value;
}
