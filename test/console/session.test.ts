import { describe, expect, it } from 'vitest';
import { AuthenticationError, ConnectionError, type SessionView } from '../../src/client/index.ts';
import { createSessionKeeper } from '../../src/console/session/sessionKeeper.ts';
import { tidyToken, tokenFault } from '../../src/console/session/token.ts';
import { signInPath, wishedPath } from '../../src/console/session/wishedPath.ts';

const VIEW = { csrfToken: 'csrf-1', user: { userId: 'u1', name: 'Asha' } } as SessionView;
const nobody = () => Promise.reject(new AuthenticationError('token_unknown', 'Nobody.', { status: 401 }));
const noServer = () => Promise.reject(new ConnectionError('no_answer', 'No answer.'));
const somebody = () => Promise.resolve(VIEW);

function keeperOf(answers: { session?: () => Promise<SessionView>; signOut?: () => Promise<void> }) {
  const client = { signIn: somebody, session: somebody, signOut: () => Promise.resolve(), ...answers };
  return { keeper: createSessionKeeper(() => client), client };
}

describe('a session', () => {
  it('is asked for at the start, and its CSRF token is at hand only while it lasts', async () => {
    const { keeper } = keeperOf({});
    expect(keeper.read().kind).toBe('loading');
    expect(keeper.csrfToken()).toBe('');
    await keeper.load();
    expect(keeper.read()).toEqual({ kind: 'signedIn', session: VIEW });
    expect(keeper.csrfToken()).toBe('csrf-1');
    keeper.noteEnded();
    expect(keeper.csrfToken()).toBe('');
  });

  it('that there never was is told apart from one that ended, whose page stays', async () => {
    const { keeper, client } = keeperOf({ session: nobody });
    await keeper.load();
    expect(keeper.read()).toEqual({ kind: 'signedOut', isLeft: false });
    keeper.noteEnded();
    expect(keeper.read().kind).toBe('signedOut');
    await keeper.signIn('token');
    client.session = nobody;
    await keeper.load();
    expect(keeper.read()).toEqual({ kind: 'ended', session: VIEW });
    await keeper.signIn('token');
    expect(keeper.read().kind).toBe('signedIn');
  });

  it('is not taken for ended because the server cannot be reached', async () => {
    const { keeper, client } = keeperOf({ session: noServer });
    await keeper.load();
    expect(keeper.read().kind).toBe('unreachable');
    client.session = somebody;
    await keeper.load();
    client.session = noServer;
    await keeper.load();
    expect(keeper.read().kind).toBe('signedIn');
  });

  it('goes on where the server could not be told of its end', async () => {
    const { keeper, client } = keeperOf({ signOut: noServer });
    await keeper.load();
    await expect(keeper.signOut()).rejects.toThrow('No answer.');
    expect(keeper.read().kind).toBe('signedIn');
    client.signOut = () => Promise.resolve();
    await keeper.signOut();
    expect(keeper.read()).toEqual({ kind: 'signedOut', isLeft: true });
  });

  it('tells its listeners of each change once, until they leave', async () => {
    const { keeper } = keeperOf({});
    const seen: string[] = [];
    const leave = keeper.subscribe(() => seen.push(keeper.read().kind));
    await keeper.load();
    keeper.noteEnded();
    keeper.noteEnded();
    leave();
    await keeper.signIn('token');
    expect(seen).toEqual(['signedIn', 'ended']);
  });
});

describe('the wished path', () => {
  it('comes back out of the address of the sign-in screen', () => {
    const wished = '/imports?state=failed&search=a%26b';
    expect(wishedPath(new URL(signInPath(wished), 'http://x').search)).toBe(wished);
    expect(signInPath('/')).toBe('/sign-in');
  });

  it.each([
    '//evil.example',
    'https://evil.example',
    '/\\evil.example',
    '',
    'imports',
    '/sign-in?next=/sign-in',
  ])('leads nowhere else: %s', (next) => {
    expect(wishedPath(`?next=${encodeURIComponent(next)}`)).toBe('/');
  });
});

describe('a pasted token', () => {
  it('loses what came along with it', () => {
    expect(tidyToken('  "gst_abc"\n')).toBe('gst_abc');
    expect(tidyToken('gst_abc')).toBe('gst_abc');
  });

  it('is looked at before the server is asked', () => {
    expect(tokenFault('')).toBe('missing');
    expect(tokenFault('gst_a b')).toBe('malformed');
    expect(tokenFault('gst_अ')).toBe('malformed');
    expect(tokenFault('gst_abc')).toBeNull();
  });
});
