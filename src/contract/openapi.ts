import { ActivityPage, ActivityTrail, DiscardPreview } from './activityLists.ts';
import { AccessToken, AccessTokenErrors, ClearErrorArray, PresignResponse } from './clear.ts';
import {
  StatusRefused,
  StatusResponse,
  TriggerRefused,
  TriggerRequest,
  TriggerResponse,
} from './clearIngestion.ts';
import { FindingGroups, RefusedRowPage, WarningPage } from './findings.ts';
import { ActivityView, IngestedDocument } from './native.ts';
import { accessToken, generatePreSign, ingestionStatus, triggerIngestion } from './openapiClear.ts';
import { activityListPaths, activityPaths, templatePaths } from './openapiNative.ts';
import { answerHeaders, type Json, json, objectParameters, operation, s3Error } from './openapiParts.ts';
import { sessionPaths } from './openapiSession.ts';
import { Health, Problem, Readiness } from './problem.ts';
import { SessionView, SignInRequest } from './session.ts';

/** OpenAPI 3.1 of everything this server answers; its schemas are the TypeBox ones, which are JSON Schema already. */
export function openapiDocument(facts: { readonly version: string; readonly serverUrl: string }): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'gst-intake',
      version: facts.version,
      description:
        "Clear's file-ingestion API for GST registers, self-hosted. Clear's bodies are kept to the letter.",
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: facts.serverUrl }],
    tags: [
      { name: 'clear', description: "Clear's calls, with Clear's bodies and status codes." },
      { name: 'native', description: 'Our own calls: what Clear has no call for.' },
      { name: 'storage', description: 'The gateway that pre-signed URLs lead to; it answers as S3 does.' },
      { name: 'operations', description: 'For those who run the server.' },
    ],
    paths: {
      '/integration/v1/authz/token': { get: accessToken() },
      '/integration/v1/generatePreSign/{templateType}': { get: generatePreSign() },
      '/integration/v1/ingest/file/{templateType}': { post: triggerIngestion() },
      '/integration/v1/ingest/file/{templateType}/status/{activityId}': { get: ingestionStatus() },
      ...sessionPaths(),
      ...activityListPaths(),
      ...activityPaths(),
      ...templatePaths(),
      '/v1/{region}/{bucket}/{key}': {
        put: putObject(),
        get: getObject('getDownload'),
        head: getObject('headDownload'),
      },
      '/healthz': { get: operation('health', 'The process lives.', { 200: json('It does.', Health) }) },
      '/readyz': {
        get: operation('readiness', 'Whether requests should be sent here.', {
          200: json('Yes.', Readiness),
          503: json('Not now.', Readiness),
        }),
      },
      '/metrics': {
        get: operation('metrics', 'Prometheus text.', {
          200: { description: 'All metrics.', content: { 'text/plain': { schema: { type: 'string' } } } },
        }),
      },
      '/openapi.json': {
        get: operation('openapi', 'This document.', { 200: json('OpenAPI 3.1.', { type: 'object' }) }),
      },
    },
    components: {
      schemas: {
        AccessToken,
        AccessTokenErrors,
        PresignResponse,
        ClearErrorArray,
        TriggerRequest,
        TriggerResponse,
        TriggerRefused,
        StatusResponse,
        StatusRefused,
        ActivityView,
        ActivityPage,
        ActivityTrail,
        DiscardPreview,
        IngestedDocument,
        FindingGroups,
        RefusedRowPage,
        WarningPage,
        SignInRequest,
        SessionView,
        Problem,
      },
      headers: {
        RequestId: { description: 'Name it when you ask for help.', schema: { type: 'string' } },
        Reason: { description: 'The finer reason of a refusal.', schema: { type: 'string' } },
      },
      securitySchemes: {
        authToken: { type: 'apiKey', in: 'header', name: 'x-cleartax-auth-token' },
        clientSecret: { type: 'apiKey', in: 'header', name: 'x-clear-client-secret' },
        sessionCookie: { type: 'apiKey', in: 'cookie', name: 'gst-intake-session' },
        csrfToken: {
          type: 'apiKey',
          in: 'header',
          name: 'x-gst-intake-csrf',
          description: "The session's. Reads under /api/v1 do without.",
        },
        bearerToken: { type: 'http', scheme: 'bearer' },
        presignedQuery: { type: 'apiKey', in: 'query', name: 'X-Amz-Signature' },
      },
    },
  };
}

function putObject(): Json {
  return {
    operationId: 'putObject',
    tags: ['storage'],
    summary: 'Upload the file to the URL that generatePreSign returned.',
    security: [{ presignedQuery: [] }],
    parameters: objectParameters(),
    requestBody: { required: true, content: { 'application/octet-stream': {} } },
    responses: {
      200: {
        description: 'The whole file is stored and survives a power cut.',
        headers: { ...answerHeaders(), etag: { description: 'Opaque.', schema: { type: 'string' } } },
      },
      '4XX': s3Error('The request is refused; nothing is stored.'),
      '5XX': s3Error('The file may be stored, whole, or not: send it again.'),
    },
  };
}

function getObject(operationId: string): Json {
  return {
    operationId,
    tags: ['storage'],
    summary: 'Fetch a file that this server handed out a pre-signed link to.',
    security: [{ presignedQuery: [] }],
    parameters: objectParameters(),
    responses: {
      200: {
        description: 'The file.',
        headers: answerHeaders(),
        content: { 'application/octet-stream': {} },
      },
      206: { description: 'The range asked for.', headers: answerHeaders() },
      '4XX': s3Error('The link is not good (any more).'),
    },
  };
}
