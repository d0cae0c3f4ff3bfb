import { crc32, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ZipWriter } from '../../../src/sheet/workbook/zip.ts';

const FAR = 5_000_000_000;

async function archive(zip: ZipWriter, pieces: readonly string[]) {
  const stored = zip.stored('seen.txt', 'plain');
  const deflated: Buffer[] = [];
  for await (const piece of zip.deflated('packed.txt', pieces)) deflated.push(piece);
  return { stored, deflated: Buffer.concat(deflated), directory: zip.end() };
}

describe('a ZIP archive', () => {
  it('joins pieces that were packed each by itself', async () => {
    const pieces = ['one ', 'two '.repeat(1_000), '', 'हिन्दी'];
    const { deflated } = await archive(new ZipWriter(), pieces);
    const head = 30 + 'packed.txt'.length;
    const descriptor = deflated.subarray(-16);
    const text = inflateRawSync(deflated.subarray(head, -16)).toString();
    expect(text).toBe(pieces.join(''));
    expect(descriptor.readUInt32LE(4)).toBe(crc32(text));
    expect(descriptor.readUInt32LE(8)).toBe(deflated.length - head - 16);
    expect(descriptor.readUInt32LE(12)).toBe(Buffer.byteLength(text));
  });

  it('ends in a plain directory while it is small', async () => {
    const { stored, deflated, directory } = await archive(new ZipWriter(), ['text']);
    const end = directory.subarray(-22);
    expect(directory.includes(Buffer.from('504b0606', 'hex'))).toBe(false);
    expect(end.readUInt16LE(10)).toBe(2);
    expect(end.readUInt32LE(16)).toBe(stored.length + deflated.length);
  });

  it('says beyond 4 GiB in 64 bits where things are', async () => {
    const { stored, deflated, directory } = await archive(new ZipWriter(FAR), ['text']);
    const start = FAR + stored.length + deflated.length;
    const [end, locator] = [directory.subarray(-98), directory.subarray(-42, -22)];
    expect(end.readUInt32LE(0)).toBe(0x06064b50);
    expect(end.readBigUInt64LE(32)).toBe(2n);
    expect(end.readBigUInt64LE(48)).toBe(BigInt(start));
    expect(locator.readUInt32LE(0)).toBe(0x07064b50);
    expect(locator.readBigUInt64LE(8)).toBe(BigInt(start + directory.length - 98));
    expect(directory.readUInt32LE(directory.length - 6)).toBe(0xffff_ffff);
    const second = directory.indexOf('packed.txt');
    expect(directory.readUInt32LE(second - 4)).toBe(0xffff_ffff);
    expect(directory.readBigUInt64LE(second + 'packed.txt'.length + 4)).toBe(BigInt(FAR + stored.length));
  });
});
