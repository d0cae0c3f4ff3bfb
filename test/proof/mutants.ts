/** Textual, systematic mutations: every place of every kind below, on every line of code. */

export interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly kind: string;
  readonly before: string;
  readonly after: string;
}

/** What is broken, how. Each match of a pattern gives one mutant. */
const KINDS: readonly (readonly [kind: string, pattern: RegExp, replacement: string])[] = [
  ['equal', / === /g, ' !== '],
  ['unequal', / !== /g, ' === '],
  ['below', / < /g, ' <= '],
  ['below, turned', / < /g, ' > '],
  ['above', / > /g, ' >= '],
  ['above, turned', / > /g, ' < '],
  ['at least', / >= /g, ' > '],
  ['and', / && /g, ' || '],
  ['or', / \|\| /g, ' && '],
  ['default taken away', / \?\? [^;,)]+/g, ''],
  ['optional chain', /\?\./g, '.'],
  ['not', /!(?=[A-Za-z(])/g, ''],
  ['condition true', /\bif \((?!.*\bif\b).*?\)(?= |$)/g, 'if (true)'],
  ['condition false', /\bif \((?!.*\bif\b).*?\)(?= |$)/g, 'if (false)'],
  ['plus', / \+ (?=[A-Za-z0-9(])/g, ' - '],
  ['minus', / - (?=[A-Za-z0-9(])/g, ' + '],
  ['times', / \* /g, ' / '],
  ['one more', /(?<![\w.'%-])\d[\d_]*(?![\w'])/g, '($& + 1)'],
  ['one less', /(?<![\w.'%-])\d[\d_]*(?![\w'])/g, '($& - 1)'],
  ['another text', /(?<=\(|= |, )'[^']+'(?! \|)/g, "'mutant'"],
  ['another template', /`(?=[^`]+`)/g, '`mutant'],
  ['line break of a template', /\\n(?=[^/]*`)/g, ' '],
  ['anchor at the start', /(?<=[=(] ?)\/\^/g, '/'],
  ['anchor at the end', /\$\/(?=[gi;.])/g, '/'],
  ['regular expression once', /(?<=\/)g(?=;|,)/g, ''],
  ['link of a chain', /^\s*\.(?:filter|sort|map)\(.*\)$/g, ''],
  ['call taken away', /\.(?:toLowerCase|toUpperCase|filter|sort)\((?:[^()]|\([^()]*\))*\)/g, ''],
  ['statement', /^\s*[a-zA-Z.]+\(.*\);$/g, ''],
];

/** Text that people read and no test need hold to the letter: what a rule says of itself, sources, long sentences. */
const PROSE =
  /^\s*(?:(?:condition|source|severityNote|meaning):|message:(?: '|$))|^\s*'(?:[^' ]+ ){4}[^']*'[,;]?$|https:\/\//;

/** Lines that are no code at run time, or text for people. */
function isCode(line: string): boolean {
  if (PROSE.test(line)) return false;
  return !/^\s*(\/?\*|\/\/|import |export (type|interface)|type |interface |readonly |declare |\} from )/.test(
    line,
  );
}

/** Where a refusal's words begin: they are for people, and tests need not hold them to the letter. */
const WORDS = /new (?:Type|Range)Error\(|\brefuse\(/;

/** Every mutant of one source file. */
export function mutantsOf(file: string, source: string): Mutant[] {
  return source.split('\n').flatMap((before, index) =>
    isCode(before)
      ? KINDS.flatMap(([kind, pattern, replacement]) =>
          [...(before.split(WORDS, 1)[0] ?? '').matchAll(pattern)].map((match) => {
            const [found] = match;
            const broken = replacement.replaceAll('$&', found);
            const after = before.slice(0, match.index) + broken + before.slice(match.index + found.length);
            return { file, line: index + 1, kind, before, after };
          }),
        )
      : [],
  );
}
