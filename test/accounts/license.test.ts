import { describe, expect, it } from 'vitest';
import { licenseCovers, UNLIMITED_LICENSE } from '../../src/accounts/license.ts';

describe('a license', () => {
  const year = { from: '2026-04-01', until: '2027-03-31' };

  it.each([
    ['2026-03-31', false],
    ['2026-04-01', true],
    ['2026-12-31', true],
    ['2027-03-31', true],
    ['2027-04-01', false],
  ])('from 2026-04-01 until 2027-03-31 on %s: %s', (today, covered) => {
    expect(licenseCovers(year, today)).toBe(covered);
  });

  it('has no end, or no beginning, where none is set', () => {
    expect(licenseCovers({ from: '2026-04-01', until: null }, '9999-12-31')).toBe(true);
    expect(licenseCovers({ from: '2026-04-01', until: null }, '2026-03-31')).toBe(false);
    expect(licenseCovers({ from: null, until: '2026-04-01' }, '1970-01-01')).toBe(true);
    expect(licenseCovers({ from: null, until: '2026-04-01' }, '2026-04-02')).toBe(false);
    expect(licenseCovers(UNLIMITED_LICENSE, '2026-04-02')).toBe(true);
  });
});
