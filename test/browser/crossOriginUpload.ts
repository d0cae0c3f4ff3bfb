/**
 * A page of another origin uploads a workbook through a real browser: `npm run test:browser`.
 * Needs Debian's Chromium, which the npm script installs where it is missing.
 */
import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type Installation, startInstallation } from '../acceptance/installation.ts';
import { CHROMIUM } from './chromium.ts';

const WORKBOOK = readFileSync(new URL('../acceptance/files/sales-april.xlsx', import.meta.url));
const FILE_NAME = `${[...'बिक्री रजिस्टर अप्रैल '.repeat(20)].slice(0, 295).join('')}.xlsx`;

interface Shop {
  readonly origin: string;
  readonly server: Server;
}

/** What a business runs: a page, the workbook, and a backend that keeps the token to itself. */
async function openShop(installation: () => Installation): Promise<Shop> {
  const server = createServer(async (request, response) => {
    if (request.url === '/upload-url') {
      const { baseUrl, token } = installation();
      const answer = await fetch(
        `${baseUrl}/integration/v1/generatePreSign/sales?fileName=${encodeURIComponent(FILE_NAME)}`,
        { headers: { 'x-cleartax-auth-token': token, fileContentType: 'XLSX' } },
      );
      const { preSignedS3Url } = (await answer.json()) as { preSignedS3Url: string };
      const contentType = answer.headers.get('x-upload-content-type');
      response.end(JSON.stringify({ url: preSignedS3Url, contentType }));
    } else if (request.url === '/workbook') response.end(WORKBOOK);
    else response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>shop</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

interface Outcome {
  readonly status: number;
  readonly etag: string | null;
  readonly reason: string | null;
  readonly requestId: string | null;
  readonly error: string | null;
}

/** Runs in the page: asks its own backend for a URL and PUTs the workbook to it. */
function uploadFromPage(page: Page, contentType?: string): Promise<Outcome> {
  return page.evaluate(async (type) => {
    const file = await (await fetch('/workbook')).blob();
    const signed: { url: string; contentType: string } = await (await fetch('/upload-url')).json();
    try {
      const put = await fetch(signed.url, {
        method: 'PUT',
        headers: { 'content-type': type ?? signed.contentType },
        body: file,
      });
      const header = (name: string) => put.headers.get(name);
      return {
        status: put.status,
        etag: header('etag'),
        reason: header('x-gst-intake-error'),
        requestId: header('x-request-id'),
        error: null,
      };
    } catch (error) {
      return { status: 0, etag: null, reason: null, requestId: null, error: String(error) };
    }
  }, contentType);
}

function storedFiles({ dataDir }: Installation): Buffer[] {
  return readdirSync(join(dataDir, 'objects'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
}

async function prove(
  browser: Browser,
  allowed: Shop,
  foreign: Shop,
  installation: Installation,
): Promise<void> {
  const page = await browser.newPage();
  await page.goto(allowed.origin);
  const taken = await uploadFromPage(page);
  assert.equal(taken.status, 200, `the allowed page was refused: ${JSON.stringify(taken)}`);
  assert.match(taken.etag ?? '', /^".+"$/, 'the page cannot read the ETag');
  assert.match(taken.requestId ?? '', /^[0-9a-f-]{36}$/, 'the page cannot read the request id');
  const [stored, ...others] = storedFiles(installation);
  assert.equal(others.length, 0);
  assert.ok(stored?.equals(WORKBOOK), 'the bytes on disk differ from those of the page');
  process.stdout.write(`allowed page: 200, ETag read, ${WORKBOOK.length} bytes on disk as they were sent\n`);

  const refused = await uploadFromPage(page, 'application/pdf');
  assert.equal(refused.status, 403);
  assert.equal(refused.reason, 'content_type_mismatch', 'a page cannot read why it was refused');
  process.stdout.write('allowed page, wrong type: 403, and the page can read why\n');

  await page.goto(foreign.origin);
  const blocked = await uploadFromPage(page);
  assert.equal(blocked.status, 0, 'a page of another origin could upload');
  assert.match(blocked.error ?? '', /Failed to fetch/);
  const { url } = (await (await fetch(`${foreign.origin}/upload-url`)).json()) as { url: string };
  const preflight = await fetch(url, {
    method: 'OPTIONS',
    headers: { origin: foreign.origin, 'access-control-request-method': 'PUT' },
  });
  assert.equal(preflight.status, 403);
  assert.equal(preflight.headers.get('access-control-allow-origin'), null);
  assert.equal(storedFiles(installation).length, 1, 'a blocked page left a file');
  process.stdout.write('page of another origin: blocked, no Access-Control-Allow-Origin, nothing stored\n');
}

let installation: Installation | undefined;
const running = (): Installation => {
  if (installation === undefined) throw new Error('the installation has not started yet');
  return installation;
};
const allowed = await openShop(running);
const foreign = await openShop(running);
installation = await startInstallation({ env: { GST_INTAKE_UPLOAD_CORS_ORIGINS: allowed.origin } });
const browser = await chromium.launch(CHROMIUM);
try {
  await prove(browser, allowed, foreign, installation);
} finally {
  await browser.close();
  await installation.remove();
  for (const { server } of [allowed, foreign]) {
    server.closeAllConnections();
    server.close();
  }
}
