import type { ErrorIndex, RuleRows, WarningIndex } from './findingIndex.ts';
import { type RefusedRowFiles, readRefusedRows } from './refusedRows.ts';
import type { OpenRange } from './spanReader.ts';
import { readWarnedRows } from './warnedRows.ts';

/** Characters of a value that an example shows. */
const EXAMPLE_CHARACTERS = 120;

export interface FindingGroup {
  readonly code: string;
  readonly columns: readonly string[];
  readonly count: number;
  /** Null where they were not noted. */
  readonly rows: number | null;
  readonly examples: readonly FindingExample[];
}

export interface FindingExample {
  readonly row: number;
  readonly value: string | null;
  readonly message: string;
  readonly hint: string | null;
}

export interface FindingGroups {
  readonly groups: readonly FindingGroup[];
  readonly rows: number;
  readonly heldBackRows: number;
  /** False where it was not noted which row breaks which rule. */
  readonly isNoted: boolean;
}

export const NO_FINDINGS: FindingGroups = { groups: [], rows: 0, heldBackRows: 0, isNoted: true };

/** @param counts errors by the code of their rule, for files without marks */
export async function groupErrors(
  index: ErrorIndex,
  files: RefusedRowFiles,
  counts: Readonly<Record<string, number>>,
): Promise<FindingGroups> {
  const { places, held, marks } = index;
  const facts = { rows: places.rows, heldBackRows: held.length, isNoted: marks !== null };
  if (marks === null) return { groups: byFrequency(countedGroups(counts)), ...facts };
  const rules = [...marks.rules.values()];
  const ordinals = firstOrdinals(rules);
  const rows = await readRefusedRows(index, files, ordinals);
  const rowAt = new Map(ordinals.map((ordinal, place) => [ordinal, rows[place]]));
  const groups = rules.map((rule) =>
    groupOf(rule, (ordinal) => {
      const { row = null, findings = [] } = rowAt.get(ordinal) ?? {};
      const finding = findings.find(({ code }) => code === rule.code);
      return row === null || finding === undefined ? undefined : { row, ...finding };
    }),
  );
  return { groups: byFrequency(groups), ...facts };
}

export async function groupWarnings(index: WarningIndex, open: OpenRange): Promise<FindingGroups> {
  const rules = [...index.rules.values()];
  const ordinals = firstOrdinals(rules);
  const rows = await readWarnedRows(index, open, ordinals);
  const rowAt = new Map(ordinals.map((ordinal, place) => [ordinal, rows[place]]));
  const groups = rules.map((rule) =>
    groupOf(rule, (ordinal) => {
      const warned = rowAt.get(ordinal);
      return warned && { row: warned.row, ...warned.finding };
    }),
  );
  return { groups: byFrequency(groups), rows: index.rows, heldBackRows: 0, isNoted: true };
}

/** Of each rule as many as hold the rows for its examples; rising, each once. */
function firstOrdinals(rules: readonly RuleRows[]): number[] {
  const all = new Set(rules.flatMap(({ firsts }) => firsts));
  return [...all].sort((one, other) => one - other);
}

function groupOf(
  { code, count, rows, firsts, columns }: RuleRows,
  exampleAt: (ordinal: number) => FindingExample | undefined,
): FindingGroup {
  const examples = firsts.flatMap((ordinal) => {
    const { row, value = null, message = '', hint = null } = exampleAt(ordinal) ?? {};
    return row === undefined ? [] : { row, value: value === null ? null : shortened(value), message, hint };
  });
  const byCount = [...columns].sort(([, one], [, other]) => other - one);
  return { code, columns: byCount.map(([header]) => header), count, rows, examples };
}

function shortened(value: string): string {
  return value.length <= EXAMPLE_CHARACTERS ? value : `${value.slice(0, EXAMPLE_CHARACTERS).toWellFormed()}…`;
}

function countedGroups(counts: Readonly<Record<string, number>>): FindingGroup[] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([code, count]) => ({ code, columns: [], count, rows: null, examples: [] }));
}

function byFrequency(groups: readonly FindingGroup[]): FindingGroup[] {
  return groups.toSorted((one, other) => other.count - one.count || (one.code < other.code ? -1 : 1));
}
