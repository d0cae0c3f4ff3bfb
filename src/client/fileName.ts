import { InvalidOptionError } from './errors.ts';

/** A lone surrogate has no UTF-8 form, so it cannot stand in a URL at all. @throws InvalidOptionError */
export function assertWellFormed(fileName: string): void {
  if (!fileName.isWellFormed()) {
    throw new InvalidOptionError(
      'file_name_invalid',
      'The file name is not well-formed Unicode. Rename the file.',
    );
  }
}
