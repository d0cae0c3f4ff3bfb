import { emptyResource } from '@opentelemetry/resources';
import { DataPointType } from '@opentelemetry/sdk-metrics';
import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../src/http/metrics.ts';
import { createRegistryProducer, hrTimeOf } from '../../src/telemetry/registryProducer.ts';

const STARTED = Date.UTC(2026, 10, 24, 6);
const NOW = STARTED + 90_000.5;

const metrics = createMetrics({
  eventStreams: () => 0,
  runningPuts: () => 3,
  storageWorks: async () => true,
  openUploads: async () => 5,
  quotas: async () => new Map(),
  activities: async () => new Map([['queued', 2]]),
  credentialsEndInMs: () => 61_500,
});
const produce = (read = metrics.read) =>
  createRegistryProducer({
    ...{ read, resource: emptyResource(), version: '1.2.3', startedAt: STARTED, now: () => NOW },
  }).collect();

async function collected(name: string) {
  const { resourceMetrics, errors } = await produce();
  expect(errors).toEqual([]);
  return resourceMetrics.scopeMetrics[0]?.metrics.find(({ descriptor }) => descriptor.name === name);
}

describe('the registry by OTLP', () => {
  it('has counters with their labels, from the start on', async () => {
    metrics.received(1_000);
    metrics.received(24);
    metrics.sent(7);
    expect(await collected('gst_intake_object_bytes_total')).toMatchObject({
      dataPointType: DataPointType.SUM,
      isMonotonic: true,
      dataPoints: [
        {
          attributes: { direction: 'in' },
          value: 1_024,
          startTime: hrTimeOf(STARTED),
          endTime: hrTimeOf(NOW),
        },
        { attributes: { direction: 'out' }, value: 7 },
      ],
    });
  });

  it('has gauges as they are when asked', async () => {
    expect(await collected('gst_intake_activities')).toMatchObject({
      dataPointType: DataPointType.GAUGE,
      dataPoints: [{ attributes: { state: 'queued' }, value: 2 }],
    });
    expect(await collected('gst_intake_uploads_open')).toMatchObject({ dataPoints: [{ value: 5 }] });
  });

  it('has histograms with what lies between each two bounds, one for each set of labels', async () => {
    const request = (route: string, durationMs: number) =>
      metrics.request({ method: 'GET', route, status: 200, durationMs });
    for (const durationMs of [0.5, 1, 2, 7, 4_000_000]) request('/a', durationMs);
    request('/b', 20);
    const data = await collected('gst_intake_http_request_duration_seconds');
    expect(data).toMatchObject({ dataPointType: DataPointType.HISTOGRAM });
    const points = new Map(data?.dataPoints.map(({ attributes, value }) => [attributes['route'], value]));
    expect(points.get('/a')).toEqual({
      buckets: {
        boundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30, 300, 3600],
        counts: [2, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
      },
      count: 5,
      sum: expect.closeTo(4000.0105),
    });
    expect(points.get('/b')).toMatchObject({ count: 1 });
  });

  it('tells of a registry that cannot be read, and sends nothing of it', async () => {
    const { resourceMetrics, errors } = await produce(async () => Promise.reject(new Error('no database')));
    expect(errors).toEqual([new Error('no database')]);
    expect(resourceMetrics.scopeMetrics).toEqual([]);
  });
});

describe('a time', () => {
  it('is whole seconds and nanoseconds', () => {
    expect(hrTimeOf(1_500.25)).toEqual([1, 500_250_000]);
  });
});
