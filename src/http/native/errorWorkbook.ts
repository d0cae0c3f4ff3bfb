import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../errors.ts';
import type { Activity } from '../../ingestion/activity.ts';
import { writeErrorWorkbook } from '../../ingestion/errorWorkbook.ts';
import { DOWNLOAD_PART } from '../../uploads/downloadKey.ts';
import type { Download, ObjectStore } from '../../uploads/ports.ts';
import { contentDisposition } from '../downloadHeaders.ts';
import type { ActivityDeps } from './activities.ts';

/** Each keeps a processor busy for seconds. */
const AT_ONCE = 2;
const RETRY_AFTER_SECONDS = 5;
const CONTENT_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The files that a workbook is made of; the last two may be none. */
export interface WorkbookFiles {
  readonly errors: Download;
  readonly marks: Download | undefined;
  readonly warnings: Download | undefined;
}

/** Sends error workbooks, each made while it is sent. */
export function createWorkbookSender({ objects, log }: Pick<ActivityDeps, 'objects' | 'log'>) {
  let running = 0;
  /** @throws AppError unavailable while enough are being made */
  return (
    activity: Activity,
    files: WorkbookFiles,
    { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  ): FastifyReply => {
    if (running >= AT_ONCE) throw tooMany();
    running += 1;
    const pieces = Readable.from(workbookOf(activity, files, objects), { objectMode: false });
    // However it ends: whole, broken off, or because the caller is gone.
    pieces.once('close', () => {
      running -= 1;
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
  });
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
    'Other error workbooks are being made just now. Ask again in a few seconds, or take errors.csv.',
    { facts: { reason: 'too_many_at_once', retryAfterSeconds: RETRY_AFTER_SECONDS } },
  );
}
