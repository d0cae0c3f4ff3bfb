import { createHash, hash } from 'node:crypto';
import { AppError } from '../errors.ts';
import { DOWNLOAD_PART } from '../uploads/downloadKey.ts';
import type { Download, DownloadStore, ObjectStore, ObjectWriter } from '../uploads/ports.ts';
import type { LoadRef } from './ports.ts';

export const REPORTS = ['errors', 'marks', 'warnings'] as const;
export type Report = (typeof REPORTS)[number];

/** Where the report of an attempt lies: known without a look, so that what a dead attempt left is found again. 32 hex digits. */
export function reportId({ activityId, attempt }: LoadRef, report: Report): string {
  return hash('sha256', `${activityId}/${attempt}/${report}`).slice(0, 32);
}

/** A file to hand out, written piece by piece; nothing is there before the first piece. */
export interface ReportFile {
  write(chunk: Uint8Array): Promise<void>;
  /** Durable and on record when it resolves; its id, or null when nothing was written. */
  finish(): Promise<string | null>;
  /** Leaves nothing behind, as far as it can; `removeReports` does the rest. Does nothing once `finish` was called. */
  abort(): Promise<void>;
}

export function createReportFile(
  file: Pick<Download, 'downloadId' | 'workspaceId' | 'fileName' | 'contentType'>,
  ports: {
    readonly objects: Pick<ObjectStore, 'begin' | 'remove'>;
    readonly downloads: Pick<DownloadStore, 'add'>;
    now(): number;
  },
): ReportFile {
  const sha256 = createHash('sha256');
  let bytes = 0;
  let writer: ObjectWriter | undefined;
  let isFinishing = false;
  return {
    async write(chunk) {
      writer ??= await ports.objects.begin({ owner: file.downloadId, part: DOWNLOAD_PART });
      bytes += chunk.byteLength;
      sha256.update(chunk);
      await writer.write(chunk);
    },
    async finish() {
      isFinishing = true;
      if (writer === undefined) return null;
      await writer.commit();
      const download = { ...file, bytes, sha256: sha256.digest('hex'), createdAt: ports.now() };
      try {
        await ports.downloads.add(download);
      } catch (error) {
        // Nobody would look for the file of a workspace that was erased meanwhile.
        if (error instanceof AppError && error.code === 'not_found') {
          await ports.objects.remove({ owner: file.downloadId, part: DOWNLOAD_PART });
        }
        throw error;
      }
      return file.downloadId;
    },
    async abort() {
      if (!isFinishing) await writer?.abort();
    },
  };
}

/** Removes what a dead attempt handed out: the record first, so that none is left without its file. */
export async function removeReports(
  load: LoadRef,
  ports: {
    readonly objects: Pick<ObjectStore, 'remove'>;
    readonly downloads: Pick<DownloadStore, 'remove'>;
  },
): Promise<void> {
  for (const report of REPORTS) {
    const downloadId = reportId(load, report);
    await ports.downloads.remove(load.workspaceId, downloadId);
    await ports.objects.remove({ owner: downloadId, part: DOWNLOAD_PART });
  }
}
