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
    ...findingPaths(path),
    [`${path}/cancel`]: {
      post: change(
        'cancelActivity',
        'Stop an activity that has not ended. Harmless when it is stopped already.',
        {
          200: view('The discarded activity.'),
          409: problem('The activity has ended.'),
        },
      ),
    },
    [`${path}/trail`]: {
      get: call('getActivityTrail', 'Who did what to an activity and its upload, oldest first.', {
        200: { ...json('The trail.', REF('ActivityTrail')), headers: answerHeaders() },
      }),
    },
    [`${path}/events`]: {
      get: call('watchActivity', 'Changes of one activity as they happen; ends with it.', {
        200: events('`end` when the activity has ended.'),
        422: problem('This call takes no parameters.'),
        503: problem('Too many streams are open: poll, or ask again after Retry-After.'),
      }),
    },
    [`${path}/discard`]: {
      get: call('previewDiscard', 'What discarding an activity would do to its documents; changes nothing.', {
        200: { ...json('Of the first 100,000 documents.', REF('DiscardPreview')), headers: answerHeaders() },
        409: problem('The activity has not ended.'),
        503: problem('Several previews are being made just now: ask again after Retry-After.'),
      }),
      post: change('discardActivity', 'Undo an activity that has ended: its documents stop counting.', {
        200: view('The discarded activity.'),
        409: problem('The activity has not ended.'),
      }),
    },
  };
}

/** `/api/v1/activities` and its stream. */
export function activityListPaths(): Json {
  const path = '/api/v1/activities';
  return {
    [path]: {
      get: {
        ...listCall('listActivities', "The workspace's activities, newest first, page by page.", {
          200: { ...json('One page.', REF('ActivityPage')), headers: answerHeaders() },
          422: problem('A parameter is wrong or unknown; the detail names each and what is allowed.'),
        }),
        parameters: listParameters(),
      },
    },
    [`${path}/events`]: {
      get: {
        ...listCall('watchActivities', 'What has not ended, then each change of an activity as it happens.', {
          200: events(
            '`reset` when more has changed since `Last-Event-ID` than is told one by one: fetch lists again.',
          ),
          422: problem('This call takes no parameters.'),
          503: problem('Too many streams are open: poll, or ask again after Retry-After.'),
        }),
        parameters: [
          {
            ...query('last-event-id', { type: 'string', description: 'Goes on where a stream was cut.' }),
            in: 'header',
          },
        ],
      },
    },
  };
}

function listParameters(): Json[] {
  return [
    query('state', { type: 'string', description: 'Values of ActivityState, several with commas.' }),
    query('templateType', { enum: ['sales', 'purchase'] }),
    query('search', { type: 'string', description: "Part of the file's name, whatever its case." }),
    query('from', { type: 'string', format: 'date', description: "First day, in the server's time zone." }),
    query('to', { type: 'string', format: 'date', description: 'Last day, likewise.' }),
    query('userId', { type: 'string', description: 'Who began it.' }),
    query('cursor', { type: 'string', description: '`next` of the page before, with the same filters.' }),
    query('limit', { type: 'integer', minimum: 1, maximum: 100, default: 25 }),
  ];
}

function events(more: string): Json {
  return {
    description: `Server-sent events: \`activity\`, whose data is an ActivityView, with an id to resume at; a comment every 15 seconds; ${more}`,
    headers: answerHeaders(),
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  };
}

function query(name: string, schema: Json): Json {
  return { in: 'query', name, required: false, schema };
}

/** What was found in the file of a completed activity, by rule and by pages. */
function findingPaths(path: string): Json {
  const kinds = {
    errors: {
      name: 'Error',
      what: 'errors',
      page: 'RefusedRowPage',
      rows: 'The refused rows as the user wrote them',
    },
    warnings: { name: 'Warning', what: 'warnings', page: 'WarningPage', rows: 'The warnings' },
  };
  return Object.fromEntries(
    Object.entries(kinds).flatMap(([kind, { name, what, page, rows }]) => [
      [
        `${path}/${kind}/groups`,
        {
          get: call(`get${name}Groups`, `The ${what} by rule, with counts and examples.`, {
            200: { ...json('The most frequent first.', REF('FindingGroups')), headers: answerHeaders() },
            ...findingProblems(),
          }),
        },
      ],
      [
        `${path}/${kind}`,
        {
          get: {
            ...call(`get${name}Page`, `${rows}, page by page.`, {
              200: { ...json('One page.', REF(page)), headers: answerHeaders() },
              ...findingProblems(),
              422: problem('offset, limit or rule is not one.'),
            }),
            parameters: pageParameters(kind === 'errors'),
          },
        },
      ],
    ]),
  );
}

function findingProblems(): Json {
  return {
    409: problem('The activity is not completed; or rows by rule of a file judged before those were noted.'),
    503: problem('Several imports are being looked through just now: ask again after Retry-After.'),
  };
}

function pageParameters(hasHeldBack: boolean): Json[] {
  const held = hasHeldBack ? '; `held_back`: only rows that another one holds back' : '';
  return [
    parameter('path', 'activityId', { type: 'string' }),
    query('offset', { type: 'integer', minimum: 0, default: 0 }),
    query('limit', { type: 'integer', minimum: 1, maximum: 500, default: 100 }),
    query('rule', { type: 'string', description: `Only what this rule found, such as G03${held}.` }),
  ];
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

/** A GET of an activity: a session reads without a CSRF token. */
function call(operationId: string, summary: string, responses: Json): Json {
  return {
    ...listCall(operationId, summary, {
      ...responses,
      404: problem('The workspace has no such activity, or the activity no such file.'),
    }),
    parameters: [parameter('path', 'activityId', { type: 'string' })],
  };
}

function change(operationId: string, summary: string, responses: Json): Json {
  return {
    ...call(operationId, summary, responses),
    security: [{ authToken: [] }, { bearerToken: [] }, { sessionCookie: [], csrfToken: [] }],
  };
}

function listCall(operationId: string, summary: string, responses: Json): Json {
  return {
    operationId,
    tags: ['native'],
    summary,
    security: [{ authToken: [] }, { bearerToken: [] }, { sessionCookie: [] }],
    parameters: [],
    responses: {
      ...responses,
      401: problem('The token is missing, unknown, revoked or expired.'),
      403: problem("The token's user may not do this, or a page of another site sent it."),
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
