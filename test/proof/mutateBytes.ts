import type { Random } from './prove.ts';

/** Pieces that mean something to a reader of CSV: signs, line ends, marks, halves of characters. */
const PIECES = [
  ...[
    '"',
    '""',
    ',',
    ';',
    '\t',
    '|',
    '\r',
    '\n',
    '\r\n',
    '\0',
    ' ',
    '\u001a',
    '<',
    'sep=;\n',
    'श्री',
    '€',
  ].map((text) => Buffer.from(text)),
  ...['ff', 'fe', 'fffe', 'feff', 'efbbbf', 'e0a4', '80', '81', 'c3', 'e9', 'f09f98', '00d8', 'd800'].map(
    (hex) => Buffer.from(hex, 'hex'),
  ),
];

const MAX_REPEATED_BYTES = 3_000_000;

type Mutation = (bytes: Buffer, random: Random, other: Buffer) => Buffer;

/** @param pieces that mean something to the reader */
function mutations(pieces: readonly Buffer[]): readonly Mutation[] {
  return [
    function flip(bytes, random) {
      const copy = Buffer.from(bytes);
      const at = random.integer(copy.length + 1);
      if (at < copy.length) copy[at] = random.integer(256);
      return copy;
    },
    (bytes, random) => replace(bytes, random, pieces[random.integer(pieces.length)] ?? Buffer.alloc(0)),
    (bytes, random) => replace(bytes, random, random.bytes(1 + random.integer(8))),
    function cutOut(bytes, random) {
      const [from, to] = range(bytes, random);
      return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
    },
    function truncate(bytes, random) {
      return bytes.subarray(0, random.integer(bytes.length + 1));
    },
    function double(bytes, random) {
      const [from, to] = range(bytes, random);
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
    },
    function splice(bytes, random, other) {
      const [from, to] = range(other, random);
      return replace(bytes, random, other.subarray(from, to));
    },
  ];
}

const OF_CSV = mutations(PIECES);

/** The bytes with a few random changes; now and then a piece of them repeated until it breaks the reader's caps. */
export function mutate(bytes: Buffer, random: Random, other: Buffer): Buffer {
  return mutateBy(OF_CSV, { bytes, other }, random);
}

/** The same for readers to whom other pieces mean something. */
export function mutatorOf(pieces: readonly Buffer[]): typeof mutate {
  const own = mutations(pieces);
  return (bytes, random, other) => mutateBy(own, { bytes, other }, random);
}

function mutateBy(
  all: readonly Mutation[],
  { bytes, other }: { bytes: Buffer; other: Buffer },
  random: Random,
): Buffer {
  let mutated = bytes;
  for (let left = 1 + random.integer(4); left > 0; left--) {
    mutated = all[random.integer(all.length)]?.(mutated, random, other) ?? mutated;
  }
  return random.integer(100) === 0 ? repeatPiece(mutated, random) : mutated;
}

function repeatPiece(bytes: Buffer, random: Random): Buffer {
  const [from, to] = range(bytes, random);
  if (from === to) return bytes;
  const repeated = Buffer.alloc(random.integer(MAX_REPEATED_BYTES), bytes.subarray(from, to));
  return Buffer.concat([bytes.subarray(0, to), repeated, bytes.subarray(to)]);
}

function replace(bytes: Buffer, random: Random, piece: Buffer): Buffer {
  const at = random.integer(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at + random.integer(2))]);
}

function range(bytes: Buffer, random: Random): [from: number, to: number] {
  const from = random.integer(bytes.length + 1);
  return [from, from + random.integer(bytes.length - from + 1)];
}
