import type { ColumnKey } from '../gst/columns.ts';
import { headerOf } from '../gst/columnTable.ts';
import { ERROR_FILE_COLUMNS, normaliseHeader } from '../gst/header.ts';
import { type LeftAside, leftAside } from '../gst/leftAside.ts';
import { likeOtherRegister, OTHER_REGISTER } from '../gst/otherRegister.ts';
import { shown } from '../gst/wording.ts';
import { columnName } from '../sheet/cells/cellReference.ts';
import type { RegisterHeader } from './registerHeader.ts';
import { columnIndex } from './registerRows.ts';

export interface HeaderNotices {
  /** Tax, parties or cancellation may hang on these: they come before all other notices. */
  readonly grave: readonly string[];
  readonly others: readonly string[];
}

const MOST_SINGLE = 20;
const MOST_NAMED = 200;

/** What the reader of a file should know about its header: every column of it that is not read. */
export function headerNotices(header: RegisterHeader): HeaderNotices {
  const repeats = new Set(header.repeated.flatMap(({ indexes }) => indexes));
  const aside = leftAside(header.register, header).filter(({ index }) => !repeats.has(index));
  const grave = aside.filter(({ isDecisive }) => isDecisive);
  const proposed = aside.filter(({ isDecisive, nearest }) => nearest !== null && !isDecisive);
  const elsewhere = aside.filter(({ readElsewhere }) => readElsewhere !== null);
  const single = [...grave, ...proposed, ...elsewhere].slice(0, MOST_SINGLE);
  const named = new Set(single.map(({ index }) => index));
  return {
    grave: [
      ...aboutRegister(header),
      ...single.filter(({ isDecisive }) => isDecisive).map((column) => aboutOne(header, column)),
    ],
    others: [
      ...single.filter(({ isDecisive }) => !isDecisive).map((column) => aboutOne(header, column)),
      ...aboutRest(aside.filter(({ index }) => !named.has(index))),
      ...aboutRepeated(header),
      ...aboutOwnColumns(header),
    ],
  };
}

function aboutRegister(header: RegisterHeader): string[] {
  const { register } = header;
  if (likeOtherRegister(register, header) === null) return [];
  const other = OTHER_REGISTER[register];
  return [
    `This looks like a ${other} register and was read as a ${register} register: if it is one, supplier and customer are exchanged. Send it as ${other}.`,
  ];
}

function aboutOne(header: RegisterHeader, column: LeftAside): string {
  const name = nameOf(column.header);
  const { nearest, readElsewhere } = column;
  if (readElsewhere !== null)
    return `Column ${name} was left aside: ${nameIn(header, readElsewhere)} was read from column ${cellOf(header, readElsewhere)}.`;
  const start = `Column ${name} was not recognised and was left aside.`;
  if (nearest === null)
    return `${start} If it is the tax, put it into the columns IGST Amount, or CGST Amount and SGST Amount, and send the file again.`;
  return `${start} Did you mean ${nameIn(header, nearest)}? Rename it and send the file again.`;
}

function aboutRest(aside: readonly LeftAside[]): string[] {
  if (aside.length === 0) return [];
  const names = aside.slice(0, MOST_NAMED).map(({ header }) => nameOf(header));
  const more = aside.length > names.length ? ` and ${aside.length - names.length} more` : '';
  const end = 'kept in the error file, but not in the documents.';
  return aside.length === 1
    ? [`Column ${names[0]} was not recognised and was left aside: it is ${end}`]
    : [`These columns were not recognised and were left aside: ${names.join(', ')}${more}. They are ${end}`];
}

function aboutRepeated({ repeated }: RegisterHeader): string[] {
  return repeated.map(({ header, indexes }) => {
    const [first = 0, ...others] = indexes;
    const rest = others.slice(0, MOST_SINGLE).map(columnName).join(', ');
    return `The header names ${nameOf(header)} more than once: column ${columnName(first)} was read, ${rest} left aside.`;
  });
}

/** A file with one of our two columns alone may be the user's own: then it must be said how it was read. */
function aboutOwnColumns({ ownColumns, beyondColumns, headerCells, isDefused }: RegisterHeader): string[] {
  const telling = ownColumns.filter((cell) => !beyondColumns.includes(cell));
  const names = new Set(telling.map((cell) => normaliseHeader(headerCells[cell] ?? '')));
  if (names.size !== 1) return [];
  const [there] = ERROR_FILE_COLUMNS.filter((name) => names.has(normaliseHeader(name)));
  const taken = `The file was taken for an error file because it has the column ${nameOf(there ?? '')}: that column was not read`;
  return [isDefused ? `${taken}, and one ' was taken away from values that begin with it.` : `${taken}.`];
}

function nameIn({ register }: RegisterHeader, key: ColumnKey): string {
  return headerOf(register, key);
}

/** The header from which a column is read, and where it stands. */
function cellOf(header: RegisterHeader, key: ColumnKey): string {
  const cell = header.columnOf[columnIndex(header.register, key)] ?? 0;
  return `${columnName(cell)}, ${nameOf(header.headerCells[cell] ?? '')}`;
}

function nameOf(header: string): string {
  return `'${shown(header)}'`;
}
