/**
 * The standard settings of OpenTelemetry (specification 1.50, "Environment Variable Specification" and "OTLP Exporter
 * Configuration"), as far as the SDK's exporters do not read them themselves: those read endpoints, headers, certificates,
 * compression, timeouts, temporality and resource attributes. As the specification has it, a value that cannot be used is
 * warned of and passed over: the same settings are read by every program of a machine.
 */
export interface TelemetryConfig {
  /** Null = no traces leave this process. */
  readonly traces: TraceSettings | null;
  /** Null = no metrics are sent; `/metrics` is there all the same. */
  readonly metrics: MetricSettings | null;
  /** Settings passed over, never with their values: a URL may hold a password. */
  readonly warnings: readonly TelemetryWarning[];
}

export interface TelemetryWarning {
  readonly setting: string;
  readonly problem: string;
}

export interface TraceSettings {
  /** The share of traces that is kept, 0 to 1. */
  readonly ratio: number;
  readonly scheduledDelayMillis: number;
  readonly exportTimeoutMillis: number;
  readonly maxQueueSize: number;
  readonly maxExportBatchSize: number;
}

export interface MetricSettings {
  readonly exportIntervalMillis: number;
  readonly exportTimeoutMillis: number;
}

type Environment = Readonly<Record<string, string | undefined>>;
type Signal = 'TRACES' | 'METRICS';

const LONGEST_MS = 2_147_483_647;

export function telemetryConfig(environment: Environment): TelemetryConfig {
  const warnings: TelemetryWarning[] = [];
  const text = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const warn = (setting: string, problem: string): void => void warnings.push({ setting, problem });
  const number = (name: string, fallback: number, most = LONGEST_MS): number => {
    const value = text(name);
    if (value === undefined) return fallback;
    if (/^\d{1,10}$/.test(value) && Number(value) > 0 && Number(value) <= most) return Number(value);
    warn(name, `A whole number from 1 to ${most} is wanted; ${fallback} is taken instead`);
    return fallback;
  };
  if (text('OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return { traces: null, metrics: null, warnings };

  const reading = { text, warn };
  const isOn = { TRACES: isAsked('TRACES', reading), METRICS: isAsked('METRICS', reading) };
  return {
    traces: isOn.TRACES
      ? {
          ratio: sampledRatio(reading),
          scheduledDelayMillis: number('OTEL_BSP_SCHEDULE_DELAY', 5_000),
          exportTimeoutMillis: number('OTEL_BSP_EXPORT_TIMEOUT', 30_000),
          maxQueueSize: number('OTEL_BSP_MAX_QUEUE_SIZE', 2_048, 1_000_000),
          maxExportBatchSize: number('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 512, 1_000_000),
        }
      : null,
    metrics: isOn.METRICS
      ? {
          exportIntervalMillis: number('OTEL_METRIC_EXPORT_INTERVAL', 60_000),
          exportTimeoutMillis: number('OTEL_METRIC_EXPORT_TIMEOUT', 30_000),
        }
      : null,
    warnings,
  };
}

interface Reading {
  text(name: string): string | undefined;
  warn(setting: string, problem: string): void;
}

/** By its exporter if that is set, else by an endpoint: without any of these nothing is sent anywhere. */
function isAsked(signal: Signal, { text, warn }: Reading): boolean {
  const exporter = `OTEL_${signal}_EXPORTER`;
  const own = `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`;
  const name = text(own) === undefined ? 'OTEL_EXPORTER_OTLP_ENDPOINT' : own;
  const endpoint = text(name);
  const named = text(exporter)
    ?.split(',')
    .map((each) => each.trim().toLowerCase());
  if (named?.some((each) => each !== 'otlp' && each !== 'none') === true) {
    warn(exporter, 'otlp and none are supported here; any other exporter is passed over');
  }
  if (named === undefined ? endpoint === undefined : !named.includes('otlp')) return false;
  if (endpoint !== undefined && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? '')) {
    warn(
      name,
      `An http:// or https:// URL is wanted, as in http://localhost:4318; no ${signal.toLowerCase()} are sent`,
    );
    return false;
  }
  const ownProtocol = `OTEL_EXPORTER_OTLP_${signal}_PROTOCOL`;
  const protocol = text(ownProtocol) === undefined ? 'OTEL_EXPORTER_OTLP_PROTOCOL' : ownProtocol;
  if ((text(protocol) ?? 'http/json') !== 'http/json') {
    warn(
      protocol,
      `http/json is the one protocol supported: ${signal.toLowerCase()} go out by it (port 4318 as a rule)`,
    );
  }
  return true;
}

/** No caller decides what we keep: `parentbased_` makes no difference here. */
function sampledRatio({ text, warn }: Reading): number {
  const sampler =
    text('OTEL_TRACES_SAMPLER')
      ?.toLowerCase()
      .replace(/^parentbased_/, '') ?? 'always_on';
  if (sampler === 'always_off') return 0;
  if (sampler === 'traceidratio') {
    const ratio = Number(text('OTEL_TRACES_SAMPLER_ARG') ?? 1);
    if (ratio >= 0 && ratio <= 1) return ratio;
    warn('OTEL_TRACES_SAMPLER_ARG', 'A number from 0 to 1 is wanted; every trace is kept');
  } else if (sampler !== 'always_on') {
    warn(
      'OTEL_TRACES_SAMPLER',
      'always_on, always_off and traceidratio are supported, also with parentbased_ before them; every trace is kept',
    );
  }
  return 1;
}
