import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../errors.ts';
import type { Activity } from '../../ingestion/activity.ts';
import { writeErrorWorkbook } from '../../ingestion/errorWorkbook.ts';
import { DOWNLOAD_PART } from '../../uploads/downloadKey.ts';
import { type PaceWatch, watchPace } from '../../uploads/pace.ts';
import type { Download, ObjectStore } from '../../uploads/ports.ts';
import { contentDisposition } from '../downloadHeaders.ts';
import type { ActivityDeps } from './activities.ts';

/** Each keeps a processor busy for seconds, and no workspace takes what others want. */
const AT_ONCE = 4;
const RETRY_AFTER_SECONDS = 5;
/** A reader who stays behind this for half a minute is cut off, as a sender of a file is. */
const MIN_BYTES_PER_SECOND = 10_000;
/** Taken at once: of larger ones a slow reader might need longer than the half minute. */
const MOST_PIECE_BYTES = 65_536;
const CONTENT_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The files that a workbook is made of; the last two may be none. */
export interface WorkbookFiles {
  readonly errors: Download;
  readonly marks: Download | undefined;
  readonly warnings: Download | undefined;
}

/** Sends error workbooks, each made while it is sent. */
export function createWorkbookSender({
  objects,
  log,
  clock,
}: Pick<ActivityDeps, 'objects' | 'log' | 'clock'>) {
  /** Workspaces that have one. */
  const running = new Set<string>();
  /** @throws AppError unavailable while the workspace has one, or enough are being made */
  return (
    activity: Activity,
    files: WorkbookFiles,
    { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  ): FastifyReply => {
    const { workspaceId } = activity;
    if (running.has(workspaceId) || running.size >= AT_ONCE) throw tooMany();
    running.add(workspaceId);
    const pace = watchPace({
      clock,
      minBytesPerSecond: MIN_BYTES_PER_SECOND,
      onTooSlow: () => pieces.destroy(new Error('its reader took too little of it for half a minute')),
    });
    const pieces = Readable.from(paced(workbookOf(activity, files, objects), pace), { objectMode: false });
    // However it ends: whole, broken off, or because the caller is gone.
    pieces.once('close', () => {
      pace.stop();
      running.delete(workspaceId);
    });
    pieces.on('error', (error) =>
      log.error({ requestId: request.id, route: request.routeOptions.url, error }, 'a workbook broke off'),
    );
    return reply
      .headers({
        'content-type': CONTENT_TYPE,
        'content-disposition': contentDisposition(`errors-${activity.activityId}.xlsx`),
        'content-security-policy': "sandbox; default-src 'none'",
        'x-content-type-options': 'nosniff',
      })
      .send(pieces);
  };
}

function workbookOf(
  { userFileName, result }: Activity,
  { errors, marks, warnings }: WorkbookFiles,
  objects: Pick<ObjectStore, 'read'>,
): AsyncGenerator<Uint8Array> {
  const open = (download: Download) => () => bytesOf(objects, download);
  return writeErrorWorkbook({
    errors: open(errors),
    marks: marks === undefined ? null : open(marks),
    warnings: warnings === undefined ? null : open(warnings),
    fileName: userFileName,
    stats: result?.stats ?? [],
    notices: result?.fileWarnings ?? [],
    ruleCounts: result?.ruleCounts ?? {},
    isTakenIn: true,
  });
}

/** Only while the reader has us wait does the time count: making a workbook may take its own. */
async function* paced(pieces: AsyncIterable<Uint8Array>, pace: PaceWatch): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += MOST_PIECE_BYTES) {
      const part = piece.subarray(at, at + MOST_PIECE_BYTES);
      pace.waiting();
      yield part;
      pace.received(part.length);
    }
  }
  // The last of it may still lie here.
  pace.waiting();
}

async function* bytesOf(
  objects: Pick<ObjectStore, 'read'>,
  { downloadId }: Download,
): AsyncGenerator<Uint8Array> {
  const bytes = await objects.read({ owner: downloadId, part: DOWNLOAD_PART });
  if (bytes === undefined) throw new Error('a download has a record and no file');
  yield* bytes;
}

function tooMany(): AppError {
  return new AppError(
    'unavailable',
    'Another error workbook of your workspace, or several of others, are being made just now. Ask again in a few seconds, or take errors.csv.',
    { facts: { reason: 'too_many_at_once', retryAfterSeconds: RETRY_AFTER_SECONDS } },
  );
}
