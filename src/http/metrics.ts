import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { QuotaUse } from '../accounts/quota.ts';
import type { MetricFamily } from '../telemetry/ports.ts';

/** Seconds: from a pre-sign's half millisecond to an upload of an hour. */
const LATENCY_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30, 300, 3600];

export interface Metrics {
  /** Prometheus text. */
  render(): Promise<string>;
  readonly contentType: string;
  /** The same as data. */
  read(): Promise<readonly MetricFamily[]>;
  /** `isStream`: it lasted as long as somebody listened, which is no latency. */
  request(facts: {
    method: string;
    route: string;
    status: number;
    durationMs: number;
    isStream?: boolean;
  }): void;
  issued(): void;
  refused(code: string): void;
  received(bytes: number): void;
  sent(bytes: number): void;
  swept(what: 'unused' | 'expired' | 'files' | 'failed', count: number): void;
  /** A URL that leads to the gateway although URLs shall lead to the bucket. */
  fellBack(cause: string): void;
  /** A look at where a direct file lies, by how it ended. */
  looked(outcome: string): void;
}

/** @param live read at each scrape, never kept: what is open now, and what quotas have left. */
export function createMetrics(live: {
  readonly runningPuts: () => number;
  readonly openUploads: () => Promise<number>;
  /** Streams of events that somebody listens to. */
  readonly eventStreams: () => number;
  /** By workspace id. */
  readonly quotas: () => Promise<ReadonlyMap<string, QuotaUse>>;
  /** Whether a file could be stored now. */
  readonly storageWorks: () => Promise<boolean>;
  /** Ingestions that have not ended, by state. */
  readonly activities: () => Promise<ReadonlyMap<string, number>>;
  /** How long the credentials of direct URLs last; undefined where there are none or nobody knows, Infinity without an end. */
  readonly credentialsEndInMs: () => number | undefined;
}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const name = (suffix: string): string => `gst_intake_${suffix}`;
  collectDefaultMetrics({ register: registry });

  const requests = new Counter({
    name: name('http_requests_total'),
    help: 'Requests answered.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const latency = new Histogram({
    name: name('http_request_duration_seconds'),
    help: 'From the first byte of a request to the end of its answer.',
    labelNames: ['route'],
    buckets: LATENCY_BUCKETS,
    registers,
  });
  const issued = new Counter({ name: name('urls_issued_total'), help: 'Pre-signed URLs issued.', registers });
  const refused = new Counter({
    name: name('refused_total'),
    help: 'Refusals by x-gst-intake-error code.',
    labelNames: ['code'],
    registers,
  });
  const bytes = new Counter({
    name: name('object_bytes_total'),
    help: 'Bytes of bodies through the storage gateway.',
    labelNames: ['direction'],
    registers,
  });
  const swept = new Counter({
    name: name('swept_total'),
    help: 'What the sweep closed, expired or removed, and failed to.',
    labelNames: ['what'],
    registers,
  });
  const looked = new Counter({
    name: name('direct_looks_total'),
    help: 'Looks for files at direct URLs, by how they ended.',
    labelNames: ['outcome'],
    registers,
  });
  const fallbacks = new Counter({
    name: name('direct_fallbacks_total'),
    help: 'URLs that led to the gateway instead of the bucket.',
    labelNames: ['cause'],
    registers,
  });
  new Gauge({
    name: name('direct_credentials_seconds'),
    help: 'How long the credentials that sign direct URLs last; absent where there are none or they have no end.',
    registers,
    collect() {
      const endInMs = live.credentialsEndInMs();
      if (endInMs === undefined || endInMs === Number.POSITIVE_INFINITY) this.remove();
      else this.set(Math.max(0, endInMs / 1000));
    },
  });
  new Gauge({
    name: name('puts_running'),
    help: 'Uploads whose bytes are arriving now.',
    registers,
    collect() {
      this.set(live.runningPuts());
    },
  });
  new Gauge({
    name: name('event_streams'),
    help: 'Streams of events that are open now.',
    registers,
    collect() {
      this.set(live.eventStreams());
    },
  });
  new Gauge({
    name: name('storage_up'),
    help: '1 where a file could be stored, 0 where not.',
    registers,
    async collect() {
      this.set((await live.storageWorks()) ? 1 : 0);
    },
  });
  new Gauge({
    name: name('uploads_open'),
    help: 'Issued URLs that are still good, used or not.',
    registers,
    async collect() {
      this.set(await live.openUploads());
    },
  });
  new Gauge({
    name: name('activities'),
    help: 'Ingestions that have not ended.',
    labelNames: ['state'],
    registers,
    async collect() {
      for (const [state, count] of await live.activities()) this.set({ state }, count);
    },
  });
  /** Each reads by itself: gauges are collected side by side, so that none can rely on what another has set. */
  function quotaGauge(suffix: string, help: string, figureOf: (quota: QuotaUse) => number | null): void {
    new Gauge({
      name: name(suffix),
      help,
      labelNames: ['workspace'],
      registers,
      async collect() {
        const quotas = await live.quotas();
        this.reset();
        for (const [workspace, quota] of quotas) {
          const value = figureOf(quota);
          if (value !== null) this.set({ workspace }, value);
        }
      },
    });
  }
  quotaGauge(
    'quota_limit',
    'URLs a workspace may be issued per window; absent = no limit.',
    ({ limit }) => limit,
  );
  quotaGauge(
    'quota_used',
    'URLs issued in the current window of a workspace with a limit.',
    ({ limit, used }) => (limit === null ? null : used),
  );
  quotaGauge(
    'quota_bytes_limit',
    'Bytes a workspace may land per window; absent = no limit.',
    ({ bytesLimit }) => bytesLimit,
  );
  quotaGauge(
    'quota_bytes_used',
    'Bytes landed in the current window of a workspace with a limit of bytes.',
    ({ bytesLimit, bytesUsed }) => (bytesLimit === null ? null : bytesUsed),
  );

  return {
    render: () => registry.metrics(),
    contentType: registry.contentType,
    read: async () =>
      (await registry.getMetricsAsJSON()).map(({ name: called, help, type, values }) => ({
        ...{ name: called, help, values },
        // Declared as numbers, and texts in fact.
        type: String(type),
      })),
    request({ method, route, status, durationMs, isStream = false }) {
      requests.inc({ method, route, status });
      if (!isStream) latency.observe({ route }, durationMs / 1000);
    },
    issued: () => issued.inc(),
    refused: (code) => refused.inc({ code }),
    received: (count) => bytes.inc({ direction: 'in' }, count),
    sent: (count) => bytes.inc({ direction: 'out' }, count),
    swept: (what, count) => swept.inc({ what }, count),
    looked: (outcome) => looked.inc({ outcome }),
    fellBack: (cause) => fallbacks.inc({ cause }),
  };
}
