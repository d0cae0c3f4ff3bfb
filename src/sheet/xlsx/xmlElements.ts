import type { SheetFault } from '../fault.ts';
import { damagedPart, doctypeForbidden } from './packageFaults.ts';

const DEEPEST = 100;
const MOST_ATTRIBUTES = 1_000;

const TAG_NAME = /[^\s/>=<"'&!?]+/y;
const ATTRIBUTE = /\s+([^\s/>=<"'&]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const TAG_END = /\s*(\/?)>/y;
const CLOSING_END = /\s*>/y;

/** An element of a vocabulary that is asked for. */
export interface XmlElement {
  /** Local names from the root on, such as `workbook/sheets/sheet`. */
  readonly path: string;
  /** Values by local name; those of the namespace of relationships as `r:id`, those of others left out. */
  readonly attributes: ReadonlyMap<string, string>;
}

export interface XmlFacts {
  readonly part: string;
  /** Local name of the root element, of one of the namespaces. */
  readonly root: string;
  /** Elements of others are passed over, with all that is in them. */
  readonly namespaces: ReadonlySet<string>;
}

/** Both vocabularies of ECMA-376, transitional and strict. */
const RELATIONSHIPS: ReadonlySet<string> = new Set([
  'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
  'http://purl.oclc.org/ooxml/officeDocument/relationships',
]);

/** Prefixes that an element binds; those of the elements around it stand behind. */
interface Scope {
  readonly bound: ReadonlyMap<string, string>;
  readonly outer: Scope | null;
}

const XML_SCOPE: Scope = {
  bound: new Map([
    ['xml', 'http://www.w3.org/XML/1998/namespace'],
    ['xmlns', 'http://www.w3.org/2000/xmlns/'],
    ['', ''],
  ]),
  outer: null,
};

interface OpenElement {
  readonly name: string;
  readonly path: string | null;
  readonly scope: Scope;
}

interface RawTag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly isEmpty: boolean;
}

/**
 * The elements of a small XML document in their order, strictly: well-formed, namespaces resolved, no document type
 * definition anywhere, no entities but the five named ones and numbers.
 *
 * @throws SheetFault for what is not so
 */
export function* elementsOf(text: string, facts: XmlFacts): Generator<XmlElement> {
  const reader = new XmlReader(text, facts.part);
  const open: OpenElement[] = [];
  let hasRoot = false;
  for (let mark = reader.next(); mark !== null; mark = reader.next()) {
    if (mark === 'closing') {
      if (reader.closingName() !== open.pop()?.name) throw reader.fault();
      continue;
    }
    const parent = open.at(-1);
    if ((parent === undefined && hasRoot) || open.length >= DEEPEST) throw reader.fault();
    hasRoot = true;
    const tag = reader.tag();
    const scope = scopeOf(tag, parent?.scope ?? XML_SCOPE);
    const [prefix, local] = splitName(tag.name);
    const namespace = lookUp(scope, prefix);
    if (namespace === undefined) throw reader.fault();
    const isAsked = facts.namespaces.has(namespace) && parent?.path !== null;
    const path = isAsked ? joinPath(parent?.path, local) : null;
    if (parent === undefined && path !== facts.root) {
      throw damagedPart(facts.part, 'is not what the workbook says that it is');
    }
    if (path !== null) yield { path, attributes: namedAttributes(tag, scope) };
    if (!tag.isEmpty) open.push({ name: tag.name, path, scope });
  }
  if (!hasRoot || open.length > 0) throw reader.fault();
}

function joinPath(parent: string | undefined, local: string): string {
  return parent === undefined ? local : `${parent}/${local}`;
}

function splitName(name: string): [prefix: string, local: string] {
  const colon = name.indexOf(':');
  return colon < 0 ? ['', name] : [name.slice(0, colon), name.slice(colon + 1)];
}

function scopeOf({ attributes }: RawTag, outer: Scope): Scope {
  const bound = new Map<string, string>();
  for (const [name, value] of attributes) {
    if (name === 'xmlns') bound.set('', value);
    else if (name.startsWith('xmlns:')) bound.set(name.slice(6), value);
  }
  return bound.size === 0 ? outer : { bound, outer };
}

function lookUp(scope: Scope, prefix: string): string | undefined {
  for (let at: Scope | null = scope; at !== null; at = at.outer) {
    const namespace = at.bound.get(prefix);
    if (namespace !== undefined) return namespace;
  }
  return undefined;
}

function namedAttributes({ attributes }: RawTag, scope: Scope): ReadonlyMap<string, string> {
  const named = new Map<string, string>();
  for (const [name, value] of attributes) {
    const [prefix, local] = splitName(name);
    if (prefix === '') named.set(local, value);
    else if (RELATIONSHIPS.has(lookUp(scope, prefix) ?? '')) named.set(`r:${local}`, value);
  }
  return named;
}

/** Steps from tag to tag. */
class XmlReader {
  readonly #text: string;
  readonly #part: string;
  #at = 0;

  constructor(text: string, part: string) {
    this.#text = text;
    this.#part = part;
  }

  fault(): SheetFault {
    return damagedPart(this.#part, 'is no well-formed XML');
  }

  /** Stops behind `</` or `<`; null at the end of the text. */
  next(): 'opening' | 'closing' | null {
    const text = this.#text;
    for (;;) {
      const found = text.indexOf('<', this.#at);
      if (found < 0) return null;
      this.#at = found + 1;
      if (text.startsWith('?', this.#at)) this.#passOver('?>');
      else if (text.startsWith('!--', this.#at)) this.#passOver('-->', 3);
      else if (text.startsWith('![CDATA[', this.#at)) this.#passOver(']]>', 8);
      else if (text.startsWith('!', this.#at)) throw this.#markup();
      else if (text.startsWith('/', this.#at)) {
        this.#at += 1;
        return 'closing';
      } else return 'opening';
    }
  }

  closingName(): string {
    const name = this.#match(TAG_NAME)[0];
    this.#match(CLOSING_END);
    return name;
  }

  tag(): RawTag {
    const name = this.#match(TAG_NAME)[0];
    const attributes = new Map<string, string>();
    for (let found = this.#tryMatch(ATTRIBUTE); found !== null; found = this.#tryMatch(ATTRIBUTE)) {
      const [, key = '', double, single] = found;
      if (attributes.has(key) || attributes.size >= MOST_ATTRIBUTES) throw this.fault();
      attributes.set(key, this.#value(double ?? single ?? ''));
    }
    return { name, attributes, isEmpty: this.#match(TAG_END)[1] === '/' };
  }

  #markup(): SheetFault {
    const isDoctype = /^!doctype/i.test(this.#text.slice(this.#at, this.#at + 8));
    return isDoctype ? doctypeForbidden(this.#part) : this.fault();
  }

  #passOver(mark: string, from = 1): void {
    const found = this.#text.indexOf(mark, this.#at + from);
    if (found < 0) throw this.fault();
    this.#at = found + mark.length;
  }

  #match(pattern: RegExp): RegExpExecArray {
    const found = this.#tryMatch(pattern);
    if (found === null) throw this.fault();
    return found;
  }

  #tryMatch(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.#at = pattern.lastIndex;
    return found;
  }

  #value(raw: string): string {
    const value = raw.replace(/\s/g, ' ');
    return value.includes('&') ? value.replace(/&([^;&]*);?/g, (whole) => this.#entity(whole)) : value;
  }

  #entity(whole: string): string {
    const named = NAMED.get(whole);
    if (named !== undefined) return named;
    const [, decimal, hexadecimal] = /^&#(?:(\d{1,7})|x([\da-f]{1,6}));$/i.exec(whole) ?? [];
    const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
    const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    if (!isCharacter) throw this.fault();
    return String.fromCodePoint(code);
  }
}

const NAMED: ReadonlyMap<string, string> = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
]);
