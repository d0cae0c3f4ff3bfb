import type { S3Client } from '@aws-sdk/client-s3';

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

export interface S3Connection {
  readonly client: S3Client;
  readonly bucket: string;
  close(): void;
}

/** Loads the SDK, which is not loaded where files are on disk, and calls nobody yet. */
export async function connectS3(settings: S3Settings): Promise<S3Connection> {
  const { S3Client: Client } = await import('@aws-sdk/client-s3');
  const { bucket, region, endpoint, forcePathStyle, credentials } = settings;
  const client = new Client({
    region,
    forcePathStyle,
    ...(endpoint === null ? {} : { endpoint }),
    ...(credentials === null ? {} : { credentials }),
    // Checksums that older servers neither know nor check are left out; ours are Content-MD5 and the ETag.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  return { client, bucket, close: () => client.destroy() };
}
