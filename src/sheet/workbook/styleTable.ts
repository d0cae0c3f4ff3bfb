import type { Style } from './model.ts';
import { attributeXml, XML_DECLARATION } from './xmlText.ts';

const FIRST_OWN_FORMAT = 164;
const TEXT_FORMAT = 49;
const FONT = 'Calibri';
const SIZE = 11;

/** The looks of a workbook's cells, numbered as they turn up. */
export class StyleTable {
  readonly #variants = new Map<Style | undefined, Map<string, number>>();
  readonly #fonts = new Numbered([fontXml({})]);
  readonly #fills = new Numbered([patternXml('none'), patternXml('gray125')]);
  readonly #borders = new Numbered([borderXml(undefined)]);
  readonly #formats = new Numbered([]);
  readonly #cells = new Numbered([]);

  constructor() {
    this.of(undefined, '');
  }

  /**
   * A style's number for the attribute `s`; 0 is that of a plain cell.
   *
   * @param format of the value, where the style has none of its own; `'` for a text that could be taken for a formula
   */
  of(style: Style | undefined, format: string): number {
    let variants = this.#variants.get(style);
    if (variants === undefined) {
      variants = new Map();
      this.#variants.set(style, variants);
    }
    let number = variants.get(format);
    if (number === undefined) {
      number = this.#cells.of(this.#cellXml(style ?? {}, format));
      variants.set(format, number);
    }
    return number;
  }

  /** The part `xl/styles.xml`. */
  xml(): string {
    const formats = this.#formats.texts.map(
      (code, place) => `<numFmt numFmtId="${FIRST_OWN_FORMAT + place}" formatCode="${attributeXml(code)}"/>`,
    );
    return (
      `${XML_DECLARATION}<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
      (formats.length === 0 ? '' : counted('numFmts', formats)) +
      counted('fonts', this.#fonts.texts) +
      counted('fills', this.#fills.texts) +
      counted('borders', this.#borders.texts) +
      '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
      counted('cellXfs', this.#cells.texts) +
      '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    );
  }

  #cellXml(style: Style, format: string): string {
    const isQuoted = format === "'";
    const font = this.#fonts.of(fontXml(style));
    const fill = style.fill === undefined ? 0 : this.#fills.of(solidXml(style.fill));
    const border = this.#borders.of(borderXml(style.border));
    const number = this.#formatId(style.format ?? (isQuoted ? '' : format));
    const alignment = alignmentXml(style);
    return (
      `<xf numFmtId="${number}" fontId="${font}" fillId="${fill}" borderId="${border}" xfId="0"` +
      applied('NumberFormat', number > 0) +
      applied('Font', font > 0) +
      applied('Fill', fill > 0) +
      applied('Border', border > 0) +
      (isQuoted ? ' quotePrefix="1"' : '') +
      (alignment === '' ? '/>' : ` applyAlignment="1">${alignment}</xf>`)
    );
  }

  #formatId(code: string): number {
    if (code === '') return 0;
    return code === '@' ? TEXT_FORMAT : FIRST_OWN_FORMAT + this.#formats.of(code);
  }
}

/** Texts, each once, by number. */
class Numbered {
  readonly texts: string[];

  constructor(first: string[]) {
    this.texts = first;
  }

  of(text: string): number {
    const found = this.texts.indexOf(text);
    return found >= 0 ? found : this.texts.push(text) - 1;
  }
}

function fontXml({ bold, italic, size, color }: Style): string {
  return `<font>${bold === true ? '<b/>' : ''}${italic === true ? '<i/>' : ''}<sz val="${size ?? SIZE}"/><color rgb="FF${color ?? '000000'}"/><name val="${FONT}"/><family val="2"/></font>`;
}

function patternXml(pattern: string): string {
  return `<fill><patternFill patternType="${pattern}"/></fill>`;
}

function solidXml(color: string): string {
  return `<fill><patternFill patternType="solid"><fgColor rgb="FF${color}"/><bgColor indexed="64"/></patternFill></fill>`;
}

function borderXml(color: string | undefined): string {
  if (color === undefined) return '<border><left/><right/><top/><bottom/><diagonal/></border>';
  const side = (name: string) => `<${name} style="thin"><color rgb="FF${color}"/></${name}>`;
  return `<border>${side('left')}${side('right')}${side('top')}${side('bottom')}<diagonal/></border>`;
}

function alignmentXml({ align, vertical, wrap }: Style): string {
  if (align === undefined && vertical === undefined && wrap !== true) return '';
  return (
    '<alignment' +
    (align === undefined ? '' : ` horizontal="${align}"`) +
    (vertical === undefined ? '' : ` vertical="${vertical}"`) +
    (wrap === true ? ' wrapText="1"/>' : '/>')
  );
}

function applied(what: string, isApplied: boolean): string {
  return isApplied ? ` apply${what}="1"` : '';
}

function counted(name: string, items: readonly string[]): string {
  return `<${name} count="${items.length}">${items.join('')}</${name}>`;
}
