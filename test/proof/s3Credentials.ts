import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Ceph } from './ceph.ts';
import type { SessionCredentials } from './cephRole.ts';
import {
  ingestAndCompare,
  keyOf,
  makeRegister,
  must,
  put,
  send,
  startServer,
  type Table,
  urlOf,
} from './s3Bench.ts';

const SMALL = makeRegister(300, 12);
const PAGE = 'https://books.example';

/** URLs by tokens of a true STS, by credentials that end, under the bucket's own host, and from a browser's page. */
export async function proveCredentials(table: Table, ceph: Ceph): Promise<void> {
  await table.row('STS: whole flow with a session token in the URL', async () => {
    const role = await ceph.assumeRole(900);
    const profile = openProfile();
    profile.handOut(role, role.expiration);
    const server = await startServer(ceph, { ...profile.env, GST_INTAKE_S3_DIRECT: 'true' });
    try {
      const url = await urlOf(server);
      const token = new URL(url).searchParams.get('X-Amz-Security-Token') ?? '';
      must(token === role.sessionToken, 'the URL has no token, or another one');
      must((await put(url, SMALL.bytes)).status === 200, 'Ceph refuses our URL');
      return `${token.length} characters of token, ${url.length} of URL; ${await ingestAndCompare(server, url, SMALL.facts)}`;
    } finally {
      await server.remove();
      profile.remove();
    }
  });

  await table.row('STS: an altered token, none, or that of another session', async () => {
    const [role, other] = [await ceph.assumeRole(900), await ceph.assumeRole(900)];
    const profile = openProfile();
    profile.handOut(role, role.expiration);
    const server = await startServer(ceph, { ...profile.env, GST_INTAKE_S3_DIRECT: 'true' });
    try {
      const url = await urlOf(server);
      const token = encodeURIComponent(role.sessionToken);
      const flipped = `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`;
      const statuses = [
        await put(url.replace(token, flipped), 'a'),
        await put(url.replace(`&X-Amz-Security-Token=${token}`, ''), 'a'),
        await put(url.replace(token, encodeURIComponent(other.sessionToken)), 'a'),
      ].map(({ status }) => status);
      must(
        statuses.every((status) => status === 400 || status === 403),
        `answered ${statuses.join(' ')}`,
      );
      return `refused with ${statuses.join(' ')}`;
    } finally {
      await server.remove();
      profile.remove();
    }
  });

  await table.row('credentials that end are replaced before a URL would outlive them', () =>
    proveRefresh(ceph),
  );
  await table.row('credentials that end too soon sign nothing: the gateway does', () => proveTooShort(ceph));
  await table.row('virtual-hosted URLs', () => proveVirtualHost(ceph));
}

/** A profile of the SDK's chain whose program hands out what a file holds. */
function openProfile() {
  const folder = mkdtempSync(join(tmpdir(), 'gst-intake-profile-'));
  const [config, answer] = [join(folder, 'config'), join(folder, 'credentials.json')];
  writeFileSync(config, `[default]\ncredential_process = cat ${answer}\n`);
  return {
    env: {
      AWS_CONFIG_FILE: config,
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    handOut({ accessKeyId, secretAccessKey, sessionToken }: SessionCredentials, expiration: Date) {
      writeFileSync(
        answer,
        JSON.stringify({
          Version: 1,
          AccessKeyId: accessKeyId,
          SecretAccessKey: secretAccessKey,
          SessionToken: sessionToken,
          Expiration: expiration.toISOString(),
        }),
      );
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** The first role says that it ends in 690 s, so that no URL is to be signed with it after 30. */
async function proveRefresh(ceph: Ceph): Promise<string> {
  const profile = openProfile();
  const [first, second] = [await ceph.assumeRole(900), await ceph.assumeRole(900)];
  const firstEnds = Date.now() + 690_000;
  profile.handOut(first, new Date(firstEnds));
  const server = await startServer(ceph, { ...profile.env, GST_INTAKE_S3_DIRECT: 'true' });
  try {
    profile.handOut(second, second.expiration);
    let [byFirst, bySecond] = [0, 0];
    while (Date.now() < firstEnds - 655_000) {
      const asked = Date.now();
      const url = await urlOf(server);
      const token = new URL(url).searchParams.get('X-Amz-Security-Token');
      if (token === first.sessionToken) {
        byFirst += 1;
        must(asked + 660_000 <= firstEnds, `a URL of ${firstEnds - asked} ms before the end`);
      } else bySecond += 1;
      must((await put(url, 'a')).status === 200, 'Ceph refuses a URL');
      await pause(200);
    }
    must(byFirst > 0 && bySecond > 0, `${byFirst} URLs by the first, ${bySecond} by the second`);
    return `${byFirst} URLs by the first role, then ${bySecond} by the second; each lasts for 660 s more; all taken by Ceph`;
  } finally {
    await server.remove();
    profile.remove();
  }
}

async function proveTooShort(ceph: Ceph): Promise<string> {
  const profile = openProfile();
  const role = await ceph.assumeRole(900);
  profile.handOut(role, new Date(Date.now() + 600_000));
  const server = await startServer(ceph, { ...profile.env, GST_INTAKE_S3_DIRECT: 'true' });
  try {
    const byGateway = await urlOf(server);
    must(byGateway.startsWith(`${server.baseUrl}/v1/`), 'the URL does not lead to the gateway');
    must((await put(byGateway, SMALL.bytes)).status === 200, 'the gateway refuses its URL');
    const words = await ingestAndCompare(server, byGateway, SMALL.facts);
    must(server.stderr().includes('last for less than 11 minutes'), 'the log does not say why');
    profile.handOut(role, role.expiration);
    const deadline = Date.now() + 30_000;
    let url = byGateway;
    while (!url.startsWith(ceph.endpoint) && Date.now() < deadline) {
      await pause(500);
      url = await urlOf(server);
    }
    must(
      (await put(url, 'a')).status === 200 && url.startsWith(ceph.endpoint),
      'no direct URL after longer ones came',
    );
    return `a URL of the gateway, the reason in the log; ${words}; a direct one as soon as longer credentials are to be had`;
  } finally {
    await server.remove();
    profile.remove();
  }
}

async function proveVirtualHost(ceph: Ceph): Promise<string> {
  const server = await startServer(ceph, {
    ...keyOf(ceph),
    GST_INTAKE_S3_DIRECT: 'true',
    GST_INTAKE_S3_FORCE_PATH_STYLE: 'false',
    GST_INTAKE_S3_PUBLIC_ENDPOINT: ceph.virtualHostEndpoint,
  });
  try {
    const url = await urlOf(server);
    const { host } = new URL(url);
    must(host.startsWith(`${server.bucket}.s3.localhost:`), `the URL leads to ${host}`);
    must((await put(url, SMALL.bytes)).status === 200, 'Ceph refuses our URL');
    return `${host} for clients, another endpoint for us; ${await ingestAndCompare(server, url, SMALL.facts)}`;
  } finally {
    await server.remove();
  }
}

/** What a browser asks before it sends a file from a page of `origin`. */
export async function preflight(url: string, origin = PAGE): Promise<number> {
  const headers = {
    origin,
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'content-type',
  };
  const { status, headers: answered } = await send('OPTIONS', url, { headers });
  return status === 200 && answered['access-control-allow-origin'] === undefined ? 0 : status;
}
