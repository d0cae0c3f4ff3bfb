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

/** What an archive declares of itself counts for nothing: bytes are counted as they come. */
export const MAX_ZIP_ENTRIES = 1_000;
export const MAX_ZIP_DIRECTORY_BYTES = 1_048_576;

/** An honest sheet of a million rows inflates to less than half of it. */
export const MAX_PART_BYTES = 4_294_967_296;

/** No honest part is so many times larger than it is stored, once it is past its first megabytes. */
export const MAX_INFLATE_RATIO = 200;
export const RATIO_FREE_BYTES = 10_485_760;

/** For parts that are held in memory whole: relations, styles, the list of sheets. */
export const MAX_SMALL_PART_BYTES = 16_777_216;

/** Excel itself stops at 65,490 cell styles. */
export const MAX_CELL_STYLES = 65_536;

/** XML that is looked at as one: a row with all its cells, a comment, a shared text. */
export const MAX_XML_UNIT_BYTES = 8_388_608;

/** Texts that the cells of a workbook share: how many, and how long in UTF-8 together. They stay in memory. */
export const MAX_SHARED_STRINGS = 16_777_216;
export const MAX_SHARED_BYTES = 268_435_456;

export const MAX_MERGED_RANGES = 1_000_000;
