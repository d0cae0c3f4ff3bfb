import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trigger, untilEnded, upload } from '../../bench/clearCalls.ts';
import { columnsOf } from '../../bench/registers/columns.ts';
import { generateRegister } from '../../bench/registers/generate.ts';
import { OWN_GSTINS } from '../../bench/registers/parties.ts';
import { headerLine, lineOf } from '../../bench/registers/write.ts';
import { openSite, type Site } from './site.ts';

const LINES = 10_000;

interface LiveActivity {
  readonly ruleCounts: Readonly<Record<string, number>>;
}

let server: Site;

beforeAll(async () => {
  server = await openSite();
  await server.admin('admin', 'workspace', 'update', server.workspace, '--gstins', OWN_GSTINS.join(','));
});

afterAll(async () => {
  await server?.remove();
});

/** A register in which one row in ten is spoiled in some way, and what must come of it. */
function makeRegister(register: 'sales' | 'purchase', width: 'usual' | 'all') {
  const columns = columnsOf(register, width);
  const { facts, rows } = generateRegister({ register, lines: LINES, seed: 42, plantOneIn: 10 });
  const refused: string[] = [];
  let text = headerLine(columns);
  for (const { cells, refusedBy } of rows()) {
    text += lineOf(cells, columns);
    if (refusedBy !== null) refused.push(lineOf(cells, columns));
  }
  return { facts, refused, columns, bytes: Buffer.from(text) };
}

/** The rows of an error file without its own two columns: every field is quoted there, here only where it must be. */
function rowsOf(errorFile: string): string[] {
  const lines = errorFile
    .replace(/^\ufeff/, '')
    .split('\r\n')
    .slice(1, -1);
  return lines.map((line) => {
    const fields = [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map(([, field = '']) =>
      field.replaceAll('""', '"'),
    );
    const own = fields
      .slice(2)
      .map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field));
    return `${own.join(',')}\r\n`;
  });
}

describe.each([
  ['sales', 'usual'],
  ['sales', 'all'],
  ['purchase', 'usual'],
  ['purchase', 'all'],
] as const)('a %s register of the %s columns with planted errors', (register, width) => {
  it('is refused document by document, each for its planted reason, and nothing else is', async () => {
    const { facts, refused, bytes } = makeRegister(register, width);
    const activityId = await trigger(server, register, await upload(server, register, bytes));
    const status = await untilEnded(server, register, activityId);

    expect(status.status).toBe('ACTIVITY_COMPLETED');
    const stats = status.processingStats ?? [];
    const sum = (of: (each: (typeof stats)[number]) => number) =>
      stats.reduce((all, each) => all + of(each), 0);
    expect(sum(({ validRows, invalidRows }) => validRows + invalidRows)).toBe(LINES);
    expect(sum(({ invalidRows }) => invalidRows)).toBe(facts.invalidRows);
    expect(sum(({ totalDocumentCount }) => totalDocumentCount)).toBe(
      facts.documents - facts.refusedDocuments,
    );
    const unknown = stats.find(({ gstin }) => gstin === 'UNKNOWN');
    expect(facts.ownerlessRows).toBeGreaterThan(0);
    expect(unknown?.invalidRows).toBe(facts.ownerlessRows);

    const errorFile = await (await fetch(status.fileError?.errorFileUrl ?? '')).text();
    expect(rowsOf(errorFile)).toEqual(refused);

    const live = await fetch(`${server.baseUrl}/api/v1/activities/${activityId}`, {
      headers: { 'x-cleartax-auth-token': server.token },
    });
    const { ruleCounts } = (await live.json()) as LiveActivity;
    const unheard = [...facts.planted].filter(
      ([rules, count]) => rules.split(' or ').reduce((all, rule) => all + (ruleCounts[rule] ?? 0), 0) < count,
    );
    expect(unheard).toEqual([]);
  });
});
