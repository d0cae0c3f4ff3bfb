import type { ColumnKey } from './columns.ts';

export type Severity = 'error' | 'warning';

/** What a rule says of one row. The message is for an accountant: no comma, semicolon, pipe, quote or line break. */
export interface Finding {
  /** The row's number in the file. */
  readonly row: number;
  /** Null where no single column is to blame. */
  readonly column: ColumnKey | null;
  /** The rule's code, such as `G03`. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong and what to do, the field named as the template names it. */
  readonly message: string;
  /** The value found, cleaned like the message, at most 40 characters. */
  readonly value: string;
}
