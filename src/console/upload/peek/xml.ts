/** A start or end tag, or text, of XML that may be cut off. Names are without their prefix. */
export type XmlEvent =
  | { readonly kind: 'open'; readonly name: string; readonly attributes: string; readonly isEmpty: boolean }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

const ENTITY = /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const TAG_NAME = /^\/?(?:[^\s/>:]*:)?([^\s/>:]+)/;
const MAX_CODE_POINT = 0x10ffff;

/** Goes through the text once. Ends where a tag is not whole. */
export function* xmlEvents(xml: string): Generator<XmlEvent> {
  let at = 0;
  while (at < xml.length) {
    const open = xml.indexOf('<', at);
    if (open < 0) return;
    if (open > at) yield { kind: 'text', text: resolveEntities(xml.slice(at, open)) };
    const passed = xml.startsWith('<!--', open) ? endOf(xml, '-->', open) : null;
    const data = xml.startsWith('<![CDATA[', open) ? endOf(xml, ']]>', open) : null;
    const end = passed ?? data ?? endOf(xml, '>', open);
    if (end < 0) return;
    if (data !== null) yield { kind: 'text', text: xml.slice(open + 9, end - 3) };
    else if (passed === null) yield* tag(xml.slice(open + 1, end - 1));
    at = end;
  }
}

/** The value of an attribute, whatever its prefix; undefined where it is not there. */
export function attributeOf(attributes: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|[\\s:])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  const value = found?.[1] ?? found?.[2];
  return value === undefined ? undefined : resolveEntities(value);
}

function* tag(inner: string): Generator<XmlEvent> {
  const name = TAG_NAME.exec(inner)?.[1];
  if (name === undefined || inner.startsWith('?') || inner.startsWith('!')) return;
  if (inner.startsWith('/')) yield { kind: 'close', name };
  else {
    const isEmpty = inner.endsWith('/');
    yield { kind: 'open', name, attributes: inner, isEmpty };
    if (isEmpty) yield { kind: 'close', name };
  }
}

/** Behind the mark; negative where it does not come. */
function endOf(xml: string, mark: string, from: number): number {
  const found = xml.indexOf(mark, from);
  return found < 0 ? -1 : found + mark.length;
}

function resolveEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(ENTITY, (whole, hex?: string, decimal?: string, named?: string) => {
    if (named !== undefined) return NAMED[named.toLowerCase()] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= MAX_CODE_POINT ? String.fromCodePoint(code) : whole;
  });
}
