import { describe, expect, it } from 'vitest';
import { planAdmission, type TokenHolder } from '../../src/accounts/admission.ts';
import { createCalendar } from '../../src/accounts/calendar.ts';
import type { QuotaUse } from '../../src/accounts/quota.ts';
import { AppError } from '../../src/errors.ts';

/** 2026-04-10 23:59:58.500 in India. */
const NOW = Date.UTC(2026, 3, 10, 18, 29, 58, 500);

const HOLDER: TokenHolder = {
  tokenId: 'token',
  userId: 'user',
  workspaceId: 'workspace',
  expiresAt: null,
  revokedAt: null,
  userDisabledAt: null,
  permissions: ['invoice.create'],
  license: { from: null, until: null },
  singleUse: false,
  lastUsedAt: null,
  retentionDays: null,
};

const QUOTA: QuotaUse = {
  limit: 10,
  per: 'day',
  bytesLimit: null,
  windowStart: 0,
  used: 0,
  bytesUsed: 0,
};

function plan(options: {
  holders?: Partial<TokenHolder>[];
  quota?: Partial<QuotaUse>;
  batch: (string | AppError)[];
}) {
  const holders = (options.holders ?? [{}]).map(
    (facts, place) => [`hash${place}`, { ...HOLDER, ...facts }] as const,
  );
  return planAdmission<string>({
    batch: options.batch.map((wanted, place) => ({ tokenHash: `hash${place % holders.length}`, wanted })),
    holders: new Map(holders),
    quotas: new Map([['workspace', { ...QUOTA, ...options.quota }]]),
    calendar: createCalendar('Asia/Kolkata'),
    now: NOW,
  });
}

function codes(outcomes: readonly unknown[]): string[] {
  return outcomes.map((outcome) => (outcome instanceof AppError ? outcome.code : 'granted'));
}

describe('planAdmission', () => {
  it('lets the first reason of the contract win', () => {
    const faults: [string, Partial<TokenHolder>][] = [
      ['token_invalid', { revokedAt: NOW - 1 }],
      ['license_expired', { license: { from: null, until: '2026-04-09' } }],
      ['permission_denied', { permissions: ['invoice.read', 'workspace.admin'] }],
    ];
    const empty = new AppError('file_name_empty', 'fileName is empty');
    for (let first = 0; first <= faults.length; first += 1) {
      const left = faults.slice(first);
      const holder = Object.assign({}, ...left.map(([, facts]) => facts));
      const { outcomes, used } = plan({ holders: [holder], quota: { limit: 0 }, batch: [empty] });
      expect(codes(outcomes)).toEqual([left[0]?.[0] ?? 'file_name_empty']);
      expect(used).toEqual(new Map());
    }
    expect(codes(plan({ quota: { limit: 0 }, batch: ['a.csv'] }).outcomes)).toEqual(['quota_exceeded']);
  });

  it.each<[string, Partial<TokenHolder>, string]>([
    ['is unknown to no one', {}, 'granted'],
    ['was revoked, even by a clock that is ahead', { revokedAt: NOW + 9 }, 'token_invalid'],
    ['belongs to a disabled user', { userDisabledAt: NOW }, 'token_invalid'],
    ['expires now', { expiresAt: NOW }, 'token_invalid'],
    ['expires in a millisecond', { expiresAt: NOW + 1 }, 'granted'],
    [
      'has a license to the end of today',
      { license: { from: '2026-04-10', until: '2026-04-10' } },
      'granted',
    ],
    ['has a license from tomorrow', { license: { from: '2026-04-11', until: null } }, 'license_expired'],
  ])('judges a token that %s', (_, facts, outcome) => {
    expect(codes(plan({ holders: [facts], batch: ['a.csv'] }).outcomes)).toEqual([outcome]);
  });

  it('knows a stranger', () => {
    const { outcomes } = planAdmission({
      batch: [{ tokenHash: 'stranger', wanted: 'a.csv' }],
      holders: new Map(),
      quotas: new Map(),
      calendar: createCalendar('Asia/Kolkata'),
      now: NOW,
    });
    expect(codes(outcomes)).toEqual(['token_invalid']);
  });

  it('spends the quota of a workspace in the order of arrival, over all its tokens, on grants alone', () => {
    const empty = new AppError('file_name_empty', 'fileName is empty');
    const holders = [{}, { tokenId: 'other' }];
    const { outcomes, used } = plan({ holders, quota: { used: 7 }, batch: ['a', empty, 'b', 'c', 'd', 'e'] });
    expect(codes(outcomes)).toEqual([
      'granted',
      'file_name_empty',
      'granted',
      'granted',
      'quota_exceeded',
      'quota_exceeded',
    ]);
    expect(used).toEqual(new Map([['workspace', 10]]));
    expect(outcomes[4]).toMatchObject({ facts: { retryAfterSeconds: 2 } });
  });

  it('keeps the quotas of workspaces apart, and counts none where there is no limit', () => {
    const { outcomes, used } = planAdmission({
      batch: ['one', 'other', 'unlimited', 'none', 'one', 'other'].map((tokenHash) => ({
        tokenHash,
        wanted: 1,
      })),
      holders: new Map(
        ['one', 'other', 'unlimited', 'none'].map((workspaceId) => [workspaceId, { ...HOLDER, workspaceId }]),
      ),
      quotas: new Map([
        ['one', { ...QUOTA, limit: 1 }],
        ['other', { ...QUOTA, limit: 2 }],
        ['unlimited', { ...QUOTA, limit: null }],
      ]),
      calendar: createCalendar('Asia/Kolkata'),
      now: NOW,
    });
    expect(codes(outcomes)).toEqual([
      'granted',
      'granted',
      'granted',
      'granted',
      'quota_exceeded',
      'granted',
    ]);
    expect(used).toEqual(
      new Map([
        ['one', 1],
        ['other', 2],
      ]),
    );
  });

  it('hands on what is neither grant nor refusal', () => {
    const calendar = {
      ...createCalendar('UTC'),
      today() {
        throw new RangeError('no such day');
      },
    };
    const admit = () =>
      planAdmission({
        batch: [{ tokenHash: 'hash', wanted: 1 }],
        holders: new Map([['hash', HOLDER]]),
        quotas: new Map(),
        calendar,
        now: NOW,
      });
    expect(admit).toThrow(RangeError);
  });
});
