import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { COLUMNS_OF, type Register } from '../src/gst/columns.ts';
import { type ColumnKind, columnOf, headersOf, MANDATORY } from '../src/gst/columnTable.ts';
import { columnWordsOf, HOW_WRITTEN } from '../src/gst/columnWords.ts';
import { HEADER_SEARCH_ROWS } from '../src/gst/header.ts';

/** Writes `docs/reference/columns.md` from the table of columns; a test holds the page to it. */

const PAGE = fileURLToPath(new URL('../docs/reference/columns.md', import.meta.url));

/** What a cell of each kind may hold. */
const KINDS: Readonly<Record<ColumnKind, string>> = {
  text: 'any text',
  number:
    'letters and digits, kept as text; blanks around it and the `.0` of a float column are dropped; `1.23E+14` is refused, for its digits are gone, and so is what a workbook holds as a date (of `3/24` Excel makes the 24th of March) or as a number of more than 15 digits that ends in noughts; `0` and `00/00/0000` as the number of a linked or original document are blank',
  enum: 'one of the words of the column, in any case: rule C02 in [rules](rules.md) names them when it meets another',
  flag: '`Y` `N`, `Yes` `No`, `TRUE` `FALSE`, `1` `0`; blank and `Not Applicable` are no',
  date: '`01-04-2026` with `-`, `/` or `.`, `2026-04-01`, `20260401`, `01042026`, `01-Apr-2026`, `1 April 2026`, `Wed, 01 Apr 2026`, two-digit years, a time of day behind any of them (ignored), Excel serials such as `46113`. `03/04/2026` is the 3rd of April unless the workspace is set to month first; a date that only the other order can read is refused. Other dates than that of the document are blank where they read `0`, `00/00/0000` or a day of 1899 or 1900',
  period:
    '`05-2026`, `05/26`, `052026`, `2026-05`, `May 2026`, `May-26`, a date in the month; a quarter as `Apr-Jun 2026` or `Q1 2026-27` counts as its last month',
  state: 'name, code or both: `Karnataka`, `29`, `KA`, `29-Karnataka`; 96 for abroad',
  gstin:
    '15 characters, blanks and small letters allowed; blank, `URP`, `NA`, `-`, `0`, `Unregistered Dealer`, `B2C`, `Cash`, `Not Applicable` and the like for unregistered; a party’s cell without any digit is read so with a warning',
  hsn: 'digits; dots and blanks are dropped, `0` is blank; of `SAC 998314` or `84713010 - Laptop` the code is taken with a warning',
  unit: 'a unique quantity code or its name: `NOS`, `NOS-NUMBERS`, `KG`, `EA`; others are kept as OTH',
  quantity:
    'a number with up to three decimals; its unit behind it, as in `1 NOS`, is dropped with a warning',
  amount:
    '`1234.50`, `1,23,456.00`, `₹1,234.50`, `Rs. 1,234/-`, `(1,234.00)` or `1,234.00-` for minus, `1,234.50 Cr` (the side of the ledger says nothing about the sign), `-` for zero; rounded to two decimals',
  percent: '`18`, `18.00`, `18%`',
};

/** The page as it must be. */
export function columnsPage(): string {
  const kinds = table(
    ['kind', 'best written', 'what a cell may hold'],
    Object.entries(KINDS).map(([kind, read]) => [kind, HOW_WRITTEN[kind as ColumnKind], read]),
  );
  return `${[INTRODUCTION, kinds, ...(['sales', 'purchase'] as const).map(registerPart)].join('\n\n')}\n`;
}

const INTRODUCTION = `# Columns

Written by \`npm run docs:columns\` from \`src/gst/columnTable.ts\` and \`src/gst/columnTexts.ts\`: change those, not this page. The
same stands in the workbook that \`gst-intake template\` saves, with lists to choose from.

The header row may be any of the first ${HEADER_SEARCH_ROWS} rows: titles above it are passed over. Headers are matched without case, blanks,
punctuation and \`*\`, in any order; \`Amt\` is read as Amount, and \`(Y/N)\`, \`(Rs.)\` or \`(INR)\` behind a name are passed over.
Where two headers name the same column, the template's own name wins and the other column is left aside, as all unknown
columns are: they stand in the error file where they stood, they are not kept with the documents, and a notice names every one
of them, with the column that may have been meant. The very same header twice is refused where it is in **bold**, a GSTIN, a
rate, a tax or a flag; of others the first is read, and a notice says so. Only the columns in **bold** must be there; the own
GSTIN may be left out where the trigger names exactly one.

Blank are an empty cell and the texts \`null\`, \`undefined\`, \`NaN\`, \`None\`, \`NA\` and \`-\`. A row without own GSTIN, type, number
and date in which a cell reads "Total", "Grand Total", "Sub Total" or "कुल" is passed over.

Of a workbook the first sheet is read, hidden rows and columns with it. A cell is what it holds and not what it looks like: a
number in all its digits, a date as a date however it is formatted, a formula as what it last came to; 0.18 under a percent
format is \`18%\`, which is a rate and no amount. Cells merged down over several rows of a document stand for each of these rows
where they identify the document or head it (type, number, date, GSTINs, parties, place of supply, flags, export, import, original),
never where they hold an item or an amount; a notice counts the rows that were filled.

A file is what its content says, whatever its name. What many programs save as \`.xls\` is read too: a web page (HTML) with a plain table,
and the XML spreadsheet of Excel 2003 (its first sheet). Of a page the rows of all tables count one after the other, and each line of
text beside them as a row of its own, as a spreadsheet program shows them; a cell is what it shows, or the number that Excel or
LibreOffice wrote beside it. A page with a table inside a table, with frames or without a table is refused, and so is one that ends
before its end tags.

## Kinds of value`;

function registerPart(register: Register): string {
  const mandatory = new Set(MANDATORY[register]);
  const rows = COLUMNS_OF[register].map((key, index) => {
    const [header = '', ...others] = headersOf(register, key);
    const words = columnWordsOf(register, key);
    return [
      String(index + 1),
      mandatory.has(key) ? `**${header}**` : header,
      columnOf(key).kind,
      words.what,
      words.needed ?? '',
      others.map((other) => `\`${other}\``).join(', '),
    ];
  });
  const title = register === 'sales' ? 'Sales' : 'Purchase';
  return `## ${title} register\n\n${table(['', 'header', 'kind', 'what it is', 'needed for', 'also known as'], rows)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

if (import.meta.main) writeFileSync(PAGE, columnsPage());
