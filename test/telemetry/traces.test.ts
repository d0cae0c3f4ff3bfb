import { randomBytes } from 'node:crypto';
import { emptyResource } from '@opentelemetry/resources';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { describe, expect, it } from 'vitest';
import { createAttemptWatch } from '../../src/telemetry/attempts.ts';
import { createTracing } from '../../src/telemetry/calls.ts';
import type { AnsweredCall, AttemptFacts } from '../../src/telemetry/ports.ts';
import { createUploadTracer } from '../../src/telemetry/uploadTracer.ts';

const UPLOAD = '0af7651916cd43dd8448eb211c80319c';
const START = Date.UTC(2026, 10, 24, 6);

const CALL: AnsweredCall = {
  ...{ call: 'presign', method: 'GET', route: '/presign', status: 200, code: undefined, durationMs: 2.5 },
  uploadId: UPLOAD,
};
const ATTEMPT: AttemptFacts = {
  ...{ uploadId: UPLOAD, workspaceId: 'w', activityId: 'a', attempt: 1, register: 'sales', fileType: 'CSV' },
  ...{ bytes: 10, triggeredAt: START - 70, since: START },
};

/** What one process of an installation does. */
function openProcess(ratio = 1) {
  const exporter = new InMemorySpanExporter();
  const tracer = createUploadTracer({
    ...{ resource: emptyResource(), processor: new SimpleSpanProcessor({ exporter }), ratio, version: '1' },
  });
  let at = START;
  const now = () => at++;
  return {
    tracing: createTracing(tracer, now),
    attempts: createAttemptWatch({ tracer, meter: undefined, now }),
    spans: () => exporter.getFinishedSpans(),
  };
}

describe('a trace', () => {
  it('has a further span for each attempt, which tells how it ended', () => {
    const { attempts, spans } = openProcess();
    const lost = attempts.begin(ATTEMPT);
    lost.step('claim');
    lost.step('open');
    lost.end('failed', 'disk_full');
    const second = attempts.begin({ ...ATTEMPT, attempt: 2 });
    second.end('stopping');
    const ended = spans().filter(({ name }) => name === 'attempt');
    expect(ended.map(({ attributes, status }) => [attributes['gst_intake.attempt'], status.code])).toEqual([
      [1, 2],
      [2, 0],
    ]);
    expect(ended[0]?.attributes).toMatchObject({
      'gst_intake.outcome': 'failed',
      'error.type': 'disk_full',
      'gst_intake.queued_ms': 70,
    });
    expect(ended[1]?.attributes).not.toHaveProperty('gst_intake.queued_ms');
    expect(
      spans()
        .map(({ name, status }) => [name, status.code])
        .slice(0, 2),
    ).toEqual([
      ['claim', 0],
      ['open', 2],
    ]);
  });

  it('tells a failure of ours from a refusal', () => {
    const { tracing, spans } = openProcess();
    tracing.answered({ ...CALL, call: 'put', status: 503, code: 'disk_full' });
    tracing.answered({ ...CALL, call: 'put', status: 403, code: 'upload_closed' });
    expect(spans().map(({ status, attributes }) => [status.code, attributes['error.type']])).toEqual([
      [2, 'disk_full'],
      [0, 'upload_closed'],
    ]);
  });

  it('is kept or left out by all processes alike, as sampling says', () => {
    const [server, worker] = [openProcess(0.3), openProcess(0.3)];
    const uploads = Array.from({ length: 300 }, () => randomBytes(16).toString('hex'));
    for (const uploadId of uploads) {
      server.tracing.answered({ ...CALL, uploadId });
      server.tracing.answered({
        ...CALL,
        uploadId,
        call: 'trigger',
        traceparent: `00-${uploadId}-${'1'.repeat(16)}-01`,
      });
      const attempt = worker.attempts.begin({ ...ATTEMPT, uploadId });
      attempt.step('claim');
      attempt.end('completed');
    }
    const kept = (spans: ReturnType<typeof server.spans>, name: string) =>
      spans.filter((span) => span.name === name).map((span) => span.spanContext().traceId);
    const [calls, attempts] = [kept(server.spans(), 'GET /presign'), kept(worker.spans(), 'attempt')];
    expect(attempts.length).toBeGreaterThan(30);
    expect(attempts.length).toBeLessThan(170);
    expect(calls).toEqual(attempts.flatMap((traceId) => [traceId, traceId]));
    expect(kept(worker.spans(), 'claim')).toEqual(attempts);
  });
});
