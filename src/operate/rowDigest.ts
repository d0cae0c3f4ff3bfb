import { hash } from 'node:crypto';

const MODULUS = 2n ** 256n;

/** How many rows a table has, and what they come to. */
export interface TableDigest {
  readonly rows: number;
  /** Hex: the sum of the rows' SHA-256, so that their order does not matter. */
  readonly sha256: string;
}

export interface RowDigest {
  add(row: readonly (string | number | null)[]): void;
  result(): TableDigest;
}

/** A digest that two databases agree on: each row as a JSON array; NUL, which PostgreSQL holds in no text, as U+FFFD. */
export function createRowDigest(): RowDigest {
  let rows = 0;
  let sum = 0n;
  return {
    add(row) {
      rows += 1;
      const text = JSON.stringify(row).replaceAll('\\u0000', '\ufffd');
      sum = (sum + BigInt(`0x${hash('sha256', text)}`)) % MODULUS;
    },
    result: () => ({ rows, sha256: sum.toString(16).padStart(64, '0') }),
  };
}

export function sameDigest(one: TableDigest, other: TableDigest): boolean {
  return one.rows === other.rows && one.sha256 === other.sha256;
}
