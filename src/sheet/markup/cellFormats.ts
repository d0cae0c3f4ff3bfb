import { formatDigits, GENERAL, isCode, type NumberFormat, readFormat } from '../cells/numberFormat.ts';
import { numberText, percentText } from '../cells/numberText.ts';
import { serialText, textSerial } from '../cells/serialDate.ts';
import type { CellValue } from './markupRow.ts';

/** Formats that SpreadsheetML calls by names; the others of them are numbers. */
const DATE_NAME = /^(?:general|long|medium|short) (?:date|time)$/i;
const NUMBER_NAMES = new Set([
  'general number',
  'currency',
  'euro currency',
  'fixed',
  'standard',
  'scientific',
]);
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(\.\d{1,9})?Z?$/;
const DAY_SECONDS = 86_400;
/** A time alone has one of these days before it. */
const NO_DAYS = new Set(['1899-12-30', '1899-12-31', '1904-01-01']);

/** The styles' number formats by their IDs, and what they make of values. */
export class CellFormats {
  readonly #formats = new Map<string, NumberFormat>();

  add(style: string, code: string): void {
    this.#formats.set(style, formatOf(code));
  }

  /** A style is its parent's but for what it says itself. */
  inherit(style: string, parent: string): void {
    const format = this.#formats.get(parent);
    if (format !== undefined) this.#formats.set(style, format);
  }

  /** Of `ss:Type="Number"`; null where it is no number. */
  number(raw: string, style: string | undefined): CellValue | null {
    const text = numberText(raw.trim());
    if (text === null) return null;
    const format = (style === undefined ? undefined : this.#formats.get(style)) ?? GENERAL;
    if (format.kind === 'percent') return { text: percentText(Number(raw)), kind: 'percent' };
    if (format.kind === 'date') {
      const date = serialText(Number(raw), false);
      if (date !== null) return { text: date, kind: 'date' };
    }
    return { text: formatDigits(format, text), kind: isCode(format, text) ? 'text' : 'number' };
  }
}

/** Of `ss:Type="DateTime"` (`2026-04-01T00:00:00.000`); null where it is none. */
export function dateTime(raw: string): CellValue | null {
  const [, day, time, fraction = '0'] = DATE_TIME.exec(raw.trim()) ?? [];
  if (day === undefined || time === undefined) return null;
  const serial = textSerial(NO_DAYS.has(day) ? time : `${day}T${time}`);
  const text = serial === null ? null : serialText(serial + Number(fraction) / DAY_SECONDS, false);
  return text === null ? null : { text, kind: 'date' };
}

function formatOf(code: string): NumberFormat {
  if (DATE_NAME.test(code)) return { kind: 'date' };
  if (/^percent$/i.test(code)) return { kind: 'percent' };
  return NUMBER_NAMES.has(code.toLowerCase()) ? GENERAL : readFormat(code);
}
