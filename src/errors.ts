/**
 * Every refusal that the product knows by name. The codes up to `unavailable` are also the values of the
 * response header `x-gst-intake-error`; the rest stay on the operator's side of the house.
 */
export type ErrorCode =
  | 'token_invalid'
  | 'client_secret_invalid'
  | 'csrf_missing'
  | 'too_many_attempts'
  | 'license_expired'
  | 'permission_denied'
  | 'header_missing'
  | 'parameter_missing'
  | 'file_name_empty'
  | 'file_name_too_long'
  | 'file_name_invalid'
  | 'file_name_repeated'
  | 'file_content_type_unknown'
  | 'template_type_unknown'
  | 'quota_exceeded'
  | 'url_expired'
  | 'url_not_yet_valid'
  | 'signature_mismatch'
  | 'content_type_mismatch'
  | 'upload_unknown'
  | 'upload_closed'
  | 'upload_missing'
  | 'trigger_invalid'
  | 'activity_unknown'
  | 'tenant_invalid'
  | 'presign_malformed'
  | 'header_not_signed'
  | 'method_not_allowed'
  | 'digest_mismatch'
  | 'body_incomplete'
  | 'encoding_unsupported'
  | 'too_large'
  | 'too_slow'
  | 'disk_full'
  | 'internal'
  | 'route_unknown'
  | 'request_malformed'
  | 'unavailable'
  | 'settings_invalid'
  | 'input_invalid'
  | 'not_found'
  | 'conflict'
  | 'file_refused';

/**
 * Bad news with a name: the message is written for the person who reads it and may be shown to them.
 * Whatever else is thrown is a bug or an outage; an edge logs it and answers `internal`.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  /** Facts an edge may need to build its answer, e.g. `retryAfterSeconds`. Never a secret. */
  readonly facts: Readonly<Record<string, string | number>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { facts?: Readonly<Record<string, string | number>>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.facts = options.facts ?? {};
  }
}
