import type { ColumnWords } from '../gst/columnWords.ts';
import type { Style } from '../sheet/workbook/model.ts';

const LINE = 'BFBFBF';
const EXAMPLE_FILL = 'FFF8E1';
const EXAMPLE_COLOR = '7F6000';
const HEADER = { bold: true, border: LINE, wrap: true, vertical: 'center' } as const;

/** How the header of a column looks, by whether it is needed: always, for some documents, never. */
export const ALWAYS: Style = { ...HEADER, color: 'FFFFFF', fill: '1F3864' };
export const SOMETIMES: Style = { ...HEADER, fill: '9DC3E6' };
export const NEVER: Style = { ...HEADER, fill: 'E7E6E6' };

export const TITLE: Style = { bold: true, size: 16 };
export const HEADING: Style = { bold: true, fill: 'E7E6E6', border: LINE, wrap: true, vertical: 'center' };
export const PROSE: Style = { wrap: true, vertical: 'top' };
export const TOLD: Style = { ...PROSE, border: LINE };

/** By what people type into a column. `@` keeps Excel from eating zeros and from making dates of numbers. */
export const TYPED = {
  text: { format: '@' },
  date: { format: 'dd-mm-yyyy', align: 'left' },
  amount: { format: '0.00' },
  plain: {},
} as const satisfies Record<string, Style>;

export type Typed = keyof typeof TYPED;

export const EXAMPLE: Readonly<Record<Typed, Style>> = {
  text: example(TYPED.text),
  date: example(TYPED.date),
  amount: example(TYPED.amount),
  plain: example(TYPED.plain),
};

export function headerLook({ needed }: Pick<ColumnWords, 'needed'>): Style {
  if (needed === null) return NEVER;
  return needed === 'always' ? ALWAYS : SOMETIMES;
}

function example(typed: Style): Style {
  return { ...typed, italic: true, color: EXAMPLE_COLOR, fill: EXAMPLE_FILL };
}
