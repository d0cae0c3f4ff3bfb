import type { AdmissionRequest, Grant, TokenHolder } from '../accounts/admission.ts';
import { AppError } from '../errors.ts';
import type { PresignInput } from '../sigv4/presign.ts';
import { SIGNED_CONTENT_TYPE } from './contentType.ts';
import { objectKey } from './objectKey.ts';
import { URL_LIFETIME_SECONDS, type WantedUpload } from './upload.ts';

/** The founding document's bound on `preSignedS3Url`, in characters. */
export const MAX_URL_LENGTH = 2048;

/** One object per file type for good: the signer keeps their canonical form with the object. */
const SIGNED_HEADERS = {
  XLSX: { 'content-type': SIGNED_CONTENT_TYPE.XLSX },
  XLS: { 'content-type': SIGNED_CONTENT_TYPE.XLS },
  CSV: { 'content-type': SIGNED_CONTENT_TYPE.CSV },
};

/** Where the URLs of this installation lead, and with whose key they are signed. */
export interface UrlTarget {
  /** `https://host[:port]`. */
  readonly origin: string;
  /** What stands before the key: path prefix, `/v1/`, region and bucket; begins and ends with `/`. */
  readonly keyPrefix: string;
  readonly region: string;
  readonly credentials: PresignInput['credentials'];
}

/** URLs that lead to our own storage gateway, in the shape of the founding document's sample. */
export function gatewayTarget(facts: {
  readonly origin: string;
  readonly pathPrefix: string;
  readonly region: string;
  readonly bucket: string;
  readonly credentials: PresignInput['credentials'];
}): UrlTarget {
  const { origin, pathPrefix, region, bucket } = facts;
  return {
    origin,
    keyPrefix: `${pathPrefix}/v1/${region}/${bucket}/`,
    region,
    get credentials() {
      return facts.credentials;
    },
  };
}

/** URLs that lead elsewhere by credentials that change. */
export interface ChangingTarget {
  /** One object for as long as it is the same; undefined when a URL issued at `at` (epoch ms) would die early or be too long. */
  at(at: number): UrlTarget | undefined;
}

export interface PresignedUpload {
  readonly url: string;
  /** The Content-Type that the PUT is signed for. */
  readonly contentType: string;
  readonly grant: Grant<WantedUpload>;
}

export type Presign = (request: AdmissionRequest<WantedUpload>) => Promise<PresignedUpload>;

/**
 * The product's first call: admitted, recorded, signed.
 * @throws AppError a refusal of the admission; `internal` when this configuration's URLs would be too long
 */
export function createPresign(deps: {
  readonly admit: (request: AdmissionRequest<WantedUpload>) => Promise<Grant<WantedUpload> | AppError>;
  readonly sign: Sign;
  /** Our gateway. */
  readonly target: UrlTarget;
  /**
   * The bucket itself, for all workspaces but those with single-use URLs: a bucket takes a second PUT. Where it cannot be signed for,
   * our gateway takes the file.
   */
  readonly direct?: ChangingTarget | undefined;
  readonly onGrant: (holder: TokenHolder, at: number) => void;
}): Presign {
  const { admit, sign, target, direct, onGrant } = deps;
  const assertShort = createLengthCheck(sign);

  return async (request) => {
    // What cannot be signed is found out before it costs a use of the quota.
    assertShort(target);
    const outcome = await admit(request);
    if (outcome instanceof AppError) throw outcome;
    const { holder, grantedAt } = outcome;
    onGrant(holder, grantedAt);
    const leadsTo = (holder.singleUse ? undefined : direct?.at(grantedAt)) ?? target;
    return {
      url: urlOf(outcome, leadsTo, sign),
      contentType: SIGNED_CONTENT_TYPE[outcome.wanted.fileContentType],
      grant: outcome,
    };
  };
}

type Sign = (input: PresignInput) => string;

function urlOf({ wanted, holder, grantedAt }: Grant<WantedUpload>, target: UrlTarget, sign: Sign): string {
  const key = objectKey({ ...wanted, workspaceId: holder.workspaceId, issuedAt: grantedAt });
  return sign({
    method: 'PUT',
    origin: target.origin,
    path: target.keyPrefix + key,
    signedHeaders: SIGNED_HEADERS[wanted.fileContentType],
    credentials: target.credentials,
    region: target.region,
    now: grantedAt,
    expiresInSeconds: URL_LIFETIME_SECONDS,
  });
}

/** Refuses targets that cannot sign or whose URLs could be too long; what was found is kept with each. */
function createLengthCheck(sign: Sign): (target: UrlTarget) => void {
  const longestOf = new WeakMap<UrlTarget, { credentials: PresignInput['credentials']; longest: number }>();
  return (target) => {
    const { credentials } = target;
    let found = longestOf.get(target);
    if (found?.credentials !== credentials) {
      found = { credentials, longest: longestUrl(target, sign) };
      longestOf.set(target, found);
    }
    if (found.longest > MAX_URL_LENGTH) throw tooLong(found.longest);
  };
}

/** Characters of the longest URL that leads there. */
export function longestUrl(target: UrlTarget, sign: Sign): number {
  return urlOf(LONGEST_GRANT, target, sign).length;
}

/** Every key has the same length but for register and month: this is the longest of them. */
const LONGEST_GRANT: Grant<WantedUpload> = {
  grantedAt: Date.UTC(2026, 8),
  wanted: { uploadId: '0'.repeat(32), templateType: 'purchase', fileContentType: 'XLSX', fileName: '' },
  holder: {
    tokenId: '',
    userId: '',
    workspaceId: '00000000-0000-0000-0000-000000000000',
    expiresAt: null,
    revokedAt: null,
    userDisabledAt: null,
    permissions: [],
    license: { from: null, until: null },
    singleUse: false,
    lastUsedAt: null,
    retentionDays: null,
  },
};

function tooLong(length: number): AppError {
  return new AppError(
    'internal',
    `Signed URLs would have ${length} characters and only ${MAX_URL_LENGTH} are allowed. ` +
      'Shorten GST_INTAKE_PUBLIC_URL or the name of the gateway bucket.',
  );
}
