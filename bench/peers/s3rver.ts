import { createRequire } from 'node:module';

/** A foreign S3 server of npm that verifies pre-signed URLs, beside the gateway in P6. It ships no types. */
interface S3rverServer {
  run(): Promise<{ readonly port: number }>;
  configureBuckets(): Promise<void>;
}
const S3rver: new (options: Readonly<Record<string, unknown>>) => S3rverServer = createRequire(
  import.meta.url,
)('@20minutes/s3rver');

const server = new S3rver({
  port: 0,
  address: '127.0.0.1',
  silent: true,
  directory: process.argv[2],
  configureBuckets: [{ name: 'bench' }],
});
const { port } = await server.run();
process.stdout.write(`listening on http://127.0.0.1:${port}\n`);
