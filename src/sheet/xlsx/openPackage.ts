import type { NumberFormat } from '../cells/numberFormat.ts';
import { shownName } from '../fault.ts';
import type { ByteSource } from '../rows.ts';
import { MOST_OTHER_NAMES, type SheetChoice } from '../sheetChoice.ts';
import { CONTENT_TYPES_PART, ContentTypes } from './contentTypes.ts';
import { Package } from './package.ts';
import { damagedArchive, damagedPart, macroWorkbook } from './packageFaults.ts';
import { otherArchive, refuseOtherKinds } from './packageKind.ts';
import type { WorkbookParts } from './parts.ts';
import { type Relation, readRelations, relationsPartOf } from './relations.ts';
import { readStyles } from './styles.ts';
import { type ListedSheet, readWorkbook } from './workbookPart.ts';

/** Of kinds that ECMA-376 does not know: Excel 4 macro sheets ([MS-XLSX] 2.1.34). */
const MACRO_SHEET = /\/xl(?:Intl)?Macrosheet$/i;

/**
 * Opens a workbook by its bytes, whatever its name: finds the worksheet that is read and what is needed to read it, by
 * relations alone. Only those parts are ever read, and nothing outside of the package.
 *
 * @throws SheetFault for all that is no workbook, is damaged, protected, has macros or breaks a limit
 */
export async function openPackage(source: ByteSource): Promise<WorkbookParts> {
  const workbook = new Package(source);
  const typesText = await workbook.text(CONTENT_TYPES_PART);
  if (typesText === null) throw await otherArchive(workbook);
  const types = new ContentTypes(typesText);
  const main = await mainPart(workbook);
  refuseOtherKinds(workbook, types, main);
  const text = await workbook.text(main);
  if (text === null) throw damagedArchive(`its part ${shownName(main)} is missing`);
  const { sheets, is1904 } = readWorkbook(text, main);
  const relations = readRelations(await workbook.text(relationsPartOf(main)), main);
  const chosen = chooseSheet(sheets, relations);
  const strings = relations.find(({ kind }) => kind === 'sharedStrings')?.target ?? null;
  return {
    ...chosen.choice,
    sheet: partOf(workbook, chosen.target),
    sharedStrings: strings === null ? null : workbook.part(strings),
    formats: await formatsOf(workbook, relations),
    is1904,
  };
}

async function mainPart(workbook: Package): Promise<string> {
  const relations = readRelations(await workbook.text(relationsPartOf('')), '');
  const [main, second] = relations.filter(({ kind }) => kind === 'officeDocument');
  if (main === undefined || second !== undefined || main.target === null) {
    throw damagedPart(relationsPartOf(''), 'does not name the one workbook in it');
  }
  return main.target;
}

interface ChosenSheet {
  readonly target: string;
  readonly choice: SheetChoice;
}

/** The first worksheet that people see; of a workbook whose worksheets are all hidden its first. */
function chooseSheet(sheets: readonly ListedSheet[], relations: readonly Relation[]): ChosenSheet {
  const byId = new Map(relations.map((relation) => [relation.id, relation]));
  const worksheets: (ListedSheet & { readonly target: string | null })[] = [];
  for (const sheet of sheets) {
    const relation = byId.get(sheet.id);
    if (relation === undefined) throw damagedArchive(`its sheet ${shownName(sheet.name)} is missing`);
    if (MACRO_SHEET.test(relation.kind)) {
      throw macroWorkbook(`its sheet ${shownName(sheet.name)} is a macro sheet`);
    }
    if (relation.kind === 'worksheet') worksheets.push({ ...sheet, target: relation.target });
  }
  const index = Math.max(
    worksheets.findIndex(({ isHidden }) => !isHidden),
    0,
  );
  const chosen = worksheets[index];
  if (chosen === undefined) throw damagedArchive('it has no worksheet');
  if (chosen.target === null) {
    throw damagedArchive(
      `its sheet ${shownName(chosen.name)} lies outside of the file, where nothing is opened`,
    );
  }
  const others = worksheets.filter((sheet) => sheet !== chosen);
  return {
    target: chosen.target,
    choice: {
      sheetName: shownName(chosen.name),
      isHidden: chosen.isHidden,
      hiddenBefore: worksheets.slice(0, index).map(({ name }) => shownName(name)),
      otherSheets: others.length,
      otherNames: others.slice(0, MOST_OTHER_NAMES).map(({ name }) => shownName(name)),
    },
  };
}

function partOf(workbook: Package, name: string) {
  const part = workbook.part(name);
  if (part === null) throw damagedArchive(`its part ${shownName(name)} is missing`);
  return part;
}

async function formatsOf(
  workbook: Package,
  relations: readonly Relation[],
): Promise<readonly NumberFormat[]> {
  const name = relations.find(({ kind }) => kind === 'styles')?.target;
  if (name === undefined || name === null) return [];
  const text = await workbook.text(name);
  // Without it dates would come as numbers.
  if (text === null) throw damagedArchive(`its part ${shownName(name)} is missing`);
  return readStyles(text, name);
}
