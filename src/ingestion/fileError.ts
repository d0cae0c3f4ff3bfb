import type { SheetFault } from '../sheet/fault.ts';
import type { FileError } from './activity.ts';

/** What is wrong with a file as a whole, in Clear's five keys. */
export function fileErrorOf(fault: SheetFault): FileError {
  return {
    errorCode: fault.code,
    errorField: fault.field,
    errorValues: fault.values,
    errorMessage: fault.message,
    errorResolution: fault.resolution,
  };
}
