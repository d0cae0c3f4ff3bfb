import { type CellText, sharedTexts, sheetRows } from './sheetXml.ts';
import { attributeOf, xmlEvents } from './xml.ts';
import { ZipParts } from './zip.ts';

/** Characters: parts that list things. */
const MOST_OF_A_LIST = 1_048_576;
/** Characters of a worksheet, in which its first rows stand. */
const MOST_OF_A_SHEET = 2_097_152;
/** Characters of the shared texts: the header's are among the first, for programs number them as they meet them. */
const MOST_OF_TEXTS = 8_388_608;

export interface WorkbookRows {
  /** Null where they cannot be found here. */
  readonly rows: string[][] | null;
  /** They are all that the sheet has. */
  readonly isWhole: boolean;
}

const UNKNOWN: WorkbookRows = { rows: null, isWhole: false };
const SHEET_END = /<\/(?:\w+:)?sheetData\s*>/;

/** The first rows of the first worksheet that people see. */
export async function xlsxRows(file: Blob, most: number): Promise<WorkbookRows> {
  const parts = await ZipParts.open(file);
  if (parts === null) return UNKNOWN;
  const main = (await relationsOf(parts, '')).find(({ kind }) => kind === 'officeDocument')?.target;
  if (main === undefined) return UNKNOWN;
  const relations = await relationsOf(parts, main);
  const sheet = await chosenSheet(parts, main, relations);
  if (sheet === null) return UNKNOWN;
  const xml = await parts.text(sheet, {
    most: MOST_OF_A_SHEET,
    isEnough: (text) => sheetRows(text, most).length >= most,
  });
  if (xml === null) return UNKNOWN;
  const rows = sheetRows(xml, most);
  const strings = relations.find(({ kind }) => kind === 'sharedStrings')?.target;
  const isWhole = rows.length < most && SHEET_END.test(xml);
  return { rows: resolveTexts(rows, await textsFor(parts, strings, rows)), isWhole };
}

interface Relation {
  readonly id: string;
  readonly kind: string;
  readonly target: string;
}

/** @param part '' for the package itself */
async function relationsOf(parts: ZipParts, part: string): Promise<Relation[]> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  const xml = await parts.text(`${folder}_rels/${part.slice(folder.length)}.rels`, { most: MOST_OF_A_LIST });
  const relations: Relation[] = [];
  for (const event of xmlEvents(xml ?? '')) {
    if (event.kind !== 'open' || event.name !== 'Relationship') continue;
    const target = attributeOf(event.attributes, 'Target') ?? '';
    relations.push({
      id: attributeOf(event.attributes, 'Id') ?? '',
      kind: (attributeOf(event.attributes, 'Type') ?? '').split('/').at(-1) ?? '',
      target: new URL(target, `http://package/${folder}`).pathname.slice(1),
    });
  }
  return relations;
}

/** The first worksheet that is not hidden; of a workbook whose worksheets are all hidden its first. */
async function chosenSheet(
  parts: ZipParts,
  main: string,
  relations: readonly Relation[],
): Promise<string | null> {
  const xml = await parts.text(main, { most: MOST_OF_A_LIST });
  const sheets: { readonly target: string; readonly isHidden: boolean }[] = [];
  for (const event of xmlEvents(xml ?? '')) {
    if (event.kind !== 'open' || event.name !== 'sheet') continue;
    const id = attributeOf(event.attributes, 'r:id') ?? attributeOf(event.attributes, 'id');
    const relation = relations.find((one) => one.id === id && one.kind === 'worksheet');
    const isHidden = (attributeOf(event.attributes, 'state') ?? 'visible') !== 'visible';
    if (relation !== undefined) sheets.push({ target: relation.target, isHidden });
  }
  return (sheets.find(({ isHidden }) => !isHidden) ?? sheets[0])?.target ?? null;
}

async function textsFor(
  parts: ZipParts,
  part: string | undefined,
  rows: readonly CellText[][],
): Promise<string[]> {
  const wanted =
    1 + Math.max(-1, ...rows.flat().map((cell) => (typeof cell === 'string' ? -1 : cell.shared)));
  if (wanted === 0 || part === undefined) return [];
  const isEnough = (text: string) => sharedTexts(text, wanted).length >= wanted;
  const xml = await parts.text(part, { most: MOST_OF_TEXTS, isEnough });
  return sharedTexts(xml ?? '', wanted);
}

/** Null where a text lies beyond what was read. */
function resolveTexts(rows: readonly CellText[][], texts: readonly string[]): string[][] | null {
  let isWhole = true;
  const resolved = rows.map((row) =>
    row.map((cell) => {
      const text = typeof cell === 'string' ? cell : texts[cell.shared];
      isWhole &&= text !== undefined;
      return text ?? '';
    }),
  );
  return isWhole ? resolved.filter((row) => row.some((cell) => /\S/.test(cell))) : null;
}
