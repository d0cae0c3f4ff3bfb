/** Record types that are looked at ([MS-XLS] 2.3), by their names there. */
export const BOF = 0x0809;
export const EOF = 0x000a;
export const CONTINUE = 0x003c;

export const FILEPASS = 0x002f;
export const DATEMODE = 0x0022;
export const FORMAT = 0x041e;
export const XF = 0x00e0;
export const BOUNDSHEET = 0x0085;
export const SST = 0x00fc;

export const ROW = 0x0208;
export const COLINFO = 0x007d;
export const MERGEDCELLS = 0x00e5;

export const LABELSST = 0x00fd;
export const LABEL = 0x0204;
export const RSTRING = 0x00d6;
export const NUMBER = 0x0203;
export const RK = 0x027e;
export const MULRK = 0x00bd;
export const FORMULA = 0x0006;
/** As Excel 3 and 4 numbered it: some writers do still, with the data of today. */
export const FORMULA3 = 0x0206;
export const FORMULA4 = 0x0406;
/** What may stand between a formula and the text that it came to. */
export const SHRFMLA = 0x04bc;
export const ARRAY = 0x0221;
export const TABLE = 0x0236;
export const STRING = 0x0207;
export const BOOLERR = 0x0205;
