import { GST_BEGAN, isoDay } from './isoDay.ts';
import type { MilliPercent } from './line.ts';
import type { CessEntry, RateEntry } from './tables.ts';

const BEFORE_2025 =
  'rates in use since 2017 as gathered in https://github.com/resilient-tech/india-compliance (GST_TAX_RATES)';
const COUNCIL_56 =
  '56th GST Council and notifications 9/2025 to 17/2025-Central Tax (Rate): https://cleartax.in/s/56th-gst-council-meet-news';
const TOBACCO = 'notification 19/2025-Central Tax (Rate): https://taxo.online/?p=544200';
const BRICKS =
  'notification 14/2025-Central Tax (Rate): https://www.eximguru.com/notifications/seeks-to-notify-gst-rate-86249.aspx';
const RETAIL_PRICE =
  'rule 31D by notifications 19/2025 and 20/2025-Central Tax: https://www.etvbharat.com/en/business/gst-network-issues-advisory-on-rsp-based-valuation-of-pan-masala-enn26012305704';

const GST_2_0 = isoDay('2025-09-22');
const DAY_BEFORE_GST_2_0 = isoDay('2025-09-21');
const TOBACCO_CHANGE = isoDay('2026-02-01');
const DAY_BEFORE_TOBACCO_CHANGE = isoDay('2026-01-31');

/** Pan masala and the tobacco chapter but bidis. */
const BY_RETAIL_PRICE: readonly string[] = [
  '21069020',
  '2401',
  '2402',
  '240311',
  '24031910',
  '24031990',
  '240391',
  '240399',
  '240411',
  '240419',
];

function sinceBegin(rate: MilliPercent): RateEntry {
  return { rate, hsn: [], from: GST_BEGAN, until: null, source: BEFORE_2025 };
}

/**
 * Combined rates (CGST and SGST together, or IGST) and when each is in force. A rate that is not confirmed to have ended
 * stays open: 6 % for bricks without credit, 1, 1.5 and 7.5 % for real estate, 0.1 % for merchant exporters.
 */
export const DEFAULT_RATES: readonly RateEntry[] = [
  ...[0, 100, 250, 1_000, 1_500, 3_000, 5_000, 6_000, 7_500].map(sinceBegin),
  { rate: 12_000, hsn: [], from: GST_BEGAN, until: DAY_BEFORE_GST_2_0, source: BEFORE_2025 },
  {
    rate: 12_000,
    hsn: ['6815', '69010010', '69041000', '69051000'],
    from: GST_2_0,
    until: null,
    source: BRICKS,
  },
  sinceBegin(18_000),
  { rate: 28_000, hsn: [], from: GST_BEGAN, until: DAY_BEFORE_GST_2_0, source: BEFORE_2025 },
  {
    rate: 28_000,
    hsn: ['21069020', '24'],
    from: GST_2_0,
    until: DAY_BEFORE_TOBACCO_CHANGE,
    source: TOBACCO,
  },
  { rate: 40_000, hsn: [], from: GST_2_0, until: null, source: COUNCIL_56 },
];

/** Goods whose tax follows the retail price, so that it need not match the taxable amount. */
export const DEFAULT_RETAIL_PRICE: readonly CessEntry[] = [
  { hsn: BY_RETAIL_PRICE, from: TOBACCO_CHANGE, until: null, source: RETAIL_PRICE },
];
