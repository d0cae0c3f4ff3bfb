import { AppError } from '../../errors.ts';
import type { SigningKeys } from '../../sigv4/signingKey.ts';
import {
  type PresignedQuery,
  parsePresignedQuery,
  type Secret,
  type Verified,
  verifyPresigned,
} from '../../sigv4/verify.ts';
import { SIGNED_CONTENT_TYPE } from '../../uploads/contentType.ts';
import { uploadUnknown } from '../../uploads/land.ts';
import { URL_LIFETIME_SECONDS } from '../../uploads/upload.ts';
import type { GatewayAddress, Incoming } from './incoming.ts';
import { refuseAuthorization, refuseFramedBody, refuseUnsignedAmz } from './screen.ts';

/** Downloads are signed for seven days, S3's own limit. */
const MAX_GET_EXPIRES_SECONDS = 604_800;

/** With which keys URLs are signed, and for which region and bucket. */
export interface GatewaySigning {
  readonly region: string;
  readonly bucket: string;
  readonly signingKeys: SigningKeys;
  /** The secret of an access key that may still verify, or undefined. */
  credentials(accessKeyId: string): Secret | undefined;
  /** Whether an access key that did not verify does so now, looked for anew. Absent where keys never change. */
  learn?(accessKeyId: string): Promise<boolean>;
}

export interface Authority {
  readonly address: GatewayAddress;
  readonly signing: GatewaySigning;
}

/** A verified request for one key of this bucket. */
export interface Authorized {
  readonly verified: Verified;
  readonly key: string;
}

/**
 * As `authorize`, but a request signed with a key that is unknown here is judged once more when another server has brought
 * that key meanwhile.
 */
export async function authorizeBy(
  authorize: (incoming: Incoming, authority: Authority) => Authorized,
  incoming: Incoming,
  authority: Authority,
): Promise<Authorized> {
  try {
    return authorize(incoming, authority);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'signature_mismatch') throw error;
    const { accessKeyId } = parsePresignedQuery(incoming.target);
    if ((await authority.signing.learn?.(accessKeyId)) !== true) throw error;
    return authorize(incoming, authority);
  }
}

/** The signature of a PUT, over the Content-Type that was signed. @throws AppError any refusal of `verifyPresigned` */
export function authorizePut(incoming: Incoming, authority: Authority): Authorized {
  refuseAuthorization(incoming);
  refuseFramedBody(incoming);
  const presigned = parsePresignedQuery(incoming.target);
  refuseUnsignedAmz(incoming, presigned.signedHeaders);
  const terms = { presigned, maxExpiresInSeconds: URL_LIFETIME_SECONDS, mustSign: ['content-type', 'host'] };
  // Clients send other types than the signed one; whether this one may stand in for it is judged by the upload.
  const types = new Set([incoming.header('content-type'), ...Object.values(SIGNED_CONTENT_TYPE)]);
  return firstThatHolds([...types], (type) => verify(incoming, authority, { ...terms, contentType: type }));
}

/** The signature of a GET or HEAD. @throws AppError any refusal of `verifyPresigned` */
export function authorizeGet(incoming: Incoming, authority: Authority): Authorized {
  refuseAuthorization(incoming);
  const presigned = parsePresignedQuery(incoming.target);
  refuseUnsignedAmz(incoming, presigned.signedHeaders);
  return verify(incoming, authority, {
    presigned,
    maxExpiresInSeconds: MAX_GET_EXPIRES_SECONDS,
    mustSign: ['host'],
    contentType: incoming.header('content-type'),
  });
}

function verify(
  incoming: Incoming,
  { address, signing }: Authority,
  terms: {
    readonly presigned: PresignedQuery;
    readonly maxExpiresInSeconds: number;
    readonly mustSign: readonly string[];
    readonly contentType: string | undefined;
  },
): Authorized {
  const verified = verifyPresigned({
    ...terms,
    method: incoming.method,
    rawPath: incoming.rawPath,
    header: (name) => {
      if (name === 'host') return address.host;
      return name === 'content-type' ? terms.contentType : incoming.header(name);
    },
    signingKeys: signing.signingKeys,
    credentials: signing.credentials,
    region: signing.region,
    now: incoming.at,
  });
  if (!verified.path.startsWith(address.keyPrefix)) throw uploadUnknown();
  return { verified, key: verified.path.slice(address.keyPrefix.length) };
}

/** The refusal shown is the first one: it speaks of the request as it was sent. */
function firstThatHolds<Choice>(
  choices: readonly Choice[],
  attempt: (choice: Choice) => Authorized,
): Authorized {
  let refusal: unknown;
  for (const choice of choices) {
    try {
      return attempt(choice);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'signature_mismatch') throw error;
      refusal ??= error;
    }
  }
  throw refusal;
}
