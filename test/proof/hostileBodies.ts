/**
 * Threats 15 and 16. A chunked body of 10 GB against a small cap must be refused with EntityTooLarge, with nothing left
 * on the disk and the server's memory grown by less than 64 MB. Then 2,000 sockets that send a byte now and then, half
 * of them in the headers and half in the body of a PUT, must not slow others down: p99 of pre-sign before and beside.
 *
 *     node test/proof/hostileBodies.ts [--rounds 1] [--seed N]
 */
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type Installation, startInstallation } from '../acceptance/installation.ts';
import { presign, putFile, statusOf } from './calls.ts';
import { listFiles } from './ledger.ts';
import { type Proof, prove, quantile } from './prove.ts';

const CAP_BYTES = 1_048_576;
const BODY_BYTES = 10_000_000_000;
const CHUNK_BYTES = 1_048_576;
const MAX_GROWTH_MB = 64;
const SLOW_SOCKETS = 2_000;
const SAMPLES = 1_000;
const DRIP_MS = 1_000;
const MAX_SLOW_LIFE_S = 90;
/** Of p99, so that one slow fsync of the machine is no violation. */
const NOISE_MS = 20;

function rssMb({ process: { pid } }: Installation): number {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

function openSocket({ baseUrl }: Installation): Socket {
  const { hostname, port } = new URL(baseUrl);
  return connect(Number(port), hostname).on('error', () => undefined);
}

function putHead(url: string): string {
  const { pathname, search, host } = new URL(url);
  return `PUT ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/vnd.ms-excel\r\nTransfer-Encoding: chunked\r\n\r\n`;
}

/** Sends until all is sent or the server hangs up. @returns the answer and how many bytes went out */
async function sendEndless(server: Installation, url: string): Promise<{ answer: string; sent: number }> {
  const socket = openSocket(server);
  let answer = '';
  let sent = 0;
  let isOpen = true;
  socket.setEncoding('latin1').on('data', (text: string) => {
    answer += text;
  });
  const closed = new Promise<void>((resolve) =>
    socket.once('close', () => {
      isOpen = false;
      resolve();
    }),
  );
  const chunk = Buffer.concat([
    Buffer.from(`${CHUNK_BYTES.toString(16)}\r\n`),
    Buffer.alloc(CHUNK_BYTES),
    Buffer.from('\r\n'),
  ]);
  socket.write(putHead(url));
  while (isOpen && sent < BODY_BYTES) {
    const hasRoom = socket.write(chunk);
    sent += CHUNK_BYTES;
    if (!hasRoom) await Promise.race([closed, new Promise((resolve) => socket.once('drain', resolve))]);
  }
  socket.end('0\r\n\r\n');
  await closed;
  return { answer, sent };
}

async function tooLarge(proof: Proof): Promise<string> {
  const server = await startInstallation({ env: { GST_INTAKE_MAX_UPLOAD_BYTES: String(CAP_BYTES) } });
  for (let warm = 0; warm < 20; warm += 1)
    await putFile((await presign(server)).url, proof.random.bytes(CAP_BYTES));
  const files = listFiles(server.dataDir).length;
  const before = rssMb(server);
  let highest = before;
  const watch = setInterval(() => {
    highest = Math.max(highest, rssMb(server));
    proof.progress(`memory ${highest.toFixed(0)} MB`);
  }, 50);
  const { url } = await presign(server);
  const { answer, sent } = await sendEndless(server, url);
  clearInterval(watch);
  const growth = highest - before;
  if (!answer.startsWith('HTTP/1.1 400 ') || !answer.includes('<Code>EntityTooLarge</Code>'))
    proof.violation(`10 GB were answered ${answer.slice(0, 200)}`);
  if (growth >= MAX_GROWTH_MB) proof.violation(`memory grew by ${growth.toFixed(0)} MB`);
  if (listFiles(server.dataDir).length !== files) proof.violation('the refused body left a file');
  await server.remove();
  return `a 10 GB chunked body refused with EntityTooLarge, ${(sent / 1e9).toFixed(2)} GB taken off the sender, memory +${growth.toFixed(1)} MB (${before.toFixed(0)} MB before)`;
}

async function sampleP99(server: Installation): Promise<{ p99: number; failed: number }> {
  const times: number[] = [];
  let failed = 0;
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const started = performance.now();
    const { result } = await presign(server);
    times.push(performance.now() - started);
    if (result !== 'CREATED') failed += 1;
  }
  return { p99: quantile(times, 0.99), failed };
}

async function slowSockets(proof: Proof): Promise<string> {
  const server = await startInstallation();
  await sampleP99(server);
  const alone = await sampleP99(server);
  const memoryBefore = rssMb(server);
  const sockets: Socket[] = [];
  let cut = 0;
  for (let index = 0; index < SLOW_SOCKETS; index += 1) {
    const socket = openSocket(server).on('close', () => {
      cut += 1;
    });
    socket.resume();
    if (index % 2 === 0) socket.write('GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ');
    else socket.write(`${putHead((await presign(server)).url)}5\r\nhello\r\n`);
    sockets.push(socket);
    if (index % 100 === 0) proof.progress(`${index} slow sockets`);
  }
  const drip = setInterval(() => {
    for (const [index, socket] of sockets.entries())
      if (socket.writable) socket.write(index % 2 === 0 ? 'a' : '1\r\na\r\n');
  }, DRIP_MS);
  const beside = await sampleP99(server);
  const memory = rssMb(server) - memoryBefore;
  const upload = statusOf(await putFile((await presign(server)).url, proof.random.bytes(500_000)));
  // Headers are cut after 15 s; bodies below the minimum rate are refused after 30 s and heard out for 30 s more.
  for (let waited = 0; cut < SLOW_SOCKETS && waited < MAX_SLOW_LIFE_S; waited += 1) await pause(1_000);
  clearInterval(drip);
  for (const socket of sockets) socket.destroy();
  if (beside.p99 > 2 * alone.p99 + NOISE_MS)
    proof.violation(`p99 ${beside.p99.toFixed(1)} ms beside, ${alone.p99.toFixed(1)} ms alone`);
  if (beside.failed > 0) proof.violation(`${beside.failed} healthy calls failed`);
  if (upload !== 200) proof.violation(`a healthy upload was answered ${upload}`);
  if (cut < SLOW_SOCKETS)
    proof.violation(`${SLOW_SOCKETS - cut} slow sockets were still open after ${MAX_SLOW_LIFE_S} s`);
  await server.remove();
  return `${SLOW_SOCKETS} slow sockets: pre-sign p99 ${alone.p99.toFixed(1)} ms alone, ${beside.p99.toFixed(1)} ms beside them, memory +${memory.toFixed(0)} MB, ${cut} cut off by the server`;
}

await prove({ name: 'hostileBodies', rounds: 1, goalRounds: 1 }, async (proof) => {
  const lines: string[] = [];
  for (let round = 0; round < proof.rounds; round += 1)
    lines.push(await tooLarge(proof), await slowSockets(proof));
  return lines.join('; ');
});
