import type { JudgeBounds } from './judgeJob.ts';
import type { KeyTable } from './keyTable.ts';
import type { ReadRow } from './registerRows.ts';
import type { Scratch } from './scratch.ts';

type Counted = Pick<KeyTable, 'slotOf' | 'take' | 'capacity'>;

/** Rows of one hash that came while others of it are still to come. */
interface OpenGroup {
  readonly key: string;
  /** Whether another key with the same hash came in between. */
  isMixed: boolean;
  rows: ReadRow[];
  characters: number;
}

interface Spilled {
  /** Where the rows spilled before these stand; -1 for none. */
  readonly earlier: number;
  readonly rows: readonly ReadRow[];
}

/**
 * Gathers the rows of a document wherever they lie in the file. How many there are is known from the first pass, so a
 * document leaves with its last row; meanwhile its rows wait in memory or, beyond the bounds, in the scratch file.
 */
export class Grouping {
  readonly #counted: Counted;
  readonly #scratch: Scratch;
  readonly #bounds: JudgeBounds;
  readonly #keyOf: (row: ReadRow) => string;
  /** By slot of the table, the oldest first. */
  readonly #open = new Map<number, OpenGroup>();
  #openRows = 0;
  #openCharacters = 0;
  /** Per slot one more than the position of what was spilled last; made when something is spilled at all. */
  #spilledAt: Float64Array | null = null;

  constructor(parts: {
    /** With every row of the file counted. */
    counted: Counted;
    scratch: Scratch;
    bounds: JudgeBounds;
    keyOf: (row: ReadRow) => string;
  }) {
    this.#counted = parts.counted;
    this.#scratch = parts.scratch;
    this.#bounds = parts.bounds;
    this.#keyOf = parts.keyOf;
  }

  /** Takes the next row of the file; calls back with all rows of each document that is whole by it, in the file's order. */
  take(row: ReadRow, key: string, onGroup: (rows: readonly ReadRow[]) => void): void {
    if (key === '') {
      onGroup([row]);
      return;
    }
    const slot = this.#counted.slotOf(key);
    const left = this.#counted.take(slot);
    const group = this.#open.get(slot);
    if (group !== undefined && group.key !== key) group.isMixed = true;
    if (left === 0) this.#complete(slot, { group, row, onGroup });
    else this.#wait(slot, { group, row, key });
  }

  /** Likewise for a row that was counted and is no part of a document after all. */
  leaveOut(key: string, onGroup: (rows: readonly ReadRow[]) => void): void {
    if (key === '') return;
    const slot = this.#counted.slotOf(key);
    if (this.#counted.take(slot) === 0)
      this.#complete(slot, { group: this.#open.get(slot), row: null, onGroup });
  }

  /** Rows still waiting: none, after the last row of a file that did not change between the passes. */
  get waiting(): number {
    return this.#openRows;
  }

  #wait(slot: number, next: { group: OpenGroup | undefined; row: ReadRow; key: string }): void {
    const { group, row, key } = next;
    if (group === undefined) {
      this.#open.set(slot, { key, isMixed: false, rows: [row], characters: row.characters });
    } else {
      group.rows.push(row);
      group.characters += row.characters;
    }
    this.#openRows += 1;
    this.#openCharacters += row.characters;
    if (this.#openRows > this.#bounds.openRows || this.#openCharacters > this.#bounds.openCharacters)
      this.#spill();
  }

  #complete(
    slot: number,
    last: { group: OpenGroup | undefined; row: ReadRow | null; onGroup: (rows: readonly ReadRow[]) => void },
  ): void {
    let rows = last.row === null ? [] : [last.row];
    const spilledAt = this.#spilledAt?.[slot] ?? 0;
    if (last.group !== undefined) {
      this.#open.delete(slot);
      this.#openRows -= last.group.rows.length;
      this.#openCharacters -= last.group.characters;
      rows = [...last.group.rows, ...rows];
    }
    if (spilledAt > 0) rows = [...this.#readBack(spilledAt - 1), ...rows];
    // Keys whose hashes collide share a slot, and part here.
    if (spilledAt > 0 || last.group?.isMixed) {
      for (const group of Map.groupBy(rows, this.#keyOf).values()) last.onGroup(group);
    } else if (rows.length > 0) last.onGroup(rows);
  }

  /** Down to half the bounds, so that not every further row has to spill. */
  #spill(): void {
    this.#spilledAt ??= new Float64Array(this.#counted.capacity);
    for (const [slot, group] of this.#open) {
      if (
        this.#openRows <= this.#bounds.openRows / 2 &&
        this.#openCharacters <= this.#bounds.openCharacters / 2
      )
        break;
      const spilled: Spilled = { earlier: (this.#spilledAt[slot] ?? 0) - 1, rows: group.rows };
      this.#spilledAt[slot] = this.#scratch.append(JSON.stringify(spilled)) + 1;
      this.#open.delete(slot);
      this.#openRows -= group.rows.length;
      this.#openCharacters -= group.characters;
    }
  }

  #readBack(position: number): ReadRow[] {
    const parts: (readonly ReadRow[])[] = [];
    for (let at = position; at >= 0; ) {
      const { earlier, rows } = JSON.parse(this.#scratch.read(at)) as Spilled;
      parts.push(rows);
      at = earlier;
    }
    return parts.reverse().flat();
  }
}
