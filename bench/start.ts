import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { machineLine } from './machine.ts';
import { startOurs } from './server.ts';

/**
 * P5: `serve` from start to ready on a database that holds 10,000 tokens and 100,000 uploads.
 *
 *   node bench/start.ts [--json]
 */
const TOKENS = 10_000;
const UPLOADS = 100_000;
const ROUNDS = 7;

const directory = mkdtempSync(join(tmpdir(), 'gst-intake-bench-'));
await (await startOurs(directory)).stop();
fill(join(directory, 'control.sqlite'));

const times: number[] = [];
let idleRssMb = 0;
for (let round = 0; round < ROUNDS; round += 1) {
  const server = await startOurs(directory);
  const ready = await fetch(`${server.url}/readyz`);
  if (ready.status !== 200) throw new Error(`not ready: ${ready.status}`);
  times.push(server.startMs);
  idleRssMb = server.rssMb();
  await server.stop();
}
rmSync(directory, { recursive: true });
times.sort((a, b) => a - b);
const [best, median, worst] = [times[0] ?? 0, times[Math.floor(ROUNDS / 2)] ?? 0, times.at(-1) ?? 0].map(
  Math.round,
);

process.stdout.write(
  process.argv.includes('--json')
    ? `${JSON.stringify({ machine: machineLine(), tokens: TOKENS, uploads: UPLOADS, best, median, worst, idleRssMb })}\n`
    : `${machineLine()}\n\nstart to ready, ${TOKENS} tokens and ${UPLOADS} uploads, ${ROUNDS} starts on one core: ` +
        `median ${median} ms, best ${best} ms, worst ${worst} ms; RSS then ${Math.round(idleRssMb)} MB\n`,
);

function fill(file: string): void {
  const database = new DatabaseSync(file);
  const { id: userId, workspace_id: workspaceId } = database
    .prepare('SELECT id, workspace_id FROM users')
    .get() as {
    id: string;
    workspace_id: string;
  };
  const token = database.prepare('INSERT INTO tokens (id, user_id, hash, created_at) VALUES (?, ?, ?, ?)');
  const upload = database.prepare(
    `INSERT INTO uploads (issued_at, upload_id, workspace_id, user_id, token_id, template_type, file_content_type,
      file_name, single_use, state, swept) VALUES (?, ?, ?, ?, '', 'sales', 'XLSX', 'Sales.xlsx', 0, 'unused', 1)`,
  );
  const now = Date.now();
  database.exec('BEGIN');
  for (let count = 0; count < TOKENS; count += 1) {
    token.run(randomBytes(16).toString('hex'), userId, randomBytes(32).toString('hex'), now);
  }
  for (let count = 0; count < UPLOADS; count += 1) {
    upload.run(now - UPLOADS + count, randomBytes(16).toString('hex'), workspaceId, userId);
  }
  database.exec('COMMIT');
  database.close();
}
