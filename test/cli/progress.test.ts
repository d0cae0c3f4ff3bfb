import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  answer,
  hang,
  type ScriptedClear,
  s3Xml,
  startScriptedClear,
  TOKEN,
} from '../client/scriptedClear.ts';
import { completed, playIngestion, viewOf } from '../client/scriptedIngestion.ts';
import { run, temporaryDirectory } from './commandLine.ts';

const BIN = new URL('../../bin/gst-intake.js', import.meta.url).pathname;
/** Runs a program on a terminal of its own, passes on what is typed and shown, and ends with its exit code. */
const ON_TERMINAL = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const ERASE_LINE = '\u001b[2K';
const CTRL_C = '\u0003';

let clear: ScriptedClear;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let file: string;
let environment: Record<string, string>;
beforeEach(async () => {
  clear = await startScriptedClear();
  directory = await temporaryDirectory();
  file = join(directory.path, 'sales.csv');
  await writeFile(file, randomBytes(4_000_000));
  environment = { GST_INTAKE_BASE_URL: clear.baseUrl, GST_INTAKE_TOKEN: TOKEN };
});
afterEach(async () => {
  await clear[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
});

/** `gst-intake upload`, or another command on the same file, at a person's terminal. */
function atTerminal(
  settings: Readonly<Record<string, string>> = {},
  command: readonly string[] = ['upload'],
) {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: '/nonexistent',
    TERM: 'xterm',
    ...environment,
    ...settings,
  };
  const [name = '', ...options] = command;
  const line = [process.execPath, BIN, name, file, '--type', 'sales', ...options];
  const child = spawn('python3', ['-c', ON_TERMINAL, ...line], { env, stdio: 'pipe' });
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ended = Promise.all([exited, text(child.stdout), text(child.stderr)]).then(
    ([code, shown, stderr]) => ({ code, shown, stderr }),
  );
  return { child, ended };
}

/** Every state of the bar that was drawn, in order. */
function bars(shown: string): string[] {
  return stripVTControlCharacters(shown)
    .split(file)
    .filter((part) => /^ [█░]+ \d+% ·/.test(part));
}

describe('the progress of an upload', () => {
  it('is a bar on a terminal that fills to 100 %, and is gone when the result comes', async () => {
    const { code, shown, stderr } = await atTerminal().ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const drawn = bars(shown);
    expect(drawn[0]).toMatch(/^ ░+ 0% · 0 bytes of 4\.0 MB/);
    expect(drawn.at(-1)).toMatch(/^ █+ 100% · 4\.0 MB of 4\.0 MB/);
    const [drawing = '', result = ''] = shown.split('uploaded  ');
    expect(drawing.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(drawing.lastIndexOf(HIDE_CURSOR));
    expect(drawing.slice(drawing.lastIndexOf('100%'))).toContain(ERASE_LINE);
    expect(result).toContain(`${file} (4.0 MB)`);
    expect(clear.landed).toHaveLength(1);
  });

  it('keeps the bar and the word of a further try apart', async () => {
    clear.nextPuts.push(answer(503, {}, s3Xml('SlowDown', 'slow down')));
    const { code, shown } = await atTerminal().ended;
    expect(code).toBe(0);
    const lines = stripVTControlCharacters(shown).split(/\r*\n|\r/);
    expect(lines.filter((line) => line.includes('slow down'))).toEqual([
      expect.stringMatching(/503: slow down Trying again in \d+ s\.$/),
    ]);
    expect(bars(shown).at(-1)).toContain('100%');
  });

  it('gives the cursor back at Ctrl-C', async () => {
    clear.nextPuts.push(hang);
    const { child, ended } = atTerminal();
    while (clear.putCount() === 0) await delay(1);
    child.stdin?.write(CTRL_C);
    const { code, shown } = await ended;
    expect(code).toBe(130);
    expect(shown).toContain('Run the same command again');
    expect(shown.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(shown.lastIndexOf(HIDE_CURSOR));
  });

  const quarters = () => [25, 50, 75, 100].map((percent) => `${file}: ${percent}% of 4.0 MB`);

  it.each([{ NO_COLOR: '1' }, { NO_COLOR: '' }, { TERM: 'dumb' }])(
    'is a line at each quarter on a terminal with %j',
    async (settings) => {
      const { code, shown } = await atTerminal(settings).ended;
      expect(code).toBe(0);
      expect(shown).not.toContain('\u001b');
      expect(shown.split('\r\n').slice(0, 4)).toEqual(quarters());
    },
  );

  it('is a line at each quarter where there is no terminal', async () => {
    const { code, stderr } = await run(['upload', file, '--type', 'sales'], {
      ...environment,
      TERM: 'xterm',
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: `${quarters().join('\n')}\n` });
  });
});

describe('the progress of an ingestion', () => {
  it('is one line on a terminal: bytes, then rows and the time that the server tells', async () => {
    playIngestion(clear, {
      views: [
        viewOf({}, { phase: 'counting', bytesDone: 900, rowsRead: 0, etaSeconds: null }),
        viewOf({}, { phase: 'judging', bytesDone: 500, rowsRead: 1_234_567, etaSeconds: 12 }),
        viewOf({}, { phase: 'reporting', bytesDone: 100, etaSeconds: 200 }),
        viewOf({ status: 'ACTIVITY_COMPLETED' }, { phase: 'done', bytesDone: 1000, etaSeconds: null }),
      ],
      statuses: [completed(clear)],
    });
    const { code, shown, stderr } = await atTerminal({}, ['ingest', '--wait']).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [drawing = '', result = ''] = shown.split('activity  ');
    const drawn = bars(drawing).map((bar) => bar.replace(/^ [█░]+ /, '').trimEnd());
    const rows = drawn.slice(drawn.findLastIndex((bar) => bar.includes(' of ')) + 1);
    expect([...new Set(rows)]).toEqual([
      '90% · looking through the file',
      '50% · checking · 12,34,567 rows · 12 s left',
      '10% · writing the error file · 1,23,456 rows · 3 min left',
    ]);
    expect(drawing.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(drawing.lastIndexOf(HIDE_CURSOR));
    expect(drawing.split('\n')).toHaveLength(1);
    expect(result).toContain('27AAPFU0939F1ZV');
  });

  it('gives the cursor back at Ctrl-C and leaves the server at work', async () => {
    playIngestion(clear, { views: [viewOf()], statuses: [] });
    const { child, ended } = atTerminal({}, ['ingest', '--wait']);
    while (!clear.calls.some(({ path }) => path.startsWith('/api/'))) await delay(1);
    child.stdin?.write(CTRL_C);
    const { code, shown } = await ended;
    expect(code).toBe(130);
    expect(shown).toContain('The server goes on with activity');
    expect(shown.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(shown.lastIndexOf(HIDE_CURSOR));
  });
});
