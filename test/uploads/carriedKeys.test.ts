import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { carryKeys } from '../../src/uploads/carriedKeys.ts';
import { sealSecret } from '../../src/uploads/sealedSecret.ts';

const OLD = { accessKeyId: 'GSTIOLD', secretAccessKey: 'the secret of the installation that is left' };
const NEW = { accessKeyId: 'GSTINEW', secretAccessKey: 'the secret of the servers that it moves to' };
const NONE = { createdAt: 0, replacedAt: null, verifiesUntil: null };

const carry = (input: Pick<Parameters<typeof carryKeys>[0], 'rows' | 'oldRoot'>) =>
  carryKeys({ ...input, newRoot: NEW, now: 1, newNonce: () => randomBytes(12) });

describe('keys that move along', () => {
  it('are those of the source, which are good until they end', () => {
    const { keys, lost, isOldRootKnown } = carry({
      rows: [{ ...OLD, ...NONE, sealedSecret: null }],
      oldRoot: OLD,
    });
    expect({ lost, isOldRootKnown }).toEqual({ lost: [], isOldRootKnown: true });
    expect(keys).toMatchObject([{ accessKeyId: OLD.accessKeyId, replacedAt: 1 }]);
  });

  it('name what is lost where the key was in the settings of the source', () => {
    const sealedSecret = sealSecret(
      's',
      { rootSecret: OLD.secretAccessKey, accessKeyId: 'K1' },
      randomBytes(12),
    );
    const rows = [
      { ...NONE, accessKeyId: OLD.accessKeyId, sealedSecret: null },
      { ...NONE, accessKeyId: 'K1', sealedSecret },
    ];
    expect(carry({ rows, oldRoot: undefined })).toEqual({
      keys: [],
      lost: [OLD.accessKeyId, 'K1'],
      isOldRootKnown: true,
    });
  });

  it('say that nothing is known of the key where no server of this version has run', () => {
    expect(carry({ rows: [], oldRoot: undefined })).toEqual({ keys: [], lost: [], isOldRootKnown: false });
    expect(carry({ rows: [], oldRoot: OLD }).isOldRootKnown).toBe(true);
  });

  it('lose nothing where the settings are the same on both sides', () => {
    const rows = [{ ...NONE, accessKeyId: NEW.accessKeyId, sealedSecret: null }];
    expect(carry({ rows, oldRoot: undefined })).toEqual({ keys: rows, lost: [], isOldRootKnown: true });
  });
});
