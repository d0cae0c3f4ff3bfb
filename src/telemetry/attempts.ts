import { type Meter, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { AttemptFacts, AttemptWatch, JudgedFacts, WatchedAttempt } from './ports.ts';
import type { UploadTracer } from './uploadTracer.ts';

/** Seconds: from a file of a few rows to one of a gigabyte. */
const DURATION_BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];

/**
 * Each attempt as a span with its steps under it, and as figures; either may be missing. A worker that dies leaves no span of its
 * attempt: the next one's number tells that there was one.
 * @param deps.now epoch milliseconds
 */
export function createAttemptWatch(deps: {
  readonly tracer: UploadTracer | undefined;
  readonly meter: Meter | undefined;
  readonly now: () => number;
}): AttemptWatch {
  const figures = deps.meter && createFigures(deps.meter);
  return {
    begin(facts) {
      const spans = deps.tracer && traceAttempt(facts, deps.tracer, deps.now);
      return {
        step: (step) => spans?.step(step),
        judged(judged) {
          spans?.judged(judged);
          figures?.judged(facts, judged);
        },
        end(outcome, errorCode) {
          spans?.end(outcome, errorCode);
          figures?.ended(outcome, deps.now() - facts.since);
        },
      };
    },
  };
}

function traceAttempt(facts: AttemptFacts, tracer: UploadTracer, now: () => number): WatchedAttempt {
  const { uploadId, since, attempt } = facts;
  const span = tracer.start(
    'attempt',
    { under: uploadId },
    {
      kind: SpanKind.CONSUMER,
      startTime: since,
      attributes: {
        'gst_intake.upload.id': uploadId,
        'gst_intake.workspace.id': facts.workspaceId,
        'gst_intake.activity.id': facts.activityId,
        'gst_intake.attempt': attempt,
        'gst_intake.register': facts.register,
        'gst_intake.file.type': facts.fileType,
        'gst_intake.file.bytes': facts.bytes,
        // Of what came before a further attempt nobody has kept the time.
        'gst_intake.queued_ms': attempt === 1 ? Math.max(0, since - facts.triggeredAt) : undefined,
      },
    },
  );
  let stepName: string | undefined;
  let step: Span | undefined;
  return {
    step(name) {
      if (name === stepName) return;
      const at = stepName === undefined ? since : now();
      step?.end(at);
      stepName = name;
      step = tracer.startUnder(span, name, { startTime: at });
    },
    judged({ rows, refusedRows, documents, warnings }) {
      span.setAttributes({
        'gst_intake.rows': rows,
        'gst_intake.refused_rows': refusedRows,
        'gst_intake.documents': documents,
        'gst_intake.warnings': warnings,
      });
    },
    end(outcome, errorCode) {
      const at = now();
      if (outcome === 'failed') step?.setStatus({ code: SpanStatusCode.ERROR });
      step?.end(at);
      span.setAttribute('gst_intake.outcome', outcome);
      if (errorCode !== undefined) span.setAttribute('error.type', errorCode);
      if (outcome === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(at);
    },
  };
}

/** Named as `/metrics` would name them. */
function createFigures(meter: Meter) {
  const attempts = meter.createCounter('gst_intake_attempts_total', {
    description: 'Attempts to ingest a file, by how they ended.',
  });
  const rows = meter.createCounter('gst_intake_rows_judged_total', {
    description: 'Rows of registers that were judged.',
  });
  const duration = meter.createHistogram('gst_intake_attempt_duration_seconds', {
    description: 'From claiming a file to its end.',
    unit: 's',
    advice: { explicitBucketBoundaries: DURATION_BUCKETS },
  });
  return {
    judged({ register }: AttemptFacts, judged: JudgedFacts): void {
      rows.add(judged.rows - judged.refusedRows, { register, verdict: 'valid' });
      rows.add(judged.refusedRows, { register, verdict: 'refused' });
    },
    ended(outcome: string, durationMs: number): void {
      attempts.add(1, { outcome });
      duration.record(durationMs / 1000, { outcome });
    },
  };
}
