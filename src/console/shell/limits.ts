import type { SessionView } from '../../client/index.ts';

const DAY_MS = 86_400_000;
const LICENSE_NOTICE_DAYS = 14;
const QUOTA_NOTICE_SHARE = 0.8;

export type LimitNotice =
  | { readonly kind: 'license'; readonly until: string; readonly daysLeft: number }
  | { readonly kind: 'quota'; readonly left: number; readonly limit: number; readonly per: string };

/** What is near its end and worth a quiet word. @param today `yyyy-mm-dd` in India */
export function limitNotices(limits: SessionView['limits'], today: string): readonly LimitNotice[] {
  const { licenseUntil, quota } = limits;
  const notices: LimitNotice[] = [];
  if (licenseUntil !== null) {
    const daysLeft = Math.round((Date.parse(licenseUntil) - Date.parse(today)) / DAY_MS);
    if (daysLeft <= LICENSE_NOTICE_DAYS) notices.push({ kind: 'license', until: licenseUntil, daysLeft });
  }
  if (quota !== null && quota.limit !== null && quota.used >= quota.limit * QUOTA_NOTICE_SHARE) {
    const left = Math.max(0, quota.limit - quota.used);
    notices.push({ kind: 'quota', left, limit: quota.limit, per: quota.per });
  }
  return notices;
}
