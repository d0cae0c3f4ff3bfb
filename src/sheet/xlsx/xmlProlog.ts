const DOCTYPE = '<!doctype';
const NAME_START = /[A-Za-z_:\u0080-\u00ff]/;

/**
 * What stands before the root element of an XML document (XML 1.0, 2.8): a declaration, comments, processing
 * instructions, blanks.
 *
 * @param start its first bytes, each as one character
 * @returns `root` where the root element begins within it, `open` where it is not known yet
 */
export function endOfProlog(start: string): 'root' | 'open' | 'doctype' | 'damaged' {
  let at = 0;
  for (;;) {
    at = afterBlanks(start, at);
    if (at + 1 >= start.length) return at < start.length && start[at] !== '<' ? 'damaged' : 'open';
    const next = start.slice(at, at + DOCTYPE.length).toLowerCase();
    if (next === DOCTYPE) return 'doctype';
    if (next.startsWith('<?')) at = behind(start, '?>', at + 2);
    else if (next.startsWith('<!--')) at = behind(start, '-->', at + 4);
    else if (next[0] === '<' && NAME_START.test(next[1] ?? '')) return 'root';
    else return at + next.length === start.length && isBeginning(next) ? 'open' : 'damaged';
    if (at < 0) return 'open';
  }
}

function isBeginning(text: string): boolean {
  return DOCTYPE.startsWith(text) || '<!--'.startsWith(text);
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text[at] as string)) at += 1;
  return at;
}

function behind(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? -1 : found + mark.length;
}
