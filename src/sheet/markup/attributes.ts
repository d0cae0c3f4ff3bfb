const ATTRIBUTE = /([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
const HIDDEN_STYLE = /(?:^|[;\s])display\s{0,9}:\s{0,9}none\b/i;
const CELLS = /^\s{0,9}\+?(\d{1,9})/;

/** The attributes of a tag by their names in small letters, the first of each name. @param text what stands behind the name */
export function readAttributes(text: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', double, single, bare] of text.matchAll(ATTRIBUTE)) {
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, double ?? single ?? bare ?? '');
  }
  return attributes;
}

/** Whether what has these attributes is not to be seen, as far as they say it themselves. */
export function isHidden(attributes: ReadonlyMap<string, string>): boolean {
  return attributes.has('hidden') || HIDDEN_STYLE.test(attributes.get('style') ?? '');
}

/** `colspan`, `rowspan`, `span`: as a browser reads it, 1 where it says nothing (WHATWG HTML, 2.3.4.2 and 4.9.11). */
export function spanOf(attributes: ReadonlyMap<string, string>, name: string, most: number): number {
  const digits = CELLS.exec(attributes.get(name) ?? '')?.[1];
  return digits === undefined ? 1 : Math.min(Number(digits), most);
}
