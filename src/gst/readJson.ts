/** A value of a JSON document, where it stands in it (`rates[3].from`; '' for the whole), and where problems are gathered. */
export interface Place {
  readonly path: string;
  readonly value: unknown;
  readonly problems: string[];
}

/** The object at a place with none but the known keys; empty, with a problem told, where it is none. */
export function objectOf(
  { path, value, problems }: Place,
  known: readonly string[],
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.push(`${path === '' ? 'the document' : path} is no object: write it as {"${known[0]}": …}.`);
    return {};
  }
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  const within = path === '' ? '' : `${path}.`;
  for (const key of unknown) problems.push(`${within}${key} is not known: use ${known.join(', ')}.`);
  return Object.fromEntries(Object.entries(value).filter(([key]) => known.includes(key)));
}

/** What `read` makes of each element; empty, with a problem told, where there is no array. */
export function listOf<T>({ path, value, problems }: Place, read: (place: Place) => T): T[] {
  if (Array.isArray(value)) {
    return value.map((each: unknown, index) => read({ path: `${path}[${index}]`, value: each, problems }));
  }
  problems.push(`${path} is no list: write it as [ … ].`);
  return [];
}

/** A text that is not empty; '' with a problem told. */
export function textOf({ path, value, problems }: Place, meaning: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  problems.push(`${path} is ${inWords(value)}: give ${meaning} as a text.`);
  return '';
}

const LONGEST_SHOWN = 60;

/** A value as a problem shows it: its JSON, cut short. */
export function inWords(value: unknown): string {
  if (value === undefined) return 'missing';
  const json = JSON.stringify(value);
  return json.length <= LONGEST_SHOWN ? json : `${json.slice(0, LONGEST_SHOWN)}…`;
}
