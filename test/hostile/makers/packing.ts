import { constants, deflateRawSync } from 'node:zlib';
import { type Parts, workbookMembers } from '../../sheet/xlsx/makeWorkbook.ts';
import { type Member, makeZip, type ZipOptions } from '../../sheet/xlsx/makeZip.ts';
import { registerParts } from './registerBook.ts';

/** `before`, then a piece over and over, then `behind`, deflated without ever being held. */
export function packedRepeats(text: {
  readonly before: string;
  readonly piece: string;
  readonly times: number;
  readonly behind: string;
}): Buffer {
  const flush = (bytes: string) => deflateRawSync(bytes, { finishFlush: constants.Z_FULL_FLUSH, level: 9 });
  const piece = flush(text.piece);
  const repeats = Buffer.alloc(piece.length * text.times, piece);
  return Buffer.concat([flush(text.before), repeats, deflateRawSync(text.behind)]);
}

/** The members of the register's workbook, the one of this name changed. */
export function membersWith(
  name: string,
  change: Omit<Partial<Member>, 'name'>,
  parts: Parts = {},
): Member[] {
  return workbookMembers(registerParts(parts)).map((member) =>
    member.name === name ? { ...member, ...change } : member,
  );
}

export function bookWith(
  name: string,
  change: Omit<Partial<Member>, 'name'>,
  options: ZipOptions = {},
): Buffer {
  return makeZip(membersWith(name, change), options);
}
