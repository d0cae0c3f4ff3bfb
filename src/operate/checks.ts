import { mkdtemp, open, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type Check, fine, mend } from './doctor.ts';

const LEAST_NODE_MAJOR = 24;
/** Earlier ones can damage a database that two processes write to (https://sqlite.org/wal.html, the WAL-reset bug). */
const LEAST_SQLITE = [3, 51, 3] as const;
const OTHERS = 0o077;
/** Of the ten minutes that a URL is good for, what a wrong clock may take away. */
const BEARABLE_CLOCK_MS = 60_000;
/** Room for this many uploads of the largest size is what a busy day may need. */
const COMFORTABLE_UPLOADS = 2;

/** @param load reads the settings: names that are not known. It throws AppError settings_invalid with all problems. */
export function checkSettings(load: () => { readonly unknown: readonly string[] }): Check {
  const name = 'settings';
  return {
    name,
    async run() {
      const { unknown } = load();
      if (unknown.length === 0) return fine(name, 'all settings are valid');
      return mend(name, 'warning', {
        found: `not known to this version: ${unknown.join(', ')}`,
        remedy: 'Check the spelling, or unset them.',
      });
    },
  };
}

/** @param read the operator's own rule tables, null for none. It throws AppError settings_invalid with all problems. */
export function checkRuleTables(read: () => unknown): Check {
  const name = 'rule tables';
  return {
    name,
    async run() {
      return fine(name, read() === null ? 'as shipped' : 'your own ones are valid');
    },
  };
}

/** @param hasNetwork whether the processes that judge files can reach the network */
export function checkJudging(hasNetwork: () => boolean): Check {
  const name = 'judging';
  return {
    name,
    async run() {
      return fine(
        name,
        hasNetwork()
          ? 'in processes that keep the network: this user may make no network namespace (unshare -n, unshare -r -n)'
          : 'in processes without network',
      );
    },
  };
}

/** @param versions as in `process.versions` */
export function checkVersions(versions: { readonly node: string; readonly sqlite: string }): Check {
  const name = 'versions';
  return {
    name,
    async run() {
      const found = `Node.js ${versions.node}, SQLite ${versions.sqlite}`;
      const isNodeOld = Number(versions.node.split('.')[0]) < LEAST_NODE_MAJOR;
      if (isNodeOld || isOlder(versions.sqlite, LEAST_SQLITE)) {
        const remedy = `Use Node.js ${LEAST_NODE_MAJOR} with SQLite ${LEAST_SQLITE.join('.')} or newer.`;
        return mend(name, 'error', { found, remedy });
      }
      return fine(name, found);
    },
  };
}

/** @param probe opens the database and reads it through; it throws AppError when that cannot be done */
export function checkDatabase(
  probe: () => Promise<{
    /** Schema version found, and the one that this program brings. */
    readonly version: number;
    readonly needed: number;
    /** What is damaged, one line each. */
    readonly damage: readonly string[];
  }>,
): Check {
  const name = 'database';
  return {
    name,
    async run() {
      const { version, needed, damage } = await probe();
      if (damage.length > 0) {
        return mend(name, 'error', {
          found: `damaged: ${damage.slice(0, 3).join('; ')}`,
          remedy: 'Stop the server, keep a copy of the data directory, and restore the newest backup.',
        });
      }
      if (version < needed) {
        return mend(name, 'warning', {
          found: `at version ${version}, this program needs ${needed}`,
          remedy: 'Run gst-intake migrate, or start the server, which does it too.',
        });
      }
      return fine(name, `reachable, undamaged, at version ${version}`);
    },
  };
}

/** Whether files can be written there durably, and how much room is left above the reserve. */
export function checkDataDirectory(settings: {
  readonly dataDir: string;
  readonly diskReserveBytes: number;
  readonly maxUploadBytes: number;
}): Check {
  const name = 'data directory';
  const { dataDir, diskReserveBytes, maxUploadBytes } = settings;
  return {
    name,
    async run() {
      const problem = await writeProbe(dataDir);
      if (problem !== undefined) {
        return mend(name, 'error', {
          found: `${dataDir} cannot be written (${problem})`,
          remedy: 'Create it, give it to the user that runs the server, or set GST_INTAKE_DATA_DIR.',
        });
      }
      const disk = await statfs(dataDir);
      const room = disk.bavail * disk.bsize - diskReserveBytes;
      const found = `${dataDir} can be written; room above the reserve: ${megabytes(Math.max(0, room))}`;
      if (room <= 0) return mend(name, 'error', { found, remedy: 'Make room: every upload is refused now.' });
      if (room < COMFORTABLE_UPLOADS * maxUploadBytes) {
        const remedy = `Make room: a single upload may have ${megabytes(maxUploadBytes)} (GST_INTAKE_MAX_UPLOAD_BYTES).`;
        return mend(name, 'warning', { found, remedy });
      }
      return fine(name, found);
    },
  };
}

async function writeProbe(dataDir: string): Promise<string | undefined> {
  try {
    const folder = await mkdtemp(join(dataDir, '.doctor-'));
    const handle = await open(join(folder, 'probe'), 'wx', 0o600);
    try {
      await handle.write('probe');
      await handle.sync();
    } finally {
      await handle.close();
      await rm(folder, { recursive: true, force: true });
    }
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'error';
  }
}

export interface GatewayKeyFile {
  readonly file: string;
  /** The settings bring a key, so that no file is needed. */
  readonly isInSettings: boolean;
  /** @throws AppError when the file holds no key */
  readonly read: () => unknown;
  /** What is wrong where the database has keys that this one does not open. */
  readonly unopened: () => string | undefined;
}

export function checkGatewayKey(key: GatewayKeyFile): Check {
  const name = 'signing key';
  return {
    name,
    async run() {
      const unopened = key.unopened();
      if (unopened !== undefined) {
        const remedy = 'To sign with a new key: gst-intake admin storage-key rotate --new-root';
        return mend(name, 'warning', { found: unopened, remedy });
      }
      if (key.isInSettings) return fine(name, 'given by the settings');
      const facts = await stat(key.file).catch(() => undefined);
      if (facts === undefined) {
        return mend(name, 'warning', {
          found: `${key.file} is not there`,
          remedy:
            'None needed before the first start, which makes it. Later: restore a backup made --with-keys.',
        });
      }
      if (process.platform !== 'win32' && (facts.mode & OTHERS) !== 0) {
        return mend(name, 'error', {
          found: `others on this machine may read ${key.file}, and sign URLs with it`,
          remedy: `Run: chmod 600 ${key.file}`,
        });
      }
      key.read();
      return fine(name, `${key.file}, readable by its owner only`);
    },
  };
}

/**
 * @param examine does with the bucket what the product does with one, and tells how far this machine's clock is ahead of
 *   the bucket's and whether old versions are kept. It throws AppError when something does not go.
 */
export function checkBucket(
  bucket: string,
  examine: () => Promise<{ readonly clockAheadMs: number | null; readonly keepsVersions: boolean | null }>,
): Check {
  const name = 'bucket';
  return {
    name,
    async run() {
      const { clockAheadMs, keepsVersions } = await examine();
      const found = `'${bucket}' takes, lists, hands out and removes files`;
      if (clockAheadMs !== null && Math.abs(clockAheadMs) > BEARABLE_CLOCK_MS) {
        const seconds = Math.round(Math.abs(clockAheadMs) / 1000);
        return mend(name, 'warning', {
          found: `${found}; this machine's clock is ${seconds} s ${clockAheadMs > 0 ? 'ahead of' : 'behind'} the bucket's`,
          remedy: 'Set the clock (NTP): at 15 minutes the bucket refuses every request.',
        });
      }
      if (keepsVersions === true) {
        return mend(name, 'warning', {
          found: `${found}, and keeps old versions of them: what is erased or past its retention is still there`,
          remedy:
            'Give the bucket a lifecycle rule that removes noncurrent versions (NoncurrentVersionExpiration) in time, or use one that was never versioned.',
        });
      }
      if (keepsVersions === null) {
        return fine(
          name,
          `${found}; whether it keeps old versions it does not tell (s3:GetBucketVersioning)`,
        );
      }
      return fine(name, found);
    },
  };
}

/** @param origins as the setting lists them */
export function checkCorsOrigins(origins: readonly string[]): Check {
  const name = 'browser uploads';
  return {
    name,
    async run() {
      if (origins.length > 0) return fine(name, `pages of ${origins.join(', ')} may upload`);
      return fine(name, 'no web page may upload (GST_INTAKE_UPLOAD_CORS_ORIGINS is empty)');
    },
  };
}

function isOlder(version: string, least: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  const place = least.findIndex((number, index) => parts[index] !== number);
  return place !== -1 && (parts[place] ?? 0) < (least[place] ?? 0);
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 1_000_000)} MB`;
}
