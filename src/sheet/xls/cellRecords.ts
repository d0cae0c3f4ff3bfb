import type { BiffRecords } from './biffRecords.ts';
import {
  ARRAY,
  BOF,
  BOOLERR,
  CONTINUE,
  EOF,
  FORMULA,
  FORMULA3,
  FORMULA4,
  LABEL,
  LABELSST,
  MULRK,
  NUMBER,
  RK,
  RSTRING,
  SHRFMLA,
  STRING,
  TABLE,
} from './recordTypes.ts';

const LARGEST_TYPE = FORMULA4;

/** Per type of a record that holds cells with something in them: the bytes that it has at least; 0 for all others. */
const LEAST_BYTES = new Uint8Array(LARGEST_TYPE + 1);
LEAST_BYTES[LABELSST] = 10;
LEAST_BYTES[LABEL] = 9;
LEAST_BYTES[RSTRING] = 9;
LEAST_BYTES[NUMBER] = 14;
LEAST_BYTES[RK] = 10;
LEAST_BYTES[MULRK] = 12;
LEAST_BYTES[FORMULA] = 14;
LEAST_BYTES[FORMULA3] = 14;
LEAST_BYTES[FORMULA4] = 14;
LEAST_BYTES[BOOLERR] = 8;

/** What a record has to do with cells: it holds some, it goes on from the last of them, or neither. */
export type CellPart = 'cell' | 'rest' | 'other';

/** Tells record by record what each has to do with cells. */
export class CellParts {
  #isOpen = false;

  of(type: number): CellPart {
    if (leastCellBytes(type) > 0) {
      this.#isOpen = true;
      return 'cell';
    }
    if (!this.#isOpen) return 'other';
    if (type === STRING || type === CONTINUE) return 'rest';
    this.#isOpen = type === SHRFMLA || type === ARRAY || type === TABLE;
    return 'other';
  }
}

/** Of a type of record: 0 where it holds no cells, else the bytes that it has at least. */
export function leastCellBytes(type: number): number {
  return type > LARGEST_TYPE ? 0 : (LEAST_BYTES[type] as number);
}

export function isFormula(type: number): boolean {
  return type === FORMULA || type === FORMULA3 || type === FORMULA4;
}

/** In MULRK: two bytes of format and four of number a cell, behind the row and the first column and before the last. */
export const MULRK_HEAD_BYTES = 4;
export const MULRK_CELL_BYTES = 6;

export function mulRkCells(length: number): number {
  return Math.floor((length - MULRK_HEAD_BYTES - 2) / MULRK_CELL_BYTES);
}

/** Takes the next record of the sheet itself: what belongs to a chart that lies on it is passed over. */
export function nextInSheet(records: BiffRecords): number {
  let type = records.next();
  while (type === BOF) {
    for (let depth = 1; depth > 0; ) {
      type = records.next();
      if (type === BOF) depth++;
      else if (type === EOF) depth--;
    }
    type = records.next();
  }
  return type;
}
