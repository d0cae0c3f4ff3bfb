import { SheetFault } from '../../../src/sheet/fault.ts';
import type { ByteSource } from '../../../src/sheet/rows.ts';
import { openPackage } from '../../../src/sheet/xlsx/openPackage.ts';
import type { Part } from '../../../src/sheet/xlsx/parts.ts';
import { sourceOf } from '../byteSource.ts';

/** The whole text of a part; '' where there is none. */
export async function textOf(part: Part | null): Promise<string> {
  const pieces: Buffer[] = [];
  await part?.read((piece) => {
    pieces.push(Buffer.from(piece));
    return true;
  });
  return Buffer.concat(pieces).toString('utf8');
}

/** Opens a workbook and reads its big parts to their ends. */
export async function readPackage(bytes: Uint8Array) {
  const workbook = await openPackage(sourceOf(bytes));
  return {
    ...workbook,
    sheet: await textOf(workbook.sheet),
    sharedStrings: await textOf(workbook.sharedStrings),
  };
}

/** How a workbook is refused; null where it is read. What is no refusal is thrown on. */
export async function faultOf(bytes: Uint8Array): Promise<SheetFault | null> {
  try {
    await readPackage(bytes);
    return null;
  } catch (error) {
    if (error instanceof SheetFault) return error;
    throw error;
  }
}

/** A source that notes how many bytes were asked of it. */
export function countingSource(bytes: Uint8Array): { source: ByteSource; bytesRead: () => number } {
  const inner = sourceOf(bytes);
  let bytesRead = 0;
  const source: ByteSource = {
    size: inner.size,
    read(into, position) {
      const count = inner.read(into, position);
      bytesRead += count;
      return count;
    },
  };
  return { source, bytesRead: () => bytesRead };
}
