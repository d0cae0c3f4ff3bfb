import type { ClearAnswer } from './answer.ts';
import { statusAnswer, triggerAnswer } from './ingestionErrors.ts';
import { presignAnswer } from './presignErrors.ts';
import { tokenAnswer } from './tokenErrors.ts';

/** Each of Clear's calls has a body of its own for bad news; paths that are none of them have pre-sign's. */
const DIALECTS: readonly (readonly [RegExp, (error: unknown, requestId: string) => ClearAnswer])[] = [
  [/^\/integration\/v1\/ingest\/file\/[^/?]+(?:\?|$)/, triggerAnswer],
  [/^\/integration\/v1\/ingest\/file\/[^/?]+\/status\/[^/?]+(?:\?|$)/, statusAnswer],
  [/^\/integration\/v1\/authz\/token(?:\?|$)/, tokenAnswer],
];

/** @param target the request's path and query, without a path prefix */
export function clearAnswer(
  error: unknown,
  request: { readonly target: string; readonly requestId: string },
): ClearAnswer {
  const dialect = DIALECTS.find(([path]) => path.test(request.target))?.[1] ?? presignAnswer;
  return dialect(error, request.requestId);
}
