import type { Register } from '../../src/gst/columns.ts';
import { type Cells, makeDocument } from './documents.ts';
import { makeParties } from './parties.ts';
import { PLANTS, type Plant } from './plants.ts';
import { createRandom, type Random } from './random.ts';

export interface RegisterOptions {
  readonly register: Register;
  readonly lines: number;
  readonly seed: number;
  /** One row in so many is spoiled; 0 = none. 50 is two in a hundred. */
  readonly plantOneIn: number;
  /** Number of the first document: two registers with disjoint ranges share no document. */
  readonly firstDocument?: number;
}

/** What the ingestion of the register must come to. */
export interface RegisterFacts {
  lines: number;
  documents: number;
  /** Documents that hold a spoiled row: all of their rows are invalid. */
  refusedDocuments: number;
  validRows: number;
  invalidRows: number;
  /** Invalid rows whose own GSTIN says nothing: they stand under UNKNOWN. */
  ownerlessRows: number;
  /** How many documents each rule must refuse. */
  readonly planted: Map<string, number>;
}

export interface GeneratedRow {
  readonly cells: Cells;
  /** The rule that must refuse the row's document; null for a document that must pass. */
  readonly refusedBy: string | null;
}

interface PlacedRow {
  readonly row: GeneratedRow;
  readonly dueAt: number;
}

const PARTIES = 20_000;
/** One document in so many has its rows strewn over what is left of the file. */
const SCATTER_ONE_IN = 100;

/** The rows of a register, the same for the same options, together with what they must come to once all are drawn. */
export function generateRegister(options: RegisterOptions): {
  readonly facts: RegisterFacts;
  rows(): Generator<GeneratedRow>;
} {
  const facts: RegisterFacts = {
    lines: 0,
    documents: 0,
    refusedDocuments: 0,
    validRows: 0,
    invalidRows: 0,
    ownerlessRows: 0,
    planted: new Map(),
  };
  return { facts, rows: () => generate(options, facts) };
}

function* generate(options: RegisterOptions, facts: RegisterFacts): Generator<GeneratedRow> {
  const { register, lines, seed, plantOneIn, firstDocument = 1 } = options;
  const random = createRandom(seed);
  const parties = makeParties(PARTIES, random);
  const strewn: PlacedRow[] = [];
  let made = 0;
  for (let place = firstDocument; made < lines; place += 1) {
    const document = makeDocument(register, place, parties, random).slice(0, lines - made);
    const refusedBy = spoil(document, { register, plantOneIn, random, facts });
    made += document.length;
    facts.documents += 1;
    const [first, ...rest] = document.map((cells) => ({ cells, refusedBy }));
    if (first !== undefined) yield first;
    if (rest.length > 0 && random.once(SCATTER_ONE_IN)) {
      for (const row of rest) push(strewn, { row, dueAt: made + random.below(lines - made + 1) });
    } else yield* rest;
    while ((strewn[0]?.dueAt ?? Infinity) <= made) yield pop(strewn);
  }
  while (strewn.length > 0) yield pop(strewn);
  facts.lines = made;
  facts.validRows = made - facts.invalidRows;
}

function spoil(
  document: Cells[],
  work: { register: Register; plantOneIn: number; random: Random; facts: RegisterFacts },
): string | null {
  const { register, plantOneIn, random, facts } = work;
  const at = document.findIndex(() => plantOneIn > 0 && random.once(plantOneIn));
  const row = document[at];
  if (row === undefined) return null;
  const plant = random.pick(PLANTS.filter((each) => fits(each, register, document)));
  document[at] = { ...row, ...plant.spoil(row) };
  facts.refusedDocuments += 1;
  facts.invalidRows += document.length;
  if (plant.isOwnerless === true) facts.ownerlessRows += 1;
  facts.planted.set(plant.rule, (facts.planted.get(plant.rule) ?? 0) + 1);
  return plant.rule;
}

/** Debit notes are spared the rules that notes are spared. */
function fits({ registers, on, rule }: Plant, register: Register, document: readonly Cells[]): boolean {
  const isNote = document[0]?.documentType !== 'Invoice';
  return (
    registers.includes(register) &&
    (on === 'row' || (on === 'single') === (document.length === 1)) &&
    !(isNote && (rule === 'A02' || rule === 'A04'))
  );
}

/** A binary heap: the row that is due first stands at its top. */
function push(heap: PlacedRow[], row: PlacedRow): void {
  heap.push(row);
  for (let at = heap.length - 1; at > 0; ) {
    const parent = (at - 1) >> 1;
    if (dueAt(heap, parent) <= dueAt(heap, at)) return;
    swap(heap, at, parent);
    at = parent;
  }
}

function pop(heap: PlacedRow[]): GeneratedRow {
  swap(heap, 0, heap.length - 1);
  const top = heap.pop();
  for (let at = 0; ; ) {
    const left = at * 2 + 1;
    const least = dueAt(heap, left + 1) < dueAt(heap, left) ? left + 1 : left;
    if (dueAt(heap, least) >= dueAt(heap, at)) break;
    swap(heap, at, least);
    at = least;
  }
  if (top === undefined) throw new RangeError('an empty heap has no top');
  return top.row;
}

function dueAt(heap: readonly PlacedRow[], at: number): number {
  return heap[at]?.dueAt ?? Number.POSITIVE_INFINITY;
}

function swap(heap: PlacedRow[], one: number, other: number): void {
  const [first, second] = [heap[one], heap[other]];
  if (first === undefined || second === undefined) return;
  heap[one] = second;
  heap[other] = first;
}
