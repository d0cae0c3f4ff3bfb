import type { IncomingMessage } from 'node:http';
import { AppError } from '../../errors.ts';

const ADDRESS = /^(?:localhost|\d+\.\d+\.\d+\.\d+|\[[\da-f:.]+\])$/i;
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i;

/**
 * Refuses what a browser sends to an emulator for a web page of somebody else: the emulator tells its token to whoever asks.
 * A page's name that leads to this machine (DNS rebinding) shows in `Host`, a page that sends a form in `Origin`.
 * @throws AppError permission_denied
 */
export function assertNoStranger(
  { headers }: Pick<IncomingMessage, 'headers'>,
  { baseUrl, origins }: { readonly baseUrl: string; readonly origins: readonly string[] },
): void {
  const own = new URL(baseUrl);
  const { host, origin } = headers;
  const name = host?.replace(/:\d+$/, '') ?? '';
  // A container has a name of its own in its network; what listens on loopback is called by an address.
  if (LOOPBACK.test(own.hostname) && !ADDRESS.test(name) && host !== own.host) {
    throw refused(
      `was asked for as '${name.slice(0, 80)}'`,
      'Call it by its address, or set GST_INTAKE_PUBLIC_URL to that name.',
    );
  }
  if (origin === undefined || origin === own.origin || origins.includes(origin) || isLocal(origin)) return;
  throw refused(
    `was asked by a web page of '${origin.slice(0, 80)}'`,
    'If that page is yours, add its origin to GST_INTAKE_UPLOAD_CORS_ORIGINS.',
  );
}

function isLocal(origin: string): boolean {
  return URL.canParse(origin) && LOOPBACK.test(new URL(origin).hostname);
}

function refused(what: string, remedy: string): AppError {
  return new AppError('permission_denied', `The emulator ${what}. ${remedy}`);
}
