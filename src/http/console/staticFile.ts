import { type FileHandle, open } from 'node:fs/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../errors.ts';

const NAME = /^\w[\w-]*(?:\.[\w-]+)*\.([a-z0-9]+)$/;
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  woff2: 'font/woff2',
};
/** Made at the build, the smallest first. */
const ENCODINGS = [
  { coding: 'br', ending: '.br' },
  { coding: 'gzip', ending: '.gz' },
];

export interface StaticFile {
  readonly directory: string;
  /** As it came: names of anything else are none. */
  readonly name: string;
  readonly cacheControl: string;
}

/**
 * Sends a file that the build made, compressed if it lies there so and the caller takes it.
 * @throws AppError route_unknown where there is none
 */
export async function sendStatic(
  request: FastifyRequest,
  reply: FastifyReply,
  { directory, name, cacheControl }: StaticFile,
): Promise<FastifyReply> {
  const contentType = CONTENT_TYPES[NAME.exec(name)?.[1] ?? ''];
  if (contentType === undefined) throw noSuchFile();
  const { file, coding } = await openFirst(`${directory}/${name}`, request.headers['accept-encoding']);
  try {
    const { size } = await file.stat();
    reply.headers({ 'content-type': contentType, 'content-length': size });
    reply.headers({ 'cache-control': cacheControl, vary: 'accept-encoding' });
    if (coding !== undefined) reply.header('content-encoding', coding);
  } catch (error) {
    await file.close();
    throw error;
  }
  return reply.send(file.createReadStream());
}

function noSuchFile(): AppError {
  return new AppError(
    'route_unknown',
    'The console has no such file. Reload the page: it may have been renewed.',
  );
}

async function openFirst(
  path: string,
  accepted: string | string[] | undefined,
): Promise<{ readonly file: FileHandle; readonly coding: string | undefined }> {
  for (const { coding, ending } of ENCODINGS.filter(({ coding }) =>
    accepts(String(accepted ?? ''), coding),
  )) {
    const file = await openIfThere(path + ending);
    if (file !== undefined) return { file, coding };
  }
  const file = await openIfThere(path);
  if (file === undefined) throw noSuchFile();
  return { file, coding: undefined };
}

/** Whether `Accept-Encoding` names the coding and does not weigh it nothing (RFC 9110, 12.5.3). */
function accepts(header: string, coding: string): boolean {
  return header.split(',').some((part) => {
    const [name = '', ...weights] = part.split(';').map((each) => each.trim().toLowerCase());
    return name === coding && !weights.some((weight) => /^q=0(?:\.0*)?$/.test(weight));
  });
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR') return undefined;
    throw error;
  }
}
