import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/accounts/calendar.ts';
import { openDatabase } from '../../src/db/open.ts';
import { startS3rver } from '../objects/s3rver.ts';
import { issue, openAccount } from '../suites/accountFixture.ts';
import { admin } from './adminLine.ts';
import { temporaryDirectory } from './commandLine.ts';

describe('gst-intake admin workspace erase', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let ours: ReturnType<typeof admin>;
  beforeAll(async () => {
    directory = await temporaryDirectory();
    ours = admin(`${directory.path}/data`);
    await ours.json('workspace create --name "Canary Traders" --gstins 27AAPFU0939F1ZV');
    await ours.json(
      'user create --workspace "Canary Traders" --name canary-user --permissions invoice.create',
    );
  });
  afterAll(() => directory[Symbol.asyncDispose]());

  const leftOf = (text: string) =>
    readdirSync(directory.path, { recursive: true, encoding: 'utf8' })
      .map((name) => join(directory.path, name))
      .filter((name) => statSync(name).isFile() && readFileSync(name, 'latin1').includes(text));

  it('says what would go, and goes on only by its name', async () => {
    const { code, stdout, stderr } = await ours.call('workspace erase "Canary Traders"');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^users +1$/m) });
    expect(stderr).toContain("Nothing was erased. To erase it, add --confirm 'Canary Traders'.");
    const wrong = await ours.call('workspace erase "Canary Traders" --confirm Canary');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain(
      "must be the name of the workspace, 'Canary Traders'. Nothing was erased.",
    );
    expect(leftOf('Canary Traders')).not.toEqual([]);
  });

  it('leaves no byte of its names, and its id in the trail', async () => {
    const done = await ours.json('workspace erase "Canary Traders" --confirm "Canary Traders"');
    expect(done).toMatchObject({ isErased: true, users: 1, uploads: 0, files: 0, cancelled: 0 });
    for (const text of ['Canary Traders', 'canary-user', '27AAPFU0939F1ZV']) expect(leftOf(text)).toEqual([]);
    const [newest] = await ours.ndjson(`audit --workspace ${String(done['workspaceId'])}`);
    expect(newest).toMatchObject({ action: 'workspace.erased', actor: 'operator', detail: { users: 1 } });
  });
});

describe('gst-intake admin workspace erase where URLs lead to the bucket', () => {
  it('says that files may still arrive, and ends so that it is run again', async () => {
    await using directory = await temporaryDirectory();
    const data = `${directory.path}/data`;
    const server = await startS3rver('intake');
    try {
      const ours = admin(data, { ...server.env, GST_INTAKE_S3_DIRECT: 'true' });
      await ours.json('workspace create --name Others --gstins 27AAPFU0939F1ZV');
      const database = await openDatabase({
        file: join(data, 'control.sqlite'),
        calendar: createCalendar('Asia/Kolkata'),
      });
      const account = await openAccount(database.accounts);
      await issue(database, account, Date.now());
      await database.close();
      const { workspaceId } = account;
      const line = `workspace erase ${workspaceId} --confirm "workspace ${workspaceId}"`;
      const { code, stderr } = await ours.call(line);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(
          /URLs that lead to the bucket may still bring files until \d{4}-\d\d-\d\d \d\d:\d\d UTC/,
        ),
      });
      const again = /admin (workspace erase .*)$/m.exec(stderr)?.[1]?.replaceAll("'", '"') ?? '';
      const { code: second, stdout } = await ours.call(`${again} --json`);
      expect(second).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ isErased: false, mayArriveUntil: expect.any(String) });
    } finally {
      await server.stop();
    }
  });
});
