import type { Client, FileContentType, TemplateType, UploadResult } from '../client/index.ts';
import { fileContentTypeOf } from './fileContentType.ts';
import { openFileSource } from './fileSource.ts';
import type { CommandIo } from './io.ts';
import type { ProgressLine } from './progress.ts';
import { openUploadFile } from './uploadFile.ts';

export interface SentFile {
  readonly result: UploadResult;
  /** Hex. */
  readonly sha256: string;
}

/** Opens a file, uploads it under a progress line, and closes it. */
export async function sendFile(input: {
  readonly client: Client;
  readonly file: string;
  readonly options: {
    readonly type: TemplateType;
    readonly contentType?: FileContentType;
    readonly name?: string;
  };
  readonly io: CommandIo;
  readonly progress: ProgressLine;
  readonly signal: AbortSignal;
}): Promise<SentFile> {
  const { client, file, options, io, progress, signal } = input;
  const { handle, fileName } = await openUploadFile({ path: file, name: options.name, io, signal });
  try {
    const fileContentType = fileContentTypeOf(fileName, options.contentType);
    const source = await openFileSource(handle, file);
    const result = await client.upload({
      source,
      templateType: options.type,
      fileContentType,
      fileName,
      signal,
      onProgress: ({ sent, total }) => progress.update(sent, total),
      onRetry: tellRetry(progress),
    });
    return { result, sha256: source.sha256() };
  } finally {
    await handle.close();
  }
}

/** Says that a call is tried again, and why. */
export function tellRetry(progress: Pick<ProgressLine, 'note'>) {
  return ({ reason, delayMs, freshUrl }: { reason: string; delayMs: number; freshUrl: boolean }): void =>
    progress.note(
      `${reason} Trying again in ${Math.ceil(delayMs / 1000)} s${freshUrl ? ' with a new URL' : ''}.`,
    );
}

/** A signed URL as people and logs may see it. */
export function withoutQuery(url: string): string {
  return url.split('?', 1)[0] ?? url;
}
