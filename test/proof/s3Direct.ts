import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { trigger, untilEnded } from '../../bench/clearCalls.ts';
import { deletesUnderCondition } from '../../src/objects/s3Condition.ts';
import { createDirectStore } from '../../src/objects/s3Direct.ts';
import type { Ceph } from './ceph.ts';
import {
  type BucketServer,
  bytesOf,
  CONTENT_TYPE,
  connect,
  ingestAndCompare,
  keyAt,
  keyOf,
  keysOf,
  makeRegister,
  must,
  put,
  refusalOf,
  sha256,
  startServer,
  type Table,
  urlOf,
} from './s3Bench.ts';

const LATER = 'what lies under its key is left to the sweep, for this server deletes under no condition';
const SMALL = makeRegister(500, 11);
const PYTHON_PUT = `
import sys, urllib.request
request = urllib.request.Request(sys.argv[1], data=open(sys.argv[2], "rb").read(), method="PUT",
    headers={"Content-Type": "${CONTENT_TYPE}"})
print(urllib.request.urlopen(request).status)
`;
const BOTO3_HEAD = `
import sys, boto3
s3 = boto3.client("s3", endpoint_url=sys.argv[1], aws_access_key_id=sys.argv[2], aws_secret_access_key=sys.argv[3],
    region_name="us-east-1")
print(s3.head_object(Bucket=sys.argv[4], Key=sys.argv[5])["ContentLength"])
`;

/** Direct URLs by a long-lived key: the flow, what can go wrong in it, and clients that others wrote. */
export async function proveDirect(table: Table, ceph: Ceph): Promise<void> {
  const server = await startServer(ceph, {
    ...keyOf(ceph),
    GST_INTAKE_S3_DIRECT: 'true',
    GST_INTAKE_MAX_UPLOAD_BYTES: '1MiB',
  });
  const connection = await connect(ceph, server.bucket);
  const { client, bucket } = connection;
  // What was taken in or refused is removed at once only where no newer file can be lost by it.
  const stays = (await deletesUnderCondition(connection)) ? 0 : 1;
  try {
    await table.row('direct: whole flow', async () => {
      const url = await urlOf(server);
      must(url.startsWith(`${ceph.endpoint}/${bucket}/`), 'the URL does not lead to the bucket');
      must((await put(url, SMALL.bytes)).status === 200, 'Ceph refuses our URL');
      const words = await ingestAndCompare(server, url, SMALL.facts);
      const left = (await keysOf(connection, keyAt(url))).length;
      must(left === stays, `under the client's key are ${left} files`);
      return `${url.length} characters; ${words}; ${stays === 0 ? "the client's key is gone" : LATER}`;
    });

    await table.row('direct: a PUT after the trigger changes nothing', async () => {
      const url = await urlOf(server);
      await put(url, SMALL.bytes);
      const activityId = await trigger(server, 'sales', url);
      must((await put(url, 'something else')).status === 200, 'Ceph takes no second PUT');
      must((await trigger(server, 'sales', url)) === activityId, 'a second activity was made');
      const status = await untilEnded(server, 'sales', activityId);
      const rows = status.processingStats?.reduce((sum, { validRows }) => sum + validRows, 0);
      must(rows === SMALL.facts.validRows, `${rows} valid rows`);
      const uploadId = keyAt(url).split('/')[4] ?? '';
      const [copy = '', ...others] = await keysOf(connection, `objects/${uploadId}/`);
      must(copy !== '' && others.length === 0, 'there is not just one copy');
      must((await bytesOf(connection, copy)).sha256 === sha256(SMALL.bytes), 'the copy has other bytes');
      return 'same activity, the first file judged, one copy with its bytes';
    });

    await table.row('direct: nothing sent', async () =>
      expectRefusal(await refusalOf(server, await urlOf(server)), '400 FILE_NOT_UPLOADED'),
    );

    await table.row('direct: larger than an upload may be', async () => {
      const url = await urlOf(server);
      await put(url, Buffer.alloc(1024 * 1024 + 1, 'a'));
      const words = expectRefusal(await refusalOf(server, url), '400 FILE_TOO_LARGE');
      must(
        (await keysOf(connection, keyAt(url))).length === stays,
        "under the client's key is something else",
      );
      return `${words}; ${stays === 0 ? 'removed' : LATER}`;
    });

    await table.row('direct: a copy is made of what was looked at, or not at all', async () => {
      const store = createDirectStore(connection, Date.now);
      const name = { owner: 'ab'.repeat(16), part: 'put1' };
      await client.putObject({ Bucket: bucket, Key: 'probe', Body: 'one' });
      const seen = await store.look('probe');
      must(seen?.bytes === 3, 'what was put is not seen');
      await client.putObject({ Bucket: bucket, Key: 'probe', Body: 'two' });
      const raw = await client
        .copyObject({
          Bucket: bucket,
          Key: 'copy',
          CopySource: `${bucket}/probe`,
          CopySourceIfMatch: seen?.etag ?? '',
        })
        .then(
          () => 200,
          (error: { $metadata?: { httpStatusCode?: number } }) => error.$metadata?.httpStatusCode,
        );
      must(seen !== undefined && !(await store.adopt(seen, name)), 'something else was copied');
      must((await keysOf(connection, 'objects/abab')).length === 0, 'a copy is there');
      must(seen !== undefined && !(await store.remove(seen)), 'something else was removed');
      const now = await store.look('probe');
      must(now !== undefined && (await store.adopt(now, name)) && (await store.remove(now)), 'no copy');
      await client.deleteObject({ Bucket: bucket, Key: 'objects/abababababababababababababababab/put1' });
      return `no copy of what was replaced (Ceph itself answers the condition with ${raw}); one of what was not`;
    });

    await table.row('direct: an altered URL', async () => {
      const url = await urlOf(server);
      const altered = [
        await put(url.replace('__', '_'), 'a'),
        await put(url.replace('Expires=600', 'Expires=6000'), 'a'),
        await put(`${url.slice(0, -1)}${url.endsWith('0') ? '1' : '0'}`, 'a'),
        await put(url, 'a', { 'content-type': 'text/csv' }),
      ].map(({ status }) => status);
      must(
        altered.every((status) => status === 403),
        `answered ${altered.join(' ')}`,
      );
      return 'key, life, signature, Content-Type: 403 each';
    });

    await proveClients(table, { ceph, server });

    await table.row('direct: a revoked token', async () => {
      const [token] = await server.adminList<{ tokenId: string; userName: string }>('admin', 'token', 'list');
      if (token === undefined) throw new Error('no token');
      const url = await urlOf(server);
      await put(url, SMALL.bytes);
      const user = ['--user', token.userName];
      const fresh = await server.admin<{ token: string }>('admin', 'token', 'create', ...user);
      await server.admin('admin', 'token', 'revoke', token.tokenId);
      return expectRefusal(
        await refusalOf({ ...server, token: fresh.token }, url),
        '400 FILE_NO_LONGER_AVAILABLE',
      );
    });
  } finally {
    connection.close();
    await server.remove();
  }
}

async function proveClients(
  table: Table,
  { ceph, server }: { readonly ceph: Ceph; readonly server: BucketServer },
): Promise<void> {
  const file = join(server.dataDir, 'register.csv');
  writeFileSync(file, SMALL.bytes);
  const clients: [string, string, (url: string) => string[]][] = [
    ['curl', 'curl', (url) => ['-sS', '-f', '-T', file, '-H', `Content-Type: ${CONTENT_TYPE}`, url]],
    ["Python's urllib", 'python3', (url) => ['-c', PYTHON_PUT, url, file]],
  ];
  for (const [name, program, argsFor] of clients) {
    if (spawnSync(program, ['--version']).status !== 0) continue;
    await table.row(`direct: ${name} sends the file`, async () => {
      const url = await urlOf(server);
      execFileSync(program, argsFor(url), { stdio: ['ignore', 'ignore', 'pipe'] });
      return ingestAndCompare(server, url, SMALL.facts);
    });
  }
  if (spawnSync('python3', ['-c', 'import boto3']).status === 0) {
    await table.row('direct: boto3 sees what was sent', async () => {
      const url = await urlOf(server);
      await put(url, SMALL.bytes);
      const args = [ceph.endpoint, ceph.accessKeyId, ceph.secretAccessKey, server.bucket, keyAt(url)];
      const bytes = execFileSync('python3', ['-c', BOTO3_HEAD, ...args], { encoding: 'utf8' }).trim();
      must(Number(bytes) === SMALL.bytes.length, `${bytes} bytes`);
      return `${bytes} bytes`;
    });
  }
  rmSync(file);
}

function expectRefusal(found: string, wanted: string): string {
  must(found === wanted, `the trigger answered ${found}`);
  return found;
}
