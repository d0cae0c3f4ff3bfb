import { type HrTime, ValueType } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import type { MetricFamily } from './ports.ts';

type Values = MetricFamily['values'];
interface Span {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
}

/**
 * What `/metrics` shows, under the same names and cumulative as there: no second set of instruments counts along.
 * @param deps.read the registry at this moment
 * @param deps.startedAt when its counters stood at zero, epoch milliseconds
 */
export function createRegistryProducer(deps: {
  readonly read: () => Promise<readonly MetricFamily[]>;
  readonly resource: Resource;
  readonly version: string;
  readonly startedAt: number;
  readonly now: () => number;
}): MetricProducer {
  return {
    async collect() {
      const errors: unknown[] = [];
      const families = await deps.read().catch((error: unknown) => {
        errors.push(error);
        return [];
      });
      const span = { startTime: hrTimeOf(deps.startedAt), endTime: hrTimeOf(deps.now()) };
      const metrics = families
        .filter(({ values }) => values.length > 0)
        .map((family) => dataOf(family, span));
      const scopeMetrics =
        metrics.length === 0 ? [] : [{ scope: { name: 'gst-intake', version: deps.version }, metrics }];
      return { resourceMetrics: { resource: deps.resource, scopeMetrics }, errors };
    },
  };
}

function dataOf({ name, help, type, values }: MetricFamily, span: Span): MetricData {
  const common = {
    descriptor: { name, description: help, unit: '', valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  if (type === 'histogram') {
    return { ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints: histograms(name, values, span) };
  }
  const dataPoints = values.map(({ labels, value }) => ({ ...span, attributes: given(labels), value }));
  return type === 'counter'
    ? { ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints }
    : { ...common, dataPointType: DataPointType.GAUGE, dataPoints };
}

/** Prometheus counts all up to each bound, OTLP what lies between two. */
function histograms(name: string, values: Values, span: Span): DataPoint<Histogram>[] {
  const series = Map.groupBy(values, ({ labels: { le, ...rest } }) =>
    JSON.stringify(Object.entries(rest).sort()),
  );
  return [...series.values()].map((parts) => {
    const { le: _bound, ...labels } = parts[0]?.labels ?? {};
    const figure = (suffix: string): number =>
      parts.find(({ metricName }) => metricName === name + suffix)?.value ?? 0;
    const bounds = parts
      .filter(({ metricName }) => metricName === `${name}_bucket`)
      .map(({ labels: { le }, value }) => ({ upTo: le === '+Inf' ? Infinity : Number(le), value }))
      .sort((one, other) => one.upTo - other.upTo);
    const boundaries = bounds.map(({ upTo }) => upTo).filter(Number.isFinite);
    const counts = bounds.map(({ value }, place) => value - (bounds[place - 1]?.value ?? 0));
    return {
      ...span,
      attributes: given(labels),
      value: { buckets: { boundaries, counts }, sum: figure('_sum'), count: figure('_count') },
    };
  });
}

function given(labels: Values[number]['labels']): Record<string, string | number> {
  const entries = Object.entries(labels).filter(
    (entry): entry is [string, string | number] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries);
}

export function hrTimeOf(epochMs: number): HrTime {
  const seconds = Math.floor(epochMs / 1000);
  return [seconds, Math.round((epochMs - seconds * 1000) * 1_000_000)];
}
