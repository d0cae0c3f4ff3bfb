import { beforeEach, describe, expect, it } from 'vitest';
import type { Grant, TokenHolder } from '../../src/accounts/admission.ts';
import { AppError } from '../../src/errors.ts';
import { createPresigner } from '../../src/sigv4/presign.ts';
import { createSigningKeys } from '../../src/sigv4/signingKey.ts';
import { bucketTarget } from '../../src/uploads/bucketTarget.ts';
import { createDirectTarget, type FallbackCause } from '../../src/uploads/directTarget.ts';
import { createPresign, gatewayTarget } from '../../src/uploads/presign.ts';
import type { WantedUpload } from '../../src/uploads/upload.ts';
import type { CredentialsLack } from '../../src/uploads/urlCredentials.ts';

const NOW = Date.UTC(2026, 10, 24, 9);
const KEY = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 's' };
const PLACE = {
  bucket: 'uploads',
  region: 'ap-south-1',
  endpoint: 'https://s3.example',
  publicEndpoint: null,
  forcePathStyle: true,
};
const HOLDER: TokenHolder = {
  tokenId: 't',
  userId: 'u',
  workspaceId: '0b8b9d52-0d1c-4a3c-9d1e-0a6f5f0c7a11',
  expiresAt: null,
  revokedAt: null,
  userDisabledAt: null,
  permissions: [],
  license: { from: null, until: null },
  singleUse: false,
  lastUsedAt: null,
  retentionDays: null,
};
const WANTED: WantedUpload = {
  uploadId: 'ab'.repeat(16),
  templateType: 'sales',
  fileContentType: 'CSV',
  fileName: 'a.csv',
};

let known: (typeof KEY & { readonly sessionToken?: string }) | CredentialsLack;
let asked: number;
let told: { readonly fallbacks: FallbackCause[]; readonly changes: (FallbackCause | undefined)[] };
beforeEach(() => {
  known = KEY;
  asked = 0;
  told = { fallbacks: [], changes: [] };
});

const sign = createPresigner({ signingKeys: createSigningKeys() });

function open() {
  return createDirectTarget({
    credentials: {
      at() {
        asked += 1;
        return known;
      },
      endsAt: () => undefined,
    },
    targetOf: (credentials) => bucketTarget(PLACE, credentials),
    sign,
    onFallback: (cause) => told.fallbacks.push(cause),
    onChange: (cause) => told.changes.push(cause),
  });
}

function presign(
  outcome: Grant<WantedUpload> | AppError = { holder: HOLDER, wanted: WANTED, grantedAt: NOW },
  direct = open(),
) {
  const call = createPresign({
    admit: async () => outcome,
    sign,
    target: gatewayTarget({
      origin: 'https://intake.example',
      pathPrefix: '',
      region: 'ap-south-1',
      bucket: 'gst-intake',
      credentials: KEY,
    }),
    direct,
    onGrant: () => undefined,
  });
  return call({ tokenHash: 'hash', wanted: WANTED });
}

describe('a URL where URLs shall lead to the bucket', () => {
  it('leads there', async () => {
    expect((await presign()).url).toMatch(/^https:\/\/s3\.example\/uploads\/0b8b9d52-/);
    expect(told).toEqual({ fallbacks: [], changes: [] });
  });

  it.each<CredentialsLack>(['no_credentials', 'end_unknown', 'ends_early'])(
    'leads to the gateway where the credentials of the bucket are not good for it: %s',
    async (lack) => {
      known = lack;
      expect((await presign()).url).toMatch(
        /^https:\/\/intake\.example\/v1\/ap-south-1\/gst-intake\/0b8b9d52-/,
      );
      expect(told.fallbacks).toEqual([lack]);
    },
  );

  it('leads to the gateway where a session token would make it longer than 2,048 characters', async () => {
    known = { ...KEY, sessionToken: 'a'.repeat(1_600) };
    const { url } = await presign();
    expect(url).toMatch(/^https:\/\/intake\.example\//);
    expect(url.length).toBeLessThanOrEqual(2048);
    expect(told.fallbacks).toEqual(['too_long']);
  });

  it('tells of each cause once for as long as it stays, counts each URL, and says when all is well again', async () => {
    const direct = open();
    direct.check(NOW);
    known = 'ends_early';
    direct.check(NOW);
    for (let call = 0; call < 3; call += 1) direct.at(NOW);
    known = 'no_credentials';
    direct.at(NOW);
    known = KEY;
    expect(direct.at(NOW)).toBe(direct.at(NOW));
    expect(told.changes).toEqual(['ends_early', 'no_credentials', undefined]);
    expect(told.fallbacks).toEqual(['ends_early', 'ends_early', 'ends_early', 'no_credentials']);
  });

  it('leads to the gateway for single-use workspaces, whatever the credentials of the bucket are like', async () => {
    known = 'no_credentials';
    const holder = { ...HOLDER, singleUse: true };
    expect((await presign({ holder, wanted: WANTED, grantedAt: NOW })).url).toMatch(/^https:\/\/intake\./);
    expect({ asked, told }).toEqual({ asked: 0, told: { fallbacks: [], changes: [] } });
  });

  it('asks for no credentials before the caller is admitted', async () => {
    known = 'no_credentials';
    const refusal = new AppError('token_invalid', 'no such token');
    for (let call = 0; call < 50; call += 1) await expect(presign(refusal)).rejects.toBe(refusal);
    expect(asked).toBe(0);
  });
});
