/**
 * R5, F6 to F8: the disk fills up, becomes read-only, or gives EIO in any step of a PUT. While it lasts: no wrong 200,
 * the server stays up, PUTs are refused in S3's XML with a clear 503, /readyz is red. Once it is over the server
 * recovers by itself, and every upload answered 200 is there. Needs root for scratch disks, and strace for EIO.
 *
 *     node test/proof/diskFaults.ts [--rounds 1] [--goal] [--seed N]
 */
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Installation, startInstallation } from '../acceptance/installation.ts';
import { type Answer, call, type Outcome, presign, statusOf } from './calls.ts';
import { injectFaults } from './injectedFaults.ts';
import { createLedger, type Ledger, reconcileQuota, withDatabase } from './ledger.ts';
import { type Proof, prove } from './prove.ts';
import { openScratchDisk, type ScratchDisk, whyNoScratchDisk } from './scratchDisk.ts';

const ENV = { GST_INTAKE_DISK_RESERVE_BYTES: '0' };
const FILE_BYTES = 300_000;
const RECOVERS_WITHIN_MS = 10_000;

interface Scene {
  readonly server: Installation;
  readonly data: ScratchDisk;
  readonly objects: ScratchDisk;
  /** A URL issued before the fault. */
  readonly url: string;
}

interface Fault {
  readonly name: string;
  begin(scene: Scene): void;
  end(scene: Scene): void;
  /** Whether pre-sign has what it needs all the same. */
  readonly presignWorks: boolean | 'with room for little';
}

const FAULTS: readonly Fault[] = [
  {
    name: 'disk of the uploads full',
    begin: ({ objects }) => fill(objects),
    end: ({ objects }) => empty(objects),
    presignWorks: true,
  },
  {
    name: 'disk of the uploads fills up in the middle of a PUT',
    begin({ objects }) {
      fill(objects);
      rmSync(join(objects.path, 'ballast-65536-0'));
      execFileSync('sync', ['-f', objects.path]);
    },
    end: ({ objects }) => empty(objects),
    presignWorks: 'with room for little',
  },
  {
    name: 'disk of the uploads read-only',
    begin: ({ objects }) => objects.remount('ro'),
    end: ({ objects }) => objects.remount('rw'),
    presignWorks: true,
  },
  {
    name: 'disk of the database full',
    begin: ({ data }) => fill(data),
    end: ({ data }) => empty(data),
    presignWorks: false,
  },
  {
    name: 'both disks full',
    begin({ data, objects }) {
      fill(data);
      fill(objects);
    },
    end({ data, objects }) {
      empty(data);
      empty(objects);
    },
    presignWorks: false,
  },
];

function fill({ path }: ScratchDisk): void {
  for (const bytes of [1_048_576, 65_536, 4_096, 1]) {
    for (let part = 0; ; part += 1) {
      try {
        writeFileSync(join(path, `ballast-${bytes}-${part}`), Buffer.alloc(bytes), { flag: 'wx' });
      } catch {
        break;
      }
    }
  }
}

function empty({ path }: ScratchDisk): void {
  for (const bytes of [1_048_576, 65_536, 4_096, 1])
    for (let part = 0; part < 4_096; part += 1)
      rmSync(join(path, `ballast-${bytes}-${part}`), { force: true });
}

async function ready(server: Installation): Promise<Outcome> {
  return call(`${server.baseUrl}/readyz`);
}

/** What must hold of each answer while the fault lasts. */
async function duringFault(
  proof: Proof,
  fault: Fault,
  { server, url }: Scene,
  ledger: Ledger,
): Promise<void> {
  const expect = (what: string, isGood: boolean, got: string) => {
    if (!isGood) proof.violation(`${fault.name}: ${what}: ${got}`);
  };
  const show = (outcome: Outcome) =>
    outcome === 'lost' ? 'lost' : `${outcome.status} ${outcome.body.slice(0, 300)}`;

  for (const attempt of [1, 2, 3]) {
    const bytes = proof.random.bytes(FILE_BYTES);
    // In parts it declares no length, so that its first bytes are written and the disk says no midway.
    const put = await ledger.put(
      url,
      attempt === 1 ? bytes : [bytes.subarray(0, 1_000), bytes.subarray(1_000)],
    );
    const refused =
      put !== 'lost' && put.status === 503 && /<Code>ServiceUnavailable<\/Code><Message>[A-Z]/.test(put.body);
    expect(`PUT ${attempt} should be refused with 503 in XML`, refused, show(put));
  }
  const { result, outcome } = await presign(server);
  if (fault.presignWorks) expect('pre-sign should work', result === 'CREATED', show(outcome));
  else
    expect('pre-sign should fail with 500', statusOf(outcome) === 500 && result !== 'CREATED', show(outcome));
  const readiness = await ready(server);
  if (fault.presignWorks !== 'with room for little')
    expect('/readyz should be red', statusOf(readiness) === 503, show(readiness));
  const health = await call(`${server.baseUrl}/healthz`);
  expect('/healthz should be green', statusOf(health) === 200, show(health));
}

async function afterFault(
  proof: Proof,
  fault: Fault,
  { server, url }: Scene,
  ledger: Ledger,
): Promise<number> {
  const started = performance.now();
  let last: Outcome = 'lost';
  for (;;) {
    last = await ready(server);
    if (statusOf(last) === 200) break;
    if (performance.now() - started > RECOVERS_WITHIN_MS) {
      proof.violation(`${fault.name}: not ready again: ${(last as Answer).body}`);
      break;
    }
    await pause(50);
  }
  const again = await ledger.put(url, proof.random.bytes(FILE_BYTES));
  if (statusOf(again) !== 200)
    proof.violation(`${fault.name}: the old URL gave ${statusOf(again)} afterwards`);
  const fresh = await presign(server);
  if (fresh.result !== 'CREATED') proof.violation(`${fault.name}: pre-sign gave ${fresh.result} afterwards`);
  else if (statusOf(await ledger.put(fresh.url, proof.random.bytes(FILE_BYTES))) !== 200)
    proof.violation(`${fault.name}: a fresh URL did not work afterwards`);
  return performance.now() - started;
}

async function scratchDiskFaults(proof: Proof): Promise<string> {
  let slowestMs = 0;
  let faults = 0;
  const ledger = createLedger(proof);
  const data = openScratchDisk('ext4', 64);
  const objects = openScratchDisk('ext4', 64);
  const dataDir = join(data.path, 'data');
  try {
    // The uploads on a disk of their own, as operators mount them.
    const first = await startInstallation({ dataDir, env: ENV });
    await first.stop();
    rmSync(join(dataDir, 'objects'), { recursive: true });
    objects.bindTo(join(dataDir, 'objects'));
    const server = await startInstallation({ dataDir, env: ENV });
    const { token } = first;
    for (let round = 1; round <= proof.rounds; round += 1) {
      for (const fault of FAULTS) {
        const { url } = await presign({ ...server, token });
        await ledger.put(url, proof.random.bytes(FILE_BYTES));
        const scene = { server: { ...server, token }, data, objects, url };
        fault.begin(scene);
        await duringFault(proof, fault, scene, ledger);
        fault.end(scene);
        slowestMs = Math.max(slowestMs, await afterFault(proof, fault, scene, ledger));
        ledger.reconcile(dataDir);
        faults += 1;
        proof.note(
          `${fault.name}: ${ledger.figures.answered} answered, ${ledger.figures.refused} refused so far`,
        );
      }
    }
    if (server.process.exitCode !== null) proof.violation('the server ended');
    await server.stop();
    reconcileQuota(dataDir, proof);
    const check = withDatabase(dataDir, (database) => database.prepare('PRAGMA integrity_check').get());
    if (check?.['integrity_check'] !== 'ok')
      proof.violation(`integrity_check: ${check?.['integrity_check']}`);
  } finally {
    objects.remove();
    data.remove();
  }
  return `${faults} times full or read-only, ${ledger.figures.answered} PUTs answered 200, ${ledger.figures.refused} refused, recovered within ${slowestMs.toFixed(0)} ms`;
}

await prove({ name: 'diskFaults', rounds: 1, goalRounds: 10 }, async (proof) => {
  const obstacle = whyNoScratchDisk();
  if (obstacle !== undefined) proof.violation(`full and read-only disks were not tried: ${obstacle}`);
  const disks = obstacle === undefined ? await scratchDiskFaults(proof) : 'no scratch disks';
  return `${disks}; ${await injectFaults(proof)}`;
});
