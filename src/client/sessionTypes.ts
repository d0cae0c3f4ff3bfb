/** Who is signed in, and where. */
export interface SessionView {
  readonly user: { readonly userId: string; readonly name: string };
  readonly workspace: {
    readonly workspaceId: string;
    readonly name: string;
    /** Its own GSTINs; none = any valid one is accepted. */
    readonly gstins: readonly string[];
  };
  readonly permissions: readonly string[];
  /** RFC 3339. */
  readonly expiresAt: string;
  /** Goes with every call of this session that changes something: `session.csrfToken` of the client's options. */
  readonly csrfToken: string;
  readonly limits: {
    readonly maxUploadBytes: number;
    /** Null where the workspace has none. */
    readonly quota: {
      /** URLs in the window. */
      readonly limit: number | null;
      readonly per: string;
      readonly used: number;
    } | null;
    /** `yyyy-mm-dd`. */
    readonly licenseUntil: string | null;
  };
  readonly server: {
    readonly version: string;
    /** So long files and error files are kept. */
    readonly retentionDays: number;
    /** `emulator`: nothing here is real or kept. */
    readonly mode: string | null;
    /** Where it is published, without a slash at the end: a page opened at another origin may not be let send files. */
    readonly publicUrl: string;
  };
}
