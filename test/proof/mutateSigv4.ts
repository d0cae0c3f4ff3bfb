/**
 * Mutation check of src/sigv4; docs/reference/mutation.md argues the survivors that are left.
 *
 *     node test/proof/mutateSigv4.ts [--jobs 2] [--only presign.ts] [--minutes 10]
 *
 * The tests are those of test/sigv4 that need neither the AWS SDK nor a server, so that a mutant takes about two seconds.
 */
import { readdirSync } from 'node:fs';
import { checkMutants } from './mutate.ts';

const TESTS = ['canonical', 'signingKey', 'presign', 'presignedQuery', 'verify', 'dates'].map(
  (name) => `test/sigv4/${name}.test.ts`,
);
const sources = readdirSync(new URL('../../src/sigv4', import.meta.url));

await checkMutants({
  copied: ['src/errors.ts', 'src/sigv4', 'test/sigv4'],
  testsOf: new Map(sources.map((file) => [`src/sigv4/${file}`, TESTS])),
});
