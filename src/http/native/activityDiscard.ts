import type { FastifyReply } from 'fastify';
import type { DiscardPreview } from '../../contract/activityLists.ts';
import { AppError } from '../../errors.ts';
import type { Activity } from '../../ingestion/activity.ts';
import { previewDiscard } from '../../ingestion/discardPreview.ts';
import type { ActivityDeps } from './activities.ts';

/** Each reads up to 100,000 documents, and no workspace takes what others want. */
const AT_ONCE = 4;
const RETRY_AFTER_SECONDS = 5;

/** Tells what discarding would do. */
export function createDiscardPreviewer(deps: Pick<ActivityDeps, 'documents' | 'activities'>) {
  /** Workspaces that have one. */
  const running = new Set<string>();
  /** @throws AppError conflict before the activity has ended; unavailable while enough are being made */
  return async (activity: Activity, reply: FastifyReply): Promise<DiscardPreview> => {
    const { workspaceId, state } = activity;
    if (state === 'queued' || state === 'running') {
      throw new AppError('conflict', 'This activity has not ended yet. To stop it, POST …/cancel.');
    }
    if (running.has(workspaceId) || running.size >= AT_ONCE) throw tooMany();
    running.add(workspaceId);
    try {
      return await previewDiscard(deps, activity, { isWanted: () => !reply.raw.destroyed });
    } finally {
      running.delete(workspaceId);
    }
  };
}

function tooMany(): AppError {
  return new AppError(
    'unavailable',
    'Another preview of your workspace, or several of others, are being made just now. Ask again in a few seconds.',
    { facts: { reason: 'too_many_at_once', retryAfterSeconds: RETRY_AFTER_SECONDS } },
  );
}
