import type { createGateway } from '../http/gateway/gateway.ts';
import type { Metrics } from '../http/metrics.ts';
import type { Log } from '../log.ts';
import type { Tracing } from '../telemetry/ports.ts';

/** Metrics, log lines and traces of what the storage gateway does. */
export function observeGateway(
  metrics: Metrics,
  log: Log,
  tracing: Tracing | undefined,
): Parameters<typeof createGateway>[0]['observe'] {
  const route = '/v1/{region}/{bucket}/{key}';
  return {
    finished(facts) {
      metrics.request({ ...facts, route });
      if (facts.code !== undefined) metrics.refused(facts.code);
      if (facts.method === 'PUT') metrics.received(facts.bytes);
      else metrics.sent(facts.bytes);
      if (tracing !== undefined && facts.method === 'PUT') tracing.answered({ ...facts, call: 'put', route });
      const { code, ...rest } = facts;
      const durationMs = Math.round(facts.durationMs * 100) / 100;
      log.info({ ...rest, durationMs, route, ...(code === undefined ? {} : { code }) }, 'answered');
    },
    failed: (error, requestId) => log.error({ requestId, route, error }, 'request failed'),
  };
}
