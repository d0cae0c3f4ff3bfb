import type { Credentials, PresignInput } from '../sigv4/presign.ts';
import { type ChangingTarget, longestUrl, MAX_URL_LENGTH, type UrlTarget } from './presign.ts';
import type { CredentialsLack, UrlCredentials } from './urlCredentials.ts';

/** Why a URL leads to our gateway although URLs shall lead to the bucket; `too_long` is what a long session token makes it. */
export type FallbackCause = CredentialsLack | 'too_long';

export interface DirectTarget extends ChangingTarget {
  /** Finds out now what is wrong, so that it is told before a client needs a URL. */
  check(at: number): void;
}

export interface DirectTargetPorts {
  readonly credentials: UrlCredentials;
  readonly targetOf: (credentials: Credentials) => UrlTarget;
  readonly sign: (input: PresignInput) => string;
  /** Each URL that leads to the gateway instead. */
  readonly onFallback: (cause: FallbackCause) => void;
  /** Once for as long as it stays so; undefined = URLs lead to the bucket again. */
  readonly onChange: (cause: FallbackCause | undefined) => void;
}

/** The bucket as the target of URLs, whenever one that is issued now is good to its end and short enough. */
export function createDirectTarget(ports: DirectTargetPorts): DirectTarget {
  const { credentials, targetOf, sign, onFallback, onChange } = ports;
  const measured = new WeakMap<Credentials, UrlTarget | 'too_long'>();
  let told: FallbackCause | undefined;

  function measure(known: Credentials): UrlTarget | 'too_long' {
    const target = targetOf(known);
    const found = longestUrl(target, sign) > MAX_URL_LENGTH ? 'too_long' : target;
    measured.set(known, found);
    return found;
  }

  function judge(at: number): UrlTarget | FallbackCause {
    const known = credentials.at(at);
    const found = typeof known === 'string' ? known : (measured.get(known) ?? measure(known));
    const cause = typeof found === 'string' ? found : undefined;
    if (cause !== told) onChange(cause);
    told = cause;
    return found;
  }

  return {
    at(at) {
      const found = judge(at);
      if (typeof found !== 'string') return found;
      onFallback(found);
      return undefined;
    },
    check: (at) => void judge(at),
  };
}
