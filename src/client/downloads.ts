import { status } from './clearCalls.ts';
import type { Connection } from './connection.ts';
import { UnexpectedAnswerError } from './errors.ts';
import { isHttpUrl } from './httpUrl.ts';
import type {
  ActivityOptions,
  ErrorFileOptions,
  IngestedDocument,
  TemplateOptions,
} from './ingestionTypes.ts';
import { activity, activityPath } from './nativeCalls.ts';
import { openStream } from './stream.ts';

export function errorFile(
  connection: Connection,
  options: ErrorFileOptions,
): Promise<ReadableStream<Uint8Array> | null> {
  return options.format === 'xlsx' ? errorWorkbook(connection, options) : errorCsv(connection, options);
}

async function errorWorkbook(
  connection: Connection,
  options: ActivityOptions,
): Promise<ReadableStream<Uint8Array> | null> {
  const { links } = await activity(connection, options);
  if (typeof links?.errorsWorkbook !== 'string') return null;
  return openStream(connection, options, {
    url: `${connection.baseUrl}${activityPath(options)}/errors.xlsx`,
    withToken: true,
    what: 'an error workbook',
  });
}

/** By the signed URL that the status call hands out, which Clear's server has as well. */
async function errorCsv(
  connection: Connection,
  options: ErrorFileOptions,
): Promise<ReadableStream<Uint8Array> | null> {
  const templateType = options.templateType ?? (await activity(connection, options)).templateType;
  const { fileError } = await status(connection, { ...options, templateType });
  if (fileError === null || fileError === undefined) return null;
  if (!isHttpUrl(fileError.errorFileUrl)) {
    throw new UnexpectedAnswerError('error_file_url', `${connection.server} names no error file.`);
  }
  return openStream(connection, options, {
    url: fileError.errorFileUrl,
    withToken: false,
    what: 'an error file',
  });
}

export async function warnings(
  connection: Connection,
  options: ActivityOptions,
): Promise<ReadableStream<Uint8Array> | null> {
  const { warningCount } = await activity(connection, options);
  if (warningCount === 0) return null;
  return openStream(connection, options, {
    url: `${connection.baseUrl}${activityPath(options)}/warnings.csv`,
    withToken: true,
    what: 'a list of warnings',
  });
}

export async function template(
  connection: Connection,
  options: TemplateOptions,
): Promise<ReadableStream<Uint8Array>> {
  const { templateType, format = 'xlsx' } = options;
  const body = await openStream(connection, options, {
    url: `${connection.baseUrl}/api/v1/templates/${templateType}.${format}`,
    withToken: false,
    what: 'a template',
  });
  if (body !== null) return body;
  throw new UnexpectedAnswerError('template_empty', `${connection.server} sent an empty template.`);
}

/** NDJSON; a last line without its end means that the rest is missing. */
export async function* documents(
  connection: Connection,
  options: ActivityOptions,
): AsyncGenerator<IngestedDocument> {
  const url = `${connection.baseUrl}${activityPath(options)}/documents.ndjson`;
  const body = await openStream(connection, options, { url, withToken: true, what: 'documents' });
  if (body === null) return;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const lines = (rest + decoder.decode(value, { stream: !done })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield document(line, connection.server);
      if (done) break;
    }
    if (rest !== '') throw cutOff(connection.server);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function document(line: string, server: string): IngestedDocument {
  try {
    return JSON.parse(line);
  } catch {
    throw cutOff(server);
  }
}

function cutOff(server: string): UnexpectedAnswerError {
  return new UnexpectedAnswerError(
    'documents_malformed',
    `${server} sent documents that end in the middle. Ask again.`,
  );
}
