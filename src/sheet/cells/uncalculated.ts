/**
 * The text of a formula cell whose file has no value for it, as programs leave them that write workbooks without calculating
 * (openpyxl, Apache POI, exports of ERP programs). Its kind is `error`: taken for blank, an amount would be lost in silence.
 */
export const UNCALCULATED = '#UNCALCULATED!';
