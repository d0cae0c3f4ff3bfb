const ATTRIBUTE = /([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
const HIDDEN_STYLE = /(?:^|[;\s])display\s{0,9}:\s{0,9}none\b/i;
const CELLS = /^\s{0,9}\+?(\d{1,9})/;

/** The most that browsers take (WHATWG HTML, 4.9.11). */
const MAX_COLUMN_SPAN = 1_000;
const MAX_ROW_SPAN = 65_534;

/** The cells of a page say the same over and over: so many sayings stay known, none longer than this. */
const MOST_KNOWN = 1_024;
const LONGEST_KNOWN = 256;

/** What the attributes of a tag say that matters here. */
export interface TagFacts {
  /** `colspan`, `rowspan` and the `span` of `<col>`; rows 0 for all that follow. */
  readonly columns: number;
  readonly rows: number;
  readonly span: number;
  /** As far as the tag says it itself. */
  readonly isHidden: boolean;
  /** The number beside what the cell shows: `x:num` of Excel's pages, `sdval` of LibreOffice's; null where it gives none. */
  readonly number: string | null;
}

const NOTHING: TagFacts = { columns: 1, rows: 1, span: 1, isHidden: false, number: null };

export class TagReader {
  readonly #known = new Map<string, TagFacts>();

  /** @param text what stands behind the name of the tag */
  read(text: string): TagFacts {
    if (text === '') return NOTHING;
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const facts = factsOf(readAttributes(text));
    if (text.length > LONGEST_KNOWN) return facts;
    if (this.#known.size === MOST_KNOWN) this.#known.clear();
    this.#known.set(text, facts);
    return facts;
  }
}

function factsOf(attributes: ReadonlyMap<string, string>): TagFacts {
  return {
    columns: Math.max(1, spanOf(attributes, 'colspan', MAX_COLUMN_SPAN)),
    rows: spanOf(attributes, 'rowspan', MAX_ROW_SPAN),
    span: Math.max(1, spanOf(attributes, 'span', MAX_COLUMN_SPAN)),
    isHidden: attributes.has('hidden') || HIDDEN_STYLE.test(attributes.get('style') ?? ''),
    number: attributes.get('x:num') ?? attributes.get('sdval') ?? null,
  };
}

/** By their names in small letters, the first of each name. */
function readAttributes(text: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', double, single, bare] of text.matchAll(ATTRIBUTE)) {
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, double ?? single ?? bare ?? '');
  }
  return attributes;
}

/** As a browser reads it, 1 where it says nothing (WHATWG HTML, 2.3.4.2 and 4.9.11). */
function spanOf(attributes: ReadonlyMap<string, string>, name: string, most: number): number {
  const digits = CELLS.exec(attributes.get(name) ?? '')?.[1];
  return digits === undefined ? 1 : Math.min(Number(digits), most);
}
