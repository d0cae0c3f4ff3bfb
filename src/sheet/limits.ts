/** Bytes of a file that are read at once. */
export const CHUNK_BYTES = 262_144;

/** Read to decide what a file is and in which encoding. */
export const ENCODING_SAMPLE_BYTES = 4_194_304;

/** Text in which the delimiter is looked for. */
export const SAMPLE_TEXT_BYTES = 65_536;

/** One stray quote must not swallow the rest of a file: the longest record and the longest cell, in bytes of UTF-8. */
export const MAX_RECORD_BYTES = 1_048_576;
export const MAX_CELL_BYTES = 131_072;

export const MAX_COLUMNS = 1_000;

/** Blank ones counted. */
export const MAX_RECORDS = 5_000_000;

/** A spreadsheet program takes no more characters in a cell, and no more rows on a sheet. */
export const MAX_CELL_CHARACTERS = 32_767;
export const MAX_SHEET_ROWS = 1_048_576;
