import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { selfMadeCertificate, type startNginx } from '../frontProxy.ts';
import type { Proof } from '../prove.ts';
import { openGround } from './ground.ts';

const run = promisify(execFile);
const NAME = 'gst.example.in';

/** Pre-sign and PUT by curl over TLS, to the name in the shipped file. */
export async function speaksTls(input: {
  readonly folder: string;
  readonly start: typeof startNginx;
  readonly proof: Proof;
}): Promise<string> {
  const { folder, start, proof } = input;
  mkdirSync(folder, { recursive: true });
  const tls = selfMadeCertificate(folder);
  const ground = await openGround(folder, start, { publicUrl: (port) => `https://${NAME}:${port}`, tls });
  const { port } = new URL(ground.baseUrl);
  const curl = async (...args: string[]) =>
    (
      await run('curl', [
        '-sS',
        '--cacert',
        tls.certificate,
        '--resolve',
        `${NAME}:${port}:127.0.0.1`,
        ...args,
      ])
    ).stdout;
  try {
    const asked = await curl(
      ...['-H', `x-cleartax-auth-token: ${ground.token}`, '-H', 'fileContentType: CSV'],
      `${ground.baseUrl}/integration/v1/generatePreSign/sales?fileName=a.csv`,
    );
    const { preSignedS3Url } = JSON.parse(asked) as { preSignedS3Url: string };
    if (!preSignedS3Url.startsWith(`${ground.baseUrl}/v1/`))
      proof.violation('the URL leads elsewhere than to TLS');
    const put = ['-X', 'PUT', '-H', 'Content-Type: application/vnd.ms-excel', '--data-binary', 'a register'];
    const said = await curl(
      ...put,
      '-w',
      '%{http_code} %{ssl_verify_result} HTTP/%{http_version}',
      preSignedS3Url,
    );
    if (!said.startsWith('200 0 ')) proof.violation(`a PUT over TLS was answered ${said}`);
    ground.assertNothingSecret(proof);
    return `over TLS ${said.split(' ').at(-1)}`;
  } finally {
    await ground.end();
  }
}
