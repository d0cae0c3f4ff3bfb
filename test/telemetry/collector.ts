import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

type Value = string | number | boolean;
type Attributes = Readonly<Record<string, Value>>;

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: number;
  /** Nanoseconds since 1970. */
  readonly startedAt: bigint;
  readonly endedAt: bigint;
  readonly attributes: Attributes;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  /** 0 unset, 2 an error. */
  readonly status: number;
  readonly resource: Attributes;
}

export interface ReceivedPoint {
  readonly name: string;
  readonly attributes: Attributes;
  /** Of a counter or gauge; of a histogram its count. */
  readonly value: number;
  readonly role: Value | undefined;
}

interface Collected {
  readonly headers: IncomingHttpHeaders;
  readonly path: string;
  readonly body: string;
}

/** An OTLP/HTTP collector of the test: it keeps every body as it came. `answer.status` 0 leaves all without an answer. */
export async function startCollector(answer: { status: number } = { status: 200 }) {
  const collected: Collected[] = [];
  const waiting = new Set<() => void>();
  const server = createServer(async (request, response) => {
    collected.push({ headers: request.headers, path: request.url ?? '', body: await text(request) });
    if (answer.status !== 0)
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end('{}');
    for (const look of waiting) look();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const bodiesAt = (path: string) =>
    collected.filter((one) => one.path === path).map(({ body }) => JSON.parse(body));

  return {
    url: `http://127.0.0.1:${port}`,
    collected,
    spans: () => bodiesAt('/v1/traces').flatMap(spansOf),
    /** Every report of every metric, the newest last. */
    points: () => bodiesAt('/v1/metrics').flatMap(pointsOf),
    /** Resolves with what `look` finds once it finds something. */
    until<T>(look: () => T | undefined): Promise<T> {
      return new Promise((resolve) => {
        const again = () => {
          const found = look();
          if (found === undefined) return;
          waiting.delete(again);
          resolve(found);
        };
        waiting.add(again);
        again();
      });
    },
    stop() {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

interface OtlpAttribute {
  readonly key: string;
  readonly value: {
    readonly stringValue?: string;
    readonly intValue?: number | string;
    readonly doubleValue?: number;
    readonly boolValue?: boolean;
  };
}

interface OtlpResource {
  readonly resource: { readonly attributes: readonly OtlpAttribute[] };
}

interface OtlpTraces {
  readonly resourceSpans: readonly (OtlpResource & {
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
        readonly name: string;
        readonly kind: number;
        readonly startTimeUnixNano: string;
        readonly endTimeUnixNano: string;
        readonly attributes: readonly OtlpAttribute[];
        readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
        readonly status: { readonly code?: number };
      }[];
    }[];
  })[];
}

interface OtlpPoint {
  readonly attributes: readonly OtlpAttribute[];
  readonly asDouble?: number;
  readonly asInt?: number | string;
  readonly count?: number;
}

interface OtlpMetrics {
  readonly resourceMetrics: readonly (OtlpResource & {
    readonly scopeMetrics: readonly {
      readonly metrics: readonly {
        readonly name: string;
        readonly sum?: { readonly dataPoints: readonly OtlpPoint[] };
        readonly gauge?: { readonly dataPoints: readonly OtlpPoint[] };
        readonly histogram?: { readonly dataPoints: readonly OtlpPoint[] };
      }[];
    }[];
  })[];
}

function spansOf({ resourceSpans }: OtlpTraces): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap(({ spans }) => spans)
      .map((span) => ({
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId || undefined,
        name: span.name,
        kind: span.kind,
        startedAt: BigInt(span.startTimeUnixNano),
        endedAt: BigInt(span.endTimeUnixNano),
        attributes: attributesOf(span.attributes),
        links: span.links.map(({ traceId, spanId }) => ({ traceId, spanId })),
        status: span.status.code ?? 0,
        resource: attributesOf(resource.attributes),
      })),
  );
}

function pointsOf({ resourceMetrics }: OtlpMetrics): ReceivedPoint[] {
  return resourceMetrics.flatMap(({ resource, scopeMetrics }) => {
    const role = attributesOf(resource.attributes)['gst_intake.role'];
    return scopeMetrics
      .flatMap(({ metrics }) => metrics)
      .flatMap(({ name, sum, gauge, histogram }) =>
        ((sum ?? gauge ?? histogram)?.dataPoints ?? []).map((point) => ({
          ...{ name, role },
          attributes: attributesOf(point.attributes),
          value: Number(point.asDouble ?? point.asInt ?? point.count),
        })),
      );
  });
}

function attributesOf(list: readonly OtlpAttribute[]): Attributes {
  return Object.fromEntries(
    list.map(({ key, value: { stringValue, intValue, doubleValue, boolValue } }) => {
      const value = stringValue ?? (intValue === undefined ? (doubleValue ?? boolValue) : Number(intValue));
      if (value === undefined) throw new Error(`${key} has no value`);
      return [key, value];
    }),
  );
}
