import { formatDigits, GENERAL, isCode, type NumberFormat } from '../cells/numberFormat.ts';
import { numberText, percentText } from '../cells/numberText.ts';
import { serialText, textSerial } from '../cells/serialDate.ts';
import type { CellKind } from '../rows.ts';

/** Dates and rates of a register are few: so many stay known. */
const MOST_KNOWN = 8_192;
/** What programs write into cells of the type `d` (ISO 8601, in UTC or without a zone). */
const ISO_DATE = /^(\d{4}-\d{2}-\d{2})?(?:T?(\d{2}:\d{2})(?::(\d{2})(\.\d+)?)?Z?)?$/;

/** The texts of number cells by their formats. */
export class CellTexts {
  readonly #formats: readonly NumberFormat[];
  readonly #is1904: boolean;
  readonly #dates = new Map<string, string | null>();
  readonly #percents = new Map<string, string>();

  constructor(formats: readonly NumberFormat[], is1904: boolean) {
    this.#formats = formats;
    this.#is1904 = is1904;
  }

  /** @param isPlain the digits are known to need no mending */
  text(raw: string, style: number, isPlain: boolean): string {
    const format = this.#formats[style] ?? GENERAL;
    if (format.kind === 'date') return this.#date(raw) ?? digits(raw, isPlain);
    if (format.kind === 'percent') return this.#percent(raw);
    return formatDigits(format, digits(raw, isPlain));
  }

  /** The kind where the format alone decides on it; null where the value does too. */
  kindOf(style: number): CellKind | null {
    const { kind } = this.#formats[style] ?? GENERAL;
    if (kind === 'negative') return 'number';
    return kind === 'date' || kind === 'zeros' ? null : kind;
  }

  /** The kind where the value decides with the format. */
  kind(raw: string, style: number): CellKind {
    const format = this.#formats[style] ?? GENERAL;
    if (format.kind === 'date') return this.#date(raw) === null ? 'number' : 'date';
    return isCode(format, digits(raw, false)) ? 'text' : 'number';
  }

  #date(raw: string): string | null {
    let text = this.#dates.get(raw);
    if (text !== undefined) return text;
    text = serialText(Number(raw), this.#is1904);
    if (this.#dates.size === MOST_KNOWN) this.#dates.clear();
    this.#dates.set(raw, text);
    return text;
  }

  #percent(raw: string): string {
    let text = this.#percents.get(raw);
    if (text !== undefined) return text;
    text = percentText(Number(raw));
    if (this.#percents.size === MOST_KNOWN) this.#percents.clear();
    this.#percents.set(raw, text);
    return text;
  }
}

function digits(raw: string, isPlain: boolean): string {
  return isPlain ? raw : (numberText(raw) ?? raw);
}

/** The text of a cell that holds a date in ISO form; null where it holds something else. */
export function isoText(raw: string): string | null {
  const [, day, minutes, seconds = '00', fraction = ''] = ISO_DATE.exec(raw) ?? [];
  if (day === undefined && minutes === undefined) return null;
  const time = minutes === undefined ? '' : `${minutes}:${seconds}`;
  const text = day === undefined ? time : `${day}${time === '' ? '' : `T${time}`}`;
  const serial = textSerial(text);
  if (serial === null || !isTime(minutes, seconds)) return null;
  const whole = serialText(serial, false);
  if (whole === null || (day !== undefined && !whole.startsWith(day))) return null;
  return fraction === '' ? whole : serialText(serial + Number(fraction) / 86_400, false);
}

function isTime(minutes: string | undefined, seconds: string): boolean {
  if (minutes === undefined) return true;
  return Number(minutes.slice(0, 2)) < 24 && Number(minutes.slice(3)) < 60 && Number(seconds) < 60;
}
