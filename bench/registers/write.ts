import { closeSync, openSync, writeSync } from 'node:fs';
import { columnOf } from '../../src/gst/columnTable.ts';
import { columnsOf } from './columns.ts';
import type { Cells } from './documents.ts';
import { generateRegister, type RegisterFacts, type RegisterOptions } from './generate.ts';

const FLUSH_CHARACTERS = 1 << 20;

/** Writes the register as a CSV file; a gigabyte takes half a minute. */
export function writeRegister(
  file: string,
  options: RegisterOptions & { readonly width: 'usual' | 'all' },
): RegisterFacts {
  const columns = columnsOf(options.register, options.width);
  const { facts, rows } = generateRegister(options);
  const descriptor = openSync(file, 'w');
  let text = headerLine(columns);
  for (const { cells } of rows()) {
    text += lineOf(cells, columns);
    if (text.length > FLUSH_CHARACTERS) {
      writeSync(descriptor, text);
      text = '';
    }
  }
  writeSync(descriptor, text);
  closeSync(descriptor);
  return facts;
}

export function headerLine(columns: ReturnType<typeof columnsOf>): string {
  return `${columns.map((key) => quote(columnOf(key).header)).join(',')}\r\n`;
}

export function lineOf(cells: Cells, columns: ReturnType<typeof columnsOf>): string {
  let line = '';
  for (const key of columns) {
    const text = cells[key];
    line += text === undefined ? ',' : `${quote(text)},`;
  }
  return `${line.slice(0, -1)}\r\n`;
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
