import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FinalStatus, trigger, untilEnded, upload } from './clearCalls.ts';
import { type IngestServer, startIngestServer } from './ingestServer.ts';
import { machineLine } from './machine.ts';
import { watchPeakRss } from './processTree.ts';
import { registerFormat, writeRegisterFile } from './registers/files.ts';
import type { RegisterFacts } from './registers/generate.ts';

/**
 * P7, P11 and with --postgres P9: from the trigger to ACTIVITY_COMPLETED, all rules on, two rows in a hundred spoiled, one
 * register after the other into one workspace, so that the last one meets the documents of all before it. As workbooks P8
 * (XLSX) and P10 (XLS).
 *
 *   node bench/ingest.ts [--lines 10000,100000,1000000,3000000,3000000] [--format csv|xlsx|xls] [--type sales] [--width usual|all] [--postgres] [--json]
 */
const flag = (name: string, fallback: string): string => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
};
const sizes = flag('lines', '10000,100000,1000000,3000000,3000000').split(',').map(Number);
const type = flag('type', 'sales') as 'sales' | 'purchase';
const format = registerFormat(flag('format', 'csv'));
const width = flag('width', 'usual') as 'usual' | 'all';
const kinds = process.argv.includes('--postgres')
  ? (['SQLite', 'PostgreSQL'] as const)
  : (['SQLite'] as const);

interface Figure {
  readonly store: string;
  readonly lines: number;
  readonly documentsBefore: number;
  readonly documents: number;
  readonly megabytes: number;
  readonly seconds: number;
  readonly microsecondsPerLine: number;
  readonly peakRssMb: number;
}

const directory = mkdtempSync(join(tmpdir(), 'gst-intake-bench-'));
const figures: Figure[] = [];
for (const kind of kinds) {
  const server = await startIngestServer(kind);
  let documentsBefore = 0;
  for (const [place, lines] of sizes.entries()) {
    const figure = await measure(server, { kind, place, lines, documentsBefore });
    documentsBefore += figure.documents;
    figures.push(figure);
    process.stderr.write(
      `${kind} ${lines}: ${figure.seconds.toFixed(1)} s, ${Math.round(figure.peakRssMb)} MB\n`,
    );
  }
  await server.remove();
}
rmSync(directory, { recursive: true });
report();

async function measure(
  server: IngestServer,
  run: { kind: string; place: number; lines: number; documentsBefore: number },
): Promise<Figure> {
  const { kind, place, lines, documentsBefore } = run;
  const file = join(directory, 'register');
  const facts = await writeRegisterFile(file, format, {
    register: type,
    lines,
    seed: 11 + place,
    plantOneIn: 50,
    firstDocument: place * 2_000_000 + 1,
    width,
  });
  const url = await upload(server, type, file, format);
  const endWatch = watchPeakRss(server.process.pid ?? 0);
  const began = performance.now();
  const status = await untilEnded(server, type, await trigger(server, type, url));
  const seconds = (performance.now() - began) / 1000;
  const peakRssMb = endWatch();
  assertRight(status, facts);
  return {
    store: kind,
    lines,
    documentsBefore,
    documents: facts.documents - facts.refusedDocuments,
    megabytes: Math.round(statSync(file).size / 1e6),
    seconds,
    microsecondsPerLine: (seconds * 1e6) / lines,
    peakRssMb,
  };
}

/** A fast wrong answer is none. */
function assertRight(status: FinalStatus, facts: RegisterFacts): void {
  const stats = status.processingStats ?? [];
  const sum = (of: (each: (typeof stats)[number]) => number) =>
    stats.reduce((total, each) => total + of(each), 0);
  const found = {
    status: status.status,
    documents: sum((each) => each.totalDocumentCount),
    validRows: sum((each) => each.validRows),
    invalidRows: sum((each) => each.invalidRows),
  };
  const wanted = {
    status: 'ACTIVITY_COMPLETED',
    documents: facts.documents - facts.refusedDocuments,
    validRows: facts.validRows,
    invalidRows: facts.invalidRows,
  };
  if (JSON.stringify(found) === JSON.stringify(wanted)) return;
  throw new Error(`wrong: ${JSON.stringify({ found, wanted, errors: status.errors })}`);
}

function report(): void {
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ machine: machineLine(), format, figures })}\n`);
    return;
  }
  process.stdout.write(
    `${machineLine()}, ${format}\n\n| store | lines | documents before | new documents | MB | seconds | µs a line | peak RSS MB, all processes |\n` +
      '|---|---|---|---|---|---|---|---|\n',
  );
  for (const each of figures) {
    process.stdout.write(
      `| ${each.store} | ${each.lines} | ${each.documentsBefore} | ${each.documents} | ${each.megabytes} | ` +
        `${each.seconds.toFixed(1)} | ${each.microsecondsPerLine.toFixed(1)} | ${Math.round(each.peakRssMb)} |\n`,
    );
  }
}
