import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GATEWAY_KEY_FILE, keepGatewayKey } from '../src/compose/gatewayKey.ts';
import { AppError } from '../src/errors.ts';

let root: string;
let dataDir: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gst-intake-key-'));
  dataDir = join(root, 'data');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('keepGatewayKey', () => {
  it('makes a key that its owner alone can read, and nothing else', () => {
    const key = keepGatewayKey(dataDir, randomBytes);
    expect(key.accessKeyId).toMatch(/^GSTI[0-9A-F]{16}$/);
    expect(key.secretAccessKey).toMatch(/^[\w-]{40}$/);
    expect(readdirSync(dataDir)).toEqual([GATEWAY_KEY_FILE]);
    expect(mode(join(dataDir, GATEWAY_KEY_FILE))).toBe('600');
    expect(mode(dataDir)).toBe('700');
  });

  it('keeps it', () => {
    const made = keepGatewayKey(dataDir, randomBytes);
    const unused = () => {
      throw new Error('a key that is there needs no randomness');
    };
    expect(keepGatewayKey(dataDir, unused)).toEqual(made);
  });

  it('makes another one for another directory', () => {
    const other = keepGatewayKey(join(root, 'other'), randomBytes);
    expect(keepGatewayKey(dataDir, randomBytes).secretAccessKey).not.toBe(other.secretAccessKey);
  });

  it('gives starts at the same time the same key, and leaves no draft', async () => {
    const module = new URL('../src/compose/gatewayKey.ts', import.meta.url).href;
    const script = `
      import { randomBytes } from 'node:crypto';
      import { keepGatewayKey } from ${JSON.stringify(module)};
      process.stdin.once('data', () => {
        console.log(JSON.stringify(keepGatewayKey(${JSON.stringify(dataDir)}, randomBytes)));
        process.exit();
      });
      console.log('ready');`;
    const starts = Array.from({ length: 6 }, () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
      let out = '';
      const ready = new Promise<void>((resolve) =>
        child.stdout.on('data', (text) => {
          out += text;
          if (out.startsWith('ready')) resolve();
        }),
      );
      const said = new Promise<string>((resolve) =>
        child.on('close', () => resolve(out.slice('ready\n'.length))),
      );
      return { child, ready, said };
    });
    await Promise.all(starts.map(({ ready }) => ready));
    for (const { child } of starts) child.stdin.write('go\n');
    const keys = await Promise.all(starts.map(({ said }) => said));
    expect(keys[0]).toContain('GSTI');
    expect(new Set(keys).size).toBe(1);
    expect(readdirSync(dataDir)).toEqual([GATEWAY_KEY_FILE]);
  });

  it('gives the one that loses the race the winner’s key', () => {
    const winner = { accessKeyId: 'GSTIWINNER', secretAccessKey: 'the key that was linked into place first' };
    // Another start links its file between this one's look and its own link.
    const interrupted = (count: number): Uint8Array => {
      writeFileSync(join(dataDir, GATEWAY_KEY_FILE), JSON.stringify(winner), { mode: 0o600 });
      return randomBytes(count);
    };
    keepGatewayKey(dataDir, randomBytes);
    rmSync(join(dataDir, GATEWAY_KEY_FILE));
    expect(keepGatewayKey(dataDir, interrupted)).toEqual(winner);
    expect(readdirSync(dataDir)).toEqual([GATEWAY_KEY_FILE]);
  });

  it.each([
    ['empty', ''],
    ['cut off', '{"accessKeyId":"GSTI0123","secretAccessKey":"half-a-sec'],
    ['of another kind', '{"accessKeyId":"GSTI0123"}'],
    ['null', 'null'],
    ['with empty values', '{"accessKeyId":"","secretAccessKey":""}'],
  ])('refuses a file that turned out %s, without showing it, and leaves it as it is', (_what, text) => {
    keepGatewayKey(dataDir, randomBytes);
    const file = join(dataDir, GATEWAY_KEY_FILE);
    writeFileSync(file, text);
    let refusal: unknown;
    try {
      keepGatewayKey(dataDir, randomBytes);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(AppError);
    expect(refusal).toMatchObject({ code: 'settings_invalid', message: expect.stringContaining(file) });
    expect(String(refusal)).not.toContain('half-a-sec');
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('passes on what the disk says when the directory is none', () => {
    const notADirectory = join(root, 'file');
    writeFileSync(notADirectory, '');
    expect(() => keepGatewayKey(notADirectory, randomBytes)).toThrow(/ENOTDIR/);
  });
});
