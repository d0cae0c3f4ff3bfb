/** What can be wrong with a file as a whole. */
export type FaultCode =
  | 'EMPTY_FILE'
  | 'CORRUPT_FILE'
  | 'ENCRYPTED_WORKBOOK'
  | 'MACRO_NOT_ALLOWED'
  | 'XML_FORBIDDEN'
  | 'UNSUPPORTED_FORMAT'
  | 'HEADER_NOT_FOUND'
  | 'HEADER_MISSING'
  | 'HEADER_DUPLICATE'
  | 'LIMIT_EXCEEDED'
  | 'ENCODING_UNKNOWN'
  | 'UNCLOSED_QUOTE';

/** The file cannot be taken: what is wrong and where (`message`), and the remedy (`resolution`), for an accountant. */
export class SheetFault extends Error {
  override readonly name = 'SheetFault';
  readonly code: FaultCode;
  readonly resolution: string;
  /** The column or place concerned, in the user's words. */
  readonly field: string | null;
  readonly values: readonly string[] | null;

  constructor(
    code: FaultCode,
    message: string,
    facts: { resolution: string; field?: string; values?: readonly string[] },
  ) {
    super(message);
    this.code = code;
    this.resolution = facts.resolution;
    this.field = facts.field ?? null;
    this.values = facts.values ?? null;
  }
}

const LONGEST_NAME = 100;

/** A name out of the file as it may stand in a message: on one line, and no longer than a hundred characters. */
export function shownName(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
  return plain.length > LONGEST_NAME ? `${plain.slice(0, LONGEST_NAME)}…` : plain;
}
