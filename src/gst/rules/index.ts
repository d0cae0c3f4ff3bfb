import type { Rule } from './rule.ts';

/** Every rule, in the order of the table that `docs/reference/rules.md` shows. */
export const RULES: readonly Rule[] = [];
