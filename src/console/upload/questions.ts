import type { HeaderReading } from './lookTypes.ts';
import type { QueuedFile } from './queueTypes.ts';

/** What only the person can answer before a file is sent. */
export type Question =
  | { readonly kind: 'same'; readonly as: string }
  | { readonly kind: 'register' }
  /** No header was found in the first rows. */
  | { readonly kind: 'noHeader' }
  | { readonly kind: 'otherRegister' }
  | { readonly kind: 'header'; readonly reading: HeaderReading };

export function questionsOf(file: QueuedFile): Question[] {
  const { look, register, sameAs, isInsisted } = file;
  const questions: Question[] = [];
  if (sameAs !== null) questions.push({ kind: 'same', as: sameAs });
  if (look === null) return questions;
  if (register === null) return [...questions, { kind: 'register' }];
  if (!look.isRead || isInsisted) return questions;
  const reading = look.readings[register];
  if (reading === null) questions.push({ kind: 'noHeader' });
  else if (reading.isOther || isWorse(reading, look.readings[register === 'sales' ? 'purchase' : 'sales'])) {
    questions.push({ kind: 'otherRegister' });
  } else if (reading.missing.length > 0 || reading.duplicates.length > 0) {
    questions.push({ kind: 'header', reading });
  }
  return questions;
}

/** It lacks columns, and as the other register it would lack none. */
function isWorse(reading: HeaderReading, other: HeaderReading | null): boolean {
  return reading.missing.length > 0 && other !== null && other.missing.length === 0 && !other.isOther;
}
