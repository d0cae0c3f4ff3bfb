import { DEFAULT_CESS } from './cess.ts';
import { DEFAULT_STATES } from './defaultStates.ts';
import { DEFAULT_UNITS } from './defaultUnits.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { DEFAULT_RATES, DEFAULT_RETAIL_PRICE } from './rates.ts';
import type { RuleTables } from './tables.ts';

/** The tables as shipped. No list of HSN codes: docs/decisions/0018-hsn-list.md says why. */
export const DEFAULT_TABLES: RuleTables = {
  rates: DEFAULT_RATES,
  cess: DEFAULT_CESS,
  retailPrice: DEFAULT_RETAIL_PRICE,
  states: DEFAULT_STATES,
  units: DEFAULT_UNITS,
  limits: DEFAULT_LIMITS,
  hsn: null,
};
