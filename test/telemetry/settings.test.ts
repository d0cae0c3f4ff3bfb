import { describe, expect, it } from 'vitest';
import { telemetryConfig } from '../../src/configTelemetry.ts';

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };

/** Which signals these settings switch on, and of which settings they warn. */
function read(environment: Readonly<Record<string, string>>) {
  const { traces, metrics, warnings } = telemetryConfig(environment);
  return {
    traces: traces !== null,
    metrics: metrics !== null,
    warned: warnings.map(({ setting }) => setting),
  };
}

describe('OpenTelemetry', () => {
  it.each([
    ['nothing', {}, [false, false]],
    ['empty settings', { OTEL_EXPORTER_OTLP_ENDPOINT: '', OTEL_TRACES_EXPORTER: '' }, [false, false]],
    ['what only says how', { OTEL_SERVICE_NAME: 'gst', OTEL_EXPORTER_OTLP_HEADERS: 'a=b' }, [false, false]],
    ['an endpoint', ENDPOINT, [true, true]],
    ['one for traces', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://c/v1/traces' }, [true, false]],
    ['one for metrics', { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://c/v1/metrics' }, [false, true]],
    ['an exporter', { OTEL_TRACES_EXPORTER: 'otlp' }, [true, false]],
    ['the other', { OTEL_METRICS_EXPORTER: 'otlp' }, [false, true]],
    ['an endpoint, one signal off', { ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none' }, [false, true]],
    ['an endpoint, the other off', { ...ENDPOINT, OTEL_METRICS_EXPORTER: 'none' }, [true, false]],
    ['an endpoint, and the SDK off', { ...ENDPOINT, OTEL_SDK_DISABLED: 'TRUE' }, [false, false]],
    ['an endpoint, and the SDK not off', { ...ENDPOINT, OTEL_SDK_DISABLED: 'no' }, [true, true]],
  ])('by %s', (_, environment, [traces, metrics]) => {
    expect(read(environment as Readonly<Record<string, string>>)).toEqual({ traces, metrics, warned: [] });
  });

  it.each([
    [{ ...ENDPOINT, OTEL_TRACES_EXPORTER: 'zipkin' }, 'OTEL_TRACES_EXPORTER', [false, true]],
    [{ OTEL_METRICS_EXPORTER: 'otlp,prometheus' }, 'OTEL_METRICS_EXPORTER', [false, true]],
    [
      { ...ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc' },
      'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL',
      [true, true],
    ],
    [
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'collector:4318' },
      'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
      [false, false],
    ],
    [{ ...ENDPOINT, OTEL_TRACES_SAMPLER: 'xray' }, 'OTEL_TRACES_SAMPLER', [true, true]],
    [{ ...ENDPOINT, OTEL_BSP_SCHEDULE_DELAY: '5s' }, 'OTEL_BSP_SCHEDULE_DELAY', [true, true]],
    [{ ...ENDPOINT, OTEL_METRIC_EXPORT_INTERVAL: '0' }, 'OTEL_METRIC_EXPORT_INTERVAL', [true, true]],
  ])('warns of %j', (environment, setting, [traces, metrics]) => {
    const found = read(environment as Readonly<Record<string, string>>);
    expect(found).toEqual({ traces, metrics, warned: [setting] });
  });

  it('names no value: an endpoint may hold a password', () => {
    const { warnings } = telemetryConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: 'htps://user:canary@collector' });
    expect(warnings).toHaveLength(2);
    expect(JSON.stringify(warnings)).not.toContain('canary');
  });

  it.each([
    [{}, 1],
    [{ OTEL_TRACES_SAMPLER: 'always_off' }, 0],
    [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' }, 0.25],
    [{ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }, 0],
    [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '2' }, 1],
  ])('keeps by %j a share of %d', (environment, ratio) => {
    expect(telemetryConfig({ ...ENDPOINT, ...environment }).traces?.ratio).toBe(ratio);
  });
});
