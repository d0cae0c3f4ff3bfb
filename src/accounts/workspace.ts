/** Choices of one workspace. Those that steer judging are stored now and read by ingestion. */
export interface WorkspaceSettings {
  /** Clear's published sandbox GSTINs pass, with a warning, though their checksums are wrong. */
  readonly sandboxGstins: boolean;
  /** Dates written 03/04/2026 mean March 4th instead of April 3rd. */
  readonly monthFirst: boolean;
  /** A URL takes one upload instead of the last of several. */
  readonly singleUse: boolean;
  /** The business is a unit in a special economic zone. */
  readonly sez: boolean;
  /** Turnover of the last financial year in crore rupees: decides how many HSN digits are due. */
  readonly turnoverCrore: number | null;
  readonly hsnMaster: boolean;
  /** The portal takes no line without a code, but a false refusal costs more than a missed warning. */
  readonly hsnBlank: 'error' | 'warn';
  /** How long a client secret's previous token stays good after a new one was fetched. */
  readonly tokenGraceSeconds: number;
}

export const DEFAULT_WORKSPACE_SETTINGS: WorkspaceSettings = {
  sandboxGstins: false,
  monthFirst: false,
  singleUse: false,
  sez: false,
  turnoverCrore: null,
  hsnMaster: true,
  hsnBlank: 'warn',
  tokenGraceSeconds: 0,
};

/** One company: the tenant boundary of everything stored. */
export interface Workspace {
  /** A UUID; the first segment of every object key. */
  readonly id: string;
  readonly name: string;
  /** Own GSTINs; empty accepts any valid one. */
  readonly gstins: readonly string[];
  readonly settings: WorkspaceSettings;
  /** Days that its uploaded files are kept; null = as the installation says. */
  readonly retentionDays: number | null;
  readonly createdAt: number;
}
