import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../errors.ts';
import { onlyMethods } from '../onlyMethods.ts';
import { pageHeaders } from './contentSecurity.ts';
import { plainPage } from './plainPage.ts';
import { sendStatic } from './staticFile.ts';

/** Places of the console, which finds its way by itself from there: `screens` has one for each. */
const SCREENS = ['/imports', '/imports/:importId', '/sign-in'];
/** Beside the page: what it shows, and the licences of what it is made of. */
const FILES = ['favicon.svg', 'licences.txt'];
/** Where only programs call, whatever they accept. */
const FOR_PROGRAMS = /^\/(?:api|integration|v1|assets|emulator)(?:[/?]|$)|\.\w+(?:\?|$)/;
const WITH_HEAD = { exposeHeadRoute: true };
const BASE = /<base href="[^"]*"/;
const ROOT = '<div id="root">';
/** Until the page runs, and for who reads it without running it. */
const EMULATOR_WARNING =
  '<p role="alert"><strong>EMULATOR MODE.</strong> Nothing here is real or kept: never send it a company&rsquo;s documents.</p>';

export interface ConsoleDeps {
  /** Where the build put it; looked at anew each time. */
  readonly directory: string;
  /** Path under which we are published, without a slash at the end; empty for none. */
  readonly pathPrefix: string;
  /** Scheme, host and port of the URLs that files are sent to. */
  readonly uploadOrigins: readonly string[];
  readonly version: string;
  /** Where it is not the normal one. */
  readonly mode: string | undefined;
}

export interface ConsolePages {
  /** The page, which says that there is nothing here, to who opens an unknown path in a browser; undefined to all others. */
  notFound(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined>;
}

/** The console, where it is built: one page for all its places and the files that it loads. Else `/` says how to build it. */
export function registerConsole(app: FastifyInstance, deps: ConsoleDeps): ConsolePages {
  const { directory, pathPrefix } = deps;
  const headers = {
    ...pageHeaders(deps.uploadOrigins),
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
  };
  const screen = async (request: FastifyRequest, reply: FastifyReply) => {
    const page = await readPage(deps);
    if (page === undefined) return undefined;
    const etag = `"${createHash('sha256').update(page).digest('base64url')}"`;
    reply.headers({ ...headers, etag });
    const isKnown = reply.statusCode === 200 && request.headers['if-none-match']?.includes(etag) === true;
    return isKnown ? reply.code(304).send() : reply.send(page);
  };

  const fronts = ['/', ...(pathPrefix === '' ? [] : [pathPrefix])];
  for (const url of fronts) {
    app.get(
      url,
      WITH_HEAD,
      async (request, reply) => (await screen(request, reply)) ?? sendPlainPage(reply, deps),
    );
  }
  for (const url of SCREENS) {
    app.get(url, WITH_HEAD, async (request, reply) => {
      const sent = await screen(request, reply);
      if (sent !== undefined) return sent;
      throw new AppError(
        'route_unknown',
        'The console is not built here. The page at / says how to build it.',
      );
    });
  }
  app.get<{ Params: { '*': string } }>('/assets/*', WITH_HEAD, (request, reply) =>
    sendStatic(request, reply, {
      directory: `${directory}/assets`,
      name: request.params['*'],
      // Its name changes with it.
      cacheControl: 'public, max-age=31536000, immutable',
    }),
  );
  for (const name of FILES) {
    const cacheControl = 'public, max-age=3600';
    app.get(`/${name}`, WITH_HEAD, (request, reply) =>
      sendStatic(request, reply, { directory, name, cacheControl }),
    );
  }
  const urls = [...fronts, ...SCREENS, '/assets/*', ...FILES.map((name) => `/${name}`)];
  for (const url of urls) onlyMethods(app, url, ['GET', 'HEAD']);
  return {
    async notFound(request, reply) {
      const isForPeople = request.headers.accept?.includes('text/html') === true;
      if (request.method !== 'GET' || !isForPeople || FOR_PROGRAMS.test(request.url)) return undefined;
      return screen(request, reply.code(404));
    },
  };
}

/** Undefined where the console is not built. */
async function readPage({ directory, pathPrefix, mode }: ConsoleDeps): Promise<string | undefined> {
  let page: string;
  try {
    page = await readFile(`${directory}/index.html`, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const based = page.replace(BASE, `<base href="${pathPrefix}/"`);
  return mode === undefined ? based : based.replace(ROOT, ROOT + EMULATOR_WARNING);
}

function sendPlainPage(reply: FastifyReply, { version, mode }: ConsoleDeps): FastifyReply {
  return reply
    .header('content-type', 'text/html; charset=utf-8')
    .header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    )
    .send(plainPage(version, mode));
}
