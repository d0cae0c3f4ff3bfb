import { describe, expect, it } from 'vitest';
import { type Announcement, createAnnouncer } from '../../src/console/upload/announcements.ts';
import { newFile } from '../../src/console/upload/queuedFile.ts';
import type { FileState, QueuedFile } from '../../src/console/upload/queueTypes.ts';

function fileOf(id: number, state: FileState, progress = 0): QueuedFile {
  const chosen = { file: new File(['x'.repeat(100)], `${id}.csv`), isFolder: false };
  return { ...newFile(id, chosen, { corrects: null, mostBytes: null }), state, progress };
}

function told(...snapshots: QueuedFile[][]): Announcement[] {
  const all: Announcement[] = [];
  const look = createAnnouncer((one) => all.push(one));
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
      { kind: 'started', files: 1 },
      { kind: 'quarter', percent: 25 },
      { kind: 'quarter', percent: 50 },
      { kind: 'quarter', percent: 75 },
      { kind: 'ended', done: 1, withErrors: 0, others: 0 },
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
      { kind: 'ended', done: 0, withErrors: 1, others: 1 },
      { kind: 'started', files: 1 },
    ]);
  });
});
