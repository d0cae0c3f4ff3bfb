import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request as httpRequest, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createCalendar } from '../../../src/accounts/calendar.ts';
import { DEFAULT_WORKSPACE_SETTINGS } from '../../../src/accounts/workspace.ts';
import { type Database, openDatabase } from '../../../src/db/open.ts';
import { AppError } from '../../../src/errors.ts';
import {
  createGateway,
  type FinishedRequest,
  type Gateway,
  type GatewayOptions,
} from '../../../src/http/gateway/gateway.ts';
import { openDiskStore } from '../../../src/objects/disk.ts';
import { createPresigner } from '../../../src/sigv4/presign.ts';
import { createSigningKeys } from '../../../src/sigv4/signingKey.ts';
import { SIGNED_CONTENT_TYPE } from '../../../src/uploads/contentType.ts';
import { objectKey } from '../../../src/uploads/objectKey.ts';
import type { Clock } from '../../../src/uploads/pace.ts';
import type { ObjectName, ObjectStore } from '../../../src/uploads/ports.ts';
import type { FileContentType, TemplateType, Upload } from '../../../src/uploads/upload.ts';

export const REGION = 'ap-south-1';
export const BUCKET = 'uploads';
export const CREDENTIALS = { accessKeyId: 'GSTINTAKETEST', secretAccessKey: 'a secret for tests alone' };
export const ISSUED_AT = Date.UTC(2026, 10, 23, 10, 20, 30, 400);

export const realClock: Clock = {
  now: () => performance.now(),
  every(periodMs, tick) {
    const timer = setInterval(tick, periodMs);
    return () => clearInterval(timer);
  },
};

export interface Issued {
  readonly upload: Upload;
  /** The whole pre-signed URL. */
  readonly url: string;
  /** Path and query of it, as a client sends them. */
  readonly target: string;
  readonly contentType: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** S3's code, where the body is an S3 error. */
  readonly code: string | undefined;
}

export interface Sent {
  readonly method?: string;
  readonly target?: string;
  /** A header set to undefined is left out; an array is sent as several lines. */
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
  readonly body?: Uint8Array | string;
  readonly chunked?: boolean;
}

/** A gateway on a free port with a real SQLite file and a real directory. `time.now` is the wall clock it sees. */
export async function startGateway(overrides: Partial<GatewayOptions> & { publicPath?: string } = {}) {
  const root = await mkdtemp(join(tmpdir(), 'gateway-'));
  const database = await openDatabase({
    file: join(root, 'control.sqlite'),
    calendar: createCalendar('Asia/Kolkata'),
  });
  await database.migrate();
  const objects =
    overrides.objects ?? (await openDiskStore({ root: join(root, 'objects'), reserveBytes: 0 }));
  const server = createServer({ requestTimeout: 0, maxHeaderSize: 65_536 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const publicUrl = overrides.publicUrl ?? origin + (overrides.publicPath ?? '');
  const signingKeys = createSigningKeys();
  const time = { now: ISSUED_AT + 5_000 };
  const finished: FinishedRequest[] = [];
  const failures: unknown[] = [];
  const gateway = createGateway({
    uploads: database.uploads,
    downloads: database.downloads,
    objects,
    signing: {
      region: REGION,
      bucket: BUCKET,
      signingKeys,
      credentials: (id) => (id === CREDENTIALS.accessKeyId ? CREDENTIALS : undefined),
    },
    isTrustedProxy: () => false,
    maxUploadBytes: 8 * 1024 * 1024,
    minUploadBytesPerSecond: 10_000,
    corsOrigins: ['https://erp.example'],
    clock: realClock,
    now: () => time.now,
    newPutId: () => randomBytes(16).toString('hex'),
    requestId: () => randomUUID(),
    observe: { finished: (facts) => finished.push(facts), failed: (error) => failures.push(error) },
    ...overrides,
    publicUrl,
  });
  wire(server, gateway);
  const { issue, sign } = issuer({ database, publicUrl, presign: createPresigner({ signingKeys }), time });

  return {
    port,
    origin,
    publicUrl,
    database,
    objects,
    gateway,
    time,
    finished,
    failures,
    issue,
    sign,
    send: (issued: Pick<Issued, 'target' | 'contentType'>, sent: Sent = {}) => send(port, issued, sent),
    raw: (bytes: string | Uint8Array, options?: { halfClose?: boolean }) => raw(port, bytes, options),
    /** Where the default object store keeps an object. */
    pathOf: ({ owner, part }: ObjectName) => join(root, 'objects', owner.slice(0, 2), owner, part),
    files: (upload: Upload) => objects.list(upload.uploadId),
    bytesOf: (upload: Upload) => currentBytes(database, objects, upload),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await database.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

export type Harness = Awaited<ReturnType<typeof startGateway>>;

/** As src/http/server.ts does it. */
function wire(server: Server, gateway: Gateway): void {
  server.on('request', gateway.handle);
  server.on('checkContinue', gateway.handleCheckContinue);
  server.on('clientError', (error: Error, socket: Socket) => {
    if (gateway.handleClientError(error, socket)) return;
    if (socket.writable)
      socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    else socket.destroy();
  });
}

function issuer(deps: {
  database: Database;
  publicUrl: string;
  presign: ReturnType<typeof createPresigner>;
  time: { now: number };
}) {
  const { database, publicUrl, presign } = deps;
  const { origin, pathname } = new URL(publicUrl);
  const keyPrefix = `${pathname.replace(/\/$/, '')}/v1/${REGION}/${BUCKET}/`;
  const holders = new Map<boolean, Promise<{ tokenHash: string; tokenId: string; userId: string }>>();

  const sign = (
    key: string,
    options: {
      method?: 'PUT' | 'GET' | 'HEAD';
      contentType?: string;
      expiresInSeconds?: number;
      at?: number;
    } = {},
  ): Issued['target'] =>
    presign({
      method: options.method ?? 'PUT',
      origin,
      path: keyPrefix + key,
      signedHeaders: options.contentType === undefined ? {} : { 'content-type': options.contentType },
      credentials: CREDENTIALS,
      region: REGION,
      now: options.at ?? ISSUED_AT,
      expiresInSeconds: options.expiresInSeconds ?? 600,
    });

  async function issue(
    wanted: {
      fileContentType?: FileContentType;
      templateType?: TemplateType;
      singleUse?: boolean;
      issuedAt?: number;
    } = {},
  ): Promise<Issued & { tokenId: string; userId: string }> {
    const singleUse = wanted.singleUse ?? false;
    if (!holders.has(singleUse)) holders.set(singleUse, createHolder(database, singleUse));
    const holder = await holders.get(singleUse);
    if (holder === undefined) throw new Error('no holder');
    const issuedAt = wanted.issuedAt ?? ISSUED_AT;
    const fileContentType = wanted.fileContentType ?? 'XLSX';
    const uploadId = randomBytes(16).toString('hex');
    const request = {
      uploadId,
      fileContentType,
      templateType: wanted.templateType ?? ('sales' as const),
      fileName: 'बिक्री रजिस्टर.xlsx',
    };
    const [grant] = await database.uploads.admit(
      [{ tokenHash: holder.tokenHash, wanted: request }],
      issuedAt,
    );
    if (grant === undefined || grant instanceof AppError) throw grant ?? new Error('nothing was granted');
    const upload = await database.uploads.find({ uploadId, issuedAt: grant.grantedAt });
    if (upload === undefined) throw new Error('the upload was not recorded');
    const contentType = SIGNED_CONTENT_TYPE[fileContentType];
    const url = sign(objectKey(upload), { contentType, at: upload.issuedAt });
    return { upload, url, target: url.slice(origin.length), contentType, ...holder };
  }
  return { issue, sign };
}

async function createHolder(database: Database, singleUse: boolean) {
  const { accounts } = database;
  const createdAt = ISSUED_AT - 1_000;
  const [workspaceId, userId, tokenId] = [randomUUID(), randomUUID(), randomUUID()];
  const tokenHash = randomBytes(32).toString('hex');
  const audit = {
    at: createdAt,
    workspaceId,
    actor: 'operator',
    action: 'workspace.created' as const,
    subject: workspaceId,
    detail: {},
  };
  const settings = { ...DEFAULT_WORKSPACE_SETTINGS, singleUse };
  await accounts.createWorkspace(
    { id: workspaceId, name: workspaceId, gstins: [], settings, retentionDays: null, createdAt },
    audit,
  );
  await accounts.createUser(
    { id: userId, workspaceId, name: 'erp', permissions: ['invoice.create'], createdAt, disabledAt: null },
    audit,
  );
  await accounts.createToken(
    { id: tokenId, userId, hash: tokenHash, createdAt, expiresAt: null, revokedAt: null, lastUsedAt: null },
    audit,
  );
  return { tokenHash, tokenId, userId };
}

export const SAMPLE = Buffer.from('GSTIN,Invoice\n29AAFCD5862R000,INV-1\n');

function send(port: number, issued: Pick<Issued, 'target' | 'contentType'>, sent: Sent): Promise<Answer> {
  const method = sent.method ?? 'PUT';
  const body = sent.body ?? (method === 'PUT' ? SAMPLE : '');
  const headers: Record<string, string | string[]> = {};
  const length = sent.chunked || method !== 'PUT' ? undefined : String(Buffer.byteLength(body));
  const wanted = { 'content-type': issued.contentType, 'content-length': length, ...sent.headers };
  for (const [name, value] of Object.entries(wanted)) if (value !== undefined) headers[name] = value;
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, method, path: sent.target ?? issued.target, headers, agent: false },
      (response) =>
        buffer(response).then(
          (bytes) =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: bytes,
              code: s3CodeOf(bytes),
            }),
          reject,
        ),
    );
    request.on('error', reject);
    request.end(body);
  });
}

export const s3CodeOf = (body: Uint8Array): string | undefined =>
  /<Code>([A-Za-z]+)<\/Code>/.exec(Buffer.from(body).toString())?.[1];

/** Writes bytes that no HTTP client would, and gives back all that comes until the connection is closed. */
function raw(
  port: number,
  bytes: string | Uint8Array,
  options: { halfClose?: boolean } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
    socket.write(bytes);
    if (options.halfClose) socket.end();
  });
}

async function currentBytes(
  database: Database,
  objects: ObjectStore,
  ref: Upload,
): Promise<Buffer | undefined> {
  const upload = await database.uploads.find(ref);
  if (upload?.currentPut == null) return undefined;
  const stream = await objects.read({ owner: upload.uploadId, part: upload.currentPut });
  return stream && (await buffer(stream));
}
