import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  type SpanOptions,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import {
  RandomIdGenerator,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

/** Where a span stands: the root of its upload's trace, under that root, or in a trace of its own. */
export type Place = { readonly rootOf: string } | { readonly under: string } | 'apart';

export interface UploadTracer {
  start(name: string, place: Place, options: SpanOptions & { readonly startTime: number }): Span;
  startUnder(parent: Span, name: string, options: SpanOptions & { readonly startTime: number }): Span;
  /** Sends what is left. @throws what the exporter met */
  close(): Promise<void>;
}

const TRACE_ID = /^[0-9a-f]{32}$/;
const SPAN_ID_DIGITS = 16;

/** The root's span id, known to every process that knows the upload. */
export function rootSpanId(uploadId: string): string {
  return uploadId.slice(-SPAN_ID_DIGITS);
}

/**
 * One trace for each upload, whose id is the upload's: every process finds it without anything being stored or handed on. By
 * the same id each decides alike whether the trace is kept.
 */
export function createUploadTracer(deps: {
  readonly resource: Resource;
  readonly processor: SpanProcessor;
  /** The share of traces that is kept, 0 to 1. */
  readonly ratio: number;
  readonly version: string;
}): UploadTracer {
  const random = new RandomIdGenerator();
  let root: string | undefined;
  const provider = new TracerProvider({
    resource: deps.resource,
    sampler: new TraceIdRatioBasedSampler(deps.ratio),
    spanProcessors: [deps.processor],
    idGenerator: {
      generateTraceId: () => root ?? random.generateTraceId(),
      generateSpanId: () => (root === undefined ? random.generateSpanId() : rootSpanId(root)),
    },
  });
  const tracer = provider.getTracer('gst-intake', deps.version);

  return {
    start(name, place, options) {
      if (place === 'apart') return tracer.startSpan(name, options, ROOT_CONTEXT);
      if ('under' in place) return tracer.startSpan(name, options, contextUnder(place.under));
      root = TRACE_ID.test(place.rootOf) ? place.rootOf : undefined;
      try {
        return tracer.startSpan(name, options, ROOT_CONTEXT);
      } finally {
        root = undefined;
      }
    },
    startUnder: (parent, name, options) =>
      tracer.startSpan(name, options, trace.setSpan(ROOT_CONTEXT, parent)),
    close: () => provider.shutdown(),
  };
}

/** Sampled or not, the sampler goes by the trace's id alone. */
function contextUnder(uploadId: string): Context {
  const spanContext = {
    traceId: uploadId,
    spanId: rootSpanId(uploadId),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  };
  return trace.setSpanContext(ROOT_CONTEXT, spanContext);
}
