import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machineLine } from './machine.ts';
import type { Totals } from './readers/totals.ts';
import { writeRegisterFile } from './registers/files.ts';

/**
 * Readers of workbooks alone, beside each other on the same files, each in a process of its own (P8, P10). Their totals
 * must be the same: what differs is said in the table.
 *
 *   node bench/readers.ts [--rows 100000,1000000] [--xls 65535] [--minutes 10] [--json]
 */
const flag = (name: string, fallback: string): string => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
};
const sizes = flag('rows', '100000,1000000').split(',').map(Number);
const xlsRows = Number(flag('xls', '65535'));
const mostMs = Number(flag('minutes', '10')) * 60_000;
const CHILD = join(import.meta.dirname, 'readers', 'child.ts');
const OURS = 'gst-intake';
const XLSX_READERS = [
  'inflate and look at each byte',
  OURS,
  'hucre streamXlsxRows',
  'exceljs WorkbookReader',
  '@e965/xlsx',
];
const XLS_READERS = [OURS, '@e965/xlsx'];

interface Measured {
  readonly totals: Totals;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakRssMb: number;
}

interface Figure {
  readonly format: string;
  readonly rows: number;
  readonly megabytes: number;
  readonly reader: string;
  readonly measured: Measured | null;
  /** Why there are none, or in what the totals differ from ours. */
  readonly remark: string;
}

const directory = mkdtempSync(join(tmpdir(), 'gst-intake-bench-'));
const figures: Figure[] = [];
for (const rows of sizes) await measureAll('XLSX', rows, XLSX_READERS);
if (xlsRows > 0) await measureAll('XLS', xlsRows, XLS_READERS);
rmSync(directory, { recursive: true });
if (process.argv.includes('--json'))
  process.stdout.write(`${JSON.stringify({ machine: machineLine(), figures })}\n`);
else report();

async function measureAll(format: 'XLSX' | 'XLS', rows: number, readers: readonly string[]): Promise<void> {
  const file = join(directory, `register.${format.toLowerCase()}`);
  await writeRegisterFile(file, format, {
    register: 'sales',
    lines: rows - 1,
    seed: 7,
    plantOneIn: 50,
    width: 'usual',
  });
  const megabytes = Math.round(statSync(file).size / 1e6);
  let ours: Totals | undefined;
  for (const reader of readers) {
    const measured = measure(reader, file);
    if (reader === OURS && typeof measured !== 'string') ours = measured.totals;
    const remark = typeof measured === 'string' ? measured : differences(measured.totals, ours);
    const figure = {
      format,
      rows,
      megabytes,
      reader,
      measured: typeof measured === 'string' ? null : measured,
      remark,
    };
    figures.push(figure);
    process.stderr.write(`${line(figure)}\n`);
  }
  rmSync(file);
}

/** @returns why not, where it does not come to an end */
function measure(reader: string, file: string): Measured | string {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [CHILD, reader, file], {
    encoding: 'utf8',
    timeout: mostMs,
  });
  if (status === 0 && stdout !== '') return JSON.parse(stdout) as Measured;
  if (signal !== null) return `ended by ${signal}`;
  const reason = /^\w*(?:Error|Fault).*$/m.exec(stderr)?.[0] ?? stderr.trim().split('\n').at(-1) ?? '';
  return `fails: ${reason.slice(0, 100)}`;
}

function differences(totals: Totals, ours: Totals | undefined): string {
  if (totals.cells === 0) return 'reads no cells';
  if (ours === undefined) return '';
  return (Object.keys(ours) as (keyof Totals)[])
    .filter((key) => totals[key] !== ours[key])
    .map((key) => `${key}: ${totals[key]}, ours ${ours[key]}`)
    .join('; ');
}

function line({ format, rows, megabytes, reader, measured, remark }: Figure): string {
  const head = `| ${format}, ${rows} rows, ${megabytes} MB | ${reader} |`;
  if (measured === null) return `${head} – | – | – | – | ${remark} |`;
  const { seconds, cpuSeconds, peakRssMb } = measured;
  const perSecond = Math.round(rows / seconds / 1000);
  return `${head} ${seconds.toFixed(2)} | ${cpuSeconds.toFixed(2)} | ${perSecond} k | ${peakRssMb} | ${remark || 'right'} |`;
}

function report(): void {
  process.stdout.write(
    `${machineLine()}\n\n| file | reader | wall s | CPU s | rows/s | peak RSS MB | totals |\n|---|---|---|---|---|---|---|\n` +
      `${figures.map(line).join('\n')}\n`,
  );
}
