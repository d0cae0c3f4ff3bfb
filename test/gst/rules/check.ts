import type { ColumnKey } from '../../../src/gst/columns.ts';
import { DEFAULT_TABLES } from '../../../src/gst/defaultTables.ts';
import type { Severity } from '../../../src/gst/finding.ts';
import { isoDay } from '../../../src/gst/isoDay.ts';
import type { DocumentLine } from '../../../src/gst/line.ts';
import type { Remark, Rule, RuleContext } from '../../../src/gst/rules/rule.ts';
import { supplyOf } from '../../../src/gst/supplyOf.ts';
import type { RuleTables } from '../../../src/gst/tables.ts';
import type { JudgeSettings } from '../../../src/gst/verdict.ts';
import { settingsFixture } from '../lineFixture.ts';

export interface Circumstances {
  readonly settings?: Partial<JudgeSettings>;
  readonly tables?: Partial<RuleTables>;
}

export interface Told {
  readonly severity: Severity;
  readonly column: ColumnKey | null;
  readonly message: string;
  readonly row: number;
}

/** What one rule says of a document of these lines. */
export function told(
  rule: Rule,
  lines: DocumentLine | readonly DocumentLine[],
  circumstances: Circumstances = {},
): Told[] {
  const settings = settingsFixture(circumstances.settings);
  const supplies = [lines]
    .flat()
    .map((line) => supplyOf(line, { sez: settings.sez, replacedStates: new Map() }));
  const context: RuleContext = {
    settings,
    today: isoDay(settings.today),
    ownGstins: new Set(settings.ownGstins),
    onlyGstins: new Set(settings.onlyGstins),
    tables: { ...DEFAULT_TABLES, ...circumstances.tables },
  };
  const found: Told[] = [];
  const report = (by: Rule, remark: Remark): void => {
    if (by !== rule) throw new Error(`${rule.code} reports as ${by.code}.`);
    found.push({
      severity: remark.severity ?? rule.severity,
      column: remark.column,
      message: remark.message,
      row: remark.supply.line.row,
    });
  };
  for (const supply of supplies) rule.checkLine?.(supply, context, report);
  rule.checkDocument?.(supplies, context, report);
  return found;
}

/** `error` or `warning` of the only thing said; null where nothing was. @throws Error where more was said */
export function verdict(...args: Parameters<typeof told>): Severity | null {
  const found = told(...args);
  if (found.length > 1) throw new Error(`Said more than one thing: ${JSON.stringify(found)}`);
  return found[0]?.severity ?? null;
}
