import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_WORKSPACE_SETTINGS } from '../../src/accounts/workspace.ts';
import type { Database } from '../../src/db/open.ts';
import { eraseWorkspace, lookForFiles } from '../../src/ingestion/eraseWorkspace.ts';
import { createReportFile, reportId } from '../../src/ingestion/reportFile.ts';
import { openDiskStore } from '../../src/objects/disk.ts';
import type { ObjectName, ObjectStore } from '../../src/uploads/ports.ts';
import { type Account, entry, NOON, openToken, openUser, putTo, requestOf } from './accountFixture.ts';
import { claimAt, completed, wantedOf } from './activityFixture.ts';
import type { DatabaseUnderTest, MakeDatabase } from './databaseUnderTest.ts';
import { document } from './documentStore.ts';

const LOADED_BEFORE = 2_500;

/** @param remains of these texts, those that the database still holds anywhere, in what is stored and not in what is told */
export function erasureSuite(
  make: MakeDatabase,
  remains: (underTest: DatabaseUnderTest, canaries: readonly string[]) => Promise<string[]>,
): void {
  describe('erasure', () => {
    let underTest: DatabaseUnderTest;
    let database: Database;
    let root: string;
    let objects: ObjectStore;
    beforeAll(async () => {
      underTest = await make();
      database = await underTest.open();
      root = await mkdtemp(join(tmpdir(), 'gst-intake-erasure-'));
    });
    beforeEach(async () => {
      await rm(root, { recursive: true, force: true });
      objects = await openDiskStore({ root, reserveBytes: 0 });
    });
    afterAll(async () => {
      await underTest.dispose();
      await rm(root, { recursive: true, force: true });
    });

    const erase = (workspaceId: string, store = objects) => {
      const { erasure, documents, downloads } = database;
      return eraseWorkspace(workspaceId, {
        erasure,
        documents,
        downloads,
        objects: store,
        now: () => NOON + 9,
      });
    };

    async function put(name: ObjectName, text: string): Promise<void> {
      const writer = await objects.begin(name);
      await writer.write(Buffer.from(text));
      await writer.commit();
    }

    async function storedTexts(): Promise<string> {
      const files = await readdir(root, { recursive: true, withFileTypes: true });
      const texts = files
        .filter((file) => file.isFile())
        .map((file) => readFile(join(file.parentPath, file.name), 'latin1'));
      return (await Promise.all(texts)).join('');
    }

    async function upload(account: Account, words: (what: string) => string) {
      const request = requestOf(account, { fileName: `${words('FILE')}.csv` });
      const [granted] = await database.uploads.admit([request], NOON);
      if (granted === undefined || granted instanceof Error) throw granted;
      const ref = { issuedAt: NOON, uploadId: granted.wanted.uploadId };
      const landing = putTo(ref, NOON);
      await put({ owner: ref.uploadId, part: landing.putId }, words('BYTES'));
      await database.uploads.land(landing);
      const landed = await database.uploads.find(ref);
      if (landed === undefined) throw new Error('the upload landed');
      return landed;
    }

    async function claimed(account: Account, words: (what: string) => string) {
      const { activities } = database;
      const facts = {
        userFileName: words('USERFILE'),
        externalId: words('EXTERNAL'),
        onlyGstins: [words('ONLY')],
      };
      await activities.trigger(wantedOf(await upload(account, words), facts));
      const job = await activities.claim(claimAt(NOON));
      if (job === undefined) throw new Error('a job');
      const { workspaceId, activityId } = job.activity;
      const load = { workspaceId, activityId, attempt: job.fence };
      const report = createReportFile(
        {
          downloadId: reportId(load, 'errors'),
          workspaceId,
          fileName: `${words('REPORT')}.csv`,
          contentType: 'text/csv',
        },
        { objects, downloads: database.downloads, now: () => NOON },
      );
      await report.write(Buffer.from(words('REFUSED')));
      const documents = await database.documents.openLoad(load);
      const many = Array.from({ length: LOADED_BEFORE }, (_, place) =>
        document({ number: words(`NO${place}`), party: words('PARTY'), body: words('BODY') }),
      );
      await documents.add('sales', many);
      return { load, report, documents };
    }

    /** A company with everything that one can have: each text of it is a canary. */
    async function company(words: (what: string) => string) {
      const workspaceId = randomUUID();
      const { accounts, activities } = database;
      await accounts.createWorkspace(
        {
          id: workspaceId,
          name: words('COMPANY'),
          gstins: [words('GSTIN')],
          settings: DEFAULT_WORKSPACE_SETTINGS,
          retentionDays: 90,
          createdAt: NOON,
        },
        entry('workspace.created', { workspaceId }),
      );
      const account = await openUser(accounts, workspaceId);
      const quota = { limit: 1_000, per: 'month', bytesLimit: 1_000_000 } as const;
      await accounts.setQuota(workspaceId, quota, entry('quota.set', { workspaceId }));
      const person = {
        id: randomUUID(),
        workspaceId,
        name: words('PERSON'),
        createdAt: NOON,
        disabledAt: null,
      };
      await accounts.createUser(
        { ...person, permissions: ['invoice.read'] },
        entry('user.created', { workspaceId }),
      );

      const ended = await claimed(account, words);
      await ended.documents.commit();
      await ended.report.finish();
      const { activityId, attempt: fence } = ended.load;
      const stats = [{ gstin: words('STATS'), totalDocumentCount: 3, validRows: 5, invalidRows: 1 }];
      const result = completed({
        stats,
        fileWarnings: [words('WARNING')],
        errorDownloadId: reportId(ended.load, 'errors'),
      });
      await activities.settle({ activityId, fence, at: NOON, result });
      return { account, ended, running: await claimed(account, words), open: await upload(account, words) };
    }

    let count = 0;
    function canaries() {
      count += 1;
      const mark = `canary${count}x`;
      return { mark, words: (what: string) => `${mark}${what}` };
    }

    it('leaves numbers and no word of a company, and nothing of another one is touched', async () => {
      const [ours, other] = [canaries(), canaries()];
      const { account, ended, running, open } = await company(ours.words);
      const kept = await company(other.words);
      const { workspaceId } = account;

      const erased = await erase(workspaceId);
      expect(erased).toMatchObject({ workspaceId, filesRemoved: 4, cancelled: 1 });
      expect(await database.accounts.findTokenHolder(account.tokenHash)).toMatchObject({
        revokedAt: NOON + 9,
        userDisabledAt: NOON + 9,
      });
      expect(await database.uploads.land(putTo(open, NOON))).toMatchObject({ outcome: 'closed' });
      expect(await database.documents.read(ended.load, { after: 0, limit: 10 })).toEqual([]);
      const used = (await database.accounts.usage({ start: NOON, end: NOON + 1 })).get(workspaceId);
      expect(used).toMatchObject({ urlsIssued: 3, documents: 3, rowsValid: 5, rowsInvalid: 1, filesKept: 0 });
      expect(used?.activities).toEqual({ completed: 1, discarded: 1 });

      // The worker that was at it can bring nothing back.
      await expect(running.documents.commit()).rejects.toThrow('its attempt is dead');
      await expect(running.report.finish()).rejects.toThrow();
      const { activityId, attempt: fence } = running.load;
      const settled = await database.activities.settle({ activityId, fence, at: NOON, result: completed() });
      expect(settled).toBe(false);
      await expect(openUser(database.accounts, workspaceId)).rejects.toMatchObject({ code: 'conflict' });

      expect(await remains(underTest, [ours.mark])).toEqual([]);
      expect(await storedTexts()).not.toContain(ours.mark);
      expect(await remains(underTest, [other.mark])).toEqual([other.mark]);
      expect(await storedTexts()).toContain(other.mark);
      expect(await database.documents.read(kept.ended.load, { after: 0, limit: 10 })).toHaveLength(10);

      const [newest] = await database.accounts.listAudit({ workspaceId, limit: 1 });
      expect(newest).toMatchObject({
        action: 'workspace.erased',
        actor: 'operator',
        detail: { users: 2, uploads: 3, activities: 2, filesRemoved: 4, cancelled: 1 },
      });
      expect(JSON.stringify(await database.accounts.listAudit({ workspaceId, limit: 1_000 }))).not.toContain(
        ours.mark,
      );
    });

    it('looks for every file on record, of this company alone, and tells those that are not there', async () => {
      const { account, ended, running, open } = await company(canaries().words);
      await company(canaries().words);
      const { workspaceId } = account;
      const look = () => lookForFiles(workspaceId, { erasure: database.erasure, objects });
      const all = await look();
      expect(all).toMatchObject({ missing: [] });
      expect(all.found).toBe((await database.erasure.extent(workspaceId)).files);
      const gone = [open.uploadId, reportId(ended.load, 'errors')];
      for (const owner of gone) {
        for (const { part } of await objects.list(owner)) await objects.remove({ owner, part });
      }
      const { found, missing } = await look();
      expect({ found, missing: missing.toSorted() }).toEqual({
        found: all.found - 2,
        missing: gone.toSorted(),
      });
      await running.report.abort();
    });

    it('goes on where it was cut short, wherever that was', async () => {
      for (let removals = 0; removals < 4; removals += 1) {
        const { mark, words } = canaries();
        const { account } = await company(words);
        let left = removals;
        const failing: ObjectStore = {
          ...objects,
          async remove(name) {
            if (left === 0) throw new Error('the power went');
            left -= 1;
            await objects.remove(name);
          },
        };
        await expect(erase(account.workspaceId, failing)).rejects.toThrow('the power went');
        expect(await database.accounts.findWorkspace(words('COMPANY'))).toBeDefined();
        await erase(account.workspaceId);
        expect(await remains(underTest, [mark])).toEqual([]);
        expect(await storedTexts()).not.toContain(mark);
      }
    });

    it('may be done again, and lets no token and no URL of it be used meanwhile', async () => {
      const { words } = canaries();
      const { account, open } = await company(words);
      const token = await openToken(database.accounts, account.userId);
      await erase(account.workspaceId);
      expect(await erase(account.workspaceId)).toMatchObject({ filesRemoved: 0, cancelled: 0 });
      const [refused] = await database.uploads.admit([requestOf(token)], NOON + 10);
      expect(refused).toMatchObject({ code: 'token_invalid' });
      const trigger = await database.activities.trigger(wantedOf(open));
      expect(trigger).toEqual({ outcome: 'closed' });
    });
  });
}
