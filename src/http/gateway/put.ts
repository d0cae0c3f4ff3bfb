import { AppError } from '../../errors.ts';
import { acceptsContentType, SIGNED_CONTENT_TYPE } from '../../uploads/contentType.ts';
import {
  assertRoom,
  type IncomingBody,
  type LandingPlace,
  landPut,
  putRefused,
  uploadUnknown,
} from '../../uploads/land.ts';
import { objectKey, uploadRefOf } from '../../uploads/objectKey.ts';
import type { LandedPut, UploadStore } from '../../uploads/ports.ts';
import { refusePut, type Upload } from '../../uploads/upload.ts';
import { type Authority, type Authorized, authorizeBy, authorizePut } from './authorize.ts';
import type { Incoming } from './incoming.ts';
import { declaredBytes, expectedChecksums } from './screen.ts';

export interface PutDeps extends Authority {
  readonly uploads: Pick<UploadStore, 'find' | 'byteRoom'>;
  readonly place: LandingPlace;
  newPutId(): string;
}

/** The body of a PUT, to be asked for only once everything else about the request is known to be good. */
export interface PutBody {
  /** Sends `100 Continue` where the client waits for it. */
  open(declaredBytes: number | undefined): IncomingBody;
  /** Told as soon as it is known whose upload this is. */
  onUpload(upload: Upload): void;
}

/**
 * One PUT to a pre-signed URL: signature, upload, Content-Type, length, checksums, quota of bytes; then the body; then the object.
 * The order is the contract's: nothing about uploads is told, and no byte of a body asked for, before the signature
 * holds.
 *
 * @throws AppError each refusal of the contract's section 2
 */
export async function put(incoming: Incoming, body: PutBody, deps: PutDeps): Promise<LandedPut> {
  const authorized = await authorizeBy(authorizePut, incoming, deps);
  const upload = await findUpload(authorized, deps.uploads);
  body.onUpload(upload);
  assertOpen(upload);
  assertContentType(upload, incoming.header('content-type'));
  const declared = declaredBytes(incoming, deps.place.maxBytes);
  const checksums = expectedChecksums(incoming);
  const room = await deps.uploads.byteRoom(upload, incoming.at);
  assertRoom(room, declared ?? 0);
  return landPut(
    {
      authorizedBy: authorized.verified,
      upload,
      putId: deps.newPutId(),
      declaredBytes: declared,
      checksums,
      room,
      openBody: () => body.open(declared),
    },
    deps.place,
  );
}

async function findUpload({ key }: Authorized, uploads: Pick<UploadStore, 'find'>): Promise<Upload> {
  const ref = uploadRefOf(key);
  const upload = ref && (await uploads.find(ref));
  if (upload === undefined || objectKey(upload) !== key) throw uploadUnknown();
  return upload;
}

function assertOpen(upload: Upload): void {
  const refusal = refusePut(upload);
  if (refusal !== undefined) throw putRefused(refusal);
}

const SHOWN_TYPE_LENGTH = 100;

function assertContentType(upload: Upload, received: string | undefined): void {
  const { fileContentType } = upload;
  if (acceptsContentType(fileContentType, received)) return;
  throw new AppError(
    'content_type_mismatch',
    `This URL is signed for the Content-Type ${SIGNED_CONTENT_TYPE[fileContentType]} (fileContentType ` +
      `${fileContentType}), and the request came with ${received?.slice(0, SHOWN_TYPE_LENGTH)}. ` +
      'Send the type that the pre-sign answer gives in its header x-upload-content-type.',
  );
}
