import { CommanderError } from 'commander';
import {
  AuthenticationError,
  ConnectionError,
  GstIntakeError,
  InvalidOptionError,
  LicenseExpiredError,
  PermissionDeniedError,
  RequestRefusedError,
  UploadRefusedError,
} from '../client/index.ts';
import { AppError, type ErrorCode } from '../errors.ts';
import type { ExitCode } from './io.ts';
import { systemErrorInWords } from './systemErrors.ts';

/** Ctrl-C, with what the person may want to know next. */
export class Interrupted extends Error {}

/** The work is done and told, and yet the exit code must say that not all is well. */
export class EndedBadly extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

const EXIT_OF_CODE: Readonly<Partial<Record<ErrorCode, ExitCode>>> = {
  file_refused: 3,
  input_invalid: 2,
  settings_invalid: 2,
  token_invalid: 4,
  license_expired: 4,
  permission_denied: 4,
};

const EXIT_OF_CLIENT_ERROR: readonly (readonly [new (...input: never[]) => GstIntakeError, ExitCode])[] = [
  [InvalidOptionError, 2],
  [RequestRefusedError, 3],
  [UploadRefusedError, 3],
  [AuthenticationError, 4],
  [LicenseExpiredError, 4],
  [PermissionDeniedError, 4],
  [ConnectionError, 5],
];

/** Exit code and words for whatever ended a command; no words where they were written already. */
export function ending(thrown: unknown): { readonly code: ExitCode; readonly words: string | undefined } {
  if (thrown instanceof Interrupted) return { code: 130, words: thrown.message };
  if (thrown instanceof EndedBadly) return { code: thrown.exitCode, words: thrown.message };
  if (thrown instanceof CommanderError) {
    return { code: thrown.exitCode === 0 ? 0 : 2, words: undefined };
  }
  if (thrown instanceof AppError) {
    return { code: EXIT_OF_CODE[thrown.code] ?? 1, words: `Error: ${thrown.message}` };
  }
  if (thrown instanceof GstIntakeError) {
    const code = EXIT_OF_CLIENT_ERROR.find(([kind]) => thrown instanceof kind)?.[1] ?? 1;
    const id = thrown.requestId === undefined ? '' : ` Request id: ${thrown.requestId}`;
    return { code, words: `Error: ${thrown.message}${id}` };
  }
  return { code: 1, words: `Error: ${systemWords(thrown)}` };
}

function systemWords(thrown: unknown): string {
  return thrown instanceof Error ? (systemErrorInWords(thrown) ?? thrown.message) : String(thrown);
}
