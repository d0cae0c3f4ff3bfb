import { request } from 'node:http';

const CHUNK = Buffer.alloc(1024 * 1024, 'one line of a register,');
export const CONTENT_TYPE = 'application/vnd.ms-excel';

/** Sends so many MiB to a URL; seconds from the first byte sent to the answer. */
export function putMebibytes(url: string, mib: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port, pathname, search } = new URL(url);
    const headers = { 'content-type': CONTENT_TYPE, 'content-length': mib * CHUNK.length };
    const began = performance.now();
    const sending = request({ method: 'PUT', hostname, port, path: pathname + search, headers }, (answer) => {
      answer.resume().on('end', () => {
        if (answer.statusCode === 200) resolve((performance.now() - began) / 1000);
        else reject(new Error(`answered ${answer.statusCode}`));
      });
    });
    sending.on('error', reject);
    let sent = 0;
    const feed = () => {
      while (sent < mib) {
        sent += 1;
        if (!sending.write(CHUNK)) return;
      }
      sending.end();
    };
    sending.on('drain', feed);
    feed();
  });
}
