import { AMOUNT_RULES } from './amounts.ts';
import { D06, D07, D10, D11 } from './dates.ts';
import { D12, D13, D14 } from './document.ts';
import { D03, D04, D05, D15 } from './documentNumber.ts';
import { EXPORT_RULES } from './exports.ts';
import { GOODS_RULES } from './goods.ts';
import { G02, G03, G04, G05 } from './gstins.ts';
import { C01, C02, G06, G07 } from './identity.ts';
import { ITC_RULES } from './itc.ts';
import { NOTE_RULES } from './notes.ts';
import { P01, P02, P05, P06, P10, P14 } from './placeOfSupply.ts';
import { RATE_RULES } from './rates.ts';
import type { Rule } from './rule.ts';
import { P04, P08, P09, P11, P12, P13 } from './supply.ts';

const IDENTITY = [C01, C02, G02, G03, G04, G05, G06, G07];
const DOCUMENT = [D03, D04, D05, D06, D07, D10, D11, D12, D13, D14, D15];
const SUPPLY = [P01, P02, P04, P05, P06, P08, P09, P10, P11, P12, P13, P14];

/** Every rule, in the order of the table that `docs/reference/rules.md` shows. */
export const RULES: readonly Rule[] = [
  ...IDENTITY,
  ...DOCUMENT,
  ...SUPPLY,
  ...AMOUNT_RULES,
  ...RATE_RULES,
  ...GOODS_RULES,
  ...NOTE_RULES,
  ...EXPORT_RULES,
  ...ITC_RULES,
];
