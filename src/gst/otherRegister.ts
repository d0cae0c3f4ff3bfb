import { COLUMNS_OF, type Register } from './columns.ts';
import { headerOf } from './columnTable.ts';
import { type HeaderMatch, matchHeader, normaliseHeader } from './header.ts';

export const OTHER_REGISTER: Readonly<Record<Register, Register>> = { sales: 'purchase', purchase: 'sales' };

/** So many columns that the other register alone has, and none of the own alone: a file of the other register. */
const SURELY = 8;
/** With fewer it may be a file of this register with columns of its own kind. */
const PERHAPS = 3;

const TEMPLATE_NAMES: Readonly<Record<Register, ReadonlySet<string>>> = {
  sales: templateNames('sales'),
  purchase: templateNames('purchase'),
};

/** Whether a header that will do for its register is rather that of the other one; null where nothing says so. */
export function likeOtherRegister(
  register: Register,
  { headerCells, columnOf }: Pick<HeaderMatch, 'headerCells' | 'columnOf'>,
): 'surely' | 'perhaps' | null {
  const other = matchHeader(OTHER_REGISTER[register], [headerCells]);
  if (other === null) return null;
  const own = new Set(columnOf.filter((cell) => cell !== -1));
  const foreign = new Set(other.columnOf.filter((cell) => cell !== -1));
  const ownAlone = [...own].filter((cell) => !foreign.has(cell)).length;
  const foreignAlone = [...foreign].filter((cell) => !own.has(cell)).length;
  if (foreignAlone >= SURELY && ownAlone === 0) return 'surely';
  return foreignAlone >= PERHAPS && foreignAlone > 2 * ownAlone ? 'perhaps' : null;
}

/** Whether the other register's template has a column of that very name. @param name normalised */
export function isOfOtherTemplate(register: Register, name: string): boolean {
  return TEMPLATE_NAMES[OTHER_REGISTER[register]].has(name);
}

function templateNames(register: Register): ReadonlySet<string> {
  return new Set(COLUMNS_OF[register].map((key) => normaliseHeader(headerOf(register, key))));
}
