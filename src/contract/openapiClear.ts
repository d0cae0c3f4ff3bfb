import { answerHeaders, clear, type Json, parameter } from './openapiParts.ts';

const REF = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

/** `GET authz/token`. */
export function accessToken(): Json {
  const refusal = (description: string): Json => clear(description, REF('AccessTokenErrors'));
  return {
    operationId: 'accessToken',
    tags: ['clear'],
    summary: "Exchange a client secret for a token, which ends the secret's previous one.",
    security: [{ clientSecret: [] }],
    responses: {
      200: clear('The token, good for 24 hours.', REF('AccessToken')),
      401: refusal('The client secret is missing, unknown or revoked, or its user is disabled.'),
      405: refusal('Another method than GET.'),
      429: refusal('The secret has fetched 288 tokens today: `Retry-After` says when to ask again.'),
      500: refusal('Something unforeseen happened.'),
    },
  };
}

export function generatePreSign(): Json {
  const refusal = (description: string): Json =>
    clear(description, { $ref: '#/components/schemas/PresignResponse' });
  return {
    operationId: 'generatePreSign',
    tags: ['clear'],
    summary: 'Get a pre-signed URL to upload one register to.',
    security: [{ authToken: [] }, { sessionCookie: [], csrfToken: [] }],
    parameters: [
      parameter('path', 'templateType', { enum: ['sales', 'purchase'] }),
      parameter('query', 'fileName', { type: 'string', minLength: 1, maxLength: 1500 }),
      parameter('header', 'fileContentType', { enum: ['XLSX', 'XLS', 'CSV'] }),
    ],
    responses: {
      200: {
        ...refusal('CREATED with the URL, or FAILED with what is wrong with the request.'),
        headers: {
          ...answerHeaders(),
          'x-upload-content-type': {
            description: 'The Content-Type that the PUT must send.',
            schema: { type: 'string' },
          },
        },
      },
      401: refusal('The token is missing, unknown, revoked or expired.'),
      403: refusal('The license has run out, the user may not create invoices, or the quota is used up.'),
      405: clear('Another method than GET.', { $ref: '#/components/schemas/ClearErrorArray' }),
      500: clear(
        'A header or parameter is absent, or something unforeseen happened: an array, as Clear sends it.',
        {
          $ref: '#/components/schemas/ClearErrorArray',
        },
      ),
    },
  };
}

/** `POST ingest/file/{templateType}`. */
export function triggerIngestion(): Json {
  const refusal = (description: string): Json => clear(description, REF('TriggerRefused'));
  return {
    operationId: 'triggerIngestion',
    tags: ['clear'],
    summary: 'Ingest an uploaded file. A second call for the same upload answers the same activity.',
    security: [{ authToken: [] }, { sessionCookie: [], csrfToken: [] }],
    parameters: [parameter('path', 'templateType', { enum: ['sales', 'purchase'] })],
    requestBody: { required: true, content: { 'application/json': { schema: REF('TriggerRequest') } } },
    responses: {
      201: clear('Ingestion has begun.', REF('TriggerResponse')),
      400: refusal('Everything that is wrong with the request, at once.'),
      ...commonRefusals(refusal, 'POST'),
    },
  };
}

/** `GET …/status/{activityId}`. */
export function ingestionStatus(): Json {
  const refusal = (description: string): Json => clear(description, REF('StatusRefused'));
  return {
    operationId: 'ingestionStatus',
    tags: ['clear'],
    summary: 'How far an activity is, and what became of its rows.',
    security: [{ authToken: [] }, { sessionCookie: [], csrfToken: [] }],
    parameters: [
      parameter('path', 'templateType', { enum: ['sales', 'purchase'] }),
      parameter('path', 'activityId', { type: 'string' }),
      parameter('query', 'tenant', {
        enum: ['GSTSALES', 'MAXITC'],
        description: 'GSTSALES for sales, MAXITC for purchase.',
      }),
    ],
    responses: {
      200: clear('The activity.', REF('StatusResponse')),
      400: refusal('The activity is unknown, or tenant is missing or does not belong to the register.'),
      ...commonRefusals(refusal, 'GET'),
    },
  };
}

function commonRefusals(refusal: (description: string) => Json, method: string): Json {
  return {
    401: refusal('The token is missing, unknown, revoked or expired.'),
    403: refusal("The token's user may not do this."),
    405: refusal(`Another method than ${method}.`),
    500: refusal('Something unforeseen happened.'),
  };
}
