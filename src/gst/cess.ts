import { GST_BEGAN, isoDay } from './isoDay.ts';
import type { CessEntry } from './tables.ts';

/** Compensation cess ended in two steps: first for all but pan masala and tobacco. */
export const DEFAULT_CESS: readonly CessEntry[] = [
  {
    hsn: [],
    from: GST_BEGAN,
    until: isoDay('2025-09-21'),
    source:
      'https://resourcehub.bakermckenzie.com/en/resources/vatgst-rates--thresholds/asia-pacific/india/topics/vat--gst',
  },
  {
    hsn: ['21069020', '24'],
    from: isoDay('2025-09-22'),
    until: isoDay('2026-01-31'),
    source: 'notification 3/2025-Compensation Cess (Rate): https://taxo.online/?p=544178',
  },
];
