import { afterEach, describe, expect, it } from 'vitest';
import type { AccountStore } from '../../src/accounts/ports.ts';
import { MIGRATIONS } from '../../src/db/migrations.ts';
import { openAccount } from './accountFixture.ts';
import type { DatabaseUnderTest, MakeDatabase } from './databaseUnderTest.ts';

const VERSION = MIGRATIONS.length;

/** @param make gives a database that nobody has migrated yet */
export function startingSuite(make: MakeDatabase): void {
  describe('starting', () => {
    let underTest: DatabaseUnderTest | undefined;
    afterEach(() => underTest?.dispose());

    async function fresh(): Promise<DatabaseUnderTest> {
      underTest = await make();
      return underTest;
    }

    it('numbers its migrations without a gap', () => {
      expect(MIGRATIONS.map(({ number }) => number)).toEqual(MIGRATIONS.map((_, place) => place + 1));
    });

    it('migrates once, however many servers start at once', async () => {
      const { open, query } = await fresh();
      const servers = await Promise.all(Array.from({ length: 4 }, open));
      const results = await Promise.all(servers.map((server) => server.migrate()));
      expect(results.map(({ to }) => to)).toEqual(Array(4).fill(VERSION));
      expect(await query('SELECT number FROM schema_migrations ORDER BY number')).toEqual(
        MIGRATIONS.map(({ number }) => ({ number })),
      );
      expect(await servers[0]?.migrate()).toEqual({ from: VERSION, to: VERSION });
      for (const server of servers) await expect(server.ping()).resolves.toBeUndefined();
    });

    it('lets exactly one of several first starts make the first workspace', async () => {
      const { open } = await fresh();
      const servers = await Promise.all([open(), open(), open()]);
      await servers[0]?.migrate();
      const create = async (accounts: AccountStore) => (await openAccount(accounts)).workspaceId;
      const made = await Promise.all(servers.map((server) => server.firstStart(create)));
      const ids = made.filter((id) => id !== undefined);
      expect(ids).toHaveLength(1);
      expect((await servers[1]?.accounts.listWorkspaces())?.map(({ id }) => id)).toEqual(ids);
    });

    it('leaves nothing of a first start that fails', async () => {
      const { open } = await fresh();
      const server = await open();
      await server.migrate();
      const failing = server.firstStart(async (accounts) => {
        await openAccount(accounts);
        throw new Error('no random bytes');
      });
      await expect(failing).rejects.toThrow('no random bytes');
      expect(await server.accounts.listWorkspaces()).toEqual([]);
      expect(await server.accounts.listAudit({ limit: 10 })).toEqual([]);
    });

    it('leaves a database alone that a newer program has migrated', async () => {
      const { open, query } = await fresh();
      const running = await open();
      await running.migrate();
      await query(`INSERT INTO schema_migrations (number, name) VALUES (${VERSION + 1}, 'of tomorrow')`);
      const refusal = {
        code: 'settings_invalid',
        message: expect.stringMatching(
          new RegExp(`version ${VERSION + 1} by a newer.*knows version ${VERSION}`),
        ),
      };
      await expect(open()).rejects.toMatchObject(refusal);
      await expect(running.migrate()).rejects.toMatchObject(refusal);
    });
  });
}
