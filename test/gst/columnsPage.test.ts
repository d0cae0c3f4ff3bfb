import { describe, expect, it } from 'vitest';
import { columnsPage } from '../../scripts/columnsPage.ts';
import { COLUMNS_OF } from '../../src/gst/columns.ts';
import { headersOf } from '../../src/gst/columnTable.ts';
import { matchHeader } from '../../src/gst/header.ts';
import { readPage, tableRows } from '../pages.ts';

const page = readPage('docs/reference/columns.md');

describe('docs/reference/columns.md', () => {
  it('is what `npm run docs:columns` writes', () => {
    expect(page === columnsPage(), 'run `npm run docs:columns` and commit the page').toBe(true);
  });

  it.each(['sales', 'purchase'] as const)('lists the %s headers in the order of the template', (register) => {
    const [, part = ''] = page.split(register === 'sales' ? '## Sales register' : '## Purchase register');
    const rows = tableRows(part).slice(1, COLUMNS_OF[register].length + 1);
    const headers = rows.map(([, header = '']) => header.replaceAll('*', ''));
    expect(headers).toEqual(COLUMNS_OF[register].map((key) => headersOf(register, key)[0]));
    expect(matchHeader(register, [headers])).toMatchObject({ unknown: [], missing: [], duplicates: [] });
  });
});
