import { AppError } from '../errors.ts';
import { DOWNLOAD_PART } from '../uploads/downloadKey.ts';
import type { Download, ObjectStore } from '../uploads/ports.ts';
import { type BuildBounds, BuiltOnce } from './builtOnce.ts';
import { type FindingGroups, groupErrors, groupWarnings } from './findingGroups.ts';
import {
  type ErrorIndex,
  indexErrors,
  indexWarnings,
  type RuleRows,
  type WarningIndex,
} from './findingIndex.ts';
import type { OrdinalList } from './ordinalList.ts';
import { type PagedRow, type RefusedRowFiles, readRefusedRows } from './refusedRows.ts';
import type { OpenRange } from './spanReader.ts';
import { readWarnedRows, type WarnedRow } from './warnedRows.ts';

/** Stands for a rule where the rows are wanted that another row holds back. */
export const HELD_BACK = 'held_back';

export const FINDING_BOUNDS: BuildBounds = { mostBytes: 33_554_432, atOnce: 4, atOnceOfWorkspace: 2 };

/** What a completed activity handed out of its refused rows. */
export interface ErrorFiles {
  readonly errors: Download;
  /** Null where the file was judged before there were any. */
  readonly marks: Download | null;
  /** Where there are no marks: the list of warnings, if there is one. */
  readonly warnings: Download | null;
  /** Errors and warnings by the code of their rule. */
  readonly ruleCounts: Readonly<Record<string, number>>;
}

export interface PageWanted {
  readonly offset: number;
  readonly limit: number;
  /** Null for all rows. */
  readonly rule: string | null;
}

export interface Page<Row> {
  readonly total: number;
  readonly offset: number;
  readonly rows: readonly Row[];
}

/** Reads what was found in a file, by rule and by pages, wherever in it. Each call is @throws AppError unavailable; not_found where the file is gone */
export interface FindingReader {
  errorGroups(files: ErrorFiles): Promise<FindingGroups>;
  /** @throws AppError conflict where rows are wanted by rule and it was not noted which breaks which */
  errorRows(files: ErrorFiles, wanted: PageWanted): Promise<Page<PagedRow> & Pick<ErrorIndex, 'columns'>>;
  warningGroups(warnings: Download): Promise<FindingGroups>;
  warningRows(warnings: Download, wanted: PageWanted): Promise<Page<WarnedRow>>;
}

/** Lets go of the pages that its texts were cut from. */
function onItsOwn(groups: FindingGroups): FindingGroups {
  return JSON.parse(JSON.stringify(groups)) as FindingGroups;
}

type Built = { readonly bytes: number; readonly groups: FindingGroups };

/** Each file is read through once, when somebody first asks for it; then pages are read by their own bytes alone. */
export function createFindingReader(
  objects: Pick<ObjectStore, 'read'>,
  bounds: BuildBounds = FINDING_BOUNDS,
): FindingReader {
  const built = new BuiltOnce<Built & { readonly index: ErrorIndex | WarningIndex }>(bounds);

  const errorsOf = async (files: ErrorFiles) => {
    const { downloadId, workspaceId } = files.errors;
    const kept = await built.get({ workspaceId, id: downloadId }, async () => {
      const ranges = rangesOf(objects, files);
      const marks = files.marks;
      const index = await indexErrors(
        () => bytesOf(objects, files.errors),
        marks && (() => bytesOf(objects, marks)),
      );
      const counts = marks === null ? await errorCounts(files) : {};
      const groups = onItsOwn(await groupErrors(index, ranges, counts));
      return { index, groups, bytes: bytesKept(index, groups) };
    });
    return kept as Built & { readonly index: ErrorIndex };
  };
  const warningsOf = async (warnings: Download) => {
    const { downloadId, workspaceId } = warnings;
    const kept = await built.get({ workspaceId, id: downloadId }, async () => {
      const index = await indexWarnings(() => bytesOf(objects, warnings));
      const groups = onItsOwn(await groupWarnings(index, rangeOf(objects, warnings)));
      return { index, groups, bytes: bytesKept(index, groups) };
    });
    return kept as Built & { readonly index: WarningIndex };
  };
  /** All findings less those that only warned: looked through as a part of the errors, which have a place already. */
  const errorCounts = async ({ ruleCounts, warnings }: ErrorFiles) => {
    const warned =
      warnings === null ? undefined : (await indexWarnings(() => bytesOf(objects, warnings))).rules;
    return Object.fromEntries(
      Object.entries(ruleCounts).map(([code, count]) => [code, count - (warned?.get(code)?.count ?? 0)]),
    );
  };

  return {
    errorGroups: async (files) => (await errorsOf(files)).groups,
    async errorRows(files, { offset, limit, rule }) {
      const { index } = await errorsOf(files);
      const chosen = rule === HELD_BACK ? index.held : rule === null ? null : rowsOf(index, rule);
      const { total, ordinals } = ordinalsOf(index.places.rows, chosen, { offset, limit });
      const rows = await readRefusedRows(index, rangesOf(objects, files), ordinals);
      return { columns: index.columns, total, offset, rows };
    },
    warningGroups: async (warnings) => (await warningsOf(warnings)).groups,
    async warningRows(warnings, { offset, limit, rule }) {
      const { index } = await warningsOf(warnings);
      const chosen = rule === null ? null : (index.rules.get(rule)?.ordinals ?? 'none');
      const { total, ordinals } = ordinalsOf(index.places.rows, chosen, { offset, limit });
      return { total, offset, rows: await readWarnedRows(index, rangeOf(objects, warnings), ordinals) };
    },
  };
}

function rowsOf({ marks }: ErrorIndex, rule: string): OrdinalList | 'none' {
  if (marks !== null) return marks.rules.get(rule)?.ordinals ?? 'none';
  throw new AppError(
    'conflict',
    'This file was checked before it was noted which row breaks which rule: its rows cannot be asked for by rule. Leave rule out, or send the register again.',
  );
}

/** @param chosen null for all */
function ordinalsOf(
  rows: number,
  chosen: OrdinalList | 'none' | null,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): { readonly total: number; readonly ordinals: readonly number[] } {
  if (chosen === 'none') return { total: 0, ordinals: [] };
  if (chosen !== null) return { total: chosen.length, ordinals: chosen.slice(offset, limit) };
  const length = Math.max(0, Math.min(limit, rows - offset));
  return { total: rows, ordinals: Array.from({ length }, (_, place) => offset + place) };
}

function rangesOf(objects: Pick<ObjectStore, 'read'>, { errors, marks }: ErrorFiles): RefusedRowFiles {
  return { errors: rangeOf(objects, errors), marks: marks && rangeOf(objects, marks) };
}

function rangeOf(objects: Pick<ObjectStore, 'read'>, download: Download): OpenRange {
  return (range) => bytesOf(objects, download, range);
}

async function* bytesOf(
  objects: Pick<ObjectStore, 'read'>,
  { downloadId }: Download,
  range?: { readonly start: number; readonly end: number },
): AsyncGenerator<Uint8Array> {
  const bytes = await objects.read({ owner: downloadId, part: DOWNLOAD_PART }, range);
  if (bytes === undefined) throw new Error('a download has a record and no file');
  yield* bytes;
}

const RULE_BYTES = 512;
const FIXED_BYTES = 4_096;

/** An estimate of what stays in memory, rather too much. */
function bytesKept(index: ErrorIndex | WarningIndex, groups: FindingGroups): number {
  const rules: RuleRows[] =
    'marks' in index ? [...(index.marks?.rules.values() ?? [])] : [...index.rules.values()];
  const ofRules = rules.reduce((sum, { ordinals }) => sum + ordinals.bytes + RULE_BYTES, 0);
  const texts =
    JSON.stringify(groups).length + ('columns' in index ? JSON.stringify(index.columns).length : 0);
  const more = 'marks' in index ? index.held.bytes + (index.marks?.places.bytes ?? 0) : 0;
  return FIXED_BYTES + index.places.bytes + ofRules + more + 2 * texts;
}
