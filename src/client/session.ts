import { type Call, callWithRetries } from './call.ts';
import type { Connection } from './connection.ts';
import { AuthenticationError, CsrfTokenError } from './errors.ts';
import type { SessionView } from './sessionTypes.ts';
import type { CallOptions } from './types.ts';

const PATH = '/api/v1/session';

/** A second sign-in after a lost answer makes a second session, of which the browser keeps the cookie. */
export function signIn(
  connection: Connection,
  options: CallOptions & { readonly token: string },
): Promise<SessionView> {
  const { token } = options;
  const call = { method: 'POST', body: { token }, isAnonymous: true, secrets: [token] } as const;
  return viewed(connection, options, call);
}

export function session(connection: Connection, options: CallOptions): Promise<SessionView> {
  return viewed(connection, options, {});
}

/** Whoever is signed out already is signed out. A client that does not know its CSRF token yet asks for it. */
export async function signOut(connection: Connection, options: CallOptions): Promise<void> {
  try {
    await end(connection, options, {}).catch(async (error: unknown) => {
      if (!(error instanceof CsrfTokenError)) throw error;
      const { csrfToken } = await session(connection, options);
      return end(connection, options, { 'x-gst-intake-csrf': csrfToken });
    });
  } catch (error) {
    if (!(error instanceof AuthenticationError)) throw error;
  }
}

function end(
  connection: Connection,
  options: CallOptions,
  headers: Readonly<Record<string, string>>,
): Promise<true> {
  const read = (): true => true;
  return callWithRetries(connection, options, {
    ...{ method: 'DELETE', path: PATH, headers, what: 'the end of a session', read },
  });
}

function viewed(
  connection: Connection,
  options: CallOptions,
  call: Pick<Call<SessionView>, 'method' | 'body' | 'isAnonymous' | 'secrets'>,
): Promise<SessionView> {
  return callWithRetries(connection, options, {
    ...call,
    path: PATH,
    what: 'a session',
    read: (answer) =>
      typeof answer['csrfToken'] === 'string' ? (answer as unknown as SessionView) : undefined,
  });
}
