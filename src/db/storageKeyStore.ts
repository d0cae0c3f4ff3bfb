import type { StorageKeyStore } from '../uploads/storageKey.ts';
import { appendAudit } from './auditTrail.ts';
import { type Engine, transact } from './engine.ts';

export function createStorageKeyStore(engine: Engine): StorageKeyStore {
  const { queries } = engine;
  return {
    async list() {
      const rows = await queries
        .selectFrom('storage_keys')
        .selectAll()
        .orderBy('created_at')
        .orderBy('access_key_id')
        .execute();
      return rows.map((row) => ({
        accessKeyId: row.access_key_id,
        sealedSecret: row.sealed_secret,
        createdAt: row.created_at,
        replacedAt: row.replaced_at,
        verifiesUntil: row.verifies_until,
      }));
    },

    async rotate({ rootKeyId, next, at, verifiesUntil, audit }) {
      await transact(queries, async (transaction) => {
        // Of two rotations at once the second shall see the first one's key.
        await engine.lockMigrations(transaction);
        await transaction
          .insertInto('storage_keys')
          .values({
            access_key_id: rootKeyId,
            sealed_secret: null,
            created_at: 0,
            replaced_at: null,
            verifies_until: null,
          })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        await transaction
          .updateTable('storage_keys')
          .set((row) => ({
            replaced_at: row.fn.coalesce('replaced_at', row.val(at)),
            verifies_until: verifiesUntil,
          }))
          .where((row) =>
            row.or([row('verifies_until', 'is', null), row('verifies_until', '>', verifiesUntil)]),
          )
          .execute();
        await transaction
          .insertInto('storage_keys')
          .values({
            access_key_id: next.accessKeyId,
            sealed_secret: next.sealedSecret,
            created_at: at,
            replaced_at: null,
            verifies_until: null,
          })
          .execute();
        await appendAudit(transaction, audit);
      });
    },

    async add(key) {
      await queries
        .insertInto('storage_keys')
        .values({
          access_key_id: key.accessKeyId,
          sealed_secret: key.sealedSecret,
          created_at: key.createdAt,
          replaced_at: key.replacedAt,
          verifies_until: key.verifiesUntil,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },

    async removeEnded(before) {
      // The root key's row stays: without it the key would verify again.
      const { numDeletedRows } = await queries
        .deleteFrom('storage_keys')
        .where('sealed_secret', 'is not', null)
        .where('verifies_until', '<', before)
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}
