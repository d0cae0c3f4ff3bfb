import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Ceph } from './ceph.ts';
import { must, type Table } from './s3Bench.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The object store's conformance suite, which the unit tests run over disk and s3rver, over a true S3. */
export async function proveConformance(table: Table, ceph: Ceph): Promise<void> {
  await table.row('conformance suite of the object store', async () => {
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const config = join(import.meta.dirname, 'conformance.config.ts');
    const child = spawn(process.execPath, [vitest, 'run', '--config', config, '--root', ROOT], {
      cwd: ROOT,
      env: {
        ...process.env,
        NO_COLOR: '1',
        PROOF_S3_ENDPOINT: ceph.endpoint,
        PROOF_S3_ID: ceph.accessKeyId,
        PROOF_S3_SECRET: ceph.secretAccessKey,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [[status], output, errors] = await Promise.all([
      once(child, 'exit'),
      text(child.stdout),
      text(child.stderr),
    ]);
    must(status === 0, `vitest ended with ${status}\n${output}\n${errors}`);
    return /Tests\s+(.*)/.exec(output)?.[1] ?? 'no test ran';
  });
}
