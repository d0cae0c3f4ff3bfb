/** In the order in which they win a draw, as on the server. */
const CANDIDATES = [',', ';', '\t', '|'] as const;
const SAMPLE_RECORDS = 50;
const MAX_COLUMNS = 1_000;
const SEP_LINE = /^"?sep=([,;\t|])"?(?:\r\n|\r|\n|$)/i;
const ABOVE_SPACE = /[!-\uffff]/;

export interface CsvOptions {
  /** Records that hold something. */
  readonly most: number;
  /** The text is all of the file; otherwise its last record may be cut off and is left out. */
  readonly isWhole: boolean;
}

/** The first records of a CSV text that hold anything, parted as the server parts them. */
export function csvRows(text: string, options: CsvOptions): string[][] {
  const said = SEP_LINE.exec(text.slice(0, 16));
  const body = said === null ? text : text.slice(said[0].length);
  const delimiter = said?.[1] ?? findDelimiter(text, options.isWhole);
  const rows: string[][] = [];
  for (const cells of recordsOf(body, delimiter, options.isWhole)) {
    if (cells.some((cell) => ABOVE_SPACE.test(cell))) rows.push(cells);
    if (rows.length >= options.most) break;
  }
  return rows;
}

function* recordsOf(text: string, delimiter: string, isWhole: boolean): Generator<string[]> {
  let cells: string[] = [];
  let at = 0;
  while (at < text.length) {
    const cell = cellAt(text, at, delimiter);
    if (cell === null || cells.length > MAX_COLUMNS) return;
    if (cell.end >= text.length && !isWhole) return;
    cells.push(cell.text);
    const isRecordEnd = text[cell.end] !== delimiter;
    at = cell.end + (text.startsWith('\r\n', cell.end) ? 2 : 1);
    if (!isRecordEnd && at < text.length) continue;
    if (!isRecordEnd) cells.push('');
    yield cells;
    cells = [];
  }
}

/** One cell and where it ends; null where its quote is never closed. */
function cellAt(text: string, start: number, delimiter: string): { text: string; end: number } | null {
  let said = '';
  let at = start;
  if (text[start] === '"') {
    at += 1;
    for (;;) {
      const quote = text.indexOf('"', at);
      if (quote < 0) return null;
      said += text.slice(at, quote);
      at = quote + 1;
      if (text[at] !== '"') break;
      said += '"';
      at += 1;
    }
  }
  const behind = at;
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return { text: said + text.slice(behind, at), end: at };
}

/** Of the candidates the one that stands the same number of times in the most records, weighed as on the server. */
function findDelimiter(text: string, isWhole: boolean): string {
  const records = countCandidates(text, isWhole);
  let best: { delimiter: string; score: number } = { delimiter: ',', score: 0 };
  for (const [index, delimiter] of CANDIDATES.entries()) {
    const score = agreement(records.map((counts) => counts[index] ?? 0));
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

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

function countCandidates(text: string, isWhole: boolean): number[][] {
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
  for (const character of text) {
    if (inQuotes) {
      inQuotes = character !== '"';
      mayReopen = !inQuotes;
    } else if (character === '\n' || character === '\r') endRecord();
    else {
      const candidate = (CANDIDATES as readonly string[]).indexOf(character);
      // A doubled quote closes and opens again.
      inQuotes = character === '"' && (atCellStart || mayReopen);
      mayReopen = false;
      if (candidate >= 0) counts[candidate] = (counts[candidate] ?? 0) + 1;
      atCellStart = candidate >= 0;
      isEmpty = false;
    }
    if (records.length === SAMPLE_RECORDS) return records;
  }
  if (isWhole || records.length === 0) endRecord();
  return records;
}
