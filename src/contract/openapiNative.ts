import { answerHeaders, type Json, json, parameter } from './openapiParts.ts';

const REF = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

/** Everything under `/api/v1/activities/{activityId}`. */
export function activityPaths(): Json {
  const path = '/api/v1/activities/{activityId}';
  return {
    [path]: {
      get: call('getActivity', 'Live counts of an activity, and what came of it.', {
        200: view('The activity.'),
      }),
    },
    [`${path}/documents.ndjson`]: {
      get: call('getDocuments', 'What a completed activity took in, one JSON object a line.', {
        200: {
          description: 'One document a line, in the order of the file. A last line without an end is a cut.',
          headers: answerHeaders(),
          content: { 'application/x-ndjson': { schema: REF('IngestedDocument') } },
        },
        409: problem('The activity is not completed.'),
      }),
    },
    [`${path}/errors.csv`]: {
      get: call('getErrors', 'The refused rows with what is wrong, to be corrected and sent again.', {
        200: file('UTF-8 CSV.'),
      }),
    },
    [`${path}/errors.xlsx`]: {
      get: call(
        'getErrorsWorkbook',
        'The refused rows as a workbook that shows in place what is wrong, to be corrected and sent again.',
        {
          200: {
            description:
              'An XLSX workbook: the sheets Errors, Summary and, where something was warned about, Warnings. It comes without a length.',
            headers: answerHeaders(),
            content: { 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': {} },
          },
          503: problem('Enough workbooks are being made just now: ask again after Retry-After.'),
        },
      ),
    },
    [`${path}/warnings.csv`]: {
      get: call('getWarnings', 'What was taken in and may still be wrong.', { 200: file('UTF-8 CSV.') }),
    },
    [`${path}/cancel`]: {
      post: call(
        'cancelActivity',
        'Stop an activity that has not ended. Harmless when it is stopped already.',
        {
          200: view('The discarded activity.'),
          409: problem('The activity has ended.'),
        },
      ),
    },
    [`${path}/discard`]: {
      post: call('discardActivity', 'Undo an activity that has ended: its documents stop counting.', {
        200: view('The discarded activity.'),
        409: problem('The activity has not ended.'),
      }),
    },
  };
}

/** `/api/v1/templates/…`: registers to fill in, for anybody. */
export function templatePaths(): Json {
  const registers = { sales: 'Sales', purchase: 'Purchase' };
  const formats = { xlsx: 'a workbook with lists and explanations', csv: 'UTF-8 CSV' };
  return Object.fromEntries(
    Object.entries(registers).flatMap(([register, name]) =>
      Object.entries(formats).map(([format, what]) => [
        `/api/v1/templates/${register}.${format}`,
        {
          get: {
            operationId: `get${name}Template${format === 'csv' ? 'Csv' : ''}`,
            tags: ['native'],
            summary: `The ${register} register to fill in, with an example: ${what}.`,
            security: [],
            parameters: [],
            responses: {
              200: file('The template.'),
              304: { description: 'It is the one that If-None-Match names.', headers: answerHeaders() },
              '5XX': problem('Something unforeseen happened.'),
            },
          },
        },
      ]),
    ),
  );
}

function call(operationId: string, summary: string, responses: Json): Json {
  return {
    operationId,
    tags: ['native'],
    summary,
    security: [{ authToken: [] }, { bearerToken: [] }],
    parameters: [parameter('path', 'activityId', { type: 'string' })],
    responses: {
      ...responses,
      401: problem('The token is missing, unknown, revoked or expired.'),
      403: problem("The token's user may not do this."),
      404: problem('The workspace has no such activity, or the activity no such file.'),
      '5XX': problem('Something unforeseen happened, or the server is busy.'),
    },
  };
}

function view(description: string): Json {
  return { ...json(description, REF('ActivityView')), headers: answerHeaders() };
}

function file(description: string): Json {
  return { description, headers: answerHeaders(), content: { 'application/octet-stream': {} } };
}

function problem(description: string): Json {
  return {
    description,
    headers: answerHeaders(),
    content: { 'application/problem+json': { schema: REF('Problem') } },
  };
}
