import { AppError } from '../errors.ts';

/** What one check found, and what to do about it. */
export interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'error';
  readonly found: string;
  /** Null when there is nothing to mend. */
  readonly remedy: string | null;
}

export interface Check {
  readonly name: string;
  run(): Promise<Finding | readonly Finding[]>;
}

/** Runs all checks one after the other; one that breaks is a finding of its own and stops none of the others. */
export async function runChecks(checks: readonly Check[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, run } of checks) {
    try {
      findings.push(...[await run()].flat());
    } catch (error) {
      const found = error instanceof AppError ? error.message : `the check broke: ${wordsOf(error)}`;
      findings.push(mend(name, 'error', { found, remedy: 'Mend this first, then run doctor again.' }));
    }
  }
  return findings;
}

export function fine(check: string, found: string): Finding {
  return { check, status: 'ok', found, remedy: null };
}

export function mend(
  check: string,
  status: 'warning' | 'error',
  words: { readonly found: string; readonly remedy: string },
): Finding {
  return { check, status, ...words };
}

/** The system's code or the message, never a whole error: it may quote a URL. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
