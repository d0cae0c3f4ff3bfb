import Fastify from 'fastify';

/** The yardstick of P2: Fastify answering a constant as long as a pre-sign answer, and nothing else. */
const app = Fastify({ logger: false });
const body = `{"status":"CREATED","preSignedS3Url":"${'x'.repeat(Number(process.argv[2] ?? 560))}","errorCode":null,"errorMessage":null}`;
app.get('/integration/v1/generatePreSign/:templateType', async (_request, reply) => {
  reply.header('content-type', 'application/json; charset=utf-8');
  return body;
});
await app.listen({ port: 0, host: '127.0.0.1' });
const address = app.server.address();
if (address === null || typeof address === 'string') throw new Error('not listening on a port');
process.stdout.write(`listening on http://127.0.0.1:${address.port}\n`);
