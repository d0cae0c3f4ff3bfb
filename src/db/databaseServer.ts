/** What a database server does about workspaces by itself: the second wall between them. */
export interface Wall {
  /** The role that work of one workspace takes on. */
  readonly role: string;
  /** Whether we may take it on, and it its rights: else the conditions of our statements stand alone. */
  readonly stands: boolean;
  /** Other users who may take it on and are no superusers: in this database they read every workspace. */
  readonly othersToo: readonly string[];
}

/** How a database server is set up, as far as promises of ours hang on it. */
export interface DatabaseServer {
  readonly wall: Wall;
  /** How many hosts its URL names. */
  readonly hosts: number;
  /** Whether commits wait for a standby. */
  readonly isSynchronous: boolean;
  /** Whether something between us hands connections around from transaction to transaction. */
  readonly poolsTransactions: boolean;
}
