import {
  type ActivityView,
  type Client,
  type FileError,
  GstIntakeError,
  type GstinStats,
  type StatusAnswer,
  type TemplateType,
} from '../client/index.ts';
import { errorFileFormatOf } from './errorFileFormat.ts';
import { EndedBadly } from './exit.ts';
import type { CommandIo } from './io.ts';
import { countInWords, grouped, note, printFields, printLine, printTable } from './output.ts';
import { activityInWords } from './progress.ts';
import { shellWord } from './shellWord.ts';

const STATS_HEADS = {
  sent: ['GSTIN', 'DOCUMENTS', 'ROWS TAKEN', 'ROWS REFUSED'],
  checked: ['GSTIN', 'WOULD BE TAKEN: DOCUMENTS', 'ROWS', 'WOULD BE REFUSED: ROWS'],
} as const;

/** The counts as people read them, of a file that was sent or only checked. */
export function printStats(
  io: CommandIo,
  stats: readonly GstinStats[],
  was: keyof typeof STATS_HEADS = 'sent',
): void {
  printTable(
    io,
    STATS_HEADS[was],
    stats.map(({ gstin, totalDocumentCount, validRows, invalidRows }) => [
      gstin,
      grouped(totalDocumentCount),
      grouped(validRows),
      grouped(invalidRows),
    ]),
  );
  if (stats.some(({ gstin }) => gstin === 'UNKNOWN')) {
    note(io, 'UNKNOWN: rows whose own GSTIN is blank or wrong.');
  }
}

export function invalidRowsOf(stats: readonly GstinStats[] | null): number {
  return (stats ?? []).reduce((sum, { invalidRows }) => sum + invalidRows, 0);
}

function validRowsOf(stats: readonly GstinStats[] | null): number {
  return (stats ?? []).reduce((sum, { validRows }) => sum + validRows, 0);
}

/** What Clear's status call does not tell; undefined on a server that has no other. */
export function viewOf(
  client: Client,
  call: { readonly activityId: string; readonly signal: AbortSignal },
): Promise<ActivityView | undefined> {
  return client.activity(call).catch((error: unknown) => {
    if (error instanceof GstIntakeError) return undefined;
    throw error;
  });
}

/** What became of an activity, for people. */
export function printStatus(io: CommandIo, answer: StatusAnswer, view: ActivityView | undefined): void {
  const isUnderWay = answer.status === 'ACTIVITY_CREATED' || answer.status === 'ACTIVITY_QUEUED';
  printFields(io, {
    activity: answer.activityId,
    status:
      isUnderWay && view !== undefined
        ? activityInWords(view)
        : (STATUS_WORDS[answer.status] ?? answer.status),
  });
  for (const error of answer.errors) printLine(io, fileErrorInWords(error));
  if (answer.processingStats !== null) printStats(io, answer.processingStats);
  for (const warning of view?.fileWarnings ?? []) note(io, `Note: ${warning}`);
  const { warningCount = 0 } = view ?? {};
  if (warningCount > 0) {
    note(
      io,
      `${countInWords(warningCount, 'warning')}, which refuse nothing. To see them: gst-intake errors ${answer.activityId} --warnings`,
    );
  }
}

const STATUS_WORDS: Readonly<Record<StatusAnswer['status'], string>> = {
  ACTIVITY_CREATED: 'waiting for its turn',
  ACTIVITY_QUEUED: 'on its way',
  ACTIVITY_COMPLETED: 'done',
  ACTIVITY_DISCARDED: 'discarded: nothing of the file counts',
  SYSTEM_FEEDBACK: 'the file was refused: nothing of it was taken',
  UNPLANNED_ERROR: 'the server could not finish: nothing of the file was taken',
};

export function fileErrorInWords({ errorMessage, errorResolution }: FileError): string {
  return errorResolution === null ? errorMessage : `${errorMessage} ${errorResolution}`;
}

/** Nothing where all is well or still under way. @throws EndedBadly with the exit code and what to do next */
export function assertEndedWell(
  answer: StatusAnswer,
  next: { readonly type: TemplateType; readonly savedTo: string | null },
): void {
  const { status, activityId, processingStats } = answer;
  if (status === 'SYSTEM_FEEDBACK') {
    throw new EndedBadly(3, 'Mend what is named above, then send the file again.');
  }
  if (status === 'UNPLANNED_ERROR') {
    throw new EndedBadly(
      1,
      `Send the file again. If it fails once more, tell the operator of the server: activity ${activityId}.`,
    );
  }
  if (status === 'ACTIVITY_DISCARDED') throw new EndedBadly(1, 'To have it counted, send the file again.');
  const refused = invalidRowsOf(processingStats);
  if (refused > 0) throw new EndedBadly(3, refusedInWords(refused, { ...next, activityId }));
}

function refusedInWords(
  refused: number,
  next: { readonly type: TemplateType; readonly savedTo: string | null; readonly activityId: string },
): string {
  const rows = `${countInWords(refused, 'row')} ${refused === 1 ? 'was' : 'were'} refused; the rest is taken.`;
  if (next.savedTo === null) {
    return `${rows}\nTo see them with what is wrong: gst-intake errors ${next.activityId} --to errors.xlsx`;
  }
  return `${rows} Each stands in ${next.savedTo} with what is wrong.\n${sendAgain(next.savedTo, next.type)}`;
}

/** What to know of a file that was checked and whose error file is not had yet. `to`: where it may go. */
export function errorsToBeHad({ activityId, processingStats }: StatusAnswer, to: string): string {
  const taken = countInWords(validRowsOf(processingStats), 'row');
  const flag = errorFileFormatOf(to) === 'xlsx' ? ' --xlsx' : '';
  return `The file was checked (activity ${activityId}, ${taken} taken). To have the refused rows: gst-intake errors ${activityId}${flag} --to ${shellWord(to)}`;
}

/** The next step with an error file in hand. */
export function sendAgain(savedTo: string, type: TemplateType): string {
  return `Correct the rows there and send that file: gst-intake ingest ${shellWord(savedTo)} --type ${type} --wait`;
}
