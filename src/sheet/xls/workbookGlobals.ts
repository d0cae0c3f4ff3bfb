import { builtInFormat, type NumberFormat, readFormat } from '../cells/numberFormat.ts';
import { shownName } from '../fault.ts';
import { MOST_OTHER_NAMES, type SheetChoice } from '../sheetChoice.ts';
import { type BiffRecords, u16 } from './biffRecords.ts';
import { formatCode, shortRecordText } from './recordText.ts';
import { BOF, BOUNDSHEET, DATEMODE, EOF, FILEPASS, FORMAT, SST, XF } from './recordTypes.ts';
import { StringTable } from './stringTable.ts';
import { damaged, encrypted, hasMacros, notRead, noWorksheet } from './xlsFaults.ts';

/** What of a workbook matters to whoever reads its first sheet. */
export interface WorkbookGlobals extends SheetChoice {
  /** Where the sheet starts in the stream. */
  readonly sheetAt: number;
  readonly strings: StringTable;
  /** By the number of a cell's format (XF). */
  readonly formats: readonly NumberFormat[];
  readonly is1904: boolean;
}

/** `BOF` says the version and what it begins ([MS-XLS] 2.4.21). */
const BIFF8 = 0x0600;
const GLOBALS = 0x0005;
export const WORKSHEET = 0x0010;

/** Kinds of sheets that `BOUNDSHEET` tells apart ([MS-XLS] 2.4.28); charts have their own. */
const IS_WORKSHEET = 0;
const IS_MACRO_SHEET = 1;

/** Cells name their format, and files their sheets, with two bytes. */
const MAX_LISTED = 65_536;

interface BoundSheet {
  readonly name: string;
  readonly at: number;
  readonly isVisible: boolean;
}

/** Reads the workbook globals, the first substream. @throws SheetFault */
export function readGlobals(records: BiffRecords): WorkbookGlobals {
  if (beginSubstream(records) !== GLOBALS) throw damaged('it does not start with a list of its sheets');
  const reading = new GlobalsReading(records);
  while (records.next() !== EOF) reading.take();
  return reading.result();
}

/** Takes the record that begins a substream. @returns what it begins. @throws SheetFault for versions before BIFF8 */
export function beginSubstream(records: BiffRecords): number {
  const type = records.next();
  if ((type & 0xff) !== (BOF & 0xff) || type > BOF) throw damaged('a sheet does not start where it should');
  const version = records.length < 4 ? 0 : u16(records.bytes, records.at);
  if (type !== BOF || version !== BIFF8) throw notRead(versionName(type, version));
  return u16(records.bytes, records.at + 2);
}

const OLD_VERSIONS: Readonly<Record<number, string>> = {
  9: 'Excel 2.1, BIFF2',
  521: 'Excel 3.0, BIFF3',
  1033: 'Excel 4.0, BIFF4',
};

/** Programs that write BIFF5 by hand leave its version out. */
function versionName(type: number, version: number): string {
  const isExcel5 = version === 0 || version >>> 8 === 5;
  const name = OLD_VERSIONS[type] ?? (isExcel5 ? 'Excel 5.0 or 95, BIFF5' : null);
  return name === null ? 'an Excel workbook of an unknown version' : `an old Excel workbook (${name})`;
}

class GlobalsReading {
  readonly #records: BiffRecords;
  readonly #sheets: BoundSheet[] = [];
  readonly #formatCodes = new Map<number, NumberFormat>();
  readonly #formatIds: number[] = [];
  readonly #strings = new StringTable();
  #is1904 = false;

  constructor(records: BiffRecords) {
    this.#records = records;
  }

  take(): void {
    const { type, at, length, bytes } = this.#records;
    if (type === FILEPASS) throw encrypted();
    if (type === BOUNDSHEET) this.#takeSheet();
    else if (type === SST) this.#strings.read(this.#records);
    else if (type === DATEMODE && length >= 2) this.#is1904 = bytes[at] === 1;
    else if (type === XF && length >= 4) listed(this.#formatIds, u16(bytes, at + 2));
    else if (type === FORMAT && length >= 5) {
      const id = u16(bytes, at);
      this.#formatCodes.set(id, readFormat(formatCode(this.#records, 2)));
    }
  }

  result(): WorkbookGlobals {
    const visible = this.#sheets.findIndex(({ isVisible }) => isVisible);
    const sheet = this.#sheets[Math.max(0, visible)];
    if (sheet === undefined) throw noWorksheet();
    const others = this.#sheets.filter((other) => other !== sheet);
    return {
      sheetName: sheet.name,
      sheetAt: sheet.at,
      isHidden: !sheet.isVisible,
      hiddenBefore: this.#sheets.slice(0, Math.max(0, visible)).map(({ name }) => name),
      otherSheets: others.length,
      otherNames: others.slice(0, MOST_OTHER_NAMES).map(({ name }) => name),
      strings: this.#strings,
      formats: this.#formatIds.map((id) => this.#formatCodes.get(id) ?? builtInFormat(id)),
      is1904: this.#is1904,
    };
  }

  #takeSheet(): void {
    const { at, length, bytes } = this.#records;
    if (length < 8) throw damaged('its list of sheets is cut short');
    const kind = bytes[at + 5];
    if (kind === IS_MACRO_SHEET) throw hasMacros('a macro sheet (Excel 4.0 macros)');
    if (kind !== IS_WORKSHEET) return;
    const isVisible = ((bytes[at + 4] as number) & 3) === 0;
    const position = bytes.readUInt32LE(at);
    listed(this.#sheets, { name: shownName(shortRecordText(this.#records, 6)), at: position, isVisible });
  }
}

function listed<T>(list: T[], item: T): void {
  if (list.push(item) > MAX_LISTED) throw damaged('its list of sheets or of formats has no end');
}
