import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import express from 'express';

/** What people write today: Express, the AWS SDK's presigner, a look-up and a counter in SQLite, autocommit and durable. */
const [directory = '.'] = process.argv.slice(2);
const token = process.env['BENCH_TOKEN'] ?? '';
const database = new DatabaseSync(join(directory, 'express.sqlite'));
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
database.exec('CREATE TABLE token (hash TEXT PRIMARY KEY, workspace TEXT NOT NULL) STRICT');
database.exec('CREATE TABLE quota (workspace TEXT PRIMARY KEY, used INTEGER NOT NULL) STRICT');
const workspace = randomUUID();
database
  .prepare('INSERT INTO token VALUES (?, ?)')
  .run(createHash('sha256').update(token).digest('hex'), workspace);
database.prepare('INSERT INTO quota VALUES (?, 0)').run(workspace);
const find = database.prepare('SELECT workspace FROM token WHERE hash = ?');
const spend = database.prepare('UPDATE quota SET used = used + 1 WHERE workspace = ? AND used < 1000000000');

const s3 = new S3Client({
  region: 'ap-south-1',
  endpoint: 'http://127.0.0.1:9',
  forcePathStyle: true,
  credentials: {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  },
});
const app = express();
app.get('/integration/v1/generatePreSign/:templateType', async (request, response) => {
  const hash = createHash('sha256')
    .update(request.get('x-cleartax-auth-token') ?? '')
    .digest('hex');
  const row = find.get(hash);
  if (row === undefined) return void response.status(401).json({ errorCode: 'AUTHORIZATION_FAILED' });
  if (spend.run(String(row['workspace'])).changes === 0) return void response.status(403).json({});
  const command = new PutObjectCommand({
    Bucket: 'ingestion',
    Key: `${row['workspace']}/${randomUUID()}`,
    ContentType: 'application/vnd.ms-excel',
  });
  const preSignedS3Url = await getSignedUrl(s3, command, {
    expiresIn: 600,
    signableHeaders: new Set(['content-type']),
  });
  response.json({ status: 'CREATED', preSignedS3Url, errorCode: null, errorMessage: null });
});
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  process.stdout.write(`listening on http://127.0.0.1:${address.port}\n`);
});
