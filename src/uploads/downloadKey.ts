import type { Download } from './ports.ts';

const KEY = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/Downloads\/([0-9a-f]{32})$/;

/** The one part of a download's object: `{downloadId}/file`. */
export const DOWNLOAD_PART = 'file';

/** The key under which a file that we hand out is signed; its file name is not in it. */
export function downloadKey(download: Pick<Download, 'workspaceId' | 'downloadId'>): string {
  return `${download.workspaceId}/Downloads/${download.downloadId}`;
}

/** Where the download of a key would be recorded: of no other workspace than the one that the key names. */
export function downloadOfKey(key: string): Pick<Download, 'workspaceId' | 'downloadId'> | undefined {
  const [, workspaceId, downloadId] = KEY.exec(key) ?? [];
  return workspaceId === undefined || downloadId === undefined ? undefined : { workspaceId, downloadId };
}
