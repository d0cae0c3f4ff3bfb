/** The few words in which the definition languages of the two databases differ. */
export interface Ddl {
  /** A 64-bit integer. */
  readonly integer: string;
  /** Type and constraint of a key that the database counts up itself. */
  readonly countedKey: string;
  /** What stands after a table's closing bracket. */
  readonly table: string;
  /** The same for a table that is kept in the order of its primary key where the database can. */
  readonly tableInKeyOrder: string;
  /** Whether judged documents are kept in this database too; else they have files of their own. */
  readonly keepsDocuments: boolean;
  /** What stands in FROM for the elements of the array `key` of a column of JSON, none where there is no array. */
  eachOf(column: string, key: string): string;
  /**
   * Statements after which whoever is bound to a workspace (`Engine.boundTo`) meets and writes only those rows of the table for which
   * `isOwn`, given the SQL of that workspace's id, holds. None where the database has no such thing.
   */
  ownRowsOnly(table: string, isOwn: (workspaceId: string) => string): readonly string[];
  /** Statements after which rows of the table, which has a key `id`, can be neither changed nor deleted. */
  appendOnly(table: string): readonly string[];
}

export interface Migration {
  readonly number: number;
  readonly name: string;
  /** Run in one transaction together with the note that they were run. */
  statements(ddl: Ddl): readonly string[];
}
