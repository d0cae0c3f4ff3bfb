import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../errors.ts';
import type { Activity, ActivityResult } from '../../ingestion/activity.ts';
import { readDocuments } from '../../ingestion/readDocuments.ts';
import { DOWNLOAD_PART } from '../../uploads/downloadKey.ts';
import type { Download } from '../../uploads/ports.ts';
import { downloadHeaders } from '../downloadHeaders.ts';
import type { ActivityDeps } from './activities.ts';

type DownloadRef = Pick<Download, 'workspaceId' | 'downloadId'>;

export function sendDocuments(
  deps: Pick<ActivityDeps, 'activities' | 'documents' | 'log'>,
  { activity, request, reply }: { activity: Activity; request: FastifyRequest; reply: FastifyReply },
): FastifyReply {
  const { workspaceId, activityId, attempt, settledSequence } = activity;
  if (activity.state !== 'completed' || settledSequence === null) {
    throw new AppError('conflict', NO_DOCUMENTS[activity.state] ?? 'This activity has no documents.');
  }
  const pages = readDocuments(deps, { workspaceId, activityId, attempt, settledSequence });
  const lines = Readable.from(linesOf(pages), { objectMode: false });
  // Fastify ends the connection, which tells the caller that the rest is missing, and tells nobody here why.
  lines.on('error', (error) =>
    deps.log.error({ requestId: request.id, route: request.routeOptions.url, error }, 'documents broke off'),
  );
  return reply.header('content-type', 'application/x-ndjson').send(lines);
}

const NO_DOCUMENTS: Readonly<Partial<Record<Activity['state'], string>>> = {
  queued: 'This activity waits: its documents can be read once it is completed.',
  running: 'This activity still runs: its documents can be read once it is completed.',
  refused: 'The file of this activity was refused as a whole: there are no documents.',
  failed: 'This activity failed: there are no documents.',
  discarded: 'This activity was discarded: its documents do not count any more.',
};

async function* linesOf(pages: AsyncIterable<readonly object[]>): AsyncGenerator<string> {
  for await (const page of pages) yield page.map((each) => `${JSON.stringify(each)}\n`).join('');
}

export async function sendDownload(
  deps: Pick<ActivityDeps, 'downloads' | 'objects'>,
  reply: FastifyReply,
  wanted: DownloadRef,
): Promise<FastifyReply> {
  const download = await findDownload(deps, wanted);
  const bytes = await deps.objects.read({ owner: download.downloadId, part: DOWNLOAD_PART });
  if (bytes === undefined) throw new Error('a download has a record and no file');
  return reply
    .headers({ ...downloadHeaders(download), 'accept-ranges': 'none', 'content-length': download.bytes })
    .send(bytes);
}

/** @throws AppError not_found when its time has passed */
export async function findDownload(
  { downloads }: Pick<ActivityDeps, 'downloads'>,
  { workspaceId, downloadId }: DownloadRef,
): Promise<Download> {
  const download = await downloads.find(workspaceId, downloadId);
  if (download !== undefined) return download;
  throw new AppError(
    'not_found',
    'This file was removed because its time had passed. To have it again, send the register again.',
  );
}

/** @throws AppError not_found where the activity came to no such file */
export function downloadOf(
  activity: Activity,
  which: keyof Pick<ActivityResult, 'errorDownloadId' | 'warningDownloadId'>,
  otherwise: string,
): DownloadRef {
  const id = activity.state === 'completed' ? activity.result?.[which] : null;
  if (id) return { workspaceId: activity.workspaceId, downloadId: id };
  throw new AppError(
    'not_found',
    activity.state === 'completed'
      ? `This activity has no such file: ${otherwise}.`
      : 'This activity has no such file: only a completed one may have.',
  );
}
