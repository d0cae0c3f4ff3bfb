const QUOTE = 0x22;
const CR = 0x0d;
const LF = 0x0a;
/** In the order in which they win a draw. */
const CANDIDATES = [0x2c, 0x3b, 0x09, 0x7c];
const SAMPLE_RECORDS = 50;

export interface Delimiter {
  readonly byte: number;
  /** Where the first record starts: behind a `sep=` line, else 0. */
  readonly start: number;
}

/**
 * Finds what parts the cells: what Excel's `sep=` line says, else the one of comma, semicolon, tab and pipe that occurs
 * outside quotes the same number of times in the most records. A lakh has commas too, but not in every record as many.
 * @param sample the first text of the file, in UTF-8; `isWhole` where it is all of it
 */
export function findDelimiter(sample: Buffer, isWhole: boolean): Delimiter {
  const said = /^"?sep=([,;\t|])"?(?:\r\n|\r|\n|$)/i.exec(sample.toString('latin1', 0, 16));
  if (said?.[1] !== undefined) return { byte: said[1].charCodeAt(0), start: said[0].length };
  const records = countCandidates(sample, isWhole);
  let best = { byte: CANDIDATES[0] as number, score: 0 };
  for (const [index, byte] of CANDIDATES.entries()) {
    const score = agreement(records.map((counts) => counts[index] as number));
    if (score > best.score) best = { byte, score };
  }
  return { byte: best.byte, start: 0 };
}

/**
 * Records that agree on the commonest count; of two candidates with about as many, the one that parts more cells. Where
 * none disagrees it counts twice: of two semicolons in each record and three commas in most, the commas are in amounts.
 */
function agreement(counts: readonly number[]): number {
  const records = new Map<number, number>();
  for (const count of counts) if (count > 0) records.set(count, (records.get(count) ?? 0) + 1);
  let best = 0;
  for (const [count, agreeing] of records) {
    const weight = agreeing === counts.length && agreeing > 1 ? 2 : 1;
    best = Math.max(best, weight * agreeing * Math.sqrt(count));
  }
  return best;
}

/** Per record that is not empty: how often each candidate stands in it outside quotes. */
function countCandidates(sample: Buffer, isWhole: boolean): number[][] {
  const records: number[][] = [];
  let counts = CANDIDATES.map(() => 0);
  let isEmpty = true;
  let inQuotes = false;
  let atCellStart = true;
  let mayReopen = false;
  const endRecord = () => {
    if (!isEmpty) records.push(counts);
    counts = CANDIDATES.map(() => 0);
    isEmpty = true;
    atCellStart = true;
  };
  for (const byte of sample) {
    const candidate = CANDIDATES.indexOf(byte);
    if (inQuotes) {
      inQuotes = byte !== QUOTE;
      mayReopen = !inQuotes;
    } else if (byte === LF || byte === CR) endRecord();
    else {
      // A doubled quote closes and opens again.
      inQuotes = byte === QUOTE && (atCellStart || mayReopen);
      mayReopen = false;
      if (candidate >= 0) counts[candidate] = (counts[candidate] as number) + 1;
      atCellStart = candidate >= 0;
      isEmpty = false;
    }
    if (records.length === SAMPLE_RECORDS) return records;
  }
  // A record that the sample cuts off would count too few; where there is no other it must do.
  if (isWhole || records.length === 0) endRecord();
  return records;
}
