import type { Finding } from '../gst/finding.ts';
import type { GroupVerdict } from '../gst/verdict.ts';
import { SheetFault } from '../sheet/fault.ts';
import type { GstinStats } from './activity.ts';
import type { RuleFindings } from './fileJudge.ts';

const ROWS_NAMED = 5;
const UNKNOWN = 'UNKNOWN';

interface RuleCount {
  code: string;
  severity: Finding['severity'];
  count: number;
  /** One of each of the first rows, rows rising. */
  readonly firsts: Finding[];
}

/** Counts what the verdicts on a file come to. */
export class FileTally {
  readonly #mostGstins: number;
  readonly #gstins = new Map<string, { documents: number; valid: number; invalid: number }>();
  readonly #rules = new Map<string, RuleCount>();

  constructor(mostGstins: number) {
    this.#mostGstins = mostGstins;
  }

  /** @throws SheetFault for more own GSTINs than any business has */
  add(verdict: GroupVerdict): void {
    for (const { ownGstin, lineCount } of verdict.documents) {
      const stats = this.#statsOf(ownGstin);
      stats.documents += 1;
      stats.valid += lineCount;
    }
    for (const { ownGstin, errors } of verdict.refused) {
      this.#statsOf(ownGstin).invalid += 1;
      for (const finding of errors) this.#count(finding);
    }
    for (const finding of verdict.warnings) this.#count(finding);
  }

  /** One per own GSTIN, in the order of the GSTINs. */
  stats(): GstinStats[] {
    const known = [...this.#gstins].sort(([one], [other]) => rank(one, other));
    return known.map(([gstin, { documents, valid, invalid }]) => ({
      gstin,
      totalDocumentCount: documents,
      validRows: valid,
      invalidRows: invalid,
    }));
  }

  findings(): RuleFindings[] {
    const severities = ['error', 'warning'];
    return [...this.#rules.values()]
      .sort(
        (one, other) =>
          severities.indexOf(one.severity) - severities.indexOf(other.severity) ||
          other.count - one.count ||
          (one.code < other.code ? -1 : 1),
      )
      .flatMap(({ code, severity, count, firsts }) => {
        const [first] = firsts;
        return first === undefined
          ? []
          : [{ code, severity, count, first, rows: firsts.map(({ row }) => row) }];
      });
  }

  #statsOf(gstin: string) {
    let stats = this.#gstins.get(gstin);
    if (stats === undefined) {
      if (this.#gstins.size > this.#mostGstins) throw tooManyGstins(this.#mostGstins);
      stats = { documents: 0, valid: 0, invalid: 0 };
      this.#gstins.set(gstin, stats);
    }
    return stats;
  }

  #count(finding: Finding): void {
    const name = `${finding.severity} ${finding.code}`;
    let rule = this.#rules.get(name);
    if (rule === undefined) {
      rule = { code: finding.code, severity: finding.severity, count: 0, firsts: [] };
      this.#rules.set(name, rule);
    }
    rule.count += 1;
    keepFirst(rule.firsts, finding);
  }
}

function keepFirst(firsts: Finding[], finding: Finding): void {
  const last = firsts.at(-1);
  if (firsts.length >= ROWS_NAMED && last !== undefined && last.row <= finding.row) return;
  if (firsts.some(({ row }) => row === finding.row)) return;
  firsts.push(finding);
  firsts.sort((one, other) => one.row - other.row);
  firsts.splice(ROWS_NAMED);
}

function rank(one: string, other: string): number {
  if (one === UNKNOWN || other === UNKNOWN) return one === UNKNOWN ? 1 : -1;
  return one < other ? -1 : 1;
}

function tooManyGstins(most: number): SheetFault {
  return new SheetFault(
    'LIMIT_EXCEEDED',
    `The file has documents of more than ${most} different own GSTINs.`,
    { resolution: 'Check that the right column holds your own GSTIN, or split the file by GSTIN.' },
  );
}
