import { InvalidOptionError } from './errors.ts';
import type { ClientOptions } from './types.ts';

/** What proves to the server who is asking. */
export interface Credentials {
  readonly kind: 'token' | 'session';
  /** For every call but those of signed URLs. */
  headers(): Readonly<Record<string, string>>;
  /** What else such a call needs; empty where a cookie has no part in it, since some runtimes do not know the word. */
  readonly init: Pick<RequestInit, 'credentials'>;
  /** What no error message may show. */
  secrets(): readonly string[];
}

/** @throws InvalidOptionError */
export function credentialsOf({ token, session }: Pick<ClientOptions, 'token' | 'session'>): Credentials {
  if (session !== undefined && token === undefined) {
    const secrets = () => [session.csrfToken()].filter((value) => value !== '');
    return {
      kind: 'session',
      headers: (): Readonly<Record<string, string>> => {
        const csrfToken = session.csrfToken();
        return csrfToken === '' ? {} : { 'x-gst-intake-csrf': csrfToken };
      },
      init: { credentials: 'same-origin' },
      secrets,
    };
  }
  if (token === undefined || session !== undefined) {
    throw new InvalidOptionError('credentials_invalid', 'Give either a token or a session, not both.');
  }
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new InvalidOptionError(
      'token_malformed',
      'The token is empty or holds blanks or other characters that no token has. Copy it again, whole.',
    );
  }
  return {
    kind: 'token',
    headers: () => ({ 'x-cleartax-auth-token': token }),
    init: {},
    secrets: () => [token],
  };
}
