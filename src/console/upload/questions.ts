import { OTHER_REGISTER } from '../../gst/otherRegister.ts';
import type { HeaderReading } from './lookTypes.ts';
import type { Earlier, QueuedFile } from './queueTypes.ts';

/** What only the person can answer before a file is sent. */
export type Question =
  | { readonly kind: 'same'; readonly as: string }
  /** The same file, it seems, was sent before. */
  | { readonly kind: 'earlier'; readonly earlier: Earlier }
  | { readonly kind: 'register' }
  /** No header of either register was found in the first rows. */
  | { readonly kind: 'noHeader' }
  /** The columns are rather those of the other register. */
  | { readonly kind: 'otherRegister' }
  /** The columns do not tell the register, but name the other party of the other one. */
  | { readonly kind: 'otherParties'; readonly headers: readonly string[] }
  | { readonly kind: 'header'; readonly reading: HeaderReading };

export function questionsOf(file: QueuedFile): Question[] {
  const { look, register, sameAs, earlier, isInsisted } = file;
  const questions: Question[] = [];
  if (sameAs !== null) questions.push({ kind: 'same', as: sameAs });
  else if (earlier !== null) questions.push({ kind: 'earlier', earlier });
  if (look === null) return questions;
  const hasHeader = look.readings.sales !== null || look.readings.purchase !== null;
  if (look.isRead && !hasHeader && !isInsisted) return [...questions, { kind: 'noHeader' }];
  if (register === null) return [...questions, { kind: 'register' }];
  if (!look.isRead || isInsisted) return questions;
  const reading = look.readings[register];
  const isOther = look.guessedBy === 'columns' && look.guess === OTHER_REGISTER[register];
  if (reading === null || isOther || reading.likeOther !== null) {
    questions.push({ kind: 'otherRegister' });
  } else if (reading.missing.length > 0 || reading.duplicates.length > 0) {
    questions.push({ kind: 'header', reading });
  } else if (reading.otherParties.length > 0) {
    questions.push({ kind: 'otherParties', headers: reading.otherParties });
  }
  return questions;
}
