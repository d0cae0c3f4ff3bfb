import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { trigger, untilEnded, upload } from '../../bench/clearCalls.ts';
import { writeRegister } from '../../bench/registers/write.ts';
import { createCalendar } from '../../src/accounts/calendar.ts';
import { openDatabase } from '../../src/db/open.ts';
import type { Activity } from '../../src/ingestion/activity.ts';
import { type Installation, startInstallation, withoutSettings } from './installation.ts';
import { childrenOf, isAlive } from './processes.ts';

/**
 * The worker beside the server, and alone.
 * One box: it kills processes and looks at their children.
 */

const BIN = fileURLToPath(new URL('../../bin/gst-intake.js', import.meta.url));

let server: Installation;
afterEach(() => server.remove());

async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await pause(10);
  }
}

const workerOf = ({ process: { pid = -1 } }: Installation) =>
  until(async () => (await childrenOf(pid, 'worker'))[0]);

async function ingest(lines: number) {
  const file = join(tmpdir(), `register-${process.pid}.csv`);
  const facts = writeRegister(file, { register: 'sales', lines, seed: 1, plantOneIn: 0, width: 'usual' });
  const url = await upload(server, 'sales', file);
  rmSync(file);
  return { facts, activityId: await trigger(server, 'sales', url) };
}

async function find(activityId: string): Promise<Activity> {
  const file = join(server.dataDir, 'control.sqlite');
  const database = await openDatabase({ file, calendar: createCalendar('Asia/Kolkata') });
  try {
    const [workspace] = await database.accounts.listWorkspaces();
    const activity = await database.activities.find(workspace?.id ?? '', activityId);
    if (activity === undefined) throw new Error('the activity is there');
    return activity;
  } finally {
    await database.close();
  }
}

async function untilDone(activityId: string, of = server): Promise<void> {
  const { status, processingStats } = await untilEnded({ ...of, token: server.token }, 'sales', activityId);
  expect(status).toBe('ACTIVITY_COMPLETED');
  expect(processingStats?.length).toBeGreaterThan(0);
}

describe('the worker beside the server', () => {
  it('is followed by another one when it is killed', async () => {
    server = await startInstallation();
    const first = await workerOf(server);
    process.kill(first, 'SIGKILL');
    const second = await until(async () => {
      const pid = await workerOf(server);
      return pid !== first && pid;
    });
    expect(second).not.toBe(first);
    const { activityId } = await ingest(50);
    await untilDone(activityId);
    expect(server.stderr()).toContain('worker ended; another one starts');
  });

  it('ends when the server is gone, however it went', async () => {
    server = await startInstallation();
    const worker = await workerOf(server);
    await server.stop('SIGKILL');
    await until(async () => !(await isAlive(worker)));
  });

  it('hands its file back when the server is stopped, and the next start judges it', async () => {
    server = await startInstallation();
    const { activityId } = await ingest(60_000);
    await until(async () => (await find(activityId)).state === 'running');
    const worker = await workerOf(server);
    expect(await server.stop('SIGTERM')).toBe(0);
    expect(await isAlive(worker)).toBe(false);
    expect(await find(activityId)).toMatchObject({ state: 'queued', attempt: 1, result: null });
    const again = await startInstallation({ dataDir: server.dataDir });
    await untilDone(activityId, again);
    expect(await find(activityId)).toMatchObject({ attempt: 2 });
    await again.stop();
  });
});

describe('a worker alone', () => {
  it('takes what a server without one was sent, and ends with 0', async () => {
    server = await startInstallation({ args: ['--no-worker'] });
    const { activityId } = await ingest(50);
    expect(await childrenOf(server.process.pid ?? -1, 'worker')).toEqual([]);
    expect((await find(activityId)).state).toBe('queued');
    const env = { ...withoutSettings(process.env), GST_INTAKE_DATA_DIR: server.dataDir };
    const worker = spawn(process.execPath, [BIN, 'worker'], { env, stdio: ['ignore', 'inherit', 'ignore'] });
    await untilDone(activityId);
    const exit = once(worker, 'exit');
    worker.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  });
});
