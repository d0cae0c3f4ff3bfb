import { randomUUID } from 'node:crypto';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Telemetry as Started } from '../telemetry/start.ts';
import { VERSION } from '../version.ts';

/** How long a stop waits for a collector that does not answer, and for what its exporter still has in hand. */
const FLUSH_MS = 2_500;
const LINGER_MS = 500;

export interface Telemetry extends Omit<Started, 'close'> {
  /** Sends what is left, or gives it up after two and a half seconds. */
  close(): Promise<void>;
}

/** OpenTelemetry of this process; undefined, and nothing of it loaded, where no setting asks for it. */
export async function openTelemetry(
  { telemetry: { traces, metrics, warnings } }: Pick<Config, 'telemetry'>,
  { role, log }: { readonly role: 'server' | 'worker'; readonly log: Log },
): Promise<Telemetry | undefined> {
  for (const { setting, problem } of warnings) log.warn({ setting }, problem);
  if (traces === null && metrics === null) return undefined;
  const { startTelemetry } = await import('../telemetry/start.ts');
  const started = startTelemetry({
    ...{ traces, metrics, role, version: VERSION, instanceId: randomUUID(), now: Date.now },
    failing: (signal, code) => log.warn({ code }, `${signal} cannot be sent to the collector`),
    working: (signal) => log.info({}, `${signal} are sent again`),
  });
  return {
    ...started,
    async close() {
      if (await started.close(FLUSH_MS)) return;
      // Exporters go on trying with timers of their own, which would keep the process.
      setTimeout(() => process.exit(), LINGER_MS).unref();
    },
  };
}
