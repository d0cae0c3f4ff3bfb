import { AppError } from '../errors.ts';
import type { Calendar } from './calendar.ts';
import { type License, licenseCovers } from './license.ts';
import { type Permission, permits } from './permission.ts';
import { isUsedUp, type QuotaUse, secondsUntil } from './quota.ts';

/** What one token stands for at the moment of a batch: read in its transaction, never cached. */
export interface TokenHolder {
  readonly tokenId: string;
  readonly userId: string;
  readonly workspaceId: string;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  readonly userDisabledAt: number | null;
  readonly permissions: readonly Permission[];
  readonly license: License;
  readonly singleUse: boolean;
  readonly lastUsedAt: number | null;
  /** Of its workspace; null = as the installation says. */
  readonly retentionDays: number | null;
}

/** One caller waiting to be admitted: its token's hash in hex and what it asks for, or why that can't be. */
export interface AdmissionRequest<Wanted> {
  readonly tokenHash: string;
  readonly wanted: Wanted | AppError;
}

/** One granted request: who asked, what for, and the instant from which it counts. */
export interface Grant<Wanted> {
  readonly holder: TokenHolder;
  readonly wanted: Wanted;
  readonly grantedAt: number;
}

export type AdmissionOutcome<Wanted> = Grant<Wanted> | AppError;

/** Whether a token may be used at all. @throws AppError token_invalid */
export function assertTokenGood(holder: TokenHolder | undefined, now: number): asserts holder is TokenHolder {
  if (
    holder === undefined ||
    holder.revokedAt !== null ||
    holder.userDisabledAt !== null ||
    (holder.expiresAt !== null && holder.expiresAt <= now)
  ) {
    throw new AppError('token_invalid', 'Invalid Auth Token');
  }
}

/**
 * Judges the requests of one batch in the order of their arrival: token, license, permission, validation, quota.
 * Pure; the store reads `holders` and `quotas` and writes what comes back, all in one transaction, so that the
 * quota used and the uploads issued are one fact.
 */
export function planAdmission<Wanted>(input: {
  readonly batch: readonly AdmissionRequest<Wanted>[];
  readonly holders: ReadonlyMap<string, TokenHolder>;
  readonly quotas: ReadonlyMap<string, QuotaUse>;
  readonly calendar: Calendar;
  readonly now: number;
}): { readonly outcomes: AdmissionOutcome<Wanted>[]; readonly used: ReadonlyMap<string, number> } {
  const { holders, quotas, calendar, now } = input;
  const used = new Map<string, number>();
  const outcomes = input.batch.map((request): AdmissionOutcome<Wanted> => {
    try {
      const holder = holders.get(request.tokenHash);
      assertTokenGood(holder, now);
      assertLicensed(holder, calendar.today(now));
      assertPermitted(holder, 'invoice.create');
      if (request.wanted instanceof AppError) throw request.wanted;
      spendQuota({
        workspaceId: holder.workspaceId,
        quota: quotas.get(holder.workspaceId),
        used,
        calendar,
        now,
      });
      return { holder, wanted: request.wanted, grantedAt: now };
    } catch (refusal) {
      if (refusal instanceof AppError) return refusal;
      throw refusal;
    }
  });
  return { outcomes, used };
}

/** @throws AppError license_expired when `today` is outside the license, before or after */
export function assertLicensed(holder: TokenHolder, today: string): void {
  if (!licenseCovers(holder.license, today)) {
    throw new AppError('license_expired', 'Account License has expired');
  }
}

/** @throws AppError permission_denied */
export function assertPermitted(holder: TokenHolder, needed: Permission): void {
  if (!permits(holder.permissions, needed)) {
    throw new AppError('permission_denied', "Don't have permission. Contact admin for access");
  }
}

function spendQuota(input: {
  readonly workspaceId: string;
  readonly quota: QuotaUse | undefined;
  readonly used: Map<string, number>;
  readonly calendar: Calendar;
  readonly now: number;
}): void {
  const { workspaceId, quota, used, calendar, now } = input;
  if (quota === undefined || (quota.limit === null && quota.bytesLimit === null)) return;
  const soFar = used.get(workspaceId) ?? quota.used;
  if (isUsedUp(quota, soFar)) {
    const retryAfterSeconds = secondsUntil(calendar.window(now, quota.per).end, now);
    throw new AppError('quota_exceeded', 'API access quota has exceeded', { facts: { retryAfterSeconds } });
  }
  used.set(workspaceId, soFar + 1);
}
