import type { S3, S3ClientConfig } from '@aws-sdk/client-s3';

/** Which bucket, where, and whose it is called as. */
export interface S3Settings {
  readonly bucket: string;
  readonly region: string;
  /** Without a slash at the end; null = Amazon's own for the region. */
  readonly endpoint: string | null;
  readonly forcePathStyle: boolean;
  /** null = the default chain of the AWS SDK: environment, shared files, web identity, container, instance role. */
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  } | null;
}

/** How long one request may take and how often it is tried. Milliseconds. */
export interface S3Patience {
  readonly connectMs: number;
  /** Without a byte in either direction. */
  readonly idleMs: number;
  /** From its begin to the first byte of the answer. */
  readonly answerMs: number;
  /** The first one counts. Waits between them double and are drawn at random; all requests share one budget of retries. */
  readonly attempts: number;
}

/** What a client that waits for its answer can be asked to bear. */
export const S3_PATIENCE: S3Patience = { connectMs: 5_000, idleMs: 20_000, answerMs: 60_000, attempts: 4 };
/**
 * Of a copy within the bucket, which moves gigabytes, and of which many servers say no word before it is done. Once: the next one
 * would begin anew beside it.
 */
export const COPY_PATIENCE: S3Patience = {
  connectMs: 5_000,
  idleMs: 900_000,
  answerMs: 900_000,
  attempts: 1,
};
/** More wait in line: each holds memory for a part. */
const MAX_SOCKETS = 256;

export interface S3Connection {
  /** Every call as a method, and `send` for commands. */
  readonly client: S3;
  /** The same, with patience for copies. */
  readonly copier: S3;
  readonly bucket: string;
  close(): void;
}

/** Loads the SDK, which is not loaded where files are on disk, and calls nobody yet. */
export async function connectS3(
  settings: S3Settings,
  patience: S3Patience = S3_PATIENCE,
  copyPatience: S3Patience = COPY_PATIENCE,
): Promise<S3Connection> {
  const sdk = await import('@aws-sdk/client-s3');
  const { bucket, region, endpoint, forcePathStyle, credentials } = settings;
  const settled = (of: S3Patience): S3ClientConfig => ({
    region,
    forcePathStyle,
    ...(endpoint === null ? {} : { endpoint }),
    ...(credentials === null ? {} : { credentials }),
    // Checksums that older servers neither know nor check are left out; ours are Content-MD5 and the ETag.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // It would open a connection of its own for each part. What it tells is known by then: each write begins with a look.
    expectContinueHeader: false,
    retryMode: 'standard',
    maxAttempts: of.attempts,
    customUserAgent: 'gst-intake',
    logger: SILENT,
    requestHandler: {
      connectionTimeout: of.connectMs,
      socketTimeout: of.idleMs,
      requestTimeout: of.answerMs,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
      httpsAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
      logger: SILENT,
    },
  });
  const client = new sdk.S3(settled(patience));
  const copier = new sdk.S3({ ...settled(copyPatience), credentials: client.config.credentials });
  // The SDK asks for `/bucket/?list-type=2`; some servers sign that without the slash, all understand it so.
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { path?: string };
      if (request.path === `/${bucket}/`) request.path = `/${bucket}`;
      return next(args);
    },
    { step: 'build', name: 'bucketWithoutSlash' },
  );
  // Content-MD5 is signed and the bucket checks it: a SHA-256 of the same bytes for the signature would tell it no more.
  client.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers?: Record<string, string> };
      if (headers?.['content-md5'] !== undefined) headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
      return next(args);
    },
    { step: 'build', name: 'bodyByItsMd5' },
  );
  return {
    client,
    copier,
    bucket,
    close() {
      client.destroy();
      copier.destroy();
    },
  };
}

/** What the SDK would print is not a line of our log, and may hold URLs. */
const SILENT: NonNullable<S3ClientConfig['logger']> = {
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
