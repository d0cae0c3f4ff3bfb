import { open } from 'node:fs/promises';
import { AppError } from '../errors.ts';

export interface Profile {
  readonly baseUrl?: string;
  readonly token?: string;
}

const OTHERS = 0o077;

/** An absent file is an empty profile. @throws AppError settings_invalid when others may read it, or it is no profile */
export async function readProfile(file: string): Promise<Profile> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw new AppError('settings_invalid', `The profile file ${file} cannot be read (${error.code}).`);
  });
  if (handle === undefined) return {};
  try {
    // Windows keeps its rights elsewhere and shows made-up mode bits.
    const isOpenToOthers = process.platform !== 'win32' && ((await handle.stat()).mode & OTHERS) !== 0;
    if (isOpenToOthers) {
      throw new AppError(
        'settings_invalid',
        `Others on this machine may read the profile file with your token. Run: chmod 600 ${file}`,
      );
    }
    return parseProfile(await handle.readFile('utf8'), file);
  } finally {
    await handle.close();
  }
}

/** The file's text is never quoted: it holds the token. */
function parseProfile(text: string, file: string): Profile {
  const profile = parseObject(text);
  const isProfile =
    profile !== undefined &&
    Object.entries(profile).every(
      ([name, value]) => (name === 'baseUrl' || name === 'token') && typeof value === 'string',
    );
  if (!isProfile) {
    throw new AppError(
      'settings_invalid',
      `The profile file ${file} must hold JSON of the form {"baseUrl":"https://…","token":"…"} and nothing else.`,
    );
  }
  return profile;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
