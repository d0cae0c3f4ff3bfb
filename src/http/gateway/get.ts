import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../errors.ts';
import { DOWNLOAD_PART, downloadOfKey } from '../../uploads/downloadKey.ts';
import type { Download, DownloadStore, ObjectStore } from '../../uploads/ports.ts';
import { downloadHeaders } from '../downloadHeaders.ts';
import { type Authority, type Authorized, authorizeBy, authorizeGet } from './authorize.ts';
import type { Incoming } from './incoming.ts';

export interface GetDeps extends Authority {
  readonly downloads: Pick<DownloadStore, 'find'>;
  readonly objects: Pick<ObjectStore, 'read'>;
}

/** Inclusive byte positions. */
interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * One GET or HEAD of a file that we hand out. Uploads are never served: what came in from outside does not leave
 * again under this origin.
 *
 * @throws AppError as `authorizeGet`; upload_unknown; presign_malformed with the reason `range`
 * @returns how many bytes were sent
 */
export async function get(incoming: Incoming, response: ServerResponse, deps: GetDeps): Promise<number> {
  const authorized = await authorizeBy(authorizeGet, incoming, deps);
  const download = await findDownload(authorized, deps.downloads);
  const range = parseRange(incoming.header('range'), download.bytes);
  const { start, end } = range ?? { start: 0, end: download.bytes - 1 };
  const headers = { ...downloadHeaders(download), 'content-length': end - start + 1 };
  const head = () =>
    range === undefined
      ? response.writeHead(200, headers)
      : response.writeHead(206, { ...headers, 'content-range': `bytes ${start}-${end}/${download.bytes}` });
  if (incoming.method === 'HEAD' || download.bytes === 0) {
    head().end();
    return 0;
  }
  const name = { owner: download.downloadId, part: DOWNLOAD_PART };
  const bytes = await deps.objects.read(name, { start, end });
  if (bytes === undefined) throw new Error('a download has a record and no file');
  head();
  await pipeline(bytes, response);
  return end - start + 1;
}

async function findDownload({ key }: Authorized, downloads: Pick<DownloadStore, 'find'>): Promise<Download> {
  const wanted = downloadOfKey(key);
  const download = wanted && (await downloads.find(wanted.workspaceId, wanted.downloadId));
  if (download === undefined) {
    throw new AppError(
      'upload_unknown',
      'No file belongs to this URL (any more). Ask for the status of its activity again to get a fresh one.',
    );
  }
  return download;
}

/** One range of RFC 9110; anything else than one well-formed range is ignored, as it allows. */
function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const [, first = '', last = ''] = /^bytes=([0-9]{0,15})-([0-9]{0,15})$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(size - 1, Number(last));
  if (start <= end) return { start, end };
  throw new AppError('presign_malformed', `The range asked for lies outside the file's ${size} bytes.`, {
    facts: { reason: 'range', size },
  });
}
