/** What a user may do. Order is the order in which permissions are shown and stored. */
export const PERMISSIONS = ['invoice.create', 'invoice.read', 'workspace.admin'] as const;

export type Permission = (typeof PERMISSIONS)[number];

export function isPermission(text: string): text is Permission {
  return (PERMISSIONS as readonly string[]).includes(text);
}

/** Whether `granted` covers `needed`: creating invoices implies reading them. */
export function permits(granted: readonly Permission[], needed: Permission): boolean {
  return granted.includes(needed) || (needed === 'invoice.read' && granted.includes('invoice.create'));
}
