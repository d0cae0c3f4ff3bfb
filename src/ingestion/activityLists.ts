import type { AuditEntry } from '../accounts/audit.ts';
import type { TemplateType } from '../uploads/upload.ts';
import type { Activity, ActivityState } from './activity.ts';

/** As people tell them apart: `completed` is without a refused row, `completed_with_errors` has some. */
export type Outcome = ActivityState | 'completed_with_errors';

/** Where an activity stands in a list. */
export interface ListPlace {
  readonly createdAt: number;
  readonly activityId: string;
}

export interface ActivityQuery {
  /** None: all. */
  readonly outcomes: readonly Outcome[];
  readonly templateType: TemplateType | null;
  /** Who began it. */
  readonly userId: string | null;
  /** Part of the file's name, whatever its case. */
  readonly search: string | null;
  /** Begun at this time or later; begun before that time. */
  readonly from: number;
  readonly before: number;
  /** Only those older than this place in the list. */
  readonly after: ListPlace | null;
  readonly limit: number;
}

/** What is told of activities and stands elsewhere than in their rows. */
export interface ActivityCompany {
  /** By user id; who is not there any more has none. */
  readonly userNames: ReadonlyMap<string, string>;
  /** By the activity that is corrected: those that correct it, oldest first. */
  readonly correctedBy: ReadonlyMap<string, readonly string[]>;
  /** Of the downloads that came of them, those that can be fetched still. */
  readonly downloads: ReadonlySet<string>;
}

/** What shows whether an activity is another one than it was. */
export interface ActivityMark {
  readonly activityId: string;
  readonly isRunning: boolean;
  readonly corrects: string | null;
  /** Differs whenever something differs that is shown. */
  readonly mark: string;
}

/** Reads of activities for people; each within one workspace. */
export interface ActivityLists {
  /** Newest first. `next`: where the list goes on; null at its end. A page may have fewer than `limit` and still go on. */
  page(
    workspaceId: string,
    query: ActivityQuery,
  ): Promise<{ readonly activities: readonly Activity[]; readonly next: ListPlace | null }>;
  /** Those of them that the workspace has, in this order. */
  get(workspaceId: string, activityIds: readonly string[]): Promise<Activity[]>;
  company(workspaceId: string, activities: readonly Activity[]): Promise<ActivityCompany>;
  /** Who has begun an activity, by name. */
  users(workspaceId: string): Promise<{ readonly userId: string; readonly name: string }[]>;
  /** What runs, and what was begun, ended or discarded at `since` or later. */
  marks(
    workspaceId: string,
    since: number,
  ): Promise<{ readonly marks: readonly ActivityMark[]; readonly isWaiting: boolean }>;
  /** What runs or waits, newest first, at most `limit`; then what was begun, ended or discarded at `since` or later, oldest first. */
  snapshot(workspaceId: string, since: number | null, limit: number): Promise<string[]>;
  /** Who did what to it and to the upload that it is of, oldest first; with the names of the users among them. */
  trail(activity: Activity): Promise<{
    readonly entries: readonly AuditEntry[];
    readonly userNames: ReadonlyMap<string, string>;
  }>;
}
