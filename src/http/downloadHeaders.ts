import type { Download } from '../uploads/ports.ts';

/** What a browser gets must never run under our origin, be guessed at, be kept or be told on. */
export function downloadHeaders(download: Download): Record<string, string> {
  return {
    'content-type': download.contentType,
    'content-disposition': contentDisposition(download.fileName),
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'accept-ranges': 'bytes',
    etag: `"${download.sha256}"`,
    'last-modified': new Date(download.createdAt).toUTCString(),
  };
}

/** RFC 6266 with RFC 5987's encoding: any script survives, and no character can end the header. */
export function contentDisposition(fileName: string): string {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\/%]/g, '_');
  const encoded = encodeURIComponent(fileName.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
