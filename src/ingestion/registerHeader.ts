import type { Register } from '../gst/columns.ts';
import { guessRegister, HEADER_SEARCH_ROWS, type HeaderMatch, matchHeader } from '../gst/header.ts';
import { likeOtherRegister, OTHER_REGISTER } from '../gst/otherRegister.ts';
import type { JudgeSettings } from '../gst/verdict.ts';
import { columnName } from '../sheet/cells/cellReference.ts';
import { SheetFault } from '../sheet/fault.ts';
import { undefuse } from '../sheet/formulaDefence.ts';
import type { Sheet, SheetsOfFile } from '../sheet/rows.ts';

/** The header of a register, and where it stands. */
export interface RegisterHeader extends HeaderMatch {
  readonly register: Register;
  /** The row's number in the file. */
  readonly row: number;
  /**
   * Whether values may begin with a `'` that our error file put there: it is one of ours, and its own two columns do not
   * stand behind the user's as in the error workbook, where values are as the user wrote them.
   */
  readonly isDefused: boolean;
}

const NAME_OF: Readonly<Record<Register, string>> = { sales: 'sales', purchase: 'purchase' };
const MOST_NAMED = 5;

/** @throws SheetFault where no header is found, or one that will not do */
export async function findHeader(sheet: Sheet, settings: JudgeSettings): Promise<RegisterHeader> {
  const { register } = settings;
  const rows: { readonly number: number; readonly cells: string[] }[] = [];
  await sheet.read({
    row: (view) => {
      rows.push({
        number: view.number,
        cells: Array.from({ length: view.cellCount }, (_, column) => view.text(column)),
      });
    },
    done: () => rows.length >= HEADER_SEARCH_ROWS,
  });
  const cells = rows.map((row) => row.cells);
  if (cells.length === 0) throw noRows();
  const match = matchHeader(register, cells, { ownGstinGiven: settings.onlyGstins.length === 1 });
  const row = match === null ? undefined : rows[match.rowIndex]?.number;
  if (match === null || row === undefined) throw notFound(register, guessRegister(cells), sheet);
  if (match.duplicates.length > 0) throw duplicated(match);
  if (match.missing.length > 0) throw missing(match, { register, row, looksLike: guessRegister(cells) });
  if (likeOtherRegister(register, match) === 'surely') throw ofOtherRegister(register, row);
  const isDefused = match.ownColumns.some(
    (own) => !match.beyondColumns.includes(own) && match.columnOf.some((cell) => cell > own),
  );
  return { ...(isDefused ? asWritten(match) : match), register, row, isDefused };
}

/** The header texts of an error file of ours as they were before it was written, so that they come out the same again. */
function asWritten(match: HeaderMatch): HeaderMatch {
  return {
    ...match,
    headerCells: match.headerCells.map(undefuse),
    unknown: match.unknown.map(({ index, header }) => ({ index, header: undefuse(header) })),
  };
}

/** A file that has a header at most. */
export function noRows(): SheetFault {
  return new SheetFault(
    'EMPTY_FILE',
    'The file has no rows below its header, so there is nothing to import.',
    {
      resolution: 'Export the register again with its documents and send that file.',
    },
  );
}

function notFound(register: Register, looksLike: Register | null, { warnings }: Sheet): SheetFault {
  const sheets = warnings.find((warning) => warning.sheets !== undefined)?.sheets;
  const where = sheets === undefined ? '' : ` of the sheet "${sheets.read}", the only one that is read,`;
  return new SheetFault(
    'HEADER_NOT_FOUND',
    `None of the first ${HEADER_SEARCH_ROWS} rows${where} is the header of a ${NAME_OF[register]} register.`,
    {
      resolution:
        otherRegister(register, looksLike) ??
        (sheets === undefined ? null : moveToFront(sheets)) ??
        'Put a row with the column names of the template above the documents, such as Document Type, ' +
          'Document Number and Document Date.',
    },
  );
}

function moveToFront({ others }: SheetsOfFile): string {
  const named = others.slice(0, MOST_NAMED).map((name) => `"${name}"`);
  const more = others.length > named.length ? ` and ${others.length - named.length} more` : '';
  return `If the register is on another sheet (${named.join(', ')}${more}), move that sheet to the front and send the workbook again.`;
}

function missing(
  { missing: columns }: HeaderMatch,
  facts: { register: Register; row: number; looksLike: Register | null },
): SheetFault {
  const names = columns.map(({ header }) => header);
  const nearest = columns.flatMap(({ header, nearest: near }) =>
    near === null ? [] : [`The column '${near}' looks like '${header}': if it is, rename it.`],
  );
  return new SheetFault(
    'HEADER_MISSING',
    `The header in row ${facts.row} lacks ${names.length === 1 ? 'the column' : 'the columns'} ${names.join(', ')}.`,
    {
      resolution:
        otherRegister(facts.register, facts.looksLike) ??
        [...nearest.slice(0, MOST_NAMED), 'Add what is missing to the header and send the file again.'].join(
          ' ',
        ),
      field: names[0] ?? '',
      values: columns.flatMap(({ nearest: near }) => (near === null ? [] : [near])),
    },
  );
}

/** Read all the same, it would be taken in with its parties exchanged. */
function ofOtherRegister(register: Register, row: number): SheetFault {
  const other = OTHER_REGISTER[register];
  return new SheetFault(
    'HEADER_MISSING',
    `The header in row ${row} is that of a ${other} register: it has none of the columns that only a ${register} register has.`,
    {
      resolution: `Send the file as ${other}. If it is a ${register} register, use the column names of the ${register} template.`,
    },
  );
}

function duplicated({ duplicates }: HeaderMatch): SheetFault {
  const [first] = duplicates;
  const places = duplicates.map(
    ({ header, indexes }) => `${header} (columns ${indexes.map(columnName).join(', ')})`,
  );
  return new SheetFault(
    'HEADER_DUPLICATE',
    `The header names ${places.join(' and ')} more than once, so it is not certain which to read.`,
    {
      resolution: 'Delete or rename all but one of them and send the file again.',
      field: first?.header ?? '',
      values: duplicates.map(({ header }) => header),
    },
  );
}

function otherRegister(register: Register, looksLike: Register | null): string | null {
  if (looksLike === null || looksLike === register) return null;
  return `It looks like a ${NAME_OF[looksLike]} register: if it is one, send it as ${NAME_OF[looksLike]}.`;
}
