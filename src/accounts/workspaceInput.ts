import type { AdministrationPorts } from './administration.ts';
import { readName, readRetention, readWhole, refused } from './administrationInput.ts';
import type { Workspace, WorkspaceSettings } from './workspace.ts';

const MAX_TURNOVER_CRORE = 100_000_000;
const MAX_TOKEN_GRACE_SECONDS = 30 * 86_400;

/** What may be given when a workspace is made or changed; absent = the default, or as it was. */
export interface WorkspaceInput extends Partial<WorkspaceSettings> {
  readonly name?: string;
  /** Empty = any valid GSTIN is accepted. */
  readonly gstins?: readonly string[];
  /** Null = as the installation says. */
  readonly retentionDays?: number | null;
}

/** `from` with what `input` changes. @throws AppError input_invalid */
export function changedWorkspace(
  from: Workspace,
  input: WorkspaceInput,
  { parseGstin }: Pick<AdministrationPorts, 'parseGstin'>,
): Workspace {
  const { name = from.name, gstins = from.gstins, retentionDays = from.retentionDays, ...flags } = input;
  const given = Object.entries(flags).filter(([, value]) => value !== undefined);
  const settings = checkSettings({ ...from.settings, ...Object.fromEntries(given) });
  return {
    ...from,
    name: readName('name', name),
    gstins: readGstins(gstins, settings.sandboxGstins, parseGstin),
    settings,
    retentionDays: retentionDays === null ? null : readRetention(retentionDays),
  };
}

function readGstins(
  texts: readonly string[],
  sandbox: boolean,
  parseGstin: AdministrationPorts['parseGstin'],
): string[] {
  const gstins = texts.map((text) => {
    const parsed = parseGstin(text, { sandbox });
    if ('gstin' in parsed) return parsed.gstin;
    const isListed = 'gstin' in parseGstin(text, { sandbox: true });
    const hint = isListed ? '; this one is a sandbox GSTIN, which needs --sandbox-gstins' : '';
    throw refused('gstins', text, `GSTINs of 15 letters and digits with the right check character${hint}`);
  });
  return [...new Set(gstins)];
}

function checkSettings(settings: WorkspaceSettings): WorkspaceSettings {
  const { turnoverCrore, tokenGraceSeconds, hsnBlank } = settings;
  if (turnoverCrore !== null && !(turnoverCrore >= 0 && turnoverCrore <= MAX_TURNOVER_CRORE)) {
    throw refused('turnoverCrore', turnoverCrore, `crore rupees from 0 to ${MAX_TURNOVER_CRORE}, or none`);
  }
  if (hsnBlank !== 'error' && hsnBlank !== 'warn') throw refused('hsnBlank', hsnBlank, 'error, warn');
  readWhole('tokenGraceSeconds', tokenGraceSeconds, { min: 0, max: MAX_TOKEN_GRACE_SECONDS });
  return settings;
}
