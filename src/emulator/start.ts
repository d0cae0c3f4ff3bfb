import { isSecret } from '../accounts/token.ts';
import { AppError } from '../errors.ts';
import type { EmulatorAccount } from './emulator.ts';

const PREFIX_LENGTH = 'gst_tok_'.length;
const RANDOM_LENGTH = 43;
const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/;

/**
 * What would let an emulator touch something real, or somebody reach it who was not meant to.
 * @param settings.isHostAsked whether the host was named on the command line itself
 * @throws AppError settings_invalid with every problem
 */
export function assertEmulatable(settings: {
  readonly host: string;
  readonly isHostAsked: boolean;
  readonly hasDatabaseUrl: boolean;
  readonly hasBucket: boolean;
  readonly token: string | null;
}): void {
  const { host, isHostAsked, hasDatabaseUrl, hasBucket, token } = settings;
  const problems: string[] = [];
  if (!LOOPBACK.test(host) && !isHostAsked) {
    problems.push(
      `GST_INTAKE_HOST is ${host}, which others can reach. An emulator listens on loopback alone unless the command ` +
        `line says otherwise: add --host ${host} if you mean it.`,
    );
  }
  if (hasDatabaseUrl) {
    problems.push(
      'GST_INTAKE_DATABASE_URL is set: an emulator keeps its own database and touches no other. Unset it.',
    );
  }
  if (hasBucket) {
    problems.push(
      'GST_INTAKE_S3_BUCKET is set: an emulator keeps its files itself and writes to no bucket. Unset it.',
    );
  }
  if (token !== null && !isSecret('token', token)) {
    problems.push(
      'GST_INTAKE_EMULATOR_TOKEN has not the last six characters that its others call for. Take one that an emulator ' +
        'has printed.',
    );
  }
  if (problems.length === 0) return;
  throw new AppError(
    'settings_invalid',
    `No emulator can run like this:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
  );
}

/** The random bytes that a token was made of. */
export function bytesOfToken(token: string): Uint8Array {
  return Buffer.from(token.slice(PREFIX_LENGTH, PREFIX_LENGTH + RANDOM_LENGTH), 'base64url');
}

/** What an emulator prints at its start: that it is one, and what a client needs. */
export function emulatorText(facts: {
  readonly account: EmulatorAccount;
  readonly baseUrl: string;
  readonly dataDir: string;
}): string {
  const { account, baseUrl, dataDir } = facts;
  const line = '*'.repeat(72);
  return `${line}
*  EMULATOR MODE: nothing here is real or kept. Send no real documents. *
${line}
Its data is in ${dataDir}, emptied at every start.
Its switches, its clock and its recordings: ${baseUrl}/emulator/v1

export GST_INTAKE_BASE_URL='${baseUrl}'
export GST_INTAKE_TOKEN='${account.token}'
export GST_INTAKE_CLIENT_SECRET='${account.clientSecret}'

`;
}
