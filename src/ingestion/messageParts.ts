import { shown } from '../gst/wording.ts';

/** What is wrong, and what to do where the message says that in sentences of its own. */
export interface MessageParts {
  readonly message: string;
  readonly hint: string | null;
}

/** With which words the rules tell people to do something, or ask them whether they meant something else. */
const ASKS =
  /[.?] (?=(?:Add|Ask|Change|Check|Choose|Claim|Clear|Copy|Correct|Delete|Did|Enter|Fill|Format|Give|If|Leave|Look|Mark|Move|Open|Remove|Set|Start|Try|Use|Was this) )/;
const SENTENCE_ENDS = /[.?] /;

/** @param texts of the user's, any of which may stand in the message: a sentence of theirs is none of ours */
export function messageParts(message: string, texts: readonly string[]): MessageParts {
  let masked = message;
  for (const text of texts) {
    const own = SENTENCE_ENDS.test(text) ? shown(text) : '';
    if (own !== '') masked = masked.replaceAll(own, '_'.repeat(own.length));
  }
  const end = ASKS.exec(masked);
  if (end === null) return { message, hint: null };
  return { message: message.slice(0, end.index + 1), hint: message.slice(end.index + 2) };
}
