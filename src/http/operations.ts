import type { FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.ts';
import { onlyMethods } from './onlyMethods.ts';

/** One thing readiness depends on: resolves when it works, rejects with why not. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<void>>>;

/** What operators and their tools ask: health, readiness, metrics, the API's description, what runs here. */
export function registerOperations(
  app: FastifyInstance,
  deps: {
    readonly version: string;
    readonly checks: ReadinessChecks;
    /** Told of, and no reason to send requests elsewhere: what all servers share, and much goes on without. */
    readonly watched: ReadinessChecks;
    readonly isDraining: () => boolean;
    readonly metrics: Metrics;
    readonly openapi: () => Promise<unknown>;
    /** Where it is not the normal one. */
    readonly mode: string | undefined;
  },
): void {
  const mode = deps.mode === undefined ? {} : { mode: deps.mode };
  app.get('/healthz', async () => ({ status: 'ok', version: deps.version, ...mode }));

  app.get('/readyz', async (_request, reply) => {
    const [failing = [], degraded = []] = deps.isDraining()
      ? [['draining']]
      : await Promise.all([deps.checks, deps.watched].map(failingChecks));
    return reply
      .code(failing.length === 0 ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({
        status: failing.length === 0 ? 'ready' : 'not ready',
        failing,
        ...(degraded.length === 0 ? {} : { degraded }),
      });
  });

  app.get('/metrics', async (_request, reply) =>
    reply.header('content-type', deps.metrics.contentType).send(await deps.metrics.render()),
  );

  app.get('/openapi.json', { exposeHeadRoute: true }, async () => deps.openapi());

  for (const url of ['/healthz', '/readyz', '/metrics']) onlyMethods(app, url, ['GET']);
  onlyMethods(app, '/openapi.json', ['GET', 'HEAD']);
}

async function failingChecks(checks: ReadinessChecks): Promise<string[]> {
  const outcomes = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        await check();
        return undefined;
      } catch {
        return name;
      }
    }),
  );
  return outcomes.filter((name) => name !== undefined);
}
