import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  type Resource,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { createAttemptWatch } from './attempts.ts';
import { createTracing } from './calls.ts';
import type { AttemptWatch, MetricFamily, Tracing } from './ports.ts';
import { createRegistryProducer } from './registryProducer.ts';
import { sayOnce } from './sayOnce.ts';
import { createUploadTracer, type UploadTracer } from './uploadTracer.ts';

type Signal = 'traces' | 'metrics';

export interface TelemetryDeps {
  readonly traces: {
    readonly ratio: number;
    readonly scheduledDelayMillis: number;
    readonly exportTimeoutMillis: number;
    readonly maxQueueSize: number;
    readonly maxExportBatchSize: number;
  } | null;
  readonly metrics: { readonly exportIntervalMillis: number; readonly exportTimeoutMillis: number } | null;
  readonly role: 'server' | 'worker';
  readonly version: string;
  /** Of this process, new at each start. */
  readonly instanceId: string;
  /** Epoch milliseconds. */
  now(): number;
  failing(signal: Signal, code: string): void;
  working(signal: Signal): void;
}

export interface Telemetry {
  /** Undefined where traces are off. */
  readonly tracing: Tracing | undefined;
  /** Sends what this registry holds from now on, where metrics are on. */
  sendRegistry(read: () => Promise<readonly MetricFamily[]>): void;
  /** Of a worker. */
  watchAttempts(): AttemptWatch;
  /** Sends what is left, for at most so long; whether that was enough. Never rejects. */
  close(limitMs: number): Promise<boolean>;
}

/** Exports by OTLP over HTTP, as JSON; where to, the SDK's exporters read from the environment. */
export function startTelemetry(deps: TelemetryDeps): Telemetry {
  const resource = resourceOf(deps);
  const tracer = deps.traces === null ? undefined : openTracer(deps.traces, resource, deps);
  const startedAt = deps.now();
  let meters: MeterProvider | undefined;

  function openMeters(read: () => Promise<readonly MetricFamily[]>): void {
    if (deps.metrics === null) return;
    const { version, now } = deps;
    const { exportIntervalMillis, exportTimeoutMillis } = deps.metrics;
    const exporter = new OTLPMetricExporter();
    heed(exporter, 'metrics', deps);
    const reader = new PeriodicExportingMetricReader({
      exporter,
      exportIntervalMillis,
      exportTimeoutMillis: Math.min(exportIntervalMillis, exportTimeoutMillis),
      metricProducers: [createRegistryProducer({ read, resource, version, startedAt, now })],
    });
    meters = new MeterProvider({ resource, readers: [reader] });
  }

  return {
    tracing: tracer && createTracing(tracer, deps.now),
    sendRegistry: openMeters,
    watchAttempts() {
      openMeters(async () => []);
      return createAttemptWatch({
        tracer,
        meter: meters?.getMeter('gst-intake', deps.version),
        now: deps.now,
      });
    },
    async close(limitMs) {
      const limit = Promise.withResolvers<false>();
      const timer = setTimeout(() => limit.resolve(false), limitMs);
      const sent = Promise.allSettled([tracer?.close(), meters?.shutdown()]).then(() => true);
      const wasEnough = await Promise.race([sent, limit.promise]);
      clearTimeout(timer);
      return wasEnough;
    },
  };
}

function openTracer(
  { ratio, ...batch }: NonNullable<TelemetryDeps['traces']>,
  resource: Resource,
  deps: TelemetryDeps,
): UploadTracer {
  const exporter = new OTLPTraceExporter();
  heed(exporter, 'traces', deps);
  const processor = new BatchSpanProcessor({ exporter, ...batch });
  return createUploadTracer({ resource, processor, ratio, version: deps.version });
}

/** Hears of each export how it ended. */
function heed<Items>(
  exporter: { export(items: Items, done: (result: { code: number; error?: Error }) => void): void },
  signal: Signal,
  { failing, working }: Pick<TelemetryDeps, 'failing' | 'working'>,
): void {
  const heard = sayOnce({ failing: (code) => failing(signal, code), working: () => working(signal) });
  const send = exporter.export.bind(exporter);
  exporter.export = (items, done) =>
    send(items, (result) => {
      heard(result);
      done(result);
    });
}

/** OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME win. */
function resourceOf({ role, version, instanceId }: TelemetryDeps): Resource {
  return defaultResource()
    .merge(
      resourceFromAttributes({
        'service.name': 'gst-intake',
        'service.version': version,
        'service.instance.id': instanceId,
        'gst_intake.role': role,
      }),
    )
    .merge(detectResources({ detectors: [resourceAttributesEnvDetector, serviceNameEnvDetector] }));
}
