import { LANGUAGES, type Language } from '../words/language.tsx';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export interface Preferences {
  readonly language: Language;
  readonly theme: Theme;
}

const KEY = 'gst-intake-console';

/** What this browser remembers; where it remembers nothing or must not, its own languages decide. */
export function readPreferences(
  storage: () => Pick<Storage, 'getItem'>,
  languages: readonly string[],
): Preferences {
  const spoken = languages
    .map((tag) => tag.slice(0, 2))
    .find((tag) => LANGUAGES.some((each) => each === tag));
  const stored = storedIn(storage);
  return {
    language: LANGUAGES.find((each) => each === stored['language']) ?? (spoken === 'hi' ? 'hi' : 'en'),
    theme: THEMES.find((each) => each === stored['theme']) ?? 'system',
  };
}

/** Where the browser must not remember, the choice lasts as long as the page. */
export function writePreferences(storage: () => Pick<Storage, 'setItem'>, preferences: Preferences): void {
  try {
    storage().setItem(KEY, JSON.stringify(preferences));
  } catch {}
}

function storedIn(storage: () => Pick<Storage, 'getItem'>): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(storage().getItem(KEY) ?? '{}');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
