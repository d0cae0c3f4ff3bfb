import type { AuditEntry } from '../accounts/audit.ts';
import type { WorkspaceSettings } from '../accounts/workspace.ts';
import type { DocumentKey, JudgedDocument } from '../gst/verdict.ts';
import type { TemplateType, UploadRef } from '../uploads/upload.ts';
import type { Activity, ActivityProgress, ActivityResult } from './activity.ts';

/** What a trigger asks for, parsed. */
export interface WantedActivity {
  /** A fresh id, used only if the upload has no activity yet. */
  readonly activityId: string;
  readonly workspaceId: string;
  readonly userId: string;
  readonly templateType: TemplateType;
  readonly upload: UploadRef;
  readonly externalId: string | null;
  readonly templateId: string;
  readonly onlyGstins: readonly string[];
  readonly userFileName: string;
  /** One that has ended, of the same workspace and register; or none. */
  readonly corrects: string | null;
  readonly at: number;
  /** By the clock of `claim`: when it may be claimed, where that is not `at`. */
  readonly notBefore?: number;
}

export type TriggerOutcome =
  | { readonly outcome: 'created' | 'existing'; readonly activity: Activity }
  /** `unknown`: none of this workspace and template type. `notLanded`: nothing was uploaded yet. `closed`: revoked or expired. */
  | { readonly outcome: 'unknown' | 'notLanded' | 'closed' };

/** A claimed job, with everything that judging it needs of the control data. */
export interface ClaimedJob {
  readonly activity: Activity;
  /** Of the pinned bytes, in hex; null where nobody has hashed them. */
  readonly sha256: string | null;
  /** The workspace as it is at the claim. */
  readonly workspace: { readonly gstins: readonly string[]; readonly settings: WorkspaceSettings };
  /** = `activity.attempt`: whoever settles or reports must still hold it. */
  readonly fence: number;
  /** Attempts that an outage ended, and when the first did. */
  readonly outages: { readonly count: number; readonly since: number | null };
}

export interface ClaimQuery {
  readonly now: number;
  /** What is recorded as the time of it, where that is not `now`. */
  readonly at?: number;
  readonly leaseMs: number;
  /** After so many attempts that ended with a reason a job is failed. */
  readonly maxAttempts: number;
  /**
   * Likewise after so many whose worker was never heard of again. A power cut or a killed server says nothing of the
   * file, so that these are more; but a file that takes its worker down must come to an end too.
   */
  readonly maxLostAttempts: number;
  /** Only files no larger than this; any, where it is absent. */
  readonly maxBytes?: number;
}

export type Heartbeat =
  | 'ok'
  /** Another worker holds it, or it was handed back. */
  | 'lost'
  | 'cancelled';

/** Activities of all workspaces; each promise is one conditional update of one row. */
export interface ActivityStore {
  /** One transaction: finds the upload by its ref, pins it, inserts the activity and its audit entry; or finds the earlier one. */
  trigger(wanted: WantedActivity): Promise<TriggerOutcome>;
  /** Only within the workspace: another's is undefined. */
  find(workspaceId: string, activityId: string): Promise<Activity | undefined>;
  /**
   * Takes the next job: a queued one that is due, or a running one whose lease ran out; of the workspace with the fewest
   * running jobs, among those of the one that was served longest ago, the oldest first. Raises `attempt`. Jobs that used
   * up their attempts are failed on the way instead of being claimed.
   */
  claim(query: ClaimQuery): Promise<ClaimedJob | undefined>;
  /** Prolongs the lease and writes progress down, while the fence holds. */
  heartbeat(beat: {
    readonly activityId: string;
    readonly fence: number;
    readonly now: number;
    readonly leaseMs: number;
    readonly progress: ActivityProgress;
  }): Promise<Heartbeat>;
  /** The commit point of an import: one update while the fence holds and nobody cancelled. False otherwise. */
  settle(input: {
    readonly activityId: string;
    readonly fence: number;
    readonly at: number;
    readonly result: ActivityResult;
  }): Promise<boolean>;
  /** Back to the queue with the attempt not counted: a worker that drains. */
  handBack(input: { readonly activityId: string; readonly fence: number }): Promise<void>;
  /** Back to the queue, not to be claimed before `notBefore`, with the attempt counted and the reason kept: a child that died. */
  retryLater(input: {
    readonly activityId: string;
    readonly fence: number;
    readonly reason: string;
    readonly notBefore: number;
  }): Promise<void>;
  /** Likewise with the attempt not counted, since the machine failed it and not the file: a full disk. */
  retryAfterOutage(input: {
    readonly activityId: string;
    readonly fence: number;
    readonly reason: string;
    readonly at: number;
    readonly notBefore: number;
  }): Promise<void>;
  /** Lets every running job be claimed at once: for a worker that is the only one, when it starts. How many. */
  endLeases(now: number): Promise<number>;
  /** Queued or running → discarded. False where it has ended or is unknown in the workspace. */
  cancel(workspaceId: string, activityId: string, audit: AuditEntry): Promise<boolean>;
  /** Ended → discarded: its documents stop counting. Undefined when unknown; false when still running. */
  discard(workspaceId: string, activityId: string, audit: AuditEntry): Promise<boolean | undefined>;
  /** Of these activities of the workspace, those settled and not discarded, with their sequence. */
  settledSequences(workspaceId: string, activityIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Loads that no settled attempt stands for any more and whose documents can go. */
  deadLoads(limit: number): Promise<LoadRef[]>;
  markCleaned(loads: readonly LoadRef[]): Promise<void>;
  /** For metrics: of those that have not ended. */
  countByState(): Promise<ReadonlyMap<string, number>>;
}

/** The documents of one attempt. */
export interface LoadRef {
  readonly workspaceId: string;
  readonly activityId: string;
  readonly attempt: number;
}

/** Append-only versions of documents, one workspace's apart from another's. */
export interface DocumentStore {
  /** Begins the load of an attempt; what an earlier, dead load of the same attempt left is gone. */
  openLoad(load: LoadRef): Promise<DocumentLoad>;
  /** In the order of loading, from `after` on (0 = from the start). */
  read(load: LoadRef, page: { readonly after: number; readonly limit: number }): Promise<StoredDocument[]>;
  /** Every version of each key in this workspace, settled or not: `loads[i]` belongs to `keys[i]`. */
  versions(
    workspaceId: string,
    keys: readonly (DocumentKey & { readonly register: TemplateType })[],
  ): Promise<LoadRef[][]>;
  remove(load: LoadRef): Promise<void>;
  /** Removes all documents of a workspace; `dead` are attempts that may still run and shall bring none back. */
  erase(workspaceId: string, dead: readonly LoadRef[]): Promise<void>;
  close(): Promise<void>;
}

export interface StoredDocument extends JudgedDocument {
  readonly register: TemplateType;
  /** Rises within a load, from 1. */
  readonly sequence: number;
}

export interface DocumentLoad {
  /** Takes documents in; resolves when more may come. Not visible, not durable before `commit`. */
  add(register: TemplateType, documents: readonly JudgedDocument[]): Promise<void>;
  /** Durable when it resolves. */
  commit(): Promise<void>;
  /** Leaves nothing behind, as far as it can; `remove` does the rest. Does nothing once `commit` was called. */
  abort(): Promise<void>;
}
