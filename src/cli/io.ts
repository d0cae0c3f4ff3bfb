import type { Readable, Writable } from 'node:stream';

/** The terminal, or what stands in for it. */
export interface CommandIo {
  readonly stdin: Readable;
  /** Data only. */
  readonly stdout: Writable;
  /** Notes, progress and errors. */
  readonly stderr: Writable;
  /** A person watches stderr on a terminal that can move its cursor: neither NO_COLOR nor TERM=dumb is set. */
  readonly isInteractive: boolean;
  /** Where standard input is kept while it is uploaded. */
  readonly temporaryDirectory: string;
  /** Calls `listener` at Ctrl-C or SIGTERM instead of ending the process; returns how to stop that. */
  onInterrupt(listener: () => void): () => void;
}

/** Where the server is and who asks, as the environment says; flags win over it. */
export interface ClientSettings {
  readonly baseUrl: string | undefined;
  readonly token: string | undefined;
  /** JSON `{ "baseUrl", "token" }`, both optional, mode 0600. It need not exist. */
  readonly profileFile: string;
}

/** 0 ok · 1 failure · 2 usage · 3 file refused · 4 not authorised · 5 cannot reach the server · 130 Ctrl-C. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 130;
