/** What the descriptions of our calls are put together from. */

export type Json = Readonly<Record<string, unknown>>;

export function operation(operationId: string, summary: string, responses: Json): Json {
  return { operationId, tags: ['operations'], summary, security: [], responses };
}

export function parameter(where: 'path' | 'query' | 'header', name: string, schema: Json): Json {
  return { in: where, name, required: true, schema };
}

export function objectParameters(): Json[] {
  return ['region', 'bucket', 'key'].map((name) => parameter('path', name, { type: 'string' }));
}

export function answerHeaders(): Json {
  return {
    'x-request-id': { $ref: '#/components/headers/RequestId' },
    'x-gst-intake-error': { $ref: '#/components/headers/Reason' },
  };
}

export function json(description: string, schema: unknown): Json {
  return { description, content: { 'application/json': { schema } } };
}

export function clear(description: string, schema: unknown): Json {
  return { ...json(description, schema), headers: answerHeaders() };
}

export function s3Error(description: string): Json {
  return {
    description,
    headers: answerHeaders(),
    content: { 'application/xml': { schema: { type: 'string' } } },
  };
}
