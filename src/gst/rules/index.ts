import { GSTIN_RULES } from './gstins.ts';
import { BLANK_RULES, PARTY_RULES } from './identity.ts';
import type { Rule } from './rule.ts';

/** Every rule, in the order of the table that `docs/reference/rules.md` shows. */
export const RULES: readonly Rule[] = [...BLANK_RULES, ...GSTIN_RULES, ...PARTY_RULES];
