import type { ActivityProgress } from '../../../client/index.ts';
import type { DiscardPreview } from '../../../client/nativeTypes.ts';

/** Figures come as text, grouped already; `n` beside it only chooses the plural. */
export interface Figure {
  readonly n: number;
  readonly text: string;
}

export interface HeadWords {
  readonly back: string;
  readonly startedBy: (name: string, time: string) => string;
  readonly someone: string;
  readonly corrects: string;
  readonly correctedBy: string;
  readonly openOther: (time: string) => string;
}

export interface LiveWords {
  readonly phase: Readonly<Record<ActivityProgress['phase'], string>>;
  readonly rowsRead: (rows: Figure) => string;
  readonly perSecond: (rows: Figure) => string;
  readonly left: (duration: string) => string;
  readonly leaveOpen: string;
  readonly cancel: string;
  readonly quarter: (percent: number) => string;
  readonly ended: string;
}

export interface OutcomeWords {
  readonly refusedTitle: string;
  readonly refusedText: string;
  readonly inColumn: (column: string) => string;
  readonly found: (values: string) => string;
  readonly toMend: string;
  readonly failedTitle: string;
  readonly failedText: string;
  readonly sendAgain: string;
  readonly discardedTitle: string;
  readonly discardedText: (who: string, time: string) => string;
  readonly cancelledTitle: string;
  readonly cancelledText: (who: string, time: string) => string;
  readonly cleanTitle: string;
  readonly cleanText: (documents: Figure, rows: Figure) => string;
}

export interface ResultWords {
  readonly title: string;
  readonly gstin: string;
  readonly unknownGstin: string;
  readonly documents: string;
  readonly goodRows: string;
  readonly refusedRows: string;
  readonly total: string;
  readonly noticesTitle: string;
  readonly expiredTitle: string;
  readonly expiredText: string;
}

export interface FindingWords {
  readonly errorsTitle: string;
  readonly errorsIntro: (rows: Figure) => string;
  readonly warningsTitle: string;
  readonly warningsIntro: string;
  readonly tabs: string;
  readonly errorsTab: (rows: Figure) => string;
  readonly warningsTab: (count: Figure) => string;
  readonly allRules: string;
  readonly moreRules: (rules: Figure) => string;
  readonly fewerRules: string;
  readonly rowCount: (rows: Figure) => string;
  readonly findingCount: (findings: Figure) => string;
  readonly columns: string;
  readonly notNoted: string;
  readonly exampleRow: (row: string) => string;
  readonly emptyCell: string;
  readonly heldBackText: string;
  /** Said where the rest is not English: the server's words are. */
  readonly englishReasons: string | null;
}

export interface RowWords {
  readonly errorTable: (rows: Figure) => string;
  readonly warningTable: (rows: Figure) => string;
  readonly keys: string;
  readonly row: string;
  readonly rowNumber: (row: string) => string;
  readonly wrong: string;
  readonly warned: string;
  readonly document: string;
  readonly column: string;
  readonly value: string;
  readonly beyond: string;
  readonly noHeader: (place: string) => string;
  readonly badCell: string;
  readonly empty: string;
  readonly wholeRow: string;
  readonly heldBack: string;
  readonly heldBackBy: (row: string) => string;
  readonly jump: (row: string) => string;
  readonly jumpFailed: (row: string) => string;
  readonly toCell: (column: string) => string;
  readonly isCut: string;
  readonly loadingRow: string;
  readonly shown: (rows: Figure) => string;
  readonly showAllCells: string;
  readonly hideCells: string;
  readonly part: (from: string, to: string, total: string) => string;
  readonly partBefore: string;
  readonly partAfter: string;
}

export interface ActionWords {
  readonly mendTitle: string;
  readonly mendText: string;
  readonly workbook: string;
  readonly errorCsv: string;
  readonly warningsCsv: string;
  readonly sendCorrected: string;
  readonly sendNew: string;
  readonly discard: string;
}

export interface DiscardWords {
  readonly title: string;
  readonly question: (file: string) => string;
  readonly counting: string;
  readonly removed: (documents: Figure) => string;
  readonly restored: (documents: Figure) => string;
  readonly replaced: (documents: Figure) => string;
  readonly nothing: string;
  readonly noChange: string;
  readonly partly: (examined: Figure, documents: Figure) => string;
  readonly notUndone: string;
  readonly confirm: (preview: DiscardPreview, documents: Figure) => string;
  readonly keep: string;
  readonly done: string;
}

export interface TrailWords {
  readonly title: string;
  readonly failed: string;
  readonly actions: Readonly<Record<string, string>>;
  readonly endedAs: Readonly<Record<string, string>>;
  readonly otherEnd: string;
  readonly actor: Readonly<Record<'worker' | 'sweep' | 'operator', string>>;
  readonly unknownUser: string;
  readonly by: (who: string) => string;
}

export interface PageWords {
  readonly title: string;
  readonly offlineTitle: string;
  readonly offlineText: string;
  readonly notFoundTitle: string;
  readonly notFoundText: string;
  readonly toImports: string;
  readonly loadFailed: string;
}

export interface OneImportWords {
  readonly page: PageWords;
  readonly head: HeadWords;
  readonly live: LiveWords;
  readonly outcome: OutcomeWords;
  readonly result: ResultWords;
  readonly findings: FindingWords;
  readonly rows: RowWords;
  readonly actions: ActionWords;
  readonly discard: DiscardWords;
  readonly trail: TrailWords;
}
