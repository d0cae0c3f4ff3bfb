const ID_BYTES = 16;
/** A call to the system's generator costs as much as hashing the id's request: it is asked for many ids at once. */
const IDS_AT_ONCE = 256;

/** Ids of 32 hex digits, each from 128 fresh random bits. @param randomBytes a CSPRNG */
export function createRandomIds(randomBytes: (count: number) => Buffer): () => string {
  let pool: Buffer = Buffer.alloc(0);
  let used = 0;
  return () => {
    if (used === pool.length) {
      pool = randomBytes(ID_BYTES * IDS_AT_ONCE);
      used = 0;
    }
    used += ID_BYTES;
    return pool.toString('hex', used - ID_BYTES, used);
  };
}
