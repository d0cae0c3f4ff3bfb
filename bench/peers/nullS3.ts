import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';

/**
 * An S3 that keeps no byte: it believes Content-MD5, counts, and answers with the ETags that it would give. What is
 * measured in front of it is what a server spends on a file that goes to a bucket.
 */
const objects = new Map<string, { bytes: number; etag: string }>();
const parts = new Map<string, { bytes: number; digests: Buffer[] }>();
let uploads = 0;

async function count(request: IncomingMessage): Promise<number> {
  let bytes = 0;
  for await (const chunk of request) bytes += (chunk as Buffer).length;
  return bytes;
}

const server = createServer(async (request, response) => {
  const { pathname: key, searchParams: query } = new URL(request.url ?? '/', 'http://null');
  const bytes = await count(request);
  const md5 = Buffer.from(String(request.headers['content-md5'] ?? ''), 'base64');
  const upload = parts.get(query.get('uploadId') ?? '');
  const send = (status: number, headers: Record<string, string> = {}, body = '') =>
    response.writeHead(status, headers).end(body);
  if (request.method === 'HEAD') {
    const object = objects.get(key);
    if (object === undefined) return send(404);
    return send(200, { etag: `"${object.etag}"`, 'content-length': String(object.bytes) });
  }
  if (request.method === 'DELETE') {
    objects.delete(key);
    return send(204);
  }
  if (request.method === 'PUT') {
    if (upload === undefined) objects.set(key, { bytes, etag: md5.toString('hex') });
    else {
      upload.bytes += bytes;
      upload.digests.push(md5);
    }
    return send(200, { etag: `"${md5.toString('hex')}"` });
  }
  if (request.method === 'POST' && query.has('uploads')) {
    uploads += 1;
    parts.set(String(uploads), { bytes: 0, digests: [] });
    return send(200, {}, `<R><UploadId>${uploads}</UploadId></R>`);
  }
  if (upload !== undefined) {
    const digest = createHash('md5').update(Buffer.concat(upload.digests)).digest('hex');
    const etag = `${digest}-${upload.digests.length}`;
    objects.set(key, { bytes: upload.bytes, etag });
    return send(200, {}, `<R><ETag>"${etag}"</ETag></R>`);
  }
  return send(200, {}, '<R><IsTruncated>false</IsTruncated></R>');
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  process.stdout.write(`listening on http://127.0.0.1:${address.port}\n`);
});
