import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** The yardstick of P6: `node:http` that streams a body to a file with SHA-256, fdatasync and fsync of the directory. */
const directory = process.argv[2] ?? '.';
let files = 0;

async function receive(request: AsyncIterable<Buffer> & NodeJS.ReadableStream): Promise<string> {
  const file = join(directory, `put${files++}`);
  const hash = createHash('sha256');
  request.on('data', (chunk: Buffer) => hash.update(chunk));
  await pipeline(request, createWriteStream(file, { flags: 'wx' }));
  const written = await open(file, 'r+');
  await written.datasync();
  await written.close();
  const parent = await open(directory);
  await parent.sync();
  await parent.close();
  return hash.digest('hex');
}

const server = createServer((request, response) => {
  receive(request).then(
    (sha256) => response.writeHead(200, { etag: `"${sha256}"` }).end(),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});
server.requestTimeout = 0;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  process.stdout.write(`listening on http://127.0.0.1:${address.port}\n`);
});
