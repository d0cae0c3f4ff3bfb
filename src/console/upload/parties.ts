import type { Register } from '../../gst/columns.ts';
import { type HeaderMatch, matchHeader } from '../../gst/header.ts';
import { OTHER_REGISTER } from '../../gst/otherRegister.ts';

/** Headers that name the other party of a document. */
const PARTY: Readonly<Record<Register, RegExp>> = {
  sales: /customer|buyer|recipient|receiver|consignee|ग्राहक/i,
  purchase: /supplier|seller|vendor|विक्रेता/i,
};

/**
 * The headers that name the other party of the other register, where they outweigh those of this one: a purchase register
 * has suppliers where a sales register has customers.
 * @param isDecided the columns tell that it is this register: then only columns count that it does not have
 */
export function otherPartiesOf(register: Register, match: HeaderMatch, isDecided: boolean): string[] {
  const other = OTHER_REGISTER[register];
  const known = new Set(matchHeader(other, [match.headerCells])?.columnOf);
  const foreign = new Set(match.unknown.map(({ index }) => index));
  const headers = [...match.headerCells.entries()];
  const others = headers.filter(
    ([index, header]) => PARTY[other].test(header) && known.has(index) && (!isDecided || foreign.has(index)),
  );
  const own = headers.filter(([, header]) => PARTY[register].test(header));
  return others.length > own.length ? others.map(([, header]) => header.trim()) : [];
}
