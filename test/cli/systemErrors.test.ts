import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ending } from '../../src/cli/exit.ts';
import { run, temporaryDirectory } from './commandLine.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  directory = await temporaryDirectory();
});
afterEach(() => directory[Symbol.asyncDispose]());

describe('what the system refuses', () => {
  it('is a taken port: serve names it and the flag, and leaves nothing behind', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const dataDir = join(directory.path, 'data');
    const { code, stdout, stderr } = await run(['serve', '--port', `${port}`, '--data-dir', dataDir]);
    server.close();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      new RegExp(`^Error: Port ${port} is taken by another program.* use --port .+\\.\n$`),
    );
    expect(await readdir(directory.path)).toEqual([]);
  });

  it('is an address of another machine', async () => {
    const { code, stderr } = await run(['serve', '--host', '192.0.2.1', '--data-dir', directory.path]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Error: This machine has no address 192\.0\.2\.1\. Use --host .+\n$/);
  });

  it('is a path through a file', async () => {
    const file = join(directory.path, 'file');
    await writeFile(file, '');
    const { code, stderr } = await run(['migrate', '--data-dir', join(file, 'data')]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Error: \S+file\/data cannot be used: .* is a file, .*\(ENOTDIR\)\.\n$/);
  });

  it.each([
    [
      { code: 'EACCES', syscall: 'listen', port: 80 },
      /^Error: Port 80 may not be opened by this user\. Use --port/,
    ],
    [
      { code: 'EACCES', syscall: 'open', path: '/srv/x' },
      /^Error: \/srv\/x may not be used by this user: check/,
    ],
    [{ code: 'ENOSPC', syscall: 'write' }, /^Error: A file cannot be written: the disk is full\./],
    [{ code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: 'a.b' }, /^Error: The host name a\.b cannot/],
  ])('as %j is said in plain words', (facts, words) => {
    const { code, words: said } = ending(Object.assign(new Error('raw words'), facts));
    expect(code).toBe(1);
    expect(said).toMatch(words);
  });

  it('keeps its own words where there are no better ones', () => {
    expect(ending(new Error('Something else')).words).toBe('Error: Something else');
  });
});
