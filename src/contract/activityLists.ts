import { type Static, Type } from 'typebox';
import { ActivityView } from './native.ts';
import { Cursor, nullable, time } from './parts.ts';

/** `GET /api/v1/activities`: newest first. */
export const ActivityPage = Type.Object({
  activities: Type.Array(ActivityView),
  next: nullable(Cursor),
  users: nullable(
    Type.Array(Type.Object({ userId: Type.String(), name: Type.String() }), {
      description: 'Everyone who has begun one in this workspace, by name; null on later pages.',
    }),
  ),
});
export type ActivityPage = Static<typeof ActivityPage>;

/** `GET …/trail`: who did what when, oldest first. */
export const ActivityTrail = Type.Object({
  entries: Type.Array(
    Type.Object({
      at: Type.String(time),
      actor: Type.Object({
        kind: Type.Union([
          Type.Literal('user'),
          Type.Literal('worker'),
          Type.Literal('sweep'),
          Type.Literal('operator'),
        ]),
        userId: nullable(Type.String()),
        name: nullable(Type.String({ description: 'Of a user, as it is now.' })),
      }),
      action: Type.String({ description: '`upload.issued`, `activity.triggered` and their like.' }),
      detail: Type.Record(
        Type.String(),
        Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]),
      ),
    }),
  ),
});
export type ActivityTrail = Static<typeof ActivityTrail>;

/** `GET …/discard`: what discarding this activity would do; nothing is changed. */
export const DiscardPreview = Type.Object({
  documents: Type.Integer({ description: 'That this activity brought in.' }),
  examined: Type.Integer({
    description: 'Of these, so many were looked at: fewer than `documents` where there are very many.',
  }),
  removed: Type.Integer({ description: 'Of the examined, those that would be gone.' }),
  restored: Type.Integer({
    description: 'Of the examined, those of which an earlier version would count again.',
  }),
  replaced: Type.Integer({
    description: 'Of the examined, those that a later import has replaced: nothing changes for them.',
  }),
});
export type DiscardPreview = Static<typeof DiscardPreview>;
