import { randomBytes } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DEFAULT_WORKSPACE_SETTINGS } from '../accounts/workspace.ts';
import type { ValidateOptions, ValidationJson } from '../cli/bodies.ts';
import type { JudgeSettings } from '../gst/verdict.ts';
import { writeErrorWorkbook } from '../ingestion/errorWorkbook.ts';
import { type ValidationOptions, validateFile } from '../ingestion/validateFile.ts';
import type { FileSize } from '../worker/childWatch.ts';
import { ChildFileJudge } from '../worker/judgeChild.ts';

const MIB = 1_048_576;
const HEAP_MIB = 384;
const MEMORY_BYTES = 600 * MIB;
/**
 * On a processor, start and rules included. A slow machine does a tenth of what ours does, which judges a MiB of CSV in
 * less than a tenth of a second and one of a workbook in a quarter: ten times as long, and something over, is allowed.
 */
const LEAST_TIME_MS = 12_000;
const MS_PER_MIB = 2_000;
/** A workbook's rows unpack to forty times its bytes at most, as far as honest ones go, and are bounded in number. */
const MS_PER_PACKED_MIB = 8_000;
const MOST_PACKED_MS = 1_200_000;

/** @param tables the operator's own rule tables, null for those that shipped */
export function openFileJudge(options: {
  readonly scratchDirectory: string;
  readonly spares: number;
  readonly atOnce?: number;
  readonly tables: unknown;
}): ChildFileJudge {
  return new ChildFileJudge({
    scratchDirectory: options.scratchDirectory,
    spares: options.spares,
    ...(options.atOnce === undefined ? {} : { atOnce: options.atOnce }),
    ...(options.tables === null ? {} : { tables: options.tables }),
    heapMiB: HEAP_MIB,
    limits: {
      memoryBytes: MEMORY_BYTES,
      timeMs,
      now: () => performance.now(),
    },
    hashSeed: () => randomBytes(4).readUInt32LE(),
  });
}

/** What a file may take on a processor. */
export function timeMs({ bytes, container }: FileSize): number {
  const mib = bytes / MIB;
  if (container !== 'ZIP') return LEAST_TIME_MS + mib * MS_PER_MIB;
  return LEAST_TIME_MS + Math.min(mib * MS_PER_PACKED_MIB, MOST_PACKED_MS);
}

const INDIA = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Kolkata' });

/** `yyyy-mm-dd`: what a document's date is held against, wherever the server stands. */
export function todayInIndia(now: number): string {
  return INDIA.format(now);
}

/** Judges a file as a new workspace with these settings would have it judged, and stores nothing. */
export async function runValidation(
  file: string,
  options: ValidateOptions & { readonly tables: unknown },
): Promise<ValidationJson> {
  const scratchDirectory = await mkdtemp(join(tmpdir(), 'gst-intake-'));
  const judge = openFileJudge({ scratchDirectory, spares: 0, tables: options.tables });
  try {
    const given = { ...options, settings: settingsOf(options, Date.now()) };
    return options.errorFileFormat === 'csv'
      ? await validateFile(judge, file, given)
      : await validateIntoWorkbook({ judge, file, directory: scratchDirectory }, given);
  } finally {
    await judge.close();
    await rm(scratchDirectory, { recursive: true, force: true });
  }
}

/** The reports are set aside until all are whole; then `onErrorFile` takes the workbook made of them. */
async function validateIntoWorkbook(
  {
    judge,
    file,
    directory,
  }: { readonly judge: ChildFileJudge; readonly file: string; readonly directory: string },
  options: ValidationOptions,
): Promise<ValidationJson> {
  const path = (report: string) => join(directory, report);
  const into = (report: string) => (chunk: Uint8Array) => appendFile(path(report), chunk);
  const found = await validateFile(judge, file, {
    ...options,
    ...{ onErrorFile: into('errors'), onMarkFile: into('marks'), onWarningFile: into('warnings') },
  });
  if (!existsSync(path('errors'))) return found;
  const notices = found.warnings.filter(({ rows }) => rows.length === 0);
  const workbook = writeErrorWorkbook({
    errors: () => createReadStream(path('errors')),
    marks: () => createReadStream(path('marks')),
    warnings: existsSync(path('warnings')) ? () => createReadStream(path('warnings')) : null,
    fileName: basename(file),
    stats: found.processingStats ?? [],
    notices: notices.map(({ errorMessage }) => errorMessage),
    ruleCounts: {},
    isTakenIn: false,
  });
  for await (const piece of workbook) {
    options.signal.throwIfAborted();
    await options.onErrorFile(piece);
  }
  return found;
}

function settingsOf({ templateType, settings }: ValidateOptions, now: number): JudgeSettings {
  const { sandboxGstins, monthFirst, sez, turnoverCrore, hsnMaster, hsnBlank } = DEFAULT_WORKSPACE_SETTINGS;
  const { gstins, ...given } = settings;
  return {
    ...{ sandboxGstins, monthFirst, sez, turnoverCrore, hsnMaster, hsnBlank },
    ...given,
    ownGstins: gstins ?? [],
    onlyGstins: [],
    register: templateType,
    today: todayInIndia(now),
  };
}
