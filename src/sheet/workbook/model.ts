/** What is to be written: sheets in the order of their tabs. */
export interface Workbook {
  /** Stands in the file's properties, which say nothing of persons, machines or times. */
  readonly title: string;
  readonly sheets: readonly WorkbookSheet[];
}

/** One sheet. Its rows are asked for one after the other while it is written, and none is kept. */
export interface WorkbookSheet {
  /** Made fit where it is none: 31 characters, none of `: \ / ? * [ ]`, different from all others whatever the case. */
  readonly name: string;
  readonly columns: readonly WorkbookColumn[];
  /** Rows that stay in view, are printed on every page, and are repeated where a further sheet has to take the rest. */
  readonly head: readonly Row[];
  readonly rows: Iterable<Row> | AsyncIterable<Row>;
  /** The last row of `head` gets the arrows to filter by. */
  readonly hasFilter?: boolean;
  readonly isHidden?: boolean;
  /** Six hexadecimal digits. */
  readonly tabColor?: string;
  /** As wide as one page when it is printed; for sheets of few columns. */
  readonly fitsPage?: boolean;
  readonly validations?: readonly Validation[];
  /** Written behind the sheets that are not, wherever its tab stands: its rows may tell what came of theirs. */
  readonly isWrittenLast?: boolean;
  /** Told the name of each further sheet that takes rows for which this one has no room, before its first row. */
  readonly onContinued?: (name: string) => void;
}

export interface WorkbookColumn {
  /** In characters of the standard font; 8.43 where it is left out. */
  readonly width?: number;
  /** Of cells that people add below the rows. */
  readonly style?: Style;
  readonly isHidden?: boolean;
}

export type Row =
  | readonly Cell[]
  | {
      readonly cells: readonly Cell[];
      /** Of the cells that have none of their own. */
      readonly style?: Style;
      /** In points; programs choose where it is left out. */
      readonly height?: number;
    };

/** Never a formula: a text is a text however it begins. `null` and '' are blank; without style and comment they leave no cell. */
export type CellValue =
  | null
  | string
  | number
  | boolean
  /** ISO text as readers give it: `2026-04-01`, `2026-04-01T10:30:00`, `10:30:00`; any other is written as a text. */
  | { readonly date: string }
  /** 0.18 is shown as 18%. */
  | { readonly percent: number };

export type Cell = CellValue | StyledCell;

export interface StyledCell {
  readonly value: CellValue;
  readonly style?: Style;
  /** Shown when the mouse is over the cell. All comments of a sheet are held in memory until it is written. */
  readonly comment?: string;
}

/** How a cell looks. Styles are told apart by identity: make each once, not once a cell. Colours are six hexadecimal digits. */
export interface Style {
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly color?: string;
  /** In points; 11 where it is left out. */
  readonly size?: number;
  readonly fill?: string;
  /** Of thin lines on all four sides. */
  readonly border?: string;
  /** A number format code such as `0.00`; `@` keeps what people type as text. Dates and percents have one without it. */
  readonly format?: string;
  readonly align?: 'left' | 'center' | 'right';
  readonly vertical?: 'top' | 'center' | 'bottom';
  readonly wrap?: boolean;
}

/** What a spreadsheet program lets people enter in part of a column, and what it tells them. */
export interface Validation {
  /** From 0. */
  readonly column: number;
  /** As the program numbers rows, from 1, both included. */
  readonly rows: { readonly from: number; readonly until: number };
  readonly accepts:
    | { readonly anything: true }
    /** At most 255 characters with the commas between them; no value holds a comma. */
    | { readonly oneOf: readonly string[] }
    /** The cells of a column of a sheet of this workbook, named as in its plan. */
    | {
        readonly oneOfCells: {
          readonly sheet: string;
          readonly column: number;
          readonly from: number;
          readonly until: number;
        };
      }
    /** ISO days, both included. */
    | { readonly dateFrom: string; readonly dateUntil: string }
    | { readonly numberFrom: number; readonly numberUntil: number }
    | { readonly mostCharacters: number };
  /** Shown when the cell is chosen; titles are cut at 32 characters, texts at 255. */
  readonly prompt?: { readonly title: string; readonly text: string };
  /** Shown for anything else; `stop` does not take it, the others ask. `warning` where it is left out. */
  readonly alert?: {
    readonly kind: 'stop' | 'warning' | 'information';
    readonly title: string;
    readonly text: string;
  };
}
