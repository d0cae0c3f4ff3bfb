import type { FastifyRequest } from 'fastify';
import type { FindingGroups, RefusedRowPage, WarningPage } from '../../contract/findings.ts';
import { AppError } from '../../errors.ts';
import type { Activity } from '../../ingestion/activity.ts';
import { NO_FINDINGS } from '../../ingestion/findingGroups.ts';
import { type ErrorFiles, type FindingReader, HELD_BACK, type PageWanted } from '../../ingestion/findings.ts';
import type { Download } from '../../uploads/ports.ts';
import { decodeParameter, rawParameters } from '../query.ts';

const DEFAULT_LIMIT = 100;
const MOST_ROWS = 500;
const RULE = /^[A-Z]\d{2}$/;

export interface FindingDeps {
  readonly reader: FindingReader;
  /** @throws AppError not_found where it is gone */
  readonly download: (workspaceId: string, downloadId: string) => Promise<Download>;
}

type Handler<Answer> = (activity: Activity, request: FastifyRequest) => Promise<Answer>;

/** What was found in the file of a completed activity. */
export interface FindingCalls {
  readonly errorGroups: Handler<FindingGroups>;
  readonly errorRows: Handler<RefusedRowPage>;
  readonly warningGroups: Handler<FindingGroups>;
  readonly warningRows: Handler<WarningPage>;
}

export function findingCalls({ reader, download }: FindingDeps): FindingCalls {
  const found = (id: string | null | undefined, { workspaceId }: Activity) =>
    id ? download(workspaceId, id) : null;
  const errorFiles = async (activity: Activity): Promise<ErrorFiles | null> => {
    const { errorDownloadId, markDownloadId, warningDownloadId, ruleCounts } = resultOf(activity);
    const errors = await found(errorDownloadId, activity);
    if (errors === null) return null;
    const marks = await found(markDownloadId, activity);
    const warnings = marks === null ? await found(warningDownloadId, activity) : null;
    return { errors, marks, warnings, ruleCounts };
  };
  const warningFile = (activity: Activity) => found(resultOf(activity).warningDownloadId, activity);
  return {
    async errorGroups(activity) {
      const files = await errorFiles(activity);
      return files === null ? answered(NO_FINDINGS) : answered(await reader.errorGroups(files));
    },
    async errorRows(activity, request) {
      const wanted = pageWanted(request);
      const files = await errorFiles(activity);
      if (files === null) return { columns: [], total: 0, offset: wanted.offset, rows: [] };
      return answered(await reader.errorRows(files, wanted));
    },
    async warningGroups(activity) {
      const file = await warningFile(activity);
      return file === null ? answered(NO_FINDINGS) : answered(await reader.warningGroups(file));
    },
    async warningRows(activity, request) {
      const wanted = pageWanted(request);
      if (wanted.rule === HELD_BACK) {
        throw impossible(`rule: no warning holds a row back. Ask for ${HELD_BACK} at …/errors.`);
      }
      const file = await warningFile(activity);
      if (file === null) return { total: 0, offset: wanted.offset, rows: [] };
      return answered(await reader.warningRows(file, wanted));
    },
  };
}

/** The same, as the contract writes it: its lists are not read-only. */
type Answered<T> = T extends readonly (infer Each)[]
  ? Answered<Each>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Answered<T[Key]> }
    : T;

function answered<T>(value: T): Answered<T> {
  return value as Answered<T>;
}

function resultOf({ state, result }: Activity) {
  if (state === 'completed' && result !== null) return result;
  throw new AppError('conflict', NOT_COMPLETED[state] ?? 'This activity has no such list.');
}

const NOT_COMPLETED: Readonly<Partial<Record<Activity['state'], string>>> = {
  queued: 'This activity waits: what is found in its file can be read once it is completed.',
  running: 'This activity still runs: what is found in its file can be read once it is completed.',
  refused: 'The file of this activity was refused as a whole: no row of it was checked.',
  failed: 'This activity failed: there is no list of what was found.',
  discarded: 'This activity was discarded: there is no list of what was found any more.',
};

/** @throws AppError input_invalid */
function pageWanted({ raw: { url = '' } }: FastifyRequest): PageWanted {
  const rule = parameterOf(url, 'rule');
  if (rule !== null && rule !== HELD_BACK && !RULE.test(rule)) {
    throw impossible(`rule: must be the code of a rule, such as G03, or ${HELD_BACK}.`);
  }
  return {
    offset: wholeNumber(url, 'offset', { least: 0, most: Number.MAX_SAFE_INTEGER, otherwise: 0 }),
    limit: wholeNumber(url, 'limit', { least: 1, most: MOST_ROWS, otherwise: DEFAULT_LIMIT }),
    rule,
  };
}

function wholeNumber(
  url: string,
  name: string,
  { least, most, otherwise }: { readonly least: number; readonly most: number; readonly otherwise: number },
): number {
  const text = parameterOf(url, name);
  if (text === null) return otherwise;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw impossible(`${name}: must be a whole number from ${least} to ${most}.`);
}

function parameterOf(url: string, name: string): string | null {
  const [raw, ...more] = rawParameters(url, name);
  if (more.length > 0) throw impossible(`${name}: given more than once.`);
  return raw === undefined ? null : (decodeParameter(raw) ?? raw);
}

function impossible(message: string): AppError {
  return new AppError('input_invalid', message);
}
