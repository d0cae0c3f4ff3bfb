import { planAdmission, type TokenHolder } from '../accounts/admission.ts';
import type { Calendar } from '../accounts/calendar.ts';
import { planToken, TOKENS_PER_DAY } from '../accounts/clientSecret.ts';
import type { AccountStore } from '../accounts/ports.ts';
import { AppError } from '../errors.ts';
import type { ActivityStore } from '../ingestion/ports.ts';
import type { PresignInput } from '../sigv4/presign.ts';
import type { DownloadStore, ObjectStore, UploadStore } from '../uploads/ports.ts';
import type { Presign } from '../uploads/presign.ts';
import { DOWNLOAD_LIFETIME_SECONDS } from '../uploads/presignDownload.ts';
import { URL_LIFETIME_SECONDS } from '../uploads/upload.ts';
import type { Call, Forced } from './outcomes.ts';
import type { Scope } from './scope.ts';

/** A URL counts whole in the second of its end, and one more is on the safe side. */
const PAST_END_MS = 2_000;

/** An error of ours, as a bug would throw it: callers learn a request id and nothing else. */
class ForcedError extends Error {
  override readonly name = 'ForcedError';
}

/** Fails as a call of the database or the disk would, where that is wanted. */
function failWhere(forced: Forced | undefined): void {
  if (forced?.outcome === 'server_error') {
    throw new ForcedError('the emulator was told to fail this call');
  }
  if (forced?.outcome === 'unavailable') {
    throw new AppError('unavailable', 'the emulator was told that its database cannot be reached');
  }
}

/** What time it is for the request being answered. */
export function forcedNow(now: () => number, scope: Scope): () => number {
  return () => {
    const skewSeconds = scope.wants('put', 'url_expired')
      ? URL_LIFETIME_SECONDS
      : scope.wants('errorFile', 'url_expired')
        ? DOWNLOAD_LIFETIME_SECONDS
        : undefined;
    return now() + (skewSeconds === undefined ? 0 : skewSeconds * 1000 + PAST_END_MS);
  };
}

/** A URL that shall have expired is signed in the past; with `afterMs` it ends so long from now. */
export function forcedSign<T extends (input: PresignInput) => string>(
  sign: T,
  scope: Scope,
): (input: PresignInput) => string {
  return (input) => {
    const forced = scope.forced('presign');
    if (forced?.outcome !== 'url_expired') return sign(input);
    const leftMs = forced.afterMs ?? -PAST_END_MS;
    return sign({ ...input, now: input.now - URL_LIFETIME_SECONDS * 1000 + leftMs });
  };
}

/** Refusals of an account are judged by the same plan as real ones, over an account that is as it would have to be. */
export function forcedPresign(
  presign: Presign,
  deps: {
    readonly scope: Scope;
    readonly accounts: Pick<AccountStore, 'findTokenHolder' | 'quotaUse'>;
    readonly calendar: Calendar;
    now(): number;
  },
): Presign {
  const { scope, accounts, calendar } = deps;
  return async (request) => {
    const forced = scope.forced('presign');
    failWhere(forced);
    if (forced === undefined || !(forced.outcome in ACCOUNTS)) return presign(request);
    const now = deps.now();
    const holder = await accounts.findTokenHolder(request.tokenHash);
    const holders = new Map<string, TokenHolder>();
    const quotas = new Map();
    if (holder !== undefined) {
      const use = await accounts.quotaUse(holder.workspaceId, now);
      if (forced.outcome === 'quota_exceeded') quotas.set(holder.workspaceId, { ...use, limit: use.used });
      holders.set(request.tokenHash, { ...holder, ...ACCOUNTS[forced.outcome] });
    }
    const { outcomes } = planAdmission({ batch: [request], holders, quotas, calendar, now });
    const [outcome] = outcomes;
    if (outcome instanceof AppError) throw outcome;
    throw new Error('a refusal that was to be forced was granted');
  };
}

/** What an account is like that meets these refusals. */
const ACCOUNTS: Readonly<Record<string, Partial<TokenHolder>>> = {
  license_expired: { license: { from: null, until: '2000-01-01' } },
  permission_denied: { permissions: [] },
  quota_exceeded: {},
};

export function forcedAccounts(accounts: AccountStore, scope: Scope, calendar: Calendar): AccountStore {
  const holding: readonly Call[] = ['trigger', 'status'];
  return replacing(accounts, {
    async findTokenHolder(hash) {
      const forced = holding.map((call) => scope.forced(call)).find((each) => each !== undefined);
      failWhere(forced);
      const holder = await accounts.findTokenHolder(hash);
      return holder && forced?.outcome === 'permission_denied' ? { ...holder, permissions: [] } : holder;
    },
    async fetchToken(wanted) {
      failWhere(scope.forced('token'));
      if (!scope.wants('token', 'quota_exceeded')) return accounts.fetchToken(wanted);
      return planToken({ holder: SOME_SECRET, issuedToday: TOKENS_PER_DAY, wanted, calendar });
    },
  });
}

/** Never told: whoever has used up the day is refused whosever the secret is. */
const SOME_SECRET = {
  secretId: '',
  userId: '',
  workspaceId: '',
  revokedAt: null,
  userDisabledAt: null,
  graceSeconds: 0,
};

/** What a quota of bytes may be where the workspace has none. */
const SOME_BYTES = 20_000_000_000;

export function forcedUploads(
  uploads: UploadStore,
  { scope, calendar }: { readonly scope: Scope; readonly calendar: Calendar },
): UploadStore {
  return replacing(uploads, {
    async byteRoom(upload, at) {
      const room = await uploads.byteRoom(upload, at);
      if (!scope.wants('put', 'quota_exceeded')) return room;
      const retryAfterSeconds = Math.ceil((calendar.window(at, 'month').end - at) / 1000);
      return { limit: SOME_BYTES, per: 'month', retryAfterSeconds, ...room, left: 0 };
    },
    async find(ref) {
      failWhere(scope.forced('put'));
      return scope.wants('put', 'upload_unknown') ? undefined : uploads.find(ref);
    },
  });
}

export function forcedDownloads(downloads: DownloadStore, scope: Scope): DownloadStore {
  return replacing(downloads, {
    async find(workspaceId, downloadId) {
      failWhere(scope.forced('errorFile'));
      return scope.wants('errorFile', 'upload_unknown') ? undefined : downloads.find(workspaceId, downloadId);
    },
  });
}

/** @param modifiedOffsetMs how far the emulated clock is ahead of the one that the files' times are of */
export function forcedObjects(
  objects: ObjectStore,
  { scope, modifiedOffsetMs }: { readonly scope: Scope; readonly modifiedOffsetMs: () => number },
): ObjectStore {
  return replacing(objects, {
    async begin(name, declaredBytes) {
      // More than any disk has: the store itself finds that they do not fit.
      const wanted = scope.wants('put', 'disk_full') ? Number.MAX_SAFE_INTEGER : declaredBytes;
      return objects.begin(name, wanted);
    },
    async list(owner) {
      const found = await objects.list(owner);
      return found.map((each) => ({ ...each, modifiedAt: each.modifiedAt + modifiedOffsetMs() }));
    },
  });
}

/** What the worker has to know of an activity before it can be claimed. */
export interface ActivityPlans {
  plan(uploadId: string, forced: Forced): void;
  forget(uploadId: string): void;
}

const PLANNED: ReadonlySet<string> = new Set(['unplanned_error', 'system_feedback']);
const SLOW_QUEUE_MS = 10_000;

export function forcedActivities(
  activities: ActivityStore,
  deps: {
    readonly scope: Scope;
    readonly plans: ActivityPlans;
    /** Epoch milliseconds, as they really are: leases and waiting go by these. */
    machineNow(): number;
  },
): ActivityStore {
  const { scope, plans, machineNow } = deps;
  return replacing(activities, {
    async trigger(wanted) {
      const forced = scope.forced('trigger');
      if (forced?.outcome === 'upload_missing') return { outcome: 'notLanded' };
      const isPlanned = forced !== undefined && PLANNED.has(forced.outcome);
      if (isPlanned) plans.plan(wanted.upload.uploadId, forced);
      const waitMs = forced?.outcome === 'slow_queue' ? (forced.afterMs ?? SLOW_QUEUE_MS) : 0;
      const outcome = await activities.trigger({ ...wanted, notBefore: machineNow() + waitMs });
      if (isPlanned && outcome.outcome !== 'created') plans.forget(wanted.upload.uploadId);
      return outcome;
    },
    async find(workspaceId, activityId) {
      if (scope.wants('status', 'activity_unknown')) return undefined;
      const activity = await activities.find(workspaceId, activityId);
      return activity && scope.wants('status', 'still_queued')
        ? { ...activity, state: 'queued', result: null }
        : activity;
    },
  });
}

/** `target` with some of its methods in place of its own; also of a target whose methods come and go. */
export function replacing<T extends object>(target: T, methods: Partial<T>): T {
  return new Proxy(target, {
    get: (_target, name) => Reflect.get(name in methods ? methods : target, name),
  });
}

/** Stands for whatever `current` gives at the moment of a call, also where a method was taken off it before. */
export function following<T extends object>(current: () => T): T {
  return new Proxy({} as T, {
    get: (_target, name) => {
      const value: unknown = Reflect.get(current(), name);
      if (typeof value !== 'function') return value;
      return (...input: unknown[]) => {
        const method: unknown = Reflect.get(current(), name);
        return Reflect.apply(method as (...all: unknown[]) => unknown, current(), input);
      };
    },
  });
}
