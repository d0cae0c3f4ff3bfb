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

  app.get('/openapi.json', async () => deps.openapi());

  app.get('/', async (_request, reply) =>
    reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
      .send(frontPage(deps.version, deps.mode)),
  );

  for (const url of ['/healthz', '/readyz', '/metrics', '/openapi.json', '/']) onlyMethods(app, url, ['GET']);
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

function frontPage(version: string, mode: string | undefined): string {
  const warning =
    mode === undefined
      ? ''
      : `<p role="alert"><strong>${mode.toUpperCase()} MODE.</strong> Nothing here is real or kept: never send it a company&rsquo;s
documents. Its switches are at <a href="emulator/v1"><code>/emulator/v1</code></a>.</p>
`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>gst-intake</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 1.05rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 0 auto; padding: clamp(1rem, 5vw, 3rem) 1.25rem; }
  h1 { font-size: 1.6rem; margin: 0; }
  ul { padding-left: 1.25rem; }
  li { margin: 0.5rem 0; }
  .call { display: block; }
  code { font: 0.95em ui-monospace, monospace; overflow-wrap: anywhere; }
</style>
</head>
<body>
<main>
<h1>gst-intake ${version}</h1>
${warning}<p>This server takes GST sales and purchase registers by Clear&rsquo;s file-ingestion API.
There is nothing to do on this page: programs talk to it.</p>
<ul>
<li>Ask for an upload URL:
<code class="call">GET /integration/v1/generatePreSign/{sales|purchase}?fileName=&hellip;</code></li>
<li>The whole API, for machines: <a href="openapi.json"><code>/openapi.json</code></a></li>
<li>For operators: <a href="healthz"><code>/healthz</code></a>, <a href="readyz"><code>/readyz</code></a>,
<a href="metrics"><code>/metrics</code></a></li>
</ul>
<p>Your token came from whoever runs this server; the guide is in the <code>docs</code> folder of the project.</p>
</main>
</body>
</html>
`;
}
