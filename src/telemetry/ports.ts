/**
 * What the other rooms tell OpenTelemetry, by type alone: where it is off, there is no object to tell and nothing of it is
 * loaded. The fields are an allow-list: no URL, token, file name, GSTIN or header value can leave through them.
 */

/** The calls that an upload's trace is made of before a worker takes it. */
export type TracedCall = 'presign' | 'put' | 'trigger';

export interface AnsweredCall {
  readonly call: TracedCall;
  readonly method: string;
  /** The route's pattern, never the target as sent. */
  readonly route: string;
  readonly status: number;
  /** Why it was refused. */
  readonly code: string | undefined;
  readonly durationMs: number;
  readonly register?: string | undefined;
  /** Of the body of a PUT. */
  readonly bytes?: number | undefined;
  readonly workspaceId?: string | undefined;
  /** Absent where a call was refused before it was known which upload it is about: it is a trace of its own then. */
  readonly uploadId?: string | undefined;
  readonly activityId?: string | undefined;
  /** The caller's header of this name: parsed strictly, and linked to. */
  readonly traceparent?: string | readonly string[] | undefined;
}

export interface Tracing {
  /** Told when the call has just been answered. */
  answered(call: AnsweredCall): void;
}

/** An attempt's parts, one after the other. */
export type AttemptStep =
  | 'claim'
  | 'open'
  | 'count'
  | 'judge'
  | 'report'
  | 'load'
  | 'store reports'
  | 'settle';

export type AttemptOutcome =
  /** The file was judged, or refused as a whole. */
  | 'completed'
  | 'refused'
  /** Somebody else holds the activity, or it was cancelled. */
  | 'lost'
  | 'cancelled'
  /** Handed back by a worker that stops. */
  | 'stopping'
  /** Comes again, or was the last. */
  | 'failed';

export interface AttemptFacts {
  readonly uploadId: string;
  readonly workspaceId: string;
  readonly activityId: string;
  /** From 1 on. */
  readonly attempt: number;
  readonly register: string;
  readonly fileType: string;
  readonly bytes: number;
  /** Epoch milliseconds. */
  readonly triggeredAt: number;
  /** When the worker began to claim it, epoch milliseconds. */
  readonly since: number;
}

export interface JudgedFacts {
  readonly rows: number;
  readonly refusedRows: number;
  readonly documents: number;
  readonly warnings: number;
}

export interface AttemptWatch {
  begin(facts: AttemptFacts): WatchedAttempt;
}

export interface WatchedAttempt {
  /** The step before it, if any, has ended. */
  step(step: AttemptStep): void;
  judged(facts: JudgedFacts): void;
  /** @param errorCode what made it fail, a code or the name of a class */
  end(outcome: AttemptOutcome, errorCode?: string): void;
}

/** One metric as prom-client has it. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  /** `counter`, `gauge` or `histogram`. */
  readonly type: string;
  readonly values: readonly {
    /** Of a histogram: the family's name with `_bucket`, `_sum` or `_count`. */
    readonly metricName?: string | undefined;
    readonly labels: Readonly<Record<string, string | number | undefined>>;
    readonly value: number;
  }[];
}
