import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run, temporaryDirectory } from './cli/commandLine.ts';

const OWNER = '0a'.repeat(16);
const CREATE = ['admin', 'workspace', 'create', '--name', 'anew'];

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let dataDir: string;
let folder: string;
beforeEach(async () => {
  directory = await temporaryDirectory();
  dataDir = directory.path;
  folder = join(dataDir, 'objects', '0a', OWNER);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'put'), 'a file of somebody');
});
afterEach(() => directory[Symbol.asyncDispose]());

describe('uploaded files without a database', () => {
  it.each([['serve', '--port', '0'], CREATE, ['migrate']])(
    'are not left to nobody by %s',
    async (...command) => {
      const { code, stdout, stderr } = await run([...command, '--data-dir', dataDir]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^Error: The database is missing or empty, but \S+objects holds uploaded files/);
      expect(existsSync(join(dataDir, 'control.sqlite'))).toBe(false);
    },
  );

  it('nor beside a database without workspaces; once they are moved away, and later, all goes on', async () => {
    await rm(join(dataDir, 'objects'), { recursive: true });
    expect(await run(['migrate', '--data-dir', dataDir])).toMatchObject({ code: 0 });
    await mkdir(folder, { recursive: true });
    expect(await run([...CREATE, '--data-dir', dataDir])).toMatchObject({ code: 2 });
    await rm(folder, { recursive: true });
    expect(await run([...CREATE, '--data-dir', dataDir])).toMatchObject({ code: 0 });
    await mkdir(folder, { recursive: true });
    const second = await run([...CREATE.slice(0, -1), 'second', '--data-dir', dataDir]);
    expect(second).toMatchObject({ code: 0, stderr: '' });
  });
});
