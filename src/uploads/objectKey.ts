import type { TemplateType, UploadRef } from './upload.ts';

const MONTHS = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const;

/** Clear's name for each register's half of its product. */
export const TENANT: Readonly<Record<TemplateType, string>> = { sales: 'GSTSALES', purchase: 'MAXITC' };
const SUFFIX: Readonly<Record<TemplateType, string>> = {
  sales: 'SalesInvoicesAndCreditOrDebitNotes',
  purchase: 'PurchaseInvoicesAndCreditOrDebitNotes',
};

const WORKSPACE_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const KEY_TAIL =
  /\/([0-9a-f]{32})\/OriginalFileName\/\1__([0-9]{1,15})\.(?:Sales|Purchase)InvoicesAndCreditOrDebitNotes$/;

/** The key of the founding document's sample; the caller's file name is not in it. Month and year are UTC. */
export function objectKey(
  upload: UploadRef & { readonly workspaceId: string; readonly templateType: TemplateType },
): string {
  const { workspaceId, templateType, uploadId, issuedAt } = upload;
  const date = new Date(issuedAt);
  return (
    `${workspaceId}/${TENANT[templateType]}/${date.getUTCFullYear()}/${MONTHS[date.getUTCMonth()]}` +
    `/${uploadId}/OriginalFileName/${uploadId}__${issuedAt}.${SUFFIX[templateType]}`
  );
}

/** What all keys of one workspace begin with, and nothing else. @throws Error for what is no id of a workspace */
export function workspacePrefix(workspaceId: string): string {
  if (!WORKSPACE_ID.test(workspaceId)) throw new Error('the id of a workspace has an impossible shape');
  return `${workspaceId}/`;
}

/**
 * Where the upload of a key would be recorded. The key proves nothing by itself: compare it with `objectKey` of
 * the row that is found.
 */
export function uploadRefOf(key: string): UploadRef | undefined {
  const [, uploadId, issuedAt] = KEY_TAIL.exec(key) ?? [];
  return uploadId === undefined ? undefined : { uploadId, issuedAt: Number(issuedAt) };
}
