import type { Command } from 'commander';
import { type Client, createClient } from '../client/index.ts';
import { AppError } from '../errors.ts';
import { durationSeconds, wholeNumber } from './flagValues.ts';
import type { ClientSettings } from './io.ts';
import { readProfile } from './profile.ts';

export interface ClientFlags {
  readonly baseUrl?: string;
  readonly timeout?: number;
  readonly retries?: number;
}

export const CLIENT_NOTES = `The token comes from GST_INTAKE_TOKEN, from the file that GST_INTAKE_TOKEN_FILE names, or from the profile
file (~/.config/gst-intake/profile.json: {"baseUrl":"…","token":"…"}, chmod 600), never from the command line.`;

export function withClientOptions(command: Command): Command {
  return command
    .option('--base-url <url>', 'address of the server (GST_INTAKE_BASE_URL)')
    .option('--timeout <duration>', 'longest silence of the server, e.g. 60s (the default)', durationSeconds)
    .option('--retries <number>', 'further tries after a failure (default 4)', wholeNumber);
}

/** @throws AppError settings_invalid, token_invalid */
export async function openClient(
  settings: ClientSettings,
  flags: ClientFlags,
  version: string,
): Promise<Client> {
  const known = { baseUrl: flags.baseUrl ?? settings.baseUrl, token: settings.token };
  const isComplete = known.baseUrl !== undefined && known.token !== undefined;
  const profile = isComplete ? {} : await readProfile(settings.profileFile);
  const baseUrl = known.baseUrl ?? profile.baseUrl;
  const token = known.token ?? profile.token;
  if (baseUrl === undefined) {
    throw new AppError(
      'settings_invalid',
      'No server is given. Set GST_INTAKE_BASE_URL, e.g. to http://127.0.0.1:8080, or use --base-url.',
    );
  }
  if (token === undefined) {
    throw new AppError(
      'token_invalid',
      `No token is given. Set GST_INTAKE_TOKEN, or write {"token":"…"} to ${settings.profileFile} (chmod 600).`,
    );
  }
  return createClient({
    baseUrl,
    token,
    userAgent: `gst-intake-cli/${version}`,
    ...(flags.timeout === undefined ? {} : { timeoutMs: flags.timeout * 1000 }),
    ...(flags.retries === undefined ? {} : { retries: flags.retries }),
  });
}
