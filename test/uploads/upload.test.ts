import { describe, expect, it } from 'vitest';
import { refusePut, type UploadState } from '../../src/uploads/upload.ts';

describe('a PUT', () => {
  it.each<[UploadState, string | null, string | undefined, string | undefined]>([
    ['issued', null, undefined, undefined],
    ['unused', null, undefined, undefined],
    ['landed', 'put', undefined, 'spent'],
    ['pinned', 'put', 'frozen', 'frozen'],
    ['revoked', null, 'closed', 'closed'],
    ['expired', null, 'closed', 'closed'],
  ])('to an upload that is %s with object %s', (state, currentPut, refusal, singleUseRefusal) => {
    expect(refusePut({ state, currentPut, singleUse: false })).toBe(refusal);
    expect(refusePut({ state, currentPut, singleUse: true })).toBe(singleUseRefusal);
  });
});
