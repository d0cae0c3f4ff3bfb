import { isoDay } from './bodyValues.ts';
import { createBodyWriter } from './documentBody.ts';
import { documentKey } from './documentKey.ts';
import type { Finding } from './finding.ts';
import { byNumber, createGroupKey, GROUP_COLUMNS, splitByKey, withStandIns } from './grouping.ts';
import { cleanGstin } from './gstin.ts';
import { parseIsoDay } from './isoDay.ts';
import { createLineReader, readGstin } from './readLine.ts';
import { createRuleRunner, type Examined } from './ruleRunner.ts';
import type { RuleContext } from './rules/rule.ts';
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

  return {
    keyColumns: GROUP_COLUMNS[register],
    groupKey: createGroupKey(onlyGstin),
    judgeGroup(rows) {
      const supplies = rows.map((row) => supplyOf(withStandIns(readLine(row), standIn), supplySettings));
      const groups = byNumber(supplies).map((group) => {
        const documents = splitByKey(group);
        return settle(documents.map((lines) => ({ lines, examined: examine(lines) })));
      });
      return verdictOn(groups, { ownGstin: ownGstinOf(supplies[0], context), writeBody });
    },
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

/**
 * Accepts or refuses the documents of one own GSTIN and number. An error refuses its whole document; one that leaves open
 * which document its row belongs to refuses them all.
 */
function settle(documents: readonly Document[]): Settled {
  const keyErrorRow =
    documents.find(({ examined }) => examined.keyErrorRow !== null)?.examined.keyErrorRow ?? null;
  const isRefused = ({ examined }: Document): boolean => examined.hasErrors || keyErrorRow !== null;
  return {
    accepted: documents.filter((document) => !isRefused(document)).map(({ lines }) => lines),
    refused: documents.filter(isRefused).flatMap((document) => refusedRows(document, keyErrorRow)),
    findings: documents.flatMap(({ examined }) => examined.findings),
  };
}

function refusedRows({ lines, examined }: Document, keyErrorRow: number | null): RefusedRow[] {
  const errors = new Map<number, Finding[]>();
  for (const finding of examined.findings) {
    if (finding.severity !== 'error') continue;
    const ofRow = errors.get(finding.row);
    if (ofRow === undefined) errors.set(finding.row, [finding]);
    else ofRow.push(finding);
  }
  const [holder = keyErrorRow] = errors.keys();
  return lines.map(({ line: { row } }) => {
    const own = errors.get(row);
    return own === undefined
      ? { row, errors: [], heldBackBy: holder }
      : { row, errors: own, heldBackBy: null };
  });
}

function verdictOn(
  groups: readonly Settled[],
  facts: { readonly ownGstin: string; readonly writeBody: (lines: readonly Supply[]) => string },
): GroupVerdict {
  return {
    ownGstin: facts.ownGstin,
    documents: groups.flatMap(({ accepted }) =>
      accepted.map((lines) => toJudged(lines, facts.writeBody(lines))),
    ),
    refused: groups.flatMap(({ refused }) => refused).sort((one, other) => one.row - other.row),
    warnings: groups
      .flatMap(({ findings }) => findings.filter(({ severity }) => severity === 'warning'))
      .sort((one, other) => one.row - other.row),
  };
}

function ownGstinOf(supply: Supply | undefined, { ownGstins, onlyGstins }: RuleContext): string {
  const own = supply?.line.own ?? null;
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
  // A note is told by its type: programs write its amounts with either sign.
  const isUnsigned = first.isNote;
  return {
    ...documentKey(first),
    date: isoDay(first.line.date),
    lineCount: lines.length,
    taxable: isUnsigned ? Math.abs(taxable) : taxable,
    tax: isUnsigned ? Math.abs(tax) : tax,
    isDeleted,
    isCancelled,
    body,
  };
}
