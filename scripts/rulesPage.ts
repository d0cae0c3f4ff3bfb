import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { formatIsoDay } from '../src/gst/dates.ts';
import { DEFAULT_TABLES } from '../src/gst/defaultTables.ts';
import { LIMITS, type LimitName } from '../src/gst/limits.ts';
import type { CivilDay } from '../src/gst/line.ts';
import { formatPercent } from '../src/gst/numbers.ts';
import { RULES } from '../src/gst/rules/index.ts';
import type { Rule } from '../src/gst/rules/rule.ts';
import type { CessEntry, Dated } from '../src/gst/tables.ts';

/** Writes `docs/reference/rules.md` from the rules and tables of the code; a test holds the page to it. */

const PAGE = fileURLToPath(new URL('../docs/reference/rules.md', import.meta.url));

/** By the first letter of a rule's code. */
const GROUPS: Readonly<Record<string, string>> = {
  C: 'Any column',
  G: 'GSTIN',
  D: 'Document',
  P: 'Place of supply and tax heads',
  A: 'Amounts and rates',
  H: 'Items',
  N: 'Notes, amendments and advances',
  X: 'Exports and imports',
  I: 'Input tax credit',
};

/** The page as it must be. */
export function rulesPage(): string {
  const groups = Object.entries(GROUPS).flatMap(([letter, title]) => {
    const rules = RULES.filter(({ code }) => code.startsWith(letter));
    return rules.length === 0 ? [] : [`### ${title}\n\n${ruleTable(rules)}`];
  });
  return `${[INTRODUCTION, ...groups, tables(), OWN_TABLES].join('\n\n')}\n`;
}

const INTRODUCTION = `# Rules

Written by \`npm run docs:rules\` from \`src/gst/rules\` and the tables beside it: change those, not this page.

An **error** means that no careful accountant could file the row as it stands: it cannot be read, contradicts itself, or no
table of the portal can hold it. It refuses the whole document. A **warning** is about what is legal in some real case, or
depends on what a file cannot prove: a date table, the turnover, the other party's status, another document. It refuses
nothing.

Rows of one number belong together, wherever they stand. A row whose own GSTIN is blank or faulty (G02 to G04) leaves open whose
document it is: it refuses every row of its number in the file, whatever their own GSTIN. Header cells (place of supply, party,
taxpayer type, reverse charge, export and import, period, cancelled, deleted and the like) that are blank on a row are read from
the other rows of its document, where those agree; own GSTIN, type, number and date must stand on every row.

Stored is what was read: a claim that counts as none (I03) is blank, and a note's amounts are positive whichever sign they were
written with.

A rule about a blank cell apart, no rule fires where a field that it needs is blank. Of a document marked cancelled or
deleted only own GSTIN, type, number, date and flags are judged. "Today" is the date in India. Messages hold no comma,
semicolon, pipe, double quote or line break; amounts are not grouped; a value is cut at 40 characters.

One code comes before all rules: **R01**, text beyond the last column of the header. An unquoted comma inside a value has shifted
all behind it, so nothing else is said of that row, and its document is refused.

## The rules

In messages \`{v}\` and the like stand for what is filled in.`;

function ruleTable(rules: readonly Rule[]): string {
  const rows = rules.map((rule) => [
    `**${rule.code}**`,
    rule.severityNote === undefined ? rule.severity : `${rule.severity}; ${rule.severityNote}`,
    rule.registers.join(', '),
    rule.condition,
    rule.message,
    rule.source,
  ]);
  return table(['rule', 'severity', 'registers', 'when', 'message', 'source'], rows);
}

function tables(): string {
  const { rates, cess, retailPrice } = DEFAULT_TABLES;
  const rateRows = rates.map((entry) => [`${formatPercent(entry.rate)} %`, ...coveredCells(entry)]);
  const limitRows = Object.entries(LIMITS).map(([name, { value, meaning, source }]) => [
    `\`${name}\``,
    limitText(name as LimitName, value),
    meaning,
    source,
  ]);
  return `## Tables with dates

Both ends of a span are included. An HSN code shorter than the one listed may mean it, and is not held against the row.

### Rates

CGST and SGST together, or IGST.

${table(['rate', 'HSN', 'from', 'until', 'source'], rateRows)}

### Compensation cess

${table(['HSN', 'from', 'until', 'source'], cess.map(coveredCells))}

### Goods valued by retail price

${table(['HSN', 'from', 'until', 'source'], retailPrice.map(coveredCells))}

### Limits

${table(['name', 'value', 'meaning', 'source'], limitRows)}

States and units are those of \`src/gst/defaultStates.ts\` and \`src/gst/defaultUnits.ts\`. No list of HSN codes is shipped:
without one, codes are judged by their form alone. [How to install it](../guide/operating.md#the-list-of-hsn-codes).`;
}

function coveredCells(entry: CessEntry & Dated): string[] {
  const goods = entry.hsn.length === 0 ? 'any' : entry.hsn.join(', ');
  return [goods, day(entry.from), day(entry.until), entry.source];
}

function day(civil: CivilDay | null): string {
  return civil === null ? 'open' : formatIsoDay(civil);
}

function limitText(name: LimitName, value: number): string {
  return name.endsWith('Day') ? formatIsoDay(value) : String(value);
}

const OWN_TABLES = `## Your own tables

What changes by notification does not wait for a release. Write the tables that changed into \`rules.json\` in the data
directory, or into the file that \`GST_INTAKE_RULES_FILE\` names, and restart the server:

\`\`\`json
{
  "rates": [
    { "rate": 5, "from": "2017-07-01", "source": "notification 1/2017-Central Tax (Rate)" },
    { "rate": 18, "from": "2017-07-01", "source": "notification 1/2017-Central Tax (Rate)" },
    { "rate": 12, "hsn": ["6815", "69041000"], "from": "2025-09-22", "until": "2027-03-31", "source": "…" }
  ],
  "cess": [{ "hsn": ["21069020", "24"], "from": "2025-09-22", "until": "2026-01-31", "source": "…" }],
  "retailPrice": [{ "hsn": ["2402"], "from": "2026-02-01", "source": "…" }],
  "states": [{ "code": "29", "name": "Karnataka", "aliases": ["KA"], "replacedBy": null }],
  "units": [{ "code": "KGS", "aliases": ["KG", "Kilo"] }],
  "limits": { "taxSilentPaise": 200, "selfInvoiceFromDay": "2024-11-01" },
  "hsn": ["8517", "851713", "85171300"]
}
\`\`\`

Each table that the file has replaces the shipped one as a whole; leave out those that stay. Limits replace each other one by
one. Days are \`yyyy-mm-dd\`; a missing or null \`from\` or \`until\` leaves that end open. Rates are percent as numbers, at
most three decimals. HSN codes are texts of 2 to 8 digits, so that none loses its leading zero; \`hsn\` in an entry lists the
goods that it is confined to by the beginnings of their codes, and is left out for all goods. Limits that end in \`Paise\` are
hundredths of a rupee. Every entry of a dated table says its source.

Besides the list of texts, \`hsn\` may be \`{ "source": "…", "codes": "85 8517 851713" }\`, as \`gst-intake admin hsn import\` writes it.

A mistake in the file stops the start, with every place in it that needs mending and what to write there.`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows.map((row) => row.map(cell))];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;');
}

if (import.meta.main) writeFileSync(PAGE, rulesPage());
