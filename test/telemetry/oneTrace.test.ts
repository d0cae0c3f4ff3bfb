import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEMPLATE_ID, untilEnded } from '../../bench/clearCalls.ts';
import { writeRegister } from '../../bench/registers/write.ts';
import { type Installation, startInstallation } from '../acceptance/installation.ts';
import { type ReceivedSpan, startCollector } from './collector.ts';

/**
 * A server and its worker as an operator runs them, and a collector that keeps all they send.
 * One box: the settings are the process's own.
 */

const PRESIGN = 'GET /integration/v1/generatePreSign/:templateType';
const PUT = 'PUT /v1/{region}/{bucket}/{key}';
const TRIGGER = 'POST /integration/v1/ingest/file/:templateType';
const CALLER = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const FILE_NAME = 'canary-name.csv';
const COLLECTOR_SECRET = 'canary-of-the-collector';
const LINES = 40;

let collector: Awaited<ReturnType<typeof startCollector>>;
let server: Installation;
let csv: string;
let url: string;
let spans: readonly ReceivedSpan[];

const spanOf = (name: string): ReceivedSpan => {
  const [span, ...more] = spans.filter((each) => each.name === name);
  if (span === undefined || more.length > 0)
    throw new Error(`one span ${name} is wanted, not ${more.length}`);
  return span;
};

async function presign(): Promise<string> {
  const answer = await fetch(`${server.baseUrl}/integration/v1/generatePreSign/sales?fileName=${FILE_NAME}`, {
    headers: {
      'x-cleartax-auth-token': server.token,
      filecontenttype: 'CSV',
      traceparent: `00-${CALLER.traceId}-${CALLER.spanId}-00`,
    },
  });
  return ((await answer.json()) as { preSignedS3Url: string }).preSignedS3Url;
}

function trigger(s3FileUrl: string): Promise<Response> {
  return fetch(`${server.baseUrl}/integration/v1/ingest/file/sales`, {
    method: 'POST',
    headers: { 'x-cleartax-auth-token': server.token, 'content-type': 'application/json' },
    body: JSON.stringify({
      userInputArgs: { gstins: [], templateId: TEMPLATE_ID.sales },
      fileInfo: { s3FileUrl, userFileName: FILE_NAME },
    }),
  });
}

beforeAll(async () => {
  collector = await startCollector();
  server = await startInstallation({
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=${COLLECTOR_SECRET}`,
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      OTEL_BSP_SCHEDULE_DELAY: '50',
      OTEL_METRIC_EXPORT_INTERVAL: '200',
    },
  });
  const file = join(tmpdir(), `traced-${process.pid}.csv`);
  writeRegister(file, { register: 'sales', lines: LINES, seed: 1, plantOneIn: 0, width: 'usual' });
  csv = readFileSync(file, 'utf8');
  rmSync(file);

  url = await presign();
  expect((await trigger(url)).status).toBe(400);
  const put = await fetch(url, {
    method: 'PUT',
    body: csv,
    headers: { 'content-type': 'application/vnd.ms-excel' },
  });
  expect(put.status).toBe(200);
  const { activityId } = (await (await trigger(url)).json()) as { activityId: string };
  const ended = await untilEnded(server, 'sales', activityId);
  expect(ended.status).toBe('ACTIVITY_COMPLETED');
  const denied = await fetch(`${server.baseUrl}/integration/v1/generatePreSign/sales?fileName=a`, {
    headers: { 'x-cleartax-auth-token': 'gst_tok_wrong', filecontenttype: 'CSV' },
  });
  expect(denied.status).toBe(401);
  await collector.until(
    () =>
      collector.points().find(({ name }) => name === 'gst_intake_attempts_total') &&
      collector
        .points()
        .find(
          ({ name, attributes }) =>
            name === 'gst_intake_refused_total' && attributes['code'] === 'token_invalid',
        ) &&
      collector.spans().find(({ name }) => name === 'attempt') &&
      collector.spans().find(({ attributes }) => attributes['http.response.status_code'] === 401),
  );
  const uploadId = /\/([0-9a-f]{32})\b/.exec(url)?.[1] ?? '';
  spans = collector.spans().filter(({ traceId }) => traceId === uploadId);
});

afterAll(async () => {
  await server.remove();
  await collector.stop();
});

describe('one trace from pre-sign to settle', () => {
  it('has the pre-sign as its root, linked to the caller', () => {
    const root = spanOf(PRESIGN);
    expect(root).toMatchObject({ parentSpanId: undefined, kind: 2, links: [CALLER], status: 0 });
    expect(root.traceId.endsWith(root.spanId)).toBe(true);
    expect(root.attributes).toMatchObject({
      'http.request.method': 'GET',
      'http.route': '/integration/v1/generatePreSign/:templateType',
      'http.response.status_code': 200,
      'gst_intake.register': 'sales',
      'gst_intake.upload.id': root.traceId,
    });
    expect(root.attributes).not.toHaveProperty('error.type');
  });

  it('has the PUT, the trigger and the attempt under it, in the order of what happened', () => {
    const { spanId: parentSpanId } = spanOf(PRESIGN);
    const attempt = spanOf('attempt');
    const put = spanOf(PUT);
    const [early, late] = spans.filter(({ name }) => name === TRIGGER);
    expect(put).toMatchObject({ parentSpanId, links: [] });
    expect(put.attributes).toMatchObject({
      'http.response.status_code': 200,
      'http.request.body.size': Buffer.byteLength(csv),
    });
    expect(early).toMatchObject({ parentSpanId, status: 0 });
    expect(early?.attributes).toMatchObject({
      'http.response.status_code': 400,
      'error.type': 'upload_missing',
    });
    expect(late?.attributes['gst_intake.activity.id']).toMatch(/^[0-9a-f]{24}$/);
    expect(attempt).toMatchObject({ parentSpanId, kind: 5, status: 0 });
    expect(attempt.attributes).toMatchObject({
      'gst_intake.attempt': 1,
      'gst_intake.outcome': 'completed',
      'gst_intake.rows': LINES,
      'gst_intake.refused_rows': 0,
      'gst_intake.file.type': 'CSV',
      'gst_intake.file.bytes': Buffer.byteLength(csv),
      'gst_intake.activity.id': late?.attributes['gst_intake.activity.id'],
    });
    expect(put.startedAt).toBeLessThan(attempt.startedAt);
  });

  it('has the steps of the attempt, one after the other from its claim to its end', () => {
    const attempt = spanOf('attempt');
    const steps = spans
      .filter(({ parentSpanId }) => parentSpanId === attempt.spanId)
      .sort((one, other) => Number(one.startedAt - other.startedAt || one.endedAt - other.endedAt));
    const names = ['claim', 'open', 'count', 'judge', 'load', 'store reports', 'settle'];
    expect(steps.map(({ name }) => name).sort()).toEqual([...names].sort());
    expect(steps[0]?.startedAt).toBe(attempt.startedAt);
    for (const [place, step] of steps.entries()) {
      expect(step.endedAt).toBe(steps[place + 1]?.startedAt ?? attempt.endedAt);
    }
  });

  it('comes from two processes, each with its name, version and id', () => {
    const [ofServer, ofWorker] = [spanOf(PRESIGN).resource, spanOf('attempt').resource];
    for (const resource of [ofServer, ofWorker]) {
      expect(resource).toMatchObject({
        'service.name': 'gst-intake',
        'service.version': expect.stringMatching(/^\d+\.\d+\.\d+/),
        'deployment.environment.name': 'test',
      });
    }
    expect([ofServer['gst_intake.role'], ofWorker['gst_intake.role']]).toEqual(['server', 'worker']);
    expect(ofServer['service.instance.id']).not.toBe(ofWorker['service.instance.id']);
  });

  it('is not joined by a call that no upload came of', () => {
    const denied = collector.spans().find(({ attributes }) => attributes['error.type'] === 'token_invalid');
    expect(denied).toMatchObject({ name: PRESIGN, parentSpanId: undefined, status: 0 });
    expect(denied?.traceId).not.toBe(spanOf(PRESIGN).traceId);
  });
});

describe('metrics', () => {
  const newest = (name: string, attributes: Readonly<Record<string, unknown>> = {}) =>
    collector
      .points()
      .findLast(
        (point) =>
          point.name === name &&
          Object.entries(attributes).every(([key, value]) => point.attributes[key] === value),
      );

  it('are those of /metrics, from the server', async () => {
    expect(newest('gst_intake_urls_issued_total')).toMatchObject({ value: 1, role: 'server' });
    expect(newest('gst_intake_object_bytes_total', { direction: 'in' })?.value).toBe(Buffer.byteLength(csv));
    expect(newest('gst_intake_refused_total', { code: 'upload_missing' })?.value).toBe(1);
    expect(newest('gst_intake_http_request_duration_seconds', { route: PUT.slice(4) })?.value).toBe(1);
    expect(newest('nodejs_eventloop_lag_seconds')).toBeDefined();
    const shown = new Set(
      (await (await fetch(`${server.baseUrl}/metrics`)).text()).match(/(?<=^# TYPE )gst_intake_\w+/gm),
    );
    expect(shown.size).toBeGreaterThan(8);
    const sent = new Set(
      collector
        .points()
        .filter(({ role }) => role === 'server')
        .map(({ name }) => name),
    );
    expect([...sent].filter((name) => name.startsWith('gst_intake_') && !shown.has(name))).toEqual([]);
  });

  it('are of attempts and rows, from the worker', () => {
    expect(newest('gst_intake_attempts_total', { outcome: 'completed' })).toMatchObject({
      value: 1,
      role: 'worker',
    });
    expect(newest('gst_intake_rows_judged_total', { register: 'sales', verdict: 'valid' })?.value).toBe(
      LINES,
    );
    expect(newest('gst_intake_attempt_duration_seconds')?.value).toBe(1);
  });
});

describe('what leaves', () => {
  it('holds no token, signature, file name, GSTIN or query, nor does the log hold what the collector is told', () => {
    const sent = collector.collected.map(({ body }) => body).join('\n');
    const signature = new URL(url).searchParams.get('X-Amz-Signature') ?? '';
    const gstins = new Set(csv.match(/\b\d{2}[A-Z]{5}\d{4}[A-Z]\dZ[\dA-Z]\b/g));
    expect(gstins.size).toBeGreaterThan(3);
    expect(signature).toHaveLength(64);
    for (const secret of [server.token, signature, FILE_NAME, 'X-Amz', COLLECTOR_SECRET, ...gstins]) {
      expect(sent).not.toContain(secret);
    }
    expect(collector.collected.every(({ headers }) => headers.authorization === COLLECTOR_SECRET)).toBe(true);
    expect(server.stderr()).not.toContain(COLLECTOR_SECRET);
  });
});
