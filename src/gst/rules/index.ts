import { AMOUNT_RULES } from './amounts.ts';
import { EXPORT_RULES } from './exports.ts';
import { GOODS_RULES } from './goods.ts';
import { GSTIN_RULES } from './gstins.ts';
import { BLANK_RULES, PARTY_RULES } from './identity.ts';
import { ITC_RULES } from './itc.ts';
import { NOTE_RULES } from './notes.ts';
import { RATE_RULES } from './rates.ts';
import type { Rule } from './rule.ts';

/** Every rule, in the order of the table that `docs/reference/rules.md` shows. */
export const RULES: readonly Rule[] = [
  ...BLANK_RULES,
  ...GSTIN_RULES,
  ...PARTY_RULES,
  ...AMOUNT_RULES,
  ...RATE_RULES,
  ...GOODS_RULES,
  ...NOTE_RULES,
  ...EXPORT_RULES,
  ...ITC_RULES,
];
