import { describe, expect, it } from 'vitest';
import { type Announcement, createAnnouncer } from '../../src/console/upload/announcements.ts';
import { newFile } from '../../src/console/upload/queuedFile.ts';
import type { FileState, QueuedFile } from '../../src/console/upload/queueTypes.ts';

const SHOWN = '66f1a2b3c4d5e6f708192a3b';

function fileOf(id: number, state: FileState, progress = 0): QueuedFile {
  const chosen = { file: new File(['x'.repeat(100)], `${id}.csv`), isFolder: false };
  return { ...newFile(id, chosen, { corrects: null, mostBytes: null }), state, progress };
}

function told(...snapshots: QueuedFile[][]): Announcement[] {
  const all: Announcement[] = [];
  const look = createAnnouncer({ tell: (one) => all.push(one), isShown: (id) => id === SHOWN });
  for (const files of snapshots) look({ files, hold: null });
  return all;
}

describe('what is said of files on their way', () => {
  it('is the start, each quarter and the end, once each', () => {
    expect(
      told(
        [fileOf(1, 'ready')],
        ...[0, 0.1, 0.26, 0.27, 0.5, 0.6, 0.8, 0.9].map((progress) => [fileOf(1, 'sending', progress)]),
        [fileOf(1, 'done', 1)],
        [fileOf(1, 'done', 1)],
      ),
    ).toEqual([
      { kind: 'looked', ready: 1, asking: 0, refused: 0 },
      { kind: 'started', files: 1 },
      { kind: 'quarter', percent: 25 },
      { kind: 'quarter', percent: 50 },
      { kind: 'quarter', percent: 75 },
      { kind: 'ended', done: 1, withErrors: 0, cancelled: 0, others: 0 },
    ]);
  });

  it('passes over quarters that went by unseen, and does not repeat one when a file joins', () => {
    expect(
      told(
        [fileOf(1, 'sending', 0)],
        [fileOf(1, 'sending', 0.6)],
        [fileOf(1, 'sending', 0.6), fileOf(2, 'sending', 0)],
        [fileOf(1, 'doneWithErrors', 1), fileOf(2, 'sending', 0.2)],
        [fileOf(1, 'doneWithErrors', 1), fileOf(2, 'failed', 0.2)],
        [fileOf(1, 'doneWithErrors', 1), fileOf(2, 'sending', 0)],
      ),
    ).toEqual([
      { kind: 'started', files: 1 },
      { kind: 'quarter', percent: 50 },
      { kind: 'ended', done: 0, withErrors: 1, cancelled: 0, others: 1 },
      { kind: 'started', files: 1 },
    ]);
  });

  it('is what the files are once all of them were looked at, those refused at once among them', () => {
    expect(
      told(
        [fileOf(1, 'looking'), fileOf(2, 'looking'), fileOf(3, 'refused')],
        [fileOf(1, 'ready'), fileOf(2, 'looking'), fileOf(3, 'refused')],
        [fileOf(1, 'ready'), fileOf(2, 'asking'), fileOf(3, 'refused')],
        [fileOf(1, 'ready'), fileOf(2, 'ready'), fileOf(3, 'refused')],
        [fileOf(1, 'ready'), fileOf(2, 'ready'), fileOf(3, 'refused'), fileOf(4, 'failed')],
      ),
    ).toEqual([
      { kind: 'looked', ready: 1, asking: 1, refused: 1 },
      { kind: 'looked', ready: 0, asking: 0, refused: 1 },
    ]);
  });

  it('names what was cancelled as that', () => {
    expect(
      told([fileOf(1, 'sending'), fileOf(2, 'sending')], [fileOf(1, 'cancelled'), fileOf(2, 'refused')]),
    ).toEqual([
      { kind: 'started', files: 2 },
      { kind: 'ended', done: 0, withErrors: 0, cancelled: 1, others: 1 },
    ]);
  });

  it('leaves an import to its own screen while that is shown', () => {
    const shown = (state: FileState, progress: number) => ({
      ...fileOf(1, state, progress),
      activityId: SHOWN,
    });
    expect(told([shown('checking', 0)], [shown('checking', 0.6)], [shown('done', 1)])).toEqual([
      { kind: 'started', files: 1 },
    ]);
    expect(
      told([shown('checking', 0), fileOf(2, 'sending', 0.9)], [shown('done', 1), fileOf(2, 'sending', 0.9)]),
    ).toContainEqual({ kind: 'quarter', percent: 75 });
  });
});
