import { writeClassicWorkbook } from './classicWorkbook.ts';
import type { RegisterFacts, RegisterOptions } from './generate.ts';
import { writeWorkbook } from './workbook.ts';
import { writeRegister } from './write.ts';

export type RegisterFormat = 'CSV' | 'XLSX' | 'XLS';

/** The same register in any format that clients send. */
export async function writeRegisterFile(
  file: string,
  format: RegisterFormat,
  options: RegisterOptions & { readonly width: 'usual' | 'all' },
): Promise<RegisterFacts> {
  switch (format) {
    case 'CSV':
      return writeRegister(file, options);
    case 'XLSX':
      return writeWorkbook(file, options);
    case 'XLS':
      return writeClassicWorkbook(file, options);
  }
}

/** @throws where it is none */
export function registerFormat(name: string): RegisterFormat {
  const format = name.toUpperCase();
  if (format === 'CSV' || format === 'XLSX' || format === 'XLS') return format;
  throw new Error(`--format is csv, xlsx or xls, not ${name}`);
}
