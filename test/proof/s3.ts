/**
 * Files in a real S3: Ceph's, installed from Debian where it is missing and started here. Through our gateway and by URLs that lead
 * straight to the bucket, with long-lived keys and with tokens of a true STS, in both styles, from several clients.
 *
 *     node test/proof/s3.ts
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fencedBlocks, readPage } from '../pages.ts';
import { type Ceph, startCeph } from './ceph.ts';
import { proveConformance } from './conformance.ts';
import {
  bytesOf,
  connect,
  ingestAndCompare,
  keyOf,
  keysOf,
  makeRegister,
  must,
  openTable,
  put,
  sha256,
  startServer,
  type Table,
  urlOf,
} from './s3Bench.ts';
import { preflight, proveCredentials } from './s3Credentials.ts';
import { proveDirect } from './s3Direct.ts';

/** From here on the gateway sends on in parts. */
const PART_BYTES = 8 * 1024 * 1024;

async function proveGateway(table: Table, ceph: Ceph): Promise<void> {
  const server = await startServer(ceph, keyOf(ceph));
  const connection = await connect(ceph, server.bucket);
  try {
    for (const [name, lines] of [
      ['sent on by one request', 500],
      ['sent on in parts', 60_000],
    ] as const) {
      const { facts, bytes } = makeRegister(lines, lines);
      await table.row(`gateway: a register ${name}`, async () => {
        const url = await urlOf(server);
        must(url.startsWith(`${server.baseUrl}/v1/`), 'the URL does not lead to our gateway');
        const answer = await put(url, bytes);
        must(answer.status === 200, `the gateway answered ${answer.status} ${answer.body}`);
        const uploadId = new URL(url).pathname.split('/')[8] ?? '';
        const [key = '', ...others] = await keysOf(connection, `objects/${uploadId}/`);
        must(key !== '' && others.length === 0, 'there is not just one object');
        const stored = await bytesOf(connection, key);
        must(stored.sha256 === sha256(bytes), 'other bytes are stored');
        must(stored.etag.includes('-') === bytes.length > PART_BYTES, `the ETag is ${stored.etag}`);
        const words = await ingestAndCompare(server, url, facts);
        return `${bytes.length} bytes stored as sent; ${words}`;
      });
    }
  } finally {
    connection.close();
    await server.remove();
  }
}

/** As the guide tells operators to write it. */
async function proveCors(table: Table, ceph: Ceph): Promise<void> {
  const json = fencedBlocks(readPage('docs/guide/operating.md'), 'json').find((text) =>
    text.includes('CORSRules'),
  );
  const server = await startServer(ceph, { ...keyOf(ceph), GST_INTAKE_S3_DIRECT: 'true' });
  const { client, bucket, close } = await connect(ceph, server.bucket);
  try {
    await table.row("CORS: a page's PUT to the bucket", async () => {
      const url = await urlOf(server);
      const before = await preflight(url);
      must(before === 403, `without rules the preflight is answered ${before}`);
      const rules = JSON.parse((json ?? '{}').replace('https://books.example.com', 'https://books.example'));
      await client.putBucketCors({ Bucket: bucket, CORSConfiguration: rules });
      const after = await preflight(url);
      must(after === 200, `with the guide's rules it is answered ${after}`);
      must((await preflight(url, 'https://evil.example')) === 403, 'another page may upload too');
      const sent = await put(url, 'a', { origin: 'https://books.example' });
      must(
        sent.status === 200 && sent.headers['access-control-allow-origin'] !== undefined,
        'the page sees no answer',
      );
      return `403 before, 200 with the guide's rules for its page alone`;
    });
  } finally {
    close();
    await server.remove();
  }
}

const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../../package.json'), 'utf8'));
const started = performance.now();
const ceph = await startCeph();
const seconds = () => Math.round((performance.now() - started) / 1000);
console.log(`gst-intake ${version} on Ceph, up after ${seconds()} s`);
const table = openTable();
try {
  await proveConformance(table, ceph);
  await proveGateway(table, ceph);
  await proveDirect(table, ceph);
  await proveCredentials(table, ceph);
  await proveCors(table, ceph);
} finally {
  await ceph.stop();
}
console.log(`${table.count()} rows, ${table.wrong()} wrong (${seconds()} s)`);
process.exitCode = table.wrong() === 0 ? 0 : 1;
