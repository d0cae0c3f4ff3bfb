/**
 * Issue 4, item 8: mutated XLS workbooks against their reader. Some have bytes of the compound file changed, some bytes of
 * the stream, some whole records dropped, doubled, exchanged, or given another type or length.
 *
 *     node test/proof/fuzzXls.ts [--seconds 120] [--seed N]
 */
import { CFB } from '@e965/xlsx';
import { classicStream, compound } from '../hostile/makers/classicBook.ts';
import { fuzzReader } from './fuzzReader.ts';
import { sheetJsClassic } from './goodWorkbooks.ts';
import { mutatorOf } from './mutateBytes.ts';
import type { Random } from './prove.ts';

const OF_RECORDS = [
  ...[
    '0908',
    '0a00',
    '8500',
    'fc00',
    '3c00',
    'fd00',
    '0302',
    '7e02',
    'bd00',
    '0600',
    '0702',
    '0502',
    '0402',
    'e000',
    '1e04',
    'e500',
    '7d00',
    '2f00',
    '4200',
    '0802',
    'd600',
  ],
  ...[
    '00',
    '01',
    'ff',
    '0000',
    'ffff',
    '00000000',
    'ffffffff',
    'feffffff',
    'fdffffff',
    'ffffff7f',
    '00000080',
    '2020',
    '2420',
  ],
].map((hex) => Buffer.from(hex, 'hex'));

const mutate = mutatorOf(OF_RECORDS);
const STREAMS = [streamOf(sheetJsClassic()), classicStream()];

await fuzzReader('fuzz-xls', (random) => {
  const stream = STREAMS[random.integer(STREAMS.length)] ?? Buffer.alloc(0);
  const other = STREAMS[random.integer(STREAMS.length)] ?? Buffer.alloc(0);
  const kind = random.integer(3);
  if (kind === 0) return mutate(compound({ Workbook: stream }), random, compound({ Workbook: other }));
  return compound({ Workbook: kind === 1 ? mutate(stream, random, other) : mutateRecords(stream, random) });
});

function streamOf(file: Buffer): Buffer {
  const found = CFB.find(CFB.read(file, { type: 'buffer' }), 'Workbook');
  return Buffer.from(found.content);
}

function mutateRecords(stream: Buffer, random: Random): Buffer {
  const records: Buffer[] = [];
  for (let at = 0; at + 4 <= stream.length; ) {
    const end = at + 4 + stream.readUInt16LE(at + 2);
    records.push(Buffer.from(stream.subarray(at, end)));
    at = end;
  }
  for (let left = 1 + random.integer(4); left > 0; left--) {
    const at = random.integer(records.length);
    const other = random.integer(records.length);
    const [record, second] = [records[at], records[other]];
    if (record === undefined || second === undefined) continue;
    const kind = random.integer(6);
    if (kind === 0) records.splice(at, 1);
    else if (kind === 1) records.splice(at, 0, second);
    else if (kind === 2) [records[at], records[other]] = [second, record];
    else if (kind === 3) record.writeUInt16LE(second.readUInt16LE(0), 0);
    else if (kind === 4) record.writeUInt16LE(random.integer(65_536), 2);
    else record[4 + random.integer(Math.max(1, record.length - 4))] = random.integer(256);
  }
  return Buffer.concat(records);
}
