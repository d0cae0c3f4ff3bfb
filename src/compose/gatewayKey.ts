import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../errors.ts';

/** The key that the storage gateway signs with and verifies by. */
export interface GatewayKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export const GATEWAY_KEY_FILE = 'gateway-key.json';

/**
 * The key of this data directory: read, or made and kept (0600) the first time. Two first starts at once end with
 * the same key, because the file is linked into place whole and the later one reads the earlier one's.
 * @throws AppError settings_invalid when the file is not a key
 */
export function keepGatewayKey(dataDir: string, randomBytes: (count: number) => Uint8Array): GatewayKey {
  const file = join(dataDir, GATEWAY_KEY_FILE);
  return readGatewayKey(file) ?? makeKey(file, randomBytes);
}

/** The key in `file`, or undefined before the first start. @throws AppError settings_invalid when it is damaged */
export function readGatewayKey(file: string): GatewayKey | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { accessKeyId, secretAccessKey } = JSON.parse(text) as Partial<GatewayKey>;
    if (isFilled(accessKeyId) && isFilled(secretAccessKey)) return { accessKeyId, secretAccessKey };
  } catch {
    // Said below, without the file's text: it holds a secret.
  }
  throw new AppError(
    'settings_invalid',
    `${file} is not a gateway key any more. Put it back from a backup made with --with-keys, or delete it: ` +
      'a new one is made at the next start, and URLs issued before stop working.',
  );
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** A key of its own id. */
export function newGatewayKey(randomBytes: (count: number) => Uint8Array): GatewayKey {
  return {
    accessKeyId: `GSTI${Buffer.from(randomBytes(8)).toString('hex').toUpperCase()}`,
    secretAccessKey: Buffer.from(randomBytes(30)).toString('base64url'),
  };
}

function makeKey(file: string, randomBytes: (count: number) => Uint8Array): GatewayKey {
  const key = newGatewayKey(randomBytes);
  const draft = `${file}.${Buffer.from(randomBytes(8)).toString('hex')}`;
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
  const descriptor = openSync(draft, 'wx', 0o600);
  try {
    writeSync(descriptor, `${JSON.stringify(key)}\n`);
    fsyncSync(descriptor);
    linkSync(draft, file);
    return key;
  } catch (error) {
    const earlier = (error as NodeJS.ErrnoException).code === 'EEXIST' ? readGatewayKey(file) : undefined;
    if (earlier === undefined) throw error;
    return earlier;
  } finally {
    closeSync(descriptor);
    rmSync(draft);
  }
}
