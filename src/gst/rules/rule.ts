import type { ColumnKey, Register } from '../columns.ts';
import type { Severity } from '../finding.ts';
import type { CivilDay } from '../line.ts';
import type { Supply } from '../supply.ts';
import type { RuleTables } from '../tables.ts';
import type { JudgeSettings } from '../verdict.ts';

/** What every rule may know besides the document. */
export interface RuleContext {
  readonly settings: JudgeSettings;
  readonly today: CivilDay;
  readonly ownGstins: ReadonlySet<string>;
  readonly onlyGstins: ReadonlySet<string>;
  readonly tables: RuleTables;
}

/** One finding as a rule makes it; the judge adds code and row, and cleans message and value. */
export interface Remark {
  readonly supply: Supply;
  readonly column: ColumnKey | null;
  /** Default: the text of the cell in `column`. */
  readonly value?: string;
  readonly message: string;
  /** Where a rule has a milder or sterner band than its own severity. */
  readonly severity?: Severity;
}

export type Report = (rule: Rule, remark: Remark) => void;

/** A row of the rule table. What is text here stands in `docs/reference/rules.md` as well. */
export interface Rule {
  /** Such as `P05`. */
  readonly code: string;
  readonly severity: Severity;
  /** Where the severity differs by register, band or setting, in words. */
  readonly severityNote?: string;
  readonly registers: readonly Register[];
  readonly condition: string;
  /** With `{v}` and the like for what is filled in. */
  readonly message: string;
  readonly source: string;
  /**
   * Whether it also runs on documents marked cancelled or deleted. Of what it then says, only that about own GSTIN, type,
   * number, date and flags counts.
   */
  readonly onCancelled: boolean;
  checkLine?(supply: Supply, context: RuleContext, report: Report): void;
  /** All lines of one document, in the order of the rows. */
  checkDocument?(supplies: readonly Supply[], context: RuleContext, report: Report): void;
}
