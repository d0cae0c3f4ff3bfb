import { describe, expect, it } from 'vitest';
import { isPermission, PERMISSIONS, type Permission, permits } from '../../src/accounts/permission.ts';

describe('permissions', () => {
  it.each<[Permission[], Permission[]]>([
    [[], []],
    [['invoice.read'], ['invoice.read']],
    [['invoice.create'], ['invoice.create', 'invoice.read']],
    [['workspace.admin'], ['workspace.admin']],
    [
      ['workspace.admin', 'invoice.create'],
      ['invoice.create', 'invoice.read', 'workspace.admin'],
    ],
  ])('%j allow %j and no more', (granted, allowed) => {
    expect(PERMISSIONS.filter((needed) => permits(granted, needed))).toEqual(allowed);
  });

  it('are known by their exact names', () => {
    expect(PERMISSIONS.every(isPermission)).toBe(true);
    for (const other of ['', 'invoice', 'Invoice.Create', 'invoice.create ', 'toString']) {
      expect(isPermission(other)).toBe(false);
    }
  });
});
