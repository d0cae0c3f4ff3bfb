import type {
  ActivityPage,
  ActivityState,
  ActivityTrail,
  ActivityView,
  DiscardPreview,
} from './activityTypes.ts';
import type { FindingGroups, RefusedRowPage, WarningPage } from './findingTypes.ts';
import type { SessionView } from './sessionTypes.ts';
import type { CallOptions, TemplateType } from './types.ts';

export type {
  ActivityPage,
  ActivityProgress,
  ActivityState,
  ActivityTrail,
  ActivityView,
  DiscardPreview,
  TrailEntry,
} from './activityTypes.ts';
export type {
  FindingExample,
  FindingGroup,
  FindingGroups,
  RefusedRow,
  RefusedRowPage,
  RowFinding,
  WarnedRow,
  WarningPage,
} from './findingTypes.ts';
export type { SessionView } from './sessionTypes.ts';

export interface ActivityFilter {
  /** Default: all states. */
  readonly states?: readonly ActivityState[] | undefined;
  readonly templateType?: TemplateType | undefined;
  /** Part of the file's name, whatever its case. */
  readonly search?: string | undefined;
  /** First and last day of the beginning, `yyyy-mm-dd` in the server's time zone (India, unless set otherwise). */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Who began it. */
  readonly userId?: string | undefined;
}

export interface ActivityListOptions extends CallOptions, ActivityFilter {
  /** `next` of the page before. Default: the first page. */
  readonly cursor?: string | undefined;
  /** Activities, 1 to 100. Default 25. */
  readonly limit?: number | undefined;
}

export interface FindingOptions extends CallOptions {
  readonly activityId: string;
}

export interface FindingPageOptions extends FindingOptions {
  /** Only rows with a finding of this rule; `held_back`: only rows that another holds back. Default: all. */
  readonly rule?: string | undefined;
  /** Of the first row wanted, from 0. Default 0. */
  readonly offset?: number | undefined;
  /** Rows, 1 to 500. Default 100. */
  readonly limit?: number | undefined;
}

/** Something changed: the activity as it is now. */
export interface ActivityEvent {
  readonly activity: ActivityView;
  /** `poll`: the server's stream could not be had or broke, and the client asks again and again instead. */
  readonly by: 'stream' | 'poll';
}

export interface WatchOptions extends CallOptions {
  /** Only this one: the watch ends with it. Default: all of the workspace, until it is aborted. */
  readonly activityId?: string | undefined;
  /** Milliseconds between two polls where there is no stream. Default 3,000. */
  readonly pollDelayMs?: number | undefined;
  /** Milliseconds of polling until the stream is tried again. Default 60,000. */
  readonly streamAgainMs?: number | undefined;
  /** Milliseconds without a byte after which a stream counts as broken. Default 45,000. */
  readonly silenceMs?: number | undefined;
  /**
   * Told when more has changed than is told one by one, as after a day without a connection, or more than 250 imports
   * between two polls: fetch lists again. Default: none.
   */
  readonly onReset?: (() => void) | undefined;
  /** Told when the connection is lost (`down`, events may be late) and there again. Default: none. */
  readonly onConnection?: ((state: 'up' | 'down') => void) | undefined;
}

/** What this server tells beyond Clear's calls, as its console needs it. Each is @throws GstIntakeError */
export interface NativeCalls {
  /** Exchanges a token for a cookie of this browser. The client needs no token of its own for it. */
  signIn(options: CallOptions & { readonly token: string }): Promise<SessionView>;
  /** Who is signed in. @throws AuthenticationError where nobody is */
  session(options?: CallOptions): Promise<SessionView>;
  signOut(options?: CallOptions): Promise<void>;
  /** One page, newest first. */
  activities(options?: ActivityListOptions): Promise<ActivityPage>;
  /** All of them, newest first, page after page. */
  allActivities(options?: ActivityListOptions): AsyncIterable<ActivityView>;
  /** Live: first what has not ended, then each change as it happens; by a stream of events, else by polling. */
  watch(options?: WatchOptions): AsyncIterable<ActivityEvent>;
  trail(options: FindingOptions): Promise<ActivityTrail>;
  discardPreview(options: FindingOptions): Promise<DiscardPreview>;
  errorGroups(options: FindingOptions): Promise<FindingGroups>;
  errorRows(options: FindingPageOptions): Promise<RefusedRowPage>;
  warningGroups(options: FindingOptions): Promise<FindingGroups>;
  warningRows(options: FindingPageOptions): Promise<WarningPage>;
}
