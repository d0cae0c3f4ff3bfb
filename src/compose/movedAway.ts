import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../errors.ts';

/** Lies in the data directory of an installation that was transferred away: what it takes in from then on would be lost. */
export const MOVED_FILE = 'transferred.json';

/** Marks the installation as one that lives elsewhere; `to` is the PostgreSQL URL, of which no user or password is kept. */
export function markMoved(dataDir: string, { at, to }: { readonly at: number; readonly to: string }): void {
  const file = join(dataDir, MOVED_FILE);
  const draft = `${file}.new`;
  const descriptor = openSync(draft, 'w', 0o600);
  try {
    writeSync(descriptor, `${JSON.stringify({ at: new Date(at).toISOString(), to: placeOf(to) })}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, file);
}

/** @throws AppError settings_invalid where the installation was transferred away */
export function assertNotMoved(dataDir: string): void {
  const file = join(dataDir, MOVED_FILE);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  throw new AppError(
    'settings_invalid',
    `The installation in ${dataDir} was moved by 'gst-intake transfer' (${text.trim()}): what it took in here would be ` +
      'missing there. Use the settings of the new one, GST_INTAKE_DATABASE_URL among them. To open this one again all the same, ' +
      `after the new one was given up, delete ${file}.`,
  );
}

/** Hosts and database. */
function placeOf(url: string): string {
  const [address = ''] = url.split('?');
  return address.replace(/^\w+:\/\/(?:.*@)?/, '');
}
