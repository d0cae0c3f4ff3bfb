import type { IncomingMessage, ServerResponse } from 'node:http';
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerFactory,
} from 'fastify';
import type { FetchToken } from '../accounts/clientSecret.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { AnsweredCall, TracedCall, Tracing } from '../telemetry/ports.ts';
import type { Clock } from '../uploads/pace.ts';
import type { Presign } from '../uploads/presign.ts';
import { parseTemplateType } from '../uploads/upload.ts';
import { prepareAdmission } from './admit.ts';
import { type IngestionDeps, registerIngestion } from './clear/ingestion.ts';
import { registerPresign } from './clear/presign.ts';
import { registerToken } from './clear/token.ts';
import { type ConsoleDeps, registerConsole } from './console/console.ts';
import { sendError } from './dialect.ts';
import { isFailure } from './failure.ts';
import type { Metrics } from './metrics.ts';
import { type ActivityDeps, registerActivities } from './native/activities.ts';
import { registerSession, type SessionDeps } from './native/session.ts';
import { registerTemplates, type TemplateDeps } from './native/templates.ts';
import { type ReadinessChecks, registerOperations } from './operations.ts';
import { withoutPrefix } from './pathPrefix.ts';
import { sessionCookieName } from './sessionCookie.ts';
import { ignoreBodies } from './unwantedBody.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whom and what the request turned out to be about, for its log line. */
    facts: { readonly workspaceId: string; readonly uploadId?: string; readonly activityId?: string } | null;
  }
  interface FastifyContextConfig {
    /** Which call of an upload's trace the route is. */
    traced?: TracedCall;
    /** Answers for as long as its caller listens: how long it took says nothing. */
    isStream?: boolean;
  }
}

/** Fastify's default of 100 characters would answer 414 to a long template type instead of naming it. */
const MAX_PARAMETER_LENGTH = 20_000;

/** What our own calls tell, refusals too, is nobody else's: no cache keeps it, no other site hears of it or loads it. */
const PRIVATE = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

/** A mode that must never be taken for the normal one. */
export interface ServerMode {
  readonly name: 'emulator';
  /** Its own routes. */
  register(app: FastifyInstance): void;
  /** Every request comes by here before anybody answers it. */
  front(request: IncomingMessage, response: ServerResponse, next: () => void): void;
}

export interface AppDeps {
  readonly presign: Presign;
  readonly fetchToken: FetchToken;
  readonly ingestion: IngestionDeps;
  readonly activities: Omit<ActivityDeps, 'authenticate' | 'log' | 'clock'>;
  readonly session: SessionDeps;
  readonly console: Pick<ConsoleDeps, 'directory' | 'uploadOrigins'>;
  readonly templates: TemplateDeps;
  readonly newUploadId: () => string;
  readonly requestId: (request: IncomingMessage) => string;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Undefined where no traces are asked for. */
  readonly tracing?: Tracing | undefined;
  readonly version: string;
  readonly checks: ReadinessChecks;
  readonly watched: ReadinessChecks;
  readonly isDraining: () => boolean;
  readonly openapi: () => Promise<unknown>;
  /** Set where the server runs in a mode of its own, such as the emulator's. */
  readonly mode?: ServerMode;
  /** Path under which a proxy publishes us, without a slash at the end; empty for none. */
  readonly pathPrefix: string;
}

/** Everything but the storage gateway: Clear's calls, our own, and operations. */
export function createApp(deps: AppDeps, serverFactory: FastifyServerFactory): FastifyInstance {
  const { log, metrics, pathPrefix } = deps;
  const app = Fastify({
    serverFactory,
    logger: false,
    genReqId: (raw) => deps.requestId(raw as IncomingMessage),
    exposeHeadRoutes: false,
    // What is not parsed is the server's to answer; Fastify would add an answer of its own.
    clientErrorHandler: () => undefined,
    routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
    rewriteUrl: ({ url = '/' }) => withoutPrefix(url, pathPrefix),
    frameworkErrors: (error, request, reply) => {
      setOwnHeaders(request, reply);
      sendError(request, reply, error);
    },
  });
  app.decorateRequest('facts', null);
  app.decorateRequest('sessionCookieName', sessionCookieName(deps.session.cookies));
  prepareAdmission(app);
  ignoreBodies(app, deps.clock);

  app.addHook('onRequest', (request, reply, done) => {
    setOwnHeaders(request, reply);
    if (deps.isDraining()) reply.header('connection', 'close');
    assertHost(request, reply);
    done();
  });
  const answered = (request: FastifyRequest, reply: FastifyReply) => noteAnswer(deps, request, reply);
  app.addHook('onRequest', (request, reply, done) => {
    // Fastify takes an answer that its caller cuts off for none; a stream hardly ever ends otherwise.
    if (request.routeOptions.config.isStream === true) {
      reply.raw.once('close', () => reply.raw.writableFinished || answered(request, reply));
    }
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    answered(request, reply);
    done();
  });
  app.setErrorHandler((error, request, reply) => {
    sendError(request, reply, error);
    if (isFailure(error, String(reply.getHeader('x-gst-intake-error')))) {
      log.error(
        { requestId: request.id, route: request.routeOptions.url ?? 'unknown', error },
        'request failed',
      );
    }
    return reply;
  });
  registerPresign(app, { presign: deps.presign, newUploadId: deps.newUploadId, onIssued: metrics.issued });
  registerToken(app, deps);
  registerIngestion(app, deps.ingestion);
  const { clock } = deps;
  registerActivities(app, { ...deps.activities, authenticate: deps.ingestion.authenticate, log, clock });
  registerSession(app, { ...deps.session, version: deps.version, mode: deps.mode?.name, clock });
  registerTemplates(app, deps.templates);
  registerOperations(app, { ...deps, mode: deps.mode?.name });
  const pages = registerConsole(app, {
    ...{ ...deps.console, pathPrefix, version: deps.version },
    mode: deps.mode?.name,
  });
  app.setNotFoundHandler(
    async (request, reply) =>
      (await pages.notFound(request, reply)) ??
      sendError(
        request,
        reply,
        new AppError('route_unknown', `There is no ${request.method} call at this path. See /openapi.json.`),
      ),
  );
  deps.mode?.register(app);
  return app;
}

/** Counts, measures and logs. */
function noteAnswer(
  { log, metrics, tracing }: Pick<AppDeps, 'log' | 'metrics' | 'tracing'>,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const { isStream = false } = request.routeOptions.config;
  const code = reply.getHeader('x-gst-intake-error') as string | undefined;
  const answered = {
    requestId: request.id,
    method: request.method,
    route: request.routeOptions.url ?? 'unknown',
    status: reply.statusCode,
    code,
    durationMs: Math.round(reply.elapsedTime * 100) / 100,
    workspaceId: request.facts?.workspaceId,
    uploadId: request.facts?.uploadId,
    activityId: request.facts?.activityId,
  };
  metrics.request({ ...answered, isStream: isStream && reply.statusCode === 200 });
  if (code !== undefined) metrics.refused(code);
  log.info(answered, 'answered');
  if (tracing !== undefined) traceCall(request, answered, tracing);
}

/** @param answered what was measured and learned about it */
function traceCall(
  request: FastifyRequest,
  answered: Omit<AnsweredCall, 'call' | 'register' | 'traceparent'>,
  tracing: Tracing,
): void {
  const { traced } = request.routeOptions.config;
  if (traced === undefined) return;
  const { templateType = '' } = request.params as { readonly templateType?: string };
  tracing.answered({
    ...answered,
    call: traced,
    register: parseTemplateType(templateType),
    traceparent: request.headers['traceparent'],
  });
}

function setOwnHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
  if (request.url.startsWith('/api/v1/')) reply.headers(PRIVATE);
}

/** Node would answer this itself, without a request id. @throws AppError request_malformed */
function assertHost({ raw }: FastifyRequest, reply: FastifyReply): void {
  if (raw.headers.host !== undefined || raw.httpVersion !== '1.1') return;
  reply.header('connection', 'close');
  throw new AppError('request_malformed', 'The Host header is missing. HTTP/1.1 wants it in every request.');
}
