import { isoDay } from './bodyValues.ts';
import { createBodyWriter } from './documentBody.ts';
import { documentKey } from './documentKey.ts';
import type { Finding } from './finding.ts';
import {
  byNumber,
  byOwner,
  GROUP_COLUMNS,
  groupKey,
  isOwnerless,
  splitByKey,
  withStandIns,
} from './grouping.ts';
import { cleanGstin } from './gstin.ts';
import { createHeaderFiller } from './headerCells.ts';
import { parseIsoDay } from './isoDay.ts';
import type { SourceRow } from './line.ts';
import { createLineReader, readGstin } from './readLine.ts';
import { createRuleRunner, type Examined } from './ruleRunner.ts';
import type { RuleContext } from './rules/rule.ts';
import { createStoredLines } from './storedLines.ts';
import type { Supply } from './supply.ts';
import { supplyOf } from './supplyOf.ts';
import type { RuleTables } from './tables.ts';
import type { GroupVerdict, Judge, JudgedDocument, JudgeSettings, RefusedRow } from './verdict.ts';

/** Stands for the own GSTIN of rows where it is blank or not one of the account's. */
const UNKNOWN = 'UNKNOWN';

/**
 * Builds the judge of one register's rows. It remembers nothing of a file but what makes reading the next cell quick.
 *
 * @throws RangeError where `settings.today` is no date
 */
export function createJudge(settings: JudgeSettings, tables: RuleTables): Judge {
  const { register } = settings;
  const context = ruleContext(settings, tables);
  const readLine = createLineReader({
    register,
    monthFirst: settings.monthFirst,
    sandboxGstins: settings.sandboxGstins,
    states: tables.states,
    units: tables.units,
  });
  const examine = createRuleRunner(register, context);
  const writeBody = createBodyWriter(register);
  const onlyGstin = settings.onlyGstins.length === 1 ? (settings.onlyGstins[0] ?? '') : '';
  const only = readGstin(onlyGstin, settings.sandboxGstins);
  const standIn = only !== null && 'fault' in only ? null : only;
  const supplySettings = { sez: settings.sez, replacedStates: replacedStates(tables) };
  const toSupply = (row: SourceRow): Supply => supplyOf(withStandIns(readLine(row), standIn), supplySettings);
  const fillHeader = createHeaderFiller(register, toSupply);
  const storedLines = createStoredLines(register, toSupply);
  const ownGstinOf = (supply: Supply): string => countedUnder(supply, context);

  return {
    keyColumns: GROUP_COLUMNS[register],
    groupKey,
    judgeGroup(rows) {
      const settled = byNumber(rows.map(toSupply)).flatMap((group) => {
        const ownerlessRow = group.find(isOwnerless)?.line.row ?? null;
        return byOwner(group).map((supplies) => {
          const documents = splitByKey(supplies).map((rows) => {
            const lines = fillHeader(rows);
            return { lines, examined: examine(lines) };
          });
          return settle(documents, { ownerlessRow, ownGstin: ownGstinOf });
        });
      });
      return verdictOn(settled, (lines) => {
        const stored = storedLines(lines);
        return toJudged(stored, writeBody(stored));
      });
    },
    ownGstinOf: (row) => ownGstinOf(toSupply(row)),
  };
}

function ruleContext(settings: JudgeSettings, tables: RuleTables): RuleContext {
  const today = parseIsoDay(settings.today);
  if (today === null) throw new RangeError(`${settings.today} is not a day as yyyy-mm-dd.`);
  return {
    settings,
    today,
    ownGstins: new Set(settings.ownGstins.map(cleanGstin)),
    onlyGstins: new Set(settings.onlyGstins.map(cleanGstin)),
    tables,
  };
}

function replacedStates({ states }: RuleTables): ReadonlyMap<string, string> {
  return new Map(
    states.flatMap(({ code, replacedBy }) => (replacedBy === null ? [] : [[code, replacedBy] as const])),
  );
}

interface Document {
  readonly lines: readonly Supply[];
  readonly examined: Examined;
}

interface Settled {
  readonly accepted: readonly (readonly Supply[])[];
  readonly refused: readonly RefusedRow[];
  readonly findings: readonly Finding[];
}

/** What settling knows besides the documents. */
interface Whose {
  /** The first row of the number that leaves open whose document it is; null where there is none. */
  readonly ownerlessRow: number | null;
  readonly ownGstin: (supply: Supply) => string;
}

/**
 * Accepts or refuses the documents of one own GSTIN and number. An error refuses its whole document; one that leaves open
 * which document its row belongs to refuses them all, and so does a row of the number that leaves open whose it is.
 */
function settle(documents: readonly Document[], whose: Whose): Settled {
  const keyErrorRow =
    documents.find(({ examined }) => examined.keyErrorRow !== null)?.examined.keyErrorRow ?? null;
  const holder = keyErrorRow ?? whose.ownerlessRow;
  const isRefused = ({ examined }: Document): boolean => examined.hasErrors || holder !== null;
  return {
    accepted: documents.filter((document) => !isRefused(document)).map(({ lines }) => lines),
    refused: documents
      .filter(isRefused)
      .flatMap((document) => refusedRows(document, { holder, ownGstin: whose.ownGstin })),
    findings: documents.flatMap(({ examined }) => examined.findings),
  };
}

function refusedRows(
  { lines, examined }: Document,
  held: { readonly holder: number | null; readonly ownGstin: Whose['ownGstin'] },
): RefusedRow[] {
  const errors = new Map<number, Finding[]>();
  for (const finding of examined.findings) {
    if (finding.severity !== 'error') continue;
    const ofRow = errors.get(finding.row);
    if (ofRow === undefined) errors.set(finding.row, [finding]);
    else ofRow.push(finding);
  }
  const [holder = held.holder] = errors.keys();
  return lines.map((supply) => {
    const { row } = supply.line;
    const ownGstin = held.ownGstin(supply);
    const own = errors.get(row);
    return own === undefined
      ? { row, ownGstin, errors: [], heldBackBy: holder }
      : { row, ownGstin, errors: own, heldBackBy: null };
  });
}

function verdictOn(
  groups: readonly Settled[],
  judged: (lines: readonly Supply[]) => JudgedDocument,
): GroupVerdict {
  return {
    documents: groups.flatMap(({ accepted }) => accepted.map(judged)),
    refused: groups.flatMap(({ refused }) => refused).sort((one, other) => one.row - other.row),
    warnings: groups
      .flatMap(({ findings }) => findings.filter(({ severity }) => severity === 'warning'))
      .sort((one, other) => one.row - other.row),
  };
}

function countedUnder({ line: { own } }: Supply, { ownGstins, onlyGstins }: RuleContext): string {
  if (own === null || 'fault' in own) return UNKNOWN;
  if (ownGstins.size > 0 && !ownGstins.has(own.gstin)) return UNKNOWN;
  return onlyGstins.size > 0 && !onlyGstins.has(own.gstin) ? UNKNOWN : own.gstin;
}

function toJudged(lines: readonly Supply[], body: string): JudgedDocument {
  const [first] = lines;
  if (first === undefined || first.line.date === null)
    throw new TypeError('A judged document has lines and a date.');
  let taxable = 0;
  let tax = 0;
  let isCancelled = false;
  let isDeleted = false;
  for (const { line, tax: gst } of lines) {
    taxable += line.taxable ?? 0;
    tax += gst + (line.cess ?? 0);
    isCancelled ||= line.isCancelled;
    isDeleted ||= line.isDeleted;
  }
  return {
    ...documentKey(first),
    date: isoDay(first.line.date),
    lineCount: lines.length,
    taxable,
    tax,
    isDeleted,
    isCancelled,
    body,
  };
}
