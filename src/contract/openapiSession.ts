import { answerHeaders, type Json, json } from './openapiParts.ts';

const REF = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const COOKIE: Json = {
  'set-cookie': {
    description:
      '`gst-intake-session`, at `/` under https `__Host-gst-intake-session`: HttpOnly, SameSite=Strict.',
    schema: { type: 'string' },
  },
};

/** `/api/v1/session`: who is signed in on a page. */
export function sessionPaths(): Json {
  return {
    '/api/v1/session': {
      post: {
        operationId: 'signIn',
        tags: ['native'],
        summary:
          'An API token for a cookie that lasts twelve hours at most, and never longer than the token.',
        security: [],
        parameters: [],
        requestBody: { required: true, content: { 'application/json': { schema: REF('SignInRequest') } } },
        responses: {
          200: view('Who is signed in, and where.', { ...answerHeaders(), ...COOKIE }),
          400: problem('The body is not sent as application/json.'),
          401: problem('The token is unknown, revoked or expired.'),
          403: problem('A page of another site sent it.'),
          422: problem('The body is not what it must be.'),
          429: problem('Signing in failed too often from this address: try again after Retry-After.'),
          '5XX': problem('Something unforeseen happened.'),
        },
      },
      get: {
        operationId: 'getSession',
        tags: ['native'],
        summary: 'Who is signed in, and where.',
        security: [{ sessionCookie: [] }],
        parameters: [],
        responses: {
          200: view('It is they.', answerHeaders()),
          401: problem('Nobody is signed in, or the session has ended.'),
          '5XX': problem('Something unforeseen happened.'),
        },
      },
      delete: {
        operationId: 'signOut',
        tags: ['native'],
        summary: 'End the session. Harmless when it has ended already.',
        security: [{ sessionCookie: [], csrfToken: [] }],
        parameters: [],
        responses: {
          204: { description: 'Nobody is signed in any more.', headers: { ...answerHeaders(), ...COOKIE } },
          403: problem('The CSRF token is missing or not of this session.'),
          '5XX': problem('Something unforeseen happened.'),
        },
      },
    },
  };
}

function view(description: string, headers: Json): Json {
  return { ...json(description, REF('SessionView')), headers };
}

function problem(description: string): Json {
  return {
    description,
    headers: answerHeaders(),
    content: { 'application/problem+json': { schema: REF('Problem') } },
  };
}
