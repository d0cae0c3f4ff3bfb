import { type Attributes, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { AnsweredCall, Tracing } from './ports.ts';
import { parseTraceparent } from './traceparent.ts';
import type { Place, UploadTracer } from './uploadTracer.ts';

const FAILURE_STATUS = 500;

/** Each answered call as a span, made at its end. @param now epoch milliseconds */
export function createTracing(tracer: UploadTracer, now: () => number): Tracing {
  return {
    answered(call) {
      const endTime = now();
      const caller = parseTraceparent(call.traceparent);
      const span = tracer.start(`${call.method} ${call.route}`, placeOf(call), {
        kind: SpanKind.SERVER,
        startTime: endTime - call.durationMs,
        attributes: attributesOf(call),
        links: caller === undefined ? [] : [{ context: caller }],
      });
      // A refusal is no error of the server: the conventions for HTTP leave its status unset.
      if (call.status >= FAILURE_STATUS) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(endTime);
    },
  };
}

/** A second pre-sign cannot have the same id; a refused one has recorded no upload. */
function placeOf({ call, uploadId }: AnsweredCall): Place {
  if (uploadId === undefined) return 'apart';
  return call === 'presign' ? { rootOf: uploadId } : { under: uploadId };
}

function attributesOf(call: AnsweredCall): Attributes {
  return {
    'http.request.method': call.method,
    'http.route': call.route,
    'http.response.status_code': call.status,
    'http.request.body.size': call.bytes,
    'error.type': call.code ?? (call.status >= FAILURE_STATUS ? String(call.status) : undefined),
    'gst_intake.register': call.register,
    'gst_intake.workspace.id': call.workspaceId,
    'gst_intake.upload.id': call.uploadId,
    'gst_intake.activity.id': call.activityId,
  };
}
