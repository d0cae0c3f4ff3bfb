import type { ErrorCode } from '../../errors.ts';
import type { FileError } from '../../ingestion/activity.ts';
import type { TriggerOutcome } from '../../ingestion/ports.ts';
import type { TooLarge } from '../../ingestion/trigger.ts';
import { TEMPLATE_TYPES, type TemplateType } from '../../uploads/upload.ts';
import { IngestionRefusal } from './ingestionErrors.ts';
import { shown } from './shown.ts';

const URL_FIELD = 'fileInfo.s3FileUrl';

/** A code of `x-gst-intake-error` with what the caller reads. */
export interface Problem {
  readonly code: ErrorCode;
  readonly error: FileError;
}

export function refusal({ code, error }: Problem): IngestionRefusal {
  return new IngestionRefusal(code, [error]);
}

/** The URL is not repeated: its query is a credential. */
export function urlUnknown(templateType: TemplateType): Problem {
  return {
    code: 'upload_unknown',
    error: {
      errorCode: 'UNKNOWN_FILE_URL',
      errorField: URL_FIELD,
      errorValues: null,
      errorMessage: `${URL_FIELD}: is no URL that this server gave to your workspace for ${templateType}.`,
      errorResolution: `Send the preSignedS3Url of generatePreSign/${templateType} as it came, with its query or without.`,
    },
  };
}

/** Why the upload of a good URL cannot be ingested. */
export function uploadRefused(
  refused: Exclude<TriggerOutcome, { activity: unknown }> | TooLarge,
  templateType: TemplateType,
): IngestionRefusal {
  if (refused.outcome === 'unknown') return refusal(urlUnknown(templateType));
  if (refused.outcome === 'tooLarge' || refused.outcome === 'overQuota')
    return refusal(fileTooLarge(refused));
  const isMissing = refused.outcome === 'notLanded';
  return refusal({
    code: isMissing ? 'upload_missing' : 'upload_closed',
    error: {
      errorCode: isMissing ? 'FILE_NOT_UPLOADED' : 'FILE_NO_LONGER_AVAILABLE',
      errorField: URL_FIELD,
      errorValues: null,
      errorMessage: isMissing
        ? `${URL_FIELD}: no file was uploaded to this URL yet.`
        : `${URL_FIELD}: the upload was closed, because its token or user was revoked or nobody ingested it in time.`,
      errorResolution: isMissing
        ? 'PUT the file to the URL, wait for the answer 200, then send this call again.'
        : 'Request a new URL, PUT the file to it, and ingest that one.',
    },
  });
}

function fileTooLarge(refused: TooLarge): Problem {
  const { bytes } = refused;
  const facts = { errorField: URL_FIELD, errorValues: [String(bytes)] };
  if (refused.outcome === 'overQuota') {
    const { left, per } = refused.room;
    return {
      code: 'quota_exceeded',
      error: {
        ...facts,
        errorCode: 'API_QUOTA_EXCEEDED',
        errorMessage: `${URL_FIELD}: the file has ${bytes} bytes, and the workspace may upload ${left} more in this ${per}.`,
        errorResolution: `Upload it once the next ${per} has begun, or ask the operator for a larger quota.`,
      },
    };
  }
  return {
    code: 'too_large',
    error: {
      ...facts,
      errorCode: 'FILE_TOO_LARGE',
      errorMessage: `${URL_FIELD}: the file has ${bytes} bytes, and one upload may have ${refused.maxBytes}. It was removed.`,
      errorResolution: 'Split the register into several files, and upload each with a URL of its own.',
    },
  };
}

export function templateTypeUnknown(text: string): Problem {
  return {
    code: 'template_type_unknown',
    error: {
      errorCode: 'UNKNOWN_TEMPLATE_TYPE',
      errorField: 'templateType',
      errorValues: [shown(text)],
      errorMessage: `templateType: '${shown(text)}' is not known.`,
      errorResolution: `Call …/ingest/file/${TEMPLATE_TYPES.join('… or …/ingest/file/')}…`,
    },
  };
}

/** The same for an activity of another workspace or register as for one that nobody has. */
export function activityUnknown(templateType: TemplateType): IngestionRefusal {
  return refusal({
    code: 'activity_unknown',
    error: {
      errorCode: 'UNKNOWN_ACTIVITY',
      errorField: 'activityId',
      errorValues: null,
      errorMessage: `activityId: your workspace has no such activity for ${templateType}.`,
      errorResolution: 'Send the activityId that the trigger answered, with the templateType of that call.',
    },
  });
}
