import { createHash } from 'node:crypto';

/** The operations of S3 that the product asks for. */
export type Operation =
  | 'HeadBucket'
  | 'GetBucketVersioning'
  | 'HeadObject'
  | 'GetObject'
  | 'PutObject'
  | 'CopyObject'
  | 'DeleteObject'
  | 'CreateMultipartUpload'
  | 'UploadPart'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload'
  | 'ListObjectsV2'
  | 'ListMultipartUploads'
  | 'ListParts';

export interface S3Request {
  readonly operation: Operation;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface S3Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

export interface StoredObject {
  readonly bytes: Buffer;
  /** Without quotation marks. */
  readonly etag: string;
  readonly at: Date;
}

interface Unfinished {
  readonly key: string;
  readonly begunAt: Date;
  readonly parts: Map<number, StoredObject>;
}

export type MemoryBucket = ReturnType<typeof createMemoryBucket>;

/**
 * What Amazon does with one bucket, in memory: Content-MD5 is checked, ETags are MD5s, pages are as long as asked.
 * Where it is sealed (SSE-KMS), ETags are anything else.
 */
export function createMemoryBucket({
  pageSize = 1_000,
  now = () => new Date(),
  isSealed = false,
  versioning = '',
} = {}) {
  const objects = new Map<string, StoredObject>();
  const uploads = new Map<string, Unfinished>();
  let uploadCount = 0;

  const sealed = isSealed ? { 'x-amz-server-side-encryption': 'aws:kms' } : {};
  const stored = (bytes: Buffer, etag = md5(bytes).toString('hex')): StoredObject => ({
    bytes,
    etag: isSealed ? md5(Buffer.from(`sealed ${etag}`)).toString('hex') + etag.slice(32) : etag,
    at: now(),
  });

  function take({ headers, body }: S3Request, keep: (object: StoredObject) => void): S3Answer {
    const claimed = headers['content-md5'];
    if (claimed !== undefined && claimed !== md5(body).toString('base64')) return refusal(400, 'BadDigest');
    const object = stored(Buffer.from(body));
    keep(object);
    return { status: 200, headers: { etag: `"${object.etag}"`, ...sealed } };
  }

  function get({ key, headers, operation }: S3Request): S3Answer {
    const object = objects.get(key);
    if (object === undefined) return refusal(404, 'NoSuchKey');
    const facts = {
      etag: `"${object.etag}"`,
      'last-modified': object.at.toUTCString(),
      'content-length': String(object.bytes.length),
      ...sealed,
    };
    if (operation === 'HeadObject') return { status: 200, headers: facts };
    if (headers['if-match'] !== undefined && headers['if-match'] !== facts.etag) {
      return refusal(412, 'PreconditionFailed');
    }
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(String(headers['range'])) ?? [];
    if (from === undefined || to === undefined) return { status: 200, headers: facts, body: object.bytes };
    const part = object.bytes.subarray(Number(from), Number(to) + 1);
    const range = {
      'content-range': `bytes ${from}-${Number(from) + part.length - 1}/${object.bytes.length}`,
    };
    return {
      status: 206,
      headers: { ...facts, ...range, 'content-length': String(part.length) },
      body: part,
    };
  }

  function copy({ key, headers }: S3Request): S3Answer {
    const source = decodeURIComponent(String(headers['x-amz-copy-source'])).replace(/^\/?[^/]+\//, '');
    const object = objects.get(source);
    if (object === undefined) return refusal(404, 'NoSuchKey');
    const wanted = headers['x-amz-copy-source-if-match'];
    if (wanted !== undefined && String(wanted).replaceAll('"', '') !== object.etag) {
      return refusal(412, 'PreconditionFailed');
    }
    objects.set(key, stored(object.bytes));
    return xml('CopyObjectResult', `<ETag>"${object.etag}"</ETag>`);
  }

  function complete({ query, body }: S3Request): S3Answer {
    const id = query.get('uploadId') ?? '';
    const upload = uploads.get(id);
    if (upload === undefined) return refusal(404, 'NoSuchUpload');
    const named = [...String(body).matchAll(/<PartNumber>(\d+)<\/PartNumber>|<ETag>([^<]*)<\/ETag>/g)];
    const numbers = named.flatMap(([, number]) => (number === undefined ? [] : [Number(number)]));
    const parts = numbers.map((number) => upload.parts.get(number));
    const etags = named.flatMap(([, , etag]) =>
      etag === undefined ? [] : [etag.replaceAll('&quot;', '').replaceAll('"', '')],
    );
    if (parts.some((part, place) => part === undefined || part.etag !== etags[place])) {
      return refusal(400, 'InvalidPart');
    }
    const whole = parts.filter((part) => part !== undefined);
    const digests = Buffer.concat(whole.map(({ etag }) => Buffer.from(etag, 'hex')));
    const object = stored(
      Buffer.concat(whole.map(({ bytes }) => bytes)),
      `${md5(digests).toString('hex')}-${whole.length}`,
    );
    objects.set(upload.key, object);
    uploads.delete(id);
    const answer = xml('CompleteMultipartUploadResult', `<ETag>"${object.etag}"</ETag>`);
    return { ...answer, headers: { ...answer.headers, ...sealed } };
  }

  function listObjects({ query }: S3Request): S3Answer {
    const keys = [...objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '')).sort();
    const from = Number(query.get('continuation-token') ?? 0);
    const page = keys.slice(from, from + pageSize);
    const more = from + pageSize < keys.length;
    const contents = page.map((key) => {
      const { bytes, etag, at } = objects.get(key) as StoredObject;
      return `<Contents><Key>${key}</Key><Size>${bytes.length}</Size><ETag>"${etag}"</ETag><LastModified>${at.toISOString()}</LastModified></Contents>`;
    });
    const next = more ? `<NextContinuationToken>${from + pageSize}</NextContinuationToken>` : '';
    return xml('ListBucketResult', `<IsTruncated>${more}</IsTruncated>${next}${contents.join('')}`);
  }

  function listUploads({ query }: S3Request): S3Answer {
    const found = [...uploads].filter(([, { key }]) => key.startsWith(query.get('prefix') ?? ''));
    const from = Number(query.get('upload-id-marker') ?? 0);
    const more = from + pageSize < found.length;
    const shown = found
      .slice(from, from + pageSize)
      .map(
        ([id, { key, begunAt }]) =>
          `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${begunAt.toISOString()}</Initiated></Upload>`,
      );
    const next = more
      ? `<NextKeyMarker>k</NextKeyMarker><NextUploadIdMarker>${from + pageSize}</NextUploadIdMarker>`
      : '';
    return xml('ListMultipartUploadsResult', `<IsTruncated>${more}</IsTruncated>${next}${shown.join('')}`);
  }

  function listParts({ query }: S3Request): S3Answer {
    const upload = uploads.get(query.get('uploadId') ?? '');
    if (upload === undefined) return refusal(404, 'NoSuchUpload');
    const parts = [...upload.parts].sort(([a], [b]) => a - b);
    const after = Number(query.get('part-number-marker') ?? 0);
    const rest = parts.filter(([number]) => number > after);
    const page = rest.slice(0, pageSize);
    const shown = page.map(
      ([number, { bytes, etag, at }]) =>
        `<Part><PartNumber>${number}</PartNumber><Size>${bytes.length}</Size><ETag>"${etag}"</ETag><LastModified>${at.toISOString()}</LastModified></Part>`,
    );
    const next = `<NextPartNumberMarker>${page.at(-1)?.[0] ?? 0}</NextPartNumberMarker>`;
    return xml(
      'ListPartsResult',
      `<IsTruncated>${rest.length > pageSize}</IsTruncated>${next}${shown.join('')}`,
    );
  }

  const answers: Readonly<Record<Operation, (request: S3Request) => S3Answer>> = {
    HeadBucket: () => ({ status: 200 }),
    GetBucketVersioning: () => xml('VersioningConfiguration', versioning && `<Status>${versioning}</Status>`),
    HeadObject: get,
    GetObject: get,
    PutObject: (request) => take(request, (object) => objects.set(request.key, object)),
    CopyObject: copy,
    DeleteObject({ key, headers }) {
      const wanted = headers['if-match'];
      const kept = objects.get(key);
      if (wanted !== undefined && kept !== undefined && String(wanted) !== `"${kept.etag}"`) {
        return refusal(412, 'PreconditionFailed');
      }
      objects.delete(key);
      return { status: 204 };
    },
    CreateMultipartUpload({ key }) {
      uploadCount += 1;
      uploads.set(`upload${uploadCount}`, { key, begunAt: now(), parts: new Map() });
      return xml('InitiateMultipartUploadResult', `<UploadId>upload${uploadCount}</UploadId>`);
    },
    UploadPart(request) {
      const upload = uploads.get(request.query.get('uploadId') ?? '');
      if (upload === undefined) return refusal(404, 'NoSuchUpload');
      return take(request, (part) => upload.parts.set(Number(request.query.get('partNumber')), part));
    },
    CompleteMultipartUpload: complete,
    AbortMultipartUpload({ query }) {
      return uploads.delete(query.get('uploadId') ?? '') ? { status: 204 } : refusal(404, 'NoSuchUpload');
    },
    ListObjectsV2: listObjects,
    ListMultipartUploads: listUploads,
    ListParts: listParts,
  };
  return { objects, uploads, answer: (request: S3Request) => answers[request.operation](request) };
}

export function refusal(status: number, code: string): S3Answer {
  return { ...xml('Error', `<Code>${code}</Code><Message>as told</Message>`), status };
}

export function operationOf(
  method: string,
  target: { readonly key: string; readonly query: URLSearchParams; readonly isCopy: boolean },
): Operation {
  const { key, query, isCopy } = target;
  const has = (name: string) => query.has(name);
  if (key === '') {
    if (method === 'HEAD') return 'HeadBucket';
    if (has('versioning')) return 'GetBucketVersioning';
    return has('uploads') ? 'ListMultipartUploads' : 'ListObjectsV2';
  }
  if (method === 'HEAD') return 'HeadObject';
  if (method === 'GET') return has('uploadId') ? 'ListParts' : 'GetObject';
  if (method === 'DELETE') return has('uploadId') ? 'AbortMultipartUpload' : 'DeleteObject';
  if (method === 'POST') return has('uploads') ? 'CreateMultipartUpload' : 'CompleteMultipartUpload';
  if (isCopy) return 'CopyObject';
  return has('partNumber') ? 'UploadPart' : 'PutObject';
}

function xml(root: string, content: string): S3Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<${root}>${content}</${root}>`;
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

function md5(bytes: Uint8Array): Buffer {
  return createHash('md5').update(bytes).digest();
}
