import type { ColumnKey, Register } from './columns.ts';
import { columnOf, headerOf, OWN_GSTIN } from './columnTable.ts';
import { KEY_COLUMNS } from './documentKey.ts';
import type { Finding } from './finding.ts';
import { isUncalculated } from './reading.ts';
import { textOf } from './rules/cells.ts';
import { RULES } from './rules/index.ts';
import type { Remark, Rule, RuleContext } from './rules/rule.ts';
import type { Supply } from './supply.ts';
import { clean, shown } from './wording.ts';

/** What the rules said of one document, in the order of rows and rules: line by line, then the document as a whole. */
export interface Examined {
  readonly findings: readonly Finding[];
  readonly hasErrors: boolean;
  /** The first row with an error that leaves open which document it belongs to; null where there is none. */
  readonly keyErrorRow: number | null;
}

type Examine = (supplies: readonly Supply[]) => Examined;

const CALCULATE = 'Open the workbook in Excel or LibreOffice then save it and send it again.';
const CLEAN: Examined = { findings: [], hasErrors: false, keyErrorRow: null };

/** Builds what runs all rules of a register over the lines of one document. */
export function createRuleRunner(register: Register, context: RuleContext): Examine {
  const active = RULES.filter(({ registers }) => registers.includes(register));
  const onLines = active.filter(({ checkLine }) => checkLine !== undefined);
  const onDocuments = active.filter(({ checkDocument }) => checkDocument !== undefined);
  const onStoppedLines = onLines.filter(({ onCancelled }) => onCancelled);
  const onStoppedDocuments = onDocuments.filter(({ onCancelled }) => onCancelled);
  const keyColumns = KEY_COLUMNS[register];

  let findings: Finding[] = [];
  let hasErrors = false;
  let keyErrorRow: number | null = null;
  let isLinePhase = true;
  let isStopped = false;

  const report = (rule: Rule, remark: Remark): void => {
    if (isStopped && remark.column !== null && !isIdentifying(register, remark.column)) return;
    const finding = toFinding(rule, remark);
    findings.push(finding);
    if (finding.severity === 'warning') return;
    hasErrors = true;
    if (isLinePhase && finding.column !== null && keyColumns.has(finding.column)) keyErrorRow ??= finding.row;
  };

  return (supplies) => {
    isStopped = isEveryStopped(supplies);
    isLinePhase = true;
    for (const supply of supplies) {
      for (const rule of isStopped ? onStoppedLines : onLines) rule.checkLine?.(supply, context, report);
    }
    isLinePhase = false;
    for (const rule of isStopped ? onStoppedDocuments : onDocuments) {
      rule.checkDocument?.(supplies, context, report);
    }
    if (findings.length === 0) return CLEAN;
    const examined = { findings, hasErrors, keyErrorRow };
    findings = [];
    hasErrors = false;
    keyErrorRow = null;
    return examined;
  };
}

/** A row that is marked spares no other the rules: blank cells have been filled, so rows that differ are an error (D12). */
function isEveryStopped(supplies: readonly Supply[]): boolean {
  for (const { line } of supplies) if (!line.isCancelled && !line.isDeleted) return false;
  return true;
}

/** What still counts of a cancelled or deleted document: own GSTIN, type, number, date and flags. */
function isIdentifying(register: Register, column: ColumnKey): boolean {
  return (
    column === 'documentType' ||
    column === 'documentNumber' ||
    column === 'documentDate' ||
    column === OWN_GSTIN[register] ||
    columnOf(column).kind === 'flag'
  );
}

function toFinding(rule: Rule, { supply, column, value, message, severity }: Remark): Finding {
  const cell = column === null ? '' : textOf(supply.line, column);
  const text = value ?? cell;
  return {
    row: supply.line.row,
    column,
    code: rule.code,
    severity: severity ?? rule.severity,
    message: clean(column !== null && isUncalculated(cell) ? neverCalculated(supply, column) : message),
    value: shown(text),
  };
}

/** Whatever a rule makes of such a cell: the workbook has to be mended, not the cell. */
function neverCalculated({ line }: Supply, column: ColumnKey): string {
  return `${headerOf(line.register, column)} is a formula that was never calculated. ${CALCULATE}`;
}
