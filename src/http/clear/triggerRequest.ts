import { AppError } from '../../errors.ts';
import type { Activity, FileError } from '../../ingestion/activity.ts';
import type { TriggerRequest } from '../../ingestion/trigger.ts';
import { parseTemplateType, TEMPLATE_TYPES, type TemplateType } from '../../uploads/upload.ts';
import { IngestionRefusal } from './ingestionErrors.ts';
import { type Problem, templateTypeUnknown, urlUnknown } from './ingestionRefusals.ts';
import { shown } from './shown.ts';

/** Clear's own templates; a workspace has none of its own yet. */
export const TEMPLATE_IDS: Readonly<Record<TemplateType, string>> = {
  sales: '618a5623836651c01c1498ad',
  purchase: '60e5613ff71f4a7aeca4336b',
};

/** In Unicode code points, as at the pre-sign. */
const MAX_TEXT_LENGTH = 1500;
const MAX_GSTINS = 1000;

export type ParsedTrigger = Omit<TriggerRequest, 'workspaceId' | 'userId'>;

type Fields = Readonly<Record<string, unknown>>;

/** What a trigger may say, beyond its shape. */
export interface TriggerRules {
  readonly isGstin: (text: string) => boolean;
  readonly isOurUrl: (url: string, templateType: TemplateType) => boolean;
  /** What `x-gst-intake-corrects` says, which has no place in Clear's body. */
  readonly corrects: Correction;
}

/** The activity that a file is said to correct. */
export interface Correction {
  /** As it was sent; undefined where it was not. */
  readonly given: string | undefined;
  /** The workspace's activity of that id. */
  readonly found: Pick<Activity, 'activityId' | 'templateType' | 'state'> | undefined;
}

export const CORRECTS_HEADER = 'x-gst-intake-corrects';

/**
 * What a trigger asks for.
 * @throws IngestionRefusal with everything that is wrong; AppError request_malformed where there is no JSON object
 */
export function parseTrigger(text: string, body: Buffer | undefined, rules: TriggerRules): ParsedTrigger {
  const json = parseObject(body);
  const problems = new Problems();
  const templateType = parseTemplateType(text);
  if (templateType === undefined) problems.add(templateTypeUnknown(text));
  const externalId = parseExternalId(json, problems);
  const args = problems.object(json, 'userInputArgs');
  const file = problems.object(json, 'fileInfo');
  const parsed = {
    templateType,
    externalId,
    templateId: args && parseTemplateId(args, templateType, problems),
    onlyGstins: args && parseGstins(args, rules, problems),
    s3FileUrl: file && problems.text(file, 'fileInfo.s3FileUrl')?.trim(),
    userFileName: file && problems.shortText(file, 'fileInfo.userFileName'),
    corrects: parseCorrects(rules.corrects, templateType, problems),
  };
  const { s3FileUrl } = parsed;
  if (s3FileUrl !== undefined && templateType !== undefined && !rules.isOurUrl(s3FileUrl, templateType)) {
    problems.add(urlUnknown(templateType));
  }
  problems.refuseAny();
  // Whatever is undefined in it was a problem.
  return parsed as ParsedTrigger;
}

function parseObject(body: Buffer | undefined): Fields {
  const json = body === undefined || body.length === 0 ? undefined : parseJson(body);
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Fields;
  throw new AppError(
    'request_malformed',
    'The body must be a JSON object with userInputArgs and fileInfo, in UTF-8. ' +
      (body === undefined || body.length === 0 ? 'There is none.' : 'This one is none.'),
  );
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

function parseExternalId(json: Fields, problems: Problems): string | null | undefined {
  return json['externalId'] === undefined || json['externalId'] === null
    ? null
    : problems.shortText(json, 'externalId', { mayBeEmpty: true });
}

function parseTemplateId(
  args: Fields,
  register: TemplateType | undefined,
  problems: Problems,
): string | undefined {
  const field = 'userInputArgs.templateId';
  const templateId = problems.text(args, field)?.trim().toLowerCase();
  if (templateId === undefined || register === undefined || templateId === TEMPLATE_IDS[register]) {
    return templateId;
  }
  const owner = TEMPLATE_TYPES.find((type) => TEMPLATE_IDS[type] === templateId);
  problems.add(
    invalid({
      errorCode: 'UNKNOWN_TEMPLATE',
      errorField: field,
      errorValues: [shown(templateId)],
      errorMessage:
        owner === undefined
          ? `${field}: this workspace has no template '${shown(templateId)}'.`
          : `${field}: '${templateId}' is the template for ${owner}, and this call is for ${register}.`,
      errorResolution:
        `Send ${TEMPLATE_IDS[register]} for ${register}` +
        (owner === undefined ? '.' : `, or call …/ingest/file/${owner}.`),
    }),
  );
  return undefined;
}

function parseGstins(args: Fields, rules: TriggerRules, problems: Problems): string[] | undefined {
  const field = 'userInputArgs.gstins';
  const value = args['gstins'];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length > MAX_GSTINS) {
    problems.add(
      invalid({
        errorCode: 'INVALID_VALUE',
        errorField: field,
        errorValues: null,
        errorMessage: `${field}: must be a list of at most ${MAX_GSTINS} GSTINs.`,
        errorResolution: 'Send it as in ["27AAPFU0939F1ZV"], or leave it out.',
      }),
    );
    return undefined;
  }
  const given = value.filter((each) => typeof each !== 'string' || each.trim() !== '');
  const gstins = given.map((each) =>
    typeof each === 'string' ? each.replace(/\s+/g, '').toUpperCase() : '',
  );
  const wrong = given
    .filter((_, place) => !rules.isGstin(gstins[place] ?? ''))
    .map((each) => shown(String(each)));
  if (wrong.length > 0) {
    problems.add(
      invalid({
        errorCode: 'INVALID_GSTIN',
        errorField: field,
        errorValues: wrong.slice(0, 10),
        errorMessage: `${field}: ${wrong.length === 1 ? 'one of them is' : `${wrong.length} of them are`} no valid GSTIN.`,
        errorResolution:
          'A GSTIN has 15 letters and digits, the last of which checks the others. Correct or remove it.',
      }),
    );
  }
  return [...new Set(gstins)];
}

function parseCorrects(
  { given, found }: Correction,
  register: TemplateType | undefined,
  problems: Problems,
): string | null {
  if (given === undefined) return null;
  const isSameRegister = found?.templateType === register;
  const isOpen = found?.state === 'queued' || found?.state === 'running';
  if (found !== undefined && (isSameRegister || register === undefined) && !isOpen) return found.activityId;
  const isOtherRegister = found !== undefined && !isSameRegister;
  problems.add(
    invalid({
      errorCode: isOpen && isSameRegister ? 'ACTIVITY_NOT_ENDED' : 'UNKNOWN_ACTIVITY',
      errorField: CORRECTS_HEADER,
      errorValues: [shown(given)],
      errorMessage:
        isOpen && isSameRegister
          ? `${CORRECTS_HEADER}: that activity has not ended yet, so that there is nothing to correct.`
          : isOtherRegister
            ? `${CORRECTS_HEADER}: that activity is of the register for ${found.templateType}, and this call is for ${register}.`
            : `${CORRECTS_HEADER}: your workspace has no activity '${shown(given)}'.`,
      errorResolution:
        isOpen && isSameRegister
          ? 'Wait until it has ended, or leave the header out.'
          : 'Send the activityId of the import whose rows this file corrects, 24 hexadecimal digits, or leave the header out.',
    }),
  );
  return null;
}

function invalid(error: FileError): Problem {
  return { code: 'trigger_invalid', error };
}

/** Gathers what is wrong, so that a caller mends everything at once. */
class Problems {
  readonly #found: Problem[] = [];

  add(problem: Problem): void {
    this.#found.push(problem);
  }

  /** @throws IngestionRefusal */
  refuseAny(): void {
    const [first] = this.#found;
    if (first === undefined) return;
    throw new IngestionRefusal(
      first.code,
      this.#found.map(({ error }) => error),
    );
  }

  object(parent: Fields, field: string): Fields | undefined {
    const value = parent[field];
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
    this.#missing(field, value, 'a JSON object');
    return undefined;
  }

  /** @param path ends with the name of the field in `parent` */
  text(parent: Fields, path: string, { mayBeEmpty = false } = {}): string | undefined {
    const value = parent[path.slice(path.lastIndexOf('.') + 1)];
    if (typeof value === 'string' && (mayBeEmpty || value.trim() !== '')) return value;
    this.#missing(path, value, 'a text that is not empty');
    return undefined;
  }

  /** Likewise, for texts that are kept as they are. */
  shortText(parent: Fields, path: string, options: { mayBeEmpty?: boolean } = {}): string | undefined {
    const value = this.text(parent, path, options);
    if (value === undefined) return undefined;
    const isWhole = value.isWellFormed() && !value.includes('\0');
    if (isWhole && (value.length <= MAX_TEXT_LENGTH || [...value].length <= MAX_TEXT_LENGTH)) return value;
    this.add(
      invalid({
        errorCode: 'INVALID_VALUE',
        errorField: path,
        errorValues: [shown(value)],
        errorMessage: isWhole
          ? `${path}: has more than ${MAX_TEXT_LENGTH} characters.`
          : `${path}: contains a NUL character or half a character.`,
        errorResolution: isWhole ? 'Shorten it.' : 'Send the text without it.',
      }),
    );
    return undefined;
  }

  #missing(field: string, value: unknown, wanted: string): void {
    const isMissing = value === undefined || value === null;
    this.add(
      invalid({
        errorCode: isMissing ? 'MISSING_FIELD' : 'INVALID_VALUE',
        errorField: field,
        errorValues: isMissing ? null : [shown(typeof value === 'string' ? value : JSON.stringify(value))],
        errorMessage: isMissing ? `${field}: is missing.` : `${field}: must be ${wanted}.`,
        errorResolution: `Send ${field} as ${wanted}.`,
      }),
    );
  }
}
